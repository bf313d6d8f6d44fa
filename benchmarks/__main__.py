"""`python -m benchmarks [NAME…] [--quick] [--json]`: one line a row, from every file here that has `rows`."""

import argparse
import importlib
import pkgutil
import sys
from collections.abc import Iterator

import benchmarks


def found() -> Iterator[str]:
    """The subjects, by their files' names."""
    for one in pkgutil.iter_modules(benchmarks.__path__):
        if hasattr(importlib.import_module(f"benchmarks.{one.name}"), "rows"):
            yield one.name


def main() -> int:
    """Measures what is named, else everything; 1 where a target is missed."""
    subjects = sorted(found())
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(subjects)}")
    parser.add_argument("--quick", action="store_true", help="fewer rounds: rougher figures")
    parser.add_argument("--json", action="store_true", help="one line of JSON a row")
    given = parser.parse_args()
    if strange := set(given.names) - set(subjects):
        parser.error(f"{min(strange)}: choose of {', '.join(subjects)}")
    missed = 0
    for name in given.names or subjects:
        for row in importlib.import_module(f"benchmarks.{name}").rows(quick=given.quick):
            sys.stdout.write(f"{row.as_json() if given.json else row.as_text()}\n")
            missed += not row.ok
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
