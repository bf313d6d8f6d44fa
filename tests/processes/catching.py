"""Days without anybody at work: many orders, each with much that fell due meanwhile, and one that cannot be read."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Engine, func, select, update

from bot.changing.outcomes import Done, NewOrder
from bot.db.engine import open_engine
from bot.db.people import NO_QUIET, People
from bot.db.tables import history, installations, orders, outbox
from bot.ports import SystemClock, SystemIds
from bot.sending.letters import Letters
from bot.service import Service
from rules.commands import Accept, Command, OpenRequest, Person
from rules.words import Actor, RequestKind
from tests.e2e.processes import eventually
from tests.factories import COMEUP
from tests.processes.servers import Cluster, cluster, now

SELLERS = 4
"""Orders of one seller; each order has a buyer of its own."""

OUTAGE = timedelta(hours=72)
DAY = timedelta(days=1)
RIGHTS = 10
"""Of so many orders one has a buyer who asks to cancel a day later: the door to a dispute opens when the outage is over."""

RUN_UP = 60.0
"""Seconds that a worker has for what it missed before more falls due."""


@dataclass
class Caught:
    """What the worker did. `seconds`: from its process's start to the last order that was overdue then; `moments`: those in
    the histories, told or left out; `late`: seconds from due to done, of what fell due while it was up; `urgent`: from
    due to Slack's taking it, of rights that opened meanwhile; `waiting`: routine messages not said by then.
    """

    seconds: float
    moments: int
    parked: str
    summaries: Counter[str]
    late: list[float] = field(default_factory=list)
    urgent: list[float] = field(default_factory=list)
    waiting: int = 0


class Outage:
    """Orders in progress on an engine, their parties known to the bot, and nobody who rings them."""

    def __init__(self, world: Cluster, url: str) -> None:
        self.world = world
        self.engine = open_engine(url)
        self.people = People(self.engine, SystemClock(), SystemIds())
        with self.engine.connect() as connection:
            self.workspace: str = connection.execute(select(installations.c.workspace_id)).scalar_one()

    def known(self, name: str) -> str:
        """Somebody who talked to the bot before and has no quiet hours; our id."""
        self.world.slack.person(name, name.title())
        row = self.people.by_slack(self.workspace, name)
        seen = {"dm_channel": f"D{name[1:]}", "profile_at": SystemClock().real(), "quiet_hours": NO_QUIET}
        self.people.save(msgspec.structs.replace(row, **seen))
        return row.id

    def act(self, id: str, command: Command, ahead: timedelta = timedelta(0)) -> None:
        """Done at that distance from now."""
        service = Service(self.engine, SystemClock(ahead), SystemIds(), COMEUP)
        assert isinstance(service.act(self.workspace, id, command), Done)

    def place(self, number: int, days: int) -> str:
        """An order for which elements are missing, and which the buyer wants to cancel; our id."""
        seller = self.known(f"U0SELL{number // SELLERS:04}")
        buyer = self.known(f"U0BUYR{number:04}")
        new = NewOrder(
            seller=seller, buyer=buyer, title="Logo", price=5000, currency="EUR", duration_days=days, brief=()
        )
        service = Service(self.engine, SystemClock(), SystemIds(), COMEUP)
        placed = service.place(self.workspace, new, by=Actor.OPERATOR, person=None)
        assert isinstance(placed, Done)
        id = placed.order_id
        self.act(id, Accept(by=Person(seller)))
        self.act(id, OpenRequest(by=Person(seller), kind=RequestKind.MISSING_ELEMENTS, items=("logo",)))
        cancel = OpenRequest(by=Person(buyer), kind=RequestKind.CANCELLATION, reason="Trop tard")
        if days == 1:
            self.act(id, cancel)
        elif number % RIGHTS == 0:
            self.act(id, cancel, DAY)
        return id

    def poison(self, id: str, attempts: int) -> None:
        """An order that raises in the hands of whoever rings it, and has so often before."""
        with self.engine.begin() as connection:
            connection.execute(update(orders).where(orders.c.id == id).values(facts="{}", attempts=attempts))

    def told(self) -> None:
        """As if all that was done by hand had been said before the outage."""
        with self.engine.begin() as connection:
            connection.execute(update(outbox).values(state="sent"))

    def rung(self) -> list[Any]:
        """What the clock wrote: when it was due, and when that was done."""
        asked = select(history.c.at, history.c.recorded_at).where(history.c.actor == Actor.CLOCK)
        with self.engine.connect() as connection:
            return list(connection.execute(asked))

    def unsaid(self, *, urgent: bool = False) -> int:
        """Messages that wait for their turn, or are on their way."""
        asked = select(func.count()).where(outbox.c.state.in_(("waiting", "sending", "joined")))
        with self.engine.connect() as connection:
            return int(connection.execute(asked.where(outbox.c.urgent) if urgent else asked).scalar_one())

    def summaries(self) -> Counter[str]:
        """Messages that stand for several reminders, by reader."""
        with self.engine.connect() as connection:
            asked = select(outbox.c.recipient).where(outbox.c.notice == Letters.TOGETHER)
            return Counter(connection.execute(asked).scalars())

    def said(self, since: datetime, ahead: timedelta) -> list[float]:
        """Seconds from due to Slack's taking it, of what is urgent and became due after that moment."""
        asked = select(outbox.c.not_before, outbox.c.ts).where(
            outbox.c.urgent, outbox.c.not_before > since, outbox.c.state == "sent"
        )
        with self.engine.connect() as connection:
            return [float(row.ts) - (row.not_before - ahead).timestamp() for row in connection.execute(asked)]


