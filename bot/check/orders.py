"""Orders in every state, with everything open that may be: ordinary ones, and the longest that there can be."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import msgspec
from msgspec.structs import replace

from rules.order import (
    Agreement,
    BriefItem,
    Element,
    Order,
    Question,
    Request,
    Supplement,
    Told,
)
from rules.requests import MAX_ITEM, MAX_ITEMS, REQUESTS
from rules.words import FINAL, PARTIES, Action, Actor, Nudge, RequestKind, State

NOW = datetime(2026, 5, 6, 17, 30, tzinfo=UTC)
HOSTILE = "<!channel> <@U0> & *gras* _x_ `y` ~z~ {{7*7}} 🧑🏽‍🎨 "


class Size(msgspec.Struct, frozen=True):
    """How long everything is that people write and sell."""

    name: str
    title: str
    ref: str
    item: str
    items: tuple[str, ...]
    text: str
    amount: int
    ahead: timedelta
    days: int


ORDINARY = Size(
    name="Bea",
    title="Logo animé",
    ref="C-1042",
    item="logo",
    items=("police", "couleurs"),
    text="Voici le lien : https://example.org/mon_logo_final.svg",
    amount=5_000,
    ahead=timedelta(days=2, hours=4),
    days=3,
)
LONGEST = Size(
    name=(HOSTILE * 4)[:80],
    title=(HOSTILE * 6)[:150],
    ref="R" * 80,
    item=("1 " + HOSTILE * 9)[:MAX_ITEM],
    items=tuple((f"{number} " + HOSTILE * 9)[:MAX_ITEM] for number in range(1, MAX_ITEMS + 1)),
    text=(HOSTILE * 100 + "\n\n" + "mot " * 1_000)[:3_000],
    amount=10**9,
    ahead=timedelta(days=36_525),
    days=3_650,
)


def orders(size: Size) -> Iterator[Order]:
    """Every state with its windows; on time and late; each request opened by either side, and none at all."""
    for state in State:
        for ahead in (size.ahead, -timedelta(hours=30)):
            if ahead.days < 0 and state is not State.IN_PROGRESS:
                continue
            alone = stand(state, size, ahead)
            if size != LONGEST:  # what is longest has everything open
                yield alone
            for opener in PARTIES:
                yield busy(alone, size, opener)


def stand(state: State, size: Size, ahead: timedelta) -> Order:
    """An order in a state, with nothing beside it."""
    started, ends = NOW - timedelta(days=3), NOW + ahead
    begun = state is not State.PENDING
    return Order(
        ref=size.ref,
        title=size.title,
        seller="seller",
        buyer="buyer",
        price=size.amount,
        currency="EUR",
        duration_days=size.days,
        revisions_included=1,
        paid_at=started,
        state=state,
        entered_at=started,
        entered_by=ENTERED[state],
        brief=tuple(BriefItem(name=item, content=size.text if begun else None) for item in size.items),
        due_at=ends if begun else None,
        due_set_at=started if begun else None,
        accept_by=ends if state is State.PENDING else None,
        check_by=ends if state in (State.DELIVERED, State.REVISION_REFUSED) else None,
        answer_by=ends if state is State.REVISION_REQUESTED else None,
        expires_at=NOW + size.ahead + timedelta(days=100),
        expires_set_at=started,
        chat_until=ends if state in FINAL else None,
        review_by=ends if state is State.COMPLETED else None,
        work=(size.text,) if begun else (),
        changes=(size.text,) if state is State.REVISION_REQUESTED else (),
        revision_requested_at=started if state is State.REVISION_REQUESTED else None,
        case_opened_at=started if state is State.DISPUTED else None,
        case_step_at=started if state is State.DISPUTED else None,
        disputed_at=started if state is State.DISPUTED else None,
        to_buyer=size.amount if state is State.CANCELLED else 0,
        to_seller=size.amount if state is State.COMPLETED else 0,
        woken_at=started,
    )


ENTERED: dict[State, Action | None] = {
    State.PENDING: None,
    State.IN_PROGRESS: Action.ACCEPT_REVISION,
    State.DELIVERED: Action.DELIVER,
    State.REVISION_REQUESTED: Action.REQUEST_REVISION,
    State.REVISION_REFUSED: Action.REFUSE_REVISION,
    State.DISPUTED: Action.OPEN_DISPUTE,
    State.COMPLETED: Action.CLOSE,
    State.CANCELLED: Action.DECLINE,
    State.EXPIRED: Action.EXPIRE,
}


def busy(order: Order, size: Size, opener: Actor) -> Order:
    """The same with everything open that may be: requests, an agreement, a question, a reminder."""
    standing = tuple(
        request(kind, opener if opener in rule.openers else rule.openers[0], size)
        for kind, rule in REQUESTS.items()
        if order.state in rule.lives_in
    )
    going = order.state not in FINAL
    agreed = order.state in (State.IN_PROGRESS, State.DELIVERED, State.DISPUTED)
    extra = Supplement(description=size.text, price=1, extra_days=2, accepted_at=NOW, counted=False)
    return replace(
        order,
        requests=standing,
        agreement=Agreement(amount=1_000, proposed_by=opener, proposed_at=NOW, agreed_at=NOW)
        if agreed
        else None,
        agreed_until=NOW + size.ahead + timedelta(days=1) if order.state is State.IN_PROGRESS else None,
        mediator="mediator" if order.case_opened_at else None,
        questions=(Question(to=opener, at=NOW, text=size.text),) if order.frozen else (),
        supplements=(extra, replace(extra, counted=True)) if going else (),
        revisions=1,
        told=tuple(
            Told(nudge=Nudge.EXPIRING, to=party, at=NOW, announces=order.expires_at) for party in PARTIES
        ),
    )


LISTS = (RequestKind.MISSING_ELEMENTS, RequestKind.REVISION_DETAILS)


def request(kind: RequestKind, by: Actor, size: Size) -> Request:
    """An open request that says all that it can."""
    return Request(
        kind=kind,
        by=by,
        at=NOW,
        answer_by=NOW + size.ahead,
        reason=size.text,
        until=NOW + size.ahead + timedelta(days=1),
        amount=1_000,
        price=size.amount,
        extra_days=size.days,
        description=size.text,
        elements=tuple(Element(name=f"{name[:140]} 2") for name in size.items if kind in LISTS),
    )
