"""Copies of a whole database while it is in use, and putting one back.

A SQLite file is copied by the database's own online backup into one self-contained file;
PostgreSQL by pg_dump into its custom format, of the schema `public` alone.
"""

import fcntl
import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import count
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo
from sqlalchemy import create_engine, insert, inspect, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from storage.engine import read_once
from storage.installation import Inventory, Purpose
from storage.lease import KEY
from storage.migrations import upgrade, version_of
from storage.open_mark import (
    InUse,
    alone_with,
    close_copy,
    enter,
    give_to_owner_of,
    log_of,
    marked,
)
from storage.tables import installation
from storage.url import database_url, file_of

_SQLITE_MAGIC = b"SQLite format 3\0"
_DUMP_MAGIC = b"PGDMP"
_SCHEMA = "public"
_BUSY_SECONDS = 30


class Standing(StrEnum):
    """Whose a database is, before anything in it is touched."""

    NEW = "new"
    """There is none yet, or nobody has put anything into it."""
    COUNTY = "county"
    REHEARSAL = "rehearsal"
    FOREIGN = "foreign"
    """It is no database of this program."""


class Fault(StrEnum):
    """Why a database was not copied or not put back."""

    EXISTS = "exists"
    UNWRITABLE = "unwritable"
    ABSENT = "absent"
    SAME = "same"
    FOREIGN = "foreign"
    OTHER_KIND = "other-kind"
    DAMAGED = "damaged"
    BROKEN_RECORD = "broken-record"
    IN_USE = "in-use"
    NO_TOOL = "no-tool"
    TOOL_FAILED = "tool-failed"


class BackupFailed(Exception):
    """Nothing was copied, or nothing put back.

    Attributes:
        fault: why.
        about: what it is about: a tool's name and last line, a matter's number; "" for nothing.
    """

    def __init__(self, fault: Fault, about: str = "") -> None:
        super().__init__(f"{fault} {about}")
        self.fault = fault
        self.about = about


@dataclass(frozen=True, slots=True)
class Candidate:
    """A backup that was gone over and can be put in the database's place.

    Attributes:
        inventory: what is in it.
        purpose: what it is for; None where nobody has said.
        version: of its tables when it was made; they are of the program's version by now.
        log_missing: it is a copy of a running program's file without its log.
    """

    inventory: Inventory
    purpose: Purpose | None
    version: str
    log_missing: bool


@dataclass(slots=True)
class Restoring:
    """A candidate, and what becomes of it: nothing, unless `agreed` is set.

    Attributes:
        kept: where the replaced database is kept; "" where there was none. Known at the end.
    """

    candidate: Candidate
    agreed: bool = False
    kept: str = ""


def standing(url: str) -> Standing:
    """Whose a database is. It is opened, and nothing in it is changed.

    One that has a county and says nothing is the county's own: it was made before databases said.
    """
    file = file_of(url)
    if file is not None and (not file.exists() or file.stat().st_size == 0):
        return Standing.NEW
    try:
        with marked(url), create_engine(database_url(url), poolclass=NullPool).connect() as opened:
            tables = set(inspect(opened).get_table_names())
            if not tables:
                return Standing.NEW
            if "alembic_version" not in tables:
                return Standing.FOREIGN
            if installation.name in tables and (
                purpose := opened.exec_driver_sql("SELECT purpose FROM installation").scalar()
            ):
                return Standing(purpose)
            county = opened.exec_driver_sql("SELECT count(*) FROM county").scalar()
            return Standing.COUNTY if county else Standing.NEW
    except (sqlite3.DatabaseError, SQLAlchemyError):
        if file is None:
            raise
        return Standing.FOREIGN


def back_up(url: str, target: Path, at: datetime) -> Path:
    """Copy a database that may be in use, and note in it when that was.

    Args:
        url: as for `open_storage`; the tables may be of an earlier version.
        target: the file to be written; readable by its owner alone.
        at: the present instant.

    Returns:
        The file, with links resolved.

    Raises:
        BackupFailed: there is no new file, and the database is as it was.
    """
    target = target.resolve()
    if target.exists():
        raise BackupFailed(Fault.EXISTS)
    if standing(url) is Standing.FOREIGN:
        raise BackupFailed(Fault.FOREIGN)
    source = file_of(url)
    if source is not None and not source.exists():
        raise BackupFailed(Fault.ABSENT)
    try:
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
        os.close(handle)
        written = Path(name)
        try:
            with marked(url):
                if source is None:
                    _dump(url, written)
                else:
                    _copy(source, written, at)
                _flush(written)
                _claim(target)
                written.replace(target)
        finally:
            written.unlink(missing_ok=True)
        _flush(target.parent)
    except (OSError, sqlite3.OperationalError) as fault:
        raise BackupFailed(Fault.UNWRITABLE, type(fault).__name__) from fault
    except sqlite3.DatabaseError as fault:
        raise BackupFailed(Fault.DAMAGED) from fault
    with marked(url):
        _note(url, at)
    return target


