"""The composition root: one ASGI app of Web API, deliveries, control endpoints and page."""

import asyncio
import contextlib
import os
import socket
import sys
from collections.abc import AsyncIterator, Callable
from typing import Any
from urllib.parse import urlsplit

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from playground.config import Config
from playground.control.routes import Control
from playground.deliveries.courier import Courier
from playground.deliveries.socket_mode import SocketMode
from playground.edge import Edge
from playground.page.routes import Page
from playground.rehearsal import Rehearsal
from playground.transfer import Transfer
from playground.webapi.api import Api, DropConnection
from playground.world import World, new_world

LOOPBACK = ("127.0.0.1", "localhost", "::1")


class LoopbackOnly:
    """Refuses what a foreign web site could make a browser send here: other hosts' names, other origins."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 403."""
        if scope["type"] == "lifespan" or self._is_ours(scope):
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await PlainTextResponse("loopback only", 403)(scope, receive, send)

    def _is_ours(self, scope: Scope) -> bool:
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        host = headers.get("host", "")
        origin = headers.get("origin")
        try:
            named = urlsplit(f"//{host}").hostname
        except ValueError:  # such as "[::1"
            return False
        if named not in LOOPBACK:
            return False
        return origin is None or origin == f"http://{host}"


def cut(send: Send) -> None:
    """Cut the connection under an answer, so that the caller sees neither status nor body.

    ASGI has no word for it; uvicorn's `send` belongs to the object that holds the socket.
    """
    transport = getattr(getattr(send, "__self__", None), "transport", None)
    if transport is None:
        raise RuntimeError("only a real server can drop a connection")
    transport.abort()


def _web_api(api: Api) -> ASGIApp:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            response = await api.handle(Request(scope, receive))
        except DropConnection:
            cut(scope["playground.send"])
            return
        await response(scope, receive, send)

    return app


class KeepSend:
    """Notes the server's own `send`, below all middleware, for cut()."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        await self.app({**scope, "playground.send": send}, receive, send)


def create_app(config: Config, edge: Edge | None = None) -> ASGIApp:
    """The whole playground. Its world stands in `app.state.world`. Raises what a broken state or manifest raises."""
    return app_of(new_world(config, edge))


def app_of(world: World) -> ASGIApp:
    """The ASGI app around one workspace."""
    sockets = SocketMode(world)
    courier = Courier(world, sockets)
    world.emit = courier.event
    api = Api(world, sockets)
    control = Control(world, api, courier)
    transfer = Transfer(world)
    rehearsal = Rehearsal(world)
    routes: list[Any] = [
        Route("/api/{method}", _AsgiEndpoint(_web_api(api)), methods=["GET", "POST"]),
        Route("/upload/v1/{file}", transfer.upload, methods=["POST"]),
        Route("/files-pri/{place}/{name}", transfer.download),
        Route("/actions/{team}/{name}", transfer.respond, methods=["POST"]),
        WebSocketRoute("/link/", sockets.serve),
        *Page(world, rehearsal).routes(),
        *control.routes(),
    ]
    inner = Starlette(routes=routes, lifespan=_lifespan(world, courier, sockets, rehearsal))
    inner.state.world = world
    return KeepSend(LoopbackOnly(inner))


class _AsgiEndpoint:
    """Makes Starlette take an ASGI app as the endpoint of a Route, with its path parameters."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)


def _lifespan(world: World, courier: Courier, sockets: SocketMode, rehearsal: Rehearsal) -> Any:
    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        running = [asyncio.create_task(work) for work in (world.keep_saving(), rehearsal.keep_looking())]
        try:
            yield
        finally:
            for task in running:
                task.cancel()
            await sockets.close()
            await courier.close()
            await rehearsal.close()
            world.save()

    return lifespan


def serve(config: Config) -> None:
    """Serve until told to stop (SIGTERM, SIGINT, or the end of standard input with `die_with_parent`)."""
    world = new_world(config)
    settings = uvicorn.Config(
        app_of(world),
        config.host,
        config.port,
        log_level="warning",
        timeout_graceful_shutdown=1,
        server_header=False,
    )
    server = Server(settings)
    server.leaving = world.end
    asyncio.run(_run(server, die_with_parent=config.die_with_parent))


class Server(uvicorn.Server):
    """Tells that it leaves before it waits for who is still connected."""

    leaving: Callable[[], None]

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self.leaving()
        await super().shutdown(sockets)


async def _run(server: uvicorn.Server, *, die_with_parent: bool) -> None:
    if die_with_parent:
        asyncio.get_running_loop().add_reader(sys.stdin.fileno(), _stop_at_end, server)
    await server.serve()


def _stop_at_end(server: uvicorn.Server) -> None:
    if not os.read(sys.stdin.fileno(), 4096):
        server.should_exit = True
        asyncio.get_running_loop().remove_reader(sys.stdin.fileno())
