"""What is said, and where it stands in Slack."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    text,
)

from bot.db.tables.base import metadata, partial
from bot.db.types import Instant

outbox = Table(
    "outbox",
    metadata,
    Column("workspace_id", String, nullable=False),
    Column("id", String, nullable=False),
    Column("order_id", String),
    Column("seq", Integer, nullable=False),
    Column("kind", String, nullable=False),
    Column("notice", String),
    Column("key", String),
    Column("to_role", String, nullable=False),
    Column("recipient", String, nullable=False),
    Column("lane", String, nullable=False),
    Column("place", BigInteger, nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("state", String, nullable=False),
    Column("not_before", Instant, nullable=False),
    Column("valid_until", Instant),
    Column("lease_until", Instant),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("reason", String),
    Column("channel", String),
    Column("ts", String),
    Column("body", Text),
    Column("said_version", Integer),
    Column("said_at", Instant),
    Column("buttons", Text),
    Column("joins", Boolean, nullable=False, server_default=text("false")),
    Column("told_at", Instant),
    PrimaryKeyConstraint("workspace_id", "id"),
    ForeignKeyConstraint(["workspace_id", "order_id"], ["orders.workspace_id", "orders.id"]),
    Index("ix_outbox_lane", "workspace_id", "lane", "place"),
    partial("ix_outbox_buttons", "workspace_id", "order_id", where="buttons IS NOT NULL"),
    partial("ix_outbox_waiting", "not_before", where="state = 'waiting'"),
    partial("ix_outbox_sending", "lease_until", where="state = 'sending'"),
    Index("ix_outbox_order", "workspace_id", "order_id"),
    partial("ix_outbox_joined", "workspace_id", "reason", where="state = 'joined'"),
    partial("ix_outbox_untold", "workspace_id", where="state = 'refused' AND told_at IS NULL"),
)
"""What is to be said. `kind`: notice, card, case, tidy; `state`: waiting, sending, sent, stale, refused; `key`: of a nudge.

`recipient`: our id of a person, or "mediators"; `body`: the Notice as JSON, or without an order the Letter.
`joins`: held by quiet hours or missed, so that it may be said in one message with others. `lease_until` is the world's time.
`channel`, `ts`: where the message stands, its last part if it has several; `buttons`: JSON, the actions that it offers now,
none once it offers nothing; `said_version`, `said_at`: the order and the moment that its words are of.
`reason` of what was said together with others: the letter in which it was.
`told_at`: when operators were told that it was refused.
"""

lanes = Table(
    "lanes",
    metadata,
    Column("workspace_id", String, nullable=False),
    Column("lane", String, nullable=False),
    Column("free_at", Instant),
    Column("failures", Integer, nullable=False, server_default=text("0")),
    PrimaryKeyConstraint("workspace_id", "lane"),
)
"""One conversation each, whose order is kept. `free_at`: the world's time before which Slack wants no more.

`failures`: how many calls in a row did not get through.
"""

cards = Table(
    "cards",
    metadata,
    Column("workspace_id", String, nullable=False),
    Column("order_id", String, nullable=False),
    Column("audience", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("ts", String, nullable=False),
    Column("posted_at", Instant, nullable=False),
    Column("shown", String),
    PrimaryKeyConstraint("workspace_id", "order_id", "audience"),
    ForeignKeyConstraint(["workspace_id", "order_id"], ["orders.workspace_id", "orders.id"]),
    Index("ix_cards_message", "channel", "ts"),
)
"""The root of each thread: an order's card for a party, or its case for "mediators". `shown`: digest of what it says."""

roots = Table(
    "roots",
    metadata,
    Column("workspace_id", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("ts", String, nullable=False),
    Column("order_id", String, nullable=False),
    PrimaryKeyConstraint("workspace_id", "channel", "ts"),
    ForeignKeyConstraint(["workspace_id", "order_id"], ["orders.workspace_id", "orders.id"]),
)
"""Every root that an order ever had: what is written below an old card still finds its order."""
