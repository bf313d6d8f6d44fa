"""Socket Mode: a websocket that the bot opens, and over which it is sent everything instead of by HTTP."""

import asyncio
import json
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from playground.config import APP_ID
from playground.deliveries.courier import Answer
from playground.world import World

CONNECTIONS_MAX = 10


class SocketMode:
    """The bot's open connections; each envelope goes to one of them, in turn."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.tickets: set[str] = set()
        self._open: list[WebSocket] = []
        self._waiting: dict[str, asyncio.Future[Any]] = {}

    def __bool__(self) -> bool:
        return bool(self._open)

    def new_url(self) -> str:
        """An address that opens one connection."""
        ticket = self.world.edge.token(24)
        self.tickets.add(ticket)
        return f"ws://{self.world.config.host}:{self.world.config.port}/link/?ticket={ticket}&app_id={APP_ID}"

    async def serve(self, socket: WebSocket) -> None:
        """Live with one connection until the bot closes it."""
        ticket = socket.query_params.get("ticket", "")
        if ticket not in self.tickets or len(self._open) >= CONNECTIONS_MAX:
            await socket.close(code=4001)
            return
        self.tickets.discard(ticket)
        await socket.accept()
        self._open.append(socket)
        try:
            await socket.send_json(
                {
                    "type": "hello",
                    "num_connections": len(self._open),
                    "debug_info": {"host": "playground", "approximate_connection_time": 3600},
                    "connection_info": {"app_id": APP_ID},
                }
            )
            while True:
                self._acknowledged(await socket.receive_text())
        except (WebSocketDisconnect, RuntimeError):
            pass
        finally:
            self._open.remove(socket)

    async def close(self) -> None:
        """Tell every connection that it is over."""
        for socket in list(self._open):
            await socket.close(code=1001)

    def _acknowledged(self, text: str) -> None:
        try:
            told = json.loads(text)
        except ValueError:
            return
        waiting = self._waiting.get(told.get("envelope_id", "")) if isinstance(told, dict) else None
        if waiting and not waiting.done():
            waiting.set_result(told.get("payload"))

    async def send(self, kind: str, payload: dict[str, Any], retry: tuple[int, str] | None) -> Answer:
        """Send one envelope and wait for its acknowledgement."""
        name = self.world.edge.token(32)
        envelope = {
            "envelope_id": name,
            "type": kind,
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
        }
        if retry:
            envelope |= {"retry_attempt": retry[0], "retry_reason": retry[1]}
        waiting = self._waiting[name] = asyncio.get_running_loop().create_future()
        socket = self._open.pop(0)
        self._open.append(socket)
        try:
            await socket.send_json(envelope)
            async with asyncio.timeout(self.world.config.answer_within):
                return Answer(200, await waiting)
        except TimeoutError:
            return Answer(failure="operation_timeout")
        except (WebSocketDisconnect, RuntimeError):
            return Answer(failure="dispatch_failed")
        finally:
            del self._waiting[name]
