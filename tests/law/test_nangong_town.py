"""南宫市 over 端午节 of 2026: a referral that nothing puts off, an opinion that a date puts off."""

from collections.abc import AsyncIterator

import pytest

from tests.stories.town import Town, story_in


@pytest.fixture
async def town(sqlite_url: str) -> AsyncIterator[Town]:
    async with story_in("nangong", sqlite_url) as opened:
        yield opened


async def test_a_referral_needs_no_approval_and_no_acceptance_notice_is_owed(town: Town) -> None:
    """NG-04, 08, 09, 39, A18: found on Tuesday, sent on Thursday, refused after the holiday."""
    await town.at("2026-06-18 10:00")
    await town.says("康宁", "6月16日上午9点在段芦头镇查到一家小吃店没有食品经营许可，移给市监局")
    draft = await town.hears("康宁", "移送草稿，确认后才发出", "南宫市段芦头镇人民政府")
    assert "基本违法事实的书面材料（三（一）2）" in draft
    assert "领导" not in draft
    assert "【先登记】" not in draft, "there is no extension to wait for"
    await town.says("康宁", "登记")
    await town.hears("康宁", "没有登记：《南宫协调联动通知》没有规定移送可以延期")
    await town.taps("康宁", "确认发出")
    await town.hears("康宁", "移1 移送已送达市监局")
    arrival = await town.hears("安然", "移1：段芦头镇移送贵单位", "【受理】")
    assert "期限" not in arrival, "the notice gives the receiver no day"

    await town.says("康宁", "延期 移1 6月30日")
    await town.hears("康宁", "没有延期")
    await town.says("康宁", "为什么 移1")
    why = await town.hears("康宁", "移1 的期限这样计算")
    for line in (
        "《南宫协调联动通知》三（一）1：“应当在3个工作日内移送给有管辖权的一方处理”",
        "起算：6月16日（周二）09:00发现，当日不计入。",
        "计入3个工作日：6月17日（周三）至6月18日（周四）、6月22日（周一）。",
        "不计入：6月19日（周五）至6月21日（周日）端午节。",
        "期限：6月22日（周一）24:00。",
        "已于6月18日（周四）10:00完成。",
    ):
        assert line in why.splitlines()

    await town.at("2026-07-20 09:00")
    await town.hears_nothing()
    await town.says("安然", "不予受理 移1 店铺在凤岗街道，不属于我局管辖")
    await town.hears("安然", "移1 不予受理", "市人民政府", "三（六）")
    await town.hears("康宁", "移1：市监局不予受理", "市人民政府", "三（六）")


async def test_an_opinion_is_put_off_by_a_date_told_beforehand(town: Town) -> None:
    """NG-35, NG-37: 一般 five days over the holiday; 7月3日 once it is announced."""
    await town.at("2026-06-17 15:00")
    await town.says("康宁", "协助 市监局 认定查获的食品是否合格")
    await town.hears("康宁", "协助草稿", "书面函告（三（五））")
    await town.taps("康宁", "确认发出")
    await town.hears("康宁", "协1 协助已送达市监局", "6月25日（周四）24:00前")
    await town.hears("安然", "协1：段芦头镇请贵单位协助", "6月25日（周四）", "【延期】")

    await town.at("2026-06-23 09:00")
    await town.says("安然", "延期 协1")
    await town.hears("安然", "应事先告知，可适当延长时间出具认定结论", "延期到哪一天？")
    await town.says("安然", "7月3日")
    await town.hears("安然", "请说明理由。")
    await town.says("安然", "认定过程所需时间较长")
    await town.hears(
        "安然", "延期 协1，确认后才办理", "新期限：7月3日（周五）", "期满前告知新的日期"
    )
    await town.taps("安然", "确认")
    await town.hears("安然", "协1 已延期", "7月3日（周五）24:00前")
    await town.hears("康宁", "协1：市监局已延期", "认定过程所需时间较长", "7月3日（周五）")

    await town.at("2026-06-24 10:00")
    await town.says("安然", "答复 协1 经认定不合格，检验报告随附")
    await town.hears("安然", "协1 已答复", "书面意见和相关证据材料（三（五））")
    await town.hears("康宁", "协1：市监局已答复", "经认定不合格")


async def test_an_emergency_rings_the_department_and_not_for_two_hours(town: Town) -> None:
    """NG-30, 31, 32: 立即, without an hour; whoever does nothing is reported to the city."""
    await town.at("2026-06-20 22:00")
    await town.says("耿丽", "紧急 应急局 化工仓库泄漏，气味很重")
    await town.hears("耿丽", "紧急通报草稿")
    await town.taps("耿丽", "确认发出")
    sent = await town.hears("耿丽", "急1 紧急通报已送达应急局", "向市人民政府报告（三（四））")
    assert "24:00前" not in sent
    await town.hears("尚武", "紧急通报 急1", "化工仓库泄漏", "【确认】")
    await town.hears("聂聪", "紧急通报 急1", "您是应急局值班第二人", "【确认】")
    await town.taps("尚武", "确认")
    await town.hears("尚武", "急1 已确认")
    await town.hears("聂聪", "已由应急局尚武于22:00确认", "您不用再处理")
    await town.hears("耿丽", "急1：应急局已确认", "尚武")
