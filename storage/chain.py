"""The hash chain of a matter's entries: each seals what it says and everything before it."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from storage.codec import encode

DEFAULT_ALGORITHM = "sha256"


@dataclass(frozen=True, slots=True)
class Sealed:
    """An entry exactly as it is stored and hashed.

    Attributes:
        at: when it happened, in microseconds since 1970 UTC; `recorded_at` likewise.
        facts: JSON text, hashed as the text it is; `details` likewise.
        algorithm: name of the hash function, `sha256` or `sm3`.
        prev_hash: the hash of the entry before; "" for the first.
        hash: lower-case hexadecimal.
        named: JSON text of the names as they were; "" in an entry of a program that kept none,
            whose hash is over the rest.
    """

    number: str
    seq: int
    step: str
    officer: str
    unit: str
    at: int
    recorded_at: int
    facts: str
    details: str
    source: str
    algorithm: str
    prev_hash: str
    hash: str
    named: str = ""

    def expected(self) -> str:
        """The hash that these words must have."""
        return digest(
            self.algorithm,
            self.prev_hash,
            self.number,
            self.seq,
            self.step,
            self.officer,
            self.unit,
            self.at,
            self.recorded_at,
            self.facts,
            self.details,
            self.source,
            *([self.named] if self.named else ()),
        )


def digest(algorithm: str, *parts: str | int) -> str:
    """The hash over a compact JSON array in UTF-8: the algorithm's name, then the parts."""
    return hashlib.new(algorithm, encode((algorithm, *parts)).encode()).hexdigest()


def first_break(entries: Iterable[Sealed], head: str, count: int) -> int | None:
    """Where a matter's record was tampered with.

    Args:
        entries: all entries of one matter, in order.
        head: the hash of the last one, as the matter itself keeps it.
        count: how many there must be, as the matter itself keeps it.

    Returns:
        The position of the first entry that is not what was written (or is missing); None where
        every one is.
    """
    before = ""
    seq = 0
    for seq, entry in enumerate(entries, start=1):
        if entry.seq != seq or entry.prev_hash != before or entry.hash != entry.expected():
            return seq
        before = entry.hash
    return None if (before, seq) == (head, count) else seq + 1
