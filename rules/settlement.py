"""What an order owes to whom (section 5): pure sums, in minor units. The product moves no money, it says what is owed."""

from enum import StrEnum

import msgspec

from rules.order import Order
from rules.words import State


class Payee(StrEnum):
    """Who receives money of an order. What an expired order still held is the platform's."""

    BUYER = "buyer"
    SELLER = "seller"
    PLATFORM = "platform"


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """What one payee receives of an order in all; `person`: our id, none for the platform."""

    payee: Payee
    person: str | None
    amount: int


def shares(order: Order) -> tuple[Share, ...]:
    """Everything that is owed by now, of which some may be settled already; nothing of what is still held."""
    left = order.total - order.to_buyer - order.to_seller if order.state is State.EXPIRED else 0
    every = (
        Share(payee=Payee.BUYER, person=order.buyer, amount=order.to_buyer),
        Share(payee=Payee.SELLER, person=order.seller, amount=order.to_seller),
        Share(payee=Payee.PLATFORM, person=None, amount=left),
    )
    return tuple(share for share in every if share.amount)
