"""The bot of a lost lease: silent at once, and at work again as soon as the lease is back."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession

from bot.channels.base import Later, Outgoing
from bot.rehearsal.client import Stage
from bot.rehearsal.demo import Rehearsal, rehearsal, sample
from rules.values.message import Message
from storage.lease import EVERY, FRESH
from tests.bot.processes import end_session

PUSH = Outgoing("k", "song.mei", group=False, message=Message("移1将到期。"))

pytestmark = pytest.mark.postgres


@pytest.fixture
async def scene(postgres_url: str) -> AsyncIterator[Rehearsal]:
    async with rehearsal(sample("qingfeng"), db=postgres_url) as scene:
        yield scene


async def test_from_the_moment_the_lease_is_gone_nothing_is_sent_or_heard(
    scene: Rehearsal, postgres_url: str
) -> None:
    """Before anybody has noticed: every channel is asked at once."""
    port = scene.bot.settings.port
    async with ClientSession() as http:
        end_session(postgres_url)
        await asyncio.sleep(2 * FRESH)
        assert scene.bot.channels["aibot"].ready()
        for channel in scene.bot.channels.values():
            with pytest.raises(Later, match="standby"):
                await channel.send(PUSH)
        for path in ("/wecom/app", "/wecom/login", "/me"):
            async with http.get(f"http://127.0.0.1:{port}{path}") as answer:
                assert answer.status == 503
        async with http.get(f"http://127.0.0.1:{port}/healthz") as answer:
            assert answer.status == 200
        async with http.get(f"http://127.0.0.1:{port}/readyz") as answer:
            assert await answer.json() == {"ok": False, "standby": True}
    assert not scene.emulator.world.received
    assert not scene.bot.channels["aibot"].ready()


async def test_it_hangs_up_and_goes_on_where_nobody_else_took_over(
    scene: Rehearsal, postgres_url: str
) -> None:
    """In the same process, without anybody's help."""
    async with ClientSession() as http:
        stage = Stage(http, scene.emulator.url)
        await stage.enter()
        end_session(postgres_url)
        world = scene.emulator.world
        assert await world.until(lambda: not scene.emulator.connected, EVERY + 2)
        assert not scene.bot.channels["app"].ready()
        assert await world.until(lambda: scene.emulator.connected, 10)
        await stage.says("李强", "今早在东关桥头查到小吃店没有许可，移给城关镇", "群")
        await stage.says("李强", "确认发出", "群")
        await stage.rest()
        heard = await stage.received()
        assert [one.to for one in heard if "移1：市监局移交贵单位" in one.words] == [
            "宋梅",
            "田建国",
        ]
