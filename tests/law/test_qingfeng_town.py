"""清丰县 over Labour Day and 端午节 of 2026: the lines, and what each side is told besides."""

from collections.abc import AsyncIterator

import pytest

from rules.values.kind import State
from tests.stories.town import Town, story_in

PAPERS = (
    "初步调查材料（当事人信息、现场检查笔录、抽样记录、责令改正、登记保存、查封扣押）（二（三））"
)


@pytest.fixture
async def town(sqlite_url: str) -> AsyncIterator[Town]:
    async with story_in("qingfeng", sqlite_url) as opened:
        yield opened


async def test_two_working_days_and_five_more_over_labour_day(town: Town) -> None:
    """QF-28, QF-29, A12: the line is the seventh day, the reminder comes on the fifth."""
    await town.at("2026-04-29 16:00")
    await town.says("宋梅", "请市监局协助提供东关桥头小吃店的许可登记材料")
    await town.hears("宋梅", "协助草稿，确认后才发出", "应附材料：书面协助通知书（三（六））。")
    await town.taps("宋梅", "确认发出")
    await town.hears(
        "宋梅", "协1 协助已送达市监局", "期限：市监局提供证据材料，5月6日（周三）24:00前"
    )
    await town.hears(
        "李强",
        "协1：城关镇请贵单位协助",
        "应办：市监局提供证据材料",
        "期限：5月6日（周三）24:00前",
        "请尽量在当日17:30前",
        "按其规定（三（六））",
        "由部门抽样、送检（三（五））",
    )
    await town.says("李强", "签收 协1")
    await town.hears("李强", "协1 已签收", "需要上级或者异地部门协助的，帮助联系（三（七））")

    await town.at("2026-05-06 10:00")
    await town.hears("李强", "协1：市监局提供证据材料，今天到期", when="09:00")
    await town.says("李强", "延期 协1 需要现场勘查")
    await town.hears("李强", "协1 已延期", "期限：5月12日（周二）24:00前")
    await town.hears("宋梅", "协1：市监局已延期", "理由：需要现场勘查", "5月12日（周二）24:00前")
    await town.says("宋梅", "为什么 协1")
    why = await town.hears("宋梅", "协1 的期限这样计算")
    assert why == (
        "协1 的期限这样计算：\n"
        "市监局提供证据材料\n"
        "《清丰协作规定》三（六）：“应当自收到书面协助通知书之日起2个工作日内依法予以提供”\n"
        "起算：4月29日（周三）16:00送达，当日不计入。\n"
        "计入7个工作日：4月30日（周四）、5月6日（周三）至5月9日（周六）、"
        "5月11日（周一）至5月12日（周二）。\n"
        "不计入：5月1日（周五）至5月5日（周二）劳动节；5月10日（周日）双休日。\n"
        "延期：5月6日（周三）10:00告知延期，另加5个工作日（《清丰协作规定》三（六））。\n"
        "期限：5月12日（周二）24:00。\n"
        "提醒按5月9日（周六）17:30（较严的理解：延期后连同原期限总计5个工作日）。\n"
        "存疑：“可以延期5个工作日”是在原期限上另加，还是连同原期限总计5个工作日，条文未写；"
        "期限按另加计算，提醒按总计5个工作日。\n"
        "文件版本：qingfeng@2019；日历：2026@国办发明电〔2025〕7号。"
    )

    await town.at("2026-05-11 10:00")
    await town.hears(
        "李强", "从严计算今天到期", "期限5月12日（周二）24:00，从严计算为5月9日（周六）17:30"
    )
    await town.at("2026-05-12 10:00")
    await town.hears("李强", "协1：市监局提供证据材料，今天到期", when="09:00")
    await town.says("李强", "答复 协1 该店未取得食品经营许可")
    await town.hears("李强", "协1 已答复")
    await town.hears("宋梅", "协1：市监局已答复", "该店未取得食品经营许可")
    assert (await town.matter("协1")).state is State.REPLIED
    await town.at("2026-05-14 10:00")


async def test_a_case_comes_down_over_the_dragon_boat_festival(town: Town) -> None:
    """QF-02, 10, 12, 19, 23, 24; then what the document says at each step."""
    await town.at("2026-06-18 16:00")
    await town.says("李强", "今早检查发现东关桥头一家小吃店没有食品经营许可，移给城关镇")
    await town.hears(
        "李强",
        "移交草稿，确认后才发出",
        f"应附材料：{PAPERS}；登记保存、查封扣押的物品、证据（二（三））。",
        "请核对：属于县人民政府赋权乡镇的执法事项（一（三））。",
    )
    await town.taps("李强", "确认发出")
    await town.hears(
        "李强",
        "移1 移交已送达城关镇",
        "不符合移交条件的，城关镇通知补充材料，6月23日（周二）24:00前",
    )
    for name in ("宋梅", "田建国"):
        await town.hears(name, "移1：市监局移交贵单位", "6月23日（周二）24:00", PAPERS)

    await town.at("2026-06-22 10:00")
    await town.says("宋梅", "补正 移1 缺少现场检查笔录")
    await town.hears("宋梅", "移1 已要求补正", "期限：6月24日（周三）24:00前")
    await town.hears("李强", "移1：城关镇已要求补正", "应办：市监局补充材料")
    await town.says("李强", "补充 移1 现场检查笔录已补")
    await town.hears("李强", "移1 已补充")
    for name in ("宋梅", "田建国"):
        await town.hears(name, "移1：市监局已补充")

    await town.at("2026-06-23 10:00")
    await town.says("宋梅", "受理 移1")
    await town.hears(
        "宋梅",
        "移1 已受理",
        "人员由乡镇综合行政执法领导小组统一指挥调配（导语）",
        "立案、调查、处罚、送达、结案由乡镇负责（二（一））",
        "当事人要求了解的，告知案件处理情况（三（四））",
    )
    await town.hears("李强", "移1：城关镇已受理", "告知案件相关情况（三（四））")
    await town.says("宋梅", "立案 移1")
    await town.hears(
        "宋梅",
        "移1 已立案",
        "重大、疑难案件，邀请业务主管部门参加会审（三（十））",
        "拟处罚的，先报业务主管部门法制审核（三（十一））",
        "调查人员和决定处罚的人员分开（五（八））",
        "其他规定请发送“条文 移1”",
    )
    await town.hears("李强", "移1：城关镇已立案", "应当派员列席（三（十））")
    await town.says("宋梅", "办结 移1 罚款一千元")
    await town.hears(
        "宋梅", "移1 已办结", "交县财政局统一处理", "罚没款项按规定程序上缴国库（三（十二））"
    )
    await town.hears("李强", "移1：城关镇已办结", "后续监督管理", "（二（三））")
    assert (await town.matter("移1")).state is State.SETTLED
    await town.at("2026-06-26 10:00")
