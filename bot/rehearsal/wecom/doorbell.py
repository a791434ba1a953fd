"""HTTP to the bot's callback URLs: the check when one is saved, one try of a callback, faults."""

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import aiohttp

from bot.rehearsal.wecom.crypt import Crypt
from bot.rehearsal.wecom.envelope import Sealed
from bot.rehearsal.wecom.faults import Drop, Faults
from bot.rehearsal.wecom.tenant import Limits

CHECK_SECONDS = 1.0
ANSWER_BYTES: Final = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Answered:
    """What the bot said to one try.

    Attributes:
        nonce: of the request.
    """

    body: str
    nonce: str


class Doorbell:
    """The way to one callback URL.

    Args:
        endpoint: what its faults are ordered under.
        content_type: of the bodies that go out.
    """

    def __init__(self, endpoint: str, content_type: str, limits: Limits, faults: Faults) -> None:
        self._endpoint = endpoint
        self._headers = {"Content-Type": content_type}
        self._limits = limits
        self._faults = faults
        self._session: aiohttp.ClientSession | None = None

    def open(self) -> None:
        """Get ready; inside the running loop."""
        self._session = aiohttp.ClientSession(trust_env=False)

    async def close(self) -> None:
        """Let go of all connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def check(self, url: str, crypt: Crypt, timestamp: int) -> bool:
        """The check that the console makes when a callback URL is saved."""
        words = str(secrets.randbelow(10**19))
        query = dict(crypt.echo(words, timestamp))
        if self._session is None:
            return False
        try:
            async with (
                asyncio.timeout(CHECK_SECONDS),
                self._session.get(url, params=query) as response,
            ):
                return response.status == 200 and await response.read() == words.encode()
        except (aiohttp.ClientError, TimeoutError, OSError):
            return False

    async def ring(self, url: str, seal: Callable[[], Sealed]) -> Answered | None:
        """One try, freshly signed; None where there was no answer that counts."""
        fault = self._faults.take(self._endpoint)
        if fault is not None:
            await asyncio.sleep(fault.delay)
            if fault.drop is Drop.BEFORE:
                return None
            if fault.swap:
                await self._faults.hold(self._endpoint)
            if fault.twice:
                await self._post(url, seal())
        answered = await self._post(url, seal())
        self._faults.release(self._endpoint)
        if fault is not None and (fault.drop is Drop.AFTER or fault.http not in (0, 200)):
            return None
        return answered

    async def _post(self, url: str, sealed: Sealed) -> Answered | None:
        if self._session is None:
            return None
        try:
            async with (
                asyncio.timeout(self._limits.answer),
                self._session.post(
                    url,
                    params=dict(sealed.query),
                    data=sealed.body,
                    headers=self._headers,
                    allow_redirects=False,
                ) as response,
            ):
                body = await response.content.read(ANSWER_BYTES)
                if response.status != 200:
                    return None
                return Answered(body.decode(errors="replace"), sealed.query["nonce"])
        except (aiohttp.ClientError, TimeoutError, OSError):
            return None
