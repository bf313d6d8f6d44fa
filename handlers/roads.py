"""Which function serves which id: one look-up, however many there are."""

from collections.abc import Callable

from handlers import acting, commands, faq, helping, home, new_order, services, settings, talk
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
        case Submitted():
            return submitted(desk, payload)
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


def submitted(desk: Desk, form: Submitted) -> Answer:
    """A form that was sent off."""
    for callback, sent in FORMS.items():
        if form.action.startswith(callback):
            return sent(desk, form)
    return acting.submitted(desk, form)


FORMS = {
    new_order.CALLBACK: new_order.sent,
    services.CALLBACK: services.sent,
    settings.CALLBACK: settings.sent,
}
"""Forms of ours that are no action on an order, by what their callback begins with."""


def shown(desk: Desk, click: Click) -> Answer:
    """Buttons that only show something; one that we no longer know leads to what may be done now."""
    name, _, rest = click.action.removeprefix("ui:").partition(":")
    held = home.of_click(desk, click)
    if held is not None and desk.role(held.order) is None:
        held = None
    if (elsewhere := ELSEWHERE.get(name)) is not None:
        return elsewhere(desk, rest)
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
        case _:
            return home.more(desk, held) if held else Tell(home.topics(desk, None), "help")


ELSEWHERE: dict[str, Callable[[Desk, str], Answer]] = {
    "order": home.card,
    "orders": lambda desk, _: home.orders(desk),
    "settings": lambda desk, _: settings.form(desk),
    "new_order": lambda desk, _: new_order.begin(desk),
    "order_from": new_order.from_service,
    "services": lambda desk, _: services.listed(desk),
    "service": services.form,
    "service_retire": services.retired,
    "service_back": services.brought_back,
}
"""Buttons that are about no order of the thread: each gets what stands behind its name."""


def chosen(click: Click) -> str:
    """The question that was picked from the menu."""
    return (click.ref and click.ref.topic) or ""


def gone(desk: Desk) -> Answer:
    """The workspace took the app away: its token goes at once."""
    desk.parts.homes.remove(desk.workspace, desk.parts.clock.real())
    return Nothing()
