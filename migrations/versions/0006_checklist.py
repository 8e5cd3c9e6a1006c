"""The checklist: what staff said of papers, the list sent last; longer names for kinds of consent."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables, widen the column."""
    op.create_table(
        "paper_marks",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("case_id", sa.String(32), sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("paper", sa.String(48), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("staff_id", sa.String(32), sa.ForeignKey("staff.id"), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.UniqueConstraint("case_id", "paper"),
    )
    op.create_index("ix_paper_marks_case_id", "paper_marks", ["case_id"])
    op.create_table(
        "papers_told",
        sa.Column("case_id", sa.String(32), sa.ForeignKey("cases.id"), primary_key=True),
        sa.Column("list_hash", sa.String(64), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
    )
    with op.batch_alter_table("consents") as table:
        table.alter_column("kind", existing_type=sa.String(16), type_=sa.String(24), existing_nullable=False)


def downgrade() -> None:
    """Take them away again; a decision whose kind did not exist before goes with them."""
    op.execute("DELETE FROM consents WHERE kind NOT IN ('privacy', 'verification')")
    with op.batch_alter_table("consents") as table:
        table.alter_column("kind", existing_type=sa.String(24), type_=sa.String(16), existing_nullable=False)
    op.drop_table("papers_told")
    op.drop_table("paper_marks")
