"""南宫: a referral in a hurry has hours; where nothing can be extended nothing is noted down."""

from collections.abc import AsyncIterator

import pytest

from rules.values.facts import FactKind
from tests.stories.town import Town, story_in


@pytest.fixture
async def town(sqlite_url: str) -> AsyncIterator[Town]:
    async with story_in("nangong", sqlite_url) as opened:
        yield opened


async def test_an_urgent_referral_starts_its_hours(town: Town) -> None:
    """NG-05, A10; NG-04 knows no extension, so 先登记 is not offered."""
    await town.at("2026-06-18 08:40")
    await town.says("耿丽", "移送 市监局 今天8点在凤岗路检查发现熟食店卖变质肉，情况紧急")
    await town.hears("耿丽", "移送草稿", "情况紧急：是", "【确认发出】【取消】")
    await town.taps("耿丽", "确认发出")
    await town.hears("耿丽", "移1 移送已送达市监局")
    await town.hears("安然", "移1：凤岗街道移送贵单位", "情况紧急")
    await town.hears("裴欣", "移1：凤岗街道移送贵单位", "您是市监局当前值班员")
    matter = await town.matter("移1")
    assert FactKind.FOUND_URGENT in {fact.kind for fact in matter.facts}
    await town.says("耿丽", "为什么 移1")
    await town.hears(
        "耿丽",
        "“情况紧急的，应当在24小时内移送有管辖权的一方处理”",
        "起算：6月18日（周四）08:00发现紧急情况",
        "期限：6月19日（周五）08:00",
    )
