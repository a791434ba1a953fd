"""A platform that takes whatever is pushed to it: no limits, no screens, no memory."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

MOMENT = 0.5
END = b"\r\n\r\n"
LENGTH = b"content-length:"
BODY = b'{"errcode":0,"errmsg":"ok","access_token":"t","expires_in":7200,"msgid":"m"}'
TAKEN = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(BODY)
) + BODY


class Platform:
    """Where pushes go.

    Attributes:
        api_base: as the bot's settings want it.
        taken: how many calls there were.
    """

    def __init__(self, port: int) -> None:
        self.api_base = f"http://127.0.0.1:{port}/cgi-bin/"
        self.taken = 0

    async def quiet(self) -> None:
        """Wait until nothing has come for a moment."""
        seen = -1
        while seen != self.taken:
            seen = self.taken
            await asyncio.sleep(MOMENT)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection of the bot's."""
        try:
            while True:
                head = (await reader.readuntil(END)).lower()
                at = head.find(LENGTH)
                if at >= 0:
                    await reader.readexactly(int(head[at + len(LENGTH) :].split(b"\r\n", 1)[0]))
                self.taken += 1
                writer.write(TAKEN)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()


@asynccontextmanager
async def a_platform() -> AsyncIterator[Platform]:
    """Listen on a free port."""
    platform: Platform | None = None

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if platform is not None:
            await platform.serve(reader, writer)

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    platform = Platform(server.sockets[0].getsockname()[1])
    try:
        yield platform
    finally:
        server.close()
