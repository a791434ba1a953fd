"""清丰: fourteen numbers, what a lawyer would try on each, and the seven words without one."""

from datetime import date

import pytest

from rules.documents.clauses import clauses_of
from rules.law.duties import DutyClass, Status
from rules.law.regulation import Owes, Row
from tests.law.lawyer import (
    DEPARTMENT,
    DOWN,
    REGULATIONS,
    TOWNSHIP,
    UP,
    answered,
    asked_at,
    at,
    by_hand,
    due,
    enclosed,
    scene,
    told,
)

QF = REGULATIONS["qingfeng"]
PASSED_DOWN = scene("referral", *DOWN, "inspection")
PASSED_UP = scene("referral", *UP, "complaint")
ASKED = scene("assistance", *UP, "")


def says(step: str, side: Owes, *sides: object) -> set[str]:
    """The clauses of what a side is told at a step."""
    found = scene(*sides)  # type: ignore[arg-type]  # kind, sender, receiver, source
    return {clause for note in QF.notes_for(step, side, found) for clause in note.covers}


def test_every_clause_of_the_document_is_written_down() -> None:
    assert set(clauses_of(QF)) == {f"QF-{n:02}" for n in range(1, 68)}
    assert set(QF.clauses()) == set(clauses_of(QF))


def test_there_are_fourteen_numbers_and_eight_words_without_one() -> None:
    """QF-29 is the extension of QF-28; QF-11 has its number in QF-19."""
    numbers = {duty.id for duty in QF.duties if duty.period is not None}
    words = {duty.id: duty.word for duty in QF.duties if duty.period is None}
    assert len([row for row in clauses_of(QF).values() if row is Row.TIMER]) == 14
    assert len(numbers) == 13
    assert words == {
        "stop-violation": "立即",
        "case-feedback": "及时",
        "publish-case": "即时",
        "refer-found": "及时",
        "crime-transfer": "及时",
        "crime-transfer-link": "及时",
        "emergency-notice": "及时",
        "regular-hearing": "定期",
    }


# ---- the numbers, over every holiday of 2026 ----

DAYS = [
    ("refer-complaint", "complaint_received", 2),
    ("refer-to-township", "found", 2),
    ("refer-to-township", "complaint_received", 2),
    ("file-complaint", "complaint_received", 2),
    ("supplement-notice", "delivered", 2),
    ("supplement", "supplement_asked", 2),
    ("assist-reply", "delivered", 2),
    ("report-delivery", "reported", 2),
    ("legal-review", "delivered", 2),
    ("minor-case-notice", "found", 2),
    ("penalty-copy", "served", 5),
    ("guidance-after-copy", "delivered", 5),
]
"""QF-18, 19, 17, 23, 24, 28, 27, 39, 44, 45, 46."""
STARTS = [
    "2026-01-01 08:00",
    "2026-02-13 17:31",
    "2026-02-14 23:59",
    "2026-02-23 00:00",
    "2026-04-02 18:00",
    "2026-04-30 09:00",
    "2026-05-07 15:30",
    "2026-06-18 10:00",
    "2026-09-17 08:45",
    "2026-09-24 10:00",
    "2026-10-01 00:00",
    "2026-10-09 12:00",
]


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize(("duty", "fact", "amount"), DAYS)
def test_working_days_are_counted_from_the_day_after(
    duty: str, fact: str, amount: int, start: str
) -> None:
    last = by_hand(date.fromisoformat(start[:10]), amount)
    found = due("qingfeng", duty, f"{fact} {start}")
    assert found["last_day"] == str(last)
    assert found["class"] == "hard"
    assert len(found["counted"]) == amount


def test_a_complaint_and_a_finding_start_one_clock_and_the_earlier_counts() -> None:
    """QF-19, A36: 接到、发现, whichever is first; a later finding does not start it anew."""
    found = due(
        "qingfeng",
        "refer-to-township",
        "found 2026-04-07 09:00",
        "complaint_received 2026-04-02 18:00",
        now="2026-04-08 09:00",
    )
    assert (found["last_day"], found["status"]) == ("2026-04-07", "overdue")


@pytest.mark.parametrize("duty", ["refer-complaint", "refer-to-township", "supplement"])
def test_nothing_but_assistance_can_be_extended(duty: str) -> None:
    """QF-18, 19, 24: the text has no word of it."""
    start = {"refer-complaint": "complaint_received", "supplement": "supplement_asked"}.get(duty)
    facts = (f"{start or 'found'} 2026-03-16 09:00", "extended 2026-03-17 09:00 until 2026-03-30")
    found = due("qingfeng", duty, *facts)
    assert found["last_day"] == "2026-03-18"


