"""昌府办字〔2024〕52号, gone over as a lawyer of 昌江 would: every date, every gate, one story."""

import json
import subprocess
import sys
from datetime import date, timedelta
from itertools import pairwise

import pytest

from bot.rehearsal.demo import sample
from handlers.language import parse_unit
from rules.decisions.steps import contacts
from rules.kinds import KINDS
from rules.law.regulation import AnswerKind, DutyClass
from rules.values.people import Role
from tests.handlers.office import open_office
from tests.law.lawyer import (
    DOWN,
    REGULATIONS,
    UP,
    asked_at,
    at,
    by_hand,
    due,
    enclosed,
    scene,
    told,
)

CJ = REGULATIONS["changjiang"]


def line(duty: str, *facts: str, now: str = "") -> tuple[str | None, str]:
    """The last day and the status."""
    found = due("changjiang", duty, *facts, now=now)
    return found["last_day"], found["status"]


# ---- the numbers ----


def test_these_are_all_the_numbers_of_the_document() -> None:
    numbered = {
        duty.id: (
            duty.period.amount,
            duty.period.unit.value,
            duty.duty_class.value,
            duty.owes.value,
        )
        for duty in CJ.duties
        if duty.period is not None
    }
    assert numbered == {
        "refer": (5, "workday", "hard", "sender"),
        "refer-urgent": (24, "hour", "hard", "sender"),
        "refer-consented": (5, "workday", "hard", "sender"),
        "acceptance-notice": (5, "workday", "hard", "receiver"),
        "assist-reply": (3, "workday", "hard", "receiver"),
        "regular-meeting": (1, "half-year-end", "soft", "sender"),
    }
    extended = {d.id: (d.extend.mode.value, d.extend.amount) for d in CJ.duties if d.extend}
    assert extended == {
        "refer": ("total", 10),
        "refer-consented": ("total", 10),
        "assist-reply": ("announced", 0),
    }
    assert not any(duty.pause for duty in CJ.duties)


@pytest.mark.parametrize(
    ("found", "last"),
    [
        ("2025-12-30 10:00", "2026-01-07"),
        ("2026-02-12 16:30", "2026-02-26"),
        ("2026-02-26 08:00", "2026-03-04"),
        ("2026-04-02 18:00", "2026-04-10"),
        ("2026-04-04 11:00", "2026-04-13"),
        ("2026-04-29 09:00", "2026-05-09"),
        ("2026-06-16 09:00", "2026-06-24"),
        ("2026-09-18 17:00", "2026-09-24"),
        ("2026-09-22 09:00", "2026-09-30"),
        ("2026-09-30 23:59", "2026-10-13"),
        ("2026-10-01 00:00", "2026-10-13"),
        ("2026-12-24 09:00", "2026-12-31"),
    ],
)
def test_five_working_days_over_the_holidays(found: str, last: str) -> None:
    """CJ-26."""
    answer = due("changjiang", "refer", f"found {found}")
    assert answer["last_day"] == last
    assert answer["due"] == f"{date.fromisoformat(last) + timedelta(1)}T00:00:00+08:00"
    assert answer["safe_due"] == f"{last}T17:30:00+08:00"
    assert len(answer["counted"]) == 5
    assert (answer["class"], answer["doubt"]) == ("hard", None)
    assert answer["cite"] == {
        "article": "二（四）2",
        "quote": "应在5个工作日内移送有管辖权的一方处理",
    }


@pytest.mark.parametrize(
    ("duty", "facts", "last"),
    [
        ("acceptance-notice", ("delivered 2026-02-13 17:00",), "2026-02-27"),
        ("acceptance-notice", ("delivered 2026-05-07 09:00",), "2026-05-13"),
        ("acceptance-notice", ("delivered 2026-09-29 09:00",), "2026-10-12"),
        ("assist-reply", ("delivered 2026-04-03 09:00",), "2026-04-09"),
        ("assist-reply", ("delivered 2026-05-08 09:00",), "2026-05-12"),
        ("assist-reply", ("delivered 2026-09-24 16:00",), "2026-09-30"),
        ("assist-reply", ("delivered 2026-09-30 16:00",), "2026-10-10"),
        ("refer-consented", ("replied 2026-06-18 15:00",), "2026-06-26"),
        ("regular-meeting", ("half_year_opened 2026-01-01 00:00",), "2026-06-30"),
        ("regular-meeting", ("half_year_opened 2026-07-01 00:00",), "2026-12-31"),
    ],
)
def test_the_other_lines(duty: str, facts: tuple[str, ...], last: str) -> None:
    """CJ-31, CJ-10, CJ-32, CJ-43."""
    assert line(duty, *facts) == (last, "running")


