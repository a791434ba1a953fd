"""How the bot reacts to the platform's error codes: a county, its faults, and what is looked at."""

import asyncio
import base64
import re
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from aiohttp import ClientSession, CookieJar

from bot.finding import Level
from bot.operation.doctor import examine
from bot.rehearsal.client import Received, Stage
from bot.rehearsal.demo import Rehearsal
from bot.web.login import SESSION
from rules.values.matter import Push
from rules.values.message import Message
from rules.values.push import PushKind
from storage import Delivery, PushState

MORNING = datetime.fromisoformat("2026-04-27T09:00:00+08:00")
LI, CHEN, KEEPER = "李强", "陈静", "周岚"
"""Two who have never written to the robot, and the administrator, who has."""
IDS = {LI: "li.qiang", CHEN: "chen.jing", KEEPER: "zhou.lan"}
SEND, PUSH = "message/send", "aibot_send_msg"
ALWAYS = 10_000
DASH = "\N{EN DASH}"
PAPER = base64.b64encode(b"%PDF-1.7 " + "现场检查笔录".encode() * 50).decode()


class County:
    """The sample county on a quiet morning, and the platform's faults at hand."""

    def __init__(self, scene: Rehearsal, stage: Stage, http: ClientSession) -> None:
        self.scene, self.stage, self.http = scene, stage, http
        self.heard: list[Received] = []

    async def fails(self, at: str, code: int = 0, calls: int = 1, **more: Any) -> None:
        """The platform answers the next calls like this."""
        fault = {"endpoint": at, "next": calls, "errcode": code, **more}
        url = f"{self.scene.emulator.url}/sandbox/faults"
        async with self.http.post(url, json=fault) as answer:
            assert answer.status == 200, await answer.text()

    async def post(self, key: str, to: str = LI, *, urgent: bool = False) -> None:
        push = Push(
            key, IDS[to], "", PushKind.STEP, Message(f"移12明天到期。{key}"), self.now, urgent
        )
        await self.scene.bot.storage.run(lambda tx: tx.outbox.post([push]))

    @property
    def now(self) -> datetime:
        return self.scene.clock.now()

    async def after(self, seconds: float = 0) -> None:
        """Move the clock through everything that falls due, and hear it."""
        await self.scene.advance(self.now + timedelta(seconds=seconds))
        self.heard += await self.stage.received()

    async def says(self, name: str, words: str, place: str) -> None:
        await self.stage.says(name, words, place)
        await self.after()

    async def gives(self, name: str, file: str) -> None:
        """Somebody hands the robot a file."""
        body = {"from": self.stage._id(name), "chat": "bot"}
        files = [{"name": file, "base64": PAPER}]
        url = f"{self.scene.emulator.url}/sandbox/say"
        async with self.http.post(url, json={**body, "files": files}) as answer:
            assert answer.status == 200, await answer.text()

    async def refers(self) -> None:
        """A township refers a case to 李强's bureau."""
        await self.says("宋梅", "移送市监局 某店无证经营，今天上午8点检查发现", "机器人")
        await self.says("宋梅", "确认发出", "机器人")

    async def state(self, key: str) -> Delivery:
        found = await self.scene.bot.storage.read(lambda tx: tx.outbox.delivery(key))
        assert found is not None
        return found

    def told(self, name: str, words: str, channel: str = "") -> list[str]:
        """What somebody heard that has these words in it."""
        return [
            one.words
            for one in self.heard
            if one.to == name and words in one.words and channel in ("", one.channel)
        ]

    def bodies(self, at: str) -> list[bytes]:
        """What the bot asked of this endpoint so far."""
        return [one.body for one in self.scene.emulator.requests if one.endpoint == at]

    def calls(self, at: str) -> int:
        return len(self.bodies(at))

    async def red(self) -> list[str]:
        """The red lines of `liaison check` but for the one about a rehearsal's database."""
        found = await examine(self.scene.bot.settings, self.now)
        red = [f"{one.what}：{one.words}" for one in found if one.level is Level.RED]
        return [line for line in red if "这是演练的数据库" not in line]

    async def refused(self) -> list[tuple[str, str, str]]:
        """Who is noted as unreachable: officer, channel, code."""
        noted = await self.scene.bot.storage.read(lambda tx: tx.reach.refusals())
        return [(one.officer, one.channel, one.code) for one in noted]


@dataclass(frozen=True, slots=True)
class Row:
    """One reaction to the codes of one row.

    Attributes:
        cell: the row's first cell, word for word.
        at: where the codes are met.
        says: what is said to whoever must act.
        only: those of the row's codes that this is about; none for all.
    """

    cell: str
    at: str
    reaction: Callable[[County, "Row", int], Awaitable[None]]
    says: str = ""
    only: tuple[int, ...] = ()

    @property
    def codes(self) -> tuple[int, ...]:
        return self.only or tuple(codes_of(self.cell))


