"""What "if nobody acts" shows: what would happen to an order by itself, with its dates."""

from collections.abc import Iterator

from bot import refs
from bot.render.blocks import MODAL_BLOCKS, Paragraph, of_paragraphs
from bot.render.forms import window
from bot.render.scene import Scene
from bot.render.timeline import future
from bot.render.view import Block
from rules.agenda import Moment, Timeout, pending
from rules.words import AT_ONCE, FINAL, RequestKind

MOST = 30


def nobody(scene: Scene) -> Block:
    """The modal: first what silence means, then each moment in its order."""
    order = scene.view.order
    told = of_paragraphs(
        scene.paragraphs("cards/nobody", final=order.state in FINAL, none=not any(ahead(scene)))
    )
    lines = [line(scene, one) for one in ahead(scene)][:MOST]
    blocks = [*told, *of_paragraphs([Paragraph("\n".join(lines))])] if lines else told
    title = scene.voice.plain.say("more_title", **scene.given())
    return window(
        scene.voice, title, blocks[:MODAL_BLOCKS], "ui:nobody", refs.Ref(scene.view.id, order.stage)
    )


def ahead(scene: Scene) -> Iterator[Timeout | Moment]:
    """What ends or opens by itself, for whomever; of the reminders only the reader's own. What ends the order is last."""
    view = scene.view
    for one in pending(view.order, view.policy):
        if one.at <= view.now:
            continue
        if isinstance(one, Timeout) or one.nudge in AT_ONCE or one.to is view.role:
            yield one
        if isinstance(one, Timeout) and one.about != RequestKind.SUPPLEMENT:
            return


def line(scene: Scene, one: Timeout | Moment) -> str:
    """A date and what comes then; what changes the order stands out."""
    return str(
        scene.voice.say("ahead_line", at=one.at, what=future(scene, one), ends=isinstance(one, Timeout))
    )
