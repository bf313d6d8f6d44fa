"""Reports to the platform, each sent until it is taken."""

import sqlalchemy as sa
from alembic import op

from bot.db.types import Instant

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "webhooks",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("order_id", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("nth", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("not_before", Instant(), nullable=False),
        sa.Column("lease_until", Instant()),
        sa.Column("attempts", sa.Integer(), nullable=False, server_default=sa.text("0")),
        sa.Column("reason", sa.String()),
        sa.Column("told_at", Instant()),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_webhooks"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "order_id"],
            ["orders.workspace_id", "orders.id"],
            name="fk_webhooks_orders",
        ),
    )
    op.create_index("ix_webhooks_order", "webhooks", ["workspace_id", "order_id"])
    op.create_index("ix_webhooks_waiting", "webhooks", ["state", "not_before"])


def downgrade() -> None:
    op.drop_table("webhooks")
