"""A second transcription of every number and every gate, so that none changes unnoticed."""

import pytest
from click.testing import CliRunner

from bot.__main__ import main
from rules.law.library import Regulations
from rules.law.regulation import Duty, Gate
from rules.values.toml_table import SHIPPED

REGULATIONS = Regulations.load()

NUMBERS = {
    "youyang": """
        share soft 5 workday
        annual-guidance hard 1 year-end
    """,
    "changjiang": """
        refer hard 5 workday total 10
        refer-urgent hard 24 hour
        refer-consented hard 5 workday total 10
        acceptance-notice hard 5 workday
        assist-reply hard 3 workday announced 0
        regular-meeting soft 1 half-year-end
    """,
    "cangzhou": """
        refer hard 3 workday total 5
        acceptance-notice hard 5 workday
        assist-reply hard 7 workday announced 0 pauses
        assist-supplement-notice hard 2 workday
        share soft 1 same-day
    """,
    "nangong": """
        refer hard 3 workday
        refer-urgent hard 24 hour
        assist-reply soft 5 workday announced 0
        share soft 1 same-day announced 0
    """,
    "qingfeng": """
        refer-complaint hard 2 workday
        refer-to-township hard 2 workday
        supplement-notice hard 2 workday
        supplement hard 2 workday
        file-complaint hard 2 workday
        assist-reply hard 2 workday add 5
        report-delivery hard 2 workday
        inspection-notice hard 2 workday-back
        emergency-dispatch hard 2 hour
        legal-review hard 2 workday
        minor-case-notice hard 2 workday
        penalty-copy hard 5 workday
        guidance-after-copy hard 5 workday
    """,
}
"""Duty, class, amount and unit, how it may be extended and to what, whether it pauses."""

GATES = {
    "youyang": """
        register-complaint asks send referral,complaint
        reasons-in-writing asks refuse referral
        consult-first asks report-up referral
        no-shirking asks refuse assistance
        no-secrets bars share-secret share
        plan-complete asks joint-plan joint_operation
        separate-cases asks file joint_operation
    """,
    "changjiang": """
        devolution-is-no-reason asks refuse referral,assistance >,department
        unit-name bars sign-as-body referral
        contacts-named asks serve-on-paper referral
        extension-told-first asks extend referral
        extension-needs-ground asks extend assistance
        consent-for-major-cases asks send referral township,>,department
        meeting-attendance asks convene meeting
    """,
    "cangzhou": """
        no-second-transfer bars hand-on referral
        unit-name bars sign-as-body referral
        extension-told-first asks extend referral
        extension-needs-date asks extend assistance
        consent-before-sending-away asks send-complainant-away complaint
        closed-before-devolution asks send referral department,>,township
        filed-before-devolution asks send referral department,>,township
        within-item-list asks accept referral >,township
        legal-review-of-major-decision asks settle referral >,township
        contacts-named asks serve-on-paper referral,assistance,emergency,joint_operation
    """,
    "nangong": """
        unit-name bars sign-as-body referral
        extension-told-before asks extend assistance
        sharing-later asks extend share department,>,township
        no-shirking asks refuse assistance >,department
        consult-first asks report-up referral
    """,
    "qingfeng": """
        unit-name bars sign-as-body referral department,>
        within-powers asks send referral department,>,township
        powers-handed-down asks file referral >,department
        no-refusal-without-reason asks refuse referral >,township
        extension-needs-ground asks extend assistance township,>
        review-first asks penalty-decision review township,>
        disagreement-needs-reasons asks disagree review township,>
        no-decision-before-correction asks no-penalty-decision minor_case
    """,
}
"""Gate, whether it bars or asks, the step, the kinds, sender > receiver where it is not for all."""


def number(duty: Duty) -> str:
    assert duty.period is not None
    words = [duty.id, duty.duty_class.value, str(duty.period.amount), duty.period.unit.value]
    if duty.extend is not None:
        words += [duty.extend.mode.value, str(duty.extend.amount)]
    return " ".join([*words, *(["pauses"] if duty.pause else [])])


def gate(one: Gate) -> str:
    words = [one.id, "bars" if one.bars else "asks", one.bars or one.asks, ",".join(one.kinds)]
    if one.sender or one.receiver:
        words.append(",".join([*one.sender, ">", *one.receiver]))
    return " ".join(words)


def lines(table: str) -> list[str]:
    return [line.strip() for line in table.strip().splitlines()]


@pytest.mark.parametrize("county", sorted(NUMBERS))
def test_every_number_stands_as_it_was_read(county: str) -> None:
    duties = [duty for duty in REGULATIONS[county].duties if duty.period is not None]
    assert [number(duty) for duty in duties] == lines(NUMBERS[county])


@pytest.mark.parametrize("county", sorted(GATES))
def test_every_gate_stands_as_it_was_read(county: str) -> None:
    assert [gate(one) for one in REGULATIONS[county].gates] == lines(GATES[county])


@pytest.mark.parametrize("county", sorted(NUMBERS))
def test_numbers_examples_and_clauses_agree_with_the_quotes(county: str) -> None:
    """Also where the documents' own texts are not at hand."""
    file = SHIPPED / "regulations" / f"{county}.toml"
    result = CliRunner().invoke(main, ["regulations", "check", str(file)])
    assert result.stdout.startswith(f"{county}.toml 通过检查："), result.output