def codes_of(cell: str) -> Iterator[int]:
    """The codes that a cell names, ranges spelt out."""
    for part in re.sub(r"\[[^]]*\]", "", cell).replace(DASH, "-").split(","):
        if found := re.fullmatch(r"\s*(-?\d+)(?:-(\d+))?\s*", part):
            yield from range(int(found[1]), int(found[2] or found[1]) + 1)


# ---- the reactions ----


async def backs_off(county: County, row: Row, code: int) -> None:
    """After 1, 3 and 9 seconds and a bit; then it stays in the outbox, and arrives once."""
    await county.fails(row.at, code, calls=ALWAYS)
    await county.post("a")
    begun, passed = county.calls(row.at), 0.0
    for second, tries in ((0, 1), (0.9, 1), (2, 2), (3.9, 2), (5, 3), (12.9, 3), (14, 4)):
        await county.after(second - passed)
        passed = second
        assert county.calls(row.at) - begun == tries, second
    await county.after(600)
    assert (await county.state("a")).state is PushState.WAITING
    assert county.heard == []
    county.scene.emulator.repair()
    await county.after(300)
    assert len(county.told(LI, "移12明天到期。a")) == 1


async def narrows(county: County, row: Row, code: int) -> None:
    """Not more than four calls at a time: the burst is put off and comes with fewer at a time."""
    everybody = list(county.scene.county.directory.officers)[:30]
    pushes = [
        Push(one, one, "", PushKind.STEP, Message(one), county.now, urgent=True)
        for one in everybody
    ]
    await county.fails(row.at, code, calls=ALWAYS, delay=0.05, beyond=4)
    begun = county.calls(row.at)
    await county.scene.bot.storage.run(lambda tx: tx.outbox.post(pushes))
    await county.after(10)
    assert len(county.heard) < len(everybody), "some were refused"
    await county.after(110)
    assert sorted(one.words for one in county.heard if one.channel == "app") == sorted(everybody)
    assert county.calls(row.at) - begun < 2.5 * len(everybody)


async def waits_out(county: County, row: Row, code: int) -> None:
    """A minute, then an hour; what is for others waits as well, and nothing asks meanwhile."""
    await county.fails(row.at, code, calls=2)
    begun = county.calls(row.at)
    await county.post("a")
    await county.after()
    await county.post("b", CHEN)
    await county.after(59)
    assert county.calls(row.at) - begun == 1
    await county.after(6)
    refused = county.calls(row.at) - begun
    await county.after(3400)
    assert county.calls(row.at) - begun == refused <= 3
    assert county.told(LI, "移12") == county.told(CHEN, "移12") == []
    await county.after(600)
    assert len(county.told(LI, "移12")) == len(county.told(CHEN, "移12")) == 1


async def waits_out_on_the_socket(county: County, row: Row, code: int) -> None:
    await county.says(LI, "待办", "机器人")
    await county.fails(SEND, 60111, calls=1)
    await county.fails(row.at, code)
    await county.post("a")
    await county.after(59)
    assert (county.calls(row.at), county.told(LI, "移12")) == (1, [])
    await county.after(2)
    assert len(county.told(LI, "移12")) == 1


async def refreshes(county: County, row: Row, code: int) -> None:
    """A new token once, and the same request again."""
    await county.post("first", CHEN)
    await county.after()
    tokens, sent = county.calls("gettoken"), county.calls(row.at)
    await county.fails(row.at, code)
    await county.post("a")
    await county.after()
    assert county.told(LI, "移12明天到期。a") == ["移12明天到期。a"]
    assert county.calls("gettoken") - tokens == 1
    once, again = county.bodies(row.at)[sent:]
    assert once == again


async def stops(county: County, row: Row, code: int) -> None:
    """One line in the check, one push on the other channel; after the repair all of it arrives."""
    assert await county.red() == []
    county.scene.emulator.void_token()
    for at in {row.at, row.at if row.at == "gettoken" else "agent/get"}:
        await county.fails(at, code, calls=ALWAYS)
    await county.post("a")
    await county.after(10)
    begun = county.calls(row.at)
    await county.post("b", CHEN)
    await county.after(40)
    assert county.calls(row.at) == begun, "the channel is closed"
    await county.after(430)
    for key in ("a", "b"):
        assert (await county.state(key)).state is PushState.WAITING
    assert county.calls(row.at) - begun <= 2 * 8, "it does not hammer"
    [line] = await county.red()
    assert line.startswith("自建应用：自建应用不能用：")
    assert row.says in line
    [alarm] = county.told(KEEPER, "故障")
    assert county.told(KEEPER, "故障", "aibot") == [alarm]
    assert alarm.startswith("自建应用出了故障，请尽快处理：自建应用不能用：")
    assert row.says in alarm
    county.scene.emulator.repair()
    await county.after(900)
    for name, key in ((LI, "a"), (CHEN, "b")):
        assert len(county.told(name, f"移12明天到期。{key}")) == 1
    assert await county.red() == []
    assert len(county.told(KEEPER, "故障")) == 1


