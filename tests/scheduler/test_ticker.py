"""The alarm: passes at regular times and at the next known instant, and goes on after a fault."""

import asyncio
import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from bot.clock import Clock, SystemClock, VirtualClock
from scheduler.ticker import Ticker


class Passes:
    """A pass that notes when it came, on the program's clock, and knows the next instant."""

    def __init__(self, clock: Clock, upcoming: Callable[[datetime], datetime | None]) -> None:
        self.clock = clock
        self.upcoming = upcoming
        self.came: list[datetime] = []
        self.fails = False
        self.more = asyncio.Event()

    async def __call__(self) -> datetime | None:
        now = self.clock.now()
        self.came.append(now)
        self.more.set()
        if self.fails:
            self.fails = False
            raise RuntimeError("a fault")
        return self.upcoming(now)

    async def count(self, number: int) -> None:
        async with asyncio.timeout(5):
            while len(self.came) < number:
                self.more.clear()
                await self.more.wait()


async def test_it_wakes_at_once_and_then_regularly() -> None:
    clock = SystemClock()
    passes = Passes(clock, lambda _now: None)
    ticker = Ticker(passes, clock.now, every=timedelta(milliseconds=100))
    ticker.start()
    await passes.count(4)
    await ticker.close()
    spans = [(b - a).total_seconds() for a, b in zip(passes.came, passes.came[1:], strict=False)]
    assert all(0.02 < span < 1 for span in spans)


@pytest.mark.parametrize("virtual", [False, True])
async def test_the_next_known_instant_is_hit(virtual: bool) -> None:  # noqa: FBT001
    """A virtual clock that ticks stands in another year; the delay counts and not the date."""
    start = datetime(2026, 10, 2, 14, 10, tzinfo=UTC)
    clock: Clock = VirtualClock(start, ticking=True) if virtual else SystemClock()
    known = clock.now() + timedelta(milliseconds=300)
    passes = Passes(clock, lambda now: known if now < known else None)
    ticker = Ticker(passes, clock.now, every=timedelta(seconds=60))
    ticker.start()
    await passes.count(2)
    await ticker.close()
    assert timedelta(0) <= passes.came[1] - known < timedelta(milliseconds=500)


async def test_an_instant_that_stays_in_the_past_does_not_make_it_spin() -> None:
    clock = SystemClock()
    passes = Passes(clock, lambda now: now - timedelta(minutes=5))
    ticker = Ticker(passes, clock.now, every=timedelta(milliseconds=200))
    ticker.start()
    await asyncio.sleep(0.7)
    await ticker.close()
    assert 2 <= len(passes.came) <= 5


async def test_a_fault_is_logged_and_the_next_pass_comes(
    caplog: pytest.LogCaptureFixture,
) -> None:
    clock = SystemClock()
    passes = Passes(clock, lambda _now: None)
    passes.fails = True
    ticker = Ticker(passes, clock.now, every=timedelta(milliseconds=50))
    with caplog.at_level(logging.ERROR, logger="scheduler.ticker"):
        ticker.start()
        await passes.count(3)
        await ticker.close()
    assert "ticker.failed" in caplog.text


async def test_closing_lets_a_pass_come_to_its_end() -> None:
    done: list[str] = []
    begun = asyncio.Event()

    async def slow() -> None:
        done.append("begun")
        begun.set()
        await asyncio.sleep(0.2)
        done.append("ended")

    ticker = Ticker(slow, SystemClock().now)
    ticker.start()
    await begun.wait()
    await ticker.close()
    assert done == ["begun", "ended"]


async def test_passes_never_overlap() -> None:
    under_way = 0
    most = 0
    clock = SystemClock()

    async def slow() -> datetime:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0.05)
        under_way -= 1
        return clock.now() + timedelta(milliseconds=10)

    ticker = Ticker(slow, clock.now, every=timedelta(milliseconds=30))
    ticker.start()
    await asyncio.sleep(0.5)
    await ticker.close()
    assert most == 1
