"""A Socket Mode connection that falls silent is opened anew, whatever slack_sdk thinks of it."""

import base64
import hashlib
import json
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from typing import Any

import pytest
from slack_bolt import BoltResponse

from bot.slack.socket import Socket
from tests.playground.running import eventually

GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
TEXT, PING, PONG = 1, 9, 10


class Server:
    """Slack's end on a real socket. The first connection falls silent after `answered` pings; the others live."""

    def __init__(self, answered: int) -> None:
        self.answered = answered
        self.opened = 0
        self.acknowledged: list[str] = []
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]
        threading.Thread(target=self.live, daemon=True).start()

    def live(self) -> None:
        with suppress(OSError):
            while True:
                line, _ = self.listening.accept()
                threading.Thread(target=self.serve, args=(line,), daemon=True).start()

    def serve(self, line: socket.socket) -> None:
        with line, suppress(OSError, struct.error):
            head = b""
            while b"\r\n\r\n" not in head:
                head += line.recv(65536)
            if head.startswith(b"POST"):
                self.give_address(line)
            else:
                self.link(line, head.decode())

    def give_address(self, line: socket.socket) -> None:
        body = json.dumps({"ok": True, "url": f"ws://127.0.0.1:{self.port}/link?ticket=1"})
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        line.sendall((head + body).encode())

    def link(self, line: socket.socket, head: str) -> None:
        self.opened += 1
        first = self.opened == 1
        key = next(one.split(": ")[1] for one in head.split("\r\n") if one.startswith("Sec-WebSocket-Key"))
        mark = base64.b64encode(hashlib.sha1((key.strip() + GUID).encode()).digest()).decode()
        upgrade = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        line.sendall(f"{upgrade}Sec-WebSocket-Accept: {mark}\r\n\r\n".encode())
        if not first:
            self.send(line, TEXT, json.dumps({"type": "hello"}).encode())
            envelope = {"type": "events_api", "envelope_id": "e-1", "payload": {"what": "said"}}
            self.send(line, TEXT, json.dumps(envelope).encode())
        left = self.answered if first else 1_000_000
        while True:
            kind, told = self.receive(line)
            if kind == PING and left > 0:
                left -= 1
                self.send(line, PONG, told)
            if kind == TEXT:
                self.acknowledged.append(json.loads(told)["envelope_id"])

    def send(self, line: socket.socket, kind: int, told: bytes) -> None:
        assert len(told) < 126
        line.sendall(bytes([0x80 | kind, len(told)]) + told)

    def receive(self, line: socket.socket) -> tuple[int, bytes]:
        first, second = self.exactly(line, 2)
        length = second & 0x7F
        if length == 126:
            (length,) = struct.unpack("!H", self.exactly(line, 2))
        mask = self.exactly(line, 4)
        told = self.exactly(line, length)
        return first & 0x0F, bytes(one ^ mask[at % 4] for at, one in enumerate(told))

    def exactly(self, line: socket.socket, count: int) -> bytes:
        got = b""
        while len(got) < count:
            more = line.recv(count - len(got))
            if not more:
                raise OSError
            got += more
        return got


@pytest.fixture(params=[0, 1], ids=["never answers", "answers once"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    made = Server(request.param)
    with closing(made.listening):
        yield made


def test_a_connection_that_falls_silent_is_opened_anew_and_takes_what_comes(server: Server) -> None:
    taken: list[Any] = []

    def enter(body: dict[str, Any] | None) -> BoltResponse:
        taken.append(body)
        return BoltResponse(status=200)

    line = Socket(enter, "xapp-1", f"http://127.0.0.1:{server.port}/api/", deaf=1.0)
    try:
        line.keep()
        assert server.opened == 1

        def again() -> bool:
            line.keep()
            return bool(server.acknowledged)

        eventually(again, 20)
        assert taken == [{"what": "said"}]
        assert server.acknowledged == ["e-1"]
    finally:
        line.stop()
