"""Dates, lengths of time, amounts and lists in the reader's own language, zone and moment."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.render.speech import Speech
from rules.calendar import Span
from rules.money import Money

NOW = datetime(2026, 5, 6, 17, 30, tzinfo=UTC)
DUE = datetime(2026, 5, 8, 21, 59, 59, tzinfo=UTC)


def speech(locale: str = "fr", zone: str = "Europe/Paris", *, plain: bool = False) -> Speech:
    return Speech(locale, zone, NOW, plain)


def test_slack_writes_a_date_and_the_fallback_says_it_in_the_readers_zone() -> None:
    unix = int(DUE.timestamp())
    paris = f"<!date^{unix}^{{date_long}} à {{time}}|vendredi 8 mai à 23:59 (heure de Paris)>"
    york = f"<!date^{unix}^{{date_long}} at {{time}}|Friday 8 May at 17:59 (New York time)>"
    assert paris == speech().date(DUE)
    assert york == speech("en", "America/New_York").date(DUE)
    assert "^{date_short_pretty} à {time}|" in speech().date(DUE, short=True)


def test_where_slack_speaks_another_language_the_date_is_written_out() -> None:
    """Slack would write it in the language of the viewer's Slack, in the midst of our sentence."""
    chosen = Speech("fr", "Europe/Paris", NOW, foreign=True)
    assert chosen.date(DUE) == chosen.date(DUE, short=True) == "vendredi 8 mai à 23:59 (heure de Paris)"


def test_plain_text_gets_the_date_in_words() -> None:
    assert speech(plain=True).date(DUE) == "vendredi 8 mai à 23:59"
    assert speech("en", "Asia/Kolkata", plain=True).date(DUE) == "Saturday 9 May at 03:29"


def test_the_first_of_a_month_and_another_year_are_said_as_people_say_them() -> None:
    assert speech(plain=True).date(datetime(2027, 1, 1, 9, tzinfo=UTC)) == "vendredi 1er janvier 2027 à 10:00"
    assert (
        speech("en", plain=True).date(datetime(2027, 1, 1, 9, tzinfo=UTC)) == "Friday 1 January 2027 at 10:00"
    )


@pytest.mark.parametrize(
    ("away", "french", "english"),
    [
        (timedelta(days=2, hours=4, minutes=29), "dans 2 j 4 h", "in 2 d 4 h"),
        (timedelta(days=2), "dans 2 j", "in 2 d"),
        (timedelta(hours=3, minutes=5), "dans 3 h 5 min", "in 3 h 5 min"),
        (timedelta(minutes=12), "dans 12 min", "in 12 min"),
        (timedelta(seconds=30), "dans moins d'une minute", "in less than a minute"),
        (-timedelta(hours=26), "il y a 1 j 2 h", "1 d 2 h ago"),
        (timedelta(days=36_525), "dans 36525 j", "in 36525 d"),
    ],
)
def test_the_time_left_in_its_two_largest_units(away: timedelta, french: str, english: str) -> None:
    assert speech().left(NOW + away).replace("\u00a0", " ") == french
    assert speech("en").left(NOW + away).replace("\u00a0", " ") == english


@pytest.mark.parametrize(
    ("amount", "currency", "french", "english"),
    [
        (5000, "EUR", "50,00 €", "€50.00"),
        (10**9, "JPY", "1 000 000 000 JPY", "JP¥1,000,000,000"),
        (1, "TND", "0,001 TND", "TND0.001"),
        (5000, "RSD", "50,00 RSD", "RSD50.00"),
        (5000, "IQD", "5,000 IQD", "IQD5.000"),
    ],
)
def test_amounts_have_the_minor_units_of_their_currency(
    amount: int, currency: str, french: str, english: str
) -> None:
    money = Money(amount, currency)
    assert speech().money(money).replace("\u00a0", " ").replace("\u202f", " ") == french
    assert speech("en").money(money).replace("\u00a0", " ") == english


@pytest.mark.parametrize(
    ("span", "french", "english"),
    [("48h", "48 h", "48 h"), ("7 days", "7 jours", "7 days"), ("5 months", "5 mois", "5 months")],
)
def test_windows_are_said_as_the_policy_writes_them(span: str, french: str, english: str) -> None:
    assert speech().span(Span.parse(span)).replace("\u00a0", " ") == french
    assert speech("en").span(Span.parse(span)).replace("\u00a0", " ") == english


def test_nothing_is_singular_in_french_and_plural_in_english() -> None:
    assert [speech().plural(n, "jour", "jours") for n in (0, 1, 2)] == ["jour", "jour", "jours"]
    assert [speech("en").plural(n, "day", "days") for n in (0, 1, 2)] == ["days", "day", "days"]


def test_lists_end_in_and() -> None:
    assert speech().listed(["a", "b", "c"]) == "a, b et c"
    assert speech("en").listed(["a", "<b>"]) == "a and &lt;b&gt;"


@given(some.datetimes(datetime(1970, 1, 2), datetime(2150, 1, 1), timezones=some.just(UTC)))
def test_any_date_is_said_in_any_zone(at: datetime) -> None:
    for zone in ("UTC", "Pacific/Apia", "America/St_Johns"):
        for locale in ("fr", "en"):
            said = speech(locale, zone).date(at)
            assert said.startswith("<!date^") and said.endswith(")>")
