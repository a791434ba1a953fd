"""The tables, their column types and indices: plain SQL that every PostgreSQL descendant knows."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    text,
)
from sqlalchemy.types import TypeDecorator

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def micros(instant: datetime) -> int:
    """Whole microseconds since 1970 UTC.

    Raises:
        ValueError: the instant is naive.
    """
    if instant.tzinfo is None:
        raise ValueError("a naive datetime is not an instant and is not stored")
    return (instant - _EPOCH) // _MICROSECOND


def _micros_or_none(instant: datetime | None) -> int | None:
    return None if instant is None else micros(instant)


def _instant_or_none(number: int | None) -> datetime | None:
    return None if number is None else _EPOCH + timedelta(microseconds=number)


def _null_for_nothing(words: str | None) -> str | None:
    return words or None


def _nothing_for_null(words: str | None) -> str:
    return words or ""


def _one_or_zero(yes: bool | None) -> int:  # noqa: FBT001
    return 1 if yes else 0


class UtcDateTime(TypeDecorator[datetime]):
    """An instant, kept as whole microseconds since 1970 UTC on every database.

    A whole number binds and reads fastest, sorts as it should, and leaves no driver room for a
    time zone of its own. A naive datetime is refused.
    """

    impl = BigInteger
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], int | None]:  # noqa: ARG002
        """An instant as a number."""
        return _micros_or_none

    def result_processor(
        self,
        dialect: Dialect,  # noqa: ARG002
        coltype: object,  # noqa: ARG002
    ) -> Callable[[int | None], datetime | None]:
        """The number as an instant in UTC."""
        return _instant_or_none


class Words(TypeDecorator[str]):
    """Text that may be empty; stored as NULL then, as some databases do with "" by themselves."""

    impl = Text
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[str | None], str | None]:  # noqa: ARG002
        """Nothing said is NULL."""
        return _null_for_nothing

    def result_processor(
        self,
        dialect: Dialect,  # noqa: ARG002
        coltype: object,  # noqa: ARG002
    ) -> Callable[[str | None], str]:
        """NULL is nothing said."""
        return _nothing_for_null


class Flag(TypeDecorator[bool]):
    """Yes or no as 1 or 0, since not every database has a boolean."""

    impl = SmallInteger
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[bool | None], int]:  # noqa: ARG002
        """1 for yes."""
        return _one_or_zero

    def result_processor(
        self,
        dialect: Dialect,  # noqa: ARG002
        coltype: object,  # noqa: ARG002
    ) -> Callable[[int], bool]:
        """Yes for anything but 0."""
        return bool


Serial = BigInteger().with_variant(Integer(), "sqlite")

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# `sqlite_with_rowid=False`: rows lie in the order of their key, one tree to write instead of two.

county = Table(
    "county",
    metadata,
    Column("id", String, primary_key=True),
    Column("regulation", String, nullable=False),
    Column("directory_version", BigInteger, nullable=False),
    Column("created", UtcDateTime, nullable=False),
    Column("law_version", BigInteger, nullable=False, server_default=text("0")),
)

installation = Table(
    "installation",
    metadata,
    Column("purpose", String, primary_key=True),
    Column("backed_up_at", UtcDateTime),
    Column("written_at", UtcDateTime),
)
"""One row, once somebody has said what the database is for. `written_at` is written to see whether
anything can be written."""

calendars = Table(
    "calendars",
    metadata,
    Column("seq", Serial, primary_key=True),
    Column("name", String, nullable=False),
    Column("text", Text, nullable=False),
    Column("source", Words),
    Column("loaded_at", UtcDateTime, nullable=False),
)
"""Calendar files loaded beside those on disk. Nothing is replaced: a later row of the same name
holds from `loaded_at` on, and a line that had passed by then keeps the earlier one. Append-only
by triggers, like the entries."""

units = Table(
    "units",
    metadata,
    Column("id", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("short", String, nullable=False),
    Column("type", String, nullable=False),
    Column("aliases", Text, nullable=False),
    Column("parent", String),
    Column("active", Flag, nullable=False, server_default=text("1")),
)

officers = Table(
    "officers",
    metadata,
    Column("id", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("unit", String, ForeignKey("units.id"), nullable=False),
    Column("roles", Text, nullable=False),
    Column("title", Words),
    Column("mobile", Words),
    Column("deputy", String),
    Column("quiet", Words),
    Column("active", Flag, nullable=False),
    Column("leaves", Text, nullable=False),
)

shifts = Table(
    "shifts",
    metadata,
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("unit", String, ForeignKey("units.id"), nullable=False),
    Column("officer", String, ForeignKey("officers.id"), nullable=False),
    Column("starts_at", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
    Column("rank", Integer, nullable=False),
)

identities = Table(
    "identities",
    metadata,
    Column("channel", String, primary_key=True),
    Column("raw_id", String, primary_key=True),
    Column("officer", String, nullable=False),
    Column("conversation", Words),
    Column("reachable_since", UtcDateTime),
    Index(None, "officer"),
    sqlite_with_rowid=False,
)

strangers = Table(
    "strangers",
    metadata,
    Column("channel", String, primary_key=True),
    Column("raw_id", String, primary_key=True),
    Column("first_seen", UtcDateTime, nullable=False),
    sqlite_with_rowid=False,
)

counters = Table(
    "counters",
    metadata,
    Column("kind", String, primary_key=True),
    Column("last_number", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

matters = Table(
    "matters",
    metadata,
    Column("number", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("state", String, nullable=False),
    Column("sender", String, nullable=False),
    Column("receiver", String, nullable=False),
    Column("opener", String, nullable=False),
    Column("regulation", String, nullable=False),
    Column("regulation_version", String, nullable=False),
    Column("conversation", Words),
    Column("summary", Words),
    Column("facts", Text, nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("looked_at", UtcDateTime, nullable=False),
    Column("next_look", UtcDateTime),
    Column("version", BigInteger, nullable=False),
    Column("entries", Integer, nullable=False),
    Column("closed", Flag, nullable=False),
    Column("head", Words),
    Column("content", Words),
    Index(None, "next_look"),
    Index(None, "receiver", "closed"),
    Index(None, "sender", "closed"),
)
"""`head` is the hash of the matter's last entry, so that a cut-off end is noticed as well."""

