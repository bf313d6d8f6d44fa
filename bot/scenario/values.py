"""How each kind of value in a scenario is read from its text; ScenarioError says what would be right."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Any, NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from bot.scenario.nodes import Piece, nearest
from rules.calendar import QuietHours, known_zone

Word = TypeVar("Word", bound=StrEnum)
Readers = Mapping[str, Callable[[Piece], Any]]

_ABSOLUTE = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)[T ](?P<time>\d\d:\d\d(:\d\d)?) ?(?P<offset>Z|[+-]\d\d:?\d\d)?", re.ASCII
)
_ELAPSED = re.compile(
    r"\+(?=\d)((?P<days>\d{1,5})d)?((?P<hours>\d{1,6})h)?((?P<minutes>\d{1,7})m)?((?P<seconds>\d{1,9})s)?",
    re.ASCII,
)
_WHOLE = re.compile(r"-?\d{1,15}", re.ASCII)


class Times(NamedTuple):
    """What a time in the file is read against: the policy's zone, and the moment of payment."""

    zone: ZoneInfo
    paid_at: datetime | None = None

    def read(self, piece: Piece) -> datetime:
        """An absolute time, or the time elapsed since payment such as +7d3h30m; aware UTC."""
        text = piece.text().strip()
        if (found := _ABSOLUTE.fullmatch(text)) is not None:
            return self._absolute(piece, found)
        if text.startswith("+") and self.paid_at is None:
            piece.fail(f"{piece.what} cannot count from itself; write a date such as 2026-03-02T10:00")
        if self.paid_at is not None and (found := _ELAPSED.fullmatch(text)) is not None:
            parts = {unit: int(number or 0) for unit, number in found.groupdict().items()}
            return self._bounded(piece, self.paid_at, timedelta(**parts))
        piece.fail(
            f'{piece.what}: "{text:.40}" is no time; write a date such as 2026-03-02T10:00'
            + (", or the time since payment such as +90m or +7d3h30m" if self.paid_at else "")
        )

    def _absolute(self, piece: Piece, found: re.Match[str]) -> datetime:
        try:
            wall = datetime.fromisoformat(f"{found['day']}T{found['time']}")
            zone = _offset(found["offset"]) if found["offset"] else self.zone
            moment = wall.replace(tzinfo=zone).astimezone(UTC)
        except (ValueError, OverflowError):
            piece.fail(f"{piece.what}: {found[0]} does not exist; look at the day, the month and the hour")
        if moment.astimezone(zone).replace(tzinfo=None) != wall:
            piece.fail(
                f"{piece.what}: {found[0]} is skipped by the clocks of {self.zone.key}; "
                "write another time, or one with its offset such as +02:00"
            )
        return moment

    def _bounded(self, piece: Piece, start: datetime, length: timedelta) -> datetime:
        try:
            return start + length
        except OverflowError:
            piece.fail(f"{piece.what} lies further away than dates can be written")


def typed(found: Mapping[str, Piece], readers: Readers) -> dict[str, Any]:
    """The values of these fields by key; what is unset is left out."""
    return {key: readers[key](piece) for key, piece in found.items() if key in readers and not piece.unset}


def whole(least: int | None = None) -> Callable[[Piece], int]:
    """A whole number, at least this where a least is given."""

    def read(piece: Piece) -> int:
        text = piece.text().strip()
        if not _WHOLE.fullmatch(text):
            piece.fail(f'{piece.what}: "{text:.40}" is no whole number; write digits only, such as 5000')
        if least is not None and int(text) < least:
            piece.fail(f"{piece.what}: {text} is too small; write {least} or more")
        return int(text)

    return read


def either(yes: str, no: str) -> Callable[[Piece], bool]:
    """One of two words; whether it is the first."""

    def read(piece: Piece) -> bool:
        text = piece.text()
        if text not in (yes, no):
            piece.fail(f'{piece.what}: "{text:.40}" is not possible; write {yes} or {no}')
        return text == yes

    return read


def word(words: type[Word], *, only: tuple[Word, ...] = ()) -> Callable[[Piece], Word]:
    """One word of the process, or of a few of its words."""
    known = [str(one) for one in only or words]

    def read(piece: Piece) -> Word:
        text = piece.text()
        if text not in known:
            piece.fail(f'{piece.what}: unknown word "{text:.40}"; {nearest(text, known)}')
        return words(text)

    return read


def texts(piece: Piece) -> tuple[str, ...]:
    """A list of texts; one text alone is a list of one."""
    return tuple(member.text() for member in piece.items())


def currency(piece: Piece) -> str:
    """An ISO 4217 code."""
    text = piece.text()
    if not re.fullmatch("[A-Z]{3}", text):
        piece.fail(f'{piece.what}: "{text:.40}" is no currency; write its three letters, such as EUR')
    return text


def zone(piece: Piece) -> str:
    """A zone of the IANA database."""
    text = piece.text()
    if not known_zone(text):
        piece.fail(f'{piece.what}: "{text:.40}" is no known zone; write one such as Europe/Paris')
    return text


def quiet_hours(piece: Piece) -> QuietHours:
    """Hours of the day in which reminders wait."""
    text = piece.text()
    try:
        return QuietHours.parse(text)
    except ValueError:
        piece.fail(f'{piece.what}: "{text:.40}" are no quiet hours; write "21:00-08:00", or null for none')


def _offset(text: str) -> tzinfo:
    return datetime.fromisoformat(f"2000-01-01T00:00{text}").tzinfo or UTC
