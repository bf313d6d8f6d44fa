"""Amounts that people type, with a comma, a point or a currency sign: minor units, or why they are not read."""

import re
from decimal import Decimal
from functools import cache
from typing import Literal

import msgspec
from babel.numbers import get_currency_name, get_currency_symbol
from price_parser import Price

from bot.typed import currencies

MOST = 10**12  # minor units: no order is worth more, and every database counts so far
LONGEST = 80  # characters: no amount needs more, with its currency in words

MINUS = frozenset("-\u2212\u2013")
"""Signs that people put before what is less than nothing."""

_SPACES = "\\s\u00a0\u202f\u2009"
_NUMBER = re.compile(rf"\d{{1,3}}(?:[{_SPACES}.,'’]\d{{3}})+(?:[.,]\d{{1,3}})?|\d+(?:[.,]\d{{1,3}})?")
_WRITTEN = re.compile(
    rf"(?P<before>[^\d{_SPACES}.,+-]*)[{_SPACES}]*(?P<number>{_NUMBER.pattern})[{_SPACES}]*(?P<after>[^\d.,+-]*)"
)
_TWICE_READABLE = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")


class Unread(msgspec.Struct, frozen=True):
    """Why a text is no amount: no number, more than anything costs, another currency, or `readings` (minor units) that it could all mean."""

    why: Literal["unreadable", "too_large", "other_currency", "ambiguous"]
    readings: tuple[int, ...] = ()


def read(text: str, currency: str) -> int | Unread:
    """The amount in minor units of `currency` (ISO 4217)."""
    found = _WRITTEN.fullmatch(text.strip()) if len(text) <= LONGEST else None
    if found is None:
        return Unread("unreadable")
    if sum(map(str.isdigit, text)) > len(str(MOST)) + 3:
        return Unread("too_large")
    signs = {sign.casefold() for name in ("before", "after") if (sign := found[name].strip())}
    if not signs <= names(currency):
        named = Price.fromstring(text).currency
        another = named is not None and named.casefold() not in names(currency)
        return Unread("other_currency" if another else "unreadable")
    number = found["number"]
    digits = currencies.digits(currency)
    if _TWICE_READABLE.fullmatch(number) and digits:
        return Unread("ambiguous", tuple(sorted(minor(number, digits, mark) for mark in ".,")))
    # Told the decimal point, price-parser cannot mistake it: left alone it reads `0,001` as 1.
    amount = Price.fromstring(number, decimal_separator=point(number)).amount
    if amount is None or amount != round(amount, digits):
        return Unread("unreadable")
    if amount.scaleb(digits) > MOST:
        return Unread("too_large")
    return int(amount.scaleb(digits))


def point(number: str) -> str:
    """The decimal point of a number: its last sign, unless that groups thousands (it comes twice, or before three digits)."""
    signs = re.findall(r"[.,]", number)
    grouping = bool(signs) and (signs.count(signs[-1]) > 1 or _TWICE_READABLE.fullmatch(number) is not None)
    if not signs or grouping:
        return "." if "," in signs else ","
    return str(signs[-1])


def minor(number: str, digits: int, mark: str) -> int:
    """The number with this sign as its decimal point, rounded to what the currency has."""
    other = "," if mark == "." else "."
    plain = number.replace(other, "").replace(mark, ".")
    return int(round(Decimal(plain), digits).scaleb(digits))


@cache
def names(currency: str) -> frozenset[str]:
    """What people call a currency: its letters, its signs, its names in French and English."""
    said = {currency}
    for locale in ("fr", "en"):
        said.add(get_currency_symbol(currency, locale=locale))
        said |= {get_currency_name(currency, count, locale=locale) for count in (1, 2)}
    last_words = {name.split()[-1] for name in said}
    return frozenset(name.casefold() for name in said | last_words)
