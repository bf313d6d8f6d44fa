"""The program as somebody starts it who has set nothing: one process, one address."""

import os
import signal
import subprocess
from pathlib import Path

from tests.e2e.processes import RELANCE, answers, eventually
from tests.playground.running import free_port


class Local:
    """`relance run` in a folder of its own, with an otherwise empty environment."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.process: subprocess.Popen[str] | None = None
        self.address = f"http://127.0.0.1:{self.port + 1}"
        self.log = folder / "log"

    def start(self) -> None:
        """Start it, and wait for the one line that it prints."""
        settings = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "PORT": str(self.port),
            "LOG_LEVEL": "INFO",
            "DATABASE_URL": f"sqlite:///{self.folder / 'relance.db'}",
        }
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [str(RELANCE), "run"],
                cwd=self.folder,
                env=settings,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        assert self.process.stdout is not None
        assert self.process.stdout.readline().strip() == self.address, self.log.read_text()
        eventually(lambda: answers(self.address), what="the page")
        eventually(lambda: "examples_learnt" in self.log.read_text(), 60, what="the answers to questions")

    def stop(self) -> int:
        """Ctrl-C."""
        assert self.process is not None
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(25)
        self._forget()
        return code

    def kill(self) -> None:
        """Whatever happened, it is gone."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(10)
            self._forget()

    def _forget(self) -> None:
        assert self.process is not None
        assert self.process.stdout is not None
        self.process.stdout.close()
        self.process = None
