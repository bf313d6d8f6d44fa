"""Everything that anybody can be shown of the sample orders, ready to be rendered."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import partial

import msgspec

from bot.check.orders import NOW, ORDINARY, Size, orders
from bot.check.readers import ROLES, reader_of, view_of
from bot.check.reading import Surface, marks, unknown
from bot.check.samples import before_acceptance, events, tag
from bot.check.statistics import statistics
from bot.check.texts import UNTOLD, possible
from bot.db.services import Service
from bot.render import Home, Message, Page, Reader, Renderer, View, Workspace
from bot.render.drafts import way
from bot.render.fields import carried
from bot.render.scene import template
from bot.render.voice import LANGUAGES
from bot.typed.offered import MOST as MOST_OPTIONS
from rules.deciding import Question, Walk, open_walks, step
from rules.drafts import Draft, fits
from rules.events import Event, PartyChanged
from rules.guidance import TOPICS, side
from rules.notices import HANDED_OVER, Notice, notices
from rules.options import Option
from rules.order import Order, ServiceOption
from rules.overview import overview
from rules.policy import Policy
from rules.refusal import Facts, Refusal
from rules.words import PARTIES, Actor, Reason, State

DEFAULT = "comeup"

Call = tuple[str, Callable[[], Message | Surface | str]]


def calls(renderer: Renderer, language: str, policy: Policy, size: Size) -> Iterator[Call]:
    """Everything that can be said about these orders, ready to be said."""
    standing = tuple(orders(size))
    for order in standing:
        for role in ROLES:
            view = view_of(order, role, language, policy, size)
            yield from of_policy(renderer, view)
            if policy.name == DEFAULT:
                yield from of_order(renderer, view)
    told: set[tuple[object, ...]] = set()
    for event in events(size, NOW):
        for order in standing:
            if order.due_at is None and not before_acceptance(event):
                continue
            yield from of_event(renderer, event, order, told, (language, policy, size))
    reader = reader_of(Actor.SELLER, language, size)
    for role in ROLES:
        yield from (
            (f"{topic}, no order {role}", partial(renderer.topic, reader, topic, None, role))
            for topic in TOPICS[side(role)]
        )
        yield f"help {role}", partial(renderer.help, reader, role, size.title, "message")
    yield "no orders", partial(renderer.orders, reader, [])
    for name, found in statistics(size, NOW, policy).items():
        yield f"stats {name}", partial(renderer.stats, reader, found)
    yield from of_services(renderer, reader, size)
    yield "workspace", partial(renderer.workspace, reader, Workspace(policy))
    yield "busy workspace", partial(renderer.workspace, reader, busy_space(policy, size))


def busy_space(policy: Policy, size: Size) -> Workspace:
    """A workspace with more of everything than one reads at a glance."""
    names = (size.name,) * 12
    return Workspace(
        policy,
        12,
        12,
        selling=names,
        buying=names,
        left=names,
        services=(size.title,) * 12,
        retired=2,
        operators=tuple((str(one), size.name) for one in range(50)),
        messages=2,
        reports=1,
        parked=(size.ref,) * 30,
        unknown=True,
    )


def of_services(renderer: Renderer, reader: Reader, size: Size) -> Iterator[Call]:
    """What sellers sell, and orders that start from it."""
    names = {"seller": size.name}
    full, bare, gone = service(size), service(size, bare=True), service(size, retired_at=NOW)
    yield "services", partial(renderer.services, reader, [full, bare, gone] * 9, names, "service_saved")
    yield "no services", partial(renderer.services, reader, [], {})
    yield "which service", partial(renderer.which_service, reader, [full] * 40, names, "U0BUYER")
    yield "service", partial(renderer.service_form_of, reader, full)
    yield "new service", partial(renderer.service_form, reader, "s1", {}, new=True, for_operator=True)
    for name, sold in (("no service", None), ("a service", full)):
        yield (
            f"new order, {name}",
            partial(renderer.new_order, reader, values={}, service=sold, for_operator=True),
        )


def service(size: Size, *, bare: bool = False, retired_at: datetime | None = None) -> Service:
    """Something that is sold, with all that it may have, or with nothing."""
    offers = tuple(
        ServiceOption(title=f"{size.title[:70]} {n}", price=size.amount, days=n % 2)
        for n in range(MOST_OPTIONS)
    )
    return Service(
        workspace="w1",
        id="s1",
        seller="seller",
        title=size.title,
        price=size.amount,
        currency="EUR",
        duration_days=size.days,
        revisions_included=None if bare else 2,
        brief=() if bare else size.items,
        options=() if bare else offers,
        retired_at=retired_at,
    )


def of_policy(renderer: Renderer, view: View) -> Iterator[Call]:
    """What a policy changes the words of: the card, the answers, what an action would do."""
    where = f"{view.order.state} {view.role}"
    yield f"card {where}", partial(renderer.card, view)
    yield from (
        (f"{one} {where}", partial(renderer.topic, view.reader, one, view, view.role))
        for one in TOPICS[side(view.role)]
    )
    yield from of_helpers(renderer, view)
    for option in different(renderer.scene(view).options.values()):
        if option.open and carried(option.id):
            yield f"modal {option.id[:60]} {where}", partial(renderer.modal, view, option.id)


def of_helpers(renderer: Renderer, view: View) -> Iterator[Call]:
    """Ready words to a reader of either language, and every step of deciding."""
    scene = renderer.scene(view)
    for draft in Draft:
        for alone in (True, False):
            if fits(draft, view.order, view.role) and way(scene, draft, alone=alone) is not None:
                for language in LANGUAGES:
                    to = msgspec.structs.replace(view.reader, locale=language)
                    name = f"draft {draft} {alone} {language} {view.order.state}"
                    yield name, partial(renderer.draft, view, draft, to, alone=alone)
    for walk in open_walks(view.order) if view.role is Actor.SELLER else ():
        for answers in paths(walk, view):
            yield f"walk {walk} {answers}", partial(renderer.walk, view, walk, answers)


def paths(walk: Walk, view: View) -> Iterator[tuple[str, ...]]:
    """Every way through a walk, step by step."""
    ahead: list[tuple[str, ...]] = [()]
    while ahead:
        answers = ahead.pop()
        yield answers
        found = step(walk, answers, view.order, view.now, view.policy)
        if isinstance(found, Question):
            ahead += [(*answers, one) for one in found.answers]


def home_of(view: View) -> Home:
    """The home tab of somebody who has this role only."""
    page, glance = Page([view] * 10, 12), overview([view.order] * 12, view.role, view.now)
    return Home(
        selling=page if view.role is Actor.SELLER else None,
        buying=page if view.role is Actor.BUYER else None,
        cases=page if view.role is Actor.MEDIATOR else None,
        space=busy_space(view.policy, ORDINARY) if view.role is Actor.OPERATOR else None,
        sold=glance if view.role is Actor.SELLER else None,
        bought=glance if view.role is Actor.BUYER else None,
    )


def of_order(renderer: Renderer, view: View) -> Iterator[Call]:
    """What else one person can be shown of one order."""
    where = f"{view.order.state} {view.role}"
    yield f"more {where}", partial(renderer.more, view)
    yield f"home {where}", partial(renderer.home, view.reader, home_of(view))
    if view.order.state is State.DISPUTED:
        unheard = msgspec.structs.replace(view, mediated=False)
        yield f"card without mediators {where}", partial(renderer.card, unheard)
    yield f"nobody {where}", partial(renderer.nobody, view)
    yield f"orders {where}", partial(renderer.orders, view.reader, [view] * 12)
    yield f"topics {where}", partial(renderer.topics, view.reader, view, view.role)
    if view.role is Actor.MEDIATOR:
        history = list(events(ORDINARY, NOW))
        yield f"case {where}", partial(renderer.case, view, history)
        yield f"papers {where}", partial(renderer.papers, view, history * 30)
        yield f"case file {where}", partial(in_file, renderer, view, history)
    for option in different(renderer.scene(view).options.values()):
        name = f"{option.id[:60]} {where}"
        yield f"done {name}", partial(renderer.done, view, option.id)
        if option.refusal is not None:
            yield f"no {name}", partial(renderer.refusal, view, view.reader, option.refusal, option.id)
            yield f"error {name}", partial(renderer.field_error, view, view.reader, option.refusal)
    yield from wrong_values(renderer, view, where)


def in_file(renderer: Renderer, view: View, history: list[Event]) -> str:
    """A case file is read by no Slack and has no limit: what nobody can read in it is all that can be wrong."""
    lines = renderer.case_file(view, history).splitlines()
    wrong = {word for line in lines for word in (*marks(line), *unknown(line, view.reader.locale))}
    return " ".join(sorted(wrong)) or "…"


def different(options: Iterable[Option]) -> Iterator[Option]:
    """One option for each text: a hundred items have the same, and so have all that are closed for one reason."""
    seen = set()
    for option in options:
        text = template("modals", option.id) if option.open else str(option.refusal and option.refusal.reason)
        if text not in seen:
            seen.add(text)
            yield option


def wrong_values(renderer: Renderer, view: View, where: str) -> Iterator[Call]:
    """Refusals of what was written: options never meet them, since they try with what is right."""
    facts: Facts = {"date": NOW, "due_at": NOW, "held": 5_000, "item": view.order.brief[0].name, "most": 100}
    facts["missing"] = tuple(item.name for item in view.order.brief)
    for reason in Reason:
        if reason in WRITTEN:
            no = Refusal(reason, facts=facts)
            yield f"{reason} {where}", partial(renderer.field_error, view, view.reader, no)


WRITTEN = tuple(Reason)[tuple(Reason).index(Reason.EMPTY_TEXT) :]


def of_event(
    renderer: Renderer,
    event: Event,
    order: Order,
    told: set[tuple[object, ...]],
    reading: tuple[str, Policy, Size],
) -> Iterator[Call]:
    """What is told of an event; each text once a role, a state and an actor."""
    language, policy, size = reading
    if (type(event), event.actor) not in told and tag(type(event)) not in UNTOLD:
        told.add((type(event), event.actor))
        for role in (*PARTIES, Actor.MEDIATOR):
            view = view_of(order, role, language, policy, size)
            yield f"since {tag(type(event))} {role}", partial(renderer.since, view, event)
    leaves = (Notice(to=event.role, id=HANDED_OVER),) if isinstance(event, PartyChanged) else ()
    for notice in (*notices(event, order, policy), *leaves):
        key = (notice.id, notice.to, notice.announces is None, event.actor is notice.to, order.state)
        view = view_of(order, notice.to, language, policy, size)
        if key in told or not (notice.id == HANDED_OVER or possible(notice.id)):
            continue
        told.add(key)
        yield f"{notice.id} {order.state} {notice.to}", partial(renderer.notice, view, notice, event)
