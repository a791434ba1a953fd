"""共享: what a department knows, told to one township, to several, to all of them."""

from collections.abc import AsyncIterator

import pytest

from rules.values.facts import FactKind
from rules.values.kind import State
from storage import upgrade
from tests.handlers.office import Office, open_office


@pytest.fixture
async def cangzhou(sqlite_url: str) -> AsyncIterator[Office]:
    upgrade(sqlite_url)
    async with open_office("cangzhou", sqlite_url) as office:
        yield office


@pytest.fixture
async def nangong(sqlite_url: str) -> AsyncIterator[Office]:
    upgrade(sqlite_url)
    async with open_office("nangong", sqlite_url) as office:
        yield office


async def shared(office: Office, who: str, words: str, category: str) -> str:
    """The answer to a sharing whose time of forming stands in its words."""
    asked = await office.says(who, words)
    assert asked.startswith("属于哪一类信息？请回复序号：\n1 "), asked
    draft = await office.says(who, category)
    assert draft.startswith("共享草稿，确认后才发出。"), draft
    return await office.says(who, "确认发出")


async def test_one_township_is_told_and_signs(cangzhou: Office) -> None:
    """CZ-35, CZ-36: by category, on the day; the township is told, and signing ends it."""
    said = await shared(cangzhou, "梁静", "共享 石门桥镇 某企业安全检查记录，今天8点形成", "5")
    assert said == "享1 共享已送达石门桥镇（4月24日（周五）09:00）。"
    told = [p for p in await cangzhou.pushes("享1") if p.carries]
    liaisons = {"cui.lei", "shen.jie"}
    assert {push.to for push in told} == {
        officer.id
        for officer in cangzhou.county.directory.officers.values()
        if officer.name in {"崔磊", "沈洁"}
    }, liaisons
    assert "享1：市监局向贵单位共享信息" in told[0].message.text
    assert "形成时间：4月24日（周五）08:00" in told[0].message.text
    assert "看过请签收。" in told[0].message.text
    card = told[0].message.card
    assert card is not None
    assert [(button.text, button.says) for button in card.buttons] == [("签收", "签收 享1")]
    why = await cangzhou.says("梁静", "为什么 享1")
    assert "《沧州协作办法》第十六条" in why
    assert "原则上应在4月24日（周五）24:00" in why
    assert "已于4月24日（周五）09:00完成" in why
    assert "信息类别：行政检查记录等动态信息" in await cangzhou.says("崔磊", "查 享1")
    assert (await cangzhou.says("崔磊", "收到 享1")).startswith("享1 已签收")
    assert (await cangzhou.matter("享1")).state is State.SETTLED
    assert await cangzhou.says("崔磊", "待办") == "石门桥镇没有在办事项。"


@pytest.mark.parametrize(
    "words",
    [
        "共享 全部乡镇 新修订的食品摊贩裁量基准，今天8点形成",
        "共享给各乡镇 新修订的食品摊贩裁量基准，今天8点形成",
        "共享给各乡镇街道 新修订的食品摊贩裁量基准，今天8点形成",
        "共享 石门桥镇、出岸镇和新华路街道 新修订的食品摊贩裁量基准，今天8点形成",
        "把今天8点形成的食品摊贩裁量基准共享给所有乡镇",
    ],
)
async def test_several_or_all_townships_get_one_each(cangzhou: Office, words: str) -> None:
    said = await shared(cangzhou, "梁静", words, "4")
    assert said.startswith("共享已送达3个单位：")
    matters = [await cangzhou.matter(f"享{n}") for n in (1, 2, 3)]
    assert {m.receiver for m in matters} == {"shimenqiao", "chuan", "xinhualu"}
    for matter in matters:
        assert [f.kind for f in matter.facts] == [FactKind.FORMED, FactKind.SHARED]
        assert any(push.carries for push in await cangzhou.pushes(matter.number))


