"""What comes by itself is told with its dates: what changes the order stands out, reminders are one's own only."""

from typing import Any

import pytest

from rules.words import Actor
from tests.rules.play import Play
from tests.templates.reading import LANGUAGES, RENDERER, view


def said(play: Play, role: Actor, language: str = "fr") -> str:
    return str(RENDERER.nobody(view(play, role, language)))


def test_a_delivery_left_alone_pays_the_seller() -> None:
    told = said(Play().delivered(), Actor.BUYER)
    assert "*sans retour du client, la commande est terminée et le vendeur payé*" in told
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
