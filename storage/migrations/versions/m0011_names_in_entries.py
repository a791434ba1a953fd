"""An entry keeps the names it was written with; those of before keep their hashes as they are."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Add the column, empty for what was recorded so far."""
    op.add_column("entries", sa.Column("named", sa.Text()))
