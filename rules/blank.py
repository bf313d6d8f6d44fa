"""Texts that say nothing."""

import unicodedata

UNSEEN = frozenset({"Cc", "Cf"})
"""Unicode's categories of what takes no place: control characters, zero-width spaces, marks of direction."""


def blank(text: str) -> bool:
    """Whether there is nothing to read in it: empty, spaces, or what nobody sees."""
    return all(one.isspace() or unicodedata.category(one) in UNSEEN for one in text)
