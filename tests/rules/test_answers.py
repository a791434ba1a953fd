"""What is owed and by when, beyond the plain count: pauses, extensions, withdrawals, unknowns."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.law.calendar import Overlay, Skipped, WorkCalendar
from rules.law.duties import Answer, DutyClass, NotStarted, Status, answer
from rules.law.library import Regulations
from rules.law.periods import BEIJING, Pause, Period, PeriodUnit, count, count_until, count_workdays
from rules.law.regulation import (
    Cite,
    Duty,
    Extend,
    ExtendMode,
    Owes,
    PauseRule,
    Regulation,
)
from rules.values.facts import Fact, FactKind

CALENDAR = WorkCalendar.load()
REGULATIONS = Regulations.load()
CZ, QF = REGULATIONS["cangzhou"], REGULATIONS["qingfeng"]
CITE = Cite("第一条", "原文")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING)


def fact(kind: str, when: str, until: str | None = None) -> Fact:
    return Fact(FactKind(kind), at(when), date.fromisoformat(until) if until else None)


def ask(regulation: Regulation, duty: str, *facts: Fact, now: str = "2024-01-02 09:00") -> Answer:
    return answer(regulation, duty, facts, at(now), CALENDAR)


def local(duty: Duty) -> Regulation:
    """A county that has just this one duty."""
    return Regulation(
        id="x",
        short="《某县规定》",
        title="某县规定",
        issuer="某县",
        edition="1",
        since=None,
        undated="",
        checked=None,
        under=(),
        words={},
        duties=(duty,),
        gates=(),
        requires=(),
        papers=(),
        routes=(),
        examples=(),
    )


def duty_with(period: Period, *, starts: str = "delivered", met: str = "replied") -> Duty:
    return Duty(
        id="d",
        name="某义务",
        owes=Owes.RECEIVER,
        starts=(FactKind(starts),),
        met_by=(FactKind(met),),
        cite=CITE,
        duty_class=DutyClass.HARD,
        period=period,
    )


# ---- the last instant ----


def test_the_last_second_of_the_last_day_is_in_time_and_the_next_is_not() -> None:
    """A2: 24:00 of the last day."""
    found = fact("found", "2026-03-16 10:30")
    in_time = ask(CZ, "refer", found, fact("delivered", "2026-03-19 23:59:59"))
    late = ask(CZ, "refer", found, fact("delivered", "2026-03-20 00:00:00"))
    assert (in_time.status, late.status) == (Status.MET, Status.MET_LATE)
    assert late.due == at("2026-03-20 00:00")


def test_now_only_decides_between_running_and_overdue() -> None:
    found = fact("found", "2026-03-16 10:30")
    running = ask(CZ, "refer", found, now="2026-03-19 23:59:59")
    overdue = ask(CZ, "refer", found, now="2026-03-20 00:00")
    assert (running.status, overdue.status) == (Status.RUNNING, Status.OVERDUE)
    assert running._replace(status=Status.OVERDUE) == overdue


def test_midnight_in_beijing_decides_the_day_and_not_midnight_in_utc() -> None:
    """A1: 2026-03-15T16:30Z is 16 March in Beijing."""
    utc = Fact(FactKind.FOUND, datetime.fromisoformat("2026-03-15T16:30:00Z"))
    beijing = fact("found", "2026-03-16 00:30")
    other = Fact(FactKind.FOUND, at("2026-03-16 00:30").astimezone(ZoneInfo("America/New_York")))
    assert ask(CZ, "refer", utc).last_day == date(2026, 3, 19)
    assert ask(CZ, "refer", utc).due == ask(CZ, "refer", beijing).due
    assert ask(CZ, "refer", other).counted == ask(CZ, "refer", beijing).counted


def test_one_second_before_midnight_belongs_to_the_day_before() -> None:
    before = ask(CZ, "refer", fact("found", "2026-03-15 23:59:59"))
    after = ask(CZ, "refer", fact("found", "2026-03-16 00:00:00"))
    assert (before.last_day, after.last_day) == (date(2026, 3, 18), date(2026, 3, 19))


def test_the_safe_line_is_the_close_of_office_on_the_last_day() -> None:
    found = ask(CZ, "refer", fact("found", "2026-03-16 10:30"))
    assert found.safe_due == at("2026-03-19 17:30")
    early = answer(
        CZ,
        "refer",
        [fact("found", "2026-03-16 10:30")],
        at("2026-03-16 11:00"),
        CALENDAR,
        office_close=time(18),
    )
    assert early.safe_due == at("2026-03-19 18:00")


def test_hours_run_through_the_night_and_are_safe_to_the_minute() -> None:
    """QF-36."""
    found = ask(QF, "emergency-dispatch", fact("emergency_notified", "2026-02-15 23:30"))
    assert found.due == found.safe_due == at("2026-02-16 01:30")
    assert found.last_day == date(2026, 2, 16)
    assert found.counted == ()
    assert found.hours
    assert found.doubt is not None
    assert "出发" in found.doubt


def test_going_out_stops_the_clock_and_a_late_arrival_is_noted_and_not_late() -> None:
    """A11: met by dispatch; chasing goes on until the arrival."""
    found = ask(
        QF,
        "emergency-dispatch",
        fact("emergency_notified", "2026-02-14 17:40"),
        fact("dispatched", "2026-02-14 18:30"),
        fact("arrived", "2026-02-14 20:00"),
    )
    assert found.status is Status.MET
    assert found.notes == ("到场时间为2月14日（周六）20:00，晚于2月14日（周六）19:40。",)


def test_same_day_ends_at_midnight_and_is_soft() -> None:
    """A31: formed at 23:50, due ten minutes later, and never called overdue."""
    found = ask(CZ, "share", fact("formed", "2026-09-27 23:50"), now="2026-09-28 08:00")
    assert found.due == found.safe_due == at("2026-09-28 00:00")
    assert found.duty_class is DutyClass.SOFT
    assert found.status is Status.OVERDUE
    morning = ask(CZ, "share", fact("formed", "2026-09-27 10:00"))
    assert morning.safe_due == at("2026-09-27 17:30")


# ---- which fact starts and which ends ----


def test_the_earliest_finding_counts() -> None:
    """A8, A36: one case through several doors."""
    found = ask(
        QF,
        "refer-to-township",
        fact("found", "2026-03-18 09:00"),
        fact("complaint_received", "2026-03-16 09:00"),
    )
    assert found.started_by is FactKind.COMPLAINT_RECEIVED
    assert found.last_day == date(2026, 3, 18)


def test_a_finding_recorded_again_after_the_referral_starts_nothing_anew() -> None:
    found = ask(
        CZ,
        "refer",
        fact("found", "2026-03-16 09:00"),
        fact("delivered", "2026-03-17 09:00"),
        fact("found", "2026-03-18 09:00"),
    )
    assert (found.status, found.last_day) == (Status.MET, date(2026, 3, 19))


def test_a_discharge_before_the_start_is_none() -> None:
    """QF-27: the letter was delivered long before the report was issued."""
    found = ask(
        QF,
        "report-delivery",
        fact("delivered", "2026-03-02 09:00"),
        fact("reported", "2026-03-16 09:00"),
    )
    assert (found.status, found.met_at) == (Status.RUNNING, None)


def test_an_acknowledgement_changes_nothing() -> None:
    """A6."""
    facts = [fact("delivered", "2026-03-16 09:00"), fact("acknowledged", "2026-03-18 16:00")]
    assert ask(CZ, "acceptance-notice", *facts) == ask(CZ, "acceptance-notice", facts[0])


def test_a_second_review_is_a_new_round() -> None:
    """QF-41: drafted again, reviewed again, two working days again."""
    first = (fact("delivered", "2026-03-16 09:00"), fact("reviewed", "2026-03-17 09:00"))
    again = ask(QF, "legal-review", *first, fact("delivered", "2026-03-19 09:00"))
    assert (again.status, again.last_day) == (Status.RUNNING, date(2026, 3, 23))
    same = ask(QF, "legal-review", fact("delivered", "2026-03-16 15:00"), *first)
    assert (same.status, same.last_day) == (Status.MET, date(2026, 3, 18))


def test_the_order_of_the_list_does_not_matter() -> None:
    facts = [
        fact("delivered", "2026-04-27 09:00"),
        fact("supplement_asked", "2026-04-28 15:00"),
        fact("supplied", "2026-05-06 10:00"),
        fact("replied", "2026-05-08 10:00"),
    ]
    assert ask(CZ, "assist-reply", *facts) == ask(CZ, "assist-reply", *reversed(facts))


def test_nothing_started_is_said_in_words() -> None:
    with pytest.raises(NotStarted, match="还没有记录“发现”"):
        ask(CZ, "refer", fact("delivered", "2026-03-16 09:00"))


def test_a_duty_the_document_does_not_have_is_void() -> None:
    found = ask(CZ, "legal-review", fact("delivered", "2026-03-16 09:00"))
    assert (found.status, found.due, found.cite) == (Status.VOID, None, None)


# ---- words without a number ----


def test_promptly_has_no_date_whatever_time_has_passed() -> None:
    """A29, CZ-22."""
    found = ask(
        CZ, "complaint-feedback", fact("delivered", "2026-03-16 09:00"), now="2026-12-30 09:00"
    )
    assert found.status is Status.NO_NUMBER
    assert found.duty_class is DutyClass.NONE
    assert (found.due, found.safe_due, found.estimate) == (None, None, None)
    done = ask(
        CZ,
        "complaint-feedback",
        fact("delivered", "2026-03-16 09:00"),
        fact("settled", "2026-04-16 09:00"),
    )
    assert (done.status, done.met_at) == (Status.NO_NUMBER, at("2026-04-16 09:00"))


def test_an_inspection_takes_the_number_away() -> None:
    """QF-24: 但因检验或鉴定需要较长时间的除外."""
    asked = fact("supplement_asked", "2026-03-16 09:00")
    found = ask(QF, "supplement", asked, fact("inspection_started", "2026-03-18 23:59"))
    assert (found.status, found.due) == (Status.NO_NUMBER, None)
    assert found.notes == ("3月18日（周三）23:59送检，原数字不再适用，条文没有另定期限。",)
    now = "2026-03-19 09:00"
    late = ask(QF, "supplement", asked, fact("inspection_started", "2026-03-19 00:00"), now=now)
    assert (late.status, late.last_day) == (Status.OVERDUE, date(2026, 3, 18))
    assert late.notes == ("3月19日（周四）00:00送检时期限已过，期限不变。",)
    done = ask(
        QF,
        "supplement",
        asked,
        fact("supplied", "2026-03-17 09:00"),
        fact("inspection_started", "2026-03-18 09:00"),
    )
    assert done.status is Status.MET


@pytest.mark.parametrize("kind", ["supplement_asked", "accepted", "refused", "filed"])
def test_a_notice_to_supplement_is_only_owed_where_the_referral_is_unfit(kind: str) -> None:
    """QF-23, A39."""
    sent = fact("delivered", "2026-03-16 09:00")
    assert ask(QF, "supplement-notice", sent, fact(kind, "2026-03-18 09:00")).status is Status.MET
    silent = ask(QF, "supplement-notice", sent, now="2026-03-19 09:00")
    assert silent.notes == ("已过补正通知期，宜按符合条件处理。",)
    assert ask(QF, "supplement-notice", sent, now="2026-03-18 09:00").notes == ()


# ---- pauses ----

SENT = fact("delivered", "2026-04-27 09:00")


def test_while_paused_there_is_no_date_but_the_days_left() -> None:
    """CZ-47."""
    found = ask(CZ, "assist-reply", SENT, fact("supplement_asked", "2026-04-28 15:00"))
    assert (found.status, found.due, found.last_day, found.safe_due) == (
        Status.PAUSED,
        None,
        None,
        None,
    )
    assert (found.left, found.paused_since) == (6, at("2026-04-28 15:00"))
    assert found.counted == (date(2026, 4, 28),)
    done = ask(
        CZ,
        "assist-reply",
        SENT,
        fact("supplement_asked", "2026-04-28 15:00"),
        fact("replied", "2026-05-20 15:00"),
    )
    assert (done.status, done.due) == (Status.MET, None)


def test_a_paused_holiday_keeps_its_name() -> None:
    found = ask(
        CZ,
        "assist-reply",
        SENT,
        fact("supplement_asked", "2026-04-28 15:00"),
        fact("supplied", "2026-05-06 10:00"),
    )
    assert found.skipped == (
        Skipped(date(2026, 4, 29), "补充资料，不计入"),
        Skipped(date(2026, 4, 30), "补充资料，不计入"),
        *(Skipped(date(2026, 5, day), "劳动节") for day in range(1, 6)),
        Skipped(date(2026, 5, 6), "补充资料，不计入"),
        Skipped(date(2026, 5, 10), "周日"),
    )


def test_asked_and_answered_on_one_day_costs_nothing() -> None:
    found = ask(
        CZ,
        "assist-reply",
        SENT,
        fact("supplement_asked", "2026-04-28 10:00"),
        fact("supplied", "2026-04-28 15:00"),
    )
    plain = ask(CZ, "assist-reply", SENT)
    assert (found.due, found.safe_due) == (plain.due, plain.safe_due)
    instant = ask(
        CZ,
        "assist-reply",
        SENT,
        fact("supplied", "2026-04-28 10:00"),
        fact("supplement_asked", "2026-04-28 10:00"),
    )
    assert instant.due == plain.due


def test_a_late_request_pauses_the_line_and_not_the_safe_line() -> None:
    """A17: 自收到协助函件之日起两个工作日内告知; the request came on the third."""
    found = ask(
        CZ,
        "assist-reply",
        SENT,
        fact("supplement_asked", "2026-04-30 15:00"),
        fact("supplied", "2026-05-07 10:00"),
    )
    assert found.last_day == date(2026, 5, 12)
    assert found.safe_due == at("2026-05-09 17:30")
    assert found.safe_why == "迟提或者再次要求补充所用的时间不扣除"
    assert found.notes == ("4月30日（周四）15:00要求补充已过告知期，补充所用时间仍予扣除。",)
    waiting = ask(CZ, "assist-reply", SENT, fact("supplement_asked", "2026-04-30 15:00"))
    assert (waiting.status, waiting.due) == (Status.PAUSED, None)
    assert waiting.safe_due == at("2026-05-09 17:30")


def test_a_second_request_pauses_the_line_and_not_the_safe_line() -> None:
    """A17: two supplements."""
    found = ask(
        CZ,
        "assist-reply",
        SENT,
        fact("supplement_asked", "2026-04-28 15:00"),
        fact("supplied", "2026-04-29 10:00"),
        fact("supplement_asked", "2026-04-30 15:00"),
        fact("supplied", "2026-05-07 10:00"),
    )
    assert found.counted[:2] == (date(2026, 4, 28), date(2026, 4, 30))
    assert found.last_day == date(2026, 5, 13)
    assert found.safe_due == at("2026-05-09 17:30")
    assert "收到补充资料的当日计入" in found.safe_why
    assert "再次要求" in found.safe_why


def test_asking_twice_before_an_answer_is_one_request() -> None:
    once = (fact("supplement_asked", "2026-04-28 15:00"), fact("supplied", "2026-05-06 10:00"))
    found = ask(CZ, "assist-reply", SENT, *once, fact("supplement_asked", "2026-04-30 15:00"))
    assert found.due == ask(CZ, "assist-reply", SENT, *once).due


def test_an_answer_to_nothing_changes_nothing() -> None:
    found = ask(CZ, "assist-reply", SENT, fact("supplied", "2026-04-29 10:00"))
    assert found.due == ask(CZ, "assist-reply", SENT).due
    early = ask(CZ, "assist-reply", SENT, fact("supplement_asked", "2026-04-24 10:00"))
    assert early.status is not Status.PAUSED


def test_a_request_after_the_line_finds_nothing_left_to_pause() -> None:
    found = ask(
        CZ,
        "assist-reply",
        SENT,
        fact("supplement_asked", "2026-05-20 10:00"),
        now="2026-05-20 11:00",
    )
    assert (found.status, found.last_day) == (Status.OVERDUE, date(2026, 5, 9))
    assert found.notes == ("5月20日（周三）10:00要求补充时期限已经计满，期限不变。",)


def test_a_safe_line_never_lies_before_the_material_came() -> None:
    """Six of seven days were counted; the material came at 20:00 of what could be the seventh."""
    found = ask(
        CZ,
        "assist-reply",
        fact("delivered", "2026-03-16 09:00"),
        fact("supplement_asked", "2026-03-17 15:00"),
        fact("supplied", "2026-03-18 20:00"),
    )
    assert found.safe_due == at("2026-03-25 17:30")
    short = Duty(
        id="d",
        name="某义务",
        owes=Owes.RECEIVER,
        starts=(FactKind.DELIVERED,),
        met_by=(FactKind.REPLIED,),
        cite=CITE,
        duty_class=DutyClass.HARD,
        period=Period(2, PeriodUnit.WORKDAY),
        pause=PauseRule(FactKind.SUPPLEMENT_ASKED, FactKind.SUPPLIED, CITE),
    )
    last = ask(
        local(short),
        "d",
        fact("delivered", "2026-03-16 09:00"),
        fact("supplement_asked", "2026-03-17 15:00"),
        fact("supplied", "2026-03-18 20:00"),
    )
    assert last.due == last.safe_due == at("2026-03-20 00:00")


# ---- extensions ----


def test_an_extension_at_the_last_moment_counts_and_a_second_later_does_not() -> None:
    """CZ-11: 事先告知."""
    found = fact("found", "2026-03-16 09:00")
    in_time = ask(CZ, "refer", found, fact("extended", "2026-03-19 23:59:59"))
    assert (in_time.last_day, in_time.late_extension) == (date(2026, 3, 23), False)
    late = ask(CZ, "refer", found, fact("extended", "2026-03-20 00:00"))
    assert (late.last_day, late.late_extension) == (date(2026, 3, 19), True)
    assert late.notes == ("3月20日（周五）00:00告知延期时原期限已过，期限不变。",)


def test_an_extension_is_a_total_and_an_announced_day_within_it_is_the_line() -> None:
    """A14: 移交期限最长不超过5个工作日."""
    found = fact("found", "2026-03-16 09:00")
    within = ask(CZ, "refer", found, fact("extended", "2026-03-18 09:00", "2026-03-20"))
    beyond = ask(CZ, "refer", found, fact("extended", "2026-03-18 09:00", "2026-03-31"))
    before = ask(CZ, "refer", found, fact("extended", "2026-03-18 09:00", "2026-03-18"))
    assert within.last_day == date(2026, 3, 20)
    assert beyond.last_day == date(2026, 3, 23)
    assert beyond.notes == ("告知的新日期3月31日（周二）超过最长期限，按最长期限计算。",)
    assert before.last_day == date(2026, 3, 19)
    assert before.notes == ("告知的新日期3月18日（周三）早于原期限，期限不变。",)


def test_an_extension_without_a_date_is_none_where_the_text_wants_one() -> None:
    """CZ-46, A13: 明确答复期限."""
    none = ask(CZ, "assist-reply", SENT, fact("extended", "2026-04-29 09:00"))
    assert (none.last_day, none.extended) == (date(2026, 5, 9), None)
    assert none.notes == ("4月29日（周三）09:00告知延期，没有明确新的期限，期限不变。",)
    named = ask(CZ, "assist-reply", SENT, fact("extended", "2026-04-29 09:00", "2026-06-13"))
    assert named.due == at("2026-06-14 00:00"), "a Saturday that was announced stays that day"
    assert named.safe_due == at("2026-06-13 17:30")
    assert named.skipped[-1] == Skipped(date(2026, 6, 13), "周六")


def test_the_last_notice_in_time_counts() -> None:
    found = ask(
        CZ,
        "assist-reply",
        SENT,
        fact("extended", "2026-04-29 09:00", "2026-05-20"),
        fact("extended", "2026-04-30 09:00", "2026-05-27"),
        fact("extended", "2026-05-18 09:00", "2026-06-30"),
    )
    assert found.last_day == date(2026, 5, 27)
    assert found.late_extension


def test_a_pause_after_an_announcement_moves_the_announced_line() -> None:
    """What was announced is a number of working days; the pause is not counted among them."""
    told = fact("extended", "2026-04-28 09:00", "2026-05-20")
    asked = fact("supplement_asked", "2026-04-28 15:00")
    paused = ask(CZ, "assist-reply", SENT, told, asked)
    assert paused.status is Status.PAUSED
    found = ask(CZ, "assist-reply", SENT, told, asked, fact("supplied", "2026-05-06 09:00"))
    assert found.last_day == date(2026, 5, 25)
    before = ask(
        CZ,
        "assist-reply",
        SENT,
        fact("supplement_asked", "2026-04-28 09:00"),
        fact("supplied", "2026-05-06 09:00"),
        fact("extended", "2026-05-07 09:00", "2026-05-20"),
    )
    assert before.last_day == date(2026, 5, 20)
    later = ask(
        CZ,
        "assist-reply",
        SENT,
        told,
        fact("supplement_asked", "2026-05-20 15:00"),
        fact("supplied", "2026-05-22 09:00"),
    )
    assert later.last_day == date(2026, 5, 20)


def test_an_added_extension_adds() -> None:
    """QF-29, A12."""
    told = fact("extended", "2026-04-24 09:00")
    got = ask(QF, "assist-reply", fact("delivered", "2026-04-23 10:00"), told)
    assert got.last_day == date(2026, 5, 7)
    assert got.safe_why == "延期后连同原期限总计5个工作日"
    named = ask(
        QF,
        "assist-reply",
        fact("delivered", "2026-04-23 10:00"),
        fact("extended", "2026-04-24 09:00", "2026-04-29"),
    )
    assert (named.last_day, named.safe_due) == (date(2026, 4, 29), at("2026-04-29 17:30"))


def test_where_no_clause_extends_a_notice_changes_nothing() -> None:
    found = fact("delivered", "2026-03-16 09:00")
    told = ask(QF, "legal-review", found, fact("extended", "2026-03-17 09:00", "2026-03-31"))
    assert told == ask(QF, "legal-review", found)


def test_a_notice_before_the_start_is_none() -> None:
    found = ask(
        CZ, "refer", fact("found", "2026-03-16 09:00"), fact("extended", "2026-03-13 09:00")
    )
    assert found.last_day == date(2026, 3, 19)


# ---- withdrawal ----


def test_a_withdrawal_ends_what_is_open() -> None:
    """A37."""
    sent = fact("delivered", "2026-03-16 09:00")
    gone = fact("withdrawn", "2026-03-17 09:00")
    found = ask(CZ, "acceptance-notice", sent, gone)
    assert (found.status, found.due) == (Status.VOID, None)
    assert found.notes == ("3月17日（周二）09:00已撤回，不再计算期限。",)
    late = ask(CZ, "acceptance-notice", sent, fact("withdrawn", "2026-03-24 09:00"))
    assert late.notes[1] == "撤回时期限已过（3月23日（周一））。"
    done = ask(CZ, "acceptance-notice", sent, fact("accepted", "2026-03-16 10:00"), gone)
    assert done.status is Status.MET
    word = ask(CZ, "complaint-feedback", sent, gone)
    assert word.status is Status.VOID


def test_what_is_sent_again_begins_anew_for_the_receiver_and_not_for_the_finder() -> None:
    """A37: the finder's clock never restarts."""
    facts = (
        fact("found", "2026-03-16 09:00"),
        fact("delivered", "2026-03-17 09:00"),
        fact("withdrawn", "2026-03-18 09:00"),
        fact("delivered", "2026-03-24 09:00"),
    )
    receiver = ask(CZ, "acceptance-notice", *facts)
    assert (receiver.status, receiver.last_day) == (Status.RUNNING, date(2026, 3, 31))
    finder = ask(CZ, "refer", *facts)
    assert (finder.status, finder.last_day) == (Status.MET_LATE, date(2026, 3, 19))
    assert finder.met_at == at("2026-03-24 09:00")


