"""`relance faq --unanswered` and `relance preview`, as processes of their own: what an operator reads and edits."""

import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.db.unanswered import keep
from tests.bot.test_cli_store import PROJECT, relance
from tests.factories import Store

ASKED = (("zorglub frobnique …", "fr", "seller", None, "unknown"),) * 2 + (
    ("i am late", "en", "seller", "running_late", "unhelpful"),
)


def test_what_was_left_unanswered_is_listed_as_a_table_and_as_json(store: Store, tmp_path: Path) -> None:
    database = str(store.engine.url)
    empty = relance("faq", "--unanswered", database=database, folder=tmp_path)
    assert (empty.returncode, empty.stdout) == (0, "nothing was left unanswered\n")
    at = datetime(2026, 11, 2, 9, tzinfo=UTC)
    names = ("question", "language", "role", "nearest", "why")
    with store.engine.begin() as connection:
        for number, one in enumerate(ASKED):
            given = dict(zip(names, one, strict=True))
            keep(connection, "workspace_1", f"asked_{number}", at + timedelta(days=number), **given)

    table = relance("faq", "--unanswered", database=database, folder=tmp_path)
    assert table.returncode == 0, table.stderr
    head, first, second = table.stdout.splitlines()
    assert head.split() == ["times", "last", "lang", "role", "why", "nearest", "question"]
    assert first.split(maxsplit=6) == ["2", "2026-11-03", "fr", "seller", "unknown", "–", ASKED[0][0]]
    assert second.split(maxsplit=6) == [
        "1",
        "2026-11-04",
        "en",
        "seller",
        *("unhelpful", "running_late"),
        "i am late",
    ]

    lines = relance("faq", "--unanswered", "--json", database=database, folder=tmp_path).stdout.splitlines()
    read = [json.loads(line) for line in lines]
    assert [(one["question"], one["count"], one["nearest"]) for one in read] == [
        (ASKED[0][0], 2, None),
        ("i am late", 1, "running_late"),
    ]
    assert set(read[0]) == {*names, "count", "last"}


def test_an_edited_text_is_in_the_next_preview(tmp_path: Path) -> None:
    """In a copy of the program, as somebody has it who changes its words."""
    for room in ("bot", "rules", "handlers", "templates", "playground"):
        shutil.copytree(PROJECT / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__"))

    def preview() -> str:
        run = "import sys; from bot.cli import main; sys.argv[0] = 'relance'; main()"
        made = subprocess.run(
            [sys.executable, "-c", run, "preview", "running_late", "--lang", "en"],
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(tmp_path)},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert made.returncode == 0, made.stderr
        return made.stdout

    text = tmp_path / "templates/en/guidance/seller/running_late.j2"
    assert "never deliver" in preview()
    text.write_text(text.read_text().replace("never deliver", "do not ever deliver"))
    assert "do not ever deliver" in preview()
