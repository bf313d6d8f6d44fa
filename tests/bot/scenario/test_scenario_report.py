"""`relance scenario` says in a line each how the files went, and its exit code is 0 only when all hold."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot import cli

HOLDS = """\
name: an order that nobody answers is refunded
policy: comeup
order: {paid_at: 2026-03-02T10:00, price: 5000, duration_days: 3}
steps:
  - {at: +48h, expect: {state: cancelled}}
"""
FAILS = HOLDS.replace("cancelled", "pending")
BROKEN = HOLDS.replace("state", "stat")


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three files in the current folder."""
    monkeypatch.chdir(tmp_path)
    for name, text in {"holds": HOLDS, "fails": FAILS, "broken": BROKEN}.items():
        Path(f"{name}.yaml").write_text(text)


def relance(*arguments: str) -> tuple[int, list[str]]:
    said = CliRunner().invoke(cli.app, ["scenario", *arguments])
    return said.exit_code, said.stdout.splitlines()


@pytest.mark.usefixtures("files")
def test_all_hold() -> None:
    assert relance("holds.yaml", "holds.yaml") == (
        0,
        ["holds  an order that nobody answers is refunded"] * 2,
    )


@pytest.mark.usefixtures("files")
def test_one_that_fails_shows_its_first_difference_and_stops_no_other() -> None:
    assert relance("fails.yaml", "broken.yaml", "none.yaml", "holds.yaml") == (
        1,
        [
            "fails  an order that nobody answers is refunded",
            "       fails.yaml:5: expected state pending, got cancelled",
            "fails  broken.yaml",
            '       broken.yaml:5: unknown key "stat" in expect; did you mean state?',
            "fails  none.yaml",
            "       none.yaml: no such file",
            "holds  an order that nobody answers is refunded",
        ],
    )


@pytest.mark.usefixtures("files")
def test_machines_get_one_line_of_json_a_file() -> None:
    code, lines = relance("--json", "holds.yaml", "fails.yaml", "broken.yaml")
    assert code == 1
    name = "an order that nobody answers is refunded"
    assert [json.loads(line) for line in lines] == [
        {"file": "holds.yaml", "name": name, "holds": True, "difference": None},
        {
            "file": "fails.yaml",
            "name": name,
            "holds": False,
            "difference": "fails.yaml:5: expected state pending, got cancelled",
        },
        {
            "file": "broken.yaml",
            "name": None,
            "holds": False,
            "difference": 'broken.yaml:5: unknown key "stat" in expect; did you mean state?',
        },
    ]


@pytest.mark.usefixtures("files")
def test_an_operator_tries_a_policy_of_their_own_and_its_mistakes_are_named() -> None:
    Path("mine.toml").write_text('house = "mine"\naccept_window = "72h"\n')
    Path("own.yaml").write_text(FAILS.replace("comeup", "mine.toml"))
    assert relance("own.yaml")[0] == 0
    Path("mine.toml").write_text('house = "mine"\naccept_windo = "72h"\n')
    code, lines = relance("own.yaml")
    assert code == 1
    assert lines[1].startswith(
        "       own.yaml:2: policy: mine.toml:2: accept_windo: unknown key; did you mean"
    )
