"""The lease: of all processes on one database one acts, and the others wait until it is gone."""

import asyncio
import fcntl
import logging
import math
import os
import socket
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Protocol

import psycopg
from sqlalchemy import create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool, PoolProxiedConnection

from storage.chain import DEFAULT_ALGORITHM
from storage.engine import Storage, T, Work
from storage.migrations import require_current
from storage.open_mark import marked
from storage.url import database_url

log = logging.getLogger(__name__)

POLL = 1.0
"""Seconds between two attempts of a process that waits."""
EVERY = 5.0
"""Seconds between two looks whether the lease is still there, when nobody else asks."""
PATIENCE = 4.0
"""Seconds after which a look without an answer counts as a loss."""
FRESH = 0.25
"""Seconds that an answer of the server is good for; a new holder lets them pass before it acts."""

KEY = 0x6C696169736F6E
"""Which of the database's advisory locks: `liaison` in ASCII."""
_TAKE = "SELECT pg_try_advisory_lock(%s)"
_GIVE_BACK = "SELECT pg_advisory_unlock(%s)"
_MINE = (
    "SELECT count(*) > 0 FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1"
    " AND (classid::bigint << 32) + objid::bigint = %s AND pid = pg_backend_pid()"
)
_IDLE, _INTERVAL, _COUNT = 3, 2, 3
_UNACKNOWLEDGED_MS = 8_000
"""Either side gives a dead peer up after 9 s without a sign of life."""
_CONNECT = 5


class NotHeld(Exception):
    """This process does not hold the lease: whatever it was about to do is the holder's."""


class _Lock(Protocol):
    """Where a lease is kept. All but `cut` may block; one call at a time.

    Attributes:
        fresh: seconds that a confirmation is good for.
    """

    fresh: float

    def take(self) -> bool:
        """Try to get it; False when another process has it or the database does not answer."""
        ...

    def confirm(self) -> bool:
        """Whether it is still held."""
        ...

    def cut(self) -> None:
        """End a call that hangs, from another thread."""
        ...

    def drop(self) -> None:
        """Give it back."""
        ...


class _FileLock:
    """A locked file beside a SQLite database. The kernel gives it back when the process ends."""

    fresh = math.inf

    def __init__(self, path: str) -> None:
        self._path = path
        self._file = -1

    def take(self) -> bool:
        self.drop()
        self._file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return self.confirm()

    def confirm(self) -> bool:
        """Whether the locked file is still the one that others would lock."""
        try:
            return os.path.samestat(os.fstat(self._file), os.stat(self._path))  # noqa: PTH116
        except OSError:
            return False

    def cut(self) -> None:
        """A file does not hang."""

    def drop(self) -> None:
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


class _SessionLock:
    """An advisory lock of a PostgreSQL session of its own. It ends with the session."""

    fresh = FRESH

    def __init__(self, url: str) -> None:
        server = {"idle": _IDLE, "interval": _INTERVAL, "count": _COUNT}
        options = [f"-c tcp_keepalives_{name}={value}" for name, value in server.items()]
        options.append(f"-c tcp_user_timeout={_UNACKNOWLEDGED_MS}")
        self._engine = create_engine(
            database_url(url),
            poolclass=NullPool,
            isolation_level="AUTOCOMMIT",
            connect_args={
                "connect_timeout": _CONNECT,
                "keepalives": 1,
                "keepalives_idle": _IDLE,
                "keepalives_interval": _INTERVAL,
                "keepalives_count": _COUNT,
                "tcp_user_timeout": _UNACKNOWLEDGED_MS,
                "options": " ".join(options),
            },
        )
        self._connection: PoolProxiedConnection | None = None
        self._line: socket.socket | None = None

    def take(self) -> bool:
        try:
            if self._connection is None:
                self._open()
            return self._answers(_TAKE)
        except (psycopg.Error, DBAPIError, OSError) as error:
            log.warning("lease.unreachable kind=%s", type(error).__name__)
            self.drop()
            return False

    def confirm(self) -> bool:
        try:
            return self._answers(_MINE)
        except (psycopg.Error, OSError) as error:
            log.warning("lease.unconfirmed kind=%s", type(error).__name__)
            return False

    def cut(self) -> None:
        if self._line is not None:
            with suppress(OSError):
                self._line.shutdown(socket.SHUT_RDWR)

    def drop(self) -> None:
        with suppress(psycopg.Error, OSError):
            self._answers(_GIVE_BACK)
        connection, self._connection = self._connection, None
        line, self._line = self._line, None
        if connection is not None:
            connection.invalidate()
        if line is not None:
            line.close()

    def _open(self) -> None:
        self._connection = self._engine.raw_connection()
        driver = self._connection.driver_connection
        if not isinstance(driver, psycopg.Connection):
            raise TypeError("not a connection of psycopg")
        self._line = socket.socket(fileno=os.dup(driver.fileno()))

    def _answers(self, question: str) -> bool:
        if self._connection is None:
            return False
        cursor = self._connection.cursor()
        cursor.execute(question, (KEY,))
        row = cursor.fetchone()
        return row is not None and bool(row[0])


