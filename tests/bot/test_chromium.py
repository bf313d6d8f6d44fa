"""Where the browser tests find their Chromium, and the one line where there is none."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests import chromium


def program(folder: Path, name: str) -> str:
    """Something that can be run."""
    path = folder / name
    path.write_text("#!/bin/sh\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)


@pytest.mark.parametrize("name", ["chromium", "chromium-browser", "google-chrome"])
def test_one_on_the_path_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str) -> None:
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    found = program(tmp_path, name)
    assert chromium.find() == found


def test_the_one_that_is_named_is_taken_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program(tmp_path, "chromium")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("CHROMIUM", program(tmp_path, "mine"))
    assert chromium.find() == str(tmp_path / "mine")


def test_where_there_is_none_one_line_says_how_to_get_it(tmp_path: Path) -> None:
    said = subprocess.run(
        [sys.executable, "-m", "tests.chromium"],
        cwd=Path(__file__).parents[2],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    ).stdout
    assert said.count("\n") == 1
    assert "make browser" in said
