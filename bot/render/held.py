"""What is held about somebody, as they read it: nothing is shortened."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from bot.render import casefile
from bot.render.scene import Scene
from bot.render.view import View
from bot.render.voice import Voice
from rules.events import Event, PolicySwitched


class Past(msgspec.Struct, frozen=True):
    """One order, and what of its history concerns the reader, with its words."""

    view: View
    events: Sequence[Event]


def held(
    voice: Voice,
    person: Mapping[str, Any],
    services: Sequence[str],
    past: Sequence[Past],
    said: Sequence[str],
    now: datetime,
) -> str:
    """Markdown that reads as plain text too. `said`: answers of ours that are still kept."""
    facts = {"person": dict(person), "services": services, "said": said, "at": now}
    text = voice.whole.raw("cards/held", orders=[of_order(voice, one) for one in past], **facts)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def of_order(voice: Voice, past: Past) -> dict[str, Any]:
    """An order's part of it."""
    whole = Scene(past.view, voice.whole)
    return {
        "facts": whole.facts,
        "role": str(past.view.role),
        "lines": casefile.lines(whole, [one for one in past.events if not isinstance(one, PolicySwitched)]),
    }
