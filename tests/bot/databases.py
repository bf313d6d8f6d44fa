"""What tests of the database share: its whole content, its statements, threads that start together, and cuts."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

from bot.db import tables
from tests.factories import Store


def everything(store: Store) -> dict[str, list[Any]]:
    """All that is stored, table by table."""
    return {table.name: store.rows(table) for table in tables.metadata.sorted_tables}


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    """Every statement that is sent while we look."""
    seen: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def at_once(work: Callable[[int], None], threads: int) -> None:
    """Run it in threads that start together; the first exception is raised here."""
    gate, failures = threading.Barrier(threads), []

    def run(nth: int) -> None:
        gate.wait()
        try:
            work(nth)
        except BaseException as wrong:  # noqa: BLE001 (it is raised again below)
            failures.append(wrong)

    running = [threading.Thread(target=run, args=(nth,)) for nth in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    if failures:
        raise failures[0]


class Cut(Exception):
    """The power goes."""


@contextmanager
def cut_at(engine: Engine, nth: int) -> Iterator[None]:
    """Everything stops before the statement of this number, or, one further, before the commit."""
    left = [nth]

    def count_down(*ignored: Any) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise Cut

    for point in ("before_cursor_execute", "commit"):
        event.listen(engine, point, count_down)
    try:
        yield
    finally:
        for point in ("before_cursor_execute", "commit"):
            event.remove(engine, point, count_down)
