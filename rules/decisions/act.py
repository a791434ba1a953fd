"""What an officer has said for a step, and the act that it is: who, when, in which world."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from rules.in_force import Law
from rules.reminders.responsibility import NOTHING, History
from rules.values.people import Directory, Officer


@dataclass(frozen=True, slots=True)
class Said:
    """What an officer has told for a step, as (field id, canonical words).

    Units are unit ids, people officer ids or names, several of them joined by "、"; instants and
    days are ISO 8601.
    """

    pairs: tuple[tuple[str, str], ...] = ()

    def get(self, field: str) -> str:
        """The words for a field; "" when not said."""
        return dict(self.pairs).get(field, "")

    def having(self, field: str, words: str) -> "Said":
        """The same with one field said or said anew."""
        kept = tuple(pair for pair in self.pairs if pair[0] != field)
        return Said((*kept, (field, words)))

    def instead(self, field: str, words: str) -> "Said":
        """The same with other words in the place of a field's."""
        return Said(tuple((one, words if one == field else said) for one, said in self.pairs))

    def instant(self, field: str) -> datetime | None:
        """The instant said for a field."""
        words = self.get(field)
        return datetime.fromisoformat(words) if words else None

    def day(self, field: str) -> date | None:
        """The day said for a field."""
        words = self.get(field)
        return date.fromisoformat(words) if words else None

    def units(self, field: str) -> tuple[str, ...]:
        """The units said for a field."""
        return tuple(part for part in self.get(field).split("、") if part)

    def people(self, field: str) -> tuple[str, ...]:
        """The persons said for a field."""
        return tuple(part for part in self.get(field).split("、") if part)


@dataclass(frozen=True, slots=True)
class Act:
    """Somebody acts: who, when, in which conversation, what was said, and in which world.

    Attributes:
        reaches: whether some channel can write to an officer at all.
        history: what was done and said before; for emergencies.
        conversation: the group it was said in, or "".
        source: channel and message id, for the record.
    """

    officer: Officer
    at: datetime
    said: Said
    law: Law
    directory: Directory
    reaches: Callable[[Officer], bool]
    conversation: str = ""
    source: str = ""
    history: History = NOTHING
