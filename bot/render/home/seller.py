"""What a seller sees in the home tab."""

from bot.render.blocks import actions, of_paragraphs
from bot.render.buttons import raw_button
from bot.render.home.shelf import Shelf, glanced, listed
from bot.render.stats import summary
from bot.render.view import Block
from bot.render.voice import Voice
from rules.overview import Overview
from rules.policy import Policy
from rules.record import Statistics
from rules.words import Actor


def section(
    voice: Voice, shelf: Shelf | None, glance: Overview | None, policy: Policy, figures: Statistics | None
) -> list[Block]:
    """Who waits for whom and what ends next, orders by urgency, rates, the ways further; or how a first order comes."""
    facts = {"count": shelf.total if shelf else 0, "glance": glance and glanced(glance)}
    told = of_paragraphs(voice.paragraphs("cards/home", role=str(Actor.SELLER), **facts))
    orders = listed(voice, shelf, Actor.SELLER) if shelf else []
    rates = summary(voice, policy, figures) if figures else []
    return [*told, *orders, *rates, *actions(ways(voice))]


def ways(voice: Voice) -> list[Block]:
    """What is about no order."""
    return [
        raw_button("ui:new_order", voice.plain.label("buttons", "new_order"), "{}"),
        raw_button("ui:services", voice.plain.label("buttons", "services"), "{}"),
        raw_button("ui:stats", voice.plain.label("buttons", "stats"), "{}"),
    ]
