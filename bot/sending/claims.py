"""Takes rows off the outbox, one a lane: database only, no loop, no network. Each claim is good for one call."""

from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

import msgspec
import structlog
from msgspec.structs import replace
from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Engine,
    Integer,
    Select,
    Subquery,
    and_,
    bindparam,
    case,
    exists,
    false,
    func,
    not_,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from bot.changing.outgoing import MEDIATORS
from bot.db.engine import reading
from bot.db.policy import governs, policy_digest
from bot.db.settings import released
from bot.db.tables import cards, installations, lanes, outbox, people
from bot.db.types import Moment
from bot.ports import Clock
from bot.privacy.workspace import OPERATOR
from bot.sending import paces, together
from bot.sending.about import read, zone_of
from bot.sending.letters import Letters
from bot.sending.plan import MOVED_ON, End, Later, announced, ended, plan
from bot.sending.rows import FETCHES, Claim, Due, Held, Kind, Plan, Step, read_due
from bot.waking import digests
from rules.policy import Policy

log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=20)
"""How long a row is ours: a call takes 10 s at most, its end a few to write. Who died is followed soon after (P4)."""

CARRYING = timedelta(seconds=60)
"""A large file takes longer."""

TIDY = outbox.c.kind == Kind.TIDY
"""Old messages are tidied when nothing new is to be said."""

UNREADABLE = (msgspec.MsgspecError, ValueError, KeyError)
"""What a row raises that holds no order, no notice, no zone or no progress."""

NOW: BindParameter[datetime] = bindparam("now")
REAL: BindParameter[datetime] = bindparam("real")


