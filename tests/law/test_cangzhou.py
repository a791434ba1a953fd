"""沧州协作办法, gone over as a lawyer of 任丘 would: every date, every gate, one story."""

import json
import subprocess
import sys
from datetime import date, timedelta

import pytest

from rules.law.regulation import AnswerKind, DutyClass, Owes
from rules.values.people import Role, UnitType
from tests.law.lawyer import (
    DOWN,
    REGULATIONS,
    UP,
    asked_at,
    by_hand,
    due,
    enclosed,
    scene,
    told,
)

CZ = REGULATIONS["cangzhou"]


def line(duty: str, *facts: str, now: str = "") -> tuple[str | None, str]:
    """The last day and the status."""
    found = due("cangzhou", duty, *facts, now=now)
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
        for duty in CZ.duties
        if duty.period is not None
    }
    assert numbered == {
        "refer": (3, "workday", "hard", "sender"),
        "acceptance-notice": (5, "workday", "hard", "receiver"),
        "assist-reply": (7, "workday", "hard", "receiver"),
        "assist-supplement-notice": (2, "workday", "hard", "receiver"),
        "share": (1, "same-day", "soft", "sender"),
    }
    extended = {d.id: (d.extend.mode.value, d.extend.amount) for d in CZ.duties if d.extend}
    assert extended == {"refer": ("total", 5), "assist-reply": ("announced", 0)}
    assert [d.id for d in CZ.duties if d.pause] == ["assist-reply"]


@pytest.mark.parametrize(
    ("found", "last"),
    [
        ("2025-12-30 10:00", "2026-01-05"),
        ("2026-02-12 16:30", "2026-02-24"),
        ("2026-02-26 08:00", "2026-03-02"),
        ("2026-04-02 18:00", "2026-04-08"),
        ("2026-04-29 09:00", "2026-05-07"),
        ("2026-05-07 09:00", "2026-05-11"),
        ("2026-06-17 10:00", "2026-06-23"),
        ("2026-09-18 17:00", "2026-09-22"),
        ("2026-09-24 09:00", "2026-09-30"),
        ("2026-09-29 09:00", "2026-10-09"),
        ("2026-10-08 09:00", "2026-10-12"),
        ("2026-12-28 09:00", "2026-12-31"),
    ],
)
def test_three_working_days_over_the_holidays(found: str, last: str) -> None:
    """CZ-10."""
    answer = due("cangzhou", "refer", f"found {found}")
    assert answer["last_day"] == last
    assert answer["due"] == f"{date.fromisoformat(last) + timedelta(1)}T00:00:00+08:00"
    assert answer["safe_due"] == f"{last}T17:30:00+08:00"
    assert len(answer["counted"]) == 3
    assert answer["cite"] == {
        "article": "第七条",
        "quote": "应当在3个工作日内移交给有管辖权的一方处理",
    }


def test_every_day_of_the_year_by_hand() -> None:
    """CZ-10, CZ-14, CZ-45, CZ-47 against days counted from the paper notice."""
    for n in range(350):
        day = date(2026, 1, 1) + timedelta(n)
        for duty, starts, amount in (
            ("refer", "found", 3),
            ("acceptance-notice", "delivered", 5),
            ("assist-reply", "delivered", 7),
            ("assist-supplement-notice", "delivered", 2),
        ):
            assert line(duty, f"{starts} {day} 10:00")[0] == str(by_hand(day, amount)), (duty, day)


# ---- CZ-11 ----


def test_no_extension_of_any_day_passes_the_fifth_working_day() -> None:
    """A14."""
    for n in range(0, 340, 3):
        found = date(2026, 1, 1) + timedelta(n)
        cap = by_hand(found, 5)
        for more in (0, 5, 8, 15, 40):
            until = found + timedelta(more)
            last, _ = line("refer", f"found {found} 10:00", f"extended {found} 11:00 until {until}")
            assert last is not None
            assert by_hand(found, 3) <= date.fromisoformat(last) <= cap
        assert line("refer", f"found {found} 10:00", f"extended {found} 11:00")[0] == str(cap)


