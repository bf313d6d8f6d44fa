"""People as Slack tells of them again: their language and zone, and whether they can still be reached."""

from collections.abc import Mapping
from typing import Any

import structlog
from sqlalchemy import ColumnElement, Engine, or_, select, update

from bot.db.engine import reading
from bot.db.orders import OPEN
from bot.db.tables import orders, outbox, people
from bot.people.profiles import profile
from bot.ports import Clock
from bot.service import Service

log = structlog.get_logger(__name__)


AWAY = frozenset({
    "user_not_found", "users_not_found", "user_disabled", "cannot_dm_bot", "user_not_visible", "account_inactive",
})  # fmt: skip
"""Why nothing could be said to somebody: there was nobody to read it."""

AGAIN = {"state": "waiting", "attempts": 0, "reason": None, "told_at": None}


def missed(workspace: str, person: str) -> tuple[ColumnElement[bool], ...]:
    """What was not said to somebody while they were away. It is looked at again: what makes no sense any more is not said."""
    return (
        outbox.c.workspace_id == workspace,
        outbox.c.recipient == person,
        outbox.c.state == "refused",
        outbox.c.reason.in_(sorted(AWAY)),
    )


class Presence:
    """Writes what became of somebody, and tells those who have an order with them."""

    def __init__(self, engine: Engine, clock: Clock, service: Service) -> None:
        self.engine = engine
        self.clock = clock
        self.service = service

    def told(self, workspace: str, slack_id: str, user: Mapping[str, Any]) -> bool:
        """Slack tells of a changed profile. Strangers stay strangers; without a language it is asked for again.

        True where their Slack speaks another language from now on.
        """
        known = profile(user, self.clock.real())
        if "locale" not in known:
            known["profile_at"] = None
        active = known.pop("active")
        this = (people.c.workspace_id == workspace, people.c.slack_id == slack_id)
        with self.engine.begin() as connection:
            asked = select(people.c.id, people.c.locale).where(*this)
            row = connection.execute(asked).one_or_none()
            if row is None:
                return False
            connection.execute(update(people).where(*this).values(**known))
        self.reached(workspace, row.id, here=bool(active))
        return bool(known.get("locale", row.locale) != row.locale)

    def reached(self, workspace: str, person: str, *, here: bool) -> None:
        """Somebody (our id) can be reached, or not any more: first each order says so, then they are marked."""
        this = (people.c.workspace_id == workspace, people.c.id == person)
        with reading(self.engine) as connection:
            active = connection.execute(select(people.c.active).where(*this)).scalar_one_or_none()
            theirs = or_(orders.c.seller_id == person, orders.c.buyer_id == person)
            asked = select(orders.c.id).where(orders.c.workspace_id == workspace, theirs, OPEN)
            found = list(connection.execute(asked).scalars())
        if active in (None, here):
            return
        for order in found:
            self.service.present(workspace, order, person, here=here)
        with self.engine.begin() as connection:
            connection.execute(update(people).where(*this).values(active=here))
            if here:
                connection.execute(update(outbox).where(*missed(workspace, person)).values(**AGAIN))
        for tell in self.service.committed:
            tell()
        log.warning("person_returned" if here else "person_left", workspace=workspace, person=person)
