"""Where each action and each nudge is found in chat: read off what is really rendered, as the tables of docs/process.md."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from msgspec.structs import replace

from bot.check.diagram import DOCS
from bot.check.orders import NOW, ORDINARY, orders
from bot.check.readers import ROLES, view_of
from bot.check.samples import before_acceptance, events
from bot.check.texts import action_ids, possible
from bot.policies import load
from bot.render import Renderer, View
from bot.render import action_ids as pressed
from bot.render.fields import carried
from bot.render.notice import template
from rules import events as did
from rules.actions import RULES
from rules.notices import notices
from rules.order import Order
from rules.policy import Policy
from rules.words import PARTIES, Action, Actor, Nudge, RequestKind, State

BEGIN, END = "<!-- places -->\n", "<!-- end of places -->\n"
POLICIES = ("comeup", "comeup_claim")
"""Between them every action is open somewhere: claims exist in the second only."""

ITEMS = frozenset({str(Action.SUPPLY), str(Action.CONFIRM_ITEM)})
"""Actions whose detail is somebody's own word: one line stands for all of them."""

GIVEN = did.ItemSupplied(
    at=NOW, actor=Actor.BUYER, person="buyer", item=ORDINARY.items[0], content=ORDINARY.text
)
"""An item of the brief; the samples supply what a request asked for."""

BOTH = frozenset({Nudge.EXPIRING, Nudge.REFUND_AGREED, Nudge.REFUND_OPEN})
BUYERS = frozenset({
    Nudge.BRIEF_MISSING, Nudge.NOW_LATE_BUYER, Nudge.DISPUTE_DOOR, Nudge.CHECK_DELIVERY, Nudge.ELEMENTS_MISSING,
    Nudge.REFUSAL_CHOICE, Nudge.SUPPLEMENT_OPEN, Nudge.REVIEW_INVITE,
})  # fmt: skip
MEDIATORS = frozenset({Nudge.CASE_UNCLAIMED, Nudge.CASE_IDLE})
RECIPIENTS = frozenset({
    *((nudge, role) for nudge in BOTH for role in PARTIES),
    *((nudge, Actor.BUYER) for nudge in BUYERS),
    *((nudge, Actor.MEDIATOR) for nudge in MEDIATORS),
    *((nudge, Actor.SELLER) for nudge in set(Nudge) - BOTH - BUYERS - MEDIATORS),
})  # fmt: skip
"""Who gets each nudge (section 7): the samples show every one to both."""

Typed = Mapping[str, tuple[str, ...]]
"""The command words of an action, by its id."""


@dataclass
class Place:
    """Where one action stands. `cards`: the states in which it is on the card; `notices`: the messages that it is under."""

    who: set[Actor] = field(default_factory=set)
    cards: set[State] = field(default_factory=set)
    notices: set[str] = field(default_factory=set)
    case: bool = False
    more: bool = False

    @property
    def found(self) -> bool:
        return bool(self.cards or self.notices or self.case or self.more)


@dataclass
class Seen:
    """What was rendered. `nudges`: who gets each, and what stands under it."""

    actions: dict[str, Place] = field(default_factory=dict)
    nudges: dict[tuple[Nudge, Actor], set[str]] = field(default_factory=dict)

    def place(self, action_id: str, role: Actor) -> Place:
        place = self.actions.setdefault(named(action_id), Place())
        place.who.add(role)
        return place


def named(action_id: str) -> str:
    base, _, detail = action_id.partition(":")
    return f"{base}:…" if base in ITEMS and detail else action_id


@cache
def seen() -> Seen:
    """Every card, case, "Plus…" and notice of the ordinary orders; buttons are the same in both languages."""
    found, renderer = Seen(), Renderer()
    for policy in map(load, POLICIES):
        for order in situations():
            for role in ROLES:
                look(found, renderer, view_of(order, role, "en", policy, ORDINARY))
            for_notices(found, renderer, order, policy)
    return found


def situations() -> Iterator[Order]:
    """The ordinary orders, and those whose brief is there before they are accepted."""
    for order in orders(ORDINARY):
        yield order
        if order.state is State.PENDING:
            yield replace(order, brief=tuple(replace(item, content="?") for item in order.brief))


