"""The record as first laid out: every table of issue 2."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
tables = sa.MetaData()

sa.Table(
    "audit_events",
    tables,
    sa.Column("seq", sa.Integer(), primary_key=True, autoincrement=False),
    sa.Column("at", INSTANT, nullable=False),
    sa.Column("actor_kind", sa.String(length=12), nullable=False),
    sa.Column("actor_id", sa.String(length=32), nullable=False),
    sa.Column("action", sa.String(length=48), nullable=False),
    sa.Column("object_kind", sa.String(length=24), nullable=False),
    sa.Column("object_id", sa.String(length=64), nullable=False),
    sa.Column("detail", sa.Text(), nullable=False),
    sa.Column("previous_hash", sa.String(length=64), nullable=False),
    sa.Column("hash", sa.String(length=64), nullable=False),
)
sa.Table(
    "blind_indexes",
    tables,
    sa.Column("id", sa.String(length=32), primary_key=True),
    sa.Column("kind", sa.String(length=16), nullable=False),
    sa.Column("key_id", sa.String(length=16), nullable=False),
    sa.Column("digest", sa.String(length=64), nullable=False),
    sa.Column("object_kind", sa.String(length=16), nullable=False),
    sa.Column("object_id", sa.String(length=32), nullable=False),
    sa.UniqueConstraint("kind", "key_id", "digest", "object_kind", "object_id"),
    sa.Index("ix_blind_indexes_digest", "digest"),
    sa.Index("ix_blind_indexes_object_id", "object_id"),
)
sa.Table(
    "outbox",
    tables,
    sa.Column("id", sa.String(length=32), primary_key=True),
    sa.Column("kind", sa.String(length=32), nullable=False),
    sa.Column("dedup_key", sa.String(length=128), nullable=False),
    sa.Column("conversation_id", sa.String(length=32), nullable=True),
    sa.Column("payload", sa.Text(), nullable=False),
    sa.Column("state", sa.String(length=8), nullable=False),
    sa.Column("attempts", sa.Integer(), nullable=False),
    sa.Column("next_attempt_at", INSTANT, nullable=False),
    sa.Column("lease_owner", sa.String(length=64), nullable=True),
    sa.Column("lease_until", INSTANT, nullable=True),
    sa.Column("last_error", sa.String(length=200), nullable=True),
    sa.Column("created_at", INSTANT, nullable=False),
    sa.UniqueConstraint("dedup_key"),
    sa.Index("ix_outbox_conversation_id", "conversation_id"),
    sa.Index("ix_outbox_due", "state", "next_attempt_at"),
)
sa.Table(
    "policy_versions",
    tables,
    sa.Column("version", sa.String(length=64), primary_key=True),
    sa.Column("published_at", INSTANT, nullable=False),
    sa.Column("published_by", sa.String(length=32), nullable=False),
    sa.Column("files", sa.Text(), nullable=False),
)
sa.Table(
    "rate_windows",
    tables,
    sa.Column("subject", sa.String(length=96), primary_key=True),
    sa.Column("window_start", INSTANT, primary_key=True),
    sa.Column("count", sa.Integer(), nullable=False),
)
sa.Table(
    "residents",
    tables,
    sa.Column("id", sa.String(length=32), primary_key=True),
    sa.Column("created_at", INSTANT, nullable=False),
    sa.Column("erased_at", INSTANT, nullable=True),
)
sa.Table(
    "staff",
    tables,
    sa.Column("id", sa.String(length=32), primary_key=True),
    sa.Column("name", sa.String(length=64), nullable=False),
    sa.Column("display_name", sa.String(length=64), nullable=False),
    sa.Column("password_hash", sa.String(length=128), nullable=False),
    sa.Column("password_once", sa.Boolean(), nullable=False),
    sa.Column("totp_secret", sa.Text(), nullable=True),
    sa.Column("totp_last_step", sa.Integer(), nullable=False),
    sa.Column("role", sa.String(length=16), nullable=False),
    sa.Column("region", sa.String(length=12), nullable=False),
    sa.Column("active", sa.Boolean(), nullable=False),
    sa.Column("created_at", INSTANT, nullable=False),
    sa.UniqueConstraint("name"),
)
sa.Table(
    "tracker_snapshots",
    tables,
    sa.Column("conversation_id", sa.String(length=64), primary_key=True),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.Column("snapshot", sa.Text(), nullable=False),
    sa.Column("last_turn_id", sa.String(length=32), nullable=True),
    sa.Column("last_reply", sa.Text(), nullable=True),
    sa.Column("updated_at", INSTANT, nullable=False),
)
sa.Table(
    "conversations",
    tables,
    sa.Column("id", sa.String(length=32), primary_key=True),
    sa.Column("resident_id", sa.String(length=32), sa.ForeignKey("residents.id"), nullable=False),
    sa.Column("channel", sa.String(length=16), nullable=False),
    sa.Column("account", sa.String(length=64), nullable=False),
    sa.Column("identity_hash", sa.String(length=64), nullable=False),
    sa.Column("region", sa.String(length=12), nullable=True),
    sa.Column("mode", sa.String(length=8), nullable=False),
    sa.Column("topic", sa.String(length=32), nullable=False),
    sa.Column("crisis", sa.String(length=32), nullable=True),
    sa.Column("urgent", sa.Boolean(), nullable=False),
    sa.Column("created_at", INSTANT, nullable=False),
    sa.Column("last_inbound_at", INSTANT, nullable=True),
    sa.Column("last_outbound_at", INSTANT, nullable=True),
    sa.Column("last_seq", sa.Integer(), nullable=False),
    sa.Column("lease_owner", sa.String(length=64), nullable=True),
    sa.Column("lease_until", INSTANT, nullable=True),
    sa.Column("claimed_by", sa.String(length=32), sa.ForeignKey("staff.id"), nullable=True),
    sa.Column("claim_until", INSTANT, nullable=True),
    sa.Column("erased_at", INSTANT, nullable=True),
    sa.UniqueConstraint("channel", "account", "identity_hash"),
    sa.Index("ix_conversations_region", "region"),
    sa.Index("ix_conversations_resident_id", "resident_id"),
)
sa.Table(
    "staff_sessions",
    tables,
    sa.Column("id", sa.String(length=64), primary_key=True),
    sa.Column("staff_id", sa.String(length=32), sa.ForeignKey("staff.id"), nullable=False),
    sa.Column("created_at", INSTANT, nullable=False),
    sa.Column("last_seen_at", INSTANT, nullable=False),
    sa.Column("second_factor", sa.Boolean(), nullable=False),
    sa.Index("ix_staff_sessions_staff_id", "staff_id"),
)
sa.Table(
    "consents",
    tables,
    sa.Column("id", sa.String(length=32), primary_key=True),
    sa.Column("conversation_id", sa.String(length=32), sa.ForeignKey("conversations.id"), nullable=False),
    sa.Column("resident_id", sa.String(length=32), sa.ForeignKey("residents.id"), nullable=False),
    sa.Column("seq", sa.Integer(), nullable=False),
    sa.Column("turn_id", sa.String(length=32), nullable=False),
    sa.Column("kind", sa.String(length=16), nullable=False),
    sa.Column("decision", sa.String(length=16), nullable=False),
    sa.Column("text_version", sa.String(length=32), nullable=False),
    sa.Column("text_hash", sa.String(length=64), nullable=False),
    sa.Column("channel", sa.String(length=16), nullable=False),
    sa.Column("at", INSTANT, nullable=False),
    sa.UniqueConstraint("turn_id", "kind"),
    sa.Index("ix_consents_conversation_id", "conversation_id"),
    sa.Index("ix_consents_resident_id", "resident_id"),
)
sa.Table(
    "drafts",
    tables,
    sa.Column("id", sa.String(length=32), primary_key=True),
    sa.Column("conversation_id", sa.String(length=32), sa.ForeignKey("conversations.id"), nullable=False),
    sa.Column("resident_id", sa.String(length=32), sa.ForeignKey("residents.id"), nullable=False),
    sa.Column("lane", sa.String(length=32), nullable=False),
    sa.Column("region", sa.String(length=12), nullable=True),
    sa.Column("state", sa.String(length=12), nullable=False),
    sa.Column("created_at", INSTANT, nullable=False),
    sa.Column("updated_at", INSTANT, nullable=False),
    sa.Column("last_seq", sa.Integer(), nullable=False),
    sa.Column("folded", sa.Text(), nullable=False),
    sa.Index("ix_drafts_conversation_id", "conversation_id"),
    sa.Index("ix_drafts_resident_id", "resident_id"),
    sa.Index(
        "uq_drafts_open",
        "resident_id",
        "lane",
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    ),
)
sa.Table(
    "handoffs",
    tables,
    sa.Column("id", sa.String(length=32), primary_key=True),
    sa.Column("conversation_id", sa.String(length=32), sa.ForeignKey("conversations.id"), nullable=False),
    sa.Column("reason", sa.String(length=32), nullable=False),
    sa.Column("urgent", sa.Boolean(), nullable=False),
    sa.Column("state", sa.String(length=8), nullable=False),
    sa.Column("created_at", INSTANT, nullable=False),
    sa.Column("claimed_at", INSTANT, nullable=True),
    sa.Column("closed_at", INSTANT, nullable=True),
    sa.Column("staff_id", sa.String(length=32), sa.ForeignKey("staff.id"), nullable=True),
    sa.Index("ix_handoffs_conversation_id", "conversation_id"),
    sa.Index("ix_handoffs_state", "state"),
    sa.Index(
        "uq_handoffs_open",
        "conversation_id",
        unique=True,
        sqlite_where=sa.text("state <> 'closed'"),
        postgresql_where=sa.text("state <> 'closed'"),
    ),
)
sa.Table(
    "inbound_messages",
    tables,
    sa.Column("id", sa.String(length=32), primary_key=True),
    sa.Column("conversation_id", sa.String(length=32), sa.ForeignKey("conversations.id"), nullable=False),
    sa.Column("seq", sa.Integer(), nullable=False),
    sa.Column("channel", sa.String(length=16), nullable=False),
    sa.Column("account", sa.String(length=64), nullable=False),
    sa.Column("dedup_key", sa.String(length=128), nullable=False),
    sa.Column("text", sa.Text(), nullable=False),
    sa.Column("command", sa.Text(), nullable=True),
    sa.Column("screen", sa.Text(), nullable=False),
    sa.Column("received_at", INSTANT, nullable=False),
    sa.Column("turn_id", sa.String(length=32), nullable=True),
    sa.UniqueConstraint("channel", "account", "dedup_key"),
    sa.UniqueConstraint("conversation_id", "seq"),
)
sa.Table(
    "leads",
    tables,
    sa.Column("id", sa.String(length=32), primary_key=True),
    sa.Column("number", sa.String(length=24), nullable=False),
    sa.Column("conversation_id", sa.String(length=32), sa.ForeignKey("conversations.id"), nullable=False),
    sa.Column("turn_id", sa.String(length=32), nullable=False),
    sa.Column("region", sa.String(length=12), nullable=True),
    sa.Column("place", sa.Text(), nullable=False),
    sa.Column("situation", sa.Text(), nullable=False),
    sa.Column("state", sa.String(length=12), nullable=False),
    sa.Column("created_at", INSTANT, nullable=False),
    sa.UniqueConstraint("number"),
    sa.UniqueConstraint("turn_id"),
    sa.Index("ix_leads_region", "region"),
)
sa.Table(
    "notes",
    tables,
    sa.Column("id", sa.String(length=32), primary_key=True),
    sa.Column("conversation_id", sa.String(length=32), sa.ForeignKey("conversations.id"), nullable=False),
    sa.Column("staff_id", sa.String(length=32), sa.ForeignKey("staff.id"), nullable=True),
    sa.Column("text", sa.Text(), nullable=False),
    sa.Column("at", INSTANT, nullable=False),
    sa.Index("ix_notes_conversation_id", "conversation_id"),
)
sa.Table(
    "outbound_messages",
    tables,
    sa.Column("id", sa.String(length=32), primary_key=True),
    sa.Column("conversation_id", sa.String(length=32), sa.ForeignKey("conversations.id"), nullable=False),
    sa.Column("seq", sa.Integer(), nullable=False),
    sa.Column("turn_id", sa.String(length=32), nullable=True),
    sa.Column("origin", sa.String(length=8), nullable=False),
    sa.Column("staff_id", sa.String(length=32), sa.ForeignKey("staff.id"), nullable=True),
    sa.Column("body", sa.Text(), nullable=False),
    sa.Column("created_at", INSTANT, nullable=False),
    sa.Column("delivered_at", INSTANT, nullable=True),
    sa.UniqueConstraint("conversation_id", "seq"),
    sa.Index("ix_outbound_messages_turn_id", "turn_id"),
)
sa.Table(
    "resume_codes",
    tables,
    sa.Column("id", sa.String(length=64), primary_key=True),
    sa.Column("conversation_id", sa.String(length=32), sa.ForeignKey("conversations.id"), nullable=False),
    sa.Column("created_at", INSTANT, nullable=False),
    sa.Column("expires_at", INSTANT, nullable=False),
    sa.Column("used_at", INSTANT, nullable=True),
    sa.Index("ix_resume_codes_conversation_id", "conversation_id"),
)
sa.Table(
    "answer_events",
    tables,
    sa.Column("id", sa.String(length=32), primary_key=True),
    sa.Column("draft_id", sa.String(length=32), sa.ForeignKey("drafts.id"), nullable=False),
    sa.Column("seq", sa.Integer(), nullable=False),
    sa.Column("turn_id", sa.String(length=32), nullable=False),
    sa.Column("key", sa.String(length=64), nullable=False),
    sa.Column("value", sa.Text(), nullable=False),
    sa.Column("replaced", sa.Text(), nullable=True),
    sa.Column("cleared", sa.Boolean(), nullable=False),
    sa.Column("text", sa.Text(), nullable=False),
    sa.Column("source", sa.String(length=16), nullable=False),
    sa.Column("actor_id", sa.String(length=32), nullable=False),
    sa.Column("at", INSTANT, nullable=False),
    sa.UniqueConstraint("draft_id", "seq"),
    sa.UniqueConstraint("draft_id", "turn_id", "key", "cleared"),
)
sa.Table(
    "cases",
    tables,
    sa.Column("id", sa.String(length=32), primary_key=True),
    sa.Column("number", sa.String(length=24), nullable=False),
    sa.Column("draft_id", sa.String(length=32), sa.ForeignKey("drafts.id"), nullable=False),
    sa.Column("conversation_id", sa.String(length=32), sa.ForeignKey("conversations.id"), nullable=False),
    sa.Column("resident_id", sa.String(length=32), sa.ForeignKey("residents.id"), nullable=False),
    sa.Column("programme", sa.String(length=32), nullable=False),
    sa.Column("kind", sa.String(length=32), nullable=False),
    sa.Column("region", sa.String(length=12), nullable=False),
    sa.Column("office", sa.Text(), nullable=False),
    sa.Column("state", sa.String(length=16), nullable=False),
    sa.Column("returns_to", sa.String(length=16), nullable=True),
    sa.Column("aid_first", sa.Boolean(), nullable=False),
    sa.Column("origin", sa.String(length=16), nullable=False),
    sa.Column("facts", sa.Text(), nullable=False),
    sa.Column("assessment", sa.Text(), nullable=True),
    sa.Column("policy_version", sa.String(length=64), nullable=False),
    sa.Column("as_of", sa.Date(), nullable=False),
    sa.Column("submitted_at", INSTANT, nullable=False),
    sa.Column("due_name", sa.String(length=32), nullable=True),
    sa.Column("due_at", INSTANT, nullable=True),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.UniqueConstraint("draft_id"),
    sa.UniqueConstraint("number"),
    sa.Index("ix_cases_conversation_id", "conversation_id"),
    sa.Index("ix_cases_due_at", "due_at"),
    sa.Index("ix_cases_region", "region"),
    sa.Index("ix_cases_resident_id", "resident_id"),
    sa.Index("ix_cases_state", "state"),
)
sa.Table(
    "turns",
    tables,
    sa.Column("id", sa.String(length=32), primary_key=True),
    sa.Column("conversation_id", sa.String(length=32), sa.ForeignKey("conversations.id"), nullable=False),
    sa.Column("inbound_id", sa.String(length=32), sa.ForeignKey("inbound_messages.id"), nullable=True),
    sa.Column("seq", sa.Integer(), nullable=False),
    sa.Column("kind", sa.String(length=16), nullable=False),
    sa.Column("state", sa.String(length=8), nullable=False),
    sa.Column("attempts", sa.Integer(), nullable=False),
    sa.Column("apologised", sa.Boolean(), nullable=False),
    sa.Column("created_at", INSTANT, nullable=False),
    sa.Column("started_at", INSTANT, nullable=True),
    sa.Column("finished_at", INSTANT, nullable=True),
    sa.Column("error", sa.String(length=64), nullable=True),
    sa.Column("not_before", INSTANT, nullable=True),
    sa.UniqueConstraint("conversation_id", "seq"),
    sa.Index("ix_turns_open", "state", "conversation_id", "seq"),
)
sa.Table(
    "case_events",
    tables,
    sa.Column("id", sa.String(length=32), primary_key=True),
    sa.Column("case_id", sa.String(length=32), sa.ForeignKey("cases.id"), nullable=False),
    sa.Column("seq", sa.Integer(), nullable=False),
    sa.Column("move", sa.String(length=24), nullable=False),
    sa.Column("from_state", sa.String(length=16), nullable=False),
    sa.Column("to_state", sa.String(length=16), nullable=False),
    sa.Column("actor_kind", sa.String(length=12), nullable=False),
    sa.Column("actor_id", sa.String(length=32), nullable=False),
    sa.Column("reason", sa.Text(), nullable=False),
    sa.Column("at", INSTANT, nullable=False),
    sa.UniqueConstraint("case_id", "seq"),
)


# The chain shows that a row was changed; these keep anything short of the schema's owner from changing one.
APPEND_ONLY = {
    "sqlite": [
        f"CREATE TRIGGER audit_events_no_{act.lower()} BEFORE {act} ON audit_events "
        "BEGIN SELECT RAISE(ABORT, 'audit_events is append-only'); END"
        for act in ("UPDATE", "DELETE")
    ],
    "postgresql": [
        "CREATE FUNCTION audit_events_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'audit_events is append-only'; END $$",
        "CREATE TRIGGER audit_events_append_only BEFORE UPDATE OR DELETE ON audit_events "
        "FOR EACH ROW EXECUTE FUNCTION audit_events_append_only()",
    ],
}


def upgrade() -> None:
    connection = op.get_bind()
    tables.create_all(connection, checkfirst=False)
    for statement in APPEND_ONLY[connection.dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    connection = op.get_bind()
    tables.drop_all(connection, checkfirst=False)
    if connection.dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_events_append_only")
