"""Outbox → Slack: one call a lane at a time, many lanes at once, within Slack's limits."""

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any

import structlog
from sqlalchemy.exc import OperationalError

from bot.sending.claims import Claims
from bot.sending.compose import Composer
from bot.sending.rows import Call, Claim, Nothing
from bot.sending.settle import Broken, Settling
from bot.slack_api import Answer, Http, Unknown

log = structlog.get_logger(__name__)

MOST = 32
"""Calls under way at once."""

BATCH = 8
"""Rows a claim: the database is not held for longer than a click can wait."""

SETTLE_TRIES = 5
LONGEST_REST = 30.0
"""Seconds after which the outbox is looked at without any reason."""


class Sender:
    """Claims and settles in threads; only the `Http` port awaits."""

    def __init__(self, claims: Claims, composer: Composer, settling: Settling, http: Http) -> None:
        self.claims = claims
        self.composer = composer
        self.settling = settling
        self.http = http
        self.stopping = False
        self.woken = asyncio.Event()

    async def run(self) -> None:
        """Say what is due, rest until more is, until `stopping`."""
        while not self.stopping:
            try:
                await self.run_once()
            except OperationalError:
                log.exception("outbox_unreadable")
                await asyncio.sleep(1)
            await self.rest()

    async def run_once(self) -> int:
        """Say everything that may be said now; how many rows were worked on."""
        worked = 0
        calls: set[asyncio.Task[None]] = set()
        while True:
            claims, ended = await self.next_ones(MOST - len(calls))
            calls |= {asyncio.create_task(self.say(claim)) for claim in claims}
            worked += len(claims) + ended
            if not calls and not ended:
                return worked
            if not claims and not ended:
                calls = await self.some_end(calls)

    async def next_ones(self, room: int) -> tuple[list[Claim], int]:
        """New claims, unless we are leaving or our hands are full."""
        self.woken.clear()
        if self.stopping or room <= 0:
            return [], 0
        return await asyncio.to_thread(self.claims.claim, min(room, BATCH))

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
            call = await asyncio.to_thread(self.composer.compose, claim)
        except Exception:
            log.exception("row_broken", outbox=claim.row.id, order=claim.row.order_id)
            call = Broken()
        answer = await self.call(claim, call) if isinstance(call, Call) else None
        await self.settle(claim, call, answer)

    async def call(self, claim: Claim, call: Call) -> Answer:
        try:
            return await self.http.call(claim.row.workspace, call.method, call.arguments)
        except Exception:
            log.exception("call_raised", outbox=claim.row.id, method=call.method)
            return Unknown("raised")

    async def settle(self, claim: Claim, call: Call | Nothing | Broken, answer: Answer | None) -> None:
        """What Slack took must be written: otherwise it is said again."""
        for left in reversed(range(SETTLE_TRIES)):
            try:
                await asyncio.to_thread(self.settling.settle, claim, call, answer)
            except OperationalError:
                if not left:
                    log.exception("not_settled", outbox=claim.row.id, order=claim.row.order_id)
                await asyncio.sleep(0.5)
            else:
                return

    async def rest(self) -> None:
        """Until the next row is due, or somebody wakes us."""
        if self.stopping or self.woken.is_set():
            return
        next_at = await asyncio.to_thread(self.claims.next_at)
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
