"""Home tabs that were opened lately, so that they can be drawn anew."""

import sqlalchemy as sa
from alembic import op

from bot.db.types import Instant

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "home_tabs",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("shown", sa.String(), nullable=False),
        sa.Column("pages", sa.Text(), nullable=False),
        sa.Column("mediating", sa.Boolean(), nullable=False),
        sa.Column("keeping", sa.Boolean(), nullable=False),
        sa.Column("drawn_at", Instant()),
        sa.Column("claimed_until", Instant()),
        sa.PrimaryKeyConstraint("workspace_id", "person_id", name="pk_home_tabs"),
    )
    op.create_index("ix_home_tabs_opened", "home_tabs", ["opened_at"])


def downgrade() -> None:
    op.drop_table("home_tabs")
