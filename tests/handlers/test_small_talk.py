"""Words that are no command: greetings, thanks, what is not open yet, and words that put off."""

import pytest

from rules.values.kind import State
from tests.handlers.office import Office

GREETING = "您好，我是执法协作助手。直接说要办的事，或者发送“帮助”看看能办什么。"


@pytest.mark.parametrize("text", ["", "@执法协作", "你好", "在吗？", "你是谁", "您好。"])
async def test_an_empty_mention_or_a_greeting_is_greeted(qingfeng: Office, text: str) -> None:
    assert await qingfeng.says("宋梅", text, group=True) == GREETING


@pytest.mark.parametrize("text", ["谢谢", "好的谢谢", "辛苦了！"])
async def test_thanks_are_taken_as_thanks(qingfeng: Office, text: str) -> None:
    assert (await qingfeng.says("宋梅", text)).startswith("不用谢。")


@pytest.mark.parametrize("text", ["怎么还没立案", "市监局办得怎么样了", "什么时候到期？"])
async def test_a_question_without_a_number_is_told_how_to_ask(qingfeng: Office, text: str) -> None:
    assert (await qingfeng.says("宋梅", text)).startswith(
        "没有看懂问的是哪一件。进展请发送“查 移12”"
    )


@pytest.mark.parametrize(
    ("text", "hint"),
    [("催办 移1", "系统会自动提醒经办单位"), ("统计", "帮助"), ("抄送 市监局 处罚决定", "帮助")],
)
async def test_what_is_not_open_yet_is_said_to_be_so(
    qingfeng: Office, text: str, hint: str
) -> None:
    answer = await qingfeng.says("宋梅", text)
    assert answer.startswith(f"没有办理：“{text[:2]}”还没有开通，请按原来的方式办理。")
    assert hint in answer


@pytest.mark.parametrize("text", ["等一下", "我问一下", "稍等", "不清楚", "😀", "。。。", "谢谢"])
async def test_putting_off_is_no_result(qingfeng: Office, text: str) -> None:
    """等一下 once closed a matter as its result."""
    await qingfeng.refer("宋梅", "市监局")
    await qingfeng.says("李强", "受理 移1")
    await qingfeng.says("李强", "办结 移1")
    answer = await qingfeng.says("李强", text)
    assert answer.endswith("请写明办理结果。不办了请发送“取消”。")
    assert (await qingfeng.matter("移1")).state is State.ACCEPTED
    await qingfeng.answers("李强", "核实一下后不予处罚")
    assert (await qingfeng.matter("移1")).state is State.SETTLED


@pytest.mark.parametrize("text", ["东关桥化工厂爆炸了", "有人落水"])
async def test_an_alarm_without_a_command_is_told_how_to_raise_it(
    qingfeng: Office, text: str
) -> None:
    answer = await qingfeng.says("宋梅", text)
    assert "请立即拨打电话，并发送“紧急 单位 现场情况”" in answer


async def test_the_day_an_answer_is_wished_for_stays_in_the_letter(qingfeng: Office) -> None:
    draft = await qingfeng.says("宋梅", "请市监局协助提供许可档案 下周三前回复")
    assert "请市监局协助提供许可档案 下周三前回复（希望4月8日（周三）前回复）" in draft
    await qingfeng.says("宋梅", "确认")
    [entry] = await qingfeng.entries("协1")
    assert (
        dict(entry.details)["facts"]
        == "请市监局协助提供许可档案 下周三前回复（希望4月8日（周三）前回复）"
    )


async def test_a_trial_in_plain_words(qingfeng: Office) -> None:
    answer = await qingfeng.says("宋梅", "如果下周三移给市监局什么时候到期")
    assert answer.startswith("如果4月8日（周三）移交送达市监局")
    assert answer.endswith("只是试算，什么也没有办理。")
