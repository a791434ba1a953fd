"""酉阳: two numbers in the whole document, and 及时 everywhere else."""

import json
from datetime import datetime

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
YY = REGULATIONS["youyang"]
TOWNSHIP, DEPARTMENT = UnitType.TOWNSHIP, UnitType.DEPARTMENT
TO_DEPARTMENT = Scene("referral", TOWNSHIP, DEPARTMENT, "inspection")
TO_TOWNSHIP = Scene("referral", DEPARTMENT, TOWNSHIP, "inspection")
ASKED_FOR_HELP = Scene("assistance", TOWNSHIP, DEPARTMENT, "")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING)


def ask(duty: str, *facts: tuple[str, str], now: str) -> Answer:
    found = [Fact(FactKind(kind), at(when)) for kind, when in facts]
    return answer(YY, duty, found, at(now), CALENDAR)


def told(duty: str, *facts: tuple[str, str], now: str) -> list[str]:
    return explain(ask(duty, *facts, now=now), YY).splitlines()


def test_every_clause_of_the_document_is_written_down() -> None:
    assert set(clauses_of(YY)) == {f"YY-{n:02}" for n in range(1, 38)}
    assert set(YY.clauses()) == set(clauses_of(YY))


def test_the_plan_holds_from_the_day_it_was_issued() -> None:
    assert YY.version == "youyang@2025-08-08"
    assert YY.word("referral_letter", "") == "行政案件（违法线索）移送函"


# ---- the one period in days: sharing ----


@pytest.mark.parametrize(
    ("formed", "last"),
    [
        ("2025-12-26 10:00", "2026-01-05"),  # 元旦: 12/29 30 31, 1/4 on a Sunday, 1/5
        ("2026-02-13 09:00", "2026-02-27"),  # 春节: 2/14 on a Saturday, 2/24 to 27
        ("2026-02-24 09:00", "2026-03-02"),  # 2/25 26 27, 2/28 on a Saturday, 3/2
        ("2026-04-02 18:00", "2026-04-10"),  # 清明
        ("2026-04-29 09:00", "2026-05-09"),  # 劳动节: 4/30, 5/6 7 8, 5/9 on a Saturday
        ("2026-06-17 10:00", "2026-06-25"),  # 端午
        ("2026-09-18 10:00", "2026-09-24"),  # 9/20 on a Sunday, then 9/21 to 24
        ("2026-09-23 14:00", "2026-10-08"),  # 中秋 and 国庆
        ("2026-09-27 00:10", "2026-10-09"),  # formed on a day off
    ],
)
def test_sharing_takes_five_workdays_over_every_holiday_of_2026(formed: str, last: str) -> None:
    """YY-04, 二（一）1."""
    found = ask("share", ("formed", formed), now=formed)
    assert (found.status, found.duty_class) == (Status.RUNNING, DutyClass.SOFT)
    assert str(found.last_day) == last
    assert found.safe_due == at(f"{last} 17:30")
    assert len(found.counted) == 5


def test_sharing_late_is_no_overdue_and_an_extension_is_not_known() -> None:
    """YY-04, A30: 原则上 is a requirement in principle; nothing in the text extends it."""
    late = told("share", ("formed", "2026-03-16 10:00"), now="2026-03-25 09:00")
    assert "原则上应在3月23日（周一）24:00。" in late
    assert "未达原则上的要求，请说明原因。" in late
    assert not any("逾期" in line or line == "已过期限。" for line in late)
    extended = ask(
        "share",
        ("formed", "2026-03-16 10:00"),
        ("extended", "2026-03-17 10:00"),
        now="2026-03-18 09:00",
    )
    assert str(extended.last_day) == "2026-03-23"
    assert extended.extended is None


def test_the_last_second_of_the_fifth_day_is_in_time() -> None:
    formed = ("formed", "2026-09-23 14:00")
    in_time = ask("share", formed, ("shared", "2026-10-08 23:59:59"), now="2026-10-09 09:00")
    late = ask("share", formed, ("shared", "2026-10-09 00:00"), now="2026-10-09 09:00")
    assert (in_time.status, late.status) == (Status.MET, Status.MET_LATE)


