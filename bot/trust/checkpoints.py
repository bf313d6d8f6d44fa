"""Signed checkpoints beside the database: what it held at a moment, so that a cut tail, a missing order, a history that
was worked out anew, or a whole older database shows (P12).

One line of JSON each, in a file that only grows. A line holds what changed since the one before, and is signed together
with that one's signature, by a key that the database does not hold.
"""

import fcntl
import hashlib
import hmac
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

import msgspec
import structlog
from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.engine import make_url

from bot.db.engine import reading
from bot.db.tables import erasures, orders
from bot.faults import StartError
from bot.ports import Clock, Ids
from bot.settings import Settings

log = structlog.get_logger(__name__)

EVERY, EVENTS = timedelta(hours=1), 1_000
"""At least so often: the last of these is what a checkpoint cannot see yet."""

NAMED = 20
"""Of many that are missing, so many are named."""

Key = tuple[str, str]


class Mark(msgspec.Struct, frozen=True, array_like=True):
    """How far one order's history went: its events, and the digest of the last."""

    workspace: str
    order: str
    events: int
    head: str

    @property
    def key(self) -> Key:
        return self.workspace, self.order


class Checkpoint(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line. `digest`: over all orders, sorted; `changed`: those that went on since the line before.

    `why`: due, erased, or released: then all before it counts no more, and `changed` is everything.
    `gone`: workspaces that were erased since; `people`: who was (workspace and our id), so that a restored copy erases
    them again.
    """

    at: datetime
    why: str
    orders: int
    events: int
    digest: str
    changed: tuple[Mark, ...] = ()
    gone: tuple[str, ...] = ()
    people: tuple[Key, ...] = ()
    previous: str = ""
    signature: str = ""


class Forged(Exception):
    """A line of the file is not as we wrote it; which one, from 1."""

    def __init__(self, line: int) -> None:
        super().__init__(f"line {line} is not as it was signed")
        self.line = line


class Checkpoints:
    """The file of one database. Several processes of a machine may share it."""

    def __init__(self, engine: Engine, clock: Clock, path: Path, key: bytes) -> None:
        self.engine = engine
        self.clock = clock
        self.path = path
        self.key = key

    def read(self) -> list[Checkpoint]:
        """All lines, the oldest first. Raises Forged at the first that is not ours."""
        if not self.path.is_file():
            return []
        return list(self.checked(self.path.read_bytes()))

    def checked(self, content: bytes) -> Iterator[Checkpoint]:
        """The lines of a file; one without its end was being written when we died, and is none."""
        previous = ""
        for number, line in enumerate(whole(content).splitlines(), 1):
            try:
                found = msgspec.json.decode(line, type=Checkpoint)
            except msgspec.MsgspecError:
                raise Forged(number) from None
            ours = self.sign(found)
            if found.previous != previous or not hmac.compare_digest(ours, found.signature):
                raise Forged(number)
            previous = found.signature
            yield found

    def sign(self, checkpoint: Checkpoint) -> str:
        """HMAC-SHA-256 of all but the signature, in hexadecimal."""
        bare = msgspec.structs.replace(checkpoint, signature="")
        return hmac.new(self.key, msgspec.json.encode(bare), hashlib.sha256).hexdigest()

    def due(self) -> bool:
        """To be asked often: whether an hour or a thousand events have passed since the last one, or events are gone."""
        lines = self.read()
        if not lines:
            return True
        with reading(self.engine) as connection:
            grown = counted(connection) - lines[-1].events
        return not 0 <= grown < EVENTS or self.clock.now() - lines[-1].at >= EVERY

    def write(self, why: str, people: tuple[Key, ...] = ()) -> Checkpoint | None:
        """One more line, which also says which `people` were erased; None where the database lies behind the last one: that must not be signed away."""
        with self.alone() as file:
            content = file.read()
            lines = list(self.checked(content))
            file.truncate(len(whole(content)))
            with reading(self.engine) as connection:
                now = marks(connection)
                erased = workspaces_gone(connection)
            known = {} if why == "released" else standing(lines)
            lost = behind(known, now, erased)
            if lost:
                log.error("database_older_than_checkpoint", orders=len(lost))
                return None
            made = Checkpoint(
                at=self.clock.now(),
                why=why,
                orders=len(now),
                events=sum(mark.events for mark in now.values()),
                digest=digest(now.values()),
                changed=tuple(mark for key, mark in now.items() if known.get(key) != mark),
                gone=tuple(sorted(erased & {workspace for workspace, _ in known})),
                people=people,
                previous=lines[-1].signature if lines else "",
            )
            made = msgspec.structs.replace(made, signature=self.sign(made))
            file.write(msgspec.json.encode(made) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        return made

    def missing(self) -> list[str]:
        """What the newest checkpoint knows and the database does not: it is an older copy. Empty where all is there."""
        known = standing(self.read())
        with reading(self.engine) as connection:
            now, erased = marks(connection), workspaces_gone(connection)
        return behind(known, now, erased)

    @contextmanager
    def alone(self) -> Iterator[IO[bytes]]:
        """The file, read from its beginning and written at its end, by one process at a time."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("a+b") as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                file.seek(0)
                yield file
        except OSError as wrong:
            raise StartError(
                f"RELANCE_CHECKPOINTS: {self.path} cannot be written: {wrong.strerror}"
            ) from wrong


def whole(content: bytes) -> bytes:
    """Up to the end of the last line that was written to its end."""
    return content[: content.rfind(b"\n") + 1]


def checkpoints_of(settings: Settings, engine: Engine, clock: Clock, ids: Ids) -> Checkpoints:
    """The checkpoints of the database that the settings name; its key is made where there is none."""
    path = settings.checkpoints or beside(settings)
    given = settings.checkpoint_key
    key = given.get_secret_value().encode() if given else kept_key(path.with_name(f"{path.name}.key"), ids)
    return Checkpoints(engine, clock, path, key)


def beside(settings: Settings) -> Path:
    """Next to SQLite's file; else among the program's own files."""
    address = make_url(settings.database_url)
    if address.get_backend_name() == "sqlite" and address.database:
        return Path(f"{address.database}.checkpoints")
    return settings.var / f"{address.database or 'relance'}.checkpoints"


def kept_key(path: Path, ids: Ids) -> bytes:
    """The key in its own file, which only we may read. Raises StartError, in one line."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            make_key(path, ids.secret())
        key = path.read_bytes().strip()
    except OSError as wrong:
        raise StartError(f"RELANCE_CHECKPOINT_KEY: {path} cannot be used: {wrong.strerror}") from wrong
    if not key:
        raise StartError(f"RELANCE_CHECKPOINT_KEY: {path} is empty; put the key back into it")
    return key


def make_key(path: Path, secret: str) -> None:
    """There at once and whole, or somebody else's was first: processes that start together sign with one key."""
    draft = path.with_name(f"{path.name}.{secret[:8]}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(secret.encode())
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink()


def marks(connection: Connection) -> dict[Key, Mark]:
    """How far every order is, sorted."""
    asked = select(orders.c.workspace_id, orders.c.id, orders.c.version, orders.c.head)
    found = connection.execute(asked.order_by(orders.c.workspace_id, orders.c.id))
    return {(row[0], row[1]): Mark(*row) for row in found}


def counted(connection: Connection) -> int:
    """All events."""
    return int(connection.execute(select(func.coalesce(func.sum(orders.c.version), 0))).scalar_one())


def workspaces_gone(connection: Connection) -> frozenset[str]:
    """Those whose histories may be deleted."""
    return frozenset(connection.execute(select(erasures.c.workspace_id)).scalars())


def standing(lines: Iterable[Checkpoint]) -> dict[Key, Mark]:
    """How far every order was at the last of these lines."""
    found: dict[Key, Mark] = {}
    for line in lines:
        if line.why == "released":
            found.clear()
        found |= {mark.key: mark for mark in line.changed}
        if line.gone:
            found = {key: mark for key, mark in found.items() if key[0] not in line.gone}
    return found


def behind(known: Mapping[Key, Mark], now: Mapping[Key, Mark], erased: frozenset[str]) -> list[str]:
    """A line for each order that is missing, or whose history is shorter than it was."""
    lost = []
    for (workspace, order), mark in known.items():
        there = now.get((workspace, order))
        if workspace in erased or (there is not None and there.events >= mark.events):
            continue
        has = f"{there.events} of" if there is not None else "none of"
        lost.append(f"workspace {workspace}, order {order}: {has} {mark.events} events")
    return lost


def digest(found: Iterable[Mark]) -> str:
    """SHA-256 over all orders, in the order of their keys."""
    over_all = hashlib.sha256()
    for mark in found:
        over_all.update(msgspec.json.encode(mark))
    return over_all.hexdigest()