def test_of_two_withdrawals_the_last_one_counts() -> None:
    found = ask(
        CZ,
        "acceptance-notice",
        fact("delivered", "2026-03-16 09:00"),
        fact("withdrawn", "2026-03-18 09:00"),
        fact("withdrawn", "2026-03-17 09:00"),
    )
    assert found.notes[0].startswith("3月18日")


# ---- backward and calendar periods ----


def test_a_notice_before_an_inspection_counts_back() -> None:
    """QF-33, A32."""
    activity = fact("activity", "2026-05-11 08:30")
    met = ask(QF, "inspection-notice", activity, fact("notified", "2026-05-08 23:59"))
    late = ask(QF, "inspection-notice", activity, fact("notified", "2026-05-09 00:00"))
    assert (met.status, late.status) == (Status.MET, Status.MET_LATE)
    assert met.counted == (date(2026, 5, 9), date(2026, 5, 8))
    assert met.skipped == (Skipped(date(2026, 5, 10), "周日"),)
    gone = ask(QF, "inspection-notice", activity, fact("withdrawn", "2026-05-07 09:00"))
    assert gone.status is Status.VOID


def test_an_activity_at_the_edge_of_the_calendar_is_provisional() -> None:
    next_year = ask(QF, "inspection-notice", fact("activity", "2027-01-05 08:30"))
    assert next_year.status is Status.PROVISIONAL
    assert next_year.estimate == at("2027-01-01 00:00")
    assert next_year.counted == (date(2026, 12, 31),)
    edge = ask(QF, "inspection-notice", fact("activity", "2024-01-04 08:30"))
    assert (edge.last_day, edge.safe_due) == (date(2024, 1, 2), None)


