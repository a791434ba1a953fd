"""The group's 消息推送 address as a channel: the last resort, which speaks and hears nothing."""

from collections.abc import Iterable
from datetime import timedelta

import aiohttp
from pydantic import SecretStr

from bot.channels.base import (
    GRACE,
    ChannelProfile,
    Later,
    Listener,
    Mention,
    Never,
    Outgoing,
    Receipt,
)
from bot.channels.wecom import cards
from bot.channels.wecom.codes import BUSY, DEAD_ADDRESS, LIMITED, MINUTE, NEVER, never
from bot.channels.wecom.lanes import Budget
from bot.channels.wecom.profiles import WEBHOOK
from bot.channels.wecom.wire import fetch
from bot.clock import Clock


class WebhookChannel:
    """Whatever is sent lands in the one group that the address belongs to.

    Args:
        url: the whole address with its key, which is a secret.
        clock: for the limit of 20 messages a minute.
    """

    def __init__(self, url: SecretStr, clock: Clock) -> None:
        self._url = url
        self._clock = clock
        self._budget = Budget(minute=20, hour=1200)
        self._session: aiohttp.ClientSession | None = None
        self._trouble = ""

    @property
    def profile(self) -> ChannelProfile:
        """What is decided by which channel it is."""
        return WEBHOOK

    @property
    def trouble(self) -> str:
        """What the administrator has to repair, as one Chinese sentence; "" when nothing."""
        return self._trouble

    async def start(self, listener: Listener) -> None:  # noqa: ARG002  # it never hears anything
        """Get ready to send; a dead address gets another chance."""
        self._trouble = ""
        self._session = aiohttp.ClientSession(trust_env=False)

    def ready(self) -> bool:
        """Whether a push sent now has a chance; not with an address that is dead."""
        return self._session is not None and not self._trouble

    async def close(self, grace: float = GRACE) -> None:  # noqa: ARG002  # it never answers
        """Let go of the connections."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def send(self, outgoing: Outgoing) -> Receipt:
        """Say it in the group; the platform filters no repeats, so a repeat says that it is one.

        Raises:
            Later: worth another try.
            Never: the address is dead.
        """
        if self._session is None:
            raise Later("stopped", timedelta(seconds=1))
        texts = cards.plain(cards.resent(outgoing.told, again=outgoing.again))
        self._budget.take("group", len(texts), self._clock.now())
        for place, text in enumerate(texts):
            called = _called(outgoing.mentions) if place == 0 else {}
            body = {"msgtype": "text", "text": {"content": text, **called}}
            url = self._url.get_secret_value()
            answer = await fetch(self._session, url, name=WEBHOOK.name, body=body)
            if code := int(answer["errcode"]):
                raise self._answer_to(code)
        return Receipt()

    def _answer_to(self, code: int) -> Later | Never:
        if code in NEVER:
            if code in DEAD_ADDRESS:
                self._trouble = never(code).why
            return never(code)
        return Later(str(code), MINUTE if code == LIMITED else BUSY.get(code, MINUTE))


def _called(mentions: Iterable[Mention]) -> dict[str, list[str]]:
    """By account, and by telephone number, which also finds who has another account."""
    people = tuple(mentions)
    lists = {
        "mentioned_list": [one.userid for one in people if one.userid],
        "mentioned_mobile_list": [one.mobile for one in people if one.mobile],
    }
    return {name: ids for name, ids in lists.items() if ids}
