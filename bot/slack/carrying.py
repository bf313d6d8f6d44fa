"""A file from one person's thread into another's: down and up again, a little at a time, never whole in memory."""

import hashlib
import tempfile
from collections.abc import Awaitable, Callable, Mapping
from typing import IO, Any
from urllib.parse import urlsplit

import aiohttp

from bot.slack.answers import Answer, Refused, Taken, Unknown, Unreached

MOST = 100_000_000
"""Bytes. Of a larger file its sender is asked for a link."""

PIECE = 65_536
TIME = 50
"""Seconds for both ways, within the lease of a row that carries."""

TOO_LARGE, NOT_GIVEN, SLOW = "file_too_large", "file_not_given", "file_slow"
OURS = (".slack.com", ".slack-files.com")
"""Where a file of Slack's may lie: the token is shown to nobody else."""

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})

Call = Callable[[str, dict[str, Any]], Awaitable[Answer]]


class Carrier:
    """Carries one file at a time. `call` asks Slack's Web API, which lives on `host`; nothing is tried again here."""

    def __init__(
        self, call: Call, session: aiohttp.ClientSession, token: str, host: str, proxy: str | None
    ) -> None:
        self.call = call
        self.session = session
        self.token = token
        self.host = host
        self.proxy = proxy

    async def carry(self, file: str) -> Answer:
        """Our own copy of a file, not shown to anybody yet: Taken has its `file_id`, `sha256` and `size`."""
        found = await self.call("files.info", {"file": file})
        if not isinstance(found, Taken):
            return found
        told: dict[str, Any] = found.body.get("file") or {}
        if int(told.get("size") or 0) > MOST:
            return Refused(TOO_LARGE)
        try:
            with tempfile.TemporaryFile() as kept:
                return await self.through(told, kept)
        except TimeoutError:
            return Unknown(SLOW)
        except (aiohttp.ClientError, OSError):
            return Unreached("no_connection")

    async def through(self, told: dict[str, Any], kept: IO[bytes]) -> Answer:
        """Down onto the disk, then up from there."""
        down = await self.down(told, kept)
        if not isinstance(down, Taken):
            return down
        kept.seek(0)
        return await self.up(str(told.get("name") or "file"), down.body, kept)

    async def write(self, name: str, content: bytes) -> Answer:
        """A file of our own words, not shown to anybody yet: Taken as of `carry`."""
        told = {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        try:
            return await self.up(name, told, content)
        except TimeoutError:
            return Unknown(SLOW)
        except (aiohttp.ClientError, OSError):
            return Unreached("no_connection")

    async def up(self, name: str, told: Mapping[str, Any], content: IO[bytes] | bytes) -> Answer:
        """To where Slack wants it."""
        given = await self.call("files.getUploadURLExternal", {"filename": name, "length": told["size"]})
        if not isinstance(given, Taken):
            return given
        timeout = aiohttp.ClientTimeout(total=TIME)
        async with self.session.post(
            str(given.body["upload_url"]), data=content, timeout=timeout, proxy=self.proxy
        ) as answer:
            if answer.status != 200:
                return Unknown(SLOW)
        return Taken({**told, "file_id": str(given.body["file_id"])})

    async def down(self, told: dict[str, Any], kept: IO[bytes]) -> Answer:
        """The bytes, counted and summed up. Slack's page to sign in is not the file."""
        address = str(told.get("url_private_download") or told.get("url_private") or "")
        if not self.trusted(address):
            return Refused(NOT_GIVEN)
        size, digest = 0, hashlib.sha256()
        headers = {"Authorization": f"Bearer {self.token}"}
        timeout = aiohttp.ClientTimeout(total=TIME)
        async with self.session.get(address, headers=headers, timeout=timeout, proxy=self.proxy) as answer:
            if answer.status >= 500:
                return Unknown(SLOW)
            page = answer.content_type == "text/html" and "html" not in str(told.get("mimetype"))
            if answer.status != 200 or page:
                return Refused(NOT_GIVEN)
            async for piece in answer.content.iter_chunked(PIECE):
                size += len(piece)
                if size > MOST:
                    return Refused(TOO_LARGE)
                digest.update(piece)
                kept.write(piece)
        if told.get("size") not in (None, size):
            return Unknown(SLOW)
        return Taken({"size": size, "sha256": digest.hexdigest()}) if size else Refused(NOT_GIVEN)

    def trusted(self, address: str) -> bool:
        """Whether an address is Slack's own: by https alone, unless the Slack we were told of is on this machine."""
        parts = urlsplit(address)
        host = parts.hostname or ""
        if parts.scheme == "https":
            return host == self.host or host.endswith(OURS)
        return parts.scheme == "http" and host == self.host and host in LOOPBACK
