"""A town with a real database, orders in every situation, and secret words of each; who is told what is written down.

Slack is the local one, as strict as ever, but asked in this process: thousands of payloads a minute go through.
"""

import dataclasses
import json
import sqlite3
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import structlog
from anyio.from_thread import BlockingPortal, start_blocking_portal
from fastapi import FastAPI
from sqlalchemy import insert, select

from bot.app import Program
from bot.db import tables
from bot.people.homes import Home
from bot.ports import SystemIds
from bot.slack.calls import No, Slack
from bot.web.site import create_web
from handlers.door import Door
from handlers.hall import Hall
from handlers.parse import parse
from handlers.payload import AnyPayload, PersonChanged, storable
from playground.blockkit.check import check_blocks, check_view, view_is_too_large
from playground.config import BOT_USER
from playground.webapi.api import METHODS
from playground.webapi.args import Args
from playground.webapi.errors import SlackError
from playground.webapi.views import open_view
from playground.world import World
from rules.commands import Person
from rules.options import options
from rules.words import Action, Actor
from tests.factories import COMEUP, HERE, Store
from tests.fakes import T0, FakeClock
from tests.fuzz.payloads import ORDERS, Opening
from tests.handlers.houses import OTHER_TEAM, SITUATIONS, SLACK_IDS, TEAM, THERE, open_houses
from tests.handlers.shop import CHANNEL, TOKEN, signed
from tests.handlers.test_who_may import TRUTH

Json = dict[str, Any]
USERS = ("USELLER", "UBUYER", *SLACK_IDS.values(), "UNOBODY1")
OFFICIALS = {SLACK_IDS[name] for name in ("mediator", "operator", "both")}
"""Who may look at everybody's orders. (The buyer is in the mediators' channel too: of their own order they are a party.)"""

SECRET = "zqx"
PRIVATE = frozenset({"reason", "text", "description", "content", "work", "changes"})


class Marked(Store):
    """Writes an order's secret word behind whatever people write in it."""

    secret = ""

    def do(self, id: str, who: Person, action: Action, **carries: Any) -> Any:
        for name in PRIVATE & carries.keys():
            said = carries[name]
            carries[name] = (
                tuple(f"{one} {self.secret}" for one in said)
                if isinstance(said, tuple)
                else f"{said} {self.secret}"
            )
        return super().do(id, who, action, **carries)


class Direct(Slack):
    """The local Slack without the way there. `shown`: every view that it took; `refused`: what it would not draw."""

    def __init__(self, world: World) -> None:
        super().__init__(lambda workspace: TOKEN)
        self.world = world
        self.lock = threading.Lock()
        self.shown: list[Json] = []
        self.refused: list[str] = []

    def ask(self, workspace: str, method: str, arguments: Json, seconds: int = 2) -> Json | No:
        try:
            with self.lock:
                answer = METHODS[method].do(self.world, Args(arguments))
        except SlackError as no:
            told = json.dumps(no.answer())
            if no.code == "view_too_large" or ("/view" in told and "json-pointer" in told):
                self.refused.append(told)
            return No(no.code)
        if "view" in arguments:
            self.shown.append(arguments["view"])
        return answer


