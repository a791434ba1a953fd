"""One conversation that is held up holds up no other, and is answered in its own order."""

import asyncio
import base64
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace

import aiohttp
import pytest
from aiohttp import web
from pydantic import SecretStr

from bot.channels.base import Incoming, Reply
from bot.channels.wecom.aibot import AibotChannel
from bot.channels.wecom.aibot_callback import AibotCallbackChannel
from bot.channels.wecom.app import AppChannel
from bot.clock import VirtualClock
from bot.rehearsal.wecom import Emulator, Fault
from bot.settings import AibotCallbackSettings, AibotSocketSettings, AppSettings
from rules.values.message import Message
from tests.channels.conftest import KEYS, TENANT, Ear, Town

OTHERS = [f"officer{n:02}" for n in range(1, 16)]
PATIENCE = 0.4
"""Seconds; instead of 4, after which a callback is answered without the listener."""
PICTURE = b"\xff\xd8\xff\xe0 a picture of a stall" * 9


@dataclass(frozen=True, slots=True)
class Way:
    """How people talk to the bot.

    Attributes:
        chat: where they write.
        files: the endpoint from which their pictures are fetched.
    """

    emulator: Emulator
    town: Town
    chat: str
    files: str


@pytest.fixture(params=["app", "socket", "callback"])
async def way(request: pytest.FixtureRequest, clock: VirtualClock, ear: Ear) -> AsyncIterator[Way]:
    tenant = replace(TENANT, bot_token=TENANT.token, bot_aes_key=TENANT.aes_key)
    async with AsyncExitStack() as stack:
        emulator = await stack.enter_async_context(Emulator(tenant, clock))
        town = Town(emulator, await stack.enter_async_context(aiohttp.ClientSession()))
        if request.param == "socket":
            secret = SecretStr(TENANT.bot_secret)
            settings = AibotSocketSettings(TENANT.bot_id, secret, emulator.socket_url)
            robot = AibotChannel(settings, clock)
            await robot.start(ear.listen)
            stack.push_async_callback(robot.close)
            yield Way(emulator, town, "bot", "media")
            return
        channel: AppChannel | AibotCallbackChannel
        if request.param == "app":
            app = AppSettings(
                emulator.api_base,
                TENANT.corp_id,
                TENANT.agent_id,
                SecretStr(TENANT.secret),
                KEYS,
            )
            channel = AppChannel(app, clock, patience=PATIENCE)
        else:
            called = AibotCallbackSettings(TENANT.bot_id, KEYS)
            channel = AibotCallbackChannel(called, clock, patience=PATIENCE)
        await channel.start(ear.listen)
        stack.push_async_callback(channel.close)
        site = web.Application()
        site.add_routes(channel.routes())
        runner = web.AppRunner(site, access_log=None)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        home = f"http://127.0.0.1:{runner.addresses[0][1]}/wecom"
        if request.param == "app":
            assert await emulator.use_callback(f"{home}/app")
            yield Way(emulator, town, "app", "media/get")
        else:
            assert await emulator.use_robot_callback(f"{home}/aibot")
            yield Way(emulator, town, "bot", "media")


async def others_are_answered(way: Way) -> None:
    """Fifteen people write and are answered within the platform's five seconds."""
    async with asyncio.timeout(5):
        await asyncio.gather(*(way.town.says(who, way.chat, f"{who}说的") for who in OTHERS))
        shown = await way.town.until(len(OTHERS))
    assert sorted(one["text"] for one in shown) == [f"收到：{who}说的" for who in OTHERS]


async def test_slow_work_for_one_holds_up_nobody_else(way: Way, ear: Ear) -> None:
    done = asyncio.Event()

    async def work(said: Incoming) -> Reply:
        if said.text == "第一句":
            await done.wait()
        return Reply(Message(f"收到：{said.text}"))

    ear.answer = work
    first = asyncio.create_task(way.town.says("officer00", way.chat, "第一句"))
    await way.town.when(lambda: len(ear.heard) == 1)
    await others_are_answered(way)
    await asyncio.wait({first}, timeout=2 * PATIENCE)
    more = [
        asyncio.create_task(way.town.says("officer00", way.chat, words))
        for words in ("第二句", "第三句")
    ]
    await asyncio.sleep(PATIENCE / 4)  # on the way, and not yet given up by the callback
    assert [said.text for said in ear.heard if said.sender == "officer00"] == ["第一句"]
    done.set()
    await asyncio.gather(first, *more)
    shown = await way.town.until(len(OTHERS) + 3)
    heard = [said.text for said in ear.heard if said.sender == "officer00"]
    assert [one["text"] for one in shown[len(OTHERS) :]] == [f"收到：{words}" for words in heard]
    assert heard[0] == "第一句"
    way.town.clean()


async def test_a_slow_download_for_one_holds_up_nobody_else(way: Way, ear: Ear) -> None:
    way.emulator.order(Fault(way.files, delay=2.0))
    body = {"images": [base64.b64encode(PICTURE).decode()]}
    slow = asyncio.create_task(way.town.says("officer00", way.chat, "", **body))
    await way.town.when(lambda: way.files in {one.endpoint for one in way.emulator.requests})
    await others_are_answered(way)
    assert "officer00" not in {said.sender for said in ear.heard}
    await slow
    shown = await way.town.until(len(OTHERS) + 1)
    assert shown[-1]["to"]["user"] == "officer00"
    [said] = [said for said in ear.heard if said.sender == "officer00"]
    assert [file.content for file in said.attachments] == [PICTURE]
