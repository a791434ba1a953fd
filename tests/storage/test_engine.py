"""What is committed together, what is not, and what a crash leaves."""

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import psycopg
import pytest

from rules.kinds import KINDS
from rules.values.errors import UnknownNumber
from rules.values.people import Officer
from storage import Storage, Transaction, open_storage
from tests.storage.samples import NOW, directory, next_step, opening, push, set_up


async def test_an_exception_takes_back_its_own_piece_and_no_other(storage: Storage) -> None:
    def work(number: str) -> None:
        if number.endswith("3"):
            raise LookupError(number)

    async def file(number: str) -> str:
        def both(tx: Transaction) -> str:
            tx.matters.record(opening(number, push(number)))
            work(number)
            return number

        return await storage.run(both)

    numbers = [f"移{n}" for n in range(40)]
    answers = await asyncio.gather(*map(file, numbers), return_exceptions=True)

    for number, answer in zip(numbers, answers, strict=True):
        if number.endswith("3"):
            assert isinstance(answer, LookupError)
            assert answer.args == (number,)
            with pytest.raises(UnknownNumber):
                await storage.read(lambda tx, n=number: tx.matters.get(n))  # type: ignore[misc]
        else:
            assert answer == number
    assert len(await storage.read(lambda tx: tx.matters.open_of("samr"))) == 36
    assert (await storage.read(lambda tx: tx.views.outbox_overview())).waiting == 36


async def test_what_waits_is_committed_together(storage: Storage, database_url: str) -> None:
    """While the writer is held up by one piece, all others queue and share one commit."""
    hold, held = threading.Event(), threading.Event()

    def slow(tx: Transaction) -> None:
        held.set()
        assert hold.wait(10)
        tx.matters.record(opening("移0"))

    first = asyncio.create_task(storage.run(slow))
    await asyncio.to_thread(held.wait, 10)
    with pytest.raises(UnknownNumber):
        await storage.read(lambda tx: tx.matters.get("移0"))
    others = [
        asyncio.create_task(storage.run(lambda tx, n=n: tx.matters.record(opening(f"移{n}"))))  # type: ignore[misc]
        for n in range(1, 30)
    ]
    await asyncio.sleep(0.05)
    if database_url.startswith("sqlite"):
        assert not any(task.done() for task in others)
    hold.set()
    await asyncio.gather(first, *others)
    assert len(await storage.read(lambda tx: tx.matters.open_of("samr"))) == 30


async def test_a_statement_that_fails_is_the_callers_alone(storage: Storage) -> None:
    await set_up(storage)
    nobodys = Officer("nobodys", "甲", "no-such-unit", frozenset())
    stranger = directory(officers={**directory().officers, nobodys.id: nobodys})

    bad = storage.run(lambda tx: tx.people.save_directory(stranger))
    good = storage.run(lambda tx: tx.matters.record(opening()))
    failed, recorded = await asyncio.gather(bad, good, return_exceptions=True)

    assert isinstance(failed, (sqlite3.IntegrityError, psycopg.IntegrityError))
    assert recorded is None
    assert (await storage.read(lambda tx: tx.people.directory())).units == directory().units
    assert (await storage.read(lambda tx: tx.matters.get("移1"))).number == "移1"


async def test_a_caller_that_gives_up_harms_nobody(storage: Storage) -> None:
    async def file(n: int) -> None:
        await storage.run(lambda tx: tx.matters.record(opening(f"移{n}", push(f"移{n}"))))

    tasks = [asyncio.create_task(file(n)) for n in range(60)]
    await asyncio.sleep(0)
    for task in tasks[::2]:
        task.cancel()
    answers = await asyncio.gather(*tasks, return_exceptions=True)
    assert sum(isinstance(answer, asyncio.CancelledError) for answer in answers) == 30

    found = {one.number for one in await storage.read(lambda tx: tx.matters.open_of("samr"))}
    assert {f"移{n}" for n in range(1, 60, 2)} <= found
    assert (await storage.read(lambda tx: tx.views.outbox_overview())).waiting == len(found)
    await file(100)


async def test_a_commit_that_fails_reaches_everybody(sqlite_url: str) -> None:
    """An orphan that only the commit notices: nothing of the batch is there afterwards."""
    storage = open_storage(sqlite_url)
    try:
        hold, held = threading.Event(), threading.Event()

        def slow(tx: Transaction) -> None:
            held.set()
            assert hold.wait(10)
            tx.matters.record(opening("移0"))

        def orphan(tx: Transaction) -> None:
            cursor = tx._rows._cursor
            cursor.execute("PRAGMA defer_foreign_keys = ON")
            cursor.execute(
                "INSERT INTO lines SELECT '移9', 1, 'd', 'u', 's', 'c', NULL, NULL, NULL"
            )

        first = asyncio.create_task(storage.run(slow))
        await asyncio.to_thread(held.wait, 10)
        batch = [
            asyncio.create_task(storage.run(work))
            for work in (lambda tx: tx.matters.record(opening("移1")), orphan)
        ]
        await asyncio.sleep(0.05)
        hold.set()
        await first
        answers = await asyncio.gather(*batch, return_exceptions=True)
        assert [type(answer) for answer in answers] == [sqlite3.IntegrityError] * 2

        assert len(await storage.read(lambda tx: tx.matters.open_of("samr"))) == 1
        await storage.run(lambda tx: tx.matters.record(opening("移1")))
        assert len(await storage.read(lambda tx: tx.matters.open_of("samr"))) == 2
    finally:
        await storage.close()


