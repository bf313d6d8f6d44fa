"""Ready words and walks: what helps to act, and acts on nothing by itself."""

from datetime import UTC, datetime
from typing import Any

from bot.render import Message, View
from handlers.answers import Answer, Show, Tell
from handlers.desk import NOT_YOURS, Desk, Held
from handlers.payload import Click, Submitted
from rules.deciding import Walk, open_walks
from rules.drafts import ALONE, GOES_WITH, Draft, fits
from rules.order import other
from rules.words import PARTIES, Actor


def draft(desk: Desk, click: Click, held: Held | None, rest: str) -> Answer:
    """The ready words of a button: with their request where that is open, else as a message."""
    name, _, mode = rest.partition(":")
    view = as_party(desk, held)
    if held is None or view is None or name not in set(Draft):
        return Tell(desk.refused(None, NOT_YOURS, ""), "refused")
    chosen = Draft(name)
    renderer, to = desk.parts.renderer, desk.reader_of(other_of(view))
    alone = mode == "alone" or not renderer.opens(view, GOES_WITH[chosen].action)
    goes = ALONE if alone else GOES_WITH[chosen]
    if not renderer.opens(view, goes.action) or not fits(chosen, held.order, view.role):
        return Tell(why_not(desk, held, GOES_WITH[chosen].action), "refused")
    edited = kept(desk, view, chosen, click, alone=alone)
    made = renderer.draft(view, chosen, to, alone=alone, values=edited)
    return Show(made, instead=click.window is not None and click.window.callback == came(chosen, alone=alone))


def came(draft: Draft, *, alone: bool) -> str:
    """The form of the other way to send the same words: it changes in place; any other one stays beneath."""
    return GOES_WITH[draft].action if alone else ALONE.action


def why_not(desk: Desk, held: Held, action_id: str) -> Message:
    """Why it is closed now, and what to do instead."""
    option = desk.options(held).get(action_id)
    return desk.refused(held, (option and option.refusal) or NOT_YOURS, action_id)


def kept(desk: Desk, view: View, draft: Draft, click: Click, *, alone: bool) -> dict[str, Any]:
    """What was typed in the form that was clicked in: dates and sums, and the words if they are the sender's own."""
    typed = {field: one for field, given in click.values.items() if (one := value_of(given))}
    goes, before = (ALONE, GOES_WITH[draft]) if alone else (GOES_WITH[draft], ALONE)
    text = typed.pop(before.field, None) or typed.pop(goes.field, None)
    ours = {
        desk.parts.renderer.words(view, draft, desk.reader_of(other_of(view)), alone=one)
        for one in (True, False)
    }
    return typed | ({goes.field: text} if isinstance(text, str) and text.strip() not in ours else {})


def value_of(given: Any) -> Any:
    """A text or a date of a form's state."""
    if not isinstance(given, dict):
        return None
    at = given.get("selected_date_time")
    if isinstance(at, int) and not isinstance(at, bool) and 0 < at < 253_402_300_800:
        return datetime.fromtimestamp(at, UTC)
    return given.get("value")


def other_of(view: View) -> str:
    """Our id of who would read it."""
    return view.order.person(other(view.role)) or ""


def as_party(desk: Desk, held: Held | None) -> View | None:
    """The order as one of its parties sees it."""
    view = desk.view(held) if held else None
    return view if view is not None and view.role in PARTIES else None


def unfilled(desk: Desk, sent: Submitted) -> dict[str, str]:
    """Gaps of ready words that are still there: nobody sends "[why]" to the other party."""
    found: dict[str, str] = {}
    for field, given in sent.values.items():
        text = given.get("value")
        gap = desk.parts.renderer.gap_in(text) if isinstance(text, str) else None
        if gap is not None:
            found[field] = desk.say_plain("gap_left", gap=gap)
    return found


def walk(desk: Desk, click: Click, held: Held | None, rest: str) -> Answer:
    """One step of deciding."""
    name, *answers = rest.split(":")
    view = as_party(desk, held)
    if held is None or view is None or view.role is not Actor.SELLER or name not in set(Walk):
        return Tell(desk.refused(None, NOT_YOURS, ""), "refused")
    if Walk(name) not in open_walks(held.order):
        closed = "accept_revision" if name == Walk.REVISION else "accept_request:cancellation"
        return Tell(why_not(desk, held, closed), "refused", instead=True)
    inside = click.window is not None and click.window.callback == "ui:walk"
    try:
        return Show(desk.parts.renderer.walk(view, Walk(name), tuple(answers)), instead=inside)
    except ValueError:  # answers that no button of ours has
        return Show(desk.parts.renderer.walk(view, Walk(name), ()), instead=inside)
