"""When clocks change, reminders come at 08:00 as their reader sees it, and deadlines end with their day (rule 8, P9)."""

from pathlib import Path

from tests.processes.daylight import play
from tests.processes.servers import Postgres


def test_when_clocks_change_mornings_and_deadlines_stay_where_people_see_them(
    database: Postgres, tmp_path: Path
) -> None:
    broken, lived = play(database, tmp_path)
    assert broken == []
    assert lived == 4
