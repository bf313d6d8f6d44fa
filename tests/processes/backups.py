"""Backups of a database at work, each put into an empty one and verified there (P13)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Engine

from bot.db.engine import open_engine
from bot.policies import load
from bot.trust.copying import backup, copy, opened_backup
from bot.trust.verify import verify
from bot.web.health import is_held
from tests.processes.clicks import Clickers
from tests.processes.servers import Cluster, Postgres, cluster

ENGINES = ("sqlite", "postgresql")


@dataclass
class Saved:
    """What did not hold, and the events of each backup in turn."""

    broken: list[str] = field(default_factory=list)
    events: list[int] = field(default_factory=list)


def play(database: Postgres, folder: Path, *, engine: str, count: int, pause: float) -> Saved:
    """So many backups of that engine while four people write, each restored into the one engine and the other by turns."""
    folder.mkdir(exist_ok=True)
    url = database.fresh("saved") if engine == "postgresql" else f"sqlite:///{folder / 'relance.db'}"
    saved = Saved()
    with cluster(url, folder / "run") as world, written(world, pause) as source:
        for number in range(count):
            file = folder / f"{number}.db"
            backup(source, file)
            empty = f"sqlite:///{folder / 'restored.db'}" if number % 2 else database.fresh("restored")
            look(file, open_engine(empty), saved)
            for one in (file, *folder.glob("restored.db*")):
                one.unlink(missing_ok=True)
    if saved.events != sorted(saved.events):
        saved.broken.append(f"a later backup holds less: {saved.events}")
    return saved


@contextmanager
def written(world: Cluster, pause: float) -> Iterator[Engine]:
    """The database of one web and one worker process, to which people write meanwhile."""
    world.start(1, 1)
    refs = [(world.order(number), number) for number in range(1, 7)]
    clickers = Clickers(world, refs, threads=4, pause=pause)
    source = open_engine(world.url)
    try:
        yield source
    finally:
        source.dispose()
        clickers.stop()


def look(file: Path, target: Engine, saved: Saved) -> None:
    """Restored as `relance restore` does it: held, and sound."""
    with opened_backup(file) as source:
        copy(source, target, held=True)
    found = verify(target, load("comeup"))
    saved.events.append(found.events)
    saved.broken += [f"{file.name}: {fault.as_text()}" for fault in found.faults]
    if not is_held(target):
        saved.broken.append(f"{file.name} is not held")
    target.dispose()
