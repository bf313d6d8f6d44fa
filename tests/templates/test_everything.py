"""Every text × language × policy × role × state, ordinary and at its longest: rendered, read, and as strict as Slack."""

import re

import pytest

from bot.check.limits import texts_of
from bot.check.orders import LONGEST, ORDINARY, Size
from bot.check.points import points_missing
from bot.check.reach import unreachable
from bot.check.reading import as_surfaces
from bot.check.rendered import problems
from bot.check.surfaces import calls
from bot.check.texts import missing_texts
from bot.policies import load, names
from playground.blockkit.check import check_blocks, check_view
from tests.templates.reading import LANGUAGES, RENDERER

SIZES = {"ordinary": ORDINARY, "longest": LONGEST}
RUNS = [(language, policy, "ordinary") for language in LANGUAGES for policy in names()]
RUNS += [(language, "comeup", "longest") for language in LANGUAGES]


@pytest.mark.parametrize(("language", "policy", "size"), RUNS)
def test_every_text_can_be_read_and_stays_within_slacks_limits(language: str, policy: str, size: str) -> None:
    assert list(problems(RENDERER, language, load(policy), SIZES[size])) == []


def some(language: str, size: Size) -> list[dict[str, object]]:
    """One surface of each name: the whole of them is held by our own limits above. A file is no surface of Slack's."""
    found = dict(calls(RENDERER, language, load("comeup"), size))
    shown = [call for name, call in found.items() if not name.startswith("case file")]
    return [surface for call in shown for surface in as_surfaces(call())]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_slack_and_slackblocks_take_every_surface(language: str, size: str) -> None:
    for surface in some(language, SIZES[size]):
        kind = surface.get("type")
        refused = (
            check_view(surface) if kind in ("modal", "home") else check_blocks(surface["blocks"], "message")
        )
        assert refused == [], surface


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_people_write_is_never_a_command_a_mention_or_a_template(language: str) -> None:
    for surface in some(language, LONGEST):
        for text in (*texts_of(surface), surface.get("text", "")):
            assert isinstance(text, str)
            assert "<!channel>" not in text and "<@U0>" not in text
            assert "&amp;lt;" not in text and "&lt;!date" not in text  # nothing is escaped twice
            if "{{7*7" in text or "7*7" in text:
                assert "{{49" not in text
            assert set(re.findall(r"<[!@#][^|>^]*", text)) <= {"<!date", "<@U0SELLER", "<@U0BUYER"}


def test_french_signs_stand_behind_a_space_that_does_not_break() -> None:
    for surface in some("fr", ORDINARY):
        for text in texts_of(surface):
            ours = text.replace("le lien :", "")  # what somebody wrote stays as it was written
            assert not re.search(r" [:;?!»](\s|$)|« |[a-zé][;?»]", ours), text


def test_nothing_is_missing_in_any_language() -> None:
    assert list(missing_texts()) == []
    assert list(points_missing()) == []
    assert list(unreachable()) == []
