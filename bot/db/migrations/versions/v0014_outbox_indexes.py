"""Messages are found by their order whatever became of them, and by the one that stands for several."""

from alembic import op
from sqlalchemy import text

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

JOINED, WAITING = text("state = 'joined'"), text("state = 'waiting'")
BY_ORDER = ["workspace_id", "order_id"]


def upgrade() -> None:
    op.drop_index("ix_outbox_order", "outbox")
    op.create_index("ix_outbox_order", "outbox", BY_ORDER)
    op.create_index(
        "ix_outbox_joined", "outbox", ["workspace_id", "reason"], sqlite_where=JOINED, postgresql_where=JOINED
    )


def downgrade() -> None:
    op.drop_index("ix_outbox_joined", "outbox")
    op.drop_index("ix_outbox_order", "outbox")
    op.create_index("ix_outbox_order", "outbox", BY_ORDER, sqlite_where=WAITING, postgresql_where=WAITING)
