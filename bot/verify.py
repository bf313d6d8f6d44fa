"""Folds every history again and holds each order's row to it; the first bad event of an order is named (P12)."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
from sqlalchemy import Connection, Engine, Row, Select, exists, func, select, tuple_

from bot import history
from bot.db import orders
from bot.db.engine import READS
from bot.db.policy import policy_digest
from bot.db.tables import history as events
from bot.db.tables import orders as table
from bot.db.tables import texts as written
from bot.texts import named, seal
from rules.events import Event
from rules.evolve import evolve
from rules.order import Order
from rules.policy import Policy

CHUNK = 200
SEALS = msgspec.json.Decoder(dict[str, str])
Texts = dict[str, tuple[str | None, str | None]]


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """Something that is not as it was written. `seq`: the first bad event; none where the row itself is at fault."""

    workspace: str
    order: str
    seq: int | None = None
    what: str

    def as_text(self) -> str:
        """One line for an operator."""
        if not self.order:
            return self.what
        event = f", event {self.seq}" if self.seq is not None else ""
        return f"workspace {self.workspace}, order {self.order}{event}: {self.what}"


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What was looked at, and what was found."""

    orders: int
    events: int
    faults: tuple[Fault, ...]


class Bad(Exception):
    """What is wrong with an event, and where."""

    def __init__(self, what: str, seq: int | None = None) -> None:
        super().__init__(what)
        self.seq = seq


Place = tuple[str, str]
"""An order: its workspace's id, and its own."""


def verify(
    engine: Engine,
    policy: Policy,
    progress: Callable[[int, int], None] | None = None,
    *,
    after: Place | None = None,
    reached: Callable[[Place], None] | None = None,
) -> Verdict:
    """Check all orders of one moment; `progress` is told how many of how many are done.

    `after`: go on behind this order; `reached` is told each one up to which all were looked at.
    """
    faults: list[Fault] = []
    counted = done = 0
    level = {"isolation_level": "REPEATABLE READ"} if engine.dialect.name == "postgresql" else {}
    with engine.connect().execution_options(**{READS: True}, **level) as connection:
        total: int = connection.execute(behind(select(func.count()).select_from(table), after)).scalar_one()
        for rows in chunks(connection, after):
            entries, texts = histories(connection, rows), written_in(connection, rows)
            for row in rows:
                key = (row.workspace_id, row.id)
                counted += len(entries[key])
                faults += check(row, entries[key], texts[key], policy)
            done += len(rows)
            if reached is not None:
                reached((rows[-1].workspace_id, rows[-1].id))
            if progress is not None:
                progress(done, total)
        faults += without_row(connection)
    return Verdict(orders=total, events=counted, faults=tuple(faults))


def behind(asked: Select[Any], after: Place | None) -> Select[Any]:
    """Only the orders behind this one."""
    return asked if after is None else asked.where(tuple_(table.c.workspace_id, table.c.id) > tuple_(*after))


def chunks(connection: Connection, after: Place | None = None) -> Iterator[list[Row[Any]]]:
    """All order rows behind one, some at a time."""
    asked = select(table).order_by(table.c.workspace_id, table.c.id).limit(CHUNK)
    while rows := list(connection.execute(behind(asked, after))):
        yield rows
        after = (rows[-1].workspace_id, rows[-1].id)


def histories(connection: Connection, rows: list[Row[Any]]) -> dict[tuple[str, str], list[Row[Any]]]:
    """The events of these orders, as stored."""
    found = defaultdict(list)
    key = tuple_(events.c.workspace_id, events.c.order_id)
    asked = select(events).where(key.in_([(row.workspace_id, row.id) for row in rows]))
    for row in connection.execute(asked.order_by(events.c.workspace_id, events.c.order_id, events.c.seq)):
        found[row.workspace_id, row.order_id].append(row)
    return found


