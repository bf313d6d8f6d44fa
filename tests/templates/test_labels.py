"""Short words: verbs of three words at most, titles that are not cut, the same entries in both languages."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from bot.render import Home, Page
from bot.render.voice import texts
from tests.rules.play import Play
from tests.templates.reading import LANGUAGES, RENDERER, SELLER, ids, reader, view, words


def entries(labels: dict[str, Any], path: str = "") -> Iterator[str]:
    for key, value in labels.items():
        yield from entries(value, f"{path}/{key}") if isinstance(value, dict) else [f"{path}/{key}"]


def test_both_languages_have_the_same_files_and_labels() -> None:
    french, english = (texts(language) for language in LANGUAGES)
    files = [{path.relative_to(one.folder) for path in one.folder.rglob("*")} for one in (french, english)]
    assert files[0] == files[1]
    assert set(entries(french.labels)) == set(entries(english.labels))


@pytest.mark.parametrize("language", LANGUAGES)
def test_buttons_have_three_words_at_most_and_titles_are_not_cut(language: str) -> None:
    for id, own in texts(language).labels["actions"].items():
        for button in re.split(r"{%.*?%}", own.get("button", "").replace("{{ item }}", "").replace(":", "")):
            words = re.sub(r"{{.*?}}", "amount", button)
            assert len(words.split()) <= 3, (id, words)
        assert len(own.get("title", "")) <= 24, (id, own["title"])
        assert len(own.get("submit", "")) <= 24, id
    for key, title in texts(language).labels["titles"].items():
        assert len(title) <= 24, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_voice_is_calm(language: str) -> None:
    folder = texts(language).folder
    for path in folder.rglob("*.*"):
        written = path.read_text(encoding="utf-8")
        assert "!" not in written.replace("!=", "").replace("<!", ""), path
        assert not any(word in written.lower() for word in ("erreur", " error", "invalide", "invalid")), path


def test_an_unknown_word_gets_the_nearest_one_and_the_help() -> None:
    made = RENDERER.help(reader(SELLER), SELLER, "livré", "livrer")
    assert words(made).startswith("Je ne connais pas « livré ». Vouliez-vous dire `/commande livrer` ?")
    assert "`avancement`" in words(made)


def test_no_orders_yet_says_how_one_begins() -> None:
    assert "/commande nouvelle" in words(RENDERER.orders(reader(SELLER), []))


def test_a_picker_shows_the_very_button_that_was_asked_for() -> None:
    made = RENDERER.picker(
        reader(SELLER), "deliver", [view(Play().accepted(), SELLER), view(Play().late(), SELLER)]
    )
    assert ids(made) == ["deliver", "deliver"]


def test_the_home_tab_shows_ten_orders_a_page_with_the_way_to_the_next() -> None:
    made = RENDERER.home(reader(SELLER), Home(selling=Page([view(Play().accepted(), SELLER)] * 10, 12)))
    assert ids(made).count("ui:order:C-1") == 10 and "Page 1 sur 2" in words(made)
    assert "ui:home:seller:2" in ids(made)


SAID: dict[str, dict[str, Any]] = {
    "not_yours": {"ref": "<!channel>"},
    "date_unreadable": {"typed": "demain 18h <@U1>"},
    "date_read": {"at": Play().now},
    "date_past": {"at": Play().now, "example": Play().now},
    "date_doubt": {"typed": "demain <@U1>", "readings": [Play().now, Play().now]},
    "amount_unreadable": {"typed": "*x*"},
    "amount_ambiguous": {"typed": "1.200", "amount": "1 200,00 €"},
    "down": {"number": "R-42"},
    "saved": {"number": "R-42"},
    "unheard": {"number": "R-42"},
    "unsure": {"number": "R-42"},
    "slow": {"number": "R-42"},
    "held": {},
    "unexpected": {"number": "R-42"},
    "unknown_word": {"word": "livré", "nearest": None},
    "order_created": {"ref": "C-1"},
}


@pytest.mark.parametrize("key", SAID)
@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_say_their_facts_and_obey_none(key: str, language: str) -> None:
    for said in (
        RENDERER.say(reader(SELLER, language), key, **SAID[key]),
        RENDERER.say_plain(reader(SELLER, language), key, **SAID[key]),
    ):
        assert said and "<!channel" not in said and "<@" not in said


def test_nothing_stands_in_for_missing_words() -> None:
    with pytest.raises(KeyError):
        RENDERER.say(reader(SELLER), "no_such_sentence")


def test_what_was_done_is_one_line_and_a_dispute_that_follows_is_told() -> None:
    from rules.words import Action, RequestKind
    from tests.rules.play import BUYER as BEA
    from tests.rules.play import COMEUP
    from tests.rules.play import SELLER as ANA
    from tests.rules.stories import STORIES

    play = STORIES["cancellation refused once"](COMEUP).with_request(
        BEA, RequestKind.CANCELLATION, reason="really"
    )
    before = len(play.events)
    play.do(ANA, Action.REFUSE_REQUEST, kind=RequestKind.CANCELLATION, reason="no")
    line = RENDERER.done(view(play, SELLER), "refuse_request:cancellation", play.events[before:])
    assert "un litige est ouvert" in line and "\n" not in line


HALF = re.compile(r"\{\{[^}]*?\bif\b(?:(?!\belse\b)[^}])*\}\}|\{\{[^}]*''[^}]*\}\}")
"""A value that is only sometimes there: it is drawn as "…", or breaks the message when it is not."""


def test_no_text_draws_a_value_that_may_be_empty() -> None:
    files = [
        file
        for language in LANGUAGES
        for file in texts(language).folder.rglob("*")
        if file.suffix in (".toml", ".j2")
    ]
    assert len(files) > 100
    assert [(file.name, found) for file in files for found in HALF.findall(file.read_text())] == []
