"""`relance check`: what no test of one case would notice. States without a way, words that are missing, limits, the diagram."""

from bot.check.diagram import diagram, is_stale
from bot.check.limits import limits_of
from bot.check.points import points_missing
from bot.check.reach import unreachable
from bot.check.rendered import rendered
from bot.check.texts import missing_texts

__all__ = ["check", "diagram", "limits_of"]


def check() -> list[str]:
    """Every finding, one line each; none when all is well. Texts are only rendered when none is missing."""
    found = [*unreachable(), *missing_texts()]
    said = [] if found else [*points_missing(), *rendered()]
    return [*found, *said, *is_stale()]
