"""A SQLite file knows whether it was closed in order; a copy without its log is found out."""

import asyncio
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from storage import Storage, open_storage, upgrade
from storage.open_mark import enter, log_of
from storage.url import file_of
from tests.storage.samples import opening

ROOT = Path(__file__).parents[2]


@pytest.fixture
def file(sqlite_url: str) -> Path:
    found = file_of(sqlite_url)
    assert found is not None
    return found


def copy_of(file: Path, *, log: bool = False) -> str:
    """A copy in a folder of its own, as an office makes it; its URL."""
    folder = file.parent / "copies" / str(len(list(file.parent.glob("copies/*"))))
    folder.mkdir(parents=True)
    shutil.copy(file, folder)
    if log:
        shutil.copy(log_of(file), folder)
    return f"sqlite:///{folder / file.name}"


async def opened(url: str) -> tuple[bool, int]:
    """Whether a database is in doubt, and how many matters are in it."""
    storage = open_storage(url)
    found = len(await storage.read(lambda tx: tx.matters.open_of("samr")))
    await storage.close()
    return storage.log_missing, found


async def filed(storage: Storage, *numbers: str) -> None:
    for number in numbers:
        await storage.run(lambda tx, n=number: tx.matters.record(opening(n)))  # type: ignore[misc]


async def test_a_file_closed_in_order_is_whole_by_itself(sqlite_url: str, file: Path) -> None:
    storage = open_storage(sqlite_url)
    await filed(storage, "移1", "移2")
    await storage.close()
    assert not log_of(file).exists()
    assert await opened(copy_of(file)) == (False, 2)


async def test_a_copy_without_its_log_is_found_out_until_somebody_accepts_it(
    sqlite_url: str, file: Path
) -> None:
    storage = open_storage(sqlite_url)
    await filed(storage, "移1", "移2")
    without, whole = copy_of(file), copy_of(file, log=True)
    await storage.close()

    assert await opened(whole) == (False, 2)
    assert await opened(without) == (True, 0)
    assert await opened(without) == (True, 0), "looking at it changes nothing"
    upgrade(without)
    mark = enter(without)
    assert mark is not None
    assert mark.log_missing
    mark.accept()
    mark.leave()
    assert await opened(without) == (False, 0)


async def test_the_mark_is_in_the_main_file_from_the_first_moment(
    sqlite_url: str, file: Path
) -> None:
    storage = open_storage(sqlite_url)
    copy = copy_of(file)
    await storage.close()
    assert await opened(copy) == (True, 0)


async def test_a_command_that_ends_beside_the_bot_leaves_the_mark(
    sqlite_url: str, file: Path
) -> None:
    bot = open_storage(sqlite_url)
    await filed(bot, "移1")
    command = open_storage(sqlite_url)
    await filed(command, "移2")
    await command.close()
    upgrade(sqlite_url)
    beside = copy_of(file)
    await filed(bot, "移3")
    await bot.close()
    assert (await opened(beside))[0]
    assert await opened(copy_of(file)) == (False, 3)


async def test_of_many_who_leave_at_once_the_last_closes_in_order(
    sqlite_url: str, file: Path
) -> None:
    for _ in range(20):
        storages = [open_storage(sqlite_url) for _ in range(4)]
        await asyncio.gather(*(storage.close() for storage in storages))
        assert await opened(copy_of(file)) == (False, 0)


def test_a_file_of_somebody_elses_is_not_touched(tmp_path: Path) -> None:
    file = tmp_path / "other.db"
    with sqlite3.connect(file) as other:
        other.execute("CREATE TABLE theirs (x)")
        other.execute("PRAGMA user_version = 7")
    other.close()
    before = file.read_bytes()
    assert enter(f"sqlite:///{file}") is None
    assert file.read_bytes() == before


FORGOTTEN = """
import asyncio, sys
from storage import open_storage
from tests.storage.samples import opening

async def main():
    storage = open_storage(sys.argv[1])
    await storage.run(lambda tx: tx.matters.record(opening("移1")))
    raise SystemExit(3)

asyncio.run(main())
"""


