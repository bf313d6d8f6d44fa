"""Finds the Chromium that the browser tests drive, and says how to get one where there is none."""

import os
import shutil
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find() -> str | None:
    """The path of a Chromium: `CHROMIUM`, or one on the PATH."""
    wanted = os.environ.get("CHROMIUM")
    if wanted:
        return shutil.which(wanted)
    return next((path for name in NAMES if (path := shutil.which(name))), None)


if __name__ == "__main__" and find() is None:
    sys.stdout.write(
        "No Chromium found: the browser tests are left out; `make browser` gets one, or set CHROMIUM.\n"
    )
