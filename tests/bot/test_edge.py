"""The port under half requests: closed in time, capped, and an emergency heard meanwhile."""

import asyncio
import gzip
import resource
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, suppress
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from bot.clock import VirtualClock
from bot.inbound.edge import (
    NO_DESCRIPTOR,
    Capacity,
    Edge,
    EdgeSite,
    capacity,
    quiet_accepts,
    runner,
)
from bot.rehearsal.demo import fill, free_port, sample, tenant_of
from bot.rehearsal.wecom import Emulator
from storage import open_storage
from tests.bot.processes import Proxy, serving

HALF_HEAD = b"POST /wecom/app HTTP/1.1\r\nHost: x\r\nContent-Le"
HALF_BODY = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\nxxxx"


@asynccontextmanager
async def port(
    connections: int = 20, *, head: float = 0.5, body: float = 0.5
) -> AsyncIterator[tuple[str, int]]:
    """A server behind the edge that says how long a body was, or waits on /slow."""

    async def length(request: web.Request) -> web.Response:
        return web.Response(text=str(len(await request.read())))

    async def slow(_: web.Request) -> web.Response:
        await asyncio.sleep(1.5)
        return web.Response(text="slept")

    edge = Edge(Capacity(connections, 8), head=head, body=body)
    app = web.Application(client_max_size=100_000, middlewares=[edge.middleware()])
    app.router.add_route("*", "/", length)
    app.router.add_get("/slow", slow)
    serving_app = runner(app)
    await serving_app.setup()
    number = free_port()
    site = EdgeSite(serving_app, edge, "127.0.0.1", number, 8)
    assert site.name == f"http://127.0.0.1:{number}"
    await site.start()
    try:
        yield f"http://127.0.0.1:{number}", number
    finally:
        while BEGUN:
            writer = BEGUN.pop()
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()
        await serving_app.cleanup()


BEGUN: list[asyncio.StreamWriter] = []


