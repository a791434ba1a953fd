"""One pass of the clock with 1 000 matters due among few and among many open ones.

python -m bench.sweep [MANY]
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from bench.handle import START, people
from bot.operation.law_book import load_law
from rules.decisions.act import Act, Said
from rules.decisions.steps import open_matter
from rules.in_force import Law
from rules.kinds import KINDS
from rules.values.matter import Matter, Outcome
from scheduler.sweep import sweep
from storage import Storage, Transaction, open_storage, upgrade

DUE = 1_000
FEW, MANY = 10_000, 100_000
ROUNDS = 5
BAR = 1.5
BATCH = 1_000


class Town:
    """A database with open assistances, to which due ones are added before each pass."""

    def __init__(self, storage: Storage, law: Law) -> None:
        self.storage = storage
        self.law = law
        self.early = _assistance(law, START + timedelta(hours=1))
        self.late = _assistance(law, START + timedelta(days=5))
        self._made = 0
        self._moment()

    def _moment(self) -> None:
        first, second = self.early.after.next_look, self.late.after.next_look
        assert first is not None
        assert second is not None
        assert first < second
        self.now: datetime = first

    async def add(self, pattern: Outcome, count: int) -> None:
        """More matters like this one."""
        numbers = range(self._made + 1, self._made + count + 1)
        self._made += count

        def work(tx: Transaction) -> None:
            for outcome in _copies(pattern, numbers):
                tx.matters.record(outcome)

        await self.storage.run(work)

    async def measured(self) -> float:
        """Seconds of one pass with so many due."""
        await self.add(self.early, DUE)
        began = time.perf_counter()
        recorded = await sweep(self.storage, self.law, self.now)
        spent = time.perf_counter() - began
        assert recorded == DUE, f"{recorded} recorded"
        return spent


def _assistance(law: Law, at: datetime) -> Outcome:
    directory = people()
    said = Said((("receiver", "department0"), ("facts", "请提供食品经营许可登记材料")))
    opener = directory.officers["township0.o0"]
    act = Act(opener, at, said, law, directory, reaches=lambda _: True)
    return replace(open_matter(KINDS["assistance"], 1, act), pushes=())


def _copies(pattern: Outcome, numbers: Iterable[int]) -> Iterable[Outcome]:
    matter: Matter = pattern.after
    for n in numbers:
        number = f"协{n}"
        yield replace(
            pattern,
            after=replace(matter, number=number),
            entries=tuple(replace(entry, number=number) for entry in pattern.entries),
        )


async def a_town(folder: Path, law: Law, count: int, progress: Progress) -> Town:
    """A database with that many open matters, none of them due."""
    url = f"sqlite:///{folder / f'{count}.db'}"
    await asyncio.to_thread(upgrade, url)
    storage = open_storage(url)

    def county(tx: Transaction) -> None:
        tx.people.save_county("qingfeng", "qingfeng", START)
        tx.people.save_directory(people())

    await storage.run(county)
    town = Town(storage, law)
    task = progress.add_task(f"时钟：准备 {count:,} 件在办事项", total=count)
    for _ in range(0, count, BATCH):
        await town.add(town.late, BATCH)
        progress.advance(task, BATCH)
    progress.remove_task(task)
    return town


async def run(console: Console, many: int = MANY) -> None:
    """Measure and print."""
    law = load_law("qingfeng", None)
    with (
        tempfile.TemporaryDirectory(prefix="liaison-bench-") as folder,
        Progress(console=console, transient=True) as progress,
    ):
        towns = [await a_town(Path(folder), law, count, progress) for count in (FEW, many)]
        spent: list[list[float]] = [[], []]
        for _ in range(ROUNDS):
            for town, found in zip(towns, spent, strict=True):
                found.append(await town.measured())
        for town in towns:
            await town.storage.close()
    few, lots = (sorted(found)[ROUNDS // 2] for found in spent)
    table = Table(title=f"时钟走一遍，{DUE:,} 件到点（{ROUNDS}遍的中位数）")
    for heading in ("在办", "毫秒", "比值", "应不超过"):
        table.add_column(heading, justify="right")
    colour = "green" if lots / few <= BAR else "red"
    table.add_row(f"{FEW:,}", f"{few * 1000:,.0f}", "1", "")
    table.add_row(f"{many:,}", f"{lots * 1000:,.0f}", f"[{colour}]{lots / few:.2f}[/]", f"{BAR}")
    console.print(table)


if __name__ == "__main__":
    asyncio.run(run(Console(), int(sys.argv[1]) if len(sys.argv) > 1 else MANY))
