"""The robot's socket, second part: media both ways, open exchanges, opinions, broken lines."""

import asyncio
import base64
import hashlib
from datetime import timedelta
from typing import Any

import pytest

from bot.clock import VirtualClock
from bot.rehearsal.wecom import Emulator, Limits

GROUP = "wrQingFeng01"
PDF = b"%PDF-1.4 " + bytes(range(256)) * 4000
CHUNK = 512 * 1024


def announced(content: bytes = PDF, **changes: Any) -> dict[str, Any]:
    """The first step for some content."""
    return {
        "type": "file",
        "filename": "移送函（2026）3号.pdf",
        "total_size": len(content),
        "total_chunks": -(-len(content) // CHUNK),
        "md5": hashlib.md5(content).hexdigest(),  # noqa: S324 - the platform's choice
    } | changes


async def begun(line: Any, **changes: Any) -> str:
    ack = await line.ask("aibot_upload_media_init", announced(**changes))
    assert ack["errcode"] == 0
    return str(ack["body"]["upload_id"])


async def chunk(line: Any, upload_id: str, index: int, content: bytes) -> int:
    body = {
        "upload_id": upload_id,
        "chunk_index": index,
        "base64_data": base64.b64encode(content).decode(),
    }
    return int((await line.ask("aibot_upload_media_chunk", body))["errcode"])


async def finished(line: Any, upload_id: str) -> Any:
    return await line.ask("aibot_upload_media_finish", {"upload_id": upload_id})


async def uploaded(line: Any, content: bytes = PDF) -> str:
    """All three steps."""
    upload_id = await begun(line, content=content)
    for index in range(-(-len(content) // CHUNK)):
        assert await chunk(line, upload_id, index, content[index * CHUNK :][:CHUNK]) == 0
    ack = await finished(line, upload_id)
    assert ack["errcode"] == 0
    assert isinstance(ack["body"]["created_at"], int)
    return str(ack["body"]["media_id"])


async def test_a_file_is_uploaded_pushed_and_replied(
    rest: Any, line: Any, clock: VirtualClock
) -> None:
    await rest.do("say", from_="li.qiang", chat="bot", text="函")
    req_id = (await line.hear())["headers"]["req_id"]
    media_id = await uploaded(line)
    file = {"msgtype": "file", "file": {"media_id": media_id}}
    assert (await line.push("li.qiang", 1, **file))["errcode"] == 0
    assert (await line.ask("aibot_respond_msg", file, req_id))["errcode"] == 0
    messages = await rest.read("messages")
    assert [one["files"][0]["name"] for one in messages] == ["移送函（2026）3号.pdf"] * 2
    async with rest.session.get(f"{rest.emulator.url}{messages[0]['files'][0]['url']}") as response:
        assert await response.read() == PDF
    image = {"msgtype": "image", "image": {"media_id": media_id}}
    assert (await line.push("li.qiang", 1, **image))["errcode"] == 40007
    assert (await rest.send(msgtype="file", file={"media_id": media_id}))["errcode"] == 40007
    clock.move_to(clock.now() + timedelta(days=3))
    assert (await line.push("li.qiang", 1, **file))["errcode"] == 40007


async def test_chunks_come_in_any_order_and_survive_a_reconnect(line: Any, connect: Any) -> None:
    upload_id = await begun(line)
    assert await chunk(line, upload_id, 1, PDF[CHUNK:]) == 0
    assert await chunk(line, upload_id, 1, b"another try") == 0
    early = await finished(line, upload_id)
    assert (early["errcode"], early["headers"]) == (40058, {})
    second = await connect()
    await second.subscribe()
    assert await chunk(second, upload_id, 0, PDF[:CHUNK]) == 0
    assert (await finished(second, upload_id))["errcode"] == 0
    assert (await finished(second, upload_id))["errcode"] == 40007


async def test_what_was_not_announced_is_refused(line: Any, clock: VirtualClock) -> None:
    upload_id = await begun(line)
    assert await chunk(line, upload_id, 2, b"x") == 40058
    assert await chunk(line, upload_id, -1, b"x") == 40058
    assert await chunk(line, upload_id, 0, b"x" * (CHUNK + 1)) == 40058
    assert await chunk(line, "nobody", 0, b"x") == 40007
    assert await chunk(line, upload_id, 0, PDF[:CHUNK]) == 0
    assert await chunk(line, upload_id, 1, PDF[CHUNK:-1] + b"?") == 0
    assert (await finished(line, upload_id))["errcode"] == 40058
    upload_id = await begun(line)
    clock.move_to(clock.now() + timedelta(minutes=30))
    assert await chunk(line, upload_id, 0, PDF[:CHUNK]) == 40007


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"type": "poem"}, 40005),
        ({"filename": ""}, 40058),
        ({"total_size": 5, "total_chunks": 1}, 40006),
        ({"total_size": 20 * 1024 * 1024 + 1, "total_chunks": 41}, 45001),
        ({"type": "image", "total_size": 10 * 1024 * 1024 + 1, "total_chunks": 21}, 40009),
        ({"type": "voice", "total_size": 2 * 1024 * 1024 + 1, "total_chunks": 5}, 45001),
        ({"total_chunks": 1}, 40058),
        ({"total_chunks": 101}, 40058),
        ({"md5": "abc"}, 40058),
    ],
)
async def test_limits_are_told_at_the_first_step(
    line: Any, change: dict[str, Any], code: int
) -> None:
    ack = await line.ask("aibot_upload_media_init", announced(**change))
    assert ack["errcode"] == code


