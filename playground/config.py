"""How a playground is set up: addresses, secrets, and the people of its workspace."""

from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

BOT_USER = "U0RELANCEB"
BOT_ID = "B0RELANCEB"
APP_ID = "A0RELANCE1"


class Person(msgspec.Struct):
    """Somebody of the workspace. `part` names the column of the page: seller, buyer, mediator or nothing."""

    id: str
    name: str
    real_name: str
    email: str
    locale: str = "fr-FR"
    tz: str = "Europe/Paris"
    part: str = ""
    is_admin: bool = False
    is_owner: bool = False
    deleted: bool = False
    is_bot: bool = False

    @property
    def zone(self) -> ZoneInfo:
        """Where this person's wall clock is; UTC where Slack names a zone that nobody knows."""
        try:
            return ZoneInfo(self.tz)
        except (ZoneInfoNotFoundError, ValueError):
            return ZoneInfo("UTC")


class Channel(msgspec.Struct):
    """A private channel (`kind` private) or a conversation of one person with the bot (`kind` im)."""

    id: str
    name: str
    kind: str
    members: list[str]

    @property
    def is_im(self) -> bool:
        """Whether it is somebody's direct messages with the bot."""
        return self.kind == "im"


@dataclass(frozen=True)
class Workspace:
    """What a playground begins with; a state file that exists is stronger."""

    team: str = "T0RELANCE1"
    domain: str = "atelier-demo"
    name: str = "Atelier Démo"
    people: tuple[Person, ...] = ()
    channels: tuple[Channel, ...] = ()
    bot_name: str = "Relance"


def sample_workspace(*more: Person) -> Workspace:
    """Three people and the mediators' private channel; `more` people join without a column of their own."""
    people = (
        Person("U0SELLER01", "sami", "Sami Roy", "sami@example.org", part="seller"),
        Person("U0BUYER001", "bea", "Bea Lin", "bea@example.org", part="buyer"),
        Person(
            "U0MEDIAT01", "maud", "Maud Petit", "maud@example.org", part="mediator", is_admin=True, is_owner=True
        ),
    )  # fmt: skip
    channel = Channel("C0MEDIATE1", "médiation", "private", ["U0MEDIAT01", BOT_USER])
    return Workspace(people=(*people, *more), channels=(channel,))


@dataclass(frozen=True)
class Config:
    """Everything that a playground is told at its start. Durations are seconds of real time."""

    signing_secret: str
    bot_token: str
    bot: str = "http://127.0.0.1:3000"
    app_token: str = ""
    rehearsal_token: str = ""
    host: str = "127.0.0.1"
    port: int = 3001
    manifest: Path | None = None
    state: Path | None = None
    workspace: Workspace = field(default_factory=sample_workspace)
    rate_limits: bool = True
    answer_within: float = 3.0
    trigger_life: float = 3.0
    retry_after: tuple[float, ...] = (0.0, 60.0, 300.0)
    die_with_parent: bool = False

    @property
    def origin(self) -> str:
        """The playground's own address, without a slash at its end."""
        return f"http://{self.host}:{self.port}"

    @property
    def events_url(self) -> str:
        """Where Slack sends everything."""
        return f"{self.bot.rstrip('/')}/slack/events"
