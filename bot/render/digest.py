"""A seller's morning in one message, with a button for each order that it names."""

from collections.abc import Mapping
from itertools import islice
from types import SimpleNamespace

from bot.render.blocks import actions, message, of_paragraphs, section
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


def together(voice: Voice, told: list[tuple[Scene | None, list[Block]]]) -> Message:
    """What waited for the morning, or for our return: one part an order's reminder, the day as a whole last."""
    blocks = [section(voice.say("together", count=len([one for one, _ in told if one is not None])))]
    for scene, own in sorted(told, key=lambda one: one[0] is None):
        blocks.append({"type": "divider"})
        if scene is not None:
            blocks.append(section(scene.voice.say("together_order", **scene.given())))
        blocks += own
    return message(blocks)
