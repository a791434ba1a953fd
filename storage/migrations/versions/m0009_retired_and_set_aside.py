"""Units that were retired, and files whose sender has finished something else since."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add the columns."""
    for table, column, default in (("units", "active", "1"), ("materials", "set_aside", "0")):
        kind = sa.Column(column, sa.SmallInteger(), nullable=False, server_default=sa.text(default))
        op.add_column(table, kind)
