"""Order and pace: each conversation in order, none too fast."""

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.channels.base import Later

log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Lane:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    users: int = 0


class Lanes:
    """A queue for each conversation; whoever comes first goes first."""

    def __init__(self) -> None:
        self._lanes: dict[str, _Lane] = {}

    def busy(self, conversation: str) -> bool:
        """Whether somebody is, or waits, in this conversation."""
        return conversation in self._lanes

    @asynccontextmanager
    async def of(self, conversation: str) -> AsyncIterator[None]:
        """Wait for one's turn in this conversation."""
        lane = self._lanes.setdefault(conversation, _Lane())
        lane.users += 1
        try:
            async with lane.lock:
                yield
        finally:
            lane.users -= 1
            if not lane.users:
                del self._lanes[conversation]


class Budget:
    """So many messages to one person in a minute and in an hour; the platform drops the rest.

    Args:
        minute: how many in any 60 seconds.
        hour: how many in any 60 minutes.
    """

    def __init__(self, minute: int, hour: int) -> None:
        self._limits = ((minute, timedelta(minutes=1)), (hour, timedelta(hours=1)))
        self._sent: dict[str, deque[datetime]] = {}

    def take(self, to: str, count: int, now: datetime) -> None:
        """Reserve room for some messages.

        Raises:
            Later: there is none before its `wait` is over.
        """
        sent = self._sent.setdefault(to, deque())
        while sent and now - sent[0] >= timedelta(hours=1):
            sent.popleft()
        for limit, span in self._limits:
            recent = [at for at in sent if now - at < span]
            if len(recent) + count > limit:
                first = recent[min(len(recent) + count - limit, len(recent)) - 1] if recent else now
                raise Later("rate", first + span - now)
        sent.extend([now] * count)


class Errands:
    """Work that goes on after the platform got its answer, and that a shutdown waits for."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()

    def start(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Begin it; a failure is logged without what was said."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    async def finish(self, seconds: float) -> None:
        """Wait for all of it, but not longer than that; cancel the rest."""
        if self._tasks:
            await asyncio.wait(set(self._tasks), timeout=seconds)
        left = set(self._tasks)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (fault := task.exception()) is not None:
            log.error("wecom.errand.failed kind=%s", type(fault).__name__)
