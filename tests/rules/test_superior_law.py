"""国务院令310号 over a county's document: off until the county switches it on, then named."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from rules.decisions.reminders import look
from rules.documents.check import check
from rules.kinds import KINDS
from rules.law.calendar import WorkCalendar
from rules.law.duties import Status, answer, explain
from rules.law.library import Regulations
from rules.law.periods import BEIJING
from rules.law.regulation import AnswerKind
from rules.law.regulation_file import read_regulation
from rules.values.facts import Fact, FactKind
from rules.values.people import Role
from rules.values.toml_table import SHIPPED, BadFile
from tests.scheduler.town import QINGFENG, TOWN, matter

CALENDAR = WorkCalendar.load()
FILE = SHIPPED / "superior" / "crime-transfer-310.toml"
SWITCH = 'county = "qingfeng"\nunder = ["crime-transfer-310"]\n'


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING)


def loaded(folder: Path, switch: str = SWITCH) -> Regulations:
    (folder / "under.toml").write_text(switch, encoding="utf-8")
    return Regulations.load(folder)


def test_the_shipped_file_is_in_order() -> None:
    found = check(FILE, None, Regulations.load(), CALENDAR)
    [only] = found.faults
    assert "缺少核对记录" in only, "nobody has gone over it yet, and it says so"


def test_it_is_off_unless_a_county_switches_it_on() -> None:
    shipped = Regulations.load()
    assert "crime-transfer-310" not in shipped
    assert all(regulation.duty("crime-handover") is None for regulation in shipped.values())


@pytest.mark.parametrize("place", ["under.toml", "regulations/under.toml"])
def test_a_file_of_two_lines_switches_it_on_for_one_county(tmp_path: Path, place: str) -> None:
    path = tmp_path / place
    path.parent.mkdir(exist_ok=True)
    path.write_text(SWITCH, encoding="utf-8")
    regulations = Regulations.load(tmp_path)
    duty = regulations["qingfeng"].duty("crime-handover")
    assert duty is not None
    assert duty.cite.article == "《移送涉嫌犯罪案件规定》第五条"
    assert regulations["cangzhou"].duty("crime-handover") is None
    assert regulations["qingfeng"].duty("crime-transfer") is not None, "its own 及时 stays"


def test_what_it_asks_and_wants_enclosed_comes_with_it(tmp_path: Path) -> None:
    """第五条: at least two officers, the principal's approval; 第六条: five papers."""
    county = loaded(tmp_path)["qingfeng"]
    asked = [(r.field, r.answer, r.least, r.role) for r in county.requires]
    assert asked == [
        ("team", AnswerKind.PEOPLE, 2, None),
        ("approver", AnswerKind.OFFICER, 1, Role.PRINCIPAL),
    ]
    papers = [paper for paper in county.papers if paper.kind == "crime_transfer"]
    assert [paper.name for paper in papers] == [
        "涉嫌犯罪案件移送书",
        "涉嫌犯罪案件情况的调查报告",
        "涉案物品清单",
        "有关检验报告或者鉴定结论",
        "其他有关涉嫌犯罪的材料",
    ]
    assert {paper.cite.article for paper in papers} == {"《移送涉嫌犯罪案件规定》第六条"}


def test_what_nobody_has_compared_with_the_text_says_so() -> None:
    """第七条 and 第十二条."""
    document = read_regulation(FILE)
    assert document is not None
    assert document.checked is None
    unseen = [e for e in document.entries() if e.cite.article in {"第七条", "第十二条"}]
    assert len(unseen) == 3
    for entry in unseen:
        assert "本条未经核对" in getattr(entry, "doubt", "")


def test_three_days_are_days_of_the_calendar_and_the_explanation_names_the_law(
    tmp_path: Path,
) -> None:
    county = loaded(tmp_path)["qingfeng"]
    facts = [Fact(FactKind.DELIVERED, at("2026-09-22 10:00"))]
    found = answer(county, "police-decision", facts, at("2026-09-23 09:00"), CALENDAR)
    assert found.status is Status.RUNNING
    assert explain(found, county) == (
        "《移送涉嫌犯罪案件规定》第八条：“应当自接受行政执法机关移送的涉嫌犯罪案件之日起3日内”\n"
        "起算：9月22日（周二）10:00送达，当日不计入。\n"
        "计入3日：9月23日（周三）至9月24日（周四）、9月28日（周一）。\n"
        "最后一日遇休假日顺延：9月25日（周五）至9月27日（周日）中秋节（民法典第二百零三条）。\n"
        "期限：9月28日（周一）24:00。\n"
        "提醒按9月28日（周一）17:30（下班前）。\n"
        "存疑：“3日”是自然日还是工作日，规定未写；按自然日计算，最后一日遇休假日顺延。\n"
        "文件版本：qingfeng@2019；日历：2026@国办发明电〔2025〕7号。"
    )


