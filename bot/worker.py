"""One worker: wakes orders, sends what is to be said, keeps house. Started and stopped as a whole."""

from datetime import datetime

import structlog

from bot.app import Program
from bot.db import receipts, unanswered
from bot.db.policy import wake_left
from bot.parts import Parts
from bot.ports import Random, Sleep, SystemRandom, sleep
from bot.privacy.retention import forget
from bot.sending.claims import Claims
from bot.sending.compose import Composer
from bot.sending.sender import Sender, Sending
from bot.sending.settle import Settling
from bot.slack.api import Http, SlackHttp
from bot.stuck.telling import Telling
from bot.trust.guard import Guard
from bot.trust.posting import Posting
from bot.waking.redraw import Redrawing
from bot.waking.scheduler import Ringing, Scheduler
from bot.waking.wake import earliest_wake
from bot.waking.watch import Watch
from bot.web.health import beat
from bot.webhooks.sending import Reporting
from bot.webhooks.store import Webhooks

log = structlog.get_logger(__name__)

BEAT, TELLING, HOUSEKEEPING, CHECKPOINT, REDRAWING, REPORTING = 10, 60, 3600, 60, 2, 5
"""Seconds."""

LEAVING = 9.0
"""Seconds that calls under way may take when we leave: with the requests of `bot.run`, less than twenty in all."""


class Worker:
    """Everything that runs without being asked. `http`: Slack, unless a test brings its own.

    `rehearsed`: nothing here is real, so no checkpoints are kept of it.
    """

    def __init__(
        self,
        program: Program,
        *,
        http: Http | None = None,
        random: Random | None = None,
        sleep: Sleep = sleep,
        rehearsed: bool = False,
    ) -> None:
        parts = program.parts
        self.guard = None if rehearsed else Guard(program.checkpoints, Posting(parts).post)
        self.parts = parts
        self.sleep = sleep
        self.begun = False
        self.claims = Claims(parts.engine, parts.clock, parts.policy, parts.channel)
        composer = Composer(
            parts.engine, parts.people, parts.clock, parts.renderer, parts.policy, parts.channel
        )
        settling = Settling(
            parts.engine, parts.clock, random or SystemRandom(), parts.service.note, parts.presence.reached
        )
        address = parts.settings.slack_api_url
        self.sending = Sending(
            Sender(self.claims, composer, settling, http or SlackHttp(parts.homes.token_of, address))
        )
        self.wake = Ringing(parts.engine, parts.service)
        self.scheduler = Scheduler(self.wake, parts.clock, self.sending.wake)
        self.telling = Telling(parts)
        self.redrawing = Redrawing(parts, random or SystemRandom())
        self.reports = Webhooks(parts.engine)
        self.reporting = reporting(parts, self.reports)
        self.watch = Watch(parts.engine, self.scheduler.arm)

    def start(self) -> None:
        """Begin with what fell due while nobody was here."""
        self.beat()
        if self.guard is not None and self.guard.held():
            self.scheduler.every(BEAT, self.once_released)
            self.scheduler.jobs.start()
            return
        self.begin()
        self.scheduler.start()

    def once_released(self) -> None:
        """An older copy waits for an operator: until then it does and says nothing by itself."""
        assert self.guard is not None
        self.beat()
        if not self.begun and not self.guard.held():
            self.begin()
            self.scheduler.arm()

    def begin(self) -> None:
        """All that works."""
        self.begun = True
        self.parts.service.committed.append(self.watch.committed)
        self.wake.digests.arm_all()
        self.sending.start()
        self.scheduler.every(BEAT, self.beat)
        self.scheduler.every(TELLING, self.telling.run_once)
        self.scheduler.every(REDRAWING, self.redrawing.run_once)
        self.scheduler.every(HOUSEKEEPING, self.clean)
        if self.reporting is not None:
            self.scheduler.every(REPORTING, self.reporting.run_once)
        if self.guard is not None:
            self.scheduler.every(CHECKPOINT, self.guard.keep)
        self.watch.start()

    def stop(self) -> bool:
        """No new work; whether what ran ended in time."""
        if not self.begun:
            self.scheduler.stop()
            return True
        self.watch.stop(2.0)
        self.scheduler.stop()
        return self.sending.stop(LEAVING)

    def beat(self) -> None:
        beat(self.parts.engine, self.parts.clock)

    def clean(self) -> None:
        """Answers that nobody can ask for again, old questions, home tabs that nobody looks at, and all whose time is over;
        orders that were left under the policy of before are woken."""
        wake_left(self.parts.engine, self.parts.policy)
        self.reports.forget_old(self.parts.clock.real())
        self.parts.home_tabs.forget_old(self.parts.clock.real())
        with self.parts.engine.begin() as connection:
            receipts.forget_old(connection, self.parts.clock.real())
            unanswered.forget_old(connection, self.parts.clock.real())
        parts = self.parts
        gone = forget(parts.engine, parts.settings.keep_words, parts.clock.now(), parts.clock.real())
        if self.guard is not None and (gone.orders or gone.workspaces):
            self.guard.keep("erased")

    def settle(self, seconds: float) -> None:
        """Carry out what is due now, and wait until it has been said, at most so long (rehearsals)."""
        rung = self.scheduler.run_once()
        log.info("rung", count=rung)
        end = self.parts.clock.real().timestamp() + seconds
        while self.claims.open_now() and self.parts.clock.real().timestamp() < end:
            self.sending.wake()
            self.sleep(0.05)
        self.scheduler.arm()

    def next_at(self) -> datetime | None:
        """The next moment at which something happens by itself, in the orders' own time (UTC)."""
        moments = (earliest_wake(self.parts.engine), self.claims.next_saying())
        return min((at for at in moments if at is not None), default=None)


def reporting(parts: Parts, store: Webhooks) -> Reporting | None:
    """What tells the platform; None where it is not told."""
    url, secret = parts.settings.webhook_url, parts.settings.webhook_secret
    return (
        None
        if url is None or secret is None
        else Reporting(store, parts.clock, url, secret.get_secret_value())
    )
