"""Plays scenario files one after another, and says in a line each how it went."""

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

import msgspec

from bot.scenario.play import play
from bot.scenario.read import read
from bot.scenario.shape import ScenarioError
from rules.policy import Policy


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """How one file went. `difference`: the first, as `file:line: what`; none where the scenario holds."""

    file: str
    name: str | None = None
    holds: bool
    difference: str | None = None

    def as_text(self) -> str:
        """For people: a line, and under it the first difference."""
        said = f"{'holds' if self.holds else 'fails'}  {self.name or self.file}"
        return said if self.difference is None else f"{said}\n       {self.difference}"

    def as_json(self) -> str:
        """For machines: one line of JSON."""
        return msgspec.json.encode(self).decode()


def run(paths: Iterable[Path], load: Callable[[str], Policy]) -> Iterator[Result]:
    """Play each file; `load` reads a policy by shipped name or path. A file that cannot be read fails, and stops no other."""
    load = cache(load)
    for path in paths:
        try:
            scenario = read(path, lambda policy: load(policy).zone)
        except ScenarioError as wrong:
            yield Result(file=str(path), holds=False, difference=str(wrong))
            continue
        found = play(scenario, load(scenario.policy))
        said = None if found is None else f"{path}:{found.line}: {found.message}"
        yield Result(file=str(path), name=scenario.name, holds=found is None, difference=said)
