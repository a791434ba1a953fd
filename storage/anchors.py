"""Anchors: the head of the whole record at some time, short enough to be kept elsewhere."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, insert, select

from storage.codec import encode
from storage.inspection import PAGE
from storage.part import Part
from storage.statement import Row, Statement
from storage.tables import anchored, anchors, entries, matters, micros

_LAST = Statement(select(anchors).order_by(anchors.c.seq.desc()).limit(1))
_ONE = Statement(select(anchors).where(anchors.c.seq == bindparam("which")))
_AFTER = Statement(
    select(anchors)
    .where(anchors.c.seq > bindparam("last"))
    .order_by(anchors.c.seq)
    .limit(bindparam("limit"))
)
_MOVED = Statement(
    select(matters.c.number, matters.c.entries, matters.c.head)
    .where(
        matters.c.number > bindparam("last"),
        ~select(anchored.c.number)
        .where(anchored.c.number == matters.c.number, anchored.c.entries == matters.c.entries)
        .exists(),
    )
    .order_by(matters.c.number)
    .limit(bindparam("limit"))
)
_COUNT = Statement(select(func.count()).select_from(matters))
_HEADS_INSERT = Statement(insert(anchored))
_INSERT = Statement(insert(anchors))
_HELD = Statement(
    select(anchored.c.number, anchored.c.entries, anchored.c.hash, entries.c.hash, anchored.c.place)
    .select_from(
        anchored.outerjoin(
            entries,
            (entries.c.number == anchored.c.number) & (entries.c.seq == anchored.c.entries),
        )
    )
    .where(anchored.c.anchor == bindparam("which"), anchored.c.place > bindparam("last"))
    .order_by(anchored.c.place)
    .limit(bindparam("limit"))
)


@dataclass(frozen=True, slots=True)
class Anchor:
    """The head of the whole record at some time.

    Attributes:
        seq: 1 for the first.
        at: when it was taken.
        matters: how many there were.
        algorithm: of `digest`.
        digest: over the anchor before, and number, count of entries and last hash of every matter
            that had gone on since.
    """

    seq: int
    at: datetime
    matters: int
    algorithm: str
    digest: str


class Anchors(Part):
    """Anchors: taken, and held against the record."""

    def last(self) -> Anchor | None:
        """The newest; None where there is none."""
        row = self._rows.one(_LAST)
        return None if row is None else Anchor(*row)

    def of(self, seq: int) -> Anchor | None:
        """One by its place; None where there is none."""
        row = self._rows.one(_ONE, which=seq)
        return None if row is None else Anchor(*row)

    def after(self, last: int) -> tuple[Anchor, ...]:
        """Those after a place, the first first, some at a time."""
        return tuple(Anchor(*row) for row in self._rows.all(_AFTER, last=last, limit=PAGE))

    def take(self, at: datetime) -> Anchor | None:
        """Take the head of the whole record; None where nothing has happened since the last."""
        before = self.last()
        seq = before.seq + 1 if before else 1
        algorithm = self._shared.algorithm
        total = hashlib.new(algorithm)
        row = self._rows.one(_COUNT)
        count = 0 if row is None else int(row[0])
        total.update(_begin(before.digest if before else "", seq, at, count))
        moved = self._rows.all(_MOVED, last="", limit=PAGE)
        if not moved:
            return None
        place = 0
        while moved:
            heads: list[dict[str, object]] = []
            for number, steps, head in moved:
                place += 1
                total.update(encode((number, steps, head)).encode())
                row_of = {"number": number, "entries": steps, "hash": head}
                heads.append({**row_of, "anchor": seq, "place": place})
            self._rows.do_each(_HEADS_INSERT, heads)
            moved = self._rows.all(_MOVED, last=moved[-1][0], limit=PAGE)
        taken = Anchor(seq, at, count, algorithm, total.hexdigest())
        self._rows.do(
            _INSERT, seq=seq, at=at, matters=count, algorithm=algorithm, digest=taken.digest
        )
        return taken

    def breaks(self, one: Anchor) -> tuple[bool, tuple[tuple[str, int], ...]]:
        """Hold an anchor against the record as it is now.

        Returns:
            Whether the anchor is what was taken, and number and entry of every head that is not
            there any more.
        """
        before = self.of(one.seq - 1)
        total = hashlib.new(one.algorithm)
        total.update(_begin(before.digest if before else "", one.seq, one.at, one.matters))
        lost: list[tuple[str, int]] = []
        for number, steps, then, now, _ in self._held(one.seq):
            total.update(encode((number, steps, then)).encode())
            if then != now:
                lost.append((number, steps))
        return total.hexdigest() == one.digest, tuple(lost)

    def _held(self, seq: int) -> Iterator[Row]:
        last = 0
        while page := self._rows.all(_HELD, which=seq, last=last, limit=PAGE):
            yield from page
            last = page[-1][-1]


def _begin(before: str, seq: int, at: datetime, count: int) -> bytes:
    return encode((before, seq, micros(at), count)).encode()
