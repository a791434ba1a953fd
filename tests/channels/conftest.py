"""A small county on this machine: the emulated platform, both real channels, and a listener."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from pydantic import SecretStr

from bot.channels.base import Incoming, Reply
from bot.channels.wecom.aibot import AibotChannel
from bot.channels.wecom.app import AppChannel
from bot.channels.wecom.socket import Pace
from bot.clock import VirtualClock
from bot.rehearsal.wecom import Emulator, Group, Person, Tenant
from bot.settings import AibotSocketSettings, AppSettings, CallbackKeys
from rules.values.message import Message

START = datetime(2026, 11, 5, 8, 0, tzinfo=UTC)
TENANT = Tenant(
    corp_id="ww0000000000000001",
    agent_id=1000002,
    secret="app-secret-value",
    token="demoToken2026",
    aes_key="0123456789abcdefghijklmnopqrstuvwxyzABCDEFG",
    bot_id="aib-demo",
    bot_secret="bot-secret-value",
    bot_token="demoRobot2026",
    bot_aes_key="abcdefghijklmnopqrstuvwxyzABCDEFG0123456789",
    people=(
        Person("Tian.Shou", "田守", "城关镇", "执法队员"),
        Person("li.qiang", "李强", "市监局", "联络员"),
        Person("wai.ren", "外人", "临时", visible=False),
        Person("yin.ming", "尹明", "住建局", opaque=True),
        *(Person(f"officer{n:02}", f"第{n}人", "城关镇") for n in range(16)),
    ),
    groups=(Group("wrQingFeng01", "清丰协作群", ("tian.shou", "li.qiang"), "hook-1"),),
)
KEYS = CallbackKeys(SecretStr(TENANT.token), SecretStr(TENANT.aes_key))


class Ear:
    """What the channels heard, and what is answered to it."""

    def __init__(self) -> None:
        self.heard: list[Incoming] = []
        self.answer: Callable[[Incoming], Awaitable[Reply] | Reply] = lambda said: Reply(
            Message(f"收到：{said.text}")
        )

    async def listen(self, said: Incoming) -> Reply:
        """The listener."""
        self.heard.append(said)
        reply = self.answer(said)
        return reply if isinstance(reply, Reply) else await reply


class Town:
    """The officers' side."""

    def __init__(self, emulator: Emulator, session: aiohttp.ClientSession) -> None:
        self.emulator = emulator
        self.session = session

    async def _post(self, name: str, **body: Any) -> dict[str, Any]:
        body = {key.rstrip("_"): value for key, value in body.items()}
        async with self.session.post(f"{self.emulator.url}/sandbox/{name}", json=body) as response:
            answer = json.loads(await response.text())
            assert response.status == 200, answer
            return dict(answer)

    async def says(self, who: str, chat: str, text: str, **more: Any) -> dict[str, Any]:
        """An officer writes."""
        return await self._post("say", from_=who, chat=chat, text=text, **more)

    async def taps(self, who: str, card: str, key: str) -> dict[str, Any]:
        """An officer presses a button."""
        return await self._post("tap", from_=who, card=card, key=key)

    async def opens(self, who: str) -> dict[str, Any]:
        """An officer opens the robot's chat."""
        return await self._post("open", from_=who)

    async def shown(self) -> list[dict[str, Any]]:
        """Everything that anybody received."""
        async with self.session.get(f"{self.emulator.url}/sandbox/messages?since=0") as response:
            return list(await response.json())

    async def texts(self) -> list[str]:
        """The same, the words only."""
        return [message["text"] for message in await self.shown()]

    async def until(self, count: int, seconds: float = 5.0) -> list[dict[str, Any]]:
        """Wait until so many messages were received."""
        async with asyncio.timeout(seconds):
            while len(shown := await self.shown()) < count:  # noqa: ASYNC110  # HTTP has no event
                await asyncio.sleep(0.02)
        return shown

    @staticmethod
    async def when(true: Callable[[], bool], seconds: float = 5.0) -> None:
        """Wait until something is so."""
        async with asyncio.timeout(seconds):
            while not true():  # noqa: ASYNC110  # a channel's state has no event
                await asyncio.sleep(0.02)

    def clean(self) -> None:
        """The platform has nothing to complain of."""
        assert self.emulator.complaints == ()


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock(START)


@pytest.fixture
def ear() -> Ear:
    return Ear()


@pytest.fixture
async def emulator(clock: VirtualClock) -> AsyncIterator[Emulator]:
    async with Emulator(TENANT, clock) as running:
        yield running


@pytest.fixture
async def town(emulator: Emulator) -> AsyncIterator[Town]:
    async with aiohttp.ClientSession() as session:
        yield Town(emulator, session)


@pytest.fixture
def app_settings(emulator: Emulator) -> AppSettings:
    return AppSettings(
        api_base=emulator.api_base,
        corp_id=TENANT.corp_id,
        agent_id=TENANT.agent_id,
        secret=SecretStr(TENANT.secret),
        keys=KEYS,
    )


@pytest.fixture
async def app(
    app_settings: AppSettings, emulator: Emulator, clock: VirtualClock, ear: Ear
) -> AsyncIterator[AppChannel]:
    """The app channel, mounted, started, and known to the platform."""
    channel = AppChannel(app_settings, clock, patience=0.4)
    await channel.start(ear.listen)
    site = web.Application()
    site.add_routes(channel.routes())
    runner = web.AppRunner(site, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    assert await emulator.use_callback(f"http://{host}:{port}/wecom/app")
    yield channel
    await channel.close()
    await runner.cleanup()


@pytest.fixture
def aibot_settings(emulator: Emulator) -> AibotSocketSettings:
    return AibotSocketSettings(TENANT.bot_id, SecretStr(TENANT.bot_secret), emulator.socket_url)


@pytest.fixture
async def aibot(
    aibot_settings: AibotSocketSettings, clock: VirtualClock, ear: Ear
) -> AsyncIterator[AibotChannel]:
    """The robot's channel, subscribed; its seconds are short."""
    channel = AibotChannel(aibot_settings, clock, pace=Pace(ping=0.2, ack=0.5, slowest=0.2))
    await channel.start(ear.listen)
    assert channel.ready()
    yield channel
    await channel.close()
