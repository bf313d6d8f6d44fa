"""HTTP: Slack's one endpoint, the API, health, metrics, and a small page that says what this is."""

import time
from collections.abc import Awaitable, Callable, Iterable

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from slack_bolt import BoltResponse

from bot.clock import unasked
from bot.parts import Parts
from bot.slack.signed import Body, Signatures, read
from bot.web import calendars
from bot.web.api import api
from bot.web.body import TooLarge, limited
from bot.web.health import Health
from bot.web.problem import handlers

SLACK_MOST = 3_000_000
"""Bytes: Slack's largest payload is a view of 250 kB with what was typed into it, form-encoded."""

Enter = Callable[[Body | None, int], Awaitable[BoltResponse]]
"""What takes a verified request of Slack's, and how often it came before: `handlers.hall.Hall.enter`."""

PAGE = """<!doctype html>
<html lang="fr"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Relance</title>
<style>body{font:1rem/1.5 system-ui;max-width:34rem;margin:3rem auto;padding:0 1rem}</style>
<h1>Relance</h1>
<p>Les commandes d'une place de marché, menées dans Slack. Cette adresse sert Slack et l'API : il n'y a rien à y faire
dans un navigateur.</p>
<p lang="en">Marketplace orders, run in Slack. This address serves Slack and the API: there is nothing to do here in a
browser.</p>
<p><a href="/healthz">/healthz</a> · <a href="/readyz">/readyz</a> · <a href="/metrics">/metrics</a></p>
</html>
"""


class Metrics:
    """What is counted here; a registry of its own, so that two apps in one process do not meet."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "relance_http_requests",
            "Requests by path and status.",
            ["path", "status"],
            registry=self.registry,
        )
        self.seconds = Histogram(
            "relance_http_seconds", "Seconds until a request was answered.", ["path"], registry=self.registry
        )


def create_web(parts: Parts, enter: Enter, health: Health, *, more: Iterable[APIRouter] = ()) -> FastAPI:
    """The ASGI app. `more`: routers that belong to one way of running alone, such as a rehearsal's."""
    web = FastAPI(title="Relance", docs_url=None, redoc_url=None, exception_handlers=handlers(parts.ids))
    metrics = Metrics()
    web.state.parts, web.state.metrics = parts, metrics
    web.include_router(slack(parts, enter))
    web.include_router(api(parts))
    web.include_router(about(health, metrics))
    web.include_router(feeds(parts))
    for router in more:
        web.include_router(router)
    web.middleware("http")(counted(metrics))
    return web


def slack(parts: Parts, enter: Enter) -> APIRouter:
    """POST /slack/events: commands, interactions and events alike."""
    router = APIRouter(include_in_schema=False)
    secret = parts.signing_secret
    signatures = Signatures(secret, unasked(parts.clock)) if secret else None

    @router.post("/slack/events")
    async def events(request: Request) -> Response:
        """401 before anything is parsed, else 200; 503 asks for an event again."""
        try:
            raw = await limited(request, SLACK_MOST)
        except TooLarge:
            return PlainTextResponse("too large", 413)
        head = request.headers
        signed = (head.get("x-slack-request-timestamp"), head.get("x-slack-signature"))
        if signatures is None or not signatures.hold(raw, *signed):
            return PlainTextResponse("invalid signature", 401)
        body = read(raw, head.get("content-type", ""))
        return to_http(await enter(body, retries(head.get("x-slack-retry-num", ""))))

    return router


def retries(told: str) -> int:
    """How often Slack brought the same before; one digit, or nothing that counts."""
    return int(told) if told in {"1", "2", "3"} else 0


def to_http(answer: BoltResponse) -> Response:
    """Bolt's answer as it goes over the wire."""
    content_type = answer.first_headers().get("content-type", "text/plain;charset=utf-8")
    return Response(answer.body, answer.status, media_type=content_type)


def feeds(parts: Parts) -> APIRouter:
    """GET /calendar/SECRET.ics: read-only, never kept by anybody between, and its address told to nobody else."""
    router = APIRouter(include_in_schema=False)

    @router.get("/calendar/{secret}.ics")
    def feed(secret: str) -> Response:
        found = calendars.read(parts, secret)
        if found is None:
            return PlainTextResponse("no such calendar", 404)
        headers = {"cache-control": "private, no-store", "referrer-policy": "no-referrer"}
        return Response(found, media_type="text/calendar; charset=utf-8", headers=headers)

    return router


def about(health: Health, metrics: Metrics) -> APIRouter:
    """For those who watch over it."""
    router = APIRouter(include_in_schema=False)

    @router.get("/")
    def page() -> HTMLResponse:
        return HTMLResponse(PAGE)

    @router.get("/healthz")
    def healthz() -> JSONResponse:
        """The process answers. A shifted clock is told here: no real orders should live in a rehearsal."""
        return JSONResponse(health.alive())

    @router.get("/readyz")
    def readyz() -> JSONResponse:
        """Whether it can do its work: database, migrations, a worker's heartbeat."""
        found = health.ready()
        return JSONResponse(found, 200 if found["ready"] else 503)

    @router.get("/metrics")
    def numbers() -> Response:
        return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_LATEST)

    return router


KNOWN = ("/slack/events", "/api/orders", "/healthz", "/readyz", "/metrics")

Next = Callable[[Request], Awaitable[Response]]


def counted(metrics: Metrics) -> Callable[[Request, Next], Awaitable[Response]]:
    """Counts each request under one of a few names: what people ask for is not a label."""

    async def count(request: Request, answer: Next) -> Response:
        begun = time.perf_counter()
        response = await answer(request)
        path = next((one for one in KNOWN if request.url.path.startswith(one)), "other")
        metrics.requests.labels(path, str(response.status_code)).inc()
        metrics.seconds.labels(path).observe(time.perf_counter() - begun)
        return response

    return count
