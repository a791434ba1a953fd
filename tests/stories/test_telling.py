"""Nothing essential is cut, and a group of all units reads number, state and day: on the wire."""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass

import pytest

from bot.operation.county_file import County
from bot.rehearsal.client import GROUP, Received
from bot.rehearsal.demo import sample
from rules.values.people import Officer, Role, UnitType
from tests.stories.town import Town

COUNTIES = ("qingfeng", "cangzhou", "nangong", "changjiang", "youyang")
SCENE = (
    "东关桥化工仓库值守人员发现二号罐区法兰处有白色烟雾持续外冒并伴有刺鼻气味，风向东南，下风向三百米处是"
    "东关小学正在上课，仓库内存盐酸约八吨，两名工人困在二楼值班室，请带防毒面具从北门进，切勿从东门进，"
    "现场负责人电话139 1234 5678"
)
COMPLAINT = (
    "今天上午8点接到举报，举报人王小花（138-1234-5678，身份证410922 19900101 1234，住文化路12号）"
    "反映韩村路小吃店无证经营，其子张小明（9岁）食用后腹泻，关键线索：后院还有一间加工作坊"
)
SECRET = ("王小花", "张小明", "1234-5678", "19900101", "文化路12号", "小吃店", "加工作坊")
TELEPHONE = re.compile(r"(?<![0-9])1[3-9][0-9]+")


@dataclass
class Play:
    """A county, and one officer of a department and of a township who deal with each other."""

    town: Town
    county: County
    sender: Officer
    receiver: Officer
    to: str
    heard: list[Received]

    async def goes_on(self) -> list[Received]:
        """Everything heard since the last time."""
        fresh = list(self.town._unheard)
        self.town._unheard.clear()
        self.heard += fresh
        return fresh

    async def says(self, who: Officer, words: str, place: str = "应用") -> list[Received]:
        await self.town.says(who.name, words, place)
        return await self.goes_on()

    async def taps(self, who: Officer, word: str) -> list[Received]:
        await self.town.taps(who.name, word)
        return await self.goes_on()

    async def refers(self, words: str, place: str = "应用") -> list[Received]:
        """Send a referral, with whatever the county wants to know for it."""
        heard = await self.says(self.sender, f"移送 {self.to} {words}", place)
        for _ in range(4):
            if any("确认发出" in one.words for one in heard):
                break
            asked = heard[-1].words
            leader = self._leader()
            people = "、".join(self._of(self.sender.unit)[:2])
            answer = leader if "领导" in asked else people if "名" in asked else "没有"
            heard = await self.says(self.sender, answer, place)
        return await self.taps(self.sender, "确认发出")

    def _of(self, unit: str) -> list[str]:
        officers = self.county.directory.officers.values()
        return [one.name for one in officers if one.unit == unit]

    def _leader(self) -> str:
        found = self.county.directory.with_role(self.sender.unit, Role.PRINCIPAL)
        found += self.county.directory.with_role(self.sender.unit, Role.LEADER)
        return found[0].name


def _officers(county: County) -> tuple[Officer, Officer]:
    directory = county.directory
    liaisons = [
        one
        for one in directory.officers.values()
        if Role.LIAISON in one.roles and not directory.units[one.unit].parent
    ]
    town = next(o for o in liaisons if directory.units[o.unit].type is UnitType.TOWNSHIP)
    office = next(o for o in liaisons if directory.units[o.unit].type is UnitType.DEPARTMENT)
    return office, town


@pytest.fixture
async def play(request: pytest.FixtureRequest, sqlite_url: str) -> AsyncIterator[Play]:
    county = sample(request.param)
    town = Town(request.param, sqlite_url)
    async with AsyncExitStack() as stack:
        await town.opens()
        stack.push_async_callback(town.closes)
        sender, receiver = _officers(county)
        yield Play(town, county, sender, receiver, county.directory.units[receiver.unit].short, [])


def joined(messages: list[Received], name: str, channel: str = "app") -> str:
    """All that somebody read on a channel, its numbered pieces put together."""
    mine = [one.words for one in messages if (one.to, one.channel) == (name, channel)]
    return re.sub(r"\n?（[0-9]+/[0-9]+）", "", "\n".join(mine))


@pytest.mark.parametrize("play", COUNTIES, indirect=True)
async def test_an_emergency_is_read_in_full_by_everybody_who_is_called(play: Play) -> None:
    """A-03, G4: the gas masks and the two trapped workers reached nobody."""
    draft = await play.says(play.sender, f"紧急 {play.to} {SCENE}")
    assert SCENE in joined(draft, play.sender.name), "the sender reads what he confirms"
    await play.taps(play.sender, "确认发出")
    for minutes in ("6m", "5m", "5m", "10m"):
        await play.town.stage._post("/sandbox/clock", {"advance": minutes})
        await play.town._listen()
        await play.goes_on()
    called = {one.to for one in play.heard if one.words.startswith("紧急通报 急1")}
    assert len(called) >= 2
    mobiles = {one.mobile for one in play.county.directory.officers.values()}
    for name in called:
        words = joined(play.heard, name)
        assert SCENE in words, name
        behind = [one for one in play.heard if one.to == name and "通报全文" in one.words]
        assert len(behind) <= 1, "with the first call and not with each"
        assert all(number in mobiles for number in TELEPHONE.findall(words.replace(SCENE, ""))), (
            "no number is cut"
        )
    heads = [one for one in play.heard if "尚无人确认" in one.words.partition("\n")[0]]
    for one in heads:
        assert "请直接打电话" in one.words
        assert play.sender.mobile in one.words, "who reported it"
        assert "您是" in one.words
        assert "即停止呼叫" in one.words


