"""What is said while the bot waits for something else: a yes, a question, another command."""

import pytest

from rules.values.kind import State
from tests.handlers.office import Office

GUESS = "移1可以吧，同意接收"
MEANT = "您是要“受理 移1”吗？是的话请回复“是”，不是请回复“不是”。"
NO = "好的，没有办理。请重新说明要办的事，或者发送“帮助”。"
REASON = "“撤回 移1”还没有填完。请说明理由。不办了请发送“取消”。"


@pytest.fixture
async def asked(qingfeng: Office) -> Office:
    """移1 lies with 市监局, and 李强 has been asked whether he means 受理 移1."""
    await qingfeng.refer("宋梅", "市监局")
    assert await qingfeng.says("李强", GUESS) == MEANT
    return qingfeng


@pytest.fixture
async def waiting(qingfeng: Office) -> Office:
    """宋梅 has been asked why she withdraws 移1."""
    await qingfeng.refer("宋梅", "市监局")
    assert await qingfeng.says("宋梅", "撤回 移1") == "请说明理由。不办了请发送“取消”。"
    return qingfeng


@pytest.mark.parametrize("word", ["是", "是的", "对", "好的", "确认", "1", "嗯，是的", "受理"])
async def test_a_bare_yes_does_what_was_asked(asked: Office, word: str) -> None:
    assert (await asked.says("李强", word)).startswith("移1 已受理")
    assert (await asked.matter("移1")).state is State.ACCEPTED


@pytest.mark.parametrize("word", ["不", "不是", "取消", "不对", "否", "算了"])
async def test_a_bare_no_does_nothing_and_ends_the_question(asked: Office, word: str) -> None:
    assert await asked.says("李强", word) == NO
    assert (await asked.says("李强", "是")).startswith("没有等待确认的草稿")
    assert (await asked.matter("移1")).state is State.DELIVERED


async def test_anything_else_is_a_new_command_and_ends_the_question(asked: Office) -> None:
    assert (await asked.says("李强", "查 移1")).startswith("移1 已送达")
    assert (await asked.says("李强", "是")).startswith("没有等待确认的草稿")
    assert (await asked.matter("移1")).state is State.DELIVERED


async def test_the_question_is_one_persons_in_one_conversation(asked: Office) -> None:
    assert (await asked.says("王敏", "是")).startswith("没有等待确认的草稿")
    assert (await asked.says("李强", "是", group=True)).startswith("没有等待确认的草稿")
    assert (await asked.says("李强", "是")).startswith("移1 已受理")


async def test_a_yes_after_thirty_minutes_does_nothing(asked: Office) -> None:
    asked.at("2026-04-02 09:30")
    assert await asked.says("李强", "是") == (
        "上一次填写超过30分钟没有完成，已经失效，没有发出。\n请重新说明要办的事。"
    )
    assert (await asked.matter("移1")).state is State.DELIVERED


async def test_a_yes_still_asks_for_what_the_step_needs(qingfeng: Office) -> None:
    await qingfeng.refer("宋梅", "市监局")
    await qingfeng.says("宋梅", "彻回 移1")
    assert await qingfeng.says("宋梅", "对") == "请说明理由。不办了请发送“取消”。"
    assert (await qingfeng.matter("移1")).state is State.DELIVERED


async def test_a_guess_does_not_take_the_place_of_a_draft(qingfeng: Office) -> None:
    await qingfeng.refer("李强", "城关镇")
    await qingfeng.says("宋梅", "移送市监局 某店无证经营，今天上午8点检查发现")
    assert "是的话请发送“受理 移1”" in await qingfeng.says("宋梅", GUESS)
    assert (await qingfeng.says("宋梅", "是")).startswith("移2 移交已送达")
    assert (await qingfeng.matter("移1")).state is State.DELIVERED


