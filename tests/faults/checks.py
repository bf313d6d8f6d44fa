"""What must hold once the world is at rest, read from Slack's log, the history and the rows; nothing of the app decides it."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.db.tables import history as history_table
from bot.db.tables import orders, outbox, texts
from bot.sending.letters import Letters
from bot.trust.history import load
from bot.trust.verify import verify
from rules.agenda import holds
from rules.evolve import fold
from rules.order import Order
from rules.words import AT_ONCE
from tests.factories import COMEUP, HERE
from tests.fakes import T0
from tests.faults.one_line import broken_lines
from tests.faults.world import KILLER, POISON, SLEEPERS, World

START = 1.05
"""Seconds from the claim to the call, and a step."""

PARIS = ZoneInfo("Europe/Paris")
"""Where everybody lives; the nights of the house are from 21:00 to 08:00."""

TRIES = 5

LOOKED = 2 * TRIES
"""Claims of a row at most: after its tries it is only looked for."""

MISSED = timedelta(minutes=5)
"""After its moment by so much a reminder is one of those that come together."""


def faults(world: World) -> Iterator[str]:
    """Each broken promise, in a line."""
    yield from sound(world)
    yield from once(world)
    yield from broken_lines(world.store.engine, world.asked, COMEUP)
    yield from said(world)
    yield from no_copies(world)
    yield from in_order(world)
    yield from in_their_moment(world)
    yield from in_waking_hours(world)
    yield from in_one_message(world)
    yield from true_cards(world)
    yield from (f"failed: {what} ({count})" for what, count in world.failures.items())


def sound(world: World) -> Iterator[str]:
    """P1: rows are what their histories give."""
    for fault in verify(world.store.engine, COMEUP).faults:
        yield f"P1 {fault.as_text()}"


def once(world: World) -> Iterator[str]:
    """P1, P2: what was accepted stands there; what was delivered again within 72 hours had one effect and one answer.

    Later than that it may be done anew, or still be known: its first try may have died long before it was done.
    """
    words = Counter(
        token for row in world.rows(texts) for token in (row.words or "").split() if token.startswith("mot")
    )
    most: Counter[str] = Counter()
    answers: dict[str, set[str]] = {}
    for told in world.told:
        name, token = told.delivery.name, told.delivery.token
        known = answers.setdefault(name, set()) if told.recent else set()
        if not told.answer and not (told.recent and "" in known):
            most[token] += 1
        known.add(sentences(told.answer))
    for name, heard in answers.items():
        if len(heard) > 1:
            yield f"P2 {name} was answered {len(heard)} ways"
    for token in sorted(filter(None, most.keys() | words.keys())):
        if not min(most[token], 1) <= words[token] <= most[token]:
            yield f"P1 {token} was accepted {most[token]} times, and stands there {words[token]} times"


def sentences(answer: str) -> str:
    """What an answer says; the buttons below it are those of the moment at which it is read."""
    blocks = json.loads(answer or "{}").get("view", {}).get("blocks", [])
    return " ".join(block["text"]["text"] for block in blocks if block["type"] == "section") or answer


def said(world: World) -> Iterator[str]:
    """P4, P10: every row ends; only what cannot be said is parked; every message reached the other party."""
    rows = world.rows(outbox)
    for row in rows:
        if row.state == "stale" and not row.reason:
            yield f"P7 {row.id} is stale without a reason"
        harmed = world.sim.kills[row.id] + world.slack.hung[row.id]
        if row.state == "refused" and not (unsayable(world, row.seq, row.order_id) or harmed >= TRIES):
            yield f"P10 {row.id} was refused: {row.reason}, killed or left hanging {harmed} times"
        if row.state == "refused" and row.ts is not None and row.reason == "attempts":
            yield f"P10 {row.id} was parked though it had been said"
        if row.attempts > LOOKED:
            yield f"P10 {row.id} was tried {row.attempts} times"
    heard = " ".join(entry.text for entry in world.slack.log)
    refused = {(row.order_id, row.seq) for row in rows if row.state == "refused"}
    for entry in world.rows(history_table, kind="message_sent"):
        body = entry.body
        ids = [row for row in world.rows(texts, order_id=entry.order_id) if row.id in body]
        for text in ids:
            token = (text.words or "").split()[0]
            if token not in heard and (entry.order_id, entry.seq) not in refused:
                yield f"P4 {token} of {entry.order_id} {entry.seq} was never said"


def unsayable(world: World, seq: int, order: str) -> bool:
    """Whether the event of a row is one that cannot be drawn, or kills."""
    for entry in world.rows(history_table, order_id=order, seq=seq):
        found = [row for row in world.rows(texts, order_id=order) if row.id in entry.body]
        return any(word in (text.words or "") for text in found for word in (POISON, KILLER))
    return False


def no_copies(world: World) -> Iterator[str]:
    """P5: with the history to look into, none at all; a thread has one root."""
    posts = [entry for entry in world.slack.log if entry.method == "chat.postMessage"]
    order_of = {row.id: row.order_id for row in world.rows(outbox)}
    replies = Counter((entry.row, entry.text) for entry in posts if entry.root)
    for (row, _), count in replies.items():
        if count > 1:
            yield f"P5 {row} was said {count} times"
    roots = Counter(
        (order_of.get(entry.row or "") or entry.row, entry.channel) for entry in posts if not entry.root
    )
    for key, count in roots.items():
        if count > 1:
            yield f"P5 {key} has {count} cards"


def in_order(world: World) -> Iterator[str]:
    """P6: first appearances follow the places in a lane; nothing goes back to an older state of its order."""
    first: dict[str, float] = {}
    for entry in world.slack.log:
        if entry.row and entry.root:
            first.setdefault(entry.row, entry.at)
    lanes: dict[str, list[tuple[int, float, float, str]]] = {}
    for row in world.rows(outbox):
        if row.id in first and row.kind == "notice":
            since = (row.not_before - T0).total_seconds()
            lanes.setdefault(row.lane, []).append((row.place, since, first[row.id], row.id))
    for lane in lanes.values():
        lane.sort()
        for index, (_, _, at, id) in enumerate(lane):
            for _, _, later, other in lane[index + 1 :]:
                if later < at and (first_since(lane, id) <= later):
                    yield f"P6 {other} came before {id}"
    order_of = {row.id: row.order_id for row in world.rows(outbox)}
    shown: dict[tuple[str, str | None], int] = {}
    for entry in world.slack.log:
        if entry.root is None:  # a card, or reminders of several orders
            key = entry.ts, order_of.get(entry.sake or "")
            if entry.version < shown.get(key, 0):
                yield f"P6 {entry.ts} went back from version {shown[key]} to {entry.version} of {key[1]}"
            shown[key] = max(entry.version, shown.get(key, 0))


def first_since(lane: list[tuple[int, float, float, str]], id: str) -> float:
    """From when on a row might have been said."""
    return next(since for _, since, _, one in lane if one == id)


def in_their_moment(world: World) -> Iterator[str]:
    """P7: no nudge goes out more than a second after what it says stopped being true."""
    rows = {row.id: row for row in world.rows(outbox)}
    for entry in world.slack.log:
        row = rows.get(entry.row or "")
        if row is None or row.key is None or entry.root is None:
            continue
        at = entry.at - START
        if row.valid_until is not None and at >= (row.valid_until - T0).total_seconds():
            yield f"P7 {row.id} ({row.notice}) was said after its moment"
        if not any(holds(then, COMEUP, row.key) for then in between(world, row.order_id, at, entry.at)):
            yield f"P7 {row.id} ({row.notice}) was said though its order had moved on"
    keys = Counter(
        (row.order_id, row.recipient, row.key) for row in rows.values() if row.key and row.state == "sent"
    )
    for key, count in keys.items():
        if count > 1:
            yield f"P8 {key} was told {count} times"


def in_waking_hours(world: World) -> Iterator[str]:
    """Section 7: no reminder at night, unless what it announces comes before the night is over."""
    rows = {row.id: row for row in world.rows(outbox)}
    for entry in world.slack.log:
        row = rows.get(entry.row or "")
        if row is None or row.recipient not in SLEEPERS or entry.method != "chat.postMessage":
            continue
        at = T0 + timedelta(seconds=entry.at - START)
        morning = end_of_night(at.astimezone(PARIS))
        said = json.loads(row.body) if row.notice == Letters.TOGETHER else [row.id] if reminds(row) else []
        announced = [json.loads(rows[id].body or "{}").get("announces") for id in said]
        if morning and said and not any(one and at.isoformat() <= one <= morning for one in announced):
            yield f"P7 {row.id} ({row.notice}) was said at night"


def reminds(row: Any) -> bool:
    return row.key is not None and row.notice not in AT_ONCE


def end_of_night(at: datetime) -> str | None:
    """When the night ends in which this moment lies, if it does (UTC)."""
    if 8 <= at.hour < 21:
        return None
    day = at + timedelta(days=at.hour >= 21)
    return day.replace(hour=8, minute=0, second=0, microsecond=0).astimezone(UTC).isoformat()


def in_one_message(world: World) -> Iterator[str]:
    """P8: of several reminders of a person that were missed, none goes alone, unless its own call was in trouble."""
    reminders = [row for row in world.rows(outbox) if row.key and row.notice not in AT_ONCE]
    missed = {row.id: at for row in reminders if (at := missed_until(world, row)) is not None}
    troubled = {id for id, kills in world.sim.kills.items() if kills} | world.slack.troubled
    lane_of = {row.id: row.lane for row in reminders if row.id in missed and row.id not in troubled}
    alone = [(e.at, e.row) for e in world.slack.log if e.row in lane_of and e.method == "chat.postMessage"]
    for at, row in alone:
        for later, other in alone:
            waited = missed[str(other)] < at - START and later > at
            if waited and lane_of[str(row)] == lane_of[str(other)]:
                yield f"P8 {row} and {other} were missed together, and came singly"


def missed_until(world: World, row: Any) -> float | None:
    """When a reminder was written down and might be said (virtual seconds), if that was long after its moment."""
    (entry,) = world.rows(history_table, order_id=row.order_id, seq=row.seq)
    late = entry.recorded_at - entry.at >= MISSED
    return max(seconds(entry.recorded_at), seconds(row.not_before)) if late else None


def between(world: World, order: str, first: float, last: float) -> Iterator[Order]:
    """An order as it stood at the first moment, and at each change until the last (virtual seconds)."""
    entries = load(world.store.engine, HERE, order)
    events = tuple(one.event for one in entries)
    for number, entry in enumerate(entries, 1):
        over = number == len(entries) or seconds(entries[number].recorded_at) > first
        if over and seconds(entry.recorded_at) <= last:
            yield fold(None, events[:number])


def seconds(moment: datetime) -> float:
    return (moment - T0).total_seconds()


def true_cards(world: World) -> Iterator[str]:
    """At rest each card shows the order as it is."""
    newest = {row.id: row.version for row in world.rows(orders)}
    order_of = {row.id: row.order_id for row in world.rows(outbox)}
    of_card = {e.ts: order_of.get(e.row or "") for e in world.slack.log if e.row and e.root is None}
    shown: dict[str, tuple[int, str]] = {}
    for entry in world.slack.log:
        if entry.root is None:
            shown[entry.ts] = (entry.version, entry.text)
    for ts, (version, text) in shown.items():
        order = of_card.get(ts)
        if order is not None and version < newest[order] and changed_since(world, order, version):
            yield f"P6 the card {ts} of {order} still shows version {version} of {newest[order]}: {text[:60]}"


def changed_since(world: World, order: str, version: int) -> bool:
    """Whether what a card shows changed after that version: its state did."""
    entries = [one.event for one in load(world.store.engine, HERE, order)]
    then, now = fold(None, tuple(entries[:version])), fold(None, tuple(entries))
    return then.state is not now.state or then.due_at != now.due_at
