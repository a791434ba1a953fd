"""A town whose bot may be killed: the emulator and the clock here, the bot in another process."""

import asyncio
import difflib
import json
import os
import signal
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import aiohttp

from bot.channels.wecom.cards import task_id
from bot.clock import VirtualClock
from bot.operation.county_file import County
from bot.rehearsal.demo import AES_KEY, CORP_ID, REHEARSAL, fill, free_port, sample, tenant_of
from bot.rehearsal.wecom import Emulator, Limits
from rules.values.errors import UnknownNumber
from storage import Storage, Transaction, open_storage

KEEPER = Path(__file__).with_name("bot_process.py")
SAYS_AGAIN = 3
"""How often somebody who gets no answer says it, before he takes the bot for broken."""

SLOW = 20.0
"""Seconds after which a bot that lives and does not answer has lost the message."""

LIMITS = Limits(pause=0.3, patience=2.0)
"""A callback that nobody took is tried again when the bot may be up once more."""

KINDS = "移协急"


@dataclass(frozen=True, slots=True)
class Death:
    """At which commit the bot dies, and whether that commit is on disk by then."""

    commit: int
    after: bool


@dataclass(slots=True)
class Told:
    """What must be the same whether or not the bot died.

    Attributes:
        pushes: what each person received unasked, in order, as it reads on the screen.
        record: every matter, its entries and its lines.
        outbox: every push and what became of it.
        commits: the tables that each commit changed; not compared.
        deaths: how often the bot was killed; not compared.
    """

    pushes: dict[str, list[str]] = field(default_factory=dict)
    record: dict[str, list[str]] = field(default_factory=dict)
    outbox: list[str] = field(default_factory=list)
    commits: list[str] = field(default_factory=list)
    deaths: int = 0


