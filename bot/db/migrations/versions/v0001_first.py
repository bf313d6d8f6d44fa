"""The first tables, and what keeps the history append-only."""

import sqlalchemy as sa
from alembic import op

from bot.db.types import Instant

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# The history refuses every change, and every deletion but that of a workspace that asked to be erased.
SQLITE_TRIGGERS = (
    """
    CREATE TRIGGER history_never_changes BEFORE UPDATE ON history
    BEGIN SELECT RAISE(ABORT, 'the history is append-only'); END
    """,
    """
    CREATE TRIGGER history_never_shrinks BEFORE DELETE ON history
    WHEN NOT EXISTS (SELECT 1 FROM erasures WHERE erasures.workspace_id = OLD.workspace_id)
    BEGIN SELECT RAISE(ABORT, 'the history is append-only'); END
    """,
)
POSTGRESQL_TRIGGERS = (
    """
    CREATE FUNCTION history_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' AND EXISTS (SELECT 1 FROM erasures WHERE erasures.workspace_id = OLD.workspace_id) THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION 'the history is append-only';
    END $$
    """,
    """
    CREATE TRIGGER history_never_changes BEFORE UPDATE OR DELETE ON history
    FOR EACH ROW EXECUTE FUNCTION history_is_append_only()
    """,
    """
    CREATE TRIGGER history_never_shrinks BEFORE TRUNCATE ON history
    FOR EACH STATEMENT EXECUTE FUNCTION history_is_append_only()
    """,
)


