"""Pictures and files go with what they were sent for, are listed first, and leave an entry."""

import hashlib
from datetime import timedelta

import pytest

from rules.values.kind import Step
from tests.handlers.office import Office

DRAFT = "移送 城关镇 某店无证经营，今天上午8点检查发现"


async def minutes(office: Office, count: int) -> None:
    office.clock.move_to(office.clock.now() + timedelta(minutes=count))


async def all_names(office: Office) -> list[str]:
    """Every file there is, whatever it belongs to."""

    def read(tx: object) -> list[str]:
        found = [tx.materials.get(seq) for seq in range(1, 60)]  # type: ignore[attr-defined]
        return [one[0].name for one in found if one]

    return await office.storage.read(read)


# ---- with a draft ----


async def test_a_file_sent_just_before_is_listed_confirmed_and_named_in_the_receipt(
    qingfeng: Office,
) -> None:
    await qingfeng.sends("李强", "现场.jpg")
    draft = await qingfeng.reply("李强", DRAFT)
    assert draft.message is not None
    assert "附件：图1 现场.jpg" in draft.message.text
    assert "去掉某一份请发送“去掉 图1”" in draft.message.text
    assert draft.message.card is not None
    assert ("附件", "图1 现场.jpg") in draft.message.card.lines
    receipt = await qingfeng.says("李强", "确认发出")
    assert "移1 移交已送达城关镇" in receipt
    assert "随附：图1 现场.jpg。" in receipt
    assert await qingfeng.kept("移1") == ["现场.jpg"]


async def test_the_entry_names_the_files_and_their_hashes_and_is_sealed(qingfeng: Office) -> None:
    await qingfeng.says("李强", DRAFT)
    await qingfeng.sends("李强", "现场.jpg", "笔录.pdf")
    await qingfeng.says("李强", "确认发出")
    sent, attached = await qingfeng.entries("移1")
    assert (sent.step, attached.step) == (Step.SEND, Step.ATTACH)
    assert (attached.officer, attached.unit, attached.facts) == ("li.qiang", "samr", ())
    hashes = [
        hashlib.sha256(f"content of {n}".encode()).hexdigest() for n in ("现场.jpg", "笔录.pdf")
    ]
    assert attached.details == (
        ("material", "现场.jpg"),
        ("sha256", hashes[0]),
        ("material", "笔录.pdf"),
        ("sha256", hashes[1]),
    )
    assert await qingfeng.storage.read(lambda tx: tx.matters.first_break("移1")) is None
    shown = await qingfeng.says("宋梅", "查 移1")
    assert "李强 归入材料（材料：现场.jpg；材料：笔录.pdf）" in shown


async def test_the_finding_a_cancelled_drafts_file_goes_nowhere(qingfeng: Office) -> None:
    """G2: sent for one thing, cancelled, and found with another unit in another matter."""
    await qingfeng.sends("陈静", "住建局内部案卷.pdf")
    await qingfeng.says("陈静", "移送 韩村镇 今早在韩村查到违法搭建，检查发现")
    cancelled = await qingfeng.says("陈静", "取消")
    assert cancelled == "已取消，没有发出。\n住建局内部案卷.pdf没有归入任何事项，没有保留。"
    assert await all_names(qingfeng) == []
    draft = await qingfeng.says("陈静", "协助 应急局 请提供某仓库的备案材料")
    assert "附件" not in draft
    receipt = await qingfeng.says("陈静", "确认发出")
    assert "随附" not in receipt
    assert await qingfeng.kept("协1") == []
    assert "还没有材料" in await qingfeng.says("高峰", "材料 协1")


async def test_the_button_of_the_draft_cancels_its_files_too(qingfeng: Office) -> None:
    await qingfeng.sends("李强", "现场.jpg")
    await qingfeng.says("李强", DRAFT)
    reply = await qingfeng.taps("李强", "取消")
    assert reply.message is not None
    assert "现场.jpg没有归入任何事项，没有保留。" in reply.message.text
    assert await all_names(qingfeng) == []


async def test_cancel_without_a_draft_forgets_what_waits(qingfeng: Office) -> None:
    await qingfeng.sends("李强", "现场.jpg")
    assert await qingfeng.says("李强", "取消") == "现场.jpg没有归入任何事项，没有保留。"
    assert "附件" not in await qingfeng.says("李强", DRAFT)


