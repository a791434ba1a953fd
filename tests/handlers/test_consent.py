"""A step is taken on words that mean it, and on no others."""

from pathlib import Path

import pytest

from rules.values.kind import State
from tests.handlers.consent import COUNTIES, crossed
from tests.handlers.office import Office


async def ring(office: Office) -> None:
    await office.says("高峰", "紧急 城关镇 化工仓库泄漏，未见人员受伤")
    assert (await office.says("高峰", "确认发出")).startswith("急1 ")


async def ask_help(office: Office) -> None:
    await office.says("宋梅", "协助市监局 鉴定这批酒是不是假酒")
    assert (await office.says("宋梅", "确认发出")).startswith("协1 ")


@pytest.mark.parametrize("county", COUNTIES)
async def test_a_step_in_a_frame_records_nothing_and_tells_nobody(
    county: str, empty_sqlite: Path
) -> None:
    """A sample of the cross; `python -m tests.handlers.consent` plays all of it."""
    assert await crossed(county, empty_sqlite, sample=12, seed=20261201) == []


async def test_who_cannot_come_keeps_the_call_ringing_and_is_given_numbers(
    qingfeng: Office,
) -> None:
    """「收到 急1 但是我今天请假了」 confirmed, so that the ringing stopped and nobody went."""
    await ring(qingfeng)
    answer = await qingfeng.says("路志强", "收到 急1 但是我今天请假了")
    assert answer.startswith(
        "没有记录“确认”：这一句前后的意思不一致，什么也没有办理。\n急1 城关镇 化工仓库泄漏"
    )
    assert "本人不能处置的，请马上打电话：\n宋梅 13900000102" in answer
    assert "路志强 139" not in answer
    assert (await qingfeng.matter("急1")).state is State.DELIVERED
    group = await qingfeng.says("路志强", "收到 急1 但是我今天请假了", group=True)
    assert "化工仓库" not in group
    assert "139" not in group


async def test_half_way_is_no_arrival_and_an_arrival_keeps_its_report(qingfeng: Office) -> None:
    await ring(qingfeng)
    await qingfeng.says("路志强", "收到 急1，马上安排")
    await qingfeng.says("路志强", "出发 急1 田建国、宋梅")
    for said in ("到场 急1 还差两公里", "急1 到场后给我回电话", "還沒到場 急1", "快到场了急1"):
        assert "没有记录“到场”" in await qingfeng.says("路志强", said)
    assert (await qingfeng.matter("急1")).state is State.DISPATCHED
    assert (await qingfeng.says("路志强", "已经到场 急1 明火已扑灭")).startswith("急1 已到场")
    [*_, entry] = await qingfeng.entries("急1")
    assert dict(entry.details)["note"] == "明火已扑灭"
    assert "说明：明火已扑灭" in await qingfeng.says("高峰", "查 急1")
    assert "没有记录“办结”" in await qingfeng.says("路志强", "办结不了 急1 罐底又渗了")
    assert (await qingfeng.matter("急1")).state is State.ARRIVED


async def test_a_question_about_a_step_is_answered_and_takes_none(qingfeng: Office) -> None:
    await qingfeng.refer("李强", "城关镇")
    answer = await qingfeng.says("宋梅", "不予受理 移1 要什么理由")
    assert answer.startswith("没有记录“不予受理”：这一句像是在问，什么也没有办理。\n移1 已送达")
    assert "请核对：正当理由。" in answer
    assert answer.endswith("确实要不予受理的，请发送“不予受理 移1 <理由>”。")
    for said in ("受理？", "要不要受理", "受理吗", "移1 要不要受理", "受理 移1 行不行"):
        assert "没有记录“受理”：这一句像是在问" in await qingfeng.says("宋梅", said)
    assert (await qingfeng.matter("移1")).state is State.DELIVERED


