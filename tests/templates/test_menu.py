"""The questions to choose from: what fits as buttons, every other one in the menu, and what stands under notices."""

import re

import pytest

from bot.check.limits import limits_of
from bot.check.reading import as_surfaces
from bot.render.notice import template as of_notice
from rules.guidance import TOPICS
from rules.offers import OFFERED
from rules.words import Actor
from tests.templates.asking import QUESTIONS, seen, story
from tests.templates.reading import (
    BUYER,
    LANGUAGES,
    PARTIES,
    RENDERER,
    SELLER,
    buttons,
    ids,
    notice_of,
    reader,
    view,
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", PARTIES)
def test_the_menu_shows_what_fits_as_buttons_and_every_other_question_once(
    role: Actor, language: str
) -> None:
    for name, play in seen():
        made = RENDERER.topics(reader(role, language), view(play, role, language), role)
        assert list(limits_of(as_surfaces(made)[0])) == []
        at_hand = ids(made)
        [picker] = [
            part for block in made.blocks[1:] for part in block["elements"] if part["type"] != "button"
        ]
        chosen = [option["value"] for option in picker["options"]]
        assert 1 <= len(at_hand) <= 6, name
        assert len(at_hand) + len(chosen) == len(TOPICS[role])
        assert not {one.removeprefix("ui:topic:") for one in at_hand} & {
            topic for topic in TOPICS[role] for value in chosen if f'"topic":"{topic}"' in value
        }


def test_the_menu_of_a_seller_at_work_has_the_five_main_questions_at_hand() -> None:
    made = RENDERER.topics(reader(SELLER), view(story("late"), SELLER), SELLER)
    assert ids(made)[0] == "ui:topic:running_late"
    main = {"in_progress", "extra_work", "partial_refund", "missing_details", "running_late"}
    assert main <= {one.removeprefix("ui:topic:") for one in ids(made)}


@pytest.mark.parametrize("role", PARTIES)
def test_the_menu_without_an_order_has_every_question_too(role: Actor) -> None:
    made = RENDERER.topics(reader(role), None, role)
    [picker] = made.blocks[-1]["elements"]
    assert len(ids(made)) + len(picker["options"]) == len(TOPICS[role])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_questions_button_has_three_words_at_most(language: str) -> None:
    for role, topic in QUESTIONS:
        label = RENDERER.texts[language].labels["topics"][role][topic]
        assert len(re.findall(r"[\w'-]+", label["button"])) <= 3, label
        assert len(label["question"]) <= 75


def test_every_notice_that_offers_a_question_exists() -> None:
    assert all(RENDERER.texts["fr"].has(of_notice(notice)) for notice in OFFERED)


def test_the_button_under_a_notice_is_worded_for_who_gets_it() -> None:
    play = story("delivered")
    labels = {
        role: next(
            one["text"]["text"]
            for one in buttons(notice_of(play, "deliver", role))
            if "ui:topic" in one["action_id"]
        )
        for role in PARTIES
    }
    assert labels == {SELLER: "Après la livraison\u00a0?", BUYER: "Vérifier la livraison\u00a0?"}
