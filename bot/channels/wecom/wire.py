"""One HTTP request to the platform; its addresses hold secrets, so no library error gets out."""

import json
import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import aiohttp

from bot.channels.base import Later
from bot.channels.wecom.cards import Json

log = logging.getLogger(__name__)

TIMEOUT = aiohttp.ClientTimeout(total=10, connect=4)


async def fetch(
    session: aiohttp.ClientSession,
    url: str,
    *,
    name: str,
    query: Mapping[str, str] | None = None,
    body: Json | None = None,
    form: aiohttp.FormData | None = None,
) -> Mapping[str, Any]:
    """GET, or POST with a body as raw UTF-8; answers what the platform said, errors included.

    Args:
        session: without proxies from the environment.
        url: the address; never logged.
        name: what the log calls it.
        query: parameters, none by default.
        body: JSON to post.
        form: a file to post instead.

    Raises:
        Later: no answer, or one that cannot be read; `unsure` when it may have acted.
    """
    fault: Later
    try:
        async with session.request(
            "GET" if body is None and form is None else "POST",
            url,
            params=query,
            data=form if body is None else json.dumps(body, ensure_ascii=False).encode(),
            headers=None if body is None else {"Content-Type": "application/json; charset=utf-8"},
            timeout=TIMEOUT,
            allow_redirects=False,
        ) as response:
            status, raw = response.status, await response.read()
        if status != 200:
            fault = Later(f"http-{status}", timedelta(seconds=10), unsure=status >= 500)
        else:
            answer = json.loads(raw)
            if isinstance(answer, dict) and isinstance(answer.get("errcode"), int):
                return answer
            fault = Later("unreadable", timedelta(seconds=10), unsure=True)
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
        fault = Later("connect", timedelta(seconds=5))
    except TimeoutError:
        fault = Later("timeout", timedelta(seconds=10), unsure=True)
    except aiohttp.ClientError:
        fault = Later("line", timedelta(seconds=5), unsure=True)
    except ValueError:
        fault = Later("unreadable", timedelta(seconds=10), unsure=True)
    log.warning("wecom.http name=%s code=%s", name, fault.code)
    raise fault from None
