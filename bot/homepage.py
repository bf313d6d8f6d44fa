"""The home tab: what it shows, and drawing it, after a click as from a worker."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from bot.changing.texts import reveal
from bot.db.home_tabs import Tab
from bot.db.orders import Row
from bot.db.people import PersonRow
from bot.parts import Parts
from bot.people import statistics
from bot.people.space import may_keep, of_workspace
from bot.render import Home, Page
from bot.render.home.shelf import PAGE
from bot.slack.calls import No
from bot.views import brought_up, reader_of, view_of
from rules.guards import role_of
from rules.overview import Overview, overview
from rules.words import Actor

CONFLICT = "hash_conflict"


class Homepage:
    """Somebody's home tab, as it is at this moment. `mediating`, `keeping`: as whom they may look besides."""

    def __init__(
        self, parts: Parts, person: PersonRow, *, mediating: bool, keeping: bool, pages: Mapping[str, int]
    ) -> None:
        self.parts = parts
        self.person = person
        self.workspace = person.workspace
        self.reader = reader_of(parts, person)
        self.mediating = mediating
        self.keeping = keeping
        self.pages = pages

    def view(self) -> dict[str, Any]:
        """What Slack is to show."""
        parts, me = self.parts, self.person.id
        rows = parts.orders.of_person(self.workspace, me)
        sold = [row for row in rows if row.order.seller == me]
        bought = [row for row in rows if row.order.buyer == me]
        now = parts.clock.now()
        shown = Home(
            selling=self.page(sold, Actor.SELLER),
            buying=self.page(bought, Actor.BUYER),
            cases=self.cases() if self.mediating else None,
            space=of_workspace(parts, self.workspace) if self.keeping else None,
            sold=self.glance(sold, Actor.SELLER),
            bought=self.glance(bought, Actor.BUYER),
            figures=statistics.of_seller(parts.engine, self.workspace, me, now, parts.policy)
            if sold
            else None,
        )
        return parts.renderer.home(self.reader, shown)

    def glance(self, rows: Sequence[Row], role: Actor) -> Overview | None:
        """All of somebody's orders in one role; None where there are none."""
        parts = self.parts
        orders = [brought_up(parts, row.order) for row in rows]
        return overview(orders, role, parts.clock.now()) if rows else None

    def cases(self) -> Page:
        """The open cases of the workspace, but for those of one's own orders: a party is told as a party (rule 15)."""
        rows = self.parts.orders.open_cases(self.workspace)
        others = [row for row in rows if role_of(row.order, self.person.id) is None]
        return self.page(others, Actor.MEDIATOR) or Page([], 0)

    def page(self, rows: Sequence[Row], role: Actor) -> Page | None:
        """One page of orders with its words; None where there is nothing on any."""
        if not rows:
            return None
        parts = self.parts
        number = min(max(self.pages.get(role, 1), 1), -(-len(rows) // PAGE))
        part = rows[(number - 1) * PAGE : number * PAGE]
        orders = reveal(parts.engine, self.workspace, [row.order for row in part])
        views = [
            view_of(parts, self.workspace, self.reader, row.id, brought_up(parts, order), role)
            for row, order in zip(part, orders, strict=True)
        ]
        return Page(views, len(rows), number)


def draw(parts: Parts, page: Homepage, hash: str) -> None:
    """Drawn because its reader looks: what they see is at least as new as their click.

    Who drew it meanwhile drew something older, or is told apart by the mark and draws again.
    """
    person = page.person
    mark = parts.home_tabs.mark_of(person.workspace, person.id)
    view = page.view()
    drawn = parts.slack.publish(person.workspace, person.slack_id or "", view, hash)
    if isinstance(drawn, No) and drawn.word == CONFLICT:
        drawn = parts.slack.publish(person.workspace, person.slack_id or "", view)
    failed = isinstance(drawn, No)
    now = parts.clock.real()
    parts.home_tabs.save(
        Tab(
            workspace=person.workspace,
            person=person.id,
            opened_at=now,
            mark="" if failed else mark,
            hash="" if isinstance(drawn, No) else drawn,
            shown="" if failed else digest(view),
            pages=page.pages,
            mediating=page.mediating,
            keeping=page.keeping,
            drawn_at=now,
        )
    )


def digest(view: Mapping[str, Any]) -> str:
    """What a view says, as a short text."""
    return hashlib.sha256(json.dumps(view, sort_keys=True).encode()).hexdigest()[:24]


def again(parts: Parts, tab: Tab) -> Homepage | None:
    """The same tab as it is now. Whether its reader still mediates, or is still an operator, is asked anew."""
    person = parts.people.get(tab.workspace, tab.person)
    if person is None or person.slack_id is None or not person.active:
        return None
    channel = parts.channel
    mediating = (
        tab.mediating
        and channel is not None
        and parts.slack.is_member(tab.workspace, channel, person.slack_id)
    )
    keeping = tab.keeping and may_keep(parts, person)
    return Homepage(parts, person, mediating=mediating, keeping=keeping, pages=tab.pages)


def with_page(tab: Tab | None, role: str, number: int) -> dict[str, int]:
    """The pages of a tab once one section was turned: the others stay where they are."""
    return {**(tab.pages if tab is not None else {}), role: number}
