"""Dates that people type, in French or English: one moment, the several that it may be, or none. The reader echoes it.

No guess counts: what may be two days, or no hour of the day for sure, is a `Doubt`, and whoever typed it reads how to say it.
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec

from bot.typed.dates.days import COUNT, days
from bot.typed.dates.spelling import plain
from bot.typed.dates.times import LAST, Hour, taken_out
from bot.typed.dates.vocabulary import NUMBERS

MOST_WORDS = 8  # of a date at the start of a sentence
MOST_LETTERS = 60

SPAN = re.compile(
    rf"^(?P<in>dans |in |within |sous |d'ici )?(?:{COUNT} ?(?P<unit>h|heures?|hours?|hrs?|min|minutes?|mins?)"
    r"(?: ?(?P<more>\d{1,2}) ?(?:min|minutes?)?)?(?P<half> et demie?)?|(?P<demi>(?:une )?demi-heure|half an hour))$"
)
MOST_HOURS = 24 * 400
BARE = 35
"""Hours: without "in", only more than these are a length of time and no hour of the day."""


class Doubt(msgspec.Struct, frozen=True):
    """The moments (UTC) that a text may mean, in their order."""

    readings: tuple[datetime, ...]


Found = datetime | Doubt | None


def read(text: str, *, now: datetime, zone: str, locale: str) -> Found:
    """The moment that a text names; UTC, whole seconds. None when it names none.

    `now` is UTC, `zone` the writer's. A day without a time is taken to its end, as deadlines are (rule 8). What has
    passed is given as it was read: the caller says so to whoever typed it.
    """
    if len(text) > MOST_LETTERS * 2 or len(words := plain(text)) > MOST_LETTERS:
        return None
    if (span := SPAN.match(words)) is not None and (span["in"] or is_long(span)):
        return spent(span, now)
    return named(words, now, zone, english=locale == "en")


def named(words: str, now: datetime, zone: str, *, english: bool) -> Found:
    """A day, a time or both."""
    parted = taken_out(words)
    if parted is None:
        return None
    hour, rest = parted
    today = now.astimezone(ZoneInfo(zone)).date()
    possible = [
        one
        for day in days(rest, today, english=english, timed=hour is not None)
        for one in moments(day, hour, zone)
    ]
    if len(possible) > 1:  # of two days of one name, the one that is over is not meant
        possible = [one for one in possible if one > now] or possible
    sure = (
        len(possible) == 1 and not (hour is not None and hour.midnight) and is_shown(possible[0], hour, zone)
    )
    if sure and not american(rest):
        return possible[0]
    return Doubt(tuple(sorted(possible))) if possible else None


def moments(day: date, hour: Hour | None, zone: str) -> list[datetime]:
    """That day at that time; without one, to its end."""
    if hour is not None and hour.midnight:
        return [moment(day, time(0), zone), moment(day, LAST, zone)]
    return [moment(day, at, zone) for at in (hour.at if hour is not None else (LAST,))]


def moment(day: date, at: time, zone: str) -> datetime:
    """A wall clock's time; of an hour that comes twice the second, and of one that is left out the one after it."""
    wall = datetime.combine(day, at, ZoneInfo(zone))
    return max(wall.astimezone(UTC), wall.replace(fold=1).astimezone(UTC))


def is_shown(at: datetime, hour: Hour | None, zone: str) -> bool:
    """Whether the wall clock ever shows it: an hour of one night in the year is left out."""
    return hour is None or at.astimezone(ZoneInfo(zone)).time() in hour.at


def american(words: str) -> bool:
    """`11/27`: the only way in which it is a date is another than the house's."""
    found = re.search(r"\b\d{1,2}/(\d{1,2})\b", words)
    return found is not None and int(found[1]) > 12


def is_long(span: re.Match[str]) -> bool:
    return span["n"] is not None and span["n"].isdigit() and int(span["n"]) > BARE


def spent(span: re.Match[str], now: datetime) -> datetime | None:
    """A length of time from now on, exact also over a change of clocks."""
    if span["demi"]:
        return (now + timedelta(minutes=30)).replace(microsecond=0)
    count = NUMBERS[span["n"]] if span["n"] in NUMBERS else int(span["n"])
    minutes = count * (60 if span["unit"][0] == "h" else 1)
    minutes += int(span["more"] or 0) + (30 if span["half"] else 0)
    if abs(minutes) > MOST_HOURS * 60:
        return None
    return (now + timedelta(minutes=minutes)).replace(microsecond=0)


def ahead(past: datetime, now: datetime, zone: str) -> datetime:
    """The next moment (UTC) at which the wall clock shows the time of a past one."""
    at, today = past.astimezone(ZoneInfo(zone)).time(), now.astimezone(ZoneInfo(zone)).date()
    days = (moment(today + timedelta(days=count), at, zone) for count in (0, 1, 2))
    return next(one for one in days if one > now)


def leading(text: str, *, now: datetime, zone: str, locale: str) -> tuple[datetime | Doubt, str] | None:
    """The date that a sentence begins with, and what follows it: `vendredi 18h, le fichier est gros`."""
    words = text.split()
    best: tuple[datetime | Doubt, int] | None = None
    for count in range(min(len(words), MOST_WORDS), 0, -1):
        start = " ".join(words[:count]).rstrip(",;:.·-–—")
        found = read(start, now=now, zone=zone, locale=locale)
        if best is not None and found != best[0]:
            break
        best = (found, count) if found is not None else best
    if best is None:
        return None
    return best[0], " ".join(words[best[1] :]).lstrip(",;:·-–— ")
