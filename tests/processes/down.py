"""People at a Relance whose database is not there, or holds everybody, or whose Slack is not there."""

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import httpx

from playground.deliveries.signing import signed_headers
from tests.e2e.processes import SECRET
from tests.processes.clicks import SERIAL, command, deliver, sentence
from tests.processes.servers import Cluster


def event(user: str, channel: str, root: str, said: str) -> dict[str, Any]:
    """Somebody writes in a thread."""
    number = next(SERIAL)
    stamp = f"{time.time():.0f}.{number:06}"
    return {
        "type": "event_callback",
        "team_id": "T0RELANCE1",
        "api_app_id": "A0RELANCE1",
        "event_id": f"Ev{number:010}",
        "event_time": int(time.time()),
        "event": {
            "type": "message",
            "channel": channel,
            "channel_type": "im",
            "user": user,
            "text": said,
            "ts": stamp,
            "thread_ts": root,
            "event_ts": stamp,
        },
    }


def tell(address: str, body: dict[str, Any], retry: int = 0) -> int:
    """One delivery of an event; the status of its answer. Raises what the network does."""
    raw = json.dumps(body).encode()
    head = {"Content-Type": "application/json", **signed_headers(SECRET, raw, time.time())}
    again = {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": "http_error"} if retry else {}
    with httpx.Client(trust_env=False, verify=False, timeout=20.0) as http:
        return http.post(f"{address}/slack/events", content=raw, headers=head | again).status_code


def many(cluster: Cluster, ref: str, user: str, count: int, threads: int) -> list[str]:
    """So many commands; what each was answered. A busy machine gets longer than Slack gives, a frozen one would take for ever."""

    def one(number: int) -> str:
        fields = command(user, f"message {ref} foule{number:04}")
        return sentence(deliver(cluster.webs[0].address, fields, patience=20.0))

    with ThreadPoolExecutor(threads) as people:
        return list(people.map(one, range(count)))


@contextmanager
def silent(cluster: Cluster) -> Iterator[None]:
    """Slack takes no call."""
    cluster.slack.http.post("/faults", json={"method": "*", "kind": "drop_before", "times": 1_000_000})
    try:
        yield
    finally:
        cluster.slack.http.delete("/faults")