# ---- assistance: two days, and five more ----


def test_five_more_days_are_seven_by_the_letter_and_five_to_be_safe() -> None:
    """QF-28, QF-29, A12: over Labour Day, word for word."""
    lines = told(
        "qingfeng",
        "assist-reply",
        "delivered 2026-04-29 16:00",
        "extended 2026-05-06 10:00",
        now="2026-05-06 10:00",
    )
    assert lines == [
        "《清丰协作规定》三（六）：“应当自收到书面协助通知书之日起2个工作日内依法予以提供”",
        "起算：4月29日（周三）16:00送达，当日不计入。",
        "计入7个工作日：4月30日（周四）、5月6日（周三）至5月9日（周六）、"
        "5月11日（周一）至5月12日（周二）。",
        "不计入：5月1日（周五）至5月5日（周二）劳动节；5月10日（周日）双休日。",
        "延期：5月6日（周三）10:00告知延期，另加5个工作日（《清丰协作规定》三（六））。",
        "期限：5月12日（周二）24:00。",
        "提醒按5月9日（周六）17:30（较严的理解：延期后连同原期限总计5个工作日）。",
        "存疑：“可以延期5个工作日”是在原期限上另加，还是连同原期限总计5个工作日，条文未写；"
        "期限按另加计算，提醒按总计5个工作日。",
        "文件版本：qingfeng@2019；日历：2026@国办发明电〔2025〕7号。",
    ]


def test_an_extension_told_after_the_two_days_extends_nothing() -> None:
    """QF-29: the last second of the second day is in time, the next is not."""
    delivered = "delivered 2026-03-16 09:00"
    in_time = due("qingfeng", "assist-reply", delivered, "extended 2026-03-18 23:59")
    late = due("qingfeng", "assist-reply", delivered, "extended 2026-03-19 00:00")
    assert (in_time["last_day"], late["last_day"]) == ("2026-03-25", "2026-03-18")


def test_an_earlier_new_date_is_taken_and_a_later_one_is_cut() -> None:
    delivered = "delivered 2026-03-16 09:00"
    for until, last in (("2026-03-20", "2026-03-20"), ("2026-04-30", "2026-03-25")):
        told_of = f"extended 2026-03-17 09:00 until {until}"
        assert due("qingfeng", "assist-reply", delivered, told_of)["last_day"] == last


def test_only_the_two_grounds_of_the_text_are_grounds() -> None:
    duty = QF.duty("assist-reply")
    assert duty is not None
    assert duty.extend is not None
    assert duty.extend.grounds == (
        "所涉及事项情况复杂",
        "提供专业意见需要进行调查、现场勘查",
    )
    assert asked_at(QF, "extend", ASKED)["QF-29"].startswith("所涉及事项情况复杂")


def test_a_report_runs_from_its_issue_and_not_from_the_request() -> None:
    """QF-27."""
    found = due(
        "qingfeng",
        "report-delivery",
        "delivered 2026-03-02 09:00",
        "reported 2026-04-02 15:00",
        now="2026-04-03 09:00",
    )
    assert (found["last_day"], found["status"]) == ("2026-04-07", "running")


# ---- referrals down: supplements ----


def test_a_late_request_for_supplements_is_a_statement_and_no_overdue() -> None:
    """QF-23, A39: 已过补正通知期，宜按符合条件处理."""
    lines = told(
        "qingfeng",
        "supplement-notice",
        "delivered 2026-04-02 18:00",
        now="2026-04-08 09:00",
    )
    assert "只适用于：不符合移交条件的。" in lines
    assert "已过补正通知期，宜按符合条件处理。" in lines
    assert "已过期限。" not in lines


def test_an_inspection_takes_the_number_away_and_gives_no_other() -> None:
    """QF-24: 但因检验或鉴定需要较长时间的除外; only before the two days are over."""
    asked = "supplement_asked 2026-03-16 09:00"
    sent = answered(
        "qingfeng",
        "supplement",
        asked,
        "inspection_started 2026-03-17 09:00",
        now="2026-06-01 09:00",
    )
    assert (sent.status, sent.due) == (Status.NO_NUMBER, None)
    late = answered(
        "qingfeng",
        "supplement",
        asked,
        "inspection_started 2026-03-19 09:00",
        now="2026-06-01 09:00",
    )
    assert late.status is Status.OVERDUE


