"""Both changes of the clocks of a year, in Paris and in New York, lived through by processes whose clock is pushed."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as wall
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import Engine, func, select

from bot.clock import FRESH, StoredClock
from bot.db.engine import open_engine
from bot.db.tables import orders, outbox, people
from bot.ports import SystemClock
from bot.waking.watch import notifier
from rules.notices import Notice
from rules.words import Nudge
from tests.e2e.processes import KEY, eventually
from tests.processes.clicks import command, deliver
from tests.processes.lives import miscounted
from tests.processes.servers import Cluster, Postgres, cluster

ZONES = ("Europe/Paris", "America/New_York")
HOUSE = ZoneInfo("Europe/Paris")
"""The marketplace's: its deadlines end with a day there, wherever people are."""

PAID, BEFORE, MORNING, LAST, LATE = wall(2, 30), wall(7, 50), wall(8, 0, 1), wall(23, 50), wall(0, 0, 2)


@dataclass(frozen=True)
class Change:
    """A night in which the clocks of a zone change, and the day that begins with it."""

    zone: str
    day: date

    def at(self, clock: wall, days: int = 0) -> datetime:
        """When people there see that time."""
        return datetime.combine(self.day + timedelta(days=days), clock, ZoneInfo(self.zone))


def changes(year: int) -> list[Change]:
    """All of them, in their order."""
    days = [date(year, 1, 1) + timedelta(days=number) for number in range(1, 365)]
    return [Change(zone, day) for day in days for zone in ZONES if offset(zone, day) != offset(zone, day, -1)]


def offset(zone: str, day: date, days: int = 0) -> timedelta | None:
    """From UTC, at noon."""
    return datetime.combine(day + timedelta(days=days), wall(12), ZoneInfo(zone)).utcoffset()


class Time:
    """The clock of all processes, pushed as the local Slack's page pushes it."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.clock = StoredClock(engine, SystemClock())
        self.notify = notifier(engine)

    def go_to(self, moment: datetime) -> None:
        """Until all that is due by then is done and said."""
        self.clock.push(moment - self.clock.now())
        time.sleep(FRESH.total_seconds() + 0.1)
        assert self.notify is not None
        self.notify()
        eventually(lambda: not self.owed(), 90, what=f"the end of what is due at {moment}")

    def owed(self) -> int:
        """What waits for a worker: orders, people's mornings, messages."""
        now = self.clock.now()
        asked = (
            select(func.count()).where(orders.c.wake_at <= now),
            select(func.count()).where(people.c.wake_at <= now),
            select(func.count()).where(
                outbox.c.state.in_(("waiting", "sending", "joined")), outbox.c.not_before <= now
            ),
        )
        with self.engine.connect() as connection:
            return sum(int(connection.execute(one).scalar_one()) for one in asked)


def play(database: Postgres, folder: Path) -> tuple[list[str], int]:
    """All changes of the next year; what did not hold, and how many were lived through."""
    with cluster(database.fresh("daylight"), folder) as world:
        world.prepare(1, 2)
        world.begin(supervised=False)
        engine = open_engine(world.url)
        clock, found = Time(engine), list[str]()
        lived = changes(SystemClock().real().year + 1)
        for number, change in enumerate(lived):
            found += live(world, engine, clock, change, number)
        found += miscounted(world, engine)
        world.relance("verify")
        engine.dispose()
        return found, len(lived)


def live(world: Cluster, engine: Engine, clock: Time, change: Change, number: int) -> Iterator[str]:
    """An order that waits to be accepted, whose reminder comes in that night; one in progress, due on that day."""
    clock.go_to(change.at(PAID, -1))
    seller = f"U0SELL{number:04}"
    waits, works = (order(world, number, change.zone) for _ in range(2))
    deliver(world.webs[0].address, command(seller, f"accepter {works}"), patience=20.0)
    due = datetime.combine(change.day, wall(23, 59, 59), HOUSE)
    if datetime.fromisoformat(seen(world, works)["due_at"]) != due:
        yield f"{change}: due at {seen(world, works)['due_at']}"
    for at, reminded, late in (
        (change.at(BEFORE), False, False),
        (change.at(MORNING), True, False),
        (datetime.combine(change.day, LAST, HOUSE), True, False),
        (datetime.combine(change.day + timedelta(days=1), LATE, HOUSE), True, True),
    ):
        clock.go_to(at)
        if said(engine, waits, Nudge.ACCEPT_SOON) is not reminded:
            yield f"{change}: reminded to accept: {not reminded} at {at}"
        if said(engine, works, Nudge.NOW_LATE_SELLER) is not late:
            yield f"{change}: told to be late: {not late} at {at}"
    yield from (f"{change}: at {at} in the night" for at in at_night(engine, change))


def order(world: Cluster, number: int, zone: str) -> str:
    """Paid now, for a day, between two people of that zone; its reference."""
    pair = {"seller": f"U0SELL{number:04}", "buyer": f"U0BUYR{number:04}"}
    for role, user in pair.items():
        person = {"name": role, "real_name": role.title(), "email": f"{user}@example.org", "tz": zone}
        world.slack.http.post(f"/people/{user}", json=person).raise_for_status()
    price = {"amount": 5000, "currency": "EUR"}
    body = {**pair, "title": "Logo", "price": price, "duration_days": 1, "brief": []}
    answer = world.http.post(f"{world.webs[0].address}/api/orders", json=body, headers=ALLOWED)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["ref"])


ALLOWED = {"Authorization": f"Bearer {KEY}"}


def seen(world: Cluster, ref: str) -> dict[str, str]:
    """An order as the API tells it."""
    told: dict[str, str] = world.http.get(f"{world.webs[0].address}/api/orders/{ref}", headers=ALLOWED).json()
    return told


def said(engine: Engine, ref: str, nudge: Nudge) -> bool:
    """Whether this was told of the order."""
    mine = (orders.c.workspace_id == outbox.c.workspace_id) & (orders.c.id == outbox.c.order_id)
    asked = select(outbox.c.id).join(orders, mine).where(orders.c.ref == ref, outbox.c.notice == nudge)
    with engine.connect() as connection:
        return connection.execute(asked.where(outbox.c.state == "sent")).first() is not None


def at_night(engine: Engine, change: Change) -> Iterator[datetime]:
    """When reminders were said to people there in the night of their clock, though what they announce came later than it."""
    there = (people.c.workspace_id == outbox.c.workspace_id) & (people.c.id == outbox.c.recipient)
    asked = select(outbox.c.said_at, outbox.c.body).join(people, there).where(people.c.zone == change.zone)
    reminders = asked.where(outbox.c.key.is_not(None), ~outbox.c.urgent, outbox.c.said_at.is_not(None))
    with engine.connect() as connection:
        for row in connection.execute(reminders):
            at = row.said_at.astimezone(ZoneInfo(change.zone))
            day = at.date() + timedelta(days=at.time() >= wall(21))
            morning = datetime.combine(day, wall(8), ZoneInfo(change.zone))
            announces = msgspec.json.decode(row.body, type=Notice).announces
            if not wall(8) <= at.time() < wall(21) and (announces is None or announces > morning):
                yield at
