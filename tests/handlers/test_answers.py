"""A question takes only its answer; words for the other side are shown before it is done."""

import pytest

from rules.kinds import KINDS
from rules.values.errors import UnknownNumber
from rules.values.kind import KindSpec, State
from tests.handlers.office import Office, open_office

COUNTIES = ("cangzhou", "changjiang", "nangong", "qingfeng", "youyang")
REQUEST = "请市监局协助提供该店的许可登记材料"
PUT_OFF = (
    "先不回了",
    "等局长看过",
    "我问一下",
    "明天再说",
    "还在研究",
    "能不能宽限两天",
    "先放一放",
)
TO_OTHERS = ("小宋你看一下", "王局您批一下", "@李强 你跟一下", "请王局批示")
ASKS_BACK = ("要什么理由", "写什么", "怎么写", "为什么要填")
COURTESIES = ("谢谢", "辛苦了", "早上好", "在吗")
NO_ANSWERS = (*PUT_OFF, *TO_OTHERS, *ASKS_BACK, *COURTESIES)
STEPS = {
    "不予受理 移1": ("宋梅", "不属于我镇职责", State.REFUSED),
    "补正 移1": ("宋梅", "现场照片、询问笔录", State.SUPPLEMENTING),
    "撤回 移1": ("李强", "写错单位了，应移送住建局", State.WITHDRAWN),
    "补充 移2": ("李强", "现场照片3张", State.DELIVERED),
    "办结 移3": ("宋梅", "已责令改正，4月3日复查", State.SETTLED),
    "答复 协1": ("宋梅", "同意提供", State.REPLIED),
    "不予协助 协1": ("宋梅", "该店不在我镇辖区", State.REFUSED),
    "补正 协1": ("宋梅", "请附函件", State.SUPPLEMENTING),
}
"""What a button opens, who presses it, an answer, and what becomes of the matter."""


@pytest.fixture
async def busy(qingfeng: Office) -> Office:
    """移1 is fresh, 移2 waits for a supplement, 移3 is accepted, 协1 is asked: all at 城关镇."""
    for shop in "甲乙丙":
        await qingfeng.refer("李强", "城关镇", f"{shop}店无证经营")
    await qingfeng.says("宋梅", "补正 移2 现场照片")
    await qingfeng.says("宋梅", "受理 移3")
    await qingfeng.says("李强", "协助 城关镇 提供甲店的租赁合同")
    await qingfeng.says("李强", "确认发出")
    return qingfeng


@pytest.mark.parametrize("step", STEPS)
async def test_a_step_opened_by_a_button_is_shown_back_and_done_on_a_yes(
    busy: Office, step: str
) -> None:
    who, words, state = STEPS[step]
    number = step.split()[1]
    before = await busy.matter(number)
    await busy.says(who, step)
    shown = await busy.reply(who, words)
    assert shown.message is not None
    assert shown.message.text.startswith(f"请核对“{step}”，确认后才办理，对方将看到：\n{number}：")
    assert f"：{words}\n" in shown.message.text
    assert await busy.matter(number) == before
    assert shown.message.card is not None
    assert [button.text for button in shown.message.card.buttons] == ["确认", "改", "取消"]
    done = await busy.taps(who, "确认")
    assert done.done.endswith("09:00")
    assert (await busy.matter(number)).state is state
    told = [push.message.text for push in await busy.pushes(number) if push.kind == "step"][-1]
    for row in shown.message.text.split("\n")[1:3]:
        assert row in told, "the other side reads what was shown"
    entries = await busy.entries(number)
    again = await busy.taps(who, "确认")
    assert again.done in {"已失效", "已过时"}
    assert await busy.entries(number) == entries


@pytest.mark.parametrize("says", ["确认", "1", "是", "好的", "确认发出"])
async def test_every_yes_confirms_what_was_shown(busy: Office, says: str) -> None:
    await busy.says("宋梅", "不予受理 移1")
    await busy.says("宋梅", "不属于我镇职责")
    assert (await busy.says("宋梅", says)).startswith("移1 不予受理")


@pytest.mark.parametrize("says", ["取消", "3", "算了", "不是"])
async def test_a_no_does_nothing(busy: Office, says: str) -> None:
    await busy.says("宋梅", "不予受理 移1")
    await busy.says("宋梅", "不属于我镇职责")
    assert await busy.says("宋梅", says) == "已取消，没有办理。"
    assert (await busy.matter("移1")).state is State.DELIVERED
    assert (await busy.says("宋梅", "取消")).startswith("现在没有正在填写")


