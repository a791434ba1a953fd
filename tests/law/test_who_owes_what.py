"""Every duty of the five documents, gone over a second time from the paper.

One line for each: the clause, the kinds of matter, between whom and who owes it, from which facts
it runs and which facts discharge it, how binding it is, and in which case alone it is owed. `t` is
a township, `d` a department, `*` either; `>` marks who owes it: `t>d` a township to a department,
`t<d` a department to a township that sent the matter.
"""

from datetime import timedelta
from itertools import product
from typing import NamedTuple

import pytest

from rules.law.calendar import WorkCalendar
from rules.law.duties import NotStarted, answer, explain
from rules.law.library import Regulations
from rules.law.periods import PeriodUnit
from rules.law.regulation import Owes
from rules.values.facts import Fact, FactKind
from rules.values.people import UnitType
from tests.law.lawyer import at

REGULATIONS = Regulations.load()
CALENDAR = WorkCalendar.load()

PAPER = {
    "youyang": """
refer | YY-15 | referral | *>* | found | delivered | none 及时
refer-complaint | YY-12 | referral complaint | *>* complaint | complaint_received | delivered \
| none 及时
decide-filing | YY-20 | referral | *<* | delivered | filed refused | none 及时
file-case | YY-23 | referral | *<* | delivered | filed | none 及时
notify-found | YY-06 | referral emergency | t>d | found | notified emergency_notified delivered \
| none 立即 | 在执法检查、日常巡查中发现的
investigate | YY-07 | emergency | t<d | delivered emergency_notified | filed settled | none 及时
handle-complaint | YY-09 | complaint | *<* | complaint_received \
| filed replied settled delivered | none 及时
decline-assistance | YY-34 | assistance | t<d | delivered | refused | none 及时 \
| 协助事项属于法律、法规、规章等明确禁止或者协助事项不属于本机关职权范围的
share | YY-04 | share | d>t | formed | shared | soft
joint-consultation | YY-26 | meeting | *>* | year_opened | met | none 应当建立
annual-guidance | YY-36 | guidance | d>t | year_opened | guided | hard \
| 涉及行政执法权赋权的县级行政执法部门
""",
    "changjiang": """
refer | CJ-26 | referral | *>* | found | delivered | hard
refer-urgent | CJ-28 | referral | *>* | found_urgent | delivered | hard | 情况紧急的
refer-consented | CJ-26 CJ-32 | | t>d | replied | delivered | hard \
| 发现重大疑难违法行为，需移送区级业务主管部门的，征得区级业务主管部门同意后，参照上述要求办理
acceptance-notice | CJ-31 | referral | *<* | delivered | accepted refused notified | hard
stop-violation | CJ-29 | referral | *>* | found | notified | none 立即 | 发现违法行为正在进行的
notify-found | CJ-30 | referral | *>* | found | notified delivered | none 及时 \
| 发现违法行为正在进行的
periodic-exchange | CJ-22 | referral | *<* | accepted | settled | none 定期
accept-complaint | CJ-35 | complaint | *<t | complaint_received | accepted refused | none 及时
accept-complaint-department | CJ-39 | complaint | *<d | complaint_received | accepted refused \
| none 及时
file-complaint | CJ-37 | complaint | *<* | complaint_received | filed | none 及时 \
| 经核实需要实施行政处罚的
assist-reply | CJ-10 | assistance | t<d | delivered | replied | hard
share | CJ-07 | share | d>t | formed | shared | none 及时
penalty-copy | CJ-08 | penalty_copy | t>d | decided | copied delivered | none 及时
emergency-notice | CJ-13 | emergency | t>d | found | emergency_notified notified | none 及时
emergency-dispatch | CJ-11 | emergency | t<d | emergency_notified | dispatched arrived | none 及时
hazard-measures | CJ-14 | emergency | t<d | emergency_notified | replied settled | none 及时
crime-transfer | CJ-49 | crime_transfer | *>* | found | delivered | none 及时
regular-meeting | CJ-43 | meeting | d>* | half_year_opened | met | soft
joint-consultation | CJ-42 | meeting | *>* | half_year_opened | met | none 应建立
training | CJ-18 | guidance | d>t | year_opened | guided | none 集中培训
""",
    "cangzhou": """
refer | CZ-10 | referral | *>* | found | delivered | hard
acceptance-notice | CZ-14 | referral | *<* | delivered | accepted refused notified | hard
stop-violation | CZ-12 | referral | *>* | found | notified | none 立即 | 发现违法行为正在进行的
notify-found | CZ-13 | referral | *>* | found | notified delivered | none 及时 \
| 发现违法行为正在进行的
handle-complaint | CZ-20 | complaint | *<t | complaint_received | settled | none 及时 \
| 属于职责范围内的
pass-on-complaint | CZ-21 | complaint | *<t | complaint_received | delivered | none 按规定 \
| 不属于职责范围内的
accept-complaint | CZ-25 | complaint | *<t | complaint_received | accepted refused | none 及时
file-complaint | CZ-27 | complaint | *<t | complaint_received | filed | none 及时 \
| 经核实需要实施行政处罚的
notify-township | CZ-29 CZ-30 | complaint | *<d | complaint_received | notified | none 及时
complaint-feedback | CZ-22 | referral | t<* complaint | delivered | replied settled | none 及时
assist-reply | CZ-45 | assistance | t<d | delivered | replied | hard
assist-supplement-notice | CZ-47 | assistance | t<d | delivered | supplement_asked replied | hard \
| 行政执法部门出具书面意见前需要乡镇人民政府和街道办事处补充资料的
share | CZ-36 | share | d>t | formed | shared | soft
emergency-dispatch | CZ-42 | emergency | t<d | emergency_notified | dispatched arrived \
| none 应当派
crime-transfer | CZ-49 | crime_transfer | *>* | found | delivered | none 及时
training-plan | CZ-06 | guidance | d>t | year_opened | guided | none 年度
joint-consultation | CZ-38 | meeting | *>* | year_opened | met | none 应建立
""",
    "nangong": """
refer | NG-04 | referral | *>* | found | delivered | hard
refer-urgent | NG-05 | referral | *>* | found_urgent | delivered | hard
stop-violation | NG-06 | referral | *>* | found | notified | none 立即 | 发现违法行为正在进行的
notify-competent | NG-07 | referral | *>* | found | notified delivered | none 及时 \
| 发现违法行为正在进行的
crime-transfer | NG-40 | crime_transfer | t>* | found | delivered | none 及时
accept-complaint | NG-12 | complaint | *<t | complaint_received | accepted refused | none 及时
file-complaint | NG-14 | complaint | *<t | complaint_received | filed | none 及时 \
| 经核实需要实施行政处罚的
notify-township | NG-16 | complaint | *<d | complaint_received | notified | none 及时 \
| 按权限应由乡镇和街道处理的
complaint-feedback | NG-21 | referral | d<t complaint | delivered | replied settled | none 应
assist-reply | NG-35 | assistance | t<d | delivered | replied | soft
assist-dispatch | NG-36 | assistance | t<d | delivered | dispatched arrived replied | none 及时 \
| 情况紧急或证据可能灭失的
emergency-notice | NG-30 | emergency | t>d | found | emergency_notified notified | none 立即
emergency-dispatch | NG-31 | emergency | t<d | emergency_notified | dispatched arrived | none 立即
share | NG-24 | share | d>t | formed | shared | soft
basis-notice | NG-01 | share | d>t | formed | shared notified | none 及时
list-adjustment | NG-02 | share | *>* | formed | shared | none 动态调整
penalty-feedback | NG-23 | penalty_copy | t>d | decided | copied delivered | none 及时 \
| 市直职能部门需要的
joint-consultation | NG-27 | meeting | *>* | year_opened | met | none 定期
""",
    "qingfeng": """
refer-complaint | QF-18 | referral complaint | t>d complaint | complaint_received | delivered | hard
refer-to-township | QF-11 QF-19 | referral | d>t | complaint_received found | delivered | hard
supplement-notice | QF-23 | referral | d<t | delivered \
| supplement_asked accepted refused filed | hard | 不符合移交条件的
supplement | QF-24 | referral | d>t | supplement_asked | supplied | hard
stop-violation | QF-09 | referral | d>* | found | notified | none 立即 | 发现涉嫌行政违法行为时
case-feedback | QF-06 | referral | d<t | filed | notified replied settled | none 及时
publish-case | QF-05 | referral | *<t | settled | shared | none 即时
refer-found | QF-11 | inspection | d>t | found | delivered | none 及时
crime-transfer | QF-04 | crime_transfer | t>* | found | delivered | none 及时
crime-transfer-link | QF-60 | crime_transfer | d>* | found | delivered | none 及时
file-complaint | QF-17 | complaint | *<t | complaint_received | filed | hard \
| 属于行政违法行为需要实施行政处罚的
assist-reply | QF-28 | assistance | t<d | delivered | replied | hard
report-delivery | QF-27 | assistance | t<d | reported | delivered replied | hard
inspection-notice | QF-33 | inspection | d>t | activity | notified delivered | hard
emergency-notice | QF-35 | emergency | d>t | found | emergency_notified notified | none 及时
emergency-dispatch | QF-36 | emergency | d<t | emergency_notified | dispatched arrived | hard
legal-review | QF-39 | review | t<d | delivered | reviewed | hard
minor-case-notice | QF-44 | minor_case | t>d | found | notified delivered | hard
penalty-copy | QF-45 | penalty_copy | t>d | served | copied delivered | hard
guidance-after-copy | QF-46 | penalty_copy | t<d | delivered | guided | hard
regular-hearing | QF-52 | meeting | *<* | year_opened | met | none 定期
""",
}
TYPES = {"t": UnitType.TOWNSHIP, "d": UnitType.DEPARTMENT}


