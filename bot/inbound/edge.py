"""The port's edge: time-outs for request heads and bodies, and a cap on open connections.

A connection costs a file descriptor. Whoever may reach the port could otherwise take all of them
with half requests, and the calls that go out for an emergency would find none.
"""

import asyncio
import logging
import resource
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.typedefs import Handler, Middleware

log = logging.getLogger(__name__)

HEAD = 5.0
"""Seconds in which a request's head must be complete, from the connection or its first byte on."""
BODY = 5.0
"""Seconds for its body; the platform itself waits five for the answer."""
LINGER = 1.0
"""Seconds in which a body that nobody reads is drained after the answer."""
KEEP_ALIVE = 75.0
"""Seconds that a connection may be idle between two requests."""
MOST, LEAST = 2048, 16
"""Connections at the most and at the least, whatever the operating system allows."""
QUIET = 60.0
"""Seconds between two lines of the log about what was turned away."""
NO_DESCRIPTOR = "socket.accept() out of system resource"
"""What asyncio says, with a traceback each time, when no file descriptor is left."""


@dataclass(frozen=True, slots=True)
class Capacity:
    """How many connections may be open, and how many are taken from the queue at a time.

    Together they stay below two thirds of the file descriptors that the process may have.
    """

    connections: int
    backlog: int


def capacity() -> Capacity:
    """By the operating system's limit for this process (`ulimit -n`)."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY:
        return Capacity(MOST, 128)
    return Capacity(max(LEAST, min(MOST, soft // 2)), max(8, min(128, soft // 8)))


class _NoRequest(logging.Filter):
    """Keeps what a stranger sends in the place of a request out of the log, traceback and all."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether a record of the server is about something else."""
        fault = record.exc_info[1] if record.exc_info else None
        return not isinstance(
            fault, (HttpProcessingError, web.RequestPayloadError, ConnectionError)
        )


server_log = logging.getLogger("bot.inbound.edge.server")
"""In the place of aiohttp's own log."""
server_log.addFilter(_NoRequest())


class Edge:
    """Makes one guarded connection for each that comes in; bound to the event loop as its factory.

    At the cap the connection that has waited longest without a complete request is closed for the
    new one; where every connection is being answered, the new one is closed.
    """

    def __init__(self, capacity: Capacity, *, head: float = HEAD, body: float = BODY) -> None:
        self._capacity = capacity
        self._head = head
        self._body = body
        self._server: web.Server | None = None
        self._open: set[_Connection] = set()
        self._waiting: dict[_Connection, None] = {}
        self._by_protocol: dict[int, _Connection] = {}
        self._turned_away = 0
        self._said = -QUIET

    def serve(self, server: web.Server) -> None:
        """Hand requests to this server."""
        self._server = server

    def __call__(self) -> asyncio.Protocol:
        """A connection is there."""
        if self._server is None:
            raise RuntimeError("the edge serves nobody yet")
        return _Connection(self, self._server, self._head)

    def middleware(self) -> Middleware:
        """Reads each body whole and in time, before anything is done with the request.

        The platform packs no body, so a packed one is refused unread.
        """

        @web.middleware
        async def read(request: web.Request, handler: Handler) -> web.StreamResponse:
            connection = self._by_protocol.get(id(request.protocol))
            if connection is not None:
                connection.headed()
            if request.transport is None:  # lost before aiohttp could tell the request so
                return self._refused(400)
            if request.headers.get("Content-Encoding", "identity").lower() != "identity":
                return self._refused(400)
            try:
                async with asyncio.timeout(self._body):
                    await request.read()
            except TimeoutError:
                return self._refused(408)
            except (web.RequestPayloadError, ConnectionError):
                return self._refused(400)
            if connection is None:
                return await handler(request)
            self._waiting.pop(connection, None)
            try:
                return await handler(request)
            finally:
                self.rests(connection)

        return read

    def admits(self, connection: "_Connection") -> bool:
        """Whether there is room for one more, made if need be."""
        if len(self._open) >= self._capacity.connections:
            self.turned_away()
            longest = next(iter(self._waiting), None)
            if longest is None:
                return False
            longest.abort()
        self._open.add(connection)
        self._waiting[connection] = None
        self._by_protocol[connection.key] = connection
        return True

    def rests(self, connection: "_Connection") -> None:
        """It was answered and waits for its next request."""
        if connection in self._open:
            self._waiting[connection] = None
            connection.expects()

    def forget(self, connection: "_Connection") -> None:
        """It is closed."""
        self._open.discard(connection)
        self._waiting.pop(connection, None)
        self._by_protocol.pop(connection.key, None)

    def turned_away(self) -> None:
        """Count it, and say so once in a while."""
        self._turned_away += 1
        now = asyncio.get_running_loop().time()
        if now - self._said >= QUIET:
            self._said = now
            log.warning("edge.turned-away count=%s open=%s", self._turned_away, len(self._open))

    def _refused(self, status: int) -> web.Response:
        self.turned_away()
        response = web.Response(status=status)
        response.force_close()
        return response


