"""What an operator sees in the home tab."""

from bot.render.blocks import actions, of_paragraphs
from bot.render.buttons import raw_button
from bot.render.view import Block
from bot.render.voice import Voice
from rules.words import Actor


def section(voice: Voice) -> list[Block]:
    """What an operator may do, and how."""
    told = of_paragraphs(voice.paragraphs("cards/home", role=str(Actor.OPERATOR), count=0))
    page = raw_button("ui:workspace", voice.plain.label("titles", "workspace"), "{}")
    return [*told, *actions([page])]
