"""A county's file: the two samples, and everything a file is refused for."""

from pathlib import Path

import pytest

from bot.operation.county_file import SAMPLES, load_county, samples
from bot.rehearsal.demo import sample
from rules.law.library import Regulations
from rules.values.people import Role, UnitType
from rules.values.toml_table import BadFile


@pytest.mark.parametrize("name", samples())
def test_a_sample_county_is_complete_enough_to_rehearse(name: str) -> None:
    county = sample(name)
    directory = county.directory
    assert county.regulation in Regulations.load()
    assert county.start.tzinfo is not None
    townships = [u for u in directory.units.values() if u.type is UnitType.TOWNSHIP]
    assert len(townships) >= 2
    assert len([u for u in directory.units.values() if u.type is UnitType.DEPARTMENT]) >= 3
    assert directory.supervisors()
    for unit in directory.units.values():
        if unit.type in {UnitType.TOWNSHIP, UnitType.DEPARTMENT}:
            assert directory.with_role(unit.id, Role.PRINCIPAL), f"{unit.short} 没有主要领导"
            assert directory.with_role(unit.id, Role.LEADER), f"{unit.short} 没有分管领导"
    for township in townships:
        for rank in (1, 2, 3):
            assert directory.on_duty(township.id, county.start, rank), township.short
    mobiles = [o.mobile for o in directory.officers.values()]
    assert len(mobiles) == len(set(mobiles))
    assert all(o.mobile.startswith("139000") for o in directory.officers.values()), "invented"
    names = [o.name for o in directory.officers.values()]
    assert len(names) == len(set(names)), "stories call people by their names"


def test_the_samples_are_what_the_program_offers() -> None:
    assert set(samples()) >= {"cangzhou", "qingfeng"}


def test_renqiu_has_one_department_without_a_liaison() -> None:
    """So that the rehearsal can show what happens when nobody can be reached."""
    directory = sample("cangzhou").directory
    without = [
        unit.short
        for unit in directory.units.values()
        if unit.type is UnitType.DEPARTMENT and not directory.with_role(unit.id, Role.LIAISON)
    ]
    assert without == ["生态环境分局"]


FAULTS = [
    (
        'unit = "chengguan"\ntitle = "副镇长"',
        'unit = "nowhere"\ntitle = "副镇长"',
        "单位 nowhere 不在表中",
    ),
    ('deputy = "song.mei"', 'deputy = "nobody"', "代理人 nobody 不在表中"),
    ('id = "he.wei"', 'id = "He.Wei"', "企业微信账号请用小写"),
    ('leader = "he.wei"', 'leader = "who"', "值班员 who 不在表中"),
    ('parent = "samr"', 'parent = "sam"', "上级单位 sam 不在表中"),
    ('unit  = "hancun"', 'unit  = "hancuns"', "单位 hancuns 不在表中"),
    ('roles = ["principal"]', 'roles = ["boss"]', "roles"),
    ('type = "government"', 'type = "party"', "type"),
    ('mobile = "13900000101"', 'mobil = "13900000101"', "mobil"),
    ("start      = 2026-04-02T09:00:00+08:00", "start      = 2026-04-02T09:00:00", "start"),
    *(
        (
            'mobile = "13900000101"',
            f'mobile = "{written}"',
            f"行 officer[tian.jianguo].mobile：“{written}”不是电话号码",
        )
        for written in (
            "1.39E+10",
            "13900000101.0",
            "1390000101",
            "13900000101、0393-7221234",
            "待定",
        )
    ),
    *(
        (
            'name = "宋梅"',
            f'name = "{written}"',
            f"行 officer[song.mei].name：“{written}”不是一个人的姓名",
        )
        for written in ("宋梅、王五", "宋　梅", "宋梅 13900000102", "宋", "song mei")
    ),
    ('name = "宋梅"', 'name = "田建国"', "officer[song.mei].name：同一单位有两个“田建国”"),
    ('short = "韩村镇"', 'short = "城关镇"', "unit[hancun].short：两个单位都叫“城关镇”"),
    ('id = "song.mei"', 'id = "tian.jianguo"', "officer[tian.jianguo].id：同一账号写了两次"),
    ('id = "hancun"', 'id = "chengguan"', "unit[chengguan].id：同一单位写了两次"),
    (
        'first = "fu.na"',
        'first = "guo.tao"',
        "roster[3].turns：郭涛（guo.tao）不是韩村镇的人员",
    ),
    (
        'unit  = "hancun"\nfrom  = 2026-04-01',
        'unit  = "mazhuangqiao"\nfrom  = 2026-05-01',
        "roster[3].unit：这张表的人都是韩村镇的，unit写的却是马庄桥镇",
    ),
]


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("139 0000 0101", "13900000101"),
        ("139-0000-0101", "13900000101"),
        ("+8613900000101", "+8613900000101"),
        ("0393-7221234", "03937221234"),
        ("（0393）7221234", "03937221234"),
    ],
)
def test_a_number_as_offices_write_it_is_kept_so_that_it_can_be_dialled(
    tmp_path: Path, written: str, kept: str
) -> None:
    text = (SAMPLES / "qingfeng.toml").read_text("utf-8")
    file = tmp_path / "qingfeng.toml"
    file.write_text(text.replace('"13900000101"', f'"{written}"'), "utf-8")
    assert load_county(file).directory.officers["tian.jianguo"].mobile == kept


@pytest.mark.parametrize(("right", "wrong", "fault"), FAULTS)
def test_a_fault_is_named_and_nothing_is_loaded(
    tmp_path: Path, right: str, wrong: str, fault: str
) -> None:
    text = (SAMPLES / "qingfeng.toml").read_text("utf-8")
    assert right in text
    file = tmp_path / "qingfeng.toml"
    file.write_text(text.replace(right, wrong), "utf-8")
    with pytest.raises(BadFile) as refusal:
        load_county(file)
    assert fault in str(refusal.value)


def test_a_shift_hands_over_at_half_past_eight() -> None:
    county = sample("qingfeng")
    at = county.start.replace(hour=8, minute=29)
    before = county.directory.on_duty("chengguan", at, 1)
    after = county.directory.on_duty("chengguan", at.replace(minute=30), 1)
    assert [before[0].name, after[0].name] == ["路志强", "宋梅"]
