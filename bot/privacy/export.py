"""All that is held about one person, as they may be given it: their profile, orders, words, and what they were told."""

from collections.abc import Iterator
from datetime import datetime
from html import unescape
from typing import Any

import msgspec
from sqlalchemy import Connection, Table, select

from bot.changing.outgoing import recipient_of
from bot.changing.texts import reveal
from bot.db import orders, tables, workspaces
from bot.privacy.person import Found, orders_of
from bot.render import Message
from bot.sending import letters, replies
from bot.trust import history
from rules.events import Event
from rules.evolve import evolve
from rules.notices import notices
from rules.order import Order
from rules.policy import Policy
from rules.settlement import shares
from rules.words import PARTIES, Actor

WORDS = (letters.Letters.ANSWER, letters.Letters.NEWS)
"""Letters that stand in their row; the others are made when they are said."""

Json = dict[str, Any]


def export(connection: Connection, person: Found, policy: Policy, now: datetime) -> Json:
    """As JSON; moments are UTC, sums minor units. What others wrote is in it where this person was told it."""
    theirs = orders_of(connection, person.workspace_id, person.id)
    refs = {row.id: row.ref for row in theirs}
    return {
        "made_at": now.isoformat(timespec="seconds"),
        "about": known(person),
        "operator": person.id in workspaces.operators(connection, person.workspace_id),
        "calendar_since": calendar(connection, person),
        "services": [known(row) for row in rows(connection, tables.services, person, "seller_id")],
        "orders": [order(connection, person, row, policy) for row in theirs],
        "conversations": list(conversations(connection, person, refs)),
        "messages": [message(row, refs) for row in rows(connection, tables.outbox, person, "recipient")],
    }


def known(row: Found) -> Json:
    """What a row says; what is unset is left out, and what a column holds as JSON is shown as such."""
    found = {name: value for name, value in row._asdict().items() if value is not None}
    for name in ("brief", "options"):
        if name in found:
            found[name] = msgspec.json.decode(found[name])
    return msgspec.to_builtins(found)  # type: ignore[no-any-return]


def rows(connection: Connection, table: Table, person: Found, column: str) -> list[Found]:
    """What a table holds of them."""
    asked = select(table).where(table.c.workspace_id == person.workspace_id, table.c[column] == person.id)
    return list(connection.execute(asked.order_by(*table.primary_key)))


def calendar(connection: Connection, person: Found) -> str | None:
    """Since when they subscribe to their deadlines; the link itself is known to nobody but them."""
    found = rows(connection, tables.feeds, person, "person_id")
    return found[0].created_at.isoformat(timespec="seconds") if found else None


def order(connection: Connection, person: Found, row: Found, policy: Policy) -> Json:
    """One order: what was agreed, what was done by them or told to them, in its order, and what it owes them."""
    now = orders.read(row).order
    roles = roles_in(now, person.id)
    return {
        "ref": now.ref,
        "title": now.title,
        "roles": [str(role) for role in roles] or ["was part of it"],
        "state": str(now.state),
        "price": now.price,
        "currency": now.currency,
        "owed_to_them": sum(share.amount for share in shares(now) if share.person == person.id),
        "history": list(told(connection, person, row, policy)),
    }


def roles_in(order: Order, person: str) -> list[Actor]:
    """The parts that somebody holds in an order."""
    return [role for role in (*PARTIES, Actor.MEDIATOR) if order.person(role) == person]


def told(connection: Connection, person: Found, row: Found, policy: Policy) -> Iterator[Json]:
    """What concerns them of an order, as JSON."""
    for event, mine in concerning(connection, person, row, policy):
        yield {**msgspec.to_builtins(event), "by_them": mine}


def concerning(
    connection: Connection, person: Found, row: Found, policy: Policy
) -> Iterator[tuple[Event, bool]]:
    """Their own acts (True), and what they were told at the time: nothing that another told mediators alone."""
    order: Order | None = None
    entries = history.load(connection, person.workspace_id, row.id)
    said: list[Event] = reveal(connection, person.workspace_id, [entry.event for entry in entries])
    for entry, event in zip(entries, said, strict=True):
        order = evolve(order, entry.event)
        mine = event.person == person.id
        if mine or person.id in {recipient_of(order, one.to) for one in notices(event, order, policy)}:
            yield event, mine


def conversations(connection: Connection, person: Found, refs: dict[str, str]) -> Iterator[Json]:
    """Where the cards of their orders stand in Slack."""
    for card in rows(connection, tables.cards, person, "audience"):
        yield {"order": refs.get(card.order_id), "channel": card.channel, "ts": card.ts}


def message(row: Found, refs: dict[str, str]) -> Json:
    """A message to them: which, where it stands, and its words where we keep them."""
    found = {
        "order": refs.get(row.order_id),
        "kind": row.kind,
        "notice": row.notice,
        "state": row.state,
        "at": row.not_before.isoformat(timespec="seconds"),
        "channel": row.channel,
        "ts": row.ts,
        "words": spoken(row),
    }
    return {name: value for name, value in found.items() if value is not None}


def spoken(row: Found) -> str | None:
    """The words of an answer or a letter; what tells of an event is in the order's history."""
    if row.body is None or row.kind != "notice" or row.seq != replies.NO_EVENT:
        return None
    if row.order_id is not None:
        found: Message | None = replies.of_row(row.seq, row.body)
    elif row.notice in WORDS:
        found = letters.decoded(row.body).message
    else:
        found = None
    return None if found is None else unescape("\n".join(part.text for part in (found, *found.following)))
