"""Filing a matter: what is asked, the draft, confirming, cancelling, forgetting."""

import pytest

from rules.values.errors import UnknownNumber
from rules.values.kind import State
from tests.handlers.office import Office

SENTENCE = "今天上午8点在东关桥头查到一家小吃店没有食品经营许可，移给市监局"
DRAFT = (
    "移交草稿，确认后才发出。\n"
    "今天上午8点在东关桥头查到一家小吃店没有食品经营许可，移给市监局\n"
    "交给：清丰县市场监督管理局\n"
    "落款：清丰县城关镇人民政府\n"
    "发现时间：4月2日（周四）08:00\n"
    "来源：检查巡查发现\n"
    "可以发送“确认发出”、“取消”。"
)


async def nothing_filed(office: Office) -> None:
    with pytest.raises(UnknownNumber):
        await office.matter("移1")


async def test_one_sentence_is_enough(qingfeng: Office) -> None:
    assert await qingfeng.says("田建国", SENTENCE) == DRAFT
    await nothing_filed(qingfeng)
    assert (await qingfeng.says("田建国", "确认发出")).startswith(
        "移1 移交已送达市监局（4月2日（周四）09:00）。"
    )
    assert (await qingfeng.matter("移1")).state is State.DELIVERED


async def test_only_what_is_missing_is_asked_one_thing_at_a_time(renqiu: Office) -> None:
    """CZ-18: in 沧州 the approving leader is asked for as well."""
    ask = renqiu.says
    assert await ask("韩雪", "移交") == "请问交给哪个单位？不办了请发送“取消”。"
    assert await ask("韩雪", "市监局") == (
        "请用一两句话说明时间、地点、当事人和基本违法事实。不办了请发送“取消”。"
    )
    assert await ask("韩雪", "新华路一家奶茶店没有食品经营许可") == (
        "什么时候发现或者接到的？不办了请发送“取消”。"
    )
    assert await ask("韩雪", "昨天下午3点") == (
        "是投诉举报、信访，还是检查巡查发现的？请回复序号：\n1 投诉举报、信访\n2 检查巡查发现"
    )
    assert await ask("韩雪", "2") == "请问由哪位领导批准移交？不办了请发送“取消”。"
    assert await ask("韩雪", "董波") == (
        "移交草稿，确认后才发出。\n"
        "新华路一家奶茶店没有食品经营许可\n"
        "交给：任丘市市场监督管理局\n"
        "落款：任丘市人民政府新华路街道办事处\n"
        "发现时间：4月23日（周四）15:00\n"
        "来源：检查巡查发现\n"
        "批准领导：董波\n"
        "应附材料：基本违法事实的书面材料（第八条）；"
        "涉嫌违法案件移交函、案源材料、初步证据材料（第八条）。\n"
        "可以发送“确认发出”、“登记”、“取消”。"
    )
    await ask("韩雪", "1")
    [entry] = await renqiu.entries("移1")
    assert ("approver", "董波") in entry.details


async def test_a_time_of_which_part_was_not_said_is_marked(qingfeng: Office) -> None:
    await qingfeng.says("宋梅", "移送市监局 某店无证经营，12345热线转来")
    draft = await qingfeng.says("宋梅", "昨天")
    assert "发现时间：4月1日（周三）09:00（推断）" in draft


async def test_an_unfit_answer_is_asked_for_again(qingfeng: Office) -> None:
    ask = qingfeng.says
    await ask("宋梅", "移送市监局 某店无证经营")
    future = "没有看懂时间，或者时间还没有到。请这样写：“今天上午9点”“4月3日15:30”。"
    assert (await ask("宋梅", "明天上午")).startswith(future)
    unclear = await ask("宋梅", "不清楚")
    assert unclear.startswith("好的，先不办。“不清楚”没有记为发现时间，想好了再接着回复。")
    await ask("宋梅", "昨天")
    assert (await ask("宋梅", "7")).startswith("请回复“1”或者“2”。是投诉举报、信访")


