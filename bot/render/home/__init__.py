"""The home tab: a section for each role that its reader has, one below the other."""

from bot.render.blocks import MODAL_BLOCKS, actions
from bot.render.buttons import raw_button
from bot.render.home import buyer, mediator, operator, seller
from bot.render.home.shelf import Shelf
from bot.render.view import Block
from bot.render.voice import Voice
from rules.overview import Overview
from rules.policy import Policy
from rules.record import Statistics

__all__ = ["Shelf", "home"]


def home(
    voice: Voice,
    *,
    selling: Shelf | None,
    buying: Shelf | None,
    cases: Shelf | None,
    keeping: bool,
    policy: Policy,
    glance: Overview | None = None,
    figures: Statistics | None = None,
) -> Block:
    """Cases first: somebody else waits for them. Who has no order yet reads how a first one comes."""
    blocks: list[Block] = []
    if cases is not None:
        blocks += mediator.section(voice, cases)
    if selling is not None or (buying is None and cases is None and not keeping):
        blocks += seller.section(voice, selling, glance, policy, figures)
    if buying is not None:
        blocks += buyer.section(voice, buying)
    if keeping:
        blocks += operator.section(voice)
    return {"type": "home", "blocks": [*blocks[: MODAL_BLOCKS - 1], *actions(ways(voice))]}


def ways(voice: Voice) -> list[Block]:
    """What stands below everything."""
    return [
        raw_button("ui:topics", voice.plain.label("buttons", "topics"), "{}"),
        raw_button("ui:help", voice.plain.label("buttons", "help"), "{}"),
        raw_button("ui:settings", voice.plain.label("buttons", "settings"), "{}"),
    ]
