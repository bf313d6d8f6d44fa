"""Two workspaces behind one endpoint whose people have the same Slack ids, with orders in every situation of the law."""

import itertools
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI
from sqlalchemy import Engine, insert, text

from bot.app import Program, build
from bot.db.engine import open_engine
from bot.db.migrate import migrate
from bot.db.tables import installations, workspaces
from bot.people.homes import Home
from bot.settings import Settings
from bot.slack import refs
from playground.config import BOT_USER, Channel, Config, Person, Workspace
from playground.server import app_of
from playground.world import World, new_world
from rules import commands as ask
from rules.commands import Command
from rules.policy import Policy
from rules.words import Action, RequestKind, State
from tests.factories import BUYER, HERE, MEDIATOR, OPERATOR, SELLER, Store
from tests.fakes import T0, FakeClock
from tests.handlers.shop import CHANNEL, KEY, SECRET, TOKEN, signed
from tests.playground.running import free_port, served

Json = dict[str, Any]
TEAM, OTHER_TEAM, THERE = "T0RELANCE1", "T0OTHER0001", "workspace_2"
SLACK_IDS = {
    name: f"U{name.upper()}" for name in ("seller", "buyer", "mediator", "operator", "stranger", "both")
}
"""Everybody exists in both workspaces, under the same Slack id."""


@dataclass
class Houses:
    """Both workspaces, the clock that they share, and the hands of anybody in either."""

    program: Program
    web: FastAPI
    store: Store
    clock: FakeClock
    world: World
    client: httpx.AsyncClient
    numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    @property
    def engine(self) -> Engine:
        return self.store.engine

    @property
    def mediators(self) -> list[str]:
        """The members of the mediators' channel, to be changed at will."""
        return self.world.state.channels[CHANNEL].members

    def order(self, situation: "Situation") -> str:
        """A new order in this situation; the clock is where the way there left it."""
        self.clock.at = T0
        id = self.store.order(situation.state, late=situation.late)
        situation.then(self.store, id)
        return id

    async def submit(
        self, user: str, command_id: str, values: Json, value: str, team: str = TEAM
    ) -> httpx.Response:
        """A form that is sent off, as Slack signs it. `value`: what the form carries."""
        nth = next(self.numbers)
        view = {
            "id": f"V{nth}",
            "hash": "1.x",
            "type": "modal",
            "callback_id": command_id,
            "private_metadata": value,
            "state": {"values": {name: {name: element} for name, element in values.items()}},
        }
        return await self.post({"type": "view_submission", "view": view, **self.by(user, team)})

    async def click(self, user: str, command_id: str, value: str, team: str = TEAM) -> httpx.Response:
        """A button that is pressed. `value`: what it carries."""
        nth = next(self.numbers)
        action = {"action_id": command_id, "value": value, "action_ts": f"{nth}.0", "type": "button"}
        return await self.post(
            {"type": "block_actions", "trigger_id": f"{nth}.1.x", "actions": [action], **self.by(user, team)}
        )

    def by(self, user: str, team: str) -> Json:
        return {"user": {"id": user, "team_id": team}, "team": {"id": team}}

    async def post(self, body: Json, kind: str = "form") -> httpx.Response:
        """A request that Slack signed this very moment."""
        request = signed(body, kind, at=self.clock.at.timestamp())
        return await self.client.post("/slack/events", **request)

    def mark(self, id: str) -> tuple[int, str]:
        """What changes with every event of an order."""
        with self.engine.connect() as connection:
            asked = text("SELECT version, head FROM orders WHERE id = :id")
            version, head = connection.execute(asked, {"id": id}).one()
            return version, head


@contextmanager
def open_houses(folder: Path, house: Policy, **settings: Any) -> Iterator[Houses]:
    """Start both on a database of their own; stop them at the end."""
    database = f"sqlite:///{folder / 'houses.db'}"
    port = free_port()
    config = Config(SECRET, TOKEN, port=port, workspace=town(), rate_limits=False)
    world = new_world(config)
    clock = FakeClock()
    engine = open_engine(database, durable=False)
    migrate(engine)
    move_in(engine, clock)
    with served(app_of(world), port) as address:
        given = {
            "slack_bot_token": TOKEN,
            "slack_signing_secret": SECRET,
            "slack_api_url": f"{address}/api/",
            "database_url": database,
            "mediators_channel": CHANNEL,
            "policy": house.name,
            "api_key": KEY,
            "person_rate": 1_000_000,
            "workspace_rate": 1_000_000,
        }
        program = build(Settings.load(**(given | settings)), clock=clock)
        program.parts.homes.add(Home(THERE, OTHER_TEAM, TOKEN, BOT_USER))
        store = Store(program.parts.engine, policy=house, clock=clock)
        for who in (SELLER, BUYER, MEDIATOR, OPERATOR):
            store.person(who)
        web = program.web()
        client = httpx.AsyncClient(transport=httpx.ASGITransport(web), base_url="http://relance")
        yield Houses(program, web, store, clock, world, client)
        program.parts.engine.dispose()
        engine.dispose()


def town() -> Workspace:
    """The buyer is in the mediators' channel too: a party never mediates their own order."""
    people = tuple(
        Person(id, name, name.title(), f"{name}@example.org", is_admin=name in ("operator", "both"))
        for name, id in SLACK_IDS.items()
    )
    members = [SLACK_IDS[name] for name in ("mediator", "both", "buyer")]
    return Workspace(
        people=people, channels=(Channel(CHANNEL, "médiation", "private", [*members, BOT_USER]),)
    )