@pytest.mark.parametrize("waited", [11, 29, 60 * 24])
async def test_what_was_sent_long_before_is_dropped_and_said(qingfeng: Office, waited: int) -> None:
    await qingfeng.sends("李强", "旧案卷.pdf")
    await minutes(qingfeng, waited)
    draft = await qingfeng.says("李强", "协助 应急局 请提供某仓库的备案材料")
    assert "附件" not in draft
    assert draft.endswith("此前发来的旧案卷.pdf不随这件事发出，没有保留；需要的请重新发送。")
    await qingfeng.says("李强", "确认发出")
    assert await qingfeng.kept("协1") == []
    assert await all_names(qingfeng) == []


async def test_what_was_sent_before_another_act_goes_with_no_later_draft(qingfeng: Office) -> None:
    await qingfeng.refer("宋梅", "市监局")
    await qingfeng.sends("李强", "照片.jpg")
    await qingfeng.says("李强", "受理 移1")
    draft = await qingfeng.says("李强", "协助 应急局 请提供某仓库的备案材料")
    assert "此前发来的照片.jpg不随这件事发出" in draft
    await qingfeng.says("李强", "确认发出")
    assert await qingfeng.kept("协1") == []


async def test_what_was_sent_before_another_act_may_still_be_given_its_number(
    qingfeng: Office,
) -> None:
    await qingfeng.refer("宋梅", "市监局")
    await qingfeng.sends("李强", "照片.jpg")
    await qingfeng.says("李强", "受理 移1")
    assert (await qingfeng.says("李强", "移1")).startswith("照片.jpg 已归入 移1。")


async def test_of_two_drafts_that_wait_each_keeps_its_files(qingfeng: Office) -> None:
    await qingfeng.says("李强", DRAFT)
    await qingfeng.sends("李强", "现场.jpg")
    draft = await qingfeng.says("李强", "协助 应急局 请提供某仓库的备案材料")
    assert "附件" not in draft
    await qingfeng.sends("李强", "仓库.pdf")
    receipt = await qingfeng.says("李强", "确认发出")
    assert "随附：文件1 仓库.pdf。" in receipt
    assert await qingfeng.kept("协1") == ["仓库.pdf"]
    receipt = await qingfeng.says("李强", "确认发出")
    assert "随附：图1 现场.jpg。" in receipt
    assert await qingfeng.kept("移1") == ["现场.jpg"]


async def test_cancelling_the_upper_draft_drops_its_files_alone(qingfeng: Office) -> None:
    await qingfeng.says("李强", DRAFT)
    await qingfeng.sends("李强", "现场.jpg")
    await qingfeng.says("李强", "协助 应急局 请提供某仓库的备案材料")
    await qingfeng.sends("李强", "仓库.pdf")
    assert "仓库.pdf没有归入任何事项" in await qingfeng.says("李强", "取消")
    await qingfeng.says("李强", "确认发出")
    assert await qingfeng.kept("移1") == ["现场.jpg"]
    assert await all_names(qingfeng) == ["现场.jpg"]


async def test_a_draft_that_is_said_anew_keeps_its_files(qingfeng: Office) -> None:
    await qingfeng.says("李强", DRAFT)
    await qingfeng.sends("李强", "现场.jpg")
    draft = await qingfeng.says("李强", "移送 城关镇 某店无证经营并拒绝检查，今天上午8点检查发现")
    assert "附件：图1 现场.jpg" in draft
    await qingfeng.says("李强", "确认发出")
    assert await qingfeng.kept("移1") == ["现场.jpg"]


async def test_a_corrected_draft_keeps_its_files(qingfeng: Office) -> None:
    await qingfeng.says("李强", DRAFT)
    await qingfeng.sends("李强", "现场.jpg")
    assert "附件：图1 现场.jpg" in await qingfeng.says("李强", "单位改成马庄桥镇")
    await qingfeng.says("李强", "确认发出")
    assert await qingfeng.kept("移1") == ["现场.jpg"]


