"""What an action would change: shown before the click, and compared after it."""

import hashlib
from datetime import datetime
from typing import TypeVar

import msgspec

from rules.order import Order
from rules.refusal import Facts
from rules.words import RequestEnd, State

T = TypeVar("T")


class Effect(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The difference between two orders that a person cares about; unset means unchanged.

    Sums are minor units: `buyer` and `seller` are what each has received in all, `total` what the order costs.
    `granted`: when the request was made that this says yes to.
    """

    state: State | None = None
    due_at: datetime | None = None
    agreed_until: datetime | None = None
    check_by: datetime | None = None
    answer_by: datetime | None = None
    expires_at: datetime | None = None
    duration_days: int | None = None
    total: int | None = None
    buyer: int | None = None
    seller: int | None = None
    granted: datetime | None = None

    @classmethod
    def between(cls, before: Order, after: Order) -> "Effect":
        """What changed from one order to the other."""
        return cls(
            state=changed(before.state, after.state),
            due_at=changed(before.due_at, after.due_at),
            agreed_until=changed(before.agreed_until, after.agreed_until),
            check_by=changed(before.check_by, after.check_by),
            answer_by=changed(before.answer_by, after.answer_by),
            expires_at=changed(before.expires_at, after.expires_at),
            duration_days=changed(before.duration_days, after.duration_days),
            total=changed(before.total, after.total),
            buyer=changed(before.to_buyer, after.to_buyer),
            seller=changed(before.to_seller, after.to_seller),
            granted=granted(before, after),
        )

    @property
    def digest(self) -> str:
        """A short name of what somebody was shown: state, sums, the days (not the seconds) of the contract, and which request."""
        shown = (
            self.state,
            self.due_at and self.due_at.date(),
            self.agreed_until,
            self.total,
            self.buyer,
            self.seller,
            self.granted,
        )
        return hashlib.sha256(repr(shown).encode()).hexdigest()[:12]

    def facts(self) -> Facts:
        """The same as facts for a text."""
        return {name: value for name in self.__struct_fields__ if (value := getattr(self, name)) is not None}


def changed(before: T, after: T) -> T | None:
    """The later value, if it is another one."""
    return after if after != before else None


def granted(before: Order, after: Order) -> datetime | None:
    """When the request was made that ended by a yes; a list ends by what was supplied to it, and is none."""
    yes = (one for one in after.ended if one.end is RequestEnd.ACCEPTED and not one.elements)
    return next((one.at for one in yes if one not in before.ended), None)
