"""A day on which WeCom fails while an emergency and many reminders wait, and what people see."""

import asyncio
import random
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from aiohttp import ClientSession

from bot.app import open_bot
from bot.rehearsal.client import Received, Stage
from bot.rehearsal.demo import Rehearsal, rehearsal, sample
from bot.rehearsal.wecom.faults import Drop, Fault
from rules.values.dates import BEIJING
from rules.values.matter import Entry
from storage import Delivery, Purpose, PushState, Transaction

TOWNS = ("田建国", "赵燕", "马超")
BUREAUS = ("市监局", "住建局", "应急局", "自然资源局", "生态环境分局", "农业农村局")
ON_DUTY = ("路志强", "宋梅", "何伟")
LIAISONS = ("李强", "陈静", "高峰", "侯斌", "江月", "孟可")
EVER = 1_000_000
SEND, PUSH, SUBSCRIBE, TOKEN = "message/send", "aibot_send_msg", "aibot_subscribe", "gettoken"

FILED = "2026-04-02 10:00"
BEGIN = "2026-04-07 08:57"

AFTERTHOUGHTS = frozenset({"group-call", "group-end", "trouble", "unreachable"})
"""Kinds of pushes that only an outage brings about."""
LATE, REPEATED, DOUBT = "（迟到：应于", "（重发，已经看到的请忽略）", "上一条消息应于"


def at(words: str) -> datetime:
    return datetime.fromisoformat(words).replace(tzinfo=BEIJING)


class Weather:
    """What WeCom is like."""

    def __init__(self, scene: Rehearsal) -> None:
        self.scene = scene
        self.wecom = scene.emulator

    def order(self, *faults: Fault) -> None:
        """In the place of the faults before."""
        self.wecom.repair()
        for fault in faults:
            self.wecom.order(fault)

    async def offline(self) -> None:
        """The socket breaks, and no new one is let in."""
        self.wecom.order(Fault(SUBSCRIBE, calls=EVER, errcode=-1))
        self.wecom.cut_socket()

    async def restart(self) -> None:
        await self.scene.restart()

    async def killed(self) -> None:
        """The bot dies with messages on their way, and is started again."""
        settling = asyncio.create_task(self.scene.bot.settle())
        await asyncio.sleep(0.5)
        await self.scene.bot.sender.abort()
        settling.cancel()
        await asyncio.wait([settling])
        await self.scene.restart()

    async def fair(self) -> None:
        """It is back, and so are both channels."""
        self.wecom.repair()
        async with asyncio.timeout(60):
            while not all(one.ready() for one in self.scene.bot.channels.values()):  # noqa: ASYNC110
                await asyncio.sleep(0.1)


Act = Callable[[Weather], Awaitable[None]]


@dataclass(frozen=True)
class Day:
    """What happens when, as wall clock times of the day.

    Attributes:
        acts: what the weather does; the first before the emergency is sent.
        back: when everything works again.
        confirmed: when somebody confirms the emergency.
    """

    acts: Sequence[tuple[str, Act]]
    back: str
    confirmed: str
    end: str
    matters: int = 12
    webhook: bool = True

    def without(self) -> "Day":
        """The same day with nothing but fair weather."""
        return replace(self, acts=())


@dataclass(frozen=True)
class Told:
    """What one run came to: what people saw, what became of every push, and the record."""

    seen: Sequence[Received]
    pushes: Sequence[Delivery]
    entries: Sequence[Entry]

    def of(self, name: str) -> list[tuple[str, str]]:
        """What one person saw, in order: channel and words."""
        return [(one.channel, one.words) for one in self.seen if one.to == name]

    def calls(self, name: str) -> list[tuple[str, str, bool]]:
        """The calls one person got: channel, first line, whether it says that it is late."""
        return [
            (channel, words.partition("\n")[0], LATE in words)
            for channel, words in self.of(name)
            if words.startswith("紧急通报 急1")
        ]


def _instant(clock: str) -> datetime:
    return at(f"{BEGIN.partition(' ')[0]} {clock}")


async def told(url: str, day: Day) -> Told:
    """One run of a day on a database of its own."""
    async with rehearsal(sample("qingfeng"), db=url) as scene, ClientSession() as http:
        stage = Stage(http, scene.emulator.url)
        weather = Weather(scene)
        if not day.webhook:
            await _without_webhook(scene)
        await stage.enter()
        await _prepare(stage, day)
        await stage.received()
        (start, first), *later = day.acts or ((BEGIN[-5:], None),)
        assert start == BEGIN[-5:]
        if first:
            await first(weather)
        await stage.says("高峰", "确认发出", "应用")
        for clock, act in later:
            await stage.move_to(_instant(clock))
            await act(weather)
        await stage.move_to(_instant(day.back))
        if day.acts:
            await weather.fair()
        await stage.move_to(_instant(day.confirmed))
        await stage.says("路志强", "确认 急1", "应用")
        await stage.move_to(_instant(day.end))
        numbers = [f"协{n + 1}" for n in range(day.matters)] + ["急1", ""]

        def record(tx: Transaction) -> tuple[list[Delivery], list[Entry]]:
            pushes = [one for number in numbers for one in tx.outbox.about(number)]
            due = [one for one in pushes if at(BEGIN) <= one.push.at <= _instant(day.end)]
            return due, [entry for number in numbers for entry in tx.matters.entries(number)]

        pushes, entries = await scene.bot.storage.read(record)
        assert not scene.emulator.complaints
        return Told(await stage.received(), pushes, entries)


