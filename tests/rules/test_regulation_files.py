"""County documents as data: verbatim quotes, worked examples, every fault named at once."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from rules.law.calendar import WorkCalendar
from rules.law.duties import answer
from rules.law.duty_names import DUTIES
from rules.law.inheritance import with_superiors
from rules.law.library import Regulations
from rules.law.regulation import Duty, DutyClass, Example, Regulation, Scene
from rules.law.regulation_file import read_regulation
from rules.values.people import UnitType
from rules.values.toml_table import SHIPPED, BadFile

TEXTS = SHIPPED.parent.parent / "shared" / "regulations"
CALENDAR = WorkCalendar.load()
REGULATIONS = Regulations.load()
EXAMPLES = [(r, e) for r in REGULATIONS.versions for e in r.examples]
TOWNSHIP, DEPARTMENT = UnitType.TOWNSHIP, UnitType.DEPARTMENT


def without_space(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("county", sorted(REGULATIONS))
def test_every_quote_is_in_the_document_character_by_character(county: str) -> None:
    found = sorted(TEXTS.glob(f"{county}*.txt"))
    if not found:
        pytest.skip(f"{county}: the document's text is not beside the checkout")
    text = without_space(found[0].read_text(encoding="utf-8"))
    quotes = [cite.quote for cite in REGULATIONS[county].cites()]
    assert quotes
    assert [quote for quote in quotes if without_space(quote) not in text] == []


@pytest.mark.parametrize(
    ("regulation", "example"), EXAMPLES, ids=[f"{r.id}-{e.duty}-{e.last}" for r, e in EXAMPLES]
)
def test_worked_example(regulation: Regulation, example: Example) -> None:
    start = min(fact.at for fact in example.facts)
    found = answer(regulation, example.duty, example.facts, start, CALENDAR)
    if example.last is None:
        assert found.due == example.due, example.why
    else:
        assert found.last_day == example.last, example.why


TABLE = {
    "qingfeng": """refer-complaint:QF-18 refer-to-township:QF-19 file-complaint:QF-17
        supplement-notice:QF-23 supplement:QF-24 assist-reply:QF-28 assist-reply:QF-29
        report-delivery:QF-27 inspection-notice:QF-33 emergency-notice:QF-35·
        emergency-dispatch:QF-36 legal-review:QF-39 minor-case-notice:QF-44 penalty-copy:QF-45
        guidance-after-copy:QF-46 stop-violation:QF-09· refer-found:QF-11· case-feedback:QF-06·
        publish-case:QF-05· crime-transfer:QF-04· crime-transfer-link:QF-60·
        regular-hearing:QF-52·""",
    "cangzhou": """refer:CZ-10 refer:CZ-11 file-complaint:CZ-27· accept-complaint:CZ-25·
        notify-township:CZ-29· complaint-feedback:CZ-22· acceptance-notice:CZ-14
        assist-reply:CZ-45 assist-reply:CZ-46 assist-reply:CZ-47 assist-supplement-notice:CZ-47
        share:CZ-36 emergency-dispatch:CZ-42· stop-violation:CZ-12· notify-found:CZ-13·
        handle-complaint:CZ-20· pass-on-complaint:CZ-21· training-plan:CZ-06·
        joint-consultation:CZ-38· crime-transfer:CZ-49·""",
    "changjiang": """refer:CJ-26 refer:CJ-27 refer-urgent:CJ-28 refer-consented:CJ-32
        acceptance-notice:CJ-31 stop-violation:CJ-29· notify-found:CJ-30· periodic-exchange:CJ-22·
        accept-complaint:CJ-35· accept-complaint-department:CJ-39· file-complaint:CJ-37·
        assist-reply:CJ-10 assist-reply:CJ-12 share:CJ-07· penalty-copy:CJ-08·
        emergency-notice:CJ-13· emergency-dispatch:CJ-11· hazard-measures:CJ-14·
        crime-transfer:CJ-49· regular-meeting:CJ-43 joint-consultation:CJ-42· training:CJ-18·""",
}
"""The duties of these documents and their clause rows; a dot marks those without a number."""


def clauses_of(duty: Duty) -> set[str]:
    parts = [duty.covers]
    parts += [part.covers for part in (duty.extend, duty.pause) if part is not None]
    return {clause for covers in parts for clause in covers}


@pytest.mark.parametrize("county", sorted(TABLE))
def test_the_document_has_these_duties_and_no_others(county: str) -> None:
    expected = [item.split(":") for item in TABLE[county].split()]
    regulation = REGULATIONS[county]
    assert {duty.id for duty in regulation.duties} == {name for name, _ in expected}
    for name, clause in expected:
        duty = regulation.duty(name)
        assert duty is not None
        assert clause.rstrip("·") in clauses_of(duty)
        assert (duty.duty_class is DutyClass.NONE) == clause.endswith("·")


def test_gates_papers_and_routes_are_found_by_clause() -> None:
    assert {"CZ-15", "CZ-19", "CZ-18", "CZ-46", "CZ-48"} <= set(REGULATIONS["cangzhou"].clauses())
    assert {"QF-20", "QF-22", "QF-16", "QF-53"} <= set(REGULATIONS["qingfeng"].clauses())


def test_cangzhou_bars_a_second_transfer_and_qingfeng_does_not() -> None:
    """CZ-15."""
    gate = REGULATIONS["cangzhou"].gate("hand-on", Scene("referral"))
    assert gate is not None
    assert gate.instead == "报请"
    assert gate.cite.quote == "不属于本部门管辖的，报请县人民政府决定，不得再次移交"
    assert REGULATIONS["qingfeng"].gate("hand-on", Scene("referral")) is None


def test_only_departments_are_barred_from_signing_as_a_body_in_qingfeng() -> None:
    """QF-20 speaks of departments, CZ-19 of both."""
    qingfeng, cangzhou = REGULATIONS["qingfeng"], REGULATIONS["cangzhou"]
    assert qingfeng.gate("sign-as-body", Scene("referral", DEPARTMENT)) is not None
    assert qingfeng.gate("sign-as-body", Scene("referral", TOWNSHIP)) is None
    assert cangzhou.gate("sign-as-body", Scene("referral", TOWNSHIP)) is not None


def test_a_refusal_needs_a_reason_and_is_not_barred() -> None:
    """QF-22."""
    qingfeng = REGULATIONS["qingfeng"]
    assert qingfeng.gate("refuse", Scene("referral")) is None
    assert [gate.needs for gate in qingfeng.asking("refuse", Scene("referral"))] == ["正当理由"]


def test_cangzhou_wants_a_leaders_approval_before_a_referral() -> None:
    """CZ-18."""
    fields = [(r.kind, r.field, r.label) for r in REGULATIONS["cangzhou"].requires]
    assert ("referral", "approver", "批准领导") in fields
    assert [field for kind, *field in fields if kind == "referral"] == [["approver", "批准领导"]]
    assert REGULATIONS["qingfeng"].requires == ()


def test_who_decides_is_what_the_document_says() -> None:
    """CZ-15, CZ-48, QF-16."""
    route = REGULATIONS["cangzhou"].route("competence")
    assert route is not None
    assert route.to == "县人民政府"
    assert REGULATIONS["qingfeng"].route("duties") is None


def test_each_county_has_its_own_word() -> None:
    assert REGULATIONS["qingfeng"].word("assistance_letter", "协助函") == "书面协助通知书"
    assert REGULATIONS["qingfeng"].word("acceptance", "受理") == "受理"


TO_TOWNSHIP = """refer-to-township supplement-notice supplement stop-violation case-feedback
    publish-case"""


@pytest.mark.parametrize(
    ("sender", "receiver", "source", "duties"),
    [
        (DEPARTMENT, TOWNSHIP, "inspection", TO_TOWNSHIP),
        (DEPARTMENT, TOWNSHIP, "complaint", TO_TOWNSHIP),
        (TOWNSHIP, DEPARTMENT, "complaint", "refer-complaint"),
        (TOWNSHIP, DEPARTMENT, "inspection", ""),
    ],
)
def test_who_owes_what_depends_on_both_sides_and_the_source(
    sender: UnitType, receiver: UnitType, source: str, duties: str
) -> None:
    """QF-18 is for complaints only; QF-19, 23, 24 are for what departments pass on."""
    found = REGULATIONS["qingfeng"].duties_for(
        kind="referral", sender=sender, receiver=receiver, source=source
    )
    assert [duty.id for duty in found] == duties.split()


def test_an_undated_document_says_so() -> None:
    qingfeng = REGULATIONS["qingfeng"]
    assert (qingfeng.version, qingfeng.since) == ("qingfeng@2019", None)
    assert "没有文号和日期" in qingfeng.undated
    assert REGULATIONS["cangzhou"].version == "cangzhou@2021-12-15"


def test_a_document_is_found_by_id_and_by_version() -> None:
    assert REGULATIONS["cangzhou@2021-12-15"] is REGULATIONS["cangzhou"]
    assert len(REGULATIONS) == len(list(REGULATIONS))
    with pytest.raises(KeyError):
        REGULATIONS["atlantis"]


def test_every_duty_id_has_a_name() -> None:
    assert all(REGULATIONS.knows_duty(duty) for duty in DUTIES)
    assert not REGULATIONS.knows_duty("asist-reply")
    assert all(duty.name for r in REGULATIONS.versions for duty in r.duties)


# ---- files that are refused ----

GOOD = """
id    = "testcounty"
short = "《某县办法》"
since = 2026-01-01