def test_a_late_notice_changes_nothing() -> None:
    found = "found 2026-09-29 09:00"
    assert line("refer", found, "extended 2026-10-09 23:59") == ("2026-10-12", "running")
    late = line("refer", found, "extended 2026-10-10 00:00", now="2026-10-10 00:00")
    assert late == ("2026-10-09", "overdue")


def test_the_extended_line_is_the_line_and_being_told_twice_adds_nothing() -> None:
    facts = ("found 2026-09-29 09:00", "extended 2026-10-08 09:00", "extended 2026-10-09 09:00")
    assert line("refer", *facts)[0] == "2026-10-12"
    assert line("refer", *facts, "delivered 2026-10-12 23:59")[1] == "met"
    assert line("refer", *facts, "delivered 2026-10-13 00:00")[1] == "met_late"


# ---- CZ-14 ----


@pytest.mark.parametrize(
    ("kind", "status"),
    [("accepted", "met"), ("refused", "met"), ("notified", "met"), ("acknowledged", "overdue")],
)
def test_what_tells_the_other_side(kind: str, status: str) -> None:
    """A6, A19."""
    sent = "delivered 2026-09-22 09:00"
    found = line("acceptance-notice", sent, f"{kind} 2026-09-30 20:00", now="2026-10-01 00:00")
    assert found == ("2026-09-30", status)


def test_nothing_extends_or_pauses_the_five_days() -> None:
    sent = "delivered 2026-09-22 09:00"
    more = (
        "extended 2026-09-23 09:00 until 2026-10-20",
        "supplement_asked 2026-09-23 09:00",
        "supplied 2026-10-09 09:00",
    )
    assert line("acceptance-notice", sent, *more)[0] == "2026-09-30"


# ---- CZ-45 to CZ-47 ----


@pytest.mark.parametrize(
    ("asked", "supplied", "last", "safe"),
    [
        ("2026-09-22 09:00", "2026-10-08 10:00", "2026-10-15", "2026-10-14"),
        ("2026-09-23 23:59", "2026-09-24 08:00", "2026-10-09", "2026-10-08"),
        ("2026-09-22 09:00", "2026-09-22 16:00", "2026-10-08", "2026-10-08"),
        ("2026-09-22 09:00", "2026-10-05 10:00", "2026-10-14", "2026-10-14"),
    ],
)
def test_the_days_of_the_supplement_do_not_count(
    asked: str, supplied: str, last: str, safe: str
) -> None:
    """A16: the day of asking counts, the day of arrival does not; strictly read it does."""
    facts = ("delivered 2026-09-21 09:00", f"supplement_asked {asked}", f"supplied {supplied}")
    answer = due("cangzhou", "assist-reply", *facts)
    assert answer["last_day"] == last
    assert answer["safe_due"][:10] == safe


def test_asking_late_is_late_and_pauses_all_the_same() -> None:
    """A17."""
    sent, asked = "delivered 2026-09-21 09:00", "supplement_asked 2026-09-24 09:00"
    assert line("assist-supplement-notice", sent, asked)[1] == "met_late"
    answer = due("cangzhou", "assist-reply", sent, asked, "supplied 2026-09-29 10:00")
    assert (answer["last_day"], answer["safe_due"][:10]) == ("2026-10-10", "2026-10-08")
    in_time = line("assist-supplement-notice", sent, "supplement_asked 2026-09-23 23:59")
    assert in_time == ("2026-09-23", "met")


def test_while_nothing_is_supplied_the_clock_stands() -> None:
    facts = ("delivered 2026-09-21 09:00", "supplement_asked 2026-09-22 09:00")
    answer = due("cangzhou", "assist-reply", *facts, now="2026-12-01 09:00")
    assert (answer["status"], answer["due"], answer["last_day"]) == ("paused", None, None)


