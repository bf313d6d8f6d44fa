"""What a message that was said offers, so that buttons that lead nowhere any more can be taken off it."""

import sqlalchemy as sa
from alembic import op

from bot.db.types import Instant

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

OFFERS = sa.text("buttons IS NOT NULL")


def upgrade() -> None:
    op.add_column("outbox", sa.Column("said_version", sa.Integer()))
    op.add_column("outbox", sa.Column("said_at", Instant()))
    op.add_column("outbox", sa.Column("buttons", sa.Text()))
    op.create_index(
        "ix_outbox_buttons",
        "outbox",
        ["workspace_id", "order_id"],
        sqlite_where=OFFERS,
        postgresql_where=OFFERS,
    )


def downgrade() -> None:
    op.drop_index("ix_outbox_buttons", "outbox")
    for name in ("buttons", "said_at", "said_version"):
        op.drop_column("outbox", name)
