"""Pictures and files, by the hash of their content, and the matters they belong to."""

import hashlib
from datetime import datetime

from sqlalchemy import String, bindparam, delete, exists, insert, literal, select, update

from rules.values.material import Material, MaterialKind
from storage.part import Part
from storage.statement import Row, Statement
from storage.tables import Flag, contents, materials

_CONTENT_INSERT = Statement(
    insert(contents).from_select(
        ["sha256", "content"],
        select(
            bindparam("sha256", type_=String), bindparam("content", type_=contents.c.content.type)
        ).where(~exists().where(contents.c.sha256 == bindparam("sha256", type_=String))),
    )
)
_COLUMNS = tuple(c for c in materials.c if c.name != "conversation")
_INSERT = Statement(
    insert(materials)
    .values(
        {
            c: bindparam(c.name, type_=c.type)
            for c in materials.c
            if c.name not in {"seq", "set_aside"}
        }
    )
    .returning(materials.c.seq)
)
_OF_MATTER = Statement(
    select(*_COLUMNS).where(materials.c.number == bindparam("which")).order_by(materials.c.seq)
)
_IS_LOOSE = (
    materials.c.officer == bindparam("who"),
    materials.c.conversation == bindparam("where"),
    materials.c.number.is_(None),
)
_LOOSE = Statement(select(*_COLUMNS).where(*_IS_LOOSE).order_by(materials.c.seq))
_SET_ASIDE = Statement(
    update(materials)
    .where(materials.c.seq == bindparam("which"))
    .values(set_aside=literal(value=True, type_=Flag))
)
_DROP = Statement(
    delete(materials).where(materials.c.seq == bindparam("which"), materials.c.number.is_(None))
)
_FORGET = Statement(
    delete(contents).where(
        contents.c.sha256 == bindparam("hash"),
        ~exists().where(materials.c.sha256 == bindparam("hash", type_=String)),
    )
)
_LINK = Statement(
    update(materials)
    .where(materials.c.seq == bindparam("which"))
    .values(number=bindparam("number", type_=materials.c.number.type))
)
_CONTENT = Statement(
    select(*_COLUMNS, contents.c.content)
    .select_from(materials.join(contents))
    .where(materials.c.seq == bindparam("which"))
)


class Materials(Part):
    """Pictures and files."""

    def keep(
        self,
        kind: MaterialKind,
        name: str,
        content: bytes,
        officer: str,
        conversation: str,
        source: str,
        at: datetime,
    ) -> Material:
        """Keep one; the same content is stored once, whoever sends it."""
        sha256 = hashlib.sha256(content).hexdigest()
        self._rows.do(_CONTENT_INSERT, sha256=sha256, content=content)
        [made] = self._rows.all(
            _INSERT,
            sha256=sha256,
            kind=kind.value,
            name=name,
            size=len(content),
            officer=officer,
            source=source,
            number="",
            at=at,
            conversation=conversation,
        )
        return Material(made[0], sha256, kind, name, len(content), officer, source, "", at)

    def of(self, number: str) -> tuple[Material, ...]:
        """Everything that belongs to a matter, the first first."""
        return tuple(_material(row) for row in self._rows.all(_OF_MATTER, which=number))

    def loose(self, officer: str, conversation: str) -> tuple[Material, ...]:
        """What an officer sent in a conversation and nobody has said what it is for."""
        rows = self._rows.all(_LOOSE, who=officer, where=conversation)
        return tuple(_material(row) for row in rows)

    def set_aside(self, seq: int) -> None:
        """Its sender has finished something else since: it goes with no later draft."""
        self._rows.do(_SET_ASIDE, which=seq)

    def drop(self, one: Material) -> None:
        """Forget one that belongs to no matter, and its content unless another row has the same."""
        if self._rows.do(_DROP, which=one.seq):
            self._rows.do(_FORGET, hash=one.sha256)

    def link(self, seq: int, number: str) -> None:
        """It belongs to this matter."""
        self._rows.do(_LINK, which=seq, number=number)

    def get(self, seq: int) -> tuple[Material, bytes] | None:
        """One with its content; None for an unknown number."""
        row = self._rows.one(_CONTENT, which=seq)
        return None if row is None else (_material(row[:-1]), bytes_of(row[-1]))


def bytes_of(stored: object) -> bytes:
    """A content as it lies there; SQLite may hold text where somebody wrote it by hand."""
    return stored.encode() if isinstance(stored, str) else bytes(stored)  # type: ignore[call-overload]


def _material(row: Row) -> Material:
    seq, sha256, kind, *rest = row
    return Material(seq, sha256, MaterialKind(kind), *rest)