@pytest.mark.parametrize(
    ("notice", "last"),
    [
        ("extended 2026-09-30 23:59 until 2026-10-30", "2026-10-30"),
        ("extended 2026-09-28 09:00", "2026-09-30"),
        ("extended 2026-10-01 00:00 until 2026-10-30", "2026-09-30"),
        ("extended 2026-09-28 09:00 until 2026-09-29", "2026-09-30"),
    ],
)
def test_no_new_date_no_extension(notice: str, last: str) -> None:
    """CZ-46, A13: 没有新期限的延期无效."""
    assert line("assist-reply", "delivered 2026-09-20 09:00", notice)[0] == last


# ---- CZ-36 ----


def test_sharing_ends_with_the_calendar_day_and_only_in_principle() -> None:
    """A30, A31: formed on a holiday, late at night."""
    formed = "formed 2026-10-03 23:40"
    answer = due("cangzhou", "share", formed, now="2026-10-04 00:00")
    assert (answer["due"], answer["class"], answer["status"]) == (
        "2026-10-04T00:00:00+08:00",
        "soft",
        "overdue",
    )
    words = told("cangzhou", "share", formed, now="2026-10-04 00:00")
    assert "未达原则上的要求，请说明原因。" in words
    assert not any("已过期限" in word or "逾期" in word for word in words)
    assert line("share", formed, "shared 2026-10-03 23:59")[1] == "met"


# ---- words without a number ----

WORDS = {
    "stop-violation": ("立即", "found", "第七条"),
    "notify-found": ("及时", "found", "第七条"),
    "handle-complaint": ("及时", "complaint_received", "第十条"),
    "pass-on-complaint": ("按规定", "complaint_received", "第十条"),
    "complaint-feedback": ("及时", "delivered", "第十条"),
    "accept-complaint": ("及时", "complaint_received", "第十二条"),
    "file-complaint": ("及时", "complaint_received", "第十二条"),
    "notify-township": ("及时", "complaint_received", "第十三条"),
    "emergency-dispatch": ("应当派", "emergency_notified", "第十八条"),
    "crime-transfer": ("及时", "found", "第二十二条"),
    "training-plan": ("年度", "year_opened", "第五条"),
    "joint-consultation": ("应建立", "year_opened", "第十七条"),
}


@pytest.mark.parametrize("duty", WORDS)
def test_a_word_is_not_a_number_whatever_time_has_passed(duty: str) -> None:
    """A29."""
    word, starts, article = WORDS[duty]
    answer = due("cangzhou", duty, f"{starts} 2026-01-05 09:00", now="2026-12-30 09:00")
    assert (answer["due"], answer["safe_due"], answer["estimate"]) == (None, None, None)
    assert (answer["status"], answer["class"]) == ("no_number", "none")
    assert answer["cite"]["article"] == article
    clause = CZ.duty(duty)
    assert clause is not None
    assert clause.word == word
    assert word in clause.cite.quote


def test_there_is_no_other_duty() -> None:
    assert {d.id for d in CZ.duties if d.duty_class is DutyClass.NONE} == set(WORDS)
    for duty in ("legal-review", "refer-urgent", "regular-meeting", "penalty-copy", "supplement"):
        answer = due("cangzhou", duty, "found 2026-03-16 09:00")
        assert (answer["status"], answer["due"], answer["cite"]) == ("void", None, None)


# ---- what is barred, what must be there first, what goes with it, who decides ----


def test_what_is_barred() -> None:
    """CZ-15 both ways, CZ-19 both ways, and nothing else."""
    assert sorted(gate.bars for gate in CZ.gates if gate.bars) == ["hand-on", "sign-as-body"]
    for pair in (UP, DOWN):
        again = CZ.gate("hand-on", scene("referral", *pair))
        name = CZ.gate("sign-as-body", scene("referral", *pair))
        assert again is not None
        assert again.instead == "报请"
        assert name is not None
        assert name.cite.article == "第九条"
    assert CZ.gate("hand-on", scene("assistance", *UP)) is None


def test_asking_for_missing_material_is_no_second_transfer() -> None:
    """A20."""
    for step in ("ask-supplement", "report-up", "refuse"):
        assert CZ.gate(step, scene("referral", *UP)) is None


