"""Outbox → Slack: one call a lane at a time, many lanes at once, within Slack's limits."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Coroutine
from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.sending.claims import Claims
from bot.sending.compose import Composer
from bot.sending.rows import Broken, Call, Claim, Nothing
from bot.sending.settle import Settling
from bot.slack.answers import Answer, Unknown
from bot.slack.api import Http

log = structlog.get_logger(__name__)

Aside = Callable[..., Awaitable[Any]]
Pause = Callable[[float], Awaitable[None]]

MOST = 32
"""Calls under way at once."""

BATCH = 8
"""Rows a claim: the database is not held for longer than a click can wait."""

START = timedelta(seconds=1)
"""Between the claim and the call: what was true at the claim may not be so for longer (P7)."""

AGAIN = 0.5
"""Seconds after which a database that does not answer is asked again."""

EASE, LONGEST_EASE = 4.0, 0.5
"""Rest after a look at the outbox, in times what it took, and in seconds at most: a large backlog is not all that the
database is busy with."""

LONGEST_REST = 30.0
"""Seconds after which the outbox is looked at without any reason."""


class Sender:
    """Claims and settles in threads; only the `Http` port awaits. `aside`: runs a function there; `pause`: waits."""

    def __init__(
        self,
        claims: Claims,
        composer: Composer,
        settling: Settling,
        http: Http,
        *,
        aside: Aside = asyncio.to_thread,
        pause: Pause = asyncio.sleep,
    ) -> None:
        self.claims = claims
        self.composer = composer
        self.settling = settling
        self.http = http
        self.aside = aside
        self.pause = pause
        self.stopping = False
        self.woken = asyncio.Event()
        self.ease = 0.0

    async def run(self) -> None:
        """Say what is due, rest until more is, until `stopping`."""
        while not self.stopping:
            try:
                await self.run_once()
                await self.rest()
            except SQLAlchemyError as wrong:
                log.warning("outbox_unreadable", error=type(wrong).__name__)
                await self.pause(AGAIN)
            except Exception:  # whatever it is: who sends nothing any more harms everybody
                log.exception("sender_stumbled")
                await self.pause(AGAIN)

    async def run_once(self) -> int:
        """Say everything that may be said now; how many rows were worked on."""
        worked = 0
        calls: set[asyncio.Task[None]] = set()
        try:
            while True:
                claims, ended = await self.next_ones(MOST - len(calls))
                calls |= {asyncio.create_task(self.say(claim)) for claim in claims}
                worked += len(claims) + ended
                if not calls and not ended:
                    return worked
                if not claims and not ended:
                    calls = await self.some_end(calls)
        finally:
            if calls:
                await asyncio.wait(calls)

    async def next_ones(self, room: int) -> tuple[list[Claim], int]:
        """New claims, unless we are leaving or our hands are full."""
        await self.pause(self.ease)
        self.woken.clear()
        if self.stopping or room <= 0:
            return [], 0
        begun = self.claims.clock.real()
        found: tuple[list[Claim], int] = await self.aside(self.claims.claim, min(room, BATCH))
        took = (self.claims.clock.real() - begun).total_seconds()
        self.ease = min(max(EASE * took, 0.0), LONGEST_EASE)
        return found

    async def some_end(self, calls: "set[asyncio.Task[None]]") -> "set[asyncio.Task[None]]":
        """Wait until a call ends or something new is to be said; the calls that go on."""
        news = asyncio.create_task(self.woken.wait())
        done, _ = await asyncio.wait({*calls, news}, return_when=asyncio.FIRST_COMPLETED)
        news.cancel()
        return calls - done

    async def say(self, claim: Claim) -> None:
        """One call, and its end written down. A row that cannot be drawn is our own fault, and counts."""
        call: Call | Nothing | Broken
        try:
            call = await self.aside(self.composer.compose, claim)
        except SQLAlchemyError as wrong:
            await self.give_back(claim, type(wrong).__name__)
            return
        except Exception:
            log.exception("row_broken", outbox=claim.row.id, order=claim.row.order_id)
            call = Broken()
        if isinstance(call, Call) and self.is_late(claim):
            await self.give_back(claim, "late")
            return
        answer = await self.call(claim, call) if isinstance(call, Call) else None
        await self.write(claim, lambda: self.settling.settle(claim, call, answer))

    def is_late(self, claim: Claim) -> bool:
        """Whether too much time went by since the claim, on a busy machine or one that slept."""
        return not timedelta(0) <= self.claims.clock.real() - claim.at <= START

    async def give_back(self, claim: Claim, reason: str) -> None:
        """Nothing was said; the row waits again."""
        log.warning("row_given_back", outbox=claim.row.id, order=claim.row.order_id, reason=reason)
        await self.write(claim, lambda: self.settling.give_back(claim))

    async def call(self, claim: Claim, call: Call) -> Answer:
        try:
            return await self.http.call(claim.row.workspace, call.method, call.arguments)
        except Exception:
            log.exception("call_raised", outbox=claim.row.id, method=call.method)
            return Unknown("raised")

    async def write(self, claim: Claim, end: Callable[[], object]) -> None:
        """What Slack took must be written, or it is looked for again: tried for as long as the row is ours."""
        while True:
            try:
                await self.aside(end)
            except SQLAlchemyError as wrong:
                log.warning("not_written", outbox=claim.row.id, error=type(wrong).__name__)
                if self.claims.clock.real() >= claim.lease:
                    return
                await self.pause(AGAIN)
            else:
                return

    async def rest(self) -> None:
        """Until the next row is due, or somebody wakes us."""
        if self.stopping or self.woken.is_set():
            return
        next_at = await self.aside(self.claims.next_at)
        wait = LONGEST_REST
        if next_at is not None:
            wait = min(wait, (next_at - self.claims.clock.real()).total_seconds())
        try:
            await asyncio.wait_for(self.woken.wait(), max(wait, 0.01))
        except TimeoutError:
            return


class Sending:
    """A sender on a loop of its own, in a thread."""

    def __init__(self, sender: Sender) -> None:
        self.sender = sender
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.live, name="sender", daemon=True)

    def start(self) -> None:
        self.thread.start()

    def live(self) -> None:
        """The thread's whole life."""
        asyncio.set_event_loop(self.loop)
        try:
            self.loop.run_until_complete(self.sender.run())
        finally:
            self.loop.run_until_complete(self.leave())
            self.loop.close()

    async def leave(self) -> None:
        """Close what is still open."""
        close: Coroutine[Any, Any, None] | None = getattr(self.sender.http, "close", lambda: None)()
        if close is not None:
            await close
        await self.loop.shutdown_default_executor()

    def wake(self) -> None:
        """There may be something to say. From any thread; harmless when nobody listens any more."""
        if not self.loop.is_closed():
            self.loop.call_soon_threadsafe(self.sender.woken.set)

    def stop(self, seconds: float) -> bool:
        """No new claim; calls under way end. Whether all did in time: a lease frees the others."""
        self.sender.stopping = True
        self.wake()
        self.thread.join(seconds)
        return not self.thread.is_alive()