@pytest.mark.parametrize("play", COUNTIES, indirect=True)
async def test_the_receiver_reads_a_case_in_full_in_private_and_a_group_does_not(
    play: Play,
) -> None:
    """G4, G5: 查 ended after 60 characters, and stood before the group of all units."""
    await play.refers(COMPLAINT)
    number = "移1"
    for one in play.heard:
        if one.to == play.receiver.name:
            assert not any(word in one.words for word in ("王小花", "张小明", "文化路12号"))
    for party in (play.sender, play.receiver):
        assert "关键线索：后院还有一间加工作坊" in joined(
            await play.says(party, f"查 {number}"), party.name
        )
        assert "138-1234-5678" in play.heard[-1].words, "whoever handles it can call who told it"
    for words in (f"查 {number}", "待办", f"材料 {number}", f"为什么 {number}", f"受理 {number}"):
        heard = await play.says(play.receiver, words, GROUP)
        [shown] = [one.words for one in heard if one.to == GROUP]
        assert shown.startswith(f"{number} 已"), words
        assert "详情已单独发给您。" in shown
        assert not any(word in shown for word in (*SECRET, "接收单位", play.sender.name)), words
        assert any(one.to == play.receiver.name for one in heard), "he reads the rest alone"


@pytest.mark.parametrize("play", ["qingfeng", "nangong"], indirect=True)
async def test_a_draft_in_a_group_ends_without_anybody_s_list(play: Play) -> None:
    """K4: the button 已发出 posted the whole list of a unit into the group."""
    await play.refers(COMPLAINT)
    await play.says(play.receiver, "受理 移1")
    await play.says(play.sender, f"移送 {play.to} {COMPLAINT}", GROUP)
    draft = joined(play.heard, GROUP, "aibot")
    assert not any(word in draft for word in ("王小花", "张小明", "1234-5678", "文化路12号"))
    assert "韩村路小吃店无证经营" in draft
    sent = await play.taps(play.sender, "确认发出")
    assert [one.words for one in sent if one.to == GROUP][-1].startswith("移2 已送达，等待办理")
    shown = await play.town.stage._get("/sandbox/messages?since=0")
    [settled] = [
        one["card"]
        for one in shown
        if one.get("card") and one["card"]["title"].startswith("移2 已发出")
    ]
    [button] = settled["buttons"]
    assert (button["text"], button["key"].partition("|")[0]) == ("查看", "查 移2")
    body = {"from": play.sender.id, "card": settled["task_id"], "key": button["key"]}
    await play.town.stage._post("/sandbox/tap", body)
    await play.town._listen()
    heard = await play.goes_on()
    [looked] = [one.words for one in heard if one.to == GROUP]
    assert looked.startswith("移2 已送达，等待办理")
    assert "移1" not in looked
    assert not any(word in looked for word in SECRET)


@pytest.mark.parametrize("play", ["qingfeng", "cangzhou"], indirect=True)
async def test_relative_words_stand_beside_the_day_they_mean(play: Play) -> None:
    """S1, K5: 今早 was read again on another day."""
    await play.refers("今天上午8点在韩村路检查发现小吃店无证经营")
    [arrived] = [one for one in play.heard if one.to == play.receiver.name][:1]
    day = re.search(r"发现时间：(\S+)08:00", arrived.words)
    assert day is not None
    await play.town.stage._post("/sandbox/clock", {"advance": "4d"})
    await play.town._listen()
    later = [one for one in await play.goes_on() if "韩村路检查发现" in one.words]
    assert all(f"发现时间：{day[1]}08:00" in one.words for one in later)


@pytest.mark.parametrize("play", ["qingfeng"], indirect=True)
async def test_an_answer_refused_for_frequency_takes_another_channel(play: Play) -> None:
    """A-13: it was never sent again, and the unseen draft could be confirmed."""
    await play.town.breaks("aibot_respond_msg", 45009, 1)
    words = f"今天上午8点在东关桥头查到小吃店没有食品经营许可，移给{play.to}"
    heard = await play.says(play.sender, words, "机器人")
    [draft] = [one for one in heard if one.to == play.sender.name]
    assert (draft.channel, "【确认发出】" in draft.words) == ("app", True)
    sent = await play.taps(play.sender, "确认发出")
    assert any("移1 移交已送达" in one.words for one in sent)


@pytest.mark.parametrize("play", ["qingfeng", "youyang"], indirect=True)
async def test_a_very_long_case_is_read_to_its_end(play: Play) -> None:
    """查 comes in numbered pieces within the platform's bytes, in order, nothing missing."""
    long = "，".join(f"第{n}项违法事实是在第{n}号车间查到的" for n in range(1, 160))
    await play.refers(f"今天上午8点检查发现小作坊无证生产，{long}", "机器人")
    assert long in joined(play.heard, play.sender.name, "aibot").replace("\n", "")
    shown = await play.says(play.receiver, "查 移1")
    assert len(shown) > 1
    assert [one.words[:3] for one in shown] == [f"（{n}/" for n in range(1, len(shown) + 1)]
    assert long in joined(shown, play.receiver.name).replace("\n", "")
