"""When something of ours breaks: one place that tells the operator everything, and the person a true sentence."""

import structlog

from bot.changing.outcomes import Unsure
from bot.parts import Parts
from bot.render import Reader
from bot.web.problem import AWAY, DOWN
from handlers.answers import Answer, Tell, sentence
from handlers.payload import AnyPayload

log = structlog.get_logger(__name__)


def number(parts: Parts) -> str:
    """What a person quotes to the operator, who finds it in the log."""
    return f"R-{parts.ids.new('trace')[-8:].upper()}"


def told(parts: Parts, payload: AnyPayload, error: Exception, *, saved: bool = False) -> Answer:
    """Logged with a number, and told with it. Nobody's own words are logged. `saved`: it broke after the commit."""
    trace = number(parts)
    log.error(
        "listener_failed",
        exc_info=None if isinstance(error, AWAY) else error,
        error=type(error).__name__,
        trace=trace,
        kind=type(payload).__name__,
        receipt=payload.receipt,
    )
    return Tell(
        sentence(parts.renderer.say(anybody(parts), truth(error, saved=saved), number=trace)), "refused"
    )


def truth(error: Exception, *, saved: bool) -> str:
    """The key of the sentence that says what became of what was asked for."""
    if saved:
        return "saved"
    if isinstance(error, Unsure):
        return "unsure"
    return "down" if isinstance(error, DOWN) else "unexpected"


def anybody(parts: Parts) -> Reader:
    """A reader whom we cannot look up now."""
    return Reader(id="", name="", locale=parts.settings.locale, zone=parts.policy.zone)
