"""Looking around: one's orders, everything that may be done on one, settings, the home tab."""

from collections.abc import Mapping
from types import MappingProxyType

import msgspec

from bot.changing.texts import reveal
from bot.homepage import Homepage, draw, with_page
from bot.people import statistics
from bot.render import Message
from bot.render.paging import page_of
from bot.trust import history
from handlers.answers import Answer, Nothing, Show, Tell
from handlers.desk import NOT_YOURS, Desk, Held
from handlers.payload import Click, HomeOpened, Shortcut
from rules.events import Event
from rules.words import Actor


def part_of(desk: Desk, mine: list[Held] | None = None) -> Actor:
    """What somebody mostly is here: what their most urgent order says; who has none is told what sellers are."""
    orders = desk.mine() if mine is None else mine
    role = desk.role(orders[0].order) if orders else None
    return role or Actor.SELLER


def orders(desk: Desk) -> Answer:
    """One's orders, the most urgent first, mediators' open cases before them; or how to get a first one."""
    mine = desk.parts.renderer.orders(desk.reader, desk.views(desk.mine()))
    page = of_desk(desk).cases() if desk.is_mediator else None
    if page is None or not page.total:
        return Tell(mine, "orders")
    first = desk.parts.renderer.cases(desk.reader, page)
    return Tell(msgspec.structs.replace(first, following=(*first.following, mine)), "orders")


def opened(desk: Desk, event: HomeOpened) -> Answer:
    """The home tab is drawn when it is opened. Its hash keeps a newer one from being drawn over."""
    return drawn(desk, event.hash)


def turned(desk: Desk, click: Click, rest: str) -> Answer:
    """Another page of one section; the others stay as they are."""
    role, _, page = rest.partition(":")
    window = click.window
    tab = desk.parts.home_tabs.get(desk.workspace, desk.me.id)
    return drawn(desk, window.hash if window and window.home else "", with_page(tab, role, page_of(page)))


def drawn(desk: Desk, hash: str, pages: Mapping[str, int] = MappingProxyType({})) -> Answer:
    """The home tab as it is now. `pages` by role, from 1."""
    draw(desk.parts, of_desk(desk, pages), hash)
    return Nothing()


def of_desk(desk: Desk, pages: Mapping[str, int] = MappingProxyType({})) -> Homepage:
    """The home tab of who came."""
    return Homepage(desk.parts, desk.me, mediating=desk.is_mediator, keeping=desk.seems_operator, pages=pages)


def ahead(desk: Desk, held: Held | None) -> Answer:
    """What would happen by itself."""
    view = desk.view(held) if held else None
    if view is None:
        return Tell(desk.refused(None, NOT_YOURS, "ui:nobody"), "refused")
    return Show(desk.parts.renderer.nobody(view))


def more(desk: Desk, held: Held | None, *, instead: bool = False) -> Answer:
    """Every action, open or closed, why and from when."""
    view = desk.view(held) if held else None
    if view is None:
        return Tell(desk.refused(None, NOT_YOURS, "ui:more"), "refused")
    return Show(desk.parts.renderer.more(view), instead)


def card(desk: Desk, ref: str) -> Answer:
    """An order from a list."""
    held = desk.by_ref(ref)
    view = desk.view(held) if held else None
    if view is None:
        return Tell(desk.refused(None, NOT_YOURS, "ui:order"), "refused")
    if view.role is Actor.MEDIATOR and view.order.case_opened_at is not None:
        return Tell(desk.parts.renderer.case(view, told(desk, view.id)))
    return Tell(desk.parts.renderer.card(view))


def told(desk: Desk, order_id: str) -> list[Event]:
    """All that happened to an order, in its words."""
    entries = history.load(desk.parts.engine, desk.workspace, order_id)
    return list(reveal(desk.parts.engine, desk.workspace, [entry.event for entry in entries]))


def of_click(desk: Desk, click: Click) -> Held | None:
    """The order whose button was clicked, if it carries one."""
    return desk.held(click.ref.order) if click.ref else None


def of_message(desk: Desk, shortcut: Shortcut) -> Held | None:
    """The order in whose thread a message stands."""
    return desk.in_thread(shortcut.place.channel, shortcut.place.root)


def stats(desk: Desk) -> Answer:
    """One's rates as a seller, what they advise, and the reviews."""
    parts = desk.parts
    found = statistics.of_seller(parts.engine, desk.workspace, desk.me.id, parts.clock.now(), parts.policy)
    return Tell(parts.renderer.stats(desk.reader, found), "stats")


def topics(desk: Desk, held: Held | None) -> Message:
    """All questions, those that fit this order now first."""
    view = desk.view(held) if held else None
    role = view.role if view else part_of(desk)
    return desk.parts.renderer.topics(desk.reader, view, role)
