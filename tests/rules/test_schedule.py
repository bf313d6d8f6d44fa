"""When a nudge is sent between what began and what it announces (process.md section 7, rule 14)."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.schedule import DEFAULTS, Schedule

T0 = datetime(2026, 3, 2, 10, tzinfo=UTC)


def hours(*counts: float) -> tuple[timedelta, ...]:
    return tuple(timedelta(hours=count) for count in counts)


def sent(schedule: Schedule, window: float | None) -> list[float]:
    """The hours after T0 at which it is sent, when what it announces comes so many hours after T0."""
    end = None if window is None else T0 + timedelta(hours=window)
    return [(moment - T0) / timedelta(hours=1) for moment in schedule.moments(T0, end)]


@pytest.mark.parametrize(
    ("nudge", "window", "expected"),
    [
        ("accept_soon", 48, [24, 44]),
        ("brief_missing", 48, [24]),
        ("keep_informed", 72, [36]),
        ("due_soon", 72, [24, 48, 69]),
        ("still_late", None, [24, 48, 72, 96, 120]),
        ("promise_due", 72, [48, 72]),
        ("answer_cancellation", 48, [24, 44]),
        ("check_delivery", 168, [72, 120, 144]),
        ("answer_revision", 48, [24, 44]),
        ("elements_missing", None, [24, 48, 72, 96, 120]),
        ("refusal_choice", 168, [120, 144]),
        ("supplement_open", 168, [120, 144]),
        ("refund_open", None, [24]),
        ("refund_agreed", 168, [24, 144]),
        ("review_invite", None, [72]),
        ("case_unclaimed", None, [24, 48]),
        ("case_idle", None, [48]),
        ("case_idle:question", None, [24]),
        ("expiring", 3600, [2880, 3432, 3576]),
    ],
)
def test_each_nudge_goes_when_the_table_says(nudge: str, window: float | None, expected: list[float]) -> None:
    assert sent(DEFAULTS[nudge], window) == expected


@pytest.mark.parametrize(
    ("schedule", "window", "expected"),
    [
        (Schedule(before=hours(48, 24, 3)), 30, [6, 27]),  # longer than the remaining time
        (Schedule(before=hours(48)), 48, [0]),
        (Schedule(before=hours(0)), 48, [48]),
        (Schedule(after=hours(72, 120)), 100, [72]),
        (Schedule(after=hours(72)), 72, []),  # at its end a window is over
        (Schedule(every=timedelta(hours=24), times=5), 60, [24, 48]),
        (Schedule(share=(0.25, 0.5)), 48, [12, 24]),
        (Schedule(after=hours(24), before=hours(24)), 48, [24]),  # both say the same moment
        (Schedule(after=hours(30), before=hours(40)), 48, [8, 30]),
        (Schedule(before=hours(24), share=(0.5,)), None, []),  # nothing to announce
        (Schedule(), 48, []),
    ],
)
def test_what_does_not_fit_is_dropped(
    schedule: Schedule, window: float | None, expected: list[float]
) -> None:
    assert sent(schedule, window) == expected


offsets = st.lists(st.timedeltas(timedelta(0), timedelta(days=40)), max_size=4).map(tuple)


@given(offsets, offsets, st.integers(0, 5), st.timedeltas(timedelta(0), timedelta(days=30)))
def test_every_moment_lies_within_what_it_is_about(
    before: tuple[timedelta, ...], after: tuple[timedelta, ...], times: int, window: timedelta
) -> None:
    schedule = Schedule(before=before, after=after, every=timedelta(days=1), times=times, share=(0.5,))
    moments = schedule.moments(T0, T0 + window)
    assert all(T0 <= moment <= T0 + window for moment in moments)
    assert list(moments) == sorted(set(moments))


@pytest.mark.parametrize(
    ("schedule", "on"),
    [
        (Schedule(), False),
        (Schedule(every=timedelta(hours=24), times=0), False),
        (Schedule(every=timedelta(hours=24), times=1), True),
        (Schedule(before=hours(0)), True),
        (Schedule(after=hours(0)), True),
        (Schedule(share=(0.5,)), True),
    ],
)
def test_a_schedule_without_a_moment_is_switched_off(schedule: Schedule, on: bool) -> None:
    assert bool(schedule) is on
