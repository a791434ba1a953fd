"""What every channel promises, whichever it is."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from bot.channels.base import Channel, Later, Outgoing
from bot.channels.wecom.aibot import AibotChannel
from bot.channels.wecom.aibot_callback import AibotCallbackChannel
from bot.channels.wecom.app import AppChannel
from bot.channels.wecom.socket import Pace
from bot.channels.wecom.webhook import WebhookChannel
from bot.clock import VirtualClock
from bot.settings import AibotCallbackSettings, AibotSocketSettings, AppSettings, CallbackKeys
from rules.values.message import Message

KEYS = CallbackKeys(SecretStr("t"), SecretStr("0123456789abcdefghijklmnopqrstuvwxyzABCDEFG"))
NOWHERE = "127.0.0.1:9"
MAKERS: list[Callable[[VirtualClock], Channel]] = [
    lambda clock: AppChannel(
        AppSettings(f"http://{NOWHERE}/cgi-bin/", "ww1", 1, SecretStr("s"), KEYS), clock
    ),
    lambda clock: AibotChannel(
        AibotSocketSettings("b", SecretStr("s"), f"ws://{NOWHERE}"), clock, pace=Pace(ack=0.2)
    ),
    lambda clock: AibotCallbackChannel(AibotCallbackSettings("b", KEYS), clock),
    lambda clock: WebhookChannel(SecretStr(f"http://{NOWHERE}/send?key=k"), clock),
]


@pytest.mark.parametrize("make", MAKERS)
async def test_a_channel_is_only_ready_between_start_and_close(
    make: Callable[[VirtualClock], Channel], clock: VirtualClock, ear: Any
) -> None:
    channel = make(clock)
    outgoing = Outgoing("k", "li.qiang", group=False, message=Message("移12将到期。"))

    async def is_put_off() -> None:
        assert not channel.ready()
        with pytest.raises(Later) as later:
            await channel.send(outgoing)
        assert not later.value.unsure
        assert later.value.wait > timedelta()

    await is_put_off()
    await channel.start(ear.listen)
    assert channel.name in {"app", "aibot", "webhook"}
    await channel.close()
    await is_put_off()
    await channel.close()
