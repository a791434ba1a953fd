"""What is append-only can neither be replaced nor emptied, and loaded calendars are it too."""

from alembic import op

revision = "0010"
down_revision = "0009"

_KEYS = {"entries": ("number", "seq"), "calendars": ("seq",)}


def upgrade() -> None:
    """Add the triggers; SQLite's REPLACE fires none for the row that it deletes."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table, key in _KEYS.items():
        if sqlite:
            _on_sqlite(table, key)
        else:
            _on_postgresql(table)


def _on_sqlite(table: str, key: tuple[str, ...]) -> None:
    refused = f"RAISE(ABORT, '{table} are append-only')"
    same = " AND ".join(f"{column} = NEW.{column}" for column in key)
    op.execute(
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table}"  # noqa: S608
        f" WHEN EXISTS (SELECT 1 FROM {table} WHERE {same})"
        f" BEGIN SELECT {refused}; END"
    )
    if table != "entries":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table}"
                f" BEGIN SELECT {refused}; END"
            )


def _on_postgresql(table: str) -> None:
    """There an upsert is an UPDATE to the triggers, and TRUNCATE is a case of its own."""
    if table != "entries":
        op.execute(
            f"CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN RAISE EXCEPTION '{table} are append-only'; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}"
            f" FOR EACH ROW EXECUTE PROCEDURE {table}_append_only()"
        )
    op.execute(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}"
        f" FOR EACH STATEMENT EXECUTE PROCEDURE {table}_append_only()"
    )
