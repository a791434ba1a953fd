"""酉阳县 over 中秋节 and 国庆节 of 2026: two names on every referral, and no day for anybody."""

import asyncio
import re
import sys
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession

from bot.rehearsal.client import Stage
from bot.rehearsal.demo import sample
from rules.values.kind import State
from tests.stories.town import Town, story_in


@pytest.fixture
async def town(sqlite_url: str) -> AsyncIterator[Town]:
    async with story_in("youyang", sqlite_url) as opened:
        yield opened


async def test_two_officers_hand_a_case_over_and_the_holiday_passes_in_silence(town: Town) -> None:
    """YY-15 to 21, 23 to 25: 及时 is no day, so the clock has nothing to say for two weeks."""
    await town.at("2026-09-24 10:00")
    await town.says("王琳", "今早在龙潭镇街上查到一家农资店卖过期种子，移给农业农村委")
    await town.hears("王琳", "请写明负责办理移送手续的行政执法人员姓名，至少2名。")
    await town.says("王琳", "王琳")
    await town.hears("王琳", "至少要写明2名人员的姓名")
    await town.says("王琳", "王琳、张琼")
    await town.hears("王琳", "有没有涉案物品？")
    await town.says("王琳", "种子12袋")
    draft = await town.hears("王琳", "移送草稿，确认后才发出", "王琳、张琼", "种子12袋")
    assert "酉阳土家族苗族自治县龙潭镇人民政府" in draft
    assert "有关证据材料原件及其他有关材料（二（二）2）" in draft
    await town.taps("王琳", "确认发出")
    await town.hears("王琳", "移1 移送已送达农业农村委", "线上送达不能代替原件交接（二（二）2）")
    arrival = await town.hears("谭霞", "移1：龙潭镇移送贵单位", "请决定是否立案查处")
    assert "原文用语是“及时”，没有规定期限" in arrival
    assert "24:00" not in arrival

    await town.at("2026-10-09 09:00")
    await town.says("谭霞", "受理 移1")
    await town.hears("谭霞", "移1 已受理", "审查符合要求的可以作为证据使用（二（二）4）")
    await town.hears("王琳", "移1：农业农村委已受理", "应当予以协助（二（二）4）")
    await town.says("谭霞", "立案 移1")
    await town.hears("谭霞", "移1 已立案", "立案情况要复函移送方（二（二）2）")
    await town.hears("王琳", "移1：农业农村委已立案")
    await town.says("王琳", "为什么 移1")
    why = await town.hears("王琳", "《酉阳协同联动方案》二（二）1")
    assert "没有规定天数的：" in why
    assert "农业农村委决定是否立案查处：“及时”，已于" in why
    assert (await town.matter("移1")).state is State.FILED


async def test_help_is_refused_with_its_ground_and_never_dated(town: Town) -> None:
    """YY-32, 33, 34."""
    await town.at("2026-09-24 10:00")
    await town.says("张琼", "请规自局协助提供该地块的用地性质证明")
    await town.hears("张琼", "协助草稿", "书面协助请求（二（四））")
    await town.taps("张琼", "确认发出")
    sent = await town.hears("张琼", "协1 协助已送达规自局")
    assert "24:00" not in sent
    await town.hears("邓伟", "协1：龙潭镇请贵单位协助", "就不能协助的事项告知并说明理由")
    await town.says("邓伟", "不予协助 协1")
    await town.hears("邓伟", "应当依法予以协助，不得推诿、刁难", "请说明理由。")
    await town.says("邓伟", "不属于我局职权范围")
    await town.hears("邓伟", "不予协助 协1，确认后才办理", "理由：不属于我局职权范围")
    await town.taps("邓伟", "确认")
    await town.hears("邓伟", "协1 不予协助")
    await town.hears("张琼", "协1：规自局不予协助", "不属于我局职权范围")


async def test_whose_case_it_is_goes_to_the_organ_above_both_after_talks(town: Town) -> None:
    """YY-11, 12, 22: a complaint; nothing is barred and no county government named."""
    await town.at("2026-09-24 10:00")
    await town.says("陈利", "今天上午9点接到群众投诉，龙潭镇一家餐馆占道经营，移给龙潭镇")
    await town.hears("陈利", "至少2名")
    await town.says("陈利", "陈利、向宇")
    await town.hears("陈利", "有没有涉案物品？")
    await town.says("陈利", "无")
    await town.hears("陈利", "移送草稿", "投诉举报已经登记（二（一）3）")
    await town.taps("陈利", "确认发出")
    await town.hears("陈利", "移1 移送已送达龙潭镇")
    await town.hears("王琳", "移1：市监局移送贵单位")
    await town.hears("张琼", "移1：市监局移送贵单位")
    await town.says("张琼", "报请 移1")
    await town.hears("张琼", "协商不成的，报请共同的上一级行政机关指定管辖", "请说明理由。")
    await town.says("张琼", "与市监局协商不成")
    await town.hears("张琼", "报请 移1，确认后才办理", "已经与移送方协商，协商不成")
    await town.taps("张琼", "确认")
    await town.hears(
        "张琼",
        "移1 已报请",
        "通讯录里没有登记共同的上一级行政机关的联系人，系统没有通知任何人。",
        "书面送共同的上一级行政机关",
    )
    await town.hears("陈利", "移1：龙潭镇已报请", "共同的上一级行政机关")


@pytest.mark.parametrize("county", ["youyang", "nangong"])
async def test_the_rehearsal_of_the_sample_county_starts(county: str) -> None:
    """`liaison demo --county youyang`, as its own process."""
    command = [sys.executable, "-m", "bot", "demo", "--county", county, "--port", "0"]
    process = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
    )
    assert process.stdout is not None
    try:
        line = (await asyncio.wait_for(process.stdout.readline(), 30)).decode()
        found = re.search(r"http://\S+", line)
        assert found, line
        async with ClientSession() as http:
            stage = Stage(http, found[0])
            await stage.enter()
            assert await stage.now() >= sample(county).start
            for officer in sample(county).directory.officers.values():
                assert stage.unit(officer.name)
    finally:
        process.terminate()
        await process.communicate()
