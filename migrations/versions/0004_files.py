"""Files sent on the page: attachments before their message, inspected, with a thumbnail; uploads in parts."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def _added() -> list[sa.Column[Any]]:
    return [
        sa.Column("source", sa.String(8), nullable=False, server_default="wechat"),
        sa.Column("scan", sa.String(8), nullable=False, server_default="pending"),
        sa.Column("scan_problem", sa.String(24)),
        sa.Column("pages", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("width", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("height", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("thumbnail_id", sa.String(32)),
        sa.Column("same_as", sa.String(32)),
    ]


def upgrade() -> None:
    """Add the columns and the uploads; what was stored before counts as looked at."""
    with op.batch_alter_table("attachments") as table:
        table.alter_column("inbound_id", existing_type=sa.String(32), nullable=True)
        for column in _added():
            table.add_column(column)
        table.create_index("ix_attachments_inbound_id", ["inbound_id"])
    op.execute("UPDATE attachments SET scan = 'clean' WHERE state = 'stored'")
    op.create_table(
        "uploads",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("conversation_id", sa.String(32), sa.ForeignKey("conversations.id"), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("received", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
    )
    op.create_index("ix_uploads_conversation_id", "uploads", ["conversation_id"])
    op.create_index("ix_uploads_state", "uploads", ["state", "created_at"])
    op.create_table(
        "upload_parts",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("upload_id", sa.String(32), sa.ForeignKey("uploads.id"), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.UniqueConstraint("upload_id", "start"),
    )


def downgrade() -> None:
    """Take them away again; a file that has no message yet goes with them."""
    op.drop_table("upload_parts")
    op.drop_table("uploads")
    op.execute("DELETE FROM attachments WHERE inbound_id IS NULL")
    with op.batch_alter_table("attachments") as table:
        table.drop_index("ix_attachments_inbound_id")
        for column in _added():
            table.drop_column(column.name)
        table.alter_column("inbound_id", existing_type=sa.String(32), nullable=False)