def test_sharing_over_the_new_year_is_provisional() -> None:
    """The notice for 2027 is not out: an estimate, and no date."""
    found = ask("share", ("formed", "2026-12-28 09:00"), now="2026-12-29 09:00")
    assert (found.status, found.due) == (Status.PROVISIONAL, None)
    assert found.estimate == at("2027-01-06 00:00")


# ---- the one period in years: guidance ----


def test_guidance_is_due_by_the_end_of_the_year() -> None:
    """YY-36, 二（五）: once a year at least, in each township."""
    opened = ("year_opened", "2026-01-01 00:00")
    running = ask("annual-guidance", opened, now="2026-11-20 09:00")
    assert (running.status, running.duty_class) == (Status.RUNNING, DutyClass.HARD)
    assert running.due == at("2027-01-01 00:00")
    assert not running.provisional
    overdue = ask("annual-guidance", opened, now="2027-01-04 09:00")
    assert overdue.status is Status.OVERDUE


def test_once_guided_nothing_is_due_any_more_that_year() -> None:
    opened = ("year_opened", "2026-01-01 00:00")
    found = ask("annual-guidance", opened, ("guided", "2026-05-20 10:00"), now="2026-11-20 09:00")
    assert (found.status, found.due, found.last_day) == (Status.MET, None, None)
    late = ask("annual-guidance", opened, ("guided", "2027-01-04 10:00"), now="2027-01-05 09:00")
    assert late.status is Status.MET_LATE


def test_only_departments_that_devolved_powers_owe_guidance() -> None:
    """YY-36."""
    duty = YY.duty("annual-guidance")
    assert duty is not None
    assert duty.condition == "涉及行政执法权赋权的县级行政执法部门"
    assert (duty.sender, duty.receiver) == ((DEPARTMENT,), (TOWNSHIP,))


# ---- 及时 and 立即: no number, whatever other counties have ----


@pytest.mark.parametrize(
    ("duty", "fact", "word", "article"),
    [
        ("refer", "found", "及时", "二（二）1"),
        ("refer-complaint", "complaint_received", "及时", "二（一）3"),
        ("decide-filing", "delivered", "及时", "二（二）2"),
        ("file-case", "delivered", "及时", "二（二）4"),
        ("notify-found", "found", "立即", "二（一）2"),
        ("investigate", "delivered", "及时", "二（一）2"),
        ("handle-complaint", "complaint_received", "及时", "二（一）3"),
        ("decline-assistance", "delivered", "及时", "二（四）"),
        ("joint-consultation", "year_opened", "应当建立", "二（三）1"),
    ],
)
def test_what_has_no_number_gets_none(duty: str, fact: str, word: str, article: str) -> None:
    """A29: the word, the citation, no date and no 逾期 after a whole year."""
    found = ask(duty, (fact, "2026-03-16 10:00"), now="2027-03-16 10:00")
    assert (found.status, found.duty_class) == (Status.NO_NUMBER, DutyClass.NONE)
    assert (found.due, found.safe_due, found.last_day, found.estimate) == (None, None, None, None)
    assert found.cite is not None
    assert found.cite.article == article
    lines = told(duty, (fact, "2026-03-16 10:00"), now="2027-03-16 10:00")
    assert f"原文用词是“{word}”，没有数字，不计算期限。" in lines


@pytest.mark.parametrize(
    "duty",
    [
        "refer-urgent",
        "refer-to-township",
        "acceptance-notice",
        "assist-reply",
        "supplement-notice",
        "supplement",
        "emergency-dispatch",
        "emergency-notice",
        "file-complaint",
        "accept-complaint",
        "complaint-feedback",
        "legal-review",
        "penalty-copy",
        "regular-meeting",
        "crime-transfer",
        "stop-violation",
    ],
)
def test_the_document_has_nothing_of_the_other_counties(duty: str) -> None:
    """No acceptance notice, no number for assistance, no 24 hours, no 2 hours."""
    found = ask(duty, ("delivered", "2026-03-16 10:00"), now="2026-03-16 10:00")
    assert (found.status, found.due, found.duty_class) == (Status.VOID, None, None)


