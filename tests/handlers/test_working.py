"""Working on a matter: each command, who may send it, and what an old card does."""

import asyncio

import pytest

from rules.values.facts import FactKind
from rules.values.kind import State
from tests.handlers.office import Office

GONE = "没有找到 移1。请核对编号，或发送“待办”查看本单位在办事项。"


async def test_a_referral_from_acceptance_to_settlement(renqiu: Office) -> None:
    await renqiu.refer("韩雪", "市监局")
    assert await renqiu.says("梁静", "签收 移1") == (
        "移1 已签收（4月24日（周五）09:00）。\n"
        "期限：市监局书面告知受理情况，5月6日（周三）24:00前，依据第七条。\n"
        "可以发送“受理 移1”、“补正 移1”、“不予受理 移1”、“报请 移1”。"
    )
    assert await renqiu.says("梁静", "受理 移1") == (
        "移1 已受理（4月24日（周五）09:00）。\n"
        "受理不等于立案，决定立案后请发送“立案 移1”。\n"
        "可以发送“立案 移1”、“办结 移1”。"
    )
    assert await renqiu.says("梁静", "立案 移1") == (
        "移1 已立案（4月24日（周五）09:00）。\n可以发送“办结 移1”。"
    )
    assert await renqiu.says("梁静", "办结 移1") == "请写明办理结果。不办了请发送“取消”。"
    assert await renqiu.answers("梁静", "罚款2000元") == "移1 已办结（4月24日（周五）09:00）。"
    assert await renqiu.says("韩雪", "查 移1") == (
        "移1 已办结\n"
        "某店无证经营，今天上午8点检查发现\n"
        "4月24日（周五）09:00 韩雪 发出移交（接收单位：市监局；发现时间：4月24日（周五）08:00；"
        "来源：检查巡查发现；批准领导：董波）\n"
        "4月24日（周五）09:00 梁静 签收\n"
        "4月24日（周五）09:00 梁静 受理\n"
        "4月24日（周五）09:00 梁静 立案\n"
        "4月24日（周五）09:00 梁静 办结（办理结果：罚款2000元）"
    )


async def test_a_supplement_is_asked_for_and_supplied(qingfeng: Office) -> None:
    await qingfeng.refer("李强", "城关镇")
    assert await qingfeng.says("宋梅", "补正 移1") == (
        "请一次性列明需要补充的材料。不办了请发送“取消”。"
    )
    assert (await qingfeng.answers("宋梅", "现场检查笔录")).startswith("移1 ")
    assert (await qingfeng.matter("移1")).state is State.SUPPLEMENTING
    told = [push.message.text for push in await qingfeng.pushes("移1") if push.kind == "step"]
    assert "补充内容：现场检查笔录" in told[-1]
    assert (await qingfeng.says("李强", "补充 移1 笔录一份")).startswith(
        "移1 已补充（4月2日（周四）09:00）。"
    )
    assert (await qingfeng.matter("移1")).state is State.DELIVERED


async def test_an_emergency_from_the_call_to_the_scene(qingfeng: Office) -> None:
    await qingfeng.says("高峰", "紧急 城关镇 化工仓库泄漏，未见人员受伤")
    assert (await qingfeng.says("高峰", "确认发出")).startswith(
        "急1 紧急通报已送达城关镇（4月2日（周四）09:00）。\n"
        "期限：城关镇组织执法人员赶赴现场，4月2日（周四）11:00前"
    )
    assert (await qingfeng.says("路志强", "确认 急1")).startswith("急1 已确认")
    assert await qingfeng.says("路志强", "出发 急1") == (
        "谁出发？请写明姓名，只知道一名的先写一名。不办了请发送“取消”。"
    )
    alone = await qingfeng.says("路志强", "宋梅")
    assert alone.startswith("急1 已出发")
    assert "同去的还有其他人的，请发送“出发 急1 姓名”补记。" in alone
    assert (await qingfeng.says("路志强", "出发 急1 路志强")).startswith("急1 已补记出发人员")
    before = await qingfeng.entries("急1")
    again = await qingfeng.says("路志强", "出发 急1 路志强")
    assert again.startswith("没有再次记录：路志强已经登记出发，不用重复发送。")
    assert await qingfeng.entries("急1") == before, "said twice, recorded once"
    assert (await qingfeng.says("路志强", "到场")).startswith("急1 已到场")
    kinds = [fact.kind for fact in (await qingfeng.matter("急1")).facts]
    assert kinds == [
        FactKind.FOUND,
        FactKind.EMERGENCY_NOTIFIED,
        FactKind.ACKNOWLEDGED,
        FactKind.DISPATCHED,
        FactKind.ARRIVED,
    ]