async def half(number: int, data: bytes) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A connection on which a request has begun; what it leaves open is closed at the end."""
    reader, writer = await asyncio.open_connection("127.0.0.1", number)
    BEGUN.append(writer)
    if data:
        writer.write(data)
        await writer.drain()
    return reader, writer


async def ended(reader: asyncio.StreamReader, seconds: float) -> bytes:
    """What came until the other side closed, which it does in time."""
    async with asyncio.timeout(seconds):
        try:
            return await reader.read()
        except ConnectionResetError:
            return b""


# ---- in time ----


@pytest.mark.parametrize("data", [b"", b"GET", HALF_HEAD], ids=["silent", "verb", "head"])
async def test_a_head_that_is_not_complete_in_time_is_closed(data: bytes) -> None:
    async with port() as (_, number):
        reader, _ = await half(number, data)
        assert await ended(reader, 3) == b""


async def test_a_head_that_drips_is_closed_all_the_same() -> None:
    async with port() as (_, number):
        reader, writer = await half(number, b"GET / HTTP/1.1\r\n")

        async def drip() -> None:
            while True:
                writer.write(b"X-A: b\r\n")
                await asyncio.sleep(0.1)

        dripping = asyncio.create_task(drip())
        began = time.monotonic()
        assert await ended(reader, 3) == b""
        assert time.monotonic() - began < 2
        dripping.cancel()


async def test_a_body_that_is_not_complete_in_time_is_refused() -> None:
    async with port() as (_, number):
        reader, _ = await half(number, HALF_BODY)
        assert (await ended(reader, 3)).startswith(b"HTTP/1.1 408")


async def test_a_second_half_request_on_one_connection_is_closed() -> None:
    async with port() as (_, number):
        reader, writer = await half(number, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        first = await reader.readuntil(b"\r\n\r\n0")
        assert first.startswith(b"HTTP/1.1 200")
        writer.write(b"GET / HT")
        await writer.drain()
        assert await ended(reader, 3) == b""


async def test_an_answer_may_take_longer_than_a_request() -> None:
    async with (
        port() as (url, _),
        aiohttp.ClientSession() as http,
        http.get(f"{url}/slow") as answer,
    ):
        assert await answer.text() == "slept"


async def test_an_idle_connection_serves_the_next_request() -> None:
    async with port() as (url, _), aiohttp.ClientSession() as http:
        for _ in range(3):
            async with http.post(url, data=b"x" * 500) as answer:
                assert await answer.text() == "500"
            await asyncio.sleep(0.8)


async def test_large_bodies_are_413_and_whole_ones_come_through() -> None:
    async with port() as (url, _), aiohttp.ClientSession() as http:
        async with http.post(url, data=b"x" * 200_000) as answer:
            assert answer.status == 413
        async with http.post(url, data=b"x" * 90_000) as answer:
            assert await answer.text() == "90000"


@pytest.mark.parametrize(
    "begun",
    [
        b"\x16\x03\x01\x02\x00\x01\x00",
        b"GET / HTTP/9.9\r\n\r\n",
        b"\r\n" * 50 + b"x y\r\n\r\n",
        b"GET / HTTP/1.1\r\nContent-Length: -5\r\n\r\n",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
    ids=["tls", "version", "line", "length", "chunk"],
)
async def test_what_is_no_request_is_closed_without_a_traceback(
    begun: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    async with port() as (_, number):
        reader, writer = await half(number, begun)
        said = await ended(reader, 3)
        assert said == b"" or said.startswith((b"HTTP/1.0 400", b"HTTP/1.1 400"))
        writer.close()
    assert "Traceback" not in caplog.text


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd"])
async def test_a_body_that_is_not_what_it_says_is_400_without_a_traceback(
    encoding: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with port() as (url, _), aiohttp.ClientSession() as http:
        async with http.post(
            url, data=b"plain words, no such thing", headers={"Content-Encoding": encoding}
        ) as answer:
            assert answer.status == 400
        packed = gzip.compress(b"y" * 50_000_000)
        async with http.post(url, data=packed, headers={"Content-Encoding": encoding}) as answer:
            assert answer.status == 400
    assert "Traceback" not in caplog.text


# ---- not too many ----


async def test_a_connection_lost_as_its_body_begins_leaves_no_traceback(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The cap closed it for another one between its head and the first look at its body."""
    edge = Edge(Capacity(20, 8))

    async def never(_: web.Request) -> web.Response:
        raise AssertionError("a request without its body was handed on")

    app = web.Application(middlewares=[edge.middleware()])
    app.router.add_route("*", "/", never)
    serving_app = runner(app)
    await serving_app.setup()
    assert serving_app.server is not None
    edge.serve(serving_app.server)
    ours, theirs = socket.socketpair()
    with closing(theirs):
        transport, connection = await asyncio.get_running_loop().connect_accepted_socket(edge, ours)
        await asyncio.sleep(0)
        connection.data_received(HALF_BODY)
        transport.abort()
        await asyncio.sleep(0.1)
    await serving_app.cleanup()
    assert "Traceback" not in caplog.text


async def test_at_the_cap_whoever_waits_longest_makes_room() -> None:
    async with port(10, head=30, body=30) as (url, number), aiohttp.ClientSession() as http:
        waiting = [await half(number, HALF_HEAD if n % 2 else HALF_BODY) for n in range(10)]
        async with http.get(url, headers={"Connection": "close"}) as answer:
            assert answer.status == 200
        assert await ended(waiting[0][0], 2) == b""
        waiting += [await half(number, HALF_HEAD if n % 2 else HALF_BODY) for n in range(50)]
        async with asyncio.timeout(2), http.get(url, headers={"Connection": "close"}) as answer:
            assert answer.status == 200
        for _, writer in waiting:
            writer.close()


async def test_who_is_being_answered_is_not_sent_away() -> None:
    async with port(3, head=30) as (url, number), aiohttp.ClientSession() as http:

        async def slow() -> str:
            async with http.get(f"{url}/slow") as answer:
                return await answer.text()

        busy = [asyncio.create_task(slow()) for _ in range(3)]
        await asyncio.sleep(0.3)
        reader, _ = await half(number, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert await ended(reader, 1) == b"", "there is no room, and it is told at once"
        assert await asyncio.gather(*busy) == ["slept"] * 3
        async with http.get(url) as answer:
            assert answer.status == 200


@pytest.mark.parametrize(
    ("soft", "connections", "backlog"),
    [(64, 32, 8), (256, 128, 32), (1024, 512, 128), (1 << 20, 2048, 128)],
)
def test_the_cap_leaves_descriptors_for_what_goes_out(
    monkeypatch: pytest.MonkeyPatch, soft: int, connections: int, backlog: int
) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda _: (soft, soft))
    found = capacity()
    assert found == Capacity(connections, backlog)
    assert found.connections + found.backlog <= soft * 2 // 3