def test_what_each_step_asks() -> None:
    up, down = scene("referral", *UP), scene("referral", *DOWN)
    letter = scene("assistance", *UP)
    assert asked_at(CZ, "send", up) == {}
    assert asked_at(CZ, "send", down) == {
        "CZ-07": "不是赋权前已结案的案件（由部门归档保存）",
        "CZ-08": "不是赋权前已立案的案件（由部门办结）",
    }
    assert asked_at(CZ, "accept", up) == {}
    assert asked_at(CZ, "accept", down) == {
        "CZ-02": "事项在《行政执法事项清单》范围内，以乡镇人民政府（街道办事处）名义办理"
    }
    assert asked_at(CZ, "settle", up) == {}
    assert asked_at(CZ, "settle", down) == {"CZ-05": "重大执法决定经过法制审核"}
    assert asked_at(CZ, "extend", up) == {"CZ-11": "调查核实等客观原因，并在原期限届满前告知对方"}
    assert asked_at(CZ, "extend", letter) == {"CZ-46": "书面理由和明确的答复期限"}
    for found in (up, down, letter):
        assert asked_at(CZ, "serve-on-paper", found) == {"CZ-43": "双方指定的联络人"}
        assert asked_at(CZ, "refuse", found) == {}
    away = asked_at(CZ, "send-complainant-away", scene("complaint", *UP))
    assert away == {"CZ-24": "明确不属于本单位职能，并且受移交方同意"}
    assert len(CZ.gates) == 10


def test_any_leader_may_approve() -> None:
    """CZ-18: 领导, not 主要领导."""
    for pair in (UP, DOWN):
        [asked] = CZ.requires_for(scene("referral", *pair))
        assert (asked.answer, asked.role) == (AnswerKind.OFFICER, Role.LEADER)
    assert CZ.requires_for(scene("assistance", *UP)) == ()


def test_what_must_be_enclosed() -> None:
    papers = {"CZ-16", "CZ-17"}
    assert enclosed(CZ, scene("referral", *UP, "inspection")) == papers
    assert enclosed(CZ, scene("referral", *UP, "complaint")) == {*papers, "CZ-28"}
    assert enclosed(CZ, scene("referral", *DOWN, "inspection")) == papers
    assert enclosed(CZ, scene("referral", *DOWN, "complaint")) == {*papers, "CZ-31"}
    assert enclosed(CZ, scene("assistance", *UP)) == {"CZ-44"}
    [asked] = CZ.requires_for(scene("share", *DOWN))
    assert (asked.covers, len(asked.choices)) == (("CZ-35",), 7), "by class, as 第十五条 lists them"


def test_a_case_goes_to_the_government_and_a_quarrel_about_duties_to_two_bodies() -> None:
    """A24."""
    found = scene("referral", *UP)
    assert [r.to for r in CZ.routes_for("report-up", found)] == ["县人民政府"]
    assert [r.to for r in CZ.routes_for("hand-on", found)] == ["县人民政府"]
    assert [r.to for r in CZ.routes_for("refuse", found)] == [
        "县人民政府",
        "县级编制部门和司法行政部门",
    ]


@pytest.mark.parametrize(
    ("step", "side", "pair", "source", "clauses"),
    [
        ("send", Owes.SENDER, DOWN, "inspection", ["CZ-09"]),
        ("send", Owes.SENDER, UP, "inspection", []),
        ("accept", Owes.SENDER, DOWN, "complaint", ["CZ-32"]),
        ("file", Owes.RECEIVER, DOWN, "inspection", ["CZ-04"]),
        ("settle", Owes.RECEIVER, DOWN, "inspection", ["CZ-52"]),
        ("settle", Owes.RECEIVER, DOWN, "complaint", ["CZ-33", "CZ-34", "CZ-52"]),
        ("settle", Owes.RECEIVER, UP, "complaint", []),
    ],
)
def test_what_a_side_is_told_besides(
    step: str, side: Owes, pair: tuple[UnitType, UnitType], source: str, clauses: list[str]
) -> None:
    """CZ-04, 09, 32, 33, 34, 52."""
    notes = CZ.notes_for(step, side, scene("referral", *pair, source))
    assert [clause for note in notes for clause in note.covers] == clauses


