"""Where we are installed: Slack's ids find our workspace, and our workspace its token."""

from datetime import datetime, timedelta

import msgspec
from sqlalchemy import Engine, select
from sqlalchemy.exc import SQLAlchemyError

from bot.db import settings as shared
from bot.db.engine import reading
from bot.db.tables import installations
from bot.db.workspaces import OPERATORS, operators
from bot.privacy import workspace as removal


class Home(msgspec.Struct, frozen=True):
    """One installation. `team`: Slack's id of the workspace, or of the enterprise when org-wide."""

    workspace: str
    team: str
    bot_token: str
    bot_user: str = ""
    installer: str = ""


class Homes:
    """The installations that this process serves. A request from anywhere else finds nobody at home."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._by_team: dict[str, Home] = {}
        self._removed: frozenset[str] = frozenset()

    def add(self, home: Home) -> None:
        """Serve an installation from now on."""
        self._by_team[home.team] = home

    def of(self, team: str, enterprise: str = "") -> Home | None:
        """The installation of a Slack team, or of the enterprise that it belongs to, unless it was removed."""
        if self._known(team, enterprise) is not None:
            self.removed()
        return self.unasked(team, enterprise)

    def unasked(self, team: str, enterprise: str = "") -> Home | None:
        """The same as it was last seen, for who must not wait for the database."""
        home = self._known(team, enterprise)
        return None if home is None or home.workspace in self._removed else home

    def _known(self, team: str, enterprise: str) -> Home | None:
        return self._by_team.get(team) or self._by_team.get(enterprise)

    def removed(self) -> frozenset[str]:
        """Workspaces that another process may have removed a moment ago; while the database is away, as it was before."""
        try:
            with reading(self.engine) as connection:
                self._removed = removal.removed(connection)
        except SQLAlchemyError:
            pass  # whoever is served learns of it in words
        return self._removed

    def get(self, workspace: str) -> Home | None:
        """The installation of one of our workspaces."""
        return next((home for home in self._by_team.values() if home.workspace == workspace), None)

    def all(self) -> tuple[Home, ...]:
        return tuple(self._by_team.values())

    def token_of(self, workspace: str) -> str | None:
        """The bot's token there; None where we are not installed."""
        home = self.get(workspace)
        return home.bot_token if home else None

    def remove(self, workspace: str, at: datetime, keep: timedelta) -> None:
        """The app was taken away: its token goes at once, nothing is sent there any more; its data goes after `keep`."""
        with self.engine.begin() as connection:
            removal.remove(connection, workspace, removal.SLACK, at, keep)
        self._by_team = {team: home for team, home in self._by_team.items() if home.workspace != workspace}

    def is_operator(self, workspace: str, person: str, slack_id: str) -> bool:
        """The installer, or somebody whom the operators added."""
        home = self.get(workspace)
        if home is not None and home.installer and home.installer == slack_id:
            return True
        added, installer = self.appointed(workspace)
        return person in added or (installer is not None and installer == slack_id)

    def operators(self, workspace: str) -> list[str]:
        """Our ids of the operators whom we know without asking Slack: those whom operators added, and the installer."""
        with reading(self.engine) as connection:
            return operators(connection, workspace)

    def appointed(self, workspace: str) -> tuple[list[str], str | None]:
        """Our ids of those whom operators added, and Slack's id of the installer."""
        with reading(self.engine) as connection:
            added = shared.get(connection, f"{OPERATORS}:{workspace}")
            installer = connection.scalar(
                select(installations.c.installer_id).where(installations.c.workspace_id == workspace)
            )
        return (msgspec.json.decode(added, type=list[str]) if added else []), installer

    def appoint(self, workspace: str, person: str, *, operator: bool) -> None:
        """Make somebody (our id) an operator, or no longer one. The installer stays one by themselves."""
        key = f"{OPERATORS}:{workspace}"
        with self.engine.begin() as connection:
            held = shared.get(connection, key)
            added = msgspec.json.decode(held, type=list[str]) if held else []
            others = [one for one in added if one != person]
            now = [*others, person] if operator else others
            shared.put(connection, key, msgspec.json.encode(now).decode())
