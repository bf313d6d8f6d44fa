"""Services have options, and may be retired."""

import sqlalchemy as sa
from alembic import op

from bot.db.types import Instant

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("services", sa.Column("options", sa.Text(), nullable=False, server_default="[]"))
    op.add_column("services", sa.Column("retired_at", Instant()))


def downgrade() -> None:
    op.drop_column("services", "retired_at")
    op.drop_column("services", "options")
