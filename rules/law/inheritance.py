"""Which documents there are, and what each inherits from those above it."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from rules.law.regulation import (
    Cite,
    Duty,
    Extend,
    Gate,
    Note,
    Paper,
    PauseRule,
    Regulation,
    Required,
    Route,
)
from rules.law.regulation_file import read_regulation
from rules.values.toml_table import SHIPPED, BadFile, data_files, open_toml


def load_regulations(*dirs: Path) -> tuple[Regulation, ...]:
    """Read the shipped documents and those of a county's own directories.

    Superior documents lie in `superior/` and hold only where a county's document, or a file of its
    own directory that names the county and `under`, says so.

    Raises:
        BadFile: a file breaks a rule, or two files speak for the same thing; all faults are named.
    """
    regulations = [
        regulation
        for path in data_files("regulations", *dirs)
        if (regulation := read_regulation(path)) is not None
    ]
    switched = _switched(dirs, {regulation.id for regulation in regulations})
    regulations = [
        replace(regulation, under=(*regulation.under, *switched.get(regulation.id, ())))
        for regulation in regulations
    ]
    wanted = {superior for regulation in regulations for superior in regulation.under}
    regulations += _superior_documents(wanted - {r.id for r in regulations}, dirs)
    return with_superiors(regulations)


def _switched(dirs: Iterable[Path], counties: set[str]) -> dict[str, tuple[str, ...]]:
    """Which superior documents the files of a county's own directories switch on."""
    found: dict[str, tuple[str, ...]] = {}
    for path in data_files("regulations", *dirs):
        if path.is_relative_to(SHIPPED):
            continue
        table = open_toml(path)
        if not table.has("county"):
            continue
        county, under = table.text("county"), table.texts("under")
        if county not in counties:
            table.fault("county", f"没有编号为{county}的规定")
        if not under:
            table.fault("under", "缺少所适用的上位规定的编号")
        table.close()
        if table.faults:
            raise BadFile(path.name, tuple(table.faults))
        found[county] = (*found.get(county, ()), *under)
    return found


def _superior_documents(wanted: set[str], dirs: Iterable[Path]) -> list[Regulation]:
    """The superior documents that some document stands under; the others are not even read."""
    if not wanted:
        return []
    places = [root / "superior" for root in (SHIPPED, *dirs)]
    paths = [path for place in places for path in sorted(place.glob("*.toml"))]
    found = [regulation for path in paths if (regulation := read_regulation(path)) is not None]
    return [regulation for regulation in found if regulation.id in wanted]


def with_superiors(regulations: Iterable[Regulation]) -> tuple[Regulation, ...]:
    """Give each document the entries of those above it, but for the duties it sets aside by name.

    Raises:
        BadFile: a version is there twice, a superior document is not there, or two rules stand for
            one duty and neither says that it replaces the other.
    """
    by_version: dict[str, Regulation] = {}
    faults: list[str] = []
    for regulation in regulations:
        if regulation.version in by_version:
            faults.append(f"{regulation.version}：同一版本有两个文件")
        by_version[regulation.version] = regulation
    newest = {regulation.id: regulation for regulation in by_version.values()}
    merged: list[Regulation] = []
    for regulation in by_version.values():
        whole = regulation
        for superior in regulation.under:
            if superior not in newest:
                faults.append(f"{regulation.version}：上位文件{superior}没有载入")
                continue
            above = newest[superior]
            set_aside = {duty.replaces for duty in regulation.duties}
            inherited = [d for d in above.duties if f"{superior}/{d.id}" not in set_aside]
            own = {duty.id for duty in whole.duties}
            faults += [
                f"{regulation.version}：{duty.id}与{superior}的规定并存，须写明replaces"
                for duty in inherited
                if duty.id in own
            ]
            whole = _joined(whole, above, [duty for duty in inherited if duty.id not in own])
        merged.append(whole)
    if faults:
        raise BadFile("regulations", tuple(faults))
    return tuple(merged)


def _joined(whole: Regulation, above: Regulation, inherited: Iterable[Duty]) -> Regulation:
    """A document with what it inherits from one above it, each with that document's name."""
    return replace(
        whole,
        duties=(*whole.duties, *(_named(duty, above) for duty in inherited)),
        gates=(*whole.gates, *(_named(gate, above) for gate in above.gates)),
        requires=(*whole.requires, *(_named(asked, above) for asked in above.requires)),
        papers=(*whole.papers, *(_named(paper, above) for paper in above.papers)),
        routes=(*whole.routes, *(_named(route, above) for route in above.routes)),
        notes=(*whole.notes, *(_named(note, above) for note in above.notes)),
    )


E = TypeVar("E", Duty, Extend, PauseRule, Gate, Required, Paper, Route, Note)


def _named(entry: E, document: Regulation) -> E:
    """An entry whose article names its document, as it must where another document cites it."""
    named = replace(entry, cite=Cite(document.where(entry.cite), entry.cite.quote))
    if isinstance(named, Duty):
        extend, pause = named.extend, named.pause
        return replace(
            named,
            extend=None if extend is None else _named(extend, document),
            pause=None if pause is None else _named(pause, document),
        )
    return named
