"""When and where a push was tried that may have gone through: it is said again as it was."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the columns."""
    op.add_column("outbox", sa.Column("tried_at", sa.BigInteger()))
    op.add_column("outbox", sa.Column("tried_on", sa.Text()))
