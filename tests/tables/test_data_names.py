"""Whatever a data file names exists, and every duty of a matter there is can begin and end."""

import tomllib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from rules.decisions.act import Act, Said
from rules.decisions.steps import fail, open_matter
from rules.documents.check import check
from rules.kinds import KINDS, MOVES
from rules.kinds.fields import URGENT
from rules.kinds.steps import STEPS
from rules.law.duty_names import DUTIES
from rules.law.library import Regulations
from rules.law.regulation import Owes
from rules.law.vocabulary import KIND_NAMES
from rules.reminders.policy import FactTime, Party
from rules.reminders.policy_file import read_policy
from rules.values.facts import FactKind
from rules.values.kind import KindSpec, Step
from rules.values.toml_table import SHIPPED
from tests.scheduler.town import CALENDAR, QINGFENG, TOWN, at

REGULATIONS = Regulations.load()
FILES = sorted((SHIPPED / "regulations").glob("*.toml"))
ABOVE = sorted((SHIPPED / "superior").glob("*.toml"))
POLICIES = sorted((SHIPPED / "policies").glob("*.toml"))
EXCEPTIONS = {
    ("qingfeng", "report-delivery", "starts"): "nobody can record yet that a report was handed out",
    ("qingfeng", "publish-case", "met_by"): "the publicity platform is not asked about yet",
}
"""Duties of matters there are that cannot begin or end, and why; all of them are known."""
ACTS_TO_COME = {
    "sign-as-body",
    "share-secret",
    "convene",
    "disagree",
    "joint-plan",
    "penalty-decision",
    "no-penalty-decision",
    "send-complainant-away",
}
"""Acts of the documents for which there is no step; each is written down here a second time."""
WORDS = {"referral_letter", "assistance_letter", "acceptance_notice", "review_opinion"}
SUBJECTS = {"competence", "duties", "breach", "joint"}


