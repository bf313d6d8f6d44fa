"""Amounts, and who receives what (process.md section 5)."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.money import Money, Settlement, is_partial, split

amounts = st.integers(0, 10**12)


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


@pytest.mark.parametrize(
    ("refund", "held", "partial"),
    [
        (0, 5000, False),
        (1, 5000, True),
        (4999, 5000, True),
        (5000, 5000, False),
        (-1, 5000, False),
        (1, 0, False),
    ],
)
def test_a_partial_refund_is_neither_nothing_nor_everything(refund: int, held: int, partial: bool) -> None:
    assert is_partial(refund, held) is partial


@given(amounts, amounts)
def test_a_split_gives_away_what_is_held_and_no_more(held: int, refund: int) -> None:
    part = split(held, refund)
    assert part.buyer == refund
    assert part.total == held
    if is_partial(refund, held):
        assert part.buyer > 0
        assert part.seller > 0


@given(amounts, amounts, amounts, amounts)
def test_settlements_add_up(first: int, second: int, third: int, fourth: int) -> None:
    before, now = Settlement(first, second), Settlement(third, fourth)
    assert before + now == Settlement(buyer=first + third, seller=second + fourth)
    assert (before + now).total == first + second + third + fourth
    assert before + Settlement() == before
