"""What all tests share: where there is no Chromium, the browser's tests are not collected (`make test` says so)."""

from pathlib import Path

from tests.chromium import find


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    return True if collection_path.parent.name == "browser" and find() is None else None
