"""Handle ÷ floor, pair by pair in one run: python -m bench.ratio [--quick] [--sqlite]."""

import argparse
import asyncio
import os
import secrets
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import psycopg
from psycopg import sql
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from bench.handle import CHEAPEST, MIX, START, TALK, closed, prepare, sender, talk
from bench.load import Figures, Line, Post, drive
from bench.platform import a_platform
from bot.rehearsal.demo import free_port
from storage import open_storage, upgrade

SERVER = os.environ.get("LIAISON_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/postgres")
CLIENTS = (1, 16, 64)
BARS = {1: 0.2, 16: 0.5, 64: 0.5}
ROUNDS = 4
MATTERS = {1: 24, 16: 64, 64: 128}
"""How many referrals are carried through in one round, by the number of clients."""

WARM_UP = 32
PLATFORM_WAITS = 5.0
"""Seconds."""
TROUBLE = "系统出了问题"


@dataclass(slots=True)
class Level:
    """All runs with one number of clients."""

    floor: Figures = field(default_factory=Figures)
    cheap: Figures = field(default_factory=Figures)
    look: Figures = field(default_factory=Figures)
    mix: Figures = field(default_factory=Figures)


@dataclass(frozen=True, slots=True)
class Server:
    """One of the two that are compared."""

    port: int
    child: asyncio.subprocess.Process

    async def run(self, scripts: list[list[tuple[str, bytes]]]) -> Figures:
        """Play the scripts against it and see what they cost it."""
        before = await self._cost()
        found = await drive(self.port, scripts)
        found.cost = await self._cost() - before
        return found

    async def _cost(self) -> float:
        assert self.child.stdin is not None
        assert self.child.stdout is not None
        self.child.stdin.write(b"\n")
        return float(await self.child.stdout.readline())


@asynccontextmanager
async def a_server(module: str, *arguments: object) -> AsyncIterator[Server]:
    """A server in a process of its own, once it is ready; the first argument is its port."""
    with tempfile.TemporaryFile() as log:
        child = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            module,
            *(str(one) for one in arguments),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=log,
        )
        assert child.stdin is not None
        assert child.stdout is not None
        try:
            if (await child.stdout.readline()).strip() != b"ready":
                log.seek(0)
                raise RuntimeError(f"{module} did not start:\n{log.read().decode()}")
            yield Server(int(str(arguments[0])), child)
        finally:
            child.stdin.close()
            await child.wait()


@contextmanager
def sqlite() -> Iterator[str]:
    """A SQLite file of our own."""
    with tempfile.TemporaryDirectory(prefix="liaison-bench-") as folder:
        yield f"sqlite:///{Path(folder, 'bench.db')}"


@contextmanager
def postgres() -> Iterator[str]:
    """A PostgreSQL database of our own.

    Raises:
        psycopg.OperationalError: no server answers.
    """
    name = f"liaison_bench_{os.getpid()}_{secrets.token_hex(4)}"
    with psycopg.connect(SERVER, autocommit=True, connect_timeout=3) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield SERVER.rsplit("/", 1)[0] + "/" + name
    finally:
        with psycopg.connect(SERVER, autocommit=True) as connection:
            connection.execute(
                sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
            )


def dealt(
    lines: Sequence[Sequence[Line]], clients: int, post: Post
) -> list[list[tuple[str, bytes]]]:
    """Conversations dealt out to clients and sealed before the watch starts."""
    scripts: list[list[tuple[str, bytes]]] = [[] for _ in range(clients)]
    for n, conversation in enumerate(lines):
        scripts[n % clients] += [post.request(line) for line in conversation]
    return scripts


def check(figures: Figures, post: Post, wanted: str = "") -> None:
    """Every answer was one, and came while the platform waits; a fast refusal is no figure."""
    if max(figures.waits) > PLATFORM_WAITS:
        raise RuntimeError(f"an answer took {max(figures.waits):.1f} s")
    for who, body in figures.answers:
        words = post.words(who, body)
        if TROUBLE in words or wanted not in words:
            raise RuntimeError(f"not the answer that was measured: {words}")
    figures.answers.clear()


