"""The database: pieces of work in, each in a savepoint, what waits committed together."""

import asyncio
import random
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import Any, Generic, TypeVar

import psycopg
from psycopg import errors as lost
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.pool import NullPool, PoolProxiedConnection

from storage.chain import DEFAULT_ALGORITHM, digest
from storage.faults import reported
from storage.migrations import require_current
from storage.open_mark import enter, marked
from storage.part import Shared, Stale
from storage.statement import POSTGRESQL, SQLITE, Rows
from storage.transaction import Transaction
from storage.url import database_url

T = TypeVar("T")
Work = Callable[[Transaction], T]

BATCH = 64
"""How many pieces of work one writer commits together at most."""

TRIES = 8
"""How often work is run before the race is reported as lost."""

_MOMENT = 0.001
"""Seconds that a writer waits at most for company before a commit."""

_NOBODY = 1 << 30
"""More pieces than ever wait: no writer wants to hear of company."""

_READERS = 4
_WRITERS = 4
_BUSY_MS = 10_000
"""How long SQLite waits for another process, such as an import on the command line."""

_CACHE_KIB = 32_768

_LOCK_MS = 500
"""How long a piece waits for a row on PostgreSQL before it is put back into the queue."""

_UNIQUE = frozenset({"SQLITE_CONSTRAINT_PRIMARYKEY", "SQLITE_CONSTRAINT_UNIQUE"})
_LOST_RACE = (
    lost.UniqueViolation,
    lost.SerializationFailure,
    lost.DeadlockDetected,
    lost.LockNotAvailable,
)


@dataclass(slots=True)
class _Piece(Generic[T]):
    """One piece of work that somebody waits for."""

    work: Work[T]
    caller: asyncio.Future[T]
    tries: int = 1
    result: T | None = None
    error: BaseException | None = field(default=None)

    @property
    def lost_race(self) -> bool:
        """Whether it failed because somebody else was faster, and may be run again."""
        return self.tries < TRIES and _is_lost_race(self.error)


def _is_lost_race(error: BaseException | None) -> bool:
    if isinstance(error, sqlite3.IntegrityError):
        return error.sqlite_errorname in _UNIQUE
    return isinstance(error, (Stale, *_LOST_RACE))


