"""南宫: three days that nothing extends, 24 hours, 一般 five days, and no acceptance notice."""

import json
from datetime import date, datetime

import pytest

from bot.cli.due import Desk
from bot.clock import VirtualClock
from rules.documents.clauses import clauses_of
from rules.law.calendar import WorkCalendar
from rules.law.duties import Answer, DutyClass, Status, answer, explain
from rules.law.library import Regulations
from rules.law.periods import BEIJING
from rules.law.regulation import Owes, Scene
from rules.values.facts import Fact, FactKind
from rules.values.people import UnitType

REGULATIONS = Regulations.load()
CALENDAR = WorkCalendar.load()
NG = REGULATIONS["nangong"]
TOWNSHIP, DEPARTMENT = UnitType.TOWNSHIP, UnitType.DEPARTMENT
TO_DEPARTMENT = Scene("referral", TOWNSHIP, DEPARTMENT, "inspection")
TO_TOWNSHIP = Scene("referral", DEPARTMENT, TOWNSHIP, "inspection")
ASKED_FOR_HELP = Scene("assistance", TOWNSHIP, DEPARTMENT, "")
EMERGENCY = Scene("emergency", TOWNSHIP, DEPARTMENT, "")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING)


def fact(kind: str, when: str, until: str | None = None) -> Fact:
    return Fact(FactKind(kind), at(when), date.fromisoformat(until) if until else None)


def ask(duty: str, *facts: Fact, now: str) -> Answer:
    return answer(NG, duty, facts, at(now), CALENDAR)


def told(duty: str, *facts: Fact, now: str) -> list[str]:
    return explain(ask(duty, *facts, now=now), NG).splitlines()


def owed(scene: Scene) -> list[tuple[str, Owes]]:
    duties = NG.duties_for(
        kind=scene.kind,
        sender=scene.sender,
        receiver=scene.receiver,
        source=scene.source or "",
    )
    return [(duty.id, duty.owes) for duty in duties]


def test_every_clause_of_the_document_is_written_down() -> None:
    assert set(clauses_of(NG)) == {f"NG-{n:02}" for n in range(1, 41)}
    assert set(NG.clauses()) == set(clauses_of(NG))


def test_the_notice_bears_no_date_and_says_so() -> None:
    assert (NG.version, NG.since) == ("nangong@2020", None)
    assert "南宫办字[2020]23号" in NG.undated


# ---- referral: three working days and nothing else ----


@pytest.mark.parametrize(
    ("found", "last"),
    [
        ("2025-12-30 10:00", "2026-01-05"),  # 元旦: 12/31, 1/4 on a Sunday, 1/5
        ("2026-02-13 08:30", "2026-02-25"),  # 春节: 2/14 on a Saturday, 2/24, 2/25
        ("2026-02-26 08:30", "2026-03-02"),  # 2/27, 2/28 on a Saturday, 3/2
        ("2026-04-02 18:00", "2026-04-08"),  # 清明
        ("2026-04-28 10:00", "2026-05-06"),  # 劳动节
        ("2026-05-07 10:00", "2026-05-11"),  # 5/8, 5/9 on a Saturday, 5/11
        ("2026-06-17 10:00", "2026-06-23"),  # 端午
        ("2026-09-23 14:00", "2026-09-29"),  # 中秋
        ("2026-09-30 09:00", "2026-10-10"),  # 国庆, 10/10 on a Saturday
    ],
)
def test_a_referral_takes_three_workdays_over_every_holiday_of_2026(found: str, last: str) -> None:
    """NG-04, 三（一）1."""
    line = ask("refer", fact("found", found), now=found)
    assert (line.status, line.duty_class) == (Status.RUNNING, DutyClass.HARD)
    assert str(line.last_day) == last
    assert line.safe_due == at(f"{last} 17:30")
    assert len(line.counted) == 3


def test_an_extension_changes_nothing() -> None:
    """NG-04: 沧州 would give five days in all; this notice knows of no extension."""
    found = fact("found", "2026-06-17 10:00")
    plain = ask("refer", found, now="2026-06-24 09:00")
    for until in (None, "2026-06-24", "2026-06-30"):
        extended = ask(
            "refer", found, fact("extended", "2026-06-18 09:00", until), now="2026-06-24 09:00"
        )
        assert extended == plain
    assert plain.status is Status.OVERDUE


