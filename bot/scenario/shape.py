"""What a scenario file holds, once read: times are aware UTC, money is minor units, texts are as written."""

from collections.abc import Mapping
from datetime import datetime

import msgspec
from msgspec import UNSET, UnsetType

from rules.calendar import QuietHours
from rules.words import Action, Actor, RequestKind, State


class ScenarioError(Exception):
    """A scenario file that cannot be played. One line: file, line, what is wrong, what would be right."""


class PersonSpec(msgspec.Struct, frozen=True, kw_only=True):
    """A party of the order. Without quiet hours reminders go at any hour; the zone is an IANA name."""

    zone: str
    quiet_hours: QuietHours | None = None
    locale: str | None = None


class OrderSpec(msgspec.Struct, frozen=True, kw_only=True):
    """What was ordered. `price`: minor units; `revisions_included`: None is no limit (rule 7)."""

    paid_at: datetime
    price: int
    duration_days: int
    seller: PersonSpec
    buyer: PersonSpec
    currency: str = "EUR"
    revisions_included: int | None = None
    brief: tuple[str, ...] = ()
    title: str | None = None
    ref: str | None = None


class Settlement(msgspec.Struct, frozen=True, kw_only=True):
    """What each has received in all, in minor units; a side that is not named is not checked."""

    buyer: int | UnsetType = UNSET
    seller: int | UnsetType = UNSET


class Expect(msgspec.Struct, frozen=True, kw_only=True):
    """What must be true after a step. UNSET is not checked; None means that there must be no such date."""

    state: State | UnsetType = UNSET
    late: bool | UnsetType = UNSET
    due_at: datetime | None | UnsetType = UNSET
    agreed_until: datetime | None | UnsetType = UNSET
    frozen: bool | UnsetType = UNSET
    chat: bool | UnsetType = UNSET
    held: int | UnsetType = UNSET
    settlement: Settlement | UnsetType = UNSET
    requests: tuple[RequestKind, ...] | UnsetType = UNSET
    options: Mapping[Actor, Mapping[str, bool]] = {}
    opens_at: datetime | None | UnsetType = UNSET
    told: Mapping[Actor, tuple[str, ...]] = {}
    not_told: Mapping[Actor, tuple[str, ...]] = {}
    wake_at: datetime | None | UnsetType = UNSET


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """A moment: the clock runs to it, somebody may act, and then something must be true."""

    at: datetime
    line: int
    actor: Actor | None = None
    action: Action | None = None
    given: Mapping[str, object] = {}
    refused: bool = False
    expect: Expect = Expect()


class Scenario(msgspec.Struct, frozen=True, kw_only=True):
    """One order, from its payment on. `policy` is a shipped name or the path of a policy file."""

    name: str
    policy: str
    order: OrderSpec
    steps: tuple[Step, ...]