def test_all_fifty_four_rows_are_there() -> None:
    assert set(CZ.clauses()) == {f"CZ-{n:02}" for n in range(1, 55)}


# ---- a story ----


def test_a_letter_over_mid_autumn_and_national_day() -> None:
    """Asked on Monday, short of an invoice, answered on the last day: counted day by day."""
    facts = ["delivered 2026-09-21 16:20"]
    assert line("assist-reply", *facts) == ("2026-10-08", "running")
    assert line("assist-supplement-notice", *facts) == ("2026-09-23", "running")
    facts.append("supplement_asked 2026-09-23 11:00")
    assert line("assist-supplement-notice", *facts, now="2026-09-23 11:00")[1] == "met"
    standing = told("cangzhou", "assist-reply", *facts, now="2026-09-30 09:00")
    assert "9月23日（周三）11:00起等待补充资料，暂停计算，剩5个工作日。" in standing
    facts.append("supplied 2026-09-29 15:00")
    head = [
        "《沧州协作办法》第二十条：“应当自收到协助函件之日起七个工作日内出具书面意见”",
        "起算：9月21日（周一）16:20送达，当日不计入。",
    ]
    skipped = (
        "不计入：9月24日（周四）补充资料；9月25日（周五）至9月27日（周日）中秋节；"
        "9月28日（周一）至9月29日（周二）补充资料；10月1日（周四）至10月7日（周三）国庆节；"
    )
    version = "文件版本：cangzhou@2021-12-15；日历：2026@国办发明电〔2025〕7号。"
    assert told("cangzhou", "assist-reply", *facts, now="2026-09-30 09:00") == [
        *head,
        "计入7个工作日：9月22日（周二）至9月23日（周三）、9月30日（周三）、"
        "10月8日（周四）至10月10日（周六）、10月12日（周一）。",
        f"{skipped}10月11日（周日）双休日。",
        "期限：10月12日（周一）24:00。",
        "提醒按10月10日（周六）17:30（较严的理解：收到补充资料的当日计入）。",
        version,
    ]
    facts.append("extended 2026-10-12 17:00 until 2026-10-23")
    facts.append("replied 2026-10-23 16:00")
    assert line("assist-reply", *facts, now="2026-10-24 09:00") == ("2026-10-23", "met")
    assert told("cangzhou", "assist-reply", *facts, now="2026-10-24 09:00") == [
        *head,
        "计入16个工作日：9月22日（周二）至9月23日（周三）、9月30日（周三）、"
        "10月8日（周四）至10月10日（周六）、10月12日（周一）至10月16日（周五）、"
        "10月19日（周一）至10月23日（周五）。",
        f"{skipped}10月11日（周日）、10月17日（周六）至10月18日（周日）双休日。",
        "延期：10月12日（周一）17:00告知延期至10月23日（周五），"
        "以告知的日期为准（《沧州协作办法》第二十条）。",
        "期限：10月23日（周五）24:00。",
        "提醒按10月23日（周五）17:30（下班前）。",
        "已于10月23日（周五）16:00完成。",
        version,
    ]


def test_the_same_lines_through_liaison_due() -> None:
    asked = [
        ("refer", [("found", "2026-09-29T01:00:00Z")], "2026-10-09"),
        ("refer", [("found", "2026-09-29T09:00:00+08:00")], "2026-10-09"),
        ("acceptance-notice", [("delivered", "2026-09-22T09:00:00+08:00")], "2026-09-30"),
        ("assist-supplement-notice", [("delivered", "2026-09-21T09:00:00+08:00")], "2026-09-23"),
        ("share", [("formed", "2026-10-03T23:40:00+08:00")], "2026-10-03"),
        ("complaint-feedback", [("delivered", "2026-10-03T23:40:00+08:00")], None),
    ]
    lines = [
        {
            "id": n,
            "regulation": "cangzhou",
            "duty": duty,
            "facts": [{"fact": kind, "at": when} for kind, when in facts],
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
    assert {a["version"]["regulation"] for a in answers} == {"cangzhou@2021-12-15"}
