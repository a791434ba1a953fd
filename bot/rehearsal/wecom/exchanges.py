"""Exchanges between a member and the robot: what each began with, and how many are open."""

import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum, auto

from bot.rehearsal.wecom.tenant import Person
from bot.rehearsal.wecom.world import Entry, Place, Sheet

STREAM_LIFE = timedelta(minutes=6)
AT_ONCE = 3
"""So many exchanges one member may have open with the robot; what is said beyond is not heard."""


class Why(Enum):
    """What an exchange began with; it decides how it may be answered."""

    MESSAGE = auto()
    ENTRY = auto()
    TAP = auto()
    FEEDBACK = auto()


@dataclass(slots=True)
class Exchange:
    """One callback to the bot and what it may still say to it.

    Attributes:
        at: when it began, on the given clock.
        since: the same on the real clock, for the five seconds.
        answered: a whole answer came, or none can come any more.
        streams: streams of the answer, by id, with the instant of their first frame.
        carded: a card was shown beside the stream.
    """

    why: Why
    place: Place
    person: Person
    at: datetime
    message: Entry | None = None
    sheet: Sheet | None = None
    since: float = field(default_factory=time.monotonic)
    answered: bool = False
    streams: dict[str, tuple[Entry, datetime]] = field(default_factory=dict)
    carded: bool = False

    @property
    def reply_to(self) -> str:
        """Id of the message that is answered, or ""."""
        return self.message.id if self.message else ""

    def is_open(self, now: datetime, answer: float) -> bool:
        """Whether the member still waits: for a first word within seconds, for a stream's end."""
        real = time.monotonic() - self.since
        if self.answered or self.why is not Why.MESSAGE:
            return False
        if not self.streams:
            return real < answer
        return now - self.at < STREAM_LIFE and real < STREAM_LIFE.total_seconds()


class Exchanges:
    """The open exchanges of every member."""

    def __init__(self, answer: float) -> None:
        self._answer = answer
        self._open: dict[str, list[Exchange]] = {}

    def begin(self, exchange: Exchange) -> bool:
        """Begin one more; false when the member has too many open already."""
        who = exchange.person.userid.lower()
        waiting = [one for one in self._open.get(who, []) if one.is_open(exchange.at, self._answer)]
        if len(waiting) >= AT_ONCE:
            return False
        self._open[who] = [*waiting, exchange]
        return True
