"""`make soak`: many seeds, with their count, and each planted bug until it is found. Ctrl-C ends it and prints the count."""

import argparse
import json
import os
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from tests.faults.plants import FOUND, PLANTS
from tests.faults.play import MOST, Played, play, template

FAILED = Path(__file__).with_name("failed_seeds.txt")
BATCH = 25
"""Seeds a process: what died in them is kept until it ends."""

FEW = 12_000
"""Steps that are enough for the seeds that are known to find a planted bug."""

WITHIN = 100
"""Seeds in which each planted bug must be found."""

console = Console()


def known() -> list[int]:
    """Every seed that ever failed."""
    return [int(line.split()[0]) for line in FAILED.read_text().splitlines() if line and line[0] != "#"]


def batch(seeds: list[int]) -> None:
    """Play these and tell of each in a line of JSON."""
    file = template()
    for seed in seeds:
        sys.stdout.write(json.dumps(vars(play(seed, file))) + "\n")
        sys.stdout.flush()
    leave(file)


def planted(name: str) -> None:
    """Play until the bug is found."""
    file = template()
    with PLANTS[name]():
        for seed in range(WITHIN):
            found = broken(seed, file)
            if found:
                sys.stdout.write(json.dumps({"seeds": seed + 1, "fault": found[0]}) + "\n")
                break
    leave(file)


def broken(seed: int, file: Path, most: int = MOST) -> list[str]:
    """What a seed finds; a process that raises what nobody expects is found too."""
    try:
        return play(seed, file, most).faults
    except Exception as wrong:  # noqa: BLE001 (a planted bug may end anyhow)
        return [f"raised {type(wrong).__name__}"]


def once_found() -> None:
    """Each planted bug, from the seed on that was known to find it: a change of the program changes every run."""
    file = template()
    for name, plant in PLANTS.items():
        with plant():
            tries = (broken(seed, file, FEW) for seed in range(FOUND[name], WITHIN))
            found = next(filter(None, tries), [])
        sys.stdout.write(json.dumps({"plant": name, "fault": found[:1]}) + "\n")
    leave(file)


def leave(file: Path) -> None:
    """At once: greenlets that were killed must not be cleaned up after."""
    file.unlink()
    file.parent.rmdir()
    sys.stdout.flush()
    os._exit(0)


def child(*words: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "tests.faults.soak", *words], stdout=subprocess.PIPE, text=True
    )


def find_plants() -> bool:
    """Whether each planted bug is found."""
    good = True
    for name in PLANTS:
        told = child("--plant", name).communicate()[0].strip()
        good = good and bool(told)
        found = json.loads(told) if told else None
        console.print(
            f"planted: {name}: "
            + (f"found in seed {found['seeds']}: {found['fault']}" if found else "NOT FOUND")
        )
    return good


def run_seeds(first: int, count: int) -> bool:
    """Whether all held. As many batches at once as there are processors."""
    seeds = [*known(), *range(first, first + count)]
    sums: Counter[str] = Counter()
    bad = 0
    columns = (TextColumn("seeds"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as progress, ThreadPoolExecutor(os.cpu_count()) as hands:
        task = progress.add_task("seeds", total=len(seeds))
        batches = [hands.submit(ended, seeds[at : at + BATCH]) for at in range(0, len(seeds), BATCH)]
        try:
            for done in as_completed(batches):
                for played in done.result():
                    sums.update(
                        seeds=1,
                        steps=played.steps,
                        kills=played.kills,
                        messages=played.posts,
                        lost=played.lost,
                    )
                    if played.faults:
                        bad += 1
                        tell(played)
                    progress.advance(task)
        except KeyboardInterrupt:
            hands.shutdown(wait=False, cancel_futures=True)
            console.print("stopped")
    console.print(f"{dict(sums)}; {bad} failed")
    return not bad


def ended(seeds: list[int]) -> list[Played]:
    """What a batch of its own process told; that it ended badly is a fault of the first seed that it did not tell of."""
    running = child("--batch", ",".join(map(str, seeds)))
    played = [Played(**json.loads(line)) for line in running.communicate()[0].splitlines()]
    if running.returncode:
        unplayed = seeds[min(len(played), len(seeds) - 1)]
        played.append(Played(unplayed, faults=[f"the process ended with {running.returncode}"]))
    return played


def tell(played: Played) -> None:
    """A seed that failed: it is kept, and runs for ever."""
    console.print(f"seed {played.seed} FAILED", *played.faults, "the last points:", *played.last, sep="\n  ")
    if played.seed not in known():
        with FAILED.open("a") as file:
            file.write(f"{played.seed}  {played.faults[0]}\n")


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--seeds", type=int, default=20_000)
    words.add_argument(
        "--from", type=int, default=0, dest="first", help="the first seed: goes on where another run stopped"
    )
    words.add_argument("--no-plants", action="store_true", help="the seeds alone")
    words.add_argument("--batch", help=argparse.SUPPRESS)
    words.add_argument("--plant", help=argparse.SUPPRESS)
    words.add_argument("--found", action="store_true", help=argparse.SUPPRESS)
    given = words.parse_args()
    if given.batch:
        batch([int(seed) for seed in given.batch.split(",")])
    elif given.plant:
        planted(given.plant)
    elif given.found:
        once_found()
    good = given.no_plants or find_plants()
    sys.exit(0 if run_seeds(given.first, given.seeds) and good else 1)


if __name__ == "__main__":
    main()