def test_a_year_ends_on_31_december_and_guidance_in_it_leaves_nothing_due() -> None:
    """YY-36: 每年不少于1次."""
    yearly = local(duty_with(Period(1, PeriodUnit.YEAR_END), starts="year_opened", met="guided"))
    opened = fact("year_opened", "2026-01-01 00:00")
    found = ask(yearly, "d", opened)
    assert (found.due, found.last_day) == (at("2027-01-01 00:00"), date(2026, 12, 31))
    done = ask(yearly, "d", opened, fact("guided", "2026-06-01 09:00"))
    assert (done.status, done.due, done.safe_due, done.last_day) == (Status.MET, None, None, None)
    late = ask(yearly, "d", opened, fact("guided", "2027-01-01 00:00"))
    assert (late.status, late.due) == (Status.MET_LATE, at("2027-01-01 00:00"))


def test_half_a_year_ends_in_june_or_in_december() -> None:
    """CJ-43."""
    period = Period(1, PeriodUnit.HALF_YEAR_END)
    half = local(duty_with(period, starts="half_year_opened", met="met"))
    first = ask(half, "d", fact("half_year_opened", "2026-01-01 00:00"))
    second = ask(half, "d", fact("half_year_opened", "2026-07-01 00:00"))
    assert (first.last_day, second.last_day) == (date(2026, 6, 30), date(2026, 12, 31))
    met = ask(
        half, "d", fact("half_year_opened", "2026-01-01 00:00"), fact("met", "2026-03-01 09:00")
    )
    assert (met.status, met.due) == (Status.MET, at("2026-07-01 00:00"))