# ---- who owes what ----


def owed(scene: Scene) -> list[tuple[str, Owes]]:
    duties = YY.duties_for(
        kind=scene.kind,
        sender=scene.sender,
        receiver=scene.receiver,
        source=scene.source or "",
    )
    return [(duty.id, duty.owes) for duty in duties]


def test_only_a_township_must_tell_at_once() -> None:
    """YY-06 and YY-08: 立即 stands in the township's sentence and not in the department's."""
    assert owed(TO_DEPARTMENT) == [
        ("refer", Owes.SENDER),
        ("decide-filing", Owes.RECEIVER),
        ("file-case", Owes.RECEIVER),
        ("notify-found", Owes.SENDER),
    ]
    assert ("notify-found", Owes.SENDER) not in owed(TO_TOWNSHIP)
    [note] = YY.notes_for("send", Owes.RECEIVER, TO_TOWNSHIP)
    assert (note.covers, note.cite.quote) == (
        ("YY-08",),
        "应当告知有关乡镇人民政府（街道办事处）查处",
    )


def test_a_complaint_is_registered_passed_on_and_answered() -> None:
    """YY-11, 12, 13, 14."""
    complaint = TO_DEPARTMENT._replace(source="complaint")
    assert ("refer-complaint", Owes.SENDER) in owed(complaint)
    assert ("refer-complaint", Owes.SENDER) not in owed(TO_DEPARTMENT)
    assert [gate.needs for gate in YY.asking("send", complaint)] == ["投诉举报已经登记"]
    assert YY.asking("send", TO_DEPARTMENT) == ()
    settled = [note.covers for note in YY.notes_for("settle", Owes.RECEIVER, complaint)]
    assert settled == [("YY-13",), ("YY-14",)]


def test_help_has_no_date_but_a_refusal_needs_its_ground() -> None:
    """YY-33, YY-34."""
    assert owed(ASKED_FOR_HELP) == [("decline-assistance", Owes.RECEIVER)]
    [gate] = YY.asking("refuse", ASKED_FOR_HELP)
    assert gate.needs == "法律、法规、规章等明确禁止，或者不属于本机关职权范围"


# ---- what a referral needs ----


def test_two_officers_and_a_list_of_goods_before_anything_is_sent() -> None:
    """YY-16, YY-18."""
    asked = {r.field: r for r in YY.requires_for(TO_DEPARTMENT)}
    assert set(asked) == {"handlers", "goods"}
    assert (asked["handlers"].answer.value, asked["handlers"].least) == ("people", 2)
    assert asked["handlers"].covers == ("YY-16",)
    assert asked["goods"].covers == ("YY-18",)
    assert "没有请回复“无”" in asked["goods"].question
    assert YY.requires_for(ASKED_FOR_HELP) == ()


def test_the_papers_are_those_of_the_document() -> None:
    """YY-17, 19, 32."""
    names = [paper.name for paper in YY.papers_for("send", TO_DEPARTMENT)]
    assert names == [
        "行政案件（违法线索）移送函、涉案物品清单、有关证据材料原件及其他有关材料",
        "依法先行处置涉案物品留取的证据和所得款项（有先行处置的）",
    ]
    assert [paper.name for paper in YY.papers_for("send", ASKED_FOR_HELP)] == ["书面协助请求"]
    assert YY.papers_for("reply", ASKED_FOR_HELP) == ()


def test_originals_are_handed_over_and_not_sent() -> None:
    """YY-17, A27."""
    [note] = YY.notes_for("send", Owes.SENDER, TO_DEPARTMENT)
    assert note.says == "证据材料要移交原件，线上送达不能代替原件交接"


