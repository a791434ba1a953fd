"""How SQL runs here: a Core statement, compiled once, on the driver's own cursor."""

import logging
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from sqlalchemy import Dialect
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.postgresql import psycopg
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.compiler import SQLCompiler

log = logging.getLogger(__name__)

T = TypeVar("T")
Row = tuple[Any, ...]
Convert = Callable[[Any], Any] | None


SQLITE: Dialect = sqlite.dialect(paramstyle="qmark")
POSTGRESQL: Dialect = psycopg.dialect(paramstyle="format")  # type: ignore[no-untyped-call]


class _Form:
    """A statement in the words of one database."""

    __slots__ = ("_binds", "_fixed", "_plain", "_reads", "_same", "sql")

    def __init__(self, construct: ClauseElement, dialect: Dialect) -> None:
        compiled = construct.compile(dialect=dialect)
        assert isinstance(compiled, SQLCompiler)  # noqa: S101
        self.sql = str(compiled)
        names: Sequence[str] = compiled.positiontup or ()
        self._fixed: dict[str, object] = {
            name: value
            for name, value in compiled.params.items()
            if name in names and not compiled.binds[name].required
        }
        self._binds: tuple[tuple[str, Convert], ...] = tuple(
            (name, compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect))
            for name in names
        )
        columns = getattr(construct, "selected_columns", ())
        self._reads: tuple[Convert, ...] = tuple(
            column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns
        )
        self._same = not any(self._reads)

        self._plain = not any(convert for _, convert in self._binds)

    def values(self, given: dict[str, object]) -> list[Any]:
        """The given values in the statement's order, as the driver wants them."""
        if self._fixed:
            given = {**self._fixed, **given}
        if self._plain:
            return [given[name] for name, _ in self._binds]
        return [
            given[name] if convert is None else convert(given[name])
            for name, convert in self._binds
        ]

    def row(self, row: Row) -> Row:
        """A row with values of ours in place of the driver's."""
        if self._same:
            return row
        return tuple(
            [
                value if convert is None else convert(value)
                for value, convert in zip(row, self._reads, strict=True)
            ]
        )


class Statement:
    """A statement of SQLAlchemy Core that remembers how each database says it.

    SQLAlchemy's own way to run a statement costs ten times what SQLite needs to answer it, and one
    message takes a dozen. The column types convert values here exactly as they would there.
    """

    __slots__ = ("_construct", "_forms")

    def __init__(self, construct: ClauseElement) -> None:
        self._construct = construct
        self._forms: dict[str, _Form] = {}

    def form(self, dialect: Dialect) -> _Form:
        """The statement for that database."""
        form = self._forms.get(dialect.name)
        if form is None:
            form = self._forms[dialect.name] = _Form(self._construct, dialect)
        return form


class Rows:
    """An open transaction as seen by those who know SQL: statements in, rows out."""

    __slots__ = ("_cursor", "_dialect")

    def __init__(self, cursor: DBAPICursor, dialect: Dialect) -> None:
        self._cursor = cursor
        self._dialect = dialect

    def do(self, statement: Statement, **values: object) -> int:
        """Run a statement that writes; how many rows it touched."""
        form = statement.form(self._dialect)
        self._cursor.execute(form.sql, form.values(values))
        return self._cursor.rowcount

    def do_each(self, statement: Statement, values: Iterable[dict[str, object]]) -> None:
        """Run a statement that writes, once for each set of values."""
        form = statement.form(self._dialect)
        self._cursor.executemany(form.sql, [form.values(each) for each in values])

    def one(self, statement: Statement, **values: object) -> Row | None:
        """The first row that a statement reads, or None."""
        form = statement.form(self._dialect)
        self._cursor.execute(form.sql, form.values(values))
        row = self._cursor.fetchone()
        return None if row is None else form.row(row)

    def all(self, statement: Statement, **values: object) -> list[Row]:
        """All rows that a statement reads."""
        form = statement.form(self._dialect)
        self._cursor.execute(form.sql, form.values(values))
        return [form.row(row) for row in self._cursor.fetchall()]

    def readable(self, statement: Statement, read: Callable[[Row], T], **values: object) -> list[T]:
        """What `read` makes of each row; a damaged row is logged and left out."""
        form = statement.form(self._dialect)
        self._cursor.execute(form.sql, form.values(values))
        found: list[T] = []
        for row in self._cursor.fetchall():
            try:
                found.append(read(form.row(row)))
            except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
                log.error("storage.unreadable row=%s", row[:2])  # noqa: TRY400 - no texts in logs
        return found
