"""What a seller sees in the home tab."""

from bot.render.blocks import actions, of_paragraphs
from bot.render.buttons import raw_button
from bot.render.home.shelf import Shelf, listed
from bot.render.view import Block
from bot.render.voice import Voice
from rules.words import Actor


def section(voice: Voice, shelf: Shelf | None) -> list[Block]:
    """Orders by urgency, the ways to a new one, to what is sold and to the figures; or how a first order comes."""
    count = shelf.total if shelf else 0
    told = of_paragraphs(voice.paragraphs("cards/home", role=str(Actor.SELLER), count=count))
    orders = listed(voice, shelf, Actor.SELLER) if shelf else []
    return [*told, *orders, *actions(ways(voice))]


def ways(voice: Voice) -> list[Block]:
    """What is about no order."""
    return [
        raw_button("ui:new_order", voice.plain.label("buttons", "new_order"), "{}"),
        raw_button("ui:services", voice.plain.label("buttons", "services"), "{}"),
        raw_button("ui:stats", voice.plain.label("buttons", "stats"), "{}"),
    ]
