"""A commit whose answer is lost is neither done nor undone for whoever asked: they are told so (P15)."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, event, text
from sqlalchemy.exc import OperationalError

from bot.changing.outcomes import Unsure
from bot.db.engine import open_engine
from rules.words import Action
from tests.bot.conftest import administer, named, opened
from tests.factories import SELLER, Store


@pytest.fixture
def on_postgresql(postgresql: str) -> Iterator[Store]:
    administer(postgresql, "DROP DATABASE IF EXISTS unsure", "CREATE DATABASE unsure TEMPLATE template")
    yield from opened(named(postgresql, "unsure"))


def cut_off(store: Store, point: str) -> None:
    """The server ends our connection before the commit, or before the statement that writes the order."""
    other: Engine = open_engine(store.engine.url.render_as_string(hide_password=False))

    ended: list[int] = []

    def end(connection: Any, *statement: Any) -> None:
        if ended or (statement and not str(statement[1]).startswith("UPDATE orders")):
            return
        ended.append(connection.connection.driver_connection.info.backend_pid)
        with other.connect() as killer:
            killer.execute(text(f"SELECT pg_terminate_backend({ended[0]}, 5000)"))
        other.dispose()

    event.listen(store.engine, point, end)


def test_a_commit_without_an_answer_is_unsure(on_postgresql: Store) -> None:
    id = on_postgresql.place(brief=())
    cut_off(on_postgresql, "commit")
    with pytest.raises(Unsure):
        on_postgresql.do(id, SELLER, Action.ACCEPT)


def test_what_broke_before_its_commit_was_surely_not_done(on_postgresql: Store) -> None:
    id = on_postgresql.place(brief=())
    cut_off(on_postgresql, "before_cursor_execute")
    with pytest.raises(OperationalError) as told:
        on_postgresql.do(id, SELLER, Action.ACCEPT)
    assert not isinstance(told.value, Unsure)
    on_postgresql.do(id, SELLER, Action.ACCEPT)
