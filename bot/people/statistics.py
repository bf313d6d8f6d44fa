"""A seller's statistics, read from the histories of their orders that ended within the window (section 9)."""

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby

from dateutil.relativedelta import relativedelta
from sqlalchemy import Connection, Engine, Row, and_, select

from bot.changing.texts import reveal
from bot.db.engine import reading
from bot.db.tables import history, orders
from bot.trust.history import EVENTS
from rules.events import Event, Reviewed
from rules.policy import Policy
from rules.record import Opinion, Statistics, finished
from rules.stats import Finished, advice, rates
from rules.words import FINAL

REVIEWS = 5
"""The last ones, shown with their words."""


def of_seller(engine: Engine, workspace: str, seller: str, now: datetime, policy: Policy) -> Statistics:
    """As they are at `now` (UTC)."""
    record: list[Finished] = []
    opinions: list[tuple[str, Reviewed]] = []
    with reading(engine) as connection:
        for ref, events in ended(connection, workspace, seller, earliest(now, policy)):
            record += [one for one in [finished(events)] if one is not None]
            opinions += [(ref, event) for event in events if isinstance(event, Reviewed)]
    opinions.sort(key=lambda one: one[1].at, reverse=True)
    total = sum(review.stars for _, review in opinions)
    return Statistics(
        rates=rates(record, now, policy),
        advice=advice(record, now, policy),
        record=tuple(record),
        reviews=tuple(
            opinion(ref, review) for ref, review in revealed(engine, workspace, opinions[:REVIEWS])
        ),
        count=len(opinions),
        average=(20 * total + len(opinions)) // (2 * len(opinions)) if opinions else None,
    )


def record(
    engine: Engine, workspace: str, seller: str, now: datetime, policy: Policy
) -> tuple[Finished, ...]:
    """What each of them says about its seller, without the reviews."""
    with reading(engine) as connection:
        found = ended(connection, workspace, seller, earliest(now, policy))
        return tuple(one for _, events in found if (one := finished(events)) is not None)


def earliest(now: datetime, policy: Policy) -> datetime:
    """Nothing written before this can have ended within the window."""
    window = policy.stats_window
    return now - relativedelta(months=window.months + 1) - window.time


def ended(
    connection: Connection, workspace: str, seller: str, since: datetime
) -> Iterator[tuple[str, list[Event]]]:
    """The reference and the whole history of each order of a seller that ended since then."""
    asked = (
        select(orders.c.ref, history.c.order_id, history.c.body)
        .join(
            history,
            and_(history.c.workspace_id == orders.c.workspace_id, history.c.order_id == orders.c.id),
        )
        .where(
            orders.c.workspace_id == workspace,
            orders.c.seller_id == seller,
            orders.c.state.in_(sorted(FINAL)),
            orders.c.recorded_at >= since,
        )
        .order_by(history.c.order_id, history.c.seq)
    )
    rows: Iterator[Row[tuple[str, str, str]]] = iter(connection.execute(asked))
    for _, entries in groupby(rows, key=lambda row: row.order_id):
        found = list(entries)
        yield found[0].ref, [EVENTS.decode(row.body) for row in found]


def revealed(
    engine: Engine, workspace: str, opinions: list[tuple[str, Reviewed]]
) -> list[tuple[str, Reviewed]]:
    """With the words that their buyers wrote."""
    reviews = reveal(engine, workspace, [review for _, review in opinions])
    return [(ref, review) for (ref, _), review in zip(opinions, reviews, strict=True)]


def opinion(ref: str, review: Reviewed) -> Opinion:
    return Opinion(ref=ref, stars=review.stars, text=review.text, at=review.at)
