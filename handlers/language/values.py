"""What a typed message was understood as."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Generic, TypeVar

from handlers.language.frames import Reading
from rules.values.people import UnitType

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Guess(Generic[T]):
    """A value, and whether it was said in full or partly inferred.

    Attributes:
        inferred: the officer did not say all of it (今早 has no hour), so a draft marks it.
    """

    value: T
    inferred: bool


@dataclass(frozen=True, slots=True)
class UnitMatch:
    """Words that name a unit.

    Attributes:
        text: the words as typed.
        unit_ids: who may be meant; more than one has to be asked about.
        exact: named by one of its names, not by a slip of the keyboard or a general word.
    """

    text: str
    unit_ids: tuple[str, ...]
    exact: bool


@dataclass(frozen=True, slots=True)
class Amount:
    """A length of time that was named, such as 还要5个工作日. Nothing is counted here.

    Attributes:
        number: how many.
        unit: `workday`, `day`, `week`, `month` or `hour`.
    """

    number: int
    unit: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """One message, understood as far as it goes.

    Attributes:
        text: the words without the mention of the bot, half-width, blanks squeezed, fillers gone.
        command: the canonical command word; None if none was understood.
        certain: False where the command was only guessed, from a slip or inside a sentence.
        number: the matter's number such as `移12`; bare digits such as `12` where the officer
            left out the first character (收到 7).
        others: further numbers named in the same message.
        units: who is to receive it, best first. Places are not receivers, save in an emergency.
        levels: all units of these levels are to receive it: 全部乡镇.
        unknown_unit: words that look like a receiver, but nobody here is called that; or "".
        when: when it happened; aware, in Beijing, never after `now`.
        when_text: the words it was read from.
        when_inferred: part of `when` was not said.
        until: a day in the future that was named.
        ahead: an instant from now on that 如果 asks about; None where it names none.
        amount: a length of time that was named instead of a day.
        people: officer ids of the people named.
        names: people named who are not in the directory, or share their name with a colleague.
        source: `complaint` or `inspection`.
        rest: the content that remains: facts, reason, items.
        choice: the digit, where the message is nothing else.
        reading: what stands over the step's verb and what is left over; where no step was
            understood, only what is said beside numbers.
    """

    text: str
    command: str | None
    certain: bool
    number: str | None
    others: tuple[str, ...]
    units: tuple[UnitMatch, ...]
    unknown_unit: str
    when: datetime | None
    when_text: str
    when_inferred: bool
    until: date | None
    amount: Amount | None
    people: tuple[str, ...]
    names: tuple[str, ...]
    source: str | None
    rest: str
    choice: int | None
    ahead: datetime | None = None
    levels: frozenset[UnitType] = frozenset()
    reading: Reading = field(default_factory=Reading)
