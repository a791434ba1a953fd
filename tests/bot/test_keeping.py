"""Stop, copy, open, back up, restore: nothing is missing, and where something is, it is said."""

import asyncio
import os
import re
import shutil
import signal
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import aiohttp
import pytest

from bot.app import open_bot
from bot.cli.run import STOPPED
from bot.clock import SystemClock, VirtualClock
from bot.operation.backups import LOG_MISSING
from bot.operation.county_file import SAMPLES
from bot.rehearsal.demo import fill, rehearsal, sample, tenant_of
from bot.rehearsal.wecom import Emulator
from bot.settings import Settings, SettingsError
from storage import open_storage
from storage.open_mark import log_of
from tests.bot.processes import Process, liaison, serving
from tests.bot.test_two_processes import Town

COUNTY = sample("qingfeng")
PEOPLE = str(SAMPLES / "qingfeng.toml")
QUICKLY = 10.0
"""Seconds on a machine that has much else to do; a container is given as many."""


@pytest.fixture
async def town(sqlite_url: str) -> AsyncIterator[Town]:
    """A county of its own, and its platform, whose clock runs."""
    storage = open_storage(sqlite_url)
    await fill(storage, COUNTY, COUNTY.start)
    await storage.close()
    clock = VirtualClock(COUNTY.start, ticking=True)
    async with Emulator(tenant_of(COUNTY, ""), clock) as emulator:
        yield Town(emulator)


@pytest.fixture
def file(sqlite_url: str) -> Path:
    return Path(sqlite_url.removeprefix("sqlite:///"))


async def emergency(town: Town, bot: Process, what: str) -> None:
    town.emulator.expect_callback(f"http://127.0.0.1:{bot.port}/wecom/app")
    await town.says("gao.feng", "app", f"紧急 城关镇 {what}")
    await town.says("gao.feng", "app", "确认发出")


def copied(file: Path, name: str, *, log: bool = False) -> str:
    """As an office copies it: the one file, into another folder. Its URL."""
    folder = file.parent / name
    folder.mkdir()
    shutil.copy(file, folder)
    if log:
        shutil.copy(log_of(file), folder)
    return f"sqlite:///{folder / file.name}"


def rows(url: str) -> list[tuple[object, ...]]:
    """The whole record, the numbers given, and what waits or was sent, as they lie there."""
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as opened:
        return [
            row
            for table in ("entries", "matters", "counters", "outbox", "inbox", "officers")
            for row in opened.execute(f"SELECT * FROM {table} ORDER BY 1, 2")  # noqa: S608
        ]


async def test_stopped_copied_opened_and_restored_nothing_is_missing(
    town: Town, sqlite_url: str, file: Path, tmp_path: Path
) -> None:
    async with serving(town.emulator, sqlite_url, tmp_path) as bot:
        await bot.acts()
        await emergency(town, bot, "东关桥化工仓库泄漏")
        saved = await liaison(tmp_path, "backup", "running.db", database_url=sqlite_url)
        assert saved.out.startswith(f"已备份到 {tmp_path}/running.db，"), saved
        await emergency(town, bot, "老车站烟花摊点起火")
        begun = time.monotonic()
        assert await bot.ends(signal.SIGTERM) == 0
        assert time.monotonic() - begun < QUICKLY
        assert bot.said.endswith(f"{STOPPED}\n")
        assert "Traceback" not in bot.said
    assert not log_of(file).exists()

    played = rows(sqlite_url)
    copy = copied(file, "copy")
    why = await liaison(tmp_path, "why", "急2", database_url=copy)
    assert (why.status, why.err) == (0, ""), why
    assert rows(copy) == played

    os.remove(file)  # noqa: PTH107
    done = await liaison(
        tmp_path, "restore", copy.removeprefix("sqlite:///"), database_url=sqlite_url
    )
    assert done.status == 0, done
    assert "里面是 qingfeng（适用规定 qingfeng）；事项 2 件，记录 2 条；最后一条记于" in done.out
    assert "编号用到：紧急通报到急2；待发推送 " in done.out
    assert rows(sqlite_url) == played

    async with serving(town.emulator, sqlite_url, tmp_path) as bot:
        await bot.acts()
        held = await liaison(tmp_path, "restore", "running.db", database_url=sqlite_url)
        assert held.status == 1
        assert "没有恢复 running.db：有程序正在使用数据库。" in held.err
        assert await bot.ends(signal.SIGINT) == 0
    before = rows(sqlite_url)
    earlier = await liaison(tmp_path, "restore", "running.db", database_url=sqlite_url)
    assert "事项 1 件" in earlier.out, earlier
    kept = re.search(r"留在 (.+)。", earlier.out)
    assert kept is not None
    assert rows(f"sqlite:///{kept[1]}") == before
    assert "急2" not in str(rows(sqlite_url))


