"""The past in its own words: an entry keeps the names it was written with, and is read by them."""

from collections.abc import Iterable
from dataclasses import replace

from rules.values.facts import Fact, FactKind
from rules.values.kind import KindSpec, Step
from rules.values.matter import Entry, Matter
from rules.values.named import Named, NamedOfficer, NamedUnit
from rules.values.people import Directory, Officer, Unit


def with_names(entry: Entry, matter: Matter, directory: Directory) -> Entry:
    """The entry with everything it names.

    Args:
        entry: of the matter.
        matter: as it stands after the step.
        directory: names as they are now.
    """
    words = [part for _, said in entry.details for part in said.split("、")]
    officers = [i for i in dict.fromkeys((entry.officer, *words)) if i in directory.officers]
    sides = (entry.unit, matter.sender, matter.receiver)
    units = [i for i in dict.fromkeys((*sides, *words)) if i in directory.units]
    named = Named(
        officers=tuple(_officer(directory.officers[i]) for i in officers),
        units=tuple(_unit(directory.units[i]) for i in units),
        sender=matter.sender,
        receiver=matter.receiver,
        state=matter.state.value,
        regulation=matter.regulation,
        edition=matter.regulation_version,
        summary=matter.summary if entry.seq == 1 else "",
    )
    return replace(entry, named=named)


def facts_recorded(kind: KindSpec, entries: Iterable[Entry]) -> tuple[Fact, ...]:
    """Every legal fact that a matter has by its record, in the order recorded.

    What the program found not to have been delivered after all was taken back, see `steps.fail`.
    """
    found: tuple[Fact, ...] = ()
    for entry in entries:
        if entry.step is Step.FAIL:
            found = tuple(fact for fact in found if fact.kind is not kind.delivered_by)
            if kind.rings:
                found = (*found, Fact(FactKind.UNDELIVERED, entry.at))
        found = (*found, *entry.facts)
    return found


def recalled(directory: Directory, entries: Iterable[Entry]) -> Directory:
    """An address book in which whoever the entries name is called as they say.

    Args:
        directory: as it is now; it says what no entry does, and entries of earlier programs say
            nothing.
        entries: where two differ the later one counts.
    """
    units: dict[str, Unit] = {}
    officers: dict[str, Officer] = {}
    for named in (entry.named for entry in entries):
        if named is None:
            continue
        for unit in named.units:
            known = units.get(unit.id) or directory.units.get(unit.id)
            if known is None:
                known = Unit(unit.id, "", "", unit.type, active=False)
            if (known.name, known.short) != (unit.name, unit.short):
                units[unit.id] = replace(known, name=unit.name, short=unit.short)
        for officer in named.officers:
            person = officers.get(officer.id) or directory.officer(officer.id)
            if (person.name, person.title) != (officer.name, officer.post):
                officers[officer.id] = replace(person, name=officer.name, title=officer.post)
    if not units and not officers:
        return directory
    return replace(
        directory,
        units={**directory.units, **units},
        officers={**directory.officers, **officers},
    )


def _officer(officer: Officer) -> NamedOfficer:
    return NamedOfficer(officer.id, officer.name, officer.title)


def _unit(unit: Unit) -> NamedUnit:
    return NamedUnit(unit.id, unit.short, unit.name, unit.type)
