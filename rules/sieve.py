"""Which of somebody's orders are listed: late, waiting for them, this week's, ended, with somebody, by words."""

from datetime import datetime, timedelta

import msgspec

from rules.calendar import local
from rules.guards import role_of
from rules.order import Order
from rules.overview import endings
from rules.waiting import waited_for
from rules.words import FINAL


class Sieve(msgspec.Struct, frozen=True, kw_only=True):
    """What a list is narrowed to; all of it at once. `person`: our id of the other party; `words`: in small letters."""

    late: bool = False
    mine: bool = False
    week: bool = False
    ended: bool = False
    person: str | None = None
    words: tuple[str, ...] = ()


def keeps(sieve: Sieve, order: Order, me: str, text: str, now: datetime, zone: str) -> bool:
    """Whether an order of mine stays in the list. `text`: what it is called and with whom, in small letters; the week is the zone's."""
    return (
        (not sieve.late or order.is_late(now))
        and (not sieve.mine or role_of(order, me) in waited_for(order))
        and (not sieve.week or any(in_week(one.at, now, zone) for one in endings(order)))
        and (not sieve.ended or order.state in FINAL)
        and (sieve.person is None or sieve.person in (order.seller, order.buyer))
        and all(word in text for word in sieve.words)
    )


def in_week(at: datetime, now: datetime, zone: str) -> bool:
    """Whether a moment lies in this week, Monday to Sunday."""
    today = local(now, zone).date()
    monday = today - timedelta(days=today.weekday())
    return monday <= local(at, zone).date() < monday + timedelta(days=7)