@pytest.mark.parametrize("says", ["改", "2", "修改"])
async def test_the_words_can_be_written_anew(busy: Office, says: str) -> None:
    await busy.says("宋梅", "不予受理 移1")
    await busy.says("宋梅", "不属于我镇职责")
    old = busy.card("宋梅", "确认")
    assert (await busy.says("宋梅", says)).endswith("请说明理由。不办了请发送“取消”。")
    assert "理由：该店在韩村镇" in await busy.says("宋梅", "该店在韩村镇")
    assert (await busy.taps("宋梅", "确认", old)).done == "已失效"
    assert "理由：该店在马庄桥镇" in await busy.says("宋梅", "理由改成：该店在马庄桥镇")
    await busy.says("宋梅", "确认")
    [*_, entry] = await busy.entries("移1")
    assert dict(entry.details)["reason"] == "该店在马庄桥镇"


async def test_what_is_typed_in_full_is_done_at_once(busy: Office) -> None:
    assert (await busy.says("宋梅", "不予受理 移1 不属于我镇职责")).startswith("移1 不予受理")
    assert (await busy.says("宋梅", "答复 协1 同意提供")).startswith("协1 已答复")


async def test_a_matter_that_was_found_and_not_named_is_shown_back(busy: Office) -> None:
    shown = await busy.says("宋梅", "答复 同意提供")
    assert shown.startswith("请核对“答复 协1”，确认后才办理")
    assert (await busy.matter("协1")).state is State.DELIVERED
    assert (await busy.says("宋梅", "确认")).startswith("协1 已答复")


async def test_a_colleague_who_was_faster_is_named(busy: Office) -> None:
    await busy.says("宋梅", "不予受理 移1")
    await busy.says("宋梅", "不属于我镇职责")
    await busy.says("田建国", "受理 移1")
    late = await busy.taps("宋梅", "确认")
    assert late.done == "已过时"
    assert late.message is not None
    assert late.message.text.startswith("没有不予受理：移1 目前已受理")
    assert (await busy.matter("移1")).state is State.ACCEPTED


async def test_a_matter_that_moved_on_and_back_is_shown_again(busy: Office) -> None:
    await busy.says("宋梅", "不予受理 移1")
    await busy.says("宋梅", "没有现场照片")
    await busy.says("田建国", "补正 移1 现场照片")
    await busy.says("李强", "补充 移1 照片3张")
    late = await busy.says("宋梅", "确认")
    assert late.startswith("移1 在您核对的时候有了新的办理，没有办理。请核对“不予受理 移1”")
    assert (await busy.matter("移1")).state is State.DELIVERED
    assert (await busy.says("宋梅", "确认")).startswith("移1 不予受理")


async def test_nobody_else_confirms_and_not_after_half_an_hour(busy: Office) -> None:
    await busy.says("宋梅", "不予受理 移1")
    await busy.says("宋梅", "不属于我镇职责")
    card = busy.card("宋梅", "确认")
    assert (await busy.taps("田建国", "确认", card)).done == "已失效"
    assert (await busy.says("田建国", "确认")).startswith("没有等待确认的草稿")
    busy.at("2026-04-02 09:30")
    late = await busy.taps("宋梅", "确认")
    assert late.done == "已失效"
    assert (await busy.matter("移1")).state is State.DELIVERED


@pytest.mark.parametrize("step", STEPS)
async def test_what_is_no_answer_is_not_recorded_and_the_question_waits(
    busy: Office, step: str
) -> None:
    who, words, state = STEPS[step]
    number = step.split()[1]
    await busy.says(who, step)
    before = await busy.entries(number)
    for says in NO_ANSWERS:
        answer = await busy.says(who, says)
        assert "没有记为" in answer
        assert answer.endswith("不办了请发送“取消”。")
    shown = await busy.says(who, words)
    assert "确认后才办理" in shown, "the question is still open"
    for says in NO_ANSWERS:
        answer = await busy.says(who, says)
        assert "还没有办理，请发送“确认”、“改”或者“取消”" in answer
    assert await busy.entries(number) == before
    await busy.says(who, "确认")
    assert (await busy.matter(number)).state is state


@pytest.mark.parametrize("says", ["昨天", "4月1日下午3点", "今天上午"])
@pytest.mark.parametrize("step", ["不予受理 移1", "办结 移3", "答复 协1"])
async def test_a_bare_time_is_no_reason_result_or_opinion(
    busy: Office, step: str, says: str
) -> None:
    await busy.says("宋梅", step)
    assert f"“{says}”只是时间，没有记为" in await busy.says("宋梅", says)


