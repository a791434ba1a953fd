"""如果: the lines a step would have, and those a day later, side by side; nothing is recorded."""

from collections.abc import AsyncIterator
from datetime import datetime

import pytest

from handlers.language.times import coming
from rules.values.dates import BEIJING
from tests.handlers.office import Office, open_office

NOT_DONE = "只是试算，什么也没有办理。"


@pytest.fixture
async def renqiu(sqlite_url: str) -> AsyncIterator[Office]:
    async with open_office("cangzhou", sqlite_url) as office:
        yield office


@pytest.fixture
async def qingfeng(sqlite_url: str) -> AsyncIterator[Office]:
    async with open_office("qingfeng", sqlite_url) as office:
        yield office


@pytest.mark.parametrize(
    ("words", "at"),
    [
        ("今天下午", "2026-04-08 15:00"),
        ("明天", "2026-04-09 09:00"),
        ("明天下午3点半", "2026-04-09 15:30"),
        ("今晚8点", "2026-04-08 20:00"),
        ("下午4点", "2026-04-08 16:00"),
        ("4月9日", "2026-04-09 09:00"),
        ("4月9日10:20", "2026-04-09 10:20"),
        ("下周一", "2026-04-13 09:00"),
        ("现在", "2026-04-08 10:00"),
        ("今天上午8点", "2026-04-08 10:00"),
    ],
)
def test_an_instant_to_come_is_read(words: str, at: str) -> None:
    now = datetime(2026, 4, 8, 10, tzinfo=BEIJING)
    expected = datetime.fromisoformat(at).replace(tzinfo=BEIJING)
    assert coming(f"如果 {words} 移送 市监局", now) == expected


@pytest.mark.parametrize("words", ["昨天", "2小时前", "", "25点"])
def test_what_is_no_time_to_come_is_not_read(words: str) -> None:
    now = datetime(2026, 4, 8, 10, tzinfo=BEIJING)
    assert coming(f"如果 {words} 移送 市监局", now) is None


async def test_a_referral_sent_before_the_holiday_or_a_day_later(renqiu: Office) -> None:
    renqiu.at("2026-04-28 10:00")
    assert await renqiu.says("韩雪", "如果 今天下午 移送 市监局") == (
        "如果4月28日（周二）移交送达市监局：\n"
        "市监局书面告知受理情况：5月8日（周五）24:00前；晚一天，5月9日（周六）24:00前（第七条）。\n"
        + NOT_DONE
    )


async def test_a_day_that_costs_nothing_says_so(qingfeng: Office) -> None:
    qingfeng.at("2026-04-28 10:00")
    assert await qingfeng.says("宋梅", "如果 4月30日 请市监局协助 鉴定烟花") == (
        "如果4月30日（周四）协助送达市监局：\n"
        "市监局提供证据材料：5月7日（周四）24:00前，晚一天相同（三（六））。\n" + NOT_DONE
    )


async def test_hours_are_counted_from_the_minute(qingfeng: Office) -> None:
    qingfeng.at("2026-04-28 10:00")
    said = await qingfeng.says("李强", "如果 今晚8点 紧急 城关镇")
    assert said.startswith("如果4月28日（周二）20:00紧急通报送达城关镇：\n")
    assert "4月28日（周二）22:00前；晚一天，4月29日（周三）22:00前" in said


async def test_a_line_into_an_unannounced_year_is_provisional(renqiu: Office) -> None:
    renqiu.at("2026-12-22 10:00")
    said = await renqiu.says("韩雪", "如果 明天 请市监局协助 鉴定烟花")
    assert (
        "市监局出具书面意见：暂定1月4日（周一）；晚一天，暂定1月5日（周二）（第二十条）。" in said
    )


async def test_a_registered_referral_sent_in_time_or_too_late(renqiu: Office) -> None:
    renqiu.at("2026-04-28 10:00")
    for words in ("移送 市监局 某店无证经营，今天上午8点检查发现", "董波", "登记"):
        await renqiu.says("韩雪", words)
    before = await renqiu.matter("移1"), await renqiu.entries("移1"), await renqiu.pushes("移1")
    assert await renqiu.says("韩雪", "如果 5月6日 移送 移1") == (
        "如果5月6日（周三）移送 移1：\n"
        "新华路街道移交案件：按时；晚一天，已过期限（第七条）。\n"
        "市监局书面告知受理情况：5月12日（周二）24:00前；晚一天，5月13日（周三）24:00前（第七条）。\n"
        + NOT_DONE
    )
    after = await renqiu.matter("移1"), await renqiu.entries("移1"), await renqiu.pushes("移1")
    assert after == before, "nothing is recorded and nobody is told"


async def test_supplying_later_moves_the_line_that_stands_still(renqiu: Office) -> None:
    renqiu.at("2026-04-27 09:00")
    await renqiu.says("韩雪", "请市监局协助 鉴定一批烟花")
    await renqiu.says("韩雪", "确认发出")
    renqiu.at("2026-04-28 15:00")
    await renqiu.says("梁静", "补正 协1 样品照片")
    said = await renqiu.says("韩雪", "如果 5月6日 补充 协1")
    assert (
        "市监局出具书面意见：5月13日（周三）24:00前；晚一天，5月14日（周四）24:00前（第二十条）。"
    ) in said
    renqiu.at("2026-05-06 10:00")
    supplied = await renqiu.says("韩雪", "补充 协1 照片已经补齐")
    assert "5月13日（周三）24:00前" in supplied, "what was foretold is what comes"


async def test_an_extension_may_be_tried_out(renqiu: Office) -> None:
    renqiu.at("2026-04-27 09:00")
    await renqiu.says("韩雪", "请市监局协助 鉴定一批烟花")
    await renqiu.says("韩雪", "确认发出")
    said = await renqiu.says("梁静", "如果 延期到 5月20日 协1")
    assert "市监局出具书面意见：5月20日（周三）24:00前（第二十条）。" in said
    assert "5月9日（周六）24:00前" in await renqiu.says("梁静", "查 协1")


async def test_a_step_that_is_not_there_names_those_that_are(renqiu: Office) -> None:
    renqiu.at("2026-04-28 10:00")
    await renqiu.refer("韩雪", "市监局")
    assert await renqiu.says("韩雪", "如果 明天 移送 移1") == (
        "没有试算：移1 目前已送达，等待办理，没有这一步。可以发送"
        "“如果 明天 签收 移1”、“如果 明天 受理 移1”、“如果 明天 补正 移1”。"
    )


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("如果 明天", "没有试算：还缺要办的事。请这样发送：“如果 明天 移送 市监局”。"),
        ("如果 明天 移送", "没有试算：还缺接收单位。请这样发送：“如果 明天 移交 市监局”。"),
        (
            "如果 明天 移送 新华路街道",
            "没有试算：新华路街道就是您所在的单位。请写明要交给的其他单位。",
        ),
        ("如果 明天 补充 移9", "没有找到 移9。请核对编号，或发送“待办”查看本单位在办事项。"),
    ],
)
async def test_a_question_that_cannot_be_answered(renqiu: Office, words: str, answer: str) -> None:
    renqiu.at("2026-04-28 10:00")
    assert await renqiu.says("韩雪", words) == answer
