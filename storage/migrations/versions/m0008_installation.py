"""Whose database it is, a county's own or a rehearsal's, and when it was last backed up."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add the table; a database that has a county already is that county's own."""
    op.create_table(
        "installation",
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("backed_up_at", sa.BigInteger()),
        sa.Column("written_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("purpose", name="pk_installation"),
    )
    op.execute("INSERT INTO installation (purpose) SELECT 'county' FROM county")
