"""Backups that restore, and moves between the engines: everything or nothing, from one moment (P13)."""

import threading
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.db import settings as shared
from bot.db import tables
from bot.db.engine import open_engine
from bot.db.migrate import downgrade, migrate
from bot.faults import StartError
from bot.sending.claims import Claims
from bot.trust.checkpoints import Checkpoints
from bot.trust.copying import backup, copy, opened_backup
from bot.trust.guard import Guard
from bot.trust.verify import verify
from bot.web.health import Health, is_held
from rules.words import Action, State
from tests.bot.conftest import administer, named
from tests.bot.databases import everything
from tests.bot.test_cli_store import relance
from tests.factories import COMEUP, SELLER, Store


def lived_in(store: Store) -> None:
    for state in State:
        store.order(state)


def at(file: Path) -> Engine:
    return open_engine(f"sqlite:///{file}", durable=False)


def test_a_backup_holds_everything_and_is_sound(any_store: Store, tmp_path: Path) -> None:
    lived_in(any_store)
    seen: list[tuple[str, int, int]] = []
    counts = backup(any_store.engine, tmp_path / "backup.db", lambda *told: seen.append(told))
    with opened_backup(tmp_path / "backup.db") as engine:
        assert everything(Store(engine)) == everything(any_store)
        assert verify(engine, COMEUP).faults == ()
    assert counts["orders"] == len(State)
    assert ("orders", len(State), len(State)) in seen
    assert [file.name for file in tmp_path.glob("backup*")] == ["backup.db"]


def test_a_backup_under_load_is_one_moment(any_store: Store, tmp_path: Path) -> None:
    """Each of six, while orders are written without a pause, is whole: every row is what its history says."""
    id, over = any_store.order(State.IN_PROGRESS), threading.Event()

    def write() -> None:
        while not over.is_set():
            any_store.place()
            any_store.do(id, SELLER, Action.PROGRESS, text="on it")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(6):
            backup(any_store.engine, tmp_path / f"{number}.db")
    finally:
        over.set()
        writer.join()
    sizes = []
    for number in range(6):
        with opened_backup(tmp_path / f"{number}.db") as engine:
            found = verify(engine, COMEUP)
            assert found.faults == ()
            sizes.append(found.events)
    assert sizes == sorted(sizes)
    assert sizes[0] < sizes[-1]


def test_from_one_engine_to_the_other_and_back(store: Store, postgresql: str, tmp_path: Path) -> None:
    lived_in(store)
    administer(postgresql, "DROP DATABASE IF EXISTS moved", "CREATE DATABASE moved")
    there = open_engine(named(postgresql, "moved"))
    back = at(tmp_path / "back.db")
    copy(store.engine, there)
    copy(there, back)
    assert everything(Store(there)) == everything(Store(back)) == everything(store)
    for engine in (there, back):
        moved = Store(engine, clock=store.clock)
        moved.order(State.DELIVERED)
        moved.assert_sound()
        engine.dispose()


def test_nothing_is_written_over(any_store: Store, tmp_path: Path) -> None:
    any_store.order(State.DELIVERED)
    before = everything(any_store)
    other = at(tmp_path / "other.db")
    migrate(other)
    with pytest.raises(StartError, match="the target is not empty"):
        copy(other, any_store.engine)
    assert everything(any_store) == before
    (tmp_path / "there").write_text("mine")
    with pytest.raises(StartError, match="overwrites nothing"):
        backup(any_store.engine, tmp_path / "there")
    other.dispose()


def test_what_stops_half_way_leaves_nothing(store: Store, tmp_path: Path) -> None:
    lived_in(store)

    def stop(table: str, done: int, total: int) -> None:
        if table == "history":
            raise RuntimeError("the power went")

    target = at(tmp_path / "target.db")
    with pytest.raises(RuntimeError):
        copy(store.engine, target, stop)
    assert not any(everything(Store(target)).values())
    with pytest.raises(RuntimeError):
        backup(store.engine, tmp_path / "backup.db", stop)
    assert not (tmp_path / "backup.db").exists()
    target.dispose()


def test_what_is_no_backup_or_is_damaged_is_told_in_one_line(store: Store, tmp_path: Path) -> None:
    lived_in(store)
    backup(store.engine, tmp_path / "good.db")
    content = bytearray((tmp_path / "good.db").read_bytes())
    content[40_000:44_000] = b"\xff" * 4_000
    (tmp_path / "bad.db").write_bytes(content)
    (tmp_path / "text.db").write_text("this is no database, though it is long enough to be one" * 99)
    for name in ("bad.db", "text.db", "none.db"):
        with pytest.raises(StartError, match=name), opened_backup(tmp_path / name):
            pass


