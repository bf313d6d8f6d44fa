"""Seeded plans of deaths: web and worker processes end at any moment, or fall asleep for longer than a lease, and the
database ends every few seconds."""

import random
import signal
import threading
from collections import Counter
from itertools import cycle
from pathlib import Path

from tests.e2e.processes import eventually
from tests.processes.checks import at_rest, broken
from tests.processes.clicks import Clickers
from tests.processes.servers import Background, Cluster, Postgres, Server, cluster, now

ASLEEP, NAP = 24.0, 3.0
"""Seconds that a worker sleeps, longer than a lease, and a web process, longer than a person waits."""

SILENT = {"429": 1, "malformed": 0, "500": 0, "drop_before": 0, "slow": 11, "drop_after": 0}
"""How Slack fails, and for how many seconds: it refuses, breaks, or takes what we said and does not tell us."""


class Deaths:
    """What happens to the processes, one thing after the other, in an order that the seed fixes."""

    def __init__(self, cluster: Cluster, seed: int, pause: float) -> None:
        self.cluster = cluster
        self.chance = random.Random(seed)
        self.pause = pause
        self.faults = list(SILENT)
        self.counted: Counter[str] = Counter()

    def live(self, stopping: threading.Event) -> None:
        """Until told to stop. One worker sleeps from the start, so that its lease is over when it wakes."""
        sleeper: Server | None = self.cluster.workers[-1]
        asleep_at = now()
        self.cluster.workers[-1].send(signal.SIGSTOP)
        self.counted["worker asleep"] += 1
        plan = ["web", "slack", "worker", "web asleep", "slack", "worker", "slack", "web", "slack"]
        while not stopping.wait(self.chance.uniform(0.5, 1.5) * self.pause):
            if sleeper is not None and now() - asleep_at > ASLEEP:
                sleeper.send(signal.SIGCONT)
                sleeper = None
            what = plan.pop() if plan else self.chance.choice(("web", "web asleep", "worker", "slack"))
            self.kill(what, sleeper)
            self.counted[what] += 1
        if sleeper is not None:
            eventually(lambda: now() - asleep_at > ASLEEP, 60, what="the end of the sleep")
            sleeper.send(signal.SIGCONT)

    def kill(self, what: str, sleeper: Server | None) -> None:
        if what == "slack":
            kind = self.faults.pop()
            fault = {"method": "chat.postMessage", "kind": kind, "times": 2, "seconds": SILENT[kind]}
            self.cluster.slack.http.post("/faults", json=fault).raise_for_status()
            self.faults = self.faults or list(SILENT)
            return
        candidates = self.cluster.workers if what == "worker" else self.cluster.webs
        chosen = self.chance.choice([one for one in candidates if one is not sleeper])
        if what == "web asleep":
            chosen.send(signal.SIGSTOP)
            threading.Event().wait(NAP)
            chosen.send(signal.SIGCONT)
            return
        chosen.kill()


class Restarts:
    """PostgreSQL ends and begins again, as if the power went and as if an operator asked for it, by turns."""

    def __init__(self, database: Postgres, seed: int, pause: float) -> None:
        self.database = database
        self.chance = random.Random(seed)
        self.pause = pause
        self.counted: Counter[str] = Counter()

    def live(self, stopping: threading.Event) -> None:
        """Until told to stop."""
        ends = cycle(
            (("postgres killed", self.database.kill), ("postgres asked to leave", self.database.leave))
        )
        for what, end in ends:
            if stopping.wait(self.chance.uniform(1, 3) * self.pause):
                return
            end()
            self.database.start()
            self.counted[what] += 1


def play(
    database: Postgres, folder: Path, *, seconds: float, seed: int, pause: float = 2.0
) -> tuple[list[str], Counter[str]]:
    """Clicks and deaths for so long, then rest; what did not hold, and what was done."""
    with cluster(database.fresh("kills"), folder) as world:
        world.start(2, 2)
        refs = [(world.order(number), number) for number in range(1, 7)]
        deaths, restarts = Deaths(world, seed, pause), Restarts(database, seed, pause)
        clickers = Clickers(world, refs, threads=4, pause=0.3)
        killing = [Background(deaths.live), Background(restarts.live)]
        threading.Event().wait(seconds)
        for one in killing:
            one.stop()
        clicks = clickers.stop()
        world.await_ready()
        at_rest(world, 60 + seconds)
        counted = deaths.counted + restarts.counted
        counted.update(clicks=len(clicks), accepted=sum(one.accepted for one in clicks))
        counted["refused in words"] = sum(one.untouched for one in clicks)
        return broken(world, clicks), counted
