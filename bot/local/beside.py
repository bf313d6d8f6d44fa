"""The local Slack that stands beside the bot where no Slack is set: one more process, which goes when we go."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy.engine import make_url

from bot.faults import StartError
from bot.ports import Ids
from bot.settings import Settings, root

TEAM = "T0RELANCE1"
CHANNEL = "C0MEDIATE1"
"""The team and the mediators' channel of the local workspace: the same at each start, as its state and our rows are."""

STARTED_WITHIN = 15
"""Seconds."""

LOOPBACK = "127.0.0.1"


class Shared(msgspec.Struct, frozen=True):
    """What the bot and its local Slack share for one run; never printed, never written."""

    signing: str
    token: str
    rehearsal: str


def fresh(ids: Ids) -> Shared:
    """New ones."""
    return Shared(signing=ids.secret(), token=f"xoxb-{ids.secret()}", rehearsal=ids.secret())


def played(settings: Settings, shared: Shared, **more: Any) -> Settings:
    """The settings of the bot in the local workspace, as if an operator had set them."""
    return Settings.load(
        **more,
        slack_bot_token=shared.token,
        slack_signing_secret=shared.signing,
        slack_api_url=f"{address(settings)}/api/",
        mediators_channel=settings.mediators_channel or CHANNEL,
    )


def address(settings: Settings) -> str:
    """Where the page of the local Slack is."""
    return f"http://{LOOPBACK}:{settings.port + 1}"


class Beside:
    """The local Slack's process. Its end of a pipe closes when we die, however we die, and then it stops too."""

    def __init__(self, settings: Settings, shared: Shared) -> None:
        port = settings.port + 1
        self.address = address(settings)
        arguments = [
            *(sys.executable, "-m", "playground", "--die-with-parent"),
            *("--port", str(port), "--bot", f"http://{LOOPBACK}:{settings.port}"),
            *("--state", str(state_file(settings))),
        ]
        manifest = root() / "manifest.yaml"
        if manifest.is_file():
            arguments += ["--manifest", str(manifest)]
        self.process = subprocess.Popen(  # noqa: S603
            arguments,
            stdin=subprocess.PIPE,
            stdout=sys.stderr,
            cwd=source(),
            env={**os.environ, **variables(shared)},
            start_new_session=True,  # Ctrl-C is for us; we tell it
        )

    def check(self) -> None:
        """Raises StartError where it has ended."""
        if self.process.poll() is not None:
            raise StartError("The local Slack did not start; its own message stands above")

    def stop(self) -> None:
        """Ask it to go, and see it gone."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def variables(shared: Shared) -> dict[str, str]:
    """Shared go by the environment: everybody can read a process's arguments."""
    return {
        "PLAYGROUND_SIGNING_SECRET": shared.signing,
        "PLAYGROUND_BOT_TOKEN": shared.token,
        "PLAYGROUND_REHEARSAL_TOKEN": shared.rehearsal,
    }


def state_file(settings: Settings) -> Path:
    """Beside the bot's own file: the two belong together."""
    database = make_url(settings.database_url)
    beside = (
        Path(database.database).parent
        if database.drivername.startswith("sqlite") and database.database
        else None
    )
    return (beside or settings.var) / "playground.json"


def source() -> Path:
    """A folder from which `python -m playground` is found."""
    return Path(__file__).resolve().parents[2]
