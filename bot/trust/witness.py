"""Holds a database against its signed checkpoints: what they saw must still be there, event for event (P12)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, Engine, select, tuple_

from bot.db.engine import READS
from bot.db.tables import history
from bot.trust.checkpoints import (
    Checkpoint,
    Checkpoints,
    Forged,
    Key,
    Mark,
    digest,
    marks,
    standing,
    workspaces_gone,
)
from bot.trust.verify import Fault

BATCH = 300


def attested(
    engine: Engine, checkpoints: Checkpoints, posted: Iterable[str] = ()
) -> tuple[int, tuple[Fault, ...]]:
    """How many checkpoints there are, and what in the database is not as they saw it.

    `posted`: signatures that people saw; one that is missing means that the file was cut or replaced, key and all.
    """
    try:
        lines = checkpoints.read()
    except Forged as wrong:
        return wrong.line - 1, (Fault(workspace="", order="", what=f"the checkpoints: {wrong}"),)
    if lost := [one for one in posted if one not in {line.signature for line in lines}]:
        told = (f"the checkpoints: the one signed {one} was posted, and is not among them" for one in lost)
        return len(lines), tuple(Fault(workspace="", order="", what=what) for what in told)
    known = standing(lines)
    if lines and digest(known[key] for key in sorted(known)) != lines[-1].digest:
        what = "the checkpoints: the last line does not follow from those before"
        return len(lines), (Fault(workspace="", order="", what=what),)
    level = {"isolation_level": "REPEATABLE READ"} if engine.dialect.name == "postgresql" else {}
    with engine.connect().execution_options(**{READS: True}, **level) as connection:
        return len(lines), tuple(compared(connection, seen(lines)))


def seen(lines: list[Checkpoint]) -> dict[Key, list[tuple[Mark, Checkpoint]]]:
    """Every mark that counts, by order, the oldest first."""
    found: dict[Key, list[tuple[Mark, Checkpoint]]] = defaultdict(list)
    for line in lines:
        if line.why == "released":
            found.clear()
        for mark in line.changed:
            found[mark.key].append((mark, line))
    return found


def compared(connection: Connection, found: dict[Key, list[tuple[Mark, Checkpoint]]]) -> Iterator[Fault]:
    """One fault an order: the first mark that its history does not bear out."""
    now, erased = marks(connection), workspaces_gone(connection)
    keys = [key for key in sorted(found) if key[0] not in erased]
    for start in range(0, len(keys), BATCH):
        some = keys[start : start + BATCH]
        heads = digests(connection, [mark for key in some for mark, _ in found[key]])
        for key in some:
            yield from against(key, found[key], heads, now.get(key))


def digests(connection: Connection, wanted: list[Mark]) -> dict[tuple[str, str, int], str]:
    """The digests of these events, as they stand."""
    heads: dict[tuple[str, str, int], str] = {}
    key = tuple_(history.c.workspace_id, history.c.order_id, history.c.seq)
    columns = (history.c.workspace_id, history.c.order_id, history.c.seq, history.c.digest)
    for start in range(0, len(wanted), BATCH):
        places = [(mark.workspace, mark.order, mark.events) for mark in wanted[start : start + BATCH]]
        for row in connection.execute(select(*columns).where(key.in_(places))):
            heads[row[0], row[1], row[2]] = row[3]
    return heads


def against(
    key: Key, taken: list[tuple[Mark, Checkpoint]], heads: dict[tuple[str, str, int], str], now: Mark | None
) -> Iterator[Fault]:
    workspace, order = key
    sound = 0
    for mark, line in taken:
        moment = f"{line.at:%Y-%m-%d %H:%M} UTC"
        head = heads.get((workspace, order, mark.events))
        if now is None:
            what = f"it is missing; it had {mark.events} events at {moment}"
            yield Fault(workspace=workspace, order=order, what=what)
            return
        if head is None:
            what = f"its tail is cut: it had {mark.events} events at {moment}, and has {now.events}"
            yield Fault(workspace=workspace, order=order, seq=now.events + 1, what=what)
            return
        if head != mark.head:
            what = f"written anew since {moment}: up to event {mark.events} it is not what was signed then"
            yield Fault(workspace=workspace, order=order, seq=sound + 1, what=what)
            return
        sound = mark.events
