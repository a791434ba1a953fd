"""任丘市 under 沧州协作办法, told through the emulated WeCom and a clock moved by hand."""

from collections.abc import AsyncIterator

import pytest

from rules.values.facts import FactKind
from rules.values.kind import State
from tests.stories.town import Town, story_in


@pytest.fixture
async def town(sqlite_url: str) -> AsyncIterator[Town]:
    async with story_in("cangzhou", sqlite_url) as opened:
        yield opened


async def test_a_referral_is_noted_down_extended_and_sent(town: Town) -> None:
    """CZ-10, CZ-11, CZ-18, CZ-14: 3 days, 5 in total, who approved, and 5 days to say."""
    await town.at("2026-04-24 10:00")
    await town.says("韩雪", "今天上午8点在新华路检查发现一家奶茶店没有食品经营许可，移交市监局")
    await town.hears("韩雪", "请问由哪位领导批准移交？")
    await town.says("韩雪", "董波")
    await town.hears("韩雪", "移交草稿，确认后才发出", "批准领导：董波", "【先登记】")
    await town.taps("韩雪", "先登记")
    await town.hears("韩雪", "移1 已登记，尚未送出", "期限：4月29日（周三）24:00前")

    await town.at("2026-04-28 09:00")
    await town.hears("韩雪", "移1：新华路街道移交案件，还剩1个工作日", when="09:00")
    await town.says("韩雪", "延期 移1 5月20日 需要调查核实货源")
    await town.hears(
        "韩雪", "移1 已延期", "告知的新日期5月20日（周三）超过最长期限", "5月6日（周三）24:00前"
    )
    await town.hears("梁静", "移1：新华路街道已延期", "需要调查核实货源")
    await town.hears("米楠", "移1：新华路街道已延期", "需要调查核实货源")
    await town.says("韩雪", "为什么 移1")
    await town.hears(
        "韩雪",
        "“应当在3个工作日内移交给有管辖权的一方处理”",
        "4月28日（周二）09:00告知延期至5月20日（周三），总计最长5个工作日",
        "期限：5月6日（周三）24:00。",
    )

    await town.at("2026-04-30 09:00")
    await town.hears("韩雪", "还剩1个工作日", when="09:00")
    await town.at("2026-05-06 11:00")
    await town.hears("韩雪", "今天到期", when="09:00")
    await town.says("韩雪", "移交 移1")
    await town.hears("韩雪", "移1 移交已送达市监局（5月6日（周三）11:00）")
    arrival = await town.hears("梁静", "移1：新华路街道移交贵单位", "5月12日（周二）", "【受理】")
    assert "【转交】" not in arrival, "CZ-15"
    await town.hears("米楠", "移1：新华路街道移交贵单位", "5月12日（周二）")

    await town.restarts()
    await town.at("2026-05-07 09:00")
    await town.taps("梁静", "受理")
    await town.hears("梁静", "移1 已受理", "受理不等于立案")
    await town.hears("韩雪", "移1：市监局已受理", "梁静", "受理不等于立案")
    kinds = {fact.kind for fact in (await town.matter("移1")).facts}
    assert FactKind.ACCEPTED in kinds
    assert kinds.isdisjoint({FactKind.ACKNOWLEDGED, FactKind.FILED, FactKind.SETTLED})


async def test_an_extension_after_the_line_extends_nothing(town: Town) -> None:
    """CZ-11: 应事先告知."""
    await town.says("韩雪", "今天上午8点检查发现某店无证经营，移交市监局")
    await town.hears("韩雪", "请问由哪位领导批准移交？")
    await town.says("韩雪", "董波")
    await town.hears("韩雪", "移交草稿")
    await town.says("韩雪", "登记")
    await town.hears("韩雪", "移1 已登记")
    await town.at("2026-04-30 08:00")
    await town.hears("韩雪", "还剩1个工作日")
    await town.hears("韩雪", "今天到期")
    await town.says("韩雪", "延期 移1 5月6日 调查核实")
    await town.hears(
        "韩雪",
        "没有延期：原期限4月29日（周三）已过，期满后再告知不能延长期限。"
        "请尽快办理，并可以发送“为什么 移1”查看依据。",
    )


