"""From lines to orders: people are found and every line is checked; then all orders are placed at once, or none."""

import hashlib
from collections.abc import Callable, Iterator

import msgspec

from bot.changing.outcomes import Done, NewOrder, Receipt, Taken
from bot.importing.reading import Line, lines
from bot.parts import Parts
from bot.service import Unplaced
from bot.web.api import understood
from bot.web.problem import Problem

Progress = Callable[[int, int], None]
"""Told how much is done, of how much."""


class Imported(msgspec.Struct, frozen=True):
    """What came of a file: with `problems`, one line each, nothing was placed. `refs`: of the new orders.

    `again`: how many orders this very file had brought before.
    """

    problems: tuple[str, ...] = ()
    refs: tuple[str, ...] = ()
    again: int = 0


def import_file(parts: Parts, workspace: str, raw: bytes, progress: Progress) -> Imported:
    """Place the orders of a file. The same file again, within 72 hours, places nothing twice. Raises Unreadable."""
    found = lines(raw)
    total = 2 * len(found)
    problems: list[str] = []
    ready: list[tuple[Line, NewOrder]] = []
    refs: dict[str, int] = {}
    for done, line in enumerate(found, 1):
        faults, new = checked(parts, workspace, line, refs)
        problems += faults
        if new is not None:
            ready.append((line, new))
        progress(done, total)
    if problems:
        return Imported(tuple(problems))
    return placed(parts, workspace, ready, hashlib.sha256(raw).hexdigest(), progress)


def checked(
    parts: Parts, workspace: str, line: Line, refs: dict[str, int]
) -> tuple[list[str], NewOrder | None]:
    """A line's faults, or its order. `refs`: of the lines before, with their numbers."""
    if line.order is None:
        return told(line, line.faults), None
    try:
        new = understood(parts, workspace, line.order)
    except Problem as problem:
        return told(line, problem.errors or [{"field": "", "message": problem.title}]), None
    if new.ref is None:
        return [], new
    before = refs.setdefault(new.ref.casefold(), line.number)
    if before != line.number:
        return [f"line {line.number}: ref: {new.ref} is also on line {before}"], None
    return [], new


def told(line: Line, faults: list[dict[str, str]]) -> list[str]:
    """One line for a line of the file, however much is wrong with it."""
    said = "; ".join(
        f"{one['field']}: {one['message']}" if one["field"] else one["message"] for one in faults
    )
    return [f"line {line.number}: {said}"]


def placed(
    parts: Parts, workspace: str, ready: list[tuple[Line, NewOrder]], name: str, progress: Progress
) -> Imported:
    """All in one transaction; a reference that is taken takes all of them back."""
    total = 2 * len(ready)

    def orders() -> Iterator[tuple[NewOrder, Receipt]]:
        for done, (line, new) in enumerate(ready, 1):
            yield new, Receipt(f"import:{name}:{line.number}")
            progress(len(ready) + done, total)

    try:
        outcomes = parts.service.place_all(workspace, orders)
    except Unplaced as no:
        taken = [one for one, outcome in zip(ready, no.outcomes, strict=True) if isinstance(outcome, Taken)]
        return Imported(tuple(f"line {line.number}: ref: {new.ref} is taken" for line, new in taken))
    new_ones = [one for one in outcomes if isinstance(one, Done) and not one.repeated]
    return Imported(refs=tuple(one.order.ref for one in new_ones), again=len(outcomes) - len(new_ones))