# ---- a year without a notice ----


def test_a_line_into_an_unannounced_year_is_provisional() -> None:
    sent = fact("delivered", "2026-12-23 11:00")
    found = ask(CZ, "assist-reply", sent, now="2027-03-01 09:00")
    assert (found.status, found.due, found.safe_due) == (Status.PROVISIONAL, None, None)
    assert found.estimate == at("2027-01-05 00:00")
    assert found.counted[-1] == date(2026, 12, 31)
    assert found.calendar_version == "2026@国办发明电〔2025〕7号；2027@未公布"
    assert "2027年放假安排的通知尚未载入" in found.notes[-1]
    done = ask(CZ, "assist-reply", sent, fact("replied", "2026-12-30 09:00"))
    assert (done.status, done.provisional) == (Status.MET, True)
    unsure = ask(CZ, "assist-reply", sent, fact("replied", "2027-01-05 09:00"))
    assert unsure.status is Status.PROVISIONAL


def test_the_safe_line_is_firm_where_the_announced_days_suffice() -> None:
    """A12: five days in total end in December, seven run into the new year."""
    found = ask(
        QF,
        "assist-reply",
        fact("delivered", "2026-12-24 11:00"),
        fact("extended", "2026-12-25 09:00"),
    )
    assert (found.status, found.safe_due) == (Status.PROVISIONAL, at("2026-12-31 17:30"))
    assert found.doubt is not None