class Town:
    """One county, one bot, and the people who write to it."""

    def __init__(
        self, county: County, emulator: Emulator, clock: VirtualClock, url: str, death: Death | None
    ) -> None:
        self.emulator = emulator
        self.clock = clock
        self.deaths = 0
        self._county = county
        self._url = url
        self._death = death
        self._port, self._control = port_of(emulator), free_port()
        self._names = {one.name: one.id for one in county.directory.officers.values()}
        self._asked: dict[str, str] = {}
        self._up = asyncio.Event()
        self._pid = 0
        self._log = Path(tempfile.mkstemp(prefix="liaison-commits-")[1])

    @asynccontextmanager
    async def open(self) -> AsyncIterator["Town"]:
        """Let the bot live, and live again, until the block ends."""
        keeper = await asyncio.create_subprocess_exec(
            sys.executable, KEEPER, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
        )
        self._http = aiohttp.ClientSession()
        self._watching = asyncio.create_task(self._watch(keeper))
        try:
            yield self
        finally:
            self._watching.cancel()
            await asyncio.wait([self._watching])
            if self._pid:
                kill(self._pid)
            assert keeper.stdin is not None
            keeper.stdin.close()
            await keeper.wait()
            await self._http.close()
            self._log.unlink()

    async def _watch(self, keeper: asyncio.subprocess.Process) -> None:
        """Start the bot, and start it again as soon as it has ended."""
        assert keeper.stdin is not None
        assert keeper.stdout is not None
        death = self._death
        while True:
            order = {
                "settings": self._settings(),
                "control": self._control,
                "now": self.clock.now().isoformat(),
                "die_at": death.commit if death else 0,
                "after": death.after if death else False,
                "log": str(self._log),
            }
            death = None
            keeper.stdin.write(json.dumps(order).encode() + b"\n")
            while True:
                news = json.loads(await keeper.stdout.readline())
                if "pid" in news:
                    self._pid = news["pid"]
                elif "listening" in news:
                    self._up.set()
                else:
                    break
            self._up.clear()
            self._pid = 0
            if news["ended"] != -signal.SIGKILL:
                raise RuntimeError(f"the bot ended by itself: {news['ended']}")
            self.deaths += 1

    async def _listening(self) -> None:
        """Wait until the bot is up; fails when it will never be again."""
        up = asyncio.create_task(self._up.wait())
        await asyncio.wait([up, self._watching], return_when=asyncio.FIRST_COMPLETED)
        if not up.done():
            up.cancel()
            self._watching.result()

    def _settings(self) -> dict[str, object]:
        return {
            "database_url": self._url,
            "county": self._county.regulation,
            "port": self._port,
            "wecom_api_base": self.emulator.api_base,
            "wecom_corp_id": CORP_ID,
            "wecom_agent_id": 1000002,
            "wecom_secret": REHEARSAL,
            "wecom_token": REHEARSAL,
            "wecom_aes_key": AES_KEY,
        }

    async def at(self, moment: str) -> None:
        """The clock goes on to a moment in Beijing, through everything that falls due."""
        target = datetime.fromisoformat(f"{moment}+08:00")
        while True:
            coming = await self.settles()
            stop = target if coming is None or coming > target else coming
            stop = max(stop, self.clock.now())
            self.clock.move_to(stop)
            await self._ask("/clock", {"now": stop.isoformat()})
            if stop == target:
                await self.settles()
                return

    async def settles(self) -> datetime | None:
        """Everything that is due now is said; when something falls due next."""
        coming = (await self._ask("/settle", {}))["next"]
        return datetime.fromisoformat(coming) if coming else None

    async def says(self, name: str, text: str) -> None:
        """Somebody writes to the app, and writes it again when no answer comes."""
        who = self._names[name]
        for _ in range(SAYS_AGAIN):
            await self._listening()
            before = self.deaths
            body = {"from": who, "chat": "app", "text": text}
            async with self._http.post(f"{self.emulator.url}/sandbox/say", json=body) as answer:
                said = (await answer.json())["id"]
            self._asked[said] = who
            await self.settles()
            if self.deaths == before:
                await self._answered(said)
            if self._answers(said):
                return
            assert self.deaths > before, f"no answer to {name}: {text}"
        raise AssertionError(f"never an answer to {name}: {text}")

    async def _answered(self, said: str) -> None:
        await self.emulator.world.until(lambda: self._answers(said) > 0, SLOW)

    def _answers(self, said: str) -> int:
        """How often the message was answered."""
        card = task_id(f"reply:app:{said}", self._asked[said])
        return sum(
            one.reply_to == said or (one.sheet is not None and one.sheet.task_id == card)
            for one in self.emulator.world.received
        )

    async def _ask(self, path: str, body: dict[str, object]) -> dict[str, Any]:
        """Ask the bot's control port; ask again where the bot died over it."""
        while True:
            await self._listening()
            url = f"http://127.0.0.1:{self._control}{path}"
            try:
                async with self._http.post(url, json=body) as answer:
                    assert answer.status == 200, await answer.text()
                    found: dict[str, Any] = await answer.json()
                    return found
            except aiohttp.ClientError:
                await asyncio.sleep(0.02)

    async def told(self, storage: Storage) -> Told:
        """What everybody received and what is on record."""
        answers = set()
        for said, who in self._asked.items():
            count = self._answers(said)
            assert count <= 1, f"{count} answers to one message of {who}"
            answers |= {task_id(f"reply:app:{said}", who)}
        found = Told(deaths=self.deaths, commits=self._log.read_text().splitlines())
        for one in self.emulator.world.received:
            if one.reply_to in self._asked or (one.sheet and one.sheet.task_id in answers):
                continue
            text = _in_any_order(one.text)
            if one.sheet is not None:
                drawn = one.sheet.base.as_json()
                text = json.dumps(
                    {part: drawn.get(part) for part in ("title", "desc", "lines", "note")},
                    ensure_ascii=False,
                )
            found.pushes.setdefault(one.place.id, []).append(text)
        found.record, found.outbox = await storage.read(_recorded)
        return found


def _in_any_order(text: str) -> str:
    """A merged message without its counting: PostgreSQL's writers race for the order in it."""
    head, *items = text.split("\n\n")
    if not head.startswith("您有"):
        return text
    return "\n\n".join([head, *sorted(item.partition(". ")[2] for item in items)])


