"""Every gate of the five documents, gone over a second time from the paper.

One line for each: the clause, the kinds of matter, between whom (`t` a township, `d` a department,
`*` either; the sender first), and what it bars (`no`) or what it makes conditional (`if`).
"""

from itertools import product
from typing import NamedTuple

import pytest

from rules.law.library import Regulations
from rules.law.regulation import Owes
from rules.values.people import UnitType
from tests.law.lawyer import scene

REGULATIONS = Regulations.load()

PAPER = {
    "youyang": """
YY-11 | referral complaint | ** complaint | if send
YY-21 | referral | ** | if refuse
YY-22 | referral | ** | if report-up
YY-33 | assistance | ** | if refuse
YY-05 | share | ** | no share-secret
YY-29 | joint_operation | ** | if joint-plan
YY-31 | joint_operation | ** | if file
""",
    "changjiang": """
CJ-01 | referral assistance | *d | if refuse
CJ-20 | referral | ** | no sign-as-body
CJ-21 | referral | ** | if serve-on-paper
CJ-27 | referral | ** | if extend
CJ-12 | assistance | ** | if extend
CJ-32 | referral | td | if send
CJ-45 | meeting | ** | if convene
""",
    "cangzhou": """
CZ-15 | referral | ** | no hand-on
CZ-19 | referral | ** | no sign-as-body
CZ-11 | referral | ** | if extend
CZ-46 | assistance | ** | if extend
CZ-24 | complaint | ** | if send-complainant-away
CZ-07 | referral | dt | if send
CZ-08 | referral | dt | if send
CZ-02 | referral | *t | if accept
CZ-05 | referral | *t | if settle
CZ-43 | referral assistance emergency joint_operation | ** | if serve-on-paper
""",
    "nangong": """
NG-10 | referral | ** | no sign-as-body
NG-37 | assistance | ** | if extend
NG-25 | share | dt | if extend
NG-38 | assistance | *d | if refuse
NG-39 | referral | ** | if report-up
""",
    "qingfeng": """
QF-20 | referral | d* | no sign-as-body
QF-02 | referral | dt | if send
QF-07 | referral | *d | if file
QF-22 | referral | *t | if refuse
QF-29 | assistance | t* | if extend
QF-38 | review | t* | if penalty-decision
QF-41 | review | t* | if disagree
QF-44 | minor_case | ** | if no-penalty-decision
""",
}
TYPES = {"t": UnitType.TOWNSHIP, "d": UnitType.DEPARTMENT}


class Line(NamedTuple):
    """One gate as the paper has it."""

    county: str
    clause: str
    kinds: list[str]
    sides: str
    source: str
    bars: bool
    step: str

    def holds(self, kind: str, sides: str, source: str) -> bool:
        """Whether it stands before the step in a matter of that kind between such units."""
        return (
            kind in self.kinds
            and all(own in ("*", found) for own, found in zip(self.sides, sides, strict=True))
            and self.source in ("", source)
        )


def read(county: str, text: str) -> Line:
    clause, kinds, sides, gate = (part.strip() for part in text.split("|"))
    units, _, source = sides.partition(" ")
    how, step = gate.split()
    return Line(county, clause, kinds.split(), units, source, how == "no", step)


LINES = [read(county, text) for county, all_ in PAPER.items() for text in all_.strip().splitlines()]
KINDS = sorted({kind for line in LINES for kind in line.kinds})


@pytest.mark.parametrize("county", PAPER)
def test_these_and_no_others(county: str) -> None:
    listed = [line.clause for line in LINES if line.county == county]
    assert [*map(str, (c for g in REGULATIONS[county].gates for c in g.covers))] == listed


@pytest.mark.parametrize("line", LINES, ids=[line.clause for line in LINES])
def test_what_it_bars_or_asks_and_in_which_matters(line: Line) -> None:
    regulation = REGULATIONS[line.county]
    for kind, sides, source in product(
        KINDS, ("td", "dt", "tt", "dd"), ("complaint", "inspection")
    ):
        found = scene(kind, TYPES[sides[0]], TYPES[sides[1]], source)
        barred = regulation.gate(line.step, found)
        asked = [gate.covers for gate in regulation.asking(line.step, found)]
        holds = line.holds(kind, sides, source)
        assert (barred is not None and line.clause in barred.covers) == (holds and line.bars)
        assert ((line.clause,) in asked) == (holds and not line.bars)


@pytest.mark.parametrize(
    ("county", "kind", "step", "side", "clause", "words"),
    [
        ("youyang", "referral", "file", Owes.RECEIVER, "YY-21", "复函移送方"),
        ("youyang", "assistance", "", Owes.SENDER, "YY-32", "可以请求协助"),
        ("cangzhou", "complaint", "send-complainant-away", Owes.RECEIVER, "CZ-30", "书面告知乡镇"),
    ],
)
def test_what_is_said_where_another_entry_carries_the_clause_too(
    county: str, kind: str, step: str, side: Owes, clause: str, words: str
) -> None:
    found = scene(kind, UnitType.TOWNSHIP, UnitType.DEPARTMENT, "complaint")
    said = {note.covers: note.says for note in REGULATIONS[county].notes_for(step, side, found)}
    assert words in said[(clause,)]
