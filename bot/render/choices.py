"""The form of what somebody chooses for themselves: language, quiet hours, digest."""

from datetime import time

import msgspec

from bot.render.blocks import actions, context, plain
from bot.render.buttons import raw_button
from bot.render.forms import window
from bot.render.view import Block
from bot.render.voice import LANGUAGES, Voice

CALLBACK = "ui:settings"
FOLLOW = "slack"
EVENING, MORNING = time(21), time(8)


class Chosen(msgspec.Struct, frozen=True, kw_only=True):
    """What holds now. `language`: None follows Slack; `quiet`: from and to, on their wall clock, None for none."""

    language: str | None
    quiet: tuple[time, time] | None
    digest: bool


def form(voice: Voice, chosen: Chosen) -> Block:
    """The modal; hours that were never chosen show the usual ones."""
    label = voice.plain.label
    start, end = chosen.quiet or (EVENING, MORNING)
    languages = [option(voice, one) for one in (FOLLOW, *LANGUAGES)]
    wanted = [option(voice, one) for one in ("quiet", "digest")]
    ticked = [one for one, on in zip(wanted, (chosen.quiet is not None, chosen.digest), strict=True) if on]
    checks: Block = {"type": "checkboxes", "options": wanted} | (
        {"initial_options": ticked} if ticked else {}
    )
    select: Block = {
        "type": "static_select",
        "options": languages,
        "initial_option": option(voice, chosen.language or FOLLOW),
    }
    blocks = [
        context(voice.say("settings", zone=voice.speech.city())),
        field(voice, "language", select),
        field(voice, "quiet_from", {"type": "timepicker", "initial_time": f"{start:%H:%M}"}),
        field(voice, "quiet_to", {"type": "timepicker", "initial_time": f"{end:%H:%M}"}),
        field(voice, "wanted", checks, optional=True),
        *actions([raw_button("ui:calendar", label("buttons", "calendar"), "{}")]),
    ]
    return window(voice, label("titles", "settings"), blocks, CALLBACK, None, label("buttons", "save"))


def option(voice: Voice, value: str) -> Block:
    return {"text": plain(voice.plain.label("settings", "options", value)), "value": value}


def field(voice: Voice, name: str, element: Block, *, optional: bool = False) -> Block:
    return {
        "type": "input",
        "block_id": name,
        "label": plain(voice.plain.label("settings", "fields", name)),
        "element": {**element, "action_id": name},
        "optional": optional,
    }
