"""Days, zones and months, over both changes of clocks (process.md, rules 8 and 9)."""

import calendar as months_of
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rules.calendar import (
    QuietHours,
    Span,
    add_days,
    after,
    clock_time,
    end_of_day,
    known_zone,
    local,
    next_at,
    send_at,
)
from tests.rules.moments import NEW_YORK, PARIS, SANTIAGO, at, moments, wall, zones

NIGHT = QuietHours(start=time(21), end=time(8))


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("90m", Span(time=timedelta(minutes=90))),
        ("48h", Span(time=timedelta(days=2))),
        ("0h", Span()),
        ("1 day", Span(time=timedelta(days=1))),
        ("7 days", Span(time=timedelta(hours=168))),
        ("30 days", Span(time=timedelta(days=30))),
        ("5 months", Span(months=5)),
        ("1 month", Span(months=1)),
        ("10 min", Span(time=timedelta(minutes=10))),
        (" 2 hours ", Span(time=timedelta(hours=2))),
    ],
)
def test_a_duration_is_read_as_it_is_written(text: str, span: Span) -> None:
    assert span == Span.parse(text)


@pytest.mark.parametrize(
    "text", ["", "48", "h", "-3h", "+3h", "1.5h", "3 weeks", "2h30m", "5 Months", "99999h", "٣h"]
)
def test_what_is_no_duration_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match=r'is no duration; write "90m", "48h", "7 days" or "5 months"'):
        Span.parse(text)


@pytest.mark.parametrize(("text", "passes"), [("0h", False), ("1m", True), ("1 month", True)])
def test_a_span_is_true_when_time_passes(text: str, passes: bool) -> None:
    assert bool(Span.parse(text)) is passes


@pytest.mark.parametrize(
    ("zone", "start", "end"),
    [
        (PARIS, "2026-03-25T12:00:00", "2026-04-01T13:00:00"),
        (PARIS, "2026-10-21T12:00:00", "2026-10-28T11:00:00"),
        (NEW_YORK, "2026-03-04T12:00:00", "2026-03-11T13:00:00"),
        (NEW_YORK, "2026-10-28T12:00:00", "2026-11-04T11:00:00"),
    ],
)
def test_seven_days_are_168_hours_also_when_the_clocks_change(zone: str, start: str, end: str) -> None:
    over = after(at(start, zone), Span.parse("7 days"), zone)
    assert wall(over, zone) == end
    assert over - at(start, zone) == timedelta(hours=168)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2026-08-31T10:00:00", 6, "2027-02-28T10:00:00"),
        ("2027-08-31T10:00:00", 6, "2028-02-29T10:00:00"),
        ("2028-02-29T10:00:00", 12, "2029-02-28T10:00:00"),
        ("2028-02-29T10:00:00", 5, "2028-07-29T10:00:00"),
        ("2026-01-31T10:00:00", 3, "2026-04-30T10:00:00"),
        ("2026-12-31T23:30:00", 2, "2027-02-28T23:30:00"),
        ("2026-01-29T02:30:00", 2, "2026-03-29T03:30:00"),  # the clocks skip 02:30
    ],
)
def test_months_are_counted_on_the_wall_clock(start: str, months: int, end: str) -> None:
    assert wall(after(at(start, PARIS), Span(months=months), PARIS), PARIS) == end


def test_months_that_end_in_an_hour_that_comes_twice_end_in_the_first() -> None:
    assert after(at("2026-09-25T02:30", PARIS), Span(months=1), PARIS) == at("2026-10-25T00:30")


def test_months_come_before_the_exact_time() -> None:
    span = Span(months=1, time=timedelta(hours=24))
    assert after(at("2026-01-31T10:00", PARIS), span, PARIS) == at("2026-03-01T10:00", PARIS)


@given(moments, st.integers(0, 10_000), zones)
def test_a_time_is_elapsed_time_in_every_zone(moment: datetime, minutes: int, zone: str) -> None:
    elapsed = timedelta(minutes=minutes)
    assert after(moment, Span(time=elapsed), zone) == moment + elapsed


@given(moments, st.integers(1, 24), zones)
def test_months_keep_the_day_of_the_month_or_take_its_last(moment: datetime, months: int, zone: str) -> None:
    start, end = local(moment, zone), local(after(moment, Span(months=months), zone), zone)
    years, month = divmod(start.month - 1 + months, 12)
    last = months_of.monthrange(start.year + years, month + 1)[1]
    wanted = datetime(start.year + years, month + 1, min(start.day, last))
    moved = datetime.combine(end.date(), end.time()) - datetime.combine(wanted.date(), start.time())
    assert timedelta(0) <= moved <= timedelta(hours=1)  # forward only, where the clocks skip


@given(moments, zones)
def test_every_result_is_utc(moment: datetime, zone: str) -> None:
    there = local(moment, zone)
    results = [
        after(there, Span(time=timedelta(1)), zone),
        after(there, Span(months=1), zone),
        end_of_day(there, 3, zone, "day"),
        end_of_day(there, 0, zone, "exact"),
        add_days(there, 0, zone),
        next_at(there, time(8), zone),
        send_at(there, None, zone, None),
        send_at(there, NIGHT, zone, None),
        send_at(there, NIGHT, zone, there),
    ]
    assert {result.tzinfo for result in results} == {UTC}