def move_in(engine: Engine, clock: FakeClock) -> None:
    """Both installations, as their rows are."""
    for workspace, team in ((HERE, TEAM), (THERE, OTHER_TEAM)):
        with engine.begin() as connection:
            row = {"id": workspace, "created_at": clock.at, "last_number": 1000}
            connection.execute(insert(workspaces), [row])
            row = {"workspace_id": workspace, "team_id": team, "installed_at": clock.at}
            connection.execute(insert(installations), [row])


Then = Callable[[Store, str], object]


@dataclass(frozen=True)
class Situation:
    """A state, and what else may make an action open or closed there."""

    state: State
    then: Then = lambda store, order: None
    late: bool = False


def opened(kind: RequestKind, **carries: Any) -> Then:
    """A request stands open."""
    who = BUYER if kind is RequestKind.CANCELLATION else SELLER
    return lambda store, order: store.do(order, who, Action.REQUEST, kind=kind, **carries)


def briefed(store: Store, id: str) -> None:
    store.do(id, BUYER, Action.SUPPLY, item="logo", content="https://example.org/logo.svg")


def dated(store: Store, id: str) -> None:
    until = store.clock.now() + timedelta(days=9)
    store.do(id, SELLER, Action.REQUEST, kind=RequestKind.LATER_DATE, until=until, reason="ill")


def agreed(store: Store, id: str) -> None:
    opened(RequestKind.PARTIAL_REFUND, amount=1000, reason="half")(store, id)
    store.do(id, BUYER, Action.ACCEPT_REQUEST, kind=RequestKind.PARTIAL_REFUND)


def questioned(store: Store, id: str) -> None:
    store.do(id, MEDIATOR, Action.TAKE_CASE)
    store.do(id, MEDIATOR, Action.ASK_PARTY, to="seller", text="What was agreed?")


def reminded(store: Store, id: str) -> None:
    """Both parties were, a moment ago."""
    due_at = store.load(id).due_at
    assert due_at is not None
    store.run_until(due_at - timedelta(hours=24) + timedelta(seconds=1))


def looked(store: Store, id: str) -> None:
    store.run_until(store.clock.at + timedelta(days=3, seconds=1))


SITUATIONS: dict[str, Situation] = {
    "pending": Situation(State.PENDING),
    "pending, brief given": Situation(State.PENDING, briefed),
    "in progress": Situation(State.IN_PROGRESS),
    "in progress, reminded": Situation(State.IN_PROGRESS, reminded),
    "late": Situation(State.IN_PROGRESS, late=True),
    "cancellation asked": Situation(State.IN_PROGRESS, opened(RequestKind.CANCELLATION, reason="moved")),
    "later date asked": Situation(State.IN_PROGRESS, dated),
    "supplement asked": Situation(
        State.IN_PROGRESS, opened(RequestKind.SUPPLEMENT, description="two more", price=500, extra_days=1)
    ),
    "elements asked": Situation(State.IN_PROGRESS, opened(RequestKind.MISSING_ELEMENTS, items=("font",))),
    "refund asked": Situation(
        State.IN_PROGRESS, opened(RequestKind.PARTIAL_REFUND, amount=1000, reason="half")
    ),
    "refund agreed": Situation(State.IN_PROGRESS, agreed),
    "delivered": Situation(State.DELIVERED),
    "delivered, looked at": Situation(State.DELIVERED, looked),
    "revision requested": Situation(State.REVISION_REQUESTED),
    "details asked": Situation(
        State.REVISION_REQUESTED, opened(RequestKind.REVISION_DETAILS, items=("which blue",))
    ),
    "revision refused": Situation(State.REVISION_REFUSED),
    "disputed": Situation(State.DISPUTED),
    "disputed, a question": Situation(State.DISPUTED, questioned),
    "completed": Situation(State.COMPLETED),
    "cancelled": Situation(State.CANCELLED),
    "expired": Situation(State.EXPIRED),
}

CLAIMED: dict[str, Situation] = {
    "claimed": Situation(State.IN_PROGRESS, opened(RequestKind.CLAIM, reason="not what was said")),
}
"""Under a policy that has claims."""


def carried(command: Command) -> Json:
    """A form's values, as Slack sends them, that make this command."""
    found = {name: element(name, getattr(command, name)) for name in command.__struct_fields__}
    return {name: made for name, made in found.items() if made is not None}


def element(name: str, value: Any) -> Json | None:
    """One element's state; None for what no field holds."""
    if value is None or name in ("by", "shown", "kind", "item", "to", "nudge", "checklist"):
        return None
    match name:
        case "until" | "due_at":
            return {"type": "datetimepicker", "selected_date_time": int(value.timestamp())}
        case "amount" | "price":
            return {"type": "plain_text_input", "value": f"{value / 100:.2f}".replace(".", ",")}
        case "complete":
            return {"type": "checkboxes", "selected_options": [{"value": "complete"}] if value else []}
        case "role" | "stars":
            return {"type": "static_select", "selected_option": {"value": str(value)}}
        case "person":
            return {"type": "users_select", "selected_user": value}
        case _:
            words = "\n".join(value) if isinstance(value, tuple) else str(value)
            return {"type": "plain_text_input", "value": words}


def holds(order: str, stage: int = 0) -> str:
    """What a button or a form carries."""
    return refs.encode(refs.Ref(order, stage))


def as_json(answer: httpx.Response) -> str:
    """An answer's words, in one form; what Slack would show."""
    return json.dumps(answer.json(), sort_keys=True) if answer.content else ""


UNASKABLE = frozenset(Action) - frozenset(ask.COMMANDS)
"""The clock's own: nobody may ask for them."""
