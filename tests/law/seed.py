"""One mistake somebody makes in the file of 白鹭县 or in its text, and what must be said of it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Seed:
    """One mistake.

    Attributes:
        name: what somebody did.
        edits: pairs of text and its replacement; each text stands once in the file.
        key: where the fault must stand, or "|" between several; inside of it counts too.
        words: what must be read in the fault, or "|" between several.
        at: where the line of the fault starts or what it says; empty: the first changed line.
        text: the same for the document's text.
    """

    name: str
    edits: tuple[tuple[str, str], ...]
    key: str
    words: tuple[str, ...]
    at: str = ""
    text: tuple[tuple[str, str], ...] = ()


NOWHERE = "\0"
"""Instead of a line: what is missing from the head of a file has none."""


def seed(name: str, old: str, new: str, key: str, *words: str, at: str = "") -> Seed:
    """Make a mistake of one edit."""
    return Seed(name, ((old, new),), key, words, at)
