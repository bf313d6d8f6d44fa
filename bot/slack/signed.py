"""Is it Slack's? The signature first, over the raw body; only then is anything read."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

from slack_sdk.signature import Clock as SlackClock
from slack_sdk.signature import SignatureVerifier

Body = dict[str, Any]


class Signatures:
    """Slack's signature over the raw body, at most five minutes old by the world's clock; compared in constant time."""

    def __init__(self, secret: str, now: Callable[[], datetime]) -> None:
        self.verifier = SignatureVerifier(secret, _Seconds(now))

    def hold(self, raw: bytes, timestamp: str | None, signature: str | None) -> bool:
        """Whether Slack sent this, just now."""
        try:
            return bool(self.verifier.is_valid(raw, timestamp or "", signature or ""))
        except (ValueError, TypeError, UnicodeError):  # a timestamp that is no number
            return False


class _Seconds(SlackClock):
    """Our clock as slack_sdk asks for it, on the loop that serves everybody: it must not wait for the database."""

    def __init__(self, time: Callable[[], datetime]) -> None:
        self.time = time

    def now(self) -> float:
        return self.time().timestamp()


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