class Line(NamedTuple):
    """One duty as the paper has it."""

    county: str
    duty: str
    clauses: list[str]
    kinds: list[str]
    sender: str
    owes: Owes
    receiver: str
    source: str
    starts: frozenset[str]
    met_by: frozenset[str]
    binding: str
    word: str
    condition: str

    def holds(self, kind: str, sender: UnitType, receiver: UnitType, source: str) -> bool:
        """Whether it is owed in a matter of that kind between such units."""
        return (
            kind in self.kinds
            and TYPES.get(self.sender, sender) is sender
            and TYPES.get(self.receiver, receiver) is receiver
            and self.source in ("", source)
        )


def read(county: str, text: str) -> Line:
    duty, clauses, kinds, sides, starts, met_by, binding, *condition = map(
        str.strip, text.split("|")
    )
    units, _, source = sides.partition(" ")
    kind, _, word = binding.partition(" ")
    return Line(
        county=county,
        duty=duty,
        clauses=clauses.split(),
        kinds=kinds.split(),
        sender=units[0],
        owes=Owes.SENDER if units[1] == ">" else Owes.RECEIVER,
        receiver=units[2],
        source=source,
        starts=frozenset(starts.split()),
        met_by=frozenset(met_by.split()),
        binding=kind,
        word=word,
        condition=condition[0] if condition else "",
    )


