"""Dates that people type, in French or English: read into one moment, or not at all. The reader of the date echoes it."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import dateparser

from rules.calendar import end_of_day

MOST_WORDS = 8  # of a date at the start of a sentence
MOST_LETTERS = 60

_LANGUAGES = {"fr": ["fr", "en"], "en": ["en", "fr"]}
_DAYS = (
    "lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
    "|monday|tuesday|wednesday|thursday|friday|saturday|sunday"
)
_ENGLISH = "monday|tuesday|wednesday|thursday|friday|saturday|sunday|tomorrow"
_MONTHS = "jan|f[ée]v|mar|avr|mai|juin|juil|ao[uû]|sep|oct|nov|d[ée]c|feb|apr|may|jun|jul|aug"
_DATED = re.compile(
    rf"\d|\b(?:{_DAYS}|demain|tomorrow|aujourd|today|hier|yesterday|semaine|week|mois|month|jours?|days?"
    r"|midi|minuit|noon|midnight)",
    re.IGNORECASE,
)
_TIMED = re.compile(
    r"(?<!\d)\d{1,2}:\d{2}\b|\b\d{1,2}\s?[ap]\.?m\b|\d\s?(?:h|heures?|hours?|min|minutes?)\b", re.IGNORECASE
)
# What dateparser reads as something else, without a word: better not read at all.
_MISREAD = re.compile(
    # `32 mars` would be March of 2032; midnight is the end of a day to some and its beginning to others;
    # `11/27` has no month, and would be November of 2027
    rf"^\d+$|\b\d{{1,2}}/(?:1[3-9]|[2-9]\d)\b(?!/)|\b(?:3[2-9]|[4-9]\d)\s+(?:{_MONTHS})|\ben huit\b|\ben quinze\b|\bminuit\b|\bmidnight\b|^\D*(?:2[4-9]|[3-9]\d)\s?h\b",
    re.IGNORECASE,
)

_REWRITES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"^[jd]\s?\+\s?(\d{1,3})$", re.IGNORECASE), r"dans \1 jours"),
    (re.compile(rf"\b({_DAYS})\s+prochain\b", re.IGNORECASE), r"\1"),
    (re.compile(rf"\bnext\s+({_DAYS})\b", re.IGNORECASE), r"\1"),
    (re.compile(r"\b(?:à\s+|at\s+)?(?:midi|noon)\b", re.IGNORECASE), "à 12:00"),
    # `vendredi 18h` is read as last Friday, `demain 18h` as two days on; `vendredi à 18:00` is read well.
    (
        re.compile(
            r"(?<![\w:/.+-])(?:à\s+|at\s+)?([01]?\d|2[0-3])\s?h(?:\s?([0-5]\d))?(?!\w)", re.IGNORECASE
        ),
        r"à \1:\2",
    ),
    # `monday à 12:00` is read as the first of the month
    (re.compile(rf"\b({_ENGLISH})\s+à\s", re.IGNORECASE), r"\1 at "),
)
_CLOCK_ONLY = re.compile(r"^à \d{1,2}:\d{2}$", re.IGNORECASE)
_HOURS_AND_MINUTES = re.compile(r"(\d+)\s?h\s?(\d{1,2})$", re.IGNORECASE)
_SPANS = re.compile(r"^(?:dans|d'ici|within|in)\s", re.IGNORECASE)


def read(text: str, *, now: datetime, zone: str, locale: str) -> datetime | None:
    """The moment that a text names; UTC, whole seconds. None when it names none that we are sure of.

    `now` is UTC, `zone` the writer's. A day without a time is taken to its end. What has passed is given
    as it was read: the caller says so to whoever typed it.
    """
    words = " ".join(text.split())
    if len(words) > MOST_LETTERS or not _DATED.search(words):
        return None
    if _MISREAD.search(words) and not _SPANS.match(words):
        return None
    words = rewritten(words)
    wall = now.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    found = dateparser.parse(
        words,
        languages=_LANGUAGES.get(locale, _LANGUAGES["fr"]),
        settings={
            "RELATIVE_BASE": wall,
            "PREFER_DATES_FROM": "future",
            "DATE_ORDER": "DMY",
            "RETURN_AS_TIMEZONE_AWARE": False,
        },
    )
    return None if found is None else moment(found, words, zone)


def rewritten(words: str) -> str:
    """The same words as dateparser reads them rightly. A length of time ("dans 48h") stays one."""
    if _SPANS.match(words):
        return _HOURS_AND_MINUTES.sub(r"\1h \2min", words)
    for pattern, better in _REWRITES:
        words = pattern.sub(better, words)
    words = re.sub(r"(\d):(?!\d)", r"\1:00", words)
    return f"aujourd'hui {words}" if _CLOCK_ONLY.match(words) else words


def moment(wall: datetime, words: str, zone: str) -> datetime:
    """A wall clock's time as a moment; a day named without a time lasts to its end, as deadlines do (rule 8)."""
    timed = _TIMED.search(words) is not None
    at = wall.replace(microsecond=0, tzinfo=ZoneInfo(zone))
    return at.astimezone(UTC) if timed else end_of_day(at.replace(hour=12, minute=0), 0, zone, "day")


def leading(text: str, *, now: datetime, zone: str, locale: str) -> tuple[datetime, str] | None:
    """The date that a sentence begins with, and what follows it: `vendredi 18h, le fichier est gros`."""
    words = text.split()
    best: tuple[datetime, int] | None = None
    for count in range(min(len(words), MOST_WORDS), 0, -1):
        start = " ".join(words[:count]).rstrip(",;:.·-–—")
        found = read(start, now=now, zone=zone, locale=locale)
        if best is not None and found != best[0]:
            break
        best = (found, count) if found is not None else best
    if best is None:
        return None
    return best[0], " ".join(words[best[1] :]).lstrip(",;:·-–— ")
