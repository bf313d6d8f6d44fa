"""Deliveries that had their effect: a repeat within 72 hours gets the same answer and changes nothing (P2, rule 13)."""

from datetime import datetime, timedelta

import msgspec
from sqlalchemy import Connection, delete, insert, select

from bot.changing import texts
from bot.changing.outcomes import Done, Mismatch, Outcome, Receipt
from bot.db import tables
from bot.trust import history
from rules.evolve import fold
from rules.refusal import Refusal
from rules.words import Reason

KEPT_FOR = timedelta(hours=72)


class KeptRefusal(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A refusal as JSON can hold it: moments apart, texts as ids, of which `texts` says which are some."""

    reason: Reason
    opens_at: datetime | None = None
    field: str | None = None
    facts: dict[str, str | int | tuple[str, ...] | None] = {}
    moments: dict[str, datetime] = {}
    texts: tuple[str, ...] = ()


class Answer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a repeat is answered with. What was done stands in the history: `first` of `count` events, and `version` after."""

    order_id: str
    version: int = 0
    first: int = 0
    count: int = 0
    refusal: KeptRefusal | None = None


ANSWER = msgspec.json.Decoder(Answer)


def repeated(connection: Connection, workspace: str, receipt: Receipt, now: datetime) -> Outcome | None:
    """The outcome of the same delivery, if it was here before; `now` is the world's time."""
    mine = (tables.receipts.c.workspace_id == workspace) & (tables.receipts.c.key == receipt.key)
    found = connection.execute(select(tables.receipts).where(mine)).one_or_none()
    if found is None:
        return None
    if found.at <= now - KEPT_FOR:
        connection.execute(delete(tables.receipts).where(mine))
        return None
    if found.digest != receipt.digest:
        return Mismatch(receipt.key)
    answer = ANSWER.decode(found.answer)
    if answer.refusal is not None:
        refusal = restored(answer.refusal)
        return texts.reveal_refusal(connection, workspace, refusal, frozenset(answer.refusal.texts))
    return done_again(connection, workspace, answer)


def done_again(connection: Connection, workspace: str, answer: Answer) -> Done:
    """What was done then, read from the history."""
    entries = history.load(connection, workspace, answer.order_id, until=answer.version)
    events = tuple(entry.event for entry in entries)
    return Done(
        order_id=answer.order_id,
        order=fold(None, events),
        events=events[answer.first - 1 : answer.first - 1 + answer.count],
        at=entries[-1].recorded_at,
        repeated=True,
    )


def keep(connection: Connection, workspace: str, receipt: Receipt, answer: Answer, now: datetime) -> None:
    """In the transaction of the effect itself. IntegrityError when the same delivery was faster elsewhere."""
    row = {
        "workspace_id": workspace,
        "key": receipt.key,
        "digest": receipt.digest,
        "answer": msgspec.json.encode(answer).decode(),
        "at": now,
    }
    connection.execute(insert(tables.receipts), [row])


def forget_old(connection: Connection, now: datetime) -> int:
    """How many are too old to be repeated, and gone now; `now` is the world's time."""
    return connection.execute(delete(tables.receipts).where(tables.receipts.c.at <= now - KEPT_FOR)).rowcount


def kept(refusal: Refusal, ids: frozenset[str]) -> KeptRefusal:
    """A refusal whose texts are still ids."""
    facts = {name: fact for name, fact in refusal.facts.items() if not isinstance(fact, datetime)}
    return KeptRefusal(
        reason=refusal.reason,
        opens_at=refusal.opens_at,
        field=refusal.field,
        facts=facts,
        moments={name: fact for name, fact in refusal.facts.items() if isinstance(fact, datetime)},
        texts=tuple(sorted(texts.mentioned(refusal, ids))),
    )


def restored(refusal: KeptRefusal) -> Refusal:
    """The refusal that was kept."""
    return Refusal(
        refusal.reason,
        opens_at=refusal.opens_at,
        field=refusal.field,
        facts={**refusal.facts, **refusal.moments},
    )