LINES = [
    read(county, text) for county, listed in PAPER.items() for text in listed.strip().splitlines()
]
EACH = pytest.mark.parametrize("line", LINES, ids=[f"{x.clauses[-1]}-{x.duty}" for x in LINES])
KINDS = sorted({kind for line in LINES for kind in line.kinds})
MORNING = at("2026-03-16 09:00")


@pytest.mark.parametrize("county", PAPER)
def test_these_and_no_others(county: str) -> None:
    listed = [line.duty for line in LINES if line.county == county]
    assert [duty.id for duty in REGULATIONS[county].duties] == listed


@EACH
def test_between_whom_it_is_owed(line: Line) -> None:
    regulation = REGULATIONS[line.county]
    for kind, sender, receiver, source in product(
        KINDS, TYPES.values(), TYPES.values(), ("complaint", "inspection")
    ):
        found = regulation.duties_for(kind=kind, sender=sender, receiver=receiver, source=source)
        owed = {duty.id: duty.owes for duty in found}
        holds = line.holds(kind, sender, receiver, source)
        assert owed.get(line.duty) == (line.owes if holds else None), (kind, sender, receiver)


@EACH
def test_what_it_runs_from_and_what_discharges_it(line: Line) -> None:
    """Every fact there is, one by one: it starts the duty or not, it discharges it or not."""
    regulation = REGULATIONS[line.county]
    duty = regulation.duty(line.duty)
    assert duty is not None
    back = duty.period is not None and duty.period.unit is PeriodUnit.WORKDAY_BACK
    for kind in FactKind:
        begun = [Fact(kind, MORNING)]
        if kind.value not in line.starts:
            with pytest.raises(NotStarted):
                answer(regulation, line.duty, begun, MORNING, CALENDAR)
            continue
        found = answer(regulation, line.duty, begun, MORNING, CALENDAR)
        assert (found.started_by, found.met_at) == (kind, None)
        later = MORNING + timedelta(minutes=-30 if back else 30)
        for other in set(FactKind) - {kind}:
            facts = [*begun, Fact(other, later)]
            done = answer(regulation, line.duty, facts, MORNING, CALENDAR)
            assert (done.met_at == later) == (other.value in line.met_by), other


@EACH
def test_how_binding_it_is_and_in_which_case(line: Line) -> None:
    regulation = REGULATIONS[line.county]
    facts = [Fact(FactKind(min(line.starts)), MORNING)]
    found = answer(regulation, line.duty, facts, MORNING, CALENDAR)
    words = explain(found, regulation).splitlines()
    assert found.duty_class is not None
    assert found.duty_class.value == line.binding
    if line.word:
        assert f"原文用词是“{line.word}”，没有数字，不计算期限。" in words
    said = [word for word in words if word.startswith("只适用于：")]
    assert said == ([f"只适用于：{line.condition}。"] if line.condition else [])
    assert set(line.clauses) <= set(regulation.clauses())
    duty = regulation.duty(line.duty)
    assert duty is not None
    assert list(duty.covers) == line.clauses
