"""Opaque ids: the platform is asked, else the account asks and a supervisor decides."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from aiohttp import ClientSession

from bot.rehearsal import demo
from bot.rehearsal.client import Received, Stage
from bot.rehearsal.demo import Rehearsal, rehearsal, sample
from bot.rehearsal.wecom import Fault

MONDAY = datetime.fromisoformat("2026-04-27T09:00:00+08:00")
UNKNOWN = "您还没有登记，暂时不能办理事项。"


class House:
    def __init__(self, scene: Rehearsal, stage: Stage) -> None:
        self.scene, self.stage = scene, stage

    async def says(self, name: str, words: str, place: str = "机器人") -> list[Received]:
        await self.stage.says(name, words, place)
        await self.stage.rest()
        return await self.stage.received()

    async def bound(self) -> list[str]:
        """Whose accounts on the robot are known."""
        found = await self.scene.bot.storage.read(lambda tx: tx.reach.written())
        return [officer for officer, channels in found.items() if "aibot" in channels]


@pytest.fixture
async def house(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    """清丰, where the robot is told opaque ids of 李强 and 宋梅."""
    real = demo.tenant_of

    def opaque(county: Any, callback_url: str) -> Any:
        tenant = real(county, callback_url)
        people = tuple(replace(one, opaque=one.name in {"李强", "宋梅"}) for one in tenant.people)
        return replace(tenant, people=people)

    monkeypatch.setattr(demo, "tenant_of", opaque)
    async with rehearsal(sample("qingfeng"), db=sqlite_url) as scene, ClientSession() as http:
        stage = Stage(http, scene.emulator.url)
        await stage.enter()
        await stage.move_to(MONDAY)
        await stage.received()
        yield House(scene, stage)


def deny(house: House, calls: int = 9) -> None:
    """The app may not ask who somebody is."""
    house.scene.emulator.order(Fault("batch/openuserid_to_userid", errcode=48002, calls=calls))


async def test_the_platform_knows_who_it_is(house: House) -> None:
    [answer] = await house.says("李强", "待办")
    assert answer.words == "市监局没有在办事项。"
    assert await house.bound() == ["li.qiang"]
    deny(house)
    [answer] = await house.says("李强", "待办")
    assert answer.words == "市监局没有在办事项。", "it is asked once only"


async def test_a_push_goes_to_the_opaque_id(house: House) -> None:
    await house.says("李强", "待办")
    house.scene.emulator.order(Fault("message/send", errcode=60111, calls=1))
    heard = await house.says("宋梅", "移送市监局 某店无证经营，今天上午8点检查发现", "应用")
    heard = await house.says("宋梅", "确认发出", "应用")
    heard += await house.stage.received()
    assert any(one.to == "李强" and "移1" in one.words for one in heard)


async def test_whom_nobody_knows_asks_and_a_supervisor_agrees(house: House) -> None:
    deny(house)
    [answer] = await house.says("宋梅", "待办")
    assert answer.words.startswith(UNKNOWN)
    assert "“绑定 姓名 单位”" in answer.words
    heard = await house.says("宋梅", "绑定 宋梅 城关镇")
    assert [one.words for one in heard if one.to == "宋梅"] == [
        "已转给县司法局核对，同意以后会在这里告诉您。"
    ]
    [card] = [one for one in heard if one.to == "周岚"]
    assert card.words.startswith("申请绑定：清丰县城关镇人民政府宋梅")
    assert "请先打电话向本人核实：1" in card.words
    assert await house.bound() == []

    again = await house.says("宋梅", "绑定 宋梅 城关镇")
    assert [one.to for one in again] == ["宋梅"], "the supervisor is asked once"

    await house.stage.taps("周岚", "同意绑定")
    await house.stage.rest()
    heard = await house.stage.received()
    assert any(one.to == "周岚" and "已绑定城关镇宋梅的账号" in one.words for one in heard)
    assert any(one.to == "宋梅" and "您的账号已经绑定为城关镇宋梅" in one.words for one in heard)
    [answer] = await house.says("宋梅", "待办")
    assert answer.words == "城关镇没有在办事项。"


async def test_what_a_supervisor_refuses_stays_unknown(house: House) -> None:
    deny(house)
    await house.says("李强", "绑定 宋梅 城关镇")
    heard = await house.says("周岚", "绑定 拒绝 1", "应用")
    assert heard[0].words == "已拒绝，没有绑定城关镇宋梅的账号。"
    heard = await house.says("周岚", "绑定 同意 1", "应用")
    assert heard[0].words.startswith("没有绑定：这个申请不存在，或者已经处理过了。")
    assert await house.bound() == []
    house.scene.clock.move_to(MONDAY + timedelta(minutes=1))
    assert (await house.says("李强", "待办"))[0].words.startswith(UNKNOWN)


@pytest.mark.parametrize("words", ["绑定 宋梅", "绑定 宋梅 市监局", "绑定 张三 城关镇"])
async def test_who_cannot_be_found_is_told_how_to_say_it(house: House, words: str) -> None:
    deny(house)
    heard = await house.says("宋梅", words)
    assert [one.words.split("。")[0] for one in heard] == ["没有申请绑定：通讯录里没有对得上的人"]


async def test_an_officer_decides_on_no_account(house: House) -> None:
    deny(house)
    await house.says("李强", "绑定 宋梅 城关镇")
    [answer] = await house.says("田建国", "绑定 同意 1", "应用")
    assert answer.words.startswith("没有绑定：您的账号已经登记为城关镇田建国")
    assert await house.bound() == []


async def test_a_platform_that_does_not_answer_keeps_nobody_waiting(house: House) -> None:
    house.scene.emulator.order(Fault("batch/openuserid_to_userid", delay=6))
    loop = house.scene
    [answer] = await house.says("李强", "待办")
    assert answer.words.startswith(UNKNOWN)
    loop.clock.move_to(MONDAY + timedelta(minutes=11))
    [answer] = await house.says("李强", "待办")
    assert answer.words == "市监局没有在办事项。", "it is asked again later"
