"""How a start fails: one line that names what to mend, and exit code 2. How the processes apart work together."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.e2e.conftest import World
from tests.e2e.people import Slack
from tests.e2e.processes import (
    CHANNEL,
    KEY,
    RELANCE,
    ROOT,
    SECRET,
    TOKEN,
    Bot,
    answers,
    clean,
    eventually,
    playground,
)
from tests.playground.running import free_port


def started(folder: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    base = {"PORT": str(free_port()), "DATABASE_URL": f"sqlite:///{folder / 'relance.db'}"}
    return subprocess.run(
        [str(RELANCE), *(words or ("run",))],
        cwd=folder,
        env=clean(**(base | settings)),
        capture_output=True,
        text=True,
        timeout=40,
        check=False,
    )


def says(done: subprocess.CompletedProcess[str], *words: str) -> None:
    """One line, exit code 2, and no address on standard output."""
    assert done.returncode == 2, done.stderr
    assert done.stdout == ""
    (line,) = done.stderr.strip().splitlines()
    assert all(word in line for word in words), line


SLACK = {"SLACK_BOT_TOKEN": "xoxb-wrong", "SLACK_SIGNING_SECRET": SECRET}


def test_a_token_that_slack_refuses_stops_the_start(world: World, tmp_path: Path) -> None:
    address = f"{str(world.slack.http.base_url).rstrip('/')}/api/"
    says(started(tmp_path, **SLACK, SLACK_API_URL=address), "SLACK_BOT_TOKEN", "invalid_auth")
    assert world.slack.log()


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"SLACK_SIGNING_SECRET": SECRET}, ("SLACK_BOT_TOKEN",)),
        ({"SLACK_BOT_TOKEN": "xoxp-1", "SLACK_SIGNING_SECRET": SECRET}, ("SLACK_BOT_TOKEN", "xoxb-")),
        ({**SLACK, "RELANCE_POLICY": "none.toml"}, ("none.toml",)),
        ({**SLACK, "RELANCE_CLOCK_OFFSET": "soon"}, ("RELANCE_CLOCK_OFFSET",)),
    ],
    ids=["no token", "another token", "no policy", "no offset"],
)
def test_a_wrong_setting_is_one_line(
    tmp_path: Path, settings: dict[str, str], words: tuple[str, ...]
) -> None:
    says(started(tmp_path, **settings), *words)


@pytest.mark.parametrize("beyond", [0, 1], ids=["the bot's", "the page's"])
def test_a_port_that_is_taken_is_one_line(tmp_path: Path, beyond: int) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        number = taken.getsockname()[1]
        says(started(tmp_path, PORT=str(number - beyond)), "PORT", str(number))


@pytest.mark.parametrize("word", ["web", "worker"])
def test_processes_apart_need_a_slack(tmp_path: Path, word: str) -> None:
    says(started(tmp_path, word), "SLACK_BOT_TOKEN", "relance run")


@contextmanager
def apart(folder: Path, slack: str, port: int) -> Iterator[tuple[Bot, subprocess.Popen[bytes]]]:
    """A web process, and a worker on the same file."""
    web = Bot(folder, port, slack)
    worker = None
    try:
        web.start("web")
        with (folder / "worker.log").open("w") as log:
            worker = subprocess.Popen(
                [str(RELANCE), "worker"], env=clean(**web.settings), cwd=folder, stderr=log
            )
        yield web, worker
    finally:
        web.kill()
        if worker is not None and worker.poll() is None:
            worker.kill()
            worker.wait()


def test_web_and_worker_apart_do_what_one_process_does(tmp_path: Path) -> None:
    port, bot_port = free_port(), free_port()
    with ExitStack() as stack:
        address = stack.enter_context(playground(port, bot_port))
        web, worker = stack.enter_context(apart(tmp_path, address, bot_port))
        world = World(Slack(address), web)
        stack.callback(world.close)
        trade = world.started()
        trade.buyer.offered(trade.ref, "request:cancellation")
        worker.terminate()
        assert worker.wait(20) == 0
        assert web.stop() == 0


def test_over_a_socket_the_same_road_is_walked(tmp_path: Path) -> None:
    port, bot_port = free_port(), free_port()
    secrets = {
        "PLAYGROUND_SIGNING_SECRET": SECRET,
        "PLAYGROUND_BOT_TOKEN": TOKEN,
        "PLAYGROUND_APP_TOKEN": "xapp-1-e2e",
    }
    local = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "playground",
            "--port",
            str(port),
            "--bot",
            "http://127.0.0.1:9",
            "--die-with-parent",
        ],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        env=clean(**secrets),
    )
    address = f"http://127.0.0.1:{port}"
    bot = Bot(tmp_path, bot_port, address)
    bot.settings["SLACK_APP_TOKEN"] = "xapp-1-e2e"
    del bot.settings["SLACK_SIGNING_SECRET"]
    assert (bot.settings["RELANCE_API_KEY"], bot.settings["RELANCE_MEDIATORS_CHANNEL"]) == (KEY, CHANNEL)
    world = None
    try:
        eventually(lambda: answers(address), what="the local Slack")
        bot.start()
        world = World(Slack(address), bot)
        trade = world.started()
        assert trade.seen()["state"] == "in_progress"
        assert bot.stop() == 0
    finally:
        bot.kill()
        if world is not None:
            world.close()
        assert local.stdin is not None
        local.stdin.close()
        local.wait(10)
