"""What is shown to whom: the reader, what they look at, and what comes out."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import msgspec

from rules.busy import Promise
from rules.calendar import QuietHours
from rules.order import Order
from rules.overview import Overview
from rules.policy import Policy
from rules.record import Statistics
from rules.stats import Finished
from rules.words import Actor

Block = dict[str, Any]


class Reader(msgspec.Struct, frozen=True):
    """Who reads: our own id, their name, language ("fr" or "en") and IANA zone; `slack`: their Slack's language, if known."""

    id: str
    name: str
    locale: str
    zone: str
    slack: str = ""


class View(msgspec.Struct, frozen=True):
    """An order as one person sees it. `order` holds real words; `names` and `mentions` (Slack ids) go by our ids.

    `record`: the seller's orders that ended, read where a text tells what ending this one costs in rates.
    `others`: the seller's other deadlines, where the seller looks at something that would add one.
    `mediated`: there is a mediators' channel, so that a dispute reaches somebody.
    `quiet`: the reader's quiet hours, where they are told when they will be reminded.
    """

    id: str
    order: Order
    role: Actor
    reader: Reader
    names: dict[str, str]
    mentions: dict[str, str]
    now: datetime
    policy: Policy
    record: Callable[[], tuple[Finished, ...]] | None = None
    others: tuple[Promise, ...] = ()
    mediated: bool = True
    quiet: QuietHours | None = None


class Page(msgspec.Struct, frozen=True):
    """Some of somebody's orders. `number` counts pages from 1, `total` the orders on all of them."""

    views: Sequence[View]
    total: int
    number: int = 1


class Workspace(msgspec.Struct, frozen=True):
    """What an operator sees. `operators`: our id and name of those whom operators added; `selling`, `buying`, `left`: some names,
    all together as many as counted; `services` on sale by title; `messages`, `parked`: stuck.
    `channel`: there is a mediators' one; `reporting`: the platform is told what orders owe.
    """

    policy: Policy
    sellers: int = 0
    buyers: int = 0
    selling: tuple[str, ...] = ()
    buying: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    retired: int = 0
    channel: bool = False
    reporting: bool = False
    operators: tuple[tuple[str, str], ...] = ()
    messages: int = 0
    reports: int = 0
    parked: tuple[str, ...] = ()
    unknown: bool = False

    @property
    def stuck(self) -> bool:
        return bool(self.messages or self.parked or self.reports)


class Home(msgspec.Struct, frozen=True, kw_only=True):
    """What a home tab shows: a role that its reader has not is None. `space`: what operators read of the workspace.

    `sold`, `bought`: all of it, at a glance; `figures`: their rates.
    """

    selling: Page | None = None
    buying: Page | None = None
    cases: Page | None = None
    space: Workspace | None = None
    sold: Overview | None = None
    bought: Overview | None = None
    figures: Statistics | None = None


class Message(msgspec.Struct, frozen=True):
    """What is posted: `text` is what notifications and screen readers read instead of the blocks.

    `following`: what is too long for one message goes on in these, in their order, in the same thread.
    """

    text: str
    blocks: list[Block]
    following: tuple["Message", ...] = ()
