"""Nothing that was accepted is lost, doubled or disordered, whoever dies (P1, P2, P4, P5, P6)."""

from pathlib import Path

from tests.processes.kills import play
from tests.processes.servers import Postgres


def test_what_was_accepted_outlives_every_death(database: Postgres, tmp_path: Path) -> None:
    broken, counted = play(database, tmp_path, seconds=60, seed=1)
    assert broken == []
    assert counted["accepted"] > 20
    deaths = ("web", "worker", "worker asleep", "web asleep", "postgres killed", "postgres asked to leave")
    assert all(counted[what] for what in deaths), counted
