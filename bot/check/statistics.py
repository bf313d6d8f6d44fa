"""Statistics of sellers whom nobody is: one with nothing yet, and one with all that can be shown."""

from datetime import datetime, timedelta

from bot.check.orders import Size
from rules.policy import Policy
from rules.record import Opinion, Statistics
from rules.stats import Delivery, Finished, Outcome, advice, rates

MONTHS = 6
DAY = timedelta(days=1)


def statistics(size: Size, now: datetime, policy: Policy) -> dict[str, Statistics]:
    """By a name for each."""
    record = tuple(ended(size, now, number) for number in range(MONTHS * 5))
    review = Opinion(ref=size.ref, stars=4, text=size.text, at=now)
    return {
        "none": of((), now, policy),
        "full": of(record, now, policy, reviews=(review,) * 5, count=12, average=46),
    }


def of(record: tuple[Finished, ...], now: datetime, policy: Policy, **more: object) -> Statistics:
    found = {"rates": rates(record, now, policy), "advice": advice(record, now, policy), "record": record}
    return Statistics(**found, **more)  # type: ignore[arg-type]


def ended(size: Size, now: datetime, number: int) -> Finished:
    """Every kind of end, over as many months as the window has; late often enough for advice."""
    at = now - 29 * DAY * (number % MONTHS)
    late = Delivery(started_at=at - 9 * DAY, delivered_at=at, due_at=at - DAY)
    return Finished(
        service="one",
        title=size.title,
        outcome=tuple(Outcome)[number % len(Outcome)],
        ended_at=at,
        sold_days=3,
        accepted_at=at - 9 * DAY,
        deliveries=(late,),
        responses=(timedelta(hours=5),),
    )
