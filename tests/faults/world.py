"""A small marketplace under faults: the real handlers, wakes, senders and stores, in processes that die."""

import shutil
from collections import Counter, deque
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import BindParameter, Engine, Table, bindparam, select

from bot.changing.outcomes import Outcome, Receipt
from bot.db.engine import open_engine, reading
from bot.db.home_tabs import HomeTabs
from bot.db.orders import Orders
from bot.db.people import NO_QUIET, People
from bot.db.receipts import KEPT_FOR
from bot.db.services import Services
from bot.db.tables import orders, outbox
from bot.parts import Parts
from bot.people.homes import Home, Homes
from bot.people.presence import Presence
from bot.render import Message, Renderer, View
from bot.sending.claims import Claims
from bot.sending.compose import Composer
from bot.sending.replies import Replies
from bot.sending.rows import Call, Claim
from bot.sending.sender import Sender
from bot.sending.settle import Settling
from bot.service import Service
from bot.settings import Settings
from bot.slack.answers import Answer
from bot.slack.calls import No
from bot.slack.refs import Ref, encode
from bot.slack.threads import Threads
from bot.waking.wake import Wake, due
from handlers.door import Door
from rules.commands import Command, Person
from rules.events import Event
from rules.notices import Notice
from tests.factories import COMEUP, HERE, Store
from tests.faults.one_line import Asked
from tests.faults.sim import Process, Sim
from tests.faults.slack import FAULTS, Slack

TEAM = "T0SIM"
POISON, KILLER = "poison", "killer"
"""In a message: its notice cannot be drawn; whoever draws it dies."""

SLEEPERS = ("seller1", "buyer1")
"""Who has quiet hours, those of the house; the others have none."""

FAILURES = ("listener_failed", "door_failed", "bolt_failed", "call_raised")


class Words(Renderer):
    """The real words; one kind of message cannot be said, another kills who says it."""

    sim: Sim | None = None

    def notice(self, view: View, notice: Notice, event: Event) -> Message:
        text = str(getattr(event, "text", ""))
        if POISON in text:
            raise KeyError(POISON)
        if KILLER in text and self.sim is not None and self.sim.current is not None:
            self.sim.suicide()
        return super().notice(view, notice, event)


WORDS = Words("fr", COMEUP)
SETTINGS = Settings.load(
    slack_bot_token="xoxb-1-sim",
    slack_signing_secret="a-secret",
    person_rate=1_000_000,
    workspace_rate=1_000_000,
)


class Views:
    """Modals open, as far as anybody looks."""

    def __getattr__(self, name: str) -> Any:
        return lambda *_: True

    def is_member(self, *_: Any) -> bool:
        return False

    is_admin = is_member

    def profile(self, *_: Any) -> No:
        return No()


@dataclass
class Delivery:
    """What Slack delivers, once or again. `token`: the text that is in it and nowhere else; `begun`: when it first reached us."""

    body: dict[str, Any]
    name: str
    token: str = ""
    begun: float | None = None


@dataclass
class Told:
    """What a delivery was answered; empty where it was done. `recent`: so soon after the first time that it has one effect (P2)."""

    delivery: Delivery
    answer: str
    recent: bool


class Saying(Sender):
    """Notes which row is in whose hands, and as which version of its order."""

    async def call(self, claim: Claim, call: Call) -> Answer:
        process = self.http.sim.current  # type: ignore[attr-defined]
        process.version = claim.held.order.version if claim.held.order else 0
        return await super().call(claim, call)


class Heard(Service):
    """Writes down what it was asked and what it answered: a process that died on the way answered nobody."""

    asked: list[Asked]

    def act(self, workspace: str, order_id: str, command: Command, **more: Any) -> Outcome:
        begun = self.clock.now()
        outcome = super().act(workspace, order_id, command, **more)
        receipt: Receipt | None = more.get("receipt")
        key = receipt.key if receipt is not None else None
        self.asked.append(Asked(workspace, order_id, command, begun, self.clock.now(), outcome, key))
        return outcome


