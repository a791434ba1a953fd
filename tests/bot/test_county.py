"""A county's file: the two samples, and everything a file is refused for."""

from pathlib import Path

import pytest

from bot.county import SAMPLES, load_county, samples
from bot.demo import sample
from rules.library import Regulations
from rules.people import Role, UnitType
from rules.reading import BadFile


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
]


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
