"""Wakes what is due: one APScheduler job kept at the earliest moment of any order, and a few that repeat."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor as ThreadPool
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from bot.ports import Clock, SystemClock
from bot.service import Service
from bot.waking.digests import Digests
from bot.waking.wake import Key, Wake

log = structlog.get_logger(__name__)

WAKE = "wake"
HANDS = 4
"""Orders rung at once; SQLite has one writer."""

RETRY = timedelta(seconds=1)
"""After which a database that could not be read is asked again."""


class Ringing(Wake):
    """Takes no more orders once we are leaving: those of the batch at hand are rung, the others stay for others."""

    stopping = False

    def __init__(self, engine: Engine, service: Service) -> None:
        super().__init__(engine, service)
        self.hands = ThreadPool(HANDS if engine.dialect.name == "postgresql" else 1, "ring")
        self.digests = Digests(engine, service.clock, service.policy)

    def run_once(self) -> int:
        """Orders first, then the people whose morning has come: their digest tells of the orders as they are by then."""
        rung = super().run_once()
        if not self.stopping:
            self.digests.run_once()
        return rung

    def next_at(self) -> datetime | None:
        """Of the next order or person."""
        ahead = self.clock.now() - self.clock.real()
        person = self.digests.next_at()
        moments = (super().next_at(), None if person is None else person - ahead)
        return min((at for at in moments if at is not None), default=None)

    def ring_all(self, claimed: Sequence[Key]) -> int:
        """Several orders at once: each commit waits for the disk."""
        return sum(self.hands.map(lambda key: self.ring(*key), claimed))

    def claim(self, limit: int, *, suspects: bool) -> set[Key]:
        return set() if self.stopping else super().claim(limit, suspects=suspects)


class Scheduler:
    """The timers of one worker. Nothing of an order stands in them: after a restart all is read anew.

    `send`: tells the sender that there may be something to say. `machine`: the clock that APScheduler goes by, which may
    be another than the one that orders live by (P9): from the one to the other only how long to wait is carried over.
    """

    def __init__(
        self, wake: Ringing, clock: Clock, send: Callable[[], None], machine: Clock | None = None
    ) -> None:
        self.wake = wake
        self.clock = clock
        self.send = send
        self.machine = machine or SystemClock()
        self.hands = ThreadPoolExecutor()
        self.jobs = BackgroundScheduler(
            executors={"default": self.hands},
            timezone=UTC,
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )
        self._one_at_a_time = threading.Lock()

    def every(self, seconds: float, work: Callable[[], object]) -> None:
        """Something that repeats, from now on."""
        name = getattr(work, "__qualname__", repr(work))
        self.jobs.add_job(
            work,
            "interval",
            seconds=seconds,
            id=name,
            replace_existing=True,
            next_run_time=self.machine.real(),
        )

    def start(self) -> None:
        """What fell due while nobody was here is done at once, in its order."""
        self.jobs.start()
        self.arm()

    def arm(self) -> None:
        """Put the job at the earliest moment; to be called after each commit, here or elsewhere. Who rings looks at its end."""
        self.send()
        if self._one_at_a_time.locked():
            return
        try:
            at = self.wake.next_at()
            wait = None if at is None else at - self.clock.real()
        except SQLAlchemyError:
            log.exception("wakes_unreadable")
            wait = RETRY
        if wait is not None:
            self.set(wait)

    def set(self, wait: timedelta) -> None:
        """Ring after so long; at once, where the moment is over. A ring that sets the next one may not have ended by then."""
        at = self.machine.real() + max(wait, timedelta(0))
        self.jobs.add_job(self.ring, "date", run_date=at, id=WAKE, replace_existing=True, max_instances=2)

    def ring(self) -> None:
        """The job: what is due, then the next moment."""
        try:
            self.run_once()
        except SQLAlchemyError:
            log.exception("not_rung")
        self.arm()

    def run_once(self) -> int:
        """The loop without the loop: carry out everything that is due now; how many orders were rung."""
        with self._one_at_a_time:
            rung = 0
            while now := self.wake.run_once():
                rung += now
        self.send()
        return rung

    def stop(self) -> None:
        """No new work; what runs ends first. APScheduler's own wait holds a lock that a ring needs for its last step.

        Paused and asked for its jobs, its thread is done with those at hand: told to stop among them, it would die of one.
        """
        self.wake.stopping = True
        if self.jobs.running:
            self.jobs.pause()
            self.jobs.get_jobs()
            self.jobs.shutdown(wait=False)
            self.hands.shutdown(wait=True)
        self.wake.hands.shutdown()
