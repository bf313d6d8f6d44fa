"""The audit of packages: green as things are, and red for each thing that it is there to find (threat 24)."""

import subprocess
import sys
from email.message import Message
from importlib.metadata import Distribution
from pathlib import Path
from typing import Any

import pytest

from tests import audit

HASH = f"--hash=sha256:{'0' * 64}"
GOOD = f"one==1.0 \\\n    {HASH}\ntwo==2.0 ; sys_platform == 'nowhere' \\\n    {HASH}\n"


class Package(Distribution):
    """One that is told to be installed."""

    def __init__(self, version: str = "1.0", wheel: str | None = "x", **told: str) -> None:
        self._told = Message()
        for name, value in {"Name": "one", "Version": version, "License": "MIT", **told}.items():
            self._told[name.replace("_", "-")] = value
        self.wheel = wheel

    @property
    def metadata(self) -> Any:
        return self._told

    def read_text(self, filename: str) -> str | None:
        return self.wheel if filename == "WHEEL" else None

    def locate_file(self, path: Any) -> Any:
        return Path(path)


def test_what_is_installed_here_is_what_is_locked() -> None:
    said = subprocess.run(
        [sys.executable, "-m", "tests.audit"], cwd=audit.PROJECT, capture_output=True, text=True, check=False
    )
    assert said.returncode == 0, said.stdout
    assert said.stdout.endswith("packages are locked by hash; 0 problems\n")


@pytest.mark.parametrize(
    ("lock", "words"),
    [
        ("one==1.0\n", "no hash"),
        (f"one==1.0 --hash=sha256:{'0' * 63}\n", "no hash"),
        (f"one>=1.0 {HASH}\n", "not pinned"),
        (f"one==1.* {HASH}\n", "not pinned"),
        (f"one @ https://example.org/one.whl {HASH}\n", "an address of its own"),
    ],
)
def test_a_lock_that_leaves_a_choice_is_found(lock: str, words: str) -> None:
    (found,) = audit.of_lock("lock", audit.read(lock))
    assert words in found
    assert list(audit.of_lock("lock", audit.read(GOOD))) == []


def test_locks_that_differ_or_lack_something_are_found() -> None:
    good = audit.read(GOOD)
    other = audit.read(GOOD.replace("one==1.0", "one==1.1"))
    assert list(audit.of_locks(good, other, ["one"])) == ["one: the two lock files differ"]
    assert len(list(audit.of_locks(good, good, ["one>=1", "three[more]"]))) == 1


def test_an_environment_that_differs_is_found() -> None:
    good = audit.read(GOOD)
    assert list(audit.of_environment(good, {"one": Package()})) == []
    assert next(iter(audit.of_environment(good, {}))).startswith("one: locked, and not installed")
    found = list(audit.of_environment(good, {"one": Package("1.1"), "stray": Package()}))
    assert found == ["one: 1.1 is installed, 1.0 is locked"]
    assert audit.left_over(good, {"one": Package(), "stray": Package(), "pip": Package()}) == ["stray"]


@pytest.mark.parametrize(
    ("package", "words"),
    [
        (Package(License="Proprietary"), "licence not known: Proprietary"),
        (Package(License=""), "none is told"),
        (Package(Classifier="Development Status :: 7 - Inactive"), "gave it up"),
        (Package(wheel=None), "was built here"),
    ],
    ids=["licence", "no licence", "inactive", "source"],
)
def test_a_package_that_we_should_not_have_is_found(package: Package, words: str) -> None:
    (found,) = audit.of_package("one", package)
    assert words in found
    assert list(audit.of_package("one", Package())) == []


def test_a_package_whose_hash_was_changed_is_not_installed(tmp_path: Path) -> None:
    """By pip itself, offline: the file is here, and is not the one that was locked."""
    wheel = tmp_path / "one-1.0-py3-none-any.whl"
    wheel.write_bytes(b"something else")
    lock = tmp_path / "lock.txt"
    lock.write_text(f"one==1.0 {HASH}\n")
    pip = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--no-index",
        "--no-deps",
        "--require-hashes",
        "--isolated",
    ]
    said = subprocess.run(
        [*pip, "--find-links", str(tmp_path), "-r", str(lock), "-d", str(tmp_path / "got")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert said.returncode != 0
    assert "DO NOT MATCH THE HASHES" in said.stdout + said.stderr
