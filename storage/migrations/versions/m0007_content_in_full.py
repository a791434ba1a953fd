"""What a matter is about in full, beside the line that lists and cards show."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the column, and fill it from what was said when the matter was opened."""
    op.add_column("matters", sa.Column("content", sa.Text()))
    connection = op.get_bind()
    opened = connection.execute(sa.text("SELECT number, details FROM entries WHERE seq = 1"))
    rows = [
        {"which": number, "content": content}
        for number, details in opened
        if (content := _facts(details)) is not None
    ]
    if rows:
        connection.execute(
            sa.text("UPDATE matters SET content = :content WHERE number = :which"), rows
        )


def _facts(details: str) -> str | None:
    """What was said; None of an entry that is damaged, which stops no upgrade."""
    try:
        return str(dict(json.loads(details)).get("facts", ""))
    except (ValueError, TypeError):
        return None