def test_every_day_of_the_year_by_hand() -> None:
    """CJ-26, CJ-31, CJ-10 against days counted from the paper notice."""
    for n in range(350):
        day = date(2026, 1, 1) + timedelta(n)
        for duty, starts, amount in (
            ("refer", "found", 5),
            ("acceptance-notice", "delivered", 5),
            ("assist-reply", "delivered", 3),
        ):
            assert line(duty, f"{starts} {day} 10:00")[0] == str(by_hand(day, amount)), (duty, day)


def test_past_the_last_notice_nothing_is_promised() -> None:
    answer = due("changjiang", "refer", "found 2026-12-25 09:00")
    assert (answer["status"], answer["due"], answer["provisional"]) == ("provisional", None, True)
    assert answer["estimate"] is not None


# ---- CJ-27: an extension is told first, and ten is all there is ----


def test_an_extension_makes_it_ten_and_not_fifteen() -> None:
    """A14: 总计, from the finding."""
    facts = ("found 2026-09-16 09:00", "extended 2026-09-22 09:00")
    assert line("refer", *facts) == ("2026-09-30", "running")


@pytest.mark.parametrize("until", ["2026-09-28", "2026-09-30", "2026-10-01", "2026-12-31"])
def test_an_announced_day_never_passes_the_cap(until: str) -> None:
    facts = ("found 2026-09-16 09:00", f"extended 2026-09-22 09:00 until {until}")
    last, _ = line("refer", *facts)
    assert last == min(until, "2026-09-30")


def test_no_extension_of_any_day_passes_the_tenth_working_day() -> None:
    for n in range(0, 330, 3):
        found = date(2026, 1, 1) + timedelta(n)
        cap = by_hand(found, 10)
        for more in (0, 7, 12, 20, 40):
            until = found + timedelta(more)
            facts = (f"found {found} 10:00", f"extended {found} 11:00 until {until}")
            last, _ = line("refer", *facts)
            assert last is not None
            assert by_hand(found, 5) <= date.fromisoformat(last) <= cap
        assert line("refer", f"found {found} 10:00", f"extended {found} 11:00")[0] == str(cap)


def test_a_second_extension_does_not_add_to_the_first() -> None:
    facts = ("found 2026-03-02 09:00", "extended 2026-03-05 09:00", "extended 2026-03-09 09:00")
    assert line("refer", *facts)[0] == "2026-03-16"


def test_a_late_notice_changes_nothing() -> None:
    """未告知即超期: the last second of the fifth day is in time, the next is not."""
    found = "found 2026-03-02 09:00"
    in_time = line("refer", found, "extended 2026-03-09 23:59")
    late = line("refer", found, "extended 2026-03-10 00:00", now="2026-03-10 00:01")
    assert in_time == ("2026-03-16", "running")
    assert late == ("2026-03-09", "overdue")
    notes = told("changjiang", "refer", found, "extended 2026-03-10 00:00", now="2026-03-10 00:01")
    assert "3月10日（周二）00:00告知延期时原期限已过，期限不变。" in notes


def test_neither_an_acknowledgement_nor_silence_nor_a_supplement_moves_anything() -> None:
    """A6; the document knows no pause."""
    sent = "delivered 2026-09-22 09:00"
    for duty in ("acceptance-notice", "assist-reply"):
        plain = line(duty, sent)
        assert line(duty, sent, "acknowledged 2026-09-22 09:05") == plain
        asked = ("supplement_asked 2026-09-23 09:00", "supplied 2026-10-08 09:00")
        assert line(duty, sent, *asked) == plain
    assert line("acceptance-notice", sent, "extended 2026-09-23 09:00 until 2026-10-20") == (
        "2026-09-30",
        "running",
    )


