"""The robot as a channel, over a real WebSocket, against the emulated platform."""

import asyncio
import logging
from typing import Any

import pytest
from pydantic import SecretStr

from bot.channels.base import Incoming, Later, Never, Outgoing, Reply
from bot.channels.wecom.aibot import AibotChannel
from bot.channels.wecom.socket import Pace, Refused
from bot.clock import VirtualClock
from bot.rehearsal.wecom import Drop, Emulator, Fault
from bot.settings import AibotSocketSettings
from rules.values.message import Button, Card, Message

pytestmark = pytest.mark.usefixtures("aibot")
GROUP = "wrQingFeng01"
CARD = Card(
    title="移12 东关桥头小吃店无证经营",
    lines=(("来源", "城关镇"),),
    buttons=(Button("受理", "受理 移12", 1), Button("不予受理", "不予受理 移12", 3)),
    number="移12",
    version=7,
)
MESSAGE = Message("移12已送达。可以发送“受理 移12”或“不予受理 移12”。", CARD)


def push(key: str, text: str = "移12明天到期。", to: str = "li.qiang", **more: Any) -> Outgoing:
    return Outgoing(key, to, message=Message(text), **{"group": False, **more})


async def test_a_group_is_heard_and_answered_in_the_group(town: Any, ear: Any) -> None:
    said = await town.says("Tian.Shou", GROUP, "查 移12")
    assert ear.heard == [
        Incoming(
            channel="aibot",
            message_id=said["id"],
            sender="Tian.Shou",
            conversation=GROUP,
            group=True,
            text="@执法协作 查 移12",
        )
    ]
    [answer] = await town.shown()
    assert answer["to"]["chat"] == GROUP
    assert (answer["text"], answer["reply_to"]) == ("收到：@执法协作 查 移12", said["id"])
    town.clean()


async def test_a_quote_is_handed_on(town: Any, ear: Any) -> None:
    first = await town.says("li.qiang", "bot", "查 移12")
    await town.says("li.qiang", "bot", "受理", quote=first["id"])
    assert (ear.heard[-1].text, ear.heard[-1].quote) == ("受理", "查 移12")
    assert (ear.heard[-1].conversation, ear.heard[-1].group) == ("li.qiang", False)


async def test_a_click_settles_the_card_for_everybody_and_the_answer_follows(
    town: Any, ear: Any
) -> None:
    ear.answer = lambda said: (
        Reply(Message("已受理移12。受理不等于立案。"), done="已受理 16:00")
        if said.card
        else Reply(MESSAGE)
    )
    await town.says("Tian.Shou", GROUP, "查 移12")
    [shown] = await town.until(1)
    task = shown["card"]["task_id"]
    await town.taps("li.qiang", task, "受理 移12|7")
    click = ear.heard[-1]
    assert (click.text, click.card, click.card_version) == ("受理 移12", task, 7)
    assert (click.sender, click.conversation, click.group) == ("li.qiang", GROUP, True)
    card, answer = await town.until(2)
    assert card["card"]["title"] == CARD.title
    assert [one["text"] for one in card["card"]["buttons"]] == ["查看"]
    assert card["card"]["desc"] == "已受理 16:00"
    assert card["card"]["buttons"][0]["key"] == "查 移12|7"
    assert answer["text"] == "已受理移12。受理不等于立案。"
    town.clean()


async def test_a_card_from_before_a_restart_is_settled_too(
    aibot: AibotChannel, town: Any, ear: Any
) -> None:
    await town.says("li.qiang", "bot", "待办")
    await aibot.send(Outgoing("k", "li.qiang", group=False, message=MESSAGE))
    aibot._cards._kept.clear()
    ear.answer = lambda _: Reply(
        Message("已受理移12。", Card("移12", number="移12")), "已受理 16:00"
    )
    shown = await town.until(2)
    await town.taps("li.qiang", shown[1]["card"]["task_id"], "受理 移12|7")
    shown = await town.until(3)
    assert shown[1]["card"]["desc"] == "已受理 16:00"
    assert [one["text"] for one in shown[1]["card"]["buttons"]] == ["查看"]


async def test_an_entry_is_greeted(town: Any, ear: Any) -> None:
    ear.answer = lambda said: Reply(
        Message("您好，发送“待办”看今天的事。") if said.entered else None
    )
    await town.opens("li.qiang")
    [greeting] = await town.until(1)
    assert greeting["text"] == "您好，发送“待办”看今天的事。"
    assert (ear.heard[0].entered, ear.heard[0].text) == (True, "")


