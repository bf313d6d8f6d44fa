"""What is forgotten by itself: words of orders that ended long ago, what we said, workspaces that were removed."""

from datetime import datetime, timedelta

import msgspec
import structlog
from sqlalchemy import Connection, Engine, exists, select, update

from bot.db.engine import emptied, overwriting
from bot.db.orders import OPEN
from bot.db.tables import orders, outbox, texts
from bot.privacy.workspace import erase_workspace, overdue

log = structlog.get_logger(__name__)

SAID = timedelta(days=7)
"""So long the words of an answer are kept after it was said; what tells of an event has no words of its own."""

BATCH = 100
"""Orders in one transaction, so that nobody waits for long."""


class Forgotten(msgspec.Struct, frozen=True):
    """How many orders lost their words, how many answers of ours theirs, and how many workspaces went."""

    orders: int
    answers: int
    workspaces: int


def forget(engine: Engine, keep: timedelta, now: datetime, real: datetime) -> Forgotten:
    """Everything whose time is over. `now`: the orders' own time, `real`: the world's."""
    count = 0
    while ended := one_batch(engine, now - keep):
        count += ended
    with engine.begin() as connection:
        overwriting(connection)
        answers = said_long_ago(connection, now - SAID)
    if count:
        emptied(engine)
    return Forgotten(count, answers, erase_overdue(engine, real))


def erase_overdue(engine: Engine, now: datetime) -> int:
    """Removed workspaces whose time is over are erased; how many. `now`: the world's time."""
    with engine.begin() as connection:
        gone = overdue(connection, now)
        for workspace in gone:
            erase_workspace(connection, workspace, now)
            log.warning("workspace_erased", workspace=workspace)
    if gone:
        emptied(engine)
    return len(gone)


def one_batch(engine: Engine, before: datetime) -> int:
    """Some orders that ended, and of which nothing was heard since, lose what people wrote; how many."""
    mine = (texts.c.workspace_id == orders.c.workspace_id, texts.c.order_id == orders.c.id)
    asked = (
        select(orders.c.workspace_id, orders.c.id)
        .where(~OPEN, orders.c.recorded_at <= before, exists().where(*mine, texts.c.words.is_not(None)))
        .order_by(orders.c.workspace_id, orders.c.id)
        .limit(BATCH)
    )
    with engine.begin() as connection:
        overwriting(connection)
        found = connection.execute(asked).all()
        for workspace, order in found:
            this = (texts.c.workspace_id == workspace, texts.c.order_id == order)
            connection.execute(update(texts).where(*this).values(words=None, salt=None))
            ours = (outbox.c.workspace_id == workspace, outbox.c.order_id == order, outbox.c.seq == 0)
            answered = update(outbox).where(*ours, outbox.c.kind == "notice")
            connection.execute(answered.values(body=None, buttons=None))
    return len(found)


def said_long_ago(connection: Connection, before: datetime) -> int:
    """Answers and letters whose words nothing needs any more: said or out of date, without a button to take away."""
    over = (outbox.c.state.in_(("sent", "stale")), outbox.c.not_before <= before, outbox.c.buttons.is_(None))
    ours = (outbox.c.kind == "notice", outbox.c.seq == 0, outbox.c.body.is_not(None))
    return connection.execute(update(outbox).where(*over, *ours).values(body=None)).rowcount