@pytest.mark.parametrize("step", ["不予受理 移1", "补正 移1", "办结 移3", "答复 协1"])
async def test_a_request_is_a_request_and_the_question_waits(busy: Office, step: str) -> None:
    """It was once recorded as why a case is not accepted, and as what has to be supplied."""
    number = step.split()[1]
    before = await busy.matter(number)
    asked = (await busy.says("宋梅", step)).split("\n")[-1]
    draft = await busy.says("宋梅", REQUEST)
    assert draft.startswith("协助草稿，确认后才发出。\n")
    assert f"前面的“{step}”没有办理，先放着" in draft
    sent = await busy.says("宋梅", "确认发出")
    assert sent.startswith("协2 协助已送达市监局")
    assert sent.endswith(asked)
    assert f"“{step}”还没有填完。" in sent
    assert await busy.matter(number) == before


@pytest.mark.parametrize(
    "says",
    [
        "今早在东关桥头查到一家小吃店没有食品经营许可，移给市监局",
        "移送 市监局 东关桥头小吃店无证经营，今天上午8点检查发现",
        "请住建局协助认定该房屋是否违建",
        "协助 住建局 提供该房屋的规划许可",
    ],
)
async def test_a_new_matter_is_a_new_matter_whatever_is_asked(busy: Office, says: str) -> None:
    await busy.says("宋梅", "不予受理 移1")
    answer = await busy.says("宋梅", says)
    assert "草稿，确认后才发出" in answer
    assert (await busy.says("宋梅", "取消")).endswith(
        "“不予受理 移1”还没有填完。请说明理由。不办了请发送“取消”。"
    )


@pytest.mark.parametrize(
    "says",
    [
        "不属于我镇职责，应移送城管局",
        "建议移交住建局处理",
        "案件已移交公安机关",
        "请移送住建局",
        "需要市监局协助鉴定，本镇没有条件",
        "已请市监局协助",
        "先前已由住建局立案",
    ],
)
async def test_an_answer_may_name_another_unit(busy: Office, says: str) -> None:
    await busy.says("宋梅", "不予受理 移1")
    assert f"理由：{says}\n" in await busy.says("宋梅", says)


@pytest.mark.parametrize("county", COUNTIES)
async def test_a_request_interrupts_every_question_of_an_opening(
    county: str, sqlite_url: str
) -> None:
    """In 酉阳 it once went out as the list of property."""
    async with open_office(county, sqlite_url) as office:
        units = office.county.directory.units.values()
        other = next(u for u in units if u.id not in {"samr"} and u.type == "department")
        people = office.county.directory.officers.values()
        sender = next(p.name for p in people if office.county.directory.unit_of(p).id == "samr")
        town = next(u for u in units if u.type == "township")
        answer = await office.says(sender, f"移送 {town.short}")
        seen = set()
        for says in ("某店卖假酒三箱", "今天上午8点", "2", "李四", "张三、李四", "假酒三箱"):
            if "草稿" in answer:
                break
            asked = answer.split("\n")[-1]
            if "序号" not in answer and asked not in seen:
                seen.add(asked)
                aside = await office.says(sender, f"请{other.short}协助提供该店许可登记材料")
                assert aside.startswith("协助草稿") or "没有协助" in aside, aside
                if aside.startswith("协助草稿"):
                    back = await office.says(sender, "取消")
                    assert back.endswith(asked[-18:])
            answer = await office.says(sender, says)
        assert len(seen) >= 2


async def test_a_bare_day_is_the_finding_time_and_no_fact(qingfeng: Office) -> None:
    """昨天 was once all that a delivered referral said."""
    await qingfeng.says("马超", "移送 市监局")
    answer = await qingfeng.says("马超", "昨天")
    assert answer.startswith("发现时间记为4月1日（周三）09:00（推断）。请用一两句话说明")
    assert "没有说明发生了什么" in await qingfeng.says("马超", "韩村集上")
    assert "没有说明发生了什么" in await qingfeng.says("马超", "检查发现的")
    draft = await qingfeng.says("马超", "韩村集上卖三无奶粉，检查发现")
    assert "发现时间：4月1日（周三）09:00（推断）" in draft
    assert "\n韩村集上卖三无奶粉，检查发现\n" in draft


@pytest.mark.parametrize(
    "says", ["移送 市监局 昨天", "移送 市监局 检查发现", "移送 市监局 东关桥头"]
)
async def test_a_command_without_a_happening_asks_for_it(qingfeng: Office, says: str) -> None:
    assert (await qingfeng.says("马超", says)).startswith("请用一两句话说明时间、地点、当事人")


