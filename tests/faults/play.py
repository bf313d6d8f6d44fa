"""Plays one seed: faults on while people act, then off, then what must hold is looked at."""

import os
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from bot.db.engine import open_engine
from bot.db.migrate import migrate
from tests.faults.checks import faults
from tests.faults.world import world

MEMORY = Path("/dev/shm")
MOST = 60_000
"""Steps until people are done, and again until all is at rest."""


@dataclass
class Played:
    """A seed's end. `faults` is empty where all held."""

    seed: int
    faults: list[str]
    trace: str = ""
    last: list[str] = field(default_factory=list)
    steps: int = 0
    kills: int = 0
    posts: int = 0
    lost: int = 0


def template() -> Path:
    """A migrated database, in memory where there is such a place."""
    folder = Path(tempfile.mkdtemp(prefix="relance-sim-", dir=MEMORY if os.access(MEMORY, os.W_OK) else None))
    file = folder / "template.db"
    engine = open_engine(f"sqlite:///{file}", durable=False)
    migrate(engine)
    engine.dispose()
    return file


def play(seed: int, migrated: Path, most: int = MOST) -> Played:
    """One seed's run. `most`: steps for each half of it."""
    with world(seed, migrated, migrated.parent) as made:
        sim = made.sim
        found = []
        if not sim.run(lambda: "people" not in sim.live, most):
            found.append("P4 people were never done")
        sim.kill_rate, made.slack.rates = 0.0, {}
        if not sim.run(made.resting, most):
            found.append(f"P4 no rest after the faults stopped: {len(made.deliveries)} deliveries left")
        found += list(faults(made))
        posts = len(made.slack.log)
        for name in sorted(sim.live):
            sim.kill_for_good(name)
        return Played(
            seed,
            found,
            sim.trace.hexdigest(),
            list(sim.last),
            sim.steps,
            sum(sim.kills.values()),
            posts,
            made.slack.lost,
        )
