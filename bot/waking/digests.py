"""Rings the people whose morning has come, the way `bot.waking.wake` rings orders: by `people.wake_at`, once for a day."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

import msgspec
import structlog
from sqlalchemy import Connection, Engine, exists, func, select, update
from sqlalchemy import Row as SqlRow

from bot.changing.outgoing import Hours, Outgoing
from bot.db import outbox
from bot.db.engine import reading
from bot.db.orders import OPEN, Row, read
from bot.db.people import hours
from bot.db.settings import released
from bot.db.tables import orders, people
from bot.ports import Clock
from bot.sending.letters import Letters
from rules.digest import Digest, Morning, digest, end_of
from rules.policy import Policy
from rules.words import Actor

log = structlog.get_logger(__name__)

BATCH = 100


class Digests:
    """Due people, each in a transaction of its own: of two workers, one writes."""

    def __init__(self, engine: Engine, clock: Clock, policy: Policy) -> None:
        self.engine = engine
        self.clock = clock
        self.policy = policy

    def run_once(self) -> int:
        """Put the digests that are due into the outbox; how many people were rung."""
        rung = 0
        while people_due := self.due():
            now = sum(self.ring(person, self.clock.now()) for person in people_due)
            if not now:  # others were faster
                break
            rung += now
        return rung

    def due(self) -> Sequence[Any]:
        now = self.clock.now()
        asked = (
            select(people).where(people.c.wake_at <= now, released()).order_by(people.c.wake_at).limit(BATCH)
        )
        with reading(self.engine) as connection:
            return connection.execute(asked).all()

    def ring(self, person: Any, now: datetime) -> bool:
        """Whether it was us who rang; the next morning is set, or none for who sells nothing or wants none."""
        morning = morning_of(person, self.policy)
        with self.engine.begin() as connection:
            wanted = person.digest and person.active and sells(connection, person.workspace_id, person.id)
            day = morning.due(now) if wanted else None
            after = given(morning, day)
            new = {
                "wake_at": after.next(now) if wanted else None,
                "digest_day": str(day or person.digest_day or ""),
            }
            mine = (
                (people.c.workspace_id == person.workspace_id)
                & (people.c.id == person.id)
                & (people.c.wake_at == person.wake_at)
            )
            if connection.execute(update(people).where(mine).values(new)).rowcount != 1:
                return False
            if day is not None and of(connection, person.workspace_id, person.id, now, morning.zone):
                row = letter(person.id, day, now, morning.zone)
                outbox.put(connection, person.workspace_id, None, [row])
        return True

    def next_at(self) -> datetime | None:
        """When the next person is to be rung, in the orders' own time (UTC): one look-up in an index."""
        asked = select(func.min(people.c.wake_at)).where(people.c.wake_at.is_not(None), released())
        with reading(self.engine) as connection:
            found: datetime | None = connection.scalar(asked)
        return found

    def arm_all(self) -> None:
        """Sellers of open orders who were never rung, such as those of an earlier version."""
        selling = exists().where(
            orders.c.workspace_id == people.c.workspace_id, orders.c.seller_id == people.c.id, OPEN
        )
        asked = select(people).where(people.c.wake_at.is_(None), people.c.digest, people.c.active, selling)
        with self.engine.begin() as connection:
            for person in connection.execute(asked).all():
                arm(
                    connection,
                    person.workspace_id,
                    person.id,
                    morning_of(person, self.policy),
                    self.clock.now(),
                )


def given(morning: Morning, day: date | None) -> Morning:
    """The same person after that day's digest."""
    return morning if day is None else Morning(morning.at, morning.zone, morning.quiet, day)


def letter(person: str, day: date, now: datetime, zone: str) -> Outgoing:
    """The row of a day's digest: its name makes it the only one. What it says is read when it is said."""
    return Outgoing(
        id=f"msg_digest_{person}_{day}",
        seq=0,
        kind="notice",
        notice=Letters.DIGEST,
        to_role=Actor.SELLER,
        recipient=person,
        joins=True,
        not_before=now,
        valid_until=end_of(day, zone),
    )


def morning_of(person: Any, policy: Policy) -> Morning:
    """A person's mornings, from their row."""
    when = hours(person.zone, person.quiet_hours, policy)
    last = date.fromisoformat(person.digest_day) if person.digest_day else None
    return Morning(policy.digest_at, when.zone, when.quiet, last)


def sells(connection: Connection, workspace: str, person: str) -> bool:
    """Whether somebody sells an order that is still open."""
    asked = select(orders.c.id).where(orders.c.workspace_id == workspace, orders.c.seller_id == person, OPEN)
    return connection.execute(asked.limit(1)).first() is not None


def readable(found: Iterable[SqlRow[Any]]) -> Iterator[Row]:
    """Without those that cannot be read: they wait for an operator, and keep nobody's morning or messages (P10)."""
    for row in found:
        try:
            yield read(row)
        except msgspec.MsgspecError:
            log.exception("order_unreadable", workspace=row.workspace_id, order=row.id)


def of(connection: Connection, workspace: str, person: str, now: datetime, zone: str) -> Digest | None:
    """The digest of a person as this transaction sees their orders."""
    asked = select(orders).where(orders.c.workspace_id == workspace, orders.c.seller_id == person, OPEN)
    rows = list(readable(connection.execute(asked.order_by(orders.c.id))))
    return digest([row.order for row in rows], now, zone)


def arm_seller(
    connection: Connection, workspace: str, person: str, when: Hours, policy: Policy, now: datetime
) -> None:
    """Somebody got an order to sell."""
    arm(connection, workspace, person, Morning(policy.digest_at, when.zone, when.quiet, None), now)


def arm(connection: Connection, workspace: str, person: str, morning: Morning, now: datetime) -> None:
    """Set the first morning of somebody who had none."""
    unarmed = people.c.wake_at.is_(None) & people.c.digest
    mine = (people.c.workspace_id == workspace) & (people.c.id == person) & unarmed
    connection.execute(update(people).where(mine).values(wake_at=morning.next(now)))


def again(connection: Connection, workspace: str, person: str, policy: Policy, now: datetime) -> None:
    """Somebody chose other hours, or wants digests again: their next morning is worked out anew."""
    mine = (people.c.workspace_id == workspace) & (people.c.id == person)
    found = connection.execute(select(people).where(mine)).one()
    at = morning_of(found, policy).next(now)
    connection.execute(update(people).where(mine).values(wake_at=at))


def pull(connection: Connection, workspace: str, person: str, now: datetime, policy: Policy) -> None:
    """A digest that is due within the hour joins what is said now, and its own moment passes (section 7)."""
    mine = (people.c.workspace_id == workspace) & (people.c.id == person)
    found = connection.execute(select(people).where(mine, people.c.wake_at.is_not(None))).one_or_none()
    if found is None or not found.digest or not found.active:
        return
    morning = morning_of(found, policy)
    at = now if morning.due(now) is not None else morning.next(now)
    day = morning.due(at)
    if (
        day is None
        or at - now > policy.digest_joins.time
        or of(connection, workspace, person, now, morning.zone) is None
    ):
        return
    new = {"wake_at": given(morning, day).next(at), "digest_day": str(day)}
    if connection.execute(update(people).where(mine, people.c.wake_at == found.wake_at).values(new)).rowcount:
        outbox.put(connection, workspace, None, [letter(person, day, now, morning.zone)])