# ---- emergencies ----


def test_two_hours_run_from_the_call_to_the_departure() -> None:
    """QF-36, A11: on the way in time and there late is a note, and no overdue."""
    called = "emergency_notified 2026-05-01 22:10"
    left, there = "dispatched 2026-05-02 00:05", "arrived 2026-05-02 00:40"
    found = answered("qingfeng", "emergency-dispatch", called, left, there, now="2026-05-02 01:00")
    assert found.due == at("2026-05-02 00:10")
    assert found.status is Status.MET
    assert found.notes == ("到场时间为5月2日（周六）00:40，晚于5月2日（周六）00:10。",)
    assert "是出发还是到场，条文未写明" in (found.doubt or "")
    late = answered(
        "qingfeng",
        "emergency-dispatch",
        called,
        "dispatched 2026-05-02 00:10",
        now="2026-05-02 01:00",
    )
    assert late.status is Status.MET_LATE


def test_signing_and_confirming_stop_no_clock() -> None:
    """A5, A6."""
    found = due(
        "qingfeng",
        "emergency-dispatch",
        "emergency_notified 2026-05-01 22:10",
        "acknowledged 2026-05-01 22:11",
        now="2026-05-02 00:11",
    )
    assert found["status"] == "overdue"


# ---- inspections, reviews, minor cases, copies ----


@pytest.mark.parametrize(
    ("activity", "last", "safe"),
    [
        ("2026-05-11 08:30", "2026-05-08", "2026-05-07T17:30:00+08:00"),  # 5/9 on a Saturday
        ("2026-10-08 09:00", "2026-09-29", "2026-09-28T17:30:00+08:00"),
        ("2026-02-24 09:00", "2026-02-13", "2026-02-12T17:30:00+08:00"),  # 2/14 on a Saturday
        ("2026-10-03 09:00", "2026-09-29", "2026-09-28T17:30:00+08:00"),
    ],
)
def test_notice_is_given_two_working_days_ahead(activity: str, last: str, safe: str) -> None:
    """QF-33, A32: counted back, the day of the action is day nought; safe leaves two whole days."""
    found = due("qingfeng", "inspection-notice", f"activity {activity}", now="2026-01-05 09:00")
    assert (found["last_day"], found["safe_due"]) == (last, safe)


def test_what_the_text_leaves_open_is_said() -> None:
    """A35, A38."""
    review = due("qingfeng", "legal-review", "delivered 2026-03-16 09:00")
    assert "两项都要有" in review["doubt"]
    minor = due("qingfeng", "minor-case-notice", "found 2026-03-16 09:00")
    assert "以认定为轻微、可不予处罚之日为准" in minor["doubt"]


def test_no_minor_case_is_closed_before_it_is_put_right() -> None:
    """QF-44: 待整改到位后再作出不予处罚决定."""
    [gate] = QF.asking("no-penalty-decision", scene("minor_case", *UP, ""))
    assert gate.needs == "整改到位"


def test_no_penalty_is_decided_before_the_department_has_reviewed_it() -> None:
    """QF-38, QF-41: the opinion first, and reasons where it is not shared."""
    found = scene("review", *UP, "")
    assert asked_at(QF, "penalty-decision", found) == {"QF-38": "相关业务主管部门的法制审核意见"}
    assert asked_at(QF, "disagree", found) == {"QF-41": "原因及建议"}


def test_an_inspection_is_recorded_and_its_documents_are_copied_to_the_township() -> None:
    """QF-08, QF-33."""
    assert enclosed(QF, scene("inspection", *DOWN, "")) == {"QF-08", "QF-33"}


def test_the_copy_runs_from_service_on_the_party_and_not_from_the_decision() -> None:
    """QF-45, QF-46."""
    found = due(
        "qingfeng",
        "penalty-copy",
        "decided 2026-04-20 09:00",
        "served 2026-04-28 09:00",
        now="2026-04-29 09:00",
    )
    assert found["last_day"] == "2026-05-08"


# ---- words without a number ----


