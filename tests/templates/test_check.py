"""`relance check` sees what is broken: each finding is broken once, on purpose."""

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.check import diagram
from bot.check.diagram import is_stale, moves
from bot.check.limits import limits_of
from bot.check.points import points_missing
from bot.check.reach import unreachable
from bot.check.reading import unreadable
from bot.check.texts import missing_texts
from bot.render import voice
from bot.render.preview import preview
from bot.render.voice import TEMPLATES, Texts
from rules.guidance import TOPICS, Topic
from rules.words import Action, State


@pytest.fixture
def templates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy that may be broken."""
    shutil.copytree(voice.TEMPLATES, tmp_path / "templates")
    monkeypatch.setattr(voice, "TEMPLATES", tmp_path / "templates")
    voice.texts.cache_clear()
    yield tmp_path / "templates"
    voice.texts.cache_clear()


def test_a_missing_text_is_found_in_its_language(templates: Path) -> None:
    (templates / "en" / "refusals" / "frozen.j2").unlink()
    (templates / "fr" / "notices" / "due_soon.j2").unlink()
    assert set(missing_texts()) == {
        "templates/en: no refusals/frozen.j2",
        "templates/fr: no notices/due_soon.j2",
    }


def test_a_text_that_nothing_uses_is_found(templates: Path) -> None:
    (templates / "fr" / "notices" / "old.j2").write_text("x")
    assert list(missing_texts()) == ["templates/fr: nothing uses notices/old.j2"]


def test_a_missing_label_is_found(templates: Path) -> None:
    labels = templates / "en" / "labels.toml"
    labels.write_text(
        labels.read_text(encoding="utf-8").replace('disputed = "In dispute (frozen)"\n', ""), "utf-8"
    )
    assert "templates/en/labels.toml: no [states] disputed" in list(missing_texts())


def test_an_answer_that_leaves_a_point_out_is_found(templates: Path) -> None:
    text = templates / "fr" / "guidance" / "seller" / "running_late.j2"
    text.write_text(text.read_text(encoding="utf-8").replace('{{ point("risk_review") }}', ""), "utf-8")
    assert any("running_late.j2: does not say risk_review" in line for line in points_missing())


def test_a_state_without_a_way_in_or_out_is_found() -> None:
    every = moves()
    assert list(unreachable(one for one in every if one.to is not State.REVISION_REFUSED)) == [
        "rules/transitions.py: nobody can reach revision_refused"
    ]
    stuck = tuple(one for one in every if one.source is not State.DISPUTED)
    assert list(unreachable(stuck)) == [
        "rules/transitions.py: nobody can bring an order that is disputed to an end"
    ]


def test_a_final_state_that_can_be_left_is_found() -> None:
    back = moves()[0].__class__(State.COMPLETED, State.IN_PROGRESS, "x", ())
    assert list(unreachable((*moves(), back))) == [
        "rules/transitions.py: completed is final, but something leaves it"
    ]


def test_the_page_shows_the_tables_diagram() -> None:
    assert list(is_stale()) == []


def test_a_stale_diagram_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "process.md"
    page.write_text("```mermaid\n" + diagram().replace("decline", "refuse") + "```")
    monkeypatch.setattr(sys.modules["bot.check.diagram"], "DOCS", page)
    assert len(list(is_stale())) == 1


def test_the_diagram_draws_every_move_once() -> None:
    drawn = diagram()
    for move in moves():
        assert f"{move.to} : {move.action.replace(':', ' ')}" in drawn
    assert drawn.count("decide_split") == 1 and str(Action.EXPIRE) in drawn


@pytest.mark.parametrize(
    ("block", "finding"),
    [
        ({"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3_001}}, "section text"),
        ({"type": "actions", "elements": []}, "actions"),
        ({"type": "context", "elements": [{"type": "mrkdwn", "text": ""}]}, "context text"),
    ],
)
def test_a_block_over_a_limit_is_found(block: dict[str, object], finding: str) -> None:
    assert any(line.startswith(finding) for line in limits_of({"text": "x", "blocks": [block]}))


@pytest.mark.parametrize("text", ["2026-05-08T21:59:59", "None", "cancel_late", "{% if %}"])
def test_what_nobody_can_read_is_found(text: str) -> None:
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": f"a {text} b"}}]
    assert list(unreadable({"text": "", "blocks": blocks})) != []


@pytest.mark.parametrize("policy", ["comeup", "comeup_direct", "comeup_claim"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_answer_shows_itself_with_sample_facts_of_its_own(language: str, policy: str) -> None:
    for topics in TOPICS.values():
        for topic in topics:
            shown = preview(topic, language, policy=policy)
            assert "C-1042" in shown or topic is Topic.STATISTICS, topic
            assert "C-1042" not in preview(topic, language, policy=policy, general=True)
    assert "Ana" not in preview("seller_late", language)


def test_an_edited_text_shows_at_the_next_question_in_development_only(tmp_path: Path) -> None:
    for language in ("fr", "en"):
        shutil.copytree(TEMPLATES / language, tmp_path / language)
    kept, fresh = Texts("fr", templates=tmp_path), Texts("fr", templates=tmp_path, reload=True)
    file, labels = tmp_path / "fr" / "modals" / "close.j2", tmp_path / "fr" / "labels.toml"
    old = [one.template("modals/close") for one in (kept, fresh)], kept.labels["roles"]["seller"]
    file.write_text("Autres mots", encoding="utf-8")
    labels.write_text(
        labels.read_text(encoding="utf-8").replace("le vendeur", "la vendeuse"), encoding="utf-8"
    )
    for one in (file, labels):
        os.utime(one, ns=(1, 1))
    assert fresh.template("modals/close").render() == "Autres mots"
    assert kept.template("modals/close") is old[0][0]
    assert (kept.labels["roles"]["seller"], fresh.labels["roles"]["seller"]) == ("le vendeur", "la vendeuse")


def test_an_answer_can_be_looked_at_in_the_terminal() -> None:
    shown = preview("running_late", "en", state="in_progress")
    assert (
        shown.startswith("C-1042 is not late")
        and "*No: never deliver" in shown
        and "[ Propose date ]" in shown
    )
    with pytest.raises(ValueError, match="running_late"):
        preview("late", "fr")
