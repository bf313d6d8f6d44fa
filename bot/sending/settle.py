"""Writes down how a call ended: database only, one short transaction. A loser of the lease writes nothing."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Protocol

import msgspec
import structlog
from sqlalchemy import Connection, Engine, and_, update
from sqlalchemy import delete as delete_from

from bot.changing.outcomes import Receipt
from bot.changing.outgoing import MEDIATORS
from bot.db.tables import cards, outbox, people, roots
from bot.db.upsert import upsert
from bot.people.presence import AWAY
from bot.people.profiles import profile
from bot.ports import Clock, Random
from bot.render import Message, action_ids
from bot.sending import paces, together
from bot.sending.claims import is_row
from bot.sending.compose import EVENT_TYPE
from bot.sending.evidence import GONE, NO_COPY, SHUT, Fact, given_up, of_file
from bot.sending.letters import Letters
from bot.sending.pace import later, pause
from bot.sending.replies import NO_EVENT, NOTICE
from bot.sending.rows import POSTS, Broken, Call, Claim, Due, Kind, Nothing, Plan, Progress, Standing, Step
from bot.slack.answers import Answer, Held, Refused, Taken, Unknown, Unreached
from bot.slack.carrying import SLOW

log = structlog.get_logger(__name__)

LONG_HOLD = 30
"""Seconds. A channel is free again within a few; when Slack asks for so many, it means the whole workspace."""


Note = Callable[[str, str, Fact, Receipt], None]
"""`Service.note`."""


class Reached(Protocol):
    """`Presence.reached`."""

    def __call__(self, workspace: str, person: str, *, here: bool) -> None: ...


class Settling:
    """How many calls of a lane failed in a row stands with the lane: whoever speaks there next knows it.

    `note` puts what became of a file into its order's history, before its row says so; `reached` tells of who left.
    """

    def __init__(
        self,
        engine: Engine,
        clock: Clock,
        random: Random,
        note: Note | None = None,
        reached: Reached | None = None,
    ) -> None:
        self.engine = engine
        self.clock = clock
        self.random = random
        self.note = note
        self.reached = reached

    def settle(self, claim: Claim, call: Call | Nothing | Broken, answer: Answer | None) -> bool:
        """Write the end of a claim; whether it was still ours."""
        real = self.clock.real()
        if self.note is not None and (fact := of_file(claim, call, answer)) is not None:
            row = claim.row
            assert row.order_id is not None
            self.note(row.workspace, row.order_id, fact, Receipt(f"file:{row.id}"))
        if self.reached is not None and (person := who_left(claim, answer)) is not None:
            self.reached(claim.row.workspace, person, here=False)
        with self.engine.begin() as connection:
            ending = self.ending(connection, claim, call, answer, real)
            ours = and_(is_row(claim.row), outbox.c.state == "sending", outbox.c.lease_until == claim.lease)
            if connection.execute(update(outbox).where(ours).values(**ending)).rowcount == 1:
                if claim.row.notice == Letters.TOGETHER and ending["state"] in ("sent", "refused"):
                    together.finish(connection, claim.row, ending["state"])
                return True
            connection.rollback()
        log.warning("lease_lost", outbox=claim.row.id, order=claim.row.order_id)
        return False

    def give_back(self, claim: Claim) -> None:
        """A row that was claimed and not begun waits again, as if nobody had taken it."""
        ours = and_(is_row(claim.row), outbox.c.state == "sending", outbox.c.lease_until == claim.lease)
        with self.engine.begin() as connection:
            connection.execute(update(outbox).where(ours).values(**waiting(claim.row, claim.row.progress)))

    def ending(
        self,
        connection: Connection,
        claim: Claim,
        call: Call | Nothing | Broken,
        answer: Answer | None,
        real: datetime,
    ) -> dict[str, Any]:
        """The row's new values; lanes, people and cards are written on the way.

        A file that mediators asked for and that cannot come becomes the words that say so: its body.
        """
        row = claim.row
        if row.kind is Kind.FILE and row.to_mediators and given_up(claim, call, answer):
            return {
                "kind": Kind.NOTICE,
                "notice": NOTICE,
                "seq": NO_EVENT,
                "state": "waiting",
                "attempts": 0,
                "reason": None,
            }
        if not isinstance(answer, Unknown | Unreached):
            paces.got_through(connection, row.workspace, row.lane)
        match answer:
            case _ if isinstance(call, Broken):
                self.rest(connection, row, row.attempts + 1, real)
                return {"state": "waiting", "reason": str(row.progress)}
            case None:
                return {"state": "sent", "reason": None}
            case Taken(body):
                assert isinstance(call, Call)
                return self.taken(connection, claim, call, body, real)
            case Held(seconds):
                self.held(connection, claim, seconds, real)
                return waiting(row, row.progress)
            case Refused(reason):
                assert isinstance(call, Call)
                return self.refused(connection, claim, call, reason, real)
            case Unreached(reason) | Unknown(reason):
                return self.lost(connection, claim, answer, reason, real)
        raise AssertionError(answer)

    # Slack did it

    def taken(
        self, connection: Connection, claim: Claim, call: Call, body: Mapping[str, Any], real: datetime
    ) -> dict[str, Any]:
        row, step = claim.row, claim.plan.step
        match step:
            case Step.PROFILE:
                known = profile(body.get("user") or {}, real)
                write_person(connection, row, claim.plan.person or "", known)
                return waiting(row, row.progress)
            case Step.OPEN:
                write_person(connection, row, row.recipient, {"dm_channel": body["channel"]["id"]})
                return waiting(row, row.progress)
            case Step.LOOK:
                return looked(connection, claim, call, body, self.clock)
            case Step.EDIT:
                write_card(connection, row, {"shown": call.shown})
                return {"state": "sent", "reason": None, "channel": body["channel"], "ts": body["ts"]}
            case Step.CARRY | Step.WRITE:
                return waiting(row, Progress(file=str(body["file_id"])))
            case Step.SHARE:
                return {"state": "sent", "reason": None, "channel": call.arguments["channel_id"]}
            case Step.SHARED:
                assert claim.held.card is not None
                if is_in(body.get("file") or {}, claim.held.card.channel):
                    return {"state": "sent", "reason": None, "channel": claim.held.card.channel}
                return waiting(row, Progress(file=row.progress.file))
            case Step.TIDY:
                for standing in standings(call):
                    left_standing(connection, row, standing)
                return waiting(row, row.progress)
        return posted(connection, claim, str(body["channel"]), str(body["ts"]), call, real)

    # Slack did not

    def held(self, connection: Connection, claim: Claim, seconds: float, real: datetime) -> None:
        """429: for all workers, and never sooner than Slack said."""
        until = later(real, seconds, self.random)
        row, plan = claim.row, claim.plan
        log.warning(
            "slack_asks_to_wait",
            method=plan.method,
            retry_after=seconds,
            lane=row.lane,
            workspace=row.workspace,
        )
        if plan.step in POSTS:
            paces.hold(connection, row.workspace, row.lane, until)
        if plan.step not in POSTS or seconds >= LONG_HOLD:
            paces.hold(connection, row.workspace, paces.lane_of(plan.method), until)

    def lost(
        self, connection: Connection, claim: Claim, answer: Answer, reason: str, real: datetime
    ) -> dict[str, Any]:
        """No way through, or no answer: the lane pauses, and what may have been taken is looked for first."""
        row = claim.row
        self.rest(connection, row, paces.failed(connection, row.workspace, row.lane), real)
        log.warning("slack_unreached", method=claim.plan.method, reason=reason, outbox=row.id, lane=row.lane)
        lost = isinstance(answer, Unknown) and claim.plan.step in {*POSTS, Step.SHARE}
        progress = row.progress.doubted(claim.lease) if lost else row.progress
        if reason == SLOW:  # a file that never comes through holds the others up no longer than it must
            return {"state": "waiting", "reason": str(progress)}
        return waiting(row, progress)

    def rest(self, connection: Connection, row: Due, failures: int, real: datetime) -> None:
        paces.hold(connection, row.workspace, row.lane, later(real, pause(failures), self.random))

    def refused(
        self, connection: Connection, claim: Claim, call: Call, reason: str, real: datetime
    ) -> dict[str, Any]:
        """Slack will never do this very call: go round it where there is a way, else the row is over."""
        row, step = claim.row, claim.plan.step
        if step is Step.PROFILE:
            # Without a profile they are named as far as we know them; whether they can be written to shows later.
            write_person(connection, row, claim.plan.person or "", {"profile_at": real})
            return waiting(row, row.progress)
        if step is Step.LOOK:
            return waiting(row, Progress(row.progress.parts))
        if step is Step.TIDY and reason in GONE | SHUT:
            for standing in standings(call):
                left_standing(connection, row, Standing(standing.id, ()))
            return waiting(row, row.progress)
        if step is Step.SHARE and reason in NO_COPY:
            return {"state": "waiting", "reason": str(Progress())}
        if step in {Step.EDIT, Step.REPLY, Step.SHARE} and reason in GONE:
            forget_card(connection, row)
            return waiting(row, row.progress)
        if reason in SHUT and step is not Step.OPEN and row.recipient != MEDIATORS and row.attempts == 0:
            write_person(connection, row, row.recipient, {"dm_channel": None})
            if row.order_id is not None:
                forget_card(connection, row)
            return {"state": "waiting", "reason": str(row.progress)}
        log.error("row_refused", outbox=row.id, order=row.order_id, method=claim.plan.method, reason=reason)
        return {"state": "refused", "reason": reason}


def who_left(claim: Claim, answer: Answer | None) -> str | None:
    """Whose account turned out to be gone or shut, by this very call."""
    step, row = claim.plan.step, claim.row
    match answer:
        case Taken(body) if step is Step.PROFILE and (body.get("user") or {}).get("deleted"):
            return claim.plan.person
        case Refused(reason) if reason in AWAY and not row.to_mediators and step in {*POSTS, Step.OPEN}:
            return row.recipient
    return None


def waiting(row: Due, progress: Progress) -> dict[str, Any]:
    """Back into the outbox; the try does not count."""
    return {"state": "waiting", "attempts": row.attempts, "reason": str(progress)}


def posted(
    connection: Connection, claim: Claim, channel: str, ts: str, call: Call, real: datetime
) -> dict[str, Any]:
    """A new message stands there. A root posted for the sake of a notice leaves the notice to be said."""
    row = claim.row
    if claim.plan.step is Step.ROOT:
        new = {"channel": channel, "ts": ts, "posted_at": real, "shown": call.shown}
        upsert(connection, cards, {**key_of(row), **new})
        at = {"workspace_id": row.workspace, "channel": channel, "ts": ts}
        upsert(connection, roots, {**at, "order_id": row.order_id})
        if row.kind in {Kind.NOTICE, Kind.FILE}:
            return waiting(row, Progress(row.progress.parts))
        return {"state": "sent", "reason": None, "channel": channel, "ts": ts}
    parts = row.progress.parts + 1
    together.stand(connection, row, channel, ts, call.members)
    stands = {"channel": channel, "ts": ts, **(call.standing.columns if call.standing else {})}
    if parts < call.parts:
        return {**waiting(row, Progress(parts)), **stands}
    return {"state": "sent", "reason": None, **stands}


def looked(
    connection: Connection, claim: Claim, call: Call, body: Mapping[str, Any], clock: Clock
) -> dict[str, Any]:
    """What may have been lost is found by our row's id, or it never came."""
    row, plan = claim.row, claim.plan
    found = [message for message in body.get("messages") or () if of_row(message, row.id)]
    if plan.method == "conversations.replies" or row.order_id is None:
        replies = [message for message in found if message.get("thread_ts") != message["ts"]]
        if row.progress.parts:
            replies = [message for message in replies if str(message["ts"]) > (row.ts or "")]
        seen = waiting(row, Progress(row.progress.parts + len(replies)))
        # What arrived is no failure: who was tried five times and had got through is not parked.
        return (
            {**seen, "attempts": 0, **arrived(connection, claim, replies, clock.now())} if replies else seen
        )
    if not found:
        return waiting(row, Progress(row.progress.parts))
    # The root arrived; with which words is not known: it is drawn anew, as the order may have moved on meanwhile.
    root = Call("chat.postMessage", {})
    as_root = msgspec.structs.replace(claim, plan=Plan(Step.ROOT, root.method))
    posted(connection, as_root, str(call.arguments["channel"]), str(found[0]["ts"]), root, clock.real())
    return {**waiting(row, Progress(row.progress.parts)), "attempts": 0}


