"""The command line: what an operator must put right is one line, not a traceback."""

import subprocess
import sys
from pathlib import Path

import pytest

from bot import cli
from bot.faults import StartError
from rules.policy import PolicyError

RELANCE = Path(sys.executable).parent / "relance"


def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
    """`relance …`, as a process."""
    return subprocess.run([RELANCE, *arguments], capture_output=True, text=True, timeout=60, check=False)


def test_the_version_is_told() -> None:
    said = run("--version")
    assert (said.returncode, said.stdout, said.stderr) == (0, "relance 0.1.0\n", "")


def test_an_unknown_word_is_refused_with_where_help_is() -> None:
    said = run("frobnicate")
    assert said.returncode == 2
    assert "frobnicate" in said.stderr
    assert "--help" in said.stderr


@pytest.mark.parametrize("kind", [StartError, PolicyError])
def test_a_problem_is_one_line_and_status_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], kind: type[Exception]
) -> None:
    def broken() -> None:
        raise kind("PORT: must be a whole number\n  from 1 to 65534")

    monkeypatch.setattr(cli, "app", broken)
    with pytest.raises(SystemExit) as left:
        cli.main()
    captured = capsys.readouterr()
    assert (
        left.value.code,
        captured.out,
        captured.err,
    ) == (2, "", "PORT: must be a whole number from 1 to 65534\n")


def test_a_fault_of_ours_keeps_its_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def faulty() -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(cli, "app", faulty)
    with pytest.raises(ZeroDivisionError):
        cli.main()


def test_starting_loads_neither_slack_nor_the_database_nor_the_web() -> None:
    heavy = "{'slack_bolt', 'slack_sdk', 'sqlalchemy', 'fastapi', 'pydantic', 'jinja2', 'playground'}"
    asked = f"import sys, bot.cli; print(sorted({heavy} & sys.modules.keys()))"
    said = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, timeout=60, check=True
    )
    assert said.stdout == "[]\n"
