"""People who click through signed HTTP, as Slack delivers it: once, and again elsewhere when nobody answered."""

import json
import random
import threading
import time
from dataclasses import dataclass, field
from itertools import count
from urllib.parse import urlencode

import httpx

from playground.deliveries.signing import signed_headers
from tests.e2e.processes import SECRET
from tests.processes.servers import Background, Cluster, now

PATIENCE = 3.0
"""Seconds: Slack waits no longer."""

ACCEPTED, NOTHING_CHANGED = "Message transmis", "rien n'a changé"
"""What the house says when it took something, and when it did not."""

TIMES = 3
"""How often a command is delivered: Slack's own second and third try, where nobody answered."""

AGAIN = 0.1
"""How many are delivered again though they were answered."""

SERIAL = count(1)


@dataclass
class Clicked:
    """One command with a word of its own, each time that it was delivered, and how each delivery was answered."""

    word: str
    ref: str
    person: str
    heard: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    @property
    def accepted(self) -> bool:
        return any(one.startswith(ACCEPTED) for one in self.heard)

    @property
    def untouched(self) -> bool:
        """Whether each delivery was answered that nothing changed."""
        return bool(self.heard) and all(NOTHING_CHANGED in one for one in self.heard)


def deliver(address: str, fields: dict[str, str], patience: float = PATIENCE) -> httpx.Response:
    """One signed delivery. Raises what the network does."""
    body = urlencode(fields).encode()
    head = signed_headers(SECRET, body, time.time())
    with httpx.Client(trust_env=False, verify=False, timeout=patience) as http:
        return http.post(
            f"{address}/slack/events",
            content=body,
            headers={"Content-Type": "application/x-www-form-urlencoded", **head},
        )


def command(user: str, said: str) -> dict[str, str]:
    """What Slack sends for `/commande …`."""
    number = next(SERIAL)
    return {
        "command": "/commande",
        "text": said,
        "user_id": user,
        "user_name": user.lower(),
        "team_id": "T0RELANCE1",
        "channel_id": f"D{user[1:]}",
        "channel_name": "directmessage",
        "trigger_id": f"{number}.{time.time_ns()}.proc",
    }


def sentence(answer: httpx.Response) -> str:
    """What a command's answer says: nothing, where it was simply done."""
    if answer.status_code != 200:
        return f"HTTP {answer.status_code}"
    return answer.text and str(json.loads(answer.text).get("text", ""))


class Clickers:
    """Several threads of people at several web processes."""

    def __init__(self, cluster: Cluster, refs: list[tuple[str, int]], *, threads: int, pause: float) -> None:
        self.cluster, self.refs, self.pause = cluster, refs, pause
        self.clicks: list[Clicked] = []
        self.writing = threading.Lock()
        self.threads = [Background(lambda stop, seed=seed: self.live(stop, seed)) for seed in range(threads)]

    def live(self, stopping: threading.Event, seed: int) -> None:
        chance = random.Random(seed)
        while not stopping.is_set():
            ref, number = chance.choice(self.refs)
            person = chance.choice((f"U0SELL{number:04}", f"U0BUYR{number:04}"))
            self.click(ref, person, chance)
            stopping.wait(self.pause)

    def click(self, ref: str, person: str, chance: random.Random) -> Clicked:
        """Delivered to one web process; where none answers, to the other, at most three times."""
        click = Clicked(f"mot{next(SERIAL):06}", ref, person)
        with self.writing:
            self.clicks.append(click)
        fields = command(person, f"message {ref} {click.word}")
        webs = chance.sample(self.cluster.webs, len(self.cluster.webs))
        for web in (webs * TIMES)[:TIMES]:
            begun = now()
            try:
                click.heard.append(sentence(deliver(web.address, fields)))
            except httpx.HTTPError as lost:
                click.heard.append(type(lost).__name__)
            click.seconds.append(now() - begun)
            if click.heard[-1].startswith(ACCEPTED) and chance.random() > AGAIN:
                break
            time.sleep(0.2)
        return click

    def stop(self) -> list[Clicked]:
        for thread in self.threads:
            thread.stop()
        return self.clicks