async def _without_webhook(scene: Rehearsal) -> None:
    settings = scene.bot.settings.model_copy(update={"webhook_url": None})
    await scene.bot.close()
    scene.bot = await open_bot(settings, scene.clock, purpose=Purpose.REHEARSAL)
    await scene.bot.start()


async def _prepare(stage: Stage, day: Day) -> None:
    """Many matters on the same last day, and an emergency about to be sent."""
    await stage.move_to(at(FILED))
    for n in range(day.matters):
        who = TOWNS[n % len(TOWNS)]
        bureau = BUREAUS[n % len(BUREAUS)]
        await stage.says(who, f"协助 {bureau} 请认定{n + 1}号摊位的食品是否合格", "应用")
        await stage.says(who, "确认发出", "应用")
    for duty in (*ON_DUTY, *LIAISONS):
        await stage.says(duty, "待办", "机器人")
    await stage.move_to(at(BEGIN))
    await stage.says("高峰", "紧急 城关镇 1号仓库泄漏，有刺鼻气味，未见人员受伤", "应用")
    await stage.rest()


# ---- what must hold after any outage ----


def nothing_lost(day: Day, fair: Told, foul: Told) -> None:
    """Every push is sent, soon after the return; the record is as if nothing had been."""
    meant = {one.push.key for one in fair.pushes}
    sent = {one.push.key: one for one in foul.pushes}
    assert meant <= sent.keys()
    assert len(sent) == len(foul.pushes)
    assert {sent[key].push.kind for key in sent.keys() - meant} <= AFTERTHOUGHTS
    for key in meant:
        one = sent[key]
        assert (key, one.state) == (key, PushState.SENT)
        assert one.ended_at is not None
        soon = timedelta(seconds=75) if one.push.urgent else timedelta(minutes=7)
        assert one.ended_at <= max(one.push.at, _instant(day.back)) + soon
    assert all(sent[key].why or sent[key].state is PushState.SENT for key in sent)
    steps = [
        [(entry.number, entry.seq, entry.step, entry.officer) for entry in run.entries]
        for run in (fair, foul)
    ]
    assert steps[0] == steps[1]


def nothing_twice(foul: Told) -> None:
    """Nobody sees a thing twice, but where the second says that it is one.

    What is urgent comes once on each channel. The application filters repeats and a card is shown
    once on its channel; only the robot's texts, and what changed its channel, can come a second
    time, and then they say so.
    """
    urgent = {_first(one.push.message.text) for one in foul.pushes if one.push.urgent}
    shown: Counter[tuple[str, str, str]] = Counter()
    for one in foul.seen:
        if REPEATED in one.words.split("\n"):
            continue
        for item in _items(one.words):
            head = _first(item)
            shown[one.to, one.channel if head in urgent else "", head] += 1
    assert {key: times for key, times in shown.items() if times > 1} == {}


def in_order(foul: Told) -> None:
    """On each channel everybody hears what is urgent in order, and everything else."""
    pushes = defaultdict(list)
    for one in foul.pushes:
        pushes[_first(one.push.message.text)].append(one.push)
    heard: dict[tuple[str, str, bool], list[datetime]] = defaultdict(list)
    for message in foul.seen:
        if REPEATED in message.words.split("\n"):
            continue
        for item in _items(message.words):
            for push in pushes.get(_first(item), ())[:1]:
                heard[message.to, message.channel, push.urgent].append(push.at)
    assert len(heard) > len(ON_DUTY)
    for times in heard.values():
        assert times == sorted(times)


def late_says_so(foul: Told) -> None:
    """Whatever comes late says when it should have come, or the message after it does."""
    due = {_first(one.push.message.text): one.push for one in foul.pushes}
    for n, message in enumerate(foul.seen):
        after = [one for one in foul.seen[n + 1 :] if (one.to, one.channel) == _who(message)][:1]
        doubt = bool(after) and after[0].words.startswith(DOUBT)
        for item in _items(message.words, keep=True):
            push = due.get(_first(item.replace(REPEATED, "").strip()))
            if push is None:
                continue
            line = timedelta(minutes=2) if push.urgent else timedelta(minutes=10)
            says = LATE in item or LATE in message.words.partition("\n")[0]
            if message.at - push.at >= line + timedelta(seconds=1):
                assert says or doubt, message
            if message.at - push.at < line:
                assert not says, message


def _who(message: Received) -> tuple[str, str]:
    return message.to, message.channel


def _first(text: str) -> str:
    """What a message is told by: the beginning of its first line, as far as a card shows it."""
    return text.partition("\n")[0][:14].rstrip("。…")


def _items(words: str, *, keep: bool = False) -> Iterator[str]:
    """The things said in a message, without the remarks on how they come unless those are kept."""
    if words.startswith(DOUBT):
        return
    lines = words.split("\n")
    item: list[str] = []
    for line in lines:
        head, dot, rest = line.partition(". ")
        if dot and head.isdigit():
            if item:
                yield "\n".join(item)
            item = [rest]
        elif line.startswith("您有") and line.endswith("条提醒："):
            item = []
        elif keep or not line.startswith((LATE, REPEATED)):
            item.append(line)
    if item:
        yield "\n".join(item)


def mixture(seed: int, calls: int) -> Iterator[Fault]:
    """Errors in an order of their own."""
    dice = random.Random(seed)  # a test's
    for _ in range(calls):
        yield dice.choice(
            (
                Fault(SEND, errcode=-1),
                Fault(SEND, http=dice.choice((500, 502))),
                Fault(SEND, errcode=45033),
                Fault(SEND, drop=Drop.BEFORE),
                Fault(SEND, drop=Drop.AFTER),
                Fault(PUSH, errcode=dice.choice((-1, 846602))),
            )
        )
