"""Answers to what somebody wrote to us: said by the outbox, so that none is lost and none comes twice."""

import msgspec
from sqlalchemy import Engine, delete, select

from bot.changing.outgoing import MEDIATORS, Outgoing, drawn
from bot.db import orders, outbox, tables
from bot.ports import Clock
from bot.render import Message
from bot.sending import letters
from bot.service import Service
from rules.order import Order
from rules.words import PARTIES, Actor

NOTICE = "answer"
NO_EVENT = 0
"""The `seq` of a row that tells of no event: its body is the message itself."""


class Replies:
    """Puts answers of ours at the end of their reader's lane."""

    def __init__(self, engine: Engine, clock: Clock, service: Service) -> None:
        self.engine = engine
        self.clock = clock
        self.service = service

    def put(
        self, workspace: str, order: str, *, role: Actor, person: str, message: Message, receipt: str
    ) -> None:
        """In an order's thread, one answer to one delivery: the same `receipt` again changes nothing. `person`: our id."""
        row = Outgoing(
            id=f"msg_{receipt}",
            seq=NO_EVENT,
            kind="notice",
            notice=NOTICE,
            to_role=role,
            recipient=person,
            urgent=True,
            not_before=self.clock.now(),
            body=body(message),
        )
        self.put_once(workspace, order, row)

    def put_file(self, workspace: str, order: str, *, seq: int, lost: Message, receipt: str) -> None:
        """In a case's thread: the whole case file (`seq` 0), or the file that an event tells of. `lost`: said if it cannot come."""
        row = Outgoing(
            id=f"msg_{receipt}",
            seq=seq,
            kind="file",
            to_role=Actor.MEDIATOR,
            recipient=MEDIATORS,
            urgent=True,
            not_before=self.clock.now(),
            body=body(lost),
        )
        self.put_once(workspace, order, row)

    def put_letter(
        self, workspace: str, *, role: Actor, person: str, letter: letters.Letter, receipt: str
    ) -> None:
        """The same about no order."""
        now = self.clock.now()
        row = letters.outgoing(f"msg_{receipt}", role, person, letter, now, letters.Letters.ANSWER)
        self.put_once(workspace, None, row)

    def draw_again(self, workspace: str, channel: str, ts: str) -> None:
        """The card or case that stood there is gone: a new one begins. Anything else that stood there changes nothing."""
        stood = (
            tables.cards.c.workspace_id == workspace,
            tables.cards.c.channel == channel,
            tables.cards.c.ts == ts,
        )
        with self.engine.begin() as connection:
            found = connection.execute(select(tables.cards).where(*stood)).first()
            locked = found and orders.lock(connection, workspace, found.order_id)
            if found is None or locked is None:
                return
            connection.execute(delete(tables.cards).where(*stood))
            again = self.root(orders.read(locked).order, found.audience)
            outbox.put(connection, workspace, found.order_id, [again] if again else [])
        for tell in self.service.committed:
            tell()

    def root(self, order: Order, audience: str) -> Outgoing | None:
        """The card or the case of one reader; None for who has no part in the order any more."""
        now, ids = self.clock.now(), self.service.ids
        if audience == MEDIATORS:
            return drawn("case", Actor.MEDIATOR, order, now, ids)
        role = next((one for one in PARTIES if order.person(one) == audience), None)
        return drawn("card", role, order, now, ids) if role else None

    def put_once(self, workspace: str, order: str | None, row: Outgoing) -> None:
        mine = (tables.outbox.c.workspace_id == workspace) & (tables.outbox.c.id == row.id)
        with self.engine.begin() as connection:
            if connection.execute(select(tables.outbox.c.id).where(mine)).first() is not None:
                return
            outbox.put(connection, workspace, order, [row])
        for tell in self.service.committed:
            tell()


def body(message: Message) -> str:
    """A message as a row holds it."""
    return msgspec.json.encode(message, enc_hook=str).decode()


def of_row(seq: int, held: str | None) -> Message | None:
    """The message of a row that tells of no event; None where the row is a notice of one."""
    return msgspec.json.decode(held or "", type=Message) if seq == NO_EVENT else None