async def gives_up_on_him(county: County, row: Row, code: int) -> None:
    """For this person at once and for good; the keeper hears why, and the check names him."""
    begun = county.calls(row.at)
    await county.fails(row.at, code)
    await county.post("a")
    await county.after()
    await county.post("b", CHEN)
    await county.after(7200)
    found = await county.state("a")
    assert (found.state, found.code) == (PushState.DEAD, str(code))
    assert await county.refused() == [(IDS[LI], "app", str(code))]
    assert county.told(LI, "移12") == []
    assert county.told(CHEN, "移12") == ["移12明天到期。b"]
    [told] = county.told(KEEPER, "有提醒没有送到市监局李强：")
    assert row.says in told
    assert "请核对通讯录，并用电话通知本人。" in told
    assert [body for body in county.bodies(row.at)[begun:] if b'"li.qiang"' in body] == [
        county.bodies(row.at)[begun]
    ], "it is not tried again"
    [line] = await county.red()
    assert line.startswith("联系人：收不到任何提醒：市监局李强（自建应用：")


async def passes_over(county: County, row: Row, code: int) -> None:
    """Not this message, and not again; nobody is noted, and what comes next goes out."""
    if row.at == PUSH:
        await county.says(LI, "待办", "机器人")
        await county.fails(SEND, 60111)
    begun = county.calls(row.at)
    await county.fails(row.at, code)
    await county.post("a")
    await county.after(7200)
    found = await county.state("a")
    assert (found.state, found.code) == (PushState.DEAD, str(code))
    [told] = county.told(KEEPER, "有提醒没有送到市监局李强：")
    assert row.says in told
    assert [one for one in county.bodies(row.at)[begun:] if b"li.qiang" in one] == [
        county.bodies(row.at)[begun]
    ]
    assert not [one for one in await county.refused() if one[2] == str(code)]
    await county.post("b")
    await county.after()
    assert county.told(LI, "移12") == ["移12明天到期。b"]


async def marks_the_conversation(county: County, row: Row, code: int) -> None:
    await county.says(LI, "待办", "机器人")
    await county.fails(SEND, 60111)
    await county.fails(row.at, code)
    await county.post("a")
    await county.after(7200)
    assert (await county.state("a")).code == str(code)
    assert (IDS[LI], "aibot", str(code)) in await county.refused()
    [told] = county.told(KEEPER, "有提醒没有送到市监局李强：")
    assert row.says in told
    assert county.calls(row.at) == 1


async def asks_the_author(county: County, row: Row, code: int) -> None:
    begun = county.calls(row.at)
    await county.fails(row.at, code)
    await county.refers()
    await county.after(7200)
    assert set(county.told("宋梅", "不允许")) == {f"移1：{row.says}"}
    assert len(county.told(KEEPER, row.says)) == 1
    assert len([one for one in county.bodies(row.at)[begun:] if b"li.qiang" in one]) == 1


async def refuses_the_file(county: County, row: Row, code: int) -> None:
    """Who asked for the file hears it, once, and nothing is tried again."""
    await county.refers()
    await county.gives("宋梅", "笔录.pdf")
    await county.says("宋梅", "移1", "机器人")
    await county.fails(row.at, code)
    await county.says(LI, "材料 移1", "应用")
    await county.after(7200)
    assert county.told(LI, "笔录.pdf”") == [f"“笔录.pdf”{row.says}"]
    assert len(set(county.told(KEEPER, row.says))) == 1
    assert county.calls(row.at) == 1


async def uploads_again(county: County, row: Row, code: int) -> None:
    await county.refers()
    await county.gives("宋梅", "笔录.pdf")
    await county.says("宋梅", "移1", "机器人")
    await county.fails(row.at, code)
    await county.says(LI, "材料 移1", "应用")
    files = [one for one in county.heard if one.to == LI and "笔录.pdf" in one.words]
    assert county.calls("media/upload") == 2
    assert len(files) == 1
    await county.fails(row.at, code, calls=2)
    await county.says(LI, "材料 移1", "应用")
    await county.after(7200)
    assert county.calls("media/upload") == 4, "once, and then he is told"
    assert len(county.told(LI, "笔录.pdf”没有送达：")) == 1


