"""No language stands within another: what each may say is read from its own files."""

import pytest

from bot.check.languages import seen, strange, vocabulary, words
from bot.check.orders import ORDINARY, orders
from bot.check.readers import ROLES, view_of
from bot.check.reading import as_surfaces, unsaid
from bot.policies import load
from tests.templates.reading import LANGUAGES, RENDERER

ALIKE = words("""
a action arrive c cad change channel checkpoint chf chose confirmation continue conversation correction date dates
d direction due elements english eur expire faq français h invitation large logo long me mediators message messages min minute minutes moment
moments on option options orange orders outbox page part parties place point policy possible propose question
questions refuse relance retry s sanction service services settlements sha silence slack stats support total
vague verify webhooks
""")
"""Words that are spelt alike in both, and names: of currencies, of settings, of the languages themselves."""


def test_no_word_of_one_languages_files_stands_in_the_others() -> None:
    assert vocabulary("fr") & vocabulary("en") - ALIKE == set()


@pytest.mark.parametrize(("language", "other"), [LANGUAGES, LANGUAGES[::-1]])
def test_a_text_in_the_wrong_language_is_found(language: str, other: str) -> None:
    standing = next(iter(orders(ORDINARY)))
    for role in ROLES:
        view = view_of(standing, role, language, load("comeup"), ORDINARY)
        for surface in as_surfaces(RENDERER.card(view)):
            assert list(unsaid(surface, language, ORDINARY)) == []
            assert len(list(unsaid(surface, other, ORDINARY))) > 10


def test_what_is_no_word_of_ours_is_not_read() -> None:
    assert list(strange("<@U0BEA> :hammer: https://example.org/projet `C-1042` 50,00 €", "en")) == []
    assert list(strange("Le client attend", "en", frozenset({"attend"}))) == ["client", "le"]


def test_of_a_date_both_what_slack_writes_and_what_stands_for_it_are_read() -> None:
    assert seen("<!date^1778275800^{date_long} à {time}|Friday 8 May>").split() == ["à", "Friday", "8", "May"]
