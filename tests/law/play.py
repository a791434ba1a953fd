"""Playing one step of one matter in a county's office, and keeping what each side read."""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from rules.kinds import KINDS, MOVES
from rules.law.library import Regulations
from rules.law.regulation import AnswerKind
from rules.values.dates import BEIJING
from rules.values.kind import KindSpec, Side, Step
from rules.values.people import Officer, Role, UnitType
from storage import upgrade
from tests.handlers.office import Office, open_office

LOADED = Regulations.load()
FINDS = {"complaint": "1", "inspection": "2"}
WORDS: Mapping[KindSpec, str] = {
    KINDS["referral"]: "移送",
    KINDS["assistance"]: "协助",
    KINDS["emergency"]: "紧急",
    KINDS["share"]: "共享",
}
BEFORE: Mapping[tuple[KindSpec, Step], tuple[Step, ...]] = {
    (KINDS["referral"], Step.SUPPLY): (Step.ASK_SUPPLEMENT,),
    (KINDS["referral"], Step.FILE): (Step.ACCEPT,),
    (KINDS["referral"], Step.SETTLE): (Step.ACCEPT,),
    (KINDS["assistance"], Step.SUPPLY): (Step.ASK_SUPPLEMENT,),
    (KINDS["assistance"], Step.SETTLE): (Step.REPLY,),
    (KINDS["emergency"], Step.DISPATCH): (Step.CONFIRM,),
    (KINDS["emergency"], Step.ARRIVE): (Step.CONFIRM, Step.DISPATCH),
    (KINDS["emergency"], Step.SETTLE): (Step.CONFIRM, Step.DISPATCH, Step.ARRIVE),
}
"""What must be done before a step can be taken; nothing for the others but to send."""

STEP_WORDS: Mapping[Step, str] = {
    Step.ACKNOWLEDGE: "签收",
    Step.ACCEPT: "受理",
    Step.REFUSE: "不予受理",
    Step.ASK_SUPPLEMENT: "补正",
    Step.SUPPLY: "补充",
    Step.EXTEND: "延期",
    Step.REPLY: "答复",
    Step.HAND_ON: "转交",
    Step.REPORT_UP: "报请",
    Step.FILE: "立案",
    Step.CONFIRM: "确认",
    Step.DISPATCH: "出发",
    Step.ARRIVE: "到场",
    Step.SETTLE: "办结",
    Step.WITHDRAW: "撤回",
    Step.SERVE_ON_PAPER: "纸质送达",
}


@dataclass(frozen=True)
class Case:
    """A step of a matter between two kinds of unit; what a clause is tried on."""

    county: str
    kind: KindSpec
    sender: UnitType
    receiver: UnitType
    source: str
    step: Step


@dataclass
class Heard:
    """What was read.

    Attributes:
        actor: everything the one who took the step was asked and answered.
        sides: what each side was told of the step, question, reply or push.
        clauses: what 条文 answers to the sender.
        draft: the draft; "" where the step is not the sending.
    """

    actor: str = ""
    sides: dict[Side, str] = field(default_factory=lambda: dict.fromkeys(Side, ""))
    clauses: str = ""
    draft: str = ""


