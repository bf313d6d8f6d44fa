"""Looking around: one's orders, everything that may be done on one, settings, the home tab."""

from bot import statistics
from bot.render import Message
from handlers.answers import Answer, Nothing, Show, Tell
from handlers.desk import NOT_YOURS, Desk, Held
from handlers.payload import Click, HomeOpened, Shortcut
from rules.words import Actor


def part_of(desk: Desk, mine: list[Held] | None = None) -> Actor:
    """What somebody mostly is here: what their most urgent order says; who has none is told what sellers are."""
    orders = desk.mine() if mine is None else mine
    role = desk.role(orders[0].order) if orders else None
    return role or Actor.SELLER


def orders(desk: Desk) -> Answer:
    """One's orders, the most urgent first; or how to get a first one."""
    return Tell(desk.parts.renderer.orders(desk.reader, desk.views(desk.mine())), "orders")


def opened(desk: Desk, event: HomeOpened) -> Answer:
    """The home tab is drawn when it is opened. Its hash keeps a newer one from being drawn over."""
    mine = desk.mine()
    view = desk.parts.renderer.home(desk.reader, desk.views(mine), part_of(desk, mine))
    desk.parts.slack.publish(desk.workspace, desk.who.user, view, event.hash)
    return Nothing()


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
    return Tell(desk.parts.renderer.card(view))


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
