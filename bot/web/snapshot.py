"""An order as the API tells it: names that outsiders rely on."""

from datetime import datetime
from typing import Any

from rules.options import Option, as_role, of_role
from rules.order import Order, Request
from rules.policy import Policy
from rules.words import Actor

ROLES = (Actor.SELLER, Actor.BUYER, Actor.MEDIATOR, Actor.OPERATOR)

Json = dict[str, Any]


def snapshot(order: Order, now: datetime, policy: Policy) -> Json:
    """The order at `now` (UTC): amounts in minor units, moments in ISO 8601."""
    return {
        "ref": order.ref,
        "state": str(order.state),
        "late": order.is_late(now),
        "frozen": order.frozen,
        "chat": "open" if order.chat_open(now) else "closed",
        "version": order.version,
        "title": order.title,
        "paid_at": moment(order.paid_at),
        "due_at": moment(order.due_at),
        "agreed_until": moment(order.agreed_until),
        "expires_at": moment(order.expires_at),
        "held": order.held,
        "price": {"amount": order.total, "currency": order.currency},
        "requests": [of_request(request) for request in order.requests],
        "options": {str(role): options(order, role, now, policy) for role in ROLES},
        "settlement": {"buyer": order.to_buyer, "seller": order.to_seller},
    }


def moment(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


def of_request(request: Request) -> Json:
    """An open request; what people wrote stays in the chat."""
    told: Json = {
        "kind": str(request.kind),
        "by": str(request.by),
        "at": moment(request.at),
        "answer_by": moment(request.answer_by),
    }
    more = {
        "until": moment(request.until),
        "amount": request.amount,
        "price": request.price,
        "extra_days": request.extra_days,
        "missing": list(request.missing) or None,
    }
    return told | {name: value for name, value in more.items() if value is not None}


def options(order: Order, role: Actor, now: datetime, policy: Policy) -> Json:
    """Every action of a role, by id: open, or closed with the reason and the moment when it opens."""
    person = as_role(order, role)
    return {option.id: told(option) for option in of_role(order, role, person, now, policy)}


def told(option: Option) -> Json:
    if option.refusal is None:
        return {"open": True}
    closed: Json = {"open": False, "reason": str(option.refusal.reason)}
    if option.refusal.opens_at is not None:
        closed["opens_at"] = moment(option.refusal.opens_at)
    return closed