def test_only_delivery_is_a_referral() -> None:
    """A9: the fifth day, 23:59, is in time; signatures are inside the five days."""
    found = "found 2026-06-16 09:00"
    assert line("refer", found, "delivered 2026-06-24 23:59")[1] == "met"
    assert line("refer", found, "delivered 2026-06-25 00:00")[1] == "met_late"
    assert line("refer", found, "acknowledged 2026-06-17 09:00", now="2026-06-25 00:00")[1] == (
        "overdue"
    )


# ---- CJ-28: 24 hours ----


def test_twenty_four_hours_run_through_the_holiday() -> None:
    answer = due("changjiang", "refer-urgent", "found_urgent 2026-02-16 23:40")
    assert answer["due"] == answer["safe_due"] == "2026-02-17T23:40:00+08:00"
    assert answer["counted"] == answer["skipped"] == []
    assert answer["doubt"].startswith("24小时从何时起算条文未写")
    extended = ("found_urgent 2026-02-16 23:40", "extended 2026-02-17 09:00 until 2026-02-20")
    assert due("changjiang", "refer-urgent", *extended)["due"] == "2026-02-17T23:40:00+08:00"


def test_urgency_that_arises_later_counts_from_then_and_leaves_the_five_days_alone() -> None:
    """A10."""
    facts = ("found 2026-06-15 09:00", "found_urgent 2026-06-18 20:00")
    urgent = due("changjiang", "refer-urgent", *facts, now="2026-06-19 20:00")
    assert (urgent["due"], urgent["status"]) == ("2026-06-19T20:00:00+08:00", "overdue")
    assert line("refer", *facts)[0] == "2026-06-23"
    nothing = due("changjiang", "refer-urgent", "found 2026-06-15 09:00")
    assert nothing["error"] == "facts：没有起算的事实（found_urgent）"


# ---- CJ-32: 重大疑难 ----


def test_a_major_case_is_counted_from_the_consent() -> None:
    """A21: silence starts nothing, consent starts five days, ten in all."""
    silent = due("changjiang", "refer-consented", "found 2026-09-28 09:00")
    assert "error" in silent
    consent = ("found 2026-09-28 09:00", "replied 2026-09-30 17:00")
    answer = due("changjiang", "refer-consented", *consent)
    assert answer["last_day"] == "2026-10-13"
    assert "没有回音不是同意" in answer["doubt"]
    assert line("refer-consented", *consent, "extended 2026-10-09 09:00")[0] == "2026-10-20"
    assert line("refer", consent[0])[0] == "2026-10-10"


# ---- CJ-10, CJ-12: an opinion in three days ----


@pytest.mark.parametrize(
    ("notice", "last", "status"),
    [
        ("extended 2026-09-28 23:59 until 2026-10-30", "2026-10-30", "running"),
        ("extended 2026-09-24 09:00 until 2026-10-05", "2026-10-05", "running"),
        ("extended 2026-09-24 09:00 until 2026-09-24", "2026-09-28", "running"),
        ("extended 2026-09-24 09:00", "2026-09-28", "running"),
        ("extended 2026-09-29 00:00 until 2026-10-30", "2026-09-28", "overdue"),
    ],
)
def test_an_open_ended_extension_needs_a_day_and_comes_before_the_line(
    notice: str, last: str, status: str
) -> None:
    """A13: 可适当延长; no day, no extension; too late, no extension; never earlier."""
    now = "2026-09-29 00:01" if status == "overdue" else "2026-09-28 09:00"
    assert line("assist-reply", "delivered 2026-09-22 09:00", notice, now=now) == (last, status)


def test_what_the_open_end_leaves_open_is_said() -> None:
    sent = "delivered 2026-09-22 09:00"
    assert due("changjiang", "assist-reply", sent)["doubt"] is None
    extended = due("changjiang", "assist-reply", sent, "extended 2026-09-23 09:00 until 2026-10-12")
    assert extended["doubt"].startswith("“可适当延长”没有写延长多久")
    duty = CJ.duty("assist-reply")
    assert duty is not None
    assert duty.extend is not None
    assert duty.extend.grounds == ("需技术鉴定", "情况复杂")


# ---- CJ-31: what tells the other side ----


