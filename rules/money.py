"""Amounts in integer minor units with their currency, and who has received what (process.md section 5)."""

import re

import msgspec

_CURRENCY = re.compile(r"[A-Z]{3}")


class Money(msgspec.Struct, frozen=True):
    """An amount in minor units and the letters of its ISO 4217 currency; ValueError for anything else."""

    amount: int
    currency: str

    def __post_init__(self) -> None:
        """Refuse what is no amount of money: less than nothing, or a currency not written as "EUR"."""
        if self.amount < 0:
            raise ValueError(f"{self.amount} is less than nothing; an amount is 0 or more minor units")
        if not _CURRENCY.fullmatch(self.currency):
            raise ValueError(f'{self.currency!r:.20} is no currency; write its three capitals, such as "EUR"')


class Settlement(msgspec.Struct, frozen=True):
    """What buyer and seller have each received, in minor units of the order's currency."""

    buyer: int = 0
    seller: int = 0

    def __add__(self, more: "Settlement") -> "Settlement":
        """Both together: what was received before, and now."""
        return Settlement(buyer=self.buyer + more.buyer, seller=self.seller + more.seller)

    @property
    def total(self) -> int:
        """All that has left the order, in minor units."""
        return self.buyer + self.seller


def is_partial(refund: int, held: int) -> bool:
    """Whether this refund (minor units) is a part of what is held: neither nothing nor everything."""
    return 0 < refund < held


def split(held: int, refund: int) -> Settlement:
    """What each receives of what is held (minor units) when the buyer is refunded so much of it."""
    return Settlement(buyer=refund, seller=held - refund)
