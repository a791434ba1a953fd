"""`liaison policy rehearse`: who would get what when, and the same as the sweep really does."""

import asyncio
import re
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.__main__ import main
from bot.operation.county_file import SAMPLES, load_county, samples
from bot.operation.law_book import load_law
from bot.rehearsal.demo import fill, sample
from bot.rehearsal.policy_walk import walk
from rules.reminders.policy_file import DEFAULT
from rules.values.dates import BEIJING
from rules.values.matter import Matter, Outcome
from scheduler.sweep import sweep
from storage import Delivery, Storage, Transaction, open_storage, upgrade

FIRST = date(2026, 4, 2)


def rehearsed(*args: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["policy", "rehearse", *args])
    return done.exit_code, done.output


def rows(output: str) -> list[list[str]]:
    """The rows of all tables, cell by cell, with what was wrapped put together again."""
    found: list[list[str]] = []
    for line in output.splitlines():
        if line.startswith("│"):
            cells = [cell.strip() for cell in line.strip("│").split("│")]
            if cells[0]:
                found.append(cells)
            else:
                found[-1] = [a + b for a, b in zip(found[-1], cells, strict=True)]
    return found


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without any settings and without a database."""
    monkeypatch.chdir(tmp_path)


@pytest.mark.usefixtures("elsewhere")
def test_who_gets_what_when_in_qingfeng() -> None:
    """清丰三（六）: an assistance of 2 April must be answered by 7 April, after 清明."""
    code, output = rehearsed("--from", "2026-04-02", "--days", "14")
    assert code == 0
    found = rows(output)
    assert ["09:00", "送达", "市监局李强（联络员）", "协1：城关镇请贵单位协助"] in found
    assert "协1 协助（城关镇→市监局），4月2日（周四）09:00发出，一直没有人办" in output
    late = [row for row in found if row[1] == "逐级提醒"]
    assert [row[2] for row in late] == [
        "市监局李强（联络员）",
        "市监局郑浩（分管领导）",
        "市监局袁芳（主要领导）",
        "司法局周岚（联络员、监督人员、管理员）",
    ]
    rung = [row for row in found if row[1].endswith("（响铃）")]
    assert rung[0][0] == "09:00"
    assert [row[0] for row in rung[:4]] == ["09:00", "09:05", "09:10", "09:15"]
    assert "每人每个工作日最多8条" in output
    people = {row[0] for row in found if re.fullmatch(r"\d+条", row[1])}
    assert {"市监局李强", "城关镇宋梅", "司法局周岚"} <= people


@pytest.mark.usefixtures("elsewhere")
def test_a_holiday_opens_the_matters_on_the_first_working_morning() -> None:
    code, output = rehearsed("--from", "2026-10-01", "--days", "9", "--county", "cangzhou")
    assert code == 0
    assert "10月8日（周四）09:00发出" in output
    assert "10月1日（周四）：" not in output


@pytest.mark.usefixtures("elsewhere")
@pytest.mark.parametrize("county", samples())
def test_every_sample_county_can_be_rehearsed(county: str) -> None:
    code, output = rehearsed("--from", "2026-06-17", "--days", "5", "--county", county)
    assert (code, "合计" in output) == (0, True), output


@pytest.mark.usefixtures("elsewhere")
def test_a_policy_with_a_fault_is_refused_as_check_refuses_it(tmp_path: Path) -> None:
    bad = tmp_path / "policy.toml"
    bad.write_text(DEFAULT.read_text("utf-8").replace('"receiver.liaison"', '"receiver.boss"'))
    checked = CliRunner().invoke(main, ["policy", "check", str(bad)])
    code, output = rehearsed(str(bad), "--from", "2026-04-02", "--days", "3")
    assert (code, output) == (checked.exit_code, checked.output)
    assert code == 1
    assert "不是提醒对象" in output


@pytest.mark.usefixtures("elsewhere")
def test_the_policy_in_the_file_is_the_one_that_is_walked(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    text = DEFAULT.read_text("utf-8").replace('"09:00"', '"10:30"')
    own.write_text(text.replace('id     = "default"', 'id = "own"'), "utf-8")
    code, output = rehearsed(str(own), "--from", "2026-04-02", "--days", "12")
    assert code == 0
    assert "提醒办法 own（own.toml）" in output
    assert {row[0] for row in rows(output) if row[1] == "到期提醒"} == {"10:30"}


@pytest.mark.usefixtures("elsewhere")
@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("--from", "4月2日"), "--from：读不懂“4月2日”"),
        (("--from", "2026-04-02", "--county", "nowhere"), "没有 nowhere 的通讯录"),
        (("--from", "2026-04-02", "--days", "0"), "--days"),
    ],
)
def test_what_cannot_be_rehearsed_is_said(args: tuple[str, ...], says: str) -> None:
    code, output = rehearsed(*args)
    assert code != 0
    assert says in output
    assert "Traceback" not in output


@pytest.mark.usefixtures("elsewhere")
def test_an_address_book_without_people_is_said(tmp_path: Path) -> None:
    text = (SAMPLES / "qingfeng.toml").read_text("utf-8")
    bare = re.sub(r'"liaison"(, )?', "", text)
    people = tmp_path / "qingfeng.toml"
    people.write_text(bare, "utf-8")
    code, output = rehearsed("--from", "2026-04-02", "--days", "2", "--people", str(people))
    assert code == 1
    assert "没有一个部门有联络员" in output or "没有一个乡镇有联络员" in output


@pytest.mark.usefixtures("elsewhere")
def test_the_countys_own_people_come_from_its_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever runs `policy rehearse` beside the bot sees the names of the county, no sample's."""
    text = (SAMPLES / "qingfeng.toml").read_text("utf-8")
    own = tmp_path / "qingfeng.toml"
    own.write_text(text.replace('"宋梅"', '"宋小梅"'), "utf-8")
    url = f"sqlite:///{tmp_path / 'own.db'}"
    upgrade(url)
    county = load_county(own)
    storage = open_storage(url)

    async def load() -> None:
        await fill(storage, county, county.start)
        await storage.close()

    asyncio.run(load())
    monkeypatch.setenv("LIAISON_DATABASE_URL", url)
    code, output = rehearsed("--from", "2026-04-02", "--days", "2")
    assert code == 0
    assert "人员用数据库里的" in output
    assert "城关镇宋小梅（" in output


