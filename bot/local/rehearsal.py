"""A clock that may be pushed, and what an order did and will do: for the local Slack's page alone."""

import hmac
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime, timedelta
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Body, Depends, HTTPException, Request, Response
from sqlalchemy import select

from bot.changing.texts import reveal
from bot.clock import StoredClock
from bot.db.engine import reading
from bot.db.orders import Row, read
from bot.db.tables import orders
from bot.parts import Parts
from bot.ports import Clock
from bot.render import Reader, View
from bot.render.scene import Scene
from bot.render.timeline import future, past
from bot.trust import history
from bot.worker import Worker
from rules.agenda import Moment, Timeout, pending
from rules.events import Event, Nudged
from rules.words import Actor

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
SAID_WITHIN = 20.0
"""Seconds that a push waits for what it made due: the page waits thirty."""

FARTHEST = timedelta(days=400).total_seconds()
AHEAD = timedelta(seconds=0.001)
REQUESTS = 200


class Seen:
    """The last requests that came in, for who wonders what Slack sends. No bodies: they hold people's words."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.requests: deque[dict[str, Any]] = deque(maxlen=REQUESTS)

    async def __call__(self, request: Request, answer: Callable[[Request], Awaitable[Response]]) -> Response:
        """A middleware."""
        begun = self.clock.real()
        response = await answer(request)
        if not request.url.path.startswith("/rehearsal"):
            self.requests.append(
                {
                    "at": begun.isoformat(),
                    "kind": f"{request.method} {request.url.path}",
                    "id": request.headers.get("x-slack-retry-num", ""),
                    "status": response.status_code,
                    "ms": (self.clock.real() - begun).total_seconds() * 1000,
                }
            )
        return response


class Guard:
    """The loopback alone, under its own names, with this run's token."""

    def __init__(self, token: str) -> None:
        self.token = token.encode()

    def __call__(self, request: Request) -> None:
        """Raises 403 for who is not here, 401 for who has not the token."""
        try:
            host = urlsplit(f"//{request.headers.get('host', '')}").hostname
        except ValueError:  # such as "[::1"
            host = None
        if request.client is None or request.client.host not in LOOPBACK or host not in LOOPBACK:
            raise HTTPException(403, "loopback only")
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not hmac.compare_digest(given.strip().encode(), self.token):
            raise HTTPException(401, "the rehearsal's token is missing")


def rehearsal(parts: Parts, worker: Worker, token: str, seen: Seen) -> APIRouter:
    """GET and POST /rehearsal/clock, GET /rehearsal/orders, /rehearsal/orders/{ref}, /rehearsal/requests."""
    router = APIRouter(prefix="/rehearsal", include_in_schema=False, dependencies=[Depends(Guard(token))])
    book, clock = Book(parts), parts.clock
    assert isinstance(clock, StoredClock)

    @router.get("/clock")
    def look() -> dict[str, Any]:
        return told(parts, worker)

    @router.post("/clock")
    def push(wanted: Annotated[dict[str, Any], Body()]) -> dict[str, Any]:
        clock.push(asked(wanted, worker.next_at(), clock.now()))
        worker.settle(SAID_WITHIN)
        return told(parts, worker)

    @router.get("/orders")
    def all_orders() -> dict[str, Any]:
        return {"orders": list(book.orders())}

    @router.get("/orders/{ref}")
    def timeline(ref: str) -> dict[str, Any]:
        return book.timeline(ref)

    @router.get("/requests")
    def requests() -> dict[str, Any]:
        return {"requests": list(seen.requests)}

    return router


def told(parts: Parts, worker: Worker) -> dict[str, Any]:
    """What time it is there, and when something happens next."""
    next_at = worker.next_at()
    return {"now": parts.clock.now().isoformat(), "next": None if next_at is None else next_at.isoformat()}


def asked(wanted: dict[str, Any], next_at: datetime | None, now: datetime) -> timedelta:
    """How far to push: so many seconds, or to the next moment. Raises 422 for what is neither, or a step back."""
    if wanted.get("to") == "next":
        return timedelta(0) if next_at is None else max(timedelta(0), next_at - now + AHEAD)
    seconds = wanted.get("seconds")
    if not isinstance(seconds, int | float) or isinstance(seconds, bool) or not 0 <= seconds <= FARTHEST:
        raise HTTPException(422, 'send {"seconds": 3600}, or {"to": "next"}: time goes forward only')
    return timedelta(seconds=seconds)


class Book:
    """The orders of the local workspace, as the page shows them."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.workspace = parts.homes.all()[0].workspace

    def orders(self) -> Iterator[dict[str, Any]]:
        """The newest first. `state` is for reading, `state_id` is the process's."""
        asked = select(orders).where(orders.c.workspace_id == self.workspace).order_by(orders.c.id.desc())
        with reading(self.parts.engine) as connection:
            rows = [read(found) for found in connection.execute(asked)]
        for row in rows:
            state = row.order.state
            yield {
                "ref": row.order.ref,
                "title": row.order.title,
                "state": self.scene(row).voice.plain.label("states", state),
                "state_id": state,
                "late": row.order.is_late(self.parts.clock.now()),
            }

    def timeline(self, ref: str) -> dict[str, Any]:
        """What happened to an order, and what will happen to it by itself. 404 where there is none."""
        id = self.parts.orders.find(self.workspace, ref)
        row = self.parts.orders.load(self.workspace, id) if id is not None else None
        if row is None:
            raise HTTPException(404, "no such order")
        scene = self.scene(row)
        events = [entry.event for entry in history.load(self.parts.engine, self.workspace, row.id)]
        coming = [one for one in pending(row.order, self.parts.policy) if one.at > self.parts.clock.now()]
        return {
            "ref": row.order.ref,
            "past": [
                line(event.at, tag(event), past(scene, event))
                for event in reveal(self.parts.engine, self.workspace, events)
            ],
            "future": [line(one.at, kind(one), future(scene, one)) for one in coming],
        }

    def scene(self, row: Row) -> Scene:
        """The order as nobody in particular reads it, in the house's language."""
        parts = self.parts
        order = reveal(parts.engine, self.workspace, row.order)
        known = parts.people.among(
            self.workspace, [id for id in (order.seller, order.buyer, order.mediator) if id]
        )
        view = View(
            id=row.id,
            order=order,
            role=Actor.MEDIATOR,
            reader=Reader("", "", parts.settings.locale, parts.policy.zone),
            names={id: person.name for id, person in known.items()},
            mentions={},
            now=parts.clock.now(),
            policy=parts.policy,
        )
        return parts.renderer.scene(view)


def line(at: datetime, kind: str, text: str) -> dict[str, str]:
    return {"at": at.isoformat(), "kind": kind, "text": text}


def tag(event: Event) -> str:
    """A nudge by its own id: for tests, and for colours."""
    return str(event.nudge if isinstance(event, Nudged) else type(event).__struct_config__.tag)


def kind(entry: Timeout | Moment) -> str:
    return str(entry.nudge if isinstance(entry, Moment) else entry.action)