def written_in(connection: Connection, rows: list[Row[Any]]) -> dict[tuple[str, str], Texts]:
    """The texts of these orders: salt and words by id."""
    found: dict[tuple[str, str], Texts] = defaultdict(dict)
    key = tuple_(written.c.workspace_id, written.c.order_id)
    asked = select(written).where(key.in_([(row.workspace_id, row.id) for row in rows]))
    for row in connection.execute(asked):
        found[row.workspace_id, row.order_id][row.id] = (row.salt, row.words)
    return found


def without_row(connection: Connection) -> Iterator[Fault]:
    """Histories whose order is gone."""
    mine = (table.c.workspace_id == events.c.workspace_id) & (table.c.id == events.c.order_id)
    asked = select(events.c.workspace_id, events.c.order_id).where(~exists().where(mine)).distinct()
    for workspace, order in connection.execute(asked):
        yield Fault(workspace=workspace, order=order, what="its row is missing")


def check(row: Row[Any], entries: list[Row[Any]], texts: Texts, policy: Policy) -> Iterator[Fault]:
    """The faults of one order: the first of its history, or those of its row."""
    try:
        order = replay(row, entries, texts)
        same_row(row, entries, order, policy)
    except Bad as wrong:
        yield Fault(workspace=row.workspace_id, order=row.id, seq=wrong.seq, what=str(wrong))


def replay(row: Row[Any], entries: list[Row[Any]], texts: Texts) -> Order:
    """The order that its events give. Raises Bad at the first that is not as it was written."""
    order: Order | None = None
    digest = history.beginning(row.workspace_id, row.id)
    sealed: set[str] = set()
    for seq, entry in enumerate(entries, 1):
        if entry.seq != seq:
            raise Bad("an event is missing", seq)
        event = read(entry)
        digest = history.digest(digest, entry.recorded_at, event, entry.body, entry.seals)
        if digest != entry.digest:
            raise Bad("its digest does not follow from what it says and the one before", seq)
        sealed |= same_texts(entry, texts)
        if not sealed.issuperset(named(event)):
            raise Bad("it names a text that was never written", seq)
        order = folded(order, event, seq)
    if order is None:
        raise Bad("its history is missing")
    if texts.keys() - sealed:
        raise Bad("there is a text that no event brought")
    return order


def read(entry: Row[Any]) -> Event:
    """The event; its columns say what its body says."""
    try:
        event = history.EVENTS.decode(entry.body)
    except msgspec.MsgspecError as wrong:
        raise Bad("it is no event", entry.seq) from wrong
    said = (event.at, event.actor, event.person, history.kind(event))
    if said != (entry.at, entry.actor, entry.person_id, entry.kind):
        raise Bad("its columns differ from its body", entry.seq)
    return event


def same_texts(entry: Row[Any], texts: Texts) -> set[str]:
    """The texts that an event brought are the ones that were sealed, or erased."""
    seals = SEALS.decode(entry.seals)
    for id, sealed in seals.items():
        if id not in texts:
            raise Bad("a text of it is missing", entry.seq)
        salt, words = texts[id]
        erased = salt is None and words is None
        if not erased and (salt is None or words is None or seal(salt, words) != sealed):
            raise Bad("a text of it was changed", entry.seq)
    return set(seals)


def folded(order: Order | None, event: Event, seq: int) -> Order:
    """One event further."""
    try:
        return evolve(order, event)
    except Exception as wrong:
        raise Bad("it does not fit what came before", seq) from wrong


def same_row(row: Row[Any], entries: list[Row[Any]], order: Order, policy: Policy) -> None:
    """The row says what the history gives. Its wake is another policy's until it was rung under this one."""
    expected = {
        **orders.columns(order, policy),
        "head": entries[-1].digest,
        "recorded_at": max(entry.recorded_at for entry in entries),
    }
    if row.policy != policy_digest(policy):
        del expected["wake_at"]
    for name, value in expected.items():
        if getattr(row, name) != value:
            raise Bad(f"its row differs from its history in {name}")
