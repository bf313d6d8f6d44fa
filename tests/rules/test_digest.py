"""A seller's morning: what it names, on which days it comes, and that no day has two."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from rules.calendar import QuietHours
from rules.digest import Digest, Morning, digest, end_of
from rules.order import BriefItem, Order, Question, Request
from rules.words import Actor, RequestKind, State

PARIS = "Europe/Paris"
NOW = datetime(2026, 5, 4, 6, 30, tzinfo=UTC)  # 08:30 in Paris
NIGHT = QuietHours(time(21), time(8))


def order(ref: str = "C-1", state: State = State.IN_PROGRESS, **changes: Any) -> Order:
    given = {
        "ref": ref, "title": f"Titre {ref}", "seller": "seller", "buyer": "bea", "price": 5000, "currency": "EUR",
        "duration_days": 3, "paid_at": NOW, "state": state, "entered_at": NOW, "expires_at": NOW + timedelta(days=150),
        "expires_set_at": NOW, "woken_at": NOW, "due_at": NOW + timedelta(days=30), **changes,
    }  # fmt: skip
    return Order(**given)


def told(*orders: Order) -> Digest:
    found = digest(orders, NOW, PARIS)
    assert found is not None
    return found


def refs(lines: Any) -> list[str]:
    return [one.ref for one in lines]


def asked(kind: RequestKind, by: Actor, **more: Any) -> Request:
    return Request(kind=kind, by=by, at=NOW, **more)


def test_a_day_with_nothing_to_do_has_no_digest() -> None:
    assert digest([], NOW, PARIS) is None
    assert digest([order()], NOW, PARIS) is None
    assert digest([order(state=State.DELIVERED, check_by=NOW + timedelta(days=7))], NOW, PARIS) is None


def test_late_and_due_today_are_told_apart_by_the_readers_own_day() -> None:
    today = order("C-2", due_at=datetime(2026, 5, 4, 21, 59, 59, tzinfo=UTC))
    tomorrow = order("C-3", due_at=datetime(2026, 5, 4, 22, 30, tzinfo=UTC))
    found = told(order("C-1", due_at=NOW - timedelta(hours=9)), today, tomorrow)
    assert (refs(found.late), refs(found.due_today)) == (["C-1"], ["C-2"])
    assert digest([tomorrow], NOW, "Europe/London") is not None, "there it is still the same day"


@pytest.mark.parametrize(
    ("waiting", "what"),
    [
        (order(state=State.PENDING), "accept"),
        (order(state=State.REVISION_REQUESTED), "answer_revision"),
        (order(requests=(asked(RequestKind.CANCELLATION, Actor.BUYER),)), "answer_cancellation"),
        (order(requests=(asked(RequestKind.PARTIAL_REFUND, Actor.BUYER),)), "answer_refund"),
        (
            order(state=State.DISPUTED, questions=(Question(to=Actor.SELLER, at=NOW, text="?"),)),
            "answer_mediator",
        ),
    ],
)
def test_what_only_the_seller_can_do_makes_a_day(waiting: Order, what: str) -> None:
    assert [one.waits for one in told(waiting).yours] == [what]


@pytest.mark.parametrize(
    ("waiting", "what"),
    [
        (order("C-9", State.PENDING, brief=(BriefItem(name="logo"),)), "brief"),
        (order("C-9", State.DELIVERED), "check"),
        (order("C-9", State.REVISION_REFUSED), "choose"),
        (order("C-9", State.DISPUTED), "decide"),
        (order("C-9", requests=(asked(RequestKind.SUPPLEMENT, Actor.SELLER),)), "supplement"),
        (order("C-9", requests=(asked(RequestKind.MISSING_ELEMENTS, Actor.SELLER),)), "elements"),
        (order("C-9", requests=(asked(RequestKind.LATER_DATE, Actor.SELLER),)), "later_date"),
        (order("C-9", requests=(asked(RequestKind.PARTIAL_REFUND, Actor.SELLER),)), "refund"),
    ],
)
def test_what_waits_for_others_is_named_but_makes_no_day_alone(waiting: Order, what: str) -> None:
    assert digest([waiting], NOW, PARIS) is None
    assert [one.waits for one in told(waiting, order("C-1", due_at=NOW + timedelta(hours=2))).theirs] == [
        what
    ]


def test_several_orders_of_one_day_collide_within_a_week() -> None:
    day = NOW + timedelta(days=1)
    found = told(
        order("C-1", due_at=day), order("C-2", due_at=day + timedelta(hours=1)), order("C-3"), order("C-4")
    )
    assert [refs(one) for one in found.collisions] == [["C-1", "C-2"]], (
        "those of next month are not named yet"
    )


def test_a_collision_in_some_days_waits_for_its_eve() -> None:
    day = NOW + timedelta(days=4)
    assert digest([order("C-1", due_at=day), order("C-2", due_at=day)], NOW, PARIS) is None


def test_a_frozen_order_is_neither_late_nor_due() -> None:
    assert digest([order(state=State.DISPUTED, due_at=NOW - timedelta(days=1))], NOW, PARIS) is None


def morning(zone: str = PARIS, quiet: QuietHours | None = NIGHT, last: date | None = None) -> Morning:
    return Morning(time(8, 30), zone, quiet, last)


def test_it_comes_at_half_past_eight_once_for_its_day() -> None:
    assert morning().due(NOW - timedelta(seconds=1)) is None
    assert morning().due(NOW) == date(2026, 5, 4)
    assert morning(last=date(2026, 5, 4)).due(NOW + timedelta(hours=3)) is None
    assert morning(last=date(2026, 5, 4)).next(NOW) == NOW + timedelta(days=1)


def test_later_quiet_hours_hold_it_and_a_missed_day_has_none_any_more() -> None:
    late = morning(quiet=QuietHours(time(22), time(10)))
    assert late.next(NOW) == NOW + timedelta(hours=1, minutes=30)
    assert morning(last=date(2026, 5, 1)).due(NOW - timedelta(hours=2)) is None, (
        "the third is over, the fourth to come"
    )
    assert end_of(date(2026, 5, 4), PARIS) == datetime(2026, 5, 4, 22, tzinfo=UTC)


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)], ids=["spring", "autumn"])
def test_clocks_that_change_neither_drop_nor_double_a_day(day: date) -> None:
    at, last, days = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(days=2), None, []
    for _ in range(5):
        at = morning(last=last).next(at)
        last = morning(last=last).due(at)
        assert last is not None
        days.append(last)
    assert days == [day + timedelta(days=n) for n in range(-2, 3)]


@pytest.mark.parametrize(
    "zones", [("Asia/Tokyo", "America/Los_Angeles"), ("America/Los_Angeles", "Asia/Tokyo")]
)
def test_who_travels_never_gets_two_for_one_day(zones: tuple[str, str]) -> None:
    first, second = zones
    at = morning(first).next(NOW)
    day = morning(first).due(at)
    then = morning(second, last=day)
    assert then.due(at) != day
    assert then.due(then.next(at)) not in (None, day)
