"""Older releases of this repository, beside this one."""

import compileall
import io
import os
import subprocess
import tarfile
from pathlib import Path

from tests.e2e.processes import ROOT
from tests.processes.servers import Server

ROOMS = ("bot", "handlers", "playground", "rules", "templates")
NEWEST = max((ROOT / "bot" / "db" / "migrations" / "versions").glob("v*.py"))
"""The newest migration: the commit that made it is the oldest one that may begin on this schema."""


def git(*words: str) -> bytes:
    """What git says of this repository; nothing where it has no history."""
    asked = subprocess.run(["git", "-C", str(ROOT), *words], capture_output=True, check=False)
    return asked.stdout if asked.returncode == 0 else b""


def oldest() -> str:
    """The oldest commit with this schema, or nothing."""
    made = git("log", "--diff-filter=A", "--format=%H", "--", str(NEWEST.relative_to(ROOT)))
    return made.decode().strip()


def unpacked(commit: str, folder: Path) -> Path | None:
    """That commit below the folder; None where there is none: then this release stands for it."""
    packed = git("archive", commit, *ROOMS) if commit else b""
    if not packed:
        return None
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        archive.extractall(folder, filter="data")
    compileall.compile_dir(folder, quiet=2)  # once, and not by each process that starts
    return folder


def become(server: Server, release: Path | None) -> None:
    """What the process will be from its next start on."""
    server.settings["PYTHONPATH"] = str(release) if release else os.environ.get("PYTHONPATH", "")
