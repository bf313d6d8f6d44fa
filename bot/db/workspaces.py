"""Workspaces: ours, one an installation; Slack's ids only find them."""

from datetime import datetime

import msgspec
from sqlalchemy import Connection, Engine, select

from bot.db import settings
from bot.db.engine import reading
from bot.db.tables import installations, people, workspaces
from bot.db.upsert import inserting
from bot.ports import Ids

FIRST_NUMBER = 1001

OPERATORS = "operators"
"""In the shared settings, with the workspace behind it: our ids of those whom the operators added, as a JSON list."""


def operators(connection: Connection, workspace: str) -> list[str]:
    """Our ids of the installer and of those who were added; admins of Slack's are known to Slack alone."""
    added = settings.get(connection, f"{OPERATORS}:{workspace}")
    installer = (
        select(people.c.id)
        .join(installations, installations.c.installer_id == people.c.slack_id)
        .where(installations.c.workspace_id == workspace, people.c.workspace_id == workspace)
    )
    named = msgspec.json.decode(added, type=list[str]) if added else []
    return sorted({*named, *connection.execute(installer).scalars()})


def next_ref(connection: Connection, workspace: str, now: datetime) -> str:
    """The next reference of a workspace, such as C-1042; held until the transaction ends, so nobody gets it twice."""
    row = inserting(connection, workspaces).values(id=workspace, created_at=now, last_number=FIRST_NUMBER)
    counted = row.on_conflict_do_update(
        index_elements=["id"], set_={"last_number": workspaces.c.last_number + 1}
    )
    number: int = connection.execute(counted.returning(workspaces.c.last_number)).scalar_one()
    return f"C-{number}"


def of_team(
    connection: Connection, team: str, *, ids: Ids, now: datetime, enterprise: str | None = None
) -> str:
    """The workspace of a Slack team (an enterprise's id where it installed org-wide); made on first sight."""
    asked = select(installations.c.workspace_id).where(installations.c.team_id == team)
    found = connection.execute(asked).scalar_one_or_none()
    if found is not None:
        return str(found)
    workspace = ids.new("workspace")
    row = {"id": workspace, "created_at": now, "last_number": FIRST_NUMBER - 1}
    connection.execute(inserting(connection, workspaces).values(row))
    row = {"workspace_id": workspace, "team_id": team, "enterprise_id": enterprise, "installed_at": now}
    installing = inserting(connection, installations).values(row)
    connection.execute(installing.on_conflict_do_nothing(index_elements=["team_id"]))
    return str(connection.execute(asked).scalar_one())  # somebody else's, where they were first


def served(engine: Engine) -> list[str]:
    """Our ids of the workspaces that have installed us, the oldest first."""
    asked = select(installations.c.workspace_id).order_by(installations.c.installed_at)
    with reading(engine) as connection:
        return list(connection.scalars(asked.where(installations.c.removed_at.is_(None))))
