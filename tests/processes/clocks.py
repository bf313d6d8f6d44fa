"""Web and worker processes whose machines' clocks are ten minutes apart from the database's, under clicks and reminders."""

import sys
import threading
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, select

from bot.db.engine import open_engine
from bot.db.tables import outbox
from tests.e2e.processes import ROOT, eventually
from tests.processes.checks import at_rest, broken
from tests.processes.clicks import Clickers
from tests.processes.lives import lives, miscounted, reminders, row_of
from tests.processes.servers import Cluster, Postgres, Server, cluster
from tests.processes.switching import BEFORE, ORDERS, paid, written

AHEAD, BEHIND = 10, -10
"""Minutes."""

ALIKE = timedelta(seconds=1)
"""By which something may seem to come too early."""


def askew(server: Server, minutes: int) -> None:
    """The machine that this process will start on."""
    server.program = [sys.executable, "-m", "tests.processes.askew", str(minutes)]
    server.settings["PYTHONPATH"] = str(ROOT)


def play(database: Postgres, folder: Path, *, seconds: float) -> tuple[list[str], Counter[str]]:
    """One web process is right, the other ahead; one worker is ahead, the other behind. What did not hold, and what was done.

    Slack is slow meanwhile, so that a lease would be over by a clock that is ahead.
    """
    folder.mkdir(exist_ok=True)
    with cluster(database.fresh("clocks"), folder / "run") as world:
        world.settings["RELANCE_POLICY"] = written(folder, BEFORE)
        world.prepare(2, 2)
        for server, minutes in (
            (world.webs[1], AHEAD),
            (world.workers[0], AHEAD),
            (world.workers[1], BEHIND),
        ):
            askew(server, minutes)
        world.begin()
        engine = open_engine(world.url)
        refs = [(world.order(number, paid_at=paid(number)), number) for number in range(1, ORDERS + 1)]
        clickers = Clickers(world, refs, threads=2, pause=1.0)
        for _ in range(3):
            slow = {"method": "chat.postMessage", "kind": "slow", "times": 2, "seconds": 5}
            world.slack.http.post("/faults", json=slow).raise_for_status()
            threading.Event().wait(seconds / 3)
        clicks = clickers.stop()
        eventually(lambda: len(told(engine)) > 2, 60, what="reminders")
        at_rest(world, 60)
        found = [*broken(world, clicks), *miscounted(world, engine), *early(world, engine)]
        counted = Counter(clicks=len(clicks), accepted=sum(one.accepted for one in clicks))
        counted["reminders"] = len(told(engine))
        engine.dispose()
        return found, counted


def told(engine: Engine) -> dict[tuple[str, str], datetime]:
    """The moment of each reminder that was told, by order and key."""
    return {
        (order, one.key): one.at
        for order, entries in lives(engine).items()
        for one in reminders(entries)
        if one.sent
    }


def early(world: Cluster, engine: Engine) -> Iterator[str]:
    """P9: what Slack, whose clock is the database's, took before its moment."""
    moments = told(engine)
    with engine.connect() as connection:
        rows = {row.id: (row.order_id, row.key) for row in connection.execute(select(outbox))}
    for call in world.slack.log():
        if not call["accepted"] or "metadata" not in call["args"]:
            continue
        moment = moments.get(rows.get(row_of(call["args"]["metadata"]), ("", "")))
        at = datetime.fromtimestamp(call["at"], UTC)
        if moment is not None and at < moment - ALIKE:
            yield f"P9 {moment} was told at {at}"
