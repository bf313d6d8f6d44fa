"""What somebody chooses for themselves: their language, when reminders wait, whether the morning brings a digest."""

from bot import preferences
from bot.db.people import NO_QUIET, hours
from bot.render.choices import CALLBACK, FOLLOW, Chosen
from bot.render.voice import LANGUAGES
from handlers.answers import Answer, Errors, Show, sentence
from handlers.desk import Desk
from handlers.payload import Submitted
from rules.calendar import QuietHours
from rules.order import Order
from rules.words import Actor

__all__ = ["CALLBACK", "form", "sent"]


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
    redraws = chosen["language"] != desk.me.language
    preferences.keep(desk.parts, desk.me, chosen)
    after = Desk(desk.parts, desk.workspace, desk.who)
    if redraws:
        preferences.redraw(desk.parts, desk.me, parties(after))
    quiet = written.replace("-", "–") or "–"
    said = after.say("settings_saved", quiet=quiet, digest="digest" in wanted)
    return Show(after.result(sentence(said), "settings"))


def parties(desk: Desk) -> list[tuple[str, Order, Actor]]:
    """Their orders that go on, and as which party they see each."""
    return [
        (held.id, held.order, role)
        for held in desk.mine()
        if held.order.held and (role := desk.role(held.order)) is not None
    ]
