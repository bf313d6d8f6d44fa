"""A seller's morning in one message, with a button for each order that it names."""

from collections.abc import Mapping
from itertools import islice
from types import SimpleNamespace

from bot.render.blocks import BLOCKS, MESSAGE, actions, message, of_paragraphs, section, weight
from bot.render.buttons import raw_button
from bot.render.scene import Scene
from bot.render.view import Block, Message
from bot.render.voice import Voice
from rules.digest import Digest, Line

SHOWN = 10


def digest(voice: Voice, told: Digest, names: Mapping[str, str]) -> Message:
    """`names` of the buyers, by our ids."""

    def facts(lines: tuple[Line, ...]) -> list[SimpleNamespace]:
        return [
            SimpleNamespace(
                ref=one.ref, title=one.title, at=one.at, waits=one.waits, buyer=names.get(one.buyer, "…")
            )
            for one in lines
        ]

    words = voice.paragraphs(
        "cards/digest",
        late=facts(told.late),
        due_today=facts(told.due_today),
        yours=facts(told.yours),
        theirs=facts(told.theirs),
        collisions=[facts(day) for day in told.collisions],
    )
    refs = islice(dict.fromkeys(one.ref for one in told.lines), SHOWN)
    buttons = [raw_button(f"ui:order:{ref}", ref, "{}") for ref in refs]
    return message([*of_paragraphs(words), *actions(buttons)])


Told = tuple[Scene | None, list[Block]]
"""A reminder with its order, or (without one) the day as a whole."""

SPARE = 10
"""Blocks that a message with several reminders leaves free: each may get a line more when its buttons go."""


def together(voice: Voice, told: list[Told], count: int | None) -> Message:
    """What waited for the morning, or for our return: one part an order's reminder, the day as a whole last.

    `count` of the reminders stands on top, unless this goes on from a message before. None is parted without need.
    """
    batches = [[section(voice.say("together", count=count))] if count is not None else []]
    empty = True
    for scene, own in sorted(told, key=lambda one: one[0] is None):
        blocks = [*headed(scene), *own]
        if not empty and not fits([*batches[-1], *blocks]):
            batches.append([])
        batches[-1] += blocks
        empty = False
    first, *more = (one for batch in batches for part in (message(batch),) for one in (part, *part.following))
    return Message(first.text, first.blocks, tuple(Message(one.text, one.blocks) for one in more))


def headed(scene: Scene | None) -> list[Block]:
    """A line, and which order it is about."""
    title = [] if scene is None else [section(scene.voice.say("together_order", **scene.given()))]
    return [{"type": "divider"}, *title]


def fits(blocks: list[Block]) -> bool:
    return len(blocks) <= BLOCKS - SPARE and weight(blocks) <= MESSAGE
