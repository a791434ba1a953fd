"""Pictures and files that belong to matters."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the contents and what they are."""
    op.create_table(
        "contents",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_contents"),
    )
    op.create_table(
        "materials",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("officer", sa.String(), nullable=False),
        sa.Column("source", sa.Text()),
        sa.Column("number", sa.Text()),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("conversation", sa.Text()),
        sa.PrimaryKeyConstraint("seq", name="pk_materials"),
        sa.ForeignKeyConstraint(["sha256"], ["contents.sha256"], name="fk_materials_sha256"),
    )
    op.create_index("ix_materials_number", "materials", ["number"])
    op.create_index("ix_materials_officer_at", "materials", ["officer", "at"])