def test_what_counts_is_delivery_and_no_approval() -> None:
    """NG-04, A9, A15: nobody has to approve; sending in time is arriving in time."""
    found = fact("found", "2026-06-17 10:00")
    in_time = ask("refer", found, fact("delivered", "2026-06-23 23:59:59"), now="2026-06-24 09:00")
    late = ask("refer", found, fact("delivered", "2026-06-24 00:00"), now="2026-06-24 09:00")
    assert (in_time.status, late.status) == (Status.MET, Status.MET_LATE)
    assert [one.field for one in NG.requires] == ["category"], "of a sharing alone"


def test_an_urgent_referral_has_24_hours_through_night_and_holiday() -> None:
    """NG-05, A10."""
    urgent = fact("found_urgent", "2026-10-01 21:15:30")
    found = ask("refer-urgent", urgent, now="2026-10-02 21:15:29")
    assert (found.status, found.duty_class) == (Status.RUNNING, DutyClass.HARD)
    assert found.due == found.safe_due == at("2026-10-02 21:15:30")
    assert found.counted == ()
    assert ask("refer-urgent", urgent, now="2026-10-02 21:15:30").status is Status.OVERDUE
    sent = fact("delivered", "2026-10-02 20:00")
    assert ask("refer-urgent", urgent, sent, now="2026-10-03 09:00").status is Status.MET


def test_there_is_no_acceptance_notice() -> None:
    """A18: the five days of 沧州 and 昌江 are not imported."""
    found = ask("acceptance-notice", fact("delivered", "2026-06-17 10:00"), now="2026-07-17 10:00")
    assert (found.status, found.due, found.duty_class) == (Status.VOID, None, None)
    assert found.cite is None
    assert explain(found, NG) == "《南宫协调联动通知》没有规定这项期限。"
    assert all(owes is Owes.SENDER for _, owes in owed(TO_DEPARTMENT))


@pytest.mark.parametrize(
    "duty",
    [
        "refer-complaint",
        "refer-to-township",
        "decide-filing",
        "file-case",
        "supplement-notice",
        "supplement",
        "assist-supplement-notice",
        "report-delivery",
        "inspection-notice",
        "legal-review",
        "minor-case-notice",
        "penalty-copy",
        "guidance-after-copy",
        "annual-guidance",
        "regular-meeting",
        "publish-case",
        "notify-found",
    ],
)
def test_the_document_has_nothing_of_the_other_counties(duty: str) -> None:
    found = ask(duty, fact("delivered", "2026-03-16 10:00"), now="2026-03-16 10:00")
    assert (found.status, found.due) == (Status.VOID, None)


# ---- assistance: 一般 five working days, extended by an announced date ----


def test_help_generally_takes_five_workdays() -> None:
    """NG-35, A30."""
    asked = fact("delivered", "2026-06-17 15:00")
    found = ask("assist-reply", asked, now="2026-06-18 09:00")
    assert (found.status, found.duty_class) == (Status.RUNNING, DutyClass.SOFT)
    assert found.last_day == date(2026, 6, 25)
    late = told("assist-reply", asked, now="2026-06-26 09:00")
    assert "一般应在6月25日（周四）24:00。" in late
    assert "未达一般的要求，请说明原因。" in late
    assert "已过期限。" not in late


@pytest.mark.parametrize(
    ("told_at", "until", "last"),
    [
        ("2026-06-23 09:00", "2026-07-03", "2026-07-03"),
        ("2026-06-25 23:59", "2026-09-30", "2026-09-30"),  # no cap in the text
        ("2026-06-23 09:00", None, "2026-06-25"),  # no new date, no extension
        ("2026-06-26 00:00", "2026-07-03", "2026-06-25"),  # told afterwards
        ("2026-06-18 09:00", "2026-06-22", "2026-06-25"),  # never brought forward
    ],
)
def test_help_is_extended_by_a_date_told_beforehand(
    told_at: str, until: str | None, last: str
) -> None:
    """NG-37, A13."""
    found = ask(
        "assist-reply",
        fact("delivered", "2026-06-17 15:00"),
        fact("extended", told_at, until),
        now="2026-06-26 09:00",
    )
    assert str(found.last_day) == last


