"""Typed amounts: minor units, or why not; what could mean two amounts is never guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.typed.amounts import Unread, read


@pytest.mark.parametrize(
    ("typed", "minor"),
    [
        ("50", 5000), ("50,00", 5000), ("50.00 €", 5000), ("€50", 5000), ("12,5", 1250), ("50 euros", 5000), ("1 euro", 100),
        ("1 250,50 €", 125050), ("1\u202f250,50\u00a0€", 125050), ("EUR 1.250,50", 125050), ("1'200.50", 120050),
        ("12,345.67", 1234567), ("1.200.000", 120000000), ("1 000", 100000), ("0", 0), ("0,01", 1),
    ],
)  # fmt: skip
def test_an_amount_is_read(typed: str, minor: int) -> None:
    assert read(typed, "EUR") == minor


@pytest.mark.parametrize(
    "typed",
    ["", "€", "abc", "-5", "+5", "1e5", "5 5", "50€ 20", "10..5", "1.23,4", "0,001", "12,3456", "50 €/h", "½"],
)  # fmt: skip
def test_anything_else_is_not(typed: str) -> None:
    assert read(typed, "EUR") == Unread("unreadable")


@pytest.mark.parametrize("typed", ["50 $", "50 USD", "£50"])
def test_another_currency_is_told_apart(typed: str) -> None:
    assert read(typed, "EUR") == Unread("other_currency")


@pytest.mark.parametrize("typed", ["1.200", "1,200"])
def test_what_could_mean_two_amounts_names_both(typed: str) -> None:
    assert read(typed, "EUR") == Unread("ambiguous", (120, 120000))


def test_a_currency_without_minor_units_has_thousands_only() -> None:
    assert read("1.200", "JPY") == 1200
    assert read("12.5", "JPY") == Unread("unreadable")


def test_minor_units_are_those_of_iso_4217_also_where_nobody_has_the_coins_any_more() -> None:
    assert (read("50", "RSD"), read("50", "IQD"), read("50", "ISK"), read("0,5", "KWD")) == (
        5000,
        50000,
        50,
        500,
    )


@pytest.mark.parametrize("typed", ["10000000001", "999999999999999", "1" * 30])
def test_more_than_anything_costs_is_told_apart(typed: str) -> None:
    assert read(typed, "EUR") == Unread("too_large")


@pytest.mark.parametrize("typed", ["9" * 10_000, "1 000" * 2_000, "€" * 10_000 + "1"])
def test_a_number_without_end_is_no_amount(typed: str) -> None:
    assert read(typed, "EUR") == Unread("unreadable")


@given(minor=st.integers(0, 10**11), group=st.sampled_from(["", " ", "\u202f", "\u00a0"]))
def test_what_is_written_with_its_cents_is_read_back(minor: int, group: str) -> None:
    units, cents = divmod(minor, 100)
    assert read(f"{units:,}".replace(",", group) + f",{cents:02}", "EUR") == minor