def test_an_announced_day_in_an_unannounced_year_is_a_line() -> None:
    """CZ-46: whoever names a date needs no calendar for it."""
    found = ask(
        CZ,
        "assist-reply",
        fact("delivered", "2026-12-16 11:00"),
        fact("extended", "2026-12-18 09:00", "2027-01-15"),
    )
    assert (found.due, found.provisional) == (at("2027-01-16 00:00"), False)
    assert found.counted[-1] == date(2026, 12, 31)


def test_a_cap_within_the_known_year_is_firm_although_the_named_day_is_not() -> None:
    found = ask(
        CZ,
        "refer",
        fact("found", "2026-12-21 11:00"),
        fact("extended", "2026-12-22 09:00", "2027-01-15"),
    )
    assert (found.last_day, found.provisional) == (date(2026, 12, 28), False)


def test_a_named_day_within_the_known_year_is_firm_although_the_cap_is_not() -> None:
    found = ask(
        CZ,
        "refer",
        fact("found", "2026-12-28 11:00"),
        fact("extended", "2026-12-29 09:00", "2026-12-31"),
    )
    assert (found.last_day, found.provisional) == (date(2026, 12, 31), False)


def test_paused_over_the_end_of_the_known_calendar() -> None:
    sent = fact("delivered", "2026-12-28 11:00")
    asked = fact("supplement_asked", "2026-12-29 11:00")
    paused = ask(CZ, "assist-reply", sent, asked)
    assert (paused.status, paused.left) == (Status.PAUSED, 6)
    back = ask(CZ, "assist-reply", sent, asked, fact("supplied", "2027-01-06 09:00"))
    assert (back.status, back.estimate) == (Status.PROVISIONAL, at("2027-01-15 00:00"))
    later = ask(
        CZ,
        "assist-reply",
        fact("delivered", "2026-12-30 11:00"),
        fact("supplement_asked", "2027-01-04 11:00"),
    )
    assert (later.status, later.due, later.left) == (Status.PAUSED, None, 5)


