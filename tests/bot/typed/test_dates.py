"""Typed dates: read as people write them, or asked again; never another moment than the one that was meant.

`dates.tsv` holds what people type, on a Monday at noon in Paris, with what it means: a wall clock's time, after `? ` the
times that it may mean, `-` where it names none; in a third column what an English reader means by it, where that differs.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.render.speech import Speech
from bot.typed.dates import Doubt, Found, ahead, leading, read

NOW = datetime(2026, 11, 23, 11, tzinfo=UTC)  # a Monday, noon in Paris
PARIS = "Europe/Paris"
ROWS = [
    line.split("\t")
    for line in (Path(__file__).parent / "dates.tsv").read_text(encoding="utf-8").splitlines()
]


def wall(at: datetime, zone: str = PARIS) -> str:
    return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M:%S}"


def on_the_wall(found: Found, zone: str = PARIS) -> str:
    if found is None:
        return "-"
    if isinstance(found, Doubt):
        return "? " + " | ".join(wall(one, zone) for one in found.readings)
    return wall(found, zone)


def typed(text: str, locale: str = "fr", now: datetime = NOW, zone: str = PARIS) -> str:
    return on_the_wall(read(text, now=now, zone=zone, locale=locale), zone)


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_what_people_type_is_read_in_their_language_and_in_the_other(row: list[str]) -> None:
    text, meant = row[0], row[1]
    assert (typed(text, "fr"), typed(text, "en")) == (meant, row[2] if len(row) > 2 else meant)


def test_no_two_rows_are_alike() -> None:
    assert len({row[0] for row in ROWS}) == len(ROWS) >= 200


@pytest.mark.parametrize("row", [row for row in ROWS if row[1] != "-"], ids=lambda row: row[0])
def test_capitals_missing_accents_and_spaces_change_nothing(row: list[str]) -> None:
    plain = row[0].translate(str.maketrans("éèêàâôûùîç", "eeeaaouuic"))
    for other in (row[0].upper(), plain, f"  {row[0]} . "):
        assert typed(other) == row[1]


@pytest.mark.parametrize("text", ["", "5", "12", "x" * 5000, "😀", "<!channel>", "demain " * 9, "dans 99999 jours", "dans 99999999999 heures", "9999-12-31x"])  # fmt: skip
def test_what_is_no_date_is_not_read(text: str) -> None:
    assert typed(text) == "-"


@pytest.mark.parametrize("zone", ["Europe/Paris", "America/Guadeloupe", "Pacific/Auckland", "Asia/Kolkata"])
def test_a_day_is_that_of_the_writers_zone(zone: str) -> None:
    here = NOW.astimezone(ZoneInfo(zone))
    tomorrow = here.date() + timedelta(days=1)
    assert typed("demain 18h", zone=zone) == f"{tomorrow} 18:00:00"
    assert typed("tonight", "en", zone=zone) == f"{here.date()} 23:59:59"


@pytest.mark.parametrize(
    ("now", "text", "meant", "utc"),
    [
        # 25 October 2026, 03:00 becomes 02:00; 28 March 2027, 02:00 becomes 03:00
        ("2026-10-24T10:00", "demain 18h", "2026-10-25 18:00:00", "2026-10-25T17:00"),
        ("2026-10-24T10:00", "aujourd'hui 18h", "2026-10-24 18:00:00", "2026-10-24T16:00"),
        ("2026-10-24T10:00", "dans 24h", "2026-10-25 11:00:00", "2026-10-25T10:00"),
        ("2026-10-24T10:00", "dans 48 heures", "2026-10-26 11:00:00", "2026-10-26T10:00"),
        ("2026-10-24T10:00", "dans 1 jour", "2026-10-25 23:59:59", "2026-10-25T22:59:59"),
        ("2026-10-24T10:00", "demain 2h30", "2026-10-25 02:30:00", "2026-10-25T01:30"),
        ("2027-03-27T10:00", "demain 18h", "2027-03-28 18:00:00", "2027-03-28T16:00"),
        ("2027-03-27T10:00", "dans 24h", "2027-03-28 12:00:00", "2027-03-28T10:00"),
        ("2027-03-27T10:00", "tomorrow noon", "2027-03-28 12:00:00", "2027-03-28T10:00"),
        ("2027-03-27T10:00", "in 2 days", "2027-03-29 23:59:59", "2027-03-29T21:59:59"),
    ],
)
def test_a_wall_clock_follows_the_change_of_clocks_and_a_length_of_time_does_not(
    now: str, text: str, meant: str, utc: str
) -> None:
    at = read(text, now=datetime.fromisoformat(now).replace(tzinfo=UTC), zone=PARIS, locale="fr")
    assert isinstance(at, datetime)
    assert (wall(at), at) == (meant, datetime.fromisoformat(utc).replace(tzinfo=UTC))


def test_an_hour_that_a_night_leaves_out_is_asked_again() -> None:
    night = datetime(2027, 3, 27, 10, tzinfo=UTC)
    assert typed("demain 2h30", now=night) == "? 2027-03-28 03:30:00"
    assert typed("demain 3h30", now=night) == "2027-03-28 03:30:00"


def test_what_names_today_is_today_while_it_lies_ahead() -> None:
    sunday = datetime(2026, 11, 29, 17, tzinfo=UTC)
    assert typed("fin de semaine", now=sunday) == "2026-11-29 23:59:59"
    assert typed("ce week-end", now=sunday) == "2026-11-29 23:59:59"
    assert typed("dimanche 20h", now=sunday) == "? 2026-11-29 20:00:00 | 2026-12-06 20:00:00"
    assert typed("dimanche 15h", now=sunday) == "2026-12-06 15:00:00"
    assert typed("vendredi prochain", now=sunday) == "2026-12-04 23:59:59"
    assert typed("le 29", now=sunday) == "2026-11-29 23:59:59"
    assert typed("le 28", now=sunday) == "2026-12-28 23:59:59"
    assert typed("le 31", now=sunday) == "2026-12-31 23:59:59"


def test_what_has_passed_is_given_as_it_was_read_with_a_time_ahead_beside_it() -> None:
    """Whoever typed it is told how it was read, and what would be right."""
    past = read("8h", now=NOW, zone=PARIS, locale="fr")
    assert isinstance(past, datetime)
    assert wall(past) == "2026-11-23 08:00:00"
    assert wall(ahead(past, NOW, PARIS)) == "2026-11-24 08:00:00"


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_what_we_write_ourselves_is_read_back(locale: str) -> None:
    """The examples in our answers can be typed as they stand."""
    for days in range(400):
        at = NOW + timedelta(days=days, hours=days % 24, minutes=7)
        assert read(Speech(locale, PARIS, NOW).absolute(at), now=NOW, zone=PARIS, locale=locale) == at


def test_a_sentence_begins_with_its_date() -> None:
    found = leading("vendredi 18h, le fichier pèse 3 Go", now=NOW, zone=PARIS, locale="fr")
    assert found == (datetime(2026, 11, 27, 17, tzinfo=UTC), "le fichier pèse 3 Go")
    found = leading("tomorrow noon: my laptop broke", now=NOW, zone=PARIS, locale="en")
    assert found == (datetime(2026, 11, 24, 11, tzinfo=UTC), "my laptop broke")
    assert leading("je suis malade jusqu'à vendredi", now=NOW, zone=PARIS, locale="fr") is None
