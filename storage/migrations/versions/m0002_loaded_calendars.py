"""Calendars that a county loads while the program runs, and which of them a process must know."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the loaded files, and to the county which one is the last."""
    op.create_table(
        "calendars",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("source", sa.Text()),
        sa.Column("loaded_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_calendars"),
    )
    op.add_column(
        "county",
        sa.Column("law_version", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
    )
