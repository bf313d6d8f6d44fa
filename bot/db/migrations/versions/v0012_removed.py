"""Who removed a workspace, and when its data goes."""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

from bot.db.types import Instant

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("installations", sa.Column("removed_by", sa.String()))
    op.add_column("installations", sa.Column("erase_at", Instant()))
    table = sa.table(
        "installations",
        sa.column("workspace_id", sa.String()),
        sa.column("removed_at", Instant()),
        sa.column("removed_by", sa.String()),
        sa.column("erase_at", Instant()),
    )
    bind = op.get_bind()
    gone = sa.select(table.c.workspace_id, table.c.removed_at).where(table.c.removed_at.is_not(None))
    for workspace, at in bind.execute(gone).all():
        values = {"removed_by": "slack", "erase_at": at + timedelta(days=30)}
        bind.execute(sa.update(table).where(table.c.workspace_id == workspace).values(**values))


def downgrade() -> None:
    op.drop_column("installations", "erase_at")
    op.drop_column("installations", "removed_by")
