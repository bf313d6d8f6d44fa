"""Which function serves which id: one look-up, however many there are."""

from handlers import acting, commands, faq, helping, home, new_order, settings, talk
from handlers.answers import Answer, Nothing, Tell
from handlers.desk import Desk
from handlers.payload import (
    AnyPayload,
    Click,
    Deleted,
    Edited,
    HomeOpened,
    Said,
    Shortcut,
    Submitted,
    Typed,
    Uninstalled,
)


def serve(desk: Desk, payload: AnyPayload) -> Answer:
    """What one payload is answered."""
    match payload:
        case Typed():
            return commands.typed(desk, payload)
        case Click():
            return shown(desk, payload) if payload.action.startswith("ui:") else acting.clicked(desk, payload)
        case Submitted() if payload.action == settings.CALLBACK:
            return settings.sent(desk, payload)
        case Submitted():
            return (
                new_order.sent(desk, payload)
                if payload.action == new_order.CALLBACK
                else acting.submitted(desk, payload)
            )
        case Said():
            return talk.said(desk, payload)
        case Edited():
            return talk.edited(desk, payload)
        case Deleted():
            return talk.deleted(desk, payload)
        case Shortcut():
            return home.more(desk, home.of_message(desk, payload))
        case HomeOpened():
            return home.opened(desk, payload)
        case Uninstalled():
            return gone(desk)


def shown(desk: Desk, click: Click) -> Answer:
    """Buttons that only show something."""
    name, _, rest = click.action.removeprefix("ui:").partition(":")
    held = home.of_click(desk, click)
    if held is not None and desk.role(held.order) is None:
        held = None
    match name:
        case "more" | "what_now":
            return home.more(desk, held)
        case "help" | "topics":
            return Tell(home.topics(desk, held), "help")
        case "topic":
            return faq.topic(desk, rest or chosen(click), held)
        case "helped":
            return faq.helped_or_not(desk, click, held, rest)
        case "draft":
            return helping.draft(desk, click, held, rest)
        case "walk":
            return helping.walk(desk, click, held, rest)
        case "order":
            return home.card(desk, rest)
        case "settings":
            return settings.form(desk)
        case "orders":
            return home.orders(desk)
        case "new_order":
            return new_order.form(desk)
        case _:
            return home.more(desk, held) if held else Tell(home.topics(desk, None), "help")


def chosen(click: Click) -> str:
    """The question that was picked from the menu."""
    return (click.ref and click.ref.topic) or ""


def gone(desk: Desk) -> Answer:
    """The workspace took the app away: its token goes at once."""
    desk.parts.homes.remove(desk.workspace, desk.parts.clock.real())
    return Nothing()