async def begins_the_login_again(county: County, row: Row, code: int) -> None:
    home = str(county.scene.bot.settings.public_url)
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as browser:

        async def goes(address: str) -> tuple[int, str, str]:
            async with browser.get(address, allow_redirects=False) as answer:
                return answer.status, answer.headers.get("Location", ""), await answer.text()

        async def logs_in(path: str) -> tuple[int, str, str]:
            _, asked, _ = await goes(home + path)
            _, back, _ = await goes(f"{asked.partition('#')[0]}&member=song.mei")
            return await goes(back)

        await county.fails(row.at, code)
        status, _, page = await logs_in("/wecom/login?next=/me")
        assert status == 400
        assert row.says in page
        assert SESSION not in {one.key for one in browser.cookie_jar}
        [again] = re.findall(r'<a href="([^"]+)">重新登录</a>', page)
        status, where, _ = await logs_in(again)
        assert (status, where) == (302, "/me")
        assert "宋梅" in (await goes(home + where))[2]


async def forgets_the_card(county: County, row: Row, code: int) -> None:
    """The copy of a card that cannot be changed is asked for once."""
    await county.says("高峰", "紧急 城关镇 东关桥化工仓库泄漏", "应用")
    await county.says("高峰", "确认发出", "应用")
    await county.after(360)
    shown = [one for one in county.heard if one.channel == "app" and "【确认】" in one.words]
    assert len({one.to for one in shown}) > 1
    await county.fails(row.at, code, calls=ALWAYS)
    await county.says("宋梅", "确认 急1", "应用")
    await county.after(3600)
    assert county.calls(row.at) == len(shown), "each copy once"


async def closes_the_webhook(county: County, row: Row, code: int) -> None:
    """The call is given up, the next one waits for the repair; keeper and check say it."""
    await county.fails(SEND, 60111, calls=40)
    await county.fails(row.at, code, calls=ALWAYS)
    for place, key in (("城关镇", "急1"), ("马庄桥镇", "急2")):
        await county.says("高峰", f"紧急 {place} 东关桥化工仓库泄漏", "应用")
        await county.says("高峰", "确认发出", "应用")
        await county.after(5)
        assert county.calls(row.at) == 1, key
    [alarm] = county.told(KEEPER, "故障")
    assert alarm.startswith(f"群消息推送出了故障，请尽快处理：{row.says}")
    assert [one for one in await county.red() if one.startswith("群消息推送")] == [
        f"群消息推送：{row.says}"
    ]
    assert any(code_ == str(code) for code_ in await given_up(county))
    county.scene.emulator.repair()
    await county.scene.restart()
    await county.after(60)
    assert len(county.told("群", "紧急通报 急2 没有送到马庄桥镇")) == 1
    assert [one for one in await county.red() if one.startswith("群消息推送")] == []


async def given_up(county: County) -> list[str]:
    seen = await county.scene.bot.storage.read(lambda tx: tx.views.outbox_overview(200))
    return [one.code for one in seen.given_up]


async def pushes_instead(county: County, row: Row, code: int) -> None:
    begun = county.calls(row.at)
    await county.fails(row.at, code)
    await county.says(LI, "帮助", "机器人")
    async with asyncio.timeout(10):
        while not county.calls(PUSH):  # noqa: ASYNC110  # over the network
            await asyncio.sleep(0.02)
    await county.after()
    assert len([one for one in county.heard if one.to == LI]) == 1
    assert (county.calls(row.at) - begun, county.calls(PUSH)) == (1, 1)


async def reconnects(county: County, row: Row, code: int) -> None:
    await county.says(LI, "待办", "机器人")
    await county.fails(SEND, 60111)
    await county.fails(row.at, code)
    if row.at == PUSH:
        await county.post("a")
        await county.after(1)
        assert county.told(LI, "移12", "aibot") == ["移12明天到期。a"]
    else:
        county.heard.clear()
        await county.stage.says(LI, "帮助", "机器人")
        async with asyncio.timeout(10):
            while not [one for one in county.heard if one.to == LI]:
                await county.after()
                await asyncio.sleep(0.02)
    assert county.calls("aibot_subscribe") == 2
    assert county.scene.bot.channels["aibot"].ready()


async def looks_at_the_answer(county: County, row: Row, code: int) -> None:
    """An ok that names him did not reach him."""
    for key, field in (("a", "invaliduser"), ("b", "unlicenseduser")):
        await county.fails(row.at, code, answer={field: "li.qiang", "msgid": "m"})
        await county.post(key)
        await county.after()
        assert (await county.state(key)).code == field
    assert await county.refused() == [(IDS[LI], "app", "unlicenseduser")]
    assert len(county.told(KEEPER, "有提醒没有送到市监局李强：没有送达：")) == 1
