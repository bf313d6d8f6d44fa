"""What a buyer sees in the home tab."""

from bot.render.blocks import of_paragraphs
from bot.render.home.shelf import Shelf, listed
from bot.render.view import Block
from bot.render.voice import Voice
from rules.words import Actor


def section(voice: Voice, shelf: Shelf) -> list[Block]:
    """Their orders, what waits for them, and what they may always do."""
    told = of_paragraphs(voice.paragraphs("cards/home", role=str(Actor.BUYER), count=shelf.total))
    return [*told, *listed(voice, shelf, Actor.BUYER)]