@pytest.mark.parametrize("word", ["收到", "好的", "确认", "1", "收到了"])
async def test_at_night_one_word_stops_the_ringing(qingfeng: Office, word: str) -> None:
    await qingfeng.says("高峰", "紧急 城关镇 化工仓库泄漏")
    await qingfeng.says("高峰", "确认发出")
    assert (await qingfeng.says("路志强", word)).startswith("急1 已确认（4月2日（周四）09:00）。")


async def test_what_the_other_side_must_do_is_not_done_for_it(qingfeng: Office) -> None:
    await qingfeng.refer("宋梅", "市监局")
    assert await qingfeng.says("宋梅", "受理 移1") == (
        "没有受理：移1 的这一步由市监局办理。可以发送“查 移1”了解进展。"
    )
    assert (await qingfeng.matter("移1")).entries == 1


@pytest.mark.parametrize("text", ["查 移1", "为什么 移1", "受理 移1", "撤回 移1 发错了"])
async def test_somebody_else_s_matter_sounds_like_no_matter(qingfeng: Office, text: str) -> None:
    assert await qingfeng.says("陈静", text) == GONE
    await qingfeng.refer("宋梅", "市监局")
    assert await qingfeng.says("陈静", text) == GONE


async def test_the_supervisor_may_look_and_not_act(qingfeng: Office) -> None:
    await qingfeng.refer("宋梅", "市监局")
    assert (await qingfeng.says("周岚", "查 移1")).startswith("移1 已送达，等待办理\n")
    assert await qingfeng.says("周岚", "受理 移1") == (
        "没有受理：移1 的这一步由城关镇和市监局办理。可以发送“查 移1”了解进展。"
    )


async def test_who_found_it_still_sees_what_was_handed_on(qingfeng: Office) -> None:
    await qingfeng.refer("宋梅", "市监局")
    await qingfeng.says("李强", "转交 移1 住建局 属于工地管理")
    matter = await qingfeng.matter("移1")
    assert (matter.sender, matter.receiver) == ("samr", "housing")
    assert "李强 转交" in await qingfeng.says("宋梅", "查 移1")


async def test_several_matters_are_listed_and_chosen_by_digit_or_number(qingfeng: Office) -> None:
    await qingfeng.refer("宋梅", "市监局", "甲店无证经营")
    await qingfeng.refer("宋梅", "市监局", "乙店无证经营")
    listed = (
        "要受理哪一件？请回复序号或者编号：\n"
        "1 移1 甲店无证经营，今天上午8点检查发现\n"
        "2 移2 乙店无证经营，今天上午8点检查发现"
    )
    assert await qingfeng.says("李强", "受理") == listed
    assert await qingfeng.says("李强", "5") == ("请回复序号或者编号，例如“1”。不办了请发送“取消”。")
    assert (await qingfeng.says("李强", "2")).startswith("移2 已受理")
    assert (await qingfeng.says("李强", "受理")).startswith("移1 已受理"), "only one is left"
    assert await qingfeng.says("李强", "受理") == (
        "没有受理：没有找到本单位现在可以受理的事项。请写明编号，或者发送“待办”查看。"
    )


async def test_bare_digits_are_the_unit_s_own_matter(qingfeng: Office) -> None:
    await qingfeng.refer("宋梅", "市监局")
    assert (await qingfeng.says("李强", "受理1")).startswith("移1 已受理")


async def test_a_quoted_message_gives_the_number(qingfeng: Office) -> None:
    await qingfeng.refer("宋梅", "市监局", "甲店无证经营")
    await qingfeng.refer("宋梅", "市监局", "乙店无证经营")
    quote = "移2：城关镇移交贵单位\n乙店无证经营"
    assert (await qingfeng.says("李强", "受理", quote=quote)).startswith("移2 已受理")


