"""`relance run` where nothing is set: one address, three people, a clock that may be pushed."""

import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.e2e.people import Person, Slack, buttons, said
from tests.e2e.processes import RELANCE, answers, clean, eventually
from tests.playground.running import free_port


class Rehearsed:
    """The bot and the local Slack that it brought along."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.bot = f"http://127.0.0.1:{self.port}"
        self.log = folder / "log"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [str(RELANCE), "run"],
                cwd=folder,
                env=clean(PORT=str(self.port), DATABASE_URL=f"sqlite:///{folder / 'relance.db'}"),
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        assert self.process.stdout is not None
        self.address = self.process.stdout.readline().strip()
        assert self.address == f"http://127.0.0.1:{self.port + 1}", self.log.read_text()
        eventually(lambda: answers(f"{self.bot}/readyz"), what="the bot")
        self.slack = Slack(self.address)
        self.seller = Person(self.slack, "U0SELLER01")
        self.buyer = Person(self.slack, "U0BUYER001")

    def push(self, **how: object) -> None:
        answer = self.slack.http.post("/page/clock", json=how)
        assert answer.status_code == 200, answer.text

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()
        self.slack.http.close()

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(25)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def rehearsed(folder: Path) -> Iterator[Rehearsed]:
    started = Rehearsed(folder)
    try:
        yield started
    finally:
        started.close()


def waiting(rehearsed: Rehearsed) -> str:
    """The reference of the order that waits from the start."""
    orders = eventually(
        lambda: rehearsed.slack.http.get("/page/orders").json().get("orders"), what="the sample order"
    )
    assert len(orders) == 1
    return str(orders[0]["ref"])


def test_a_newcomer_sees_a_late_order_happen(rehearsed: Rehearsed) -> None:
    ref = waiting(rehearsed)
    assert answers(rehearsed.bot), "GET / of the bot"
    assert answers(rehearsed.address), "GET / of the page"
    item = next(one for one in buttons(rehearsed.buyer.card(ref)) if one.startswith("supply:"))
    while item:
        rehearsed.buyer.do(ref, item, content="Voici ce qu’il faut")
        left = [
            one for one in buttons(rehearsed.buyer.card(ref)) if one.startswith("supply:") and one != item
        ]
        item = left[0] if left else ""
    rehearsed.seller.offered(ref, "accept")
    rehearsed.seller.do(ref, "accept")
    for _ in range(12):
        rehearsed.push(to="next")
        if any("cancel_late" in buttons(m) for m in rehearsed.buyer.thread(ref)):
            break
    late = rehearsed.buyer.offered(ref, "cancel_late")
    assert "<@U0BUYER001>" in said(late), "who is asked to act is named"
    rehearsed.buyer.do(ref, "cancel_late")
    rehearsed.seller.told(ref, "annul")
    timeline = rehearsed.slack.http.get(f"/page/orders/{ref}").json()
    assert [line["text"] for line in timeline["past"]]
    assert "None" not in str(timeline["past"])


def test_a_day_pushed_is_a_day_later(rehearsed: Rehearsed) -> None:
    ref = waiting(rehearsed)
    rehearsed.push(seconds=49 * 3600)
    rehearsed.seller.told(ref, "annulée")
    orders = rehearsed.slack.http.get("/page/orders").json()["orders"]
    assert orders[0]["state"] == "Annulée"


def test_it_goes_on_where_it_was_stopped(folder: Path, rehearsed: Rehearsed) -> None:
    ref = waiting(rehearsed)
    rehearsed.seller.card(ref)
    rehearsed.push(seconds=3600)
    assert rehearsed.stop() == 0
    assert not answers(rehearsed.address), "the local Slack ended too"
    again = Rehearsed(folder)
    try:
        assert waiting(again) == ref
        assert len([m for m in again.seller.messages() if ref in said(m) and "thread_ts" not in m]) <= 1
        lead = again.slack.http.get("/page/clock").json()["shift"]
        assert 3500 < lead < 3700
    finally:
        assert again.stop() == 0
        again.close()


def test_rehearsal_is_for_the_loopback_with_the_token_alone(rehearsed: Rehearsed) -> None:
    address = f"{rehearsed.bot}/rehearsal/clock"
    assert httpx.get(address, trust_env=False).status_code == 401
    assert httpx.get(address, trust_env=False, headers={"Authorization": "Bearer no"}).status_code == 401
    foreign = {"Host": "example.org", "Authorization": "Bearer no"}
    assert httpx.get(address, trust_env=False, headers=foreign).status_code in (401, 403, 404)
