"""The currencies of ISO 4217, by the letters that people write, and how many of their digits are minor units."""

from babel import Locale
from babel.numbers import get_currency_precision

CURRENCIES = frozenset(Locale("en").currencies)
USUAL = "EUR"
"""Where nothing says otherwise: ComeUp's."""

UNUSED_COINS = frozenset({"AFN", "ALL", "IRR", "KPW", "LAK", "LBP", "MGA", "MMK", "RSD", "SOS", "SYP", "YER"})
"""Two digits by ISO 4217; CLDR, which Babel follows, shows none, since nobody has such coins any more."""


def digits(currency: str) -> int:
    """How many digits of an amount are minor units (ISO 4217): 2 of EUR, 0 of JPY, 3 of KWD."""
    if currency == "IQD":
        return 3
    return 2 if currency in UNUSED_COINS else get_currency_precision(currency)
