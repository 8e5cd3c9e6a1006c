"""What was not understood, masked, until somebody has reviewed it."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "not_understood",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("conversation_id", sa.String(32), sa.ForeignKey("conversations.id"), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("ranking", sa.Text(), nullable=False),
        sa.Column("why", sa.String(12), nullable=False),
        sa.Column("question", sa.String(32)),
        sa.Column("region", sa.String(12)),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("turn_id", sa.String(32), nullable=False),
        sa.Column("first_at", INSTANT, nullable=False),
        sa.Column("last_at", INSTANT, nullable=False),
        sa.Column("reviewed_at", INSTANT),
    )
    op.create_index("ix_not_understood_conversation_id", "not_understood", ["conversation_id"])
    op.create_index("ix_not_understood_open", "not_understood", ["reviewed_at", "last_at"])


def downgrade() -> None:
    """Take it away again."""
    op.drop_table("not_understood")
