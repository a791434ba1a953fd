"""Section 11 of the protocol sheet: every code meets a running bot, which does as the row says.

A real bot, the emulated platform with its fault knobs, and the clock: what arrives and how often,
what is still in the outbox, who is told, and what `liaison check` says of it.
"""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import ClientSession

from bot.channels.wecom import wire
from bot.rehearsal.client import Stage
from bot.rehearsal.demo import rehearsal, sample
from tests.channels.reactions import (
    ALWAYS,
    DASH,
    KEEPER,
    LI,
    MORNING,
    PUSH,
    SEND,
    County,
    Row,
    asks_the_author,
    backs_off,
    begins_the_login_again,
    closes_the_webhook,
    codes_of,
    forgets_the_card,
    gives_up_on_him,
    looks_at_the_answer,
    marks_the_conversation,
    narrows,
    passes_over,
    pushes_instead,
    reconnects,
    refreshes,
    refuses_the_file,
    stops,
    uploads_again,
    waits_out,
    waits_out_on_the_socket,
)

SHEET = Path(__file__).parents[3] / "shared" / "wecom-protocol.md"


@pytest.fixture
async def county(sqlite_url: str) -> AsyncIterator[County]:
    async with rehearsal(sample("qingfeng"), db=sqlite_url) as scene, ClientSession() as http:
        stage = Stage(http, scene.emulator.url)
        await stage.enter()
        scene.clock.move_to(MORNING)
        found = County(scene, stage, http)
        await found.says(KEEPER, "待办", "机器人")
        found.heard.clear()
        yield found


CREDENTIALS = "企业ID、应用的 AgentId 或 Secret 不对"
DISOWNED = "企业微信不认刚刚取得的登录凭证，Secret 可能已经重置"
FORMAT = "没有送达：平台不接受这条消息的格式。请把这条提示告诉管理员，并改用电话通知。"
MEDIA = "没有送达：平台不接受这个文件的类型或者大小。请压缩或者换一种格式后再发。"
WORDS = "没有送达：内容含有平台不允许的词。请改写后重发，或者改用电话通知。"
NOBODY = "没有送达：企业微信里没有这个账号，或者账号已停用。请管理员核对通讯录里的账号。"
RANGE = "请管理员在企业微信管理后台把他加进应用的可见范围。"
NOT_JOINED = "此人还没有加入企业微信。请改用电话通知，并请管理员邀请他加入。"
UNREACHED = "机器人还不能给对方发消息。请对方先给机器人发一句话"
DEAD_ADDRESS = (
    "没有送达：群消息推送的地址已失效，或者已被移出群聊。请管理员在群里重新添加消息推送，"
    "并改正 LIAISON_WEBHOOK_URL。"
)
SPENT = "登录凭证已经用过或者超过五分钟。"
DOMAIN = "请管理员在企业微信管理后台把 LIAISON_PUBLIC_URL 的域名设为可信域名。"
CONFIGURATION = "40013, 40091, 41002, 41004, 40056, 301002"
MALFORMED = "40008, 40033, 40035, 40058, 40063, 44004, 45002, 45008, 41016, 40039"
OAUTH = "40029, 42022, 50001, 80001, 85005, 40093"
CHATS = f"40050, 86001, 86003, 86008, 86201, 86215{DASH}86217"
TYPES = f"40004{DASH}40009, 40011, 45001, 301016, 301017"

TABLE = (
    Row(f"{DASH}1", SEND, backs_off),
    Row("0", SEND, looks_at_the_answer),
    Row("40001", "gettoken", stops, CREDENTIALS),
    Row("40001", SEND, refreshes),
    Row("40014, 42001", SEND, refreshes),
    Row("40014, 42001", SEND, stops, DISOWNED),
    Row("41001", SEND, passes_over, FORMAT),
    Row(CONFIGURATION, "gettoken", stops, CREDENTIALS),
    Row(CONFIGURATION, SEND, stops, CREDENTIALS, (40056, 301002)),
    Row("60020", SEND, stops, "本机的出口地址不在应用的企业可信IP里（127.0.0.1）"),
    Row("60020", "gettoken", stops, "本机的出口地址不在应用的企业可信IP里（127.0.0.1）"),
    Row("45009", SEND, waits_out),
    Row("45009", PUSH, waits_out_on_the_socket),
    Row("45033", SEND, narrows),
    Row("40003, 46004, 60111", SEND, gives_up_on_him, NOBODY),
    Row("81013", SEND, gives_up_on_him, NOBODY),
    Row("60011, 60021, 92000, 50002", SEND, gives_up_on_him, RANGE),
    Row("43004", SEND, gives_up_on_him, NOT_JOINED),
    Row("48002, 48006, 50003", SEND, stops, "应用没有调用这个接口的权限", (48002, 48006)),
    Row("48002, 48006, 50003", SEND, stops, "应用已被停用", (50003,)),
    Row(
        TYPES,
        "media/upload",
        refuses_the_file,
        MEDIA,
        (40004, 40005, 40006, 40009, 40011, 45001, 301016, 301017),
    ),
    Row("40007", SEND, uploads_again),
    Row("44001, 41005", "media/upload", refuses_the_file, MEDIA),
    Row(MALFORMED, SEND, passes_over, FORMAT),
    Row("85002", SEND, asks_the_author, WORDS),
    Row("40201", PUSH, passes_over, WORDS),
    Row(OAUTH, "auth/getuserinfo", begins_the_login_again, SPENT, (40029, 42022)),
    Row(OAUTH, "auth/getuserinfo", begins_the_login_again, DOMAIN, (50001, 80001, 85005, 40093)),
    Row(f"42014{DASH}42020", SEND, passes_over, FORMAT),
    Row(f"42014{DASH}42020", "message/update_template_card", forgets_the_card),
    Row(CHATS, PUSH, passes_over, FORMAT, (40050, 86001, 86003, 86008, 86215, 86216, 86217)),
    Row(CHATS, PUSH, marks_the_conversation, UNREACHED, (86201,)),
    Row("93000, 93004, 93008", "webhook/send", closes_the_webhook, DEAD_ADDRESS),
    Row("93001, 93006 [obs]", PUSH, marks_the_conversation, UNREACHED),
    Row("93017, 93018, 93019 [obs]", PUSH, passes_over, FORMAT, (93017, 93019)),
    Row("93017, 93018, 93019 [obs]", PUSH, passes_over, MEDIA, (93018,)),
    Row("846605 [obs, sdk]", "aibot_respond_msg", pushes_instead),
    Row("846608 [obs, sdk]", "aibot_respond_msg", pushes_instead),
    Row("846609 [obs]", PUSH, reconnects),
    Row("846609 [obs]", "aibot_respond_msg", reconnects),
)
CASES = [
    pytest.param(row, code, id=f"{code}-{row.at}-{row.reaction.__name__}")
    for row in TABLE
    for code in row.codes
]


