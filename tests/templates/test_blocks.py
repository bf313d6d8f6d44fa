"""Long texts go on in the next block, and in the next message: nothing is lost, nothing is cut in two."""

import re

from hypothesis import given
from hypothesis import strategies as some

from bot.render.blocks import Paragraph, cut, message, of_paragraphs, pieces, spoken, weight
from bot.render.escape import quoted
from rules.words import Action
from tests.rules.play import BUYER as BEA
from tests.rules.play import Play
from tests.templates.reading import SELLER, notice_of

DATE = "<!date^1^{date_long} à {time}|vendredi 8 mai à 23:59 (heure de Paris)>"
TEXT = some.text(some.sampled_from("ab \n&<>*…é🧑"), min_size=1, max_size=400)


@given(TEXT, some.integers(20, 60))
def test_pieces_are_short_enough_and_hold_every_letter(text: str, most: int) -> None:
    whole = str(quoted(text))
    parts = list(pieces(whole, most))
    assert all(len(part) <= most for part in parts)
    letters = re.compile(r"[ >\n]")
    assert letters.sub("", "".join(parts)) == letters.sub("", whole)


@given(TEXT)
def test_no_entity_is_cut_in_two(text: str) -> None:
    for part in pieces(str(quoted(text)), 25):
        assert not re.search(r"&(?!(amp|lt|gt);)", part), part


def test_no_date_is_cut_in_two() -> None:
    text = " ".join(["mot"] * 8 + [DATE] * 4)
    for part in pieces(text, 100):
        assert part.count("<!date") == part.count(")>")


def test_a_quotation_stays_one_on_every_piece() -> None:
    assert all(part.startswith(">") for part in pieces(str(quoted("mot " * 500)), 300))


def test_a_message_of_forty_thousand_characters_goes_on_in_following_ones() -> None:
    long = "".join(f"{number:05d} " for number in range(6_667))
    play = Play(duration_days=9).accepted().do(BEA, Action.MESSAGE, text=long)
    made = notice_of(play, "message", SELLER)
    assert len(made.following) >= 3
    said = "".join(
        block["text"]["text"]
        for one in (made, *made.following)
        for block in one.blocks
        if block["type"] == "section"
    )
    assert re.findall(r"\d{5}", said) == re.findall(r"\d{5}", long)
    assert all(sum(map(weight, one.blocks)) <= 13_200 for one in (made, *made.following))
    assert made.following[-1].blocks[-1]["type"] == "actions"  # the buttons stand at the end
    assert all(block["type"] != "actions" for block in made.blocks)


def test_fifty_blocks_are_a_message_and_the_next_one_begins_another() -> None:
    made = message(of_paragraphs([Paragraph(text=str(number)) for number in range(51)]))
    assert [len(made.blocks), *(len(one.blocks) for one in made.following)] == [50, 1]


def test_what_is_spoken_has_no_date_tokens_and_an_end() -> None:
    said = spoken([{"type": "section", "text": {"type": "mrkdwn", "text": f"{DATE} " + "mot " * 2_000}}])
    assert said.startswith("vendredi 8 mai") and said.endswith("…") and len(said) <= 4_000


def test_a_short_text_is_cut_between_words() -> None:
    assert "un deux trois quatre"[: cut("un deux trois quatre", 12)] == "un deux"


def test_a_short_message_is_one() -> None:
    play = Play().accepted().do(BEA, Action.MESSAGE, text="bonjour")
    assert notice_of(play, "message", SELLER).following == ()
