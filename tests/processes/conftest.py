"""One PostgreSQL for these tests alone: they kill it."""

from collections.abc import Iterator

import pytest

from tests.processes.servers import Postgres, postgres


@pytest.fixture(scope="session")
def database() -> Iterator[Postgres]:
    with postgres() as server:
        yield server
