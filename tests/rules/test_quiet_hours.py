"""When a reminder may disturb somebody, over midnight and both changes of clocks (process.md section 7)."""

from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.calendar import QuietHours, local, send_at
from tests.rules.moments import NEW_YORK, PARIS, at, moments, wall, zones

NIGHT = QuietHours(start=time(21), end=time(8))


@pytest.mark.parametrize(
    ("moment", "sent"),
    [
        ("2026-05-05T20:59:59", "2026-05-05T20:59:59"),
        ("2026-05-05T21:00:00", "2026-05-06T08:00:00"),
        ("2026-05-05T23:30:00", "2026-05-06T08:00:00"),
        ("2026-05-06T03:00:00", "2026-05-06T08:00:00"),
        ("2026-05-06T07:59:59", "2026-05-06T08:00:00"),
        ("2026-05-06T08:00:00", "2026-05-06T08:00:00"),
        ("2026-03-28T23:00:00", "2026-03-29T08:00:00"),  # the short night
        ("2026-10-24T23:00:00", "2026-10-25T08:00:00"),  # the long one
        ("2026-12-31T22:00:00", "2027-01-01T08:00:00"),
    ],
)
def test_a_reminder_waits_for_the_end_of_quiet_hours(moment: str, sent: str) -> None:
    assert wall(send_at(at(moment, PARIS), NIGHT, PARIS, None), PARIS) == sent


@pytest.mark.parametrize(
    ("moment", "sent"),
    [("11:59:59", "11:59:59"), ("12:00:00", "14:00:00"), ("13:59:59", "14:00:00"), ("14:00:00", "14:00:00")],
)
def test_quiet_hours_may_lie_within_a_day(moment: str, sent: str) -> None:
    noon = QuietHours.parse("12:00-14:00")
    assert wall(send_at(at(f"2026-05-05T{moment}", PARIS), noon, PARIS, None), PARIS) == f"2026-05-05T{sent}"


def test_quiet_hours_are_those_of_the_persons_own_zone() -> None:
    moment = at("2026-05-05T23:00", PARIS)
    assert send_at(moment, NIGHT, NEW_YORK, None) == moment


def test_quiet_hours_that_end_in_an_hour_that_comes_twice_end_with_the_second() -> None:
    quiet, second = QuietHours.parse("22:00-02:30"), at("2026-10-25T02:30", PARIS, fold=1)
    assert send_at(at("2026-10-25T01:00", PARIS), quiet, PARIS, None) == second
    assert send_at(at("2026-10-25T02:15", PARIS, fold=1), quiet, PARIS, None) == second


@pytest.mark.parametrize(
    ("announces", "sent"),
    [
        ("2026-05-06T02:00", "2026-05-05T23:00"),  # within this night: it would come too late
        ("2026-05-06T07:59", "2026-05-05T23:00"),
        ("2026-05-06T08:00", "2026-05-05T23:00"),  # over at its end: eight o'clock is too late too
        ("2026-05-05T23:00", "2026-05-05T23:00"),
        ("2026-05-06T08:01", "2026-05-06T08:00"),
        ("2026-05-06T22:00", "2026-05-06T08:00"),  # quiet hours too, but another night's
        ("2026-05-05T22:00", "2026-05-06T08:00"),  # past: nothing to hurry for
    ],
)
def test_what_comes_in_the_same_quiet_hours_is_announced_at_once(announces: str, sent: str) -> None:
    found = send_at(at("2026-05-05T23:00", PARIS), NIGHT, PARIS, at(announces, PARIS))
    assert found == at(sent, PARIS)


quiet_hours = st.sampled_from(
    ["21:00-08:00", "22:30-02:30", "12:00-14:00", "00:00-06:00", "23:00-07:15"]
).map(QuietHours.parse)


@given(moments, quiet_hours, zones)
def test_nobody_is_disturbed_in_quiet_hours_nor_made_to_wait_outside(
    moment: datetime, quiet: QuietHours, zone: str
) -> None:
    sent = send_at(moment, quiet, zone, None)
    assert not quiet.hold(local(sent, zone).time())
    if quiet.hold(local(moment, zone).time()):
        assert moment < sent <= moment + timedelta(hours=13)
    else:
        assert sent == moment


@given(moments, quiet_hours, zones, st.timedeltas(timedelta(0), timedelta(days=2)))
def test_no_reminder_comes_after_what_it_announces(
    moment: datetime, quiet: QuietHours, zone: str, ahead: timedelta
) -> None:
    sent = send_at(moment, quiet, zone, moment + ahead)
    assert moment <= sent <= moment + ahead
    assert sent == moment or sent < moment + ahead


@given(moments, zones)
def test_without_quiet_hours_nothing_waits(moment: datetime, zone: str) -> None:
    assert send_at(moment, None, zone, None) == moment


@pytest.mark.parametrize(
    "text", ["", "21:00", "21:00-", "21-8", "24:00-08:00", "21:60-08:00", "08:00-08:00", "21:00-08:00-21:00"]
)
def test_what_are_no_quiet_hours_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match='no quiet hours; write a start and an end, such as "21:00-08:00"'):
        QuietHours.parse(text)


def test_quiet_hours_are_read_as_they_are_written() -> None:
    assert QuietHours.parse("21:00-08:00") == NIGHT
    assert QuietHours.parse(" 22:15 - 07:45 ") == QuietHours(start=time(22, 15), end=time(7, 45))


def test_quiet_hours_of_no_length_hold_nothing() -> None:
    never = QuietHours(start=time(8), end=time(8))
    assert not any(never.hold(wall) for wall in (time(0), time(8), time(23, 59)))
