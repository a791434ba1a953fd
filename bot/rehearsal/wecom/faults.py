"""Faults on order: what goes wrong at which endpoint, for the next so many calls."""

import asyncio
from collections import Counter, deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum

KEPT = 5000
LARGEST = 64 * 1024
"""How many requests are remembered, and how many bytes of each."""


class Drop(StrEnum):
    """When the connection breaks: before the platform acted, or after."""

    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Fault:
    """One order.

    Attributes:
        endpoint: path behind /cgi-bin/, a socket command, `callback` for what goes to the app's
            URL, `aibot_callback` for what goes to the robot's, or `media` for the address of a
            file that the robot was sent (delay and http only).
        calls: how many calls it is still for.
        errcode: answer this instead of acting; 0 for none.
        answer: answer this JSON instead of acting; over HTTP only.
        beyond: errcode, http and answer are only for calls that come while more than so many
            of this endpoint are under way; the others take the delay and go on. Over HTTP only.
        http: answer this status instead of acting; 0 for none. For a callback: take the bot's
            answer for this status.
        delay: seconds to wait first.
        drop: break the connection, or on the socket leave out the ack. For what goes to the
            bot: `before` loses it on the way, `after` loses the bot's answer.
        twice: hand what goes to the bot over two times.
        swap: hand it over only after the next one of its kind.
    """

    endpoint: str
    calls: int = 1
    errcode: int = 0
    answer: Mapping[str, object] | None = None
    beyond: int = 0
    http: int = 0
    delay: float = 0.0
    drop: Drop | None = None
    twice: bool = False
    swap: bool = False


@dataclass(frozen=True, slots=True)
class Request:
    """One thing that the bot asked for, over HTTP or on the socket.

    Attributes:
        endpoint: as in `Fault`.
        body: as it came; empty for a file, and where it is large.
    """

    endpoint: str
    body: bytes


class Faults:
    """The orders that are open, first come, first served per endpoint, and what was asked for.

    Attributes:
        requests: the last of them, in order.
    """

    def __init__(self) -> None:
        self.requests: deque[Request] = deque(maxlen=KEPT)
        self._under_way: Counter[str] = Counter()
        self._open: list[Fault] = []
        self._held: dict[str, asyncio.Event] = {}

    def add(self, fault: Fault) -> None:
        """Take one more order."""
        self._open.append(fault)

    def clear(self) -> None:
        """Forget all of them."""
        self._open.clear()

    def take(self, endpoint: str) -> Fault | None:
        """The fault that hits this call, if one does."""
        for i, fault in enumerate(self._open):
            if fault.endpoint == endpoint:
                if fault.calls > 1:
                    self._open[i] = replace(fault, calls=fault.calls - 1)
                else:
                    del self._open[i]
                return fault
        return None

    def note(self, endpoint: str, body: bytes) -> None:
        """The bot asks for something."""
        self.requests.append(Request(endpoint, body if len(body) <= LARGEST else b""))

    @contextmanager
    def under_way(self, endpoint: str) -> Iterator[int]:
        """A call is being answered; gives how many of its endpoint are, this one included."""
        self._under_way[endpoint] += 1
        try:
            yield self._under_way[endpoint]
        finally:
            self._under_way[endpoint] -= 1

    async def hold(self, endpoint: str) -> None:
        """Wait until the next callback of this kind has been handed over."""
        await self._held.setdefault(endpoint, asyncio.Event()).wait()

    def release(self, endpoint: str) -> None:
        """A callback was handed over: those that were to come after it may go."""
        held = self._held.pop(endpoint, None)
        if held is not None:
            held.set()
