"""Moving the virtual clock: by how much, to when, and through whose hands."""

import asyncio
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.clock import VirtualClock

BEIJING = ZoneInfo("Asia/Shanghai")
SPAN = re.compile(r"(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?")
LONGEST = timedelta(days=3660)


class TimeTravel(Protocol):
    """Whoever composes the emulator with a bot, and so knows what falls due when."""

    async def advance(self, target: datetime) -> None:
        """Move the shared clock to `target` through everything due on the way, in order.

        Comes back when all of it is handled.
        """
        ...

    async def next_event(self) -> datetime | None:
        """The next instant at which something falls due, or None."""
        ...

    def next_workday_morning(self) -> datetime:
        """09:00 of the next working day after now."""
        ...


class Misled(Exception):
    """A request that the sandbox cannot follow.

    Attributes:
        sentence: why, in Chinese.
    """

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Hours:
    """The shared clock, moved by one request at a time."""

    def __init__(
        self,
        clock: VirtualClock,
        travel: TimeTravel | None,
        day_label: Callable[[date], str] | None,
    ) -> None:
        self.travel = travel
        self.day_label = day_label
        self._clock = clock
        self._turn = asyncio.Lock()

    def now(self) -> datetime:
        """The present instant in Beijing."""
        return self._clock.now().astimezone(BEIJING)

    def label(self) -> str:
        """What kind of day it is, where anybody knows."""
        return self.day_label(self.now().date()) if self.day_label else ""

    async def upcoming(self) -> datetime | None:
        """The next instant at which something falls due."""
        return await self.travel.next_event() if self.travel else None

    async def move(
        self, now: str = "", advance: str = "", to: str = "", *, jump: bool = False
    ) -> None:
        """Move the clock as one of the three says.

        Args:
            now: to this instant.
            advance: by this span.
            to: to a known instant.
            jump: at one go, past everything that falls due, like a host that slept.

        Raises:
            Misled: it says nothing, nonsense, or would move the clock back.
        """
        if sum(map(bool, (now, advance, to))) != 1:
            raise Misled("时钟没有拨动：请只给出 now、advance、to 三项中的一项。")
        async with self._turn:
            target = await self._target(now, advance, to)
            if now and target < self._clock.now():
                raise Misled("时钟没有拨动：只能往后拨，不能往回拨。")
            if target - self._clock.now() > LONGEST:
                raise Misled("时钟没有拨动：一次最多往后拨十年。")
            if self.travel is not None and not jump:
                await self.travel.advance(target)
            else:
                self._clock.move_to(target)

    async def _target(self, now: str, advance: str, to: str) -> datetime:
        if now:
            return _instant(now)
        if advance:
            return self._clock.now() + _span(advance)
        if to not in ("next-workday-0900", "next-event"):
            raise Misled("时钟没有拨动：to 只能是 next-workday-0900 或者 next-event。")
        if self.travel is None:
            raise Misled("时钟没有拨动：演练环境没有接上日历和待办，请直接写明时间。")
        if to == "next-workday-0900":
            return self.travel.next_workday_morning()
        coming = await self.travel.next_event()
        if coming is None:
            raise Misled("时钟没有拨动：后面没有已经排定的事项。")
        return max(coming, self._clock.now())


def _instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise Misled(f"时钟没有拨动：看不懂时间“{text}”，请写成 2026-11-05T09:00。") from None
    return instant.replace(tzinfo=BEIJING) if instant.tzinfo is None else instant


def _span(text: str) -> timedelta:
    match = SPAN.fullmatch(text.strip().lower())
    if match is None or not any(match.groups()):
        raise Misled(f"时钟没有拨动：看不懂时长“{text}”，请写成 2h30m、1d、45m 或者 90s。")
    days, hours, minutes, seconds = (int(one or 0) for one in match.groups())
    try:
        return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    except OverflowError:
        raise Misled("时钟没有拨动：一次最多往后拨十年。") from None
