"""Refused messages and parked orders: found, and tried again. Nobody else is held up by them."""

from collections.abc import Iterable
from datetime import datetime

import msgspec
from sqlalchemy import ColumnElement, Connection, Engine, func, select, update
from sqlalchemy.orm import aliased

from bot.changing.outgoing import MEDIATORS
from bot.db.engine import reading
from bot.db.tables import orders, outbox, people

REFUSED = outbox.c.state == "refused"
PARKED = orders.c.parked_at.is_not(None)


class Message(msgspec.Struct, frozen=True):
    """A message that will not be sent. `whom`: a name, or "mediators"; `at` (UTC): when it was to be said."""

    workspace: str
    id: str
    ref: str | None
    kind: str
    whom: str
    at: datetime
    reason: str


class Parked(msgspec.Struct, frozen=True):
    """An order that no clock rings any more. `at` (UTC): since when; it can still be acted on, which heals it."""

    workspace: str
    id: str
    ref: str
    at: datetime
    reason: str


class Stuck:
    """Reads and retries, of one workspace or of all."""

    def __init__(self, engine: Engine, workspace: str | None = None) -> None:
        self.engine = engine
        self.workspace = workspace

    def messages(self) -> list[Message]:
        """The refused ones, the oldest first."""
        who = aliased(people)
        asked = (
            select(outbox, orders.c.ref, who.c.name)
            .outerjoin(
                orders,
                (orders.c.workspace_id == outbox.c.workspace_id) & (orders.c.id == outbox.c.order_id),
            )
            .outerjoin(who, (who.c.workspace_id == outbox.c.workspace_id) & (who.c.id == outbox.c.recipient))
            .where(REFUSED, *self.here(outbox.c.workspace_id))
            .order_by(outbox.c.not_before, outbox.c.place)
        )
        with reading(self.engine) as connection:
            return [
                Message(
                    row.workspace_id,
                    row.id,
                    row.ref,
                    row.notice or row.kind,
                    row.name or MEDIATORS,
                    row.not_before,
                    row.reason or "",
                )
                for row in connection.execute(asked)
            ]

    def parked(self) -> list[Parked]:
        """The parked orders, the oldest first."""
        asked = select(orders).where(PARKED, *self.here(orders.c.workspace_id)).order_by(orders.c.parked_at)
        with reading(self.engine) as connection:
            return [
                Parked(row.workspace_id, row.id, row.ref, row.parked_at, row.parked_reason or "")
                for row in connection.execute(asked)
            ]

    def send_again(self, messages: Iterable[Message]) -> int:
        """Each goes last in its lane, as if it had just been put there; how many wait now."""
        with self.engine.begin() as connection:
            return sum(self.last_in_lane(connection, one) for one in messages)

    def last_in_lane(self, connection: Connection, message: Message) -> bool:
        """Whether it was still refused."""
        mine = (outbox.c.workspace_id == message.workspace) & (outbox.c.id == message.id) & REFUSED
        lane = connection.scalar(select(outbox.c.lane).where(mine))
        if lane is None:
            return False
        last = select(func.max(outbox.c.place)).where(
            outbox.c.workspace_id == message.workspace, outbox.c.lane == lane
        )
        again = {"state": "waiting", "attempts": 0, "reason": None, "lease_until": None, "told_at": None}
        place = (connection.scalar(last) or 0) + 1
        return connection.execute(update(outbox).where(mine).values(**again, place=place)).rowcount == 1

    def ring_again(self, parked: Iterable[Parked]) -> int:
        """Orders whose clock rings again from now on; how many."""
        again = {"parked_at": None, "parked_reason": None, "attempts": 0, "claimed_until": None}
        with self.engine.begin() as connection:
            return sum(
                connection.execute(
                    update(orders)
                    .where(orders.c.workspace_id == one.workspace, orders.c.id == one.id, PARKED)
                    .values(**again, told_at=None)
                ).rowcount
                for one in parked
            )

    def here(self, column: ColumnElement[str]) -> list[ColumnElement[bool]]:
        return [] if self.workspace is None else [column == self.workspace]
