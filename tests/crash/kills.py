"""Every death there is, one story each: python -m tests.crash.kills [SERVER_URL].

The bot is killed just before and just after each of its commits. Prints progress and every
difference; exit status 1 where there is one.
"""

import asyncio
import os
import secrets
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import psycopg
from psycopg import sql
from rich.console import Console
from rich.progress import Progress

from storage import upgrade
from tests.crash.town import Death, differences, played

AT_ONCE = 4 * (os.cpu_count() or 1)
"""Stories side by side; each spends most of its time listening whether somebody still speaks."""
STRIDE = 20
ONE_UPGRADE = asyncio.Lock()
"""Migrations keep what they work on in module variables: one at a time in a process."""


@asynccontextmanager
async def a_database(server: str) -> AsyncIterator[str]:
    """A database with tables, gone afterwards: a SQLite file, or one of its own on a server."""
    if not server:
        with tempfile.TemporaryDirectory(prefix="liaison-kill-") as folder:
            url = f"sqlite:///{Path(folder, 'town.db')}"
            await _with_tables(url)
            yield url
        return
    name = f"liaison_kill_{os.getpid()}_{secrets.token_hex(4)}"
    _on_server(server, "CREATE DATABASE {}", name)
    try:
        url = server.rsplit("/", 1)[0] + "/" + name
        await _with_tables(url)
        yield url
    finally:
        _on_server(server, "DROP DATABASE {} WITH (FORCE)", name)


async def _with_tables(url: str) -> None:
    async with ONE_UPGRADE:
        await asyncio.to_thread(upgrade, url)


def _on_server(server: str, statement: str, name: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(sql.Identifier(name)))


async def main(server: str = "") -> int:
    """Kill at each commit, both sides of it."""
    console = Console()
    async with a_database(server) as url:
        calm = await played(url)
    deaths = [Death(n, after) for n in range(1, len(calm.commits) + 1) for after in (False, True)]
    failed = unreached = 0
    gate = asyncio.Semaphore(AT_ONCE)
    with Progress(console=console) as progress:
        task = progress.add_task(f"{len(deaths)} deaths", total=len(deaths))

        async def one(death: Death) -> None:
            nonlocal failed, unreached
            async with gate, a_database(server) as url:
                try:
                    shaken = await played(url, death)
                    rows = differences(calm, shaken)
                    reached = len(shaken.commits) >= death.commit
                    unreached += not reached
                    rows += [f"{shaken.deaths} deaths"] if shaken.deaths != reached else []
                except Exception as error:  # noqa: BLE001 - every death is told
                    rows = [f"{type(error).__name__}: {error}"]
            if rows:
                failed += 1
                tables = calm.commits[death.commit - 1]
                side = "after" if death.after else "before"
                progress.console.print(f"[red]{side} commit {death.commit} ({tables})")
                for row in rows:
                    progress.console.print(f"  {row}", markup=False)
            progress.advance(task)
            done = int(progress.tasks[0].completed)
            if not console.is_terminal and done % STRIDE == 0:
                console.print(f"{done} of {len(deaths)}")

        await asyncio.gather(*(one(death) for death in deaths))
    console.print(f"{len(deaths) - failed - unreached} of {len(deaths)} deaths left no trace")
    if unreached:
        console.print(f"{unreached} were not died: the sender needed fewer commits that time")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main(*sys.argv[1:])))
