"""Every root that an order's threads ever had, so that an old thread still finds its order."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

STANDING = sa.text(
    "INSERT INTO roots (workspace_id, channel, ts, order_id)"
    " SELECT workspace_id, channel, ts, order_id FROM cards"
)


def upgrade() -> None:
    op.create_table(
        "roots",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("ts", sa.String(), nullable=False),
        sa.Column("order_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "channel", "ts", name="pk_roots"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "order_id"], ["orders.workspace_id", "orders.id"], name="fk_roots_orders"
        ),
    )
    op.execute(STANDING)


def downgrade() -> None:
    op.drop_table("roots")
