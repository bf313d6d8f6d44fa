"""One's deadlines in one's own calendar: a link to subscribe to, and its end."""

from bot.render import Message
from bot.render.buttons import raw_button
from bot.web import calendars
from handlers.answers import Answer, Tell, sentence
from handlers.desk import Desk


def link(desk: Desk) -> Answer:
    """A new link; the one before ends with it."""
    found = calendars.begin(desk.parts, desk.me)
    if found is None:
        return Tell(sentence(desk.say("calendar_nowhere")), "calendar")
    told = sentence(desk.say("calendar", link=found))
    off = raw_button(
        "ui:calendar_off", desk.parts.renderer.label(desk.reader, "buttons", "calendar_off"), "{}"
    )
    return Tell(Message(told.text, [*told.blocks, {"type": "actions", "elements": [off]}]), "calendar")


def off(desk: Desk) -> Answer:
    """The link leads nowhere from now on."""
    calendars.end(desk.parts, desk.me)
    return Tell(sentence(desk.say("calendar_ended")), "calendar", instead=True)
