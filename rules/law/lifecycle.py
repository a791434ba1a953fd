"""Where a duty begins and ends among the facts of a matter."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from rules.law.periods import PeriodUnit
from rules.law.regulation import Duty
from rules.values.errors import Refusal
from rules.values.facts import Fact, FactKind

WITHDRAWN, WORKDAY_BACK = FactKind.WITHDRAWN, PeriodUnit.WORKDAY_BACK
ONCE = frozenset({FactKind.FOUND, FactKind.FOUND_URGENT, FactKind.COMPLAINT_RECEIVED})
"""Facts that happen once: a clock they started never starts anew (A8, A36, A37)."""

FACT_NAMES = {
    FactKind.FOUND: "发现",
    FactKind.FOUND_URGENT: "发现紧急情况",
    FactKind.COMPLAINT_RECEIVED: "接到投诉举报",
    FactKind.DELIVERED: "送达",
    FactKind.EMERGENCY_NOTIFIED: "收到紧急通报",
    FactKind.UNDELIVERED: "未能送达",
    FactKind.EXTENDED: "告知延期",
    FactKind.SUPPLEMENT_ASKED: "要求补充",
    FactKind.SUPPLIED: "收到补充资料",
    FactKind.INSPECTION_STARTED: "送检",
    FactKind.REPORTED: "报告出具",
    FactKind.FORMED: "信息形成",
    FactKind.SERVED: "处罚决定送达当事人",
    FactKind.DECIDED: "作出决定",
    FactKind.ACTIVITY: "开展行动",
    FactKind.ACKNOWLEDGED: "签收",
    FactKind.ACCEPTED: "受理",
    FactKind.REFUSED: "不予受理",
    FactKind.FILED: "立案",
    FactKind.REPLIED: "答复",
    FactKind.DISPATCHED: "出发",
    FactKind.ARRIVED: "到场",
    FactKind.SHARED: "共享",
    FactKind.COPIED: "抄送",
    FactKind.GUIDED: "指导",
    FactKind.NOTIFIED: "告知",
    FactKind.REVIEWED: "反馈审核意见",
    FactKind.MET: "开会",
    FactKind.YEAR_OPENED: "年度开始",
    FactKind.HALF_YEAR_OPENED: "半年开始",
    FactKind.SETTLED: "办结",
    FactKind.WITHDRAWN: "撤回",
}


class NotStarted(Refusal):
    """None of the facts that start the duty has happened."""

    code = "not-started"

    def __init__(self, duty: Duty) -> None:
        self.duty = duty
        names = "、".join(FACT_NAMES[kind] for kind in duty.starts)
        super().__init__(f"没有算出期限：还没有记录“{names}”。请先记录起算的时间。")


class Course(NamedTuple):
    """One duty's course.

    Attributes:
        start: the fact that started it.
        met_at: when it was discharged; None while it is open.
        withdrawn: when it was withdrawn while still open.
    """

    start: Fact
    met_at: datetime | None
    withdrawn: datetime | None


def course_of(duty: Duty, facts: Sequence[Fact]) -> Course:
    """Find where the duty begins, where it was discharged, and whether it was withdrawn.

    A withdrawal ends what is open. What is sent again after it begins anew, but the clock of a
    finder runs on from the finding (A37), and his duty is met by the later delivery.
    """
    starts, met_by = duty.starts, duty.met_by
    begun: list[Fact] = []
    met: list[datetime] = []
    withdrawn: datetime | None = None
    for fact in facts:
        kind = fact.kind
        if kind in starts:
            begun.append(fact)
        if kind in met_by:
            met.append(fact.at)
        elif kind is WITHDRAWN and (withdrawn is None or fact.at > withdrawn):
            withdrawn = fact.at
    if not begun:
        raise NotStarted(duty)
    back = duty.period is not None and duty.period.unit is WORKDAY_BACK
    if withdrawn is not None and not back and (again := [f for f in begun if f.at > withdrawn]):
        begun, withdrawn = again, None
    start = begun[0]
    if len(begun) > 1:
        begun.sort(key=_at)
        start = begun[0]
    if met and (len(met) > 1 or len(begun) > 1 or met[0] < start.at):
        met = sorted(met if back else [at for at in met if at >= start.at])
        if len(begun) > 1 and start.kind not in ONCE:
            start, met = _last_round(begun, met)
    if withdrawn is None or not met:
        return Course(start, met[0] if met else None, withdrawn)
    after = [at for at in met if at > withdrawn]
    return Course(start, (after or met)[0], None)


def _at(fact: Fact) -> datetime:
    return fact.at


def _last_round(begun: Sequence[Fact], met: Sequence[datetime]) -> tuple[Fact, list[datetime]]:
    """A start after the discharge begins a new round: asked again, reported again, sent again."""
    start, rest = begun[0], list(met)
    for fact in begun[1:]:
        if rest and fact.at > rest[0]:
            start, rest = fact, [at for at in rest if at >= fact.at]
    return start, rest


def lifted_by(
    duty: Duty, facts: Sequence[Fact], course: Course, due: datetime | None
) -> Fact | None:
    """The first fact that took the number away before the line passed and the duty was met."""
    lifts = [
        fact
        for fact in facts
        if fact.kind in duty.lifted_by
        and (due is None or fact.at < due)
        and (course.met_at is None or fact.at < course.met_at)
    ]
    return min(lifts, key=_at, default=None)
