"""What is to be said, as the sender holds it in its hand."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import msgspec
from sqlalchemy import Row as SqlRow

from bot.changing.outgoing import MEDIATORS
from bot.sending.letters import Letters
from bot.slack.api import CARRY, WRITE
from rules.digest import Digest
from rules.order import Order
from rules.words import Actor


class Kind(StrEnum):
    """`card` and `case` are roots, edited in place; a `notice` is a reply below; `tidy` edits what was said before.

    A `file` is carried from the thread in which it was shared into its reader's; in a case it is what mediators asked for.
    """

    NOTICE = "notice"
    CARD = "card"
    CASE = "case"
    TIDY = "tidy"
    FILE = "file"


class Due(msgspec.Struct, frozen=True):
    """A row of the outbox; without an order it is a letter. `lease_until` is real time, the other moments are the orders'."""

    workspace: str
    id: str
    order_id: str | None
    seq: int
    kind: Kind
    notice: str | None
    key: str | None
    role: Actor
    recipient: str
    lane: str
    place: int
    urgent: bool
    state: str
    valid_until: datetime | None
    lease_until: datetime | None
    attempts: int
    reason: str | None
    body: str | None
    ts: str | None
    joins: bool = False

    @property
    def to_mediators(self) -> bool:
        return self.recipient == MEDIATORS

    @property
    def reminds(self) -> bool:
        """A reminder, several in one message, or a morning's digest: what respects quiet hours."""
        letter = self.notice in (Letters.DIGEST, Letters.TOGETHER)
        return self.kind is Kind.NOTICE and not self.urgent and (self.key is not None or letter)

    @property
    def is_case_file(self) -> bool:
        """Brings mediators the whole case file; with a `seq`, the file that its event tells of."""
        return self.kind is Kind.FILE and self.to_mediators and self.seq == 0

    @property
    def progress(self) -> "Progress":
        return read_progress(self)


def read_due(row: SqlRow[Any]) -> Due:
    """From the database."""
    return Due(
        workspace=row.workspace_id,
        id=row.id,
        order_id=row.order_id,
        seq=row.seq,
        kind=Kind(row.kind),
        notice=row.notice,
        key=row.key,
        role=Actor(row.to_role),
        recipient=row.recipient,
        lane=row.lane,
        place=row.place,
        urgent=row.urgent,
        state=row.state,
        valid_until=row.valid_until,
        lease_until=row.lease_until,
        attempts=row.attempts,
        reason=row.reason,
        body=row.body,
        ts=row.ts,
        joins=row.joins,
    )


LOOK_BACK = timedelta(seconds=60)
"""Before the end of the lease of a call that may have been taken: from there on it is looked for."""


class Progress(msgspec.Struct, frozen=True):
    """How far a row came: the parts that Slack took, and since when (Unix seconds) another may stand there too.

    That moment stays the first one, however often a look fails: a message is never searched for after it was said.
    `file`: Slack's id of our own copy of a file that is being carried.
    """

    parts: int = 0
    since: float | None = None
    file: str | None = None

    @property
    def doubt(self) -> bool:
        return self.since is not None

    def __str__(self) -> str:
        file = "" if self.file is None else f" {self.file}"
        return f"parts {self.parts}{file}" + (f" unknown {self.since:.6f}" if self.since is not None else "")

    def doubted(self, lease: datetime) -> "Progress":
        """A call under that lease may have been taken."""
        since = (lease - LOOK_BACK).timestamp()
        return Progress(self.parts, since if self.since is None else min(since, self.since), self.file)


def read_progress(row: Due) -> Progress:
    """While a row waits, its `reason` says it. One that is still `sending` was left by who died: nobody knows."""
    words = (row.reason or "").split()
    counted = len(words) > 1 and words[0] == "parts"
    found = Progress(int(words[1]) if counted else 0)
    if counted and words[2:3] not in ([], ["unknown"]):
        found = Progress(found.parts, file=words.pop(2))
    if counted and words[2:3] == ["unknown"]:
        found = Progress(found.parts, float(words[3]) if len(words) > 3 else 0.0, found.file)
    if row.state == "sending" and row.lease_until is not None:
        return found.doubted(row.lease_until)
    return found


