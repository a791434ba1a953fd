"""One field at a time, as a dialogue asks for it: instants, days, units, people, numbers."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from handlers.language import (
    guess_instant,
    parse,
    parse_date,
    parse_instant,
    parse_number,
    parse_people,
    parse_source,
    parse_unit,
)
from rules.values.people import Unit, UnitType
from tests.language.village import BEIJING, NOW, VILLAGE


@pytest.mark.parametrize(
    ("said", "when"),
    [
        ("今天", "04-08 09:00~"),
        ("今早", "04-08 09:00~"),
        ("今天早上", "04-08 09:00~"),
        ("上午", "04-08 10:00~"),
        ("中午", "04-08 12:00~"),
        ("凌晨", "04-08 03:00~"),
        ("昨天", "04-07 09:00~"),
        ("前天", "04-06 09:00~"),
        ("大前天", "04-05 09:00~"),
        ("昨晚", "04-07 20:00~"),
        ("昨晚上10点", "04-07 22:00"),
        ("昨夜里11点", "04-07 23:00"),
        ("昨晚2点", "04-08 02:00"),
        ("昨晚12点", "04-08 00:00"),
        ("凌晨两点", "04-08 02:00"),
        ("刚才", "04-08 16:20~"),
        ("刚刚", "04-08 16:20~"),
        ("9点半", "04-08 09:30"),
        ("下午三点一刻", "04-08 15:15"),
        ("中午一点", "04-08 13:00"),
        ("15:30", "04-08 15:30"),
        ("15：30", "04-08 15:30"),
        ("3点", "04-08 15:00~"),
        ("4月3日", "04-03 09:00~"),
        ("4月3号下午3点", "04-03 15:00"),
        ("四月三号", "04-03 09:00~"),
        ("4月3日17:40", "04-03 17:40"),
        ("2026-04-03", "04-03 09:00~"),
        ("2026年4月3日9时20分", "04-03 09:20"),
        ("20260403", "04-03 09:00~"),
        ("\uff14月\uff13日\uff11\uff17：\uff14\uff10", "04-03 17:40"),
        ("3号下午", "04-03 15:00~"),
        ("3号", "04-03 09:00~"),
        ("4.3", "04-03 09:00~"),
        ("本周三", "04-08 09:00~"),
        ("周三", "04-08 09:00~"),
        ("周四", "04-02 09:00~"),
        ("上周五", "04-03 09:00~"),
        ("星期天", "04-05 09:00~"),
        ("3天前", "04-05 09:00~"),
        ("两周前", "03-25 09:00~"),
        ("半小时前", "04-08 15:50"),
        ("一个半小时前", "04-08 14:50"),
        ("10分钟前", "04-08 16:10"),
    ],
)
def test_an_instant_is_read(said: str, when: str) -> None:
    guess = guess_instant(said, NOW)
    assert guess is not None
    assert f"{guess.value:%m-%d %H:%M}{'~' if guess.inferred else ''}" == when
    assert guess.value.utcoffset() == timedelta(hours=8)


@pytest.mark.parametrize(
    "said",
    [
        "2月30日",
        "13月1日",
        "25点",
        "今天25点",
        "9:75",
        "上午15点",
        "第3号案件",
        "第3号",
        "明天",
        "后天下午",
        "下周三",
        "今晚",
        "5月3日",
        "2027-01-01",
        "0月0日",
        "3个月前",
        "有两点问题",
        "一周一次",
        "",
        "不知道",
    ],
)
def test_an_instant_is_never_guessed(said: str) -> None:
    assert parse_instant(said, NOW) is None


def test_this_morning_is_never_later_than_now() -> None:
    early = datetime(2026, 4, 8, 8, 10, tzinfo=BEIJING)
    assert parse_instant("今早", early) == early


def test_the_present_may_be_given_in_any_zone() -> None:

    late = datetime(2026, 4, 7, 16, 30, tzinfo=UTC)  # 00:30 on the 8th in Beijing
    assert parse_instant("昨天", late) == datetime(2026, 4, 7, 9, 0, tzinfo=BEIJING)


def test_december_said_in_january_is_last_year() -> None:
    january = datetime(2027, 1, 5, 10, 0, tzinfo=BEIJING)
    assert parse_date("12月28日", january, past=True) == date(2026, 12, 28)
    assert parse_date("1月8日", NOW.replace(month=12), past=False) == date(2027, 1, 8)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("今天", date(2026, 4, 8)),
        ("明天", date(2026, 4, 9)),
        ("后天", date(2026, 4, 10)),
        ("月底", date(2026, 4, 30)),
        ("下月底", date(2026, 5, 31)),
        ("年底", date(2026, 12, 31)),
        ("周五", date(2026, 4, 10)),
        ("周一", date(2026, 4, 13)),
        ("下周三", date(2026, 4, 15)),
        ("4月14日", date(2026, 4, 14)),
        ("延到4月14日吧", date(2026, 4, 14)),
        ("到15号", date(2026, 4, 15)),
        ("1号", date(2026, 5, 1)),
        ("下个月3号", date(2026, 5, 3)),
        ("2026-04-14", date(2026, 4, 14)),
        ("4-14", date(2026, 4, 14)),
    ],
)
def test_an_announced_day_is_read(said: str, day: date) -> None:
    assert parse_date(said, NOW) == day


@pytest.mark.parametrize(
    "said",
    [
        "2月30日",
        "昨天",
        "4月7日",
        "上周五",
        "周三",
        "5个工作日",
        "还要三天",
        "以后再说",
        "第3号案件",
    ],
)
def test_an_announced_day_is_never_guessed(said: str) -> None:
    """On a Wednesday 周三 alone may be today or a week ahead."""
    assert parse_date(said, NOW) is None


@pytest.mark.parametrize(
    ("said", "ids", "exact"),
    [
        ("清丰县市场监督管理局", ["samr"], True),
        ("市场监督管理局", ["samr"], True),
        ("市监局", ["samr"], True),
        ("县市监局", ["samr"], True),
        ("清丰县市监局", ["samr"], True),
        ("交给市监局吧", ["samr"], True),
        ("工商局", ["samr"], True),
        ("环保局", ["eco"], True),
        ("住建委", ["housing"], True),
        ("安监", ["emergency"], True),
        ("自然局", ["natres"], True),
        ("国土局", ["natres"], True),
        ("城关", ["chengguan"], True),
        ("城关镇", ["chengguan"], True),
        ("城关镇政府", ["chengguan"], True),
        ("马庄桥", ["mazhuangqiao"], True),
        ("城关市监所", ["samr-chengguan"], True),
        ("城关所", ["samr-chengguan"], True),
        ("城关镇执法大队", ["team-chengguan"], True),
        ("韩村执法队", ["team-hancun"], True),
        ("执法大队", ["team-chengguan", "team-hancun"], False),
        ("市监所", ["samr-chengguan", "samr-hancun"], True),
        ("主建局", ["housing"], False),
        ("市场监管据", ["samr"], False),
        ("市场监督管里局", ["samr"], False),
    ],
)
def test_a_unit_is_named(said: str, ids: list[str], exact: bool) -> None:  # noqa: FBT001
    match = parse_unit(said, VILLAGE)
    assert match is not None
    assert (sorted(match.unit_ids), match.exact) == (ids, exact)


@pytest.mark.parametrize(
    "said", ["公安局", "省市监局", "执法局", "监察", "办公室", "县局", "随便", "我们单位", "", "？"]
)
def test_a_unit_is_never_invented(said: str) -> None:
    assert parse_unit(said, VILLAGE) is None


def test_the_same_stem_twice_is_two_units() -> None:
    street = Unit("chengguan-jd", "城关街道办事处", "城关街道", UnitType.TOWNSHIP)
    county = replace(VILLAGE, units={**VILLAGE.units, street.id: street})
    both, one = parse_unit("城关", county), parse_unit("城关镇", county)
    assert both is not None
    assert one is not None
    assert sorted(both.unit_ids) == ["chengguan", "chengguan-jd"]
    assert one.unit_ids == ("chengguan",)


def test_a_countys_alias_goes_before_the_nations() -> None:
    """工商局 is the market bureau elsewhere; this county calls another bureau so."""
    industry = Unit("industry", "清丰县工业商务局", "工业商务局", UnitType.DEPARTMENT, ("工商局",))
    county = replace(VILLAGE, units={**VILLAGE.units, industry.id: industry})
    match = parse_unit("工商局", county)
    assert match is not None
    assert match.unit_ids == ("industry",)


def test_an_alias_of_two_units_is_asked_about() -> None:
    agri = Unit("agri", "清丰县农业农村局", "农业局", UnitType.DEPARTMENT, ("执法股",))
    water = Unit("water", "清丰县水利局", "水利局", UnitType.DEPARTMENT, ("执法股",))
    county = replace(VILLAGE, units={**VILLAGE.units, "agri": agri, "water": water})
    said = parse("移送 执法股 有人电鱼", directory=county, now=NOW)
    assert [sorted(match.unit_ids) for match in said.units] == [["agri", "water"]]


@pytest.mark.parametrize(
    ("said", "ids", "names"),
    [
        ("李强 王敏", ["liqiang", "wangmin"], []),
        ("李强、王敏", ["liqiang", "wangmin"], []),
        ("李强王敏", ["liqiang", "wangmin"], []),
        ("@李强 @王敏", ["liqiang", "wangmin"], []),
        ("带队李强，队员王敏等3人", ["liqiang", "wangmin"], []),
        ("李强和张三", ["liqiang"], ["张三"]),
        ("欧阳锋、司马懿", ["ouyang"], ["司马懿"]),
        ("李强国", [], ["李强国"]),
        ("王所长", [], ["王所长"]),
        ("张伟", [], ["张伟"]),
        ("马上到", [], []),
        ("两个人", [], []),
    ],
)
def test_people_are_named(said: str, ids: list[str], names: list[str]) -> None:
    """Two officers are called 张伟, so the name alone decides nobody."""
    assert parse_people(said, VILLAGE) == (tuple(ids), tuple(names))


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("移12", "移12"),
        ("【移-12】", "移12"),
        ("移〔12〕号", "移12"),
        ("移〔2026〕12号", "移12"),
        ("移第012号", "移12"),
        ("移十二", "移12"),
        ("急一号", "急1"),
        ("移１２", "移12"),
        ("第12号", "12"),
        ("12", "12"),
        ("紧急通报 急1\n城关镇东关桥头", "急1"),
        ("移12：市监局移交给贵单位的事项", "移12"),
        ("清市监移〔2026〕12号", None),
        ("转移12吨", None),
        ("移3户", None),
        ("政协3楼", None),
        ("紧急1小时", None),
        ("移0", None),
        ("13800001111", None),
        ("", None),
    ],
)
def test_a_number_is_read(said: str, number: str | None) -> None:
    assert parse_number(said) == number


@pytest.mark.parametrize(
    ("said", "source"),
    [
        ("群众举报", "complaint"),
        ("12345转来的", "complaint"),
        ("日常巡查发现", "inspection"),
        ("接到投诉后检查发现", "complaint"),
        ("不清楚", None),
    ],
)
def test_a_source_is_read(said: str, source: str | None) -> None:
    assert parse_source(said) == source
