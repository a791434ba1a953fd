"""Read-only lists for chat and pages."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import bindparam, func, select

from rules.matter import Line, Matter
from storage.matters import MATTER, OLDEST_FIRST, OPEN, OPEN_AND_THEIRS, OPEN_MATTERS, matter_of
from storage.outbox import Delivery, PushState, delivery_of, delivery_query
from storage.part import Part
from storage.statement import Statement
from storage.tables import lines, matters, outbox

_LINE = tuple(column for column in lines.c if column.name != "position")
_LINES = select(*_LINE).select_from(matters.join(lines)).order_by(lines.c.number, lines.c.position)
_LINES_OF = Statement(_LINES.where(OPEN_AND_THEIRS))
_LINES_ALL = Statement(_LINES.where(OPEN))
_MATTERS_ALL = Statement(select(*MATTER).where(OPEN).order_by(*OLDEST_FIRST))
_STATES = Statement(
    select(outbox.c.state, func.count(), func.min(outbox.c.next_at)).group_by(outbox.c.state)
)
_DEAD = Statement(
    delivery_query.where(outbox.c.state == PushState.DEAD.value)
    .order_by(outbox.c.ended_at.desc(), outbox.c.seq.desc())
    .limit(bindparam("limit"))
)
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
        waiting: how many wait, also for a later time; `sending`, `sent`, `dead` likewise.
        oldest: the earliest time at which a waiting push was or will be due; None for none.
        given_up: the latest dead pushes, the last first.
    """

    waiting: int
    sending: int
    sent: int
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

    def outbox_overview(self, limit: int = 20) -> Overview:
        """How the outbox stands, with the last few pushes that were given up."""
        states = {row[0]: row for row in self._rows.all(_STATES)}
        count = {state: int(states[state][1]) if state in states else 0 for state in PushState}
        waiting = states.get(PushState.WAITING.value)
        return Overview(
            waiting=count[PushState.WAITING],
            sending=count[PushState.SENDING],
            sent=count[PushState.SENT],
            dead=count[PushState.DEAD],
            oldest=None if waiting is None else waiting[2],
            given_up=tuple(delivery_of(row) for row in self._rows.all(_DEAD, limit=limit)),
        )


def _listed(matter: Matter, owed: tuple[Line, ...]) -> Listed:
    safe = [line.safe_due for line in owed if line.status not in _SETTLED and line.safe_due]
    return Listed(matter, owed, min(safe, default=None))