async def test_thirty_uploads_a_minute(line: Any, clock: VirtualClock) -> None:
    for _ in range(30):
        await begun(line)
    assert (await line.ask("aibot_upload_media_init", announced()))["errcode"] == 45009
    clock.move_to(clock.now() + timedelta(minutes=1))
    await begun(line)


async def test_a_voice_comes_as_words_and_a_video_with_its_key(rest: Any, line: Any) -> None:
    await rest.do("say", from_="li.qiang", chat="bot", text="", voice="在东关桥头查到一家")
    body = (await line.hear())["body"]
    assert (body["msgtype"], body["voice"]) == ("voice", {"content": "在东关桥头查到一家"})
    video = {"name": "现场.mp4", "base64": base64.b64encode(b"\0\0\0\x18ftypmp42").decode()}
    await rest.do("say", from_="li.qiang", chat="bot", text="", videos=[video])
    body = (await line.hear())["body"]
    assert body["msgtype"] == "video"
    assert len(base64.b64decode(body["video"]["aeskey"])) == 32


async def test_pictures_in_a_stream_over_the_socket_are_lost_and_reported(
    rest: Any, line: Any
) -> None:
    await rest.do("say", from_="li.qiang", chat="bot", text="流程")
    req_id = (await line.hear())["headers"]["req_id"]
    stream = {"id": "s", "finish": True, "content": "见图", "msg_item": [{"msgtype": "image"}]}
    ack = await line.ask("aibot_respond_msg", {"msgtype": "stream", "stream": stream}, req_id)
    assert ack["errcode"] == 0
    [message] = await rest.read("messages")
    assert message["files"] == []
    assert len(await rest.read("complaints")) == 1
    pair = {"msgtype": "stream_with_template_card", "stream": stream}
    assert (await line.ask("aibot_respond_msg", pair, req_id))["errcode"] == 40008


async def test_an_opinion_is_told_but_not_answered(rest: Any, line: Any) -> None:
    await rest.do("say", from_="li.qiang", chat="bot", text="条文")
    req_id = (await line.hear())["headers"]["req_id"]
    stream = {"id": "s", "finish": True, "content": "第七条", "feedback": {"id": "f-1"}}
    await line.ask("aibot_respond_msg", {"msgtype": "stream", "stream": stream}, req_id)
    [message] = await rest.read("messages")
    await rest.do("feedback", from_="li.qiang", message=message["id"], type=1)
    callback = await line.hear()
    assert callback["body"]["event"]["feedback_event"] == {"id": "f-1", "type": 1}
    markdown = {"msgtype": "markdown", "markdown": {"content": "谢谢"}}
    ack = await line.ask("aibot_respond_msg", markdown, callback["headers"]["req_id"])
    assert ack["errcode"] == 846605


