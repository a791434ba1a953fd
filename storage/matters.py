"""Matters, their entries and lines: read, then record an outcome."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import count

from sqlalchemy import bindparam, delete, func, insert, literal, or_, select, update

from rules.kinds import KINDS
from rules.procedure.past import facts_recorded
from rules.reminders.responsibility import History
from rules.values.errors import UnknownNumber, Unreadable
from rules.values.facts import Fact
from rules.values.kind import KindSpec, State, Step
from rules.values.matter import Entry, Line, Matter, Outcome
from storage.chain import Sealed, digest, first_break
from storage.codec import (
    DAMAGE,
    encode,
    facts_text,
    named_text,
    readable_details,
    readable_facts,
    readable_names,
)
from storage.outbox import Outbox
from storage.part import Part, Shared, Stale
from storage.statement import Row, Rows, Statement
from storage.tables import Flag, counters, entries, inbox, lines, matters, micros, outbox

log = logging.getLogger(__name__)

MATTER = tuple(column for column in matters.c if column.name not in {"closed", "head"})
_THIS = matters.c.number == bindparam("which")
_READ = Statement(select(*MATTER, matters.c.head).where(_THIS))
_SEAL = Statement(select(matters.c.head, matters.c.entries).where(_THIS))
_HEAD = Statement(select(matters.c.head).where(_THIS))
_MATTER_INSERT = Statement(insert(matters))
_MATTER_UPDATE = Statement(
    update(matters)
    .where(_THIS, matters.c.version == bindparam("seen"))
    .values(
        {
            column: bindparam(column.name)
            for column in matters.c
            if column.name not in {"number", "sender", "receiver", "closed"}
        }
    )
)
_SIDES_UPDATE = Statement(
    update(matters)
    .where(_THIS)
    .values({column: bindparam(column) for column in ("sender", "receiver", "closed")})
)
"""Apart, since it is rare and two indices hang on it."""
OPEN = matters.c.closed == literal(value=False, type_=Flag)
OPEN_AND_THEIRS = or_(
    (matters.c.receiver == bindparam("whose")) & OPEN,
    (matters.c.sender == bindparam("whose")) & OPEN,
)
"""Each side has an index of its own; a unit is never on both."""
OLDEST_FIRST = (matters.c.opened_at, matters.c.number)
OPEN_MATTERS = Statement(select(*MATTER).where(OPEN_AND_THEIRS).order_by(*OLDEST_FIRST))
_OPEN_AFTER = Statement(
    select(matters.c.number)
    .where(OPEN, matters.c.number > bindparam("last"))
    .order_by(matters.c.number)
    .limit(bindparam("limit"))
)
_DUE = Statement(
    select(matters.c.number)
    .where(matters.c.next_look <= bindparam("now"))
    .order_by(matters.c.next_look)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
)
_NEXT = Statement(
    select(
        select(func.min(matters.c.next_look)).scalar_subquery(),
        *(
            select(func.min(outbox.c.next_at))
            .where(outbox.c.urgent == literal(value=urgent, type_=Flag))
            .scalar_subquery()
            for urgent in (True, False)
        ),
    )
)
_LAST = Statement(
    select(
        *(
            select(func.max(column)).scalar_subquery()
            for column in (
                entries.c.recorded_at,
                matters.c.looked_at,
                inbox.c.at,
                outbox.c.ended_at,
            )
        )
    )
)

_SEALED = Statement(
    select(entries).where(entries.c.number == bindparam("which")).order_by(entries.c.seq)
)
_FILED_FOR = Statement(
    select(entries.c.unit).where(entries.c.number == bindparam("which"), entries.c.seq == 1)
)
_ENTRY_INSERT = Statement(insert(entries))
_LINES = Statement(
    select(*(column for column in lines.c if column.name not in {"number", "position"}))
    .where(lines.c.number == bindparam("which"))
    .order_by(lines.c.position)
)
_LINES_DELETE = Statement(delete(lines).where(lines.c.number == bindparam("which")))
_LINE_INSERT = Statement(insert(lines))
_COUNT_UP = Statement(
    update(counters)
    .where(counters.c.kind == bindparam("which"))
    .values(last_number=counters.c.last_number + 1)
)
_COUNT_FIRST = Statement(insert(counters))
_COUNT = Statement(select(counters.c.last_number).where(counters.c.kind == bindparam("which")))


_STATES = {state.value: state for state in State}


def matter_of(row: Row, facts: tuple[Fact, ...]) -> Matter:
    """A matter from the columns of its row, in the order of `Matter`'s attributes."""
    return Matter(
        number=row[0],
        kind=KINDS[row[1]],
        state=_STATES[row[2]],
        sender=row[3],
        receiver=row[4],
        opener=row[5],
        regulation=row[6],
        regulation_version=row[7],
        conversation=row[8],
        summary=row[9],
        facts=facts,
        opened_at=row[11],
        looked_at=row[12],
        next_look=row[13],
        version=row[14],
        entries=row[15],
        content=row[16],
    )