@dataclass
class Town:
    """Everything under test, and what must hold of each answer."""

    world: World
    program: Program
    client: httpx.AsyncClient
    portal: BlockingPortal
    web: FastAPI
    clock: FakeClock
    slack: Direct
    file: Path
    orders: list[str]
    refs: list[str]
    parties: dict[str, frozenset[str]]
    errors: list[str]
    openings: list[Opening] = field(default_factory=list)
    sent: int = 0
    before: dict[str, dict[Any, Any]] = field(default_factory=dict)

    def try_(self, body: Json) -> list[str]:
        """Send one payload; everything that is wrong with what came of it."""
        known = self.filled(body)
        return self.tried(signed(known, kind_of(known), at=self.clock.at.timestamp()), parsed(known))

    def try_bytes(self, raw: bytes, content_type: str) -> list[str]:
        """The same for what is no payload at all."""
        request = signed(raw, at=self.clock.at.timestamp())
        request["headers"]["Content-Type"] = content_type
        return self.tried(request, None, 200 if is_text(raw) else 401)

    def tried(self, request: Json, who: AnyPayload | None, status: int = 200) -> list[str]:
        self.sent += 1
        self.errors.clear()
        self.slack.shown.clear()
        self.slack.refused.clear()
        answer = self.portal.call(lambda: self.client.post("/slack/events", **request))
        found = [f"{answer.status_code}"] if answer.status_code != status else []
        found += [f"logged: {line}" for line in self.errors]
        found += [f"Slack would not draw: {line}" for line in self.slack.refused]
        found += self.ill_made(answer)
        found += self.leaks(answer, who)
        found += self.trespasses(who)
        return found

    def filled(self, body: Json) -> Json:
        """The payload with the town's own names in it."""
        user = ""
        text = json.dumps(body)
        who = parsed(body)
        user = who.who.user if who else ""
        trigger = self.triggers(user)
        for number in range(ORDERS - 1, -1, -1):
            order = self.orders[number] if number < len(self.orders) else f"order_{number}"
            ref = self.refs[number] if number < len(self.refs) else f"C-{number}"
            text = text.replace(f"ORDER_{number}", order).replace(f"REF_{number}", ref)
            text = text.replace(f"ROOT_{number}", f"17000{number:05}.000100")
        names = {
            "TRIGGER": trigger,
            "VIEW": self.world.state.views[0].id,
            "UNIQUE": f"{self.sent}.5",
            "SERVICE": "service_1",
        }
        for name, value in names.items():
            text = text.replace(name, value)
        filled: Json = json.loads(text)
        return filled

    def triggers(self, user: str) -> str:
        """A trigger that was earned in a modal that is open."""
        self.world.triggers.clear()
        self.world.state.views.clear()
        text = {"type": "plain_text", "text": "x"}
        seen = open_view(self.world, user, {"type": "modal", "title": text, "blocks": [], "callback_id": "x"})
        return self.world.new_trigger(user, seen.id)

    def ill_made(self, answer: httpx.Response) -> Iterator[str]:
        """What Slack would not show of the answer itself."""
        if not answer.content or not answer.headers["content-type"].startswith("application/json"):
            return
        body = answer.json()
        if "view" in body and (problems := check_view(body["view"])):
            yield f"an answer's view: {problems[0]}"
        if "view" in body and view_is_too_large(body["view"]):
            yield "an answer's view is too large"
        if "blocks" in body and (problems := check_blocks(body["blocks"], "message")):
            yield f"an answer's blocks: {problems[0]}"
        if any(len(text) > 2000 for text in body.get("errors", {}).values()):
            yield "an error in a field is too long"

    def leaks(self, answer: httpx.Response, payload: AnyPayload | None) -> Iterator[str]:
        """Somebody's secret word in front of somebody else."""
        seen = answer.text + json.dumps(self.slack.shown)
        if SECRET not in seen:
            return
        for number, order in enumerate(self.orders):
            if f"{SECRET}{number}q" in seen and not self.may_see(order, payload):
                yield f"told the secret of {order} to {payload and payload.who}"

    def may_see(self, order: str, payload: AnyPayload | None) -> bool:
        if payload is None:
            return False
        here = {TEAM: HERE, OTHER_TEAM: THERE}.get(payload.who.team)
        workspace = THERE if order == self.orders[-1] else HERE
        user = payload.who.user
        return here == workspace and (
            user in self.parties[order] or user in OFFICIALS or self.mediates(user, order)
        )

    def mediates(self, user: str, order: str) -> bool:
        return user in self.world.state.channels[CHANNEL].members and user not in self.parties[order]

    def trespasses(self, payload: AnyPayload | None) -> Iterator[str]:
        """Changes by somebody who may not; after any change the town is as it was."""
        now = self.content()
        if now == self.before:
            return
        try:
            for table, rows in now.items():
                for key in rows.keys() | self.before[table].keys():
                    if rows.get(key) != self.before[table].get(key) and (
                        why := self.no_right(table, key, payload)
                    ):
                        yield f"{table} {key} was changed: {why}"
        finally:
            self.restore()

    def no_right(self, table: str, key: Any, payload: AnyPayload | None) -> str | None:
        if payload is None:
            return "by nobody"
        user, team = payload.who.user, payload.who.team
        workspace = {TEAM: HERE, OTHER_TEAM: THERE}.get(team)
        if table != "settings" and key[0] != workspace:
            return f"from {team}"
        match table:
            case "orders":
                return self.wrong_hand(key[1], payload)
            case "services":
                operator = user in {SLACK_IDS["operator"], SLACK_IDS["both"]}
                return (
                    None
                    if operator or user == "USELLER" or key[1] not in self.before["services"]
                    else f"by {user}"
                )
            case "people":
                mine = self.people(user)
                return (
                    None
                    if key[1] in mine or (workspace, key[1]) not in self.before["people"]
                    else f"by {user}"
                )
        return None if user in {SLACK_IDS["operator"], SLACK_IDS["both"]} else f"by {user}"

    def people(self, user: str) -> set[str]:
        asked = select(tables.people.c.id).where(tables.people.c.slack_id == user)
        with self.program.parts.engine.connect() as connection:
            return set(connection.execute(asked).scalars())

    def wrong_hand(self, order: str, payload: AnyPayload) -> str | None:
        """Every event that is new was made by whom the payload names, in a role that is theirs."""
        was = self.before["orders"].get((HERE, order)) or self.before["orders"].get((THERE, order))
        seen = tables.history.c
        asked = select(seen.actor, seen.person_id, seen.kind).where(
            seen.order_id == order, seen.seq > (was[0] if was else 0)
        )
        with self.program.parts.engine.connect() as connection:
            events = connection.execute(asked).all()
        mine, user = self.people(payload.who.user), payload.who.user
        for event in events:
            theirs = user in self.parties.get(order, frozenset((user,)))
            operator = user in {SLACK_IDS["operator"], SLACK_IDS["both"]}
            right = {
                Actor.SELLER: theirs or was is None, Actor.BUYER: theirs, Actor.OPERATOR: operator,
                Actor.MEDIATOR: self.mediates(user, order) if order in self.parties else False,
                Actor.CLOCK: True,
            }[Actor(event.actor)]  # fmt: skip
            if not right or (event.person_id is not None and event.person_id not in mine):
                if isinstance(payload, PersonChanged) and theirs:
                    continue
                return f"{event.kind} as {event.actor} by {user}"
        return None

    def content(self) -> dict[str, dict[Any, Any]]:
        """What nobody changes without a right, by table and key."""
        orders, people = tables.orders.c, tables.people.c
        with self.program.parts.engine.connect() as connection:
            rows = connection.execute(select(orders.workspace_id, orders.id, orders.version, orders.head))
            kept = {"orders": {(r[0], r[1]): (r[2], r[3]) for r in rows}}
            kept["services"] = {
                (r.workspace_id, r.id): tuple(r) for r in connection.execute(select(tables.services))
            }
            asked = select(
                people.workspace_id,
                people.id,
                people.language,
                people.quiet_hours,
                people.digest,
                people.email,
                people.active,
            )
            kept["people"] = {(r[0], r[1]): tuple(r) for r in connection.execute(asked)}
            kept["settings"] = {r.key: r.value for r in connection.execute(select(tables.settings))}
        return kept

    def restore(self) -> None:
        """All as it was at the beginning."""
        parts = self.program.parts
        with sqlite3.connect(f"{self.file}.kept") as kept, sqlite3.connect(self.file) as live:
            kept.backup(live)
        kept.close()
        live.close()
        parts.homes.add(Home(HERE, TEAM, TOKEN, BOT_USER))
        parts.homes.add(Home(THERE, OTHER_TEAM, TOKEN, BOT_USER))


