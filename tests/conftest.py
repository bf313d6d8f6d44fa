"""What all tests share: one Chromium a worker; where there is none, its tests are not collected (`make test` says so)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.chromium import find

FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    return True if collection_path.parent.name == "browser" and find() is None else None


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """How many payloads were tried, by all workers together."""
    reports = [
        one for kept in terminalreporter.stats.values() for one in kept if hasattr(one, "user_properties")
    ]
    told = [
        count
        for one in reports
        for name, count in one.user_properties
        if name == "payloads" and one.when == "call"
    ]
    if told:
        terminalreporter.write_line(f"{sum(told)} payloads tried")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """One for all: Playwright's loop cannot run twice in a process."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=FLAGS)
        yield browser
        browser.close()