def entry_of(row: Row) -> Entry:
    """An entry from the columns of its row; what of its texts is damaged is left out."""
    facts, all_facts = readable_facts(row[7])
    details, all_details = readable_details(row[8])
    named, all_names = readable_names(row[13])
    whole = all_facts and all_details and all_names
    if not whole:
        log.error("storage.damaged entry=%s", row[:2])
    return Entry(
        number=row[0],
        seq=row[1],
        step=Step(row[2]),
        officer=row[3],
        unit=row[4],
        at=row[5],
        recorded_at=row[6],
        facts=facts,
        details=details,
        source=row[9],
        named=named,
        damaged=not whole,
    )


class Matters(Part):
    """Matters, their entries and lines: read, then record an outcome.

    Attributes:
        acted: number of the matter of which this transaction has recorded a step last; "" for none.
        mended: numbers of matters whose facts could not be read and were taken from their entries.
    """

    acted = ""

    def __init__(self, rows: Rows, shared: Shared, outbox: Outbox) -> None:
        super().__init__(rows, shared)
        self._outbox = outbox
        self._heads: dict[tuple[str, int], str] = {}
        self._known: dict[str, Matter] = {}
        self.mended: set[str] = set()

    def get(self, number: str) -> Matter:
        """The matter as it is now; read once in a transaction, which `record` checks.

        Raises:
            UnknownNumber: there is none.
            Unreadable: its row is damaged beyond what its entries can tell.
        """
        if number in self._known:
            return self._known[number]
        try:
            row = self._rows.one(_READ, which=number)
            if row is None:
                raise UnknownNumber(number)
            matter = self.from_row(row[:-1])
        except DAMAGE:
            log.error("storage.unreadable matter=%s", number)  # noqa: TRY400 - no texts in logs
            raise Unreadable(number) from None
        self._heads[number, matter.version] = row[-1]
        self._known[number] = matter
        return matter

    def from_row(self, row: Row) -> Matter:
        """A matter from its row; facts that cannot be read are taken from its entries.

        Raises:
            ValueError, KeyError, TypeError: the row is damaged elsewhere.
        """
        facts, whole = readable_facts(row[10])
        if whole:
            return matter_of(row, facts)
        log.error("storage.damaged matter=%s", row[0])
        self.mended.add(row[0])
        return replace(
            matter_of(row, ()), facts=facts_recorded(KINDS[row[1]], self.entries(row[0]))
        )

    def readable(self, statement: Statement, **values: object) -> tuple[Matter, ...]:
        """The matters that a statement reads by `MATTER`; one that is damaged is left out."""
        return tuple(self._rows.readable(statement, self.from_row, **values))

    def entries(self, number: str) -> tuple[Entry, ...]:
        """The record of a matter as far as it can be read, the first entry first.

        An entry whose row is damaged is left out and logged: what can still be done must not hang
        on it. The gap shows in `Entry.seq`.
        """
        return tuple(self._rows.readable(_SEALED, entry_of, which=number))

    def filed_for(self, number: str) -> str:
        """The unit for which a matter was filed, as its first entry says; "" where none does."""
        row = self._rows.one(_FILED_FOR, which=number)
        return "" if row is None else str(row[0])

    def history(self, matter: Matter) -> History:
        """The record of a matter and, of an emergency, who was told what of it so far."""
        told = self._outbox.told(matter.number) if matter.kind.rings else ()
        return History(self.entries(matter.number), told)

    def sealed(self, number: str) -> tuple[Sealed, ...]:
        """The record of a matter with its hashes, exactly as stored, for an evidence bundle."""
        return tuple(
            Sealed(*(*row[:5], micros(row[5]), micros(row[6]), *row[7:]))
            for row in self._rows.all(_SEALED, which=number)
        )

    def first_break(self, number: str) -> int | None:
        """The position of the first entry that was tampered with or is missing; None for sound.

        Raises:
            UnknownNumber: there is no such matter.
        """
        row = self._rows.one(_SEAL, which=number)
        if row is None:
            raise UnknownNumber(number)
        try:
            return first_break(self.sealed(number), *row)
        except DAMAGE:
            whole = {entry.seq for entry in self.entries(number)}
            return next(seq for seq in count(1) if seq not in whole)

    def lines(self, number: str) -> tuple[Line, ...]:
        """What the duties of a matter came to when it was last recorded."""
        return tuple(Line(*row) for row in self._rows.all(_LINES, which=number))

    def next_number(self, kind: KindSpec) -> int:
        """The next number of a kind. A transaction that is rolled back gives its number back."""
        if self._rows.do(_COUNT_UP, which=kind.id) == 0:
            self._rows.do(_COUNT_FIRST, kind=kind.id, last_number=1)
        row = self._rows.one(_COUNT, which=kind.id)
        return 1 if row is None else int(row[0])

    def record(self, outcome: Outcome) -> None:
        """Write the new state, its entries, its lines and its messages, together.

        Raises:
            Stale: the matter changed after it was read.
            ValueError: the entries do not continue the matter's record.
        """
        before, after = outcome.before, outcome.after
        known = 0 if before is None else before.entries
        if [entry.seq for entry in outcome.entries] != list(range(known + 1, after.entries + 1)):
            raise ValueError(f"entries of {after.number} do not continue its record")
        head = "" if before is None else self._head(before)
        sealed = []
        for entry in outcome.entries:
            row = _entry_row(entry, head, self._shared.algorithm)
            head = str(row["hash"])
            sealed.append(row)
        row = _matter_row(after, head)
        if before is None:
            self._rows.do(_MATTER_INSERT, **row)
        elif self._rows.do(_MATTER_UPDATE, which=before.number, seen=before.version, **row) != 1:
            raise Stale(before.number)
        elif _sides(before) != _sides(after):
            self._rows.do(_SIDES_UPDATE, which=before.number, **row)
        if sealed:
            self.acted = after.number
        self._heads[after.number, after.version] = head
        self._known[after.number] = after
        for row in sealed:
            self._rows.do(_ENTRY_INSERT, **row)
        self._replace_lines(after.number, outcome.lines, fresh=before is None)
        self._outbox.post(outcome.pushes, version=after.version)

    def _head(self, matter: Matter) -> str:
        known = self._heads.get((matter.number, matter.version))
        if known is None:
            row = self._rows.one(_HEAD, which=matter.number)
            if row is None:
                raise Stale(matter.number)
            known = str(row[0])
        return known

    def _replace_lines(self, number: str, now: Sequence[Line], *, fresh: bool) -> None:
        if not fresh:
            if self.lines(number) == tuple(now):
                return
            self._rows.do(_LINES_DELETE, which=number)
        self._rows.do_each(_LINE_INSERT, _line_rows(number, now))

    def due(self, now: datetime, limit: int) -> tuple[str, ...]:
        """Numbers of matters that the clock must look at by now, the longest waiting first.

        On PostgreSQL what another process is looking at this instant is left out.
        """
        return tuple(row[0] for row in self._rows.all(_DUE, now=now, limit=limit))

    def open_of(self, unit: str) -> tuple[Matter, ...]:
        """The matters a unit has on either side that are not closed, the oldest first."""
        return self.readable(OPEN_MATTERS, whose=unit)

    def open_after(self, last: str, limit: int) -> tuple[str, ...]:
        """Numbers of open matters in their own order, some at a time.

        Args:
            last: the last number of the time before; "" for the first.
            limit: how many at most.
        """
        return tuple(row[0] for row in self._rows.all(_OPEN_AFTER, last=last, limit=limit))

    def next_instant(self) -> datetime | None:
        """When the next matter or push wants attention; it may have passed. None for never."""
        row = self._rows.one(_NEXT) or ()
        return min((instant for instant in row if instant is not None), default=None)

    def last_instant(self) -> datetime | None:
        """The latest instant that left a trace, for a clock that must not start before it.

        It reads whole tables: for rehearsals, not for every day.
        """
        row = self._rows.one(_LAST) or ()
        return max((instant for instant in row if instant is not None), default=None)