def test_twenty_four_hours_run_through_the_holiday(tmp_path: Path) -> None:
    county = loaded(tmp_path)["qingfeng"]
    decided = at("2026-09-30 17:05")
    late = decided + timedelta(hours=24)
    facts = [Fact(FactKind.DECIDED, decided), Fact(FactKind.DELIVERED, late)]
    found = answer(county, "crime-handover", facts, late, CALENDAR)
    assert (found.due, found.status) == (at("2026-10-01 17:05"), Status.MET_LATE)
    before = [facts[0], Fact(FactKind.DELIVERED, late - timedelta(seconds=1))]
    assert answer(county, "crime-handover", before, late, CALENDAR).status is Status.MET


def test_a_reconsideration_begins_with_its_own_letter(tmp_path: Path) -> None:
    """第九条: three days to ask for it, three days to decide it, each from its own receipt."""
    county = loaded(tmp_path)["qingfeng"]
    facts = [
        Fact(FactKind.DELIVERED, at("2026-06-10 09:00")),
        Fact(FactKind.REFUSED, at("2026-06-12 16:00")),
        Fact(FactKind.NOTIFIED, at("2026-06-15 10:00")),
    ]
    now = at("2026-06-16 09:00")
    asked = answer(county, "ask-reconsideration", facts, now, CALENDAR)
    assert (str(asked.last_day), asked.status) == ("2026-06-15", Status.MET)
    decided = answer(county, "reconsideration", facts, now, CALENDAR)
    assert (str(decided.last_day), decided.status) == ("2026-06-18", Status.RUNNING)


@pytest.mark.parametrize(
    ("switch", "fault"),
    [
        ('county = "atlantis"\nunder = ["crime-transfer-310"]\n', "没有编号为atlantis的规定"),
        ('county = "qingfeng"\nunder = ["crime-310"]\n', "上位文件crime-310没有载入"),
        ('county = "qingfeng"\n', "under：缺少所适用的上位规定的编号"),
        (SWITCH + "over = 1\n", "over：不认识的项目"),
    ],
)
def test_a_switch_that_switches_nothing_is_refused(tmp_path: Path, switch: str, fault: str) -> None:
    with pytest.raises(BadFile, match=fault):
        loaded(tmp_path, switch)


def test_a_county_may_bring_a_superior_document_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "superior").mkdir()
    own = FILE.read_text(encoding="utf-8").replace('"crime-transfer-310"', '"province-1"')
    (tmp_path / "superior" / "province.toml").write_text(own, encoding="utf-8")
    county = loaded(tmp_path, 'county = "qingfeng"\nunder = ["province-1"]\n')["qingfeng"]
    assert county.duty("police-decision") is not None


PROVINCE = """
id      = "province-1"
short   = "《省协助办法》"
edition = "2020"
undated = "虚构的。"

[source]
title  = "省协助办法"
issuer = "省人民政府"

[[duty]]
id     = "investigate"
name   = "核实有关情况"
kinds  = ["assistance"]
owes   = "receiver"
starts = "delivered"
met_by = "replied"
word   = "及时"
cite   = { article = "第九条", quote = "应当及时核实" }
covers = ["SX-09"]
"""


def test_an_arrival_names_the_document_that_asks(tmp_path: Path) -> None:
    (tmp_path / "superior").mkdir()
    (tmp_path / "superior" / "province.toml").write_text(PROVINCE, encoding="utf-8")
    law = replace(
        QINGFENG, regulations=loaded(tmp_path, 'county = "qingfeng"\nunder = ["province-1"]\n')
    )
    [push] = look(
        matter(KINDS["assistance"], "2026-04-02 10:00"), law, TOWN, at("2026-04-02 10:00")
    ).pushes
    assert "（《清丰协作规定》三（六））" in push.message.text
    asked = "请核实有关情况，原文用语是“及时”，没有规定期限（《省协助办法》第九条）。"
    assert asked in push.message.text