@pytest.mark.parametrize(("row", "code"), CASES)
async def test_a_code_is_answered_as_its_row_says(county: County, row: Row, code: int) -> None:
    await row.reaction(county, row, code)


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("5xx", {"http": 500}),
        ("5xx", {"http": 502, "calls": 2}),
        ("timeout", {"delay": 1.0}),
        ("reset", {"drop": "before"}),
        ("reset", {"drop": "after"}),
    ],
)
async def test_without_an_answer_the_same_json_goes_out_again_and_is_shown_once(
    county: County, monkeypatch: pytest.MonkeyPatch, name: str, fault: dict[str, Any]
) -> None:
    """HTTP 5xx, timeout, reset."""
    if name == "timeout":
        monkeypatch.setattr(wire, "TIMEOUT", aiohttp.ClientTimeout(total=0.5))
    begun = county.calls(SEND)
    await county.fails(SEND, **fault)
    await county.post("a")
    await county.after(1)
    await asyncio.sleep(fault.get("delay", 0))
    await county.after(60)
    bodies = county.bodies(SEND)[begun:]
    assert len(bodies) == 1 + fault.get("calls", 1)
    assert len(set(bodies)) == 1
    assert json.loads(bodies[0])["enable_duplicate_check"] == 1
    assert county.told(LI, "移12") == ["移12明天到期。a"]
    assert county.told(KEEPER, "") == []


async def test_a_revoked_token_is_nobodys_trouble(county: County) -> None:
    """The platform forgot the token, or it ran out: a new one, and the push is there."""
    await county.post("a")
    await county.after()
    county.scene.emulator.void_token()
    await county.post("b")
    await county.after()
    county.scene.emulator.expire_token()
    await county.post("c")
    await county.after()
    assert [words[-1] for words in county.told(LI, "移12")] == ["a", "b", "c"]
    assert county.told(KEEPER, "") == []
    assert await county.red() == []


async def test_a_wrong_key_of_the_robot_is_said_on_the_app(county: County) -> None:
    """40001 at the subscription: no further attempt; the app tells it, and so does the check."""
    await county.says(LI, "待办", "机器人")
    county.heard.clear()
    await county.fails("aibot_subscribe", 40001, calls=ALWAYS)
    await county.scene.restart()
    tries = county.calls("aibot_subscribe")
    await county.post("a")
    await county.after(3600)
    assert county.calls("aibot_subscribe") == tries
    [alarm] = county.told(KEEPER, "故障", "app")
    why = "智能机器人连不上：LIAISON_AIBOT_ID 或 LIAISON_AIBOT_SECRET 不对。"
    assert alarm.startswith(f"机器人出了故障，请尽快处理：{why}")
    [line] = await county.red()
    assert line.startswith(f"智能机器人：{why}")
    assert county.told(LI, "移12", "app") == ["移12明天到期。a"]


def test_every_row_of_the_sheet_is_here() -> None:
    if not SHEET.exists():
        pytest.skip("the protocol sheet is not beside the repository")
    section = SHEET.read_text(encoding="utf-8").split("\n## 11.")[1].split("\n## ")[0]
    rows = re.findall(r"^\| ([^|]+?) \|", section, re.MULTILINE)
    cells = {cell for cell in rows if cell not in {"code", "---"}}
    assert cells - {"HTTP 5xx, timeout, reset"} == {row.cell for row in TABLE}
    here = {code for row in TABLE for code in row.codes}
    assert here == {code for cell in cells for code in codes_of(cell)}
