"""Carries what happens to the bot: signed HTTP, or an open Socket Mode connection; at most three seconds."""

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import urlencode

import httpx

from playground.config import APP_ID, BOT_USER
from playground.deliveries.signing import signed_headers
from playground.world import World

KEPT = 1000


@dataclass
class Answer:
    """What came back: `failure` is Slack's word for why there is no proper answer."""

    status: int = 0
    body: Any = None
    failure: str | None = None
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Delivery:
    """One thing sent to the bot, kept so that it can be looked at and sent again."""

    n: int
    at: float
    kind: str
    payload: dict[str, Any]
    id: str = ""
    attempt: int = 0
    status: int = 0
    failure: str | None = None
    ms: float = 0.0
    over: str = "http"


class Sockets(Protocol):
    """The Socket Mode connections of the bot."""

    def __bool__(self) -> bool: ...

    async def send(self, kind: str, payload: dict[str, Any], retry: tuple[int, str] | None) -> Answer:
        """Send one envelope and wait for its acknowledgement."""
        ...


_ENVELOPES = {"command": "slash_commands", "event": "events_api"}


def http_body(kind: str, payload: dict[str, Any]) -> tuple[bytes, str]:
    """The raw body and its content type."""
    if kind == "event":
        return json.dumps(payload, ensure_ascii=False).encode(), "application/json"
    fields = payload if kind == "command" else {"payload": json.dumps(payload, ensure_ascii=False)}
    return urlencode(fields).encode(), "application/x-www-form-urlencoded"


def _read(response: httpx.Response) -> Any:
    text = response.text
    if not text.strip():
        return None
    if "json" not in response.headers.get("content-type", ""):
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text


class Courier:
    """Sends to one bot, and keeps a list of what it sent."""

    def __init__(self, world: World, sockets: Sockets) -> None:
        self.world = world
        self.sockets = sockets
        self.log: list[Delivery] = []
        self._count = 0
        self._running: set[asyncio.Task[Any]] = set()
        self._client = httpx.AsyncClient(trust_env=False, timeout=world.config.answer_within)

    async def close(self) -> None:
        """Stop retrying and close the connections."""
        self.forget()
        await self._client.aclose()

    def forget(self) -> None:
        """Stop retrying, and drop the list of what was sent."""
        for task in self._running:
            task.cancel()
        self.log = []

    async def send(
        self, kind: str, payload: dict[str, Any], name: str = "", retry: tuple[int, str] | None = None
    ) -> Answer:
        """One attempt. `kind` is command, event or an interaction's own type."""
        self._count += 1
        delivery = Delivery(self._count, self.world.now(), kind, payload, name, retry[0] if retry else 0)
        self.log = [*self.log[-KEPT:], delivery]
        if self.sockets:
            delivery.over = "socket"
            answer = await self.sockets.send(_ENVELOPES.get(kind, "interactive"), payload, retry)
        else:
            answer = await self._post(kind, payload, retry)
        delivery.status, delivery.failure = answer.status, answer.failure
        delivery.ms = round((self.world.now() - delivery.at) * 1000, 1)
        return answer

    async def _post(self, kind: str, payload: dict[str, Any], retry: tuple[int, str] | None) -> Answer:
        body, content_type = http_body(kind, payload)
        headers = {"Content-Type": content_type, "User-Agent": "Slackbot 1.0 (playground)"}
        headers |= signed_headers(self.world.config.signing_secret, body, self.world.now())
        if retry:
            headers |= {"X-Slack-Retry-Num": str(retry[0]), "X-Slack-Retry-Reason": retry[1]}
        try:
            async with asyncio.timeout(self.world.config.answer_within):
                response = await self._client.post(
                    self.world.config.events_url, content=body, headers=headers
                )
        except (httpx.TimeoutException, TimeoutError):
            return Answer(failure="operation_timeout")
        except httpx.HTTPError:
            return Answer(failure="dispatch_failed")
        failure = None if response.status_code == 200 else "dispatch_failed"
        return Answer(response.status_code, _read(response), failure, dict(response.headers))

    def event(self, event: dict[str, Any]) -> "asyncio.Task[Answer]":
        """Send an event, and again when it was not taken. The task ends with the first attempt's answer."""
        payload = self._envelope(event)
        first = asyncio.ensure_future(self.send("event", payload, payload["event_id"]))
        self._keep(first)
        self._keep(asyncio.ensure_future(self._again(payload, first)))
        return first

    def _keep(self, task: "asyncio.Task[Any]") -> None:
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _again(self, payload: dict[str, Any], first: "asyncio.Task[Answer]") -> None:
        answer = await first
        for number, pause in enumerate(self.world.config.retry_after, 1):
            if not answer.failure or answer.headers.get("x-slack-no-retry") == "1":
                return
            reason = "http_timeout" if answer.failure == "operation_timeout" else "http_error"
            await self.world.edge.sleep(pause)
            answer = await self.send("event", payload, payload["event_id"], (number, reason))

    def _envelope(self, event: dict[str, Any]) -> dict[str, Any]:
        team = self.world.config.workspace.team
        bot = {"enterprise_id": None, "team_id": team, "user_id": BOT_USER, "is_bot": True}
        return {
            "token": "verification",
            "team_id": team,
            "context_team_id": team,
            "context_enterprise_id": None,
            "api_app_id": APP_ID,
            "event": event,
            "type": "event_callback",
            "event_id": self.world.edge.code("Ev"),
            "event_time": int(self.world.now()),
            "authorizations": [bot | {"is_enterprise_install": False}],
            "is_ext_shared_channel": False,
            "event_context": f"4-{self.world.edge.token(20)}",
        }
