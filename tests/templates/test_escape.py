"""What people wrote is shown, never obeyed."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.render.escape import JOINER, escape, fitted, literal, one_line, quoted


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("<!channel>", "&lt;!channel&gt;"),
        ("<@U123>", "&lt;@U123&gt;"),
        ("a & b", "a &amp; b"),
        ("&lt;", "&amp;lt;"),
        ("{{7*7}}", "{{7*7}}"),
    ],
)
def test_what_slack_reads_as_its_own_is_escaped_once(written: str, sent: str) -> None:
    assert escape(written) == sent


def test_format_marks_stay_marks_on_paper() -> None:
    assert literal("*gras* et `code`").count(JOINER) == 8
    assert literal("*gras*").replace(JOINER, "") == "*gras*"


def test_a_single_mark_and_one_within_a_word_are_left_alone() -> None:
    assert literal("2 * 3") == "2 * 3"
    assert literal("mon_logo_final.svg") == "mon_logo_final.svg"


def test_an_address_stays_whole_so_that_it_can_be_clicked() -> None:
    assert literal("_voir_ https://example.org/_a_*b*").endswith("https://example.org/_a_*b*")


def test_one_line_has_no_line_ends_and_nothing_invisible() -> None:
    assert one_line("a\n\u202eb\u200b\x00 \t c") == "a b c"
    assert one_line("\u200b") == "…"
    assert one_line("abcdef", 4) == "abc…"


def test_an_emoji_of_several_parts_stays_one() -> None:
    assert one_line("🧑🏽‍🎨") == "🧑🏽‍🎨"


def test_every_line_of_a_quotation_is_quoted_and_an_empty_one_does_not_end_it() -> None:
    assert quoted("a\n\n> b") == ">a\n>\n>&gt; b"


@given(some.text(), some.integers(4, 200))
def test_plain_text_fits_entities_included(text: str, most: int) -> None:
    assert 1 <= len(fitted(text, most)) <= most


@given(some.text())
def test_nothing_that_slack_obeys_comes_through(text: str) -> None:
    assert "<" not in quoted(text)
    assert "<" not in fitted(text, 300)
