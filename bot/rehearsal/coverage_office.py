"""One matter played in an invented county, through the dispatcher, without any channel."""

import re
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from shutil import copyfile
from typing import NamedTuple

from bot.channels.base import Incoming
from bot.clock import VirtualClock
from bot.inbound.dispatch import Dispatcher
from bot.operation.law_book import LawBook
from rules.in_force import Law
from rules.kinds import MOVES, PREFIXES
from rules.kinds.steps import STEPS
from rules.law.regulation import Scene
from rules.values.dates import BEIJING
from rules.values.kind import Field, FieldKind, KindSpec, Side, Step
from rules.values.matter import Matter, Push
from rules.values.people import RANKS, Directory, Officer, Role, Shift, Unit, UnitType
from scheduler.sweep import sweep
from storage import Purpose, Storage, Transaction, open_storage

OPENING_WORDS = "某店涉嫌违法经营的情况"
URGENT_WORDS = "情况紧急，"
ENDING = "已经按规定说明清楚"
ASKS = ("不办了请发送“取消”", "请回复序号：")
"""What stands in an answer that asks for something more."""
SHOWN_BACK = "请核对“"
MOST_QUESTIONS = 10
NUMBER = re.compile(rf"[{''.join(PREFIXES)}]\d+")
SOURCES = {"complaint": "1", "inspection": "2"}
DAYS_OF_ROSTER = 60
ONE_DAY = timedelta(days=1)
HOUR = timedelta(hours=1)

UNITS = (
    Unit("dongshan", "东山镇人民政府", "东山镇", UnitType.TOWNSHIP),
    Unit("xihe", "西河镇人民政府", "西河镇", UnitType.TOWNSHIP),
    Unit("shijian", "市场监督管理局", "市监局", UnitType.DEPARTMENT),
    Unit("yingji", "应急管理局", "应急局", UnitType.DEPARTMENT),
    Unit("sifa", "司法局", "司法局", UnitType.DEPARTMENT),
    Unit("zhengfu", "县人民政府", "县政府", UnitType.GOVERNMENT),
    Unit("suo", "市场监督管理局城区所", "城区所", UnitType.BODY, parent="shijian"),
    Unit("dui", "东山镇综合执法队", "执法队", UnitType.BODY, parent="dongshan"),
)
SENDERS = {UnitType.TOWNSHIP: "dongshan", UnitType.DEPARTMENT: "shijian"}
THIRD = "yingji"
"""To which unit a matter is handed on."""
SURNAMES = dict(zip((unit.id for unit in UNITS), "赵钱孙李周吴郑王", strict=True))
POSTS = (
    ("jia", "甲", Role.LIAISON),
    ("yi", "乙", Role.DUTY),
    ("bing", "丙", Role.DUTY),
    ("ding", "丁", Role.LEADER),
    ("wu", "戊", Role.PRINCIPAL),
)
ON_DUTY = ("yi", "bing", "ding")


class NotOpened(Exception):
    """The program did not file the matter; what it said is the error's text."""


class Case(NamedTuple):
    """A matter of a kind between two sorts of unit.

    Attributes:
        source: where a referral comes from; "" for other kinds.
        urgent: whether it is said to be urgent.
    """

    kind: KindSpec
    sender: UnitType
    receiver: UnitType
    source: str
    urgent: bool = False

    @property
    def scene(self) -> Scene:
        """What decides which entries of a document hold for it."""
        return Scene(self.kind.id, self.sender, self.receiver, self.source)


def invented(start: datetime) -> Directory:
    """A county with everybody that a document could ask for, and a roster.

    Args:
        start: from when on somebody is on duty.
    """
    officers = {
        f"{unit.id}.{post}": Officer(
            f"{unit.id}.{post}",
            f"{SURNAMES[unit.id]}{name}",
            unit.id,
            _roles(unit, role),
            mobile=f"1390000{n:02}{place:02}",
        )
        for n, unit in enumerate(UNITS)
        for place, (post, name, role) in enumerate(POSTS)
    }
    shifts = tuple(
        Shift(unit.id, f"{unit.id}.{post}", start + n * ONE_DAY, start + (n + 1) * ONE_DAY, rank)
        for unit in UNITS
        if unit.parent is None
        for n in range(DAYS_OF_ROSTER)
        for rank, post in zip(RANKS, ON_DUTY, strict=True)
    )
    return Directory("invented", {unit.id: unit for unit in UNITS}, officers, shifts)


