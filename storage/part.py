"""What the parts of a transaction have in common."""

from dataclasses import dataclass

from rules.values.people import Directory
from storage.chain import DEFAULT_ALGORITHM
from storage.statement import Rows


class Stale(Exception):
    """Someone else recorded first. Read again and decide again; never overwrite."""


@dataclass(slots=True)
class Shared:
    """What the transactions of one process share.

    Attributes:
        algorithm: the hash function for new entries.
        directory: the last committed address book that was read.
    """

    algorithm: str = DEFAULT_ALGORITHM
    directory: Directory | None = None


class Part:
    """One subject of an open transaction."""

    def __init__(self, rows: Rows, shared: Shared) -> None:
        self._rows = rows
        self._shared = shared