def tables(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


def listed(value: object) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


DUTY_ROWS = [
    (county, duty, kind)
    for county in REGULATIONS
    for duty in REGULATIONS[county].duties
    for kind in duty.kinds
    if kind in KINDS
]


def test_every_duty_of_a_matter_there_is_can_begin_and_end() -> None:
    """Some fact of either list can be recorded; the exceptions are known by name."""
    found = set()
    for county, duty, kind in DUTY_ROWS:
        can = KINDS[kind].recordable
        if can.isdisjoint(duty.starts):
            found.add((county, duty.id, "starts"))
        if duty.met_by and can.isdisjoint(duty.met_by):
            found.add((county, duty.id, "met_by"))
    assert len(DUTY_ROWS) > 40
    assert found == set(EXCEPTIONS)


def test_whoever_owes_a_duty_has_a_step_that_discharges_it() -> None:
    """Or an opening that does; 制止 of a find is no step of a referral yet, in four counties."""
    found = set()
    for county, duty, kind in DUTY_ROWS:
        own = {
            m.fact for (k, _, _), m in MOVES.items() if k.id == kind and m.who == duty.owes.value
        }
        if duty.owes is Owes.SENDER:
            own |= KINDS[kind].opening_facts
        if duty.met_by and own.isdisjoint(duty.met_by):
            found.add((county, duty.id))
    stops = {(c, "stop-violation") for c in ("cangzhou", "changjiang", "nangong", "qingfeng")}
    assert found == stops | {("qingfeng", "publish-case")}


def test_a_duty_with_a_number_says_what_ends_it() -> None:
    for county in REGULATIONS:
        for duty in REGULATIONS[county].duties:
            assert duty.met_by or duty.period is None, (county, duty.id)


@pytest.mark.parametrize("kind", KINDS.values(), ids=str)
def test_an_opening_records_what_the_table_says_it_can(kind: KindSpec) -> None:
    """Really filed, from a complaint and not, urgent and not, with people there and without."""
    seen: set[FactKind] = set()
    for source in ("complaint", "inspection"):
        for urgent in ("", "yes"):
            for reached in (True, False):
                seen |= opening(kind, source, urgent, reached=reached)
    assert seen == kind.opening_facts


def opening(kind: KindSpec, source: str, urgent: str, *, reached: bool) -> set[FactKind]:
    officer = TOWN.officers["liqiang" if kind is not KINDS["assistance"] else "laotian"]
    receiver = "chengguan" if kind is not KINDS["assistance"] else "samr"
    now = at("2026-04-02 10:00")
    pairs = [("receiver", receiver), ("facts", "某店无证经营")]
    if kind.since and not kind.sourced:
        pairs.append((kind.since.id, now.isoformat()))
    if kind.sourced:
        pairs += [("found", now.isoformat()), ("source", source), (URGENT.id, urgent)]
    law = QINGFENG
    own = law.local.requires
    pairs += [(one.field, "孙镇长") for one in own]
    act = Act(officer, now, Said(tuple(pairs)), law, TOWN, reaches=lambda _: reached)
    opened = open_matter(kind, 1, act).after
    facts = {fact.kind for fact in opened.facts}
    lost = fail(opened, law, TOWN, now + timedelta(minutes=1)) if reached else None
    return facts | ({fact.kind for fact in lost.after.facts} if lost else set())


# ---- what files name ----


def names_of(file: Path) -> Iterator[tuple[str, str, object]]:
    """Section, key and each value of every entry of a document, the inner tables' too."""
    for section, entries in tables(file).items():
        for entry in entries if isinstance(entries, list) else [entries]:
            if isinstance(entry, dict):
                for key, value in entry.items():
                    inner = value if isinstance(value, dict) else {"": value}
                    for sub, values in inner.items():
                        for one in listed(values):
                            yield section, f"{key}.{sub}".strip("."), one


@pytest.mark.parametrize("file", [*FILES, *ABOVE], ids=lambda file: file.stem)
def test_whatever_a_document_names_exists(file: Path) -> None:
    steps = {step.value for step in Step} | ACTS_TO_COME
    known: dict[str, set[str]] = {
        "starts": set(FactKind),
        "met_by": set(FactKind),
        "lifted_by": set(FactKind),
        "chase": set(FactKind),
        "pause.asked": set(FactKind),
        "pause.ended": set(FactKind),
        "kinds": set(KIND_NAMES),
        "kind": set(KIND_NAMES),
        "bars": steps,
        "asks": steps,
        "steps": steps,
        "instead": {spec.word for spec in STEPS.values()},
    }
    checked = 0
    for section, key, value in names_of(file):
        if section != "example" and key in known:
            checked += 1
            assert value in known[key], f"{file.name} {section}.{key} = {value}"
        if section in {"paper", "note"} and key == "step" and value:
            assert value in steps, f"{file.name} {section}.{key} = {value}"
        if section == "example" and key == "duty":
            assert value in {one["id"] for one in tables(file)["duty"]}, value
    assert checked


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_words_and_routes_of_a_county_are_known(file: Path) -> None:
    read = tables(file)
    terms = set(KINDS) | {step.value for step in Step} | WORDS | {"township", "department"}
    assert set(read.get("words", {})) <= terms
    for route in read.get("route", []):
        assert route["id"].partition("-")[0] in SUBJECTS
    gates = [gate["id"] for gate in read.get("gate", [])]
    assert len(gates) == len(set(gates))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_shipped_document_passes_its_own_check(file: Path) -> None:
    found = check(file, None, REGULATIONS, CALENDAR)
    assert found.faults == ()
    spoken = "\n".join(found.warnings)
    for county, duty, _ in EXCEPTIONS:
        assert county != file.stem or f"duty[{duty}]" in spoken, "an exception is told of"


@pytest.mark.parametrize("file", POLICIES, ids=lambda file: file.stem)
def test_whatever_a_policy_names_exists(file: Path) -> None:
    own = {duty.id for county in REGULATIONS for duty in REGULATIONS[county].duties}
    for rule in tables(file)["rule"]:
        assert set(rule.get("kinds", [])) <= set(KINDS), rule["id"]
        assert set(listed(rule.get("needs"))) <= set(FactKind), rule["id"]
        assert set(listed(rule.get("unless"))) <= set(FactKind), rule["id"]
        assert set(listed(rule.get("duties"))) <= own | set(DUTIES), rule["id"]
        assert rule["when"].get("fact", "delivered") in set(FactKind), rule["id"]


@pytest.mark.parametrize("file", POLICIES, ids=lambda file: file.stem)
@pytest.mark.parametrize("kind", KINDS.values(), ids=str)
def test_every_kinds_arrival_is_carried_in_every_policy(file: Path, kind: KindSpec) -> None:
    """Whatever is known of it when it is delivered, somebody of the receiver is told at once."""
    policy = read_policy(file)
    base = {kind.delivered_by}
    cases = [base | extra for extra in ({*()}, {FactKind.FOUND_URGENT}, {FactKind.FOUND})]
    for facts in cases:
        carrying = [
            rule
            for rule in policy.rules
            if rule.carries
            and kind in (rule.kinds or tuple(KINDS.values()))
            and rule.when == FactTime(kind.delivered_by)
            and facts.issuperset(rule.needs)
            and facts.isdisjoint(rule.unless)
            and {audience.party for audience in rule.to} == {Party.RECEIVER}
        ]
        assert carrying or (kind is KINDS["assistance"] and facts - base), (kind, facts)


def test_every_step_of_the_table_has_its_word_and_every_fact_its_way() -> None:
    assert {step for _, _, step in MOVES} | {Step.REGISTER, Step.SEND} <= set(STEPS)
    reached = set().union(*(kind.recordable for kind in KINDS.values()))
    assert {move.fact for move in MOVES.values() if move.fact} <= reached
