"""The playground as a process of its own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.playground.conftest import SECRET, SELLER, TOKEN
from tests.playground.running import eventually, free_port

ROOT = Path(__file__).parents[2]


@contextmanager
def process(
    port: int, state: Path, *more: str, stderr: int | None = None
) -> Iterator["subprocess.Popen[bytes]"]:
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PLAYGROUND_BOT_TOKEN": TOKEN}
    command = [sys.executable, "-m", "playground", "--port", str(port), "--state", str(state), *more]
    running = subprocess.Popen(
        [*command, "--signing-secret", SECRET],
        env=environment,
        stdin=subprocess.PIPE,
        stderr=stderr,
        cwd=state.parent,
    )
    try:
        yield running
    finally:
        running.kill()
        running.wait()
        assert running.stdin
        running.stdin.close()


def is_up(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/", trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False


def test_a_restart_keeps_conversations_and_their_names(tmp_path: Path) -> None:
    port, state = free_port(), tmp_path / "playground.json"
    address = f"http://127.0.0.1:{port}"
    with process(port, state) as first:
        eventually(lambda: is_up(port), 15)
        said = httpx.post(f"{address}/as/{SELLER}/message", json={"text": "à garder"}, trust_env=False).json()
        first.terminate()
        first.wait(10)
    with process(port, state):
        eventually(lambda: is_up(port), 15)
        kept = httpx.get(f"{address}/as/{SELLER}/messages", trust_env=False).json()["messages"]
        assert [(said["ts"], "à garder")] == [(m["ts"], m["text"]) for m in kept]
        later = httpx.post(f"{address}/as/{SELLER}/message", json={"text": "x"}, trust_env=False).json()
        assert later["ts"] > said["ts"]


def test_it_leaves_when_who_started_it_leaves(tmp_path: Path) -> None:
    port = free_port()
    with process(port, tmp_path / "playground.json", "--die-with-parent") as running:
        eventually(lambda: is_up(port), 15)
        assert running.stdin
        running.stdin.close()
        assert running.wait(10) == 0


def test_somebody_at_the_page_does_not_hold_it_back(tmp_path: Path) -> None:
    port = free_port()
    with (
        process(port, tmp_path / "playground.json", stderr=subprocess.PIPE) as running,
        httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=10) as browser,
    ):
        eventually(lambda: is_up(port), 15)
        with browser.stream("GET", "/page/changes") as stream:
            lines = stream.iter_lines()
            assert next(lines).startswith("data:")
            running.terminate()
            running.wait(10)
        assert running.stderr
        assert running.stderr.read() == b""
        running.stderr.close()


@pytest.mark.parametrize("what", ["state", "manifest"])
def test_a_broken_file_is_one_line(tmp_path: Path, what: str) -> None:
    broken = tmp_path / "broken"
    broken.write_text("[", encoding="utf-8")
    files = ["--state", str(broken)] if what == "state" else ["--manifest", str(broken)]
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    ended = subprocess.run(
        [sys.executable, "-m", "playground", "--port", str(free_port()), "--signing-secret", "x",
         "--bot-token", "x", *files],
        env=environment, capture_output=True, text=True, timeout=20, check=False,
    )  # fmt: skip
    assert ended.returncode == 1
    assert ended.stderr.startswith("playground: ")
    assert "Traceback" not in ended.stderr


def test_without_its_secrets_it_does_not_start() -> None:
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    ended = subprocess.run(
        [sys.executable, "-m", "playground"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    assert ended.returncode == 2