@pytest.mark.parametrize("county", ["qingfeng", "cangzhou"])
async def test_the_sweep_posts_exactly_what_was_rehearsed(county: str, tmp_path: Path) -> None:
    """The same matters in a real database, the clock moved to each next look."""
    url = f"sqlite:///{tmp_path / 'office.db'}"
    upgrade(url)
    described, law = sample(county), load_law(county, None)
    found = walk(law, described.directory, FIRST, 20)
    storage = open_storage(url)
    await fill(storage, described, found.opened)
    end = datetime(2026, 4, 22, tzinfo=BEIJING)
    for start in found.starts:
        await storage.run(partial(_record, outcome=start))
    numbers = [start.after.number for start in found.starts]
    while (now := await _next(storage, numbers)) is not None and now < end:
        await sweep(storage, law, now)
    really = set()
    for number in numbers:
        posted = await storage.read(partial(_about, number=number))
        really |= {(one.push.key, one.push.at) for one in posted if one.push.at < end}
    await storage.close()
    assert really == {(one.push.key, one.push.at) for one in found.tellings}
    assert found.opened - timedelta(hours=9) == datetime(2026, 4, 2, tzinfo=BEIJING)


async def _next(storage: Storage, numbers: list[str]) -> datetime | None:
    matters = [await storage.read(partial(_matter, number=n)) for n in numbers]
    return min((m.next_look for m in matters if m.next_look), default=None)


def _record(tx: Transaction, outcome: Outcome) -> None:
    tx.matters.record(outcome)


def _about(tx: Transaction, number: str) -> tuple[Delivery, ...]:
    return tx.outbox.about(number)


def _matter(tx: Transaction, number: str) -> Matter:
    return tx.matters.get(number)
