"""Processes are replaced one by one, by an older release and by this one: nobody notices (P11)."""

from pathlib import Path

from tests.processes.rolling import play
from tests.processes.servers import Postgres


def test_processes_are_replaced_under_clicks_and_nobody_notices(database: Postgres, tmp_path: Path) -> None:
    rolled = play(database, tmp_path, restarts=6, threads=4)
    assert rolled.broken == []
    assert rolled.failed == []
    assert rolled.counted["accepted"], rolled
    assert (rolled.counted["web left"], rolled.counted["worker left"]) == (3, 3)
