"""The open mark: whether a SQLite file was closed in order, or is a copy without its log.

In WAL mode the newest commits lie in a second file, `-wal`, until a checkpoint. Whoever copies the
main file of a running program alone loses them without a sign. So whoever opens the file writes a
mark into its header and checkpoints it into the main file at once; the last who closes it in order
checkpoints everything and then takes the mark off. A file that bears the mark while nobody has it
open and its log is missing or empty was copied without its log.

The mark is two bits of `user_version`, big-endian at byte 60 of the file. Who has the file open is
counted by a shared lock on a third file beside it, `.open`, which the kernel gives back when a
process ends. The log of a file that somebody has open is never empty, since the mark itself was
written through it. A server's database needs none of this.
"""

import fcntl
import os
import sqlite3
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.url import file_of

OPEN = 1
"""Somebody has it open, or had when the machine or the program stopped, or when it was copied."""
LOG_MISSING = 2
"""It was found without its log, and nobody has accepted that."""

_MAGIC = b"SQLite format 3\0"
_USER_VERSION = slice(60, 64)
_BUSY_MS = 10_000
_BUSY_AT_THE_END_MS = 2_000
"""How long a reader that is not ours may hold up the last checkpoint."""


class InUse(Exception):
    """Another program has the database open."""


class OpenMark:
    """One user's share in the open mark of a file, from `enter` to `leave`.

    Where `leave` is forgotten it is done when the process ends by itself; a killed one leaves the
    mark and the log, which is what they are for.

    Attributes:
        log_missing: the file was found without its log; nobody has accepted that.
    """

    def __init__(self, keeper: sqlite3.Connection, lock: int) -> None:
        self._keeper = keeper
        self.log_missing = bool(_flags(keeper) & LOG_MISSING)
        self.leave = weakref.finalize(self, _leave, keeper, lock)

    def accept(self) -> None:
        """Go on with what is there."""
        _set_flags(self._keeper, _flags(self._keeper) & ~LOG_MISSING)
        self.log_missing = False


def enter(url: str) -> OpenMark | None:
    """Open the file and mark it; None where there is nothing to mark.

    It comes before any other connection: the last connection of a process deletes the log.

    Args:
        url: as for `open_storage`.

    Raises:
        sqlite3.Error: the file cannot be opened, or is no database.
    """
    path = file_of(url)
    if path is None or not path.exists() or path.stat().st_size == 0:
        return None
    lock = _open_lock(path)
    try:
        alone = _alone(lock)
        if not alone:
            fcntl.flock(lock, fcntl.LOCK_SH)
        missing = alone and without_log(path)
        keeper = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    except BaseException:
        os.close(lock)
        raise
    try:
        ours = _mark(keeper, alone=alone, missing=missing)
        fcntl.flock(lock, fcntl.LOCK_SH)
    except BaseException:
        _close(keeper, lock)
        raise
    if not ours:
        _close(keeper, lock)
        return None
    return OpenMark(keeper, lock)


@contextmanager
def marked(url: str) -> Iterator[OpenMark | None]:
    """Have the file open and marked while the block runs."""
    mark = enter(url)
    try:
        yield mark
    finally:
        if mark is not None:
            mark.leave()


@contextmanager
def alone_with(path: Path) -> Iterator[None]:
    """Keep everybody else out while the block runs; whoever comes meanwhile waits.

    Raises:
        InUse: somebody has it open.
    """
    lock = _open_lock(path)
    try:
        if not _alone(lock):
            raise InUse
        yield
    finally:
        os.close(lock)


def log_of(path: Path) -> Path:
    """Where SQLite keeps the newest commits of a file."""
    return path.with_name(f"{path.name}-wal")


def without_log(path: Path) -> bool:
    """Whether a file that nobody has open bears the mark and has no log, or an empty one."""
    with path.open("rb") as file:
        header = file.read(100)
    if not header.startswith(_MAGIC) or not int.from_bytes(header[_USER_VERSION]) & OPEN:
        return False
    log = log_of(path)
    return not log.exists() or log.stat().st_size == 0


def close_copy(keeper: sqlite3.Connection) -> None:
    """Make a copy that nobody else has open one file, closed in order; a doubt stays."""
    keeper.execute("PRAGMA journal_mode = DELETE")
    _set_flags(keeper, _flags(keeper) & ~OPEN)


def _open_lock(path: Path) -> int:
    """Open the third file; a new one is for whoever may open the first, as SQLite's own log is."""
    name = f"{path}.open"
    try:
        lock = os.open(name, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return os.open(name, os.O_RDWR)
    if path.exists():
        os.fchmod(lock, path.stat().st_mode & 0o666)
        give_to_owner_of(path, lock)
    return lock


def give_to_owner_of(path: Path, new: int | Path) -> None:
    """What root makes beside somebody's file is that person's, who else could not use it."""
    if os.geteuid() == 0:
        os.chown(new, path.stat().st_uid, path.stat().st_gid)


def _alone(lock: int) -> bool:
    """Try to be the only one. A share that was held is given up by this, even in vain.

    So of several who leave at the same time one is the last.
    """
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _mark(keeper: sqlite3.Connection, *, alone: bool, missing: bool) -> bool:
    """Put the mark into the main file, where it is not there; False for a file that is not ours."""
    keeper.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
    if not keeper.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone():
        return False
    keeper.execute("PRAGMA journal_mode = WAL")
    keeper.execute("PRAGMA synchronous = FULL")
    flags = _flags(keeper)
    wanted = flags | OPEN | (LOG_MISSING if missing else 0)
    if wanted != flags:
        _set_flags(keeper, wanted)
    if alone or wanted != flags:
        keeper.execute("PRAGMA wal_checkpoint(FULL)")
    return True


def _leave(keeper: sqlite3.Connection, lock: int) -> None:
    """The last one checkpoints all there is, takes the mark off, and checkpoints that.

    So the mark is off in the main file only once nothing but its own page is left in the log. Where
    a reader of somebody else's holds up a checkpoint, it is made when he closes the file.
    """
    try:
        if _alone(lock) and (flags := _flags(keeper)) & OPEN:
            keeper.execute(f"PRAGMA busy_timeout = {_BUSY_AT_THE_END_MS}")
            keeper.execute("PRAGMA wal_checkpoint(FULL)")
            _set_flags(keeper, flags & ~OPEN)
            keeper.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        _close(keeper, lock)


def _close(keeper: sqlite3.Connection, lock: int) -> None:
    keeper.close()
    os.close(lock)


def _flags(keeper: sqlite3.Connection) -> int:
    return int(keeper.execute("PRAGMA user_version").fetchone()[0])


def _set_flags(keeper: sqlite3.Connection, flags: int) -> None:
    keeper.execute(f"PRAGMA user_version = {flags}")
