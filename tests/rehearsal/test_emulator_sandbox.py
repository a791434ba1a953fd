"""The sandbox interface, on which stories, demos and the page are built."""

from datetime import datetime
from typing import Any

import pytest

from bot.clock import VirtualClock
from bot.rehearsal.wecom import Emulator


async def test_people_and_chats_are_listed(rest: Any) -> None:
    people = await rest.read("people")
    assert people[1] == {
        "userid": "li.qiang",
        "name": "李强",
        "unit": "市监局",
        "title": "联络员",
        "visible": True,
    }
    chats = await rest.read("chats")
    assert [one["id"] for one in chats] == ["wrQingFeng01", "wrOther02", "bot", "app"]
    assert chats[0]["members"] == ["tian.shou", "li.qiang", "yin.ming"]
    assert "wai.ren" not in chats[3]["members"]


@pytest.mark.parametrize(
    ("body", "status", "sentence"),
    [
        ({"from_": "谁", "chat": "bot", "text": "在"}, 404, "通讯录里没有“谁”这个人"),
        ({"from_": "li.qiang", "chat": "wrX", "text": "在"}, 404, "没有“wrX”这个会话"),
        (
            {"from_": "zheng.ke", "chat": "wrQingFeng01", "text": "在"},
            400,
            "郑科不在“清丰协作群”里",
        ),
        ({"from_": "wai.ren", "chat": "app", "text": "在"}, 400, "外人不在应用的可见范围内"),
        ({"from_": "li.qiang", "chat": "bot", "text": " "}, 400, "消息是空的"),
        ({"chat": "bot", "text": "在"}, 400, "body.from"),
        ({"from_": 3, "chat": "bot", "text": "在"}, 400, "body.from"),
    ],
)
async def test_what_cannot_be_said_is_refused_with_a_sentence(
    rest: Any, body: dict[str, Any], status: int, sentence: str
) -> None:
    answer = await rest.do("say", status, **body)
    assert sentence in answer["error"]
    assert (await rest.read("transcript"))["entries"] == []


async def test_a_body_that_is_no_json_is_refused(rest: Any) -> None:
    async with rest.session.post(f"{rest.emulator.url}/sandbox/say", data=b"\xff") as response:
        assert response.status == 400
        assert (await response.json())["error"] == "没有处理：请求正文不是 JSON 对象。"


async def test_only_what_is_on_the_screen_can_be_pressed(rest: Any, line: Any) -> None:
    await rest.do("say", from_="li.qiang", chat="bot", text="在")
    await line.hear()
    card = {
        "card_type": "button_interaction",
        "task_id": "t-1",
        "main_title": {"title": "移12"},
        "button_list": [{"text": "签收", "key": "ok"}],
    }
    await line.push("li.qiang", 1, msgtype="template_card", template_card=card)
    answer = await rest.do("tap", 404, from_="zheng.ke", card="t-1", key="ok")
    assert answer["error"] == "没有点到：郑科没有收到过这张卡片。"
    answer = await rest.do("tap", 400, from_="li.qiang", card="t-1", key="没有")
    assert answer["error"] == "没有点到：这张卡片上没有“没有”这个按钮。"
    answer = await rest.do(
        "tap", 400, from_="li.qiang", card="t-1", key="ok", selected={"q": ["1"]}
    )
    assert "q" in answer["error"]
    assert line.callbacks.empty()


@pytest.mark.parametrize(
    ("body", "now"),
    [
        ({"advance": "2h30m"}, "2026-11-05T11:30:00+08:00"),
        ({"advance": "1d"}, "2026-11-06T09:00:00+08:00"),
        ({"advance": "90s"}, "2026-11-05T09:01:30+08:00"),
        ({"advance": "1d2h3m4s"}, "2026-11-06T11:03:04+08:00"),
        ({"now": "2026-11-05T10:00"}, "2026-11-05T10:00:00+08:00"),
        ({"now": "2026-11-05T03:00:00+00:00"}, "2026-11-05T11:00:00+08:00"),
    ],
)
async def test_the_clock_is_moved(
    rest: Any, clock: VirtualClock, body: dict[str, Any], now: str
) -> None:
    answer = await rest.do("clock", **body)
    assert (answer["now"], answer["handled"]) == (now, 0)
    assert (await rest.read("clock"))["now"] == now
    assert clock.now() == datetime.fromisoformat(now)


