"""Typed dates: read as people write them, or not at all; never another day than the one that was meant."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.dates import leading, read

NOW = datetime(2026, 11, 23, 11, tzinfo=UTC)  # a Monday, noon in Paris
PARIS = "Europe/Paris"


def on_the_wall(text: str, locale: str = "fr", now: datetime = NOW) -> str | None:
    found = read(text, now=now, zone=PARIS, locale=locale)
    return None if found is None else f"{found.astimezone(ZoneInfo(PARIS)):%Y-%m-%d %H:%M:%S}"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("vendredi 18h", "2026-11-27 18:00:00"),
        ("vendredi à 18h", "2026-11-27 18:00:00"),
        ("vendredi 18h30", "2026-11-27 18:30:00"),
        ("demain 18h", "2026-11-24 18:00:00"),
        ("demain midi", "2026-11-24 12:00:00"),
        ("après-demain 9h", "2026-11-25 09:00:00"),
        ("27/11 18h", "2026-11-27 18:00:00"),
        ("le 5 décembre 14h", "2026-12-05 14:00:00"),
        ("18h", "2026-11-23 18:00:00"),
        ("dans 48h", "2026-11-25 12:00:00"),
        ("dans 1h30", "2026-11-23 13:30:00"),
        ("lundi à midi", "2026-11-30 12:00:00"),
        ("vendredi prochain 18h", "2026-11-27 18:00:00"),
        ("2026-11-27 18:00", "2026-11-27 18:00:00"),
        ("2026-11-27T18:00", "2026-11-27 18:00:00"),
        ("05/12/2026 8:15", "2026-12-05 08:15:00"),
    ],
)
def test_a_time_is_read_as_it_was_meant(typed: str, meant: str) -> None:
    assert on_the_wall(typed) == meant


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("lundi prochain", "2026-11-30"),
        ("lundi", "2026-11-30"),
        ("J+3", "2026-11-26"),
        ("dans 3 jours", "2026-11-26"),
        ("27 novembre", "2026-11-27"),
        ("1er décembre", "2026-12-01"),
        ("3 mai", "2027-05-03"),
        ("05/12/2026", "2026-12-05"),
    ],
)
def test_a_day_without_a_time_lasts_to_its_end(typed: str, day: str) -> None:
    """Rule 8: as deadlines do."""
    assert on_the_wall(typed) == f"{day} 23:59:59"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("friday 6pm", "2026-11-27 18:00:00"),
        ("tomorrow at noon", "2026-11-24 12:00:00"),
        ("next friday", "2026-11-27 23:59:59"),
        ("tomorrow noon", "2026-11-24 12:00:00"),
        ("monday noon", "2026-11-30 12:00:00"),
        ("friday at 18:00", "2026-11-27 18:00:00"),
        ("day after tomorrow 9am", "2026-11-25 09:00:00"),
        ("friday à 18h", "2026-11-27 18:00:00"),
        ("in 48h", "2026-11-25 12:00:00"),
        ("in 3 days", "2026-11-26 23:59:59"),
        ("4 December at 18:30", "2026-12-04 18:30:00"),
    ],
)
def test_english_is_read_too(typed: str, meant: str) -> None:
    assert on_the_wall(typed, "en") == meant


@pytest.mark.parametrize(
    "typed",
    ["", "bientôt", "je suis malade", "32 mars", "31/02", "samedi en huit", "vendredi 25h", "5", "12", "11/27 6pm", "minuit", "midnight", "n'importe quand", "x" * 5000],
)  # fmt: skip
def test_what_is_no_date_that_we_are_sure_of_is_not_read(typed: str) -> None:
    assert on_the_wall(typed) is None


def test_what_has_passed_is_given_as_it_was_read() -> None:
    """Whoever typed it is told how it was read."""
    assert on_the_wall("hier") == "2026-11-22 23:59:59"


def test_a_wall_clock_follows_the_change_of_clocks() -> None:
    winter = read("27 mars à 18h", now=NOW, zone=PARIS, locale="fr")
    summer = read("29 mars à 18h", now=NOW, zone=PARIS, locale="fr")
    assert winter is not None
    assert summer is not None
    assert (winter.hour, summer.hour) == (17, 16)


def test_a_sentence_begins_with_its_date() -> None:
    found = leading("vendredi 18h, le fichier pèse 3 Go", now=NOW, zone=PARIS, locale="fr")
    assert found == (datetime(2026, 11, 27, 17, tzinfo=UTC), "le fichier pèse 3 Go")
    assert leading("je suis malade jusqu'à vendredi", now=NOW, zone=PARIS, locale="fr") is None