def test_an_urgent_request_for_help_wants_somebody_on_the_spot() -> None:
    """NG-36: beside the five days, without a number."""
    assert owed(ASKED_FOR_HELP) == [
        ("assist-reply", Owes.RECEIVER),
        ("assist-dispatch", Owes.RECEIVER),
    ]
    duty = NG.duty("assist-dispatch")
    assert duty is not None
    assert (duty.condition, duty.word) == ("情况紧急或证据可能灭失的", "及时")


# ---- sharing on the same day ----


@pytest.mark.parametrize(
    ("formed", "safe"),
    [
        ("2026-06-18 10:00", "2026-06-18 17:30"),
        ("2026-06-18 18:00", "2026-06-19 00:00"),
        ("2026-06-20 10:00", "2026-06-20 17:30"),  # 端午节, a Saturday
        ("2026-06-20 23:50", "2026-06-21 00:00"),
    ],
)
def test_sharing_is_due_the_same_day_working_day_or_not(formed: str, safe: str) -> None:
    """NG-24, A31."""
    found = ask("share", fact("formed", formed), now=formed)
    assert (found.status, found.duty_class) == (Status.RUNNING, DutyClass.SOFT)
    assert str(found.last_day) == formed[:10]
    assert found.safe_due == at(safe)


@pytest.mark.parametrize(
    ("told_at", "until", "last"),
    [
        ("2026-06-18 16:00", "2026-06-24", "2026-06-24"),
        ("2026-06-18 23:59", "2026-06-20", "2026-06-20"),  # 端午节, a Saturday, if it says so
        ("2026-06-18 16:00", None, "2026-06-18"),  # no new date, no extension
        ("2026-06-19 00:00", "2026-06-24", "2026-06-18"),  # the day is over
    ],
)
def test_sharing_is_put_off_by_a_date_told_the_same_day(
    told_at: str, until: str | None, last: str
) -> None:
    """NG-25, A13."""
    formed, later = fact("formed", "2026-06-18 10:00"), fact("extended", told_at, until)
    found = ask("share", formed, later, now="2026-06-19 00:00")
    assert str(found.last_day) == last
    assert found.duty_class is DutyClass.SOFT


# ---- without a number ----


@pytest.mark.parametrize(
    ("duty", "start", "word", "article"),
    [
        ("basis-notice", "formed", "及时", "二"),
        ("list-adjustment", "formed", "动态调整", "二"),
        ("stop-violation", "found", "立即", "三（一）1"),
        ("notify-competent", "found", "及时", "三（一）1"),
        ("accept-complaint", "complaint_received", "及时", "三（二）1"),
        ("file-complaint", "complaint_received", "及时", "三（二）1"),
        ("notify-township", "complaint_received", "及时", "三（二）2"),
        ("complaint-feedback", "delivered", "应", "三（二）3"),
        ("penalty-feedback", "decided", "及时", "三（三）3"),
        ("joint-consultation", "year_opened", "定期", "三（四）"),
        ("emergency-notice", "found", "立即", "三（四）"),
        ("emergency-dispatch", "emergency_notified", "立即", "三（四）"),
        ("assist-dispatch", "delivered", "及时", "三（五）"),
        ("crime-transfer", "found", "及时", "三（七）"),
    ],
)
def test_what_has_no_number_gets_none(duty: str, start: str, word: str, article: str) -> None:
    """A29."""
    begun = fact(start, "2026-03-16 10:00")
    found = ask(duty, begun, now="2027-03-16 10:00")
    assert (found.status, found.duty_class) == (Status.NO_NUMBER, DutyClass.NONE)
    assert (found.due, found.safe_due, found.estimate) == (None, None, None)
    assert found.cite is not None
    assert found.cite.article == article
    assert f"原文用词是“{word}”，没有数字，不计算期限。" in told(
        duty, begun, now="2027-03-16 10:00"
    )