class TestWaiting:
    """A bot that takes its time."""

    @pytest.fixture
    def limits(self) -> Limits:
        return Limits(answer=30, patience=0.1)

    async def test_a_fourth_message_is_not_heard_while_three_wait(
        self, rest: Any, line: Any
    ) -> None:
        for text in "一二三":
            assert (await rest.do("say", from_="li.qiang", chat="bot", text=text))["reached"]
        said = await rest.do("say", from_="li.qiang", chat=GROUP, text="四")
        assert said["reached"] is False
        assert (await rest.do("say", from_="zheng.ke", chat="bot", text="别人"))["reached"]
        first = await line.hear()
        stream = {"id": "s", "finish": False, "content": "在查"}
        body = {"msgtype": "stream", "stream": stream}
        await line.ask("aibot_respond_msg", body, first["headers"]["req_id"])
        said = await rest.do("say", from_="li.qiang", chat="bot", text="五")
        assert said["reached"] is False
        stream["finish"] = True
        await line.ask("aibot_respond_msg", body, first["headers"]["req_id"])
        assert (await rest.do("say", from_="li.qiang", chat="bot", text="六"))["reached"]
        heard = [(await line.hear())["body"]["text"]["content"] for _ in range(4)]
        assert heard == ["二", "三", "别人", "六"]

    async def test_what_nobody_can_answer_any_more_is_not_waited_for(
        self, rest: Any, connect: Any
    ) -> None:
        for text in "一二三":
            said = await rest.do("say", from_="li.qiang", chat="bot", text=text)
            assert said["reached"] is False
        line = await connect()
        await line.subscribe()
        for text in "四五六":
            assert (await rest.do("say", from_="li.qiang", chat="bot", text=text))["reached"]
        await line.close()
        line = await connect()
        await line.subscribe()
        assert (await rest.do("say", from_="li.qiang", chat="bot", text="七"))["reached"]


async def test_a_half_open_line_swallows_everything(
    emulator: Emulator, rest: Any, line: Any, connect: Any
) -> None:
    await rest.do("say", from_="li.qiang", chat="bot", text="在")
    await line.hear()
    await rest.do("socket", state="frozen")
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await line.ask("ping")
    assert (await rest.do("say", from_="li.qiang", chat="bot", text="还在吗"))["reached"] is False
    assert line.callbacks.empty()
    assert not line.socket.closed
    assert emulator.connected
    second = await connect()
    await second.subscribe()
    assert (await rest.do("say", from_="li.qiang", chat="bot", text="回来了"))["reached"] is True
    assert (await second.hear())["body"]["text"]["content"] == "回来了"


async def test_a_live_line_may_lose_its_subscription(rest: Any, line: Any) -> None:
    await rest.do("say", from_="li.qiang", chat="bot", text="在")
    await line.hear()
    await rest.do("socket", state="unsubscribed")
    assert (await line.push("li.qiang", 1))["errcode"] == 846609
    assert (await line.ask("ping"))["errcode"] == 0
    assert (await rest.do("say", from_="li.qiang", chat="bot", text="丢"))["reached"] is False
    assert (await line.subscribe())["errcode"] == 0
    assert (await line.push("li.qiang", 1))["errcode"] == 0
    await rest.do("socket", state="cut")
    await line.gone()
    assert "state" in (await rest.do("socket", 400, state="gone"))["error"]


async def test_two_callbacks_change_places(rest: Any, line: Any) -> None:
    await rest.do("faults", endpoint="aibot_msg_callback", swap=True)
    first = await rest.do("say", from_="li.qiang", chat="bot", text="先")
    assert first["reached"] is False
    await rest.do("say", from_="zheng.ke", chat="bot", text="后")
    heard = [(await line.hear())["body"]["text"]["content"] for _ in range(2)]
    assert heard == ["后", "先"]
