"""Moments and wall clocks for tests about time."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from rules.calendar import local

PARIS, NEW_YORK, SANTIAGO = "Europe/Paris", "America/New_York", "America/Santiago"

zones = st.sampled_from(
    [PARIS, NEW_YORK, SANTIAGO, "Africa/Cairo", "Australia/Lord_Howe", "Asia/Kolkata", "UTC"]
)
moments = st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))


def at(text: str, zone: str = "UTC", fold: int = 0) -> datetime:
    """A moment as the wall clock of the zone shows it; `fold=1` is the second of two."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)


def wall(moment: datetime, zone: str) -> str:
    """What the wall clock of the zone shows at this moment."""
    return f"{local(moment, zone):%Y-%m-%dT%H:%M:%S}"