def test_a_violation_going_on_is_talked_down_and_not_ordered_to_stop() -> None:
    """NG-06: 劝阻 here, 责令 in 沧州."""
    duty = NG.duty("stop-violation")
    assert duty is not None
    assert duty.name == "劝阻当事人停止违法行为"
    assert "责令" not in duty.name + duty.cite.quote


# ---- steps: what is barred, asked, enclosed, shown ----


def test_gates_of_the_document() -> None:
    """NG-10, 25, 37, 38, 39."""
    gates = {(gate.id, gate.bars, gate.asks, gate.kinds, gate.receiver) for gate in NG.gates}
    assert gates == {
        ("unit-name", "sign-as-body", "", ("referral",), ()),
        ("extension-told-before", "", "extend", ("assistance",), ()),
        ("sharing-later", "", "extend", ("share",), (TOWNSHIP,)),
        ("no-shirking", "", "refuse", ("assistance",), (DEPARTMENT,)),
        ("consult-first", "", "report-up", ("referral",), ()),
    }


def test_neither_side_signs_as_a_body() -> None:
    """NG-10."""
    for scene in (TO_DEPARTMENT, TO_TOWNSHIP):
        gate = NG.gate("sign-as-body", scene)
        assert gate is not None
        assert gate.cite.article == "三（一）3"
    assert NG.gate("hand-on", TO_DEPARTMENT) is None


def test_the_papers_depend_on_the_side_and_the_source() -> None:
    """NG-08, 09, 15, 18, 34, 35."""
    usual = ["基本违法事实的书面材料", "涉嫌违法案件移送函、案源材料、初步证据材料"]
    assert [p.name for p in NG.papers_for("send", TO_DEPARTMENT)] == usual
    complaint = TO_DEPARTMENT._replace(source="complaint")
    assert [p.name for p in NG.papers_for("send", complaint)] == [
        *usual,
        "投诉举报的相关书面资料",
    ]
    assert [p.name for p in NG.papers_for("send", TO_TOWNSHIP._replace(source="complaint"))] == [
        *usual,
        "投诉人或举报人的书面材料（收到的）",
    ]
    assert [p.name for p in NG.papers_for("send", ASKED_FOR_HELP)] == ["书面函告"]
    assert [p.name for p in NG.papers_for("reply", ASKED_FOR_HELP)] == ["书面意见和相关证据材料"]


def test_the_city_government_decides_after_talks() -> None:
    """NG-39, A24."""
    for step in ("refuse", "hand-on", "report-up"):
        [route] = NG.routes_for(step, TO_DEPARTMENT)
        assert (route.id, route.to, route.cite.article) == ("competence", "市人民政府", "三（六）")
    assert [gate.needs for gate in NG.asking("report-up", TO_DEPARTMENT)] == [
        "双方已经协商，协商不成"
    ]


def test_a_department_that_gives_no_reason_and_does_nothing_is_reported() -> None:
    """NG-32: both, and to the city government."""
    [note] = NG.notes_for("send", Owes.SENDER, EMERGENCY)
    assert note.says == "对方接到通知后不能说明理由又拒不处理的，向市人民政府报告"
    breach = NG.route("breach")
    assert breach is not None
    assert breach.to == "市人民政府"
    assert owed(EMERGENCY) == [
        ("emergency-notice", Owes.SENDER),
        ("emergency-dispatch", Owes.RECEIVER),
    ]


def test_complaints_passed_to_a_township_come_back_with_their_result() -> None:
    """NG-17, 19, 20, 21."""
    complaint = TO_TOWNSHIP._replace(source="complaint")
    assert ("complaint-feedback", Owes.RECEIVER) in owed(complaint)
    assert ("complaint-feedback", Owes.RECEIVER) not in owed(TO_TOWNSHIP)
    assert [n.covers for n in NG.notes_for("send", Owes.RECEIVER, complaint)] == [("NG-17",)]
    assert [n.covers for n in NG.notes_for("accept", Owes.SENDER, complaint)] == [("NG-19",)]
    assert [n.covers for n in NG.notes_for("settle", Owes.RECEIVER, complaint)] == [("NG-20",)]


def test_a_unit_without_a_contact_is_told_to_name_one() -> None:
    """NG-33."""
    for scene in (TO_DEPARTMENT, ASKED_FOR_HELP, EMERGENCY):
        [note] = NG.notes_for("serve-on-paper", Owes.RECEIVER, scene)
        assert note.covers == ("NG-33",)


