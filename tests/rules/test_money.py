"""Amounts with their currency (process.md section 5)."""

import msgspec
import pytest

from rules.money import Money


@pytest.mark.parametrize(("amount", "currency"), [(0, "EUR"), (5000, "EUR"), (1, "JPY"), (10**15, "KWD")])
def test_an_amount_is_whole_minor_units_of_a_currency(amount: int, currency: str) -> None:
    money = Money(amount, currency)
    assert msgspec.json.decode(msgspec.json.encode(money), type=Money) == money


@pytest.mark.parametrize("currency", ["", "eur", "EU", "EURO", "€", "E R", "EUR\n", "ÉUR"])
def test_a_currency_is_three_capitals(currency: str) -> None:
    with pytest.raises(ValueError, match='is no currency; write its three capitals, such as "EUR"'):
        Money(1, currency)


def test_an_amount_is_never_less_than_nothing() -> None:
    with pytest.raises(ValueError, match="-1 is less than nothing"):
        Money(-1, "EUR")


@pytest.mark.parametrize(
    "json",
    [
        '{"amount": 1.5, "currency": "EUR"}',
        '{"amount": -1, "currency": "EUR"}',
        '{"amount": 1, "currency": "x"}',
    ],
)
def test_what_is_stored_is_checked_when_it_is_read(json: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(json, type=Money)
