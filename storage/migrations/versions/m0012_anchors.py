"""The head of the whole record from time to time, so that it can be kept elsewhere as well."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

_KEYS = {"anchors": ("seq",), "anchored": ("number", "entries")}


def upgrade() -> None:
    """Add the two tables, append-only."""
    op.create_table(
        "anchors",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("matters", sa.BigInteger(), nullable=False),
        sa.Column("algorithm", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_anchors"),
    )
    op.create_table(
        "anchored",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("entries", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("anchor", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("number", "entries", name="pk_anchored"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_anchored_anchor_place", "anchored", ["anchor", "place"])
    for table, key in _KEYS.items():
        _append_only(table, key)


def _append_only(table: str, key: tuple[str, ...]) -> None:
    if op.get_bind().dialect.name == "sqlite":
        same = " AND ".join(f"{column} = NEW.{column}" for column in key)
        there = f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same})"  # noqa: S608
        for verb, case in (("UPDATE", ""), ("DELETE", ""), ("INSERT", there)):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} {case}"
                f" BEGIN SELECT RAISE(ABORT, '{table} are append-only'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN RAISE EXCEPTION '{table} are append-only'; END $$"
    )
    for verb, each in (("UPDATE OR DELETE", "ROW"), ("TRUNCATE", "STATEMENT")):
        op.execute(
            f"CREATE TRIGGER {table}_no_{verb.split()[0].lower()} BEFORE {verb} ON {table}"
            f" FOR EACH {each} EXECUTE PROCEDURE {table}_append_only()"
        )