async def measure(url: str, rounds: int, progress: Progress, name: str) -> dict[int, Level]:
    """Floor and handle in turn, at each number of clients."""
    total = WARM_UP + rounds * sum(MATTERS.values())
    task = progress.add_task(f"{name}：准备 {total} 件", total=1 + rounds * len(CLIENTS))
    await asyncio.to_thread(upgrade, url)
    storage = open_storage(url)
    await prepare(storage, total)
    levels = {clients: Level() for clients in CLIENTS}
    floor_port, port = free_port(), free_port()
    used = count()
    async with (
        a_platform() as platform,
        a_server("bench.floor", floor_port) as bare,
        a_server("bench.handle", port, url, platform.api_base) as bot,
    ):
        floor = Post(floor_port, int(START.timestamp()))
        post = Post(port, int(START.timestamp()))

        async def one(clients: int, matters: int) -> Level:
            """Four short runs after one another, so that all of them share the weather.

            What earlier messages left to push has gone by then.
            """
            numbers = [next(used) for _ in range(matters)]
            lines = [list(talk(n)) for n in numbers]
            cheap = [[Line(sender(n), CHEAPEST)] * TALK for n in numbers]
            look = [[Line(sender(n), f"查 移{n + 1}")] * TALK for n in numbers]
            found = Level()
            found.floor = await bare.run(dealt(lines, clients, floor))
            await platform.quiet()
            found.cheap = await bot.run(dealt(cheap, clients, post))
            check(found.cheap, post)
            found.look = await bot.run(dealt(look, clients, post))
            check(found.look, post, "已送达")
            found.mix = await bot.run(dealt(lines, clients, post))
            check(found.mix, post)
            ended = await closed(storage, [f"移{n + 1}" for n in numbers])
            if ended != matters:
                raise RuntimeError(f"only {ended} of {matters} referrals came to their end")
            return found

        await one(8, WARM_UP)
        progress.advance(task)
        for n in range(rounds):
            for clients in CLIENTS:
                progress.update(task, description=f"{name}：第{n + 1}轮，{clients}人同时")
                found = await one(clients, MATTERS[clients])
                level = levels[clients]
                level.floor.add(found.floor)
                level.cheap.add(found.cheap)
                level.look.add(found.look)
                level.mix.add(found.mix)
                progress.advance(task)
    await storage.close()
    progress.remove_task(task)
    return levels


def table(name: str, levels: dict[int, Level]) -> Table:
    """One table: rates, waits, ratios."""
    caption = f"每秒条数，p50 / p99 毫秒，处理器微秒一条，÷ 底线。混合：{MIX}。"
    shown = Table(title=name, caption=caption, show_lines=True)
    for heading in ("同时", "底线", f"最省（{CHEAPEST}）", "查", "混合", "应达到"):
        shown.add_column(heading, justify="right")
    for clients, level in levels.items():
        floor = level.floor.rate
        row = [str(clients), cell(level.floor, floor, 0)]
        row += [cell(one, floor, BARS[clients]) for one in (level.cheap, level.look, level.mix)]
        shown.add_row(*row, f"≥ {BARS[clients]}")
    return shown


def cell(figures: Figures, floor: float, bar: float) -> str:
    """Rate, waits, cost, and share of the floor."""
    waits = f"{figures.quantile(0.5):.1f} / {figures.quantile(0.99):.1f} ms"
    lines = [f"{figures.rate:,.0f}/s", waits, f"{figures.each:.0f} µs"]
    if bar:
        share = figures.rate / floor
        lines.append(f"[{'green' if share >= bar else 'red'}]÷ {share:.2f}[/]")
    return "\n".join(lines)


async def run(console: Console, rounds: int, *, only_sqlite: bool = False) -> None:
    """Measure and print."""
    with Progress(console=console, transient=True) as progress:
        with sqlite() as url:
            levels = await measure(url, rounds, progress, "SQLite")
        progress.console.print(table("SQLite（WAL，synchronous=FULL）", levels))
        if only_sqlite:
            return
        try:
            with postgres() as url:
                levels = await measure(url, rounds, progress, "PostgreSQL")
        except psycopg.OperationalError:
            progress.console.print("[yellow]PostgreSQL：没有测，服务器没有应答。[/]")
        else:
            progress.console.print(table("PostgreSQL", levels))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--sqlite", action="store_true")
    args = parser.parse_args()
    asyncio.run(run(Console(), args.rounds, only_sqlite=args.sqlite))
