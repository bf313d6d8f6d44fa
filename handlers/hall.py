"""Before the door: so many at once, each answered while Slack still waits; whoever cannot be served reads the truth (P15)."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import structlog
from slack_bolt import BoltResponse

from bot.people.homes import Home
from handlers import errors
from handlers.answers import ephemeral, sentence
from handlers.commands import only_looks
from handlers.desk import Desk
from handlers.door import Body, Door
from handlers.payload import AnyPayload, Click, Said, Shortcut, Submitted, Typed

log = structlog.get_logger(__name__)

PATIENCE = 2.0
"""Seconds for what was asked: Slack waits three, and an excuse needs its way too."""

AT_ONCE, WITHIN = 40, 200
"""Requests that are worked on, and those that wait for it; whoever comes then is told so at once."""

EXCUSES = 4
"""Threads that tell of it at Slack's."""

LAST = 3
"""Slack brings an event so many times again. Answered 200 in the end: four failures in four would switch events off."""


class Hall:
    """A frozen database holds our threads; it must not hold the people, nor the memory that waiting takes."""

    def __init__(
        self, door: Door, *, patience: float = PATIENCE, at_once: int = AT_ONCE, within: int = WITHIN
    ) -> None:
        self.door = door
        self.patience = patience
        self.room = threading.BoundedSemaphore(within)
        self.inside = ThreadPoolExecutor(at_once, "slack")
        self.aside = ThreadPoolExecutor(EXCUSES, "excuses")
        self.excusing = threading.BoundedSemaphore(within)

    async def enter(self, body: Body | None, retry: int = 0) -> BoltResponse:
        """As `Door.enter`, in time. `retry`: how often Slack brought this before."""
        if not self.room.acquire(blocking=False):
            return self.excuse(body, "down", retry)
        served: Future[BoltResponse] = self.inside.submit(self.door.enter, body)
        served.add_done_callback(lambda _: self.room.release())
        await asyncio.wait({asyncio.wrap_future(served)}, timeout=self.patience)
        if not served.done():
            return self.excuse(body, "down" if served.cancel() else "unsure", retry)
        response = served.result()
        return response if response.status == 200 else self.excuse(body, "down", retry)

    def excuse(self, body: Body | None, key: str, retry: int) -> BoltResponse:
        """What this kind of payload shows; an event is brought again by Slack, and told of only when that was the last time."""
        known = self.door.known(body, asking=False)
        if known is None:
            return BoltResponse(status=200)
        payload, home = known
        log.warning("excused", reason=key, kind=type(payload).__name__, receipt=payload.receipt, retry=retry)
        match payload:
            case Typed():
                key = "slow" if key == "unsure" and only_looks(payload) else key
                return BoltResponse(status=200, body=ephemeral(sentence(self.words(key))))
            case Submitted():
                return BoltResponse(
                    status=200, body={"response_action": "update", "view": self.window(self.words(key))}
                )
            case Click() | Shortcut():
                words = self.words(key)
                self.later(lambda: self.desk(payload, home).show(payload, self.window(words)))
                return BoltResponse(status=200)
            case Said() if retry >= LAST:
                self.later(lambda: self.tell(payload, home))
        return BoltResponse(status=200 if retry >= LAST else 503)

    def tell(self, said: Said, home: Home) -> None:
        """Straight to where it was written: the outbox is what is not there."""
        message: dict[str, Any] = {"channel": said.place.channel, "text": self.words("unheard")}
        if said.threaded:
            message["thread_ts"] = said.place.root
        self.door.parts.slack.call(home.workspace, "chat.postMessage", message)

    def later(self, work: Callable[[], object]) -> None:
        """Beside the answer, unless too many are being told already."""
        if self.excusing.acquire(blocking=False):
            self.aside.submit(work).add_done_callback(lambda _: self.excusing.release())

    def desk(self, payload: AnyPayload, home: Home) -> Desk:
        return Desk(self.door.parts, home.workspace, payload.who)

    def words(self, key: str) -> str:
        """In the house's language: who reads cannot be looked up."""
        parts = self.door.parts
        return parts.renderer.say(errors.anybody(parts), key, number=errors.number(parts))

    def window(self, words: str) -> dict[str, Any]:
        parts = self.door.parts
        return parts.renderer.result_view(errors.anybody(parts), sentence(words))
