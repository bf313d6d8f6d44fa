"""`make soak-processes`: the tests of real processes for longer. One line a run; the exit code says whether all held."""

import argparse
import sys
import tempfile
from pathlib import Path

from rich.console import Console

from tests.processes import kills
from tests.processes.servers import postgres

console = Console()


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("what", choices=("kills",))
    words.add_argument("--seconds", type=float, default=3600)
    words.add_argument("--round", type=float, default=120, help="seconds between two looks at everything")
    words.add_argument("--seed", type=int, default=1, help="the plan of the first round")
    given = words.parse_args()
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
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
