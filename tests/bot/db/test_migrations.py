"""A database of any age becomes one of today, and its history stays append-only."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, text
from sqlalchemy.exc import DatabaseError

from bot.db.engine import open_engine
from bot.db.migrate import downgrade, migrate, require_current
from bot.db.tables import metadata
from bot.faults import StartError
from rules.words import State
from tests.bot.conftest import administer, named
from tests.bot.databases import at_once
from tests.factories import Store


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database without any tables."""
    url = f"sqlite:///{tmp_path / 'var' / 'new.db'}"
    if request.param == "postgresql":
        server = request.getfixturevalue("postgresql")
        administer(server, "DROP DATABASE IF EXISTS empty", "CREATE DATABASE empty")
        url = named(server, "empty")
    engine = open_engine(url, durable=False, timeout=30)
    yield engine
    engine.dispose()


def tables(engine: Engine) -> set[str]:
    return set(sqlalchemy.inspect(engine).get_table_names())


def test_migrating_gives_the_tables_that_the_code_knows(empty: Engine) -> None:
    migrate(empty)
    with empty.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    assert tables(empty) == {*metadata.tables, "alembic_version"}


def test_up_down_and_up_again_also_with_orders_in_it(empty: Engine) -> None:
    migrate(empty)
    store = Store(empty)
    store.order(State.DISPUTED)
    downgrade(empty)
    assert tables(empty) == {"alembic_version"}
    migrate(empty)
    store.order(State.DISPUTED)
    store.assert_sound()


def test_the_triggers_stand_after_migrating(empty: Engine) -> None:
    migrate(empty)
    Store(empty).place()
    for statement in ("UPDATE history SET seq = seq", "DELETE FROM history"):
        with pytest.raises(DatabaseError, match="append-only"), empty.begin() as connection:
            connection.execute(text(statement))


def test_several_may_migrate_at_once(empty: Engine) -> None:
    at_once(lambda nth: migrate(empty), 4)
    require_current(empty)


def test_migrating_twice_changes_nothing(empty: Engine) -> None:
    migrate(empty)
    store = Store(empty)
    id = store.place()
    migrate(empty)
    assert store.load(id).ref == "C-1001"


def test_a_database_of_another_version_stops_the_start_with_one_line(empty: Engine) -> None:
    with pytest.raises(StartError, match="run relance migrate"):
        require_current(empty)
    migrate(empty)
    require_current(empty)
    with empty.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'of tomorrow'"))
    with pytest.raises(StartError, match="another version"):
        require_current(empty)
    with pytest.raises(StartError, match="a newer version wrote this database"):
        migrate(empty)


def test_a_database_that_is_not_there_stops_the_start_with_one_line(tmp_path: Path) -> None:
    engine = open_engine("postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    with pytest.raises(StartError, match=r"^DATABASE_URL: the database cannot be used: "):
        migrate(engine)
    file = tmp_path / "no.db"
    file.write_text("this is no database, though it is a file that is long enough to be one")
    engine = open_engine(f"sqlite:///{file}")
    with pytest.raises(StartError, match=r"^DATABASE_URL: the database cannot be used: "):
        migrate(engine)
    engine.dispose()


def test_sqlite_holds_what_the_code_counts_on(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'new.db'}", timeout=3)
    with engine.connect() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "foreign_keys", "busy_timeout", "synchronous", "recursive_triggers")
        }
    assert pragmas == {
        "journal_mode": "wal",
        "foreign_keys": 1,
        "busy_timeout": 3000,
        "synchronous": 2,
        "recursive_triggers": 1,
    }
    engine.dispose()
