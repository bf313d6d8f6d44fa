"""When something of ours breaks: one place that tells the operator everything, and the person a true sentence."""

import structlog

from bot.parts import Parts
from bot.problem import DOWN
from bot.render import Reader
from handlers.answers import Answer, Tell, sentence
from handlers.payload import AnyPayload

log = structlog.get_logger(__name__)


def number(parts: Parts) -> str:
    """What a person quotes to the operator, who finds it in the log."""
    return f"R-{parts.ids.new('trace')[-8:].upper()}"


def told(parts: Parts, payload: AnyPayload, error: Exception) -> Answer:
    """Logged with a number, and told with it. Nobody's own words are logged."""
    trace = number(parts)
    log.error(
        "listener_failed", exc_info=error, trace=trace, kind=type(payload).__name__, receipt=payload.receipt
    )
    key = "down" if isinstance(error, DOWN) else "unexpected"
    return Tell(sentence(parts.renderer.say(anybody(parts), key, number=trace)), "refused")


def anybody(parts: Parts) -> Reader:
    """A reader whom we cannot look up now."""
    return Reader(id="", name="", locale=parts.settings.locale, zone=parts.policy.zone)
