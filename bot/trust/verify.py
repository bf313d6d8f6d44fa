"""Folds every history again and holds each order's row to it; the first bad event of an order is named (P12)."""

import gc
import multiprocessing
import signal
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from itertools import groupby, islice
from operator import itemgetter
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, Engine, Row, Select, exists, select, tuple_

from bot.changing.texts import named, seal
from bot.db import orders
from bot.db.engine import READS, open_engine
from bot.db.policy import policy_digest
from bot.db.tables import history as events
from bot.db.tables import orders as table
from bot.db.tables import texts as written
from bot.trust import history
from rules.agenda import wake_at
from rules.events import Event
from rules.evolve import evolve
from rules.order import Order
from rules.policy import Policy

CHUNK, WORTH = 200, 5
"""Orders that are read at once, and how many times as many are worth a process of their own."""
NOTHING = "{}"
"""The seals of an event that brought no text."""

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
    processes: int = 1,
) -> Verdict:
    """Check all orders, each as it is at one moment; `progress` is told how many of how many are done.

    `after`: go on behind this order; `reached` is told each one up to which all were looked at. Several `processes` share
    a large database.
    """
    faults: list[Fault] = []
    counted = done = 0
    with looking(engine) as connection:
        parts = list(ranges(connection, after))
        total = sum(part.orders for part in parts)
    for part, (seen, found) in zip(parts, checked(engine, policy, parts, processes), strict=True):
        counted, done = counted + seen, done + part.orders
        faults += found
        if reached is not None:
            reached((part.workspace, part.last))
        if progress is not None:
            progress(done, total)
    with looking(engine) as connection:
        faults += without_row(connection)
    return Verdict(orders=total, events=counted, faults=tuple(faults))


class Range(msgspec.Struct, frozen=True):
    """Orders of one workspace that are looked at together: behind one, up to another. `orders`: how many."""

    workspace: str
    after: str
    last: str
    orders: int


Found = tuple[int, list[Fault]]
"""How many events were looked at, and what was found."""


def checked(engine: Engine, policy: Policy, parts: list[Range], processes: int) -> Iterator[Found]:
    """Each range in turn, by as many processes as it is worth."""
    many = min(processes, len(parts) // WORTH)
    if many < 2 or engine.url.database in (None, "", ":memory:"):
        yield from (check_range(engine, policy, part) for part in parts)
        return
    url = engine.url.render_as_string(hide_password=False)
    afresh = multiprocessing.get_context("spawn")  # a fork would share our connections
    with ProcessPoolExecutor(many, afresh, initializer=begin, initargs=(url, policy)) as pool:
        try:
            yield from pool.map(checked_there, parts)
        finally:
            pool.shutdown(cancel_futures=True)


THERE: list[Callable[[Range], Found]] = []
"""In a process of its own: what it was begun with."""


def begin(url: str, policy: Policy) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever began us is interrupted, and ends us
    THERE.append(partial(check_range, open_engine(url), policy))


def checked_there(part: Range) -> Found:
    return THERE[0](part)


def check_range(engine: Engine, policy: Policy, part: Range) -> Found:
    """The faults of some orders, all read at one moment."""
    with looking(engine) as connection, without_gc():
        rows = connection.execute(within(select(table), table.c.id, part)).all()
        entries, texts = histories(connection, part), written_in(connection, part)
        in_force = policy_digest(policy)
        faults = [
            fault
            for row in rows
            for fault in check(
                row,
                entries[row.workspace_id, row.id],
                texts[row.workspace_id, row.id],
                policy if row.policy == in_force else None,
            )
        ]
        return sum(len(entries[row.workspace_id, row.id]) for row in rows), faults


@contextmanager
def looking(engine: Engine) -> Iterator[Connection]:
    """A connection that reads one moment."""
    level = {"isolation_level": "REPEATABLE READ"} if engine.dialect.name == "postgresql" else {}
    with engine.connect().execution_options(**{READS: True}, **level) as connection:
        yield connection


@contextmanager
def without_gc() -> Iterator[None]:
    """A range makes thousands of objects that hold no circles: looking for some is a tenth of the work."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def behind(asked: Select[Any], after: Place | None) -> Select[Any]:
    """Only the orders behind this one."""
    return asked if after is None else asked.where(tuple_(table.c.workspace_id, table.c.id) > tuple_(*after))


def ranges(connection: Connection, after: Place | None) -> Iterator[Range]:
    """All orders behind one, some of a workspace at a time, by their keys."""
    asked = select(table.c.workspace_id, table.c.id).order_by(table.c.workspace_id, table.c.id)
    passed = dict([after] if after else [])
    for workspace, keys in groupby(connection.execute(behind(asked, after)), itemgetter(0)):
        before = passed.get(workspace, "")
        while some := [id for _, id in islice(keys, CHUNK)]:
            yield Range(workspace, before, some[-1], len(some))
            before = some[-1]


def within(asked: Select[Any], order: ColumnElement[str], part: Range) -> Select[Any]:
    """Only what belongs to orders of this range; `order` is the column with their ids."""
    mine = asked.selected_columns.workspace_id == part.workspace
    return asked.where(mine, order > part.after, order <= part.last)


def histories(connection: Connection, part: Range) -> dict[Place, list[Row[Any]]]:
    """The events of these orders, as stored."""
    found: dict[Place, list[Row[Any]]] = defaultdict(list)
    mine = within(select(events), events.c.order_id, part)
    asked = mine.order_by(events.c.workspace_id, events.c.order_id, events.c.seq)
    for row in connection.execute(asked).all():
        found[row[0], row[1]].append(row)
    return found


def written_in(connection: Connection, part: Range) -> dict[Place, Texts]:
    """The texts of these orders: salt and words by id."""
    found: dict[Place, Texts] = defaultdict(dict)
    columns = (written.c.workspace_id, written.c.order_id, written.c.id, written.c.salt, written.c.words)
    asked = within(select(*columns), written.c.order_id, part)
    for workspace, order, id, salt, words in connection.execute(asked).all():
        found[workspace, order][id] = (salt, words)
    return found


def without_row(connection: Connection) -> Iterator[Fault]:
    """Histories whose order is gone."""
    mine = (table.c.workspace_id == events.c.workspace_id) & (table.c.id == events.c.order_id)
    asked = select(events.c.workspace_id, events.c.order_id).where(~exists().where(mine)).distinct()
    for workspace, order in connection.execute(asked):
        yield Fault(workspace=workspace, order=order, what="its row is missing")


def check(row: Row[Any], entries: list[Row[Any]], texts: Texts, policy: Policy | None) -> Iterator[Fault]:
    """The faults of one order: the first of its history, or those of its row. Without a policy, its wake is another's."""
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
        if entry.seals != NOTHING:
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


def same_row(row: Row[Any], entries: list[Row[Any]], order: Order, policy: Policy | None) -> None:
    """The row says what the history gives. Its wake is another policy's until it was rung under this one."""
    expected = {
        **orders.facts(order),
        "head": entries[-1].digest,
        "recorded_at": max(entry.recorded_at for entry in entries),
    }
    if policy is not None:
        expected["wake_at"] = wake_at(order, policy)
    for name, value in expected.items():
        if getattr(row, name) != value:
            raise Bad(f"its row differs from its history in {name}")