def due(engine: Engine, moment: datetime) -> int:
    """Orders that are still to be rung."""
    asked = select(func.count()).where(orders.c.wake_at <= moment, orders.c.parked_at.is_(None))
    with engine.connect() as connection:
        return int(connection.execute(asked).scalar_one())


def play(
    url: str, folder: Path, *, count: int, attempts: int = 4, rest: float = 90, watched: bool = False
) -> Caught:
    """A worker comes back after 72 hours. The poisoned order has failed so often before.

    `watched`: the orders are not late, so that what was missed is routine, and then more falls due as fast as it was placed.
    `rest`: seconds for what is to be said, if watched what is urgent of it; 0: not waited for.
    """
    with cluster(url, folder) as world:
        world.start(1, 0)
        left = Outage(world, url)
        beginning = now()
        placed = [left.place(number, 9 if watched else 1) for number in range(count)]
        left.told()
        left.poison(placed[0], attempts)
        still = timedelta(seconds=round(RUN_UP + now() - beginning) if watched else 0)
        ahead = OUTAGE - still
        begun = awaken(world, ahead)
        eventually(lambda: not due(left.engine, begun), 900, what="the end of what was missed")
        eventually(lambda: SystemClock().real() + ahead > begun + still, 900, what="the end of what fell due")
        waiting = left.unsaid()
        if rest:
            eventually(lambda: not left.unsaid(urgent=watched), rest, what="everything said")
        caught = measured(left, begun, ahead, waiting, world.relance("orders"))
        left.engine.dispose()
        return caught


def awaken(world: Cluster, ahead: timedelta) -> datetime:
    """A worker that lives so far ahead; its moment of birth, by its own clock."""
    worker = world.server("worker", 0)
    worker.settings["RELANCE_CLOCK_OFFSET"] = f"+{ahead.days}d{ahead.seconds // 60}m{ahead.seconds % 60}s"
    worker.start()
    world.workers.append(worker)
    return SystemClock().real() + ahead


def measured(left: Outage, begun: datetime, ahead: timedelta, waiting: int, parked: str) -> Caught:
    """What stands in the histories and the outbox."""
    rung = [one for one in left.rung() if one.recorded_at >= begun]
    missed = [one for one in rung if one.at <= begun]
    done = max(one.recorded_at for one in missed)
    return Caught(
        seconds=(done - begun).total_seconds(),
        moments=len(missed),
        parked=parked,
        summaries=left.summaries(),
        late=[(one.recorded_at - one.at).total_seconds() for one in rung if one.at > done],
        urgent=left.said(done, ahead),
        waiting=waiting,
    )
