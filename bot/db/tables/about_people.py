"""Who is here: workspaces, people, and what they keep open."""

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
    UniqueConstraint,
    text,
)

from bot.db.tables.base import metadata, partial
from bot.db.types import Instant

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
    partial("ix_people_wake", "wake_at", where="wake_at IS NOT NULL"),
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
