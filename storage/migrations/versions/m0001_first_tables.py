"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_TEXT, _NAME, _WHEN, _FLAG = sa.Text(), sa.String(), sa.BigInteger(), sa.SmallInteger()
_SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the first tables, and make entries append-only."""
    _people()
    _matters()
    _messages()
    _append_only()


def _people() -> None:
    op.create_table(
        "county",
        sa.Column("id", _NAME, nullable=False),
        sa.Column("regulation", _NAME, nullable=False),
        sa.Column("directory_version", sa.BigInteger(), nullable=False),
        sa.Column("created", _WHEN, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_county"),
    )
    op.create_table(
        "units",
        sa.Column("id", _NAME, nullable=False),
        sa.Column("name", _NAME, nullable=False),
        sa.Column("short", _NAME, nullable=False),
        sa.Column("type", _NAME, nullable=False),
        sa.Column("aliases", _TEXT, nullable=False),
        sa.Column("parent", _NAME),
        sa.PrimaryKeyConstraint("id", name="pk_units"),
    )
    op.create_table(
        "officers",
        sa.Column("id", _NAME, nullable=False),
        sa.Column("name", _NAME, nullable=False),
        sa.Column("unit", _NAME, nullable=False),
        sa.Column("roles", _TEXT, nullable=False),
        sa.Column("title", _TEXT),
        sa.Column("mobile", _TEXT),
        sa.Column("deputy", _NAME),
        sa.Column("quiet", _TEXT),
        sa.Column("active", _FLAG, nullable=False),
        sa.Column("leaves", _TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_officers"),
        sa.ForeignKeyConstraint(["unit"], ["units.id"], name="fk_officers_unit"),
    )
    op.create_table(
        "shifts",
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("unit", _NAME, nullable=False),
        sa.Column("officer", _NAME, nullable=False),
        sa.Column("starts_at", _WHEN, nullable=False),
        sa.Column("ends_at", _WHEN, nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("position", name="pk_shifts"),
        sa.ForeignKeyConstraint(["unit"], ["units.id"], name="fk_shifts_unit"),
        sa.ForeignKeyConstraint(["officer"], ["officers.id"], name="fk_shifts_officer"),
    )
    op.create_table(
        "identities",
        sa.Column("channel", _NAME, nullable=False),
        sa.Column("raw_id", _NAME, nullable=False),
        sa.Column("officer", _NAME, nullable=False),
        sa.Column("conversation", _TEXT),
        sa.Column("reachable_since", _WHEN),
        sa.PrimaryKeyConstraint("channel", "raw_id", name="pk_identities"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_identities_officer", "identities", ["officer"])
    op.create_table(
        "strangers",
        sa.Column("channel", _NAME, nullable=False),
        sa.Column("raw_id", _NAME, nullable=False),
        sa.Column("first_seen", _WHEN, nullable=False),
        sa.PrimaryKeyConstraint("channel", "raw_id", name="pk_strangers"),
        sqlite_with_rowid=False,
    )


def _matters() -> None:
    op.create_table(
        "counters",
        sa.Column("kind", _NAME, nullable=False),
        sa.Column("last_number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("kind", name="pk_counters"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "matters",
        sa.Column("number", _NAME, nullable=False),
        sa.Column("kind", _NAME, nullable=False),
        sa.Column("state", _NAME, nullable=False),
        sa.Column("sender", _NAME, nullable=False),
        sa.Column("receiver", _NAME, nullable=False),
        sa.Column("opener", _NAME, nullable=False),
        sa.Column("regulation", _NAME, nullable=False),
        sa.Column("regulation_version", _NAME, nullable=False),
        sa.Column("conversation", _TEXT),
        sa.Column("summary", _TEXT),
        sa.Column("facts", _TEXT, nullable=False),
        sa.Column("opened_at", _WHEN, nullable=False),
        sa.Column("looked_at", _WHEN, nullable=False),
        sa.Column("next_look", _WHEN),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("closed", _FLAG, nullable=False),
        sa.Column("head", _TEXT),
        sa.PrimaryKeyConstraint("number", name="pk_matters"),
    )
    op.create_index("ix_matters_next_look", "matters", ["next_look"])
    op.create_index("ix_matters_receiver_closed", "matters", ["receiver", "closed"])
    op.create_index("ix_matters_sender_closed", "matters", ["sender", "closed"])
    op.create_table(
        "entries",
        sa.Column("number", _NAME, nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("step", _NAME, nullable=False),
        sa.Column("officer", _TEXT),
        sa.Column("unit", _TEXT),
        sa.Column("at", _WHEN, nullable=False),
        sa.Column("recorded_at", _WHEN, nullable=False),
        sa.Column("facts", _TEXT, nullable=False),
        sa.Column("details", _TEXT, nullable=False),
        sa.Column("source", _TEXT),
        sa.Column("algorithm", _NAME, nullable=False),
        sa.Column("prev_hash", _TEXT),
        sa.Column("hash", _NAME, nullable=False),
        sa.PrimaryKeyConstraint("number", "seq", name="pk_entries"),
        sa.ForeignKeyConstraint(["number"], ["matters.number"], name="fk_entries_number"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "lines",
        sa.Column("number", _NAME, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("duty", _NAME, nullable=False),
        sa.Column("unit", _NAME, nullable=False),
        sa.Column("status", _NAME, nullable=False),
        sa.Column("duty_class", _NAME, nullable=False),
        sa.Column("due", _WHEN),
        sa.Column("safe_due", _WHEN),
        sa.Column("last_day", sa.Date()),
        sa.PrimaryKeyConstraint("number", "position", name="pk_lines"),
        sa.ForeignKeyConstraint(["number"], ["matters.number"], name="fk_lines_number"),
        sqlite_with_rowid=False,
    )


def _messages() -> None:
    op.create_table(
        "inbox",
        sa.Column("channel", _NAME, nullable=False),
        sa.Column("message_id", _NAME, nullable=False),
        sa.Column("reply", _TEXT, nullable=False),
        sa.Column("at", _WHEN, nullable=False),
        sa.PrimaryKeyConstraint("channel", "message_id", name="pk_inbox"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "dialogues",
        sa.Column("officer", _NAME, nullable=False),
        sa.Column("conversation", _NAME, nullable=False),
        sa.Column("body", _TEXT, nullable=False),
        sa.Column("expires_at", _WHEN, nullable=False),
        sa.PrimaryKeyConstraint("officer", "conversation", name="pk_dialogues"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "outbox",
        sa.Column("seq", _SERIAL, autoincrement=True, nullable=False),
        sa.Column("push_key", _NAME, nullable=False),
        sa.Column("addressee", _NAME, nullable=False),
        sa.Column("number", _TEXT),
        sa.Column("kind", _NAME, nullable=False),
        sa.Column("message", _TEXT, nullable=False),
        sa.Column("at", _WHEN, nullable=False),
        sa.Column("urgent", _FLAG, nullable=False),
        sa.Column("carries", _FLAG, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("state", _NAME, nullable=False),
        sa.Column("next_at", _WHEN),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("again", _FLAG, nullable=False),
        sa.Column("claimed_by", _NAME),
        sa.Column("last_code", _TEXT),
        sa.Column("why", _TEXT),
        sa.Column("ended_at", _WHEN),
        sa.Column("receipts", _TEXT),
        sa.PrimaryKeyConstraint("seq", name="pk_outbox"),
        sa.UniqueConstraint("push_key", name="uq_outbox_push_key"),
    )
    op.create_index("ix_outbox_urgent_next_at", "outbox", ["urgent", "next_at"])
    ended = sa.text("ended_at IS NOT NULL")
    op.create_index(
        "ix_outbox_addressee_ended_at",
        "outbox",
        ["addressee", "ended_at"],
        sqlite_where=ended,
        postgresql_where=ended,
    )
    op.create_index("ix_outbox_number", "outbox", ["number"])
    dead = sa.text("state = 'dead'")
    op.create_index(
        "ix_outbox_dead", "outbox", ["ended_at"], sqlite_where=dead, postgresql_where=dead
    )


def _append_only() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER entries_no_{verb.lower()} BEFORE {verb} ON entries"
                " BEGIN SELECT RAISE(ABORT, 'entries are append-only'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION entries_append_only() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'entries are append-only'; END $$"
    )
    op.execute(
        "CREATE TRIGGER entries_append_only BEFORE UPDATE OR DELETE ON entries"
        " FOR EACH ROW EXECUTE PROCEDURE entries_append_only()"
    )