@pytest.mark.parametrize(
    ("zone", "accepted", "due"),
    [
        (PARIS, "2026-03-02T12:00", "2026-03-05T22:59:59"),
        (PARIS, "2026-03-27T12:00", "2026-03-30T21:59:59"),  # summer time began
        (PARIS, "2026-10-24T12:00", "2026-10-27T22:59:59"),  # and ended
        (NEW_YORK, "2026-03-06T12:00", "2026-03-10T03:59:59"),
        (NEW_YORK, "2026-10-30T12:00", "2026-11-03T04:59:59"),
        (PARIS, "2028-02-26T23:30", "2028-02-29T22:59:59"),  # already the 26th there
        (
            SANTIAGO,
            "2026-04-01T12:00",
            "2026-04-05T03:59:59",
        ),  # 23:59:59 came twice: the day ends with the second
        ("Africa/Cairo", "2026-10-26T12:00", "2026-10-29T21:59:59"),
    ],
)
def test_a_deadline_ends_with_its_day(zone: str, accepted: str, due: str) -> None:
    assert end_of_day(at(accepted, zone), 3, zone, "day") == at(due)


@pytest.mark.parametrize(
    ("accepted", "due"),
    [
        ("2026-03-02T12:34:56.789", "2026-03-05T12:34:56"),
        ("2026-03-26T02:30", "2026-03-29T03:30:00"),  # skipped: forward
        ("2026-03-27T12:00", "2026-03-30T12:00:00"),
        ("2026-10-24T12:00", "2026-10-27T12:00:00"),
    ],
)
def test_an_exact_deadline_keeps_the_wall_clock_time_of_acceptance(accepted: str, due: str) -> None:
    assert wall(end_of_day(at(accepted, PARIS), 3, PARIS, "exact"), PARIS) == due


@pytest.mark.parametrize(
    ("zone", "accepted", "due"),
    [(PARIS, "2026-10-22T02:30", "2026-10-25T00:30"), (NEW_YORK, "2026-10-29T01:30", "2026-11-01T05:30")],
)
def test_an_exact_deadline_in_an_hour_that_comes_twice_is_in_the_first(
    zone: str, accepted: str, due: str
) -> None:
    assert end_of_day(at(accepted, zone), 3, zone, "exact") == at(due)


@given(moments, st.integers(0, 400), zones)
def test_a_day_deadline_is_the_last_second_of_its_day(moment: datetime, days: int, zone: str) -> None:
    due = end_of_day(moment, days, zone, "day")
    day = local(moment, zone).date() + timedelta(days=days)
    assert wall(due, zone) == f"{day}T23:59:59"
    assert local(due + timedelta(seconds=1), zone).date() == day + timedelta(days=1)


@given(moments, st.integers(0, 60), st.integers(0, 60), zones)
def test_days_added_to_a_deadline_are_days_sold_at_once(
    moment: datetime, days: int, more: int, zone: str
) -> None:
    assert add_days(end_of_day(moment, days, zone, "day"), more, zone) == end_of_day(
        moment, days + more, zone, "day"
    )


@given(moments, st.integers(0, 400), zones)
def test_added_days_keep_the_wall_clock(moment: datetime, days: int, zone: str) -> None:
    moved = local(add_days(moment, days, zone), zone).replace(tzinfo=None)
    wanted = local(moment, zone).replace(tzinfo=None) + timedelta(days=days)
    assert timedelta(0) <= moved - wanted <= timedelta(hours=1)  # forward only, where the clocks skip
    assert moved.date() == wanted.date() or wanted.hour == 23


def test_no_days_added_move_nothing_even_in_the_second_of_two_hours() -> None:
    second = at("2026-10-25T02:30", PARIS, fold=1)
    assert add_days(second, 0, PARIS) == second
    assert end_of_day(second, 0, PARIS, "exact") == second


def test_a_time_of_day_is_hours_and_minutes() -> None:
    assert clock_time("08:30") == time(8, 30)
    with pytest.raises(ValueError, match='no time of day; write hours and minutes, such as "08:30"'):
        clock_time("8h30")


@pytest.mark.parametrize(
    ("moment", "following"),
    [
        ("2026-05-05T08:29:59", "2026-05-05T08:30:00"),
        ("2026-05-05T08:30:00", "2026-05-06T08:30:00"),
        ("2026-03-28T12:00:00", "2026-03-29T08:30:00"),
        ("2026-10-24T12:00:00", "2026-10-25T08:30:00"),
    ],
)
def test_a_daily_time_stays_on_the_wall_clock(moment: str, following: str) -> None:
    assert wall(next_at(at(moment, PARIS), time(8, 30), PARIS), PARIS) == following


@given(moments, st.times(), zones)
def test_a_daily_time_comes_once_a_day(moment: datetime, daily: time, zone: str) -> None:
    first = next_at(moment, daily, zone)
    second = next_at(first, daily, zone)
    assume(local(first, zone).time() == daily == local(second, zone).time())  # not where the clocks skip it
    assert first > moment
    assert local(second, zone).date() - local(first, zone).date() == timedelta(days=1)


@pytest.mark.parametrize(
    ("zone", "known"), [(PARIS, True), ("UTC", True), ("Europe/Pari", False), ("", False)]
)
def test_a_zone_is_known_by_its_name(zone: str, known: bool) -> None:
    assert known_zone(zone) is known


@pytest.mark.parametrize("zone", ["Europe", "../etc/passwd", "/etc/localtime", "a\0b"])
def test_a_path_is_no_zone(zone: str) -> None:
    assert not known_zone(zone)
