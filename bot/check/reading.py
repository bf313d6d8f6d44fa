"""What somebody reads of a message, a modal or a home tab, and what nobody should."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import msgspec

from bot.check.languages import strange, words
from bot.check.limits import texts_of
from bot.check.orders import ORDINARY, Size
from bot.check.readers import ZONE
from bot.policies import names
from bot.render import Message
from rules.guidance import Topic
from rules.words import Action, Nudge, Reason, RequestKind, State

IDS = sorted({
    str(one) for words in (Action, Reason, RequestKind, Nudge, State, Topic) for one in words if "_" in one
})  # fmt: skip
UNREAD = re.compile(rf"\bNone\b|\bUndefined\b|\d{{4}}-\d\d-\d\dT\d\d|\{{%|%\}}|\b(?:{'|'.join(IDS)})\b")
WRITTEN_HERE = words(f"{msgspec.json.encode(ORDINARY).decode()} {' '.join(names())} {ZONE}")
"""What people write, sell and choose in the samples."""

Surface = dict[str, Any]


def as_surfaces(made: Message | Surface | str) -> list[Surface]:
    """What is posted or opened; a sentence alone is a message of one line."""
    if isinstance(made, str):
        return [{"text": made, "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": made}}]}]
    if isinstance(made, dict):
        return [made]
    return [{"text": one.text, "blocks": one.blocks} for one in (made, *made.following)]


def unreadable(surface: Surface) -> Iterator[str]:
    """Identifiers, ISO times and template marks among the words."""
    for text in read_of(surface):
        yield from marks(text)


@cache
def marks(text: str) -> tuple[str, ...]:
    """Most texts stand on hundreds of surfaces."""
    return tuple(mark[0] for mark in UNREAD.finditer(text))


def unsaid(surface: Surface, language: str, size: Size) -> Iterator[str]:
    """Words that neither this language's files hold nor anybody wrote. What is written at its longest is cut in words."""
    if size == ORDINARY:
        for text in read_of(surface):
            yield from unknown(text, language)


@cache
def unknown(text: str, language: str) -> tuple[str, ...]:
    return tuple(strange(text, language, WRITTEN_HERE))


def read_of(surface: Surface) -> Iterator[str]:
    """All that somebody reads of a message or a view."""
    yield from texts_of(surface["blocks"])
    yield from (surface[part]["text"] for part in ("title", "submit", "close") if part in surface)
    yield surface.get("text", "")