async def test_a_file_that_stays_locked_is_an_error_and_not_a_hang(sqlite_url: str) -> None:
    storage = open_storage(sqlite_url)
    try:
        await storage.run(_impatient)
        other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            await storage.run(lambda tx: tx.matters.record(opening("移1")))
        other.execute("ROLLBACK")
        other.close()
        await storage.run(lambda tx: tx.matters.record(opening("移1")))
    finally:
        await storage.close()


def _impatient(tx: Transaction) -> None:
    tx._rows._cursor.execute("PRAGMA busy_timeout = 50")


async def test_a_lost_server_is_found_again(postgres_url: str) -> None:
    storage = open_storage(postgres_url)
    try:
        await storage.run(lambda tx: tx.matters.record(opening("移1")))
        await storage.read(lambda tx: tx.matters.get("移1"))
        with psycopg.connect(postgres_url, autocommit=True) as other:
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        await storage.run(lambda tx: tx.matters.record(opening("移2")))
        assert len(await storage.read(lambda tx: tx.matters.open_of("samr"))) == 2
    finally:
        await storage.close()


async def test_a_reader_cannot_write(storage: Storage) -> None:
    with pytest.raises(
        (sqlite3.OperationalError, psycopg.errors.ReadOnlySqlTransaction), match=r"read-?only"
    ):
        await storage.read(lambda tx: tx.matters.record(opening()))


async def test_closing_finishes_what_waits(database_url: str) -> None:
    storage = open_storage(database_url)
    waiting = [
        asyncio.create_task(storage.run(lambda tx, n=n: tx.matters.record(opening(f"移{n}"))))  # type: ignore[misc]
        for n in range(50)
    ]
    await asyncio.sleep(0)
    await storage.close()
    await storage.close()
    await asyncio.gather(*waiting)
    with pytest.raises(RuntimeError, match="closed"):
        await storage.run(lambda tx: tx.people.county())

    again = open_storage(database_url)
    assert len(await again.read(lambda tx: tx.matters.open_of("samr"))) == 50
    await again.close()


async def test_two_processes_give_out_different_numbers(database_url: str) -> None:
    storages = [open_storage(database_url) for _ in range(2)]
    try:
        given = await asyncio.gather(
            *(
                storage.run(lambda tx: tx.matters.next_number(KINDS["referral"]))
                for storage in storages
                for _ in range(50)
            )
        )
        assert sorted(given) == list(range(1, 101))
    finally:
        for storage in storages:
            await storage.close()


CHILD = """
import asyncio, os, signal, sys
from storage import open_storage
from storage.engine import Storage
from tests.storage.samples import next_step, opening, push

url, point = sys.argv[1], sys.argv[2]

def die():
    os.kill(os.getpid(), signal.SIGKILL)

def step(tx):
    before = tx.matters.get("移1")
    counted = [0]
    do = tx._rows.do
    def counting(statement, **values):
        done = do(statement, **values)
        counted[0] += 1
        if point == f"statement-{counted[0]}":
            die()
        return done
    class Dying(type(tx._rows)):
        __slots__ = ()
        do = staticmethod(counting)
    dying = Dying(tx._rows._cursor, tx._rows._dialect)
    for part in (tx.matters, tx.outbox, tx.conversations):
        part._rows = dying
    tx.matters.record(next_step(before, push("a"), push("b")))
    tx.conversations.remember_reply("app", "m1", "{}", before.opened_at)

class Cut(Storage):
    __slots__ = ()
    def _one_piece(self, cursor, piece):
        super()._one_piece(cursor, piece)
        if point == "before-commit" and piece.work is step:
            die()
    def _tell(self, batch):
        if point == "before-answer" and batch[0].work is step:
            die()
        super()._tell(batch)

async def main():
    storage = Cut(url, algorithm="sha256")
    await storage.run(step)
    await storage.close()

asyncio.run(main())
"""

POINTS = [*(f"statement-{n}" for n in range(1, 6)), "before-commit", "before-answer", "never"]


@pytest.mark.parametrize("point", POINTS)
async def test_a_killed_process_leaves_all_or_nothing(database_url: str, point: str) -> None:
    storage = open_storage(database_url)
    await storage.run(lambda tx: tx.matters.record(opening()))
    await storage.close()

    child = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-c", CHILD, database_url, point],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONPATH": "."},
        check=False,
        timeout=60,
    )
    assert child.returncode == (0 if point == "never" else -signal.SIGKILL)

    whole = point in {"before-answer", "never"}
    storage = open_storage(database_url)
    try:
        matter = await storage.read(lambda tx: tx.matters.get("移1"))
        assert matter.version == (2 if whole else 1)
        assert len(await storage.read(lambda tx: tx.matters.entries("移1"))) == matter.entries
        assert await storage.read(lambda tx: tx.matters.first_break("移1")) is None
        assert len(await storage.read(lambda tx: tx.outbox.about("移1"))) == (2 if whole else 0)
        answered = await storage.read(lambda tx: tx.conversations.reply_to("app", "m1"))
        assert answered == ("{}" if whole else None)
        await storage.run(lambda tx: tx.matters.record(next_step(tx.matters.get("移1"))))
    finally:
        await storage.close()
    assert matter.opened_at == NOW
