"""Every table. `workspace_id` leads each key: it is ours, one an installation. Moments are UTC, sums minor units."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from bot.db.types import Instant
from rules.words import FINAL

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    }
)

OPEN = f"state NOT IN ({', '.join(repr(str(state)) for state in sorted(FINAL))})"

workspaces = Table(
    "workspaces",
    metadata,
    Column("id", String, primary_key=True),
    Column("created_at", Instant, nullable=False),
    Column("last_number", Integer, nullable=False),
)
"""`last_number`: of the last reference that we gave, such as C-1042."""

installations = Table(
    "installations",
    metadata,
    Column("workspace_id", String, nullable=False),
    Column("team_id", String, nullable=False),
    Column("enterprise_id", String),
    Column("bot_token", Text),
    Column("bot_user_id", String),
    Column("scopes", Text),
    Column("installer_id", String),
    Column("installed_at", Instant, nullable=False),
    Column("removed_at", Instant),
    Column("removed_by", String),
    Column("erase_at", Instant),
    PrimaryKeyConstraint("workspace_id"),
    ForeignKeyConstraint(["workspace_id"], ["workspaces.id"]),
    UniqueConstraint("team_id"),
)
"""Slack's side of a workspace: a team, or an enterprise when org-wide. `bot_token` is ciphertext.

