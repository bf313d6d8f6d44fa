"""After days without a worker everything due is done, each reader gets one summary, and a broken order harms itself alone (P8, P10)."""

from pathlib import Path

from tests.processes.catching import play
from tests.processes.servers import Postgres


def test_three_days_are_caught_up_with_one_summary_a_person_around_an_order_that_breaks(
    database: Postgres, tmp_path: Path
) -> None:
    caught = play(database.fresh("catching"), tmp_path, count=8)
    assert caught.moments >= 11 * 7
    assert caught.summaries
    assert max(caught.summaries.values()) == 1
    assert "C-1001" in caught.parked and "C-1002" not in caught.parked
