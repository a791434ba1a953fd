"""Who acts first is seen on everybody else's card, whichever channel he acted on."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from aiohttp import ClientSession

from bot.channels.wecom.profiles import CODE_LIFE
from bot.rehearsal.client import Stage
from bot.rehearsal.demo import Rehearsal, rehearsal, sample
from bot.rehearsal.wecom import Drop, Fault

START = datetime.fromisoformat("2026-04-27T21:30:00+08:00")
CALL = "紧急 城关镇 东关桥化工仓库泄漏"


class Night:
    """An emergency that nobody has confirmed yet."""

    def __init__(self, scene: Rehearsal, stage: Stage, http: ClientSession) -> None:
        self.scene, self.stage, self.http = scene, stage, http

    async def labels(self) -> dict[str, str]:
        """Whose card of the emergency says what in the place of its buttons."""
        async with self.http.get(f"{self.scene.emulator.url}/sandbox/messages?since=0") as answer:
            messages = await answer.json()
        return {
            message["to"]["user"]: _label(message)
            for message in messages
            if "紧急通报 急1" in message["text"]
            and message.get("card")
            and message["channel"] == "app"
        }


def _label(message: dict[str, Any]) -> str:
    views = message["card"].get("views", {})
    return str(views.get(message["to"]["user"], {}).get("replace_text", ""))


@pytest.fixture
async def night(sqlite_url: str) -> AsyncIterator[Night]:
    async with rehearsal(sample("qingfeng"), db=sqlite_url) as scene, ClientSession() as http:
        stage = Stage(http, scene.emulator.url)
        await stage.enter()
        await stage.move_to(START)
        await stage.says("高峰", CALL, "应用")
        await stage.says("高峰", "确认发出", "应用")
        await stage.rest()
        await stage.move_to(START + timedelta(minutes=6))
        await stage.received()
        yield Night(scene, stage, http)


async def test_who_confirms_first_is_seen_on_the_others_cards(night: Night) -> None:
    assert await night.labels() == {"lu.zhiqiang": "", "song.mei": "", "tian.jianguo": ""}
    await night.stage.says("宋梅", "确认 急1", "应用")
    await night.stage.rest()
    assert await night.labels() == {
        "lu.zhiqiang": "已由宋梅确认 21:36",
        "song.mei": "已确认 21:36",
        "tian.jianguo": "已由宋梅确认 21:36",
    }
    assert night.scene.emulator.complaints == ()


async def test_a_click_counts_for_everybody_too_and_each_code_is_used_once(night: Night) -> None:
    await night.stage.taps("路志强", "确认")
    await night.stage.rest()
    assert await night.labels() == {
        "lu.zhiqiang": "已确认 21:36",
        "song.mei": "已由路志强确认 21:36",
        "tian.jianguo": "已由路志强确认 21:36",
    }
    await night.stage.says("路志强", "出发 急1 路志强、宋梅", "应用")
    await night.stage.rest()
    assert (await night.labels())["song.mei"] == "已由路志强确认 21:36"
    assert night.scene.emulator.complaints == ()


async def test_what_changes_nothing_for_others_leaves_their_cards(night: Night) -> None:
    await night.stage.says("路志强", "查 急1", "应用")
    await night.stage.rest()
    assert set((await night.labels()).values()) == {""}


@pytest.mark.parametrize("code", [45009, -1])
async def test_a_busy_platform_is_asked_again(night: Night, code: int) -> None:
    night.scene.emulator.order(Fault("message/update_template_card", errcode=code))
    await night.stage.says("宋梅", "确认 急1", "应用")
    await night.stage.rest()
    await night.stage.move_to(START + timedelta(minutes=8))
    await night.stage.rest()
    assert set((await night.labels()).values()) == {"已由宋梅确认 21:36", "已确认 21:36"}
    asked = [
        r for r in night.scene.emulator.requests if r.endpoint == "message/update_template_card"
    ]
    assert len(asked) > len(await night.labels()), "the one that was refused is asked for once more"


async def test_a_change_that_may_have_arrived_is_not_asked_for_again_and_again(
    night: Night,
) -> None:
    night.scene.emulator.order(Fault("message/update_template_card", drop=Drop.AFTER, calls=2))
    await night.stage.says("宋梅", "确认 急1", "应用")
    for minute in (8, 9, 10):
        await night.stage.move_to(START + timedelta(minutes=minute))
    assert set((await night.labels()).values()) == {"已由宋梅确认 21:36", "已确认 21:36"}
    now = night.scene.clock.now() + CODE_LIFE
    assert not await night.scene.bot.storage.read(lambda tx: tx.reach.has_stale_copies(now))


async def test_it_is_made_up_for_after_a_restart(night: Night) -> None:
    """The process goes down right after the confirmation was recorded."""
    bot = night.scene.bot
    await bot.copies.close()
    night.scene.emulator.order(Fault("message/update_template_card", drop=Drop.BEFORE, calls=2))
    await night.stage.says("宋梅", "确认 急1", "应用")
    await night.scene.restart()
    await night.stage.move_to(START + timedelta(minutes=10))
    await night.stage.rest()
    assert set((await night.labels()).values()) == {"已由宋梅确认 21:36", "已确认 21:36"}


async def test_codes_older_than_three_days_are_forgotten(night: Night) -> None:
    now = night.scene.clock.now() + CODE_LIFE
    assert await night.scene.bot.storage.read(lambda tx: tx.reach.has_stale_copies(now))
    night.scene.clock.move_to(now)
    await night.scene.bot.copies.drain()
    assert not await night.scene.bot.storage.read(lambda tx: tx.reach.has_stale_copies(now))
