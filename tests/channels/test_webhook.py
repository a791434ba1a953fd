"""The group's push address, against the emulated platform."""

import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from bot.channels.base import Later, Mention, Never, Outgoing
from bot.channels.wecom.webhook import WebhookChannel
from bot.clock import VirtualClock
from bot.rehearsal.wecom import Drop, Emulator, Fault
from rules.values.message import Message

PUSH = Outgoing("k", "wrQingFeng01", group=True, message=Message("移12：请值班人员电话确认。"))


@pytest.fixture
async def webhook(
    emulator: Emulator, clock: VirtualClock, ear: Any
) -> AsyncIterator[WebhookChannel]:
    channel = WebhookChannel(SecretStr(f"{emulator.api_base}webhook/send?key=hook-1"), clock)
    await channel.start(ear.listen)
    yield channel
    await channel.close()


async def test_it_lands_in_the_group(webhook: WebhookChannel, town: Any) -> None:
    await webhook.send(PUSH)
    [shown] = await town.shown()
    assert (shown["to"]["chat"], shown["channel"]) == ("wrQingFeng01", "webhook")
    assert shown["text"] == "移12：请值班人员电话确认。"


async def test_people_are_called_by_account_and_by_telephone(
    webhook: WebhookChannel, town: Any
) -> None:
    called = (Mention("li.qiang", ""), Mention("", "13800000000"))
    await webhook.send(replace(PUSH, mentions=called))
    assert await town.texts() == ["移12：请值班人员电话确认。 @李强 @13800000000"]


async def test_a_repeat_says_that_it_is_one(
    webhook: WebhookChannel, emulator: Emulator, town: Any
) -> None:
    emulator.order(Fault("webhook/send", drop=Drop.AFTER))
    with pytest.raises(Later) as later:
        await webhook.send(PUSH)
    assert later.value.unsure
    await webhook.send(replace(PUSH, again=True))
    assert (await town.texts())[1] == "（重发，已经看到的请忽略）\n移12：请值班人员电话确认。"


async def test_twenty_a_minute_and_no_more(
    webhook: WebhookChannel, town: Any, clock: VirtualClock
) -> None:
    for _ in range(20):
        await webhook.send(PUSH)
    with pytest.raises(Later) as later:
        await webhook.send(PUSH)
    clock.move_to(clock.now() + later.value.wait)
    assert later.value.wait <= timedelta(minutes=1)
    await webhook.send(PUSH)
    assert len(await town.shown()) == 21


async def test_a_dead_address_is_named_without_its_key(
    emulator: Emulator, clock: VirtualClock, ear: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    channel = WebhookChannel(SecretStr(f"{emulator.api_base}webhook/send?key=gone-key"), clock)
    await channel.start(ear.listen)
    with pytest.raises(Never) as never:
        await channel.send(PUSH)
    assert "LIAISON_WEBHOOK_URL" in never.value.why
    assert channel.trouble == never.value.why
    await channel.close()
    assert not channel.ready()
    assert "gone-key" not in never.value.why
    assert not any(
        "gone-key" in one.getMessage() for one in caplog.records if one.name[:4] == "bot."
    )
