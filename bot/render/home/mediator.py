"""What a mediator sees in the home tab: the open cases, the oldest first."""

from bot.render.blocks import of_paragraphs
from bot.render.blocks import section as words
from bot.render.buttons import navigation
from bot.render.home.shelf import Shelf, turning
from bot.render.scene import Scene
from bot.render.view import Block
from bot.render.voice import Voice
from rules.words import Actor, RequestKind


def section(voice: Voice, shelf: Shelf) -> list[Block]:
    """Each case with its age, who has it, what is asked and what has no answer."""
    told = of_paragraphs(voice.paragraphs("cards/home", role=str(Actor.MEDIATOR), count=shelf.total))
    return [*told, *(line(scene) for scene in shelf.scenes), *turning(voice, shelf, Actor.MEDIATOR)]


def line(scene: Scene) -> Block:
    """One case in one block, with the way into it."""
    order = scene.view.order
    asked = [scene.name(question.to) for question in order.questions]
    refunds = [one for one in order.ended if one.kind == RequestKind.PARTIAL_REFUND]
    wanted = scene.facts_of(refunds[0]) if refunds and order.agreement is None else None
    said = scene.voice.say(
        "case_line", **scene.given(opened=order.case_opened_at, asked=asked, wanted=wanted)
    )
    return {**words(said), "accessory": navigation(scene, f"ui:order:{scene.facts.ref}", "show_case")}
