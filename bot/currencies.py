"""The currencies of ISO 4217, by the letters that people write."""

from babel import Locale

CURRENCIES = frozenset(Locale("en").currencies)
USUAL = "EUR"
"""Where nothing says otherwise: ComeUp's."""
