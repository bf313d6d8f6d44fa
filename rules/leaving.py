"""What it means for an order that a party cannot be reached, or can be again."""

from collections.abc import Iterator
from datetime import datetime

from rules.events import Event, PartyLeft, PartyReturned
from rules.order import Order
from rules.words import FINAL, PARTIES, Actor


def presence(order: Order, person: str, *, here: bool, at: datetime) -> Iterator[Event]:
    """The news, if it is news: of the roles that this person (our id) holds. Orders that are over need nobody."""
    if order.state in FINAL:
        return
    for role in PARTIES:
        away = role in order.away
        if order.person(role) == person and away == here:
            kind = PartyReturned if here else PartyLeft
            yield kind(at=at, actor=Actor.CLOCK, role=role)
