"""Cards that were overtaken: other people's copies say who acted, in the place of the buttons."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.channels.base import Later, Never, Relabels
from bot.clock import Clock
from handlers.dialogue import moved_on
from rules.in_force import Law
from rules.kinds.steps import STEPS
from rules.kinds.words import deed_word, done_word, step_word
from rules.procedure.past import recalled
from rules.values.dates import clock_text
from rules.values.errors import UnknownNumber
from rules.values.matter import Entry, Matter
from rules.values.people import Directory
from storage import CardCopy, Storage, Transaction

log = logging.getLogger(__name__)

LIMIT = 16
"""How many cards are changed side by side."""
LEASE = timedelta(minutes=2)
OUT_OF_DATE = "已过时"


@dataclass(frozen=True, slots=True)
class _Change:
    """One card and what it is to say."""

    copy: CardCopy
    label: str


class Copies:
    """Changes the cards that lie in people's chats when somebody has acted.

    Args:
        storage: where the codes are.
        channels: those whose cards can be changed, by name.
        clock: what time it is.
        law: for the county's words.
    """

    def __init__(
        self,
        storage: Storage,
        channels: Mapping[str, Relabels],
        clock: Clock,
        law: Callable[[], Law],
    ) -> None:
        self._storage = storage
        self._channels = channels
        self._clock = clock
        self._law = law
        self._woken = asyncio.Event()
        self._busy = asyncio.Lock()
        self._running: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to look whenever woken."""
        self._running = asyncio.create_task(self._run(), name="copies")
        self.wake()

    async def close(self) -> None:
        """Stop; what was under way is taken up again when its lease is over."""
        if self._running is not None:
            self._running.cancel()
            await asyncio.wait([self._running])
            self._running = None

    def wake(self) -> None:
        """Somebody may have acted."""
        self._woken.set()

    async def drain(self) -> int:
        """Change every card that can be changed now; how many were. One pass at a time."""
        done = 0
        async with self._busy:
            while True:
                now = self._clock.now()
                if not await self._storage.read(lambda tx, now=now: tx.reach.has_stale_copies(now)):  # type: ignore[misc]
                    return done
                changes = await self._storage.run(self._claim)
                done += sum(await asyncio.gather(*(self._change(one) for one in changes)))

    async def _run(self) -> None:
        while True:
            await self._woken.wait()
            self._woken.clear()
            try:
                await self.drain()
            except Exception:
                log.exception("copies.failed")

    def _claim(self, tx: Transaction) -> tuple[_Change, ...]:
        """Take cards that were overtaken; those that still hold are left for the next step."""
        changes: list[_Change] = []
        for copy in tx.reach.take_stale_copies(self._clock.now(), LIMIT, LEASE):
            try:
                matter = tx.matters.get(copy.number)
            except UnknownNumber:
                tx.reach.forget_copy(copy.code)
                continue
            since = [e for e in tx.matters.entries(copy.number) if e.seq > copy.entries]
            label = overtaken(copy.officer, matter, since, self._law(), tx.people.directory())
            if label:
                changes.append(_Change(copy, label))
            else:
                tx.reach.copy_holds(copy.code, matter.entries)
        return tuple(changes)

    async def _change(self, change: _Change) -> bool:
        copy = change.copy
        channel = self._channels.get(copy.channel)
        try:
            if channel is not None:
                await channel.relabel(copy.raw_id, copy.code, change.label)
        except Later as later:
            until = self._clock.now() + max(later.wait, timedelta(seconds=1))
            await self._storage.run(lambda tx: tx.reach.put_off_copy(copy.code, until))
            return False
        except Never as never:
            log.warning("copies.refused number=%s code=%s", copy.number, never.code)
        except Exception:
            log.exception("copies.change_failed number=%s", copy.number)
        await self._storage.run(lambda tx: tx.reach.forget_copy(copy.code))
        return channel is not None


def overtaken(
    viewer: str,
    matter: Matter,
    since: Sequence[Entry],
    law: Law,
    directory: Directory,
    *,
    say: Callable[[datetime], str] = clock_text,
) -> str:
    """What a card says once somebody has acted; "" while it still says what can be done.

    Args:
        viewer: officer id of whose card it is.
        matter: as it is now.
        since: the entries since the card was drawn.
        law: for the county's words.
        directory: for names.
        say: how the moment is written; a card's button has room for the time of day alone.
    """
    taken = next((entry for entry in since if moved_on(entry, matter.kind)), None)
    if taken is None:
        return ""
    if not taken.officer:
        return OUT_OF_DATE
    word = step_word(taken.step, matter.kind, law.regulation(matter))
    when = say(taken.recorded_at)
    if taken.officer == viewer:
        return f"{done_word(taken.step, word)} {when}"
    who = recalled(directory, [taken]).officer(taken.officer).name
    deed = f"{who}{deed_word(taken.step, word)} {when}"
    return f"已由{deed}" if STEPS[taken.step].already else deed