def look(found: Seen, renderer: Renderer, view: View) -> None:
    """What one person may press on one order."""
    role, state = view.role, view.order.state
    for one in pressed(renderer.card(view)):
        found.place(one, role).cards.add(state)
    for block in renderer.more(view)["blocks"]:
        for one in (*block.get("elements", ()), block.get("accessory", {})):
            if "action_id" in one:
                found.place(one["action_id"], role).more = True
    claimed = view.order.request(RequestKind.CLAIM) is not None
    if role is Actor.MEDIATOR and (claimed or view.order.case_opened_at is not None):
        for one in pressed(renderer.case(view, [])):
            found.place(one, role).case = True


def for_notices(found: Seen, renderer: Renderer, order: Order, policy: Policy) -> None:
    """What stands under each message about this order."""
    told: set[tuple[str, Actor]] = set()
    for event in (GIVEN, *events(ORDINARY, NOW)):
        if order.due_at is None and not before_acceptance(event):
            continue
        for notice in notices(event, order, policy):
            if isinstance(event, did.Nudged) and (event.nudge, event.to) not in RECIPIENTS:
                continue
            view = view_of(order, notice.to, "en", policy, ORDINARY)
            texts = renderer.voice(view.reader).texts
            known = possible(notice.id) and texts.has(template(notice.id))
            if (notice.id, notice.to) in told or not known:
                continue
            told.add((notice.id, notice.to))
            made = renderer.notice(view, notice, event)
            under = [one for part in (made, *made.following) for one in pressed(part)]
            for one in under:
                found.place(one, notice.to).notices.add(notice.id)
            if notice.id in set(Nudge):
                found.nudges.setdefault((Nudge(notice.id), notice.to), set()).update(map(named, under))


def places(typed: Typed) -> str:
    """Both tables, in Markdown."""
    rows = [line(id, seen().actions[id], typed) for id in sorted(seen().actions)]
    alone = [f"| `{id}` | clock | | | by itself, when its time has come | | |" for id in sorted(by_clock())]
    nudges = [nudge_line(nudge, to, under) for (nudge, to), under in sorted(seen().nudges.items())]
    return "\n".join((
        "| action | who | command | on the card, while | under the message | *Plus…* | form |",
        "|---|---|---|---|---|---|---|",
        *rows,
        *alone,
        "",
        "| nudge | to | buttons under it |",
        "|---|---|---|",
        *nudges,
        "",
    ))  # fmt: skip


def line(action_id: str, place: Place, typed: Typed) -> str:
    """One action. An item's words are typed as its action's."""
    words = typed.get(action_id) or typed.get(action_id.removesuffix("…"), ())
    cards = [str(state) for state in State if state in place.cards] + (["case"] if place.case else [])
    cells = (
        f"`{action_id}`",
        ", ".join(role for role in Actor if role in place.who),
        " · ".join(f"`{word}`" for word in words),
        ", ".join(cards),
        ", ".join(sorted(place.notices)),
        "yes" if place.more else "",
        ", ".join(field.name for field in carried(action_id)),
    )
    return f"| {' | '.join(cells)} |"


def nudge_line(nudge: Nudge, to: Actor, under: set[str]) -> str:
    return f"| `{nudge}` | {to} | {', '.join(f'`{one}`' for one in sorted(under))} |"


def by_clock() -> frozenset[str]:
    """What nobody may ask for."""
    return frozenset(str(action) for action, rule in RULES.items() if rule.actors == (Actor.CLOCK,))


def unplaced() -> Iterator[str]:
    """Actions and nudges that nobody finds in chat."""
    wanted = {named(one) for one in action_ids()}
    reached = {one for one, place in seen().actions.items() if place.found}
    yield from (f"no place in chat for {one}" for one in sorted(wanted - reached))
    shown = {nudge for (nudge, _), under in seen().nudges.items() if under}
    yield from (f"no button under {nudge}" for nudge in Nudge if nudge not in shown)


def put_places(typed: Typed) -> str:
    """Write the tables into the page, between their marks; gives its path. Raises ValueError where the marks are gone."""
    before, begin, rest = DOCS.read_text(encoding="utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{DOCS} lacks its marks for the places")
    DOCS.write_text(f"{before}{begin}{places(typed)}{end}{after}", encoding="utf-8")
    return str(DOCS)


def stale_places(typed: Typed) -> Iterator[str]:
    """Whether the page shows other tables. A wheel ships no docs: nothing to compare there."""
    if not DOCS.parent.is_dir():
        return
    page = DOCS.read_text(encoding="utf-8") if DOCS.is_file() else ""
    if f"{BEGIN}{places(typed)}{END}" not in page:
        yield "docs/process.md: the places are not those of the chat; `relance check --places` writes them anew"
