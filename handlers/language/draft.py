"""What has been read so far, and the stretches of a text that are no content."""

import re
from dataclasses import dataclass, field
from datetime import date

from handlers.language import times
from handlers.language.numbers import Number
from handlers.language.people import Person
from handlers.language.text import plain, trimmed
from handlers.language.values import Amount, UnitMatch
from rules.values.people import UnitType

Span = tuple[int, int]
WORD_EDGE = frozenset(' ，,。；;：:、（）()！!？?\n~【】《》“”"')
_EMPTY = re.compile(r"[（(【\[《“]\s*[）)】\]》”]|(?<=[，,、；;]) (?=[，,、；;])")


@dataclass(slots=True)
class Draft:
    """What has been found so far, and the stretches of text that are no content.

    Attributes:
        begins: where the content of an opening begins, behind a command word and its addressee.
        levels: all units of these levels stand in the addressee's place.
        own: ids of the speaker's unit and its bodies; nobody hands anything to his own unit.
    """

    cuts: list[Span] = field(default_factory=list)
    begins: int = 0
    own: frozenset[str] = frozenset()
    units: tuple[UnitMatch, ...] = ()
    levels: frozenset[UnitType] = frozenset()
    unknown_unit: str = ""
    spoken: times.Spoken | None = None
    until: date | None = None
    amount: Amount | None = None
    people: tuple[Person, ...] = ()


def closed(text: str, end: int) -> bool:
    """Whether a word ends here."""
    return end >= len(text) or text[end] in WORD_EDGE


def covered(text: str, cuts: list[Span]) -> bool:
    """Whether nothing but blanks and marks remains to be read."""
    at = 0
    for start, end in sorted(cuts):
        if start > at and trimmed(text[at:start]):
            return False
        at = max(at, end)
    return not trimmed(text[at:])


def run_of(text: str, number: Number, numbers: tuple[Number, ...]) -> list[Span]:
    """The places of a number and of those listed right after it: 移12、移13."""
    spans = [(number.start, number.end)]
    for other in numbers:
        end = spans[-1][1]
        if other.start >= end and not text[end : other.start].strip("、和与及,， "):
            spans.append((end, other.end))
    return spans


def rest_of(text: str, cuts: list[Span]) -> str:
    """What remains once the recognised parts are taken out."""
    if not cuts:
        return trimmed(text)
    pieces, at = [], 0
    for start, end in sorted(cuts):
        if start > at:
            pieces.append(text[at:start])
        at = max(at, end)
    pieces.append(text[at:])
    kept = [piece for piece in (p.strip(" ") for p in pieces) if trimmed(piece)]
    joined = kept[0] if kept else ""
    for piece in kept[1:]:
        bare_piece = piece.lstrip("，,、；;：:。 ")
        comma = len(bare_piece) < len(piece) and joined[-1] not in "，,、；;：:。"
        joined += ("，" if comma else " ") + bare_piece
    return trimmed(_EMPTY.sub("", plain(joined)))