# ---- the story: 端午 ----


def test_a_shop_found_before_dragon_boat_day_is_referred_after_it() -> None:
    """段芦头镇 finds it on Wednesday, wants a week more, and has until Tuesday all the same."""
    found = fact("found", "2026-06-17 10:00")
    wished = fact("extended", "2026-06-18 09:00", "2026-06-30")
    common = [
        "《南宫协调联动通知》三（一）1：“应当在3个工作日内移送给有管辖权的一方处理”",
        "起算：6月17日（周三）10:00发现，当日不计入。",
        "计入3个工作日：6月18日（周四）、6月22日（周一）至6月23日（周二）。",
        "不计入：6月19日（周五）至6月21日（周日）端午节。",
        "期限：6月23日（周二）24:00。",
        "提醒按6月23日（周二）17:30（下班前）。",
    ]
    version = "文件版本：nangong@2020；日历：2026@国办发明电〔2025〕7号。"
    assert told("refer", found, wished, now="2026-06-22 09:00") == [*common, version]
    assert told("refer", found, wished, now="2026-06-24 09:00") == [*common, "已过期限。", version]
    sent = fact("delivered", "2026-06-24 11:20")
    assert told("refer", found, wished, sent, now="2026-06-24 12:00") == [
        *common,
        "完成时已过期限。",
        "已于6月24日（周三）11:20完成。",
        version,
    ]


def test_an_opinion_put_off_over_dragon_boat_day() -> None:
    """The same week 市监局 is asked for an opinion, and on Tuesday it puts that off to July."""
    asked = fact("delivered", "2026-06-17 15:00")
    later = fact("extended", "2026-06-23 09:00", "2026-07-03")
    assert told("assist-reply", asked, later, now="2026-06-24 09:00") == [
        "《南宫协调联动通知》三（五）：“该部门一般应在5个工作日内提出书面意见和相关证据材料，"
        "并移交乡镇和街道”",
        "起算：6月17日（周三）15:00送达，当日不计入。",
        "计入11个工作日：6月18日（周四）、6月22日（周一）至6月26日（周五）、"
        "6月29日（周一）至7月3日（周五）。",
        "不计入：6月19日（周五）至6月21日（周日）端午节；6月27日（周六）至6月28日（周日）双休日。",
        "延期：6月23日（周二）09:00告知延期至7月3日（周五），以告知的日期为准"
        "（《南宫协调联动通知》三（五））。",
        "一般应在7月3日（周五）24:00。",
        "提醒按7月3日（周五）17:30（下班前）。",
        "存疑：“可适当延长”没有写延到哪一天；以期满前告知的新日期为准，没有新日期的不算延期。",
        "文件版本：nangong@2020；日历：2026@国办发明电〔2025〕7号。",
    ]


def test_the_same_through_liaison_due() -> None:
    """What the city's lawyer sees on the command line."""
    desk = Desk(REGULATIONS, CALENDAR, VirtualClock(at("2026-06-22 09:00")))
    facts = [
        {"fact": "found", "at": "2026-06-17T10:00:00+08:00"},
        {"fact": "extended", "at": "2026-06-18T09:00:00+08:00", "until": "2026-06-30"},
    ]
    asked = {"id": 1, "regulation": "nangong", "duty": "refer", "facts": facts}
    found = json.loads(desk.reply(json.dumps(asked).encode())[0])
    assert found["due"] == "2026-06-24T00:00:00+08:00"
    assert found["counted"] == ["2026-06-18", "2026-06-22", "2026-06-23"]
    assert [item["why"] for item in found["skipped"]] == ["端午节"] * 3
    assert (found["status"], found["class"], found["doubt"]) == ("running", "hard", None)

    notice = {"id": 2, "regulation": "nangong", "duty": "acceptance-notice"}
    delivered = [{"fact": "delivered", "at": "2026-06-23T10:00:00+08:00"}]
    void = json.loads(desk.reply(json.dumps({**notice, "facts": delivered}).encode())[0])
    assert (void["due"], void["status"], void["class"], void["cite"]) == (None, "void", None, None)