async def test_no_descriptor_is_said_once_and_other_faults_as_before(
    caplog: pytest.LogCaptureFixture,
) -> None:
    loop = asyncio.get_running_loop()
    before = loop.get_exception_handler()
    try:
        quiet_accepts(loop)
        for _ in range(1000):
            loop.call_exception_handler(
                {"message": NO_DESCRIPTOR, "exception": OSError(24, "Too many open files")}
            )
        assert [record.getMessage() for record in caplog.records] == ["edge.no-descriptor"]
        loop.call_exception_handler({"message": "something else"})
        assert "something else" in caplog.text
    finally:
        loop.set_exception_handler(before)


# ---- liaison serve, with few descriptors ----


class Platform:
    """The emulator on a running clock, and the way from it to the process under test."""

    def __init__(self, emulator: Emulator, proxy: Proxy) -> None:
        self.emulator, self.proxy = emulator, proxy

    def heard(self, who: str, *parts: str) -> bool:
        """Whether one person has a message with these words on the screen."""
        return any(
            one.place.id == who and all(part in one.text for part in parts)
            for one in self.emulator.world.received
        )

    async def hears(self, who: str, *parts: str, seconds: float = 8) -> None:
        async with asyncio.timeout(seconds):
            while not self.heard(who, *parts):  # noqa: ASYNC110  # a screen has no event
                await asyncio.sleep(0.05)

    async def say(self, who: str, text: str) -> None:
        body = {"from": who, "chat": "app", "text": text}
        url = f"{self.emulator.url}/sandbox/say"
        async with aiohttp.ClientSession() as http, http.post(url, json=body) as answer:
            assert answer.status == 200


@pytest.fixture
async def platform(sqlite_url: str) -> AsyncIterator[Platform]:
    county = sample("qingfeng")
    storage = open_storage(sqlite_url)
    await fill(storage, county, county.start)
    await storage.close()
    proxy = Proxy()
    async with proxy.open():
        clock = VirtualClock(county.start, ticking=True)
        playing = Emulator(tenant_of(county, proxy.url), clock)
        await playing.start(port=0)
        try:
            yield Platform(playing, proxy)
        finally:
            await playing.close()


@pytest.mark.parametrize("begun", [HALF_HEAD, HALF_BODY, b""], ids=["head", "body", "silent"])
async def test_an_emergency_is_heard_and_called_under_330_half_requests(
    platform: Platform, sqlite_url: str, tmp_path: Path, begun: bytes
) -> None:
    """S3: it stayed silent for as long as the half requests stood, 90 s and more."""
    async with serving(platform.emulator, sqlite_url, tmp_path, descriptors=300) as process:
        platform.proxy.behind.append(process)
        await process.acts()
        flood = [socket.create_connection(("127.0.0.1", process.port)) for _ in range(330)]
        try:
            for one in flood:
                try:
                    one.sendall(begun.replace(b"POST / ", b"POST /wecom/app "))
                except OSError:
                    continue
            began = time.monotonic()
            await platform.say("gao.feng", "紧急 城关镇 东关桥化工仓库泄漏")
            await platform.hears("gao.feng", "草稿")
            await platform.say("gao.feng", "确认发出")
            await platform.hears("gao.feng", "急1")
            await platform.hears("song.mei", "急1", "化工仓库泄漏")
            assert time.monotonic() - began < 12
            status, _ = await process.ready()
            assert status == 200
        finally:
            for one in flood:
                one.close()
        assert "Traceback" not in process.said
        assert len(process.said) < 20_000, "the log is not flooded"


async def test_a_half_request_to_the_bot_is_closed_within_seconds(
    platform: Platform, sqlite_url: str, tmp_path: Path
) -> None:
    async with serving(platform.emulator, sqlite_url, tmp_path) as process:
        await process.acts()
        for data in (HALF_HEAD, HALF_BODY.replace(b"POST / ", b"POST /wecom/app "), b""):
            with closing(socket.create_connection(("127.0.0.1", process.port))) as one:
                one.settimeout(9)
                one.sendall(data)
                answer = await asyncio.to_thread(one.recv, 100)
                assert answer == b"" or answer.startswith(b"HTTP/1.1 408")
