"""Connections to PostgreSQL: one that rested is asked whether the server is still there, one at work is not."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, create_engine, text

from bot.db.engine import REST, greeted


@pytest.fixture
def watch() -> list[float]:
    """What the clock shows, in seconds."""
    return [0.0]


@pytest.fixture
def engine(postgresql: str, watch: list[float]) -> Iterator[Engine]:
    """One connection at most, so that each of us gets the same."""
    engine = create_engine(postgresql, pool_size=1, max_overflow=0)
    greeted(engine, lambda: watch[0])
    yield engine
    engine.dispose()


def name(engine: Engine) -> int:
    """The server's process behind our connection."""
    with engine.connect() as connection:
        return int(connection.execute(text("SELECT pg_backend_pid()")).scalar_one())


def test_a_connection_whose_server_ended_while_it_rested_is_opened_anew(
    engine: Engine, watch: list[float], postgresql: str
) -> None:
    before = name(engine)
    other = create_engine(postgresql)
    with other.connect() as connection:
        connection.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": before})
    other.dispose()
    watch[0] += REST
    assert name(engine) != before


def test_only_a_connection_that_rested_is_asked(
    engine: Engine, watch: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[float] = []
    monkeypatch.setattr(engine.dialect, "do_ping", lambda connection: asked.append(watch[0]))
    for seconds in (0.0, REST / 2, REST, 0.0):
        watch[0] += seconds
        name(engine)
    assert asked == [REST / 2 + REST]
