"""What says nothing is no reason, no title and no work, however many characters it has."""

import pytest

from rules.blank import blank


@pytest.mark.parametrize("text", ["", " ", "\n\t", "\u200b", "\u200b \u00a0\u2060", "\ufeff", "\u202e"])
def test_what_nobody_can_read_is_blank(text: str) -> None:
    assert blank(text)


@pytest.mark.parametrize("text", ["x", "\u200bx", "👩\u200d🎨", ".", "…"])
def test_what_somebody_can_read_is_not(text: str) -> None:
    assert not blank(text)
