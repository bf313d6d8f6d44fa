"""What a person is told that is about no order: rows of the outbox with a letter in place of an order's notice."""

from datetime import datetime
from enum import StrEnum

import msgspec

from bot.changing.outgoing import Outgoing
from bot.render import Message
from rules.words import Actor


class Letters(StrEnum):
    """The kinds of letters, as the column `notice` names them."""

    ANSWER = "answer"
    NEWS = "news"
    DIGEST = "digest"
    TOGETHER = "together"
    CHECKPOINT = "checkpoint"


class Letter(msgspec.Struct, frozen=True):
    """A message in its reader's language, in their conversation with us, or there below the message `thread` (its ts)."""

    message: Message
    thread: str = ""


def news(id: str, to: Actor, person: str, message: Message, now: datetime) -> Outgoing:
    """Something to tell somebody at once. `id`: the same one again is told once; `person`: our id."""
    return outgoing(id, to, person, Letter(message), now, Letters.NEWS)


def outgoing(id: str, to: Actor, person: str, letter: Letter, now: datetime, kind: Letters) -> Outgoing:
    """The row of a letter, at the end of its reader's lane."""
    return Outgoing(
        id=id,
        seq=0,
        kind="notice",
        notice=kind,
        to_role=to,
        recipient=person,
        urgent=True,
        not_before=now,
        body=encoded(letter),
    )


def encoded(letter: Letter) -> str:
    """A letter as a row holds it."""
    return msgspec.json.encode(letter, enc_hook=str).decode()


def thread_of(kind: str | None, body: str | None) -> str:
    """The ts below which a letter stands; what is made when it is said always begins anew."""
    return "" if kind in (Letters.DIGEST, Letters.TOGETHER) else decoded(body).thread


def decoded(body: str | None) -> Letter:
    """The letter of a row."""
    return msgspec.json.decode(body or "", type=Letter)
