"""A channel in trouble, people nobody reaches, an emergency nobody hears: somebody is told."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from aiohttp import ClientSession

from bot.rehearsal.client import Received, Stage
from bot.rehearsal.demo import Rehearsal, rehearsal, sample
from bot.rehearsal.wecom import Fault

MONDAY = datetime.fromisoformat("2026-04-27T09:00:00+08:00")


class House:
    """The rehearsal of 清丰 with the platform's faults at hand."""

    def __init__(self, scene: Rehearsal, stage: Stage, http: ClientSession) -> None:
        self.scene, self.stage, self.http = scene, stage, http

    async def at(self, when: datetime) -> list[Received]:
        """Move the clock and hear what is said on the way."""
        await self.stage.move_to(when)
        await self.stage.rest()
        return await self.stage.received()

    async def emergency(self) -> None:
        await self.stage.says("高峰", "紧急 城关镇 东关桥化工仓库泄漏", "应用")
        await self.stage.says("高峰", "确认发出", "应用")
        await self.stage.rest()

    def fails(self, code: int, calls: int = 1000, endpoint: str = "message/send") -> None:
        self.scene.emulator.order(Fault(endpoint, errcode=code, calls=calls))

    async def readyz(self) -> Any:
        settings = self.scene.bot.settings
        async with self.http.get(f"http://{settings.host}:{settings.port}/readyz") as answer:
            return await answer.json()


@pytest.fixture
async def house(sqlite_url: str) -> AsyncIterator[House]:
    async with rehearsal(sample("qingfeng"), db=sqlite_url) as scene, ClientSession() as http:
        stage = Stage(http, scene.emulator.url)
        await stage.enter()
        yield House(scene, stage, http)


def to(heard: list[Received], name: str) -> list[str]:
    return [one.words for one in heard if one.to == name]


async def test_an_emergency_nobody_hears_is_called_out_in_the_group(house: House) -> None:
    """Every contact is refused for good: the sender hears it, and the group is called by name."""
    await house.at(MONDAY)
    await house.emergency()
    await house.stage.received()
    house.fails(60111, calls=20)
    await house.stage.says("高峰", "紧急 马庄桥镇 河堤塌方", "应用")
    await house.stage.says("高峰", "确认发出", "应用")
    heard = await house.at(MONDAY + timedelta(minutes=1))
    [call] = [one for one in heard if one.channel == "webhook"]
    assert call.to == "群"
    assert call.words.startswith(
        "紧急通报 急2 没有送到马庄桥镇，请看到的人立即打电话。\n应急局通报："
    )
    assert "请电话通知：马庄桥镇郭涛" in call.words
    assert "@郭涛" in call.words
    later = await house.at(MONDAY + timedelta(hours=1))
    assert not [one for one in later if one.channel == "webhook"], "it is said once"


async def test_while_the_channels_do_not_work_the_group_is_called(house: House) -> None:
    """60020: everything is kept, the group is called once, the administrator is told later."""
    await house.at(MONDAY)
    house.fails(60020)
    await house.stage.says("高峰", "紧急 城关镇 东关桥化工仓库泄漏", "机器人")
    await house.stage.says("高峰", "确认发出", "机器人")
    await house.stage.says("周岚", "待办", "机器人")
    heard: list[Received] = []
    for seconds in (1, 5, 15, 40):
        heard += await house.at(MONDAY + timedelta(seconds=seconds))
    [call] = [one for one in heard if one.channel == "webhook"]
    assert "紧急通报 急1 没有送到城关镇" in call.words
    assert "@路志强" in call.words
    [told] = [words for words in to(heard, "周岚") if "故障" in words]
    assert told.startswith("自建应用出了故障，请尽快处理：自建应用不能用：本机的出口地址不在")
    ready = await house.readyz()
    assert ready["ok"]
    assert "企业可信IP" in ready["trouble"]["app"]


async def test_the_group_is_called_again_while_nobody_can_be_reached(house: House) -> None:
    """Play 5: after the first call nothing for more than two hours; and the end is told there."""
    await house.at(MONDAY)
    house.fails(60020, calls=100_000)
    await house.stage.says("高峰", "紧急 城关镇 东关桥化工仓库泄漏", "机器人")
    await house.stage.says("高峰", "确认发出", "机器人")
    heard = await house.at(MONDAY + timedelta(hours=2))
    calls = [one for one in heard if one.channel == "webhook"]
    minutes = [round((one.at - MONDAY) / timedelta(minutes=1)) for one in calls]
    assert minutes == [0, 15, 25, 45, 85]
    await house.stage.says("宋梅", "确认 急1", "机器人")
    heard = await house.at(MONDAY + timedelta(hours=2, minutes=1))
    [end] = [one for one in heard if one.channel == "webhook"]
    assert end.words == "紧急通报 急1：城关镇已确认（11:00），不用再打电话。"


async def test_a_supervisor_hears_each_day_who_is_not_reached(house: House) -> None:
    await house.at(MONDAY)
    house.fails(60111, calls=3)
    await house.stage.says("宋梅", "移送市监局 某店无证经营，今天上午8点检查发现", "机器人")
    await house.stage.says("宋梅", "确认发出", "机器人")
    await house.at(MONDAY + timedelta(minutes=1))
    early = await house.at(MONDAY + timedelta(hours=23))
    assert not [words for words in to(early, "周岚") if "收不到任何提醒" in words]
    told = to(await house.at(MONDAY + timedelta(days=1)), "周岚")
    [words] = [one for one in told if "收不到任何提醒" in one]
    assert "市监局李强：自建应用：企业微信里没有这个账号，或者账号已停用。" in words
    assert "机器人：还没有和机器人说过话，请本人在企业微信里打开机器人，发送“帮助”。" in words
    again = to(await house.at(MONDAY + timedelta(days=1, hours=3)), "周岚")
    assert not [one for one in again if "收不到任何提醒" in one]
    await house.stage.says("李强", "帮助", "机器人")
    after = to(await house.at(MONDAY + timedelta(days=2)), "周岚")
    assert not [one for one in after if "收不到任何提醒" in one]
    assert [one for one in after if "有一个通道收不到" in one]


async def test_nobody_is_troubled_while_everything_works(house: House) -> None:
    heard: list[Received] = []
    for day in range(5):
        heard += await house.at(MONDAY + timedelta(days=day))
    assert [one for one in heard if "收不到" in one.words or "故障" in one.words] == []
