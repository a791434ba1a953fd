"""Counting how often something happened in the last minute and the last hour."""

import time
from collections import deque
from datetime import datetime, timedelta

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


class Windows:
    """A limit per key. A minute is over when it is over on the given clock or on the real one.

    The real one counts as well because a story's clock may stand still while people go on talking.
    """

    def __init__(self, minute: int, hour: int) -> None:
        self._limits = ((MINUTE, minute), (HOUR, hour))
        self._seen: dict[str, deque[tuple[datetime, float]]] = {}

    def take(self, key: str, now: datetime) -> bool:
        """Count one more, unless that would be one too many; a refused one is not counted."""
        seen = self._seen.setdefault(key, deque())
        real = time.monotonic()
        while seen and self._over(seen[0], now, real, HOUR):
            seen.popleft()
        for span, limit in self._limits:
            recent = 0
            for one in reversed(seen):
                if recent >= limit or self._over(one, now, real, span):
                    break
                recent += 1
            if recent >= limit:
                return False
        seen.append((now, real))
        return True

    @staticmethod
    def _over(one: tuple[datetime, float], now: datetime, real: float, span: timedelta) -> bool:
        at, since = one
        return now - at >= span or real - since >= span.total_seconds()
