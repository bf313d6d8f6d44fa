"""What the platform is told, since the money is its own (section 5): that an order ended, what is owed, what was added."""

from collections.abc import Iterator
from enum import StrEnum

import msgspec

from rules.order import Order, Supplement
from rules.settlement import Payee, shares
from rules.words import FINAL


class Report(StrEnum):
    """The kinds of reports, as the platform reads them."""

    ENDED = "order.ended"
    REFUND_DUE = "order.refund_due"
    SUPPLEMENT_ACCEPTED = "order.supplement_accepted"
    SUPPLEMENT_COUNTS = "order.supplement_counts"


class Amounts(msgspec.Struct, frozen=True, kw_only=True):
    """Minor units. `settlement`: what each has received in all, the platform what an expired order held (section 5)."""

    price: int
    held: int
    currency: str
    settlement: dict[str, int]


def reports(before: Order | None, after: Order) -> Iterator[Report]:
    """What one event means to the platform; nothing where no money is concerned."""
    if before is None:
        return
    known, now = counted(before), counted(after)
    yield from (Report.SUPPLEMENT_ACCEPTED for id in now if id not in known)
    yield from (Report.SUPPLEMENT_COUNTS for id, counts in now.items() if counts and not known.get(id))
    if after.state in FINAL and before.state not in FINAL:
        yield Report.ENDED
    elif shares(before) != shares(after):
        yield Report.REFUND_DUE


def counted(order: Order) -> dict[int, bool]:
    """The accepted supplements, by their place, and whether each counts."""
    return {place: is_counted(one) for place, one in enumerate(order.supplements)}


def is_counted(supplement: Supplement) -> bool:
    return supplement.counted


def amounts(order: Order) -> Amounts:
    """What the platform needs to act on a report."""
    owed = {str(payee): 0 for payee in Payee} | {str(one.payee): one.amount for one in shares(order)}
    return Amounts(price=order.total, held=order.held, currency=order.currency, settlement=owed)
