"""Whom and what an entry names, as they were called when it was written."""

from dataclasses import dataclass

from rules.values.people import UnitType


@dataclass(frozen=True, slots=True)
class NamedOfficer:
    """A person: officer id, name and post as they were."""

    id: str
    name: str
    post: str


@dataclass(frozen=True, slots=True)
class NamedUnit:
    """A unit: id, what people called it, its full name and its type as they were."""

    id: str
    short: str
    name: str
    type: UnitType


@dataclass(frozen=True, slots=True)
class Named:
    """What the ids of an entry meant, and where the matter stood after it.

    So it can be read without any address book, and a matter's row be held against its record.

    Attributes:
        officers: who acted, and everybody named in what was said.
        units: for which unit, both sides of the matter, and every unit named in what was said.
        sender: unit id of the matter's side that sent it, `receiver` of the one that must act.
        state: the matter's, as `rules.values.matter.State` has it.
        regulation: id of the county document the matter ran under, and `edition` its version.
        summary: the matter's line on cards, for an opening; "" otherwise.
    """

    officers: tuple[NamedOfficer, ...]
    units: tuple[NamedUnit, ...]
    sender: str
    receiver: str
    state: str
    regulation: str
    edition: str
    summary: str = ""
