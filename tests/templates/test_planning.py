"""Planning advice stands in the answers about being late and about figures, with the number that it would have taken."""

import pytest

from rules.guidance import PLANNED, Topic
from rules.stats import Advice
from tests.templates.asking import story
from tests.templates.reading import LANGUAGES, RENDERER, SELLER, reader, view, words


def gap(title: str, short_by: int) -> Advice:
    return Advice(
        service=title, title=title, sold_days=3, short_by=short_by, needed_days=3 + short_by, deliveries=12
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("topic", sorted(PLANNED))
def test_the_number_that_it_would_have_taken_is_said(topic: Topic, language: str) -> None:
    play = story("late")
    own, wider = gap(play.order.title, 2), gap("Affiche", 9)
    with_order = words(
        RENDERER.topic(reader(SELLER, language), topic, view(play, SELLER, language), SELLER, (wider, own))
    )
    assert "12" in with_order
    assert {"fr": "Avec 5 jours, 80 %", "en": "With 5 days, 80%"}[language] in with_order
    assert "Affiche" not in with_order
    general = words(RENDERER.topic(reader(SELLER, language), topic, None, SELLER, (wider, own)))
    assert "Affiche" in general and {"fr": "12 jours", "en": "12 days"}[language] in general


def test_without_enough_deliveries_nothing_is_said() -> None:
    play = story("late")
    told = words(RENDERER.topic(reader(SELLER), Topic.RUNNING_LATE, view(play, SELLER), SELLER))
    assert "D'après vos livraisons" not in told