async def test_two_units_of_one_name_are_asked_about_and_a_digit_answers(renqiu: Office) -> None:
    assert await renqiu.says("韩雪", "移交 执法队 有人在河道挖沙，今早8点检查发现") == (
        "您说的是哪个单位？请回复序号：\n1 出岸镇综合行政执法队\n2 石门桥镇综合行政执法队"
    )
    assert (await renqiu.says("韩雪", "9")).startswith("没有认出单位。您说的是哪个单位？")
    await renqiu.says("韩雪", "2")
    draft = await renqiu.says("韩雪", "董波")
    assert "交给：任丘市石门桥镇人民政府\n" in draft, "the body's unit signs, CZ-19"


async def test_a_unit_nobody_knows_is_named(qingfeng: Office) -> None:
    assert await qingfeng.says("李强", "流动摊贩占道，昨天检查发现，移给城管局") == (
        "通讯录里没有“城管局”。请问交给哪个单位？不办了请发送“取消”。"
    )


async def test_one_s_own_unit_is_refused_when_it_is_named(qingfeng: Office) -> None:
    own = "没有移交：城关镇就是您所在的单位。请写明要交给的其他单位。"
    assert await qingfeng.says("宋梅", "移送城关镇 某店无证经营") == own
    await qingfeng.says("宋梅", "移送")
    assert await qingfeng.says("宋梅", "城关镇") == own
    assert (await qingfeng.says("宋梅", "市监局")).startswith("请用一两句话说明"), "goes on"


async def test_cancelling_forgets_the_draft(qingfeng: Office) -> None:
    await qingfeng.says("田建国", SENTENCE)
    assert await qingfeng.says("田建国", "取消") == "已取消，没有发出。"
    assert await qingfeng.says("田建国", "确认发出") == (
        "没有等待确认的草稿，可能已经发出或者失效。可以发送“待办”查看。"
    )
    assert await qingfeng.says("田建国", "取消") == (
        "现在没有正在填写的内容。已经发出的事项请发送“撤回 <编号> <理由>”。"
    )
    await nothing_filed(qingfeng)


@pytest.mark.parametrize("word", ["算了", "不发了", "取消", "不要了"])
async def test_whoever_gives_up_is_not_taken_for_an_answer(qingfeng: Office, word: str) -> None:
    """算了 was once recorded as the reason of a withdrawal."""
    await qingfeng.refer("田建国", "市监局")
    assert await qingfeng.says("田建国", "撤回 移1") == "请说明理由。不办了请发送“取消”。"
    assert await qingfeng.says("田建国", word) == "已取消，没有发出。"
    assert (await qingfeng.matter("移1")).state is State.DELIVERED


async def test_a_digit_that_is_no_option_sends_nothing(qingfeng: Office) -> None:
    await qingfeng.says("田建国", SENTENCE)
    assert await qingfeng.says("田建国", "7") == "没有发出：请回复序号，1 确认发出、2 取消。"
    await nothing_filed(qingfeng)
    assert await qingfeng.says("田建国", "2") == "已取消，没有发出。"


async def test_words_that_are_no_answer_leave_the_draft_waiting(qingfeng: Office) -> None:
    await qingfeng.says("田建国", SENTENCE)
    assert await qingfeng.says("田建国", "等一下我看看") == (
        "好的，先不办。“等一下我看看”没有记为基本事实，想好了再接着回复。\n"
        "移交草稿（市监局，今天上午8点在东关桥头查到一家小吃店没…）还没有发出，"
        "请发送“确认发出”或者“取消”。要改的可以说“单位改成某某局”“时间改成今天上午9点”"
        "“内容改成……”。"
    )
    assert (await qingfeng.says("田建国", "好")).startswith("移1 移交已送达")


async def test_a_draft_lives_thirty_minutes_and_its_end_is_one_sentence(qingfeng: Office) -> None:
    await qingfeng.says("田建国", SENTENCE)
    qingfeng.at("2026-04-02 09:29:59")
    assert "还没有发出" in await qingfeng.says("田建国", "等一下我看看")
    qingfeng.at("2026-04-02 09:30")
    assert await qingfeng.says("田建国", "确认发出") == (
        "上一次填写超过30分钟没有完成，已经失效，没有发出。\n请重新说明要办的事。"
    )
    await nothing_filed(qingfeng)
    assert await qingfeng.says("田建国", "待办") == "城关镇没有在办事项。", "said once"