def test_a_late_request_stands_still_although_the_safe_line_is_unknown() -> None:
    found = ask(
        CZ,
        "assist-reply",
        fact("delivered", "2026-12-25 11:00"),
        fact("supplement_asked", "2026-12-30 11:00"),
    )
    assert (found.status, found.left, found.safe_due) == (Status.PAUSED, 4, None)


def test_a_request_window_in_an_unannounced_year_is_nobodys_lateness() -> None:
    sent = fact("delivered", "2026-12-30 11:00")
    found = ask(
        CZ,
        "assist-reply",
        sent,
        fact("supplement_asked", "2026-12-31 11:00"),
        fact("supplied", "2026-12-31 12:00"),
    )
    assert found.status is Status.PROVISIONAL
    assert not any("已过告知期" in note for note in found.notes)


def test_a_new_notice_moves_the_answer_while_a_matter_is_paused() -> None:
    """A calendar version change during a pause: the same facts, counted anew."""
    overlay = Overlay("cangzhou", "某号通知", (Skipped(date(2026, 5, 7), "临时放假"),))
    changed = WorkCalendar(CALENDAR.years.values(), CALENDAR.statutory, [overlay])
    facts = [
        SENT,
        fact("supplement_asked", "2026-04-28 15:00"),
        fact("supplied", "2026-05-06 10:00"),
    ]
    before = answer(CZ, "assist-reply", facts, at("2026-05-06 10:00"), CALENDAR)
    after = answer(CZ, "assist-reply", facts, at("2026-05-06 10:00"), changed)
    assert (before.last_day, after.last_day) == (date(2026, 5, 13), date(2026, 5, 14))
    assert Skipped(date(2026, 5, 7), "临时放假") in after.skipped
    assert before.calendar_version != after.calendar_version