`removed_by`: operator, or slack where the app was taken away; `erase_at`: when its data goes then (both the world's time).
"""

people = Table(
    "people",
    metadata,
    Column("workspace_id", String, nullable=False),
    Column("id", String, nullable=False),
    Column("slack_id", String),
    Column("name", String, nullable=False),
    Column("email", String),
    Column("locale", String),
    Column("zone", String),
    Column("quiet_hours", String),
    Column("dm_channel", String),
    Column("seen_at", Instant),
    Column("profile_at", Instant),
    Column("active", Boolean, nullable=False, server_default=text("true")),
    Column("language", String),
    Column("digest", Boolean, nullable=False, server_default=text("true")),
    Column("digest_day", String),
    Column("wake_at", Instant),
    PrimaryKeyConstraint("workspace_id", "id"),
    UniqueConstraint("workspace_id", "slack_id"),
    Index("ix_people_email", "workspace_id", "email"),
    Index(
        "ix_people_wake",
        "wake_at",
        sqlite_where=text("wake_at IS NOT NULL"),
        postgresql_where=text("wake_at IS NOT NULL"),
    ),
)
"""The only place where a person's name stands. `quiet_hours`: unset is the policy's, empty is none.

`language`: what they chose over Slack's `locale`; `digest`: whether they want one; `digest_day`: their own date of the
last one; `wake_at`: when the next is due, in the orders' own time.
"""

services = Table(
    "services",
    metadata,
    Column("workspace_id", String, nullable=False),
    Column("id", String, nullable=False),
    Column("seller_id", String, nullable=False),
    Column("title", String, nullable=False),
    Column("price", BigInteger, nullable=False),
    Column("currency", String, nullable=False),
    Column("duration_days", Integer, nullable=False),
    Column("revisions_included", Integer),
    Column("brief", Text, nullable=False),
    Column("options", Text, nullable=False, server_default=text("'[]'")),
    Column("retired_at", Instant),
    PrimaryKeyConstraint("workspace_id", "id"),
    Index("ix_services_seller", "workspace_id", "seller_id"),
)
"""What a seller sells. `brief`: JSON list of what the buyer must supply; `options`: JSON list of title, price and days."""

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
    Index(
        "ix_orders_wake",
        "wake_at",
        sqlite_where=text("wake_at IS NOT NULL AND parked_at IS NULL"),
        postgresql_where=text("wake_at IS NOT NULL AND parked_at IS NULL"),
    ),
    Index(
        "ix_orders_claimed",
        "claimed_until",
        sqlite_where=text("claimed_until IS NOT NULL"),
        postgresql_where=text("claimed_until IS NOT NULL"),
    ),
    Index(
        "ix_orders_parked",
        "workspace_id",
        sqlite_where=text("parked_at IS NOT NULL"),
        postgresql_where=text("parked_at IS NOT NULL"),
    ),
    Index(
        "ix_orders_case",
        "workspace_id",
        "case_opened_at",
        sqlite_where=text(f"case_opened_at IS NOT NULL AND {OPEN}"),
        postgresql_where=text(f"case_opened_at IS NOT NULL AND {OPEN}"),
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
    Index(
        "ix_outbox_buttons",
        "workspace_id",
        "order_id",
        sqlite_where=text("buttons IS NOT NULL"),
        postgresql_where=text("buttons IS NOT NULL"),
    ),
    Index(
        "ix_outbox_waiting",
        "not_before",
        sqlite_where=text("state = 'waiting'"),
        postgresql_where=text("state = 'waiting'"),
    ),
    Index(
        "ix_outbox_sending",
        "lease_until",
        sqlite_where=text("state = 'sending'"),
        postgresql_where=text("state = 'sending'"),
    ),
    Index(
        "ix_outbox_order",
        "workspace_id",
        "order_id",
        sqlite_where=text("state = 'waiting'"),
        postgresql_where=text("state = 'waiting'"),
    ),
    Index(
        "ix_outbox_untold",
        "workspace_id",
        sqlite_where=text("state = 'refused' AND told_at IS NULL"),
        postgresql_where=text("state = 'refused' AND told_at IS NULL"),
    ),
)
"""What is to be said. `kind`: notice, card, case, tidy; `state`: waiting, sending, sent, stale, refused; `key`: of a nudge.

`recipient`: our id of a person, or "mediators"; `body`: the Notice as JSON, or without an order the Letter.
`joins`: held by quiet hours or missed, so that it may be said in one message with others. `lease_until` is the world's time.
`channel`, `ts`: where the message stands, its last part if it has several; `buttons`: JSON, the actions that it offers now,
none once it offers nothing; `said_version`, `said_at`: the order and the moment that its words are of.
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

api_keys = Table(
    "api_keys",
    metadata,
    Column("workspace_id", String, nullable=False),
    Column("id", String, nullable=False),
    Column("digest", String, nullable=False),
    Column("label", String, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("revoked_at", Instant),
    PrimaryKeyConstraint("workspace_id", "id"),
    UniqueConstraint("digest"),
)
"""Of a key, only its SHA-256 is kept."""

unanswered = Table(
    "unanswered",
    metadata,
    Column("workspace_id", String, nullable=False),
    Column("id", String, nullable=False),
    Column("at", Instant, nullable=False),
    Column("question", String, nullable=False),
    Column("language", String, nullable=False),
    Column("role", String, nullable=False),
    Column("nearest", String),
    Column("why", String, nullable=False),
    PrimaryKeyConstraint("workspace_id", "id"),
    Index("ix_unanswered_at", "at"),
)
"""Questions that no answer helped with: words without names, and neither whose they were nor about which order."""

feeds = Table(
    "feeds",
    metadata,
    Column("workspace_id", String, nullable=False),
    Column("person_id", String, nullable=False),
    Column("digest", String, nullable=False),
    Column("created_at", Instant, nullable=False),
    PrimaryKeyConstraint("workspace_id", "person_id"),
    UniqueConstraint("digest"),
)
"""Calendars that people subscribe to: one a person, and of its link only the SHA-256."""

home_tabs = Table(
    "home_tabs",
    metadata,
    Column("workspace_id", String, nullable=False),
    Column("person_id", String, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("mark", String, nullable=False),
    Column("hash", String, nullable=False),
    Column("shown", String, nullable=False),
    Column("pages", Text, nullable=False),
    Column("mediating", Boolean, nullable=False),
    Column("keeping", Boolean, nullable=False),
    Column("drawn_at", Instant),
    Column("claimed_until", Instant),
    PrimaryKeyConstraint("workspace_id", "person_id"),
    Index("ix_home_tabs_opened", "opened_at"),
)
"""Home tabs as they were drawn last, in the world's time. `mark`: which state of the orders each shows; `shown`: digest
of the view; `hash`: Slack's name of it; `pages`: JSON, by role; `claimed_until`: a worker is drawing it.
"""

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

settings = Table(
    "settings",
    metadata,
    Column("key", String, primary_key=True),
    Column("value", Text, nullable=False),
)
"""What all processes share: the policy in force, the rehearsal's shift of the clock."""
