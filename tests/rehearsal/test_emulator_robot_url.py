"""The robot in callback mode: what it is told, how it may answer, and for how long."""

import asyncio
import base64
import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from bot.clock import VirtualClock
from bot.rehearsal.wecom import Emulator

GROUP = "wrQingFeng01"
PNG = b"\x89PNG\r\n\x1a\n" + b"pixels"


def stream(content: str, *, finish: bool = True, stream_id: str = "s1", **more: Any) -> Any:
    """One state of a stream."""
    part = {"id": stream_id, "finish": finish, "content": content} | more
    return {"msgtype": "stream", "stream": part}


def card(task_id: str = "t-1", **changes: Any) -> dict[str, Any]:
    """A button card."""
    return {
        "card_type": "button_interaction",
        "task_id": task_id,
        "main_title": {"title": "移12待签收"},
        "button_list": [{"text": "签收", "key": "受理 移12"}],
    } | changes


async def late(rest: Any, url: str, **body: Any) -> int:
    """Answer late; gives the errcode."""
    data = json.dumps(body, ensure_ascii=False).encode()
    async with rest.session.post(url, data=data) as response:
        return int((await response.json(content_type=None))["errcode"])


def markdown(text: str) -> dict[str, Any]:
    return {"msgtype": "markdown", "markdown": {"content": text}}


async def test_a_url_that_fails_the_check_changes_nothing(
    emulator: Emulator, rest: Any, line: Any
) -> None:
    assert not await emulator.use_robot_callback("http://127.0.0.1:9/wecom/aibot")
    await rest.do("say", from_="li.qiang", chat="bot", text="在")
    assert (await line.hear())["body"]["text"]["content"] == "在"


async def test_a_robot_has_a_url_or_a_socket_but_not_both(
    emulator: Emulator, rest: Any, connect: Any, robot: Any
) -> None:
    line = await connect()
    assert (await line.subscribe())["errcode"] == 40001
    await rest.do("say", from_="li.qiang", chat="bot", text="在")
    assert len(robot.heard) == 1
    assert await emulator.use_robot_callback("")
    assert (await line.subscribe())["errcode"] == 0
    assert await emulator.use_robot_callback(robot.url)
    event = await line.hear()
    assert event["body"]["event"]["eventtype"] == "disconnected_event"
    await line.gone()


async def test_a_message_comes_whole_and_its_answer_is_shown(rest: Any, robot: Any) -> None:
    robot.answer = lambda _: stream("**已登记** 移12")
    said = await rest.do("say", from_="Tian.Shou", chat=GROUP, text="移送 市监局")
    [body] = robot.heard
    url = body.pop("response_url")
    assert url.startswith(f"{rest.emulator.api_base}aibot/response?response_code=")
    assert body == {
        "msgid": said["id"],
        "aibotid": "aib-demo",
        "chatid": GROUP,
        "chattype": "group",
        "from": {"userid": "Tian.Shou"},
        "msgtype": "text",
        "text": {"content": "@执法协作 移送 市监局"},
    }
    [message] = await rest.read("messages")
    assert (message["text"], message["reply_to"]) == ("**已登记** 移12", said["id"])
    assert said["reached"] is True


async def test_what_the_platform_does_not_deliver_is_not_heard(rest: Any, robot: Any) -> None:
    paper = {"name": "函.pdf", "base64": base64.b64encode(b"%PDF-1.4 x").decode()}
    for body in ({"files": [paper]}, {"voice": "在东关"}, {"images": [paper["base64"]]}):
        said = await rest.do("say", from_="li.qiang", chat=GROUP, text="", **body)
        assert said["reached"] is False
    said = await rest.do("say", from_="li.qiang", chat=GROUP, text="吃饭没有", mention=False)
    assert said["reached"] is False
    assert robot.heard == []
    await rest.do("say", from_="li.qiang", chat="bot", text="", voice="在东关桥头查到一家")
    [body] = robot.heard
    assert (body["msgtype"], body["voice"]) == ("voice", {"content": "在东关桥头查到一家"})


async def test_a_stream_is_asked_for_until_it_is_finished(rest: Any, robot: Any) -> None:
    words = iter(["正在", "正在查", "正在查台账", "查到3件"])

    def answer(_: Any) -> Any:
        word = next(words)
        return stream(word, finish=word == "查到3件")

    robot.answer = answer
    await rest.do("say", from_="li.qiang", chat="bot", text="台账")
    await rest.emulator.world.until(lambda: bool(rest.emulator.world.received), 3)
    [message] = await rest.read("messages")
    assert message["text"] == "查到3件"
    first, *polls = robot.heard
    assert len(polls) == 3
    assert first["response_url"]
    for poll in polls:
        assert (poll["msgtype"], poll["stream"]) == ("stream", {"id": "s1"})
        assert "response_url" not in poll
    assert len({one["msgid"] for one in robot.heard}) == 4