async def test_words_beside_a_plain_step_are_shown_back_and_a_yes_takes_it(
    qingfeng: Office,
) -> None:
    await qingfeng.refer("宋梅", "市监局")
    answer = await qingfeng.says("李强", "受理 移1 局长没签字")
    assert answer == (
        "您是要“受理 移1”吗？是的话请回复“是”，不是请回复“不是”。\n"
        "“局长没签字”不会记录，也不会告诉对方。"
    )
    assert "没有记录“受理”" in await qingfeng.says("李强", "先别受理")
    assert (await qingfeng.matter("移1")).state is State.DELIVERED
    await qingfeng.says("李强", "受理 移1 局长没签字")
    assert (await qingfeng.says("李强", "是")).startswith("移1 已受理")


async def test_an_ambiguous_word_is_shown_back_with_what_the_other_side_will_read(
    qingfeng: Office,
) -> None:
    await qingfeng.refer("宋梅", "市监局")
    reply = await qingfeng.reply("李强", "移1 退回吧 这点小事")
    assert reply.message is not None
    assert reply.message.text.startswith("请核对“不予受理 移1”，确认后才办理，对方将看到：")
    assert "\n理由：这点小事" in reply.message.text
    assert (await qingfeng.matter("移1")).state is State.DELIVERED
    await qingfeng.taps("李强", "确认")
    assert (await qingfeng.matter("移1")).state is State.REFUSED


async def test_a_quoted_card_gives_the_matter_and_no_consent(qingfeng: Office) -> None:
    await qingfeng.refer("宋梅", "市监局")
    quote = "移1：城关镇移交贵单位"
    for said in ("先不受理", "受理不了", "局长回来再受理", "材料齐了就受理"):
        await qingfeng.says("李强", said, quote=quote)
        assert (await qingfeng.matter("移1")).state is State.DELIVERED, said
    assert (await qingfeng.says("李强", "受理", quote=quote)).startswith("移1 已受理")


async def test_which_one_is_answered_by_a_number_and_nothing_besides(qingfeng: Office) -> None:
    await qingfeng.refer("宋梅", "市监局")
    await qingfeng.refer("宋梅", "市监局", "另一家店无证经营")
    assert (await qingfeng.says("李强", "受理")).startswith("要受理哪一件？")
    for said in ("移1先不办", "移1 受理不了", "移1等局长看过", "移2还没想好"):
        await qingfeng.says("李强", said)
    assert (await qingfeng.matter("移1")).state is State.DELIVERED
    assert (await qingfeng.matter("移2")).state is State.DELIVERED
    await qingfeng.says("李强", "受理")
    assert (await qingfeng.says("李强", "2")).startswith("移2 已受理")


async def test_a_draft_is_not_sent_by_words_about_sending(qingfeng: Office) -> None:
    await qingfeng.says("宋梅", "移送市监局 某店无证经营，今天上午8点检查发现")
    for said in ("确认发出前先给我看看", "先别确认发出", "确认？", "确认一下是不是市监局"):
        assert "已送达" not in await qingfeng.says("宋梅", said)
    assert (await qingfeng.says("宋梅", "确认发出")).startswith("移1 移交已送达")


async def test_what_puts_off_an_answer_is_not_offered_as_one(qingfeng: Office) -> None:
    await ask_help(qingfeng)
    for said in (
        "答复协1之前先给我看一眼",
        "协1 明天给你们",
        "答复 协1 还在研究",
        "协1 等局长签字",
    ):
        assert "没有记录“答复”" in await qingfeng.says("李强", said)
    await qingfeng.says("李强", "答复 协1")
    assert "没有记录“答复”" in await qingfeng.says("李强", "先不答复")
    assert (await qingfeng.matter("协1")).state is State.DELIVERED
    assert (await qingfeng.says("李强", "答复 协1 同意提供")).startswith("协1 已答复")


async def test_what_was_left_over_beside_an_emergencys_step_is_kept(qingfeng: Office) -> None:
    await ring(qingfeng)
    answer = await qingfeng.says("路志强", "确认 急1 南门封了走北门")
    assert answer.endswith("“南门封了走北门”会一并记录。")
    await qingfeng.says("路志强", "是")
    [*_, entry] = await qingfeng.entries("急1")
    assert dict(entry.details)["note"] == "南门封了走北门"
