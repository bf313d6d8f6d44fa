"""Cells that no spreadsheet runs as a formula (OWASP's list of beginnings)."""

from datetime import datetime

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")


def cell(value: object) -> str:
    """Any value as text; what a spreadsheet could run begins with an apostrophe."""
    text = "" if value is None else value.isoformat() if isinstance(value, datetime) else str(value)
    return f"'{text}" if text.startswith(DANGEROUS) else text
