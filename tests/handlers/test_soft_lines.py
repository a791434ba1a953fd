"""What 一般 or 原则上 stands before is no 期限 and is never called one (NG-35, 三（五）)."""

from collections.abc import AsyncIterator

import pytest

from rules.values.kind import Step
from tests.handlers.office import Office, open_office


@pytest.fixture
async def nangong(sqlite_url: str) -> AsyncIterator[Office]:
    async with open_office("nangong", sqlite_url) as office:
        yield office


async def test_a_soft_line_is_called_so_wherever_it_stands(nangong: Office) -> None:
    await nangong.says("耿丽", "协助 市监局 认定一批食品是否合格")
    reply = await nangong.reply("耿丽", "确认发出")
    assert reply.message is not None
    sent = reply.message.text
    row = "一般期限：市监局提出书面意见和相关证据材料并移交，6月25日（周四）24:00前，依据三（五）。"
    assert row in sent.split("\n")
    [arrival] = [push for push in await nangong.pushes("协1") if push.to == "an.ran"]
    assert (
        "请提出书面意见和相关证据材料并移交，一般期限6月25日（周四）24:00" in arrival.message.text
    )
    assert reply.message.card is not None
    assert "一般期限" not in reply.message.card.note, "the card's lines show it already"
    card = await nangong.pushed_card("安然", "协1")
    assert ("一般期限", "6月25日（周四）24:00前") in card.lines
    for words in (sent, arrival.message.text, card.note):
        assert "期限" not in words.replace("一般期限", "").replace("没有规定期限", "")


async def _called(office: Office) -> None:
    await office.says("宋梅", "紧急 应急局 烟花仓库冒烟")
    await office.says("宋梅", "确认发出")
    await office.says("徐宁", "收到")


@pytest.mark.parametrize(
    "says", ["出发 急1 我和高峰", "出发，高峰和我", "我带高峰出发", "我和高峰现在过去"]
)
async def test_the_speaker_counts_among_those_who_set_out(qingfeng: Office, says: str) -> None:
    await _called(qingfeng)
    answer = await qingfeng.says("徐宁", says)
    if answer.startswith("您是要“出发 急1"):
        answer = await qingfeng.says("徐宁", "是")
    assert answer.startswith("急1 已出发"), answer
    [*_, entry] = await qingfeng.entries("急1")
    assert set(dict(entry.details)["team"].split("、")) == {"xu.ning", "gao.feng"}


async def test_who_is_there_has_set_out(qingfeng: Office) -> None:
    """G3: he was refused, and reported to the supervisor as not having set out."""
    await _called(qingfeng)
    answer = await qingfeng.says("徐宁", "到了")
    assert answer.startswith("急1 已到场")
    assert "出发没有单独登记，按到场时间一并记录。出发人员请发送“出发 急1 姓名”补记。" in answer
    steps = [entry.step for entry in await qingfeng.entries("急1")]
    assert steps == [Step.SEND, Step.CONFIRM, Step.DISPATCH, Step.ARRIVE]


@pytest.mark.parametrize("says", ["就我一个", "就我一个人", "只有我自己", "我一个人去", "就我"])
async def test_who_goes_alone_says_so(qingfeng: Office, says: str) -> None:
    await _called(qingfeng)
    assert "谁出发" in await qingfeng.says("徐宁", "出发 急1")
    assert (await qingfeng.says("徐宁", says)).startswith("急1 已出发")
    [*_, entry] = await qingfeng.entries("急1")
    assert dict(entry.details)["team"] == "xu.ning"


async def test_words_about_an_assistance_are_probably_the_answer(qingfeng: Office) -> None:
    await qingfeng.says("宋梅", "协助市监局 鉴定这批酒是不是假酒")
    await qingfeng.says("宋梅", "确认发出")
    assert await qingfeng.says("李强", "协1 鉴定为假酒，报告已送") == (
        "您是要“答复 协1 鉴定为假酒，报告已送”吗？是的话请回复“是”，不是请回复“不是”。"
    )
    assert (await qingfeng.says("李强", "还要再看看")).startswith("没有听懂。前面问的请回复“是”")
    assert (await qingfeng.says("李强", "是")).startswith("协1 已答复")
    assert "没有听懂" in await qingfeng.says("李强", "协1 鉴定为假酒，报告已送")


async def test_what_lacks_is_not_swallowed_by_an_acknowledgement(qingfeng: Office) -> None:
    await qingfeng.refer("宋梅", "市监局")
    answer = await qingfeng.says("李强", "移1收到了，不过缺现场照片，请补齐")
    assert answer == (
        "您是要“签收 移1”吗？是的话请回复“是”，不是请回复“不是”。\n"
        "“不过缺现场照片，请补齐”不会记录，也不会告诉对方。"
        "要对方补充材料的，请发送“补正 移1 <材料>”。"
    )
    assert len(await qingfeng.entries("移1")) == 1
    assert (await qingfeng.says("李强", "是")).startswith("移1 已签收")


async def test_in_an_emergency_ones_own_place_is_not_who_is_told(qingfeng: Office) -> None:
    answer = await qingfeng.says("田建国", "城关镇东关桥头化工厂着火了，快派人！")
    assert answer.startswith("请问交给哪个单位？")
    assert "交给：清丰县应急管理局" in await qingfeng.says("田建国", "应急局")


async def test_a_guess_about_an_assistance_speaks_of_assistance(qingfeng: Office) -> None:
    await qingfeng.says("宋梅", "协助市监局 鉴定这批酒是不是假酒")
    await qingfeng.says("宋梅", "确认发出")
    assert await qingfeng.says("李强", "协1这个不归我们管") == (
        "您是要“不予协助 协1 这个不归我们管”吗？是的话请回复“是”，不是请回复“不是”。"
    )
    assert (await qingfeng.says("李强", "是")).startswith("协1 不予协助")


async def test_a_thank_you_with_nothing_to_sign_is_no_refusal(qingfeng: Office) -> None:
    assert await qingfeng.says("宋梅", "收到，谢谢") == (
        "现在没有需要签收的事项，不用回复。查看事项请发送“待办”。"
    )


async def test_a_guess_about_a_matter_one_may_not_see_is_not_asked(qingfeng: Office) -> None:
    await qingfeng.refer("宋梅", "市监局")
    for number in ("移1", "移9"):
        assert (await qingfeng.says("陈静", f"{number}我们接了")).startswith(f"没有找到 {number}")


async def test_lacking_material_of_a_complaint_is_heard(qingfeng: Office) -> None:
    await qingfeng.refer("宋梅", "市监局")
    assert (await qingfeng.says("李强", "移1 材料不齐，缺投诉记录")).startswith("您是要“补正 移1")
