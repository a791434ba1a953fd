"""Every clause that the program carries out is met where it takes effect, article and all."""

import json
from dataclasses import replace
from itertools import product

import pytest

from bot.cli.due import Desk
from rules.documents.check import stands_for
from rules.documents.coverage import THERE, TIMED, Covered, coverage, effects, with_kinds
from rules.kinds import KINDS, MOVES
from rules.law.calendar import WorkCalendar
from rules.law.library import Regulations
from rules.law.regulation import (
    Duty,
    DutyClass,
    Entry,
    Extend,
    Gate,
    Note,
    Paper,
    PauseRule,
    Regulation,
    Required,
    Route,
    Row,
    Scene,
    fits,
)
from rules.procedure.checklist import CLASSIFIED, SIGN, checks, clause_text, papers
from rules.values.kind import Side, Step
from rules.values.people import UnitType
from tests.law.play import Case, played

REGULATIONS = Regulations.load()
COUNTIES = ("youyang", "changjiang", "cangzhou", "nangong", "qingfeng")
ROWS = [(county, row) for county in COUNTIES for row in coverage(REGULATIONS[county])]
EFFECTIVE = [(county, row) for county, row in ROWS if row.effective]
SIDES = (UnitType.TOWNSHIP, UnitType.DEPARTMENT)
DESK = Desk(REGULATIONS, WorkCalendar.load())
MOST_AT_ONCE = 3


def entries(county: str, row: Covered) -> list[tuple[Entry, tuple[str, ...]]]:
    """The entries by which a clause takes effect."""
    return [
        (entry, kinds)
        for entry, kinds in with_kinds(REGULATIONS[county])
        if row.clause in entry.covers
        and (row.row is None or row.row in stands_for(entry))
        and effects(entry, kinds, row.row)
    ]


def cases(county: str, entry: Entry, kinds: tuple[str, ...], step: str) -> list[Case]:
    """Matters of real units for which the entry holds, at a step."""
    found = []
    for kind, (sender, receiver), source in product(
        sorted(set(kinds) & THERE), product(SIDES, SIDES), ("inspection", "complaint")
    ):
        if sender is receiver or (kind != "referral" and source == "complaint"):
            continue
        scene = Scene(kind, sender, receiver, source if kind == "referral" else "")
        if not isinstance(entry, Extend | PauseRule) and fits(entry, scene):
            found.append(Case(county, KINDS[kind], sender, receiver, source, Step(step)))
    return found


def the_case(county: str, entry: Entry, kinds: tuple[str, ...], step: str = "send") -> Case:
    [case, *_] = cases(county, entry, kinds, step)
    return case


@pytest.mark.parametrize(
    ("county", "row"), EFFECTIVE, ids=[f"{row.clause}-{row.row}" for _, row in EFFECTIVE]
)
async def test_a_clause_takes_effect(county: str, row: Covered) -> None:
    found = entries(county, row)
    assert found
    for entry, kinds in found:
        await _met(county, row, entry, kinds)


async def _met(county: str, row: Covered, entry: Entry, kinds: tuple[str, ...]) -> None:
    regulation = REGULATIONS[county]
    match entry:
        case Duty() | Extend() | PauseRule():
            await _dated(regulation, row, entry, kinds)
        case Gate() if entry.bars == SIGN:
            await _listed(county, entry, kinds)
        case Gate() if entry.bars == CLASSIFIED:
            heard = await played(the_case(county, entry, kinds))
            assert f"{entry.cite.quote}（{entry.cite.article}）。" in heard.draft
        case Gate() if entry.bars:
            heard = await played(the_case(county, entry, kinds, entry.bars))
            assert heard.actor.startswith("没有")
            assert f"{regulation.short}{entry.cite.article}规定“{entry.cite.quote}”" in heard.actor
        case Gate() if entry.asks == "send":
            heard = await played(the_case(county, entry, kinds))
            assert f"{entry.needs}（{entry.cite.article}）" in heard.draft
        case Gate():
            heard = await played(_taken(county, entry, kinds, (entry.asks,)))
            assert f"{entry.needs}" in heard.actor
            assert entry.cite.article in heard.actor
        case Required():
            heard = await played(the_case(county, entry, kinds))
            assert entry.question in heard.actor
            assert f"{entry.label}：" in heard.draft
        case Paper():
            heard = await played(_taken(county, entry, kinds, (entry.step,)))
            shown = heard.draft if entry.step == "send" else heard.actor
            assert f"{entry.name}（{entry.cite.article}）" in shown
            if entry.step == "send" and "emergency" not in kinds:
                assert f"{entry.name}（{entry.cite.article}）" in heard.sides[Side.RECEIVER]
        case Route():
            heard = await played(_taken(county, entry, kinds, entry.steps))
            assert f"{clause_text(entry)}（{entry.cite.article}）" in heard.actor
        case Note() if entry.step:
            await _said(county, entry, kinds)
        case Note():
            await _listed(county, entry, kinds)


