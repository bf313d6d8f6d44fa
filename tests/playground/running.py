"""Real servers on the loopback, in threads, for as long as a test needs them."""

import random
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn

PORTS = range(10_000, 32_000, 2)
"""Below those that systems give to outgoing connections, so that none takes one before its server does."""

_chance = random.SystemRandom()


def free_port() -> int:
    """A port that nobody listens on now, nor on the one after it (where the playground's page is served)."""
    while True:
        port = _chance.choice(PORTS)
        with socket.socket() as one, socket.socket() as other:
            try:
                one.bind(("127.0.0.1", port))
                other.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port


@contextmanager
def served(app: Any, port: int) -> Iterator[str]:
    """Serve an ASGI app; gives its address."""
    server = uvicorn.Server(
        uvicorn.Config(app, "127.0.0.1", port, log_level="error", timeout_graceful_shutdown=1)
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(5)


def eventually(found: Any, seconds: float = 3.0) -> Any:
    """What `found()` gives as soon as it is true; fails the test when it never is."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if value := found():
            return value
        time.sleep(0.02)
    raise AssertionError("it never came")
