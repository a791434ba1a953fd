"""A callback's HTTP request up to the point where it is known to be the platform's."""

import logging

from aiohttp import web

from bot.channels.wecom.crypto import LARGEST_ENVELOPE, Seal, Unauthentic, query, signed

log = logging.getLogger(__name__)

STATUS = {"too-large": 413, "shape": 400}
"""What a callback is answered that is refused for something else than its signature."""


async def body_of(request: web.Request) -> bytes:
    """The body, as long as it is one that we would look at.

    Raises:
        Unauthentic: it is longer.
    """
    try:
        body = await request.read()
    except web.HTTPRequestEntityTooLarge:
        raise Unauthentic("too-large") from None
    if len(body) > LARGEST_ENVELOPE:
        raise Unauthentic("too-large")
    return body


def echo(request: web.Request, seal: Seal) -> web.Response:
    """Answer the platform's question whether the address is ours."""
    given = query(request.rel_url.raw_query_string)
    try:
        return web.Response(text=seal.open(signed(given), given.get("echostr", "")))
    except Unauthentic as fault:
        return rejected(fault)


def rejected(fault: Unauthentic) -> web.Response:
    """An empty refusal, and one line in the log without anything from the request."""
    log.warning("wecom.callback.rejected reason=%s", fault.reason)
    return web.Response(status=STATUS.get(fault.reason, 403))
