"""A county for a story: everybody by name, one clock, and nothing heard that is not told."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime

import pytest
from aiohttp import ClientSession

from bot.rehearsal.client import Received, Stage
from bot.rehearsal.demo import Rehearsal, rehearsal, sample
from rules.values.dates import BEIJING, moment_text
from rules.values.matter import Entry, Matter


class Town:
    """The rehearsal of a sample county, told in the order in which it happens.

    Every message that anybody receives waits until the story says that it was heard. A clock that
    moves on, somebody who acts, and the end of the story all ask that nothing is left unheard.
    """

    def __init__(self, county: str, url: str) -> None:
        """Bind the county and its database; `opens` starts it."""
        self._county = county
        self._url = url
        self._stack = AsyncExitStack()
        self._stage: Stage | None = None
        self._scene: Rehearsal | None = None
        self._unheard: list[Received] = []

    # ---- what happens ----

    async def opens(self) -> None:
        """Start the bot, the emulator and the page on the county's database."""
        county = sample(self._county)
        self._scene = await self._stack.enter_async_context(rehearsal(county, db=self._url))
        http = await self._stack.enter_async_context(ClientSession())
        self._stage = Stage(http, self._scene.emulator.url)
        await self._stage.enter()

    async def closes(self) -> None:
        """Stop everything; the database stays."""
        await self._stack.aclose()
        self._stack = AsyncExitStack()

    async def restarts(self) -> None:
        """Stop the bot and start it again on the same database; the chats are still there."""
        assert self._scene is not None
        await self._scene.restart()
        await self._listen()

    async def at(self, words: str) -> None:
        """Move the clock to a Beijing time such as `2026-04-27 09:00`."""
        self._nothing_unheard(f"{words}以前")
        await self.stage.move_to(datetime.fromisoformat(words).replace(tzinfo=BEIJING))
        await self._listen()

    async def says(self, name: str, words: str, place: str = "应用") -> None:
        """Somebody writes: in the group (群), to the robot (机器人) or the application (应用)."""
        self._nothing_unheard(f"{name}说“{words}”以前")
        await self.stage.says(name, words, place)
        await self._listen()

    async def taps(self, name: str, word: str) -> None:
        """Somebody presses a button of the newest card that has it."""
        self._nothing_unheard(f"{name}按下【{word}】以前")
        await self.stage.taps(name, word)
        await self._listen()

    async def breaks(self, endpoint: str, code: int, calls: int) -> None:
        """The platform refuses the next calls of an endpoint with an error code."""
        await self.stage.breaks(endpoint, code, calls)

    # ---- what is heard ----

    async def hears(self, name: str, *parts: str, when: str = "") -> str:
        """Somebody (or 群) has received a message in which all of that stands.

        Args:
            name: who.
            parts: words that stand in one message.
            when: how the moment of its arrival ends, such as `09:00`.

        Returns:
            The whole of it.
        """
        for one in self._unheard:
            fits = one.to == name and all(part in one.words for part in parts)
            if fits and moment_text(one.at).endswith(when):
                self._unheard.remove(one)
                return one.words
        pytest.fail(f"{name}没有听到{'…'.join(parts)}。还没有说到的：\n{self._rest()}")

    async def hears_nothing(self) -> None:
        """Nobody has heard anything else."""
        self._nothing_unheard("")

    # ---- what is on record ----

    @property
    def stage(self) -> Stage:
        assert self._stage is not None
        return self._stage

    async def matter(self, number: str) -> Matter:
        assert self._scene is not None
        return await self._scene.bot.storage.read(lambda tx: tx.matters.get(number))

    async def entries(self, number: str) -> tuple[Entry, ...]:
        assert self._scene is not None
        return await self._scene.bot.storage.read(lambda tx: tx.matters.entries(number))

    async def _listen(self) -> None:
        await self.stage.rest()
        self._unheard += await self.stage.received()

    def _nothing_unheard(self, before: str) -> None:
        if self._unheard:
            pytest.fail(f"{before}还有没有说到的消息：\n{self._rest()}")

    def _rest(self) -> str:
        return "\n\n".join(
            f"{one.to}（{moment_text(one.at)}）：{one.words}" for one in self._unheard
        )


@asynccontextmanager
async def story_in(county: str, url: str) -> AsyncIterator[Town]:
    """A town for one story; at its end nothing unmentioned may have been heard."""
    town = Town(county, url)
    await town.opens()
    try:
        yield town
        await town.hears_nothing()
    finally:
        await town.closes()
