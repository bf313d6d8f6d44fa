"""What somebody chooses for themselves: their language, when reminders wait, whether the morning brings a digest."""

from typing import Any

from bot.db.people import NO_QUIET, hours
from bot.people import preferences
from bot.render.choices import CALLBACK, FOLLOW, Chosen
from bot.render.voice import LANGUAGES
from handlers.answers import Answer, Errors, Nothing, Show, Tell, sentence
from handlers.desk import Desk
from handlers.payload import PersonChanged, Submitted
from handlers.words import folded
from rules.calendar import QuietHours
from rules.order import Order
from rules.words import Actor

__all__ = ["CALLBACK", "changed", "form", "sent", "typed"]

NAMED = {
    "fr": ("fr", "francais", "french"),
    "en": ("en", "anglais", "english"),
    FOLLOW: ("slack", "auto"),
}
"""How people name a language, without accents and capitals."""


def typed(desk: Desk, text: str) -> Answer:
    """`langue anglais` is done at once; anything else opens the form, where each choice is seen."""
    what, _, named = folded(text).partition(" ")
    language = next((one for one, names in NAMED.items() if named.strip() in names), None)
    if what not in {"langue", "language"} or language is None:
        return form(desk)
    after = kept(desk, {"language": None if language == FOLLOW else language})
    return Tell(sentence(after.say("language_saved", language=after.reader.locale)))


def changed(desk: Desk, told: PersonChanged) -> Answer:
    """Slack tells of a changed profile; who reads another language finds their cards in it."""
    if desk.parts.presence.told(desk.workspace, told.who.user, told.user):
        preferences.redraw(desk.parts, desk.me, parties(desk))
    return Nothing()


def form(desk: Desk) -> Answer:
    """The form, filled with what holds now; what was never chosen is the house's."""
    quiet = hours(desk.me.zone, desk.me.quiet_hours, desk.parts.policy).quiet
    chosen = Chosen(
        language=desk.me.language,
        quiet=None if quiet is None else (quiet.start, quiet.end),
        digest=desk.me.digest,
    )
    return Show(desk.parts.renderer.settings(desk.reader, chosen))


def sent(desk: Desk, form: Submitted) -> Answer:
    """Kept, and in force at once; the answer is in the language that was chosen."""
    values = desk.values(form.values, "EUR", form.window.id)
    language, wanted = values.picked("language"), values.several("wanted") or ()
    start, end = (
        str(form.values.get(name, {}).get("selected_time") or "") for name in ("quiet_from", "quiet_to")
    )
    written = NO_QUIET
    if "quiet" in wanted:
        try:
            QuietHours.parse(written := f"{start}-{end}")
        except ValueError:
            return Errors({"quiet_to": desk.say_plain("settings_same_hour")})
    chosen = {
        "language": language if language in LANGUAGES and language != FOLLOW else None,
        "quiet_hours": written,
        "digest": "digest" in wanted,
    }
    after = kept(desk, chosen)
    quiet = written.replace("-", "–") or "–"
    said = after.say("settings_saved", quiet=quiet, digest="digest" in wanted)
    return Show(after.result(sentence(said), "settings"))


def kept(desk: Desk, chosen: dict[str, Any]) -> Desk:
    """The desk of who chose, as it is from now on; `chosen` as preferences.keep takes it."""
    preferences.keep(desk.parts, desk.me, chosen)
    after = Desk(desk.parts, desk.workspace, desk.who)
    if after.me.speaks != desk.me.speaks:
        preferences.redraw(desk.parts, desk.me, parties(after))
    return after


def parties(desk: Desk) -> list[tuple[str, Order, Actor]]:
    """Their orders that go on, and as which party they see each."""
    return [
        (held.id, held.order, role)
        for held in desk.mine()
        if held.order.held and (role := desk.role(held.order)) is not None
    ]