async def test_a_colleague_s_card_that_was_signed_meanwhile_signs_nothing(cangzhou: Office) -> None:
    await shared(cangzhou, "梁静", "共享 石门桥镇 某企业安全检查记录，今天8点形成", "5")
    card = await cangzhou.pushed_card("沈洁", "享1")
    await cangzhou.says("崔磊", "签收 享1")
    reply = await cangzhou.taps("沈洁", "签收", card)
    assert reply.done == "已过时"
    assert reply.message is not None
    assert "享1 已签收（崔磊，" in reply.message.text
    assert len(await cangzhou.entries("享1")) == 2


async def test_asked_for_the_units_several_may_be_named(cangzhou: Office) -> None:
    assert (await cangzhou.says("梁静", "共享")).startswith("请问交给哪些单位？")
    again = await cangzhou.says("梁静", "石门桥镇、不存在的镇")
    assert again.startswith("没有认出单位")
    assert (await cangzhou.says("梁静", "石门桥镇、出岸镇")).startswith("请写明是什么信息")
    assert (await cangzhou.says("梁静", "上半年投诉办理情况")).startswith("这条信息是什么时候")
    assert (await cangzhou.says("梁静", "昨天下午3点")).startswith("属于哪一类信息")
    assert (await cangzhou.says("梁静", "9")).startswith("请回复1到7中的一个数")
    draft = await cangzhou.says("梁静", "投诉举报的受理与处理情况")
    assert "交给：石门桥镇、出岸镇（共2个单位）" in draft
    assert "形成时间：4月23日（周四）15:00" in draft
    assert (await cangzhou.says("梁静", "取消")).startswith("已取消")


async def test_a_unit_shares_nothing_with_itself_and_nothing_classified(cangzhou: Office) -> None:
    """YY-05 and the program's own rule: what is classified does not go this way."""
    assert (await cangzhou.says("梁静", "共享 市监局 检查记录")).startswith("没有共享：")
    assert "密级标志" in await cangzhou.says("梁静", "共享 石门桥镇 机密★5年 某名单")
    assert "没有听懂" in await cangzhou.says("梁静", "不要共享给石门桥镇")


async def test_a_list_with_a_name_that_nobody_has_goes_to_nobody(cangzhou: Office) -> None:
    """Whoever is not recognised is not left out in silence."""
    said = await cangzhou.says("梁静", "共享 石门桥镇、梁召镇 某企业安全检查记录，今天8点形成")
    assert said.startswith(("请问交给哪些单位？", "通讯录里没有")), said


async def test_nangong_may_share_later_for_its_reason(nangong: Office) -> None:
    """NG-24, NG-25: the day it was formed; with the reason, until the day that was announced."""
    await nangong.says("安然", "共享 凤岗街道 抽检不合格名单，今天上午8点形成")
    await nangong.says("安然", "6")
    noted = await nangong.says("安然", "登记")
    assert noted.startswith("享1 已登记，尚未送出。")
    assert "6月17日（周三）24:00前，依据三（三）" in noted
    nangong.at("2026-06-17 16:30")
    asked = await nangong.says("安然", "延期 享1")
    assert "因收集、整理等原因无法于当日共享" in asked
    await nangong.says("安然", "6月18日")
    shown = await nangong.says("安然", "数据还在收集整理")
    assert "6月18日" in shown
    extended = await nangong.says("安然", "确认")
    assert "6月18日（周四）24:00前" in extended
    nangong.at("2026-06-18 10:00")
    assert (await nangong.says("安然", "共享 享1")).startswith("享1 共享已送达凤岗街道")
    why = await nangong.says("安然", "为什么 享1")
    assert "已于6月18日（周四）10:00完成" in why


async def test_shared_late_is_said_in_the_document_s_own_measure(nangong: Office) -> None:
    """A30: 原则上 is missed and no deadline."""
    await nangong.says("安然", "共享 凤岗街道 抽检不合格名单，昨天上午8点形成")
    await nangong.says("安然", "6")
    await nangong.says("安然", "确认发出")
    why = await nangong.says("安然", "为什么 享1")
    assert "原则上应在6月16日（周二）24:00" in why
    assert "逾期" not in why
