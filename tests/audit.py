"""`make audit`: what is installed is what the lock names, by hash, under a licence that we know; needs no network.

What it cannot know offline (published weaknesses, a project that fell asleep without saying so) is docs/operating.md's.
"""

import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from importlib.metadata import Distribution, distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROJECT = Path(__file__).parents[1]
RUN, DEV = PROJECT / "requirements.txt", PROJECT / "requirements-dev.txt"
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}(?=\s|$)")

KNOWN = re.compile(
    r"MIT|BSD|Apache|PSF|Python Software Foundation|ISC|MPL[- ]2\.0|Mozilla Public License 2\.0|CNRI-Python|LGPL-3\.0",
    re.IGNORECASE,
)
"""Licences under which Relance may be run and passed on; LGPL: psycopg, used as it is."""

OWN = {"relance", "pip", "setuptools"}
"""Ours, and what a new environment brings by itself."""

STARTS_WITH_PYTHON = {"coverage", "setuptools"}
"""Packages known to run a line at each start (a .pth file): only where their own variable is set."""


class Locked:
    """One entry of a lock file."""

    def __init__(self, lines: str) -> None:
        head, *_ = lines.partition("--hash")
        self.requirement = Requirement(head.replace("\\", " ").strip())
        self.name = canonicalize_name(self.requirement.name)
        self.hashes = HASH.findall(lines)

    @property
    def version(self) -> str | None:
        """The one version that it names, exactly."""
        found = re.fullmatch(r"==([^*,]+)", str(self.requirement.specifier))
        return found[1] if found else None

    @property
    def wanted(self) -> bool:
        """Whether this machine needs it."""
        return self.requirement.marker is None or self.requirement.marker.evaluate()


def read(text: str) -> dict[str, Locked]:
    """The entries of a lock file, by name. ValueError for a line that is none."""
    entries = re.split(r"\n(?=\S)", text.strip())
    found = [Locked(entry) for entry in entries if not entry.startswith("#")]
    return {one.name: one for one in found}


def of_lock(name: str, lock: Mapping[str, Locked]) -> Iterator[str]:
    """Pinned to one version, from the registry, with its hashes."""
    for one in lock.values():
        if one.requirement.url is not None:
            yield f"{name}: {one.name} comes from an address of its own"
        elif one.version is None:
            yield f"{name}: {one.name} is not pinned to one version"
        elif not one.hashes:
            yield f"{name}: {one.name} has no hash"


def of_locks(run: Mapping[str, Locked], dev: Mapping[str, Locked], wanted: list[str]) -> Iterator[str]:
    """Both files name the same, and everything that the project asks for."""
    for name, one in run.items():
        if name not in dev or (dev[name].version, dev[name].hashes) != (one.version, one.hashes):
            yield f"{name}: the two lock files differ"
    for line in wanted:
        if canonicalize_name(Requirement(line).name) not in run:
            yield f"{line}: the project asks for it, and the lock has none"


def of_environment(dev: Mapping[str, Locked], installed: Mapping[str, Distribution]) -> Iterator[str]:
    """What is installed is what is locked."""
    for name, one in dev.items():
        if one.wanted and name not in installed:
            yield f"{name}: locked, and not installed: make install"
    for name, there in installed.items():
        if name in dev and there.version != dev[name].version:
            yield f"{name}: {there.version} is installed, {dev[name].version} is locked"


def left_over(dev: Mapping[str, Locked], installed: Mapping[str, Distribution]) -> list[str]:
    """What an older lock brought, or a hand: in no file of ours."""
    return sorted(set(installed) - set(dev) - OWN)


def of_package(name: str, there: Distribution) -> Iterator[str]:
    """A licence that we know, not given up by its authors, built beforehand, and no line that runs at each start."""
    if not KNOWN.search(licence(there)):
        yield f"{name}: licence not known: {licence(there) or 'none is told'}"
    if any("7 - Inactive" in one for one in there.metadata.get_all("Classifier") or ()):
        yield f"{name}: its authors gave it up"
    if there.read_text("WHEEL") is None:
        yield f"{name}: was built here, from its source: its own code ran while it was installed"
    for file in there.files or ():
        if file.suffix == ".pth" and name not in STARTS_WITH_PYTHON and "import" in file.read_text():
            yield f"{name}: {file.name} runs code at each start of Python"


def licence(there: Distribution) -> str:
    """All that a package says of it."""
    told = there.metadata
    classified = [one for one in told.get_all("Classifier") or () if one.startswith("License")]
    own = [told[name] for name in ("License-Expression", "License") if name in told]
    return " ".join(filter(None, (*own, *classified))).strip()


def here() -> dict[str, Distribution]:
    """What is installed, by name."""
    return {str(canonicalize_name(one.metadata["Name"])): one for one in distributions()}


def problems() -> list[str]:
    """One line each."""
    run, dev = (read(file.read_text(encoding="utf-8")) for file in (RUN, DEV))
    wanted = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"][
        "dependencies"
    ]
    installed = here()
    packages = [line for name in installed.keys() & dev.keys() for line in of_package(name, installed[name])]
    return [
        *of_lock(RUN.name, run),
        *of_lock(DEV.name, dev),
        *of_locks(run, dev, wanted),
        *of_environment(dev, installed),
        *sorted(packages),
    ]


def main() -> int:
    found = problems()
    for line in found:
        sys.stdout.write(f"{line}\n")
    dev = read(DEV.read_text(encoding="utf-8"))
    for name in left_over(dev, here()):
        sys.stdout.write(f"(left over, in no lock file: {name}; `pip uninstall {name}` takes it away)\n")
    sys.stdout.write(f"{len(dev)} packages are locked by hash; {len(found)} problems\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
