"""What happened to each order by its history, and how often Slack took what was said of it."""

import json
from collections import Counter, defaultdict
from typing import Any

from sqlalchemy import Engine, select

from bot.db.tables import history, outbox
from bot.trust.history import Entry, read
from rules.events import Nudged
from tests.processes.servers import Cluster


def lives(engine: Engine) -> dict[str, list[Entry]]:
    """The entries of each order, in their order."""
    found: dict[str, list[Entry]] = defaultdict(list)
    with engine.connect() as connection:
        for row in connection.execute(select(history).order_by(history.c.order_id, history.c.seq)):
            found[row.order_id].append(read(row))
    return found


def reminders(entries: list[Entry]) -> list[Nudged]:
    """What the clock told, or left out."""
    return [entry.event for entry in entries if isinstance(entry.event, Nudged)]


def taken(world: Cluster) -> Counter[str]:
    """How often Slack took a message of each row of the outbox."""
    posts = (call["args"] for call in world.slack.log() if call["accepted"] and "metadata" in call["args"])
    return Counter(row_of(one["metadata"]) for one in posts)


def row_of(metadata: Any) -> str:
    """The row that a message's metadata names, sent as JSON or as a form's text."""
    told = json.loads(metadata) if isinstance(metadata, str) else metadata
    return str(told["event_payload"]["row"])


def miscounted(world: Cluster, engine: Engine) -> list[str]:
    """P4, P5: reminders that Slack did not take exactly once, alone or with others, though they ended as sent."""
    times = taken(world)
    with engine.connect() as connection:
        rows = list(connection.execute(select(outbox).where(outbox.c.key.is_not(None))))
    twice = Counter((row.order_id, row.recipient, row.key) for row in rows)
    found = [f"P2 {which} stands {many} times" for which, many in twice.items() if many > 1]
    for row in rows:
        many = times[row.id] + times[row.reason or ""]
        if many > 1 or (row.state == "sent" and not many):
            found.append(f"P5 {row.key} of {row.order_id} was said {many} times")
    return found
