"""The processes behind `relance run`, `relance web` and `relance worker`: how they begin, serve and leave politely."""

import contextlib
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from types import FrameType
from typing import Never

import httpx
import structlog
import uvicorn
from fastapi import FastAPI

from bot import log as logs
from bot.app import Program, build
from bot.clock import StoredClock
from bot.faq.matcher import usual
from bot.faults import StartError
from bot.local.beside import LOOPBACK, Beside, fresh, played
from bot.local.rehearsal import Seen, rehearsal
from bot.local.seed import seed
from bot.ports import Clock, SystemIds, sleep
from bot.settings import Settings
from bot.slack.socket import Socket
from bot.trust.guard import Guard
from bot.waking.watch import notifier
from bot.worker import Worker

log = structlog.get_logger(__name__)

EVERYWHERE = "0.0.0.0"  # noqa: S104 (a host's own router stands before it)
GRACE = 8
"""Seconds that requests under way may take when we leave: with the worker's, less than twenty."""

BACKLOG = 2048
CROWD = 1_000
"""Connections at once; whoever comes then is answered 503 unread, so that memory has an end."""


class Leave(BaseException):
    """Somebody asked us to go."""


def run() -> None:
    """Web and worker in one process; without any of Slack's settings, with a local Slack beside it."""
    settings = Settings.load()
    with leaving(), ExitStack() as open_things:
        if settings.playground:
            play(settings, open_things)
        else:
            serve_slack(settings, open_things)


def web() -> None:
    """The web process alone."""
    settings = with_slack(Settings.load(), "web")
    with leaving(), ExitStack() as open_things:
        listening = open_things.enter_context(port(EVERYWHERE, settings.port))
        program = started(settings)
        if program.checkpoints.path.is_file():  # elsewhere the worker alone can tell
            Guard(program.checkpoints).held()
        if (notify := notifier(program.parts.engine)) is not None:
            program.parts.service.committed.append(notify)
        serve(program.web(), listening)


def worker() -> None:
    """The worker process alone."""
    settings = with_slack(Settings.load(), "worker")
    with leaving(), ExitStack() as open_things:
        working(started(settings), open_things)
        threading.Event().wait()


def serve_slack(settings: Settings, open_things: ExitStack) -> None:
    """A real workspace (or a Slack at SLACK_API_URL)."""
    listening = open_things.enter_context(port(EVERYWHERE, settings.port))
    program = started(settings)
    work = working(program, open_things)
    if settings.slack_app_token is not None:
        token = settings.slack_app_token.get_secret_value()
        line = Socket(program.door.enter, token, settings.slack_api_url)
        line.keep()
        open_things.callback(line.stop)
        work.scheduler.every(10, line.keep)
    serve(program.web(), listening)


def play(settings: Settings, open_things: ExitStack) -> None:
    """The local Slack, the bot in it, and the one address that a newcomer needs."""
    shared = fresh(SystemIds())
    quietly = {} if "log_level" in settings.model_fields_set else {"log_level": "WARNING"}
    settings = played(settings, shared, **quietly)
    logs.configure(settings.log_level)
    listening = open_things.enter_context(port(LOOPBACK, settings.port))
    with port(LOOPBACK, settings.port + 1, "the playground's page, the one after PORT,"):
        pass
    beside = Beside(settings, shared)
    open_things.callback(beside.stop)
    await_local_slack(beside)
    program = build(settings, reload=True)
    seed(program.parts, program.parts.homes.all()[0].workspace)
    program.health.checkpoints = None  # nothing here is real
    work = working(program, open_things, rehearsed=True)
    seen = Seen(program.parts.clock)
    app = program.web([rehearsal(program.parts, work, shared.rehearsal, seen)])
    app.middleware("http")(seen)
    serve(app, listening, lambda: announce(beside.address))


def announce(address: str) -> None:
    """The only line on standard output."""
    sys.stdout.write(f"{address}\n")
    sys.stdout.flush()


def with_slack(settings: Settings, word: str) -> Settings:
    """Two processes need a Slack that is there for both."""
    if settings.playground:
        raise StartError(
            f"SLACK_BOT_TOKEN is missing: `relance {word}` serves a real Slack; `relance run` brings its own"
        )
    return settings


def started(settings: Settings) -> Program:
    """The program for a real Slack, after what an operator should know."""
    logs.configure(settings.log_level)
    program = build(settings)
    refuse_rehearsed(program.parts.clock)
    if settings.clock_offset:
        log.warning("clock_shifted", offset=str(settings.clock_offset))
    if settings.mediators_channel is None:
        log.warning("no_mediators_channel", setting="RELANCE_MEDIATORS_CHANNEL")
    return program


def refuse_rehearsed(clock: Clock) -> None:
    """A clock that was pushed in a rehearsal must not move the deadlines of real orders. Raises StartError."""
    if isinstance(clock, StoredClock) and clock.shift():
        raise StartError(
            "DATABASE_URL: this database was used for a rehearsal, its clock was pushed; name another one, or remove it"
        )


def working(program: Program, open_things: ExitStack, *, rehearsed: bool = False) -> Worker:
    """A worker that leaves when we do."""
    if (notify := notifier(program.parts.engine)) is not None:
        program.parts.service.committed.append(notify)
    work = Worker(program, rehearsed=rehearsed)
    open_things.callback(work.stop)
    work.start()
    return work


def await_local_slack(beside: Beside) -> None:
    """Until it answers. Raises StartError where it does not."""
    with httpx.Client(trust_env=False, timeout=1.0) as client:
        for _ in range(150):
            beside.check()
            with contextlib.suppress(httpx.HTTPError):
                if client.get(beside.address).status_code == 200:
                    return
            sleep(0.1)
    raise StartError("The local Slack did not answer within 15 seconds")


@contextmanager
def port(host: str, number: int, whose: str = "PORT") -> Iterator[socket.socket]:
    """A socket that listens there. Raises StartError where somebody else does."""
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, number))
            listening.listen(BACKLOG)
        except OSError as taken:
            raise StartError(
                f"PORT: {number} ({whose}) cannot be used: {os.strerror(taken.errno or 0)}; set PORT to a free one"
            ) from None
        yield listening


class Server(uvicorn.Server):
    """Says when it serves."""

    ready: Callable[[], None] = staticmethod(lambda: None)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        threading.Thread(target=prepare, name="faq", daemon=True).start()
        self.ready()


def prepare() -> None:
    """Reads and learns the example questions beside what is served, so that the first question is answered at once."""
    try:
        usual().prepare()
        log.info("examples_learnt")
    except ValueError as wrong:
        log.warning("examples_unreadable", why=str(wrong))


def serve(app: FastAPI, listening: socket.socket, ready: Callable[[], None] | None = None) -> None:
    """Until somebody asks us to leave: then requests under way are answered first."""
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=GRACE,
        server_header=False,
        limit_concurrency=CROWD,
    )
    server = Server(config)
    if ready is not None:
        server.ready = ready
    server.run(sockets=[listening])


@contextmanager
def leaving() -> Iterator[None]:
    """SIGTERM and SIGINT end the block, and what it opened is closed, undisturbed by a second one."""
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, leave)
    try:
        yield
    except (Leave, KeyboardInterrupt):
        return


def leave(number: int, frame: FrameType | None) -> Never:
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, signal.SIG_IGN)
    raise Leave
