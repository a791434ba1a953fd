"""One of several processes holds the lease; its death frees it, and a loss is noticed."""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage import Lease, NotHeld, open_lease, open_leased
from storage.lease import EVERY, FRESH, PATIENCE, POLL
from tests.bot.processes import end_session
from tests.cable import Cable
from tests.storage.samples import opening

HOLDER = """
import asyncio, sys
from storage import open_lease

async def hold():
    assert await open_lease(sys.argv[1]).take()
    print("held", flush=True)
    await asyncio.Event().wait()

asyncio.run(hold())
"""


@pytest.fixture
async def leases(database_url: str) -> AsyncIterator[tuple[Lease, Lease]]:
    """Two that want the same."""
    first, second = open_lease(database_url), open_lease(database_url)
    yield first, second
    await first.release()
    await second.release()


async def test_one_holds_it_until_he_gives_it_back(leases: tuple[Lease, Lease]) -> None:
    first, second = leases
    assert await first.take()
    await first.sure()
    assert not await second.take()
    with pytest.raises(NotHeld):
        await second.sure()
    waiting = asyncio.create_task(second.acquire())
    await asyncio.sleep(1.5 * POLL)
    assert not waiting.done()
    await first.release()
    async with asyncio.timeout(2 * POLL + 1):
        await waiting
        await first.lost()
    await second.sure()
    with pytest.raises(NotHeld):
        await first.sure()


async def test_it_is_free_when_its_holder_is_killed(database_url: str) -> None:
    root = Path(__file__).parents[2]
    holder = await asyncio.create_subprocess_exec(
        sys.executable, "-c", HOLDER, database_url, cwd=root, stdout=asyncio.subprocess.PIPE
    )
    assert holder.stdout is not None
    lease = open_lease(database_url)
    try:
        assert await asyncio.wait_for(holder.stdout.readline(), 30) == b"held\n"
        assert not await lease.take()
        holder.kill()
        async with asyncio.timeout(10):
            await lease.acquire()
        assert lease.held
    finally:
        await lease.release()
        if holder.returncode is None:
            holder.kill()
        await holder.communicate()


@pytest.mark.postgres
async def test_nothing_is_recorded_from_the_moment_the_session_ends(postgres_url: str) -> None:
    """The server has ended the lease's session; nobody has told the holder."""
    lease = open_lease(postgres_url)
    storage = open_leased(postgres_url, lease)
    try:
        with pytest.raises(NotHeld):
            await storage.run(lambda tx: tx.matters.record(opening("移1")))
        assert await lease.take()
        await storage.run(lambda tx: tx.matters.record(opening("移1")))
        end_session(postgres_url)
        await asyncio.sleep(2 * FRESH)
        with pytest.raises(NotHeld):
            await storage.run(lambda tx: tx.matters.record(opening("移2")))
        await asyncio.wait_for(lease.lost(), 1)
        matters = await storage.read(lambda tx: tx.matters.open_of("samr"))
        assert [matter.number for matter in matters] == ["移1"]
        await asyncio.wait_for(lease.acquire(), 10)
        await storage.run(lambda tx: tx.matters.record(opening("移2")))
    finally:
        await lease.release()
        await storage.close()


async def test_a_loss_is_noticed_where_nobody_asks(database_url: str) -> None:
    lease = open_lease(database_url)
    try:
        assert await lease.take()
        if database_url.startswith("sqlite"):
            os.unlink(f"{database_url.removeprefix('sqlite:///')}.lease")  # noqa: PTH108
        else:
            end_session(database_url)
        await asyncio.wait_for(lease.lost(), EVERY + 3)
        assert not lease.held
        async with asyncio.timeout(10):
            await lease.acquire()
    finally:
        await lease.release()


@pytest.mark.postgres
async def test_a_server_that_says_nothing_any_more_is_a_loss(postgres_url: str) -> None:
    """The network swallows every answer, and no error comes in its place."""
    async with Cable(postgres_url).open() as cable:
        lease = open_lease(cable.url)
        assert await lease.take()
        cable.hold()
        begun = time.monotonic()
        await asyncio.wait_for(lease.lost(), EVERY + PATIENCE + 3)
        assert time.monotonic() - begun > PATIENCE
        assert not await lease.take()
        cable.let_go()
        async with asyncio.timeout(20):
            await lease.acquire()
        await lease.release()