entries = Table(
    "entries",
    metadata,
    Column("number", String, ForeignKey("matters.number"), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("step", String, nullable=False),
    Column("officer", Words),
    Column("unit", Words),
    Column("at", UtcDateTime, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("facts", Text, nullable=False),
    Column("details", Text, nullable=False),
    Column("source", Words),
    Column("algorithm", String, nullable=False),
    Column("prev_hash", Words),
    Column("hash", String, nullable=False),
    Column("named", Words),
    sqlite_with_rowid=False,
)
"""`named` is NULL in the rows of programs before it, whose hashes are over the rest. Append-only:
triggers refuse UPDATE, DELETE, TRUNCATE and an INSERT in the place of a row."""

anchors = Table(
    "anchors",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", UtcDateTime, nullable=False),
    Column("matters", BigInteger, nullable=False),
    Column("algorithm", String, nullable=False),
    Column("digest", String, nullable=False),
)
"""The head of the whole record at some time: a hash over the one before and over `anchored`."""

anchored = Table(
    "anchored",
    metadata,
    Column("number", String, primary_key=True),
    Column("entries", Integer, primary_key=True, autoincrement=False),
    Column("hash", String, nullable=False),
    Column("anchor", Integer, nullable=False),
    Column("place", Integer, nullable=False),
    Index(None, "anchor", "place"),
    sqlite_with_rowid=False,
)
"""The heads of the matters that had gone on since the anchor before, `place` counting them from 1
in the order in which they were hashed. Both are append-only."""

lines = Table(
    "lines",
    metadata,
    Column("number", String, ForeignKey("matters.number"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("duty", String, nullable=False),
    Column("unit", String, nullable=False),
    Column("status", String, nullable=False),
    Column("duty_class", String, nullable=False),
    Column("due", UtcDateTime),
    Column("safe_due", UtcDateTime),
    Column("last_day", Date),
    sqlite_with_rowid=False,
)

inbox = Table(
    "inbox",
    metadata,
    Column("channel", String, primary_key=True),
    Column("message_id", String, primary_key=True),
    Column("reply", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    sqlite_with_rowid=False,
)

dialogues = Table(
    "dialogues",
    metadata,
    Column("officer", String, primary_key=True),
    Column("conversation", String, primary_key=True),
    Column("body", Text, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    sqlite_with_rowid=False,
)

outbox = Table(
    "outbox",
    metadata,
    Column("seq", Serial, primary_key=True),
    Column("push_key", String, nullable=False, unique=True),
    Column("addressee", String, nullable=False),
    Column("number", Words),
    Column("kind", String, nullable=False),
    Column("message", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("urgent", Flag, nullable=False),
    Column("carries", Flag, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("state", String, nullable=False),
    Column("next_at", UtcDateTime),
    Column("attempts", Integer, nullable=False),
    Column("again", Flag, nullable=False),
    Column("tried_at", UtcDateTime),
    Column("tried_on", Words),
    Column("claimed_by", String),
    Column("last_code", Words),
    Column("why", Words),
    Column("ended_at", UtcDateTime),
    Column("receipts", Words),
    Column("duty", Words),
    Column("rule", Words),
    Column("line_day", Date),
    Column("line_end", UtcDateTime),
    Column("material", BigInteger),
    Index(None, "urgent", "next_at"),
    Index(
        None,
        "addressee",
        "ended_at",
        sqlite_where=text("ended_at IS NOT NULL"),
        postgresql_where=text("ended_at IS NOT NULL"),
    ),
    Index(None, "number"),
    Index(
        "ix_outbox_pending",
        "addressee",
        "urgent",
        "next_at",
        sqlite_where=text("next_at IS NOT NULL"),
        postgresql_where=text("next_at IS NOT NULL"),
    ),
    Index(
        "ix_outbox_dead",
        "ended_at",
        sqlite_where=text("state = 'dead'"),
        postgresql_where=text("state = 'dead'"),
    ),
)
"""`next_at` is when a row wants attention: a waiting one is to be sent, a row being sent has lost
its sender. It is NULL once nothing more will happen, so that one index range finds all work.
From `duty` on it is what the push is about beside its matter; NULL for nothing. A line ends with
`line_day`, or one in hours at `line_end`.
`version` is the matter's version that said it: the carrying pushes of the latest one decide
whether the matter was delivered."""

card_copies = Table(
    "card_copies",
    metadata,
    Column("code", String, primary_key=True),
    Column("channel", String, nullable=False),
    Column("raw_id", String, nullable=False),
    Column("officer", String, nullable=False),
    Column("number", String, nullable=False),
    Column("entries", Integer, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("next_at", UtcDateTime, nullable=False),
    Index(None, "number"),
    sqlite_with_rowid=False,
)
"""Cards that lie in people's chats and may be changed once, each by its code, for three days.
`entries` is how many entries the matter had when the card was true; once it has more, somebody
has acted and the copy is to say so. A row goes when its code is spent."""

refusals = Table(
    "refusals",
    metadata,
    Column("officer", String, primary_key=True),
    Column("channel", String, primary_key=True),
    Column("code", String, nullable=False),
    Column("why", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    sqlite_with_rowid=False,
)
"""Who is refused by a channel for good, until the channel takes something for him again."""

bindings = Table(
    "bindings",
    metadata,
    Column("seq", Serial, primary_key=True),
    Column("channel", String, nullable=False),
    Column("raw_id", String, nullable=False),
    Column("officer", String, nullable=False),
    Column("conversation", Words),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("decided_by", Words),
    Column("decided_at", UtcDateTime),
    Column("agreed", Flag, nullable=False),
)
"""Unknown accounts that say who they are; a supervisor decides."""

contents = Table(
    "contents",
    metadata,
    Column("sha256", String, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)
"""Pictures and files by the hash of their bytes, each once. They lie in the database and not in a
folder: so a backup is whole, every process of a county sees them, and a message is recorded with
what came with it or not at all."""

materials = Table(
    "materials",
    metadata,
    Column("seq", Serial, primary_key=True),
    Column("sha256", String, ForeignKey("contents.sha256"), nullable=False),
    Column("kind", String, nullable=False),
    Column("name", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("officer", String, nullable=False),
    Column("source", Words),
    Column("number", Words),
    Column("at", UtcDateTime, nullable=False),
    Column("conversation", Words),
    Column("set_aside", Flag, nullable=False, server_default=text("0")),
    Index(None, "number"),
    Index(None, "officer", "at"),
)
"""`number` is NULL while nobody has said what it is for; `set_aside` is 1 once its sender has
finished something else in the meantime, so that it goes with no later draft."""
