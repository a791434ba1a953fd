"""To whom a message goes: who is addressed, and nobody who is only part of the story."""

from datetime import datetime

import pytest

from bot.rehearsal.demo import sample
from handlers.language import Parsed, parse, parse_date
from rules.values.dates import BEIJING
from rules.values.people import Directory, Unit, UnitType
from tests.language.village import VILLAGE

NOW = datetime(2026, 4, 8, 10, 47, tzinfo=BEIJING)
COUNTIES = ("cangzhou", "changjiang", "nangong", "qingfeng", "youyang")
SIXTH = Directory(
    county="bailu",
    units={
        unit.id: unit
        for unit in (
            Unit("north", "白鹭县北滩乡人民政府", "北滩乡", UnitType.TOWNSHIP),
            Unit("south", "白鹭县南浦街道办事处", "南浦街道", UnitType.TOWNSHIP),
            Unit("quality", "白鹭县质量监督局", "质监局", UnitType.DEPARTMENT, ("质量局",)),
            Unit("harbour", "白鹭县港航事务中心", "港航中心", UnitType.DEPARTMENT),
            Unit("county", "白鹭县人民政府", "县政府", UnitType.GOVERNMENT),
        )
    },
    officers={},
)
"""A county that no file of this program knows."""
PLACES = {county: sample(county).directory for county in COUNTIES} | {
    "bailu": SIXTH,
    "village": VILLAGE,
}


def heard(place: str, text: str) -> Parsed:
    return parse(text, directory=PLACES[place], now=NOW)


def receivers(parsed: Parsed) -> tuple[str, ...]:
    return tuple(unit for match in parsed.units for unit in match.unit_ids)


def pairs(kind: UnitType, other: UnitType) -> list[tuple[str, Unit, Unit]]:
    """In every county a unit of one type and one of the other."""
    return [
        (place, one, two)
        for place, directory in PLACES.items()
        for one in [next(u for u in directory.units.values() if u.type is kind)]
        for two in [u for u in directory.units.values() if u.type is other and u != one][:2]
    ]


STORIES = (
    "今早查到{x}一楼小吃店无证经营",
    "今早群众向{x}反映东关桥头小吃店无证经营",
    "今早对{x}工地检查发现小吃店无证经营",
    "由{x}现场检查发现东关桥头小吃店无证经营",
    "东关桥头小吃店与{x}家属院相邻，今早查到无证经营",
    "今早接到{x}电话，东关桥头小吃店无证经营",
    "今早收到{x}转来的线索，东关桥头小吃店无证经营",
    "甲某向{x}申请用地未果后，擅自经营小吃，今早查到",
    "今早查到县政府东侧小吃店无证经营，与{x}隔壁",
    "业主称已由{x}备案，今早查到小吃店无证经营",
    "小吃店老板拿着给{x}的申请，今早查到没有许可",
)


@pytest.mark.parametrize("story", STORIES)
@pytest.mark.parametrize("opening", ["移送 {to} ", "移送 {to}，", "移送{to}：", "移交给 {to} "])
@pytest.mark.parametrize(("place", "to", "named"), pairs(UnitType.DEPARTMENT, UnitType.DEPARTMENT))
def test_whoever_stands_behind_the_command_is_final_and_the_story_is_whole(
    place: str, to: Unit, named: Unit, opening: str, story: str
) -> None:
    """A later 到, 向, 对, 由, 与 once took the case to another bureau and its name out of it."""
    told = story.format(x=named.short)
    parsed = heard(place, opening.format(to=to.short) + told)
    assert receivers(parsed) == (to.id,)
    assert parsed.rest == told


@pytest.mark.parametrize("story", STORIES)
@pytest.mark.parametrize(("place", "to", "named"), pairs(UnitType.TOWNSHIP, UnitType.DEPARTMENT))
def test_a_sentence_that_hands_over_at_its_end_keeps_its_story(
    place: str, to: Unit, named: Unit, story: str
) -> None:
    text = f"{story.format(x=named.short)}，移给{to.short}"
    parsed = heard(place, text)
    assert receivers(parsed) == (to.id,)
    assert parsed.rest == text


LANDMARKS = (
    "家属院煤气爆炸",
    "工地塌方，有人被埋",
    "宿舍楼起火",
    "门口有人持刀",
    "对面加油站爆燃",
    "北侧仓库泄漏",
    "旁边的饭店着火",
)


@pytest.mark.parametrize("what", LANDMARKS)
@pytest.mark.parametrize(("place", "town", "office"), pairs(UnitType.TOWNSHIP, UnitType.DEPARTMENT))
def test_an_emergency_goes_to_the_township_and_never_to_a_landmark(
    place: str, town: Unit, office: Unit, what: str
) -> None:
    """It once went to the bureau of agriculture, without the township, the place and the line."""
    near = f"{town.short}{office.short}{what}"
    for text, told in (
        (f"紧急 {near}", near),
        (f"紧急{near}", near),
        (f"{near}，情况紧急", f"{near}，情况紧急"),
        (f"紧急 {office.short}{what}，请{town.short}赶赴现场", None),
        (f"紧急 {town.short}，{office.short}{what}", None),
        (f"紧急 {town.short} {office.short}{what}", None),
        (f"紧急 {town.short}：{office.short}{what}", None),
    ):
        parsed = heard(place, text)
        assert receivers(parsed) == (town.id,), text
        assert parsed.rest == (told or text.removeprefix("紧急 ")), text


