"""A bot that says what a test tells it to say, and remembers what it was sent."""

import asyncio
import json
from typing import Any
from urllib.parse import parse_qs

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route


class Heard:
    """One request as the bot got it."""

    def __init__(self, headers: dict[str, str], raw: bytes) -> None:
        self.headers, self.raw = headers, raw
        form = {name: value[0] for name, value in parse_qs(raw.decode(), keep_blank_values=True).items()}
        if headers["content-type"] == "application/json":
            self.payload: dict[str, Any] = json.loads(raw)
            self.kind = self.payload["event"]["type"]
        elif "payload" in form:
            self.payload = json.loads(form["payload"])
            self.kind = self.payload["type"]
        else:
            self.payload, self.kind = dict(form), "command"


class ScriptedBot:
    """`answers` maps a kind to what is answered: a JSON value, a (status, text) pair, or nothing."""

    def __init__(self) -> None:
        self.heard: list[Heard] = []
        self.answers: dict[str, Any] = {}
        self.delay: dict[str, float] = {}
        self.app = Starlette(routes=[Route("/slack/events", self.take, methods=["POST"])])

    async def take(self, request: Request) -> Response:
        """Remember and answer."""
        heard = Heard(dict(request.headers), await request.body())
        self.heard.append(heard)
        await asyncio.sleep(self.delay.get(heard.kind, 0))
        answer = self.answers.get(heard.kind)
        if isinstance(answer, tuple):
            return Response(answer[1], answer[0])
        return Response("") if answer is None else JSONResponse(answer)

    def forget(self) -> None:
        """Be as new."""
        self.heard.clear()
        self.answers.clear()
        self.delay.clear()

    def of(self, kind: str) -> list[Heard]:
        """All requests of a kind."""
        return [heard for heard in self.heard if heard.kind == kind]