def parsed(body: Json) -> AnyPayload | None:
    """Whom Slack says that it comes from."""
    try:
        return parse(storable(body))
    except Exception:  # noqa: BLE001 (then it may have no effect at all)
        return None


def is_text(raw: bytes) -> bool:
    """What is no text cannot have been signed by Slack."""
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True


def kind_of(body: Json) -> str:
    plain = all(isinstance(value, str) and value.isprintable() for value in body.values())
    if isinstance(body.get("command"), str) and plain:
        return "command"
    return "json" if body.get("type") in ("event_callback", "url_verification") else "form"


@contextmanager
def open_town(folder: Path) -> Iterator[Town]:
    """Built once; every change is taken back."""
    with open_houses(folder, COMEUP) as houses:
        slack = Direct(houses.world)
        parts = dataclasses.replace(houses.program.parts, slack=slack)
        program = dataclasses.replace(houses.program, parts=parts, door=Door(parts))
        orders, refs = settled(houses.store.engine, houses.clock)
        houses.clock.at = T0 + timedelta(days=1)
        errors: list[str] = []
        with listened(errors), start_blocking_portal() as portal:
            web = create_web(parts, Hall(program.door, patience=60).enter, program.health)
            client = httpx.AsyncClient(transport=httpx.ASGITransport(web), base_url="http://relance")
            own = frozenset({SLACK_IDS["seller"], SLACK_IDS["buyer"]})
            parties = dict.fromkeys(orders[:-2], own) | {
                orders[-2]: frozenset({SLACK_IDS["stranger"], SLACK_IDS["seller"]}),
                orders[-1]: frozenset(),
            }
            file = folder / "houses.db"
            with sqlite3.connect(file) as live, sqlite3.connect(f"{file}.kept") as kept:
                live.backup(kept)
            town = Town(
                houses.world,
                program,
                client,
                portal,
                web,
                houses.clock,
                slack,
                file,
                orders,
                refs,
                parties,
                errors,
            )
            town.before, town.openings = town.content(), list(openings(town))
            yield town


