"""Bugs put in on purpose: a simulator that does not find them proves nothing."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import timedelta
from typing import Any

from sqlalchemy import false, select, update

import bot.changing.outgoing
import bot.sending.claims
import bot.sending.plan
from bot.changing.transaction import Transaction
from bot.db import orders, receipts, tables
from bot.db import outbox as boxes
from bot.db.tables import outbox
from bot.sending import together
from bot.sending.claims import Claims, is_row
from bot.sending.rows import Claim, Progress
from bot.sending.settle import waiting
from bot.service import Service
from bot.trust import history
from tests.faults import sim as simulator
from tests.faults.world import Saying


@contextmanager
def swapped(where: Any, **names: Any) -> Iterator[None]:
    """Other attributes, for a while."""
    before = {name: getattr(where, name) for name in names}
    for name, value in names.items():
        setattr(where, name, value)
    try:
        yield
    finally:
        for name, value in before.items():
            setattr(where, name, value)


Plant = Callable[[], AbstractContextManager[None]]
say, move = Saying.say, Claims.move


def sent_before_posting() -> AbstractContextManager[None]:
    async def first(self: Saying, claim: Claim) -> None:
        with self.claims.engine.begin() as connection:
            connection.execute(update(outbox).where(is_row(claim.row)).values(state="sent"))
        await say(self, claim)

    return swapped(Saying, say=first)


def lease_too_short() -> AbstractContextManager[None]:
    return swapped(bot.sending.claims, LEASE=timedelta(milliseconds=50))


def no_lane_check() -> AbstractContextManager[None]:
    nobody = select(outbox.c.workspace_id, outbox.c.lane).where(false())
    return swapped(bot.sending.claims, speaking=lambda real: nobody)


@contextmanager
def nudge_not_read_again() -> Iterator[None]:
    """Neither before the call nor when the order moves on."""
    with ExitStack() as both:
        both.enter_context(swapped(bot.sending.plan, holds=lambda *_: True))
        both.enter_context(swapped(boxes, drop_nudges=lambda *_, **__: None))
        yield


@contextmanager
def version_check_off() -> Iterator[None]:
    """The row is read before the transaction that writes it, and whoever comes last wins."""
    table = tables.orders

    lock, insert = orders.lock, history.save

    def early(connection: Any, workspace: str, id: str) -> Any:
        return STALE.get(id) or lock(connection, workspace, id)

    def replaced(connection: Any, workspace: str, id: str, version: int, values: dict[str, Any]) -> bool:
        this = (table.c.workspace_id == workspace) & (table.c.id == id)
        return bool(connection.execute(update(table).where(this).values(values)).rowcount == 1)

    def saved(connection: Any, workspace: str, order: str, entries: Any) -> None:
        for entry in entries:
            there = select(tables.history.c.seq).filter_by(
                workspace_id=workspace, order_id=order, seq=entry.seq
            )
            if connection.execute(there).first() is None:
                insert(connection, workspace, order, [entry])

    def act(self: Service, workspace: str, order_id: str, command: Any, **more: Any) -> Any:
        with self.engine.begin() as connection:
            STALE[order_id] = lock(connection, workspace, order_id)
        try:
            return ACT(self, workspace, order_id, command, **more)
        finally:
            STALE.pop(order_id, None)

    with (
        swapped(orders, lock=early, replace=replaced),
        swapped(history, save=saved),
        swapped(Service, act=act),
    ):
        yield


STALE: dict[str, Any] = {}
ACT = Service.act


def key_stored_later() -> AbstractContextManager[None]:
    """The receipt is written in a transaction of its own."""
    return later(receipts, "keep")


def outbox_written_later() -> AbstractContextManager[None]:
    return later(boxes, "put")


@contextmanager
def later(where: Any, name: str) -> Iterator[None]:
    """A write that follows the commit in a transaction of its own."""
    real, commit = getattr(where, name), Service._commit
    owed: dict[Any, list[Any]] = {}

    def put_off(connection: Any, *given: Any) -> None:
        owed.setdefault(connection.engine, []).append(given)

    def committed(self: Service, work: Any) -> Any:
        owed.pop(self.engine, None)
        result = commit(self, work)
        for given in owed.pop(self.engine, []):
            with self.engine.begin() as connection:
                real(connection, *given)
        return result

    with swapped(where, **{name: put_off}), swapped(Service, _commit=committed):
        yield


def wake_not_moved() -> AbstractContextManager[None]:
    values = Transaction.values

    def without(self: Transaction, change: Any, head: str, recorded_at: Any) -> dict[str, Any]:
        found = values(self, change, head, recorded_at)
        if change.before is not None:
            del found["wake_at"]
        return found

    return swapped(Transaction, values=without)


def counted_at_failure() -> AbstractContextManager[None]:
    def uncounted(self: Claims, connection: Any, row: Any, **values: Any) -> bool:
        values.pop("attempts", None)
        return move(self, connection, row, **values)

    return swapped(Claims, move=uncounted)


def own_clock_for_leases() -> AbstractContextManager[None]:
    return swapped(simulator.Clock, trusted=False)


def gives_back_what_is_not_ours() -> AbstractContextManager[None]:
    async def finally_back(self: Saying, claim: Claim) -> None:
        try:
            await say(self, claim)
        finally:
            again = waiting(claim.row, claim.row.progress)
            with self.claims.engine.begin() as connection:
                sending = is_row(claim.row) & (outbox.c.state == "sending")
                connection.execute(update(outbox).where(sending).values(**again))

    return swapped(Saying, say=finally_back)


def no_summary() -> AbstractContextManager[None]:
    """What was missed is said singly."""
    return swapped(together, join=lambda *_: False)


@contextmanager
def nights_ignored() -> Iterator[None]:
    """Neither when a reminder is written down nor when it is said."""
    with ExitStack() as both:
        both.enter_context(swapped(bot.changing.outgoing, from_when=lambda notice, at, hours: at))
        both.enter_context(swapped(bot.sending.plan, overnight=lambda *_: None))
        yield


def not_looked_for() -> AbstractContextManager[None]:
    return swapped(Progress, doubt=property(lambda self: False))


def cards_drawn_once() -> AbstractContextManager[None]:
    def first(change: Any, ids: Any) -> Iterator[Any]:
        return cards(change, ids) if change.before is None else iter(())

    cards = bot.changing.outgoing.cards
    return swapped(bot.changing.outgoing, cards=first)


PLANTS: dict[str, Plant] = {
    "sent is marked before posting": sent_before_posting,
    "the lease is too short": lease_too_short,
    "the lane is not looked at": no_lane_check,
    "a nudge is not read again": nudge_not_read_again,
    "the version is not checked": version_check_off,
    "the key is stored after the commit": key_stored_later,
    "the wake is not moved": wake_not_moved,
    "tries are counted at the failure": counted_at_failure,
    "leases go by the machine's own clock": own_clock_for_leases,
    "the outbox is written after the commit": outbox_written_later,
    "a lease is given back that is not ours": gives_back_what_is_not_ours,
    "what was missed is not joined": no_summary,
    "quiet hours are not kept": nights_ignored,
    "what may have been said is not looked for": not_looked_for,
    "a card is not drawn again": cards_drawn_once,
}

FOUND = {
    "sent is marked before posting": 0,
    "the lease is too short": 0,
    "the lane is not looked at": 4,
    "a nudge is not read again": 0,
    "the version is not checked": 12,
    "the key is stored after the commit": 0,
    "the wake is not moved": 0,
    "tries are counted at the failure": 5,
    "leases go by the machine's own clock": 1,
    "the outbox is written after the commit": 7,
    "a lease is given back that is not ours": 4,
    "what was missed is not joined": 2,
    "quiet hours are not kept": 17,
    "what may have been said is not looked for": 0,
    "a card is not drawn again": 0,
}
"""Seeds that are known to find them."""
