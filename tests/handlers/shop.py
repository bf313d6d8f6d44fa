"""A workspace with our bot in it: the local Slack and our app, each behind real HTTP, on a real SQLite file."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
from sqlalchemy import delete, select

from bot.app import Program, build
from bot.changing.outcomes import Done, NewOrder
from bot.db.tables import lanes, outbox
from bot.faq.matcher import usual
from bot.parts import Parts
from bot.ports import SystemRandom
from bot.sending.claims import Claims
from bot.sending.compose import Composer
from bot.sending.sender import Sender
from bot.sending.settle import Settling
from bot.settings import Settings
from bot.slack.api import SlackHttp
from playground.config import Config
from playground.server import app_of
from playground.world import World, new_world
from rules.order import Order
from rules.words import Actor, State
from tests import loops
from tests.e2e.people import Person, Slack
from tests.playground.running import free_port, served

SECRET, TOKEN, KEY, CHANNEL, MEDIATOR = "a-secret", "xoxb-1-test", "an-api-key", "C0MEDIATE1", "U0MEDIAT01"

Json = dict[str, Any]


def say(parts: Parts) -> None:
    """Everything that waits in the outbox is said; nobody here is limited by Slack's pace."""
    loops.run(all_said(parts))


async def all_said(parts: Parts) -> None:
    http = SlackHttp(parts.homes.token_of, parts.settings.slack_api_url)
    sender = Sender(
        Claims(parts.engine, parts.clock, parts.policy, parts.channel),
        Composer(parts.engine, parts.people, parts.clock, parts.renderer, parts.policy, parts.channel),
        Settling(parts.engine, parts.clock, SystemRandom(), parts.service.note, parts.presence.reached),
        http,
    )
    while await sender.run_once() or held_back(parts):
        pass
    await http.close()


def held_back(parts: Parts) -> bool:
    """Whether rows waited for Slack's pace only; then it is forgotten."""
    with parts.engine.begin() as connection:
        held = connection.execute(delete(lanes)).rowcount
        due = (outbox.c.state == "waiting") & (outbox.c.not_before <= parts.clock.now())
        return bool(held) and connection.execute(select(outbox.c.id).where(due)).first() is not None


@dataclass
class Shop:
    """Everything under test, and hands to move it with."""

    slack: Slack
    world: World
    program: Program
    http: httpx.Client
    numbers: "count[int]" = field(default_factory=lambda: count(1))

    @property
    def workspace(self) -> str:
        return self.program.parts.homes.all()[0].workspace

    def person(self, name: str = "Zoé", locale: str = "fr-FR") -> Person:
        """Somebody new."""
        return self.slack.person(f"U0PERS{next(self.numbers):04}", name, locale)

    def id_of(self, person: Person) -> str:
        """Our id of somebody; their profile as Slack tells it."""
        from bot.people.acquaintance import meet

        met = meet(self.program.parts, self.workspace, person.user)
        assert not isinstance(met, str), met
        return met.id

    def order(self, brief: tuple[str, ...] = ("logo",), locale: str = "fr-FR", **changes: Any) -> "Trade":
        """A new order between two people whom nobody else knows, its cards posted."""
        seller, buyer = self.person("Sami", locale), self.person("Bea", locale)
        return self.order_of(seller, buyer, brief, **changes)

    def order_of(
        self, seller: Person, buyer: Person, brief: tuple[str, ...] = ("logo",), **changes: Any
    ) -> "Trade":
        new = NewOrder(
            seller=self.id_of(seller),
            buyer=self.id_of(buyer),
            **{
                "title": "Logo animé",
                "price": 5000,
                "currency": "EUR",
                "duration_days": 3,
                "brief": brief,
                **changes,
            },
        )
        placed = self.program.parts.service.place(self.workspace, new, by=Actor.OPERATOR, person=None)
        assert isinstance(placed, Done)
        self.say()
        return Trade(
            self, placed.order_id, placed.order.ref, seller, buyer, Person(self.slack, MEDIATOR, CHANNEL)
        )

    def say(self) -> None:
        """Everything that waits in the outbox is said."""
        say(self.program.parts)

    def push(self, **span: float) -> None:
        """Let the orders' time pass."""
        self.program.parts.clock.push(timedelta(**span))  # type: ignore[attr-defined]

    def post(self, body: Json | str, kind: str = "json", **how: Any) -> httpx.Response:
        """A signed request of Slack's; `secret`, `age` (seconds) and `sent` (other bytes) make it another's."""
        return self.http.post("/slack/events", **signed(body, kind, **how))

    def trigger(self, user: str) -> str:
        return self.world.new_trigger(user)


