"""People: our own ids, and the only place that maps them to Slack, to names and to addresses."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Engine, exists, select, update
from sqlalchemy import Row as Found

from bot.changing.outgoing import Hours
from bot.db.engine import reading
from bot.db.tables import orders, people
from bot.db.upsert import inserting, upsert
from bot.ports import Clock, Ids
from rules.calendar import QuietHours
from rules.policy import Policy

NO_QUIET = ""


class PersonRow(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody in a workspace. `quiet_hours`: None is the policy's, empty is none; `zone` is an IANA name.

    `language`: what they chose over Slack's `locale`; `digest`: whether they want one each morning.
    `seen_at`: when they last had something to do with us; `profile_at`: when Slack last told their profile (UTC).
    """

    workspace: str
    id: str
    slack_id: str | None = None
    name: str
    email: str | None = None
    locale: str | None = None
    zone: str | None = None
    quiet_hours: str | None = None
    dm_channel: str | None = None
    seen_at: datetime | None = None
    profile_at: datetime | None = None
    active: bool = True
    language: str | None = None
    digest: bool = True

    @property
    def speaks(self) -> str:
        """Two letters: what they chose, else what Slack tells; empty when neither is known."""
        return self.language or self.slack

    @property
    def slack(self) -> str:
        """Two letters: the language of their Slack; empty when it is not known."""
        return (self.locale or "")[:2].lower()


class People:
    """Reads and writes people, each time on a connection of its own."""

    def __init__(self, engine: Engine, clock: Clock, ids: Ids) -> None:
        self.engine = engine
        self.clock = clock
        self.ids = ids

    def get(self, workspace: str, id: str) -> PersonRow | None:
        """By our own id."""
        return self._one(workspace, people.c.id == id)

    def by_slack(self, workspace: str, slack_id: str, *, name: str | None = None) -> PersonRow:
        """By Slack's id, made on first sight; until a profile says better they go by `name`, else by that id."""
        found = self._one(workspace, people.c.slack_id == slack_id)
        return found or self._meet(workspace, slack_id, name or slack_id)

    def by_email(self, workspace: str, email: str) -> PersonRow | None:
        """By e-mail address, in whatever case it is written; an active person before one who left."""
        return self._one(workspace, people.c.email == email.strip().lower())

    def among(self, workspace: str, ids: Iterable[str]) -> Mapping[str, PersonRow]:
        """Those of these ids that are known, by id, in one SELECT."""
        asked = select(people).where(people.c.workspace_id == workspace, people.c.id.in_(set(ids)))
        with reading(self.engine) as connection:
            return {row.id: read(row) for row in connection.execute(asked)}

    def named(self, workspace: str, condition: Any, most: int) -> tuple[str, ...]:
        """The names of some, in their order, at most so many."""
        asked = select(people.c.name).where(people.c.workspace_id == workspace, condition)
        with reading(self.engine) as connection:
            return tuple(connection.scalars(asked.order_by(people.c.name, people.c.id).limit(most)))

    def parties(self, workspace: str, most: int) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
        """Who sells, who buys, and who of them left Slack: by name, at most so many each."""
        here = orders.c.workspace_id == people.c.workspace_id
        sells = exists().where(here, orders.c.seller_id == people.c.id)
        buys = exists().where(here, orders.c.buyer_id == people.c.id)
        left = people.c.active.is_(False) & (sells | buys)
        return (
            self.named(workspace, sells, most),
            self.named(workspace, buys, most),
            self.named(workspace, left, most),
        )

    def save(self, person: PersonRow) -> None:
        """Write all of a person, new or known."""
        values = {**msgspec.structs.asdict(person), "workspace_id": person.workspace}
        del values["workspace"]
        values["email"] = person.email.strip().lower() if person.email else None
        with self.engine.begin() as connection:
            upsert(connection, people, values)

    def change(self, workspace: str, id: str, **values: Any) -> None:
        """Write some of a person, and leave the rest to whoever else writes it."""
        mine = (people.c.workspace_id == workspace) & (people.c.id == id)
        with self.engine.begin() as connection:
            connection.execute(update(people).where(mine).values(**values))

    def _one(self, workspace: str, condition: Any) -> PersonRow | None:
        asked = select(people).where(people.c.workspace_id == workspace, condition)
        with reading(self.engine) as connection:
            found = connection.execute(asked.order_by(people.c.active.desc(), people.c.id)).first()
        return read(found) if found is not None else None

    def _meet(self, workspace: str, slack_id: str, name: str) -> PersonRow:
        with self.engine.begin() as connection:
            met = inserting(connection, people).values(
                workspace_id=workspace,
                id=self.ids.new("person"),
                slack_id=slack_id,
                name=name,
                seen_at=self.clock.now(),
                active=True,
            )
            connection.execute(met.on_conflict_do_nothing(index_elements=["workspace_id", "slack_id"]))
            mine = (people.c.workspace_id == workspace) & (people.c.slack_id == slack_id)
            return read(connection.execute(select(people).where(mine)).one())


def read(found: Found[Any]) -> PersonRow:
    """A row of the table."""
    values = found._asdict()
    known = {name: values[name] for name in PersonRow.__struct_fields__ if name != "workspace"}
    return PersonRow(workspace=found.workspace_id, **known)


def hours(zone: str | None, quiet_hours: str | None, policy: Policy) -> Hours:
    """When a person may be reminded; what they have not chosen is the policy's."""
    quiet = policy.quiet_hours
    if quiet_hours is not None:
        quiet = QuietHours.parse(quiet_hours) if quiet_hours != NO_QUIET else None
    return Hours(quiet, zone or policy.zone)
