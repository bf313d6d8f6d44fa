"""What an operator asks of the stored data in the terminal: verify, back up, restore, move; each with its progress."""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import cast

from rich.console import Console
from rich.progress import Progress, TaskID
from sqlalchemy import Engine

from bot import policies
from bot.clock import StoredClock, world
from bot.db.engine import open_engine
from bot.db.migrate import require_current
from bot.faults import StartError
from bot.ports import SystemIds
from bot.privacy.again import erase_again
from bot.settings import Settings
from bot.trust.checkpoints import NAMED, Checkpoint, Checkpoints, Forged, checkpoints_of
from bot.trust.copying import Told, backup, copy, opened_backup
from bot.trust.guard import Guard
from bot.trust.verify import Place, verify
from bot.trust.witness import attested


class Kept:
    """The database of the settings, with its checkpoints."""

    def __init__(self, *, current: bool = True) -> None:
        self.settings = Settings.load()
        self.engine = open_engine(self.settings.database_url)
        if current:
            require_current(self.engine)

    @property
    def clock(self) -> StoredClock:
        return StoredClock(self.engine, world(self.engine, self.settings.clock_offset))

    @property
    def checkpoints(self) -> Checkpoints:
        return checkpoints_of(self.settings, self.engine, self.clock, SystemIds())


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def verified(after: str | None, posted: Sequence[str] = ()) -> int:
    """All histories, then the checkpoints, those that people saw among them; the exit code."""
    kept = Kept()
    reached = place(after)
    so_far: list[Place] = []
    policy = policies.load(kept.settings.policy)
    try:
        with bar("orders") as (progress, task):
            found = verify(
                kept.engine,
                policy,
                lambda done, total: progress.update(task, completed=done, total=total),
                after=reached,
                reached=lambda at: so_far.__setitem__(slice(None), [at]),
                processes=os.cpu_count() or 1,
            )
    except KeyboardInterrupt:
        last = so_far[0] if so_far else reached
        how = f" --after {last[0]}/{last[1]}" if last else ""
        say(f"stopped; go on with: relance verify{how}")
        return 130
    lines, contradicted = attested(kept.engine, kept.checkpoints, posted)
    faults = (*found.faults, *contradicted)
    for fault in faults:
        say(fault.as_text())
    if lines:
        say(f"held against {lines} signed checkpoints")
    say(f"{found.orders} orders, {found.events} events, {len(faults)} faults")
    return 1 if faults else 0


def place(after: str | None) -> Place | None:
    """WORKSPACE/ORDER. Raises StartError for anything else."""
    if after is None:
        return None
    workspace, slash, order = after.partition("/")
    if not slash:
        raise StartError("--after: write it as the stopped run named it, WORKSPACE/ORDER")
    return workspace, order


def released() -> None:
    """What is missing is named, and given up: from here on the histories count as they are."""
    checkpoints = Kept().checkpoints
    lost = lacking(checkpoints)
    for line in lost[:NAMED]:
        say(line)
    made = checkpoints.write("released")
    assert made is not None
    Guard(checkpoints).held()
    say(f"released: {made.orders} orders, {made.events} events; {len(lost)} were given up")


def backed_up(file: Path) -> None:
    kept = Kept()
    with bars() as told:
        counts = backup(kept.engine, file, told)
    say(f"{file}: {counts['orders']} orders, {counts['history']} events, {sum(counts.values())} rows")


def restored(file: Path) -> int:
    """The backup, verified where it stands now; the exit code is that of verifying."""
    kept = Kept(current=False)
    with opened_backup(file) as source, bars() as told:
        counts = copy(source, kept.engine, told, held=True)
    say(f"{counts['orders']} orders, {counts['history']} events, {sum(counts.values())} rows restored")
    found = verify(kept.engine, policies.load(kept.settings.policy))
    for fault in found.faults:
        say(fault.as_text())
    if again := erase_again(kept.engine, lines_of(kept.checkpoints), kept.clock.real()):
        say(f"{again} people or workspaces who had been erased since were erased again")
    lost = lacking(kept.checkpoints)
    Guard(kept.checkpoints).held()
    if lost:
        say(f"{len(lost)} orders are older than the newest checkpoint, or missing:")
        for line in lost[:NAMED]:
            say(line)
        say("nothing is done, taken or sent until `relance release`")
    return 1 if found.faults else 0


def lacking(checkpoints: Checkpoints) -> list[str]:
    """What the checkpoints know and the database does not. StartError where they are not ours."""
    try:
        return checkpoints.missing()
    except Forged as wrong:
        raise StartError(f"RELANCE_CHECKPOINTS: {checkpoints.path}: {wrong}") from None


def lines_of(checkpoints: Checkpoints) -> list[Checkpoint]:
    """All checkpoints. StartError where they are not ours."""
    try:
        return checkpoints.read()
    except Forged as wrong:
        raise StartError(f"RELANCE_CHECKPOINTS: {checkpoints.path}: {wrong}") from None


def copied(source: str, target: str) -> None:
    with bars() as told:
        counts = copy(engine_at(source), engine_at(target), told)
    for table, rows in counts.items():
        say(f"{table}: {rows}")
    say(f"{sum(counts.values())} rows copied and counted again")


def engine_at(url: str) -> Engine:
    """Read as the setting is, so that both know the same addresses."""
    return open_engine(Settings.load(database_url=url).database_url)


@contextmanager
def bar(what: str) -> Iterator[tuple[Progress, TaskID]]:
    """One bar, on standard error, gone at the end."""
    with Progress(console=Console(stderr=True), transient=True) as progress:
        yield progress, progress.add_task(what, total=None)


@contextmanager
def bars() -> Iterator[Told]:
    """A bar for each table."""
    with Progress(console=Console(stderr=True), transient=True) as progress:
        tasks: dict[str, TaskID] = {}

        def told(table: str, done: int, total: int) -> None:
            if table not in tasks:
                tasks[table] = progress.add_task(table)
            progress.update(tasks[table], completed=done, total=total)

        yield cast("Told", told)
