"""Faults on order: what goes wrong at which endpoint, for the next so many calls."""

import asyncio
from dataclasses import dataclass, replace
from enum import StrEnum


class Drop(StrEnum):
    """When the connection breaks: before the platform acted, or after."""

    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Fault:
    """One order.

    Attributes:
        endpoint: path behind /cgi-bin/, a socket command, `callback` for what goes to the app's
            URL, or `aibot_callback` for what goes to the robot's.
        calls: how many calls it is still for.
        errcode: answer this instead of acting; 0 for none.
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
    http: int = 0
    delay: float = 0.0
    drop: Drop | None = None
    twice: bool = False
    swap: bool = False


class Faults:
    """The orders that are open, first come, first served per endpoint."""

    def __init__(self) -> None:
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

    async def hold(self, endpoint: str) -> None:
        """Wait until the next callback of this kind has been handed over."""
        await self._held.setdefault(endpoint, asyncio.Event()).wait()

    def release(self, endpoint: str) -> None:
        """A callback was handed over: those that were to come after it may go."""
        held = self._held.pop(endpoint, None)
        if held is not None:
            held.set()
