"""An order as the values that templates may use: names instead of ids, money with its currency, dates as they stand."""

from datetime import datetime

import msgspec
from msgspec.structs import replace

from rules.agenda import timeouts
from rules.brief import unclear_items
from rules.calendar import end_of_day
from rules.commands import AcceptRequest, Person
from rules.effect import Effect
from rules.guards import can_cancel_alone, cancel_alone_from
from rules.money import Money
from rules.options import tried
from rules.order import Order, Request, other
from rules.policy import Policy
from rules.requests import REQUESTS
from rules.words import PARTIES, Action, Actor, RequestKind, State


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """Names for templates only: what is None must be asked for first, since it is never printed."""


class RequestFacts(Facts, frozen=True, kw_only=True):
    """A request; `mine`: the reader opened it. `by`: the opener's name.

    `rest`: what a refund would leave the seller. `accepted`: what a yes would change, supplements as if they were paid.
    """

    kind: RequestKind
    mine: bool
    role: Actor
    by: str
    at: datetime
    answer_by: datetime | None
    reason: str | None
    until: datetime | None
    amount: Money | None
    price: Money | None
    extra_days: int
    description: str | None
    missing: tuple[str, ...]
    taken: bool
    rest: Money | None
    accepted: "EffectFacts | None"


class ItemFacts(Facts, frozen=True, kw_only=True):
    """An item of the brief; without `content` it is still to be supplied."""

    name: str
    content: str | None
    confirmed: bool


class VagueFacts(Facts, frozen=True, kw_only=True):
    """An item of the brief that says too little to start from. `why`: a key of labels.toml's [vague]."""

    name: str
    why: str


class AgreementFacts(Facts, frozen=True, kw_only=True):
    amount: Money
    by: str
    proposed_at: datetime
    agreed_at: datetime


class QuestionFacts(Facts, frozen=True, kw_only=True):
    """What a mediator asked and nobody answered yet. `to`: a name."""

    to: str
    at: datetime
    text: str


class Silence(Facts, frozen=True, kw_only=True):
    """What happens by itself next, and when."""

    action: Action
    at: datetime


class EffectFacts(Facts, frozen=True, kw_only=True):
    """What a click would change. `refund` and `payout` are what it moves, not what was received in all."""

    state: State | None
    due: datetime | None
    until: datetime | None
    check_by: datetime | None
    answer_by: datetime | None
    expires: datetime | None
    days: int | None
    total: Money | None
    refund: Money | None
    payout: Money | None
    granted: datetime | None


class OrderFacts(Facts, frozen=True, kw_only=True):
    """What a reader may be told about an order. `them`: the other party; for mediators and operators, nobody."""

    ref: str
    title: str
    state: State
    since: datetime
    now: datetime
    role: Actor
    seller: str
    buyer: str
    me: str
    them: str | None
    mediator: str | None
    late: bool
    alone: bool
    chat: bool
    revising: bool
    price: Money
    held: Money | None
    to_buyer: Money
    to_seller: Money
    rest: Money | None
    revisions: int | None
    used: int
    days: int
    deliveries: int
    refused: int
    paid_at: datetime
    due: datetime | None
    cancel_from: datetime | None
    agreed: datetime | None
    accept_by: datetime | None
    check_by: datetime | None
    answer_by: datetime | None
    expires: datetime
    chat_until: datetime | None
    review_by: datetime | None
    reviewed: bool
    revision_due: datetime | None
    chased: datetime | None
    news: datetime | None
    brief: tuple[str, ...]
    missing: tuple[str, ...]
    given: tuple[tuple[str, str], ...]
    items: tuple[ItemFacts, ...]
    unconfirmed: tuple[str, ...]
    vague: tuple[VagueFacts, ...]
    elements: tuple[str, ...]
    points: tuple[tuple[str, str], ...]
    work: tuple[str, ...]
    changes: tuple[str, ...]
    extras: tuple[str, ...]
    unpaid: tuple[str, ...]
    requests: tuple[RequestFacts, ...]
    standing: dict[str, RequestFacts | None]
    agreement: AgreementFacts | None
    question: str | None
    questions: tuple[QuestionFacts, ...]
    silence: Silence | None