@dataclass
class World:
    """One seed's."""

    sim: Sim
    slack: Slack
    file: Path
    store: Store
    deliveries: deque[Delivery] = field(default_factory=deque)
    busy: dict[str, Delivery] = field(default_factory=dict)
    told: list[Told] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    failures: Counter[str] = field(default_factory=Counter)
    left: int = 0
    emitted: int = 0

    def engine(self, process: Process) -> Engine:
        return process.attach(open_engine(f"sqlite:///{self.file}", durable=False, timeout=0))

    def rows(self, table: Table, **where: Any) -> list[Any]:
        """The rows of a table, as they are committed."""
        with reading(self.store.engine) as connection:
            return list(connection.execute(select(table).order_by(*table.primary_key).filter_by(**where)))

    # Scripts of processes

    def worker_sends(self, process: Process) -> None:
        engine, clock = self.engine(process), process.clock
        people = People(engine, clock, self.store.ids)
        sender = Saying(
            Claims(engine, clock, COMEUP),
            Composer(engine, people, clock, WORDS, COMEUP),
            Settling(engine, clock, self.sim.random),
            self.slack,
            aside=at_once,
            pause=self.pause,
        )
        while True:
            claims, ended = drive(sender.next_ones(1))
            for claim in claims:
                process.saying = claim.row.id
                drive(sender.say(claim))
                process.saying = None
            if not claims and not ended:
                self.sim.wait(0.7)

    def worker_wakes(self, process: Process) -> None:
        engine = self.engine(process)
        wake = Wake(engine, Service(engine, process.clock, self.store.ids, COMEUP))
        while True:
            wake.run_once()
            self.sim.wait(1.0)

    def web(self, process: Process) -> None:
        door = Door(self.parts(process))
        if process.name in self.busy:  # Slack, or the person, sends it again
            self.deliveries.append(self.busy.pop(process.name))
        while True:
            if not self.deliveries:
                self.sim.wait(0.2)
                continue
            delivery = self.busy[process.name] = self.deliveries.popleft()
            delivery.begun = self.sim.now if delivery.begun is None else delivery.begun
            answer = door.enter(delivery.body)
            self.sim.point("answered")
            recent = self.sim.now - delivery.begun < KEPT_FOR.total_seconds()
            self.told.append(Told(delivery, str(answer.body or ""), recent))
            del self.busy[process.name]

    def people(self, process: Process) -> None:
        """Press buttons, send forms; now and then hours pass."""
        draw = self.sim.random
        while self.left:
            self.left -= 1
            delivery = self.something()
            for _ in range(draw.choice((1, 1, 1, 2, 3))):
                self.deliveries.append(delivery)
            self.sim.wait(draw.choice((0.05, 0.3, 2.0, 8.0)))
            if draw.random() < 0.12:
                self.hours_pass(draw.choice((1, 5, 12, 26, 50)))

    def hours_pass(self, hours: float) -> None:
        """As if everybody had been stopped so long; not while a call is on its way."""
        while any(one.calling for one in self.sim.live.values()):
            self.sim.wait(0.05)
        self.sim.now += hours * 3600

    def something(self) -> Delivery:
        """Somebody does something to some order, whether it fits or not."""
        draw = self.sim.random
        self.emitted += 1
        row = draw.choice(self.rows(orders))
        seller = draw.random() < 0.5
        user = f"U{(row.seller_id if seller else row.buyer_id).upper()}"
        name, token = f"d{self.emitted}", f"mot{self.emitted:04}"
        likely = {
            "pending": ("accept", "accept", "supply:logo"),
            "in_progress": ("message", "deliver", "progress", "message"),
            "delivered": ("close", "request_revision"),
            "revision_requested": ("accept_revision", "message"),
        }.get(row.state, ("message",))
        action = draw.choice((*likely, "message"))
        if action in ("close", "accept", "accept_revision"):
            return Delivery(self.click(user, action, row.id, name), name)
        field, value = {
            "supply:logo": ("content", token),
            "deliver": ("work", token),
            "request_revision": ("changes", token),
        }.get(action, ("text", token + self.bad_luck()))
        more = {"complete": {"type": "checkboxes", "selected_options": [{"value": "complete"}]}}
        values = {field: {"type": "plain_text_input", "value": value}} | (more if action == "deliver" else {})
        return Delivery(self.form(user, action, row.id, name, values), name, token)

    def bad_luck(self) -> str:
        draw = self.sim.random.random()
        return f" {POISON}" if draw < 0.03 else f" {KILLER}" if draw < 0.05 else ""

    def click(self, user: str, action: str, order: str, name: str) -> dict[str, Any]:
        pressed = {"action_id": action, "value": encode(Ref(order)), "action_ts": name, "type": "button"}
        return {**self.head("block_actions", user), "trigger_id": name, "actions": [pressed]}

    def form(self, user: str, action: str, order: str, name: str, values: dict[str, Any]) -> dict[str, Any]:
        state = {"values": {field: {field: value} for field, value in values.items()}}
        view = {"id": name, "hash": name, "type": "modal", "callback_id": action, "state": state}
        return {
            **self.head("view_submission", user),
            "view": {**view, "private_metadata": encode(Ref(order))},
        }

    def head(self, kind: str, user: str) -> dict[str, Any]:
        return {"type": kind, "team": {"id": TEAM}, "user": {"id": user}}

    def parts(self, process: Process) -> Parts:
        engine, clock, ids = self.engine(process), process.clock, self.store.ids
        homes = Homes(engine)
        homes.add(Home(HERE, TEAM, "xoxb-1-sim"))
        service = Heard(engine, clock, ids, COMEUP)
        service.asked = self.asked
        return Parts(
            settings=SETTINGS,
            engine=engine,
            clock=clock,
            ids=ids,
            policy=COMEUP,
            renderer=WORDS,
            service=service,
            orders=Orders(engine),
            people=People(engine, clock, ids),
            services=Services(engine),
            home_tabs=HomeTabs(engine),
            presence=Presence(engine, clock, service),
            threads=Threads(engine),
            homes=homes,
            slack=Views(),  # type: ignore[arg-type]
            replies=Replies(engine, clock, service),
            channel=None,
            signing_secret=None,
        )

    async def pause(self, seconds: float) -> None:
        self.sim.wait(seconds)

    # Rest

    def resting(self) -> bool:
        """Nobody does anything, nothing is due, everything that could be said was."""
        if self.left or self.deliveries or self.busy or "people" in self.sim.live:
            return False
        now = {"now": self.sim.of_world()}
        with reading(self.store.engine) as connection:
            return not connection.scalar(UNSAID, now) and not connection.scalar(UNRUNG, now)