async def test_a_step_between_leaves_the_files_of_the_draft_that_waits(qingfeng: Office) -> None:
    await qingfeng.refer("宋梅", "市监局")
    await qingfeng.says("李强", "协助 应急局 请提供某仓库的备案材料")
    await qingfeng.sends("李强", "仓库.pdf")
    await qingfeng.says("李强", "受理 移1")
    receipt = await qingfeng.says("李强", "确认发出")
    assert "随附：文件1 仓库.pdf。" in receipt
    assert await qingfeng.kept("协1") == ["仓库.pdf"]


async def test_the_files_of_a_draft_that_expires_go_with_it(qingfeng: Office) -> None:
    await qingfeng.says("李强", DRAFT)
    await qingfeng.sends("李强", "现场.jpg")
    await minutes(qingfeng, 31)
    answer = await qingfeng.says("李强", "确认发出")
    assert "已经失效，没有发出。现场.jpg没有归入任何事项，没有保留。" in answer
    assert await all_names(qingfeng) == []


async def test_a_file_may_come_with_the_confirmation_itself(qingfeng: Office) -> None:
    await qingfeng.says("李强", DRAFT)
    receipt = await qingfeng.sends("李强", "现场.jpg", text="确认发出")
    assert "随附：图1 现场.jpg。" in receipt
    assert await qingfeng.kept("移1") == ["现场.jpg"]


async def test_a_file_with_the_opening_words_is_listed(qingfeng: Office) -> None:
    draft = await qingfeng.sends("李强", "现场.jpg", text=DRAFT)
    assert "附件：图1 现场.jpg" in draft
    assert "已收到材料：现场.jpg，随这份草稿一起发出。" in draft


async def test_a_number_inside_the_opening_words_takes_no_file(qingfeng: Office) -> None:
    """The file is for what is being opened, not for what is mentioned in it."""
    await qingfeng.refer("李强", "城关镇")
    await qingfeng.sends("李强", "现场.jpg", text="协助 应急局 请提供移1所涉仓库的备案材料")
    assert await qingfeng.kept("移1") == []
    await qingfeng.says("李强", "确认发出")
    assert await qingfeng.kept("协1") == ["现场.jpg"]


async def test_many_long_names_are_all_listed(qingfeng: Office) -> None:
    names = [f"现场检查笔录以及询问调查情况的详细说明第{n}部分（正本）.pdf" for n in range(1, 4)]
    await qingfeng.sends("李强", *names)
    draft = await qingfeng.reply("李强", DRAFT)
    assert draft.message is not None
    assert draft.message.card is not None
    for label in ("文件1", "文件2", "文件3"):
        assert label in draft.message.card.note
        assert label in draft.message.text
    assert ("附件", "3份，见下") in draft.message.card.lines


async def test_first_noted_down_it_keeps_its_files(renqiu: Office) -> None:
    """先登记 in 沧州: the files belong to the noted matter."""
    await renqiu.sends("韩雪", "现场.jpg")
    await renqiu.says("韩雪", "移送 市监局 某店无证经营，今天上午8点检查发现")
    await renqiu.says("韩雪", "董波")
    await renqiu.says("韩雪", "登记")
    assert await renqiu.kept("移1") == ["现场.jpg"]


# ---- taking one off ----


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("去掉 图1", ["二.jpg", "案卷.pdf"]),
        ("去掉图2", ["一.jpg", "案卷.pdf"]),
        ("删掉第二张图片", ["一.jpg", "案卷.pdf"]),
        ("图一不要了", ["二.jpg", "案卷.pdf"]),
        ("把文件1去掉", ["一.jpg", "二.jpg"]),
        ("案卷.pdf不要了", ["一.jpg", "二.jpg"]),
        ("去掉案卷", ["一.jpg", "二.jpg"]),
        ("去掉图1和图2", ["案卷.pdf"]),
        ("附件3不发", ["一.jpg", "二.jpg"]),
        ("不要照片", ["案卷.pdf"]),
        ("不要附件", []),
        ("附件都不要了", []),
        ("不带附件", []),
        ("取消附件", []),
        ("确认发出，不带附件", []),
        ("去掉所有材料", []),
    ],
)
async def test_a_file_is_taken_off_before_sending(
    qingfeng: Office, words: str, left: list[str]
) -> None:
    await qingfeng.says("李强", DRAFT)
    await qingfeng.sends("李强", "一.jpg", "二.jpg", "案卷.pdf")
    answer = await qingfeng.says("李强", words)
    assert answer.startswith("已去掉"), answer
    assert "草稿，确认后才发出" in answer, "it is shown again, nothing is sent"
    with pytest.raises(LookupError):
        await qingfeng.storage.read(lambda tx: require(tx.matters.entries("移1")))
    receipt = await qingfeng.says("李强", "确认发出")
    assert await qingfeng.kept("移1") == left
    assert all(name in receipt for name in left)
    assert sorted(await all_names(qingfeng)) == sorted(left)


