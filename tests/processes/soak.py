"""`make soak WHAT=…`: the tests of real processes for longer. One line a run; the exit code says whether all held."""

import argparse
import sys
import tempfile
from pathlib import Path

from rich.console import Console

from tests.processes import backups, catching, kills, poison, rolling
from tests.processes.servers import postgres

console = Console()


def main() -> None:
    plays = {"kills": survive, "catching": catch_up, "rolling": roll, "poison": poisoned, "backups": save}
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("what", choices=plays)
    words.add_argument("--seconds", type=float, default=3600, help="kills: for so long")
    words.add_argument(
        "--round", type=float, default=120, help="kills: seconds between two looks at everything"
    )
    words.add_argument("--seed", type=int, default=1, help="kills: the plan of the first round")
    words.add_argument(
        "--orders", type=int, default=2_000, help="catching, poison: so many, of which some are bad"
    )
    words.add_argument("--restarts", type=int, default=50, help="rolling: of all processes together")
    words.add_argument("--count", type=int, default=200, help="backups: so many of each engine")
    given = words.parse_args()
    sys.exit(0 if plays[given.what](given) else 1)


def scratch() -> Path:
    """Kept, to be looked at."""
    return Path(tempfile.mkdtemp(prefix="relance-soak-"))


def catch_up(given: argparse.Namespace) -> bool:
    """How long it takes after three days, the poisoned order tried from its first time on; then how punctual a worker is that
    has a quarter as many routine messages to say."""
    with postgres() as database:
        caught = catching.play(database.fresh("catching"), scratch(), count=given.orders, attempts=0, rest=0)
        console.print(
            f"{given.orders} orders: {caught.moments} moments in {caught.seconds:.1f} s from the worker's start, "
            f"{caught.waiting} messages left to say; parked: {caught.parked.strip()}"
        )
        watched = catching.play(
            database.fresh("watched"), scratch(), count=given.orders // 4, attempts=0, watched=True
        )
    console.print(
        f"while it was up, from due to done: {spread(watched.late)}; from due to said, of what is urgent, "
        f"with {watched.waiting} messages waiting: {spread(watched.urgent)}; "
        f"{len(watched.summaries)} summaries, at most {max(watched.summaries.values(), default=0)} a person"
    )
    return all("C-1001" in one.parked and "C-1002" not in one.parked for one in (caught, watched))


def spread(seconds: list[float]) -> str:
    """How long it took half of them, and nearly all."""
    ordered = sorted(seconds)
    half, nearly_all = (ordered[len(ordered) * part // 100] for part in (50, 99))
    return f"{half:.2f} s (p50), {nearly_all:.2f} s (p99), {ordered[-1]:.2f} s at most, {len(ordered)} in all"


def poisoned(given: argparse.Namespace) -> bool:
    """What is bad is tried from its first time on."""
    with postgres() as database:
        found = poison.play(database, scratch(), count=given.orders, attempts=0)
    console.print(f"{given.orders} orders: the good ones told after {found.seconds:.0f} s; {found}")
    return not found.broken and found.letters == 1


def roll(given: argparse.Namespace) -> bool:
    """Two web and two worker processes, replaced one after the other."""
    with postgres() as database:
        rolled = rolling.play(database, scratch(), restarts=given.restarts, rest=3)
    console.print(str(rolled))
    return not (rolled.broken or rolled.failed)


def save(given: argparse.Namespace) -> bool:
    """Backups of each engine, while people write."""
    good = True
    for engine in backups.ENGINES:
        with postgres() as database:
            saved = backups.play(database, scratch(), engine=engine, count=given.count, pause=1.0)
        first, last = saved.events[0], saved.events[-1]
        console.print(
            f"{engine}: {len(saved.events)} backups, {first} to {last} events",
            *(saved.broken or ["all held"]),
        )
        good = good and not saved.broken
    return good


def survive(given: argparse.Namespace) -> bool:
    """Rounds of deaths, each looked through at its end."""
    good, seed, left = True, given.seed, given.seconds
    with postgres() as database:
        while left > 0:
            seconds = min(left, given.round)
            broken, counted = kills.play(database, scratch(), seconds=seconds, seed=seed)
            console.print(
                f"seed {seed}, {seconds:.0f} s: {dict(counted)}", *(broken or ["all held"]), sep="\n  "
            )
            good, seed, left = good and not broken, seed + 1, left - seconds
    return good


if __name__ == "__main__":
    main()
