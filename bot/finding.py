"""One line of what an operator would look at: green, yellow or red, and what to do."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How it stands; the word is on the line, for those who do not see colours."""

    GREEN = "绿"
    YELLOW = "黄"
    RED = "红"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line.

    Attributes:
        what: what was looked at, in two to six characters.
        words: how it stands, and for anything but green what to do.
    """

    level: Level
    what: str
    words: str