async def test_free_words_of_a_draft_are_offered_as_an_addition(qingfeng: Office) -> None:
    await qingfeng.says("马超", "移送 市监局 集上卖奶粉，昨天检查发现")
    old = qingfeng.card("马超", "确认发出")
    answer = await qingfeng.says("马超", "有三无产品，共12箱")
    assert answer == (
        "“有三无产品，共12箱”还没有写进基本事实，什么也没有发出。请回复序号：\n"
        "1 补充到基本事实后面\n2 替换原来的基本事实\n3 不写进去"
    )
    assert "\n集上卖奶粉，昨天检查发现；有三无产品，共12箱\n" in await qingfeng.says("马超", "1")
    assert (await qingfeng.taps("马超", "确认发出", old)).done == "已失效"
    await qingfeng.says("马超", "当事人姓王")
    assert "\n集上卖奶粉，昨天检查发现；有三无产品，共12箱\n" in await qingfeng.says("马超", "3")
    await qingfeng.says("马超", "韩村集上王某卖三无奶粉12箱")
    replaced = await qingfeng.taps("马超", "替换")
    assert replaced.message is not None
    assert "\n韩村集上王某卖三无奶粉12箱\n" in replaced.message.text
    await qingfeng.says("马超", "确认发出")
    [entry] = await qingfeng.entries("移1")
    assert dict(entry.details)["facts"] == "韩村集上王某卖三无奶粉12箱"


async def test_a_yes_to_an_addition_that_was_not_chosen_sends_nothing(qingfeng: Office) -> None:
    await qingfeng.says("马超", "移送 市监局 集上卖奶粉，昨天检查发现")
    await qingfeng.says("马超", "有三无产品，共12箱")
    assert "请回复序号" in await qingfeng.says("马超", "确认发出")
    with pytest.raises(UnknownNumber):
        await qingfeng.matter("移1")


async def test_what_is_no_answer_leaves_a_draft_as_it_is(qingfeng: Office) -> None:
    await qingfeng.says("马超", "移送 市监局 集上卖奶粉，昨天检查发现")
    for says in NO_ANSWERS:
        answer = await qingfeng.says("马超", says)
        assert "还没有发出，请发送“确认发出”或者“取消”" in answer, says
    await qingfeng.says("马超", "确认发出")
    [entry] = await qingfeng.entries("移1")
    assert dict(entry.details)["facts"] == "集上卖奶粉，昨天检查发现"


async def test_a_time_said_of_a_draft_is_its_finding_time(qingfeng: Office) -> None:
    await qingfeng.says("马超", "移送 市监局 集上卖奶粉，昨天检查发现")
    assert "发现时间：4月1日（周三）15:00\n" in await qingfeng.says("马超", "昨天下午3点")


async def test_no_details_are_asked_of_a_step_that_does_not_exist(renqiu: Office) -> None:
    """沧州 once asked for the day and the reason and then said that nothing can be extended."""
    await renqiu.refer("韩雪", "市监局")
    answer = await renqiu.says("梁静", "延期 移1")
    assert answer.startswith("没有延期：")
    assert (await renqiu.says("梁静", "取消")).startswith("现在没有正在填写")


@pytest.mark.parametrize(
    ("says", "fits"),
    [("等会儿", False), ("王局您批一下", False), ("同意", False), ("赵德柱", True)],
)
async def test_who_approved_is_a_name(renqiu: Office, says: str, *, fits: bool) -> None:
    """Where the address book names no leader, any words once stood as who approved."""
    leaders = [o.id.replace(".", "_") for o in renqiu.county.directory.officers.values()]
    unit_of = renqiu.county.directory.unit_of
    people = renqiu.county.directory.officers
    mine = {
        i: False
        for i in leaders
        if _leads(people[i.replace("_", ".")])
        and unit_of(people[i.replace("_", ".")]).name.endswith("新华路街道办事处")
    }
    await renqiu.change(**mine)
    await renqiu.says("韩雪", "移送 市监局 某店无证经营，今天上午8点检查发现")
    answer = await renqiu.says("韩雪", says)
    assert ("批准领导：" in answer) is fits, answer


def _leads(officer: object) -> bool:
    roles = {role.value for role in officer.roles}  # type: ignore[attr-defined]
    return bool(roles & {"leader", "principal"})


@pytest.mark.parametrize("kind", [KINDS["assistance"]])
async def test_what_is_asked_for_may_be_a_question(qingfeng: Office, kind: KindSpec) -> None:
    await qingfeng.says("宋梅", "协助市监局")
    draft = await qingfeng.says("宋梅", "这批奶粉算不算保健食品？")
    assert "这批奶粉算不算保健食品？" in draft, kind
