"""Read-only lists for chat and pages."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, bindparam, extract, func, literal_column, or_, select

from rules.law.duties import FINISHED
from rules.values.kind import WITH_SENDER
from rules.values.matter import Matter
from storage.matters import MATTER, OLDEST_FIRST, OPEN, Matters
from storage.outbox import ANY_URGENCY, Delivery, PushState, delivery_of, delivery_query
from storage.part import Part, Shared
from storage.statement import Rows, Statement
from storage.tables import lines, matters, outbox

_WITH_SENDER = matters.c.state.in_([literal_column(f"'{state}'") for state in WITH_SENDER])
_THEIRS = matters.c.receiver == bindparam("whose"), matters.c.sender == bindparam("whose")
_UNMET = lines.c.status.not_in([literal_column(f"'{status}'") for status in FINISHED])
_SOONEST = (
    select(func.min(lines.c.safe_due))
    .where(lines.c.number == matters.c.number, _UNMET)
    .scalar_subquery()
)


def _pressing(*sides: ColumnElement[bool]) -> Statement:
    """The most pressing matters first, those without a line last; and how many there are."""
    first = (
        select(matters.c.number, func.count().over().label("total"), _SOONEST.label("soonest"))
        .where(or_(*(side & OPEN for side in sides)))
        .order_by(_SOONEST.nulls_last(), *OLDEST_FIRST)
        .limit(bindparam("limit"))
        .subquery()
    )
    return Statement(
        select(*MATTER, first.c.total)
        .select_from(first.join(matters, matters.c.number == first.c.number))
        .order_by(first.c.soonest.nulls_last(), *OLDEST_FIRST)
    )


_OURS = _pressing(_THEIRS[0] & ~_WITH_SENDER, _THEIRS[1] & _WITH_SENDER)
_OTHERS = _pressing(_THEIRS[0] & _WITH_SENDER, _THEIRS[1] & ~_WITH_SENDER)
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


_EDITIONS = Statement(select(matters.c.regulation_version).where(OPEN).distinct())


@dataclass(frozen=True, slots=True)
class Pressing:
    """A unit's open matters whose next step is on one side.

    Attributes:
        first: the most pressing of them by their earliest safe line still to be met.
        count: how many there are.
    """

    first: tuple[Matter, ...]
    count: int


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

    def __init__(self, rows: Rows, shared: Shared, matters: Matters) -> None:
        super().__init__(rows, shared)
        self._matters = matters

    def pressing(self, unit: str, limit: int, *, ours: bool) -> Pressing:
        """What waits for a unit, or for those it works with; the most pressing first.

        Args:
            unit: on either side.
            limit: how many are read at most.
            ours: those whose next step is this unit's own; False for the others.
        """
        rows = self._rows.readable(
            _OURS if ours else _OTHERS,
            lambda row: (self._matters.from_row(row[:-1]), int(row[-1])),
            whose=unit,
            limit=limit,
        )
        return Pressing(tuple(matter for matter, _ in rows), rows[0][1] if rows else 0)

    def editions(self) -> tuple[str, ...]:
        """The versions of documents that open matters run under."""
        return tuple(sorted(row[0] for row in self._rows.all(_EDITIONS)))

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
            given_up=tuple(self._rows.readable(_DEAD, delivery_of, limit=limit)),
        )
