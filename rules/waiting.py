"""Who must do something next on an order, so that a list can say what waits for whom."""

from msgspec.structs import replace

from rules.order import Order, Request, other
from rules.requests import REQUESTS
from rules.words import FINAL, PARTIES, Actor, RequestKind, State

ANSWER, BRIEF = "answer_mediator", "brief"

STEPS: dict[State, Actor] = {
    State.IN_PROGRESS: Actor.SELLER,
    State.DELIVERED: Actor.BUYER,
    State.REVISION_REQUESTED: Actor.SELLER,
    State.REVISION_REFUSED: Actor.BUYER,
}
"""Whose step each state is; a pending order waits for its brief first, a dispute for its open questions."""


def seen_by(order: Order, role: Actor) -> Order:
    """What a party knows of a case: what a mediator asked the other is between those two (rule 15)."""
    if role not in PARTIES:
        return order
    return replace(order, questions=tuple(one for one in order.questions if one.to is role))


def waited_for(order: Order) -> tuple[Actor, ...]:
    """The roles that something waits for, in their order; nobody once the order is over."""
    return tuple(role for role in Actor if steps(order, role))


def steps(order: Order, role: Actor) -> tuple[str, ...]:
    """What waits for this role, as keys of labels.toml's [steps]; nothing of an order that is over."""
    if order.state in FINAL:
        return ()
    if order.frozen and order.questions:
        return (ANSWER,) if any(question.to is role for question in order.questions) else ()
    stage = BRIEF if order.state is State.PENDING and order.missing else str(order.state)
    own = (stage,) if of_state(order) is role else ()
    return (*own, *(str(one.kind) for one in order.requests if of_request(one) is role))


def of_state(order: Order) -> Actor:
    """Whose step the state itself is."""
    if order.state is State.PENDING:
        return Actor.BUYER if order.missing else Actor.SELLER
    return STEPS.get(order.state, Actor.MEDIATOR)


def of_request(request: Request) -> Actor | None:
    """Who has to answer an open request; nobody where all that it asks for is there."""
    if request.kind == RequestKind.CLAIM:
        return Actor.MEDIATOR
    waits = REQUESTS[request.kind].answerable or request.missing
    return other(request.by) if waits else None
