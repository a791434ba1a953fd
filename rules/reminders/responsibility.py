"""Who was called for a matter, who carries it, who must hear its end: read from its record."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from rules.kinds.fields import TEAM
from rules.values.kind import Step
from rules.values.matter import Entry, Matter
from rules.values.push import PushKind


@dataclass(frozen=True, slots=True)
class Told:
    """One push about a matter that was put into the outbox before.

    Attributes:
        to: officer id, or the group.
        dead: no channel takes it.
    """

    to: str
    kind: PushKind
    urgent: bool
    dead: bool = False


@dataclass(frozen=True, slots=True)
class History:
    """The record of a matter so far, as far as it is asked who must be spoken to.

    Attributes:
        entries: the steps, the first first.
        told: the pushes, in the order posted; known for emergencies alone.
    """

    entries: tuple[Entry, ...] = ()
    told: tuple[Told, ...] = ()

    def carriers(self, matter: Matter) -> tuple[str, ...]:
        """Officer ids, or names, of who carries the matter for its receiver; nobody at first.

        Who acted last; evidence is no act. Of an emergency also everybody who was named as having
        set out.
        """
        acted = [
            entry
            for entry in self.entries
            if entry.unit == matter.receiver and entry.step is not Step.ATTACH
        ]
        if not acted:
            return ()
        found = [acted[-1].officer]
        if matter.kind.rings:
            found += self.team()
        return tuple(dict.fromkeys(found))

    def team(self) -> tuple[str, ...]:
        """Who was named as having set out: officer ids, and names the address book has not."""
        said = [
            words
            for entry in self.entries
            if entry.step is Step.DISPATCH
            for field, words in entry.details
            if field == TEAM.id
        ]
        return tuple(dict.fromkeys(one for words in said for one in words.split("、") if one))

    def rings(self) -> Mapping[str, int]:
        """How often each was rung; what no channel took rang nobody."""
        return MappingProxyType(
            Counter(
                one.to for one in self.told if one.urgent and one.kind.spec.rings and not one.dead
            )
        )

    def rung(self) -> tuple[str, ...]:
        """Everybody who was rung, the group among them, in the order in which it happened."""
        called = [
            one.to
            for one in self.told
            if (one.kind.spec.rings or one.kind.spec.group) and not one.dead
        ]
        return tuple(dict.fromkeys(called))

    def waiting(self) -> tuple[str, ...]:
        """Everybody who was told that nobody had set out."""
        told = [one.to for one in self.told if one.kind.spec.delay and not one.dead]
        return tuple(dict.fromkeys(told))

    def acted(self, unit: str) -> tuple[str, ...]:
        """Everybody who took a step for a unit."""
        done = [entry.officer for entry in self.entries if entry.unit == unit and entry.officer]
        return tuple(dict.fromkeys(done))


NOTHING = History()