def require(entries: tuple[object, ...]) -> None:
    if not entries:
        raise LookupError


@pytest.mark.parametrize("words", ["去掉 图3", "去掉文件2", "去掉 图9"])
async def test_what_is_not_there_is_not_taken_off(qingfeng: Office, words: str) -> None:
    await qingfeng.says("李强", DRAFT)
    await qingfeng.sends("李强", "一.jpg", "案卷.pdf")
    answer = await qingfeng.says("李强", words)
    assert answer.startswith("没有去掉：现在的附件有图1 一.jpg、文件1 案卷.pdf。")
    await qingfeng.says("李强", "确认发出")
    assert await qingfeng.kept("移1") == ["一.jpg", "案卷.pdf"]


async def test_the_card_from_before_sends_nothing_with_what_was_taken_off(
    qingfeng: Office,
) -> None:
    await qingfeng.sends("李强", "案卷.pdf")
    await qingfeng.says("李强", DRAFT)
    old = qingfeng.card("李强", "确认发出")
    await qingfeng.says("李强", "去掉 文件1")
    reply = await qingfeng.taps("李强", "确认发出", old)
    assert reply.message is not None
    assert reply.message.text.startswith("这张草稿已经失效")


async def test_without_a_draft_it_is_simply_forgotten(qingfeng: Office) -> None:
    await qingfeng.sends("李强", "案卷.pdf")
    answer = await qingfeng.says("李强", "不要附件")
    assert answer == "已去掉案卷.pdf，没有归入任何事项，没有保留。"
    assert await all_names(qingfeng) == []


@pytest.mark.parametrize("words", ["内容改成 该店不要图片存档", "单位改成马庄桥镇", "查 移1"])
async def test_other_words_take_nothing_off(qingfeng: Office, words: str) -> None:
    await qingfeng.says("李强", DRAFT)
    await qingfeng.sends("李强", "一.jpg")
    await qingfeng.says("李强", words)
    assert await all_names(qingfeng) == ["一.jpg"]


# ---- what a picture is said to be ----


@pytest.mark.parametrize(
    "words",
    [
        "这是现场照片",
        "附现场检查笔录",
        "现场照片",
        "门头照片两张",
        "这些是证据材料",
        "照片如下",
        "这是营业执照复印件。",
    ],
)
async def test_a_caption_is_material_of_the_draft(qingfeng: Office, words: str) -> None:
    """Fault 6: 没有听懂 was the answer to the likeliest caption there is."""
    await qingfeng.says("李强", DRAFT)
    answer = await qingfeng.sends("李强", "照片.jpg", text=words)
    assert answer.startswith("已收到照片.jpg，随这份草稿一起发出。"), answer
    assert "没有听懂" not in answer
    again = await qingfeng.says("李强", words)
    assert again.startswith("已收到照片.jpg，随这份草稿一起发出。"), again
    assert "没有听懂" not in again
    await qingfeng.says("李强", "确认发出")
    assert await qingfeng.kept("移1") == ["照片.jpg"]


async def test_a_caption_answers_no_question_of_the_draft(qingfeng: Office) -> None:
    await qingfeng.says("李强", "移送 城关镇")
    answer = await qingfeng.sends("李强", "照片.jpg", text="这是现场照片")
    assert answer.startswith("已收到照片.jpg，随这份草稿一起发出。")
    assert "还没有填完" in answer
    answer = await qingfeng.says("李强", "这是现场照片")
    assert "还没有填完" in answer
    await qingfeng.says("李强", "某店无证经营，今天上午8点检查发现")
    await qingfeng.says("李强", "确认发出")
    matter = await qingfeng.matter("移1")
    assert "无证经营" in matter.summary
    assert "照片" not in matter.summary