@pytest.mark.parametrize(
    ("says", "hears"),
    [
        ("帮助", "《清丰协作规定》协作助手"),
        ("帮助 受理", "受理 <编号>：受理"),
        ("查 移1", "移1 已送达，等待办理"),
        ("为什么 移1", "移1：《清丰协作规定》对这件事没有规定期限"),
        ("为啥 移1", "移1：《清丰协作规定》对这件事没有规定期限"),
        ("移1到哪一步了？", "移1 已送达，等待办理"),
        ("条文 移1", "移1 适用《清丰协作规定》"),
        ("条文 三（三）", "《清丰协作规定》三（三）"),
        ("待办", "城关镇在办事项 1 件"),
    ],
)
async def test_looking_something_up_is_answered_and_the_question_asked_again(
    waiting: Office, says: str, hears: str
) -> None:
    answer = await waiting.says("宋梅", says)
    assert answer.startswith(hears[:8]), answer
    assert answer.endswith(REASON)
    assert (await waiting.matter("移1")).state is State.DELIVERED
    assert (await waiting.answers("宋梅", "重复移送")).startswith("移1 已撤回")


@pytest.mark.parametrize("says", ["市监局几天内要受理？", "他们收到了吗", "现在撤回来得及吗?"])
async def test_a_question_is_not_recorded_as_the_answer(waiting: Office, says: str) -> None:
    assert await waiting.says("宋梅", says) == (
        "这一句像是提问，没有记为理由。"
        "期限和依据请发送“为什么 移1”，进展和经过请发送“查 移1”。"
        "确实要这样写的，请去掉问号再发。\n请说明理由。不办了请发送“取消”。"
    )
    assert (await waiting.matter("移1")).state is State.DELIVERED


@pytest.mark.parametrize("says", ["收到", "好的", "确认", "1", "是"])
async def test_a_nod_is_no_reason(waiting: Office, says: str) -> None:
    assert await waiting.says("宋梅", says) == (
        f"“{says}”没有记为理由。请说明理由。不办了请发送“取消”。"
    )
    assert (await waiting.matter("移1")).state is State.DELIVERED


@pytest.mark.parametrize(
    "says",
    [
        "受理后发现当事人已办证",
        "发现移送错了单位",
        "当事人已补充材料，不再需要移送市监局",
        "查无此店",
        "帮助当事人办证了",
        "案件已移交公安机关",
        "为什么移送的情形已经消失",
        "条文理解有误",
        "材料不全",
        "已经办结",
    ],
)
async def test_an_answer_may_contain_the_word_of_a_command(waiting: Office, says: str) -> None:
    assert (await waiting.answers("宋梅", says)).startswith("移1 已撤回")
    [*_, entry] = await waiting.entries("移1")
    assert dict(entry.details)["reason"] == says


async def test_a_step_of_another_matter_leaves_the_question_open(waiting: Office) -> None:
    await waiting.refer("李强", "城关镇", "乙店无证经营")
    answer = await waiting.says("宋梅", "受理 移2")
    assert answer.startswith("移2 已受理")
    assert answer.endswith(REASON)
    assert (await waiting.answers("宋梅", "重复移送")).startswith("移1 已撤回")


async def test_a_question_waits_while_another_is_answered(waiting: Office) -> None:
    """It was void before; whoever forgot that never came back to it."""
    await waiting.refer("李强", "城关镇", "乙店无证经营")
    assert (await waiting.says("宋梅", "补正 移2")).endswith(
        "前面的“撤回 移1”没有办理，先放着，这一件办完后再接着填。"
    )
    done = await waiting.answers("宋梅", "现场照片")
    assert done.startswith("移2 已要求补正")
    assert done.endswith(REASON)
    assert (await waiting.matter("移1")).state is State.DELIVERED
    assert (await waiting.answers("宋梅", "重复移送")).startswith("移1 已撤回")


async def test_a_draft_retyped_makes_the_first_void(qingfeng: Office) -> None:
    await qingfeng.says("宋梅", "移送市监局 某店无证经营，今天上午8点检查发现")
    again = await qingfeng.says("宋梅", "移送市监局 某某店无证经营，今天上午8点检查发现")
    assert again.endswith("前面没有发出的移交草稿已作废。")
    assert (await qingfeng.says("宋梅", "确认发出")).startswith("移1 ")
    assert (await qingfeng.says("宋梅", "取消")).startswith("现在没有正在填写")


