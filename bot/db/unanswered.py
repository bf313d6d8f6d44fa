"""What was asked and not answered, for whoever runs Relance: words without names, and never whose they were."""

from datetime import datetime, timedelta

import msgspec
from sqlalchemy import Connection, delete, func, insert, select

from bot.db.tables import unanswered

KEPT = timedelta(days=180)
MOST = 10_000
"""Rows of one workspace; beyond them the oldest go first."""


class Unanswered(msgspec.Struct, frozen=True):
    """One question, as often as it was asked. `why`: "unknown" (nothing was found) or "unhelpful" (said by who asked)."""

    question: str
    language: str
    role: str
    nearest: str | None
    why: str
    count: int
    last: datetime


def keep(connection: Connection, workspace: str, id: str, at: datetime, **values: str | None) -> None:
    """One more. `at`: the world's time (UTC)."""
    connection.execute(insert(unanswered).values(workspace_id=workspace, id=id, at=at, **values))


def listed(connection: Connection) -> list[Unanswered]:
    """The same words once, the most frequent first, then the newest."""
    same = (
        unanswered.c.question,
        unanswered.c.language,
        unanswered.c.role,
        unanswered.c.nearest,
        unanswered.c.why,
    )
    count, last = func.count().label("count"), func.max(unanswered.c.at).label("last")
    asked = (
        select(*same, count, last).group_by(*same).order_by(count.desc(), last.desc(), unanswered.c.question)
    )
    return [Unanswered(**row._asdict()) for row in connection.execute(asked)]


def forget_old(connection: Connection, now: datetime) -> None:
    """What is older than half a year, and of each workspace what is beyond the most that is kept."""
    connection.execute(delete(unanswered).where(unanswered.c.at < now - KEPT))
    crowded = (
        select(unanswered.c.workspace_id).group_by(unanswered.c.workspace_id).having(func.count() > MOST)
    )
    for (workspace,) in connection.execute(crowded).all():
        mine = unanswered.c.workspace_id == workspace
        oldest = (
            select(unanswered.c.at).where(mine).order_by(unanswered.c.at.desc()).offset(MOST - 1).limit(1)
        )
        connection.execute(delete(unanswered).where(mine, unanswered.c.at < oldest.scalar_subquery()))
