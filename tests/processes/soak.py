"""`make soak-processes`: the tests of real processes for longer. One line a run; the exit code says whether all held."""

import argparse
import sys
import tempfile
from pathlib import Path

from rich.console import Console

from tests.processes import catching, kills
from tests.processes.servers import postgres

console = Console()


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("what", choices=("kills", "catching"))
    words.add_argument("--seconds", type=float, default=3600)
    words.add_argument("--round", type=float, default=120, help="seconds between two looks at everything")
    words.add_argument("--seed", type=int, default=1, help="the plan of the first round")
    words.add_argument("--orders", type=int, default=2_000, help="that nobody worked on for three days")
    given = words.parse_args()
    sys.exit(0 if (catch_up(given.orders) if given.what == "catching" else survive(given)) else 1)


def catch_up(count: int) -> bool:
    """How long it takes after three days; the poisoned order is tried from its first time on."""
    with postgres() as database:
        folder = Path(tempfile.mkdtemp(prefix="relance-soak-"))
        caught = catching.play(database.fresh("catching"), folder, count=count, attempts=0, rest=0)
    console.print(
        f"{count} orders: {caught.moments} moments in {caught.seconds:.0f} s; parked: {caught.parked.strip()}"
    )
    return "C-1001" in caught.parked and "C-1002" not in caught.parked


def survive(given: argparse.Namespace) -> bool:
    """Rounds of deaths, each looked through at its end."""
    good, seed, left = True, given.seed, given.seconds
    with postgres() as database:
        while left > 0:
            seconds = min(left, given.round)
            folder = Path(tempfile.mkdtemp(prefix="relance-soak-"))
            broken, counted = kills.play(database, folder, seconds=seconds, seed=seed)
            console.print(
                f"seed {seed}, {seconds:.0f} s: {dict(counted)}", *(broken or ["all held"]), sep="\n  "
            )
            good, seed, left = good and not broken, seed + 1, left - seconds
    return good


if __name__ == "__main__":
    main()