@contextmanager
def restoring(url: str, source: Path, at: datetime) -> Iterator[Restoring]:
    """Go over a backup; at the end put it in the database's place, where that was agreed.

    Args:
        url: as for `open_storage`; nobody has the database open, if there is one.
        source: the backup, or a copy of a file with or without its log; it is not touched.
        at: the present instant, for the name of what is replaced.

    Raises:
        BackupFailed: nothing was put back.
        NotUpgraded: the backup is of a version that this program does not know.
    """
    if not source.is_file():
        raise BackupFailed(Fault.ABSENT)
    with source.open("rb") as opened:
        magic = opened.read(len(_SQLITE_MAGIC))
    target = file_of(url)
    dump = magic.startswith(_DUMP_MAGIC)
    if not dump and magic != _SQLITE_MAGIC:
        raise BackupFailed(Fault.FOREIGN)
    if dump != (target is None):
        raise BackupFailed(Fault.OTHER_KIND)
    if target is None:
        with _restoring_dump(url, source, at) as found:
            yield found
    else:
        with _restoring_file(target, source, at) as found:
            yield found


# ---- SQLite ----


def _copy(source: Path, written: Path, at: datetime) -> None:
    """One consistent copy; integrity checked, closed in order, with its own time noted in it."""
    with closing(sqlite3.connect(source)) as one, closing(sqlite3.connect(written)) as other:
        one.backup(other)
    url = f"sqlite:///{written}"
    _note(url, at)
    with closing(sqlite3.connect(written, isolation_level=None)) as other:
        close_copy(other)
    _require_sound(written)


def _require_sound(file: Path) -> None:
    try:
        with closing(sqlite3.connect(file)) as opened:
            said = str(opened.execute("PRAGMA integrity_check(1)").fetchone()[0])
    except sqlite3.DatabaseError as fault:
        raise BackupFailed(Fault.DAMAGED) from fault
    if said != "ok":
        raise BackupFailed(Fault.DAMAGED)


@contextmanager
def _restoring_file(target: Path, source: Path, at: datetime) -> Iterator[Restoring]:
    """The backup is copied beside the database and gone over there, then renamed."""
    if source.resolve() == target:
        raise BackupFailed(Fault.SAME)
    target.parent.mkdir(parents=True, exist_ok=True)
    with (
        _alone(target),
        tempfile.TemporaryDirectory(prefix=".restore-", dir=target.parent) as folder,
    ):
        copy = Path(folder) / target.name
        shutil.copyfile(source, copy)
        copy.chmod(0o600)
        if log_of(source).exists():
            shutil.copyfile(log_of(source), log_of(copy))
        found = Restoring(_sound(copy, at))
        yield found
        if not found.agreed:
            return
        with closing(sqlite3.connect(copy, isolation_level=None)) as opened:
            close_copy(opened)
        _flush(copy)
        if target.exists():
            give_to_owner_of(target, copy)
        found.kept = _put_aside(target, at)
        copy.replace(target)
        _flush(target.parent)


def _sound(copy: Path, at: datetime) -> Candidate:
    url = f"sqlite:///{copy}"
    try:
        with marked(url):
            _require_sound(copy)
            return _gone_over(url, at)
    except (sqlite3.DatabaseError, SQLAlchemyError) as fault:
        raise BackupFailed(Fault.DAMAGED) from fault


@contextmanager
def _alone(target: Path) -> Iterator[None]:
    """Nobody has the database open; an earlier version of this program would hold its lease."""
    try:
        with alone_with(target):
            lease = os.open(f"{target}.lease", os.O_RDWR | os.O_CREAT, 0o600)
            try:
                fcntl.flock(lease, fcntl.LOCK_EX | fcntl.LOCK_NB)
                yield
            finally:
                os.close(lease)
    except (InUse, BlockingIOError) as fault:
        raise BackupFailed(Fault.IN_USE) from fault


def _put_aside(target: Path, at: datetime) -> str:
    """Rename a database as it is, its log first: without it, it says that it is missing.

    A log whose database is gone goes too: beside the new one it would be taken for its own.

    Returns:
        The new name; "" where there was no database.
    """
    stamp = at.strftime("%Y%m%d-%H%M%S")
    names = (f"{target.stem}-{stamp}{f'-{n}' if n else ''}{target.suffix}" for n in count())
    kept = next(one for one in map(target.with_name, names) if not one.exists())
    if log_of(target).exists():
        log_of(target).rename(log_of(kept))
    target.with_name(f"{target.name}-shm").unlink(missing_ok=True)
    if not target.exists():
        return ""
    target.rename(kept)
    return str(kept)


# ---- PostgreSQL ----