@pytest.mark.parametrize("kind", ["accepted", "refused", "notified"])
def test_any_of_three_written_outcomes_will_do(kind: str) -> None:
    """A19."""
    sent = "delivered 2026-06-15 09:00"
    assert line("acceptance-notice", sent, f"{kind} 2026-06-23 23:59") == ("2026-06-23", "met")
    assert line("acceptance-notice", sent, f"{kind} 2026-06-24 00:00")[1] == "met_late"
    assert line("acceptance-notice", sent, "filed 2026-06-16 09:00", now="2026-06-24 00:00")[1] == (
        "overdue"
    )


# ---- CJ-43 ----


def test_the_regular_meeting_is_a_principle_and_never_overdue_in_words() -> None:
    """A30: 原则上每半年1次."""
    opened = "half_year_opened 2026-01-01 00:00"
    answer = due("changjiang", "regular-meeting", opened, now="2026-07-01 00:00")
    assert (answer["due"], answer["class"]) == ("2026-07-01T00:00:00+08:00", "soft")
    assert answer["status"] == "overdue"
    words = told("changjiang", "regular-meeting", opened, now="2026-07-01 00:00")
    assert "原则上应在6月30日（周二）24:00。" in words
    assert "未达原则上的要求，请说明原因。" in words
    assert not any("已过期限" in word or "逾期" in word for word in words)
    assert line("regular-meeting", opened, "met 2026-06-30 15:00")[1] == "met"
    assert line("regular-meeting", opened, "met 2026-07-02 15:00")[1] == "met_late"


# ---- words without a number ----

WORDS = {
    "share": ("及时", "formed", "二（三）1"),
    "penalty-copy": ("及时", "decided", "二（三）1"),
    "emergency-dispatch": ("及时", "emergency_notified", "二（三）2"),
    "emergency-notice": ("及时", "found", "二（三）2"),
    "hazard-measures": ("及时", "emergency_notified", "二（三）2"),
    "training": ("集中培训", "year_opened", "二（四）1"),
    "periodic-exchange": ("定期", "accepted", "二（四）2"),
    "stop-violation": ("立即", "found", "二（四）2"),
    "notify-found": ("及时", "found", "二（四）2"),
    "accept-complaint": ("及时", "complaint_received", "二（四）3"),
    "accept-complaint-department": ("及时", "complaint_received", "二（四）3"),
    "file-complaint": ("及时", "complaint_received", "二（四）3"),
    "joint-consultation": ("应建立", "half_year_opened", "二（四）4"),
    "crime-transfer": ("及时", "found", "二（四）5"),
}


@pytest.mark.parametrize("duty", WORDS)
def test_a_word_is_not_a_number_whatever_time_has_passed(duty: str) -> None:
    """A29."""
    word, starts, article = WORDS[duty]
    answer = due("changjiang", duty, f"{starts} 2026-01-05 09:00", now="2026-12-30 09:00")
    assert (answer["due"], answer["safe_due"], answer["estimate"]) == (None, None, None)
    assert (answer["status"], answer["class"]) == ("no_number", "none")
    assert answer["cite"]["article"] == article
    clause = CJ.duty(duty)
    assert clause is not None
    assert clause.word == word
    assert word in clause.cite.quote


def test_there_is_no_other_duty() -> None:
    assert {d.id for d in CJ.duties if d.duty_class is DutyClass.NONE} == set(WORDS)
    for duty in (
        "legal-review",
        "supplement-notice",
        "assist-supplement-notice",
        "annual-guidance",
    ):
        answer = due("changjiang", duty, "delivered 2026-03-16 09:00")
        assert (answer["status"], answer["due"], answer["cite"]) == ("void", None, None)


# ---- what must be there first, what goes with it, who decides ----


def test_a_body_never_signs() -> None:
    """CJ-20, A26: both directions."""
    for pair in (UP, DOWN):
        gate = CJ.gate("sign-as-body", scene("referral", *pair))
        assert gate is not None
        assert gate.cite.quote.endswith("不得以内设机构的名义移送，法律法规明确规定的除外")
    assert CJ.gate("sign-as-body", scene("assistance", *UP)) is None


def test_nothing_else_is_barred_and_a_third_unit_may_be_told() -> None:
    """CZ-15 is not imported."""
    assert [gate.bars for gate in CJ.gates if gate.bars] == ["sign-as-body"]