def test_a_backup_of_an_older_version_is_brought_to_this_one(store: Store, tmp_path: Path) -> None:
    older = at(tmp_path / "older.db")
    migrate(older)
    downgrade(older, "0001")
    older.dispose()
    with opened_backup(tmp_path / "older.db") as engine:
        copy(engine, target := at(tmp_path / "target.db"))
        target.dispose()


def test_an_older_copy_begins_held_until_it_is_released(store: Store, tmp_path: Path) -> None:
    id = store.order(State.IN_PROGRESS)
    backup(store.engine, tmp_path / "older.db")
    store.do(id, SELLER, Action.PROGRESS, text="after the backup")
    file = tmp_path / "checkpoints"
    now = Checkpoints(store.engine, store.clock, file, b"key")
    now.write("due")
    assert not Guard(now).held()
    older = at(tmp_path / "older.db")
    restored = Checkpoints(older, store.clock, file, b"key")
    health = Health(older, store.clock, restored)
    assert Guard(restored).held()
    assert health.alive() == {"ok": True, "held": 1}
    assert health.ready()["ready"] is False
    assert [row.value for row in Store(older).rows(tables.settings, key=shared.HELD)] == ["1"]
    restored.write("released")
    assert not Guard(restored).held()
    assert health.ready()["ready"] is True
    older.dispose()


def test_checkpoints_that_are_not_ours_hold_it_too(store: Store, tmp_path: Path) -> None:
    store.place()
    Checkpoints(store.engine, store.clock, tmp_path / "checkpoints", b"another").write("due")
    assert Guard(Checkpoints(store.engine, store.clock, tmp_path / "checkpoints", b"key")).held()


def test_without_any_checkpoint_the_health_page_warns(store: Store, tmp_path: Path) -> None:
    store.place()
    none = Checkpoints(store.engine, store.clock, tmp_path / "none", b"key")
    assert not Guard(none).held()
    assert Health(store.engine, store.clock, none).alive()["warning"] == "no checkpoint of the histories"


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database in which nothing is yet, on each engine."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'new' / 'relance.db'}"
    url: str = request.getfixturevalue("postgresql")
    administer(url, "DROP DATABASE IF EXISTS empty", "CREATE DATABASE empty")
    return named(url, "empty")


def test_backup_and_restore_as_an_operator_types_them(store: Store, empty: str, tmp_path: Path) -> None:
    lived_in(store)
    Checkpoints(store.engine, store.clock, tmp_path / "cp", b"key")
    saved = relance("backup", str(tmp_path / "saved"), database=str(store.engine.url), folder=tmp_path)
    assert saved.returncode == 0, saved.stderr
    assert saved.stdout.startswith(f"{tmp_path / 'saved'}: {len(State)} orders, ")
    back = relance("restore", str(tmp_path / "saved"), database=empty, folder=tmp_path)
    assert back.returncode == 0, back.stderr
    again = relance("restore", str(tmp_path / "saved"), database=empty, folder=tmp_path)
    assert (again.returncode, again.stdout) == (2, "")
    assert "the target is not empty" in again.stderr
    found = relance("verify", database=empty, folder=tmp_path)
    assert found.returncode == 0
    third = f"sqlite:///{tmp_path / 'third.db'}"
    moved = relance("copy", empty, third, database=empty, folder=tmp_path)
    assert f"orders: {len(State)}" in moved.stdout.splitlines()
    free = relance("release", database=third, folder=tmp_path)
    assert free.stdout.startswith(f"released: {len(State)} orders, ")
    assert "held against 1 signed checkpoints" in relance("verify", database=third, folder=tmp_path).stdout


def test_an_older_copy_put_under_a_worker_at_work_is_held_and_says_nothing(
    store: Store, tmp_path: Path
) -> None:
    """The file was replaced, and nobody started anew: the worker sees that events are gone."""
    store.order(State.IN_PROGRESS)
    backup(store.engine, tmp_path / "older.db")
    store.order(State.IN_PROGRESS)
    file = tmp_path / "checkpoints"
    Checkpoints(store.engine, store.clock, file, b"key").write("due")
    engine = at(tmp_path / "older.db")
    older = Store(engine, clock=store.clock)
    guard = Guard(Checkpoints(engine, store.clock, file, b"key"))
    claims = Claims(engine, store.clock, COMEUP)
    older.clock.move(days=4)
    assert claims.open_now()
    guard.keep()
    assert (claims.claim(), claims.open_now(), older.wake.run_once()) == (([], 0), 0, 0)
    guard.checkpoints.write("released")
    guard.held()
    assert claims.claim()[0] and older.wake.run_once()
    engine.dispose()


def test_what_is_restored_is_held_before_anybody_sees_it(store: Store, tmp_path: Path) -> None:
    lived_in(store)
    backup(store.engine, tmp_path / "backup.db")
    target = at(tmp_path / "target.db")
    with opened_backup(tmp_path / "backup.db") as source:
        copy(source, target, held=True)
    assert is_held(target)
    target.dispose()
