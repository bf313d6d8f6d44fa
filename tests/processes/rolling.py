"""One process after the other is asked to leave and comes back as another release, while people look and write (P11)."""

import random
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import httpx

from tests.e2e.processes import eventually
from tests.processes.checks import at_rest, broken
from tests.processes.clicks import ACCEPTED, SERIAL, Clicked, Clickers, command, deliver, sentence
from tests.processes.releases import become, oldest, unpacked
from tests.processes.servers import Cluster, Postgres, Server, cluster, now

LOOKS = 0.95
"""How many only look: Slack lets a workspace say five messages a second, and each word that is written is two."""

ORDERS = 12
SLOW = ("Timeout", "peut-être enregistrée", "trop de temps")
"""How a click is answered by a machine that has too much to do."""


@dataclass
class Rolled:
    """What was done, and what it was like."""

    broken: list[str]
    restarts: int = 0
    older: bool = False
    seconds: float = 0.0
    counted: Counter[str] = field(default_factory=Counter)
    failed: list[str] = field(default_factory=list)
    answers: list[float] = field(default_factory=list)
    leaving: list[float] = field(default_factory=list)

    def __str__(self) -> str:
        took = sorted(self.answers)
        return (
            f"{self.restarts} restarts, {'two older releases' if self.older else 'this release only'}, in "
            f"{self.seconds:.0f} s: {dict(self.counted)}, {len(took) / self.seconds:.1f} clicks a second, answered in "
            f"{took[len(took) // 2]:.3f} s (p50), {took[len(took) * 99 // 100]:.3f} s (p99); left in at most "
            f"{max(self.leaving):.1f} s; failed: {self.failed or 'none'}; {self.broken or 'all held'}"
        )


class Crowd(Clickers):
    """People behind a load balancer: it passes by whoever is about to leave, and asks another one where nobody listens."""

    def __init__(self, cluster: Cluster, refs: list[tuple[str, int]], *, threads: int, pause: float) -> None:
        self.out: set[Server] = set()
        self.asking: Counter[Server] = Counter()
        self.heard: list[tuple[str, float]] = []
        super().__init__(cluster, refs, threads=threads, pause=pause)

    def click(self, ref: str, person: str, chance: random.Random) -> Clicked:
        """Somebody looks at their order, or writes."""
        click = Clicked(f"mot{next(SERIAL):06}", ref, person)
        looks = chance.random() < LOOKS
        begun = now()
        heard = self.ask(command(person, f"voir {ref}" if looks else f"message {ref} {click.word}"), chance)
        with self.writing:
            self.heard.append((heard, now() - begun))
            if not looks:
                click.heard.append(heard)
                self.clicks.append(click)
        return click

    def ask(self, fields: dict[str, str], chance: random.Random) -> str:
        """What is answered at the first that listens."""
        for web in chance.sample(self.cluster.webs, len(self.cluster.webs)):
            try:
                if (heard := self.passed_on(web, fields)) is not None:
                    return heard
            except httpx.ConnectError:
                continue
            except httpx.HTTPError as lost:
                return type(lost).__name__
        return "nobody listens"

    def passed_on(self, web: Server, fields: dict[str, str]) -> str | None:
        """What one answered; nothing where it is about to leave."""
        with self.writing:
            if web in self.out:
                return None
            self.asking[web] += 1
        try:
            return sentence(deliver(web.address, fields))
        finally:
            with self.writing:
                self.asking[web] -= 1

    def pass_by(self, web: Server) -> None:
        """It is asked no more, and has answered whoever asked it before, as load balancers see to."""
        with self.writing:
            self.out.add(web)
        eventually(lambda: not self.asking[web], what=f"the answers of {web.log.name}")

    def failed(self) -> list[str]:
        """What people heard that was neither an answer nor a machine's slowness."""
        return [heard for heard, _ in self.heard if bad(heard) and not slow(heard)]


def bad(heard: str) -> bool:
    """Not what was asked for."""
    return not (heard.startswith(ACCEPTED) or "C-1" in heard)


def slow(heard: str) -> bool:
    return any(one in heard for one in SLOW)


def play(
    database: Postgres,
    folder: Path,
    *,
    restarts: int,
    threads: int = 24,
    pause: float = 0.3,
    rest: float = 1.0,
) -> Rolled:
    """Begins as the release before this schema; from then on half of the processes are of an older release, half of this one."""
    commit = oldest()
    before = unpacked(f"{commit}^" if commit else "", folder / "before")
    older = unpacked(commit, folder / "older")
    with cluster(database.fresh("rolling"), folder / "run") as world:
        for server in world.prepare(2, 2):
            become(server, before)
        world.begin(supervised=False)
        refs = [(world.order(number), number) for number in range(1, ORDERS + 1)]
        begun = now()
        crowd = Crowd(world, refs, threads=threads, pause=pause)
        rolled = Rolled([], restarts, older is not None)
        for number in range(restarts):
            server = world.servers[(number % 2) * 2 + number // 2 % 2]
            release = older if (number + number // 4) % 2 else None
            replace(server, crowd, rolled, partial(become, release=release))
            threading.Event().wait(rest)
        clicks = crowd.stop()
        rolled.seconds = now() - begun
        rolled.answers = [seconds for _, seconds in crowd.heard]
        rolled.failed = crowd.failed()
        rolled.counted.update(
            clicks=len(crowd.heard),
            written=len(clicks),
            accepted=sum(one.accepted for one in clicks),
            slow=sum(slow(heard) for heard, _ in crowd.heard),
        )
        at_rest(world, 60 + 2 * rolled.seconds)
        rolled.broken = [
            *broken(world, clicks),
            *(f"{one.log.name} ended" for one in world.servers if one.ended()),
        ]
        return rolled


def replace(server: Server, crowd: Crowd, rolled: Rolled, change: Callable[[Server], None]) -> None:
    """Out of the balancer's hands, asked to leave, changed, and back."""
    crowd.pass_by(server)
    begun = now()
    code = server.stop()
    rolled.leaving.append(now() - begun)
    rolled.counted[f"{server.word} left"] += 1
    if code:
        rolled.failed.append(f"{server.log.name} left with {code}")
    change(server)
    server.start()
    eventually(server.ready, 120, what=server.log.name)
    crowd.out.discard(server)
