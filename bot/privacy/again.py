"""Erasing again, after a backup brought back somebody or a workspace that was erased since."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Engine, select

from bot.db.engine import emptied
from bot.db.tables import people, workspaces
from bot.privacy.erase import erase
from bot.privacy.workspace import erase_workspace
from bot.trust.checkpoints import Checkpoint


def erase_again(engine: Engine, lines: Sequence[Checkpoint], now: datetime) -> int:
    """Whoever the checkpoints say was erased, and is here; how many people and workspaces."""
    count = 0
    with engine.begin() as connection:
        for workspace in sorted({one for line in lines for one in line.gone}):
            if connection.scalar(select(workspaces.c.id).where(workspaces.c.id == workspace)) is not None:
                erase_workspace(connection, workspace, now)
                count += 1
        for workspace, id in sorted({one for line in lines for one in line.people}):
            asked = select(people).where(people.c.workspace_id == workspace, people.c.id == id)
            found = connection.execute(asked).one_or_none()
            count += found is not None and erase(connection, found, now).anything
    if count:
        emptied(engine)
    return count
