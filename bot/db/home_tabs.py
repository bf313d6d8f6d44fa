"""Home tabs that were opened lately: what of the orders each shows, so that those who look at one see what changes."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, Engine, and_, delete, func, or_, select, update
from sqlalchemy import Row as Found

from bot.db.engine import reading
from bot.db.orders import OPEN
from bot.db.tables import home_tabs, orders, people
from bot.db.upsert import upsert

LATELY = timedelta(hours=1)
"""A tab that was opened before that is drawn anew when it is opened again."""


UNMARKED = timedelta(minutes=1)
"""How old what an operator reads of the workspace may be: people, services and what got stuck raise no order's version."""


class Tab(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody's home tab. `mark`: of the orders as it shows them; `hash`: Slack's, of what stands there.

    `pages`: by role, from 1; `mediating`, `keeping`: as whom its reader came besides. Moments are the world's.
    """

    workspace: str
    person: str
    opened_at: datetime
    mark: str = ""
    hash: str = ""
    shown: str = ""
    pages: Mapping[str, int] = msgspec.field(default_factory=dict)
    mediating: bool = False
    keeping: bool = False
    drawn_at: datetime | None = None


class HomeTabs:
    """Reads and writes them, each time on a connection of its own."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def get(self, workspace: str, person: str) -> Tab | None:
        """As it was drawn last; None where it never was."""
        mine = (home_tabs.c.workspace_id == workspace) & (home_tabs.c.person_id == person)
        with reading(self.engine) as connection:
            found = connection.execute(select(home_tabs).where(mine)).one_or_none()
        return None if found is None else read(found)

    def mark_of(self, workspace: str, person: str) -> str:
        """What the tab of somebody would be of now."""
        mine = (people.c.workspace_id == workspace) & (people.c.id == person)
        with reading(self.engine) as connection:
            return marks(connection, mine).get((workspace, person), "")

    def save(self, tab: Tab) -> None:
        """It was just opened, and drawn; a worker that is drawing it has drawn something older."""
        values = {
            "workspace_id": tab.workspace,
            "person_id": tab.person,
            "opened_at": tab.opened_at,
            "claimed_until": None,
            "mediating": tab.mediating,
            "keeping": tab.keeping,
            **of_drawing(tab),
        }
        with self.engine.begin() as connection:
            upsert(connection, home_tabs, values)

    def stale(self, real: datetime, rest: timedelta) -> Sequence[tuple[Tab, str]]:
        """Tabs that show something else than what is, with the mark of what is; none that was drawn within `rest`.

        What an operator reads besides has no mark: it is looked at once a minute.
        """
        asked = select(home_tabs).where(
            home_tabs.c.opened_at > real - LATELY,
            or_(home_tabs.c.claimed_until.is_(None), home_tabs.c.claimed_until <= real),
            or_(home_tabs.c.drawn_at.is_(None), home_tabs.c.drawn_at <= real - rest),
        )
        with reading(self.engine) as connection:
            tabs = [read(found) for found in connection.execute(asked.order_by(home_tabs.c.drawn_at))]
            if not tabs:
                return []
            watched = and_(
                home_tabs.c.workspace_id == people.c.workspace_id,
                home_tabs.c.person_id == people.c.id,
                home_tabs.c.opened_at > real - LATELY,
            )
            now = marks(connection, select(home_tabs.c.person_id).where(watched).exists())
        pairs = [(tab, now.get((tab.workspace, tab.person), "")) for tab in tabs]
        return [(tab, mark) for tab, mark in pairs if tab.mark != mark or looked_at_long_ago(tab, real)]

    def claim(self, tab: Tab, real: datetime, until: datetime) -> bool:
        """Nobody else draws it until then."""
        free = or_(home_tabs.c.claimed_until.is_(None), home_tabs.c.claimed_until <= real)
        with self.engine.begin() as connection:
            asked = update(home_tabs).where(is_tab(tab), home_tabs.c.mark == tab.mark, free)
            return connection.execute(asked.values(claimed_until=until)).rowcount == 1

    def drawn(self, tab: Tab, until: datetime) -> None:
        """What stands there now, unless it was opened meanwhile."""
        ours = and_(is_tab(tab), home_tabs.c.claimed_until == until)
        with self.engine.begin() as connection:
            connection.execute(update(home_tabs).where(ours).values(claimed_until=None, **of_drawing(tab)))

    def forget(self, tab: Tab) -> None:
        """Its reader cannot be reached."""
        with self.engine.begin() as connection:
            connection.execute(delete(home_tabs).where(is_tab(tab)))

    def forget_old(self, real: datetime) -> None:
        """Nobody draws them any more."""
        with self.engine.begin() as connection:
            connection.execute(delete(home_tabs).where(home_tabs.c.opened_at <= real - LATELY))


def looked_at_long_ago(tab: Tab, real: datetime) -> bool:
    return tab.keeping and tab.drawn_at is not None and tab.drawn_at <= real - UNMARKED


def of_drawing(tab: Tab) -> dict[str, Any]:
    return {
        "mark": tab.mark,
        "hash": tab.hash,
        "shown": tab.shown,
        "pages": json.dumps(dict(tab.pages)),
        "drawn_at": tab.drawn_at,
    }


def is_tab(tab: Tab) -> ColumnElement[bool]:
    return and_(home_tabs.c.workspace_id == tab.workspace, home_tabs.c.person_id == tab.person)


def read(found: Found[Any]) -> Tab:
    return Tab(
        workspace=found.workspace_id,
        person=found.person_id,
        opened_at=found.opened_at,
        mark=found.mark,
        hash=found.hash,
        shown=found.shown,
        pages=msgspec.json.decode(found.pages, type=dict[str, int]),
        mediating=found.mediating,
        keeping=found.keeping,
        drawn_at=found.drawn_at,
    )


def marks(connection: Connection, whose: ColumnElement[bool]) -> dict[tuple[str, str], str]:
    """By workspace and person: their orders and how often each changed, their words and zone, the workspace's cases."""
    found: dict[tuple[str, str], list[str]] = {}
    asked = select(people.c.workspace_id, people.c.id, people.c.language, people.c.locale, people.c.zone)
    for row in connection.execute(asked.where(whose)):
        found[row.workspace_id, row.id] = [f"{row.language or row.locale} {row.zone}"]
    changes = (func.count(), func.coalesce(func.sum(orders.c.version), 0))
    for column in (orders.c.seller_id, orders.c.buyer_id):
        theirs = (orders.c.workspace_id == people.c.workspace_id) & (column == people.c.id)
        counted = select(people.c.workspace_id, people.c.id, *changes).join_from(people, orders, theirs)
        for workspace, id, count, versions in connection.execute(
            counted.where(whose).group_by(people.c.workspace_id, people.c.id)
        ):
            found[workspace, id].append(f"{column.name} {count} {versions}")
    cases = select(orders.c.workspace_id, *changes).where(orders.c.case_opened_at.is_not(None), OPEN)
    of_workspace = {
        row[0]: f"cases {row[1]} {row[2]}"
        for row in connection.execute(cases.group_by(orders.c.workspace_id))
    }
    return {key: ", ".join([*told, of_workspace.get(key[0], "")]) for key, told in found.items()}
