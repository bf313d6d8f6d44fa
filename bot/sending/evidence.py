"""What became of a file, for the history: handed on, with the digest of its bytes, or not. Pure."""

from collections.abc import Callable
from datetime import datetime

from bot.sending.compose import read_file
from bot.sending.plan import ATTEMPTS
from bot.sending.rows import FETCHES, Broken, Call, Claim, Kind, Nothing, Step
from bot.slack.answers import Answer, Refused, Taken, Unknown
from bot.slack.carrying import SLOW, TOO_LARGE
from rules.events import Event, FileCarried, FileLost
from rules.order import other
from rules.words import Actor

GONE = frozenset({"message_not_found", "thread_not_found", "cant_update_message", "edit_window_closed"})
"""The root of the thread is not there any more: a new card is posted, and the thread goes on below that."""

SHUT = frozenset({"channel_not_found"})
"""Of a conversation that we had opened ourselves: it is opened anew, once."""

NO_COPY = frozenset({"file_not_found", "invalid_arguments"})
"""Our copy of a file is gone, or was never whole: it is carried anew."""

Fact = Callable[[datetime], Event]
"""An event, once it is known when it was written down."""


def of_file(claim: Claim, call: Call | Nothing | Broken, answer: Answer | None) -> Fact | None:
    """None while nothing is certain, and for rows that carry no file."""
    row = claim.row
    if row.kind is not Kind.FILE or row.to_mediators:
        return None
    file, sharer = read_file(row.body), other(row.role)
    if claim.plan.step is Step.CARRY and isinstance(answer, Taken):
        size, digest = int(answer.body["size"]), str(answer.body["sha256"])
        return lambda at: FileCarried(
            at=at,
            actor=Actor.CLOCK,
            name=file.name,
            size=size,
            sha256=digest,
            sharer=sharer,
            copy=str(answer.body["file_id"]),
        )
    if not given_up(claim, call, answer):
        return None
    too_large = isinstance(answer, Refused) and answer.reason == TOO_LARGE
    return lambda at: FileLost(
        at=at, actor=Actor.CLOCK, name=file.name, size=file.size, too_large=too_large, sharer=sharer
    )


def given_up(claim: Claim, call: Call | Nothing | Broken, answer: Answer | None) -> bool:
    """Whether the file will not be handed on: Slack will never give it, or it failed too often."""
    if claim.row.attempts + 1 >= ATTEMPTS:
        slow = isinstance(answer, Unknown) and answer.reason == SLOW
        gone = isinstance(answer, Refused) and claim.plan.step is Step.SHARE and answer.reason in NO_COPY
        return slow or gone or isinstance(call, Broken)
    if not isinstance(answer, Refused):
        return False
    again = answer.reason in GONE | SHUT | NO_COPY and claim.plan.step is Step.SHARE
    return claim.plan.step in {*FETCHES, Step.SHARE} and not again
