"""What a buyer sees in the home tab."""

from bot.render.blocks import of_paragraphs
from bot.render.home.shelf import Shelf, glanced, listed
from bot.render.view import Block
from bot.render.voice import Voice
from rules.overview import Overview
from rules.words import Actor


def section(voice: Voice, shelf: Shelf, glance: Overview | None) -> list[Block]:
    """Who waits for whom, their orders by urgency, and what they may always do."""
    facts = {"count": shelf.total, "glance": glance and glanced(glance)}
    told = of_paragraphs(voice.paragraphs("cards/home", role=str(Actor.BUYER), **facts))
    return [*told, *listed(voice, shelf, Actor.BUYER)]
