"""The bot's rehearsal clock and timeline, the only thing asked of the bot outside Slack's own ways."""

import asyncio
from datetime import datetime
from typing import Any

import httpx

from playground.world import World

PAUSE = 2.0


class Rehearsal:
    """Asks the bot's `/rehearsal`; keeps whether the bot is there, and how far its clock is ahead."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.reachable = False
        self.next: str | None = None
        self.watchers = 0
        self._client = httpx.AsyncClient(
            base_url=world.config.bot,
            trust_env=False,
            timeout=30.0,
            headers={"Authorization": f"Bearer {world.config.rehearsal_token}"},
        )

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    @property
    def there(self) -> bool:
        """Whether this playground was given a rehearsal to talk to."""
        return bool(self.world.config.rehearsal_token)

    def clock(self) -> dict[str, Any]:
        """What the page shows: the clock's lead in seconds, the next moment, and whether the bot answers."""
        return {
            "reachable": self.reachable,
            "rehearsal": self.there,
            "shift": round(self.world.shift, 3),
            "next": self.next,
        }

    async def keep_looking(self) -> None:
        """Look at the bot's clock as long as somebody looks at the page."""
        while True:
            if self.watchers:
                await self.look()
            await asyncio.sleep(PAUSE)

    async def look(self) -> None:
        """Ask for the clock, or only whether the bot is there."""
        before = (self.reachable, self.next, round(self.world.shift))
        try:
            answer = await self._client.get("/rehearsal/clock" if self.there else "/healthz", timeout=2.0)
            self.reachable = True
            if self.there and answer.status_code == 200:
                self._take(answer.json())
        except (httpx.HTTPError, ValueError, KeyError):
            self.reachable = False
        if before != (self.reachable, self.next, round(self.world.shift)):
            self.world.changed()

    def _take(self, told: dict[str, Any]) -> None:
        lead = datetime.fromisoformat(told["now"]).timestamp() - self.world.now()
        # Two processes read one clock: less than a second apart is no shift at all.
        if abs(lead - self.world.shift) > 1.0:
            self.world.shift = lead if abs(lead) > 1.0 else 0.0
        self.next = told.get("next")

    async def push(self, wanted: dict[str, Any]) -> tuple[int, Any]:
        """Push the clock: `{"seconds": …}` or `{"to": "next"}`. What is posted meanwhile bears the new time."""
        before = self.world.shift
        self.world.shift = before + self._lead_of(wanted)
        status, told = await self.ask("POST", "/rehearsal/clock", wanted)
        if status == 200:
            self._take(told)
        else:
            self.world.shift = before
        self.world.changed()
        return status, told

    def _lead_of(self, wanted: dict[str, Any]) -> float:
        if isinstance(wanted.get("seconds"), int | float):
            return float(wanted["seconds"])
        if self.next is None:
            return 0.0
        moment = datetime.fromisoformat(self.next).timestamp()
        return max(0.0, moment - self.world.now() - self.world.shift)

    async def ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> tuple[int, Any]:
        """Pass a question of the page on to the bot. 502 when it does not answer."""
        if not self.there:
            return 404, {"error": "no_rehearsal"}
        try:
            answer = await self._client.request(method, path, json=body)
            return answer.status_code, answer.json()
        except (httpx.HTTPError, ValueError):
            return 502, {"error": "bot_unreachable"}
