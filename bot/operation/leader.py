"""What only the holder of the lease does: it is called, it hears, it sends. Others say 503."""

import asyncio
from datetime import timedelta

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot.channels.base import (
    GRACE,
    Channel,
    ChannelProfile,
    Incoming,
    Later,
    Listener,
    Outgoing,
    Receipt,
    Reply,
)
from storage import Lease, NotHeld

FOR_ALL = frozenset({"/healthz", "/readyz"})


def gate(lease: Lease) -> Middleware:
    """Everything but the signs of life answers 503 where the lease is not held.

    So a proxy goes to the other process, and the platform calls again.
    """

    @web.middleware
    async def held(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path in FOR_ALL:
            return await handler(request)
        try:
            await lease.sure()
            return await handler(request)
        except NotHeld:
            pass
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if lease.held or (task is not None and task.cancelling()):
                raise
        return web.Response(status=503)

    return held


def hearing(listener: Listener, lease: Lease) -> Listener:
    """A listener that hears nothing where the lease is not held; it raises `NotHeld` then."""

    async def hear(incoming: Incoming) -> Reply:
        await lease.sure()
        return await listener(incoming)

    return hear


class HeldChannel:
    """A channel that takes no push where the lease is not held."""

    def __init__(self, channel: Channel, lease: Lease) -> None:
        self._channel = channel
        self._lease = lease

    @property
    def profile(self) -> ChannelProfile:
        """As of the channel."""
        return self._channel.profile

    @property
    def trouble(self) -> str:
        """As of the channel."""
        return self._channel.trouble

    async def start(self, listener: Listener) -> None:
        """As of the channel."""
        await self._channel.start(listener)

    async def send(self, outgoing: Outgoing) -> Receipt:
        """As of the channel, once it is sure that nobody else sends.

        Raises:
            Later: it is not, or as the channel.
            Never: as the channel.
        """
        try:
            await self._lease.sure()
        except NotHeld:
            raise Later("standby", timedelta(seconds=1)) from None
        return await self._channel.send(outgoing)

    def ready(self) -> bool:
        """As of the channel."""
        return self._channel.ready()

    async def close(self, grace: float = GRACE) -> None:
        """As of the channel."""
        await self._channel.close(grace)
