"""A seller's rates and what they teach (process.md section 9), from orders that have ended. Exact: no floats."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

import msgspec

from rules.calendar import after, end_of_day, local
from rules.policy import Policy


class Outcome(StrEnum):
    """How an order ended; `declined`, `lapsed` and `withdrawn` ended before the seller accepted."""

    DECLINED = "declined"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"
    COMPLETED = "completed"
    EXPIRED = "expired"


class Band(StrEnum):
    """How good a rate is."""

    GREEN = "green"
    ORANGE = "orange"
    RED = "red"


class Delivery(msgspec.Struct, frozen=True):
    """One delivery or redelivery; `started_at` is what its clock counted from: acceptance, or the revision's request."""

    started_at: datetime
    delivered_at: datetime
    due_at: datetime

    @property
    def on_time(self) -> bool:
        """Whether it came by the contractual date; a later date agreed on changes nothing here."""
        return self.delivered_at <= self.due_at


class Finished(msgspec.Struct, frozen=True, kw_only=True):
    """What one ended order says about its seller; `sold_days` is its duration with options and supplements."""

    service: str
    title: str
    outcome: Outcome
    ended_at: datetime
    sold_days: int
    accepted_at: datetime | None = None
    deliveries: tuple[Delivery, ...] = ()
    responses: tuple[timedelta, ...] = ()


class Rate(msgspec.Struct, frozen=True):
    """So many out of so many, and how good that is."""

    hits: int
    total: int
    band: Band

    @property
    def percent(self) -> int:
        """Whole percent, rounded down, so that what is shown never looks better than its band."""
        return self.hits * 100 // self.total


class Rates(msgspec.Struct, frozen=True, kw_only=True):
    """What a seller sees; all None while too few orders are finished, one None where there is nothing to measure."""

    finished: int
    acceptance: Rate | None = None
    completion: Rate | None = None
    on_time: Rate | None = None
    response: timedelta | None = None


class Advice(msgspec.Struct, frozen=True, kw_only=True):
    """A service that takes longer than it is sold for: all in days, `needed_days` = `sold_days` + `short_by`."""

    service: str
    title: str
    sold_days: int
    short_by: int
    needed_days: int
    deliveries: int


def rates(history: Iterable[Finished], now: datetime, policy: Policy) -> Rates:
    """The seller's rates over the orders that ended within the window before now."""
    orders = _recent(history, now, policy)
    # Finished is completed or cancelled, whoever cancelled and when: an expired order is neither.
    finished = sum(order.outcome is not Outcome.EXPIRED for order in orders)
    if finished < policy.stats_minimum:
        return Rates(finished=finished)
    return Rates(
        finished=finished,
        acceptance=_acceptance(orders, policy),
        completion=_completion(orders, policy),
        on_time=_rate([delivery.on_time for order in orders for delivery in order.deliveries], policy),
        response=_response([response for order in orders for response in order.responses], policy),
    )


def with_one_more(history: Iterable[Finished], outcome: Outcome, now: datetime, policy: Policy) -> Rates:
    """The rates as one more order would leave them that ended like this at this moment."""
    accepted_at = now if outcome is Outcome.CANCELLED else None
    one = Finished(service="", title="", outcome=outcome, ended_at=now, sold_days=1, accepted_at=accepted_at)
    return rates((*history, one), now, policy)


def advice(history: Iterable[Finished], now: datetime, policy: Policy) -> tuple[Advice, ...]:
    """The services whose deliveries need more days than they are sold for, the widest gap first.

    Only services with as many delivered orders as rates need; measured as deadlines are (rule 8).
    """
    services: dict[str, list[Finished]] = defaultdict(list)
    for order in _recent(history, now, policy):
        if order.deliveries:
            services[order.service].append(order)
    found = [_advice(orders, policy) for orders in services.values() if len(orders) >= policy.stats_minimum]
    return tuple(
        sorted((one for one in found if one.short_by > 0), key=lambda one: (-one.short_by, one.service))
    )


def _recent(history: Iterable[Finished], now: datetime, policy: Policy) -> list[Finished]:
    return [order for order in history if after(order.ended_at, policy.stats_window, policy.zone) > now]


def _acceptance(orders: list[Finished], policy: Policy) -> Rate | None:
    refused = (Outcome.DECLINED, Outcome.LAPSED)
    answers = [
        order.accepted_at is not None for order in orders if order.accepted_at or order.outcome in refused
    ]
    return _rate(answers, policy)


def _completion(orders: list[Finished], policy: Policy) -> Rate | None:
    counted = [order for order in orders if order.accepted_at or order.outcome is Outcome.EXPIRED]
    return _rate([order.outcome is Outcome.COMPLETED for order in counted], policy)


def _rate(hits: list[bool], policy: Policy) -> Rate | None:
    if not hits:
        return None
    return Rate(hits=sum(hits), total=len(hits), band=_band(sum(hits), len(hits), policy))


def _band(hits: int, total: int, policy: Policy) -> Band:
    if hits * 100 >= policy.band_green * total:
        return Band.GREEN
    return Band.ORANGE if hits * 100 >= policy.band_orange * total else Band.RED


def _response(responses: list[timedelta], policy: Policy) -> timedelta | None:
    if not responses:
        return None
    ordered, half = sorted(responses), len(responses) // 2
    median = ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) // 2
    return min(max(median, policy.response_floor.time), policy.response_ceiling.time)


def _advice(orders: list[Finished], policy: Policy) -> Advice:
    """What the service needed, beside what each of its orders was sold for: options make them differ."""
    short = sorted(
        _days_needed(delivery, policy) - order.sold_days for order in orders for delivery in order.deliveries
    )
    rank = -(-policy.advice_percentile * len(short) // 100)  # nearest rank: so many percent kept the promise
    latest = max(orders, key=lambda order: order.ended_at)
    short_by = short[rank - 1]
    return Advice(
        service=latest.service,
        title=latest.title,
        sold_days=latest.sold_days,
        short_by=short_by,
        needed_days=latest.sold_days + short_by,
        deliveries=len(short),
    )


def _days_needed(delivery: Delivery, policy: Policy) -> int:
    """The shortest duration, in days, whose deadline this delivery would have met."""
    start, end = delivery.started_at, delivery.delivered_at
    days = max(1, (local(end, policy.zone).date() - local(start, policy.zone).date()).days - 1)
    while end > end_of_day(start, days, policy.zone, policy.deadline_ends):
        days += 1
    return days
