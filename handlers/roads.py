"""Which function serves which id: one look-up, however many there are."""

from collections.abc import Callable

from bot.render.paging import page_of
from handlers import (
    acting,
    calendar,
    case,
    commands,
    faq,
    helping,
    home,
    new_order,
    services,
    settings,
    talk,
    workspace,
)
from handlers.answers import Answer, Nothing, Tell
from handlers.desk import Desk, Held
from handlers.payload import (
    AnyPayload,
    CardGone,
    Click,
    Deleted,
    Edited,
    HomeOpened,
    PersonChanged,
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
        case Click() if payload.action in workspace.BUTTONS:
            return workspace.BUTTONS[payload.action](desk, payload)
        case Click():
            return shown(desk, payload) if payload.action.startswith("ui:") else acting.clicked(desk, payload)
        case Submitted():
            return submitted(desk, payload)
        case Said() | Edited() | Deleted() | CardGone():
            return talk.heard(desk, payload)
        case Shortcut():
            return home.more(desk, home.of_message(desk, payload))
        case HomeOpened():
            return home.opened(desk, payload)
        case PersonChanged():
            return settings.changed(desk, payload)
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
    name = name if name in SHOWN else "more" if held else "topics"
    return SHOWN[name](desk, click, held, rest)


def topics(desk: Desk, held: Held | None) -> Answer:
    """The questions to choose from."""
    return Tell(home.topics(desk, held), "help")


SHOWN: dict[str, Callable[[Desk, Click, Held | None, str], Answer]] = {
    "more": lambda desk, _, held, __: home.more(desk, held),
    "what_now": lambda desk, _, held, __: home.more(desk, held),
    "nobody": lambda desk, _, held, __: home.ahead(desk, held),
    "help": lambda desk, _, held, __: topics(desk, held),
    "topics": lambda desk, _, held, __: topics(desk, held),
    "topic": lambda desk, click, held, rest: faq.topic(desk, rest or chosen(click), held),
    "helped": faq.helped_or_not,
    "draft": helping.draft,
    "walk": helping.walk,
    "order": lambda desk, _, __, rest: home.card(desk, rest),
    "orders": lambda desk, _, __, ___: home.orders(desk),
    "home": lambda desk, click, _, rest: home.turned(desk, click, rest),
    "case_file": case.file,
    "papers": case.papers,
    "paper": case.paper,
    "stats": lambda desk, _, __, ___: home.stats(desk),
    "calendar": lambda desk, _, __, ___: calendar.link(desk),
    "calendar_off": lambda desk, _, __, ___: calendar.off(desk),
    "settings": lambda desk, _, __, ___: settings.form(desk),
    "new_order": lambda desk, _, __, rest: new_order.turned(desk, rest),
    "order_from": lambda desk, _, __, rest: new_order.from_service(desk, rest),
    "services": lambda desk, _, __, rest: services.listed(desk, page=page_of(rest)),
    "service": lambda desk, _, __, rest: services.form(desk, rest),
    "service_retire": lambda desk, _, __, rest: services.retired(desk, rest),
    "service_back": lambda desk, _, __, rest: services.brought_back(desk, rest),
}
"""By what stands behind `ui:`: the click, the order that it carries if it is theirs, and the rest of its id."""


def chosen(click: Click) -> str:
    """The question that was picked from the menu."""
    return (click.ref and click.ref.topic) or ""


def gone(desk: Desk) -> Answer:
    """The workspace took the app away: its token goes at once, its data when the set days are over."""
    parts = desk.parts
    parts.homes.remove(desk.workspace, parts.clock.real(), parts.settings.keep_removed)
    return Nothing()