def settled(engine: Any, clock: FakeClock) -> tuple[list[str], list[str]]:
    """An order in each situation between the same two, one of a stranger's, and one of the other workspace; with cards."""
    store = Marked(engine, policy=COMEUP, clock=clock, ids=SystemIds())
    for name in ("stranger", "both"):
        store.person(Person(name))
    orders: list[str] = []
    for number, situation in enumerate(
        reversed(SITUATIONS.values())
    ):  # who waits longest first: all are rung then
        clock.at, store.secret = T0, f"{SECRET}{number}q"
        orders.append(store.order(situation.state, late=situation.late, title=f"Logo {store.secret}"))
        situation.then(store, orders[-1])
    others: tuple[tuple[str, Json], ...] = ((HERE, {"seller": "seller", "buyer": "stranger"}), (THERE, {}))
    for workspace, people in others:
        clock.at, store.secret = T0, f"{SECRET}{len(orders)}q"
        orders.append(store.place(workspace, title=f"Logo {store.secret}", **people))
    return orders, [carded(store, number, order) for number, order in enumerate(orders)]


def openings(town: Town) -> Iterator[Opening]:
    """All that anybody may do, by the law."""
    parts = town.program.parts
    for number, order in enumerate(town.orders[:-1]):
        row = parts.orders.load(HERE, order)
        assert row is not None
        for name, person in TRUTH.items():
            found = options(row.order, person, town.clock.at, parts.policy)
            yield from (Opening(SLACK_IDS[name], number, id) for id, option in found.items() if option.open)


def carded(store: Store, number: int, order: str) -> str:
    """Its card stands in the conversation of each; its reference."""
    at = f"17000{number:05}.000100"
    with store.engine.begin() as connection:
        row = connection.execute(select(tables.orders).where(tables.orders.c.id == order)).one()
        for audience, channel in (("seller", "DUSELLER"), ("buyer", "DUBUYER"), ("mediators", CHANNEL)):
            card = {"order_id": order, "audience": audience, "channel": channel, "ts": at, "posted_at": T0}
            connection.execute(insert(tables.cards), [card | {"workspace_id": row.workspace_id}])
    return str(row.ref)


@contextmanager
def listened(errors: list[str]) -> Iterator[None]:
    """Whatever is logged as an error is held here."""

    def keep(logger: Any, method: str, line: Any) -> Any:
        if method in ("error", "exception", "critical"):
            told = line.get("exc_info")
            errors.append(f"{line.get('event')} {traceback.format_exc() if told is True else told!r}")
        raise structlog.DropEvent

    before = structlog.get_config()
    structlog.configure(processors=[keep])
    try:
        yield
    finally:
        structlog.configure(**before)