class Person(msgspec.Struct, frozen=True):
    """What sending needs to know of somebody; `zone` and `quiet_hours` as they are kept."""

    id: str
    slack_id: str | None
    dm_channel: str | None
    profile_at: datetime | None
    active: bool
    zone: str | None = None
    quiet_hours: str | None = None


class Card(msgspec.Struct, frozen=True):
    """The root of a thread, as it was posted. `shown`: digest of what it says."""

    channel: str
    ts: str
    posted_at: datetime
    shown: str | None


class Held(msgspec.Struct, frozen=True):
    """All that the claiming transaction read. `order` holds ids in place of personal words; a letter has none."""

    row: Due
    order: Order | None
    people: dict[str, Person]
    card: Card | None
    digest: Digest | None = None
    members: "tuple[Held, ...]" = ()


class Step(StrEnum):
    """What one call is for. Each claim makes one call; the steps before the last give the row back."""

    PROFILE = "profile"
    OPEN = "open"
    LOOK = "look"
    ROOT = "root"
    EDIT = "edit"
    REPLY = "reply"
    TIDY = "tidy"
    LETTER = "letter"
    CARRY = "carry"
    WRITE = "write"
    SHARE = "share"
    SHARED = "shared"


FETCHES = frozenset({Step.CARRY, Step.WRITE})
"""What takes longer: a file goes up."""

POSTS = frozenset({Step.ROOT, Step.REPLY, Step.LETTER})
"""What makes a new message: a channel counts these, and one whose answer was lost may stand there."""

METHOD = {
    Step.PROFILE: "users.info",
    Step.OPEN: "conversations.open",
    Step.ROOT: "chat.postMessage",
    Step.EDIT: "chat.update",
    Step.REPLY: "chat.postMessage",
    Step.TIDY: "chat.update",
    Step.LETTER: "chat.postMessage",
    Step.CARRY: CARRY,
    Step.WRITE: WRITE,
    Step.SHARE: "files.completeUploadExternal",
    Step.SHARED: "files.info",
}


class Plan(msgspec.Struct, frozen=True):
    """The next call for a row: which step, which method, and for a profile whose."""

    step: Step
    method: str
    person: str | None = None


class Claim(msgspec.Struct, frozen=True):
    """A row that is ours from `at` until `lease` (real time): only with that very lease may its end be written."""

    held: Held
    plan: Plan
    lease: datetime
    at: datetime

    @property
    def row(self) -> Due:
        return self.held.row


class Standing(msgspec.Struct, frozen=True):
    """What a message offers once it stands there: of which row it is, and the actions on its buttons.

    `version`, `at`: of the order as the message tells of it, and that moment (UTC, the orders' own time).
    `body`: what is drawn from again, where the row does not hold it yet.
    """

    id: str
    buttons: tuple[str, ...]
    version: int | None = None
    at: datetime | None = None
    body: str | None = None

    @property
    def columns(self) -> dict[str, Any]:
        """As its row holds it, so that buttons that lead nowhere any more can be found."""
        return {
            "buttons": msgspec.json.encode(self.buttons).decode() if self.buttons else None,
            "said_version": self.version,
            "said_at": self.at,
            **({} if self.body is None else {"body": self.body}),
        }


class Call(msgspec.Struct, frozen=True):
    """A call that is ready to go. `parts`: how many messages the row comes to in all; `shown`: of a root.

    `standing`: what a reply, or a tidied message, offers from then on; `members`: the same of the reminders in it.
    """

    method: str
    arguments: dict[str, Any]
    parts: int = 1
    shown: str | None = None
    standing: Standing | None = None
    members: tuple[Standing, ...] = ()


class Broken:
    """The row could not be made into a call: a fault of ours, which counts."""


class Nothing(msgspec.Struct, frozen=True):
    """There is nothing to change on the screen."""