def test_gates_of_the_document() -> None:
    """YY-05, 11, 21, 22, 29, 31, 33: what is barred, and what a step must show."""
    gates = {(gate.id, gate.bars, gate.asks, gate.kinds, gate.source) for gate in YY.gates}
    assert gates == {
        ("register-complaint", "", "send", ("referral", "complaint"), "complaint"),
        ("reasons-in-writing", "", "refuse", ("referral",), None),
        ("consult-first", "", "report-up", ("referral",), None),
        ("no-shirking", "", "refuse", ("assistance",), None),
        ("no-secrets", "share-secret", "", ("share",), None),
        ("plan-complete", "", "joint-plan", ("joint_operation",), None),
        ("separate-cases", "", "file", ("joint_operation",), None),
    }
    plan = YY.asking("joint-plan", Scene("joint_operation"))[0]
    assert plan.needs == "联合执法的内容、时间、参与机关、职责分工"


def test_whoever_is_not_competent_negotiates_and_then_asks_the_organ_above_both() -> None:
    """YY-22: nothing bars a second transfer here, and no county government decides."""
    for step in ("refuse", "hand-on", "report-up"):
        [route] = YY.routes_for(step, TO_DEPARTMENT)
        assert (route.id, route.to) == ("competence", "共同的上一级行政机关")
    assert YY.gate("hand-on", TO_DEPARTMENT) is None
    assert YY.gate("sign-as-body", TO_DEPARTMENT) is None
    [joint] = YY.routes_for("joint-plan", Scene("joint_operation"))
    assert (joint.to, joint.covers) == ("县级人民政府", ("YY-28",))


# ---- the story: 国庆 ----


def test_inspection_records_formed_before_mid_autumn_are_shared_after_national_day() -> None:
    """规自局 took notes on 23 September; 龙潭镇 must be able to see them by 8 October."""
    formed = ("formed", "2026-09-23 14:00")
    common = [
        "《酉阳协同联动方案》二（一）1：“共享信息原则上应当在行业主管部门或者综合行政执法部门"
        "形成或者收到信息5个工作日内实现共享”",
        "起算：9月23日（周三）14:00信息形成，当日不计入。",
        "计入5个工作日：9月24日（周四）、9月28日（周一）至9月30日（周三）、10月8日（周四）。",
        "不计入：9月25日（周五）至9月27日（周日）中秋节；10月1日（周四）至10月7日（周三）国庆节。",
        "原则上应在10月8日（周四）24:00。",
        "提醒按10月8日（周四）17:30（下班前）。",
    ]
    version = "文件版本：youyang@2025-08-08；日历：2026@国办发明电〔2025〕7号。"
    assert told("share", formed, now="2026-09-30 17:00") == [*common, version]
    assert told("share", formed, now="2026-10-09 09:00") == [
        *common,
        "未达原则上的要求，请说明原因。",
        version,
    ]
    assert told("share", formed, ("shared", "2026-10-08 16:40"), now="2026-10-09 09:00") == [
        *common,
        "已于10月8日（周四）16:40完成。",
        version,
    ]


def test_the_same_through_liaison_due() -> None:
    """What the county's lawyer sees on the command line."""
    desk = Desk(REGULATIONS, CALENDAR, VirtualClock(at("2026-09-30 17:00")))
    line = {
        "id": "规自-17",
        "regulation": "youyang",
        "duty": "share",
        "facts": [{"fact": "formed", "at": "2026-09-23T06:00:00Z"}],
    }
    text, good = desk.reply(json.dumps(line).encode())
    found = json.loads(text)
    assert good
    assert found["due"] == "2026-10-09T00:00:00+08:00"
    assert found["last_day"] == "2026-10-08"
    assert found["safe_due"] == "2026-10-08T17:30:00+08:00"
    assert (found["status"], found["class"]) == ("running", "soft")
    assert found["counted"] == [
        "2026-09-24",
        "2026-09-28",
        "2026-09-29",
        "2026-09-30",
        "2026-10-08",
    ]
    assert found["cite"]["article"] == "二（一）1"
    assert found["version"]["regulation"] == "youyang@2025-08-08"
