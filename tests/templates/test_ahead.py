"""What comes by itself is told with its dates: what changes the order stands out, reminders are one's own only."""

from datetime import time, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from bot.render.blocks import dated
from rules.calendar import QuietHours
from rules.schedule import Schedule
from rules.words import Actor
from tests.rules.play import COMEUP, Play
from tests.templates.reading import LANGUAGES, RENDERER, view


def said(play: Play, role: Actor, language: str = "fr") -> str:
    return str(RENDERER.nobody(view(play, role, language)))


def test_a_delivery_left_alone_pays_the_seller() -> None:
    told = said(Play().delivered(), Actor.BUYER)
    assert "*sans retour de votre part, la commande est terminée et le vendeur payé*" in told
    assert "vérifier la livraison (à vous)" in told


def test_lateness_opens_a_right_and_cancels_nothing() -> None:
    """Rules 2 and 3."""
    told = said(Play().accepted(), Actor.SELLER)
    assert "Le retard seul n'annule rien" in told and "écrire, attendre ou annuler" in told


def test_the_other_partys_reminders_are_not_ones_own() -> None:
    assert "vérifier la livraison" not in said(Play().delivered(), Actor.SELLER)


def test_nothing_is_announced_beyond_what_ends_the_order() -> None:
    told = said(Play(), Actor.SELLER)
    assert "sans acceptation" in told and "expire" not in told and "expirer" not in told


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_frozen_order_has_no_clock(language: str) -> None:
    told: Any = RENDERER.nobody(view(Play().disputed(), Actor.BUYER, language))
    assert len(told["blocks"]) == 1


def test_ones_own_reminders_are_dated_for_the_morning_in_which_they_are_told() -> None:
    seen = replace(view(Play().accepted(), Actor.SELLER), quiet=QuietHours(time(21), time(8)))
    told = dated(str(RENDERER.nobody(seen)["blocks"]))
    assert "4 mars à 08:00" in told.replace("\u00a0", " ") and "3 mars à 23:59" not in told


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_ends_the_order_is_listed_also_after_a_hundred_reminders(language: str) -> None:
    restless = replace(
        COMEUP, nudges=COMEUP.nudges | {"still_late": Schedule(every=timedelta(hours=1), times=100)}
    )
    told = said(Play(restless).accepted(), Actor.SELLER, language)
    assert ("expire, et" in told or "order expires, and" in told) and told.count("late") < 60
    assert "autres avant la dernière" in told or "more before the last one" in told