async def test_two_officers_race_one_wins_and_the_other_is_told(qingfeng: Office) -> None:
    await qingfeng.refer("李强", "城关镇")
    answers = await asyncio.gather(
        qingfeng.says("田建国", "受理 移1"), qingfeng.says("宋梅", "受理 移1")
    )
    assert sorted(answer.split("（")[0].split("。")[0] for answer in answers) == [
        "没有受理：移1 目前已受理",
        "移1 已受理",
    ]
    assert [entry.step for entry in await qingfeng.entries("移1")] == ["send", "accept"]


async def test_a_card_after_which_somebody_acted_changes_nothing(qingfeng: Office) -> None:
    await qingfeng.refer("李强", "城关镇")
    card = await qingfeng.pushed_card("田建国", "移1")
    await qingfeng.says("宋梅", "受理 移1")
    reply = await qingfeng.taps("田建国", "补正", card)
    assert reply.done == "已过时"
    assert reply.message is not None
    assert reply.message.text == (
        "没有补正：移1 已受理（宋梅，4月2日（周四）09:00），这张卡片已经过时。\n"
        "可以发送“立案 移1”、“办结 移1”。"
    )
    assert reply.message.card is not None
    assert [button.text for button in reply.message.card.buttons] == ["立案", "办结"]
    assert (await qingfeng.matter("移1")).entries == 2


async def test_a_step_that_is_still_in_the_table_is_not_taken_from_an_old_card(
    qingfeng: Office,
) -> None:
    """受理 is allowed while a supplement is awaited, but not by who does not know of it."""
    await qingfeng.refer("李强", "城关镇")
    card = await qingfeng.pushed_card("田建国", "移1")
    await qingfeng.says("宋梅", "补正 移1 现场检查笔录")
    reply = await qingfeng.taps("田建国", "受理", card)
    assert reply.done == "已过时"
    assert (await qingfeng.matter("移1")).state is State.SUPPLEMENTING
    await qingfeng.taps("田建国", "受理")
    assert (await qingfeng.matter("移1")).state is State.ACCEPTED, "from the card of today"


async def test_signing_for_it_and_the_clock_make_no_card_old(qingfeng: Office) -> None:
    await qingfeng.refer("李强", "城关镇")
    card = await qingfeng.pushed_card("田建国", "移1")
    await qingfeng.says("宋梅", "签收 移1")
    reply = await qingfeng.taps("田建国", "受理", card)
    assert reply.done == "已受理 09:00"


async def test_what_is_said_in_a_group_shows_no_personal_number(qingfeng: Office) -> None:
    """Law on personal data: others read along."""
    text = "李四（410922199001011234，电话13812345678）无证卖熟食，今天上午8点检查发现，移给市监局"
    draft = await qingfeng.says("田建国", text, group=True)
    sent = await qingfeng.says("田建国", "确认发出", group=True)
    await qingfeng.says("李强", "补正 移1 请补充13812345678机主身份证明")
    shown = await qingfeng.says("李强", "查 移1", group=True)
    listed = await qingfeng.says("李强", "待办", group=True)
    for words in (draft, sent, shown, listed):
        assert "410922199001011234" not in words
        assert "13812345678" not in words
    assert "**************1234，电话*******5678" in draft
    assert (shown, listed) == (
        "移1 等待补充材料。\n详情已单独发给您。",
        "移1 等待补充材料。\n详情已单独发给您。",
    )
    assert "请补充13812345678机主身份证明" in await qingfeng.says("田建国", "查 移1")
    [entry, *_] = await qingfeng.entries("移1")
    assert "410922199001011234" in dict(entry.details)["facts"], "the record keeps what was said"


async def test_the_list_says_what_waits_for_whom(qingfeng: Office) -> None:
    await qingfeng.refer("李强", "城关镇")
    assert await qingfeng.says("宋梅", "待办") == (
        "城关镇在办事项 1 件。\n"
        "需要本单位办理：\n"
        "移1 市监局：某店无证经营，今天上午8点检查发现，已送达，等待办理，"
        "不符合移交条件的，城关镇通知补充材料，4月7日（周二）24:00前，依据三（三），"
        "可以发送“受理 移1”。"
    )
    assert "等待对方办理：\n移1 城关镇：" in await qingfeng.says("李强", "待办")
    assert await qingfeng.says("陈静", "待办") == "住建局没有在办事项。"
    await qingfeng.says("宋梅", "补正 移1 请补充现场照片")
    assert "等待对方办理：\n移1 市监局：" in await qingfeng.says("宋梅", "待办")
    assert "需要本单位办理：\n移1 城关镇：" in await qingfeng.says("李强", "待办")