async def test_a_referral_is_not_passed_on_but_put_before_the_government(town: Town) -> None:
    """CZ-15, 第七条."""
    await town.says("沈洁", "今天上午8点巡查发现有人在河滩挖沙，移交市监局")
    await town.hears("沈洁", "请问由哪位领导批准移交？")
    await town.says("沈洁", "吕明")
    await town.hears("沈洁", "移交草稿")
    await town.taps("沈洁", "确认发出")
    await town.hears("沈洁", "移1 移交已送达市监局")
    await town.hears("梁静", "移1：石门桥镇移交贵单位", "【报请】")
    await town.hears("米楠", "移1：石门桥镇移交贵单位")

    await town.says("梁静", "转交 移1 自规局 河滩挖沙不归我局管")
    assert await town.hears("梁静", "没有转交") == (
        "没有转交：《沧州协作办法》第七条规定"
        "“不属于本部门管辖的，报请县人民政府决定，不得再次移交”。可以发送“报请 移1”。"
    )
    await town.taps("梁静", "报请")
    await town.hears("梁静", "请说明理由。")
    await town.says("梁静", "河滩挖沙由自规局管辖")
    await town.hears("梁静", "报请 移1，确认后才办理", "理由：河滩挖沙由自规局管辖")
    await town.taps("梁静", "确认")
    await town.hears("梁静", "移1 已报请", "已通知市政府尚伟。")
    await town.hears(
        "尚伟", "移1：市监局报请县人民政府决定由谁管辖", "河滩挖沙由自规局管辖", "第七条"
    )
    await town.hears("沈洁", "移1：市监局已报请", "河滩挖沙由自规局管辖", "请勿再次移交")
    await town.says("尚伟", "查 移1")
    await town.hears("尚伟", "移1 已报请决定管辖")

    await town.at("2026-05-07 09:00")
    await town.says("梁静", "不予受理 移1 市政府5月6日决定由自规局管辖")
    await town.hears("梁静", "移1 不予受理")
    await town.hears("沈洁", "移1：市监局不予受理", "市政府5月6日决定由自规局管辖")


async def a_letter(town: Town) -> None:
    """石门桥镇 asks 市监局 for material on 27 April at nine."""
    await town.at("2026-04-27 09:00")
    await town.says("沈洁", "请市监局协助提供河滩路奶茶店的许可登记资料")
    await town.hears("沈洁", "协助草稿，确认后才发出", "任丘市市场监督管理局")
    await town.taps("沈洁", "确认发出")
    await town.hears("沈洁", "协1 协助已送达市监局", "5月9日（周六）24:00前")
    await town.hears(
        "梁静", "协1：石门桥镇请贵单位协助", "期限：5月9日（周六）24:00前", "请尽量在当日17:30前"
    )
    await town.hears("米楠", "协1：石门桥镇请贵单位协助")


async def test_what_is_missing_is_supplied_and_the_time_it_took_does_not_count(
    town: Town,
) -> None:
    """CZ-45, CZ-47, 第二十条; row 31: 27 April 09:00, asked on 28th, there on 6 May, due 13 May."""
    await a_letter(town)
    await town.at("2026-04-28 15:00")
    await town.says("梁静", "补正 协1 奶茶店的营业地址和当事人姓名")
    await town.hears("梁静", "协1", "暂停计算，剩6个工作日")
    await town.hears("沈洁", "协1：市监局", "奶茶店的营业地址和当事人姓名", "【补充】")

    await town.restarts()
    await town.at("2026-05-06 10:00")
    await town.says("沈洁", "补充 协1 河滩路12号，李某")
    await town.hears("沈洁", "协1 已补充", "5月13日（周三）24:00前")
    await town.hears("梁静", "协1：石门桥镇已补充", "河滩路12号，李某", "5月13日（周三）24:00前")
    await town.hears("米楠", "协1：石门桥镇已补充")

    await town.says("沈洁", "为什么 协1")
    assert await town.hears("沈洁", "协1 的期限这样计算") == WHY_THE_13TH

    await town.at("2026-05-11 16:00")
    await town.hears("梁静", "还剩1个工作日", "从严计算为5月12日（周二）17:30", when="09:00")
    await town.says("梁静", "答复 协1 该店没有食品经营许可登记，附查询记录一份")
    await town.hears("梁静", "协1 已答复")
    await town.hears("沈洁", "协1：市监局已答复", "附查询记录一份", "【办结】")
    await town.taps("沈洁", "办结")
    await town.hears("沈洁", "协1 已办结")
    await town.hears("梁静", "协1：石门桥镇已办结")
    await town.hears("米楠", "协1：石门桥镇已办结")
    await town.at("2026-05-20 09:00")


