"""Read-only lists for chat and pages."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import bindparam, extract, func, literal_column, select

from rules.matter import Line, Matter
from storage.matters import MATTER, OLDEST_FIRST, OPEN, OPEN_AND_THEIRS, OPEN_MATTERS, matter_of
from storage.outbox import ANY_URGENCY, Delivery, PushState, delivery_of, delivery_query
from storage.part import Part
from storage.statement import Statement
from storage.tables import lines, matters, outbox

_LINE = tuple(column for column in lines.c if column.name != "position")
_LINES = select(*_LINE).select_from(matters.join(lines)).order_by(lines.c.number, lines.c.position)
_LINES_OF = Statement(_LINES.where(OPEN_AND_THEIRS))
_LINES_ALL = Statement(_LINES.where(OPEN))
_MATTERS_ALL = Statement(select(*MATTER).where(OPEN).order_by(*OLDEST_FIRST))
_PENDING = Statement(
    select(outbox.c.state, func.count(), func.min(outbox.c.next_at))
    .where(ANY_URGENCY, outbox.c.next_at.is_not(None))
    .group_by(outbox.c.state)
)
_IS_DEAD = outbox.c.state == literal_column(f"'{PushState.DEAD}'")
_DEAD_COUNT = Statement(select(func.count()).select_from(outbox).where(_IS_DEAD))
_DEAD = Statement(
    delivery_query.where(_IS_DEAD).order_by(outbox.c.ended_at.desc()).limit(bindparam("limit"))
)
_STUCK = Statement(
    select(func.count(), func.min(outbox.c.at)).where(
        ANY_URGENCY,
        outbox.c.next_at.is_not(None),
        outbox.c.attempts > 0,
        outbox.c.last_code.is_not(None),
        outbox.c.last_code != "hours",
        outbox.c.last_code != "budget",
    )
)
_NOW = Statement(select(extract("epoch", func.now())))
_SETTLED = frozenset({"met", "met_late", "void"})
_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Listed:
    """An open matter and its lines.

    Attributes:
        safe_due: the earliest safe line that is still to be met; None where there is none.
    """

    matter: Matter
    lines: tuple[Line, ...]
    safe_due: datetime | None


@dataclass(frozen=True, slots=True)
class Overview:
    """How the outbox stands.

    Attributes:
        waiting: how many wait, also for a later time; `sending` and `dead` likewise.
        oldest: the earliest time at which a waiting push was or will be due; None for none.
        given_up: the latest dead pushes, the last first.
    """

    waiting: int
    sending: int
    dead: int
    oldest: datetime | None
    given_up: tuple[Delivery, ...]


class Views(Part):
    """Read-only lists for chat and pages."""

    def list_open(self, unit: str | None = None) -> tuple[Listed, ...]:
        """Open matters with their lines, the most pressing safe line first, those without last.

        Args:
            unit: only those with this unit on either side; None for the whole county.
        """
        if unit is None:
            found, owed = self._rows.all(_MATTERS_ALL), self._rows.all(_LINES_ALL)
        else:
            found = self._rows.all(OPEN_MATTERS, whose=unit)
            owed = self._rows.all(_LINES_OF, whose=unit)
        of: dict[str, list[Line]] = {}
        for number, *line in owed:
            of.setdefault(number, []).append(Line(*line))
        listed = [_listed(matter_of(row), tuple(of.get(row[0], ()))) for row in found]
        return tuple(sorted(listed, key=lambda one: one.safe_due or _NEVER))

    def server_time(self) -> datetime:
        """What the database takes the time for, to the second; SQLite asks this machine."""
        row = self._rows.one(_NOW)
        assert row is not None  # noqa: S101  # a question without a table has one answer
        return datetime.fromtimestamp(float(row[0]), UTC)

    def stuck(self) -> tuple[int, datetime | None]:
        """How many pushes were tried and wait for another try, and when the first was due."""
        row = self._rows.one(_STUCK)
        return (row[0], row[1]) if row else (0, None)

    def outbox_overview(self, limit: int = 20) -> Overview:
        """How the outbox stands, with the last few pushes that were given up."""
        pending = {row[0]: row for row in self._rows.all(_PENDING)}
        _, waiting, oldest = pending.get(PushState.WAITING.value, ("", 0, None))
        _, sending, _ = pending.get(PushState.SENDING.value, ("", 0, None))
        dead = self._rows.one(_DEAD_COUNT)
        return Overview(
            waiting=waiting,
            sending=sending,
            dead=dead[0] if dead else 0,
            oldest=oldest,
            given_up=tuple(delivery_of(row) for row in self._rows.all(_DEAD, limit=limit)),
        )


def _listed(matter: Matter, owed: tuple[Line, ...]) -> Listed:
    safe = [line.safe_due for line in owed if line.status not in _SETTLED and line.safe_due]
    return Listed(matter, owed, min(safe, default=None))
