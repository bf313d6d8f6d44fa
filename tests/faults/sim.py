"""Several processes in one thread, on a number for a clock: the same seed gives the same run.

Each process is a greenlet. At every point where the world may change (a transaction begins, a statement is sent, a commit,
a call to Slack goes out or its answer comes) it hands back to the scheduler, which draws who goes on. A crash is a
greenlet that is never resumed: it is kept, or its `finally:` blocks would run, which a `kill -9` never does.
"""

import hashlib
import random
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from greenlet import getcurrent, greenlet
from sqlalchemy import Engine, event

from tests.fakes import T0

DIES = "dies"
GRAVEYARD: list[Any] = []
"""Greenlets that were never to go on; they are kept until the interpreter ends."""

Script = Callable[["Process"], None]


class Stuck(Exception):
    """After the faults stopped the world did not come to rest."""


@dataclass
class Clock:
    """The database's time; `drift` is how far this machine's own is from it."""

    sim: "Sim"
    drift: float = 0.0
    trusted: bool = True

    def now(self) -> datetime:
        return T0 + timedelta(seconds=self.sim.now)

    def real(self) -> datetime:
        own = 0.0 if self.trusted else self.drift
        return T0 + timedelta(seconds=self.sim.now + own)


@dataclass
class Ids:
    """Names that only differ."""

    made: int = 0

    def new(self, prefix: str) -> str:
        self.made += 1
        return f"{prefix}_{self.made:08}"

    def secret(self) -> str:
        return self.new("secret")


@dataclass
class Process:
    """One process: its script, and what dies with it. `saying`: the outbox row in its hands."""

    name: str
    sim: "Sim"
    script: Script
    clock: Clock
    greenlet: Any = None
    raw: list[Any] = field(default_factory=list)
    saying: str | None = None
    version: int = 0
    calling: bool = False

    def attach(self, engine: Engine) -> Engine:
        """Every statement of this engine is a point; a lock that another holds is waited for in the world's time."""
        sim = self.sim
        event.listen(engine, "connect", lambda raw, record: self.raw.append(raw))

        def before(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
            sim.point("sql")
            if statement == "BEGIN IMMEDIATE":
                while sim.writer is not None:
                    sim.wait(0.003)
                sim.writer = self

        def ended(connection: Any, point: str) -> None:
            if sim.writer is self and not connection.get_execution_options().get("relance_reads"):
                sim.point(point)
                sim.writer = None

        event.listen(engine, "before_cursor_execute", before)
        event.listen(engine, "commit", lambda connection: ended(connection, "commit"))
        event.listen(engine, "rollback", lambda connection: ended(connection, "rollback"))
        return engine


class Sim:
    """The world. `kill_rate`: how likely a step is to be somebody's last; 0 once the faults are off."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.random = random.Random(seed)
        self.now = 0.0
        self.steps = 0
        self.kill_rate = 0.0
        self.writer: Process | None = None
        self.live: dict[str, Process] = {}
        self.sleep: dict[str, float] = {}
        self.kills: Counter[str | None] = Counter()
        self.hub = getcurrent()
        self.trace = hashlib.sha256()
        self.last: deque[str] = deque(maxlen=40)
        self.of: dict[Any, Process] = {}

    @property
    def current(self) -> Process | None:
        return self.of.get(getcurrent())

    def of_world(self) -> datetime:
        return T0 + timedelta(seconds=self.now)

    def point(self, name: str) -> None:
        """Somebody else may go on from here, or nobody of this process ever."""
        if getcurrent() is not self.hub:
            self.hub.switch(name)

    def wait(self, seconds: float) -> None:
        """The Sleep port."""
        process = self.current
        if process is not None:
            self.sleep[process.name] = self.now + seconds
            self.hub.switch("sleep")

    def suicide(self) -> None:
        """The process that runs now never runs again."""
        self.hub.switch(DIES)

    def start(self, name: str, script: Script) -> Process:
        process = Process(name, self, script, Clock(self, self.random.uniform(-600, 600), Clock.trusted))
        process.greenlet = greenlet(lambda: script(process), parent=self.hub)
        self.live[name] = process
        self.of[process.greenlet] = process
        self.sleep.pop(name, None)
        return process

    def kill(self, name: str) -> None:
        """kill -9, and a new process of the same name. The database rolls back what was open."""
        process = self.live.pop(name)
        GRAVEYARD.append(process.greenlet)
        del self.of[process.greenlet]
        self.kills[process.saying] += 1
        for raw in process.raw:
            raw.rollback()
            raw.close()
        if self.writer is process:
            self.writer = None
        self.start(name, process.script)

    def kill_for_good(self, name: str) -> None:
        """The end of the world."""
        process = self.live.pop(name)
        GRAVEYARD.append(process.greenlet)
        for raw in process.raw:
            raw.rollback()
            raw.close()

    def run(self, until: Callable[[], bool], most: int) -> bool:
        """Steps until so, looked at every 25; False when that never came."""
        for number in range(most):
            if number % 25 == 0 and until():
                return True
            self.step()
        return until()

    def step(self) -> None:
        ready = sorted(name for name in self.live if self.sleep.get(name, 0.0) <= self.now)
        if not ready:
            self.now = min(self.sleep[name] for name in self.live)
            return
        name = self.random.choice(ready)
        self.steps += 1
        self.now += self.random.random() * 0.004
        if self.kill_rate and name != "people" and self.random.random() < self.kill_rate:
            self.note(name, "kill -9")
            self.kill(name)
            return
        process = self.live[name]
        point = process.greenlet.switch()
        self.note(name, str(point))
        if point == DIES:
            self.kill(name)
        elif process.greenlet.dead:
            del self.live[name], self.of[process.greenlet]

    def note(self, name: str, point: str) -> None:
        line = f"{self.now:.4f} {name} {point}"
        self.trace.update(line.encode())
        self.last.append(line)
