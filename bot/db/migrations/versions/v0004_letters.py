"""Rows of the outbox that are about no order; what a person chose for themselves; when their digest is due."""

import sqlalchemy as sa
from alembic import op

from bot.db.types import Instant

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("outbox") as outbox:
        outbox.alter_column("order_id", existing_type=sa.String(), nullable=True)
        outbox.add_column(sa.Column("joins", sa.Boolean(), nullable=False, server_default=sa.text("false")))
    op.add_column("people", sa.Column("language", sa.String()))
    op.add_column("people", sa.Column("digest", sa.Boolean(), nullable=False, server_default=sa.text("true")))
    op.add_column("people", sa.Column("digest_day", sa.String()))
    op.add_column("people", sa.Column("wake_at", Instant()))
    due = sa.text("wake_at IS NOT NULL")
    op.create_index("ix_people_wake", "people", ["wake_at"], sqlite_where=due, postgresql_where=due)


def downgrade() -> None:
    op.drop_index("ix_people_wake", "people")
    for column in ("wake_at", "digest_day", "digest", "language"):
        op.drop_column("people", column)
    op.execute("DELETE FROM outbox WHERE order_id IS NULL")
    with op.batch_alter_table("outbox") as outbox:
        outbox.drop_column("joins")
        outbox.alter_column("order_id", existing_type=sa.String(), nullable=False)
