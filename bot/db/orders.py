"""The order rows: found, read, locked, written. Ids stand in place of personal texts until somebody reveals them."""

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Engine, Select, bindparam, func, insert, select, union_all, update
from sqlalchemy import Row as Found

from bot.db.engine import reading
from bot.db.tables import orders, people
from rules.agenda import wake_at
from rules.busy import Promise
from rules.order import Order
from rules.policy import Policy
from rules.words import FINAL, State

ORDER = msgspec.json.Decoder(Order)
OPEN = orders.c.state.not_in(sorted(FINAL))
ENDED_SHOWN = 50


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A stored order. `recorded_at` and `wake_at` are UTC in the orders' own time; `parked_reason`: why no clock rings it."""

    workspace: str
    id: str
    order: Order
    head: str
    policy: str
    recorded_at: datetime
    wake_at: datetime | None
    attempts: int
    parked_reason: str | None


class Orders:
    """Reads orders, each on a connection of its own."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def find(self, workspace: str, ref: str) -> str | None:
        """The id of the order with this reference, in whatever case it is written."""
        asked = select(orders.c.id).where(
            orders.c.workspace_id == workspace, orders.c.ref_key == ref_key(ref)
        )
        with reading(self.engine) as connection:
            return connection.execute(asked).scalar_one_or_none()

    def load(self, workspace: str, id: str) -> Row | None:
        """One order; None when there is none of this id here."""
        rows = self._rows(select(orders).where(orders.c.workspace_id == workspace, orders.c.id == id))
        return rows[0] if rows else None

    def parties(self, workspace: str) -> tuple[int, int]:
        """How many people sell and how many buy here."""
        asked = select(func.count(orders.c.seller_id.distinct()), func.count(orders.c.buyer_id.distinct()))
        with reading(self.engine) as connection:
            sellers, buyers = connection.execute(asked.where(orders.c.workspace_id == workspace)).one()
        return sellers, buyers

    def of_person(self, workspace: str, person: str, *, ended: int = ENDED_SHOWN) -> list[Row]:
        """The orders of a seller or buyer: open ones first, the most urgent on top; then the last `ended` that are over."""
        mine = [
            select(orders).where(orders.c.workspace_id == workspace, column == person)
            for column in (orders.c.seller_id, orders.c.buyer_id)
        ]
        still_open = sorted(self._rows(union_all(*(one.where(OPEN) for one in mine))), key=urgency)
        newest = orders.c.recorded_at.desc()
        over = [row for one in mine for row in self._rows(one.where(~OPEN).order_by(newest).limit(ended))]
        over.sort(key=lambda row: row.order.entered_at, reverse=True)
        return [*still_open, *over[:ended]]

    def promised(self, workspace: str, seller: str, *, beside: str) -> tuple[Promise, ...]:
        """What else a seller has to deliver, and when."""
        asked = select(orders.c.ref, orders.c.due_at).where(
            orders.c.workspace_id == workspace,
            orders.c.seller_id == seller,
            orders.c.state == State.IN_PROGRESS,
            orders.c.due_at.is_not(None),
            orders.c.id != beside,
        )
        with reading(self.engine) as connection:
            return tuple(Promise(row.ref, row.due_at) for row in connection.execute(asked))

    def open_cases(self, workspace: str) -> list[Row]:
        """Disputes and claims that wait for a mediator, the oldest first."""
        return self._rows(
            select(orders)
            .where(orders.c.workspace_id == workspace, orders.c.case_opened_at.is_not(None), OPEN)
            .order_by(orders.c.case_opened_at, orders.c.id)
        )

    def _rows(self, asked: Select[Any] | Any) -> list[Row]:
        with reading(self.engine) as connection:
            return [read(found) for found in connection.execute(asked)]


def ref_key(ref: str) -> str:
    """By which a reference is looked for."""
    return ref.strip().casefold()


def urgency(row: Row) -> tuple[datetime, str]:
    """What ends first stands first."""
    order = row.order
    due_at = order.due_at if order.state is State.IN_PROGRESS else None
    ends = (order.accept_by, order.answer_by, order.check_by, due_at)
    return min((end for end in ends if end is not None), default=order.expires_at), order.ref


def read(found: Found[Any]) -> Row:
    """A row of the table. Raises msgspec.MsgspecError where its facts are no order."""
    return Row(
        workspace=found.workspace_id,
        id=found.id,
        order=ORDER.decode(found.facts),
        head=found.head,
        policy=found.policy,
        recorded_at=found.recorded_at,
        wake_at=found.wake_at,
        attempts=found.attempts,
        parked_reason=found.parked_reason,
    )


def columns(order: Order, policy: Policy) -> dict[str, Any]:
    """What an order looks like in its row, its next wake under this policy among it: `verify` holds it to both."""
    return {**facts(order), "wake_at": wake_at(order, policy)}


def facts(order: Order) -> dict[str, Any]:
    """What stands in a row whatever the policy."""
    return {
        "ref": order.ref,
        "ref_key": ref_key(order.ref),
        "state": order.state,
        "version": order.version,
        "seller_id": order.seller,
        "buyer_id": order.buyer,
        "mediator_id": order.mediator,
        "due_at": order.due_at,
        "case_opened_at": order.case_opened_at,
        "facts": msgspec.json.encode(order).decode(),
    }


SELLER, BUYER = people.alias("seller"), people.alias("buyer")
THIS = (orders.c.workspace_id == bindparam("this_workspace")) & (orders.c.id == bindparam("this_id"))
LOCK = (
    select(
        orders,
        SELLER.c.zone.label("seller_zone"),
        SELLER.c.quiet_hours.label("seller_quiet"),
        BUYER.c.zone.label("buyer_zone"),
        BUYER.c.quiet_hours.label("buyer_quiet"),
    )
    .outerjoin(SELLER, (SELLER.c.workspace_id == orders.c.workspace_id) & (SELLER.c.id == orders.c.seller_id))
    .outerjoin(BUYER, (BUYER.c.workspace_id == orders.c.workspace_id) & (BUYER.c.id == orders.c.buyer_id))
    .where(THIS)
    .with_for_update(of=orders)
)
REPLACE = update(orders).where(THIS, orders.c.version == bindparam("this_version"))
"""Built once, as it is part of every transition."""


def lock(connection: Connection, workspace: str, id: str) -> Found[Any] | None:
    """The order's row with both parties' hours; nobody else changes it until this transaction ends."""
    return connection.execute(LOCK, {"this_workspace": workspace, "this_id": id}).one_or_none()


def is_taken(connection: Connection, workspace: str, ref: str) -> bool:
    """Whether an order of the workspace has this reference, in whatever case."""
    asked = select(orders.c.id).where(orders.c.workspace_id == workspace, orders.c.ref_key == ref_key(ref))
    return connection.execute(asked).first() is not None


def add(connection: Connection, values: dict[str, Any]) -> None:
    """A new row. IntegrityError when the reference is taken."""
    connection.execute(insert(orders), [values])


def replace(connection: Connection, workspace: str, id: str, version: int, values: dict[str, Any]) -> bool:
    """Write the row if it still has this version; False when somebody else was first."""
    this = {"this_workspace": workspace, "this_id": id, "this_version": version}
    return connection.execute(REPLACE, {**values, **this}).rowcount == 1
