"""Rings the orders whose moment has come: no timers, only each order's `wake_at`. A bad order harms itself alone (P10)."""

from collections.abc import Generator, Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Integer,
    bindparam,
    func,
    select,
    tuple_,
    update,
)
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.sql.dml import ReturningUpdate

from bot.db.engine import reading
from bot.db.settings import released
from bot.db.tables import orders
from bot.db.types import Moment
from bot.service import Service

log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=60)
BATCH = 100
PAUSE = timedelta(seconds=2)
TRIES = 5

Key = tuple[str, str]
KEY = tuple_(orders.c.workspace_id, orders.c.id)


class Wake:
    """Due orders, each in a transaction of its own."""

    def __init__(self, engine: Engine, service: Service) -> None:
        self.engine = engine
        self.service = service
        self.clock = service.clock

    def run_once(self) -> int:
        """Ring every order that is due; how many were rung. Those that fail wait for their next try."""
        self.park_the_lost()
        return sum(self.ring_all(batch) for batch in self.claimed())

    def claimed(self) -> Generator[list[Key], None, None]:
        """Due orders, claimed many at once; but those that failed before one by one, so that only they count again.

        One that is due again while others are rung comes again: what is claimed is rung, or its lease holds it back.
        """
        for suspects, limit in ((False, BATCH), (True, 1)):
            while claimed := self.claim(limit, suspects=suspects):
                yield sorted(claimed)  # so that the same start gives the same run

    def ring_all(self, claimed: Sequence[Key]) -> int:
        """Ring each; how many were rung."""
        return sum(self.ring(workspace, id) for workspace, id in claimed)

    def claim(self, limit: int, *, suspects: bool) -> set[Key]:
        """Take some; the attempt counts from here on, whatever becomes of us."""
        now, real = self.clock.now(), self.clock.real()
        given = {"now": now, "lease": real + LEASE, "most": limit} | ({"real": real} if suspects else {})
        with self.engine.begin() as connection:
            return {(workspace, id) for workspace, id in connection.execute(CLAIMING[suspects], given)}

    def ring(self, workspace: str, id: str) -> bool:
        """Whether the order could be brought up to now; if not, it is tried again a little later each time."""
        try:
            self.service.tick(workspace, id)
        except (OperationalError, InterfaceError) as wrong:  # the database's trouble, not the order's
            log.warning("database_in_trouble", workspace=workspace, order=id, error=type(wrong).__name__)
            self.give_back(workspace, id)
            return False
        except Exception as wrong:
            log.exception("order_not_rung", workspace=workspace, order=id)
            self.put_off(workspace, id, type(wrong).__name__)
            return False
        return True

    def give_back(self, workspace: str, id: str) -> None:
        """The attempt does not count; tried again in a moment."""
        mine = (orders.c.workspace_id == workspace) & (orders.c.id == id) & (orders.c.attempts > 0)
        again = {"attempts": orders.c.attempts - 1, "claimed_until": self.clock.real() + PAUSE}
        with self.engine.begin() as connection:
            connection.execute(update(orders).where(mine).values(again))

    def put_off(self, workspace: str, id: str, reason: str) -> None:
        """Give the claim back early, or park the order after its last try."""
        mine = (
            (orders.c.workspace_id == workspace) & (orders.c.id == id) & orders.c.claimed_until.is_not(None)
        )
        with self.engine.begin() as connection:
            attempts = connection.execute(select(orders.c.attempts).where(mine)).scalar_one_or_none()
            if attempts is None:  # somebody acted on it meanwhile, and that went well
                return
            if attempts >= TRIES:
                self.park(connection, mine, reason)
            else:
                pause = timedelta(seconds=2**attempts)
                connection.execute(update(orders).where(mine).values(claimed_until=self.clock.real() + pause))

    def park_the_lost(self) -> None:
        """Orders on whose last try the worker died or hung."""
        real = self.clock.real()
        with reading(self.engine) as connection:
            if connection.execute(ANY_LOST, {"real": real}).first() is None:
                return
        with self.engine.begin() as connection:
            self.park(connection, lost(real), "attempts")

    def park(self, connection: Connection, which: ColumnElement[bool], reason: str) -> None:
        """Until somebody acts on the order, or an operator has it tried again."""
        parked = {
            "parked_at": self.clock.real(),
            "parked_reason": reason,
            "claimed_until": None,
            "told_at": None,
        }
        log.error("orders_parked", reason=reason)
        connection.execute(update(orders).where(which).values(parked))

    def retry(self, workspace: str, id: str) -> bool:
        """Ring a parked order again from now on; False when there is none of this id."""
        mine = (orders.c.workspace_id == workspace) & (orders.c.id == id) & orders.c.parked_at.is_not(None)
        with self.engine.begin() as connection:
            unparked = update(orders).where(mine).values(parked_at=None, parked_reason=None, attempts=0)
            return connection.execute(unparked).rowcount == 1

    def next_at(self) -> datetime | None:
        """When to run next, in the world's own time (UTC); None when no order will ever be due."""
        ahead = self.clock.now() - self.clock.real()
        unclaimed = select(func.min(orders.c.wake_at)).where(ringing(), orders.c.claimed_until.is_(None))
        with reading(self.engine) as connection:
            earliest: Any = connection.execute(unclaimed).scalar_one()
            given_back = connection.execute(
                select(func.min(orders.c.claimed_until)).where(
                    orders.c.claimed_until.is_not(None), released()
                )
            ).scalar_one()
        moments = [given_back, earliest - ahead if earliest is not None else None]
        return min((moment for moment in moments if moment is not None), default=None)


def ringing() -> ColumnElement[bool]:
    """Orders that wait for a moment; none of an older copy that nobody released."""
    return orders.c.wake_at.is_not(None) & orders.c.parked_at.is_(None) & released()


def due(now: Moment) -> ColumnElement[bool]:
    """Orders whose moment has come."""
    return ringing() & (orders.c.wake_at <= now)


def lost(real: Moment) -> ColumnElement[bool]:
    """Orders that nobody will ring any more."""
    return (orders.c.attempts >= TRIES) & (orders.c.claimed_until <= real)


def claiming(fit: ColumnElement[bool]) -> ReturningUpdate[Any]:
    """Takes `most` due orders of those that fit, until `lease`."""
    picked = (
        select(orders.c.workspace_id, orders.c.id)
        .where(due(bindparam("now")), fit)
        .order_by(orders.c.wake_at)
        .limit(bindparam("most", type_=Integer))
        .with_for_update(skip_locked=True)
    )
    taken = update(orders).where(KEY.in_(picked))
    taken = taken.values(attempts=orders.c.attempts + 1, claimed_until=bindparam("lease"))
    return taken.returning(orders.c.workspace_id, orders.c.id)


def earliest_wake(engine: Engine) -> datetime | None:
    """The next moment of any order, in the orders' own time (UTC)."""
    with reading(engine) as connection:
        found: datetime | None = connection.execute(
            select(func.min(orders.c.wake_at)).where(ringing())
        ).scalar_one()
    return found


CLAIMING = {
    False: claiming(orders.c.claimed_until.is_(None)),
    True: claiming(orders.c.claimed_until <= bindparam("real")),
}
"""By whether they failed before; made once, asked at each look."""

ANY_LOST = select(orders.c.id).where(lost(bindparam("real"))).limit(1)