# ---- properties ----

STARTS = st.integers(0, 1_480_000).map(lambda n: at("2024-01-05 00:00") + timedelta(minutes=n))
HOURS = st.integers(0, 400)


@given(start=STARTS, amount=st.integers(1, 10), asked=HOURS, waited=HOURS)
def test_a_pause_never_brings_a_line_forward(
    start: datetime, amount: int, asked: int, waited: int
) -> None:
    request = (start + timedelta(hours=asked)).date()
    pause = Pause(request, request + timedelta(hours=waited))
    period = Period(amount, PeriodUnit.WORKDAY)
    free = count(period, start, CALENDAR)
    paused = count(period, start, CALENDAR, (pause,))
    assert free.due is not None
    assert paused.due is not None
    assert paused.due >= free.due
    assert len(paused.days) == amount
    assert all(CALENDAR.is_working(day) for day in paused.days)


@given(start=STARTS, told=HOURS, further=st.none() | st.integers(0, 60))
def test_a_total_is_never_exceeded_and_an_extension_never_shortens(
    start: datetime, told: int, further: int | None
) -> None:
    notice_at = start + timedelta(hours=told)
    until = None if further is None else (notice_at + timedelta(further)).date()
    notice = Fact(FactKind.EXTENDED, notice_at, until)
    found = answer(CZ, "refer", [Fact(FactKind.FOUND, start), notice], start, CALENDAR)
    assert found.last_day is not None
    assert CALENDAR.count(start.date(), found.last_day) <= 5
    assert found.last_day >= CALENDAR.add(start.date(), 3)


