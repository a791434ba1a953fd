"""Reading the record back: every chain, every file, every row against what its entries say."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import bindparam, func, select

from rules.kinds import KINDS
from rules.kinds.fields import FACTS
from rules.procedure.past import facts_recorded
from rules.values.evidence import Change, changed
from rules.values.matter import Entry
from storage.chain import Sealed, first_break
from storage.codec import DAMAGE, readable_facts
from storage.materials import Materials, bytes_of
from storage.matters import Matters
from storage.part import Part, Shared
from storage.statement import Row, Rows, Statement
from storage.tables import contents, counters, entries, materials, matters

PAGE = 200
"""How many numbers are read at a time."""
MOST_NUMBERS = 10_000_000
"""How many numbers of a kind are looked for; a counter beyond was not counted up by the program."""

_ROW = Statement(
    select(
        matters.c.head,
        matters.c.entries,
        matters.c.kind,
        matters.c.sender,
        matters.c.receiver,
        matters.c.state,
        matters.c.regulation,
        matters.c.regulation_version,
        matters.c.summary,
        matters.c.content,
        matters.c.facts,
        matters.c.opener,
    ).where(matters.c.number == bindparam("which"))
)
_NUMBERS = Statement(
    select(matters.c.number)
    .where(matters.c.number > bindparam("last"))
    .order_by(matters.c.number)
    .limit(bindparam("limit"))
)
_NEWEST = Statement(
    select(matters.c.number)
    .order_by(matters.c.opened_at.desc(), matters.c.number)
    .limit(bindparam("limit"))
)
_HASHES = Statement(
    select(contents.c.sha256, func.length(contents.c.content))
    .where(contents.c.sha256 > bindparam("last"))
    .order_by(contents.c.sha256)
    .limit(bindparam("limit"))
)
_NEWEST_FILES = Statement(
    select(materials.c.sha256, materials.c.size)
    .where(materials.c.number.is_not(None))
    .order_by(materials.c.seq.desc())
    .limit(bindparam("limit"))
)
_CONTENT = Statement(select(contents.c.content).where(contents.c.sha256 == bindparam("which")))
_OWNERS = Statement(
    select(materials.c.number, materials.c.name)
    .where(materials.c.sha256 == bindparam("which"), materials.c.number.is_not(None))
    .order_by(materials.c.seq)
)
_GONE = Statement(
    select(materials.c.number, materials.c.name)
    .where(
        materials.c.number.is_not(None),
        ~select(contents.c.sha256).where(contents.c.sha256 == materials.c.sha256).exists(),
    )
    .order_by(materials.c.seq)
)
_ORPHANS = Statement(
    select(entries.c.number)
    .where(
        entries.c.number > bindparam("last"),
        ~select(matters.c.number).where(matters.c.number == entries.c.number).exists(),
    )
    .order_by(entries.c.number)
    .limit(1)
)
_COUNTERS = Statement(select(counters.c.kind, counters.c.last_number).order_by(counters.c.kind))
_TOTALS = Statement(
    select(
        select(func.count()).select_from(matters).scalar_subquery(),
        select(func.count()).select_from(contents).scalar_subquery(),
    )
)


class Flaw(StrEnum):
    """What does not fit."""

    ENTRY_CHANGED = "entry-changed"
    ENTRY_MISSING = "entry-missing"
    """It is not there, or the record ends before it."""
    HEAD = "head"
    """The entries fit each other, and not the count or the hash that the matter keeps."""
    ROW = "row"
    """A column of the matter says other than its record; `about` is which."""
    MATTER_LOST = "matter-lost"
    """Its number was given, and there is no such matter; `seq` is 1 where entries are left."""
    FILE_CONTENT = "file-content"
    FILE_NAME = "file-name"
    FILE_SENDER = "file-sender"
    FILE_UNRECORDED = "file-unrecorded"
    FILE_MISSING = "file-missing"


_FILES = {
    Change.CONTENT: Flaw.FILE_CONTENT,
    Change.NAME: Flaw.FILE_NAME,
    Change.SENDER: Flaw.FILE_SENDER,
    Change.UNRECORDED: Flaw.FILE_UNRECORDED,
    Change.MISSING: Flaw.FILE_MISSING,
}


@dataclass(frozen=True, slots=True)
class Break:
    """One thing that is not as it was recorded.

    Attributes:
        number: the matter's; "" for a file that is tied to none.
        seq: which entry; 0 where it is about none in particular.
        about: the file's name or the column's; "" for neither.
    """

    number: str
    flaw: Flaw
    seq: int = 0
    about: str = ""


class Inspection(Part):
    """Reading the record back, some at a time, so that memory stays as it is."""

    def __init__(self, rows: Rows, shared: Shared, matters: Matters, materials: Materials) -> None:
        super().__init__(rows, shared)
        self._matters = matters
        self._materials = materials

    def how_much(self) -> tuple[int, int]:
        """How many matters and how many contents there are."""
        row = self._rows.one(_TOTALS)
        return (0, 0) if row is None else (int(row[0]), int(row[1]))

    def numbers_after(self, last: str) -> tuple[str, ...]:
        """Numbers of matters in their own order, `PAGE` at a time; "" begins."""
        return tuple(row[0] for row in self._rows.all(_NUMBERS, last=last, limit=PAGE))

    def newest_numbers(self, limit: int) -> tuple[str, ...]:
        """Numbers of the matters that were opened last."""
        return tuple(row[0] for row in self._rows.all(_NEWEST, limit=limit))

    def contents_after(self, last: str) -> tuple[tuple[str, int], ...]:
        """Hash and size in bytes of the contents in the order of their hashes; "" begins."""
        return tuple(
            (row[0], int(row[1])) for row in self._rows.all(_HASHES, last=last, limit=PAGE)
        )

    def newest_contents(self, limit: int, most: int) -> tuple[tuple[str, int], ...]:
        """Hash and size of what was tied to matters last, `most` bytes together."""
        found: list[tuple[str, int]] = []
        for sha256, size in self._rows.all(_NEWEST_FILES, limit=limit):
            most -= size
            if most < 0:
                break
            found.append((sha256, int(size)))
        return tuple(found)

    def entries_and_breaks(self, number: str) -> tuple[int, tuple[Break, ...]]:
        """How many entries a matter has, and what of it is not as it was recorded."""
        row = self._rows.one(_ROW, which=number)
        if row is None:
            return 0, ()
        try:
            sealed = self._matters.sealed(number)
        except DAMAGE:
            return 0, (Break(number, Flaw.ENTRY_CHANGED, self._matters.first_break(number) or 0),)
        found = [*_chain(number, sealed, row[0], row[1])]
        read = self._matters.entries(number)
        if not found:
            found += [Break(number, Flaw.ROW, about=column) for column in _columns(read, row)]
        found += [
            Break(number, _FILES[change], about=name)
            for change, name in changed(self._materials.of(number), read)
        ]
        return len(sealed), tuple(found)

    def content_breaks(self, sha256: str) -> tuple[Break, ...]:
        """What is wrong with one content, for each matter that has it."""
        row = self._rows.one(_CONTENT, which=sha256)
        if row is not None and hashlib.sha256(bytes_of(row[0])).hexdigest() == sha256:
            return ()
        owners = self._rows.all(_OWNERS, which=sha256) or [("", sha256[:12])]
        return tuple(Break(number, Flaw.FILE_CONTENT, about=name) for number, name in owners)

    def lost(self) -> tuple[Break, ...]:
        """Matters whose numbers were given and that are not there, and files without content."""
        found = [Break(row[0], Flaw.FILE_MISSING, about=row[1]) for row in self._rows.all(_GONE)]
        left = set(self._orphans())
        prefixes = {kind.id: kind.prefix for kind in KINDS.values()}
        given = self._rows.all(_COUNTERS)
        last = {prefixes[k]: min(int(n), MOST_NUMBERS) for k, n in given if k in prefixes}
        seen = {prefix: bytearray(count + 1) for prefix, count in last.items()}
        page = self.numbers_after("")
        while page:
            for number in page:
                place = number[1:]
                if number[:1] in seen and place.isdecimal() and int(place) <= last[number[:1]]:
                    seen[number[:1]][int(place)] = 1
            page = self.numbers_after(page[-1])
        gone = [
            f"{prefix}{place}"
            for prefix, there in seen.items()
            for place in range(1, len(there))
            if not there[place]
        ]
        found += [
            Break(number, Flaw.MATTER_LOST, seq=int(number in left))
            for number in dict.fromkeys((*gone, *sorted(left)))
        ]
        return tuple(found)

    def _orphans(self) -> Iterator[str]:
        """Numbers of entries whose matter is gone."""
        last = ""
        while (row := self._rows.one(_ORPHANS, last=last)) is not None:
            last = row[0]
            yield last


def _chain(number: str, sealed: tuple[Sealed, ...], head: str, count: int) -> Iterator[Break]:
    where = first_break(sealed, head, count)
    if where is None:
        return
    if where <= len(sealed):
        changed_here = sealed[where - 1].seq == where
        yield Break(number, Flaw.ENTRY_CHANGED if changed_here else Flaw.ENTRY_MISSING, where)
    elif where <= count:
        yield Break(number, Flaw.ENTRY_MISSING, where)
    else:
        yield Break(number, Flaw.HEAD)


def _columns(record: tuple[Entry, ...], row: Row) -> Iterator[str]:
    """Which columns of a sound record's matter say something else than the record."""
    _, _, kind, sender, receiver, state, law, edition, summary, content, facts, opener = row
    if not record or any(entry.damaged for entry in record):
        return
    first, last = record[0], record[-1]
    if opener != first.officer:
        yield "opener"
    if (said := dict(first.details).get(FACTS.id)) is not None and said != content:
        yield "content"
    if first.named is not None and first.named.summary != summary:
        yield "summary"
    if last.named is not None:
        stands = last.named
        pairs = (
            ("sender", stands.sender, sender),
            ("receiver", stands.receiver, receiver),
            ("state", stands.state, state),
            ("regulation", (stands.regulation, stands.edition), (law, edition)),
        )
        yield from (column for column, recorded, now in pairs if recorded != now)
    has, whole = readable_facts(facts)
    if kind in KINDS:
        recorded_facts = facts_recorded(KINDS[kind], record)
        if not whole or Counter(has) != Counter(recorded_facts):
            yield "facts"
    else:
        yield "kind"
