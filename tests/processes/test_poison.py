"""A bad order and bad messages harm nobody else, operators learn of them once, and once mended they go out (P10)."""

from pathlib import Path

from tests.processes.poison import play
from tests.processes.servers import Postgres


def test_what_breaks_harms_nobody_else_and_goes_out_once_it_is_mended(
    database: Postgres, tmp_path: Path
) -> None:
    found = play(database, tmp_path, count=24, attempts=3)
    assert "C-1001" in found.parked and "C-1002" not in found.parked
    assert found.refused == {"attempts": 1, "unreadable": 1, "invalid_blocks": 1}
    assert found.letters == 1
    assert found.after == "no order is parked\nno message was refused\n"
    assert found.broken == []
