"""Checkpoints in the mediators' channel: out of reach of whoever holds the database, the file and its key (P12)."""

from datetime import datetime

import msgspec
from sqlalchemy import Connection, select

from bot.changing.outgoing import MEDIATORS
from bot.db import outbox
from bot.db.tables import outbox as rows
from bot.parts import Parts
from bot.render import Message, Reader
from bot.sending import letters
from bot.sending.letters import Letter, Letters
from bot.trust.checkpoints import Checkpoint
from rules.calendar import local
from rules.words import Actor


class Posting:
    """One message a day, and the day's later ones below it, so that a channel for people stays readable."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts

    def post(self, checkpoint: Checkpoint) -> bool:
        """Put it into the outbox; not where no channel is set, nor one that has nothing new to hold fast."""
        homes = self.parts.homes.all()
        if self.parts.channel is None or not homes or not says_something(checkpoint):
            return False
        workspace, now = homes[0].workspace, self.parts.clock.now()
        with self.parts.engine.begin() as connection:
            letter = Letter(self.words(checkpoint), self.root(connection, workspace, now))
            row = letters.outgoing(
                f"msg_checkpoint_{checkpoint.signature[:24]}",
                Actor.MEDIATOR,
                MEDIATORS,
                letter,
                now,
                Letters.CHECKPOINT,
            )
            outbox.put(connection, workspace, None, [msgspec.structs.replace(row, urgent=False)])
        for tell in self.parts.service.committed:
            tell()
        return True

    def root(self, connection: Connection, workspace: str, now: datetime) -> str:
        """The ts of the day's first one; none where it was not said yet."""
        ours = (rows.c.workspace_id == workspace) & (rows.c.notice == Letters.CHECKPOINT)
        zone = self.parts.policy.zone
        midnight = local(now, zone).replace(hour=0, minute=0, second=0, microsecond=0)
        asked = select(rows.c.ts).where(ours, rows.c.not_before >= midnight).order_by(rows.c.place).limit(1)
        return connection.scalar(asked) or ""

    def words(self, checkpoint: Checkpoint) -> Message:
        """In the house's language, by its clock."""
        reader = Reader(MEDIATORS, "", self.parts.settings.locale, self.parts.policy.zone)
        text = self.parts.renderer.say(
            reader,
            "checkpoint",
            at=checkpoint.at,
            orders=checkpoint.orders,
            events=checkpoint.events,
            signature=checkpoint.signature,
        )
        return Message(text, [{"type": "section", "text": {"type": "mrkdwn", "text": text}}])


def says_something(checkpoint: Checkpoint) -> bool:
    """Whether anything changed since the one before."""
    return bool(checkpoint.changed or checkpoint.gone or checkpoint.people or checkpoint.why != "due")