async def test_a_new_sentence_after_the_end_is_taken_up_at_once(qingfeng: Office) -> None:
    await qingfeng.says("田建国", "移送市监局")
    qingfeng.at("2026-04-02 10:00")
    assert await qingfeng.says("田建国", SENTENCE) == (
        f"上一次填写超过30分钟没有完成，已经失效，没有发出。\n{DRAFT}"
    )


async def test_an_old_draft_confirms_no_newer_one(qingfeng: Office) -> None:
    await qingfeng.says("田建国", SENTENCE)
    old = qingfeng.card("田建国", "确认发出")
    await qingfeng.says("田建国", "移送住建局 工地扬尘，今天上午8点检查发现")
    reply = await qingfeng.taps("田建国", "确认发出", old)
    assert reply.done == "已发出 09:00"
    assert (await qingfeng.matter("移1")).receiver == "samr", "a card sends what stands on it"
    with pytest.raises(UnknownNumber):
        await qingfeng.matter("移2")
    again = await qingfeng.taps("田建国", "确认发出", old)
    assert again.message is not None
    assert again.message.text == "这张草稿已经失效。请确认最新的一张，或者发送“取消”。"
    await qingfeng.says("田建国", "确认发出")
    assert (await qingfeng.matter("移2")).receiver == "housing"


async def test_a_draft_is_confirmed_once_however_often_it_is_tapped(qingfeng: Office) -> None:
    await qingfeng.says("田建国", SENTENCE)
    first = await qingfeng.taps("田建国", "确认发出")
    assert first.done == "已发出 09:00"
    second = await qingfeng.taps("田建国", "确认发出")
    assert second.done == "已失效"
    with pytest.raises(UnknownNumber):
        await qingfeng.matter("移2")


async def test_a_dialogue_belongs_to_one_person_in_one_conversation(qingfeng: Office) -> None:
    await qingfeng.says("田建国", SENTENCE, group=True)
    nobody = "没有等待确认的草稿，可能已经发出或者失效。可以发送“待办”查看。"
    assert await qingfeng.says("宋梅", "确认发出", group=True) == nobody
    assert await qingfeng.says("田建国", "确认发出") == nobody
    # Others read along: the group hears number and state, he hears the rest alone.
    assert await qingfeng.says("田建国", "确认发出", group=True) == (
        "移1 已送达，等待办理。\n详情已单独发给您。"
    )


async def test_looking_something_up_does_not_disturb_a_dialogue(qingfeng: Office) -> None:
    await qingfeng.says("田建国", "移送市监局 某店无证经营")
    assert await qingfeng.says("田建国", "还有什么没办") == (
        "城关镇没有在办事项。\n移交还没有填完。什么时候发现或者接到的？不办了请发送“取消”。"
    )
    assert (await qingfeng.says("田建国", "今天上午8点")).startswith("是投诉举报、信访")


async def test_noting_down_first_is_offered_where_it_helps(renqiu: Office) -> None:
    await renqiu.says("韩雪", "移送市监局 某店无证经营，今天上午8点检查发现")
    await renqiu.says("韩雪", "董波")
    assert await renqiu.says("韩雪", "登记") == (
        "移1 已登记，尚未送出。\n"
        "期限：新华路街道移交案件，4月29日（周三）24:00前，依据第七条。\n"
        "可以发送“移交 移1”、“延期 移1”。"
    )
    assert (await renqiu.matter("移1")).state is State.REGISTERED
    assert await renqiu.pushes("移1") == []
    assert (await renqiu.says("韩雪", "移交 移1")).startswith("移1 移交已送达市监局")


