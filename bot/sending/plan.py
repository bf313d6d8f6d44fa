"""Which call comes next for a row. Pure: rows in, a plan or the row's end out."""

from datetime import datetime, timedelta

import msgspec

from bot.db.people import hours
from bot.sending import letters
from bot.sending.rows import METHOD, Due, Held, Kind, Person, Plan, Step
from rules.agenda import holds
from rules.calendar import send_at
from rules.notices import HANDED_OVER, Notice
from rules.order import Order
from rules.policy import Policy
from rules.words import PARTIES

PROFILE_AGE = timedelta(days=1)
ROOT_AGE = timedelta(days=80)
"""Free workspaces hide messages after 90 days: an older thread goes on below a new card."""

ATTEMPTS = 5

LOOKS = 2 * ATTEMPTS
"""Tries after which nobody looks any more whether a call arrived: looking itself goes wrong."""

LOOKING = frozenset({Step.LOOK, Step.SHARED})

ROOTS = frozenset({Kind.CARD, Kind.CASE})


class End(msgspec.Struct, frozen=True):
    """A row that is over without a call: `stale` or `refused`, and why."""

    state: str
    reason: str


MOVED_ON = End("stale", "moved_on")


class Later(msgspec.Struct, frozen=True):
    """A reminder that waits until then without a call: its reader's quiet hours have begun."""

    until: datetime


def plan(
    held: Held, now: datetime, real: datetime, policy: Policy, *, refresh: bool = True
) -> Plan | End | Later:
    """The row's end, if it makes no sense any more; else the first call that is still missing, or when it may be made.

    What may have arrived is looked for before anything else is decided: who is parked or stale would leave behind a
    card that nobody knows of, and the next row a second one (P5). `refresh`: whether a profile that is only old is
    asked for again first.
    """
    return (
        look(held, real)
        or ended(held, now, policy)
        or overnight(held, now, policy)
        or before(held, real, refresh=refresh)
        or last(held, real)
    )


def look(held: Held, real: datetime) -> Plan | None:
    """Whether a call that may have been taken was, where that can be asked."""
    row, recipient = held.row, held.people.get(held.row.recipient)
    somewhere = row.to_mediators or (recipient is not None and recipient.dm_channel is not None)
    if not row.progress.doubt or row.attempts >= LOOKS or not somewhere:
        return None
    first = last(held, real)
    return first if first.step in LOOKING else None


def ended(held: Held, now: datetime, policy: Policy) -> End | None:
    """Nothing after its moment (P7); a row that failed too often harms nobody else (P10)."""
    row = held.row
    if row.attempts >= ATTEMPTS:
        return End("refused", "attempts")
    if row.valid_until is not None and now >= row.valid_until:
        return End("stale", "too_late")
    if row.key is not None and (held.order is None or not holds(held.order, policy, row.key)):
        return MOVED_ON
    if row.to_mediators:
        return None
    tells = row.kind in {Kind.NOTICE, Kind.FILE} and row.notice != HANDED_OVER
    if tells and held.order is not None and is_former(row, held.order):
        return MOVED_ON
    person = held.people.get(row.recipient)
    if person is None or person.slack_id is None:
        return End("refused", "nobody")
    return None if person.active else End("refused", "account_inactive")


def overnight(held: Held, now: datetime, policy: Policy) -> Later | None:
    """What could not be said in time respects the quiet hours that have begun since; what is half said is finished."""
    row, reader = held.row, held.people.get(held.row.recipient)
    if not row.reminds or reader is None or row.progress.parts:
        return None
    when = hours(reader.zone, reader.quiet_hours, policy)
    rows = [member.row for member in held.members] or [row]
    until = min(send_at(now, when.quiet, when.zone, announced(one)) for one in rows)
    return Later(until) if until > now else None


def announced(row: Due) -> datetime | None:
    """What a reminder announces; a digest nothing."""
    return msgspec.json.decode(row.body, type=Notice).announces if row.key and row.body else None


def is_former(row: Due, order: Order) -> bool:
    """Whether its reader held a part in the order that somebody else has now: they learn nothing of what comes after."""
    return row.role in PARTIES and order.person(row.role) != row.recipient


def before(held: Held, real: datetime, *, refresh: bool) -> Plan | None:
    """Who they are (names, language, zone), then where they are written to.

    The recipient first: so two conversations that begin together do not ask twice about each other.
    """
    if held.row.kind is Kind.TIDY:  # what was said before was said to somebody whom we know
        return None
    recipient = held.people.get(held.row.recipient)
    for person in sorted(held.people.values(), key=lambda one: one is not recipient):
        oldest = real - PROFILE_AGE if person is recipient and refresh else None
        if person.slack_id is not None and unknown(person, oldest):
            return Plan(Step.PROFILE, METHOD[Step.PROFILE], person.id)
    if recipient is not None and recipient.dm_channel is None:
        return Plan(Step.OPEN, METHOD[Step.OPEN])
    return None


def unknown(person: Person, oldest: datetime | None) -> bool:
    """Never looked up, or not since."""
    return person.profile_at is None or (oldest is not None and person.profile_at < oldest)


def last(held: Held, real: datetime) -> Plan:
    """The message itself. Where an earlier one may have arrived, a look comes first; an edit is simply repeated."""
    row, root = held.row, standing(held, real)
    if row.order_id is None:
        return letter(held)
    if row.kind is Kind.TIDY:
        return Plan(Step.TIDY, METHOD[Step.TIDY])
    if row.kind is Kind.FILE and root:
        step = Step.WRITE if row.is_case_file else Step.CARRY
        if row.progress.file is not None:
            step = Step.SHARED if row.progress.doubt else Step.SHARE
        return Plan(step, METHOD[step])
    edits = row.kind in ROOTS and root
    if row.progress.doubt and not edits:
        return Plan(Step.LOOK, "conversations.replies" if root else "conversations.history")
    step = Step.EDIT if edits else Step.REPLY if root else Step.ROOT
    return Plan(step, METHOD[step])


def letter(held: Held) -> Plan:
    """A letter needs no card. It may stand in a thread of its reader's own."""
    if not held.row.progress.doubt:
        return Plan(Step.LETTER, METHOD[Step.LETTER])
    below = letters.thread_of(held.row.notice, held.row.body)
    return Plan(Step.LOOK, "conversations.replies" if below else "conversations.history")


def standing(held: Held, real: datetime) -> bool:
    """Whether the thread's root is there and young enough."""
    return held.card is not None and held.card.posted_at > real - ROOT_AGE