class Player:
    """One office, one matter."""

    def __init__(self, case: Case, office: Office) -> None:
        self.case = case
        self.office = office
        people = office.county.directory
        self.sender = self._liaison(case.sender)
        self.receiver = self._liaison(case.receiver, people.unit_of(self.sender).id)
        self.third = self._liaison(
            UnitType.DEPARTMENT, people.unit_of(self.sender).id, people.unit_of(self.receiver).id
        )
        self.number = ""
        self.pushed = 0

    def _liaison(self, kind: UnitType, *but: str) -> Officer:
        people = self.office.county.directory
        return next(
            officer
            for officer in sorted(people.officers.values(), key=lambda o: o.id)
            if Role.LIAISON in officer.roles
            and people.units[officer.unit].type is kind
            and officer.unit not in but
            and people.with_role(officer.unit, Role.PRINCIPAL)
        )

    async def play(self) -> Heard:
        """Take the case's step and keep what was read."""
        heard = await self.prepare()
        if self.case.step is not Step.SEND:
            await self._take(self.case.step, heard)
        return heard

    async def prepare(self) -> Heard:
        """Everything that comes before the case's step."""
        heard, case = Heard(), self.case
        if case.step is Step.SERVE_ON_PAPER:
            receiver = self.office.county.directory.unit_of(self.receiver).id
            people = self.office.county.directory.officers.values()
            gone = {o.id.replace(".", "_"): False for o in people if self._home(o) == receiver}
            await self.office.change(**gone)
        await self._open(heard, register=case.step is Step.EXTEND and case.kind.takes(Step.SEND))
        heard.clauses = await self.office.says(self.sender.name, f"条文 {self.number}")
        for step in BEFORE.get((case.kind, case.step), ()):
            await self._take(step, heard)
        return heard

    def actor(self, step: Step) -> Officer:
        """Whose step it is."""
        who = next(m.who for (k, _, s), m in MOVES.items() if k is self.case.kind and s is step)
        return self.sender if who is Side.SENDER else self.receiver

    def _home(self, officer: Officer) -> str:
        return self.office.county.directory.unit_of(officer).id

    async def _open(self, heard: Heard, *, register: bool) -> None:
        unit = self.office.county.directory.unit_of(self.receiver)
        words = f"{WORDS[self.case.kind]} {unit.name} 某店涉嫌违法经营的情况"
        asked = await self._answered(self.sender, words)
        heard.draft = asked[-1]
        assert "草稿，确认后才发出" in heard.draft, asked
        reply = await self.office.says(self.sender.name, "登记" if register else "确认发出")
        self.number = reply.split()[0]
        heard.actor = "\n".join([*asked, reply])
        heard.sides[Side.SENDER] = reply
        heard.sides[Side.RECEIVER] = await self._news(Side.RECEIVER)

    async def _take(self, step: Step, heard: Heard) -> None:
        who = next(m.who for (k, _, s), m in MOVES.items() if k is self.case.kind and s is step)
        assert who is not None
        await self._news(who.other)
        actor = self.sender if who is Side.SENDER else self.receiver
        asked = await self._answered(actor, f"{STEP_WORDS[step]} {self.number}")
        heard.actor = "\n".join(asked)
        heard.sides[who] = heard.actor
        heard.sides[who.other] = await self._news(who.other)

    async def _answered(self, actor: Officer, words: str) -> list[str]:
        """What somebody is asked and told until nothing is asked any more."""
        replies = [await self.office.says(actor.name, words)]
        while "不办了请发送“取消”" in replies[-1] or "请回复序号：" in replies[-1]:
            assert len(replies) < 10, replies
            replies.append(await self.office.says(actor.name, self._answer(replies[-1], actor)))
        if replies[-1].startswith("请核对“"):
            replies.append(await self.office.says(actor.name, "确认"))
        return replies

    def _answer(self, question: str, actor: Officer) -> str:
        people = self.office.county.directory
        for asked in LOADED[self.case.county].requires:
            if asked.question in question:
                named = people.with_role(self._home(actor), Role.PRINCIPAL)[0].name
                answers = {
                    AnswerKind.OFFICER: named,
                    AnswerKind.PEOPLE: "张三、李四",
                    AnswerKind.CHOICE: "1",
                }
                return answers.get(asked.answer, "无")
        if "1 投诉举报" in question:
            return FINDS[self.case.source]
        later = self.office.clock.now().astimezone(BEIJING) + timedelta(days=4)
        for part, answer in (
            ("什么时候", "今天上午8点"),
            ("哪个单位", people.unit_of(self.third).name),
            ("延期到哪一天", f"{later.month}月{later.day}日"),
            ("谁出发", "张三、李四"),
        ):
            if part in question:
                return answer
        return "已经按规定说明清楚"

    async def _news(self, side: Side) -> str:
        """What a side was pushed since the last look."""
        pushes = (await self.office.pushes(self.number))[self.pushed :]
        matter = await self.office.matter(self.number)
        self.pushed += len(pushes)
        people = self.office.county.directory
        return "\n".join(
            push.message.text
            for push in pushes
            if matter.side(self._home(people.officers[push.to])) is side
        )


_PLAYED: dict[Case, Heard] = {}


async def played(case: Case) -> Heard:
    """What was read when the case was played; each case is played once."""
    if case not in _PLAYED:
        with tempfile.TemporaryDirectory() as folder:
            url = f"sqlite:///{Path(folder) / 'office.db'}"
            upgrade(url)
            async with open_office(case.county, url) as office:
                _PLAYED[case] = await Player(case, office).play()
    return _PLAYED[case]