[source]
title   = "某县办法"
issuer  = "某县人民政府"
checked = { on = 2026-01-02, by = "录入人", second = "复核人" }

[[duty]]
id     = "refer"
owes   = "sender"
kinds  = ["referral"]
starts = "found"
met_by = "delivered"
period = { amount = 4, unit = "workday" }
cite   = { article = "第一条", quote = "四个工作日内移送" }
covers = ["TS-01"]

[duty.extend]
mode   = "announced"
cite   = { article = "第二条", quote = "可以延期" }
covers = ["TS-02"]

[duty.pause]
asked  = "supplement_asked"
ended  = "supplied"
cite   = { article = "第三条", quote = "不计入" }
covers = ["TS-03"]

[[gate]]
id     = "no-hand-on"
bars   = "hand-on"
cite   = { article = "第四条", quote = "不得转交" }
covers = ["TS-04"]

[[example]]
duty  = "refer"
facts = [{ fact = "found", at = 2026-03-16T10:30:00+08:00 }]
last  = 2026-03-20
why   = "四日"
"""


def write(folder: Path, text: str, name: str = "testcounty.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_county_adds_its_own_document(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    (tmp_path / "regulations").mkdir()
    write(tmp_path / "regulations", GOOD.replace("testcounty", "second"))
    write(tmp_path, '[[rule]]\nkind = "arrival"\n', "policy.toml")
    loaded = Regulations.load(tmp_path)
    assert {"testcounty", "second", "qingfeng"} <= set(loaded)
    assert loaded["testcounty"].checked is not None


def test_an_amended_document_is_a_new_version_and_the_old_one_stays(tmp_path: Path) -> None:
    write(tmp_path, GOOD, "a.toml")
    write(tmp_path, GOOD.replace("since = 2026-01-01", "since = 2027-01-01"), "b.toml")
    loaded = Regulations.load(tmp_path)
    assert loaded["testcounty"].version == "testcounty@2027-01-01"
    assert loaded["testcounty@2026-01-01"].version == "testcounty@2026-01-01"
    write(tmp_path, GOOD, "c.toml")
    with pytest.raises(BadFile, match="同一版本有两个文件"):
        Regulations.load(tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('owes   = "sender"\n', "", "duty[refer].owes：缺少义务一方"),
        ('owes   = "sender"', 'owes   = "finder"', "“finder”不在sender、receiver之中"),
        ('article = "第一条", ', "", "duty[refer].cite.article：缺少"),
        ('cite   = { article = "第一条", quote = "四个工作日内移送" }\n', "", "缺少条文和原文"),
        ('covers = ["TS-01"]', "covers = []", "缺少所落实的条款编号"),
        ('starts = "found"', 'starts = "seen"', "“seen”不在"),
        ('starts = "found"\n', "", "缺少起算的事实"),
        ('met_by = "delivered"\n', "", "缺少完成的事实"),
        ('kinds  = ["referral"]', 'kinds  = ["referal"]', "“referal”不在"),
        ('unit = "workday"', 'unit = "week"', "“week”不在"),
        (', unit = "workday"', "", "duty[refer].period.unit：缺少"),
        ("amount = 4", "amount = 0", "应为不小于1的整数"),
        ("amount = 4, ", "", "duty[refer].period.amount：缺少"),
        ("period = {", 'class = "none"\nperiod = {', "none与period不能并存"),
        ("period = {", 'class = "soft"\nperiod = {', "要写出原文用词"),
        ('period = { amount = 4, unit = "workday" }\n', "", "要写出原文用词"),
        ('period = { amount = 4, unit = "workday" }\n', "", "只有按工作日计算的期限才能延长"),
        ("period = {", 'lapse = "已过"\nperiod = {', "只有附条件的义务才写"),
        ('id     = "refer"', 'id     = "my-own"', "duty[my-own].name：缺少"),
        ('duty  = "refer"', 'duty  = "share"', "duty[refer]：有数字的期限至少要有一个算例"),
        ('duty  = "refer"', 'duty  = "share"', "算例的share没有这项义务"),
        ('mode   = "announced"\n', "", "duty[refer].extend.mode：缺少"),
        ('mode   = "announced"', 'mode   = "total"', "duty[refer].extend.amount：缺少"),
        ('ended  = "supplied"', 'ended  = "supplied"\nwindow = "x"', "pause.window：x没有这项义务"),
        ('bars   = "hand-on"', 'bars   = "hand-on"\nasks = "hand-on"', "写且只写一个"),
        ('bars   = "hand-on"', 'asks   = "hand-on"', "附条件的要写明需要什么"),
        ("last  = 2026-03-20\n", "", "算例写明最后一日"),
        ("at = 2026-03-16T10:30:00+08:00", "at = 2026-03-16T10:30:00", "应为带时区的时间"),
        ('fact = "found", ', "", "example[1].facts[1].fact：缺少"),
        ('facts = [{ fact = "found", at = 2026-03-16T10:30:00+08:00 }]', "", "算例缺少事实"),
        ("since = 2026-01-01\n", "", "缺少施行日期"),
        ('short = "《某县办法》"', 'short = ""', "short：应为不空的文字"),
        ('title   = "某县办法"\n', "", "source.title：缺少"),
        ("on = 2026-01-02, ", "", "缺少核对日期"),
        ('id    = "testcounty"', 'id    = "testcounty"\ndeadline = 3', "deadline：不认识的项目"),
        ("[[gate]]", "[gate]", "gate：应为表的列表"),
        ('kinds  = ["referral"]', "kinds  = [3]", "duty[refer].kinds：应为文字或者文字的列表"),
        ("since = 2026-01-01", "since = 2026-01-01T00:00:00", "since：应为日期"),
        ('period = { amount = 4, unit = "workday" }', 'period = "4"', "period：应为表"),
        ("amount = 4", 'amount = "4"', "应为不小于1的整数"),
        (", at = 2026-03-16T10:30:00+08:00", "", "example[1].facts[1].at：缺少时间"),
        ("[source]", "[sauce]", "source.title：缺少"),
    ],
)
def test_a_fault_is_named(tmp_path: Path, old: str, new: str, fault: str) -> None:
    assert old in GOOD
    with pytest.raises(BadFile) as refusal:
        read_regulation(write(tmp_path, GOOD.replace(old, new, 1)))
    assert any(fault in line for line in refusal.value.faults), refusal.value.faults


def test_all_faults_are_named_at_once(tmp_path: Path) -> None:
    broken = GOOD.replace("amount = 4", "amount = 0").replace('bars   = "hand-on"\n', "")
    with pytest.raises(BadFile, match="共2处问题") as refusal:
        read_regulation(write(tmp_path, broken))
    assert len(refusal.value.faults) == 2
    assert str(refusal.value).startswith("没有载入 testcounty.toml")


def test_two_rules_for_one_duty_in_a_file_are_refused(tmp_path: Path) -> None:
    duty = GOOD[GOOD.index("[[duty]]") : GOOD.index("[duty.extend]")]
    with pytest.raises(BadFile, match=re.escape("duty[refer]：同一义务写了两次")):
        read_regulation(write(tmp_path, GOOD + duty))


def test_a_key_written_twice_is_not_a_file(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="不是有效的TOML文件"):
        read_regulation(write(tmp_path, 'id = "a"\nid = "b"\n'))


def test_words_must_be_words(tmp_path: Path) -> None:
    broken = GOOD.replace("[source]", "[words]\nreferral = 3\n\n[source]")
    with pytest.raises(BadFile, match=re.escape("words.referral：应为不空的文字")):
        read_regulation(write(tmp_path, broken))


def test_a_superior_document_holds_unless_it_is_set_aside_by_name(tmp_path: Path) -> None:
    province = read_regulation(write(tmp_path, GOOD.replace("testcounty", "province")))
    county = read_regulation(write(tmp_path, GOOD))
    assert province is not None
    assert county is not None
    bare = replace(county, under=("province",), duties=(), examples=())
    [_, merged] = with_superiors([province, bare])
    inherited, own = merged.duty("refer"), province.duty("refer")
    assert inherited is not None
    assert own is not None
    assert inherited.cite.article == f"{province.short}{own.cite.article}"
    assert inherited.extend is not None
    assert inherited.extend.cite.article == f"{province.short}第二条"
    assert inherited.period == own.period

    both = replace(county, under=("province",))
    with pytest.raises(BadFile, match="refer与province的规定并存，须写明replaces"):
        with_superiors([province, both])

    own = replace(county.duties[0], replaces="province/refer")
    [_, local] = with_superiors([province, replace(both, duties=(own,))])
    assert local.duties == (own,)

    with pytest.raises(BadFile, match="上位文件nowhere没有载入"):
        with_superiors([replace(county, under=("nowhere",))])
