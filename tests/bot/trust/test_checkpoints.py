"""Signed checkpoints: whoever works a history out anew, chain and all, is found all the same (P12)."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import Connection, delete, insert, text, update

from bot.db import orders, tables
from bot.db.engine import open_engine
from bot.faults import StartError
from bot.ports import SystemIds
from bot.trust import history
from bot.trust.checkpoints import EVENTS, EVERY, Checkpoints, kept_key
from bot.trust.copying import backup
from bot.trust.guard import Guard
from bot.trust.verify import verify
from bot.trust.witness import attested
from rules.evolve import fold
from rules.words import Action, State
from tests.bot.trust.test_history import disarm
from tests.factories import BUYER, COMEUP, HERE, SELLER, Store


def kept(store: Store, folder: Path, key: bytes = b"a key") -> Checkpoints:
    return Checkpoints(store.engine, store.clock, folder / "checkpoints", key)


def busy(store: Store) -> str:
    id = store.order(State.IN_PROGRESS)
    for count in range(4):
        store.do(id, SELLER, Action.PROGRESS, text=f"part {count}")
    return id


Change = Callable[[list[history.Entry]], list[history.Entry]]


def work_out_anew(store: Store, id: str, change: Change) -> None:
    """What an insider with the whole program in their hands would do: change, chain again, fold again."""
    disarm(store)
    entries = change(history.load(store.engine, HERE, id))
    previous, rows = history.beginning(HERE, id), []
    for seq, entry in enumerate(entries, 1):
        body = msgspec.json.encode(entry.event).decode()
        previous = history.digest(previous, entry.recorded_at, entry.event, body, entry.seals)
        rows.append(msgspec.structs.replace(entry, seq=seq, body=body, digest=previous))
    order = fold(None, (row.event for row in rows))
    values = {**orders.columns(order, store.policy), "head": previous}
    values["recorded_at"] = max(row.recorded_at for row in rows)
    with store.engine.begin() as connection:
        clear(connection, id)
        history.save(connection, HERE, id, rows)
        sealed = {name for row in rows for name in msgspec.json.decode(row.seals)}
        mine = (tables.texts.c.order_id == id) & tables.texts.c.id.not_in(sealed)
        connection.execute(delete(tables.texts).where(mine))
        connection.execute(update(tables.orders).where(tables.orders.c.id == id).values(**values))


def clear(connection: Connection, id: str) -> None:
    connection.execute(delete(tables.history).where(tables.history.c.order_id == id))


def another_time(entries: list[history.Entry]) -> list[history.Entry]:
    moved = entries[3].recorded_at + timedelta(microseconds=1)
    return [*entries[:3], msgspec.structs.replace(entries[3], recorded_at=moved), *entries[4:]]


def other_words(entries: list[history.Entry]) -> list[history.Entry]:
    """A person's name under another's deed."""
    event = msgspec.structs.replace(entries[3].event, person="mallory")
    return [*entries[:3], msgspec.structs.replace(entries[3], event=event), *entries[4:]]


def other_price(entries: list[history.Entry]) -> list[history.Entry]:
    event = msgspec.structs.replace(entries[0].event, price=9)
    return [msgspec.structs.replace(entries[0], event=event), *entries[1:]]


INSIDERS: dict[str, tuple[Change, str]] = {
    "a time": (another_time, "written anew"),
    "a person": (other_words, "written anew"),
    "the price": (other_price, "written anew"),
    "one taken out": (lambda entries: [*entries[:-2], *entries[-1:]], "its tail is cut"),
    "two swapped": (lambda entries: [*entries[:-2], entries[-1], entries[-2]], "written anew"),
    "the last cut": (lambda entries: entries[:-1], "its tail is cut"),
    "all but the first cut": (lambda entries: entries[:1], "its tail is cut"),
}


@pytest.mark.parametrize("insider", INSIDERS.values(), ids=list(INSIDERS))
def test_a_history_that_was_worked_out_anew_is_found(
    store: Store, tmp_path: Path, insider: tuple[Change, str]
) -> None:
    change, what = insider
    id = busy(store)
    store.order(State.COMPLETED)
    checkpoints = kept(store, tmp_path)
    checkpoints.write("due")
    work_out_anew(store, id, change)
    assert [fault for fault in verify(store.engine, COMEUP).faults if "text" not in fault.what] == []
    lines, (fault,) = attested(store.engine, checkpoints)
    assert (lines, fault.order) == (1, id)
    assert what in fault.what


def test_the_first_bad_event_is_named_as_near_as_the_checkpoints_stand(store: Store, tmp_path: Path) -> None:
    id = busy(store)
    checkpoints = kept(store, tmp_path)
    checkpoints.write("due")
    sound = store.load(id).version
    store.do(id, SELLER, Action.PROGRESS, text="more")
    checkpoints.write("due")
    work_out_anew(store, id, lambda entries: [*entries[:-1], another_time_of(entries[-1])])
    _, (fault,) = attested(store.engine, checkpoints)
    assert fault.seq == sound + 1


def another_time_of(entry: history.Entry) -> history.Entry:
    return msgspec.structs.replace(entry, recorded_at=entry.recorded_at + timedelta(seconds=1))


def test_an_order_that_went_without_a_trace_is_found(store: Store, tmp_path: Path) -> None:
    id = busy(store)
    checkpoints = kept(store, tmp_path)
    checkpoints.write("due")
    disarm(store)
    with store.engine.begin() as connection:
        for table in (tables.outbox, tables.texts, tables.history):
            connection.execute(delete(table).where(table.c.order_id == id))
        connection.execute(delete(tables.orders).where(tables.orders.c.id == id))
    store.assert_sound()
    _, (fault,) = attested(store.engine, checkpoints)
    assert "it is missing" in fault.what


def test_an_older_whole_database_is_found_and_never_signed(store: Store, tmp_path: Path) -> None:
    id = busy(store)
    checkpoints = kept(store, tmp_path)
    checkpoints.write("due")
    backup(store.engine, tmp_path / "older.db")
    older = open_engine(f"sqlite:///{tmp_path / 'older.db'}")
    store.do(id, SELLER, Action.PROGRESS, text="more")
    assert checkpoints.write("due") is not None
    behind = Checkpoints(older, store.clock, checkpoints.path, b"a key")
    lost = behind.missing()
    assert len(lost) == 1
    assert id in lost[0]
    assert behind.write("due") is None
    _, (fault,) = attested(older, behind)
    assert "its tail is cut" in fault.what
    assert behind.write("released") is not None
    assert attested(older, behind) == (3, ())
    older.dispose()


LINES: dict[str, Callable[[list[bytes]], list[bytes]]] = {
    "changed": lambda lines: [lines[0].replace(b'"orders":1', b'"orders":2'), *lines[1:]],
    "taken out": lambda lines: [lines[0], *lines[2:]],
    "taken from the beginning": lambda lines: lines[1:],
    "swapped": lambda lines: [lines[1], lines[0], *lines[2:]],
    "said twice": lambda lines: [*lines, lines[-1]],
    "nonsense": lambda lines: [*lines, b"{}\n"],
}


@pytest.mark.parametrize("change", LINES.values(), ids=list(LINES))
def test_the_file_itself_cannot_be_changed(
    store: Store, tmp_path: Path, change: Callable[[list[bytes]], list[bytes]]
) -> None:
    checkpoints = kept(store, tmp_path)
    id = busy(store)
    for count in range(3):
        store.do(id, SELLER, Action.PROGRESS, text=f"{count}")
        checkpoints.write("due")
    checkpoints.path.write_bytes(b"".join(change(checkpoints.path.read_bytes().splitlines(keepends=True))))
    _, (fault,) = attested(store.engine, checkpoints)
    assert "is not as it was signed" in fault.as_text()


def test_without_the_key_nobody_makes_one(store: Store, tmp_path: Path) -> None:
    busy(store)
    kept(store, tmp_path, b"another key").write("due")
    _, (fault,) = attested(store.engine, kept(store, tmp_path))
    assert fault.as_text() == "the checkpoints: line 1 is not as it was signed"


def test_a_line_that_was_being_written_when_the_power_went_is_none(store: Store, tmp_path: Path) -> None:
    id = busy(store)
    checkpoints = kept(store, tmp_path)
    checkpoints.write("due")
    with checkpoints.path.open("ab") as file:
        file.write(b'{"at":"2026-')
    assert attested(store.engine, checkpoints) == (1, ())
    store.do(id, SELLER, Action.PROGRESS, text="more")
    checkpoints.write("due")
    assert attested(store.engine, checkpoints) == (2, ())


def test_one_is_kept_each_hour_and_each_thousand_events(store: Store, tmp_path: Path) -> None:
    id = busy(store)
    checkpoints = kept(store, tmp_path)
    guard = Guard(checkpoints)
    guard.keep()
    guard.keep()
    store.clock.at += EVERY
    guard.keep()
    grow(store, id, EVENTS)
    guard.keep()
    assert [line.events for line in checkpoints.read()] == [8, 8, 8 + EVENTS]


def grow(store: Store, id: str, events: int) -> None:
    """As if so much more had happened."""
    with store.engine.begin() as connection:
        connection.execute(
            text("UPDATE orders SET version = version + :n WHERE id = :id"), {"n": events, "id": id}
        )


def test_nothing_that_people_do_is_a_false_alarm(any_store: Store, tmp_path: Path) -> None:
    checkpoints = kept(any_store, tmp_path)
    for state in State:
        any_store.order(state)
        checkpoints.write("due")
    any_store.run_until(any_store.clock.at + timedelta(days=40))
    checkpoints.write("due")
    any_store.assert_sound()
    assert attested(any_store.engine, checkpoints) == (len(State) + 1, ())


def test_a_workspace_that_is_erased_is_no_alarm(any_store: Store, tmp_path: Path) -> None:
    any_store.order(State.COMPLETED)
    id = any_store.place("workspace_2")
    checkpoints = kept(any_store, tmp_path)
    checkpoints.write("due")
    with any_store.engine.begin() as connection:
        connection.execute(
            insert(tables.erasures).values(workspace_id="workspace_2", at=any_store.clock.now())
        )
        for table in (tables.outbox, tables.texts, tables.history):
            connection.execute(delete(table).where(table.c.order_id == id))
        connection.execute(delete(tables.orders).where(tables.orders.c.id == id))
    assert checkpoints.write("erased") is not None
    assert attested(any_store.engine, checkpoints) == (2, ())


def test_texts_that_are_erased_are_no_alarm(store: Store, tmp_path: Path) -> None:
    id = busy(store)
    checkpoints = kept(store, tmp_path)
    checkpoints.write("due")
    with store.engine.begin() as connection:
        connection.execute(update(tables.texts).values(salt=None, words=None))
    store.do(id, BUYER, Action.MESSAGE, text="still here")
    store.assert_sound()
    assert attested(store.engine, checkpoints) == (1, ())


def test_processes_that_start_together_sign_with_one_key(tmp_path: Path) -> None:
    path = tmp_path / "relance.checkpoints.key"
    seen: list[bytes] = []

    class Meanwhile(SystemIds):
        """Another process starts while this one makes the key."""

        def secret(self) -> str:
            if not seen:
                seen.append(b"")
                seen[0] = kept_key(path, self)
            return super().secret()

    assert kept_key(path, Meanwhile()) == seen[0] == path.read_bytes() != b""
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


def test_an_empty_key_signs_nothing(tmp_path: Path) -> None:
    path = tmp_path / "relance.checkpoints.key"
    path.touch()
    with pytest.raises(StartError, match="is empty"):
        kept_key(path, SystemIds())
