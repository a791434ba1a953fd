"""What stands over a step's verb: the findings' sentences, and others of their kind."""

import pytest

from handlers.language import parse
from handlers.language.frames import USAGE, Consent, Frame, puts_off
from handlers.language.values import Parsed
from rules.kinds import MOVES
from rules.kinds.steps import STEPS
from tests.language.village import NOW, VILLAGE

MEANS_ELSE = {
    "办结不了 急1 罐底又渗了": Frame.NEGATION,
    "辦結不了 急1 罐底又滲了": Frame.NEGATION,
    "移1 受理不了 局长没签字": Frame.NEGATION,
    "移1受理不了局长没签字": Frame.NEGATION,
    "不予协助不合适 协1": Frame.NEGATION,
    "还没到场 急1": Frame.NEGATION,
    "到场 急1 没到": Frame.NEGATION,
    "先不受理 移1": Frame.PARTIAL,
    "确认一下 急1是不是误报": Frame.QUESTION,
    "不予受理 移1 要什么理由": Frame.QUESTION,
    "要不要受理 移1": Frame.QUESTION,
    "受理？": Frame.QUESTION,
    "好？": Frame.QUESTION,
    "移1 怎么办结": Frame.QUESTION,
    "移1材料齐了就受理": Frame.CONDITION,
    "派人要经过我同意，某某不准单独去 急1": Frame.CONDITION,
    "答复 协1 先给我看一眼": Frame.CONDITION,
    "急1 到场后给我回电话": Frame.SUBORDINATE,
    "答复协1之前先给我看一眼": Frame.SUBORDINATE,
    "等局长回来再受理移1": Frame.SUBORDINATE,
    "确认发出前先给我看看": Frame.SUBORDINATE,
    "到场 急1 还差两公里": Frame.PARTIAL,
    "到场 急1 正在路上": Frame.PARTIAL,
    "快到场了 急1": Frame.PARTIAL,
    "答复 协1 还在研究": Frame.PARTIAL,
    "答复 协1 明天给你们": Frame.PARTIAL,
    "办结 移1 还没罚完": Frame.PARTIAL,
    "出发 急1 李强、王敏 明早六点": Frame.FUTURE,
    "移1明天受理": Frame.FUTURE,
    "我想办结移1": Frame.FUTURE,
    "准备答复协1": Frame.FUTURE,
    "让小宋去受理移1": Frame.OTHERS,
    "市监局已受理移12": Frame.REPORTED,
    "局长说受理移1": Frame.REPORTED,
    "收到 急1 但是我今天请假了": Frame.CONTRADICTION,
    "收到急1但是我今天請假了": Frame.CONTRADICTION,
    "急1 收到，我在外地去不了": Frame.CONTRADICTION,
    "签收错了 移1": Frame.CONTRADICTION,
    "延期的事我同意 5天够了": Frame.TOPIC,
}
SHOWN_BACK = (
    *("移1 退回吧 这点小事", "退回 移12 不属于我局职责", "移12可以受理", "材料不全，移12"),
    *("受理 移1 局长没签字", "移1收到了，不过缺现场照片，请补齐", "受理 移1 明天派人去现场看看"),
    *("到场 急1 请消防过来", "移1 应该受理", "受理吧 移1"),
)
DONE = (
    *("受理 移1", "移1 受理", "好的，收到 急1", "麻烦受理一下移1，谢谢", "急1 收到，马上安排"),
    *("已经到场 急1 明火已扑灭", "到场 急1 没有人员受伤", "到场 急1 9点40", "移1 已签收，谢谢李科"),
    *("答复 协1 同意提供", "答复 协1 不同意", "答复 协1 该店没有办理许可，不能提供"),
    *("答复协3该店2025年已注销", "不予受理 移1 不属于我局职责，应当移送住建局"),
    *(
        "不予协助 协3 不属于职责范围",
        "补正 移1 让他们明天送来",
        "补正 移1 请说明货主是谁、什么时候进货",
    ),
    *("延期 协1 到4月20日 还在等鉴定", "撤回移1 我没同意过", "撤回移12 重复了", "立案了 移1"),
    *("急1 处理完了 收队", "办结 移1 已处罚款5000元，当事人不服已申请复议", "出发 急1 李强、王敏"),
    *(
        "急1 出发：李强，王敏，车牌豫J12345",
        "急3派李强和王敏去",
        "移12转交城关所",
        "不",
        "好",
        "取消",
    ),
    *("出发 急1 就我一个", "急1 误报", "电话通知 急1 何伟", "到场 急1，9点20出发的"),
    *("报请 移1 两家都说不归自己管", "移12我局已受理，正在核查"),
)


def heard(text: str) -> Parsed:
    return parse(text, directory=VILLAGE, now=NOW)


@pytest.mark.parametrize(("text", "frame"), MEANS_ELSE.items(), ids=MEANS_ELSE)
def test_a_frame_over_the_verb_withholds_the_step(text: str, frame: Frame) -> None:
    reading = heard(text).reading
    assert frame in reading.frames
    assert reading.consent is Consent.WITHHELD


@pytest.mark.parametrize("text", SHOWN_BACK)
def test_what_is_inferred_or_left_over_is_shown_back(text: str) -> None:
    assert heard(text).reading.consent is Consent.UNSURE


@pytest.mark.parametrize("text", DONE)
def test_what_is_plainly_said_is_done(text: str) -> None:
    parsed = heard(text)
    assert parsed.command is not None
    assert parsed.certain
    assert parsed.reading.consent is Consent.GIVEN


def test_every_step_says_which_frames_are_part_of_it() -> None:
    asked = {STEPS[step].word for _, _, step in MOVES if not STEPS[step].by_program}
    assert asked <= USAGE.keys()


@pytest.mark.parametrize(
    "text", ["明天给你们", "还在研究", "等局长签字", "先放着", "能不能宽限两天"]
)
def test_words_of_hope_or_delay_are_no_answer(text: str) -> None:
    assert puts_off(text)


@pytest.mark.parametrize("text", ["同意提供", "该店没有办理许可", "还没有查到登记信息，经查无此店"])
def test_an_opinion_is_an_answer(text: str) -> None:
    assert not puts_off(text)


def test_hostile_text_is_read_in_time() -> None:
    """Frames look at a bounded stretch on both sides of the verb."""
    for filler in ("了", "好的", "还没", "（", " ", "先不", "我局"):
        assert heard(f"受理 移1 {filler * 20_000}").number == "移1"