def _sides(matter: Matter) -> tuple[str, str, bool]:
    return matter.sender, matter.receiver, matter.closed


def _matter_row(matter: Matter, head: str) -> dict[str, object]:
    return {
        "number": matter.number,
        "kind": matter.kind.id,
        "state": matter.state.value,
        "sender": matter.sender,
        "receiver": matter.receiver,
        "opener": matter.opener,
        "regulation": matter.regulation,
        "regulation_version": matter.regulation_version,
        "conversation": matter.conversation,
        "summary": matter.summary,
        "facts": facts_text(matter.facts),
        "opened_at": matter.opened_at,
        "looked_at": matter.looked_at,
        "next_look": matter.next_look,
        "version": matter.version,
        "entries": matter.entries,
        "content": matter.content,
        "closed": matter.closed,
        "head": head,
    }


def _entry_row(entry: Entry, prev_hash: str, algorithm: str) -> dict[str, object]:
    facts, details = facts_text(entry.facts), encode(entry.details)
    named = named_text(entry.named)
    return {
        "number": entry.number,
        "seq": entry.seq,
        "step": entry.step.value,
        "officer": entry.officer,
        "unit": entry.unit,
        "at": entry.at,
        "recorded_at": entry.recorded_at,
        "facts": facts,
        "details": details,
        "source": entry.source,
        "algorithm": algorithm,
        "prev_hash": prev_hash,
        "hash": digest(
            algorithm,
            prev_hash,
            entry.number,
            entry.seq,
            entry.step.value,
            entry.officer,
            entry.unit,
            micros(entry.at),
            micros(entry.recorded_at),
            facts,
            details,
            entry.source,
            *([named] if named else ()),
        ),
        "named": named,
    }


def _line_rows(number: str, now: Iterable[Line]) -> list[dict[str, object]]:
    return [
        {
            "number": number,
            "position": position,
            "duty": line.duty,
            "unit": line.unit,
            "status": line.status,
            "duty_class": line.duty_class,
            "due": line.due,
            "safe_due": line.safe_due,
            "last_day": line.last_day,
        }
        for position, line in enumerate(now)
    ]