async def test_a_draft_for_somebody_else_does_not_destroy_the_first(qingfeng: Office) -> None:
    """It was void before: two cases found on one walk are two drafts, one after the other."""
    await qingfeng.says("宋梅", "移送市监局 某店无证经营，今天上午8点检查发现")
    again = await qingfeng.says("宋梅", "移送住建局 工地扬尘，今天上午8点检查发现")
    assert again.endswith("没有办理，先放着，这一件办完后再接着填。")
    sent = await qingfeng.says("宋梅", "确认发出")
    assert (await qingfeng.matter("移1")).receiver == "housing"
    assert "移交草稿（市监局，某店无证经营，今天上午8点检查发现）还没有发出" in sent
    await qingfeng.says("宋梅", "确认发出")
    assert (await qingfeng.matter("移2")).receiver == "samr"


async def test_a_question_in_an_opening_is_no_fact_but_may_be_what_is_asked_for(
    qingfeng: Office,
) -> None:
    await qingfeng.says("宋梅", "移送市监局")
    answer = await qingfeng.says("宋梅", "市监局几天内要受理？")
    assert answer.startswith("这一句像是提问，没有记为基本事实。期限可以试算，例如“如果 明天 移交")
    await qingfeng.says("宋梅", "取消")
    await qingfeng.says("宋梅", "协助市监局")
    assert "这批奶粉算不算保健食品？" in await qingfeng.says("宋梅", "这批奶粉算不算保健食品？")


@pytest.mark.parametrize(
    "says", ["紧急 城关镇 化工仓库泄漏", "紧急情况，化工仓库泄漏", "化工仓库泄漏，情况紧急"]
)
async def test_an_emergency_is_never_taken_for_an_answer(qingfeng: Office, says: str) -> None:
    await qingfeng.refer("高峰", "城关镇")
    await qingfeng.says("高峰", "撤回 移1")
    answer = await qingfeng.says("高峰", says)
    assert answer.startswith(("紧急通报草稿", "请问交给哪个单位"))
    assert "“撤回 移1”没有办理，先放着" in answer, "the question waits below the emergency"
    assert (await qingfeng.matter("移1")).state is State.DELIVERED
    if not says.startswith("紧急"):
        assert answer.endswith("不是紧急通报的，请先“取消”，再发送“撤回 移1 <理由>”。")
        assert (await qingfeng.says("高峰", "取消")).endswith(REASON)
        await qingfeng.says("高峰", "撤回 移1 情况紧急，已经先行处置")
        assert (await qingfeng.matter("移1")).state is State.WITHDRAWN


@pytest.mark.parametrize("says", ["收到", "确认", "好的"])
@pytest.mark.parametrize(
    "open_", ["撤回 移1", "移送市监局 某店无证，今天上午8点检查发现", "移2可以吧，同意接收"]
)
async def test_a_call_that_rings_meanwhile_is_answered_by_one_word(
    qingfeng: Office, open_: str, says: str
) -> None:
    """A draft or a question of an hour ago must not swallow the 收到 that stops the ringing."""
    await qingfeng.refer("宋梅", "市监局")
    await qingfeng.refer("李强", "城关镇")
    await qingfeng.says("宋梅", open_)
    qingfeng.at("2026-04-02 09:10")
    await qingfeng.says("高峰", "紧急 城关镇 化工仓库泄漏")
    await qingfeng.says("高峰", "确认发出")
    assert (await qingfeng.says("宋梅", says)).startswith("急1 已确认")
    assert (await qingfeng.matter("移1")).state is State.DELIVERED
    assert (await qingfeng.matter("移2")).state is State.DELIVERED


async def test_a_draft_begun_while_it_rings_is_what_a_yes_means(qingfeng: Office) -> None:
    await qingfeng.says("高峰", "紧急 城关镇 化工仓库泄漏")
    await qingfeng.says("高峰", "确认发出")
    qingfeng.at("2026-04-02 09:01")
    await qingfeng.says("宋梅", "移送市监局 某店无证经营，今天上午8点检查发现")
    assert (await qingfeng.says("宋梅", "确认")).startswith("移1 移交已送达")


