"""A line to a server that can be held: what is asked gets through, no answer comes back."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit


class Cable:
    """The line of one process to a platform or a database.

    Attributes:
        url: what the process takes for the server.
        sent: how often it has told a platform to show a push of the app.
    """

    def __init__(self, server: str) -> None:
        self.sent = 0
        self._server = urlsplit(server)
        self.url = server
        self._answers = asyncio.Event()
        self._answers.set()

    def hold(self) -> None:
        """The server's answers do not arrive until further notice."""
        self._answers.clear()

    def let_go(self) -> None:
        """Now they do."""
        self._answers.set()

    @asynccontextmanager
    async def open(self) -> AsyncIterator["Cable"]:
        """Listen."""
        lines: set[asyncio.Task[None]] = set()
        ends: list[asyncio.StreamWriter] = []

        async def serve(near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            assert task is not None
            lines.add(task)
            ends.append(back)
            far, there = await asyncio.open_connection(self._server.hostname, self._server.port)
            ends.append(there)
            await asyncio.gather(self._out(near, there), self._in(far, back))

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        user, at, _ = self._server.netloc.rpartition("@")
        self.url = self._server._replace(netloc=f"{user}{at}127.0.0.1:{port}").geturl()
        try:
            yield self
        finally:
            server.close()
            for line in lines:
                line.cancel()
            await asyncio.gather(*lines, return_exceptions=True)
            for end in ends:
                end.transport.abort()
            await asyncio.sleep(0)

    async def _out(self, near: asyncio.StreamReader, there: asyncio.StreamWriter) -> None:
        while data := await _some(near):
            self.sent += data.count(b"POST /cgi-bin/message/send")
            there.write(data)
        there.close()

    async def _in(self, far: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        while data := await _some(far):
            await self._answers.wait()
            back.write(data)
        back.close()


async def _some(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.read(65536)
    except ConnectionError:
        return b""