async def test_a_stream_is_given_up_after_six_minutes(
    rest: Any, robot: Any, clock: VirtualClock
) -> None:
    robot.answer = lambda _: stream("还在查", finish=False)
    await rest.do("say", from_="li.qiang", chat="bot", text="台账")
    clock.move_to(clock.now() + timedelta(minutes=6))
    await asyncio.sleep(0.1)
    heard = len(robot.heard)
    await asyncio.sleep(0.1)
    assert len(robot.heard) == heard
    assert await rest.read("messages") == []


async def test_a_card_may_come_beside_a_stream_once(rest: Any, robot: Any) -> None:
    answers = iter(
        [
            stream("查到", finish=False)
            | {"msgtype": "stream_with_template_card", "template_card": card()},
            stream("查到1件", finish=False)
            | {"msgtype": "stream_with_template_card", "template_card": card("t-2")},
            stream("查到1件"),
        ]
    )
    robot.answer = lambda _: next(answers)
    await rest.do("say", from_="li.qiang", chat="bot", text="台账")
    await rest.emulator.world.until(lambda: len(rest.emulator.world.received) == 2, 3)
    assert [one["kind"] for one in await rest.read("messages")] == ["card", "markdown"]
    [complaint] = await rest.read("complaints")
    assert "second card" in complaint["what"]


async def test_pictures_come_with_the_end_of_a_stream(rest: Any, robot: Any) -> None:
    md5 = hashlib.md5(PNG).hexdigest()  # noqa: S324 - the platform's choice
    image = {"base64": base64.b64encode(PNG).decode(), "md5": md5}
    picture = [{"msgtype": "image", "image": image}]
    robot.answer = lambda _: stream("流程图", msg_item=picture)
    await rest.do("say", from_="li.qiang", chat="bot", text="流程")
    [message] = await rest.read("messages")
    [file] = message["files"]
    async with rest.session.get(f"{rest.emulator.url}{file['url']}") as response:
        assert response.content_type == "image/png"
        assert await response.read() == PNG


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ({"msgtype": "text", "text": {"content": "不许"}}, "msgtype text"),
        (markdown("不许"), "msgtype markdown"),
        (stream(""), "empty"),
        (stream("字" * 6827), "size"),
        (stream("早", finish=False, msg_item=[]), "only with finish"),
        (stream("多", msg_item=[{"msgtype": "image"}] * 11), "0 to 10"),
        ({"msgtype": "template_card", "template_card": card(task_id="有中文")}, "task_id"),
    ],
)
async def test_an_answer_that_would_be_lost_is_reported(
    rest: Any, robot: Any, answer: Any, why: str
) -> None:
    robot.answer = lambda _: answer
    await rest.do("say", from_="li.qiang", chat="bot", text="在")
    [complaint] = await rest.read("complaints")
    assert why in complaint["what"]
    assert await rest.read("messages") == []


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda _: "success", "cannot be read"),
        (
            lambda text: text.replace('"timestamp": 1760000000', '"timestamp": "1760000000"'),
            "stamp",
        ),
        (lambda text: text.replace('"msgsignature": "', '"msgsignature": "0'), "signature"),
        (lambda text: text.replace("msgsignature", "MsgSignature"), "msgsignature"),
    ],
)
async def test_an_envelope_is_read_to_the_letter(
    rest: Any, robot: Any, change: Callable[[str], str], why: str
) -> None:
    seal = robot.seal
    robot.seal = lambda reply, nonce: change(seal(reply, nonce))
    robot.answer = lambda _: stream("好")
    await rest.do("say", from_="li.qiang", chat="bot", text="在")
    [complaint] = await rest.read("complaints")
    assert why in complaint["what"]


async def test_a_message_is_tried_again_but_a_click_is_not(rest: Any, robot: Any) -> None:
    robot.answer = lambda _: {"msgtype": "template_card", "template_card": card()}
    robot.statuses = [500, 503, 404]
    said = await rest.do("say", from_="li.qiang", chat="bot", text="在")
    assert said["reached"] is True
    assert [one["msgid"] for one in robot.heard] == [said["id"]] * 4
    robot.statuses = [500]
    tapped = await rest.do("tap", from_="li.qiang", card="t-1", key="受理 移12")
    assert tapped["reached"] is False
    assert len(robot.heard) == 5
    robot.slow = 0.5
    tapped = await rest.do("tap", from_="li.qiang", card="t-1", key="受理 移12")
    assert tapped["reached"] is False
    assert len(robot.heard) == 6
    assert tapped["card"]["state"] == "open"


async def test_a_click_changes_the_card_at_once_and_may_be_answered_late(
    rest: Any, robot: Any
) -> None:
    robot.answer = lambda _: {"msgtype": "template_card", "template_card": card()}
    await rest.do("say", from_="li.qiang", chat="bot", text="在")
    robot.answer = lambda _: {
        "response_type": "update_template_card",
        "template_card": card(replace_text="已签收"),
    }
    tapped = await rest.do("tap", from_="li.qiang", card="t-1", key="受理 移12")
    assert tapped["card"]["replace_text"] == "已签收"
    body = robot.heard[-1]
    event = body["event"]["template_card_event"]
    assert (event["event_key"], event["task_id"]) == ("受理 移12", "t-1")
    update = {"response_type": "update_template_card", "template_card": card()}
    assert await late(rest, body["response_url"], msgtype="update_template_card", **update) == 40008
    assert await late(rest, body["response_url"], **markdown("已签收")) == 0