@pytest.mark.parametrize(
    "body",
    [
        {"now": "2026-11-05T08:59:59+08:00"},
        {"now": "昨天"},
        {"advance": "很久"},
        {"advance": ""},
        {"advance": "-1h"},
        {"advance": "99999999999999d"},
        {"advance": "1h", "now": "2026-11-06T09:00"},
        {"to": "next-year"},
        {"to": "next-event"},
        {"to": "next-workday-0900"},
        {},
    ],
)
async def test_a_clock_that_cannot_be_moved_stays(
    rest: Any, clock: VirtualClock, body: dict[str, Any]
) -> None:
    before = clock.now()
    answer = await rest.do("clock", 400, **body)
    assert answer["error"].startswith("时钟没有拨动：")
    assert clock.now() == before


class Diary:
    """Whoever composed emulator and bot: one reminder at 10:30."""

    def __init__(self, clock: VirtualClock, rest: Any) -> None:
        self.clock = clock
        self.rest = rest
        self.due: datetime | None = datetime.fromisoformat("2026-11-05T10:30:00+08:00")

    async def advance(self, target: datetime) -> None:
        if self.due is not None and self.due <= target:
            self.clock.move_to(self.due)
            self.due = None
            await self.rest.send(msgtype="text", text={"content": "该反馈了"})
        self.clock.move_to(target)

    async def next_event(self) -> datetime | None:
        return self.due

    def next_workday_morning(self) -> datetime:
        return datetime.fromisoformat("2026-11-06T09:00:00+08:00")


async def test_the_clock_moves_through_everything_that_falls_due(
    emulator: Emulator, rest: Any, clock: VirtualClock
) -> None:
    emulator.hours.travel = Diary(clock, rest)
    emulator.hours.day_label = lambda day: "工作日" if day.weekday() < 5 else "休息日"
    assert (await rest.read("clock"))["next_event"] == "2026-11-05T10:30:00+08:00"
    answer = await rest.do("clock", advance="1h", jump=True)
    assert (answer["now"], answer["handled"]) == ("2026-11-05T10:00:00+08:00", 0)
    answer = await rest.do("clock", to="next-event")
    assert answer["now"] == "2026-11-05T10:30:00+08:00"
    assert answer["handled"] == 1
    answer = await rest.do("clock", to="next-workday-0900")
    assert (answer["now"], answer["weekday"], answer["day"]) == (
        "2026-11-06T09:00:00+08:00",
        "周五",
        "工作日",
    )
    [message] = await rest.read("messages")
    assert message["at"] == "2026-11-05T10:30:00+08:00"
    answer = await rest.do("clock", 400, to="next-event")
    assert answer["error"] == "时钟没有拨动：后面没有已经排定的事项。"


@pytest.mark.parametrize(
    "body",
    [
        {"endpoint": "message/send", "drop": "maybe"},
        {"endpoint": "message/send", "delay": "long"},
        {"endpoint": "message/send", "next": 0},
        {"endpoint": "message/send", "http": 99},
        {"endpoint": "message/send", "answer": 3},
        {"endpoint": "message/send", "beyond": -1},
        {"next": 1},
    ],
)
async def test_a_fault_that_makes_no_sense_is_refused(rest: Any, body: dict[str, Any]) -> None:
    assert (await rest.do("faults", 400, **body))["error"]
    assert (await rest.send())["errcode"] == 0


async def test_news_wake_whoever_waits(rest: Any) -> None:
    empty = await rest.read("transcript", since=0, wait=0)
    assert (empty["version"], empty["now"], empty["weekday"]) == (
        0,
        "2026-11-05T09:00:00+08:00",
        "周四",
    )
    await rest.do("say", from_="li.qiang", chat="bot", text="在吗")
    news = await rest.read("transcript", since=0, wait=20)
    [entry] = news["entries"]
    assert entry["from"] == {"userid": "li.qiang", "name": "李强"}
    assert entry["place"] == "bot:li.qiang"
    assert await rest.read("messages") == []