def upgrade() -> None:
    op.create_table(
        "api_keys",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("revoked_at", Instant()),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_api_keys"),
        sa.UniqueConstraint("digest", name="uq_api_keys_digest"),
    )
    op.create_table(
        "erasures",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", name="pk_erasures"),
    )
    op.create_table(
        "lanes",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("lane", sa.String(), nullable=False),
        sa.Column("free_at", Instant()),
        sa.PrimaryKeyConstraint("workspace_id", "lane", name="pk_lanes"),
    )
    op.create_table(
        "orders",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("ref_key", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("seller_id", sa.String(), nullable=False),
        sa.Column("buyer_id", sa.String(), nullable=False),
        sa.Column("mediator_id", sa.String()),
        sa.Column("due_at", Instant()),
        sa.Column("case_opened_at", Instant()),
        sa.Column("wake_at", Instant()),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("head", sa.String(), nullable=False),
        sa.Column("policy", sa.String(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("claimed_until", Instant()),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("parked_at", Instant()),
        sa.Column("parked_reason", sa.String()),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_orders"),
        sa.UniqueConstraint("workspace_id", "ref_key", name="uq_orders_workspace_id_ref_key"),
    )
    op.create_index("ix_orders_buyer", "orders", ["workspace_id", "buyer_id"])
    op.create_index(
        "ix_orders_case",
        "orders",
        ["workspace_id", "case_opened_at"],
        sqlite_where=sa.text(
            "case_opened_at IS NOT NULL AND state NOT IN ('cancelled', 'completed', 'expired')"
        ),
        postgresql_where=sa.text(
            "case_opened_at IS NOT NULL AND state NOT IN ('cancelled', 'completed', 'expired')"
        ),
    )
    op.create_index(
        "ix_orders_claimed",
        "orders",
        ["claimed_until"],
        sqlite_where=sa.text("claimed_until IS NOT NULL"),
        postgresql_where=sa.text("claimed_until IS NOT NULL"),
    )
    op.create_index("ix_orders_seller", "orders", ["workspace_id", "seller_id"])
    op.create_index(
        "ix_orders_wake",
        "orders",
        ["wake_at"],
        sqlite_where=sa.text("wake_at IS NOT NULL AND parked_at IS NULL"),
        postgresql_where=sa.text("wake_at IS NOT NULL AND parked_at IS NULL"),
    )
    op.create_table(
        "people",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("slack_id", sa.String()),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String()),
        sa.Column("locale", sa.String()),
        sa.Column("zone", sa.String()),
        sa.Column("quiet_hours", sa.String()),
        sa.Column("dm_channel", sa.String()),
        sa.Column("seen_at", Instant()),
        sa.Column("profile_at", Instant()),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_people"),
        sa.UniqueConstraint("workspace_id", "slack_id", name="uq_people_workspace_id_slack_id"),
    )
    op.create_index("ix_people_email", "people", ["workspace_id", "email"])
    op.create_table(
        "receipts",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "key", name="pk_receipts"),
    )
    op.create_index("ix_receipts_at", "receipts", ["at"])
    op.create_table(
        "services",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("seller_id", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("duration_days", sa.Integer(), nullable=False),
        sa.Column("revisions_included", sa.Integer()),
        sa.Column("brief", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_services"),
    )
    op.create_index("ix_services_seller", "services", ["workspace_id", "seller_id"])
    op.create_table(
        "settings",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_settings"),
    )
    op.create_table(
        "texts",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("order_id", sa.String(), nullable=False),
        sa.Column("salt", sa.String()),
        sa.Column("words", sa.Text()),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_texts"),
    )
    op.create_index("ix_texts_order", "texts", ["workspace_id", "order_id"])
    op.create_table(
        "workspaces",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_workspaces"),
    )
    op.create_table(
        "cards",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("order_id", sa.String(), nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("ts", sa.String(), nullable=False),
        sa.Column("posted_at", Instant(), nullable=False),
        sa.Column("shown", sa.String()),
        sa.ForeignKeyConstraint(
            ["workspace_id", "order_id"], ["orders.workspace_id", "orders.id"], name="fk_cards_orders"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "order_id", "audience", name="pk_cards"),
    )
    op.create_index("ix_cards_message", "cards", ["channel", "ts"])
    op.create_table(
        "history",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("order_id", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("person_id", sa.String()),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("seals", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "order_id"], ["orders.workspace_id", "orders.id"], name="fk_history_orders"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "order_id", "seq", name="pk_history"),
    )
    op.create_table(
        "installations",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("enterprise_id", sa.String()),
        sa.Column("bot_token", sa.Text()),
        sa.Column("bot_user_id", sa.String()),
        sa.Column("scopes", sa.Text()),
        sa.Column("installer_id", sa.String()),
        sa.Column("installed_at", Instant(), nullable=False),
        sa.Column("removed_at", Instant()),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_installations_workspaces"),
        sa.PrimaryKeyConstraint("workspace_id", name="pk_installations"),
        sa.UniqueConstraint("team_id", name="uq_installations_team_id"),
    )
    op.create_table(
        "outbox",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("order_id", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("notice", sa.String()),
        sa.Column("key", sa.String()),
        sa.Column("to_role", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("lane", sa.String(), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("not_before", Instant(), nullable=False),
        sa.Column("valid_until", Instant()),
        sa.Column("lease_until", Instant()),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("reason", sa.String()),
        sa.Column("channel", sa.String()),
        sa.Column("ts", sa.String()),
        sa.Column("body", sa.Text()),
        sa.ForeignKeyConstraint(
            ["workspace_id", "order_id"], ["orders.workspace_id", "orders.id"], name="fk_outbox_orders"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_outbox"),
    )
    op.create_index("ix_outbox_lane", "outbox", ["workspace_id", "lane", "place"])
    op.create_index(
        "ix_outbox_order",
        "outbox",
        ["workspace_id", "order_id"],
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_index(
        "ix_outbox_sending",
        "outbox",
        ["lease_until"],
        sqlite_where=sa.text("state = 'sending'"),
        postgresql_where=sa.text("state = 'sending'"),
    )
    op.create_index(
        "ix_outbox_waiting",
        "outbox",
        ["not_before"],
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    dialect = op.get_bind().dialect.name
    for trigger in SQLITE_TRIGGERS if dialect == "sqlite" else POSTGRESQL_TRIGGERS:
        op.execute(trigger)


def downgrade() -> None:
    for table in (
        "outbox",
        "installations",
        "history",
        "cards",
        "workspaces",
        "texts",
        "settings",
        "services",
        "receipts",
        "people",
        "orders",
        "lanes",
        "erasures",
        "api_keys",
    ):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION history_is_append_only()")