async def test_a_late_answer_is_taken_once_within_the_hour(
    rest: Any, robot: Any, clock: VirtualClock
) -> None:
    said = await rest.do("say", from_="li.qiang", chat=GROUP, text="台账")
    await rest.do("say", from_="li.qiang", chat="bot", text="台账")
    group, private = (one["response_url"] for one in robot.heard)
    shown = {"msgtype": "template_card", "template_card": card()}
    assert await late(rest, group, **shown) == 40008
    assert await late(rest, group, **markdown("")) == 93017
    assert await late(rest, group, **markdown("查到3件")) == 0
    assert await late(rest, group, **markdown("查到3件")) == 40058
    [message] = await rest.read("messages")
    assert (message["to"]["chat"], message["reply_to"]) == (GROUP, said["id"])
    clock.move_to(clock.now() + timedelta(minutes=59))
    assert await late(rest, private, **shown) == 0
    await rest.do("say", from_="li.qiang", chat="bot", text="又")
    clock.move_to(clock.now() + timedelta(hours=1))
    assert await late(rest, robot.heard[-1]["response_url"], **markdown("太晚")) == 40058


async def test_a_chat_is_entered_once_a_day_and_greeted_at_once(
    rest: Any, robot: Any, clock: VirtualClock
) -> None:
    robot.answer = lambda _: {"msgtype": "text", "text": {"content": "您好"}}
    for _ in range(2):
        await rest.do("open", from_="li.qiang")
    clock.move_to(clock.now() + timedelta(days=1))
    robot.answer = lambda _: stream("不是欢迎语")
    await rest.do("open", from_="li.qiang")
    assert [one["event"]["eventtype"] for one in robot.heard] == ["enter_chat"] * 2
    assert [one["text"] for one in await rest.read("messages")] == ["您好"]
    assert len(await rest.read("complaints")) == 1


async def test_a_file_is_opened_with_the_robots_own_key_for_five_minutes(
    rest: Any, robot: Any, clock: VirtualClock
) -> None:
    paper = {"name": "移送函.pdf", "base64": base64.b64encode(b"%PDF-1.4 paper").decode()}
    await rest.do("say", from_="li.qiang", chat="bot", text="", files=[paper])
    part = robot.heard[0]["file"]
    assert list(part) == ["url"]
    async with rest.session.get(part["url"]) as response:
        assert response.content_disposition.filename == "移送函.pdf"
        key = robot.crypto.key
        decryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).decryptor()
        plain = decryptor.update(await response.read()) + decryptor.finalize()
    assert plain[: -plain[-1]] == b"%PDF-1.4 paper"
    clock.move_to(clock.now() + timedelta(minutes=5))
    async with rest.session.get(part["url"]) as response:
        assert response.status == 404


async def test_an_opinion_is_passed_on_where_it_was_asked_for(rest: Any, robot: Any) -> None:
    robot.answer = lambda _: stream("第七条", feedback={"id": "f-1"})
    await rest.do("say", from_="li.qiang", chat="bot", text="条文")
    robot.answer = lambda _: None
    [message] = await rest.read("messages")
    body = {"message": message["id"], "type": 2, "inaccurate_reason_list": [3]}
    assert (await rest.do("feedback", from_="li.qiang", **body))["reached"] is True
    event = robot.heard[-1]["event"]
    assert event["eventtype"] == "feedback_event"
    assert event["feedback_event"] == {"id": "f-1", "type": 2, "inaccurate_reason_list": [3]}
    robot.answer = lambda _: stream("谢谢")
    await rest.do("feedback", from_="li.qiang", **body)
    [complaint] = await rest.read("complaints")
    assert "opinion" in complaint["what"]
    await rest.do("say", from_="li.qiang", chat="bot", text="再说")
    plain = (await rest.read("messages"))[-1]
    refused = await rest.do("feedback", 400, from_="li.qiang", message=plain["id"], type=1)
    assert refused["error"] == "没有评价：这条消息没有开放评价。"


async def test_faults_on_the_way_to_the_robot(rest: Any, robot: Any) -> None:
    robot.answer = lambda body: stream(body["text"]["content"])
    await rest.do("faults", endpoint="aibot_callback", swap=True)
    held = asyncio.create_task(rest.do("say", from_="li.qiang", chat="bot", text="先"))
    await asyncio.sleep(0.1)
    await rest.do("say", from_="zheng.ke", chat="bot", text="后")
    await held
    assert [one["text"]["content"] for one in robot.heard] == ["后", "先"]
    await rest.do("faults", endpoint="aibot_callback", twice=True)
    await rest.do("say", from_="li.qiang", chat="bot", text="两遍")
    assert [one["text"]["content"] for one in robot.heard][2:] == ["两遍", "两遍"]
    assert robot.heard[2] == robot.heard[3]
    await rest.do("faults", endpoint="aibot_callback", drop="after")
    await rest.do("say", from_="li.qiang", chat="bot", text="答丢了")
    assert len(robot.heard) == 6
