"""The documents in the conversation: conditions are quoted, leaders are asked for, 条文 answers."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.operation.law_book import load_law
from bot.rehearsal.demo import sample
from rules.decisions.act import Act, Said
from rules.decisions.steps import Unfit, open_matter
from rules.in_force import Law
from rules.kinds import KINDS
from rules.law.library import Regulations
from rules.law.regulation import Owes, Scene
from rules.procedure.checklist import besides
from rules.procedure.permit import leader_named, opening_asks
from rules.values.kind import Side
from rules.values.people import Role, UnitType
from tests.handlers.office import Office, open_office

REGULATIONS = Regulations.load()


@pytest.fixture
async def youyang(sqlite_url: str) -> AsyncIterator[Office]:
    async with open_office("youyang", sqlite_url) as office:
        yield office


@pytest.fixture
async def changjiang(sqlite_url: str) -> AsyncIterator[Office]:
    async with open_office("changjiang", sqlite_url) as office:
        yield office


@pytest.fixture
async def qingfeng(sqlite_url: str) -> AsyncIterator[Office]:
    async with open_office("qingfeng", sqlite_url) as office:
        yield office


async def test_two_handlers_and_a_list_of_goods_before_a_transfer(youyang: Office) -> None:
    """YY-16, YY-18: 2名以上行政执法人员; 涉案物品清单, “无” is an answer."""
    words = "移送市监局 某店无证经营，今天上午8点检查发现"
    handlers = "请写明负责办理移送手续的行政执法人员姓名，至少2名。不办了请发送“取消”。"
    assert await youyang.says("冉娟", words) == handlers
    assert await youyang.says("冉娟", "彭海") == (
        f"至少要写明2名人员的姓名，用顿号隔开。{handlers}"
    )
    assert (await youyang.says("冉娟", "彭海、王小二")).startswith("有没有涉案物品？")
    draft = await youyang.says("冉娟", "无")
    assert "移送人员：彭海、王小二\n涉案物品：无\n" in draft
    assert "应附材料：行政案件（违法线索）移送函、涉案物品清单" in draft
    await youyang.says("冉娟", "确认发出")
    [entry] = await youyang.entries("移1")
    assert ("handlers", "peng.hai、王小二") in entry.details
    assert "移送人员：彭海、王小二；涉案物品：无" in await youyang.says("冉娟", "查 移1")


async def test_only_the_principal_approves_or_who_is_in_charge(changjiang: Office) -> None:
    """CJ-25, A25: 主要领导; the one 主持工作 is recorded as said."""
    words = "移送市监局 某店无证经营，今天上午8点检查发现"
    question = "请问由哪位主要领导批准移送？不办了请发送“取消”。"
    assert await changjiang.says("胡杰", words) == question
    assert await changjiang.says("胡杰", "欧阳平") == (
        "没有认出本单位的领导（程远）。由他人主持工作的，请写“某某主持工作”。" + question
    )
    assert "主要领导：欧阳平主持工作" in await changjiang.says("胡杰", "欧阳平主持工作")
    await changjiang.says("胡杰", "取消")
    await changjiang.says("胡杰", words)
    assert "主要领导：程远" in await changjiang.says("胡杰", "程远书记批准")


def test_a_leader_is_a_principal_too_and_nobody_is_asked_for_who_is_not_there() -> None:
    """CZ-18: 领导, not only 主要领导."""
    people = sample("cangzhou").directory
    field = opening_asks(KINDS["referral"], REGULATIONS["cangzhou"], Scene("referral"))[-1]
    assert field.role is Role.LEADER
    assert leader_named(field, "尹涛", "xinhualu", people) == "尹涛"
    assert leader_named(field, "董波同意", "xinhualu", people) == "董波"
    assert leader_named(field, "韩雪", "xinhualu", people) == ""
    assert leader_named(field, "某某", "government", people) == "某某"


async def test_nobody_gets_round_the_question(youyang: Office, changjiang: Office) -> None:
    """What the dialogue asks, the rules ask as well."""
    usual = (
        ("receiver", "samr"),
        ("facts", "某店无证经营"),
        ("found", "2026-01-05T09:00:00+08:00"),
        ("source", "inspection"),
    )
    for office, more, sentence in (
        (youyang, (("handlers", "张三"), ("goods", "无")), "移送人员至少要写明2名人员"),
        (changjiang, (("approver", "胡杰"),), "“胡杰”不是本单位登记的领导"),
    ):
        people = office.county.directory
        officer = next(o for o in people.officers.values() if o.unit in {"longtan", "yushan"})
        act = Act(
            officer, office.clock.now(), Said((*usual, *more)), _law(office), people, lambda _: True
        )
        with pytest.raises(Unfit, match=sentence):
            open_matter(KINDS["referral"], 1, act)


def _law(office: Office) -> Law:
    return load_law(office.county.regulation, None)


async def test_who_sits_in_a_body_is_told_in_whose_name_it_goes(changjiang: Office) -> None:
    """CJ-20, A26: 不得以内设机构的名义移送."""
    words = "移送市监局 某店无证经营，今天上午8点检查发现"
    said = "以昌江区鱼山镇人民政府的名义发出，不以内设机构的名义（二（四）2）。"
    await changjiang.says("徐岚", words)
    draft = await changjiang.says("徐岚", "程远")
    assert "落款：昌江区鱼山镇人民政府" in draft
    assert said in draft
    await changjiang.says("胡杰", words)
    assert said not in await changjiang.says("胡杰", "程远")


async def test_a_refusal_is_asked_for_its_reason_with_the_clause(qingfeng: Office) -> None:
    """QF-22, QF-16, QF-53."""
    await qingfeng.refer("李强", "城关镇")
    assert await qingfeng.says("宋梅", "不予受理 移1") == (
        "请核对：正当理由。《清丰协作规定》三（三）：“无正当理由不得拒绝接受移交的案件”。\n"
        "请说明理由。不办了请发送“取消”。"
    )
    assert (await qingfeng.answers("宋梅", "不在赋权范围")).endswith(
        "还应当注意：管辖有争议的，提请县司法局解决（二（四））；"
        "对方不配合、不履行协作职责的，提请综合行政执法体制改革领导小组解决（五（二））。"
    )


async def test_a_condition_nobody_was_asked_about_stands_in_the_answer(qingfeng: Office) -> None:
    await qingfeng.refer("李强", "城关镇")
    answer = await qingfeng.says("宋梅", "不予受理 移1 不在赋权范围")
    assert "文件要求：正当理由（三（三））。" in answer, "nothing is left to check when it is done"


def test_no_more_than_three_things_are_said_and_the_rest_is_found() -> None:
    qingfeng = REGULATIONS["qingfeng"]
    scene = Scene("referral", UnitType.DEPARTMENT, UnitType.TOWNSHIP, "inspection")
    [note, *_] = qingfeng.notes_for("accept", Owes.RECEIVER, scene) or qingfeng.notes
    here = replace(
        note,
        step="accept",
        side=Owes.RECEIVER,
        kinds=("referral",),
        sender=(),
        receiver=(),
        source=None,
    )
    many = replace(qingfeng, notes=tuple(replace(here, id=f"n{n}") for n in range(4)))
    [row] = besides(many, "accept", Side.RECEIVER, scene, "移1")
    assert row.count(note.cite.article) == 3
    assert row.endswith("。其他规定请发送“条文 移1”。")
    few = replace(qingfeng, notes=(here,))
    [row] = besides(few, "accept", Side.RECEIVER, scene, "移1")
    assert row == f"还应当注意：{note.says.rstrip('。')}（{note.cite.article}）。"
    assert besides(replace(qingfeng, notes=()), "accept", Side.RECEIVER, scene, "移1") == ()


async def test_all_that_bears_on_a_matter_is_listed_by_heading(qingfeng: Office) -> None:
    await qingfeng.refer("李强", "城关镇")
    listed = await qingfeng.says("宋梅", "条文 移1")
    assert listed.startswith("移1 适用《清丰协作规定》：\n【期限】\n")
    for heading in ("【前提】", "【材料】", "【去向】", "【其他】"):
        assert heading in listed
    assert "三（三） 不予受理前核对：正当理由" in listed
    assert "三（一）" not in listed.split("【前提】")[0]


async def test_one_article_in_its_own_words(qingfeng: Office) -> None:
    assert await qingfeng.says("宋梅", "条文 三(九)") == await qingfeng.says(
        "宋梅", "条文 三 （九）"
    )
    told = await qingfeng.says("宋梅", "条文 三（九）")
    assert told.startswith("《清丰协作规定》三（九）\n“应当及时向乡（镇）人民政府通报")
    assert "“乡（镇）人民政府应当在2个小时内组织执法人员赶赴违法现场”" in told
    assert "存疑：“在2个小时内组织执法人员赶赴”是出发还是到场" in told


async def test_an_article_nobody_knows_is_said(qingfeng: Office) -> None:
    how = "请发送“条文 移1”查看一件事适用的条文，或者“条文 三（一）”查看一条原文。"
    assert await qingfeng.says("宋梅", "条文") == how
    assert await qingfeng.says("宋梅", "条文 第九十九条") == (
        f"没有找到《清丰协作规定》“第九十九条”。{how}"
    )


async def test_clauses_of_a_stranger_s_matter_are_not_shown(qingfeng: Office) -> None:
    await qingfeng.refer("李强", "城关镇")
    assert (await qingfeng.says("赵燕", "条文 移1")).startswith("没有找到 移1。")


async def test_a_condition_is_not_cut_off_a_small_card(changjiang: Office) -> None:
    """CJ-32: the card of a draft begins with what must be checked."""
    await changjiang.says("胡杰", "移送市监局 某店无证经营，今天上午8点检查发现")
    await changjiang.says("胡杰", "程远")
    note = changjiang.card("胡杰", "确认发出").note
    condition = "请核对：重大疑难违法行为的，对方已同意移送（二（四）2）。\n某店无证经营"
    assert note.startswith(condition)
    assert "应附材料：基本违法事实的书面材料（二（四）2）" in note
