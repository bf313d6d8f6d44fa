"""Deadlines, windows and quiet hours: every question about days, zones and changes of clocks."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec
from dateutil.relativedelta import relativedelta

DeadlineEnds = Literal["day", "exact"]

DAY_END = time(23, 59, 59)

_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
# Four digits: no policy needs more, and no date that people use overflows.
_SPAN = re.compile(r"([0-9]{1,4}) ?(m|min|minutes?|h|hours?|d|days?|months?)")
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")


class Span(msgspec.Struct, frozen=True):
    """A length of time: calendar months, then an exact time (a day is 24 h; rules 8 and 9)."""

    months: int = 0
    time: timedelta = timedelta(0)

    @classmethod
    def parse(cls, text: str) -> "Span":
        """Read "90m", "48h", "7 days" or "5 months"; ValueError says what a duration looks like."""
        found = _SPAN.fullmatch(text.strip())
        if found is None:
            raise ValueError(f'{text!r:.40} is no duration; write "90m", "48h", "7 days" or "5 months"')
        count, unit = int(found[1]), found[2]
        return cls(months=count) if unit.startswith("mo") else cls(time=count * _UNITS[unit[0]])

    def __bool__(self) -> bool:
        """Whether any time passes at all."""
        return bool(self.months or self.time)


class QuietHours(msgspec.Struct, frozen=True):
    """The hours of each day, on the person's own wall clock, in which reminders wait; the end is outside."""

    start: time
    end: time

    @classmethod
    def parse(cls, text: str) -> "QuietHours":
        """Read "21:00-08:00"; ValueError says what quiet hours look like."""
        clocks = [clock.strip() for clock in text.split("-")]
        if len(clocks) != 2 or clocks[0] == clocks[1] or not all(map(_CLOCK.fullmatch, clocks)):
            raise ValueError(
                f'{text!r:.40} are no quiet hours; write a start and an end, such as "21:00-08:00"'
            )
        return cls(*map(clock_time, clocks))

    def hold(self, wall: time) -> bool:
        """Whether a clock that shows this time is within the quiet hours."""
        if self.start <= self.end:
            return self.start <= wall < self.end
        return wall >= self.start or wall < self.end


def clock_time(text: str) -> time:
    """Read "08:30", the time on a wall clock; ValueError says what it looks like."""
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        raise ValueError(f'{text!r:.40} is no time of day; write hours and minutes, such as "08:30"')
    return time(int(found[1]), int(found[2]))


def known_zone(zone: str) -> bool:
    """Whether the zone database has this zone (an IANA name such as Europe/Paris)."""
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        return False
    return True


def local(moment: datetime, zone: str) -> datetime:
    """The same moment on the wall clock of the zone."""
    return moment.astimezone(ZoneInfo(zone))


def after(moment: datetime, span: Span, zone: str) -> datetime:
    """The end of a span that starts at this moment; UTC.

    Months are counted on the zone's wall clock (a day that the month lacks becomes its last, rule 9);
    the time is elapsed time, whatever the clocks do (rule 8).
    """
    if span.months:
        wall = local(moment, zone).replace(tzinfo=None) + relativedelta(months=span.months)
        moment = _first(wall, zone)
    return moment.astimezone(UTC) + span.time


def end_of_day(moment: datetime, days: int, zone: str, ends: DeadlineEnds) -> datetime:
    """The contractual deadline: so many calendar days later, on the zone's wall clock; UTC, whole seconds (rule 8).

    "day" ends with the last second of that day, "exact" at the wall-clock time of the moment.
    """
    if ends == "exact":
        return add_days(moment.replace(microsecond=0), days, zone)
    day = local(moment, zone).date() + timedelta(days=days)
    return _last(datetime.combine(day, DAY_END), zone)


def add_days(due_at: datetime, days: int, zone: str) -> datetime:
    """The deadline moved by calendar days, its wall-clock time kept; UTC."""
    if not days:  # of an hour that comes twice, it must not fall back to the first
        return due_at.astimezone(UTC)
    wall = local(due_at, zone).replace(tzinfo=None) + timedelta(days=days)
    return _last(wall, zone) if wall.time() == DAY_END else _first(wall, zone)


def next_at(moment: datetime, at: time, zone: str) -> datetime:
    """The next time, after this moment, that the zone's wall clock shows `at`, once a day; UTC."""
    day = local(moment, zone).date()
    today = on_day(day, at, zone)
    return today if today > moment else on_day(day + timedelta(days=1), at, zone)


def send_at(moment: datetime, quiet: QuietHours | None, zone: str, announces: datetime | None) -> datetime:
    """When a reminder due at this moment goes to a person with these quiet hours in this zone; UTC.

    In quiet hours it waits for their end, unless what it announces comes by then: it would come too late.
    """
    if quiet is None or not quiet.hold(local(moment, zone).time()):
        return moment.astimezone(UTC)
    end = next_at(moment, quiet.end, zone)
    if announces is not None and moment <= announces <= end:
        return moment.astimezone(UTC)
    return end


def on_day(day: date, at: time, zone: str) -> datetime:
    """The moment at which the zone's wall clock shows `at` on a day, once; UTC."""
    return _last(datetime.combine(day, at), zone)


def _first(wall: datetime, zone: str) -> datetime:
    # Of an hour that comes twice, the first; a time that the clocks skip moves forward (PEP 495, fold=0).
    return wall.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)


def _last(wall: datetime, zone: str) -> datetime:
    # Of an hour that comes twice, the second: a day has ended when its last second has, also where clocks
    # change at midnight (Cairo, Santiago). A skipped time moves forward: there fold=0 is the later reading.
    return max(_first(wall, zone), wall.replace(tzinfo=ZoneInfo(zone), fold=1).astimezone(UTC))
