"""What an operator sees in the home tab."""

from bot.render.blocks import actions, of_paragraphs
from bot.render.buttons import raw_button
from bot.render.view import Block, Workspace
from bot.render.voice import Voice
from bot.render.workspace import rules, stands
from rules.words import Actor


def section(voice: Voice, space: Workspace) -> list[Block]:
    """What an operator may do, what waits for a hand, who is here; below the way to the page, which has all, the rules."""
    label = voice.plain.label
    told = of_paragraphs(voice.paragraphs("cards/home", role=str(Actor.OPERATOR), count=0))
    page = raw_button("ui:workspace", label("buttons", "operators"), "{}")
    return [
        *told,
        *stands(voice, space),
        *actions([page, raw_button("ui:services", label("buttons", "all_services"), "{}")]),
        *rules(voice, space),
    ]
