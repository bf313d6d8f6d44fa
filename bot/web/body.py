"""A request's body, up to a limit: memory is bounded, whatever somebody sends."""

from fastapi import Request


class TooLarge(Exception):
    """More bytes than this endpoint takes."""


async def limited(request: Request, most: int) -> bytes:
    """The raw body. Raises TooLarge as soon as it is more than `most` bytes, whatever its header says."""
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > most:
        raise TooLarge
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > most:
            raise TooLarge
        parts.append(part)
    return b"".join(parts)