def _dump(url: str, written: Path) -> None:
    options = ("--format=custom", "--no-owner", "--no-privileges", f"--schema={_SCHEMA}")
    _run("pg_dump", url, *options, f"--file={written}")
    _run("pg_restore", "", "--list", str(written))


@contextmanager
def _restoring_dump(url: str, source: Path, at: datetime) -> Iterator[Restoring]:
    """The schema is renamed and a new one filled; unless it is agreed to, it is renamed back."""
    _run("pg_restore", "", "--list", str(source))
    kept = f"liaison_{at.strftime('%Y%m%d_%H%M%S')}"
    with psycopg.connect(_conninfo(url), autocommit=True) as server:
        _require_alone(server)
        had_tables = standing(url) is not Standing.NEW
        _rename(server, _SCHEMA, kept)
        server.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(_SCHEMA)))
        found: Restoring | None = None
        try:
            options = ("--no-owner", "--no-privileges", "--exit-on-error", f"--schema={_SCHEMA}")
            _run("pg_restore", url, *options, "--single-transaction", str(source))
            found = Restoring(_gone_over(url, at), kept=kept if had_tables else "")
            yield found
        finally:
            if found is None or not found.agreed:
                _drop(server, _SCHEMA)
                _rename(server, kept, _SCHEMA)
            elif not had_tables:
                _drop(server, kept)


def _require_alone(server: psycopg.Connection) -> None:
    taken = server.execute("SELECT pg_try_advisory_lock(%s)", (KEY,)).fetchone()
    others = server.execute(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
    ).fetchone()
    if taken != (True,) or others != (0,):
        raise BackupFailed(Fault.IN_USE)


def _rename(server: psycopg.Connection, old: str, new: str) -> None:
    server.execute(
        sql.SQL("ALTER SCHEMA {} RENAME TO {}").format(sql.Identifier(old), sql.Identifier(new))
    )


def _drop(server: psycopg.Connection, schema: str) -> None:
    server.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(schema)))


def _conninfo(url: str, **more: str) -> str:
    parsed = database_url(url)
    given = {
        "host": parsed.host,
        "port": parsed.port,
        "user": parsed.username,
        "password": parsed.password,
        "dbname": parsed.database,
        **{name: value for name, value in parsed.query.items() if isinstance(value, str)},
        **more,
    }
    return make_conninfo("", **{name: value for name, value in given.items() if value is not None})


def _run(tool: str, url: str, *options: str) -> None:
    """Run a tool of PostgreSQL; the password goes by the environment, where no list shows it."""
    if (path := shutil.which(tool)) is None:
        raise BackupFailed(Fault.NO_TOOL, tool)
    environment = dict(os.environ)
    command = [path, *options]
    if url:
        parsed = database_url(url)
        if parsed.password is not None:
            environment["PGPASSWORD"] = str(parsed.password)
        bare = parsed.set(password=None).render_as_string(hide_password=False)
        command.insert(1, f"--dbname={_conninfo(bare)}")
    done = subprocess.run(  # noqa: S603  # no shell, and every word is ours
        command, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        last = (done.stderr.strip().splitlines() or [""])[-1]
        raise BackupFailed(Fault.TOOL_FAILED, f"{tool}：{last}")


# ---- both ----


def _gone_over(url: str, at: datetime) -> Candidate:
    """Bring a copy up to the program's version, and read all of it."""
    engine = create_engine(database_url(url), poolclass=NullPool)
    with engine.connect() as opened:
        version = version_of(opened)
    if version is None:
        raise BackupFailed(Fault.FOREIGN)
    upgrade(url)
    broken = read_once(url, lambda tx: tx.installation.first_broken_matter())
    if broken is not None:
        raise BackupFailed(Fault.BROKEN_RECORD, broken)
    mark = enter(url)
    log_missing = mark is not None and mark.log_missing
    if mark is not None:
        mark.leave()
    return Candidate(
        inventory=read_once(url, lambda tx: tx.installation.inventory(at)),
        purpose=read_once(url, lambda tx: tx.installation.purpose()),
        version=version,
        log_missing=log_missing,
    )


def _note(url: str, at: datetime) -> None:
    """Note when the database was backed up; one of a version without a place for it says nothing.

    Nobody has said yet what a database is for that is worth a backup: it is the county's own.
    """
    patience = {"timeout": _BUSY_SECONDS} if file_of(url) else {}
    engine = create_engine(database_url(url), poolclass=NullPool, connect_args=patience)
    with engine.begin() as opened:
        if not inspect(opened).has_table(installation.name):
            return
        if opened.execute(update(installation).values(backed_up_at=at)).rowcount == 0:
            values = {"purpose": Purpose.COUNTY.value, "backed_up_at": at}
            opened.execute(insert(installation).values(values))


def _claim(target: Path) -> None:
    """Take a name that nobody has."""
    try:
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        raise BackupFailed(Fault.EXISTS) from None


def _flush(path: Path) -> None:
    """Put a file, or the names in a folder, onto the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
