"""Whether an entry is as strong as its quotation, and begins where the quotation says."""

import re
from collections.abc import Iterator

from rules.law.periods import PeriodUnit
from rules.law.regulation import Duty, DutyClass, Gate, Regulation
from rules.values.facts import FactKind

SOFT = re.compile(r"原则上|一般(?=应|在|不超过)")
BANS = re.compile(r"不得|不准|不能|不可|不予|不再|不应|禁止|严禁|杜绝|避免|只能|仅限|的?名义")
RECEIVED = re.compile(r"收到|接收|接到")
AHEAD = re.compile(r"提前|之?前")


def faults(regulation: Regulation) -> Iterator[str]:
    """Entries that bind harder, forbid more or begin elsewhere than their quotation."""
    for duty in regulation.duties:
        yield from (f"duty[{duty.id}]{fault}" for fault in _of_duty(duty))
    for gate in regulation.gates:
        yield from (f"gate[{gate.id}]{fault}" for fault in _of_gate(gate))


def _of_duty(duty: Duty) -> Iterator[str]:
    quote = duty.cite.quote
    if duty.duty_class is DutyClass.HARD and (soft := SOFT.search(quote)):
        yield f'：原文是“{soft[0]}”，请写class = "soft"、word = "{soft[0]}"，过了不算逾期'
    if again := [fact for fact in duty.met_by if fact in duty.starts]:
        yield f".met_by：{again[0]}是起算的事实，一起算就完成了，请改成做完时的事实"
    if (
        FactKind.ACKNOWLEDGED in duty.starts
        and FactKind.DELIVERED not in duty.starts
        and (received := RECEIVED.search(quote))
    ):
        yield (f".starts：原文是“{received[0]}”之日起，请写delivered：送达就起算，签收早晚不影响")
    backward = duty.period is not None and duty.period.unit is PeriodUnit.WORKDAY_BACK
    if backward and not AHEAD.search(quote):
        yield ".period：workday-back是从行动日往前数，引文里没有“提前”"


def _of_gate(gate: Gate) -> Iterator[str]:
    if gate.bars and not BANS.search(gate.cite.quote):
        yield ".cite.quote：bars是禁止，引文里没有“不得”一类的词，请把禁止的那半句一起摘引"
    if gate.instead and gate.asks:
        yield ".instead：只有bars（禁止）才写换哪条路"
