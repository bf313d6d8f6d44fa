"""How questions are read: spelling, short writing, and what means the same."""

import pytest

from bot.faq.reading import MOST, SENSE, WORD, Language, Reader, Spelling, folded

LANGUAGE = Language(
    """
    [short]
    jsuis = "je suis"
    [means]
    late = ["retard*", "a la bourre", "miss* the deadline"]
    deadline = ["deadline*"]
    client = ["custom*"]
    person = ["customer*"]
    """
)


def senses(text: str, *examples: str) -> list[str]:
    features = Reader(LANGUAGE, examples).features(text)
    return [feature for kind, feature in features if kind == SENSE]


def words(text: str, *examples: str) -> list[str]:
    features = Reader(LANGUAGE, examples).features(text)
    return [feature for kind, feature in features if kind == WORD]


def test_accents_and_capitals_count_for_nothing() -> None:
    assert folded("Éléments ŒUVRE") == "elements oeuvre"


def test_short_writing_is_spelt_out() -> None:
    assert words("JSUIS") == ["je", "suis"]


@pytest.mark.parametrize("typed", ["retard", "Retards !", "a la bourre", "missed the deadline"])
def test_words_and_turns_that_mean_the_same_are_the_same(typed: str) -> None:
    assert senses(typed) == ["late"]


def test_a_longer_turn_goes_before_a_word_of_it() -> None:
    assert senses("deadline") == ["deadline"]
    assert senses("miss the deadline deadline") == ["late", "deadline"]


def test_a_more_exact_beginning_goes_before_a_shorter_one() -> None:
    assert senses("customers") == ["person"]
    assert senses("customised") == ["client"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("rembourssement", "remboursement"), ("livrason", "livraison"), ("demenage", "demenage")],
)
def test_a_slip_becomes_the_nearest_known_word_and_nothing_else_does(typed: str, meant: str) -> None:
    assert Spelling(["remboursement", "livraison", "manage"]).right(typed) == meant


def test_short_words_are_never_bent_into_others() -> None:
    assert Spelling(["nous", "sont"]).right("son") == "son"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("won't", ["will", "not"]),
        ("can’t", ["can", "not"]),
        ("doesn't", ["does", "not"]),
        ("I've the client's", ["i", "have", "the", "client"]),
        ("j'ai s'il n’est", ["j", "ai", "s", "il", "n", "est"]),
    ],
)
def test_english_words_that_an_apostrophe_joins_are_read_apart_and_french_ones_as_ever(
    typed: str, read: list[str]
) -> None:
    assert LANGUAGE.words(typed) == read


def test_letters_that_are_drawn_out_are_one() -> None:
    assert senses("retaaaaard") == ["late"]


@pytest.mark.parametrize(
    "mark",
    ["<!channel>", "<!everyone>", "<@U0123>", "@everyone", "@here", "https://example.org/retard", "C-1042"],
)
def test_mentions_addresses_and_references_are_no_words(mark: str) -> None:
    assert words(mark) == []


def test_only_the_beginning_of_a_long_text_is_read() -> None:
    assert senses("x " * MOST + "retard") == []
