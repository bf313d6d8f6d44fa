"""Brings a database to this version of the program. Safe to run from several processes at once."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, text

FOLDER = Path(__file__).parent / "migrations"
LOCK = 0x72656C616E6365
"""The name of PostgreSQL's lock: whoever comes second finds the work done."""


def migrate(engine: Engine, revision: str = "head") -> None:
    """Up to a revision, all in one transaction."""
    with engine.begin() as connection:
        hold(connection)
        command.upgrade(config(connection), revision)


def downgrade(engine: Engine, revision: str = "base") -> None:
    """Back to a revision. What it does not know is lost."""
    with engine.begin() as connection:
        hold(connection)
        command.downgrade(config(connection), revision)


def hold(connection: Connection) -> None:
    """On SQLite the transaction itself keeps others out."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:name)"), {"name": LOCK})


def config(connection: Connection) -> Config:
    """Alembic's, on this connection."""
    found = Config()
    found.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    found.set_main_option("path_separator", "os")
    found.attributes["connection"] = connection
    return found
