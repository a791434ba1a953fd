"""What comes late, and what it must say of that to be true."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from rules.law.duties import FINISHED
from rules.values.dates import BEIJING, day_text, moment_text
from rules.values.matter import Line, Push

LATE, LATE_URGENT = timedelta(minutes=10), timedelta(minutes=2)
"""How long after its time a push arrives late."""


@dataclass(frozen=True, slots=True)
class Late:
    """How late a message comes.

    Attributes:
        due: when it should have come.
        passed: lines that have passed since then, in order.
    """

    due: datetime
    passed: tuple[datetime, ...] = ()

    def note(self) -> str:
        """To stand with the message."""
        return f"（迟到：应于{moment_text(self.due)}送达，内容是当时的。{self._by_now()}）"

    def note_in_doubt(self) -> str:
        """To follow the message where it may have come before and be filtered as a repeat now."""
        due = moment_text(self.due)
        return f"上一条消息应于{due}送达，可能迟到；早已看到的请忽略。{self._by_now()}"

    def _by_now(self) -> str:
        return f"现在已过{'、'.join(map(_end, self.passed))}。" if self.passed else ""


def is_late(push: Push, now: datetime) -> bool:
    """Whether a push that is sent now was not sent in its time, for whatever reason."""
    return now - push.at >= (LATE_URGENT if push.urgent else LATE)


def lateness(push: Push, lines: Iterable[Line], now: datetime) -> Late:
    """How late a push comes that is sent now.

    Args:
        push: which `is_late`.
        lines: of its matter, that it may speak of.
        now: the present instant.
    """
    passed = {
        line.due
        for line in lines
        if line.due is not None and push.at < line.due <= now and line.status not in FINISHED
    }
    return Late(push.at, tuple(sorted(passed)))


def together(lates: Iterable[Late]) -> Late | None:
    """Of several that come as one message; None where none of them is late."""
    found = tuple(lates)
    if not found:
        return None
    passed = {line for late in found for line in late.passed}
    return Late(min(late.due for late in found), tuple(sorted(passed)))


def _end(due: datetime) -> str:
    """A line by the first instant that is too late: a day's 24:00, or an instant within one."""
    local = due.astimezone(BEIJING)
    if local.time() == time():
        return f"{day_text(local.date() - timedelta(days=1))}24:00"
    return moment_text(due)