def _taken(county: str, entry: Entry, kinds: tuple[str, ...], steps: tuple[str, ...]) -> Case:
    """A case at a step that the county allows."""
    for step in steps:
        for case in cases(county, entry, kinds, step):
            scene = Scene(case.kind.id, case.sender, case.receiver, case.source)
            if REGULATIONS[county].gate(step, scene) is None and _there(case):
                return case
    raise AssertionError(entry)


def _there(case: Case) -> bool:

    sent = case.step is Step.SEND
    return sent or any(k is case.kind and s is case.step for k, _, s in MOVES)


async def _said(county: str, note: Note, kinds: tuple[str, ...]) -> None:
    """A note is said to its side after the step, or stands behind 条文 where many are."""
    case = _taken(county, note, kinds, (note.step,))
    heard = await played(case)
    side = Side(note.side.value)
    line = f"{clause_text(note)}（{note.cite.article}）"
    scene = Scene(case.kind.id, case.sender, case.receiver, case.source)
    regulation = REGULATIONS[county]
    others = (
        *regulation.routes_for(note.step, scene),
        *regulation.notes_for(note.step, note.side, scene),
    )
    if others.index(note) < MOST_AT_ONCE and heard.sides[side]:
        assert line in heard.sides[side]
    assert f"{note.cite.article} {clause_text(note)}" in heard.clauses


async def _listed(county: str, entry: Gate | Note, kinds: tuple[str, ...]) -> None:
    """An entry stands in the list of clauses of a matter it bears on."""
    heard = await played(the_case(county, entry, kinds))
    assert f"{entry.cite.article} {clause_text(entry)}" in heard.clauses


async def _dated(
    regulation: Regulation, row: Covered, entry: Duty | Extend | PauseRule, kinds: tuple[str, ...]
) -> None:
    """A period is answered by `liaison due` with its article; a matter there is lists it."""
    duty = next(d for d in regulation.duties if entry in (d, d.extend, d.pause))
    examples = [e for e in regulation.examples if e.duty == duty.id]
    facts = [{"fact": str(duty.starts[0]), "at": "2026-03-16T10:00:00+08:00"}]
    told, good = _due(regulation, duty, facts)
    assert good, told
    cite = told["cite"]
    assert cite == {"article": duty.cite.article, "quote": duty.cite.quote}
    assert told["class"] == duty.duty_class.value
    assert (told["status"] == "no_number") == (duty.duty_class is DutyClass.NONE)
    assert bool(examples) == (duty.period is not None)
    if row.row not in TIMED or set(kinds) & THERE:
        case = the_case(regulation.id, duty, kinds)
        heard = await played(case)
        assert f"{duty.cite.article} {clause_text(duty)}" in heard.clauses


def _due(
    regulation: Regulation, duty: Duty, facts: list[dict[str, str]]
) -> tuple[dict[str, object], bool]:
    line = {
        "id": "x",
        "regulation": regulation.id,
        "duty": duty.id,
        "facts": facts,
        "now": "2026-03-16T10:00:00+08:00",
    }
    text, good = DESK.reply(json.dumps(line).encode())
    return json.loads(text), good


# ---- the list itself ----


def test_all_254_clauses_are_in_the_files() -> None:
    assert len(ROWS) == 254
    assert [row.clause for _, row in ROWS if not row.encoded] == []


def test_every_period_takes_effect() -> None:
    timed = [row for _, row in ROWS if row.row in TIMED]
    assert len(timed) == 85
    assert [row.clause for row in timed if not row.effective] == []


@pytest.mark.parametrize("county", COUNTIES)
def test_what_has_no_effect_yet_belongs_to_matters_to_come(county: str) -> None:
    """Every G, D, N and R clause of a kind there is takes effect."""
    regulation = REGULATIONS[county]
    for row in coverage(regulation):
        if row.effective or row.row in {Row.PRINCIPLE, Row.CONSEQUENCE}:
            continue
        kinds = {k for e, ks in with_kinds(regulation) if row.clause in e.covers for k in ks}
        assert kinds, row.clause
        assert not kinds & THERE, row.clause


def test_a_clause_without_entry_is_missing_and_says_so() -> None:

    bare = replace(REGULATIONS["cangzhou"], gates=())
    missing = {row.clause: row.missing for row in coverage(bare) if not row.encoded}
    assert missing["CZ-19"] == "还没有录入"


def test_rows_are_listed_for_a_step_in_the_files_order() -> None:
    cangzhou = REGULATIONS["cangzhou"]
    scene = Scene("referral", UnitType.TOWNSHIP, UnitType.DEPARTMENT, "inspection")
    assert papers(cangzhou, "send", scene) == (
        "基本违法事实的书面材料（第八条）",
        "涉嫌违法案件移交函、案源材料、初步证据材料（第八条）",
    )
    assert checks(cangzhou, "send", scene) == ()
