"""The seeded simulator: seeds that hold, seeds that once failed, and planted bugs that must be found (`make soak` plays more)."""

import json

from tests.faults.plants import FOUND, PLANTS
from tests.faults.soak import child, known

SEEDS = [0, 5]


def played(*words: str) -> list[dict[str, object]]:
    """In a process of its own: what is killed in it must never be cleaned up after."""
    running = child(*words)
    told = running.communicate()[0]
    assert running.returncode == 0
    return [json.loads(line) for line in told.splitlines()]


def test_seeds_hold_and_the_same_seed_gives_the_same_run() -> None:
    seeds = [*known(), *SEEDS, SEEDS[0]]
    runs = played("--batch", ",".join(map(str, seeds)))
    assert [(run["seed"], run["faults"]) for run in runs] == [(seed, []) for seed in seeds]
    assert runs[-1]["trace"] == runs[-1 - len(SEEDS)]["trace"] != runs[-2]["trace"]


def test_each_planted_bug_is_found() -> None:
    found = {str(run["plant"]): run["fault"] for run in played("--found")}
    assert set(found) == set(PLANTS) == set(FOUND)
    assert [name for name, fault in found.items() if not fault] == []
