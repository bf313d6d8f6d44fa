"""A whole database into another one, of whichever engine: for backups, for a move, and for the way back."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, Table, func, insert, select
from sqlalchemy.exc import DatabaseError

from bot.db import settings
from bot.db.engine import READS, open_engine
from bot.db.migrate import migrate, require_current
from bot.db.tables import metadata
from bot.faults import StartError

BATCH = 1_000

Told = Callable[[str, int, int], None]
"""A table, how many of its rows are there, and how many there will be."""


def copy(
    source: Engine, target: Engine, progress: Told = lambda *_: None, *, held: bool = False
) -> dict[str, int]:
    """Every row of one moment of `source`, all or none; rows by table. StartError where the target holds anything.

    `held`: whoever already works on the target does nothing with it until it was looked at.
    """
    require_current(source)
    migrate(target)
    with one_moment(source) as reads, target.begin() as writes:
        refuse_full(writes)
        counts = {table.name: copy_table(reads, writes, table, progress) for table in metadata.sorted_tables}
        for table in metadata.sorted_tables:
            if (there := count(writes, table)) != counts[table.name]:
                raise StartError(
                    f"{table.name}: {counts[table.name]} rows were read and {there} written; nothing is kept"
                )
        if held:
            settings.put(writes, settings.HELD, "0")
    return counts


def copy_table(reads: Connection, writes: Connection, table: Table, progress: Told) -> int:
    """All rows, some at a time."""
    total, done = count(reads, table), 0
    with reads.execution_options(yield_per=BATCH).execute(select(table)) as found:
        for rows in found.mappings().partitions():
            writes.execute(insert(table), [dict(row) for row in rows])
            done += len(rows)
            progress(table.name, done, total)
    return done


def backup(engine: Engine, file: Path, progress: Told = lambda *_: None) -> dict[str, int]:
    """A consistent copy in a SQLite file, of either engine, while others write. StartError where the file is there."""
    if file.exists():
        raise StartError(f"{file}: there is a file already; a backup overwrites nothing")
    half = file.with_name(f"{file.name}.part")
    half.unlink(missing_ok=True)
    target = open_engine(f"sqlite:///{half.absolute()}")
    try:
        counts = copy(engine, target, progress)
    finally:
        target.dispose()  # the last to leave writes all into the one file
    half.rename(file)
    return counts


@contextmanager
def opened_backup(file: Path) -> Iterator[Engine]:
    """A backup, to be read; it stays as it is. StartError where it is none, or is damaged."""
    if not file.is_file():
        raise StartError(f"{file}: there is no such file")
    with tempfile.TemporaryDirectory(prefix="relance-") as folder:
        engine = open_engine(f"sqlite:///{shutil.copy(file, folder)}")
        try:
            with engine.connect() as connection:
                found = connection.exec_driver_sql("PRAGMA integrity_check").scalar_one()
            if found != "ok":
                raise StartError(f"{file}: damaged: {found}")
            migrate(engine)  # one of an older version is brought to this one
            yield engine
        except DatabaseError as wrong:
            raise StartError(f"{file}: it is no backup: {wrong.orig}") from None
        finally:
            engine.dispose()


@contextmanager
def one_moment(engine: Engine) -> Iterator[Connection]:
    """Reads that all see the same moment, whoever writes meanwhile."""
    level = {"isolation_level": "REPEATABLE READ"} if engine.dialect.name == "postgresql" else {}
    with engine.connect().execution_options(**{READS: True}, **level) as connection:
        yield connection


def refuse_full(writes: Connection) -> None:
    """StartError unless there is nothing in any table."""
    for table in metadata.sorted_tables:
        if count(writes, table):
            raise StartError(f"the target is not empty: there are rows in {table.name}; nothing was changed")


def count(connection: Connection, table: Table) -> int:
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())