async def test_a_process_that_ends_by_itself_closes_in_order_what_it_forgot_to_close(
    sqlite_url: str, file: Path
) -> None:
    child = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-c", FORGOTTEN, sqlite_url],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": "."},
        check=False,
        timeout=100,
    )
    assert child.returncode == 3
    assert await opened(copy_of(file)) == (False, 1)
    assert await opened(sqlite_url) == (False, 1)


async def test_what_is_made_beside_the_file_is_for_whoever_may_open_it(
    sqlite_url: str, file: Path
) -> None:
    """Root looks after the database of an account of its own."""
    os.chmod(file, 0o660)  # noqa: PTH101
    if os.geteuid() == 0:
        os.chown(file, 1234, 1234)
    await opened(sqlite_url)
    [mine, lock] = [os.stat(f"{file}{name}") for name in ("", ".open")]  # noqa: PTH116
    assert (lock.st_mode, lock.st_uid, lock.st_gid) == (mine.st_mode, mine.st_uid, mine.st_gid)


KILLED = """
import asyncio, json, os, shutil, signal, sqlite3, sys
from pathlib import Path
from storage import open_mark, open_storage
from storage.url import file_of
from tests.storage.samples import opening

folder = Path(sys.argv[1])

def watch(die_at):
    counted = [0]
    class Watched(sqlite3.Connection):
        def execute(self, *given):
            counted[0] += 1
            if counted[0] == die_at:
                os.kill(os.getpid(), signal.SIGKILL)
            return super().execute(*given)
    connect = sqlite3.connect
    open_mark.sqlite3 = type("", (), {"connect": staticmethod(
        lambda *given, **named: connect(*given, factory=Watched, **named))})

async def once(url, number, die_at):
    watch(die_at)
    storage = open_storage(url)
    await storage.run(lambda tx: tx.matters.record(opening(number)))
    await storage.close()

async def look(url):
    storage = open_storage(url)
    found = len(await storage.read(lambda tx: tx.matters.open_of("samr")))
    await storage.close()
    return storage.log_missing, found

def forked(work):
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writer, json.dumps(asyncio.run(work)).encode())
        os._exit(0)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    os.close(writer)
    return status, os.read(reader, 1000).decode()

point, status = 0, -signal.SIGKILL
while status:
    point += 1
    file = folder / f"{point}.db"
    shutil.copy(folder / "liaison.db", file)
    url = f"sqlite:///{file}"
    assert forked(once(url, "移1", 0))[0] == 0
    status, _ = forked(once(url, "移2", point))
    marked = bool(int.from_bytes(file.read_bytes()[60:64]) & 1)
    copy = folder / f"{point}-copy.db"
    shutil.copy(file, copy)
    left = [json.loads(forked(look(url))[1]) for _ in range(2)]
    print(json.dumps([status, marked, left, json.loads(forked(look(f"sqlite:///{copy}"))[1])]))
"""


@pytest.mark.usefixtures("file")
def test_a_kill_at_any_moment_raises_no_alarm_and_a_copy_of_what_it_left_does(
    tmp_path: Path,
) -> None:
    """Killed before each statement that the mark takes: at opening, and at closing."""
    child = subprocess.run(  # noqa: S603  # our own program
        [sys.executable, "-c", KILLED, str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": "."},
        check=True,
        capture_output=True,
        timeout=300,
    )
    results = [json.loads(line) for line in child.stdout.splitlines()]
    assert len(results) > 15
    assert results[-1][0] == 0
    for status, marked, left, copy in results:
        [in_doubt, found], again = left
        assert not in_doubt, "the log lies beside it"
        assert again == [in_doubt, found]
        assert copy[0] == marked
        if not marked:
            assert copy[1] == found, "without the mark nothing is missing"
        if status == 0:
            assert (marked, found) == (False, 2)
    assert any(copy[1] < left[0][1] for _, _, left, copy in results), "something was at stake"
