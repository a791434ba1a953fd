"""What a county's own reminders say is as true as what the shipped ones say."""

from dataclasses import replace
from datetime import time
from fractions import Fraction

from rules.kinds import KINDS
from rules.reminders.policy import Audience, LineKind, LineTime, Party, Post, Rule, Says, Temper
from rules.values.kind import KindSpec
from tests.scheduler.town import POLICY, QINGFENG, at, matter, played

NINE = time(9)


def one(says: Says, when: LineTime, to: Audience, *, urgent: bool = False) -> Rule:
    return Rule("own", says, when, (to,), classes=(Temper.HARD,), urgent=urgent)


HANDLER = Audience(Party.DEBTOR, Post.HANDLER)
LEADER = Audience(Party.RECEIVER, Post.LEADER)
WAITING = Audience(Party.CREDITOR, Post.LIAISON)


def said(rule: Rule, kind: KindSpec, opened: str, until: str) -> list[str]:
    law = replace(QINGFENG, policy=replace(POLICY, rules=(rule,)))
    return [push.message.text for _, push in played(matter(kind, opened), at(until), law)]


def test_who_waits_is_not_asked_to_do_it() -> None:
    """Design 5: the waiting side hears when a line passed; 请安排办理 is for who owes it."""
    when = LineTime(LineKind.DUE, workdays=1, clock=NINE)
    span = ("2026-04-02 09:00", "2026-04-30 09:00")
    [told] = said(one(Says.PASSED, when, HANDLER), KINDS["assistance"], *span)
    [waiting] = said(one(Says.PASSED, when, WAITING), KINDS["assistance"], *span)
    assert "请安排办理" in told
    assert "请安排办理" not in waiting
    assert "市监局提供证据材料已过期限" in waiting
    assert "对方“答复 协7”后不再提醒。" in waiting


def test_minutes_after_a_line_are_not_nought_working_days() -> None:
    """三（七）: two hours from 9:00; half an hour later no working day has gone by."""
    when = LineTime(LineKind.DUE, minutes=30)
    rule = one(Says.ESCALATION, when, LEADER, urgent=True)
    [told] = said(rule, KINDS["emergency"], "2026-04-10 09:00", "2026-04-10 11:31")
    assert "已过期限30分钟，尚无办理记录" in told


def test_a_line_of_hours_is_not_said_to_be_due_today() -> None:
    """From 23:00 on Friday the line is on Saturday at 1:00: nothing is due on Friday."""
    when = LineTime(LineKind.DUE, parts=(Fraction(1, 4),))
    rule = one(Says.BEFORE, when, LEADER, urgent=True)
    [told] = said(rule, KINDS["emergency"], "2026-04-10 23:00", "2026-04-10 23:59")
    assert told.partition("\n")[0].endswith("，还剩1小时30分钟。")


def test_the_last_day_said_early_is_not_said_to_be_today() -> None:
    """A line over 清明: on Friday there is one working day left, and 今天 is Tuesday."""
    when = LineTime(LineKind.DUE, workdays=-1, clock=NINE)
    rule = one(Says.LAST_DAY, when, HANDLER)
    [told] = said(rule, KINDS["assistance"], "2026-04-02 09:00", "2026-04-06 09:00")
    assert told.partition("\n")[0].endswith("，还剩1个工作日。")
