"""What stands before Bolt: is it Slack's, is it in Slack's shape, is it ours? Whatever is Slack's is answered 200."""

import json
from typing import Any
from urllib.parse import parse_qsl

import structlog
from slack_bolt import App, BoltRequest, BoltResponse
from slack_sdk.signature import SignatureVerifier

from bot.parts import Parts
from bot.ports import Clock
from handlers.parse import parse
from handlers.router import PAYLOAD, WORKSPACE, Router

log = structlog.get_logger(__name__)

Body = dict[str, Any]


class Signatures:
    """Slack's signature over the raw body, at most five minutes old by the world's clock; compared in constant time."""

    def __init__(self, secret: str, clock: Clock) -> None:
        self.verifier = SignatureVerifier(secret, _Seconds(clock))

    def hold(self, raw: bytes, timestamp: str | None, signature: str | None) -> bool:
        """Whether Slack sent this, just now."""
        try:
            return bool(self.verifier.is_valid(raw, timestamp or "", signature or ""))
        except (ValueError, TypeError, UnicodeError):  # a timestamp that is no number
            return False


class _Seconds:
    """Our clock as slack_sdk asks for it."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock

    def now(self) -> float:
        return self.clock.real().timestamp()


def read(raw: bytes, content_type: str) -> Body | None:
    """The body of a request; None when it is neither JSON nor a form of Slack's."""
    try:
        if content_type.partition(";")[0].strip().lower() == "application/json":
            body = json.loads(raw)
        else:
            form = dict(parse_qsl(raw.decode(), keep_blank_values=True, max_num_fields=100))
            body = json.loads(form["payload"]) if "payload" in form else form
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) else None


class Door:
    """Takes what Slack sends, over HTTP or over a socket, as one and the same."""

    def __init__(self, parts: Parts, app: App | None = None) -> None:
        self.parts = parts
        self.app = app or Router(parts).app()

    def enter(self, body: Body | None) -> BoltResponse:
        """Answers 200, whatever is in it: more than 95 % of failures would switch our events off."""
        if body is None or body.get("ssl_check"):
            return BoltResponse(status=200)
        if body.get("type") == "url_verification":
            return BoltResponse(status=200, body={"challenge": str(body.get("challenge", ""))})
        try:
            payload = parse(body)
            home = self.parts.homes.of(payload.who.team, payload.who.enterprise) if payload else None
            if payload is None or home is None:
                return BoltResponse(status=200)
            context = {PAYLOAD: payload, WORKSPACE: home.workspace}
            response = self.app.dispatch(BoltRequest(body=body, mode="socket_mode", context=context))
        except Exception as error:  # noqa: BLE001 (Slack gets its 200; the operator gets the rest)
            log.error("door_failed", exc_info=error)
            return BoltResponse(status=200)
        if response.status != 200:
            log.error("bolt_unhandled", status=response.status, kind=str(body.get("type")))
            return BoltResponse(status=200)
        return response
