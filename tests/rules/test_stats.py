"""A seller's rates, their bands, and the advice that their own history gives (process.md section 9)."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from rules.calendar import end_of_day
from rules.policy import Policy, parse
from rules.stats import Advice, Band, Delivery, Finished, Outcome, Rate, advice, rates

POLICY = parse('house = "comeup"', file="comeup.toml")
EXACT = replace(POLICY, deadline_ends="exact")
NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
T0 = NOW - timedelta(days=60)
ACCEPTED = {Outcome.COMPLETED, Outcome.CANCELLED, Outcome.EXPIRED}


def ended(outcome: Outcome = Outcome.COMPLETED, **facts: Any) -> Finished:
    """An order of the logo service, sold for three days, that ended so."""
    accepted_at = T0 if outcome in ACCEPTED else None
    order = Finished(
        service="logo",
        title="Logo",
        outcome=outcome,
        ended_at=NOW - timedelta(days=30),
        sold_days=3,
        accepted_at=accepted_at,
    )
    return replace(order, **facts)


def delivered(*days: float, sold: int = 3, **facts: Any) -> Finished:
    """A completed order whose deliveries took so many days each, due after the days sold."""
    deliveries = tuple(
        Delivery(started_at=T0, delivered_at=T0 + timedelta(days=count), due_at=T0 + timedelta(days=sold))
        for count in days
    )
    return ended(deliveries=deliveries, sold_days=sold, **facts)


def counted(rate: Rate | None) -> tuple[int, int] | None:
    return None if rate is None else (rate.hits, rate.total)


def of(**counts: int) -> list[Finished]:
    """So many orders of each outcome."""
    return [ended(Outcome(outcome)) for outcome, count in counts.items() for _ in range(count)]


@pytest.mark.parametrize(
    ("history", "finished", "acceptance", "completion"),
    [
        (of(completed=5), 5, (5, 5), (5, 5)),
        (of(completed=3, declined=1, lapsed=1), 5, (3, 5), (3, 3)),
        (of(completed=3, cancelled=2), 5, (5, 5), (3, 5)),
        (of(completed=5, expired=1), 5, (6, 6), (5, 6)),
        (of(completed=4, withdrawn=3), 7, (4, 4), (4, 4)),
        (of(declined=5), 5, (0, 5), None),
        (of(withdrawn=5), 5, None, None),
        (of(completed=4, expired=9), 4, None, None),  # an expired order is not a finished one
        (of(completed=4), 4, None, None),
        ([], 0, None, None),
    ],
)
def test_acceptance_and_completion_count_what_the_process_says(
    history: list[Finished],
    finished: int,
    acceptance: tuple[int, int] | None,
    completion: tuple[int, int] | None,
) -> None:
    found = rates(history, NOW, POLICY)
    assert found.finished == finished
    assert counted(found.acceptance) == acceptance
    assert counted(found.completion) == completion


def test_a_cancellation_before_acceptance_is_nobodys_rate() -> None:
    voided = ended(Outcome.CANCELLED, accepted_at=None)
    found = rates([*of(completed=4), voided], NOW, POLICY)
    assert (counted(found.acceptance), counted(found.completion)) == ((4, 4), (4, 4))


def test_below_the_minimum_nothing_is_shown() -> None:
    found = rates([delivered(1, responses=(timedelta(hours=2),))] * 4, NOW, POLICY)
    assert (found.acceptance, found.completion, found.on_time, found.response) == (None, None, None, None)


@pytest.mark.parametrize(
    ("ended_at", "counts"),
    [
        ("2026-03-01T12:00:00+00:00", False),
        ("2026-03-01T13:00:00+00:00", False),
        ("2026-03-01T13:00:01+00:00", True),
    ],
)
def test_the_window_is_six_calendar_months_on_the_wall_clock(ended_at: str, counts: bool) -> None:
    """Now is 14:00 in Paris; on the first of March, in winter, 14:00 was 13:00 UTC."""
    order = ended(ended_at=datetime.fromisoformat(ended_at))
    assert rates([order] * 5, NOW, POLICY).finished == (5 if counts else 0)


@pytest.mark.parametrize(
    ("hits", "total", "band"),
    [
        (100, 100, Band.GREEN),
        (92, 100, Band.GREEN),
        (23, 25, Band.GREEN),  # 92 % exactly
        (91, 100, Band.ORANGE),
        (9199, 10000, Band.ORANGE),
        (85, 100, Band.ORANGE),
        (17, 20, Band.ORANGE),  # 85 % exactly
        (84, 100, Band.RED),
        (8499, 10000, Band.RED),
        (0, 5, Band.RED),
    ],
)
def test_bands_begin_at_exactly_their_percent(hits: int, total: int, band: Band) -> None:
    found = rates(of(completed=hits, cancelled=total - hits), NOW, POLICY).completion
    assert found == Rate(hits=hits, total=total, band=band)


@given(st.integers(0, 40), st.integers(0, 40))
def test_what_is_shown_never_looks_better_than_its_band(hits: int, misses: int) -> None:
    found = rates(of(completed=hits, cancelled=misses), NOW, POLICY).completion
    if found is None:
        assert hits + misses < POLICY.stats_minimum
        return
    assert found.percent <= 100 * Fraction(hits, hits + misses) < found.percent + 1
    assert found.band is (
        Band.GREEN if found.percent >= 92 else Band.ORANGE if found.percent >= 85 else Band.RED
    )


def test_every_delivery_and_redelivery_counts_by_the_contractual_date() -> None:
    found = rates([delivered(3), delivered(2, 3.01), delivered(4, 1), ended(), ended()], NOW, POLICY)
    assert counted(found.on_time) == (3, 5)


def test_without_a_delivery_there_is_no_punctuality() -> None:
    assert rates(of(completed=5), NOW, POLICY).on_time is None


@pytest.mark.parametrize(
    ("hours", "median"),
    [
        ((), None),
        ((3,), 3),
        ((9, 2, 3), 3),
        ((2, 9, 4, 3), 3.5),
        ((0.1, 0.2, 0.3), 1),  # at least one hour
        ((1000, 2000, 3000), 168),  # at most seven days
        ((0, 0, 1000), 1),
    ],
)
def test_response_is_the_median_within_its_bounds(hours: Sequence[float], median: float | None) -> None:
    history = [ended(responses=(timedelta(hours=count),)) for count in hours] + of(withdrawn=5)
    expected = None if median is None else timedelta(hours=median)
    assert rates(history, NOW, POLICY).response == expected


def test_advice_names_the_service_the_gap_and_the_duration_that_would_have_kept_the_promise() -> None:
    history = [delivered(days) for days in (2.5, 4.5, 4.8, 5.0, 9.0)]
    assert advice(history, NOW, EXACT) == (
        Advice(service="logo", title="Logo", sold_days=3, short_by=2, needed_days=5, deliveries=5),
    )


@pytest.mark.parametrize(
    ("days", "needed"),
    [
        ((1, 1, 1, 1, 9), None),  # four of five in time: the promise is kept
        ((1, 1, 1, 4, 9), 4),
        ((3, 3, 3, 3, 3), None),
        ((3.01, 3.01, 3.01, 3.01, 3.01), 4),
        ((1, 1, 1, 1, 1, 1, 1, 4, 4), 4),  # 80 % of nine is more than seven
        ((1, 1, 1, 1, 1, 1, 1, 1, 4, 4), None),
    ],
)
def test_four_of_five_deliveries_must_have_been_in_time(days: Sequence[float], needed: int | None) -> None:
    found = advice([delivered(count) for count in days], NOW, EXACT)
    assert [one.needed_days for one in found] == ([] if needed is None else [needed])


def test_working_time_is_measured_as_deadlines_are() -> None:
    """Started at noon in Paris, three days and eleven hours are still within the third day."""
    start = datetime(2026, 7, 6, 10, tzinfo=UTC)

    def took(time: timedelta) -> list[Finished]:
        one = Delivery(started_at=start, delivered_at=start + time, due_at=start)
        return [ended(deliveries=(one,))] * 5

    assert advice(took(timedelta(days=3, hours=11, minutes=59)), NOW, POLICY) == ()
    assert [one.needed_days for one in advice(took(timedelta(days=3, hours=12)), NOW, POLICY)] == [4]
    assert [one.needed_days for one in advice(took(timedelta(days=3, hours=11)), NOW, EXACT)] == [4]


def test_options_that_lengthen_an_order_are_no_reason_for_advice() -> None:
    history = [delivered(3), delivered(7, sold=7), delivered(7, sold=7), delivered(3), delivered(3)]
    assert advice(history, NOW, EXACT) == ()


def test_the_advised_duration_builds_on_the_one_that_is_sold_now() -> None:
    late = [delivered(4) for _ in range(4)]
    newest = delivered(6, sold=5, title="Logo, in colour", ended_at=NOW - timedelta(days=1))
    assert advice([newest, *late], NOW, EXACT) == (
        Advice(service="logo", title="Logo, in colour", sold_days=5, short_by=1, needed_days=6, deliveries=5),
    )


def test_too_few_orders_of_a_service_teach_nothing() -> None:
    late, other = delivered(9), delivered(1, service="banner")
    assert advice([late] * 4 + [other] * 9 + of(completed=9), NOW, EXACT) == ()


def test_orders_before_the_window_teach_nothing() -> None:
    assert advice([delivered(9, ended_at=NOW - timedelta(days=200))] * 9, NOW, EXACT) == ()


def test_the_widest_gap_comes_first() -> None:
    history = (
        [delivered(4, service="a")] * 5 + [delivered(9, service="b")] * 5 + [delivered(4, service="c")] * 5
    )
    assert [one.service for one in advice(history, NOW, EXACT)] == ["b", "a", "c"]


def kept(history: list[Finished], sold: int, policy: Policy) -> bool:
    """Whether four of five deliveries would have been in time, had so many days been sold."""
    in_time = [
        one.delivered_at <= end_of_day(one.started_at, sold, policy.zone, policy.deadline_ends)
        for order in history
        for one in order.deliveries
    ]
    return 5 * sum(in_time) >= 4 * len(in_time)


@given(st.lists(st.integers(1, 400), min_size=5, max_size=30), st.sampled_from([POLICY, EXACT]))
def test_the_advised_duration_would_have_kept_the_promise_and_a_day_less_would_not(
    hours: list[int], policy: Policy
) -> None:
    history = [delivered(count / 24) for count in hours]
    found = advice(history, NOW, policy)
    assert bool(found) is not kept(history, 3, policy)
    for one in found:
        assert kept(history, one.needed_days, policy)
        assert not kept(history, one.needed_days - 1, policy)