def of_order(
    order: Order, role: Actor, reader: str, names: dict[str, str], now: datetime, policy: Policy
) -> OrderFacts:
    """The facts of an order for one role. `reader` and `names` are what people are called."""

    def money(amount: int) -> Money:
        return Money(amount, order.currency)

    party = other(role) if role in PARTIES else None
    called = {actor: names.get(order.person(actor) or "", "") or "…" for actor in (*PARTIES, Actor.MEDIATOR)}
    mine = next((one.text for one in order.questions if one.to is role), None)
    standing = {one.kind: of_request(one, role, called, order, now, policy) for one in order.requests}
    return OrderFacts(
        ref=order.ref,
        title=order.title,
        state=order.state,
        since=order.entered_at,
        now=now,
        role=role,
        seller=called[Actor.SELLER],
        buyer=called[Actor.BUYER],
        me=reader,
        them=called[party] if party else None,
        mediator=called[Actor.MEDIATOR] if order.mediator else None,
        late=order.is_late(now),
        alone=can_cancel_alone(order, now, policy),
        chat=order.chat_open(now),
        revising=order.entered_by is Action.ACCEPT_REVISION,
        price=money(order.total),
        held=money(order.held) if order.held else None,
        to_buyer=money(order.to_buyer),
        to_seller=money(order.to_seller),
        rest=money(order.held - order.agreement.amount) if order.agreement and order.held else None,
        revisions=order.revisions_included,
        used=order.revisions,
        days=order.duration_days,
        deliveries=order.deliveries,
        refused=order.refused_cancellations,
        paid_at=order.paid_at,
        due=order.due_at,
        cancel_from=cancel_alone_from(order, policy),
        agreed=order.agreed_until,
        accept_by=order.accept_by,
        check_by=order.check_by,
        answer_by=order.answer_by,
        expires=order.expires_at,
        chat_until=order.chat_until,
        review_by=order.review_by,
        reviewed=order.reviewed_at is not None,
        revision_due=revision_due(order, policy),
        chased=order.chased_at,
        news=order.progress_at,
        brief=tuple(item.name for item in order.brief),
        missing=order.missing if order.state is State.PENDING else (),
        given=tuple((item.name, item.content) for item in order.brief if item.content is not None),
        items=tuple(
            ItemFacts(name=item.name, content=item.content, confirmed=item.confirmed) for item in order.brief
        ),
        unconfirmed=tuple(
            item.name for item in order.brief if item.content is not None and not item.confirmed
        ),
        vague=tuple(VagueFacts(name=one.item, why=one.why) for one in unclear_items(order)),
        elements=tuple(name for request in order.requests for name in request.missing),
        points=order.checklist(),
        work=order.work,
        changes=order.changes,
        extras=tuple(extra.description for extra in order.supplements if extra.counted),
        unpaid=tuple(extra.description for extra in order.supplements if not extra.counted),
        requests=tuple(standing.values()),
        standing={str(kind): standing.get(kind) for kind in RequestKind},
        agreement=agreement(order, called),
        question=mine,
        questions=tuple(
            QuestionFacts(to=called[one.to], at=one.at, text=one.text) for one in order.questions
        ),
        silence=silence(order, policy),
    )


def of_request(
    request: Request, role: Actor, called: dict[Actor, str], order: Order, now: datetime, policy: Policy
) -> RequestFacts:
    """A request, as one side sees it."""

    def money(amount: int | None) -> Money | None:
        return None if amount is None else Money(amount, order.currency)

    return RequestFacts(
        kind=request.kind,
        mine=request.by is role,
        role=request.by,
        by=called[request.by],
        at=request.at,
        answer_by=request.answer_by,
        reason=request.reason,
        until=request.until,
        amount=money(request.amount),
        price=money(request.price),
        extra_days=request.extra_days or 0,
        description=request.description,
        missing=request.missing,
        taken=request.taken,
        rest=money(order.held - request.amount) if request.amount and request.amount < order.held else None,
        accepted=if_accepted(request, order, now, policy),
    )


def if_accepted(request: Request, order: Order, now: datetime, policy: Policy) -> EffectFacts | None:
    """What the other party's yes would change, from a dry run; None where a yes is not possible."""
    if not REQUESTS[request.kind].answerable:
        return None
    answerer = Person(order.person(other(request.by)) or "")
    trusted = replace(policy, supplement_payment="trusted")
    effect = tried(order, AcceptRequest(by=answerer, kind=request.kind), now, trusted).effect
    return None if effect is None else of_effect(effect, order)


def agreement(order: Order, called: dict[Actor, str]) -> AgreementFacts | None:
    """An agreed refund that a mediator has yet to pay out."""
    agreed = order.agreement
    if agreed is None:
        return None
    return AgreementFacts(
        amount=Money(agreed.amount, order.currency),
        by=called[agreed.proposed_by],
        proposed_at=agreed.proposed_at,
        agreed_at=agreed.agreed_at,
    )


def revision_due(order: Order, policy: Policy) -> datetime | None:
    """The deadline that accepting the revision gives: it counts from the request (rule 5)."""
    if order.state is not State.REVISION_REQUESTED or order.revision_requested_at is None:
        return None
    return end_of_day(order.revision_requested_at, order.duration_days, policy.zone, policy.deadline_ends)


def silence(order: Order, policy: Policy) -> Silence | None:
    """What the clock does next if nobody acts."""
    next_one = min(timeouts(order, policy), key=lambda one: one.at, default=None)
    return None if next_one is None else Silence(action=next_one.action, at=next_one.at)


def of_effect(effect: Effect, order: Order) -> EffectFacts:
    """What a click would change, in amounts that move now."""

    def money(amount: int | None) -> Money | None:
        return Money(amount, order.currency) if amount is not None and amount >= 0 else None

    def moved(after: int | None, before: int) -> Money | None:
        return None if after is None else money(after - before)

    return EffectFacts(
        state=effect.state,
        due=effect.due_at,
        until=effect.agreed_until,
        check_by=effect.check_by,
        answer_by=effect.answer_by,
        expires=effect.expires_at,
        days=effect.duration_days,
        total=money(effect.total),
        refund=moved(effect.buyer, order.to_buyer),
        payout=moved(effect.seller, order.to_seller),
        granted=effect.granted,
    )
