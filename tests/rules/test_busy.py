"""Days that are full already: as the marketplace's calendar counts them."""

from datetime import UTC, datetime

from rules.busy import Promise, ahead, same_day

PARIS = "Europe/Paris"


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


OTHERS = (Promise("C-3", at(5, 22, 59)), Promise("C-2", at(5, 11)), Promise("C-4", at(6, 22, 59)))


def test_the_orders_of_the_same_day_are_named_the_earliest_first() -> None:
    assert same_day(at(5, 22, 59), OTHERS, PARIS) == ("C-2", "C-3")
    assert same_day(at(7, 12), OTHERS, PARIS) == ()


def test_a_day_is_the_marketplaces_not_the_worlds() -> None:
    assert same_day(at(5, 23, 30), OTHERS, PARIS) == ("C-4",)
    assert same_day(at(5, 23, 30), OTHERS, "UTC") == ("C-2", "C-3")


def test_the_next_deadlines_come_first_and_what_is_past_does_not_count() -> None:
    assert [one.ref for one in ahead(at(5, 12), OTHERS, 3)] == ["C-3", "C-4"]
    assert [one.ref for one in ahead(at(5, 1), OTHERS, 1)] == ["C-2"]
