"""A county's night for stories of emergencies: who was rung when, over the virtual clock."""

from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta

from aiohttp import ClientSession

from bot.operation.county_file import County
from bot.rehearsal.client import Received, Stage
from bot.rehearsal.demo import Rehearsal, rehearsal, sample
from bot.rehearsal.wecom import Fault
from rules.values.dates import BEIJING
from rules.values.matter import Entry, Matter
from rules.values.people import Directory, Officer


class Night:
    """One rehearsal. Everything anybody received is kept; `since` forgets what came before."""

    def __init__(self, scene: Rehearsal, stage: Stage) -> None:
        """Bind the rehearsal and its doors."""
        self.scene, self.stage = scene, stage
        self.heard: list[Received] = []

    async def at(self, words: str) -> None:
        """Move the clock to a Beijing time."""
        await self.stage.move_to(datetime.fromisoformat(words).replace(tzinfo=BEIJING))
        await self._listen()

    async def later(self, **span: int) -> None:
        """Let time pass."""
        await self.stage.move_to(await self.stage.now() + timedelta(**span))
        await self._listen()

    async def says(self, name: str, words: str) -> str:
        """Somebody writes to the application; what he is answered."""
        before = len(self.heard)
        await self.stage.says(name, words, "应用")
        await self._listen()
        return "\n".join(one.words for one in self.heard[before:] if one.to == name)

    async def taps(self, name: str, word: str) -> str:
        """Somebody presses the newest button of that name; what he is answered."""
        before = len(self.heard)
        await self.stage.taps(name, word)
        await self._listen()
        return "\n".join(one.words for one in self.heard[before:] if one.to == name)

    async def emergency(self, name: str, words: str) -> str:
        """Somebody reports an emergency; what he is answered when it is out."""
        await self.says(name, f"紧急 {words}")
        return await self.taps(name, "确认发出")

    def forget(self) -> None:
        """From now on only what comes counts."""
        self.heard.clear()

    def to(self, name: str, *parts: str) -> list[str]:
        """What somebody received, where all of that stands in it."""
        return [
            one.words
            for one in self.heard
            if one.to == name and all(part in one.words for part in parts)
        ]

    def when(self, name: str, *parts: str) -> list[str]:
        """At which Beijing times somebody received that."""
        return [
            f"{one.at.astimezone(BEIJING):%H:%M}"
            for one in self.heard
            if one.to == name and all(part in one.words for part in parts)
        ]

    def count(self, *parts: str) -> Counter[str]:
        """How many messages each received in which all of that stands."""
        return Counter(one.to for one in self.heard if all(part in one.words for part in parts))

    async def matter(self, number: str) -> Matter:
        """As it is now."""
        return await self.scene.bot.storage.read(lambda tx: tx.matters.get(number))

    async def entries(self, number: str) -> tuple[Entry, ...]:
        """Its record."""
        return await self.scene.bot.storage.read(lambda tx: tx.matters.entries(number))

    def refuses(self, code: int, calls: int) -> None:
        """The platform refuses the next personal pushes."""
        self.scene.emulator.order(Fault("message/send", errcode=code, calls=calls))

    async def change(self, work: Callable[[Directory], Directory]) -> None:
        """Load another address book."""
        await self.scene.bot.storage.run(
            lambda tx: tx.people.save_directory(work(tx.people.directory()))
        )

    async def _listen(self) -> None:
        await self.stage.rest()
        self.heard += await self.stage.received()


def without(directory: Directory, unit: str) -> Directory:
    """The address book with nobody of a unit left in it."""
    gone = {o.id for o in directory.officers.values() if directory.unit_of(o).id == unit}
    people = {i: o for i, o in directory.officers.items() if i not in gone}
    shifts = tuple(shift for shift in directory.shifts if shift.officer not in gone)
    return Directory(directory.county, directory.units, people, shifts)


def also(directory: Directory, *officers: Officer) -> Directory:
    """The address book with some people more."""
    people = {**directory.officers, **{o.id: o for o in officers}}
    return Directory(directory.county, directory.units, people, directory.shifts)


@asynccontextmanager
async def night_in(
    county: str, url: str, change: Callable[[County], County] = lambda county: county
) -> AsyncIterator[Night]:
    """A night in a sample county, with its address book changed where a story wants that."""
    described = change(sample(county))
    async with rehearsal(described, db=url) as scene, ClientSession() as http:
        stage = Stage(http, scene.emulator.url)
        await stage.enter()
        yield Night(scene, stage)


def with_directory(work: Callable[[Directory], Directory]) -> Callable[[County], County]:
    """A change of a county that is one of its address book."""
    return lambda county: replace(county, directory=work(county.directory))
