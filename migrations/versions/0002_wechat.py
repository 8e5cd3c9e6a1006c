"""The WeChat channel: contacts and their ledger, raw arrivals, account states, attachments, page sessions."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables, the silent mode of a conversation and the index of what was said last."""
    _create_contacts_and_accounts()
    _create_attachments_and_pages()
    op.add_column("conversations", sa.Column("quiet", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("inbound_messages", sa.Column("heard", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("inbound_messages", sa.Column("copies", sa.Integer(), nullable=False, server_default="1"))
    op.create_index("ix_conversations_said", "conversations", ["channel", "last_outbound_at"])


def _create_contacts_and_accounts() -> None:
    op.create_table(
        "wechat_contacts",
        sa.Column("conversation_id", sa.String(32), sa.ForeignKey("conversations.id"), primary_key=True),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("openid", sa.Text(), nullable=False),
        sa.Column("followed", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(64), nullable=False),
        sa.Column("unreachable", sa.String(32)),
        sa.Column("message_left", sa.Integer(), nullable=False),
        sa.Column("message_until", INSTANT),
        sa.Column("tap_left", sa.Integer(), nullable=False),
        sa.Column("tap_until", INSTANT),
        sa.Column("last_action_at", INSTANT),
        sa.Column("passive_until", INSTANT),
        sa.Column("sending_owner", sa.String(64)),
        sa.Column("sending_until", INSTANT),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("try_after", INSTANT),
        sa.Column("delivered_seq", sa.Integer(), nullable=False),
        sa.Column("delivered_characters", sa.Integer(), nullable=False),
        sa.Column("noticed_seq", sa.Integer(), nullable=False),
    )
    op.create_table(
        "wechat_arrivals",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("dedup_key", sa.String(192), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("why", sa.String(16), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.Column("lease_until", INSTANT),
        sa.UniqueConstraint("account", "dedup_key"),
    )
    op.create_index("ix_wechat_arrivals_waiting", "wechat_arrivals", ["state", "received_at"])
    op.create_table(
        "wechat_account_states",
        sa.Column("account", sa.String(64), primary_key=True),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("token_until", INSTANT),
        sa.Column("forced_at", INSTANT),
        sa.Column("lease_owner", sa.String(64)),
        sa.Column("lease_until", INSTANT),
        sa.Column("circuit_code", sa.Integer()),
        sa.Column("circuit_until", INSTANT),
        sa.Column("can_send", sa.Boolean()),
    )


def _create_attachments_and_pages() -> None:
    op.create_table(
        "attachments",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("conversation_id", sa.String(32), sa.ForeignKey("conversations.id"), nullable=False),
        sa.Column("inbound_id", sa.String(32), sa.ForeignKey("inbound_messages.id"), nullable=False),
        sa.Column("draft_id", sa.String(32), sa.ForeignKey("drafts.id")),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("media_id", sa.String(256), nullable=False),
        sa.Column("content_type", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("heard", sa.Text(), nullable=False),
        sa.Column("problem", sa.String(64)),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("try_after", INSTANT),
        sa.Column("lease_until", INSTANT),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("stored_at", INSTANT),
    )
    for column in ("conversation_id", "draft_id"):
        op.create_index(f"ix_attachments_{column}", "attachments", [column])
    op.create_index("ix_attachments_state", "attachments", ["state", "created_at"])
    op.create_table(
        "page_sessions",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("conversation_id", sa.String(32), sa.ForeignKey("conversations.id"), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
    )
    op.create_index("ix_page_sessions_conversation_id", "page_sessions", ["conversation_id"])


def downgrade() -> None:
    """Take it all away again."""
    op.drop_index("ix_conversations_said", "conversations")
    op.drop_column("conversations", "quiet")
    op.drop_column("inbound_messages", "copies")
    op.drop_column("inbound_messages", "heard")
    for name in ("page_sessions", "attachments", "wechat_account_states", "wechat_arrivals", "wechat_contacts"):
        op.drop_table(name)
