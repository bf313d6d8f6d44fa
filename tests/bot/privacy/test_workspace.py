"""`relance workspace`, as an operator types it."""

import json
from pathlib import Path

from bot.db import tables
from tests.bot.privacy.story import Story
from tests.bot.test_cli_store import relance
from tests.factories import HERE, Store


def test_a_workspace_is_listed_removed_and_given_back(store: Store, tmp_path: Path) -> None:
    database = str(store.engine.url)
    empty = relance("workspace", "list", database=database, folder=tmp_path)
    assert (empty.returncode, empty.stdout) == (0, "there is no workspace yet\n")
    Story(store)
    listed = relance("workspace", "list", database=database, folder=tmp_path)
    assert listed.stdout == f"{HERE}  T0TEAM  since 2026-03-02  people: 5, orders: 1, open: 1  served\n"
    asked = relance("workspace", "remove", HERE, database=database, folder=tmp_path)
    assert asked.returncode == 1, "nobody answered the question"
    assert store.rows(tables.installations)[0].removed_at is None
    removed = relance("workspace", "remove", "T0TEAM", "--yes", database=database, folder=tmp_path)
    assert removed.returncode == 0, removed.stderr
    assert f"relance workspace restore {HERE}" in removed.stdout
    first = store.rows(tables.installations)[0]
    assert (first.erase_at - first.removed_at).days == 30 and first.removed_by == "operator"
    again = relance("workspace", "remove", HERE, "--yes", database=database, folder=tmp_path)
    assert again.returncode == 0
    assert store.rows(tables.installations)[0] == first
    (line,) = relance("workspace", "list", "--json", database=database, folder=tmp_path).stdout.splitlines()
    assert json.loads(line)["removed_by"] == "operator"
    back = relance("workspace", "restore", HERE, database=database, folder=tmp_path)
    assert back.returncode == 0 and back.stdout.endswith("served\n")
    assert store.rows(tables.installations)[0].erase_at is None
    unknown = relance("workspace", "remove", "T0NOBODY", "--yes", database=database, folder=tmp_path)
    assert (unknown.returncode, unknown.stdout) == (2, "")
    assert "there is no such workspace" in unknown.stderr
