"""`liaison demo` as its own process, played from outside through the sandbox alone."""

import asyncio
import re
import sys
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientSession

GROUP = "wrQINGFENG01"


class Sandbox:
    """What somebody with curl can do."""

    def __init__(self, http: ClientSession, url: str) -> None:
        self._http = http
        self._url = url
        self._since = 0

    async def say(self, who: str, chat: str, text: str) -> list[dict[str, Any]]:
        await self._post("say", {"from": who, "chat": chat, "text": text})
        return await self.messages()

    async def tap(self, who: str, card: dict[str, Any], text: str) -> list[dict[str, Any]]:
        key = next(b["key"] for b in card["buttons"] if b["text"] == text)
        await self._post("tap", {"from": who, "card": card["task_id"], "key": key})
        return await self.messages()

    async def move(self, **how: str) -> list[dict[str, Any]]:
        await self._post("clock", how)
        return await self.messages()

    async def messages(self) -> list[dict[str, Any]]:
        await self._post("clock", {"advance": "0s"})
        async with self._http.get(f"{self._url}/sandbox/messages?since={self._since}") as answer:
            found: list[dict[str, Any]] = await answer.json()
        self._since = max([self._since, *(one["seq"] for one in found)])
        return found

    async def _post(self, call: str, body: dict[str, str]) -> None:
        async with self._http.post(f"{self._url}/sandbox/{call}", json=body) as answer:
            assert answer.status == 200, await answer.text()


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        "demo",
        "--port",
        "0",
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert process.stdout is not None
    line = (await asyncio.wait_for(process.stdout.readline(), 30)).decode()
    found = re.search(r"http://\S+", line)
    assert found, line
    try:
        async with ClientSession() as http:
            yield Sandbox(http, found[0])
    finally:
        process.terminate()
        await process.communicate()


def _to(messages: list[dict[str, Any]], who: str) -> list[dict[str, Any]]:
    return [one for one in messages if one["to"].get("user") == who]


async def test_a_case_and_an_emergency_played_from_outside(sandbox: Sandbox) -> None:
    """File in the group, accept in private, pass a line; an emergency nobody answers at first."""
    [draft] = await sandbox.say("li.qiang", GROUP, "今早在东关桥头查到小吃店无证经营，移给城关镇")
    assert draft["to"]["chat"] == GROUP
    filed = await sandbox.tap("li.qiang", draft["card"], "确认发出")
    [arrival] = _to(filed, "song.mei")
    assert "移1：市监局移交贵单位" in arrival["text"]

    accepted = await sandbox.tap("song.mei", arrival["card"], "受理")
    [news] = _to(accepted, "li.qiang")
    assert "移1：城关镇已受理（宋梅" in news["text"]

    [draft] = await sandbox.say("song.mei", "app", "请市监局协助提供该店的许可登记材料")
    asked = await sandbox.tap("song.mei", draft["card"], "确认发出")
    assert "4月7日（周二）" in _to(asked, "li.qiang")[0]["text"]
    later = await sandbox.move(now="2026-04-08T09:00:00+08:00")
    assert [one["at"][:16] for one in _to(later, "li.qiang")] == [
        "2026-04-07T09:00",
        "2026-04-08T09:00",
    ]
    [leader] = _to(later, "zheng.hao")
    assert "已过期限（4月7日（周二）24:00）" in leader["text"]

    [draft] = await sandbox.say("gao.feng", "app", "紧急 城关镇 东关桥化工仓库泄漏")
    rung = await sandbox.tap("gao.feng", draft["card"], "确认发出")
    first, other = [one for one in rung if one["to"].get("user") not in {"gao.feng", None}]
    called = await sandbox.move(advance="5m")
    again = [one for one in called if "已5分钟无人确认" in one["text"]]
    second = next(one for one in again if one["to"] == other["to"])
    assert first["to"] in [one["to"] for one in again], "who is on duty is called again"
    confirmed = await sandbox.tap(second["to"]["user"], second["card"], "确认")
    assert "提醒已停止" in _to(confirmed, first["to"]["user"])[0]["text"]
    sent = await sandbox.say(second["to"]["user"], "app", "出发 急1 田建国、宋梅")
    assert "出发人员：田建国、宋梅" in _to(sent, "gao.feng")[0]["text"]
