"""What is kept of a question tells nobody whose it was."""

import pytest

from bot.faq.nameless import MOST, nameless

TELLING = {
    "je suis en retard sur C-1042 que faire": "je suis en retard sur … que faire",
    "écrivez à bea.durand@example.org svp": "écrivez à … svp",
    "<@U0BEA|bea> ne répond pas": "… ne répond pas",
    "@bea.d ne répond pas, ni <!channel>": "… ne répond pas, ni …",
    "rembourser 12,50 € sur 1 250,00 EUR": "rembourser … sur …",
    "refund $30 please": "refund … please",
    "mon numéro est 06 12 34 56 78": "mon numéro est …",
    "voir https://example.org/c/77?x=1 merci": "voir … merci",
    "commande 4471225 perdue": "commande … perdue",
    "Béatrice Durand ne répond pas": "… ne répond pas",
    "et beatrice ?": "et beatrice ?",
    "pour DURAND, logo animé": "pour …",
}


@pytest.mark.parametrize("question", TELLING)
def test_references_people_addresses_and_amounts_are_left_out(question: str) -> None:
    assert nameless(question, ["Béatrice Durand", "Logo animé"]) == TELLING[question]


def test_ordinary_words_and_small_numbers_stay() -> None:
    question = "il veut 3 logos en 48 h, c'est quoi la page 2 ?"
    assert nameless(question) == question


def test_a_long_text_is_cut() -> None:
    assert len(nameless("zorglub " * 5_000)) <= MOST
