"""`python -m benchmarks`: what a row says. How fast something is, is no test's to say."""

import json
import subprocess
import sys

from benchmarks.__main__ import found
from benchmarks.row import Row
from benchmarks.start import rows
from tests.bot.test_cli_store import PROJECT

NAMES = ["question → blocks", "topic → blocks", "order → card"]


def test_a_row_is_kept_where_its_value_or_ratio_is() -> None:
    assert Row("a", 4.9, target=5.0).ok and not Row("a", 5.1, target=5.0).ok
    assert Row("a", 9.0, target=1.5, baseline=8.0).ok
    assert not Row("a", 9.0, target=20.0, baseline=8.0, at_most=False).ok
    assert "MISSED" in Row("a", 5.1, target=5.0).as_text()
    assert "MISSED" not in Row("a", 9.0, target=1.5, baseline=8.0).as_text()


def test_start_is_measured_beside_a_bare_bolt() -> None:
    for row, name in zip(rows(quick=True), ("start, processor time", "start, memory"), strict=True):
        assert row.name == name
        assert row.baseline is not None and 0 < row.baseline < row.value


def test_every_subject_is_found() -> None:
    assert set(found()) == {"guidance", "start", "transition", "waking"}


def test_guidance_is_measured_in_lines_of_json() -> None:
    made = subprocess.run(
        [sys.executable, "-m", "benchmarks", "guidance", "--quick", "--json"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    rows = [json.loads(line) for line in made.stdout.splitlines()]
    assert [row["name"] for row in rows] == [
        f"{name}, {part}" for name in NAMES for part in ("p50", "p95", "p99")
    ]
    for row in rows:
        assert set(row) == {"name", "value", "baseline", "ratio", "target", "ok"}
        assert row["value"] > 0
    assert made.returncode == (0 if all(row["ok"] for row in rows) else 1)