@dataclass
class Trade:
    """An order and its people."""

    shop: Shop
    id: str
    ref: str
    seller: Person
    buyer: Person
    mediator: Person

    @property
    def order(self) -> Order:
        row = self.shop.program.parts.orders.load(self.shop.workspace, self.id)
        assert row is not None
        return row.order

    def state(self) -> State:
        """Where it stands now."""
        return self.order.state

    def do(self, person: Person, action_id: str, **fields: Any) -> Json:
        """Press a button, fill in its form, see it taken; then everything is said."""
        answer = person.do(self.ref, action_id, **fields)
        self.shop.say()
        return answer

    def started(self) -> "Trade":
        """Supplied and accepted."""
        for item in self.order.missing:
            self.do(self.buyer, f"supply:{item}", content="Un hibou, deux couleurs")
        self.do(self.seller, "accept")
        return self

    def delivered(self) -> "Trade":
        self.do(self.seller, "deliver", work="https://example.org/logo.zip", complete=["complete"])
        return self


def signed(
    body: Json | str | bytes,
    kind: str = "json",
    *,
    secret: str = SECRET,
    age: float = 0,
    sent: bytes | None = None,
    at: float | None = None,
) -> Json:
    """Arguments for httpx: the raw body as Slack sends this kind, and its signature; made now, or `at` (epoch seconds)."""
    import time

    if isinstance(body, str | bytes):
        raw = body if isinstance(body, bytes) else body.encode()
        content_type = "application/x-www-form-urlencoded"
    elif kind == "json":
        raw, content_type = json.dumps(body).encode(), "application/json"
    else:
        fields = body if kind == "command" else {"payload": json.dumps(body)}
        raw, content_type = urlencode(fields).encode(), "application/x-www-form-urlencoded"
    stamp = str(int((time.time() if at is None else at) - age))
    mark = hmac.new(secret.encode(), f"v0:{stamp}:".encode() + raw, hashlib.sha256).hexdigest()
    headers = {
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": f"v0={mark}",
        "Content-Type": content_type,
    }
    return {"content": raw if sent is None else sent, "headers": headers}


@contextmanager
def open_shop(folder: Path, **settings: Any) -> Iterator[Shop]:
    """Start everything, as a process that has just begun to serve; stop it at the end."""
    usual().prepare()
    port, bot_port = free_port(), free_port()
    config = Config(
        signing_secret=SECRET,
        bot_token=TOKEN,
        port=port,
        bot=f"http://127.0.0.1:{bot_port}",
        rate_limits=False,
    )
    world = new_world(config)
    local = app_of(world)
    with served(local, port) as address:
        given = {
            "slack_bot_token": TOKEN,
            "slack_signing_secret": SECRET,
            "slack_api_url": f"{address}/api/",
            "database_url": f"sqlite:///{folder / 'relance.db'}",
            "mediators_channel": CHANNEL,
            "api_key": KEY,
            "person_rate": 1_000_000,
            "workspace_rate": 1_000_000,
        }
        program = build(Settings.load(**(given | settings)))
        with (
            served(program.web(), bot_port) as bot,
            httpx.Client(base_url=bot, trust_env=False, timeout=10) as http,
        ):
            slack = Slack(address)
            yield Shop(slack, world, program, http)
            slack.http.close()
        program.parts.engine.dispose()
