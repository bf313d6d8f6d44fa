"""What "if nobody acts" shows: what would happen to an order by itself, with its dates."""

from bot.render.blocks import MODAL_BLOCKS, Paragraph, of_paragraphs
from bot.render.forms import window
from bot.render.scene import Scene
from bot.render.timeline import future
from bot.render.view import Block
from bot.slack import refs
from rules.agenda import Timeout
from rules.foreseen import Coming, foreseen
from rules.words import FINAL

MOST = 30


def nobody(scene: Scene) -> Block:
    """The modal: first what silence means, then each moment in its order."""
    view = scene.view
    coming = foreseen(view.order, view.role, view.now, view.policy, quiet=view.quiet, zone=view.reader.zone)
    told = of_paragraphs(scene.paragraphs("cards/nobody", final=view.order.state in FINAL, none=not coming))
    lines = listed(scene, [line(scene, one) for one in coming])
    blocks = [*told, *of_paragraphs([Paragraph("\n".join(lines))])] if lines else told
    title = scene.voice.plain.say("more_title", **scene.given())
    return window(scene.voice, title, blocks[:MODAL_BLOCKS], "ui:nobody", refs.Ref(view.id, view.order.stage))


def listed(scene: Scene, lines: list[str]) -> list[str]:
    """All of them, or the first and the very last, which ends the order; how many are left out is said."""
    if len(lines) <= MOST:
        return lines
    left_out = str(scene.voice.say("ahead_more", count=len(lines) - MOST + 1))
    return [*lines[: MOST - 2], left_out, lines[-1]]


def line(scene: Scene, one: Coming) -> str:
    """A date and what comes then; what changes the order stands out."""
    return str(
        scene.voice.say(
            "ahead_line", at=one.at, what=future(scene, one.what), ends=isinstance(one.what, Timeout)
        )
    )