async def test_a_push_needs_a_word_first_and_is_then_shown(aibot: AibotChannel, town: Any) -> None:
    with pytest.raises(Never) as never:
        await aibot.send(push("a"))
    assert "请对方先给机器人发一句话" in never.value.why
    await town.says("li.qiang", "bot", "待办")
    await aibot.send(push("a"))
    await aibot.send(Outgoing("b", "li.qiang", group=False, message=MESSAGE))
    shown = await town.shown()
    assert [message["kind"] for message in shown] == ["markdown", "markdown", "card"]
    assert shown[1]["text"] == "移12明天到期。"


async def test_a_push_to_a_group_goes_to_the_group(aibot: AibotChannel, town: Any) -> None:
    await town.says("Tian.Shou", GROUP, "待办")
    await aibot.send(push("a", to=GROUP, group=True))
    assert (await town.shown())[-1]["to"]["chat"] == GROUP


async def test_an_opaque_sender_is_answered_and_pushed_to(
    aibot: AibotChannel, town: Any, ear: Any
) -> None:
    await town.says("yin.ming", "bot", "待办")
    [said] = ear.heard
    assert said.sender.startswith("wo")
    await aibot.send(push("a", to=said.conversation))
    assert [message["to"]["user"] for message in await town.shown()] == ["yin.ming"] * 2


async def test_sixteen_conversations_do_not_wait_for_each_other(town: Any, ear: Any) -> None:
    together = asyncio.Barrier(16)

    async def meet(said: Incoming) -> Reply:
        await together.wait()
        return Reply(Message(f"收到：{said.text}"))

    ear.answer = meet
    async with asyncio.timeout(5):
        await asyncio.gather(*(town.says(f"officer{n:02}", "bot", f"第{n}句") for n in range(16)))
    assert sorted(await town.texts()) == sorted(f"收到：第{n}句" for n in range(16))


async def test_one_conversation_is_answered_in_order(town: Any, ear: Any) -> None:
    async def slower_first(said: Incoming) -> Reply:
        await asyncio.sleep(0.3 if said.text == "第0句" else 0)
        return Reply(Message(said.text))

    ear.answer = slower_first
    first = asyncio.create_task(town.says("li.qiang", "bot", "第0句"))
    await asyncio.sleep(0.1)
    await asyncio.gather(first, *(town.says("li.qiang", "bot", f"第{n}句") for n in (1, 2)))
    assert (await town.texts())[0] == "第0句"


async def test_a_callback_that_comes_twice_is_answered_once(
    emulator: Emulator, town: Any, ear: Any
) -> None:
    emulator.order(Fault("aibot_msg_callback", twice=True))
    await town.says("li.qiang", "bot", "待办")
    await asyncio.sleep(0.2)
    assert len(ear.heard) == 2
    assert await town.texts() == ["收到：待办"]


async def test_the_line_comes_back_after_it_was_cut(
    aibot: AibotChannel, emulator: Emulator, town: Any
) -> None:
    await town.says("li.qiang", "bot", "待办")
    for n in range(3):
        emulator.cut_socket()
        await asyncio.sleep(0.05)
        await town.when(lambda: aibot.ready() and emulator.connected)
        await aibot.send(push(f"k{n}", f"第{n}次"))
    assert (await town.texts())[1:] == ["第0次", "第1次", "第2次"]


async def test_an_answer_owed_from_before_the_cut_is_pushed(
    emulator: Emulator, town: Any, ear: Any
) -> None:
    async def meanwhile(_: Incoming) -> Reply:
        emulator.cut_socket()
        await asyncio.sleep(0.2)
        return Reply(Message("移12已受理。"))

    ear.answer = meanwhile
    await town.says("li.qiang", "bot", "查 移12")
    shown = await town.until(1)
    assert [message["text"] for message in shown] == ["移12已受理。"]


@pytest.mark.parametrize("drop", [Drop.BEFORE, Drop.AFTER])
@pytest.mark.parametrize("kind", ["text", "card"])
async def test_an_answer_without_acknowledgement_is_shown_once(
    emulator: Emulator, town: Any, ear: Any, drop: Drop, kind: str
) -> None:
    ear.answer = lambda _: Reply(MESSAGE if kind == "card" else Message("移12已受理。"))
    emulator.order(Fault("aibot_respond_msg", drop=drop))
    await town.says("li.qiang", "bot", "查 移12")
    await town.until(1)
    await asyncio.sleep(1.2)
    assert len(await town.shown()) == 1


async def test_a_push_without_acknowledgement_is_unsure_and_says_so_when_repeated(
    aibot: AibotChannel, emulator: Emulator, town: Any
) -> None:
    await town.says("li.qiang", "bot", "待办")
    emulator.order(Fault("aibot_send_msg", calls=2, drop=Drop.AFTER))
    card = Outgoing("b", "li.qiang", group=False, message=MESSAGE)
    for outgoing in (push("a"), card):
        with pytest.raises(Later) as later:
            await aibot.send(outgoing)
        assert later.value.unsure
    await aibot.send(push("a", again=True))
    await aibot.send(Outgoing("b", "li.qiang", group=False, message=MESSAGE, again=True))
    shown = (await town.shown())[1:]
    assert [message["kind"] for message in shown] == ["markdown", "card", "markdown"]
    assert shown[2]["text"] == "（重发，已经看到的请忽略）\n移12明天到期。"


