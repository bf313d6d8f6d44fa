"""How each kind of value in a policy file is read: a ValueError says what is wrong and what would be right."""

import difflib
import json
from collections.abc import Callable, Iterable
from datetime import time

from rules.calendar import QuietHours, Span, clock_time, known_zone

HOUSE = "comeup"  # the house whose [S] facts are protected

Reader = Callable[[object], object]


def shown(value: object) -> str:
    """The value as its author wrote it, near enough, short and on one line."""
    return f"{json.dumps(value, ensure_ascii=False, default=str):.60}"


def unknown(key: str, known: Iterable[str]) -> str:
    """Says that a key is unknown, and which known one is nearest."""
    near = difflib.get_close_matches(key, list(known), n=1)
    return (
        f"unknown key; did you mean {near[0]}?" if near else "unknown key; comeup.toml shows all that exist"
    )


def span(value: object) -> Span:
    """A duration, which may be nothing: "0h"."""
    return Span.parse(_text(value, 'is no duration; write one in quotes, such as "48h" or "7 days"'))


def window(value: object) -> Span:
    """A duration in which somebody can act, so longer than nothing."""
    found = span(value)
    if not found:
        raise ValueError(f'{shown(value)} leaves no time at all; write a longer one, such as "48h"')
    return found


def elapsed(value: object) -> Span:
    """A duration without months, whose length is the same everywhere."""
    found = span(value)
    if found.months:
        raise ValueError(
            f'{shown(value)} has no fixed length; write minutes, hours or days, such as "30 days"'
        )
    return found


def zone(value: object) -> str:
    """A zone of the IANA database."""
    if not isinstance(value, str) or not known_zone(value):
        raise ValueError(f'{shown(value)} is no known zone; write one such as "Europe/Paris"')
    return value


def house(value: object) -> str:
    """Whose rules these are. A misspelt "comeup" is refused: it would lose what that house protects."""
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f'{shown(value)} is no name; write one in quotes, such as "comeup"')
    if value != HOUSE and difflib.get_close_matches(value.strip().casefold(), [HOUSE], cutoff=0.85):
        raise ValueError(f'{shown(value)} is too close to "{HOUSE}"; write "{HOUSE}", or a name of your own')
    return value


def one_of(*choices: str) -> Reader:
    """One of a few words."""

    def read(value: object) -> str:
        if not isinstance(value, str) or value not in choices:
            raise ValueError(f"{shown(value)} is not possible; write {' or '.join(map(shown, choices))}")
        return value

    return read


def switch(value: object) -> bool:
    """True or false."""
    if isinstance(value, bool):
        return value
    raise ValueError(f"{shown(value)} is neither true nor false; write true or false, without quotes")


def whole(least: int, most: int) -> Reader:
    """A whole number within bounds, both included."""

    def read(value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise ValueError(f"{shown(value)} is not possible; write a whole number from {least} to {most}")
        return value

    return read


def clock(value: object) -> time:
    """A time on the wall clock."""
    return clock_time(_text(value, 'is no time of day; write it in quotes, such as "08:30"'))


def quiet(value: object) -> QuietHours | None:
    """Quiet hours, or "none"."""
    text = _text(value, 'are no quiet hours; write "21:00-08:00", or "none"')
    return None if text == "none" else QuietHours.parse(text)


def _text(value: object, otherwise: str) -> str:
    if isinstance(value, str):
        return value
    raise ValueError(f"{shown(value)} {otherwise}")