@pytest.mark.parametrize(("place", "town", "office"), pairs(UnitType.TOWNSHIP, UnitType.DEPARTMENT))
def test_a_landmark_alone_is_nobody_to_send_an_emergency_to(
    place: str, town: Unit, office: Unit
) -> None:
    assert receivers(heard(place, f"紧急 {office.short}家属院煤气爆炸")) == ()
    addressed = heard(place, f"紧急 {office.short} {town.short}化工仓库泄漏")
    assert receivers(addressed) == (office.id,), "who is addressed stays addressed"
    assert addressed.rest == f"{town.short}化工仓库泄漏"


def test_an_office_right_behind_its_township_is_asked_about() -> None:
    parsed = heard("qingfeng", "紧急 城关镇农业局 煤气爆炸")
    assert receivers(parsed) == ("chengguan", "agri")
    assert parsed.rest == "城关镇农业局 煤气爆炸"


@pytest.mark.parametrize("place", COUNTIES)
def test_the_first_word_of_an_alarm_is_tried_by_its_sound(place: str) -> None:
    if place != "qingfeng":
        assert receivers(heard(place, "紧急，某某镇，东关桥化工仓库泄漏")) == ()
        return
    assert receivers(heard(place, "紧急，成关镇，东关桥化工仓库泄漏。")) == ("chengguan",)


LETTER = (
    "案件移送函\n{no}移〔2026〕12号\n{to}：\n2026年4月7日，我单位执法人员在东关桥头检查时，"
    "发现当事人甲某涉嫌未取得食品经营许可从事餐饮服务，依据《中华人民共和国行政处罚法》第二十二条"
    "和县人民政府赋权事项清单，该案属于你单位管辖。现将该案移送你单位处理。\n{by}\n2026年4月8日"
)


@pytest.mark.parametrize(("place", "to", "by"), pairs(UnitType.TOWNSHIP, UnitType.DEPARTMENT))
def test_a_pasted_letter_goes_to_its_address_line_and_is_kept_word_for_word(
    place: str, to: Unit, by: Unit
) -> None:
    """和县人民政府 in the legal basis once made it a letter to the county government."""
    letter = LETTER.format(no=by.short[0], to=to.name, by=by.name)
    for text in (
        letter,
        f"移送 {to.short}\n{letter}",
        letter.partition("\n")[2].partition("\n")[2],
    ):
        parsed = heard(place, text)
        assert parsed.command == "移送"
        assert receivers(parsed) == (to.id,)
        assert parsed.rest == text.removeprefix(f"移送 {to.short}\n")
        assert parsed.when is not None
        assert f"{parsed.when:%m-%d}" == "04-07"


def test_a_pasted_order_keeps_its_labelled_values() -> None:
    order = (
        "工单编号：20260407\n来电时间：2026-04-07 15:30:12\n办理时限：2026-04-10\n"
        "诉求：东关桥头小吃店油烟扰民\n移给城关镇"
    )
    parsed = heard("qingfeng", order)
    assert parsed.rest == order
    assert receivers(parsed) == ("chengguan",)
    assert f"{parsed.when:%m-%d %H:%M}" == "04-07 15:30"


@pytest.mark.parametrize(
    "said",
    [
        "2026 年 4 月 7 日 9 时 30 分，在东关桥头查到小吃店无证经营",
        "4 月 7 日 9 时 30 分在东关桥头查到小吃店无证经营",
        "2026年4月7日 9 时30分，在东关桥头查到小吃店无证经营",
    ],
)
def test_a_date_with_blanks_is_read_whole(said: str) -> None:
    parsed = heard("qingfeng", f"{said}，移给城关镇")
    assert f"{parsed.when:%F %H:%M}" == "2026-04-07 09:30"
    assert not parsed.when_inferred
    assert parsed.rest == f"{said}，移给城关镇"
    reason = heard("cangzhou", "延期 协3 2027 年 2 月 5 日前答复 需要省里鉴定")
    assert (f"{reason.until}", reason.rest) == ("2027-02-05", "需要省里鉴定")


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("到下下个月5号", "2027-02-05"),
        ("下下月5日", "2027-02-05"),
        ("到下下下周一", "2027-01-18"),
        ("下下周一", "2027-01-11"),
        ("下周一", "2027-01-04"),
        ("下下个月底", "2027-02-28"),
        ("明年底", "2027-12-31"),
        ("到去年底", None),
        ("上月底", None),
        ("上上个月5号", None),
    ],
)
def test_every_next_counts_and_a_day_gone_by_is_no_new_date(said: str, day: str | None) -> None:
    """下下个月5号 once told the other side the fifth of next month."""
    now = datetime(2026, 12, 30, 10, 42, tzinfo=BEIJING)
    found = parse_date(said, now)
    assert (found and f"{found}") == day