async def test_noting_down_is_refused_where_the_document_knows_no_extension(
    qingfeng: Office,
) -> None:
    await qingfeng.says("田建国", SENTENCE)
    assert await qingfeng.says("田建国", "登记") == (
        "没有登记：《清丰协作规定》没有规定移交可以延期，请直接发送“确认发出”。"
    )
    await nothing_filed(qingfeng)


async def test_a_receiver_without_a_contact_is_known_at_once(renqiu: Office) -> None:
    """A7: not delivered, no period, the sender is told and offered paper."""
    await renqiu.says("韩雪", "移送生态环境分局 工地夜间施工噪声，今天上午8点检查发现")
    await renqiu.says("韩雪", "董波")
    reply = await renqiu.taps("韩雪", "确认发出")
    assert reply.done == "没有送达 09:00"
    assert reply.message is not None
    assert reply.message.text == (
        "移1 没有送达：生态环境分局没有登记可以接收的联系人，期限没有开始计算。"
        "请改用纸质文书或者电话办理，送到后发送“纸质送达 移1”。\n"
        "期限：新华路街道移交案件，4月29日（周三）24:00前，依据第七条。\n"
        "可以发送“纸质送达 移1”。"
    )


@pytest.mark.parametrize(
    "text",
    [
        "紧急 城关镇 应急局接报东关桥化工仓库泄漏",
        "应急局接到报警，城关镇东关桥化工仓库泄漏，情况紧急",
        "紧急 应急局高峰报告，城关镇化工仓库泄漏",
    ],
)
async def test_ones_own_unit_in_a_sentence_is_neither_receiver_nor_left_out(
    qingfeng: Office, text: str
) -> None:
    draft = await qingfeng.says("高峰", text)
    assert "交给：清丰县城关镇人民政府\n落款：清丰县应急管理局" in draft
    assert "没有包括在内" not in draft


async def test_ones_own_body_is_ones_own_unit(qingfeng: Office) -> None:
    draft = await qingfeng.says("宋梅", "紧急 应急局 城关镇执法大队发现化工仓库泄漏")
    assert "交给：清丰县应急管理局" in draft
    assert "没有包括在内" not in draft


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("紧急 马庄桥镇和韩村镇交界处化工仓库泄漏", "1 马庄桥镇\n2 韩村镇"),
        ("城关镇与韩村镇交界处着火，紧急", "1 城关镇\n2 韩村镇"),
        ("紧急 城关镇农业局 煤气爆炸", "1 城关镇\n2 农业农村局"),
        ("移送 市监局、住建局 工地食堂没有许可还乱搭棚子", "1 市监局\n2 住建局"),
        ("工地食堂没有许可还乱搭棚子，移给市监局和住建局", "1 市监局\n2 住建局"),
        ("请市监局和住建局协助核查工地食堂的许可", "1 市监局\n2 住建局"),
    ],
)
async def test_two_who_are_addressed_are_asked_about(
    qingfeng: Office, text: str, rows: str
) -> None:
    """Taking the first left the second unaware, with one line of small print."""
    answer = await qingfeng.says("高峰", text)
    assert answer == f"您说的是哪个单位？请回复序号：\n{rows}"
    chosen = rows.rsplit(maxsplit=1)[-1]
    answer = await qingfeng.says("高峰", "2")
    await nothing_filed(qingfeng)
    if "草稿" in answer:
        unit = next(u for u in qingfeng.county.directory.units.values() if u.short == chosen)
        assert f"交给：{unit.name}" in answer


async def test_what_an_answer_tells_besides_is_not_asked_again(qingfeng: Office) -> None:
    await qingfeng.says("宋梅", "移送市监局")
    draft = await qingfeng.says("宋梅", "东关桥头小吃店无证经营，今天上午8点检查发现")
    assert "发现时间：4月2日（周四）08:00\n来源：检查巡查发现" in draft
    await qingfeng.says("宋梅", "取消")
    await qingfeng.says("宋梅", "移送市监局 东关桥头小吃店无证经营")
    draft = await qingfeng.says("宋梅", "昨天下午3点接到群众举报")
    assert "发现时间：4月1日（周三）15:00\n来源：投诉举报、信访" in draft
