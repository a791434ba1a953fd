"""An amended document: open matters keep the version they were received under, new ones do not.

The amendment is invented: the shipped file of 沧州 with another number and another date.
"""

import re
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest

from bot.operation.law_book import load_law
from rules.in_force import Law
from rules.law.library import Regulations
from rules.values.toml_table import data_files
from tests.handlers.office import Office, open_office

EXAMPLE = re.compile(r'\[\[example\]\]\nduty\s*= "assist-reply"\n(?:(?!\[\[).*\n)*')
THREE = 'starts   = "delivered"\nmet_by   = "replied"\nperiod   = { amount = 3'
OLD, NEW = "cangzhou@2021-12-15", "cangzhou@2026-06-01"


@pytest.fixture
def amended(tmp_path: Path) -> Law:
    """第二十条 says three working days instead of seven, from 1 June 2026."""
    shipped = next(p for p in data_files("regulations") if p.name == "cangzhou.toml")
    text = shipped.read_text(encoding="utf-8")
    changed = EXAMPLE.sub("", text)
    for old, new in (
        ("since = 2021-12-15", "since = 2026-06-01"),
        ('starts   = "delivered"\nmet_by   = "replied"\nperiod   = { amount = 7', THREE),
        ("起七个工作日内出具", "起三个工作日内出具"),
    ):
        assert changed.count(old) == 1
        changed = changed.replace(old, new)
    folder = tmp_path / "regulations"
    folder.mkdir()
    (folder / "cangzhou-2026.toml").write_text(
        changed
        + '\n[[example]]\nduty = "assist-reply"\nwhy = "6月2日、3日、4日计满3日。"\n'
        + 'facts = [{ fact = "delivered", at = 2026-06-01T09:00:00+08:00 }]\nlast = 2026-06-04\n',
        encoding="utf-8",
    )
    return load_law("cangzhou", tmp_path)


@pytest.fixture
async def renqiu(sqlite_url: str, amended: Law) -> AsyncIterator[Office]:
    async with open_office("cangzhou", sqlite_url, amended) as office:
        yield office


async def ask_for_help(office: Office, number: str) -> str:
    """Open a matter and read its explanation."""
    await office.says("韩雪", f"请市监局协助 鉴定烟花，第{number}批")
    await office.says("韩雪", "确认发出")
    why = await office.says("梁静", f"为什么 {number}")
    [reply] = [part for part in why.split("\n\n") if "市监局出具书面意见" in part]
    return reply


def test_both_versions_are_there(amended: Law) -> None:
    assert {OLD, NEW} <= {one.version for one in amended.regulations.versions}
    assert amended.regulations.in_force("cangzhou", date(2026, 5, 31)).version == OLD
    assert amended.regulations.in_force("cangzhou", date(2026, 6, 1)).version == NEW
    assert amended.regulations.in_force("cangzhou", date(2020, 1, 1)).version == OLD


def test_what_is_not_in_force_yet_is_not_used(renqiu: Office) -> None:
    renqiu.at("2026-05-29 09:00")
    assert renqiu.book.law.in_force(renqiu.clock.now()).version == OLD


async def test_an_open_matter_keeps_its_version_and_a_new_one_takes_the_new(renqiu: Office) -> None:
    renqiu.at("2026-05-29 16:00")
    before = await ask_for_help(renqiu, "协1")
    assert "七个工作日内" in before
    assert "期限：6月9日（周二）24:00。" in before
    renqiu.at("2026-06-01 09:00")
    after = await ask_for_help(renqiu, "协2")
    assert "三个工作日内" in after
    assert "期限：6月4日（周四）24:00。" in after
    assert (await renqiu.matter("协1")).regulation_version == OLD
    assert (await renqiu.matter("协2")).regulation_version == NEW
    kept = await renqiu.says("梁静", "为什么 协1")
    assert before in kept, "the amendment changes no word of the older matter"
    renqiu.at("2026-06-02 09:00")
    await renqiu.says("梁静", "补正 协1 样品照片")
    await renqiu.says("韩雪", "补充 协1 照片已经补齐")
    assert f"文件版本：{OLD}" in await renqiu.says("梁静", "为什么 协1")


async def test_what_if_asks_the_version_of_that_day(renqiu: Office) -> None:
    renqiu.at("2026-05-29 09:00")
    said = await renqiu.says("韩雪", "如果 5月31日 请市监局协助 鉴定烟花")
    assert "市监局出具书面意见：6月9日（周二）24:00前；晚一天，6月4日（周四）24:00前" in said


def test_an_undated_document_holds_always() -> None:
    regulations = Regulations.load()
    assert regulations.in_force("qingfeng", date(2019, 1, 1)) is regulations["qingfeng"]
