"""Machines whose clocks are ten minutes apart: nothing is early, nothing is doubled (P9)."""

from pathlib import Path

from tests.processes.clocks import play
from tests.processes.servers import Postgres


def test_with_clocks_ten_minutes_apart_nothing_is_early_or_doubled(
    database: Postgres, tmp_path: Path
) -> None:
    broken, counted = play(database, tmp_path, seconds=15)
    assert broken == []
    assert counted["accepted"] and counted["reminders"]
