"""How an order begins: paid, complete or not in its brief, with the windows that open at payment."""

from datetime import datetime

from rules.calendar import after
from rules.events import OrderPlaced
from rules.order import ServiceOption
from rules.policy import Policy
from rules.words import Actor


def place(
    policy: Policy,
    *,
    ref: str,
    title: str,
    seller: str,
    buyer: str,
    price: int,
    currency: str,
    duration_days: int,
    paid_at: datetime,
    brief: tuple[str, ...] = (),
    revisions_included: int | None = None,
    service: str | None = None,
    options: tuple[ServiceOption, ...] = (),
    actor: Actor = Actor.OPERATOR,
    person: str | None = None,
) -> OrderPlaced:
    """The first event of an order. `paid_at` is UTC, `price` minor units; `revisions_included` unset means no limit."""
    return OrderPlaced(
        at=paid_at,
        actor=actor,
        person=person,
        ref=ref,
        title=title,
        seller=seller,
        buyer=buyer,
        price=price,
        currency=currency,
        duration_days=duration_days,
        revisions_included=revisions_included,
        brief=brief,
        service=service,
        options=options,
        accept_by=after(paid_at, policy.accept_window, policy.zone),
        expires_at=after(paid_at, policy.order_life, policy.zone),
    )