WHY_THE_13TH = (
    "协1 的期限这样计算：\n"
    "市监局出具书面意见\n"
    "《沧州协作办法》第二十条：“应当自收到协助函件之日起七个工作日内出具书面意见”\n"
    "起算：4月27日（周一）09:00送达，当日不计入。\n"
    "计入7个工作日：4月28日（周二）、5月7日（周四）至5月9日（周六）、"
    "5月11日（周一）至5月13日（周三）。\n"
    "不计入：4月29日（周三）至4月30日（周四）补充资料；5月1日（周五）至5月5日（周二）劳动节；"
    "5月6日（周三）补充资料；5月10日（周日）双休日。\n"
    "期限：5月13日（周三）24:00。\n"
    "提醒按5月12日（周二）17:30（较严的理解：收到补充资料的当日计入）。\n"
    "文件版本：cangzhou@2021-12-15；日历：2026@国办发明电〔2025〕7号。\n"
    "市监局告知需要补充的资料\n"
    "《沧州协作办法》第二十条：“应当自收到协助函件之日起两个工作日内告知”\n"
    "只适用于：行政执法部门出具书面意见前需要乡镇人民政府和街道办事处补充资料的。\n"
    "起算：4月27日（周一）09:00送达，当日不计入。\n"
    "计入2个工作日：4月28日（周二）至4月29日（周三）。\n"
    "期限：4月29日（周三）24:00。\n"
    "提醒按4月29日（周三）17:30（下班前）。\n"
    "已于4月28日（周二）15:00完成。\n"
    "文件版本：cangzhou@2021-12-15；日历：2026@国办发明电〔2025〕7号。"
)
"""Row 31, taken apart; the page shows no empty lines."""


async def test_a_letter_is_answered_later_only_by_an_announced_date(town: Town) -> None:
    """CZ-46, 第二十条: 说明理由并明确答复期限; no cap in the text."""
    await a_letter(town)
    await town.says("梁静", "延期 协1 案情复杂")
    await town.hears("梁静", "延期到哪一天？")
    await town.says("梁静", "5月20日")
    await town.hears("梁静", "延期 协1，确认后才办理", "新期限：5月20日（周三）", "理由：案情复杂")
    await town.taps("梁静", "确认")
    await town.hears("梁静", "协1 已延期", "5月20日（周三）24:00前")
    await town.hears("沈洁", "协1：市监局已延期", "案情复杂", "5月20日（周三）24:00前")
    await town.at("2026-05-19 17:00")
    await town.hears("梁静", "补充资料", when="4月29日（周三）09:00")
    await town.hears("梁静", "已过告知补充资料的期限", when="4月30日（周四）09:00")
    await town.hears("梁静", "市监局出具书面意见，还剩1个工作日", when="5月19日（周二）09:00")
    await town.says("梁静", "答复 协1 没有许可登记")
    await town.hears("梁静", "协1 已答复")
    await town.hears("沈洁", "协1：市监局已答复")


async def test_nobody_to_receive_it_paper_does(town: Town) -> None:
    """A7: not delivered; the proof of the paper starts the receiver's period at its own time."""
    await town.says("韩雪", "今天上午8点检查发现工地夜间施工噪声，移交生态环境分局")
    await town.hears("韩雪", "请问由哪位领导批准移交？")
    await town.says("韩雪", "董波")
    await town.hears("韩雪", "移交草稿")
    await town.taps("韩雪", "确认发出")
    await town.hears("韩雪", "移1 没有送达：生态环境分局没有登记可以接收的联系人", "【纸质送达】")
    assert FactKind.DELIVERED not in {fact.kind for fact in (await town.matter("移1")).facts}

    await town.at("2026-04-27 11:00")
    await town.taps("韩雪", "纸质送达")
    await town.hears("韩雪", "纸质文书什么时候送到的？")
    await town.says("韩雪", "今天上午9点20分")
    await town.hears("韩雪", "由谁签收，回执或者送达记录的编号是什么？")
    await town.says("韩雪", "连升签收，回执003号")
    await town.hears("韩雪", "移1 已纸质送达（4月27日（周一）09:20）", "5月7日（周四）24:00前")
    served = (await town.entries("移1"))[-1]
    assert served.at < served.recorded_at
    assert ("proof", "连升签收，回执003号") in served.details
    await town.restarts()
    await town.says("韩雪", "为什么 移1")
    await town.hears("韩雪", "起算：4月27日（周一）09:20送达", "期限：5月7日（周四）24:00。")


async def test_a_letter_that_no_channel_takes_was_not_delivered(town: Town) -> None:
    """A7: the platform refuses the liaison for good; the sender hears it and is offered paper."""
    await town.says("沈洁", "请自规局协助提供河滩路宗地的权属资料", "机器人")
    await town.hears("沈洁", "协助草稿")
    await town.breaks("message/send", 60111, 1)
    await town.says("沈洁", "确认发出", "机器人")
    await town.hears("沈洁", "协1 协助已送达自规局")
    for _ in ("应用", "机器人"):
        await town.hears("沈洁", "协1：协助没有送达自规局", "请改用纸质文书或者电话办理")
    await town.hears("戚敏", "有提醒没有送到自规局宁宇")
    matter = await town.matter("协1")
    assert (matter.state, matter.facts) == (State.UNDELIVERED, ())
    await town.at("2026-05-20 09:00")
    await town.hears("戚敏", "收不到任何提醒", "自规局宁宇：自建应用：企业微信里没有这个账号")
