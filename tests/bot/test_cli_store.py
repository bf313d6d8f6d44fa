"""`relance migrate` and `relance verify`, as an operator types them."""

import os
import subprocess
import sys
from pathlib import Path

from sqlalchemy import text

from rules.words import State
from tests.factories import Store

PROJECT = Path(__file__).parents[2]


def relance(*words: str, database: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """The console script, in a folder that is not the project's and with nothing else set."""
    given = {"PATH": os.environ["PATH"], "DATABASE_URL": database, "PYTHONPATH": str(PROJECT)}
    (folder / ".env").touch()
    run = "import sys; from bot.cli import main; sys.argv[0] = 'relance'; main()"
    return subprocess.run(
        [sys.executable, "-c", run, *words],
        env=given,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_new_database_is_migrated_and_sound(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'var' / 'relance.db'}"
    before = relance("verify", database=database, folder=tmp_path)
    assert (before.returncode, before.stdout) == (2, "")
    assert before.stderr == "DATABASE_URL: the database is of another version; run relance migrate\n"
    for _ in range(2):
        migrated = relance("migrate", database=database, folder=tmp_path)
        assert (migrated.returncode, migrated.stdout) == (0, "the database is up to date\n")
    found = relance("verify", database=database, folder=tmp_path)
    assert (found.returncode, found.stdout) == (0, "0 orders, 0 events, 0 faults\n")


def test_a_fault_is_named_with_its_order_and_its_first_bad_event(store: Store, tmp_path: Path) -> None:
    id = store.order(State.DELIVERED)
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE texts SET words = 'forged' WHERE words = 'voilà'"))
    found = relance("verify", database=str(store.engine.url), folder=tmp_path)
    assert found.returncode == 1
    assert found.stdout.splitlines() == [
        f"workspace workspace_1, order {id}, event 5: a text of it was changed",
        "1 orders, 5 events, 1 faults",
    ]
