"""The time of day in typed words, and what is left of them without it."""

import re
from collections.abc import Callable
from datetime import time
from typing import Any

import msgspec

NOON, EVENING, LAST = time(12), time(18), time(23, 59, 59)


class Hour(msgspec.Struct, frozen=True):
    """One time, or several that it may be. `midnight`: the day's beginning or its end, nobody knows which."""

    at: tuple[time, ...]
    midnight: bool = False


PARTS = (
    (re.compile(r"\b(?:en |de |dans la |in the |this |ce |au )?(?:fin de |end of )?(?:la |the )?(?:matin(?:ee)?|morning)\b"), NOON),
    (re.compile(r"\b(?:en |dans l'|in the |this |cet |de l')?(?:fin d'|late )?(?:l')?afternoon\b"), EVENING),
    (re.compile(r"\b(?:en |a la |by )?(?:fin de (?:la )?journee|end of (?:the )?day|eod)\b|\bdans la journee\b"), LAST),
    (re.compile(r"\b(?:en |dans la |in the |this |ce |au |du )?(?:soir(?:ee)?|evening)\b|\bnight\b"), LAST),
)  # fmt: skip
"""Parts of a day: a promise for one is kept until it is over."""

BEFORE_NOON = re.compile(r"\b(?:du|le|au|ce|in the|this)? ?(?:matin|morning)\b")
AFTER_NOON = re.compile(r"\b(?:du|le|au|ce|de l'|in the|this|at)? ?(?:soir|afternoon|evening|night)\b")
AT = r"(?:\b(?:a|at|vers|around|about|pour|by)\s+|@\s*)?"
CLOCK = re.compile(
    rf"{AT}(?<![\d/.:+-])(?P<h>\d{{1,2}})\s?(?:h(?:eures?)?|hours?|:)\s?(?P<m>[0-5]\d)?(?P<s>:[0-5]\d)?\s?(?P<half>am|pm)?(?![\w:/])"
)
TWELVE = re.compile(rf"{AT}(?<![\d/.:+-])(?P<h>\d{{1,2}})(?:[:.](?P<m>[0-5]\d))?\s?(?P<half>am|pm)\b")
BARE = re.compile(r"(?:\b(?:a|at)\s+|@\s*)(?P<h>\d{1,2})(?![\w:/-])(?!\s+(?:[a-z]+))")
MIDDAY = re.compile(rf"{AT}\b(?:ce |this )?(?:midi|noon|midday)\b(?P<half> et demie?)?")
MIDNIGHT = re.compile(rf"{AT}\b(?:minuit|midnight)\b")


def taken_out(words: str) -> tuple[Hour | None, str] | None:
    """The time and the rest; None where a time is named that no clock shows."""
    words = words.replace("tonight", "today evening")
    for pattern, hour in WAYS:
        found = pattern.search(words)
        if found is None:
            continue
        rest = words[: found.start()] + " " + words[found.end() :]
        named = hour(found, rest)
        if named is None:
            return None
        return named, " ".join(AFTER_NOON.sub(" ", BEFORE_NOON.sub(" ", rest)).split())
    for pattern, until in PARTS:
        if pattern.search(words):
            return Hour((until,)), " ".join(pattern.sub(" ", words, count=1).split())
    return None if re.search(r"\b(?:am|pm)\b", words) else (None, words)


def on_the_clock(found: re.Match[str], rest: str) -> Hour | None:
    """`18h`, `18:30`, `6pm`, `8h du soir`."""
    hour, minute = int(found["h"]), int(found["m"] or 0)
    half = found["half"]
    if half and not 1 <= hour <= 12:
        return None
    if half == "pm" or (half is None and hour < 12 and afternoon(rest)):
        hour = hour % 12 + 12
    elif half == "am":
        hour %= 12
    if (hour, minute) == (24, 0):
        return Hour((), midnight=True)
    return Hour((time(hour, minute),)) if hour < 24 else None


def afternoon(rest: str) -> bool:
    return AFTER_NOON.search(rest) is not None


def bare(found: re.Match[str], rest: str) -> Hour | None:
    """`at 6`: in the morning or in the evening, unless that is said."""
    hour = int(found["h"])
    if hour > 23:
        return None
    if hour > 12 or BEFORE_NOON.search(rest):
        return Hour((time(hour),))
    if afternoon(rest):
        return Hour((time(hour % 12 + 12),))
    return Hour((time(hour % 24), time(hour % 12 + 12))) if hour != 12 else Hour((NOON,))


WAYS: tuple[tuple[re.Pattern[str], Callable[[Any, str], Hour | None]], ...] = (
    (TWELVE, on_the_clock),
    (CLOCK, on_the_clock),
    (MIDDAY, lambda found, _: Hour((time(12, 30 if found["half"] else 0),))),
    (MIDNIGHT, lambda _, __: Hour((), midnight=True)),
    (BARE, bare),
)