class Claims:
    """Finds what may be said now and takes it. `channel`: the mediators' one; without it their rows wait."""

    def __init__(self, engine: Engine, clock: Clock, policy: Policy, channel: str | None = None) -> None:
        self.engine = engine
        self.clock = clock
        self.policy = policy
        self.policy_digest = policy_digest(policy)
        self.channel = channel

    def claim(self, limit: int = 8) -> tuple[list[Claim], int]:
        """Take at most `limit` rows, one a lane; also gives how many were ended without a call.

        Order, card and people are read in the same transaction, so that nothing is claimed that a commit before
        this one made wrong (P7).
        """
        with self.engine.begin() as connection:
            now, real = self.clock.now(), self.clock.real()
            found = self.free(connection, now, real, limit)
            claimed = [self.take(connection, row, now, real) for row in found]
        return [one for one in claimed if isinstance(one, Claim)], sum(
            isinstance(one, End) for one in claimed
        )

    def free(self, connection: Connection, now: datetime, real: datetime, limit: int) -> list[Due]:
        """The first row of each lane that may speak now: lanes with something urgent first, then who has waited longest.

        What may be joined waits until every order of its reader has been rung, so that nothing is left out (P8), and
        what comes after it in the lane waits with it (P6). What needs a method that is held back is left out, so that
        it keeps nobody else from being seen.
        """
        first, asked = self.speakable
        held = [
            and_(first.c.workspace_id == workspace, needs(first.c, method))
            for workspace, method in paces.held_methods(connection, real)
        ]
        if held:
            asked = asked.where(not_(or_(*held)))
        found = connection.execute(asked, {"now": now, "real": real, "most": limit})
        return self.locked(connection, [read_due(row) for row in found])

    @cached_property
    def speakable(self) -> tuple[Subquery, Select[Any]]:
        """The first row of each lane, and which of them may speak, at the moments NOW and REAL; made once, asked at each look."""
        due = and_(self.sendable(), or_(waiting(NOW), abandoned(REAL)))
        in_lane = func.row_number().over(partition_by=lane_of(), order_by=(TIDY, outbox.c.place))
        pressing = func.max(case((outbox.c.urgent, 1), else_=0)).over(partition_by=lane_of())
        first = select(outbox, in_lane.label("nth"), pressing.label("pressing")).where(due).subquery()
        pace = and_(lanes.c.workspace_id == first.c.workspace_id, lanes.c.lane == first.c.lane)
        asked = (
            select(first)
            .outerjoin(lanes, pace)
            .where(first.c.nth == 1, or_(lanes.c.free_at.is_(None), lanes.c.free_at <= REAL))
            .where(not_(and_(first.c.state == "waiting", first.c.joins, together.unrung(first.c, NOW))))
            .where(tuple_(first.c.workspace_id, first.c.lane).not_in(speaking(REAL)))
            .order_by(first.c.pressing.desc(), first.c.kind == Kind.TIDY, first.c.not_before, first.c.place)
            .limit(bindparam("most", type_=Integer))
        )
        return first, asked

    def locked(self, connection: Connection, rows: list[Due]) -> list[Due]:
        """Those whose lane no other worker is claiming from at this very moment. SQLite has one writer anyway."""
        if connection.dialect.name != "postgresql" or not rows:
            return rows
        paces.make(connection, [(row.workspace, row.lane) for row in rows])
        asked = select(lanes.c.workspace_id, lanes.c.lane).where(
            tuple_(lanes.c.workspace_id, lanes.c.lane).in_([(row.workspace, row.lane) for row in rows])
        )
        ours = {tuple(lane) for lane in connection.execute(asked.with_for_update(skip_locked=True))}
        if ours:
            paces.lock(connection, {workspace for workspace, _ in ours})
        return [row for row in rows if (row.workspace, row.lane) in ours]

    def take(self, connection: Connection, row: Due, now: datetime, real: datetime) -> Claim | End | None:
        """Ours, ended, or (the pace of its method is used up, or somebody else was faster) neither."""
        if row.joins and together.join(connection, row, now, self.policy):
            return End("waiting", "joined")
        wanted, held = self.wanted(connection, row, now, real)
        if isinstance(wanted, End) and not self.may_end(connection, row, wanted):
            return None
        if isinstance(wanted, End):
            if row.notice == Letters.TOGETHER:
                together.finish(connection, row, wanted.state)
            log.info(
                "row_ended", outbox=row.id, order=row.order_id, status=wanted.state, reason=wanted.reason
            )
            return wanted if self.move(connection, row, state=wanted.state, reason=wanted.reason) else None
        if isinstance(wanted, Later):
            morning = {"not_before": wanted.until, "joins": row.joins or row.key is not None}
            self.move(connection, row, state="waiting", lease_until=None, reason=str(row.progress), **morning)
            return End("waiting", "night")
        if held is None or wanted is None or not paces.free(connection, row.workspace, wanted.method, real):
            return None
        lease = real + (CARRYING if wanted.step in FETCHES else LEASE)
        # Who was left in doubt by two in a row still looks back to the first of them.
        doubt = {"reason": str(row.progress)} if row.state == "sending" else {}
        taken = {"state": "sending", "lease_until": lease, "attempts": row.attempts + 1, **doubt}
        if not self.move(connection, row, **taken):
            return None
        paces.spend(connection, row.workspace, row.lane, wanted, real)
        return Claim(held, wanted, lease, real)

    def wanted(
        self, connection: Connection, row: Due, now: datetime, real: datetime
    ) -> tuple[Plan | End | Later | None, Held | None]:
        """What to do with a row; one that cannot be read, or whose order cannot, harms itself alone (P10)."""
        try:
            held = self.read(connection, row, now)
            if held is None or isinstance(held, End):
                return held, None
            return self.planned(connection, held, now, real), held
        except UNREADABLE as wrong:
            log.warning("row_unreadable", outbox=row.id, order=row.order_id, error=type(wrong).__name__)
            return End("refused", "unreadable"), None

    def planned(
        self, connection: Connection, held: Held, now: datetime, real: datetime
    ) -> Plan | End | Later:
        """The next step of a row; a profile that is only old is asked for again where the pace of that method allows."""
        wanted = plan(held, now, real, self.policy)
        if isinstance(wanted, Plan) and wanted.step is Step.PROFILE:
            free = paces.free(connection, held.row.workspace, wanted.method, real)
            return wanted if free else plan(held, now, real, self.policy, refresh=False)
        return wanted

    def read(self, connection: Connection, row: Due, now: datetime) -> Held | End | None:
        """What a row is about; a digest and what was joined are worked out anew, and may have come to nothing."""
        held = read(connection, row)
        if held is None or row.order_id is not None or row.notice not in (Letters.DIGEST, Letters.TOGETHER):
            return held
        if row.notice == Letters.DIGEST:
            zone = zone_of(connection, row, self.policy)
            found = digests.of(connection, row.workspace, row.recipient, now, zone)
            return End("stale", "nothing_to_do") if found is None else replace(held, digest=found)
        return self.joined(connection, held, now)

    def joined(self, connection: Connection, held: Held, now: datetime) -> Held | End | None:
        """A message for several: each is checked again, and left out if it makes no sense any more (P7)."""
        members: list[Held] = []
        for row in together.members(connection, held.row):
            try:
                announced(row)  # raises where the row holds no notice
                one = self.read(connection, row, now)
            except UNREADABLE:
                one = End("refused", "unreadable")
            if one is None:
                return None
            end = one if isinstance(one, End) else ended(one, now, self.policy)
            if end is not None and not self.may_end(connection, row, end):
                return None
            if end is not None:
                self.move(connection, row, state=end.state, reason=end.reason)
            elif isinstance(one, Held):
                members.append(one)
        if not members:
            return MOVED_ON
        people = {id: person for one in (*members, held) for id, person in one.people.items()}
        return replace(held, people=people, members=tuple(members))

    def may_end(self, connection: Connection, row: Due, end: End) -> bool:
        """A nudge that the policy of before does not know is left to those who have the one in force."""
        return row.key is None or end != MOVED_ON or governs(connection, self.policy_digest)

    def move(self, connection: Connection, row: Due, **values: object) -> bool:
        """Change a row, unless somebody else did since it was read."""
        lease = outbox.c.lease_until
        unchanged = lease.is_(None) if row.lease_until is None else lease == row.lease_until
        asked = update(outbox).where(is_row(row), outbox.c.state == row.state, unchanged).values(**values)
        return connection.execute(asked).rowcount == 1

    def next_at(self) -> datetime | None:
        """The earliest real moment at which there may be something to claim; None when the outbox is empty."""
        now, real = self.clock.now(), self.clock.real()
        with reading(self.engine) as connection:
            waits = select(func.min(outbox.c.not_before)).where(outbox.c.state == "waiting", self.sendable())
            due = connection.scalar(waits.where(outbox.c.not_before <= now))
            ahead = connection.scalar(waits.where(outbox.c.not_before > now))
            leased = connection.scalar(
                select(func.min(outbox.c.lease_until)).where(outbox.c.state == "sending")
            )
            freed = connection.scalar(select(func.min(lanes.c.free_at)).where(lanes.c.free_at > real))
        held = None if due is None else freed or real + timedelta(seconds=1)
        moments = [leased, held, None if ahead is None else ahead - (now - real)]
        return min((moment for moment in moments if moment is not None), default=None)

    def open_now(self) -> int:
        """How many rows are due and not over yet."""
        due = or_(outbox.c.state == "sending", waiting(self.clock.now()))
        with reading(self.engine) as connection:
            return (
                connection.scalar(select(func.count()).select_from(outbox).where(due, self.sendable())) or 0
            )

    def next_saying(self) -> datetime | None:
        """When the next row that is held back goes out, in the orders' own time (UTC)."""
        ahead = and_(outbox.c.state == "waiting", outbox.c.not_before > self.clock.now(), self.sendable())
        with reading(self.engine) as connection:
            found: datetime | None = connection.scalar(select(func.min(outbox.c.not_before)).where(ahead))
        return found

    def sendable(self) -> ColumnElement[bool]:
        """What has somewhere to go: a case without the mediators' channel waits for one to be set, a workspace that an
        operator removed for being given back, and an older copy of everything for being released."""
        known = outbox.c.recipient != MEDIATORS if self.channel is None else outbox.c.recipient.is_not(None)
        return and_(known, outbox.c.workspace_id.not_in(removed()), released())