def _roles(unit: Unit, role: Role) -> frozenset[Role]:
    if unit.parent is not None:
        return frozenset()
    return frozenset({role, Role.SUPERVISOR} if unit.id == "sifa" else {role})


@dataclass
class Heard:
    """What was read at one step.

    Attributes:
        actor: every question and answer, in order.
        told: the pushes of the step, by who got them.
    """

    actor: list[str]
    told: dict[str, list[Push]] = field(default_factory=dict)

    @property
    def words(self) -> str:
        """All that the actor read."""
        return "\n".join(self.actor)


class Play:
    """One matter from its opening on.

    Attributes:
        number: of the matter; "" before it is opened.
        new_day: to which day something is put off that is put off; None for tomorrow.
    """

    def __init__(self, case: Case, law: Law, storage: Storage, start: datetime) -> None:
        self.case = case
        self.law = law
        self.directory = invented(start)
        self.clock = VirtualClock(start)
        self.number = ""
        self.new_day: date | None = None
        self._storage = storage
        self._dispatch = Dispatcher(
            storage,
            LawBook(storage, None, law),
            self.clock,
            lambda: None,
            bot_name="执法协作",
            unprompted=True,
            largest=0,
        )
        self._said = 0
        self._seen = 0
        self.units = {
            Side.SENDER: SENDERS[case.sender],
            Side.RECEIVER: SENDERS[case.receiver],
        }

    def liaison(self, side: Side) -> Officer:
        """Who acts for a side."""
        return self.directory.officers[f"{self.units[side]}.jia"]

    # ---- what happens ----

    async def open(self, *, send: bool = True, by: Officer | None = None) -> Heard:
        """File it, answer every question, and send it or only note it down.

        Raises:
            NotOpened: it was not filed.
        """
        officer = by or self.liaison(Side.SENDER)
        unit = self.directory.units[self.units[Side.RECEIVER]].name
        urgent = URGENT_WORDS if self.case.urgent else ""
        words = f"{self.case.kind.command} {unit} {urgent}{OPENING_WORDS}"
        heard = await self._answered(officer, words)
        reply = await self.says(officer, "确认发出" if send else "登记")
        heard.actor.append(reply)
        found = NUMBER.match(reply)
        if found is None:
            raise NotOpened(reply.partition("\n")[0])
        self.number = found[0]
        return await self._with_news(heard)

    async def take(self, step: Step) -> Heard:
        """Take a step in the shortest words, and answer what is asked."""
        who = next(m.who for (k, _, s), m in MOVES.items() if k is self.case.kind and s is step)
        heard = await self._answered(self.liaison(who or Side.RECEIVER), self.command(step))
        return await self._with_news(heard)

    def command(self, step: Step) -> str:
        """What is typed to take a step."""
        return f"{STEPS[step].word} {self.number}"

    async def until_told(self, forms: tuple[str, ...], until: datetime) -> bool:
        """Let the clock run until the sweep says one of some words; whether it did."""
        while (now := (await self.matter()).next_look) is not None and now < until:
            self.clock.move_to(max(now, self.clock.now()))
            await sweep(self._storage, self.law, self.clock.now())
            texts = [push.message.text for push in await self._news()]
            if any(words in text for words in forms for text in texts):
                return True
        return False

    async def retire(self, unit: str) -> None:
        """Nobody of a unit is there any more."""
        people = {
            one.id: replace(one, active=one.active and self.directory.unit_of(one).id != unit)
            for one in self.directory.officers.values()
        }
        gone = replace(self.directory, officers=people)
        await self._storage.run(lambda tx: tx.people.save_directory(gone))

    # ---- what is read ----

    async def says(self, officer: Officer, text: str) -> str:
        """What somebody is answered in private."""
        self._said += 1
        reply = await self._dispatch(
            Incoming(
                channel="app",
                message_id=f"m{self._said}",
                sender=officer.id,
                conversation=officer.id,
                group=False,
                text=text,
            )
        )
        return reply.message.text if reply.message else ""

    async def matter(self) -> Matter:
        """The matter as it stands."""
        return await self._storage.read(lambda tx: tx.matters.get(self.number))

    async def pushes(self) -> list[Push]:
        """Everything that was put into the outbox about the matter."""
        posted = await self._storage.read(lambda tx: tx.outbox.about(self.number))
        return [one.push for one in posted]

    async def _news(self) -> list[Push]:
        found = await self.pushes()
        fresh, self._seen = found[self._seen :], len(found)
        return fresh

    async def _with_news(self, heard: Heard) -> Heard:
        for push in await self._news():
            heard.told.setdefault(push.to, []).append(push)
        return heard

    def told(self, heard: Heard, side: Side) -> str:
        """What the people of a side were pushed at a step."""
        unit = self.units[side]
        return "\n".join(
            push.message.text
            for person, pushes in heard.told.items()
            if self.directory.unit_of(self.directory.officers[person]).id == unit
            for push in pushes
        )

    # ---- answering ----

    async def _answered(self, officer: Officer, words: str) -> Heard:
        replies = [await self.says(officer, words)]
        while any(asks in replies[-1] for asks in ASKS) and len(replies) < MOST_QUESTIONS:
            replies.append(await self.says(officer, self._answer(replies[-1], officer)))
        if replies[-1].startswith(SHOWN_BACK):
            replies.append(await self.says(officer, "确认"))
        return Heard(replies)

    def _answer(self, question: str, officer: Officer) -> str:
        asked = next((one for one in self._fields() if one.question in question), None)
        now = self.clock.now().astimezone(BEIJING)
        if asked is None:
            return ENDING
        then, later = now - HOUR, self.new_day or now.date() + ONE_DAY
        post = "wu" if asked.role is Role.PRINCIPAL else "ding"
        home = self.directory.unit_of(officer).id
        answers = {
            FieldKind.UNIT: self.directory.units[THIRD].name,
            FieldKind.PAST: f"{then.month}月{then.day}日{then.hour}点",
            FieldKind.FUTURE_DAY: f"{later.month}月{later.day}日",
            FieldKind.PEOPLE: "张三、李四",
            FieldKind.OFFICER: self.directory.officers[f"{home}.{post}"].name,
            FieldKind.CHOICE: "1",
            FieldKind.SOURCE: SOURCES.get(self.case.source, ENDING),
            FieldKind.TEXT: "无" if asked in self._required() else ENDING,
        }
        return answers[asked.kind]

    def _required(self) -> Sequence[Field]:
        return [
            Field(one.field, one.label, one.question, FieldKind(one.answer.value), role=one.role)
            for one in self.law.local.requires_for(self.case.scene)
        ]

    def _fields(self) -> Iterator[Field]:
        """Everything that may be asked, what the document asks first."""
        yield from self._required()
        yield from self.case.kind.asked
        for (kind, _, _), move in MOVES.items():
            if kind is self.case.kind:
                yield from move.asks


class Town:
    """An empty database of the invented county, copied for each play."""

    def __init__(self, folder: Path, law: Law, start: datetime) -> None:
        self.law = law
        self.start = start
        self._folder = folder
        self._plays = 0

    async def prepare(self, empty: Path) -> None:
        """Fill a copy of an empty database."""
        copyfile(empty, self._folder / "town.db")
        storage = open_storage(f"sqlite:///{self._folder / 'town.db'}")
        directory = invented(self.start)

        def fill(tx: Transaction) -> None:
            tx.installation.mark(Purpose.REHEARSAL)
            tx.people.save_county("invented", self.law.county, self.start)
            tx.people.save_directory(directory)

        await storage.run(fill)
        await storage.close()

    @asynccontextmanager
    async def play(self, case: Case) -> AsyncIterator[Play]:
        """One matter in a database of its own."""
        self._plays += 1
        file = self._folder / f"play{self._plays}.db"
        copyfile(self._folder / "town.db", file)
        storage = open_storage(f"sqlite:///{file}")
        try:
            yield Play(case, self.law, storage, self.start)
        finally:
            await storage.close()
            file.unlink()
