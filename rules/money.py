"""Amounts in integer minor units with their currency (process.md section 5)."""

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
