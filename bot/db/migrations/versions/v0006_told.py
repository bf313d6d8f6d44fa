"""When operators were told of a message that was refused, or of an order that was parked: once."""

import sqlalchemy as sa
from alembic import op

from bot.db.types import Instant

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

UNTOLD = sa.text("state = 'refused' AND told_at IS NULL")
PARKED = sa.text("parked_at IS NOT NULL")


def upgrade() -> None:
    for table in ("outbox", "orders"):
        op.add_column(table, sa.Column("told_at", Instant()))
    op.create_index(
        "ix_outbox_untold", "outbox", ["workspace_id"], sqlite_where=UNTOLD, postgresql_where=UNTOLD
    )
    op.create_index(
        "ix_orders_parked", "orders", ["workspace_id"], sqlite_where=PARKED, postgresql_where=PARKED
    )


def downgrade() -> None:
    op.drop_index("ix_orders_parked", "orders")
    op.drop_index("ix_outbox_untold", "outbox")
    for table in ("outbox", "orders"):
        op.drop_column(table, "told_at")
