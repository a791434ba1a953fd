"""What a push is about stands in columns, and why a channel refuses somebody without a head.

Before, the first was read from the parts of its key, and the head was cut off when it was read.
"""

import re
from datetime import UTC, date, datetime, timedelta, timezone

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

_ABOUT: dict[str, sa.Text | sa.Date | sa.BigInteger] = {
    "duty": sa.Text(),
    "rule": sa.Text(),
    "line_day": sa.Date(),
    "line_end": sa.BigInteger(),
    "material": sa.BigInteger(),
}
_BOX = sa.table("outbox", *(sa.column(name, kind) for name, kind in _ABOUT.items()))
_FILL = (
    sa.update(_BOX)
    .where(sa.column("seq") == sa.bindparam("which"))
    .values({name: sa.bindparam(f"new_{name}") for name in _ABOUT})
)
_ROWS = sa.text(
    "SELECT seq, kind, push_key FROM outbox WHERE kind IN ('arrival', 'reminder', 'overdue',"
    " 'escalation', 'emergency', 'chase', 'material') ORDER BY seq"
)
_HEAD = "没有送达："
_REPEAT = re.compile(r"\+\d+$")
_BEIJING = timezone(timedelta(hours=8))
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def upgrade() -> None:
    """Add the columns, and fill them this once from the keys, which stay as they are."""
    for name, kind in _ABOUT.items():
        op.add_column("outbox", sa.Column(name, kind))
    connection = op.get_bind()
    rows = [
        {"which": seq, **{f"new_{name}": about.get(name) for name in _ABOUT}}
        for seq, kind, key in connection.execute(_ROWS)
        if (about := _about(kind, key.split(":")))
    ]
    if rows:
        connection.execute(_FILL, rows)
    connection.execute(
        sa.text("UPDATE refusals SET why = substr(why, :place) WHERE why LIKE :headed"),
        {"place": len(_HEAD) + 1, "headed": f"{_HEAD}%"},
    )


def _about(kind: str, parts: list[str]) -> dict[str, object]:
    """What the parts of a key say; nothing of one that no program wrote so.

    `:material:<seq>:…` hands over a file. What the clock says is
    `<number>:<duty>:<rule>[+<repeat>]:<line>:<officer>`, with an empty duty where the rule counts
    from a fact. The line is its last day, or of a line in hours its end in Beijing to the minute.
    """
    if kind == "material":
        return {"material": int(parts[2])} if len(parts) > 2 and parts[2].isdigit() else {}
    if len(parts) < 5:
        return {}
    _, duty, rule, line, *_ = parts
    if not duty:
        return {"rule": rule}
    return {"duty": duty, "rule": _REPEAT.sub("", rule), **_line(line)}


def _line(mark: str) -> dict[str, object]:
    try:
        if "T" not in mark:
            return {"line_day": date.fromisoformat(mark)}
        end = datetime.strptime(mark, "%Y%m%dT%H%M").replace(tzinfo=_BEIJING)
    except ValueError:
        return {}
    return {"line_end": (end - _EPOCH) // timedelta(microseconds=1)}
