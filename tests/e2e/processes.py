"""Real processes: the local Slack and the bot, each started as a user would start it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).resolve().parents[2]
RELANCE = Path(sys.executable).with_name("relance")
SECRET = "an-e2e-signing-secret"
TOKEN = "xoxb-e2e-token"
KEY = "an-e2e-api-key"
UNHURRIED = {"RELANCE_PERSON_RATE": "1000000", "RELANCE_WORKSPACE_RATE": "1000000"}
"""Tests click faster than people."""
CHANNEL = "C0MEDIATE1"


def eventually(found: Callable[[], Any], seconds: float = 20.0, what: str = "it") -> Any:
    """What `found()` gives as soon as it is true; fails the test when it never is."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if value := found():
            return value
        time.sleep(0.05)
    raise AssertionError(f"{what} never came")


def answers(address: str) -> bool:
    """Whether a GET there is answered 200."""
    try:
        return httpx.get(address, trust_env=False, timeout=2.0).status_code == 200
    except httpx.HTTPError:
        return False


def clean(**settings: str) -> dict[str, str]:
    """An environment with nobody's settings but these."""
    ours = ("SLACK_", "RELANCE_", "DATABASE_", "PORT", "LOG_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {**kept, **UNHURRIED, **settings}


def command_line(folder: Path, settings: dict[str, str], *words: str) -> "subprocess.CompletedProcess[str]":
    """`relance …` with these settings, once it ended."""
    return subprocess.run(
        [str(RELANCE), *words],
        cwd=folder,
        env=clean(**settings),
        capture_output=True,
        check=False,
        text=True,
    )


@contextmanager
def playground(port: int, bot_port: int) -> Iterator[str]:
    """The local Slack, with the app's own manifest; gives its address."""
    arguments = ["--port", str(port), "--bot", f"http://127.0.0.1:{bot_port}", "--die-with-parent"]
    child = subprocess.Popen(
        [sys.executable, "-m", "playground", *arguments, "--manifest", str(ROOT / "manifest.yaml")],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        env=clean(PLAYGROUND_SIGNING_SECRET=SECRET, PLAYGROUND_BOT_TOKEN=TOKEN),
    )
    try:
        address = f"http://127.0.0.1:{port}"
        eventually(lambda: answers(address), what="the playground")
        yield address
    finally:
        assert child.stdin is not None
        child.stdin.close()
        child.wait(10)


class Bot:
    """`relance run` as a process of its own, which may be stopped and started again on the same database."""

    def __init__(self, folder: Path, port: int, slack: str | None = None) -> None:
        self.folder, self.port = folder, port
        self.address = f"http://127.0.0.1:{port}"
        self.settings = {"PORT": str(port), "DATABASE_URL": f"sqlite:///{folder / 'relance.db'}"}
        if slack is not None:
            self.settings |= {
                "SLACK_BOT_TOKEN": TOKEN,
                "SLACK_SIGNING_SECRET": SECRET,
                "SLACK_API_URL": f"{slack}/api/",
                "RELANCE_MEDIATORS_CHANNEL": CHANNEL,
                "RELANCE_API_KEY": KEY,
            }
        self.process: subprocess.Popen[bytes] | None = None
        self.log = folder / "bot.log"

    def start(self, *words: str, **more: str) -> None:
        """Start it and wait until it is ready."""
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [str(RELANCE), *(words or ("run",))],
                cwd=self.folder,
                env=clean(**self.settings, **more),
                stdout=subprocess.DEVNULL,
                stderr=log,
            )
        eventually(self.ready, what=f"the bot ({self.log.read_text()[-2000:]})")

    def relance(self, *words: str) -> str:
        """A command line on the same database; what it said, once it ended well."""
        ended = command_line(self.folder, self.settings, *words)
        assert ended.returncode == 0, ended.stderr
        return ended.stdout

    def ready(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, self.log.read_text()[-4000:]
        return answers(f"{self.address}/readyz")

    def stop(self, how: int = signal.SIGTERM) -> int:
        """Ask it to leave; gives its exit code."""
        assert self.process is not None
        self.process.send_signal(how)
        code = self.process.wait(25)
        self.process = None
        return code

    def kill(self) -> None:
        """Whatever happened, it is gone."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait(10)