def removed() -> Select[str]:
    """Workspaces in which nothing is said until an operator gives them back."""
    return select(installations.c.workspace_id).where(installations.c.removed_by == OPERATOR)


def lane_of() -> tuple[ColumnElement[str], ColumnElement[str]]:
    return (outbox.c.workspace_id, outbox.c.lane)


def waiting(now: Moment) -> ColumnElement[bool]:
    """Due."""
    return and_(outbox.c.state == "waiting", outbox.c.not_before <= now)


def abandoned(real: Moment) -> ColumnElement[bool]:
    """Somebody took it and did not come back."""
    return and_(outbox.c.state == "sending", outbox.c.lease_until <= real)


def speaking(real: Moment) -> Select[str, str]:
    """Lanes in which a call is under way."""
    return select(*lane_of()).where(outbox.c.state == "sending", outbox.c.lease_until > real)


def needs(row: ReadOnlyColumnCollection[str, Any], method: str) -> ColumnElement[bool]:
    """Whether a row's next call is likely to be of this method; what is claimed is asked again exactly."""
    card = exists().where(
        cards.c.workspace_id == row.workspace_id,
        cards.c.order_id == row.order_id,
        cards.c.audience == row.recipient,
    )
    person = (people.c.workspace_id == row.workspace_id, people.c.id == row.recipient)
    match method:
        case "users.info":
            return exists().where(*person, people.c.profile_at.is_(None))
        case "conversations.open":
            return exists().where(*person, people.c.dm_channel.is_(None))
        case "chat.update":
            return or_(row.kind == Kind.TIDY, and_(row.kind.in_((Kind.CARD, Kind.CASE)), card))
        case "chat.postMessage":
            return not_(or_(row.kind == Kind.TIDY, and_(row.kind.in_((Kind.CARD, Kind.CASE)), card)))
    return false()


def is_row(row: Due) -> ColumnElement[bool]:
    return and_(outbox.c.workspace_id == row.workspace, outbox.c.id == row.id)