def _recorded(tx: Transaction) -> tuple[dict[str, list[str]], list[str]]:
    record: dict[str, list[str]] = {}
    outbox: list[str] = []
    for kind in KINDS:
        for ordinal in range(1, 10):
            try:
                matter = tx.matters.get(f"{kind}{ordinal}")
            except UnknownNumber:
                break
            assert tx.matters.first_break(matter.number) is None
            facts = [str(fact) for fact in matter.facts]
            state = (
                f"{matter.kind} {matter.state} {matter.sender} {matter.receiver} {matter.next_look}"
            )
            entries = [
                str({**asdict(entry), "source": None})
                for entry in tx.matters.entries(matter.number)
            ]
            lines = [str(line) for line in tx.matters.lines(matter.number)]
            record[matter.number] = [state, *facts, *entries, *lines]
            outbox += [
                f"{one.push.key} {one.push.to} {one.state}"
                for one in tx.outbox.about(matter.number)
            ]
    return record, outbox


def port_of(emulator: Emulator) -> int:
    """The port that the callback URL names."""
    return int(emulator.world.tenant.callback_url.rsplit(":", 1)[1].split("/")[0])


def kill(pid: int) -> None:
    """End a bot of ours."""
    os.kill(pid, signal.SIGKILL)


async def played(url: str, death: Death | None = None) -> Told:
    """Play the story on a database that has its tables and nothing else."""
    county = sample("qingfeng")
    storage = open_storage(url)
    await fill(storage, county, county.start)
    clock = VirtualClock(county.start)
    callback = f"http://127.0.0.1:{free_port()}/wecom/app"
    emulator = Emulator(tenant_of(county, callback), clock, limits=LIMITS)
    await emulator.start()
    try:
        async with Town(county, emulator, clock, url, death).open() as town:
            await story(town)
            assert not emulator.complaints
            return await town.told(storage)
    finally:
        await emulator.close()
        await storage.close()


async def story(town: Town) -> None:
    """Around 清明: a referral, two assistances that are forgotten, a night's emergency."""
    await town.at("2026-04-02T10:00")
    await town.says("宋梅", "昨天下午在东关桥头查到一家小吃店没有食品经营许可，移给市监局")
    await town.says("宋梅", "确认发出")
    await town.at("2026-04-02T10:05")
    await town.says("李强", "签收 移1")
    await town.says("李强", "受理 移1")
    await town.says("宋梅", "请市监局协助提供东关桥头小吃店的食品经营许可登记材料")
    await town.says("宋梅", "确认发出")
    await town.says("宋梅", "请市监局协助提供柳格路烟花摊点的登记材料")
    await town.says("宋梅", "确认发出")
    await town.at("2026-04-03T10:00")
    await town.says("李强", "延期 协1 需要现场勘查")
    await town.says("李强", "延期 协2 需要调阅档案")
    await town.at("2026-04-05T21:30")
    await town.says("高峰", "紧急 城关镇 东关桥化工仓库泄漏，有刺鼻气味，未见人员受伤")
    await town.says("高峰", "确认发出")
    await town.at("2026-04-05T21:37")
    await town.says("宋梅", "确认 急1")
    await town.at("2026-04-05T21:50")
    await town.says("宋梅", "出发 急1 田建国、路志强")
    await town.at("2026-04-05T22:15")
    await town.says("宋梅", "到场 急1")
    await town.says("宋梅", "办结 急1 泄漏已封堵，现场移交应急局")
    await town.at("2026-04-15T10:00")
    await town.says("李强", "答复 协1 许可登记材料已交城关镇执法大队")
    await town.says("李强", "立案 移1")
    await town.says("李强", "办结 移1 已罚款两千元")
    await town.at("2026-04-17T12:00")


def differences(calm: Told, shaken: Told) -> list[str]:
    """What a death changed; nothing, if all is well."""
    return list(difflib.unified_diff(_words(calm), _words(shaken), "undisturbed", "killed", n=0))


def _words(told: Told) -> list[str]:
    rows = [f"{who} hears: {text}" for who, texts in sorted(told.pushes.items()) for text in texts]
    rows += [f"{number}: {row}" for number, found in told.record.items() for row in found]
    return rows + [f"outbox: {row}" for row in told.outbox]
