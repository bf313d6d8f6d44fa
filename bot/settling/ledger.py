"""What orders owe to whom: listed, marked as paid, and the mark taken back."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any, NoReturn

import msgspec
from sqlalchemy import ColumnElement, Connection, Engine, Row, Select, and_, delete, or_, select

from bot.db import orders
from bot.db.engine import reading
from bot.db.tables import orders as table
from bot.db.tables import people, settlements
from bot.db.upsert import upsert
from bot.faults import StartError
from bot.ports import Clock
from bot.webhooks.store import Webhooks
from rules.order import Order
from rules.settlement import Payee, shares
from rules.words import FINAL, State

CHUNK = 500
OWING = or_(table.c.state.in_(sorted(FINAL)), table.c.facts.like('%"to_buyer"%'))
"""Orders that ended, and those that go on after a refund."""


NOT_TOLD = "not told"
TOLD = {"sent": "told", "waiting": "waiting", "parked": "refused"}


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One payee of one order. `owed`: in all, `paid`: of that, minor units; moments are UTC.

    `how`: the action that ended the order, or `partial_refund` while it goes on; `since`: when it came to its state;
    `platform`: whether it was told: `told`, `waiting`, `refused` or `not told`.
    """

    ref: str
    payee: Payee
    name: str
    owed: int
    paid: int
    currency: str
    state: State
    how: str
    since: datetime
    paid_at: datetime | None
    workspace: str
    order_id: str
    platform: str = NOT_TOLD

    @property
    def left(self) -> int:
        """What is still to be paid."""
        return self.owed - self.paid


class Ledger:
    """Of all workspaces, or of the one that is named."""

    def __init__(self, engine: Engine, clock: Clock, workspace: str | None = None) -> None:
        self.engine = engine
        self.clock = clock
        self.workspace = workspace

    def lines(
        self, *, since: datetime | None = None, until: datetime | None = None, paid: bool | None = False
    ) -> list[Line]:
        """Shares of orders whose state began in `[since, until)`, the oldest first. `paid`: which; None is all."""
        with reading(self.engine) as connection:
            found = list(self.found(connection, OWING))
        told = Webhooks(self.engine).standing([line.order_id for line in found])
        return [
            msgspec.structs.replace(line, platform=TOLD.get(told.get(line.order_id, ""), NOT_TOLD))
            for line in sorted(found, key=lambda one: (one.since, one.ref, one.payee))
            if (since is None or line.since >= since)
            and (until is None or line.since < until)
            and (paid is None or paid == (line.left == 0))
        ]

    def pay(self, refs: Iterable[str], payee: Payee | None = None) -> list[Line]:
        """Mark what these orders owe as paid: all of them or none. StartError names the one that cannot be."""
        return self.mark(refs, payee, lambda line: line.left > 0, "nothing is left to pay")

    def take_back(self, refs: Iterable[str], payee: Payee | None = None) -> list[Line]:
        """Take marks back: the whole share is to be paid again. StartError as above."""
        return self.mark(refs, payee, lambda line: line.paid > 0, "nothing is marked as paid")

    def mark(
        self, refs: Iterable[str], payee: Payee | None, fits: Callable[[Line], bool], otherwise: str
    ) -> list[Line]:
        """One transaction for all the references."""
        with self.engine.begin() as connection:
            chosen = [
                line
                for ref in {orders.ref_key(ref): ref for ref in refs}.values()
                for line in self.chosen(connection, ref, payee, fits, otherwise)
            ]
            return [self.turned(connection, line) for line in chosen]

    def chosen(
        self,
        connection: Connection,
        ref: str,
        payee: Payee | None,
        fits: Callable[[Line], bool],
        otherwise: str,
    ) -> list[Line]:
        """The shares of one order that are meant."""
        this = table.c.ref_key == orders.ref_key(ref)
        lines = list(self.found(connection, this))
        if len({line.workspace for line in lines}) > 1:
            refuse(f"{ref}: an order of several workspaces; name one with --workspace")
        fitting = [line for line in lines if payee in (None, line.payee) and fits(line)]
        if not fitting:
            known = connection.execute(self.asked(this)).first()
            owes = otherwise if lines else "it has not ended, and owes nothing yet"
            refuse(f"{ref}: {owes if known else 'no order has this reference'}")
        return fitting

    def turned(self, connection: Connection, line: Line) -> Line:
        """Paid in full where something was left, else not at all."""
        key = {"workspace_id": line.workspace, "order_id": line.order_id, "payee": str(line.payee)}
        if not line.left:
            connection.execute(delete(settlements).filter_by(**key))
            return msgspec.structs.replace(line, paid=0, paid_at=None)
        at = self.clock.real()
        upsert(connection, settlements, {**key, "amount": line.owed, "at": at})
        return msgspec.structs.replace(line, paid=line.owed, paid_at=at)

    def found(self, connection: Connection, which: ColumnElement[bool]) -> Iterator[Line]:
        """Every share of some orders."""
        marks = {
            (row.workspace_id, row.order_id, row.payee): row
            for row in connection.execute(select(settlements))
        }
        for row in connection.execute(self.asked(which).execution_options(yield_per=CHUNK)):
            order = orders.ORDER.decode(row.facts)
            for share in shares(order):
                yield line_of(
                    row, order, share.payee, share.amount, marks.get((row.workspace_id, row.id, share.payee))
                )

    def asked(self, which: ColumnElement[bool]) -> Select[Any]:
        """Orders with the names of those whom they may owe."""
        seller, buyer = people.alias("seller"), people.alias("buyer")
        found = (
            select(
                table.c.workspace_id,
                table.c.id,
                table.c.facts,
                seller.c.name.label("seller"),
                buyer.c.name.label("buyer"),
            )
            .outerjoin(
                seller, and_(seller.c.workspace_id == table.c.workspace_id, seller.c.id == table.c.seller_id)
            )
            .outerjoin(
                buyer, and_(buyer.c.workspace_id == table.c.workspace_id, buyer.c.id == table.c.buyer_id)
            )
            .where(which)
        )
        return found if self.workspace is None else found.where(table.c.workspace_id == self.workspace)


def line_of(row: Row[Any], order: Order, payee: Payee, owed: int, mark: Row[Any] | None) -> Line:
    """A share with what was paid of it."""
    names = {Payee.SELLER: row.seller, Payee.BUYER: row.buyer}
    return Line(
        ref=order.ref,
        payee=payee,
        name=names.get(payee) or "",
        owed=owed,
        paid=mark.amount if mark else 0,
        currency=order.currency,
        state=order.state,
        how=str(order.entered_by) if order.state in FINAL else "partial_refund",
        since=order.entered_at,
        paid_at=mark.at if mark else None,
        workspace=row.workspace_id,
        order_id=row.id,
    )


def refuse(why: str) -> NoReturn:
    """In one line, for the operator."""
    raise StartError(f"{why}; nothing was changed")