@given(start=STARTS, asked=HOURS, waited=HOURS, told=HOURS, further=st.integers(0, 40))
def test_safe_is_never_later_than_due_and_never_before_the_start(
    start: datetime, asked: int, waited: int, told: int, further: int
) -> None:
    request = start + timedelta(hours=asked)
    notice = start + timedelta(hours=told)
    facts = [
        Fact(FactKind.DELIVERED, start),
        Fact(FactKind.SUPPLEMENT_ASKED, request),
        Fact(FactKind.SUPPLIED, request + timedelta(hours=waited)),
        Fact(FactKind.EXTENDED, notice, (notice + timedelta(further)).date()),
    ]
    for regulation in (CZ, QF):
        found = answer(regulation, "assist-reply", facts, start, CALENDAR)
        assert found.due is not None
        assert found.safe_due is not None
        assert start < found.safe_due <= found.due
        listed = sorted([*found.counted, *(s.day for s in found.skipped)])
        days = (found.due.date() - start.date()).days - 1
        assert listed == [start.date() + timedelta(n) for n in range(1, days + 1)]


@given(start=STARTS, asked=HOURS, waited=HOURS)
def test_the_zone_of_an_instant_does_not_matter_and_a_second_count_is_the_same(
    start: datetime, asked: int, waited: int
) -> None:
    request = start + timedelta(hours=asked)
    facts = [
        Fact(FactKind.DELIVERED, start),
        Fact(FactKind.SUPPLEMENT_ASKED, request),
        Fact(FactKind.SUPPLIED, request + timedelta(hours=waited)),
    ]
    abroad = [Fact(f.kind, f.at.astimezone(ZoneInfo("UTC"))) for f in facts]
    here = answer(CZ, "assist-reply", facts, start, CALENDAR)
    assert here == answer(CZ, "assist-reply", facts, start, WorkCalendar.load())
    assert answer(CZ, "assist-reply", abroad, start, CALENDAR) == here


# ---- counting by itself ----


def test_a_pause_that_began_before_the_start_is_none() -> None:
    day = date(2026, 3, 16)
    pause = Pause(date(2026, 3, 12), date(2026, 3, 18))
    assert count_workdays(day, 3, CALENDAR, (pause,)) == count_workdays(day, 3, CALENDAR)


def test_counting_to_a_named_day_leaves_out_what_is_paused() -> None:
    open_end = count_until(
        date(2026, 3, 16), date(2026, 3, 20), CALENDAR, (Pause(date(2026, 3, 18), None),)
    )
    assert open_end.days == (date(2026, 3, 17), date(2026, 3, 18))


def test_a_second_total_without_a_period_rule_stays_a_total() -> None:
    """A cap in a clause that also pauses: both hold."""
    duty = Duty(
        id="d",
        name="某义务",
        owes=Owes.RECEIVER,
        starts=(FactKind.DELIVERED,),
        met_by=(FactKind.REPLIED,),
        cite=CITE,
        duty_class=DutyClass.HARD,
        period=Period(3, PeriodUnit.WORKDAY),
        extend=Extend(ExtendMode.TOTAL, CITE, 5),
        pause=PauseRule(FactKind.SUPPLEMENT_ASKED, FactKind.SUPPLIED, CITE),
    )
    facts = (
        fact("delivered", "2026-03-16 09:00"),
        fact("extended", "2026-03-18 09:00"),
        fact("supplement_asked", "2026-03-20 09:00"),
    )
    waiting = ask(local(duty), "d", *facts)
    assert (waiting.status, waiting.left) == (Status.PAUSED, 1)
    back = ask(local(duty), "d", *facts, fact("supplied", "2026-03-24 09:00"))
    assert back.last_day == date(2026, 3, 25)
