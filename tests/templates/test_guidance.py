"""Every answer: within one screen, with the points that the process asks for, about the order, ending in buttons."""

import re

import pytest
from msgspec.structs import replace

from bot.check.limits import limits_of
from bot.check.points import required
from bot.check.reading import as_surfaces, unreadable
from bot.render.guide import about, general, text
from rules.guidance import Topic
from rules.words import Actor
from tests.rules.play import COMEUP, Play
from tests.templates.asking import QUESTIONS, answer, answers, seen
from tests.templates.reading import LANGUAGES, RENDERER, ids, reader, view, words

SCREEN = 1_500
"""Characters that are read without scrolling, buttons and dates included."""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("role", "topic"), QUESTIONS)
def test_every_answer_to_every_situation_is_one_screen_that_can_be_read(
    role: Actor, topic: Topic, language: str
) -> None:
    for name, _, made in answers(topic, role, language):
        [surface] = as_surfaces(made)
        assert list(limits_of(surface)) == list(unreadable(surface)) == [], name
        told = words(surface)
        assert len(told) < SCREEN, (name, len(told))
        assert "!" not in told.replace("<!", ""), name
        assert not re.search(r"\berreurs?\b|\berrors?\b", told), name
        assert "\x02" not in told and "  " not in told.replace("\n", " ")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("role", "topic"), QUESTIONS)
def test_every_answer_makes_its_points_in_every_situation_and_without_an_order(
    role: Actor, topic: Topic, language: str
) -> None:
    name = text(topic, role)
    for _, play in seen():
        scene = RENDERER.scene(view(play, role, language))
        said = scene.voice.points(name, **scene.given(**about(scene, topic)))
        assert required(topic, role, play.policy) == set(said)
    said = RENDERER.voice(reader(role, language)).points(name, **general(role, COMEUP))
    assert required(topic, role, COMEUP) == set(said)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("role", "topic"), QUESTIONS)
def test_every_answer_ends_in_buttons_and_speaks_of_the_order(
    role: Actor, topic: Topic, language: str
) -> None:
    for name, play, made in answers(topic, role, language):
        assert made.blocks[-1]["type"] == "actions"
        assert "ui:more" in ids(made), name
        if topic is not Topic.STATISTICS:
            assert play.order.ref in words(made), name
    alone = answer(topic, role, None, language)
    assert ids(alone) == ["ui:orders", "ui:topics"]
    assert "C-1" not in words(alone) and "Bea" not in words(alone) and "Ana" not in words(alone)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("role", "topic"), QUESTIONS)
def test_the_first_sentence_answers_and_stands_out(role: Actor, topic: Topic, language: str) -> None:
    """What does not concern the order as it stands says so before it answers, in one sentence."""
    assert answer(topic, role, None, language).blocks[0]["text"]["text"].startswith("*")
    for _, play, made in answers(topic, role, language):
        before, star, _ = made.blocks[0]["text"]["text"].partition("*")
        assert star, made.blocks[0]
        assert not before or re.match(rf"[^.]*{play.order.ref}\b.*\. $", before), made.blocks[0]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("role", "topic"), QUESTIONS)
def test_no_number_of_the_house_is_written_into_a_text(role: Actor, topic: Topic, language: str) -> None:
    """Windows, bands and counts are policy: another house's are said instead."""
    source = RENDERER.texts[language].environment.loader.get_source(  # type: ignore[union-attr]
        RENDERER.texts[language].environment, f"{text(topic, role)}.j2"
    )[0]
    plain = re.sub(r"\{[%{].*?[%}]\}", "", source)
    steps = re.sub(r"(?m)^[123]\. ", "", plain).replace("page 2", "")
    assert not re.search(r"\d", steps), steps


def test_an_answer_is_as_long_as_a_screen_also_with_long_names() -> None:
    play = Play(title="Un logo animé pour la page d'accueil").late()
    for role, topic in QUESTIONS:
        long = replace(view(play, role), names={"seller": "A" * 80, "buyer": "B" * 80})
        assert not RENDERER.topic(reader(role), topic, long, role).following