class Storage:
    """The database. SQLite and PostgreSQL run the same statements through the same functions.

    One thread owns the one writing connection of SQLite; PostgreSQL has a few of each. A writer
    takes all work that waits, runs each piece in a savepoint of its own, commits once, and only
    then tells the callers. A storage belongs to one event loop, the first that uses it.
    """

    def __init__(self, url: str, *, algorithm: str) -> None:
        self._mark = enter(url)
        self._sqlite = database_url(url).get_backend_name() == "sqlite"
        self._dialect = SQLITE if self._sqlite else POSTGRESQL
        self._shared = Shared(algorithm)
        self._writing = _engine(url, writes=True)
        self._reading = _engine(url, writes=False)
        self._queue: SimpleQueue[_Piece[Any] | None] = SimpleQueue()
        self._readers = ThreadPoolExecutor(_READERS, thread_name_prefix="storage-reader")
        self._closed = False
        self._turn = threading.Lock()
        self._wanted = _NOBODY
        self._enough = threading.Event()
        with reported():
            first = self._connect()
        connections = [first] if self._sqlite else [first, *([None] * (_WRITERS - 1))]
        self._writers = [
            threading.Thread(target=self._write, args=(one,), name=f"storage-writer-{n}")
            for n, one in enumerate(connections)
        ]
        for writer in self._writers:
            writer.daemon = True
            writer.start()

    @property
    def log_missing(self) -> bool:
        """Whether the file was found without its log: the newest matters may not be in it."""
        return self._mark is not None and self._mark.log_missing

    async def run(self, work: Work[T]) -> T:
        """Run `work` in one transaction and answer when it is on disk.

        All of it is rolled back on any exception, which reaches only this caller; a commit that
        fails reaches everybody whose work it carried. `Stale` and other lost races run `work`
        again. A caller that is cancelled may find its work recorded or not, but never by half.
        """
        if self._closed:
            raise RuntimeError("the storage is closed")
        piece: _Piece[T] = _Piece(work, asyncio.get_running_loop().create_future())
        self._put(piece)
        return await piece.caller

    async def read(self, work: Work[T]) -> T:
        """Run work that only reads, on a connection that cannot write, beside the writer."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._readers, self._read, work)

    async def close(self) -> None:
        """Finish what waits, then let go of the database; the last one closes it in order."""
        if self._closed:
            return
        self._closed = True
        for _ in self._writers:
            self._queue.put(None)
        for writer in self._writers:
            await asyncio.to_thread(writer.join)
        await asyncio.to_thread(self._readers.shutdown)
        self._reading.dispose()
        self._writing.dispose()
        if self._mark is not None:
            await asyncio.to_thread(self._mark.leave)

    def _connect(self) -> PoolProxiedConnection:
        return self._writing.raw_connection()

    def _read(self, work: Work[T]) -> T:
        return _reading_on(self._reading, work, self._shared)

    def _write(self, connection: PoolProxiedConnection | None) -> None:
        """The life of a writer thread."""
        company = 0
        while True:
            with self._turn:
                batch, more = self._waiting(company)
            if batch:
                connection = self._one_commit(connection, batch)
                company = min(len(batch) + self._queue.qsize(), BATCH) - 1
                loop = batch[0].caller.get_loop()
                with suppress(RuntimeError):  # a closed loop: nobody is left to be told
                    loop.call_soon_threadsafe(self._tell, batch)
            if not more:
                break
        if connection is not None:
            connection.close()

    def _put(self, piece: _Piece[Any]) -> None:
        self._queue.put(piece)
        if self._queue.qsize() >= self._wanted:
            self._enough.set()

    def _waiting(self, company: int) -> tuple[list[_Piece[Any]], bool]:
        """All work that waits, once there is some; and whether there will be more.

        Whoever was answered by the last commit is likely to say something more, and others came
        while it ran: to wait until as many are there, a moment at most, costs less than a commit
        for either half. One writer at a time is here.

        Args:
            company: how many pieces may be expected beside the first one.
        """
        batch: list[_Piece[Any]] = []
        piece = self._queue.get()
        if company > 0 and piece is not None:
            self._enough.clear()
            self._wanted = company
            if self._queue.qsize() < company:
                self._enough.wait(_MOMENT)
            self._wanted = _NOBODY
        try:
            while piece is not None:
                if not piece.caller.cancelled():
                    batch.append(piece)
                if len(batch) == BATCH:
                    return batch, True
                piece = self._queue.get_nowait()
        except Empty:
            return batch, True
        return batch, False

    def _one_commit(
        self, connection: PoolProxiedConnection | None, batch: list[_Piece[Any]]
    ) -> PoolProxiedConnection | None:
        """Run the batch and commit it; the connection to go on with, None for a new one."""
        try:
            connection, cursor = self._begin(connection)
            for piece in batch:
                self._one_piece(cursor, piece)
            cursor.execute("COMMIT")
        except Exception as error:  # noqa: BLE001 - it is handed to every caller
            self._shared.directory = None
            for piece in batch:
                piece.result, piece.error = None, error
            if connection is not None:
                _abandon(connection)
            return None
        return connection

    def _begin(
        self, connection: PoolProxiedConnection | None
    ) -> tuple[PoolProxiedConnection, DBAPICursor]:
        """Open a transaction, on a new connection where the old one has gone."""
        begin = "BEGIN IMMEDIATE" if self._sqlite else "BEGIN"
        if connection is not None:
            try:
                cursor = connection.cursor()
                cursor.execute(begin)
            except psycopg.OperationalError:
                connection.invalidate()
            else:
                return connection, cursor
        connection = self._connect()
        cursor = connection.cursor()
        cursor.execute(begin)
        return connection, cursor

    def _one_piece(self, cursor: DBAPICursor, piece: _Piece[Any]) -> None:
        cursor.execute("SAVEPOINT piece")
        try:
            piece.result = piece.work(Transaction(Rows(cursor, self._dialect), self._shared))
            piece.error = None
        except BaseException as error:  # noqa: BLE001 - it is handed to the caller
            piece.error = error
            cursor.execute("ROLLBACK TO SAVEPOINT piece")
        cursor.execute("RELEASE SAVEPOINT piece")

    def _tell(self, batch: list[_Piece[Any]]) -> None:
        """On the loop: tell every caller, or run a lost race again in a moment."""
        for piece in batch:
            if piece.caller.done():
                continue
            if piece.lost_race and not self._closed:
                piece.tries += 1
                wait = random.uniform(0.001, 0.005) * piece.tries  # noqa: S311 - no secret
                piece.caller.get_loop().call_later(wait, self._again, piece)
            elif piece.error is not None:
                piece.caller.set_exception(piece.error)
            else:
                piece.caller.set_result(piece.result)

    def _again(self, piece: _Piece[Any]) -> None:
        if not self._closed:
            self._put(piece)
        elif not piece.caller.done():
            piece.caller.set_exception(piece.error or RuntimeError("the storage is closed"))


def open_storage(url: str, *, algorithm: str = DEFAULT_ALGORITHM) -> Storage:
    """Open a database whose tables are there already.

    Args:
        url: `sqlite:///file` or `postgresql://user@host/database`.
        algorithm: hash function for new entries, `sha256` or `sm3` where this machine has it.

    Raises:
        ValueError: no such kind of database, or no such hash function.
        NotUpgraded: the tables are missing or of another version; `liaison db upgrade` helps.
        Unusable: the database cannot be reached or read.
    """
    digest(algorithm)
    with marked(url):
        require_current(url)
        return Storage(url, algorithm=algorithm)


def read_once(url: str, work: Work[T]) -> T:
    """Run work that only reads, on a connection of its own; no threads, no event loop.

    For a look from the command line at a database that a running bot may be writing to.

    Raises:
        NotUpgraded: as `open_storage`.
        Unusable: the database cannot be reached or read.
    """
    require_current(url)
    engine = _engine(url, writes=False)
    try:
        with reported():
            return _reading_on(engine, work, Shared(DEFAULT_ALGORITHM))
    finally:
        engine.dispose()


def _reading_on(engine: Engine, work: Work[T], shared: Shared) -> T:
    """Run work on a snapshot, which is given up afterwards."""
    sqlite = engine.dialect.name == "sqlite"
    connection = engine.raw_connection()
    try:
        cursor: DBAPICursor = connection.cursor()
        cursor.execute("BEGIN" if sqlite else "BEGIN ISOLATION LEVEL REPEATABLE READ")
        try:
            return work(Transaction(Rows(cursor, SQLITE if sqlite else POSTGRESQL), shared))
        finally:
            cursor.execute("ROLLBACK")
    finally:
        connection.close()


def _abandon(connection: PoolProxiedConnection) -> None:
    """Give up a connection and what it was doing.

    SQLite keeps the lock of a closed connection as long as a statement of it is still in memory,
    so the transaction is ended first; a server that is gone has ended it already.
    """
    with suppress(sqlite3.Error, psycopg.Error):
        connection.cursor().execute("ROLLBACK")
    connection.invalidate()


def _engine(url: str, *, writes: bool) -> Engine:
    """An engine that leaves transactions to us."""
    parsed = database_url(url)
    if parsed.get_backend_name() == "postgresql":
        options = f"-c lock_timeout={_LOCK_MS}"
        if not writes:
            options += " -c default_transaction_read_only=on"
        return create_engine(
            parsed,
            poolclass=NullPool if writes else None,
            isolation_level="AUTOCOMMIT",
            pool_pre_ping=True,
            connect_args={"options": options},
        )
    engine = create_engine(
        parsed,
        poolclass=NullPool if writes else None,
        connect_args={"isolation_level": None, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def set_up(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
        if writes:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA temp_store = MEMORY")
            connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        else:
            connection.execute("PRAGMA query_only = ON")

    return engine
