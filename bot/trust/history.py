"""The history: one row an event, each digest over the one before, so that a change anywhere shows (P12)."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime

import msgspec
from sqlalchemy import Connection, Engine, Row, insert, select

from bot.changing.texts import Words, named
from bot.db.engine import reading
from bot.db.tables import history
from rules.events import AnyEvent, Event

EVENTS: msgspec.json.Decoder[AnyEvent] = msgspec.json.Decoder(AnyEvent)


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One event of an order, as it stands in the history. `recorded_at` (UTC) is when it was written, `event.at` when it held."""

    seq: int
    recorded_at: datetime
    event: Event
    body: str
    seals: str
    digest: str


def beginning(workspace: str, order: str) -> str:
    """What stands before an order's first event, so that no history passes for another order's."""
    return f"{workspace}/{order}"


def digest(previous: str, recorded_at: datetime, event: Event, body: str, seals: str) -> str:
    """SHA-256, in hexadecimal, over the digest before, the event and the seals of the texts that it brought."""
    said = (
        previous,
        event.at.isoformat(timespec="microseconds"),
        recorded_at.isoformat(timespec="microseconds"),
        event.actor,
        event.person,
        kind(event),
        body,
        seals,
    )
    return hashlib.sha256(msgspec.json.encode(said)).hexdigest()


def kind(event: Event) -> str:
    """The tag under which an event is stored."""
    return str(event.__struct_config__.tag)


def chained(
    previous: str, version: int, recorded_at: datetime, events: Iterable[Event], new: Mapping[str, Words]
) -> list[Entry]:
    """The entries that follow `version`, the order's last; `new` texts are sealed in the event that names them first."""
    entries: list[Entry] = []
    unsealed = dict(new)
    for seq, event in enumerate(events, version + 1):
        brought = [unsealed.pop(id) for id in named(event) if id in unsealed]
        seals = msgspec.json.encode({text.id: text.seal for text in brought}, order="sorted").decode()
        body = msgspec.json.encode(event).decode()
        previous = digest(previous, recorded_at, event, body, seals)
        entries.append(
            Entry(seq=seq, recorded_at=recorded_at, event=event, body=body, seals=seals, digest=previous)
        )
    return entries


def save(connection: Connection, workspace: str, order: str, entries: Iterable[Entry]) -> None:
    """Append to an order's history."""
    rows = [
        {
            "workspace_id": workspace,
            "order_id": order,
            "seq": entry.seq,
            "at": entry.event.at,
            "recorded_at": entry.recorded_at,
            "actor": entry.event.actor,
            "person_id": entry.event.person,
            "kind": kind(entry.event),
            "body": entry.body,
            "seals": entry.seals,
            "digest": entry.digest,
        }
        for entry in entries
    ]
    if rows:
        connection.execute(insert(history), rows)


def load(source: Connection | Engine, workspace: str, order: str, *, until: int | None = None) -> list[Entry]:
    """An order's history in its order, to be revealed before it is shown; `until`: the last version that is wanted."""
    if isinstance(source, Engine):
        with reading(source) as connection:
            return load(connection, workspace, order, until=until)
    asked = select(history).where(history.c.workspace_id == workspace, history.c.order_id == order)
    if until is not None:
        asked = asked.where(history.c.seq <= until)
    return [read(row) for row in source.execute(asked.order_by(history.c.seq))]


def read(row: Row[tuple[object, ...]]) -> Entry:
    """A row as an entry. Raises msgspec.MsgspecError where its body is no event."""
    return Entry(
        seq=row.seq,
        recorded_at=row.recorded_at,
        event=EVENTS.decode(row.body),
        body=row.body,
        seals=row.seals,
        digest=row.digest,
    )