def test_what_each_step_asks() -> None:
    up, down = scene("referral", *UP), scene("referral", *DOWN)
    letter = scene("assistance", *UP)
    assert asked_at(CJ, "send", up) == {"CJ-32": "重大疑难违法行为的，对方已同意移送"}
    assert asked_at(CJ, "send", down) == {}
    assert asked_at(CJ, "refuse", up) == {"CJ-01": "行政处罚权已赋予乡镇（街道）以外的理由"}
    assert asked_at(CJ, "refuse", letter) == asked_at(CJ, "refuse", up)
    assert asked_at(CJ, "refuse", down) == {}
    assert asked_at(CJ, "extend", up) == {"CJ-27": "调查核实等客观原因，并在原期限届满前告知对方"}
    assert asked_at(CJ, "extend", letter) == {"CJ-12": "需技术鉴定或者情况复杂，以及明确的新期限"}
    assert asked_at(CJ, "serve-on-paper", down) == {"CJ-21": "双方确定的联系部门和联系人"}
    assert "CJ-45" in asked_at(CJ, "convene", scene("meeting", *DOWN))
    assert len(CJ.gates) == 7


def test_nobody_approves_an_extension() -> None:
    """A15: 告知, not 批准."""
    extends = [g for g in CJ.gates if g.asks == "extend"]
    assert not any("批准" in g.needs or "同意" in g.needs for g in extends)


def test_the_principal_approves_and_no_other_leader() -> None:
    """CJ-25, A25."""
    [asked] = CJ.requires_for(scene("referral", *UP))
    assert CJ.requires_for(scene("referral", *DOWN)) == (asked,)
    assert (asked.field, asked.answer, asked.role) == (
        "approver",
        AnswerKind.OFFICER,
        Role.PRINCIPAL,
    )
    assert asked.cite.quote == "移送的案件应经单位主要领导批准、书面移送"
    assert "主持工作" in asked.doubt
    assert CJ.requires_for(scene("assistance", *UP)) == ()


def test_what_must_be_enclosed() -> None:
    """CJ-23, 24 always; CJ-38 and 41 with a complaint; CJ-09 with a letter."""
    set_of_papers = {"CJ-23", "CJ-24"}
    assert enclosed(CJ, scene("referral", *UP, "inspection")) == set_of_papers
    assert enclosed(CJ, scene("referral", *UP, "complaint")) == {*set_of_papers, "CJ-38"}
    assert enclosed(CJ, scene("referral", *DOWN, "complaint")) == {*set_of_papers, "CJ-41"}
    assert enclosed(CJ, scene("assistance", *UP)) == {"CJ-09"}
    assert enclosed(CJ, scene("inspection", *DOWN)) == {"CJ-15"}
    [paper] = [p for p in CJ.papers if p.covers == ("CJ-24",)]
    assert "现场照片" in paper.name
    [minutes] = CJ.papers_for("settle", scene("meeting", *DOWN))
    assert minutes.covers == ("CJ-46",)


def test_a_dispute_is_handled_together_first_and_then_goes_to_the_bureau_of_justice() -> None:
    """CJ-52, CJ-53, A23."""
    for pair in (UP, DOWN):
        found = scene("referral", *pair)
        assert [r.to for r in CJ.routes_for("refuse", found)] == ["司法局"]
        assert [r.covers for r in CJ.routes_for("hand-on", found)] == [("CJ-53",)]
        for side in ("receiver", "sender"):
            notes = [n for n in CJ.notes if n.step == "refuse" and n.side.value == side]
            assert any("CJ-52" in n.covers and "先与对方协同处置" in n.says for n in notes)


def test_the_citizen_may_be_sent_on_without_anybody_s_consent() -> None:
    """A22: CJ-34 asks for one condition, CZ-24 for two."""
    complaint = scene("complaint", *UP)
    assert asked_at(CJ, "send-complainant-away", complaint) == {}
    assert "CZ-24" in asked_at(REGULATIONS["cangzhou"], "send-complainant-away", complaint)


def test_all_fifty_six_rows_are_there() -> None:
    assert set(CJ.clauses()) == {f"CJ-{n:02}" for n in range(1, 57)}


# ---- a story ----