class _Connection(asyncio.Protocol):
    """One connection: aiohttp's protocol with a time-out for every request's head before it."""

    def __init__(self, edge: Edge, server: web.Server, head: float) -> None:
        self._edge = edge
        self._head = head
        self._inner = server()
        self._transport: asyncio.Transport | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._let_in = False
        self._expecting = True

    @property
    def key(self) -> int:
        """Under which the request's protocol finds it."""
        return id(self._inner)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101  # a stream socket has one
        self._transport = transport
        self._let_in = self._edge.admits(self)
        if not self._let_in:
            transport.abort()
            return
        self._expect()
        self._inner.connection_made(transport)

    def data_received(self, data: bytes) -> None:
        if self._let_in:
            self._expect()
            self._inner.data_received(data)

    def eof_received(self) -> bool | None:
        if self._let_in:
            self._inner.eof_received()
        return None

    def connection_lost(self, exc: Exception | None) -> None:
        self.headed()
        self._edge.forget(self)
        if self._let_in:
            self._inner.connection_lost(exc)

    def pause_writing(self) -> None:
        if self._let_in:
            self._inner.pause_writing()

    def resume_writing(self) -> None:
        if self._let_in:
            self._inner.resume_writing()

    def headed(self) -> None:
        """The head of a request is complete, or none will come any more."""
        self._expecting = False
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def expects(self) -> None:
        """The next bytes are the head of another request."""
        self._expecting = True

    def abort(self) -> None:
        """Close it at once; its descriptor is free as soon as the loop comes round."""
        self._edge.forget(self)
        if self._transport is not None:
            self._transport.abort()

    def _expect(self) -> None:
        """From now on a head must be complete in time; of one under way the time runs on."""
        if self._timer is None and self._expecting:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(self._head, self._late)

    def _late(self) -> None:
        self._timer = None
        self._edge.turned_away()
        self.abort()


def runner(site: web.Application) -> web.AppRunner:
    """A runner whose server neither waits for long nor unpacks anything."""
    return web.AppRunner(
        site,
        access_log=None,
        logger=server_log,
        shutdown_timeout=5.0,
        keepalive_timeout=KEEP_ALIVE,
        lingering_time=LINGER,
        auto_decompress=False,
    )


class EdgeSite(web.BaseSite):
    """A TCP site whose connections pass the edge first."""

    def __init__(
        self, runner: web.AppRunner, edge: Edge, host: str, port: int, backlog: int
    ) -> None:
        super().__init__(runner, backlog=backlog)
        self._edge = edge
        self._host, self._port = host, port

    @property
    def name(self) -> str:
        """Where it listens."""
        return f"http://{self._host}:{self._port}"

    async def start(self) -> None:
        """Listen."""
        await super().start()
        loop = asyncio.get_running_loop()
        server = self._runner.server
        if server is None:
            raise RuntimeError("the runner was not set up")
        self._edge.serve(server)
        self._server = await loop.create_server(
            self._edge, self._host, self._port, backlog=self._backlog
        )


def quiet_accepts(loop: asyncio.AbstractEventLoop) -> None:
    """Say once in a while, in one line, that no descriptor is left; asyncio says it each time."""
    said = -QUIET

    def handle(loop: asyncio.AbstractEventLoop, context: Mapping[str, Any]) -> None:
        nonlocal said
        if context.get("message") != NO_DESCRIPTOR:
            loop.default_exception_handler(dict(context))
        elif loop.time() - said >= QUIET:
            said = loop.time()
            log.error("edge.no-descriptor")

    loop.set_exception_handler(handle)
