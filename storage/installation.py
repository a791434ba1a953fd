"""The database as a whole: what it is for, when it was backed up, and what is in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import bindparam, func, insert, select, update

from storage.matters import Matters
from storage.outbox import ANY_URGENCY
from storage.part import Part, Shared
from storage.people import County, NoCounty, People
from storage.statement import Rows, Statement
from storage.tables import counters, entries, installation, matters, outbox

_READ = Statement(select(installation.c.purpose, installation.c.backed_up_at))
_MARK = Statement(insert(installation).values(purpose=bindparam("purpose")))
_WRITE = Statement(update(installation).values(written_at=bindparam("at")))
_TOTALS = Statement(
    select(
        select(func.count()).select_from(matters).scalar_subquery(),
        select(func.count()).select_from(entries).scalar_subquery(),
    )
)
_NEWEST = Statement(select(func.max(entries.c.recorded_at)))
_COUNTERS = Statement(select(counters.c.kind, counters.c.last_number).order_by(counters.c.kind))
_WAITING = Statement(select(outbox.c.next_at).where(ANY_URGENCY, outbox.c.next_at.is_not(None)))
_NUMBERS = Statement(select(matters.c.number).order_by(matters.c.number))


class Purpose(StrEnum):
    """What a database is for."""

    COUNTY = "county"
    REHEARSAL = "rehearsal"


@dataclass(frozen=True, slots=True)
class Inventory:
    """What is in a database.

    Attributes:
        county: None where no address book was ever loaded.
        newest: when the last entry was recorded; None where there is none.
        counters: the last number given, by kind of matter.
        waiting: how many pushes are still to be sent, and how many of them were due by now.
    """

    county: County | None
    matters: int
    entries: int
    newest: datetime | None
    counters: Mapping[str, int]
    waiting: int
    due: int


class Installation(Part):
    """The database as a whole."""

    def __init__(self, rows: Rows, shared: Shared, matters: Matters, people: People) -> None:
        super().__init__(rows, shared)
        self._matters = matters
        self._people = people

    def purpose(self) -> Purpose | None:
        """What the database is for; None where nobody has said yet."""
        row = self._rows.one(_READ)
        return None if row is None else Purpose(row[0])

    def mark(self, purpose: Purpose) -> None:
        """Say what the database is for, once: what was said before stays."""
        if self._rows.one(_READ) is None:
            self._rows.do(_MARK, purpose=purpose.value)

    def backed_up_at(self) -> datetime | None:
        """When the database was last backed up; None for never."""
        row = self._rows.one(_READ)
        return None if row is None else row[1]

    def prove_writable(self, at: datetime) -> None:
        """Change a row that says nothing, so that a full disk is noticed by whoever asks."""
        self._rows.do(_WRITE, at=at)

    def inventory(self, now: datetime) -> Inventory:
        """Count everything; it reads whole tables."""
        try:
            county = self._people.county()
        except NoCounty:
            county = None
        totals = self._rows.one(_TOTALS) or (0, 0)
        newest = self._rows.one(_NEWEST)
        waiting = [row[0] for row in self._rows.all(_WAITING)]
        return Inventory(
            county=county,
            matters=totals[0],
            entries=totals[1],
            newest=newest[0] if newest else None,
            counters=dict(self._rows.all(_COUNTERS)),
            waiting=len(waiting),
            due=sum(at <= now for at in waiting),
        )

    def first_broken_matter(self) -> str | None:
        """The number of a matter whose record was tampered with; None where all are sound."""
        for (number,) in self._rows.all(_NUMBERS):
            if self._matters.first_break(number) is not None:
                return str(number)
        return None