@pytest.mark.parametrize(
    ("duty", "fact"),
    [
        ("stop-violation", "found"),
        ("case-feedback", "filed"),
        ("publish-case", "settled"),
        ("refer-found", "found"),
        ("crime-transfer", "found"),
        ("crime-transfer-link", "found"),
        ("emergency-notice", "found"),
        ("regular-hearing", "year_opened"),
    ],
)
def test_a_word_is_no_date_however_long_it_takes(duty: str, fact: str) -> None:
    """QF-09, 06, 05, 11, 04, 60, 35, 52, A29."""
    found = due("qingfeng", duty, f"{fact} 2026-01-05 09:00", now="2026-11-20 09:00")
    assert (found["due"], found["safe_due"], found["status"]) == (None, None, "no_number")
    assert found["class"] == DutyClass.NONE.value


# ---- gates, papers, routes, notes ----


def test_a_department_signs_as_the_department() -> None:
    """QF-20; nothing of the kind binds a township here."""
    assert QF.gate("sign-as-body", scene("referral", *DOWN)) is not None
    assert QF.gate("sign-as-body", scene("referral", *UP)) is None


def test_what_must_be_so_before_a_step() -> None:
    """QF-02, 07, 22."""
    assert set(asked_at(QF, "send", PASSED_DOWN)) == {"QF-02"}
    assert asked_at(QF, "send", PASSED_UP) == {}
    assert asked_at(QF, "refuse", PASSED_DOWN) == {"QF-22": "正当理由"}
    assert asked_at(QF, "refuse", PASSED_UP) == {}
    assert set(asked_at(QF, "file", PASSED_UP)) == {"QF-07"}
    assert asked_at(QF, "file", PASSED_DOWN) == {}


def test_what_goes_with_a_case() -> None:
    """QF-10, 12 bind departments; QF-28; QF-13 at the end."""
    assert enclosed(QF, PASSED_DOWN) == {"QF-10", "QF-12"}
    assert enclosed(QF, PASSED_UP) == set()
    assert enclosed(QF, ASKED) == {"QF-28"}
    assert [p.id for p in QF.papers_for("settle", PASSED_DOWN)] == ["goods-to-treasury"]


def test_who_decides() -> None:
    """QF-16, QF-53."""
    found = {route.id: route.to for route in QF.routes_for("refuse", PASSED_DOWN)}
    assert found == {"competence": "县司法局", "breach": "综合行政执法体制改革领导小组"}
    assert [route.id for route in QF.routes_for("refuse", ASKED)] == ["breach"]


@pytest.mark.parametrize(
    ("step", "side", "sides", "clauses"),
    [
        ("accept", Owes.RECEIVER, ("referral", *DOWN), "QF-01 QF-03 QF-25"),
        ("accept", Owes.SENDER, ("referral", *DOWN), "QF-25"),
        ("accept", Owes.RECEIVER, ("referral", *UP), ""),
        ("file", Owes.RECEIVER, ("referral", *DOWN), "QF-37 QF-38 QF-58 QF-59"),
        ("file", Owes.SENDER, ("referral", *DOWN), "QF-37"),
        ("settle", Owes.RECEIVER, ("referral", *DOWN), "QF-43 QF-62"),
        ("settle", Owes.SENDER, ("referral", *DOWN), "QF-14 QF-15"),
        ("refuse", Owes.SENDER, ("referral", *DOWN), "QF-21"),
        ("withdraw", Owes.SENDER, ("referral", *DOWN), "QF-65"),
        ("withdraw", Owes.SENDER, ("referral", *UP), "QF-64"),
        ("send", Owes.RECEIVER, ("assistance", *UP), "QF-26 QF-30"),
        ("acknowledge", Owes.RECEIVER, ("assistance", *UP), "QF-31"),
        ("send", Owes.RECEIVER, ("assistance", *DOWN), "QF-32"),
        ("refuse", Owes.RECEIVER, ("assistance", *UP), "QF-67"),
        ("dispatch", Owes.RECEIVER, ("emergency", *DOWN), "QF-54"),
    ],
)
def test_who_is_told_what_at_which_step(
    step: str, side: Owes, sides: tuple[str, ...], clauses: str
) -> None:
    assert says(step, side, *sides) == set(clauses.split())


def test_a_department_asked_to_help_a_department_owes_no_two_days() -> None:
    """QF-28 speaks of what townships ask of departments; QF-32 the other way has no number."""
    assert [d.id for d in QF.duties_for(kind="assistance", sender=DEPARTMENT)] == []
    up = QF.duties_for(kind="assistance", sender=TOWNSHIP, receiver=DEPARTMENT)
    assert [d.id for d in up] == ["assist-reply", "report-delivery"]
