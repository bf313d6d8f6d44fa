"""The only place of the playground that reads the clock and draws random numbers. Slack lives in real time."""

import asyncio
import secrets
import time


class Edge:
    """Real time and randomness; tests may pass a subclass."""

    def now(self) -> float:
        """Seconds since the epoch, UTC."""
        return time.time()

    def token(self, length: int = 16) -> str:
        """A random hexadecimal text of `length` characters."""
        return secrets.token_hex((length + 1) // 2)[:length]

    def code(self, prefix: str, length: int = 10) -> str:
        """An identifier in Slack's style: a capital letter or two, then capitals and digits."""
        alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"
        return prefix + "".join(secrets.choice(alphabet) for _ in range(length))

    async def sleep(self, seconds: float) -> None:
        """Wait in real time."""
        await asyncio.sleep(seconds)
