"""Check a calendar file, load it, and count every open line of the county anew."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path

from bot.operation.law_book import load_law, read_law
from rules.decisions.recompute import Moved, moves, recompute
from rules.in_force import Law
from rules.law.calendar import WorkCalendar, calendar_name, read_calendars
from rules.law.regulation_file import place_of
from rules.values.errors import UnknownNumber
from rules.values.matter import Matter, Outcome
from rules.values.toml_table import BadFile, data_files, text_of
from storage import Loaded, Storage, Transaction

PAGE = 200
"""How many matters are looked at in one reading."""
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Found:
    """A calendar file that was gone over.

    Attributes:
        name: what it is about; see `calendar_name`.
        calendar: all calendars with this one among them.
        about: what it says, in one sentence.
        why: the reason given for a line that it moves.
    """

    name: str
    text: str
    calendar: WorkCalendar
    about: str
    why: str


@dataclass(frozen=True, slots=True)
class Shift:
    """One open line of one matter that moves."""

    matter: Matter
    moved: Moved


def check(path: Path, rules_dir: Path | None, known: WorkCalendar | None = None) -> Found:
    """Go over a year's file or a region's own days.

    Args:
        path: the file.
        rules_dir: the county's own files; None for none.
        known: what is in force, to tell a new notice from an amended one; None for the files.

    Raises:
        BadFile: with every fault, each with its line where it has one.
    """
    dirs = (rules_dir,) if rules_dir else ()
    try:
        name = calendar_name(path)
        others = [one for one in data_files("calendars", *dirs) if one.resolve() != path.resolve()]
        calendar = read_calendars((*others, path))
    except BadFile as bad:
        if bad.name != path.name:
            raise
        text = path.read_text(encoding="utf-8", errors="replace")
        raise BadFile(path.name, tuple(_placed(text, fault) for fault in bad.faults)) from bad
    text = text_of(path)
    known = known or WorkCalendar.load(*dirs)
    about, why = _described(name, calendar, known)
    return Found(name, text, calendar, about, why)


def _placed(text: str, fault: str) -> str:
    """A fault with its line: of its key, or of the day it names."""
    key, _, about = fault.partition("：")
    if key:
        return place_of(text, fault) + fault
    day = DAY.search(about)
    lines = [n for n, line in enumerate(text.splitlines(), 1) if day and day[0] in line]
    return (f"第{lines[-1]}行 " if lines else "") + about


def _described(name: str, calendar: WorkCalendar, known: WorkCalendar) -> tuple[str, str]:
    """What a file says, and why a line moves because of it."""
    if name.isdecimal():
        year = calendar.years[int(name)]
        off = sum(len(holiday.days) for holiday in year.holidays)
        on = sum(len(holiday.make_up) for holiday in year.holidays)
        last = date(year.year, 12, 31)
        working = calendar.count(date(year.year, 1, 1), last) + calendar.is_working(
            date(year.year, 1, 1)
        )
        about = f"{name}年：{year.number}，放假调休{off}天，调休上班{on}天，全年工作日{working}天。"
        done = "已有变动" if year.year in known.years else "已经公布"
        return about, f"{name}年放假安排{done}（{year.number}）"
    [overlay] = [one for one in calendar.overlays if one.name == name]
    about = f"{overlay.region}：{overlay.source}，另行放假{len(overlay.off)}天"
    about += f"，另行上班{len(overlay.on)}天。"
    return about, f"本地放假安排已有变动（{overlay.source}）"


async def preview(
    storage: Storage, found: Found, rules_dir: Path | None, now: datetime
) -> tuple[Shift, ...]:
    """Every open line that would move if the file were loaded now; nothing is written."""
    county = await storage.read(lambda tx: tx.people.county())
    loaded = await storage.read(lambda tx: tx.calendars.loaded())
    if not _in_force(found, loaded):
        loaded += (Loaded(0, found.name, found.text, found.name, now),)
    law = load_law(county.regulation, rules_dir, loaded, county.law_version)
    shifts: list[Shift] = []
    async for page in _pages(storage):
        shifts += await storage.read(partial(_would_move, numbers=page, law=law, now=now))
    return tuple(shifts)


async def load(
    storage: Storage, found: Found, source: str, rules_dir: Path | None, now: datetime
) -> tuple[Shift, ...]:
    """Load a file and count every open line anew; what was cut short is made up by loading again.

    Args:
        storage: the county's database.
        found: the file, gone over.
        source: the file's name, and who loads it.
        rules_dir: the county's own files; None for none.
        now: from when on it holds.

    Returns:
        The lines that moved. A file that is in force already moves none.
    """
    county = await storage.read(lambda tx: tx.people.county())
    loaded = await storage.read(lambda tx: tx.calendars.loaded())
    fresh = (*loaded, Loaded(0, found.name, found.text, source, now))
    load_law(county.regulation, rules_dir, fresh)  # what no process could read is not kept
    await storage.run(lambda tx: tx.calendars.load(found.name, found.text, source, now))
    return await recount(storage, await read_law(storage, rules_dir), now, found.why)


async def recount(storage: Storage, law: Law, now: datetime, why: str) -> tuple[Shift, ...]:
    """Count every open line of the county anew, and tell both sides of each that moved."""
    shifts: list[Shift] = []
    async for page in _pages(storage):
        moving = await storage.read(partial(_would_change, numbers=page, law=law, now=now))
        done = await asyncio.gather(
            *(
                storage.run(partial(_recorded, number=number, law=law, now=now, why=why))
                for number in moving
            )
        )
        shifts += [shift for each in done for shift in each]
    return tuple(shifts)


def _in_force(found: Found, loaded: Sequence[Loaded]) -> bool:
    texts = {one.name: one.text for one in loaded}
    return texts.get(found.name) == found.text


async def _pages(storage: Storage) -> AsyncIterator[tuple[str, ...]]:
    """The numbers of all open matters, some at a time."""
    last = ""
    while page := await storage.read(partial(_after, last=last)):
        yield page
        last = page[-1]


def _after(tx: Transaction, *, last: str) -> tuple[str, ...]:
    return tx.matters.open_after(last, PAGE)


def _would_move(tx: Transaction, *, numbers: Sequence[str], law: Law, now: datetime) -> list[Shift]:
    directory = tx.people.directory()
    return [
        Shift(matter, moved)
        for matter in _matters(tx, numbers)
        for moved in moves(matter, tx.matters.lines(matter.number), law, directory, now)
    ]


def _would_change(tx: Transaction, *, numbers: Sequence[str], law: Law, now: datetime) -> list[str]:
    readable = [matter.number for matter in _matters(tx, numbers)]
    return [number for number in readable if _outcome(tx, number, law, now, "") is not None]


def _matters(tx: Transaction, numbers: Sequence[str]) -> Iterator[Matter]:
    """Those that can be read; one that is damaged keeps no other from being counted."""
    for number in numbers:
        with suppress(UnknownNumber):
            yield tx.matters.get(number)


def _recorded(
    tx: Transaction, *, number: str, law: Law, now: datetime, why: str
) -> tuple[Shift, ...]:
    matter, directory = tx.matters.get(number), tx.people.directory()
    moved = moves(matter, tx.matters.lines(number), law, directory, now)
    outcome = _outcome(tx, number, law, now, why)
    if outcome is None:
        return ()
    tx.matters.record(outcome)
    return tuple(Shift(matter, one) for one in moved)


def _outcome(tx: Transaction, number: str, law: Law, now: datetime, why: str) -> Outcome | None:
    matter = tx.matters.get(number)
    history = tx.matters.history(matter)
    return recompute(
        matter, tx.matters.lines(number), law, tx.people.directory(), now, why, history
    )
