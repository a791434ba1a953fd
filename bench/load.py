"""Officers who write as fast as they are answered: prepared callbacks over kept-alive connections.

The generator is bare sockets and counts bytes, so that it costs a small part of what it measures.
"""

import asyncio
import statistics
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from bot.rehearsal.demo import AES_KEY, CORP_ID, REHEARSAL
from bot.rehearsal.wecom.envelope import Envelope

AGENT = 1000002
WORDS = "移12 已签收（4月2日（周四）09:05）。\n可以发送“受理 移12”、“补正 移12”、“不予受理 移12”。"
"""What the floor answers: as long as an answer is."""

END = b"\r\n\r\n"
LENGTH = b"Content-Length: "


@dataclass(frozen=True, slots=True)
class Line:
    """One message: who writes what."""

    who: str
    text: str


@dataclass(slots=True)
class Figures:
    """What one or more runs came to.

    Attributes:
        seconds: wall clock.
        cost: processor seconds of the server.
        waits: seconds each message waited for its answer.
        answers: the bodies that came back, for a check afterwards.
    """

    seconds: float = 0.0
    cost: float = 0.0
    waits: list[float] = field(default_factory=list)
    answers: list[tuple[str, bytes]] = field(default_factory=list)

    def add(self, other: "Figures") -> None:
        """Take another run of the same in."""
        self.seconds += other.seconds
        self.cost += other.cost
        self.waits += other.waits
        self.answers += other.answers

    @property
    def rate(self) -> float:
        """Messages per second."""
        return len(self.waits) / self.seconds

    @property
    def each(self) -> float:
        """Processor microseconds of the server for a message."""
        return self.cost / len(self.waits) * 1e6

    def quantile(self, share: float) -> float:
        """Milliseconds within which that share of the messages was answered."""
        cuts = statistics.quantiles(self.waits, n=1000, method="inclusive")
        return cuts[round(share * 1000) - 1] * 1000


class Post:
    """Seals messages as the platform would; each has an id of its own."""

    def __init__(self, port: int, seconds: int) -> None:
        self.envelope = Envelope(CORP_ID, AGENT, REHEARSAL, AES_KEY)
        self._port = port
        self._seconds = seconds
        self._last = 7_000_000_000_000_000

    def request(self, line: Line) -> tuple[str, bytes]:
        """Who writes, and the whole HTTP request."""
        self._last += 1
        plain = {
            "FromUserName": line.who,
            "CreateTime": self._seconds,
            "MsgType": "text",
            "Content": line.text,
            "MsgId": self._last,
        }
        sealed = self.envelope.seal(plain, self._seconds)
        head = (
            f"POST /wecom/app?{urlencode(sealed.query)} HTTP/1.1\r\n"
            f"Host: 127.0.0.1:{self._port}\r\nContent-Type: text/xml\r\n"
            f"Content-Length: {len(sealed.body)}\r\n\r\n"
        )
        return line.who, head.encode() + sealed.body

    def words(self, who: str, body: bytes) -> str:
        """What an answer says; "" for an empty one."""
        if not body:
            return ""
        return str(self.envelope.open(body.decode(), who).get("Content", ""))


async def tell_cost() -> None:
    """In a server: say that it is ready, then its processor seconds for each line of input."""
    print("ready", flush=True)
    while await asyncio.to_thread(sys.stdin.readline):
        print(time.process_time(), flush=True)


async def drive(port: int, scripts: Iterable[Sequence[tuple[str, bytes]]]) -> Figures:
    """Play each script on a connection of its own, all of them at once."""
    clients = [(script, await asyncio.open_connection("127.0.0.1", port)) for script in scripts]
    found = Figures()
    began = time.perf_counter()
    await asyncio.gather(
        *(_client(script, reader, writer, found) for script, (reader, writer) in clients)
    )
    found.seconds = time.perf_counter() - began
    for _, (_, writer) in clients:
        writer.close()
    return found


async def _client(
    script: Sequence[tuple[str, bytes]],
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    found: Figures,
) -> None:
    for who, request in script:
        began = time.perf_counter()
        writer.write(request)
        head = await reader.readuntil(END)
        if not head.startswith(b"HTTP/1.1 200 "):
            raise RuntimeError(f"the server answered {head[:40]!r}")
        start = head.index(LENGTH) + len(LENGTH)
        length = int(head[start : head.index(b"\r\n", start)])
        body = await reader.readexactly(length) if length else b""
        found.waits.append(time.perf_counter() - began)
        found.answers.append((who, body))