async def test_copies_of_a_running_program_without_its_log_say_so(
    town: Town, sqlite_url: str, file: Path, tmp_path: Path
) -> None:
    """After the start, after a command line's write beside it, after kill -9; and with the log."""
    async with serving(town.emulator, sqlite_url, tmp_path) as bot:
        await bot.acts()
        copies = [copied(file, "started")]
        await emergency(town, bot, "东关桥化工仓库泄漏")
        loaded = await liaison(tmp_path, "county", "load", PEOPLE, database_url=sqlite_url)
        assert loaded.status == 0, loaded
        copies.append(copied(file, "loaded"))
        await bot.kill()
    copies.append(copied(file, "killed"))
    whole = copied(file, "whole", log=True)

    for copy in copies:
        with pytest.raises(SettingsError) as refused:
            await open_bot(Settings(database_url=copy), SystemClock())
        assert str(refused.value) == f"没有启动：{LOG_MISSING}"
    looked = await liaison(tmp_path, "why", "急1", database_url=copies[-1])
    assert LOG_MISSING in looked.err
    async with serving(town.emulator, copies[-1], tmp_path) as bot:
        assert await bot.ends() == 1
        assert f"没有启动：{LOG_MISSING}" in bot.said
    checked = await liaison(tmp_path, "check", database_url=copies[-1])
    assert f"红 数据库：{LOG_MISSING}" in checked.out
    accepted = await liaison(tmp_path, "db", "accept", database_url=copies[-1])
    assert accepted.out.startswith("里面是 qingfeng（适用规定 qingfeng）；事项 "), accepted
    async with serving(town.emulator, copies[-1], tmp_path) as bot:
        await bot.acts()
        assert await bot.ends(signal.SIGTERM) == 0

    for url in (whole, sqlite_url):
        storage = open_storage(url)
        assert not storage.log_missing
        assert await storage.read(lambda tx: tx.matters.get("急1").number) == "急1"
        await storage.close()
    async with serving(town.emulator, sqlite_url, tmp_path) as bot:
        await bot.acts()
        assert LOG_MISSING not in bot.said
        assert await bot.ends(signal.SIGTERM) == 0
    unneeded = await liaison(tmp_path, "db", "accept", database_url=sqlite_url)
    assert unneeded.out == "数据库没有缺日志，不需要这个命令。\n"


async def test_what_was_taken_is_finished_and_what_comes_then_is_said_once_more(
    town: Town, sqlite_url: str, tmp_path: Path
) -> None:
    """Told to stop while five people press 确认发出: each is on record with his answer, or not."""
    departments = {"samr", "housing", "emergency", "natres"}
    people = [one.id for one in COUNTY.directory.officers.values() if one.unit in departments][:5]
    async with serving(town.emulator, sqlite_url, tmp_path) as bot:
        await bot.acts()
        town.emulator.expect_callback(f"http://127.0.0.1:{bot.port}/wecom/app")
        for n, who in enumerate(people):
            await town.says(who, "app", f"紧急 城关镇 第{n}号仓库泄漏")
        confirming = [asyncio.create_task(town.says(who, "app", "确认发出")) for who in people]
        await asyncio.sleep(0.05)
        assert await bot.ends(signal.SIGTERM) == 0
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as opened:
        [(recorded,)] = opened.execute("SELECT count(*) FROM matters")
        sealed = opened.execute("SELECT count(*) FROM entries WHERE step = 'send'").fetchone()
        sending = opened.execute("SELECT count(*) FROM outbox WHERE state = 'sending'").fetchone()
    assert sealed == (recorded,)
    assert sending == (0,), "nothing was broken off"

    async with serving(town.emulator, sqlite_url, tmp_path) as bot:
        town.emulator.expect_callback(f"http://127.0.0.1:{bot.port}/wecom/app")
        await bot.acts()
        await asyncio.gather(*confirming)
        for n in range(len(people)):
            await town.when(lambda n=n: town.heard("song.mei", f"第{n}号仓库泄漏") >= 1)  # type: ignore[misc]
        assert await bot.ends(signal.SIGTERM) == 0
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as opened:
        assert opened.execute("SELECT count(*) FROM matters").fetchone() == (len(people),)


async def test_one_that_stands_by_stops_at_once_and_leaves_the_other_its_mark(
    town: Town, sqlite_url: str, file: Path, tmp_path: Path
) -> None:
    async with (
        serving(town.emulator, sqlite_url, tmp_path) as first,
        serving(town.emulator, sqlite_url, tmp_path) as second,
    ):
        acting, waiting = first, second
        await asyncio.sleep(0)
        while True:
            states = [await one.ready() for one in (first, second)]
            if all(status for status, _ in states) and any(
                "channels" in said for _, said in states
            ):
                break
            await asyncio.sleep(0.1)
        if states[0][1].get("standby"):
            acting, waiting = second, first
        await acting.acts()
        assert await waiting.ends(signal.SIGTERM) == 0
        beside = copied(file, "beside")
        assert await acting.ends(signal.SIGTERM) == 0
    assert LOG_MISSING in (await liaison(tmp_path, "why", "急1", database_url=beside)).err
    after = copied(file, "after")
    assert LOG_MISSING not in (await liaison(tmp_path, "why", "急1", database_url=after)).err


async def test_ready_means_that_something_can_be_written(sqlite_url: str, file: Path) -> None:
    async with rehearsal(COUNTY, db=sqlite_url) as scene, aiohttp.ClientSession() as http:
        url = f"http://127.0.0.1:{scene.bot.settings.port}/readyz"
        async with http.get(url) as answer:
            assert answer.status == 200
        with closing(sqlite3.connect(file, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            async with http.get(url) as answer:
                assert (answer.status, await answer.json()) == (
                    503,
                    {"ok": False, "database": "failed"},
                )
            other.execute("ROLLBACK")
        async with http.get(url) as answer:
            assert answer.status == 200