async def test_words_with_a_picture_that_answer_nothing_leave_the_question_open(
    qingfeng: Office,
) -> None:
    """No caption that anybody foresaw, and no unit: the picture is taken as if it had none."""
    asked = await qingfeng.says("李强", "移送 某店无证经营，今天上午8点检查发现")
    assert asked.startswith("请问交给哪个单位？")
    answer = await qingfeng.sends("李强", "照片.jpg", text="门口拍的，招牌还挂着")
    assert answer.startswith("已收到照片.jpg，随这份草稿一起发出。\n草稿的附件现在有：图1")
    assert "请问交给哪个单位？" in answer
    assert "没有认出单位" not in answer
    await qingfeng.says("李强", "城关镇")
    await qingfeng.says("李强", "确认发出")
    assert await qingfeng.kept("移1") == ["照片.jpg"]
    assert "招牌" not in (await qingfeng.matter("移1")).account


async def test_other_words_with_a_picture_are_what_they_are(qingfeng: Office) -> None:
    await qingfeng.says("李强", DRAFT)
    answer = await qingfeng.sends("李强", "照片.jpg", text="单位改成马庄桥镇")
    assert "交给：清丰县马庄桥镇人民政府" in answer
    assert "附件：图1 照片.jpg" in answer


# ---- permission ----


@pytest.mark.parametrize(
    "words",
    ["帮助 移1", "待办 移1", "查 移1", "移1", "补充 移1 照片", "受理 移1", "如果 明天 受理 移1"],
)
async def test_a_third_unit_puts_nothing_into_a_matter(qingfeng: Office, words: str) -> None:
    """G3: said beside a command, it went in; the number was not even asked about."""
    await qingfeng.refer("李强", "城关镇")
    before = await qingfeng.entries("移1")
    answer = await qingfeng.sends("陈静", "图片.jpg", text=words)
    assert "没有找到 移1" in answer
    assert answer.endswith("一起发来的图片和文件没有保存，需要的请重新发送。")
    assert await qingfeng.kept("移1") == []
    assert await qingfeng.entries("移1") == before
    assert await all_names(qingfeng) == []


async def test_a_number_that_does_not_exist_yet_takes_no_file(qingfeng: Office) -> None:
    answer = await qingfeng.sends("陈静", "图片.jpg", text="帮助 移1")
    assert "没有找到 移1" in answer
    await qingfeng.refer("李强", "城关镇")
    assert await qingfeng.kept("移1") == []


async def test_a_quote_gives_no_more_permission_than_words(qingfeng: Office) -> None:
    await qingfeng.refer("李强", "城关镇")
    answer = await qingfeng.sends("陈静", "图片.jpg", quote="移1：某店无证经营")
    assert "没有找到 移1" in answer
    assert await qingfeng.kept("移1") == []


async def test_both_sides_and_the_supervisor_may(qingfeng: Office) -> None:
    await qingfeng.refer("李强", "城关镇")
    await qingfeng.sends("李强", "一.jpg", text="查 移1")
    await qingfeng.sends("宋梅", "二.jpg", text="受理 移1")
    await qingfeng.sends("周岚", "三.jpg", text="移1")
    assert await qingfeng.kept("移1") == ["一.jpg", "二.jpg", "三.jpg"]
    steps = [entry.step for entry in await qingfeng.entries("移1")]
    assert steps == [Step.SEND, Step.ATTACH, Step.ACCEPT, Step.ATTACH, Step.ATTACH]


async def test_at_the_end_the_last_step_may_bring_its_proof_and_nothing_after(
    qingfeng: Office,
) -> None:
    await qingfeng.refer("李强", "城关镇")
    await qingfeng.says("宋梅", "受理 移1")
    answer = await qingfeng.sends("宋梅", "整改照片.jpg", text="办结 移1 已责令改正")
    assert "移1 已办结" in answer
    assert "已收到材料：整改照片.jpg，已归入 移1。" in answer
    answer = await qingfeng.sends("宋梅", "又一张.jpg", text="查 移1")
    assert "没有归入：移1 已经办结或者撤回。" in answer
    assert await qingfeng.kept("移1") == ["整改照片.jpg"]


async def test_a_step_without_a_number_takes_its_file_to_the_matter_it_was_for(
    qingfeng: Office,
) -> None:
    await qingfeng.refer("李强", "城关镇")
    answer = await qingfeng.sends("宋梅", "回执.jpg", text="受理")
    assert "移1 已受理" in answer
    assert await qingfeng.kept("移1") == ["回执.jpg"]


