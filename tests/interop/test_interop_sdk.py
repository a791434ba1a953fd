"""The emulator is checked by a client we did not write: the platform's own robot SDK for Node."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.clock import VirtualClock
from bot.rehearsal.wecom import Emulator, Group, Person, Tenant

pytestmark = pytest.mark.interop
TENANT = Tenant(
    corp_id="ww0000000000000001",
    agent_id=1000002,
    secret="app-secret",
    token="demoToken2026",
    aes_key="0123456789abcdefghijklmnopqrstuvwxyzABCDEFG",
    bot_id="aib-demo",
    bot_secret="bot-secret",
    people=(Person("li.qiang", "李强", "市监局"), Person("tian.shou", "田守", "城关镇")),
    groups=(Group("wrQingFeng01", "清丰协作群", ("tian.shou", "li.qiang")),),
)


class Client:
    """The other program, and the officers' side."""

    def __init__(
        self,
        emulator: Emulator,
        session: aiohttp.ClientSession,
        process: asyncio.subprocess.Process,
    ) -> None:
        self.emulator = emulator
        self._session = session
        self._process = process

    async def event(self, name: str) -> dict[str, Any]:
        """The next thing it says, which has to be this."""
        assert self._process.stdout is not None
        async with asyncio.timeout(10):
            said = json.loads(await self._process.stdout.readline())
        assert said["event"] == name, said
        return dict(said)

    async def do(self, name: str, **body: Any) -> dict[str, Any]:
        """A call to the sandbox."""
        body = {key.rstrip("_"): value for key, value in body.items()}
        async with self._session.post(f"{self.emulator.url}/sandbox/{name}", json=body) as response:
            answer = dict(await response.json())
            assert response.status == 200, answer
            return answer

    async def messages(self) -> list[dict[str, Any]]:
        """Everything that was received."""
        async with self._session.get(f"{self.emulator.url}/sandbox/messages") as response:
            return list(await response.json())


@pytest.fixture
async def client(node: Path) -> AsyncIterator[Client]:
    """The SDK, subscribed."""
    clock = VirtualClock(datetime(2026, 11, 5, 1, 0, tzinfo=UTC))
    async with Emulator(TENANT, clock) as emulator, aiohttp.ClientSession() as session:
        process = await asyncio.create_subprocess_exec(
            "node",
            "sdk_bot.cjs",
            emulator.socket_url,
            TENANT.bot_id,
            TENANT.bot_secret,
            cwd=node,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        try:
            client = Client(emulator, session, process)
            await client.event("authenticated")
            yield client
        finally:
            process.terminate()
            await process.communicate()


async def test_it_subscribes_hears_answers_and_pushes(client: Client) -> None:
    said = await client.do("say", from_="li.qiang", chat="bot", text="推送")
    assert said["reached"] is True
    assert (await client.event("replied"))["errcode"] == 0
    assert (await client.event("pushed"))["errcode"] == 0
    sent = await client.event("sent")
    assert sent["errcode"] == 0
    reply, push, file = await client.messages()
    assert (reply["text"], reply["reply_to"]) == ("听到：推送", said["id"])
    assert push["text"] == "**提醒** 移12还剩1天"
    assert [one["name"] for one in file["files"]] == ["移送函.pdf"]
    assert client.emulator.complaints == ()


async def test_in_a_group_it_hears_the_mention(client: Client) -> None:
    await client.do("say", from_="tian.shou", chat="wrQingFeng01", text="移送市监局")
    assert (await client.event("replied"))["content"] == "@执法协作 移送市监局"
    [reply] = await client.messages()
    assert reply["to"]["chat"] == "wrQingFeng01"


async def test_it_opens_a_file_and_changes_a_card(client: Client) -> None:
    await client.do("open", from_="li.qiang")
    paper = {"name": "检查笔录.txt", "base64": base64.b64encode("笔录".encode()).decode()}
    await client.do("say", from_="li.qiang", chat="bot", text="", files=[paper])
    said = await client.event("file")
    assert (said["filename"], said["text"]) == ("检查笔录.txt", "笔录")
    welcome, card = await client.messages()
    assert (welcome["text"], card["card"]["title"]) == ("您好", "已收到材料")
    tapped = await client.do("tap", from_="li.qiang", card="sdk-1", key="ok")
    assert tapped["card"]["replace_text"] == "已确认"
    assert (await client.event("updated"))["key"] == "ok"
