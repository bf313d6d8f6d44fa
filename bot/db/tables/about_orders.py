"""Orders, their history, and what they owe."""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from bot.db.tables.base import metadata, partial
from bot.db.types import Instant
from rules.words import FINAL

OPEN = f"state NOT IN ({', '.join(repr(str(state)) for state in sorted(FINAL))})"

orders = Table(
    "orders",
    metadata,
    Column("workspace_id", String, nullable=False),
    Column("id", String, nullable=False),
    Column("ref", String, nullable=False),
    Column("ref_key", String, nullable=False),
    Column("state", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("seller_id", String, nullable=False),
    Column("buyer_id", String, nullable=False),
    Column("mediator_id", String),
    Column("due_at", Instant),
    Column("case_opened_at", Instant),
    Column("wake_at", Instant),
    Column("recorded_at", Instant, nullable=False),
    Column("head", String, nullable=False),
    Column("policy", String, nullable=False),
    Column("facts", Text, nullable=False),
    Column("claimed_until", Instant),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("parked_at", Instant),
    Column("parked_reason", String),
    Column("told_at", Instant),
    PrimaryKeyConstraint("workspace_id", "id"),
    UniqueConstraint("workspace_id", "ref_key"),
    Index("ix_orders_seller", "workspace_id", "seller_id"),
    Index("ix_orders_buyer", "workspace_id", "buyer_id"),
    partial("ix_orders_wake", "wake_at", where="wake_at IS NOT NULL AND parked_at IS NULL"),
    partial("ix_orders_claimed", "claimed_until", where="claimed_until IS NOT NULL"),
    partial("ix_orders_parked", "workspace_id", where="parked_at IS NOT NULL"),
    partial(
        "ix_orders_case", "workspace_id", "case_opened_at", where=f"case_opened_at IS NOT NULL AND {OPEN}"
    ),
)
"""The columns that are searched, and the whole order as JSON in `facts`, with ids in place of personal texts.

`head`: the digest of the last event; `recorded_at`: when that was written; `policy`: which one `wake_at` was worked out
with. `claimed_until` (the world's time), `attempts` and `parked_*` are the waking's own: they raise no version.
`told_at`: when operators were told that it is parked.
"""

history = Table(
    "history",
    metadata,
    Column("workspace_id", String, nullable=False),
    Column("order_id", String, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("actor", String, nullable=False),
    Column("person_id", String),
    Column("kind", String, nullable=False),
    Column("body", Text, nullable=False),
    Column("seals", Text, nullable=False),
    Column("digest", String, nullable=False),
    PrimaryKeyConstraint("workspace_id", "order_id", "seq"),
    ForeignKeyConstraint(["workspace_id", "order_id"], ["orders.workspace_id", "orders.id"]),
)
"""Append-only, one row an event; triggers refuse the rest. `seals`: JSON, id of a text → its HMAC."""

erasures = Table(
    "erasures",
    metadata,
    Column("workspace_id", String, primary_key=True),
    Column("at", Instant, nullable=False),
)
"""Workspaces whose history may be deleted."""

texts = Table(
    "texts",
    metadata,
    Column("workspace_id", String, nullable=False),
    Column("id", String, nullable=False),
    Column("order_id", String, nullable=False),
    Column("salt", String),
    Column("words", Text),
    PrimaryKeyConstraint("workspace_id", "id"),
    Index("ix_texts_order", "workspace_id", "order_id"),
)
"""What people wrote. An erased one has neither salt nor words: nothing is left to guess it by."""

settlements = Table(
    "settlements",
    metadata,
    Column("workspace_id", String, nullable=False),
    Column("order_id", String, nullable=False),
    Column("payee", String, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("at", Instant, nullable=False),
    PrimaryKeyConstraint("workspace_id", "order_id", "payee"),
    ForeignKeyConstraint(["workspace_id", "order_id"], ["orders.workspace_id", "orders.id"]),
)
"""What the platform has paid out of what an order owes: in all, to one payee. `at` is the world's time."""

receipts = Table(
    "receipts",
    metadata,
    Column("workspace_id", String, nullable=False),
    Column("key", String, nullable=False),
    Column("digest", String, nullable=False),
    Column("answer", Text, nullable=False),
    Column("at", Instant, nullable=False),
    PrimaryKeyConstraint("workspace_id", "key"),
    Index("ix_receipts_at", "at"),
)
"""Deliveries that had their effect, so that a repeat gets the same answer. `at` is the world's time."""

webhooks = Table(
    "webhooks",
    metadata,
    Column("workspace_id", String, nullable=False),
    Column("id", String, nullable=False),
    Column("order_id", String, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("nth", Integer, nullable=False),
    Column("kind", String, nullable=False),
    Column("body", Text, nullable=False),
    Column("state", String, nullable=False),
    Column("at", Instant, nullable=False),
    Column("not_before", Instant, nullable=False),
    Column("lease_until", Instant),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("reason", String),
    Column("told_at", Instant),
    PrimaryKeyConstraint("workspace_id", "id"),
    ForeignKeyConstraint(["workspace_id", "order_id"], ["orders.workspace_id", "orders.id"]),
    Index("ix_webhooks_order", "workspace_id", "order_id"),
    Index("ix_webhooks_waiting", "state", "not_before"),
)
"""Reports to the platform, in the world's time: `state` waiting, sent or parked. `seq`, `nth`: their order within the order's.

`body`: JSON without anything that a person wrote, signed as it stands.
"""
