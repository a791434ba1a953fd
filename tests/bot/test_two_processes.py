"""Two `liaison serve` on one database: one acts, the other stands by and takes over."""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.channels.wecom.cards import task_id
from bot.channels.wecom.socket import KICKED
from bot.clock import VirtualClock
from bot.rehearsal.demo import fill, sample, tenant_of
from bot.rehearsal.wecom import Emulator, Limits
from rules.values.errors import UnknownNumber
from storage import PushState, Storage, Transaction, open_storage
from tests.bot.processes import Process, Proxy, end_session, serving
from tests.cable import Cable

log = logging.getLogger(__name__)

GROUP = "wrQINGFENG01"
COUNTY = sample("qingfeng")
TAKE_OVER = 30.0
"""Seconds that a take-over may take."""
PLACES = ("东关桥头", "南环路口", "老车站", "西街菜场", "北关小学")


class Town:
    """Officers who write to the platform, and say it again when no answer comes."""

    def __init__(self, emulator: Emulator) -> None:
        self.emulator = emulator
        self.ids: dict[str, str] = {}

    async def says(self, who: str, chat: str, text: str) -> None:
        """Until it was answered, or a minute is over."""
        async with asyncio.timeout(60), aiohttp.ClientSession() as http:
            while True:
                body = {"from": who, "chat": chat, "text": text}
                async with http.post(f"{self.emulator.url}/sandbox/say", json=body) as response:
                    said: dict[str, Any] = await response.json()
                self.ids[said["id"]] = who
                answered = lambda said=said: self.answers(said["id"]) > 0  # noqa: E731
                if said["reached"] and await self.emulator.world.until(answered, 8.0):
                    return
                await asyncio.sleep(0.3)

    def answers(self, said: str) -> int:
        """How often one message was answered."""
        card = task_id(f"reply:app:{said}", self.ids[said])
        return sum(
            one.reply_to == said or (one.sheet is not None and one.sheet.task_id == card)
            for one in self.emulator.world.received
        )

    def heard(self, who: str, *parts: str) -> int:
        """How many messages with these words one person has on the screen."""
        return sum(
            one.place.id == who and all(part in one.text for part in parts)
            for one in self.emulator.world.received
        )

    async def when(self, true: Callable[[], bool], seconds: float = 20) -> None:
        """Wait until something is so."""
        async with asyncio.timeout(seconds):
            while not true():  # noqa: ASYNC110  # what is shown has no event for it
                await asyncio.sleep(0.05)


@pytest.fixture
async def town(database_url: str) -> AsyncIterator[Town]:
    """A county and its platform, whose clock runs."""
    storage = open_storage(database_url)
    await fill(storage, COUNTY, COUNTY.start)
    await storage.close()
    clock = VirtualClock(COUNTY.start, ticking=True)
    async with Emulator(tenant_of(COUNTY, ""), clock, limits=Limits(pause=1.0)) as emulator:
        yield Town(emulator)


@pytest.fixture
async def book(database_url: str) -> AsyncIterator[Storage]:
    """What is on record."""
    storage = open_storage(database_url)
    yield storage
    await storage.close()


async def test_the_other_takes_over_when_one_is_killed_in_the_middle_of_it(
    town: Town,
    book: Storage,
    database_url: str,
    tmp_path: Path,
) -> None:
    """Everybody is answered, everything is on record and on the screens once, nobody alarms."""
    proxy = Proxy()
    async with (
        proxy.open(),
        serving(town.emulator, database_url, tmp_path) as first,
    ):
        await first.acts()
        async with serving(town.emulator, database_url, tmp_path) as second:
            await second.stands_by()
            proxy.behind = [second, first]
            town.emulator.expect_callback(proxy.url)
            assert await second.get("/healthz") == 200
            assert await second.get("/wecom/aibot") == 503
            await _refers(town, 0)
            assert "待命" in second.said
            assert "wecom.aibot.subscribed" not in second.said
            assert set(proxy.passed) <= {first.port}

            begun = len(town.emulator.world.received)
            talking = asyncio.gather(_town_hall(town), _bureau(town))
            await town.when(lambda: len(town.emulator.world.received) > begun + 3)
            killed = time.monotonic()
            await first.kill()
            await second.acts(TAKE_OVER)
            took = time.monotonic() - killed
            log.info("take-over seconds=%.1f", took)
            assert took < TAKE_OVER
            await talking
            assert proxy.passed[-1] == second.port

            await town.when(lambda: town.heard("song.mei", "紧急通报", "急1") == 2)
            await _everything_sent(book)
            assert _nothing_twice(town) > 2 * len(PLACES)
            _no_alarm(town, first, second)
    entries = await book.read(_entries)
    assert entries == {
        **{f"移{n}": ["send", "acknowledge", "accept"] for n in range(1, len(PLACES) + 1)},
        "急1": ["send"],
    }


async def _refers(town: Town, place: int) -> None:
    """In the group, over the robot."""
    words = f"今早在{PLACES[place]}查到小吃店没有食品经营许可，移给城关镇"
    await town.says("li.qiang", GROUP, words)
    await town.says("li.qiang", GROUP, "确认发出")


async def _bureau(town: Town) -> None:
    for place in range(1, len(PLACES)):
        await _refers(town, place)
    await town.says("gao.feng", "app", "紧急 城关镇 东关桥化工仓库泄漏")
    await town.says("gao.feng", "app", "确认发出")


