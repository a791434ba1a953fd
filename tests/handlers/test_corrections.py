"""A draft is put right in a word; two steps in one message; a guess with what was said."""

import pytest

from rules.values.errors import UnknownNumber
from rules.values.kind import State
from tests.handlers.office import Office

SENTENCE = "移送市监局 某店无证经营，昨天检查发现"


@pytest.mark.parametrize(
    ("says", "row"),
    [
        ("改成住建局", "交给：清丰县住房和城乡建设局"),
        ("不对，是住建局", "交给：清丰县住房和城乡建设局"),
        ("单位错了，换成应急局", "交给：清丰县应急管理局"),
        ("交给住建局", "交给：清丰县住房和城乡建设局"),
        ("时间改成今天上午8点", "发现时间：4月2日（周四）08:00"),
        ("来源写错了，应该是投诉", "来源：投诉举报、信访"),
        ("内容改成：东关桥头小吃店无证经营", "东关桥头小吃店无证经营"),
    ],
)
async def test_a_draft_is_put_right_and_shown_anew(qingfeng: Office, says: str, row: str) -> None:
    await qingfeng.says("宋梅", SENTENCE)
    first = qingfeng.card("宋梅", "确认发出")
    draft = await qingfeng.says("宋梅", says)
    assert draft.startswith("移交草稿，确认后才发出。")
    assert row in draft.split("\n")
    old = await qingfeng.taps("宋梅", "确认发出", first)
    assert old.done == "已失效", "the card of the earlier draft sends nothing"
    with pytest.raises(UnknownNumber):
        await qingfeng.matter("移1")
    assert (await qingfeng.says("宋梅", "确认")).startswith("移1 移交已送达")


async def test_ones_own_unit_is_refused_and_the_draft_stays(qingfeng: Office) -> None:
    await qingfeng.says("宋梅", SENTENCE)
    assert (await qingfeng.says("宋梅", "单位改成城关镇")).startswith("没有移交：城关镇就是您所在")
    await qingfeng.says("宋梅", "确认")
    assert (await qingfeng.matter("移1")).receiver == "samr"


async def test_a_new_sentence_is_a_new_draft_and_no_correction(qingfeng: Office) -> None:
    await qingfeng.says("宋梅", SENTENCE)
    draft = await qingfeng.says("宋梅", "移送住建局 工地扬尘，今天上午8点检查发现")
    told, _, waits = draft.rpartition("\n")
    assert "工地扬尘" in told
    assert "某店无证经营" not in told
    assert waits.startswith("前面的移交草稿（市监局，某店无证经营，昨天检查发现）没有办理，先放着")


async def test_the_second_step_of_one_message_is_named_as_not_taken(qingfeng: Office) -> None:
    await qingfeng.refer("宋梅", "市监局")
    answer = await qingfeng.says("李强", "受理移1，立案移1")
    assert answer.endswith("一次只能办一步，“立案”没有一起办，请另发一条。")
    assert (await qingfeng.matter("移1")).state is State.ACCEPTED


async def test_a_guess_is_shown_with_what_was_said_and_a_yes_records_that(
    qingfeng: Office,
) -> None:
    await qingfeng.refer("宋梅", "市监局")
    assert await qingfeng.says("李强", "移1不归我们管，应该找住建局") == (
        "您是要“不予受理 移1 不归我们管，应该找住建局”吗？是的话请回复“是”，不是请回复“不是”。"
    )
    assert (await qingfeng.matter("移1")).state is State.DELIVERED
    await qingfeng.says("李强", "是")
    [*_, entry] = await qingfeng.entries("移1")
    assert dict(entry.details)["reason"] == "不归我们管，应该找住建局"


async def test_what_is_too_long_for_a_card_is_shown_back_in_full(qingfeng: Office) -> None:
    """A reason that would be cut on a card is shown as text, and a yes records all of it."""
    await qingfeng.refer("宋梅", "市监局")
    long = "经现场核查情况复杂，" * 10
    reply = await qingfeng.reply("李强", f"移1这件事{long}不归我们管")
    assert reply.message is not None
    assert reply.message.card is None
    assert reply.message.text.startswith(f"您是要“不予受理 移1 这件事{long}不归我们管”吗？")
    await qingfeng.says("李强", "是")
    [*_, entry] = await qingfeng.entries("移1")
    assert dict(entry.details)["reason"] == f"这件事{long}不归我们管"


async def test_a_guess_in_a_group_shows_no_personal_number(qingfeng: Office) -> None:
    await qingfeng.refer("宋梅", "市监局")
    said = "移1不归我们管，请联系13812345678"
    assert "13812345678" not in await qingfeng.says("李强", said, group=True)
    await qingfeng.says("李强", "是", group=True)
    assert (await qingfeng.matter("移1")).state is State.REFUSED
