"""Processes of the bot as an operator runs them, and what stands between them and the platform."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import psycopg
from aiohttp import web

from bot.clock import SystemClock
from bot.rehearsal.demo import AES_KEY, BOT_ID, CORP_ID, REHEARSAL, free_port
from bot.rehearsal.wecom import Emulator
from storage.lease import KEY

ROOT = Path(__file__).parents[2]
SERVE = Path(__file__).with_name("serve_process.py")


class Process:
    """One `liaison serve`.

    Attributes:
        port: where it listens.
    """

    def __init__(self, child: asyncio.subprocess.Process, port: int, log: Path) -> None:
        self.port = port
        self._child = child
        self._log = log

    @property
    def said(self) -> str:
        """Everything that it has printed and logged."""
        return self._log.read_text()

    async def ready(self) -> tuple[int, dict[str, Any]]:
        """What it answers to the question whether it is ready; 0 when it does not listen."""
        url = f"http://127.0.0.1:{self.port}/readyz"
        try:
            async with aiohttp.ClientSession() as http, http.get(url) as answer:
                return answer.status, await answer.json()
        except aiohttp.ClientError:
            return 0, {}

    async def get(self, path: str) -> int:
        """The status of another page."""
        url = f"http://127.0.0.1:{self.port}{path}"
        async with aiohttp.ClientSession() as http, http.get(url) as answer:
            return answer.status

    async def acts(self, seconds: float = 40) -> None:
        """Wait until it has taken over and its connection is subscribed."""
        async with asyncio.timeout(seconds):
            while not (found := await self.ready())[1].get("channels", {}).get("aibot"):
                await self._lives(found[0])

    async def stands_by(self, seconds: float = 40) -> None:
        """Wait until it waits."""
        async with asyncio.timeout(seconds):
            while (found := await self.ready()) != (503, {"ok": False, "standby": True}):
                await self._lives(found[0])

    def stop(self) -> None:
        """Let it stand still, as a machine without time for it does."""
        os.kill(self._child.pid, signal.SIGSTOP)

    def go_on(self) -> None:
        """Let it go on where it was."""
        os.kill(self._child.pid, signal.SIGCONT)

    async def ends(self, by: signal.Signals | None = None) -> int:
        """Tell it to stop, or see it stop by itself; its exit status."""
        if by is not None:
            self._child.send_signal(by)
        async with asyncio.timeout(40):
            return await self._child.wait()

    async def kill(self) -> None:
        """End it without a word."""
        if self._child.returncode is None:
            self._child.kill()
        await self._child.wait()

    async def _lives(self, status: int) -> None:
        assert self._child.returncode is None, f"ended by itself ({status}):\n{self.said}"
        await asyncio.sleep(0.1)


@asynccontextmanager
async def serving(
    emulator: Emulator, url: str, folder: Path, *, platform: str = "", descriptors: int = 0
) -> AsyncIterator[Process]:
    """Start one; it is killed in the end.

    Args:
        emulator: the platform, whose clock it shares.
        url: of the database.
        folder: for its log.
        platform: where it finds the platform, when not directly.
        descriptors: how many files it may have open; 0 for as many as this process.
    """
    port, there = free_port(), platform or emulator.url
    off = (emulator.world.clock.now() - SystemClock().now()).total_seconds()
    given = {
        "DATABASE_URL": url,
        "COUNTY": "qingfeng",
        "PORT": str(port),
        "WECOM_API_BASE": f"{there}/cgi-bin/",
        "WECOM_CORP_ID": CORP_ID,
        "WECOM_AGENT_ID": "1000002",
        "WECOM_SECRET": REHEARSAL,
        "WECOM_TOKEN": REHEARSAL,
        "WECOM_AES_KEY": AES_KEY,
        "AIBOT_ID": BOT_ID,
        "AIBOT_SECRET": REHEARSAL,
        "AIBOT_WS_URL": f"{there.replace('http', 'ws', 1)}/aibot",
    }
    path = folder / f"{port}.log"
    with path.open("w") as log:
        child = await asyncio.create_subprocess_exec(
            *(("sh", "-c", f'ulimit -n {descriptors}; exec "$@"', "sh") if descriptors else ()),
            sys.executable,
            SERVE,
            str(off),
            cwd=folder,
            env=_environment(given),
            stdout=log,
            stderr=log,
        )
    process = Process(child, port, path)
    try:
        yield process
    finally:
        await process.kill()


@dataclass(frozen=True, slots=True)
class Said:
    """What a command said, and how it ended."""

    status: int
    out: str
    err: str


async def liaison(folder: Path, *words: str, **settings: str) -> Said:
    """Run one command of the program in a folder.

    Args:
        folder: where it runs.
        words: the command and its arguments.
        settings: by name, without the prefix and in lower case.
    """
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        *words,
        cwd=folder,
        env=_environment(settings),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(90):
        out, err = await child.communicate()
    return Said(await child.wait(), out.decode(), err.decode())


@dataclass(frozen=True, slots=True)
class Demo:
    """A `liaison demo` that runs.

    Attributes:
        url: of its page.
    """

    url: str
    child: asyncio.subprocess.Process


@asynccontextmanager
async def rehearsing(folder: Path, *words: str) -> AsyncIterator[Demo]:
    """Run `liaison demo` in a folder until told to stop; it is killed in the end."""
    port = free_port()
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        "demo",
        f"--port={port}",
        *words,
        cwd=folder,
        env=_environment({}),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    assert child.stdout is not None
    try:
        said = b""
        async with asyncio.timeout(90):
            while "演练页面".encode() not in said:
                line = await child.stdout.readline()
                assert line, said.decode()
                said += line
        yield Demo(f"http://127.0.0.1:{port}", child)
    finally:
        if child.returncode is None:
            child.kill()
        await child.communicate()


def _environment(settings: dict[str, str]) -> dict[str, str]:
    """The machine's environment with these settings and no others."""
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("LIAISON_")},
        **{f"LIAISON_{name.upper()}": value for name, value in settings.items()},
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
    }


class Proxy:
    """What the operator has put in front of several processes: it asks the next on a 503."""

    def __init__(self) -> None:
        self.behind: list[Process] = []
        self.url = ""
        self.passed: list[int] = []

    @asynccontextmanager
    async def open(self) -> AsyncIterator["Proxy"]:
        """Listen."""
        site = web.Application()
        site.router.add_post("/wecom/app", self._pass)
        runner = web.AppRunner(site, access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}/wecom/app"
        try:
            yield self
        finally:
            await runner.cleanup()

    async def _pass(self, request: web.Request) -> web.Response:
        body = await request.read()
        async with aiohttp.ClientSession() as http:
            for process in self.behind:
                url = f"http://127.0.0.1:{process.port}{request.rel_url}"
                try:
                    async with http.post(url, data=body) as answer:
                        if answer.status != 503:
                            self.passed.append(process.port)
                            return web.Response(status=answer.status, body=await answer.read())
                except aiohttp.ClientError:
                    continue
        return web.Response(status=503)


def end_session(url: str) -> None:
    """What an administrator, or a server that restarts, does to the session of the lease."""
    with psycopg.connect(url, autocommit=True) as other:
        ended = other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            " AND (classid::bigint << 32) + objid::bigint = %s",
            (KEY,),
        ).fetchall()
    assert ended == [(True,)]