async def _town_hall(town: Town) -> None:
    """The robot is asked in a conversation of two, and the app in turn."""
    for n in range(1, len(PLACES) + 1):
        await town.when(lambda n=n: town.heard("song.mei", f"移{n}：市监局移交") > 0, 60)  # type: ignore[misc]
        await town.says("song.mei", "bot", f"签收 移{n}")
        await town.says("song.mei", "app", f"受理 移{n}")


def _entries(tx: Transaction) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for kind in "移急协":
        for n in range(1, 20):
            try:
                tx.matters.get(f"{kind}{n}")
            except UnknownNumber:
                break
            found[f"{kind}{n}"] = [entry.step.value for entry in tx.matters.entries(f"{kind}{n}")]
    return found


async def _everything_sent(book: Storage) -> None:
    numbers = [f"移{n}" for n in range(1, len(PLACES) + 1)] + ["急1"]
    async with asyncio.timeout(20):
        while True:
            states = await book.read(
                lambda tx: {one.state for number in numbers for one in tx.outbox.about(number)}
            )
            if states <= {PushState.SENT, PushState.DEAD}:
                break
            await asyncio.sleep(0.1)


def _nothing_twice(town: Town) -> int:
    """Every message has one answer, every push is there once; how many pushes there are."""
    for said in town.ids:
        assert town.answers(said) <= 1
    replies = {task_id(f"reply:app:{said}", who) for said, who in town.ids.items()}
    pushes = Counter(
        (one.place, one.text)
        for one in town.emulator.world.received
        if one.reply_to not in town.ids and not (one.sheet and one.sheet.task_id in replies)
    )
    assert not [push for push, times in pushes.items() if times > 1]
    return len(pushes)


def _no_alarm(town: Town, *processes: Process) -> None:
    for process in processes:
        assert "wecom.aibot.alarm" not in process.said
    assert not any(KICKED in one.text for one in town.emulator.world.received)
    assert town.emulator.complaints == ()


async def test_the_apps_callback_changes_nothing_where_it_stands_by(
    town: Town, book: Storage, database_url: str, tmp_path: Path
) -> None:
    """The platform is told 503, and tries again; whoever holds the lease handles it."""
    async with serving(town.emulator, database_url, tmp_path) as first:
        await first.acts()
        async with serving(town.emulator, database_url, tmp_path) as second:
            await second.stands_by()
            town.emulator.expect_callback(f"http://127.0.0.1:{second.port}/wecom/app")
            async with aiohttp.ClientSession() as http:
                say = {"from": "song.mei", "chat": "app", "text": "待办"}
                url = f"{town.emulator.url}/sandbox/say"
                async with http.post(url, json=say) as response:
                    said = await response.json()
                async with http.post(f"http://127.0.0.1:{second.port}/wecom/app") as response:
                    assert response.status == 503
            assert not said["reached"]
            assert not town.emulator.world.received
            assert await book.read(lambda tx: tx.conversations.reply_to("app", said["id"])) is None
            town.emulator.expect_callback(f"http://127.0.0.1:{first.port}/wecom/app")
            await town.says("song.mei", "app", "待办")


@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_one_that_stood_still_and_lost_the_lease_sends_nothing_more(
    town: Town, book: Storage, database_url: str, tmp_path: Path
) -> None:
    """Stopped between two pushes to one person; the other sends the second, and only the other."""
    cable = Cable(town.emulator.url)
    async with (
        cable.open(),
        serving(town.emulator, database_url, tmp_path, platform=cable.url) as first,
    ):
        await first.acts()
        async with serving(town.emulator, database_url, tmp_path) as second:
            await second.stands_by()
            town.emulator.expect_callback(f"http://127.0.0.1:{first.port}/wecom/app")
            await town.says("song.mei", "bot", "帮助")
            await town.says("gao.feng", "app", "紧急 城关镇 东关桥化工仓库泄漏")
            await town.says("xu.ning", "app", "紧急 城关镇 老车站烟花摊点起火")
            cable.hold()
            await asyncio.gather(
                town.says("gao.feng", "app", "确认发出"), town.says("xu.ning", "app", "确认发出")
            )
            await town.when(lambda: _shown(town) == 1)
            first.stop()
            end_session(database_url)
            town.emulator.expect_callback(f"http://127.0.0.1:{second.port}/wecom/app")
            await second.acts(TAKE_OVER)
            await town.when(lambda: _shown(town) == 2)

            sent = cable.sent
            cable.let_go()
            first.go_on()
            await first.stands_by(15)
            assert [town.heard("song.mei", "紧急通报", f"急{n}") for n in (1, 2)] == [2, 2]
            await town.says("song.mei", "bot", "确认 急1")
            await town.says("song.mei", "app", "确认 急2")
            for sender in ("gao.feng", "xu.ning"):
                await town.when(lambda who=sender: town.heard(who, "确认（宋梅") > 0)  # type: ignore[misc]
            await asyncio.sleep(6)  # one more round of the first one's ticker
            assert cable.sent == sent
            assert (await second.ready())[0] == 200
            await first.stands_by(1)
            assert await first.get("/wecom/app") == 503
            assert _nothing_twice(town) > 4
            _no_alarm(town, first, second)
    found = await book.read(_entries)
    assert found == {"急1": ["send", "confirm"], "急2": ["send", "confirm"]}


def _shown(town: Town) -> int:
    """How many emergencies the app has shown to the first of the roster."""
    cards = [one for one in town.emulator.world.received if one.place.side.value == "app"]
    return sum(one.place.id == "song.mei" and "紧急通报 急" in one.text for one in cards)
