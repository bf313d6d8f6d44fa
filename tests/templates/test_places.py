"""The tables of docs/process.md that say where things are in chat: complete, and read off what is really shown."""

import sys
from pathlib import Path

import pytest

from bot.check.diagram import DOCS
from bot.check.places import RECIPIENTS, Place, places, put_places, seen, stale_places, unplaced
from bot.check.texts import action_ids
from handlers.words import typed
from rules.agenda import nudges
from rules.words import Action, Actor, Nudge, RequestKind, State
from tests.rules.stories import situations


def test_every_action_and_every_nudge_has_its_place() -> None:
    assert list(unplaced()) == []
    told = places(typed())
    for action in Action:
        assert f"| `{action}" in told, action
    for kind in RequestKind:
        assert f"| `request:{kind}`" in told, kind
    for nudge in Nudge:
        assert f"| `{nudge}` |" in told, nudge


def test_the_page_shows_them() -> None:
    assert list(stale_places(typed())) == []


def test_a_page_that_shows_others_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    page = tmp_path / "process.md"
    page.write_text(
        DOCS.read_text(encoding="utf-8").replace("| `accept` | seller", "| `accept` | buyer"), "utf-8"
    )
    monkeypatch.setattr(sys.modules[places.__module__], "DOCS", page)
    assert len(list(stale_places(typed()))) == 1
    put_places(typed())
    assert page.read_text(encoding="utf-8") == DOCS.read_text(encoding="utf-8")


def test_an_action_without_a_place_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    without = {id: place for id, place in seen().actions.items() if id != "cancel_late"}
    monkeypatch.setattr(seen(), "actions", {**without, "close": Place()})
    assert list(unplaced()) == ["no place in chat for cancel_late", "no place in chat for close"]


def test_what_people_need_first_is_where_they_look() -> None:
    late = seen().actions["cancel_late"]
    assert (late.who, late.cards) == ({Actor.BUYER}, {State.IN_PROGRESS})
    assert "now_late_buyer" in late.notices
    assert seen().actions["decide_split"].case
    assert {"accept_request:supplement", "refuse_request:supplement"} <= seen().nudges[
        Nudge.SUPPLEMENT_OPEN, Actor.BUYER
    ]


def test_every_command_word_leads_to_an_action_that_exists() -> None:
    known = {id.partition(":")[0] for id in action_ids()} | action_ids() | {"supply:"}
    assert set(typed()) <= known


def test_each_nudge_is_shown_to_whom_the_law_sends_it() -> None:
    sent = {(one.nudge, one.to) for _, play in situations() for one in nudges(play.order, play.policy)}
    assert sent <= RECIPIENTS
    assert {nudge for nudge, _ in RECIPIENTS} == set(Nudge)
