"""Brings a database to this version of the program. Safe to run from several processes at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DatabaseError

from bot.db.engine import reading
from bot.faults import StartError

FOLDER = Path(__file__).parent / "migrations"
LOCK = 0x72656C616E6365
"""The name of PostgreSQL's lock: whoever comes second finds the work done."""


def migrate(engine: Engine, revision: str = "head") -> None:
    """Up to a revision, all in one transaction. StartError where that cannot be, in one line."""
    with migrating(engine) as connection:
        command.upgrade(config(connection), revision)


def downgrade(engine: Engine, revision: str = "base") -> None:
    """Back to a revision; what that one does not know is lost. StartError where that cannot be."""
    with migrating(engine) as connection:
        command.downgrade(config(connection), revision)


def require_current(engine: Engine) -> None:
    """StartError, in one line, unless the database is there and of this version."""
    with told_in_one_line(), reading(engine) as connection:
        found = MigrationContext.configure(connection).get_current_revision()
        newest = ScriptDirectory.from_config(config(connection)).get_current_head()
    if found != newest:
        raise StartError("DATABASE_URL: the database is of another version; run relance migrate")


@contextmanager
def migrating(engine: Engine) -> Iterator[Connection]:
    """One at a time: on SQLite the transaction itself keeps others out."""
    with told_in_one_line(), engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:name)"), {"name": LOCK})
        yield connection


@contextmanager
def told_in_one_line() -> Iterator[None]:
    """What an operator can mend."""
    try:
        yield
    except DatabaseError as wrong:
        raise StartError(f"DATABASE_URL: the database cannot be used: {wrong.orig}") from wrong
    except CommandError as wrong:
        raise StartError(f"DATABASE_URL: a newer version wrote this database: {wrong}") from wrong


def config(connection: Connection) -> Config:
    """Alembic's, on this connection."""
    found = Config()
    found.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    found.set_main_option("path_separator", "os")
    found.attributes["connection"] = connection
    return found
