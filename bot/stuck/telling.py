"""Tells the operators once that something waits for them, in one letter each, however much it is."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import Connection, Row, Table, select, update

from bot.changing.outgoing import MEDIATORS
from bot.db import outbox as rows
from bot.db.tables import orders, outbox, webhooks
from bot.parts import Parts
from bot.render import Message, Reader
from bot.sending import letters
from bot.sending.letters import Letters
from bot.stuck.store import PARKED, REFUSED
from bot.views import reader_of
from rules.words import Actor

log = structlog.get_logger(__name__)

UNTAKEN = webhooks.c.state == "parked"
MOST = 1_000
"""Told of in one letter; more follow in the next."""

NAMED = 10
"""References that are named; of the rest, the number."""


class Telling:
    """Looks for what nobody was told of yet."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts

    def run_once(self) -> int:
        """How many workspaces had something new. A letter that was itself refused is listed, and not announced."""
        return sum(self.tell(home.workspace) for home in self.parts.homes.all())

    def tell(self, workspace: str) -> bool:
        """The letters, and that they were written, in one transaction."""
        now = self.parts.clock.now()
        with self.parts.engine.begin() as connection:
            messages = untold(connection, outbox, workspace, REFUSED)
            parked = untold(connection, orders, workspace, PARKED)
            unheard = self.unheard(connection, workspace)
            reports = untold(connection, webhooks, workspace, UNTAKEN)
            if not messages and not parked and not unheard and not reports:
                return False
            mark(connection, webhooks, workspace, reports, now)
            mark(connection, outbox, workspace, unheard, now)
            mark(connection, outbox, workspace, messages, now)
            mark(connection, orders, workspace, parked, now)
            refused = [row for row in messages if row.notice != Letters.NEWS]
            news = refused or parked or unheard or reports
            readers = self.parts.homes.operators(workspace) if news else []
            if news and not readers:
                log.warning("no_operator_to_tell", workspace=workspace)
            for person in readers:
                cases = list(dict.fromkeys(row.ref for row in unheard))
                refs = [row.ref for row in parked]
                message = self.words(workspace, person, len(refused), refs, cases, len(reports))
                letter = letters.news(self.parts.ids.new("msg"), Actor.OPERATOR, person, message, now)
                rows.put(connection, workspace, None, [letter])
        for tell in self.parts.service.committed:
            tell()
        return True

    def unheard(self, connection: Connection, workspace: str) -> Sequence[Row[Any, Any]]:
        """Cases that began while no mediators' channel is set: what tells of them waits, and nobody knows."""
        if self.parts.channel is not None:
            return []
        begun = outbox.c.notice.in_(("open_dispute", "request:claim"))
        asked = select(outbox.c.id, orders.c.ref).join(
            orders, (orders.c.workspace_id == outbox.c.workspace_id) & (orders.c.id == outbox.c.order_id)
        )
        here = (outbox.c.workspace_id == workspace) & (outbox.c.recipient == MEDIATORS)
        waits = here & begun & (outbox.c.state == "waiting") & outbox.c.told_at.is_(None)
        return connection.execute(asked.where(waits).limit(MOST)).all()

    def words(
        self,
        workspace: str,
        person: str,
        messages: int,
        parked: Sequence[str],
        cases: Sequence[str],
        reports: int,
    ) -> Message:
        """What waits, and the commands that show it and try it again."""
        say, reader = self.parts.renderer.say, self.reader(workspace, person)
        told = [say(reader, "stuck_messages", count=messages)] if messages else []
        if parked:
            named = ", ".join(parked[:NAMED])
            told.append(say(reader, "stuck_orders", count=len(parked), refs=named, more=len(parked) > NAMED))
        if cases:
            named = ", ".join(cases[:NAMED])
            told.append(say(reader, "no_channel", count=len(cases), refs=named, more=len(cases) > NAMED))
        if reports:
            told.append(say(reader, "stuck_reports", count=reports))
        text = "\n\n".join(told)
        return Message(text, [{"type": "section", "text": {"type": "mrkdwn", "text": text}}])

    def reader(self, workspace: str, person: str) -> Reader:
        row = self.parts.people.get(workspace, person)
        if row is None:
            return Reader(person, "", self.parts.settings.locale, self.parts.policy.zone)
        return reader_of(self.parts, row)


def untold(connection: Connection, table: Table, workspace: str, stuck: Any) -> Sequence[Row[Any]]:
    asked = select(table).where(table.c.workspace_id == workspace, stuck, table.c.told_at.is_(None))
    return connection.execute(asked.limit(MOST).with_for_update(skip_locked=True)).all()


def mark(
    connection: Connection, table: Table, workspace: str, found: Sequence[Row[*tuple[Any, ...]]], at: datetime
) -> None:
    these = table.c.id.in_([row.id for row in found])
    if found:
        connection.execute(update(table).where(table.c.workspace_id == workspace, these).values(told_at=at))
