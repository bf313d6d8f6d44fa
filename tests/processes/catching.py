"""Days without anybody at work: many orders, each with much that fell due meanwhile, and one that cannot be read."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, func, select, update

from bot.changing.outcomes import Done, NewOrder
from bot.db.engine import open_engine
from bot.db.people import People
from bot.db.tables import history, installations, orders, outbox
from bot.ports import SystemClock, SystemIds
from bot.sending.letters import Letters
from bot.service import Service
from rules.commands import Accept, Person
from rules.words import Actor
from tests.e2e.processes import eventually
from tests.factories import COMEUP
from tests.processes.servers import Cluster, cluster, now

SELLERS = 4
"""Orders of one seller; each order has a buyer of its own."""


@dataclass
class Caught:
    """What the worker did: seconds until nothing was due, moments of which it told or which it left out, and in how many words."""

    seconds: float
    moments: int
    summaries: Counter[str]
    people: int
    parked: str


def offset() -> timedelta:
    """Three days on, and then to the next noon: no quiet hours hold anything back."""
    paris = SystemClock().real().astimezone(ZoneInfo("Europe/Paris"))
    later = paris + timedelta(days=3, hours=(12 - paris.hour) % 24)
    return later - paris


def place(world: Cluster, engine: Engine, count: int) -> list[str]:
    """Orders in progress, due tomorrow; our ids."""
    with engine.connect() as connection:
        workspace = connection.execute(select(installations.c.workspace_id)).scalar_one()
    people, service = (
        People(engine, SystemClock(), SystemIds()),
        Service(engine, SystemClock(), SystemIds(), COMEUP),
    )
    placed = []
    for number in range(count):
        names = (f"U0SELL{number // SELLERS:04}", f"U0BUYR{number:04}")
        for name in names:
            world.slack.person(name, name.title())
        seller, buyer = (people.by_slack(workspace, name).id for name in names)
        new = NewOrder(
            seller=seller, buyer=buyer, title="Logo", price=5000, currency="EUR", duration_days=1, brief=()
        )
        done = service.place(workspace, new, by=Actor.OPERATOR, person=None)
        assert isinstance(done, Done)
        assert isinstance(service.act(workspace, done.order_id, Accept(by=Person(seller))), Done)
        placed.append(done.order_id)
    return placed


def poison(engine: Engine, id: str, attempts: int) -> None:
    """An order that raises in the hands of whoever rings it."""
    with engine.begin() as connection:
        connection.execute(update(orders).where(orders.c.id == id).values(facts="{}", attempts=attempts))


def due(engine: Engine, moment: datetime) -> int:
    """Orders that are still to be rung."""
    asked = select(func.count()).where(orders.c.wake_at <= moment, orders.c.parked_at.is_(None))
    with engine.connect() as connection:
        return int(connection.execute(asked).scalar_one())


def play(url: str, folder: Path, *, count: int, attempts: int = 4, rest: float = 90) -> Caught:
    """All of it; the poisoned order has failed so often before. `rest`: seconds for what is to be said; 0: not waited for."""
    with cluster(url, folder) as world:
        world.start(1, 0)
        engine = open_engine(url)
        placed = place(world, engine, count)
        poison(engine, placed[0], attempts)
        before = moments(engine)
        ahead = offset()
        worker = world.server("worker", 0)
        worker.settings["RELANCE_CLOCK_OFFSET"] = f"+{ahead.days}d{ahead.seconds // 3600}h"
        begun = now()
        worker.start()
        world.workers.append(worker)
        eventually(lambda: not due(engine, SystemClock().real() + ahead), 600, what="the end of what is due")
        seconds = now() - begun
        if rest:
            eventually(lambda: not unsaid(engine), rest, what="everything said")
        caught = Caught(
            seconds,
            moments(engine) - before,
            summaries(engine),
            count + -(-count // SELLERS),
            world.relance("orders"),
        )
        engine.dispose()
        return caught


def moments(engine: Engine) -> int:
    """How much was written by the clock."""
    with engine.connect() as connection:
        asked = select(func.count()).where(history.c.actor == Actor.CLOCK)
        return int(connection.execute(asked).scalar_one())


def unsaid(engine: Engine) -> list[str]:
    """Messages that wait or are on their way."""
    with engine.connect() as connection:
        asked = select(outbox.c.id).where(outbox.c.state.in_(("waiting", "sending", "joined")))
        return list(connection.execute(asked).scalars())


def summaries(engine: Engine) -> Counter[str]:
    """Messages that stand for several reminders, by reader."""
    with engine.connect() as connection:
        asked = select(outbox.c.recipient).where(outbox.c.notice == Letters.TOGETHER)
        return Counter(connection.execute(asked).scalars())
