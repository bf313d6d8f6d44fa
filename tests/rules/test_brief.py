"""What in a brief tells nothing yet: advice to ask first, before the clock starts at acceptance."""

import pytest
from msgspec.structs import replace

from rules.brief import Unclear, Vague, unclear_items, vague
from rules.order import BriefItem
from tests.rules.play import Play

EMPTY_OF_MEANING = {
    Vague.SIGNS: ("🔥🔥🔥", "...", "?", "—", "👍🏽", " \n "),
    Vague.SHORT: ("a b", "la", "xy"),
    Vague.LATER: (
        "voir plus tard",
        "Je vous l'envoie demain",
        "à définir",
        "A venir !",
        "plus tard svp",
        "pas encore",
        "TBD",
        "to be decided",
        "I'll send it later",
        "coming soon",
        "Je vous dirai ça plus tard",
        "on verra",
    ),
    Vague.UNDECIDED: (
        "comme vous voulez",
        "je sais pas",
        "Je ne sais pas trop…",
        "peu importe",
        "carte blanche",
        "idk",
        "up to you",
        "whatever you like",
        "I don't know",
        "aucune idée",
    ),
    Vague.FILLER: ("ok", "Oui.", "test", "xxx", "bla bla", "n/a", "rien", "azertyuiop", "merci"),
}

SAYS_SOMETHING = (
    "Arial",
    "A4",
    "rouge et noir",
    "12",
    "#ff0000",
    "Un hibou, deux couleurs",
    "logo.svg",
    "https://example.org",
    "voir plus tard https://example.org/brief.pdf",
    "contact@example.org",
    "Un logo sobre, et pour la police comme vous voulez",
    "Texte de la page : « Ouvert plus tard le samedi, jusqu'à 22 heures »",
    "猫のロゴ",
    "Pas de rouge",
    "Nothing but black and white",
    "No serif",
)


@pytest.mark.parametrize(
    ("why", "text"), [(why, text) for why, texts in EMPTY_OF_MEANING.items() for text in texts]
)
def test_what_is_empty_of_meaning_is_named_with_why(why: Vague, text: str) -> None:
    assert vague(text) is why


@pytest.mark.parametrize("text", SAYS_SOMETHING)
def test_what_says_something_is_let_alone_links_files_and_other_scripts_too(text: str) -> None:
    assert vague(text) is None


def test_a_brief_names_what_is_vague_not_what_is_missing_or_confirmed() -> None:
    order = Play().order
    brief = (
        BriefItem(name="logo", content="on verra"),
        BriefItem(name="texte"),
        BriefItem(name="police", content="ok", confirmed=True),
        BriefItem(name="couleurs", content="bleu nuit"),
    )
    assert unclear_items(replace(order, brief=brief)) == (Unclear("logo", Vague.LATER),)
