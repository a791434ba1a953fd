"""All loaded documents at once: which version of which holds when."""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from rules.law.duty_names import DUTIES
from rules.law.inheritance import load_regulations
from rules.law.regulation import Regulation


class Regulations(Mapping[str, Regulation]):
    """All loaded documents by id, each in its newest version; older ones by `id@edition`."""

    def __init__(self, regulations: tuple[Regulation, ...]) -> None:
        self._versions = {regulation.version: regulation for regulation in regulations}
        ordered = sorted(regulations, key=lambda r: (r.since or date.min, r.edition))
        self._newest = {regulation.id: regulation for regulation in ordered}
        self._in_order = {
            name: tuple(one for one in ordered if one.id == name) for name in self._newest
        }
        self._duties = frozenset(d.id for r in regulations for d in r.duties) | frozenset(DUTIES)

    @classmethod
    def load(cls, *dirs: Path) -> "Regulations":
        """The shipped documents and those of a county's own directories.

        Raises:
            BadFile: a file breaks a rule; all faults of it are named.
        """
        return cls(load_regulations(*dirs))

    def __getitem__(self, name: str) -> Regulation:
        """By id the newest version, by `id@edition` that version."""
        found = self._newest.get(name)
        return self._versions[name] if found is None else found

    def in_force(self, regulation_id: str, day: date) -> Regulation:
        """The version that holds on a day; the first one where the day comes before all.

        Raises:
            KeyError: there is no such document.
        """
        versions = self._in_order[regulation_id]
        held = [one for one in versions if one.since is None or one.since <= day]
        return held[-1] if held else versions[0]

    def __iter__(self) -> Iterator[str]:
        return iter(self._newest)

    def __len__(self) -> int:
        return len(self._newest)

    @property
    def versions(self) -> tuple[Regulation, ...]:
        """Every version of every document."""
        return tuple(self._versions.values())

    def knows_duty(self, duty_id: str) -> bool:
        """Whether any document could have a duty of that id."""
        return duty_id in self._duties