def test_a_referral_over_mid_autumn_and_national_day() -> None:
    """Found the day before 中秋, told in time that it needs longer, sent on the last day."""
    facts = ["found 2026-09-24 10:20"]
    assert line("refer", *facts) == ("2026-10-09", "running")
    facts.append("extended 2026-10-08 16:00 until 2026-10-30")
    assert line("refer", *facts, now="2026-10-08 16:00") == ("2026-10-15", "running")
    assert told("changjiang", "refer", *facts, now="2026-10-08 16:00") == [
        "《昌江区实施意见》二（四）2：“应在5个工作日内移送有管辖权的一方处理”",
        "起算：9月24日（周四）10:20发现，当日不计入。",
        "计入10个工作日：9月28日（周一）至9月30日（周三）、"
        "10月8日（周四）至10月10日（周六）、10月12日（周一）至10月15日（周四）。",
        "不计入：9月25日（周五）至9月27日（周日）中秋节；"
        "10月1日（周四）至10月7日（周三）国庆节；10月11日（周日）双休日。",
        "延期：10月8日（周四）16:00告知延期至10月30日（周五），"
        "总计最长10个工作日（《昌江区实施意见》二（四）2）。",
        "期限：10月15日（周四）24:00。",
        "提醒按10月15日（周四）17:30（下班前）。",
        "告知的新日期10月30日（周五）超过最长期限，按最长期限计算。",
        "文件版本：changjiang@2024；日历：2026@国办发明电〔2025〕7号。",
    ]
    facts.append("delivered 2026-10-15 17:05")
    assert line("refer", *facts, now="2026-10-16 09:00") == ("2026-10-15", "met")
    assert line("acceptance-notice", *facts, now="2026-10-16 09:00") == ("2026-10-22", "running")
    facts.append("accepted 2026-10-22 11:00")
    assert line("acceptance-notice", *facts, now="2026-10-23 09:00") == ("2026-10-22", "met")
    exchange = told("changjiang", "periodic-exchange", *facts, now="2026-11-30 09:00")
    assert "原文用词是“定期”，没有数字，不计算期限。" in exchange


def test_an_opinion_over_the_spring_festival_word_for_word() -> None:
    facts = ("delivered 2026-02-12 15:10", "extended 2026-02-24 09:30 until 2026-03-06")
    assert told("changjiang", "assist-reply", *facts, now="2026-02-24 10:00") == [
        "《昌江区实施意见》二（三）2：“区级业务主管部门应自收到执法协作文书后3个工作日内，"
        "书面反馈认定、鉴定或咨询意见”",
        "起算：2月12日（周四）15:10送达，当日不计入。",
        "计入12个工作日：2月13日（周五）至2月14日（周六）、2月24日（周二）至2月28日（周六）、"
        "3月2日（周一）至3月6日（周五）。",
        "不计入：2月15日（周日）至2月23日（周一）春节；3月1日（周日）双休日。",
        "延期：2月24日（周二）09:30告知延期至3月6日（周五），"
        "以告知的日期为准（《昌江区实施意见》二（三）2）。",
        "期限：3月6日（周五）24:00。",
        "提醒按3月6日（周五）17:30（下班前）。",
        "存疑：“可适当延长”没有写延长多久，也没有写如何告知；"
        "原期限届满前告知情形和明确新日期的，按新日期，否则期限不变。",
        "文件版本：changjiang@2024；日历：2026@国办发明电〔2025〕7号。",
    ]


# ---- through the command line ----


def test_the_same_lines_through_liaison_due() -> None:
    asked = [
        ("refer", [("found", "2026-09-30T01:00:00Z")], "2026-10-13"),
        ("refer", [("found", "2026-09-30T09:00:00+08:00")], "2026-10-13"),
        ("acceptance-notice", [("delivered", "2026-06-15T09:00:00+08:00")], "2026-06-23"),
        ("assist-reply", [("delivered", "2026-06-17T10:00:00+08:00")], "2026-06-23"),
        ("refer-urgent", [("found_urgent", "2026-10-01T21:15:00+08:00")], "2026-10-02"),
        ("share", [("formed", "2026-10-01T21:15:00+08:00")], None),
    ]
    lines = [
        {
            "id": n,
            "regulation": "changjiang",
            "duty": duty,
            "facts": [{"fact": kind, "at": when} for kind, when in facts],
            "now": "2026-06-15T09:00:00+08:00",
        }
        for n, (duty, facts, _) in enumerate(asked)
    ]
    done = subprocess.run(
        [sys.executable, "-m", "bot", "due"],
        input="\n".join(map(json.dumps, lines)).encode(),
        capture_output=True,
        check=True,
    )
    answers = [json.loads(text) for text in done.stdout.splitlines()]
    assert [a["last_day"] for a in answers] == [last for *_, last in asked]
    assert answers[0]["due"] == answers[1]["due"]
    assert {a["version"]["regulation"] for a in answers} == {"changjiang@2024"}


