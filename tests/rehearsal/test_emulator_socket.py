"""The bot's socket behaves as the platform's: who is heard, what may be said, and for how long."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from bot.clock import VirtualClock
from bot.rehearsal.wecom import Emulator, Limits

GROUP = "wrQingFeng01"


def card(task_id: str = "t-1", **changes: Any) -> dict[str, Any]:
    """A button card as the bot sends it."""
    return {
        "card_type": "button_interaction",
        "task_id": task_id,
        "main_title": {"title": "移12待签收"},
        "button_list": [{"text": "签收", "key": "受理 移12"}],
    } | changes


def shown(**changes: Any) -> dict[str, Any]:
    """A message that shows it."""
    return {"msgtype": "template_card", "template_card": card(**changes)}


def update(**changes: Any) -> dict[str, Any]:
    """The answer to a click on it."""
    return {
        "response_type": "update_template_card",
        "template_card": card(main_title={"title": "移12已签收"}, **changes),
    }


async def test_wrong_credentials_are_refused_and_nothing_works(connect: Any) -> None:
    line = await connect()
    refused = await line.subscribe("wrong")
    assert refused["errcode"] == 40001
    assert "devtool/query?e=40001" in refused["errmsg"]
    assert (await line.push("li.qiang", 1))["errcode"] == 846609


async def test_every_ack_carries_errcode_and_the_same_req_id(line: Any) -> None:
    ack = await line.ask("ping", req_id="ping_1760000000000_ab12cd34")
    assert ack == {
        "headers": {"req_id": "ping_1760000000000_ab12cd34"},
        "errcode": 0,
        "errmsg": "ok",
    }


async def test_a_second_connection_puts_the_first_out(connect: Any, rest: Any) -> None:
    first, second = await connect(), await connect()
    await first.subscribe()
    await second.subscribe()
    event = await first.hear()
    assert event["cmd"] == "aibot_event_callback"
    assert event["body"]["event"]["eventtype"] == "disconnected_event"
    assert "from" not in event["body"]
    await first.gone()
    await rest.do("say", from_="li.qiang", chat="bot", text="在吗")
    assert (await second.hear())["body"]["text"]["content"] == "在吗"


async def test_a_message_in_a_group_carries_the_mention_and_the_group(rest: Any, line: Any) -> None:
    said = await rest.do("say", from_="Tian.Shou", chat=GROUP, text="移送 市监局 无证经营")
    body = (await line.hear())["body"]
    assert body == {
        "msgid": said["id"],
        "aibotid": "aib-demo",
        "chatid": GROUP,
        "chattype": "group",
        "from": {"userid": "Tian.Shou"},
        "msgtype": "text",
        "text": {"content": "@执法协作 移送 市监局 无证经营"},
    }
    said = await rest.do("say", from_="li.qiang", chat=GROUP, text="收到 @执法协作 受理")
    assert (await line.hear())["body"]["text"]["content"] == "收到 @执法协作 受理"


async def test_talk_in_a_group_without_a_mention_is_not_heard(rest: Any, line: Any) -> None:
    said = await rest.do("say", from_="li.qiang", chat=GROUP, text="吃饭没有", mention=False)
    assert said["reached"] is False
    assert line.callbacks.empty()


async def test_a_reply_is_there_when_say_comes_back(rest: Any, line: Any) -> None:
    async def answer(line: Any, callback: Any) -> None:
        await asyncio.sleep(0.1)
        await line.reply(callback, "**已登记** 移12")

    line.answer = answer
    said = await rest.do("say", from_="li.qiang", chat="bot", text="移送")
    [message] = await rest.read("messages")
    assert message["seq"] == 1
    assert message["to"] == {"user": "li.qiang", "name": "李强"}
    assert (message["kind"], message["text"], message["channel"]) == (
        "markdown",
        "**已登记** 移12",
        "aibot",
    )
    assert message["reply_to"] == said["id"]
    assert message["at"] == "2026-11-05T09:00:00+08:00"
    assert await rest.read("messages", since=1) == []


async def test_a_quoted_card_comes_as_text(rest: Any, line: Any) -> None:
    await rest.do("say", from_="li.qiang", chat=GROUP, text="在")
    callback = await line.hear()
    await line.ask("aibot_respond_msg", shown(), callback["headers"]["req_id"])
    [message] = await rest.read("messages")
    await rest.do("say", from_="Tian.Shou", chat=GROUP, text="催办", quote=message["id"])
    quote = (await line.hear())["body"]["quote"]
    assert quote["msgtype"] == "text"
    assert "移12待签收" in quote["text"]["content"]
    answer = await rest.do(
        "say", 404, from_="zheng.ke", chat="bot", text="偷看", quote=message["id"]
    )
    assert "找不到" in answer["error"]


async def test_a_stream_is_received_when_it_is_finished(
    rest: Any, line: Any, clock: VirtualClock
) -> None:
    await rest.do("say", from_="li.qiang", chat="bot", text="在")
    req_id = (await line.hear())["headers"]["req_id"]

    async def frame(content: str, *, finish: bool, stream: str = "s") -> int:
        body = {"id": stream, "finish": finish, "content": content}
        ack = await line.ask("aibot_respond_msg", {"msgtype": "stream", "stream": body}, req_id)
        return int(ack["errcode"])

    assert await frame("正在", finish=False) == 0
    assert await rest.read("messages") == []
    assert await frame("正在查完", finish=True) == 0
    [message] = await rest.read("messages")
    assert message["text"] == "正在查完"
    assert await frame("再改", finish=True) == 846608
    assert await frame("另一", finish=False, stream="s2") == 0
    clock.move_to(clock.now() + timedelta(minutes=6))
    assert await frame("另一个", finish=True, stream="s2") == 846608
    clock.move_to(clock.now() + timedelta(hours=24))
    assert await frame("太晚", finish=True, stream="s3") == 846605


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"msgtype": "text", "text": {"content": "不许"}}, 40008),
        ({"msgtype": "markdown_v2", "markdown_v2": {"content": "不许"}}, 40008),
        ({"msgtype": "file", "file": {"media_id": "x"}}, 40007),
        ({"msgtype": "markdown", "markdown": {"content": ""}}, 93017),
        ({"msgtype": "markdown", "markdown": {"content": "字" * 6827}}, 45002),
    ],
)
async def test_what_may_not_be_replied_is_refused(
    rest: Any, line: Any, body: dict[str, Any], code: int
) -> None:
    await rest.do("say", from_="li.qiang", chat="bot", text="在")
    req_id = (await line.hear())["headers"]["req_id"]
    ack = await line.ask("aibot_respond_msg", body, req_id)
    assert (ack["errcode"], ack["headers"]) == (code, {"req_id": req_id})
    assert await rest.read("messages") == []


@pytest.mark.parametrize(
    "body",
    [
        {"msgtype": "stream", "stream": {"finish": True, "content": "没有id"}},
        {"msgtype": "template_card", "template_card": card(task_id="t", source="错")},
        {"msgtype": "markdown"},
        {"markdown": {"content": "没有类型"}},
        shown(button_list=[{"text": "去", "type": 1, "url": "http://x", "key": "k"}]),
    ],
)
async def test_a_schema_error_comes_back_without_req_id(
    rest: Any, line: Any, body: dict[str, Any]
) -> None:
    await rest.do("say", from_="li.qiang", chat="bot", text="在")
    req_id = (await line.hear())["headers"]["req_id"]
    ack = await line.ask("aibot_respond_msg", body, req_id)
    assert (ack["errcode"], ack["headers"]) == (40058, {})


async def test_an_unknown_or_foreign_req_id_is_refused(rest: Any, line: Any) -> None:
    markdown = {"msgtype": "markdown", "markdown": {"content": "好"}}
    assert (await line.ask("aibot_respond_msg", markdown, "nobody"))["errcode"] == 846605
    await rest.do("open", from_="li.qiang")
    req_id = (await line.hear())["headers"]["req_id"]
    assert (await line.ask("aibot_respond_msg", markdown, req_id))["errcode"] == 846605


async def test_old_req_ids_are_dead_after_a_reconnect(rest: Any, connect: Any) -> None:
    first = await connect()
    await first.subscribe()
    await rest.do("say", from_="li.qiang", chat="bot", text="在")
    req_id = (await first.hear())["headers"]["req_id"]
    second = await connect()
    await second.subscribe()
    markdown = {"msgtype": "markdown", "markdown": {"content": "好"}}
    assert (await second.ask("aibot_respond_msg", markdown, req_id))["errcode"] == 846605


async def test_the_bot_may_only_push_where_somebody_wrote_to_it(rest: Any, line: Any) -> None:
    assert (await line.push("li.qiang", 1))["errcode"] == 93006
    assert (await line.push(GROUP, 2))["errcode"] == 93006
    await rest.do("open", from_="li.qiang")
    assert (await line.push("li.qiang", 1))["errcode"] == 93006
    await rest.do("say", from_="li.qiang", chat="bot", text="在")
    assert (await line.push("LI.QIANG", 1))["errcode"] == 0
    assert (await line.push(GROUP, 2))["errcode"] == 93006
    await rest.do("say", from_="li.qiang", chat=GROUP, text="在")
    assert (await line.push(GROUP, 2))["errcode"] == 0
    assert (await line.push(GROUP.lower(), 2))["errcode"] == 93006
    assert (await line.push("zheng.ke", 0))["errcode"] == 93006
    assert (await line.push(GROUP, 0))["errcode"] == 0
    assert (await line.push("", 1))["errcode"] == 86201
    assert (await line.push("li.qiang", 1, msgtype="text", text={"content": "x"}))[
        "errcode"
    ] == 40008
    assert [one["to"].get("chat") for one in await rest.read("messages")] == [None, GROUP, GROUP]


async def test_thirty_messages_a_minute_in_one_conversation(
    rest: Any, line: Any, clock: VirtualClock
) -> None:
    await rest.do("say", from_="li.qiang", chat="bot", text="在")
    callback = await line.hear()
    await line.reply(callback, "好")
    codes = [(await line.push("li.qiang", 1))["errcode"] for _ in range(30)]
    assert codes == [0] * 29 + [45009]
    clock.move_to(clock.now() + timedelta(minutes=1))
    assert (await line.push("li.qiang", 1))["errcode"] == 0


async def test_a_task_id_is_never_used_twice(rest: Any, line: Any) -> None:
    await rest.do("say", from_="li.qiang", chat="bot", text="在")
    assert (await line.push("li.qiang", 1, **shown()))["errcode"] == 0
    assert (await line.push("li.qiang", 1, **shown()))["errcode"] == 42014
    assert len(await rest.read("messages")) == 1


async def test_a_click_arrives_and_changes_the_card_for_everybody_or_for_some(
    rest: Any, line: Any
) -> None:
    await rest.do("say", from_="li.qiang", chat=GROUP, text="在")
    await line.hear()
    await line.push(GROUP, 2, **shown())

    async def answer(line: Any, callback: Any) -> None:
        body = update(replace_text="已签收 09:00")
        await line.ask(
            "aibot_respond_update_msg",
            body | {"userids": ["Tian.Shou"]},
            callback["headers"]["req_id"],
        )
        line.callbacks.put_nowait(callback)

    line.answer = answer
    tapped = await rest.do("tap", from_="Tian.Shou", card="t-1", key="受理 移12")
    body = (await line.hear())["body"]
    assert body["chatid"] == GROUP
    assert body["event"] == {
        "eventtype": "template_card_event",
        "template_card_event": {
            "card_type": "button_interaction",
            "event_key": "受理 移12",
            "task_id": "t-1",
            "selected_items": {"selected_item": []},
        },
    }
    assert tapped["card"]["replace_text"] == "已签收 09:00"
    [message] = await rest.read("messages")
    assert (message["card"]["title"], message["card"]["state"]) == ("移12待签收", "open")

    async def for_all(line: Any, callback: Any) -> None:
        await line.ask(
            "aibot_respond_update_msg",
            update(replace_text="已由李强签收"),
            callback["headers"]["req_id"],
        )

    line.answer = for_all
    await rest.do("tap", from_="li.qiang", card="t-1", key="受理 移12")
    [message] = await rest.read("messages")
    assert message["card"]["replace_text"] == "已由李强签收"
    assert message["card"]["title"] == "移12已签收"


async def test_a_click_is_answered_in_time_once_and_with_its_own_task_id(
    rest: Any, line: Any
) -> None:
    await rest.do("say", from_="li.qiang", chat="bot", text="在")
    await line.hear()
    await line.push("li.qiang", 1, **shown())

    async def tap() -> str:
        asking = asyncio.create_task(rest.do("tap", from_="li.qiang", card="t-1", key="受理 移12"))
        callback = await line.hear()
        tasks.append(asking)
        return str(callback["headers"]["req_id"])

    tasks: list[asyncio.Task[Any]] = []
    req_id = await tap()
    wrong = await line.ask("aibot_respond_update_msg", update(task_id="t-2"), req_id)
    assert wrong["errcode"] == 40058
    assert (await line.ask("aibot_respond_update_msg", update(), req_id))["errcode"] == 0
    assert (await line.ask("aibot_respond_update_msg", update(), req_id))["errcode"] == 846605
    req_id = await tap()
    await asyncio.sleep(0.45)
    assert (await line.ask("aibot_respond_update_msg", update(), req_id))["errcode"] == 846605
    await asyncio.gather(*tasks)


async def test_a_chat_is_entered_once_a_day_and_greeted_in_time(
    rest: Any, line: Any, clock: VirtualClock
) -> None:
    hello = {"msgtype": "text", "text": {"content": "您好，李强"}}

    async def answer(line: Any, callback: Any) -> None:
        line.callbacks.put_nowait(callback)
        await line.ask("aibot_respond_welcome_msg", hello, callback["headers"]["req_id"])

    line.answer = answer
    await rest.do("open", from_="li.qiang")
    await rest.do("open", from_="li.qiang")
    event = await line.hear()
    assert event["body"]["event"]["eventtype"] == "enter_chat"
    assert event["body"]["from"] == {"userid": "li.qiang"}
    assert line.callbacks.empty()
    clock.move_to(clock.now() + timedelta(days=1))
    await rest.do("open", from_="li.qiang")
    assert [one["text"] for one in await rest.read("messages")] == ["您好，李强"] * 2


async def test_what_is_said_while_nobody_listens_is_lost(rest: Any, connect: Any) -> None:
    said = await rest.do("say", from_="li.qiang", chat="bot", text="有人吗")
    assert said["reached"] is False
    line = await connect()
    await line.subscribe()
    assert line.callbacks.empty()
    own = (await rest.read("transcript"))["entries"]
    assert [one["text"] for one in own] == ["有人吗"]
    assert (await line.push("li.qiang", 1))["errcode"] == 0


async def test_a_bot_that_dies_and_returns_finds_the_platform_as_it_was(
    emulator: Emulator, rest: Any, connect: Any
) -> None:
    line = await connect()
    await line.subscribe()
    await rest.do("say", from_="li.qiang", chat="bot", text="在")
    emulator.cut_socket()
    await line.gone()
    assert (await rest.do("say", from_="li.qiang", chat="bot", text="还在吗"))["reached"] is False
    line = await connect()
    await line.subscribe()
    assert (await line.push("li.qiang", 1, **shown()))["errcode"] == 0
    waiting = asyncio.create_task(rest.do("say", from_="li.qiang", chat="bot", text="慢"))
    await line.hear()
    await line.socket.close()
    assert (await waiting)["reached"] is True


async def test_faults_on_the_socket(rest: Any, line: Any) -> None:
    await rest.do("say", from_="li.qiang", chat="bot", text="在")
    await line.hear()
    await rest.do("faults", endpoint="aibot_send_msg", errcode=846609)
    assert (await line.push("li.qiang", 1))["errcode"] == 846609
    await rest.do("faults", endpoint="aibot_send_msg", drop="after")
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await line.push("li.qiang", 1)
    assert len(await rest.read("messages")) == 1
    await rest.do("faults", endpoint="aibot_msg_callback", twice=True)
    await rest.do("say", from_="li.qiang", chat="bot", text="再来")
    first, second = await line.hear(), await line.hear()
    assert first["body"] == second["body"]
    assert first["headers"] != second["headers"]
    await rest.do("faults", endpoint="aibot_msg_callback", drop="before")
    said = await rest.do("say", from_="li.qiang", chat="bot", text="丢了")
    assert said["reached"] is False


class TestSilence:
    """A line without pings."""

    @pytest.fixture
    def limits(self) -> Limits:
        return Limits(answer=0.4, patience=0.6, idle=0.3)

    async def test_is_closed(self, line: Any) -> None:
        await asyncio.sleep(0.15)
        await line.ask("ping")
        await asyncio.sleep(0.2)
        assert (await line.ask("ping"))["errcode"] == 0
        await line.gone()
        assert line.socket.closed