async def test_the_whole_command_answers_the_question_it_was_asked(qingfeng: Office) -> None:
    """Once it was done, taken for unfinished and undone: nobody had set out."""
    await qingfeng.says("宋梅", "紧急 应急局 烟花仓库冒烟")
    await qingfeng.says("宋梅", "确认发出")
    await qingfeng.says("徐宁", "确认 急1")
    assert "谁出发" in await qingfeng.says("徐宁", "出发 急1")
    assert (await qingfeng.says("徐宁", "出发 急1 徐宁 高峰")).startswith("急1 已出发")
    assert (await qingfeng.says("徐宁", "到场")).startswith("急1 已到场")


OPEN = (
    "不予受理 移1",
    "补正 移1",
    "受理",
    "移送城关镇",
    "移送城关镇 某店无证，今天上午8点检查发现",
    "移2可以吧，同意接收",
    "协助城关镇",
    "办结 移3",
)
WHOLE = {
    "受理 移1": State.ACCEPTED,
    "不予受理 移1 不属于我局职责": State.REFUSED,
    "补正 移1 现场照片": State.SUPPLEMENTING,
    "受理 移2": State.ACCEPTED,
    "立案 移3": State.FILED,
    "办结 移3 已责令改正": State.SETTLED,
}


@pytest.mark.parametrize("says", WHOLE)
@pytest.mark.parametrize("open_", OPEN)
async def test_a_whole_command_is_done_whatever_is_open(
    qingfeng: Office, open_: str, says: str
) -> None:
    for shop in "甲乙丙":
        await qingfeng.refer("宋梅", "市监局", f"{shop}店无证经营")
    await qingfeng.says("李强", "受理 移3")
    await qingfeng.says("李强", open_)
    answer = await qingfeng.says("李强", says)
    number = says.split()[1]
    assert answer.startswith(f"{number} "), answer
    assert (await qingfeng.matter(number)).state is WHOLE[says]
    if open_.split() == says.split()[: len(open_.split())]:
        assert "还没有填完" not in answer
        assert (await qingfeng.says("李强", "取消")).startswith("现在没有正在填写")


@pytest.mark.parametrize(
    ("says", "hears"),
    [
        ("查 移1", "移1 已受理"),
        ("不属于我局职责", "没有不予受理：移1 目前已受理"),
    ],
)
async def test_a_question_that_somebody_else_has_settled_is_not_asked_again(
    qingfeng: Office, says: str, hears: str
) -> None:
    await qingfeng.refer("宋梅", "市监局")
    await qingfeng.says("李强", "不予受理 移1")
    await qingfeng.says("王敏", "受理 移1")
    answer = await qingfeng.says("李强", says)
    assert answer.startswith(hears), answer
    assert "没有不予受理：移1 目前已受理" in answer
    assert (await qingfeng.says("李强", "取消")).startswith("现在没有正在填写")


async def test_the_button_of_a_guess_says_yes_with_all_that_was_said(qingfeng: Office) -> None:
    await qingfeng.says("宋梅", "协助市监局 鉴定这批酒是不是假酒")
    await qingfeng.says("宋梅", "确认发出")
    await qingfeng.says("李强", "协1 鉴定为假酒，报告已送")
    reply = await qingfeng.taps("李强", "答复")
    assert reply.done.startswith("已答复")
    [*_, entry] = await qingfeng.entries("协1")
    assert dict(entry.details)["opinion"] == "鉴定为假酒，报告已送"


@pytest.mark.parametrize("word", ["受理", "不是"])
async def test_an_old_guess_decides_nothing_that_is_open_now(asked: Office, word: str) -> None:
    old = asked.card("李强", word)
    await asked.says("李强", "不予受理 移1")
    assert (await asked.taps("李强", word, old)).done in {"已失效", "已过时"}
    assert (await asked.answers("李强", "不属于我局职责")).startswith("移1 不予受理")


async def test_the_cancel_of_an_old_draft_leaves_the_new_question_open(qingfeng: Office) -> None:
    await qingfeng.says("宋梅", "移送市监局 某店无证经营，今天上午8点检查发现")
    old = qingfeng.card("宋梅", "取消")
    await qingfeng.says("宋梅", "协助住建局")
    assert (await qingfeng.taps("宋梅", "取消", old)).done == "已取消"
    assert (await qingfeng.taps("宋梅", "取消", old)).done == "已过时"
    assert "交给：清丰县住房和城乡建设局" in await qingfeng.says("宋梅", "提供工地的施工许可")
