"""The one look at the time: the machine's clock, or one that is moved by hand."""

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol

JUST_PASSED = timedelta(seconds=5)
"""By how much a ticking clock may have run past an instant between its naming and the move."""


class Clock(Protocol):
    """Where the program gets the time from."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        return datetime.now(UTC)


class VirtualClock:
    """A clock that starts where it is told and can be moved forward.

    With `ticking` it also runs on by itself, second for second; otherwise it stands still between
    two moves, so that a story says the same thing each time.
    """

    def __init__(self, start: datetime, *, ticking: bool = False) -> None:
        if start.tzinfo is None:
            raise ValueError("a clock starts at an aware instant")
        self._at = start.astimezone(UTC)
        self._ticking = ticking
        self._since = time.monotonic() if ticking else 0.0

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        if not self._ticking:
            return self._at
        return self._at + timedelta(seconds=time.monotonic() - self._since)

    def move_to(self, instant: datetime) -> None:
        """Move forward. An instant that a ticking clock has just passed leaves it as it is.

        Raises:
            ValueError: the instant is naive or lies in the past.
        """
        if instant.tzinfo is None:
            raise ValueError("a clock is moved to an aware instant")
        now = self.now()
        if instant < now - (JUST_PASSED if self._ticking else timedelta(0)):
            raise ValueError("a clock is never moved backward")
        self._at = max(instant.astimezone(UTC), now)
        self._since = time.monotonic() if self._ticking else 0.0