# ---- the sample county ----

COUNTY = sample("changjiang")


def test_everybody_whom_the_document_asks_for_is_in_the_address_book() -> None:
    """CJ-21 wants contacts, CJ-25 a principal; every notice finds somebody with a stand-in."""
    book = COUNTY.directory
    types = [unit.type.value for unit in book.units.values()]
    assert (types.count("township"), types.count("government"), types.count("body")) == (2, 1, 2)
    assert types.count("department") == 5
    for unit in book.units.values():
        if unit.type.value not in {"township", "department"}:
            continue
        for role in (Role.LIAISON, Role.LEADER, Role.PRINCIPAL):
            assert book.with_role(unit.id, role), (unit.id, role)
        for kind in KINDS.values():
            assert contacts(unit.id, kind, book, COUNTY.start), (unit.id, kind)
    assert [o.name for o in book.supervisors()] == ["陶颖"]
    mobiles = [officer.mobile for officer in book.officers.values()]
    assert len(set(mobiles)) == len(mobiles)


def test_the_roster_has_no_gap_from_the_rehearsal_to_the_end_of_the_year() -> None:
    book = COUNTY.directory
    for unit in ("yushan", "hetang", "emergency"):
        for rank in (1, 2, 3):
            shifts = sorted(s.start for s in book.shifts if (s.unit, s.rank) == (unit, rank))
            assert shifts[0] <= COUNTY.start
            assert shifts[-1] >= at("2026-12-30 08:30")
            assert all(b - a == timedelta(days=1) for a, b in pairwise(shifts))


@pytest.mark.parametrize(
    ("words", "unit"),
    [
        ("区市监局", "samr"),
        ("区城管局", "urban"),
        ("区农业农村水利局", "agri"),
        ("鱼山镇", "yushan"),
    ],
)
def test_the_short_names_of_the_annex_are_understood(words: str, unit: str) -> None:
    """CJ-56: the annex names units by their short forms."""
    found = parse_unit(words, COUNTY.directory)
    assert found is not None
    assert (found.unit_ids, found.exact) == ((unit,), True)


async def test_a_referral_in_the_sample_county(sqlite_url: str) -> None:
    """CJ-25, 27, 31, 01, 52, 53: what 徐岚 and 沈露 read."""
    async with open_office("changjiang", sqlite_url) as office:
        office.at("2026-06-16 10:00")
        filed = "今天上午8点检查发现一家小吃店没有食品经营许可，移送市监局"
        assert "请问由哪位主要领导批准移送？" in await office.says("徐岚", filed)
        assert "没有认出本单位的领导（程远）" in await office.says("徐岚", "欧阳平")
        draft = await office.says("徐岚", "程远")
        assert "落款：昌江区鱼山镇人民政府" in draft
        assert "案源材料（含现场照片）" in draft
        assert "请核对：重大疑难违法行为的，对方已同意移送（二（四）2）" in draft
        noted = await office.says("徐岚", "登记")
        assert "移1 已登记" in noted
        assert "6月24日（周三）24:00前" in noted
        extended = await office.says("徐岚", "延期 移1 7月20日 需要调查核实")
        assert "7月1日（周三）24:00前" in extended
        assert "告知的新日期7月20日（周一）超过最长期限，按最长期限计算。" in extended
        office.at("2026-07-01 16:00")
        sent = await office.says("徐岚", "移送 移1")
        assert "书面告知受理情况，7月8日（周三）24:00前" in sent
        question = await office.says("沈露", "不予受理 移1")
        assert "“不得以行政处罚权已赋予乡镇（街道）为由拒不履行监管职责”" in question
        refused = await office.answers("沈露", "当事人的经营场所不在本区")
        assert "提请司法局解决（二（四）6）" in refused
        assert "先与对方协同处置违法行为，再协商（二（四）6）" in refused