def arrived(
    connection: Connection, claim: Claim, replies: list[Mapping[str, Any]], now: datetime
) -> dict[str, Any]:
    """Where the last part of a reply stands whose answer was lost, and what it offers; said as the order is seen now."""
    newest = max(replies, key=lambda message: str(message["ts"]))
    said = Message("", list(newest.get("blocks") or ()))
    if claim.held.order is None:
        channel = claim.held.people[claim.row.recipient].dm_channel or ""
        together.stand(
            connection, claim.row, channel, str(newest["ts"]), together.found(claim.held, said, now)
        )
        return {"ts": str(newest["ts"])}
    buttons = action_ids(said)
    assert claim.held.card is not None
    standing = Standing(claim.row.id, buttons, claim.held.order.version, now)
    return {"channel": claim.held.card.channel, "ts": str(newest["ts"]), **standing.columns}


def standings(call: Call) -> tuple[Standing, ...]:
    """What a message offers, the reminders in it included."""
    return (*(() if call.standing is None else (call.standing,)), *call.members)


def left_standing(connection: Connection, row: Due, standing: Standing) -> None:
    """A message offers this from now on; its words are of the same moment as before."""
    this = and_(outbox.c.workspace_id == row.workspace, outbox.c.id == standing.id)
    connection.execute(update(outbox).where(this).values(buttons=standing.columns["buttons"]))


def is_in(file: Mapping[str, Any], channel: str) -> bool:
    """Whether a file is shown in a conversation."""
    private = (file.get("shares") or {}).get("private") or {}
    return any(channel in place for place in (private, file.get("ims") or (), file.get("groups") or ()))


def of_row(message: Mapping[str, Any], id: str) -> bool:
    """Whether a message is ours for this row."""
    metadata = message.get("metadata") or {}
    return metadata.get("event_type") == EVENT_TYPE and (metadata.get("event_payload") or {}).get("row") == id


def key_of(row: Due) -> dict[str, str | None]:
    return {"workspace_id": row.workspace, "order_id": row.order_id, "audience": row.recipient}


def write_card(connection: Connection, row: Due, values: dict[str, Any]) -> None:
    connection.execute(update(cards).filter_by(**key_of(row)).values(**values))


def forget_card(connection: Connection, row: Due) -> None:
    connection.execute(delete_from(cards).filter_by(**key_of(row)))


def write_person(connection: Connection, row: Due, id: str, values: dict[str, Any]) -> None:
    this = and_(people.c.workspace_id == row.workspace, people.c.id == id)
    connection.execute(update(people).where(this).values(**values))
