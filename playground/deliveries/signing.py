"""Slack's signature: an HMAC over version, time and raw body."""

import hashlib
import hmac


def signed_headers(secret: str, body: bytes, now: float) -> dict[str, str]:
    """The two headers by which the bot knows Slack; `now` in seconds since the epoch."""
    stamp = str(int(now))
    digest = hmac.new(secret.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}
