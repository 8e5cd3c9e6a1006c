"""What was read on photographed papers, and what the residents said to it."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "paper_readings",
        sa.Column(
            "attachment_id", sa.String(32), sa.ForeignKey("attachments.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("conversation_id", sa.String(32), sa.ForeignKey("conversations.id"), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("quality", sa.Text(), nullable=False),
        sa.Column("pages", sa.Text(), nullable=False),
        sa.Column("problem", sa.String(64)),
        sa.Column("same_as", sa.String(32)),
        sa.Column("talk", sa.String(8), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("try_after", INSTANT),
        sa.Column("lease_until", INSTANT),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("read_at", INSTANT),
    )
    op.create_index("ix_paper_readings_conversation_id", "paper_readings", ["conversation_id"])
    op.create_index("ix_paper_readings_state", "paper_readings", ["state", "created_at"])
    op.create_index("ix_paper_readings_talk", "paper_readings", ["talk", "conversation_id"])
    op.create_table(
        "paper_offers",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column(
            "attachment_id", sa.String(32), sa.ForeignKey("paper_readings.attachment_id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(24), nullable=False),
        sa.Column("key", sa.String(32), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("turn_id", sa.String(32), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.UniqueConstraint("attachment_id", "page", "field"),
    )  # fmt: skip
    op.create_index("ix_paper_offers_attachment_id", "paper_offers", ["attachment_id"])


def downgrade() -> None:
    """Take them away again."""
    op.drop_table("paper_offers")
    op.drop_table("paper_readings")
