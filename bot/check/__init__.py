"""`relance check`: what no test of one case would notice. States without a way, words that are missing, limits, the diagram."""

from bot.check.diagram import diagram, is_stale
from bot.check.limits import limits_of
from bot.check.places import Typed, put_places, stale_places, unplaced
from bot.check.points import points_missing
from bot.check.reach import unreachable
from bot.check.rendered import rendered
from bot.check.texts import missing_texts

__all__ = ["check", "diagram", "limits_of", "put_places"]


def check(typed: Typed) -> list[str]:
    """Every finding, one line each; none when all is well. Texts are rendered when none is missing, and places read off when
    all can be rendered.

    `typed`: the command words of each action.
    """
    found = [*unreachable(), *missing_texts()]
    found = found or [*points_missing(), *rendered()]
    found = found or [*unplaced(), *stale_places(typed)]
    return [*found, *is_stale()]
