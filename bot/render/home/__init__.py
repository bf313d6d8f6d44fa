"""The home tab: a section for each role that its reader has, one below the other."""

from bot.render.blocks import MODAL_BLOCKS, actions
from bot.render.buttons import raw_button
from bot.render.home import buyer, mediator, operator, seller
from bot.render.home.shelf import Shelf
from bot.render.view import Block, Workspace
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
    space: Workspace | None,
    policy: Policy,
    sold: Overview | None = None,
    bought: Overview | None = None,
    figures: Statistics | None = None,
) -> Block:
    """Cases first: somebody else waits for them. Who has no order yet reads how a first one comes."""
    blocks: list[Block] = []
    if cases is not None:
        blocks += mediator.section(voice, cases)
    if selling is not None or (buying is None and cases is None and space is None):
        blocks += seller.section(voice, selling, sold, policy, figures)
    if buying is not None:
        blocks += buyer.section(voice, buying, bought)
    if space is not None:
        blocks += operator.section(voice, space)
    return {"type": "home", "blocks": [*blocks[: MODAL_BLOCKS - 1], *actions(ways(voice))]}


def ways(voice: Voice) -> list[Block]:
    """What stands below everything."""
    return [
        raw_button("ui:topics", voice.plain.label("buttons", "topics"), "{}"),
        raw_button("ui:help", voice.plain.label("buttons", "help"), "{}"),
        raw_button("ui:settings", voice.plain.label("buttons", "settings"), "{}"),
    ]