class Lease:
    """The right to act: to listen, to sweep, to send. It belongs to one event loop.

    An answer of the server that is older than `FRESH` is not relied on, so that a process which
    was stopped for a while and lost the lease meanwhile does not go on where it was. Time is
    measured on a clock that goes on while the machine sleeps.
    """

    def __init__(self, lock: _Lock) -> None:
        self._lock = lock
        self._held = False
        self._confirmed = -math.inf
        self._gone = asyncio.Event()
        self._gone.set()
        self._asking = asyncio.Lock()
        self._watching: asyncio.Task[None] | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="lease")

    @property
    def held(self) -> bool:
        """Whether this process has it, as far as it knows."""
        return self._held

    async def take(self) -> bool:
        """Try once to get it; False when another process has it or the database is gone."""
        if self._held:
            return True
        await self._stop_watching()
        if not await self._ask(self._lock.take, 2 * _CONNECT):
            return False
        if self._lock.fresh < math.inf:
            await asyncio.sleep(self._lock.fresh)
        self._held = True
        self._gone.clear()
        self._watching = asyncio.create_task(self._watch(), name="lease")
        return True

    async def acquire(self) -> None:
        """Wait until this process has it."""
        while not await self.take():  # noqa: ASYNC110  # another process has no event
            await asyncio.sleep(POLL)

    async def sure(self) -> None:
        """Come back at once where the lease is held beyond doubt, else ask.

        Raises:
            NotHeld: it is not held, or not any more.
        """
        if self._held and _now() - self._confirmed > self._lock.fresh:
            await self._check(_now())
        if not self._held:
            raise NotHeld

    async def lost(self) -> None:
        """Come back when it is not held, or not any more."""
        await self._gone.wait()

    async def release(self) -> None:
        """Give it back; nothing happens when it is not held."""
        await self._stop_watching()
        self._held = False
        self._gone.set()
        await self._ask(self._dropped, PATIENCE)

    async def _watch(self) -> None:
        while self._held:
            await asyncio.sleep(EVERY)
            await self._check(_now())

    async def _check(self, since: float) -> None:
        """Ask whether it is still held, unless somebody has asked since then."""
        async with self._asking:
            if not self._held or self._confirmed >= since:
                return
            at = _now()
            if await self._ask(self._lock.confirm, PATIENCE):
                self._confirmed = at
                return
            log.warning("lease.lost")
            self._held = False
            self._gone.set()

    def _dropped(self) -> bool:
        self._lock.drop()
        return True

    async def _ask(self, question: Callable[[], bool], seconds: float) -> bool:
        """Ask in the thread; no answer in time is a no, and the line is cut."""
        work = asyncio.get_running_loop().run_in_executor(self._thread, question)
        await asyncio.wait({work}, timeout=seconds)
        if not work.done():
            log.warning("lease.no-answer")
            self._lock.cut()
            return False
        return work.result()

    async def _stop_watching(self) -> None:
        if self._watching is not None:
            self._watching.cancel()
            await asyncio.gather(self._watching, return_exceptions=True)
            self._watching = None


class LeasedStorage(Storage):
    """A database on which nothing is recorded but by the holder of the lease."""

    def __init__(self, url: str, lease: Lease) -> None:
        super().__init__(url, algorithm=DEFAULT_ALGORITHM)
        self._lease = lease

    async def run(self, work: Work[T]) -> T:
        """As everywhere.

        Raises:
            NotHeld: another process may be at work; nothing was done.
        """
        await self._lease.sure()
        return await super().run(work)


def open_lease(url: str) -> Lease:
    """The lease of a database; it is not held yet.

    Args:
        url: as for `open_storage`. A SQLite file gets a second file beside it, `….lease`.

    Raises:
        ValueError: no such kind of database.
    """
    parsed = database_url(url)
    if parsed.get_backend_name() == "postgresql":
        return Lease(_SessionLock(url))
    return Lease(_FileLock(f"{os.path.realpath(parsed.database or '')}.lease"))


def open_leased(url: str, lease: Lease) -> LeasedStorage:
    """Open a database for a process that acts only while it holds the lease.

    Raises:
        NotUpgraded: as `open_storage`.
    """
    with marked(url):
        require_current(url)
        return LeasedStorage(url, lease)


def _now() -> float:
    return time.clock_gettime(time.CLOCK_BOOTTIME)
