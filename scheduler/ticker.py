"""APScheduler, and nothing else: it wakes the program now and then, and at the next instant."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MISSED, JobExecutionEvent
from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger
from apscheduler.triggers.interval import IntervalTrigger

log = logging.getLogger(__name__)

ZONE = "Asia/Shanghai"
EVERY = timedelta(seconds=5)
MOMENT = timedelta(seconds=1)
NEXT = "next"

Tick = Callable[[], Awaitable[datetime | None]]
"""One pass. It answers with the next instant at which something is known to fall due, or None."""


class Ticker:
    """Wakes one pass at a time: every few seconds, and to the second at the next known instant.

    It carries no knowledge: a pass reads from the rows what is due. The instant that a pass
    answers with is on the program's clock, which may be a virtual one; it is turned into a delay.

    Args:
        tick: one pass.
        now: the program's clock.
        every: how long between two passes at the most.
    """

    def __init__(
        self, tick: Tick, now: Callable[[], datetime], *, every: timedelta = EVERY
    ) -> None:
        self._tick = tick
        self._now = now
        self._every = every
        self._passing = asyncio.Lock()
        self._closed = False
        self._scheduler = AsyncIOScheduler(
            timezone=ZONE,
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )
        self._scheduler.add_listener(_heard, EVENT_JOB_ERROR | EVENT_JOB_MISSED)

    def start(self) -> None:
        """Begin, with a first pass at once. Called inside the running loop."""
        self._scheduler.add_job(
            self._pass,
            IntervalTrigger(seconds=self._every.total_seconds(), timezone=ZONE),
            id="every",
            next_run_time=DateTrigger(timezone=ZONE).run_date,
        )
        self._scheduler.start()

    async def close(self) -> None:
        """Stop waking, and let a pass that is under way come to its end."""
        self._closed = True
        self._scheduler.remove_all_jobs()
        async with self._passing:
            if self._scheduler.running:
                self._scheduler.shutdown(wait=False)

    async def _pass(self) -> None:
        async with self._passing:
            if self._closed:
                return
            upcoming = await self._tick()
            if not self._closed:
                self._wake_at(upcoming)

    def _wake_at(self, instant: datetime | None) -> None:
        """One date job, where the instant comes before the next regular pass.

        What this pass has left undone for longer than a moment waits for the regular one.
        """
        delay = instant - self._now() if instant is not None else self._every
        if not -MOMENT < delay < self._every:
            try:
                self._scheduler.remove_job(NEXT)
            except JobLookupError:
                return
            return
        present = DateTrigger(timezone=ZONE).run_date
        self._scheduler.add_job(
            self._pass,
            DateTrigger(present + max(delay, timedelta(0)), timezone=ZONE),
            id=NEXT,
            replace_existing=True,
        )


def _heard(event: JobExecutionEvent) -> None:
    if event.exception is not None:
        log.error("ticker.failed job=%s", event.job_id, exc_info=event.exception)
    else:
        log.warning("ticker.missed job=%s", event.job_id)