async def test_evidence_makes_nobody_the_handler(qingfeng: Office) -> None:
    await qingfeng.refer("李强", "城关镇")
    await qingfeng.says("田建国", "受理 移1")
    await qingfeng.sends("何伟", "照片.jpg", text="移1")
    matter = await qingfeng.matter("移1")
    history = await qingfeng.storage.read(lambda tx: tx.matters.history(matter))
    assert history.carriers(matter) == ("tian.jianguo",)


async def test_a_card_from_before_the_file_still_does_what_it_says(qingfeng: Office) -> None:
    await qingfeng.refer("李强", "城关镇")
    card = await qingfeng.pushed_card("宋梅", "移1")
    await qingfeng.sends("李强", "照片.jpg", text="移1")
    reply = await qingfeng.taps("宋梅", "受理", card)
    assert reply.message is not None
    assert reply.message.text.startswith("移1 已受理")


async def test_a_refused_file_does_not_let_its_words_slip(qingfeng: Office) -> None:
    await qingfeng.says("李强", DRAFT)
    answer = await qingfeng.sends("李强", "程序.exe", text="确认发出")
    assert "没有保存“程序.exe”" in answer
    assert "“确认发出”没有办理，请另发一条。" in answer
    with pytest.raises(LookupError):
        await qingfeng.storage.read(lambda tx: require(tx.matters.entries("移1")))


# ---- in a group ----


async def test_in_a_group_it_is_as_in_private(qingfeng: Office) -> None:
    await qingfeng.refer("李强", "城关镇")
    answer = await qingfeng.sends("陈静", "图片.jpg", text="帮助 移1", group=True)
    assert "没有找到 移1" in answer
    await qingfeng.sends("宋梅", "照片.jpg", text="受理 移1", group=True)
    assert await qingfeng.kept("移1") == ["照片.jpg"]


async def test_two_drafts_of_two_units_in_one_group_keep_their_files_apart(
    qingfeng: Office,
) -> None:
    await qingfeng.reply("李强", DRAFT, group=True)
    await qingfeng.reply("陈静", "移送 韩村镇 某处违法搭建，今天上午8点检查发现", group=True)
    await qingfeng.sends("李强", "市监.jpg", group=True)
    answer = await qingfeng.sends("陈静", "住建.jpg", group=True)
    assert "市监.jpg" not in answer
    answer = await qingfeng.says("陈静", "不要附件", group=True)
    assert answer.startswith("已去掉1份材料，不随这份草稿发出。")
    await qingfeng.sends("陈静", "住建二.jpg", text="这是现场照片", group=True)
    await qingfeng.says("李强", "确认发出", group=True)
    await qingfeng.says("陈静", "确认发出", group=True)
    assert await qingfeng.kept("移1") == ["市监.jpg"]
    assert await qingfeng.kept("移2") == ["住建二.jpg"]


async def test_a_file_in_private_is_not_for_the_draft_in_the_group(qingfeng: Office) -> None:
    await qingfeng.reply("李强", DRAFT, group=True)
    await qingfeng.sends("李强", "私聊.jpg")
    await qingfeng.says("李强", "确认发出", group=True)
    assert await qingfeng.kept("移1") == []


async def test_a_group_reads_labels_and_no_names_of_files(qingfeng: Office) -> None:
    said = [
        await qingfeng.sends("李强", "王小花询问笔录.pdf", group=True),
        await qingfeng.says("李强", DRAFT, group=True),
        await qingfeng.sends("李强", "王小花.jpg", group=True),
        await qingfeng.says("李强", "去掉 图1", group=True),
        await qingfeng.says("李强", "确认发出", group=True),
    ]
    assert "附件：文件1\n" in said[1]
    assert "草稿的附件现在有：文件1、图1。" in said[2]
    assert not [words for words in said if "王小花" in words]
    assert await qingfeng.kept("移1") == ["王小花询问笔录.pdf"]


async def test_cancelling_a_number_ties_nothing_to_it(qingfeng: Office) -> None:
    await qingfeng.refer("李强", "城关镇")
    answer = await qingfeng.sends("陈静", "图片.jpg", text="取消 移1")
    assert answer == "图片.jpg没有归入任何事项，没有保留。"
    assert await qingfeng.kept("移1") == []