async def test_only_one_matter_is_handled_at_a_time_and_the_other_is_named(
    qingfeng: Office,
) -> None:
    await qingfeng.refer("宋梅", "市监局", "甲店无证经营")
    await qingfeng.refer("宋梅", "市监局", "乙店无证经营")
    answer = await qingfeng.says("李强", "受理 移1、移2")
    assert answer.startswith("移1 已受理")
    assert answer.endswith("一次只能办一件，移2没有包括在内，请另发一条。")
    assert (await qingfeng.matter("移2")).state is State.DELIVERED


async def test_an_extension_beyond_the_total_is_cut_and_says_so(renqiu: Office) -> None:
    """CZ-11, 第七条: 移交期限最长不超过5个工作日."""
    await renqiu.says("韩雪", "移送市监局 某店无证经营，今天上午8点检查发现")
    await renqiu.says("韩雪", "董波")
    await renqiu.says("韩雪", "登记")
    assert await renqiu.says("韩雪", "延期 移1") == (
        "请核对：调查核实等客观原因，并在原期限届满前告知对方。《沧州协作办法》第七条："
        "“因调查核实等客观原因确需延长移交期限的，应事先告知相关部门，"
        "但移交期限最长不超过5个工作日”。\n"
        "延期到哪一天？不办了请发送“取消”。"
    )
    assert (await renqiu.says("韩雪", "4月20日")).startswith(
        "没有看懂日期，或者日期已经过去。请这样写：“4月14日”“下周三”。"
    )
    await renqiu.says("韩雪", "5月20日")
    shown = await renqiu.says("韩雪", "需要调查核实")
    assert "告知的新日期5月20日（周三）超过最长期限" in shown, "said before it is done"
    assert await renqiu.says("韩雪", "确认") == (
        "移1 已延期（4月24日（周五）09:00）。\n"
        "告知的新日期5月20日（周三）超过最长期限，按最长期限计算。\n"
        "期限：新华路街道移交案件，5月6日（周三）24:00前，依据第七条。\n"
        "可以发送“移交 移1”、“延期 移1”。"
    )


async def test_paper_starts_the_period_at_its_own_time(renqiu: Office) -> None:
    """A7: the other delivery is recorded with its proof and starts the clock then."""
    await renqiu.refer("韩雪", "生态环境分局", "工地夜间施工噪声")
    assert (await renqiu.says("韩雪", "纸质送达 移1")).endswith(
        "纸质文书什么时候送到的？不办了请发送“取消”。"
    )
    renqiu.at("2026-04-27 10:00")
    await renqiu.says("韩雪", "纸质送达 移1")
    assert await renqiu.says("韩雪", "今天上午9点20分") == (
        "由谁签收，回执或者送达记录的编号是什么？不办了请发送“取消”。"
    )
    assert await renqiu.says("韩雪", "连升签收，回执003号") == (
        "移1 已纸质送达（4月27日（周一）09:20）。\n"
        "期限：生态环境分局书面告知受理情况，5月7日（周四）24:00前，依据第七条。"
    )


async def test_help_lists_what_can_be_said_and_tells_of_one_word(qingfeng: Office) -> None:
    assert await qingfeng.says("宋梅", "帮助") == (
        "《清丰协作规定》协作助手。一句话就可以，例如：\n"
        "今早在东关桥头查到一家小吃店没有食品经营许可，移给市监局\n"
        "受理 移12\n"
        "发起：移送、协助、紧急、共享\n"
        "办理：纸质送达、签收、受理、不予受理、补正、补充、延期、答复、转交、报请、立案、"
        "确认、电话通知、出发、到场、办结、撤回、不予协助\n"
        "查看：待办、查、为什么、条文、材料、如果\n"
        "其他：取消、帮助\n"
        "想知道一个词怎么用，请发送“帮助 受理”。"
    )
    assert await qingfeng.says("宋梅", "帮助 延期") == (
        "延期 <编号> <新日期> <理由>：在期满前告知延期。"
    )
