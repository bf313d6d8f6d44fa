"""Dates as Slack shows them: in the reader's zone and language."""

import re
from datetime import UTC, datetime

from babel.dates import format_date, format_time

from playground.config import Person

_TOKEN = re.compile(r"\{(date_num|date_slash|date_long_full|date_(?:long|short)_pretty|date_pretty|date_long|date_short|date"
                    r"|day_divider_pretty|time_secs|time|ago)\}")  # fmt: skip
_NEAR = {
    "fr": {-1: "hier", 0: "aujourd’hui", 1: "demain"},
    "en": {-1: "yesterday", 0: "today", 1: "tomorrow"},
}
_PATTERNS = {
    "date_num": "yyyy-MM-dd",
    "date_slash": "dd/MM/yyyy",
    "date": "long",
    "date_short": "medium",
    "date_long": "full",
    "date_long_full": "full",
}


def language(person: Person) -> str:
    """`fr` or `en`."""
    return "fr" if person.locale.startswith("fr") else "en"


def local(seconds: float, person: Person) -> datetime:
    """A moment on the wall clock of a person."""
    return datetime.fromtimestamp(seconds, UTC).astimezone(person.zone)


def slack_date(seconds: int, pattern: str, person: Person, now: float) -> str:
    """What `<!date^seconds^pattern|…>` reads as. `now` decides what is today; it is the rehearsal's now."""
    moment, here = local(seconds, person), local(now, person)
    lang = language(person)

    def part(match: re.Match[str]) -> str:
        name = match[1]
        if name.startswith("time") or name == "ago":
            return str(format_time(moment, "medium" if name == "time_secs" else "short", locale=lang))
        near = _NEAR[lang].get((moment.date() - here.date()).days)
        if name.endswith("pretty") and near:
            return near
        plain = name.removesuffix("_pretty").replace("day_divider", "date_long")
        return str(format_date(moment, _PATTERNS[plain], locale=lang))

    return _TOKEN.sub(part, pattern)


def stamp(seconds: float, person: Person, now: float) -> str:
    """The time beside a message: the hour alone today, else with its day."""
    moment, here = local(seconds, person), local(now, person)
    hour = str(format_time(moment, "short", locale=language(person)))
    if moment.date() == here.date():
        return hour
    day = str(format_date(moment, "EEE d MMM", locale=language(person)))
    return f"{day}, {hour}"
