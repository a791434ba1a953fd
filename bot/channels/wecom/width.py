"""How many calls are under way at a time: fewer once the platform says that they are too many."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

MOST = 64


class Width:
    """Halves with the first complaint of a burst, and grows by one with each round of successes."""

    def __init__(self) -> None:
        self._width = MOST
        self._busy = 0
        self._good = 0
        self._narrowed = 0
        self._waiting: deque[asyncio.Future[None]] = deque()

    @asynccontextmanager
    async def of(self) -> AsyncIterator[int]:
        """Wait for a place; gives how often it has narrowed so far, for `narrow`."""
        while self._busy >= self._width:
            turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting.append(turn)
            try:
                await turn
            except asyncio.CancelledError:
                self._let_in()
                raise
        self._busy += 1
        try:
            yield self._narrowed
        finally:
            self._busy -= 1
            self._let_in()

    def narrow(self, narrowed: int) -> None:
        """The platform complained of a call; once for all that were under way with it."""
        if narrowed == self._narrowed:
            self._narrowed += 1
            self._width = max(min(self._width, self._busy) // 2, 1)
            self._good = 0

    def widen(self) -> None:
        """A call went well."""
        self._good += 1
        if self._good >= self._width and self._width < MOST:
            self._width += 1
            self._good = 0
            self._let_in()

    def _let_in(self) -> None:
        free = self._width - self._busy
        while free > 0 and self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                free -= 1
