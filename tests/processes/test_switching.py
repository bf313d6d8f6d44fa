"""The policy is replaced under clicks: nothing is lost, doubled or told by the one of before (P1, P4, P8)."""

from pathlib import Path

from tests.processes.servers import Postgres
from tests.processes.switching import play


def test_the_policy_is_replaced_under_clicks_and_each_order_lives_by_the_new_one(
    database: Postgres, tmp_path: Path
) -> None:
    switched = play(database, tmp_path)
    assert switched.broken == []
    assert switched.failed == []
    assert all(switched.counted[what] for what in ("accepted", "before", "after"))
