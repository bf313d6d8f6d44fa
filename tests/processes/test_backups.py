"""A backup of a database at work is one sound moment, on both engines (P13)."""

from pathlib import Path

import pytest

from tests.processes.backups import ENGINES, play
from tests.processes.servers import Postgres


@pytest.mark.parametrize("engine", ENGINES)
def test_backups_under_clicks_are_sound_and_begin_held(
    database: Postgres, tmp_path: Path, engine: str
) -> None:
    saved = play(database, tmp_path, engine=engine, count=2, pause=0.1)
    assert saved.broken == []
    assert all(saved.events)