NOW: BindParameter[datetime] = bindparam("now")
WAITING = (outbox.c.state == "waiting") & (outbox.c.not_before <= NOW)
UNSAID = (
    select(outbox.c.id)
    .where((outbox.c.state == "sending") | WAITING, outbox.c.recipient != "mediators")
    .limit(1)
)
UNRUNG = select(orders.c.id).where(due(NOW)).limit(1)


async def at_once(work: Any, *given: Any) -> Any:
    """What a thread would do; points inside it hand back to the scheduler all the same."""
    return work(*given)


def drive(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """Run a coroutine that never waits for a loop."""
    try:
        coroutine.send(None)
    except StopIteration as done:
        return done.value
    raise AssertionError("it waits for something that is not of this world")


@contextmanager
def world(seed: int, template: Path, folder: Path) -> Iterator[World]:
    """Four orders of four people, two of each process; each seed draws its own faults, often none of a kind."""
    file = folder / f"seed{seed}.db"
    shutil.copy(template, file)
    sim = Sim(seed)
    WORDS.sim = sim
    slack = Slack(sim)
    draw = sim.random
    from tests.faults.sim import Clock, Ids

    engine = open_engine(f"sqlite:///{file}", durable=False, timeout=5)
    store = Store(engine, clock=Clock(sim), ids=Ids())  # type: ignore[arg-type]
    for who in ("seller0", "seller1", "buyer0", "buyer1"):
        store.person(Person(who), quiet=None if who in SLEEPERS else NO_QUIET)
    for number in range(4):
        store.place(
            seller=f"seller{number % 2}",
            buyer=f"buyer{number // 2}",
            duration_days=2,
            ref=f"R-{number}",
            brief=("logo",) * (number % 2),
        )
    made = World(sim, slack, file, store, left=draw.randint(8, 24))
    slack.rates = {name: draw.choice((0.0, 0.0, 0.03, 0.12)) for name in FAULTS}
    sim.kill_rate = draw.choice((0.0, 0.002, 0.006))
    for name, script in (
        ("send1", made.worker_sends),
        ("send2", made.worker_sends),
        ("wake1", made.worker_wakes),
        ("wake2", made.worker_wakes),
        ("web1", made.web),
        ("web2", made.web),
        ("people", made.people),
    ):
        sim.start(name, script)
    quiet(made)
    try:
        yield made
    finally:
        engine.dispose()
        for leftover in folder.glob(f"seed{seed}.db*"):
            leftover.unlink()


def quiet(made: World) -> None:
    """Logs are counted where they tell of a failure, and dropped."""

    def count(logger: Any, method: str, event: Any) -> Any:
        if event["event"] in FAILURES:
            made.failures[f"{event['event']} {event.get('exc_info')!r}"] += 1
        raise structlog.DropEvent

    structlog.configure(processors=[count], cache_logger_on_first_use=False)