async def test_a_schema_error_without_id_fails_the_request_at_once(
    aibot: AibotChannel, town: Any
) -> None:
    await town.says("li.qiang", "bot", "待办")
    card = {"card_type": "button_interaction", "task_id": "t1"}
    body = {"chatid": "li.qiang", "chat_type": 1, "msgtype": "template_card", "template_card": card}
    async with asyncio.timeout(0.3):
        with pytest.raises(Refused, match="40058"):
            await aibot._socket.request("aibot_send_msg", body)


async def test_the_older_of_two_stops_and_says_why(
    aibot: AibotChannel,
    aibot_settings: AibotSocketSettings,
    clock: VirtualClock,
    ear: Any,
    town: Any,
) -> None:
    younger = AibotChannel(aibot_settings, clock, pace=Pace(ping=0.2, ack=0.5, slowest=0.2))
    await younger.start(ear.listen)
    await asyncio.sleep(0.6)
    assert younger.ready()
    assert not aibot.ready()
    assert "另一个程序用同一个机器人登录了" in aibot.trouble
    await town.says("li.qiang", "bot", "待办")
    assert await town.texts() == ["收到：待办"]
    await younger.close()


async def test_one_that_was_succeeded_stops_without_an_alarm(
    aibot: AibotChannel, aibot_settings: AibotSocketSettings, clock: VirtualClock, ear: Any
) -> None:
    """A kick by a process of ours, which holds the lease now; with the lease back it connects."""

    async def not_any_more() -> bool:
        return False

    pace = Pace(ping=0.2, ack=0.5, slowest=0.2)
    younger = AibotChannel(aibot_settings, clock, pace=pace, rightful=not_any_more)
    await younger.start(ear.listen)
    await aibot.close()
    await aibot.start(ear.listen)
    await asyncio.sleep(0.6)
    assert aibot.ready()
    assert not younger.ready()
    assert younger.trouble == ""
    await younger.close(0)
    await younger.start(ear.listen)
    assert younger.ready()
    await younger.close()


async def test_wrong_credentials_are_not_tried_again(
    emulator: Emulator, clock: VirtualClock, ear: Any
) -> None:
    settings = AibotSocketSettings("aib-demo", SecretStr("wrong-one"), emulator.socket_url)
    channel = AibotChannel(settings, clock, pace=Pace(ack=0.5, slowest=0.1))
    await channel.start(ear.listen)
    assert not channel.ready()
    assert "LIAISON_AIBOT_SECRET" in channel.trouble
    assert "wrong-one" not in channel.trouble
    await channel.close()


async def test_silence_to_two_pings_is_a_dead_line(
    aibot: AibotChannel, emulator: Emulator, town: Any
) -> None:
    emulator.order(Fault("ping", calls=2, drop=Drop.BEFORE))
    await town.when(lambda: not aibot.ready())
    await town.when(aibot.ready)
    await town.says("li.qiang", "bot", "待办")
    assert await town.texts() == ["收到：待办"]


async def test_a_start_without_a_platform_comes_back_and_keeps_trying(
    clock: VirtualClock, ear: Any
) -> None:
    settings = AibotSocketSettings("aib-demo", SecretStr("x"), "ws://127.0.0.1:9/")
    channel = AibotChannel(settings, clock, pace=Pace(ack=0.3, slowest=0.1))
    await channel.start(ear.listen)
    assert not channel.ready()
    assert channel.trouble == ""
    with pytest.raises(Later) as later:
        await channel.send(push("a"))
    assert not later.value.unsure
    await channel.close()


async def test_logs_carry_no_words_names_or_secrets(
    aibot: AibotChannel, emulator: Emulator, town: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    emulator.order(Fault("aibot_respond_msg", errcode=846605))
    await town.says("li.qiang", "bot", "群众举报小吃店")
    emulator.order(Fault("aibot_send_msg", errcode=40058))
    with pytest.raises(Never):
        await aibot.send(push("a", "绝密内容"))
    emulator.cut_socket()
    await asyncio.sleep(0.3)
    ours = "\n".join(
        record.getMessage() for record in caplog.records if record.name.startswith("bot.")
    )
    assert "wecom.aibot" in ours
    for secret in ("小吃店", "绝密", "li.qiang", "bot-secret-value"):
        assert secret not in ours
