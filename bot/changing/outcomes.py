"""What comes of a command: it was done, or why not. Values; only what nobody can know is an exception."""

from datetime import datetime

import msgspec
from sqlalchemy.exc import OperationalError

from rules.events import Event
from rules.order import Order, ServiceOption
from rules.refusal import Refusal


class Receipt(msgspec.Struct, frozen=True):
    """Names a delivery that may come again. `digest`: of its content, where a key may be used with another one.

    `refusals`: whether a refusal uses the key up; a refusal for what was written in a field never does.
    """

    key: str
    digest: str = ""
    refusals: bool = True


class Unsure(OperationalError):
    """The connection broke while we committed: it may have been done, all of it, or nothing."""


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """It is done. `events`: what the command made happen; `order`: as it was right after, texts as ids; `at`: when (UTC)."""

    order_id: str
    order: Order
    events: tuple[Event, ...]
    at: datetime
    repeated: bool = False


class Mismatch(msgspec.Struct, frozen=True):
    """The key of an earlier delivery, with other content: nothing is done."""

    key: str


class Taken(msgspec.Struct, frozen=True):
    """The reference belongs to another order of the workspace."""

    ref: str


class NewOrder(msgspec.Struct, frozen=True, kw_only=True):
    """What is ordered. `seller`, `buyer`: our ids; `price`: minor units; `paid_at` (UTC) is now where it is unset.

    `ref` is kept as it stands; unset, the next number of the workspace. `revisions_included` unset means no limit.
    `service`: our id of what it was bought from, with the `options` that this offers.
    """

    seller: str
    buyer: str
    title: str
    price: int
    currency: str
    duration_days: int
    revisions_included: int | None = None
    brief: tuple[str, ...] = ()
    service: str | None = None
    options: tuple[ServiceOption, ...] = ()
    ref: str | None = None
    paid_at: datetime | None = None


Outcome = Done | Refusal | Mismatch
