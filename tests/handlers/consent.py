"""What officers say with a step's word that takes no step, and how they say the step itself.

The command table's words are crossed with frames: every synonym of every step, in every kind of
matter that has the step, in every county. Run as a module it plays the whole cross; the suite
plays a sample.
"""

import asyncio
import random
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from handlers.dialogue import CONFIRM, MEANT, Dialogue
from handlers.dialogue.state import WORD
from handlers.language.commands import ALIASES
from rules.kinds import MOVES
from rules.kinds.words import step_word
from rules.procedure.permit import next_steps
from rules.values.errors import Refusal
from rules.values.kind import KindSpec, Step
from rules.values.people import UnitType
from storage import Transaction, upgrade
from tests.handlers.office import open_office
from tests.law.play import STEP_WORDS, Case, Player

T, D = UnitType.TOWNSHIP, UnitType.DEPARTMENT
COUNTIES = ("cangzhou", "changjiang", "nangong", "qingfeng", "youyang")

FRAMES: Mapping[str, tuple[str, ...]] = {
    "negation": (
        *("{v}不了 {n} 局长没签字", "{n} {v}不了", "{n}{v}不了局长没签字", "还没{v} {n}"),
        *("{n} 还没{v}", "先别{v} {n}", "{n} 不能{v}", "{n}没法{v}", "{v}不成 {n}", "别{v}{n}"),
        *("{n} 我们没有{v}", "{n} 不用{v}了", "不是{v} {n}", "没{v}{n}", "{n}{v}不合适"),
    ),
    "question": (
        *("要不要{v} {n}", "{n} 要不要{v}", "{v}{n}吗", "{n} {v}了吗？", "{n} {v}了没"),
        *("是不是{v} {n}", "{v} {n} 行不行", "{n} 怎么{v}", "{v} {n} 要什么理由", "谁{v}的{n}"),
        *("{n} 能不能{v}", "{v} {n}？", "{n} {v}是什么意思", "{n} 什么时候{v}"),
    ),
    "condition": (
        *(
            "{n} 材料齐了就{v}",
            "如果局长同意就{v} {n}",
            "{n} 等局长签字才{v}",
            "要是没问题就{v}{n}",
        ),
        *("{v}{n}要看局长的意思", "{v}{n}要等局长签字", "{n} 局长点头后再{v}", "{v}{n}的话通知我"),
    ),
    "before and after": (
        *(
            "{n} {v}后给我回电话",
            "{v} {n}之前先给我看一眼",
            "{n} {v}之前先给我看",
            "{v}{n}以后告诉我",
        ),
        *("等小宋回来再{v} {n}", "{n} 先看看再{v}", "{n}{v}的时候叫我", "看完材料再{v}{n}"),
    ),
    "half-way": ("{n} 快{v}了", "正在{v} {n}", "{n} 即将{v}", "{n}{v}了一半", "差不多{v}了 {n}"),
    "future": (
        *(
            "我想{v} {n}",
            "准备{v} {n}",
            "{n} 打算{v}",
            "{n} 明天{v}",
            "明天上午{v}{n}",
            "{n}下周再{v}",
        ),
        *("{n} 尽快{v}", "争取月底{v} {n}", "{n} 回头{v}", "{n} 过两天{v}"),
    ),
    "others": ("让小宋去{v}{n}", "叫他们{v} {n}", "{n} 通知对方{v}", "请对方尽快{v} {n}"),
    "reported": ("局长说{v} {n}", "{n} 听说{v}了", "{n} 对方{v}了", "{n}他们说{v}了"),
    "contradiction": (
        *("{v} {n} 但是我今天请假了", "{n} {v}但是我今天请假", "{v}错了 {n}", "{n} 误{v}了"),
    ),
    "topic": ("{v}的事我同意 {n}", "{n} {v}的事再说", "{v} {n}的事等我回来"),
}
"""Sentences that hold a step's word and take no step; {v} is the word, {n} the number."""

NATURAL: Mapping[Step, frozenset[str]] = {
    Step.EXTEND: frozenset({"future", "others", "condition", "half-way"}),
    Step.ASK_SUPPLEMENT: frozenset({"future", "others"}),
    Step.HAND_ON: frozenset({"others"}),
    Step.REPORT_UP: frozenset({"others"}),
    Step.DISPATCH: frozenset({"others", "reported", "half-way"}),
    Step.ARRIVE: frozenset({"reported"}),
}
"""Frames that a step may have; there it may be shown back, and is still not done at once.

So may 还没材料: what material is lacking is asked for.
"""
DICTATED = str.maketrans({"，": "", "。": "", " ": ""})
WIDE = {code: code + 0xFEE0 for code in range(0x30, 0x3A)} | {0x20: 0x3000}
TRADITIONAL = str.maketrans(
    "场办结没还别说给时么让对请报为认应确", "場辦結沒還別說給時麼讓對請報為認應確"
)


CONTENT: Mapping[Step, str] = {
    Step.REFUSE: "超出本单位职责范围",
    Step.ASK_SUPPLEMENT: "营业执照复印件、现场照片",
    Step.SUPPLY: "已补交现场照片两张",
    Step.REPLY: "同意提供，材料见附件",
    Step.SETTLE: "已责令改正并罚款2000元",
    Step.WITHDRAW: "重复移送",
    Step.REPORT_UP: "不属于本部门管辖",
    Step.DISPATCH: "张三、李四",
}
"""What a step asks for, as it is typed with it in one breath."""
USUAL: Mapping[Step, tuple[str, ...]] = {
    Step.ACKNOWLEDGE: (
        "收到 {n}",
        "{n}收到了，谢谢",
        "好的，收到 {n}",
        "已签收{n}",
        "签收{n}，辛苦了",
    ),
    Step.ACCEPT: (
        "麻烦受理一下{n}，谢谢",
        "{n} 已受理",
        "我局同意受理{n}",
        "{n}我局已受理，正在核查",
    ),
    Step.FILE: ("{n}决定立案", "已立案 {n}", "{n}，立案。"),
    Step.CONFIRM: ("收到 {n}", "{n} 收到，马上安排", "知道了 {n}", "{n}确认收到"),
    Step.ARRIVE: ("{n}到了", "已经到场 {n} 明火已扑灭", "我们到了 {n}", "{n} 已到场，没有人员伤亡"),
    Step.DISPATCH: ("{n} 已出发 张三、李四", "{n}派张三和李四去", "已派员 {n} 张三、李四"),
    Step.REPLY: ("{n} 答复 同意提供", "回复 {n} 同意提供", "{n} 回复：经核实该店未取得许可"),
    Step.SETTLE: ("{n} 办结，已责令改正", "{n} 处理完了，已责令改正", "{n} 结案，已罚款"),
    Step.WITHDRAW: ("{n} 撤回，填错单位了", "撤回{n} 我没同意过"),
}
"""How a step is also said; it is done at once."""


@dataclass(frozen=True, slots=True)
class Saying:
    """A sentence with a step's word in a frame."""

    frame: str
    text: str


def sayings(step: Step, word: str, number: str) -> Iterator[Saying]:
    """A step's synonyms in every frame, typed, dictated, in full width and traditional."""
    meant = {STEP_WORDS[step], word}
    spoken = sorted(alias for alias, command in ALIASES.items() if command in meant)
    for alias in {*spoken, word}:
        for frame, patterns in FRAMES.items():
            for pattern in patterns:
                text = pattern.format(v=alias, n=number)
                yield from (Saying(frame, text), Saying(frame, text.translate(DICTATED)))
                yield Saying(frame, text.translate(TRADITIONAL).translate(WIDE))
                yield Saying(frame, "好的，" + text)


class Stage:
    """One matter before one step, and what the sentences did to it."""

    def __init__(self, player: Player, step: Step) -> None:
        self._player = player
        self._office = player.office
        self._who = player.actor(step)
        self.step = step
        self.number = player.number
        self.word = STEP_WORDS[step]

    async def possible(self) -> bool:
        """Whether the county lets the officer take the step now."""
        matter = await self._office.matter(self.number)
        law, people = self._office.book.law, self._office.county.directory
        regulation = law.on(self._office.clock.now())
        side = matter.side(people.unit_of(self._who).id)
        self.word = step_word(self.step, matter.kind, regulation.regulation(matter))
        return side is not None and self.step in next_steps(matter, side, regulation, people)

    async def harm(self, saying: Saying) -> str:
        """What a sentence did that it must not; "" for nothing."""
        before = await self._state()
        answer = await self._office.says(self._who.name, saying.text)
        after = await self._state()
        offered = await self._offered()
        if before != after:
            return f"recorded: {answer}"
        lacks = self.step is Step.ASK_SUPPLEMENT and "材料" in saying.text
        may = saying.frame in NATURAL.get(self.step, frozenset()) or lacks
        return f"offered: {answer}" if offered and not may else ""

    async def takes(self, text: str) -> str:
        """What went wrong where a sentence takes the step; "" for nothing."""
        before = await self._state()
        answer = await self._office.says(self._who.name, text)
        entries, _ = await self._state()
        if entries == before[0]:
            return f"not recorded: {answer}"
        [*_, entry] = await self._office.entries(self.number)
        return "" if entry.step is self.step else f"recorded {entry.step}: {answer}"

    async def _state(self) -> tuple[int, int]:
        entries = await self._office.entries(self.number)
        return len(entries), len(await self._office.pushes(self.number))

    async def _offered(self) -> bool:
        """Whether one tap would take the step now; the question is forgotten."""

        def work(tx: Transaction) -> bool:
            stored = tx.conversations.dialogue(self._who.id, self._who.id)
            tx.conversations.end_dialogue(self._who.id, self._who.id)
            if stored is None:
                return False
            waiting = Dialogue.load(stored.body)
            if waiting.asking == CONFIRM:
                return waiting.step is self.step
            word = waiting.said.get(WORD)
            return waiting.asking == MEANT and word in {self.word, STEP_WORDS[self.step]}

        return await self._office.storage.run(work)


@asynccontextmanager
async def staged(
    county: str, kind: KindSpec, step: Step, empty: Path
) -> AsyncIterator[Stage | None]:
    """A matter of the county before the step; None where the county has none such."""
    for sender, receiver in ((T, D), (D, T)):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "consent.db")
            shutil.copy(empty, file)
            async with open_office(county, f"sqlite:///{file}") as office:
                case = Case(county, kind, sender, receiver, "inspection", step)
                player = Player(case, office)
                try:
                    await player.prepare()
                except (AssertionError, Refusal):
                    continue
                stage = Stage(player, step)
                if await stage.possible():
                    yield stage
                    return
    yield None


STEPS_OF_KINDS = tuple(
    (kind, step)
    for kind, step in dict.fromkeys((kind, step) for kind, _, step in MOVES)
    if step in STEP_WORDS and step is not Step.SERVE_ON_PAPER
)


async def crossed(county: str, empty: Path, sample: int, seed: int) -> list[str]:
    """What went wrong in a county: each step's words in frames, then the step as it is said.

    Args:
        county: the sample county.
        empty: a database with empty tables.
        sample: how many sentences of each step; 0 for all.
        seed: of the sample.
    """
    pick, wrong = random.Random(seed), []
    for kind, step in STEPS_OF_KINDS:
        async with staged(county, kind, step, empty) as stage:
            if stage is None:
                continue
            said = list(sayings(step, stage.word, stage.number))
            for saying in pick.sample(said, sample) if sample else said:
                if harm := await stage.harm(saying):
                    wrong.append(f"{county} {kind} {step} [{saying.frame}] {saying.text}: {harm}")
                    if harm.startswith("recorded"):
                        break
            else:
                said_so = list(affirmed(step, stage.word, stage.number))
                text = pick.choice(said_so) if said_so else ""
                if text and (failed := await stage.takes(text)):
                    wrong.append(f"{county} {kind} {step} {text}: {failed}")
    return wrong


def affirmed(step: Step, word: str, number: str) -> Iterator[str]:
    """The step in its own form, and how it is usually said."""
    if step in {Step.EXTEND, Step.HAND_ON}:
        return
    content = CONTENT.get(step, "")
    yield f"{word} {number} {content}".strip()
    yield f"{word}{number} {content}".strip().translate(WIDE)
    yield f"@执法协作 {word} {number} {content}".strip()
    for pattern in USUAL.get(step, ()):
        yield pattern.format(n=number)


def main() -> int:
    """Play the whole cross, or that of the counties named."""
    with tempfile.TemporaryDirectory() as folder:
        empty = Path(folder, "empty.db")
        upgrade(f"sqlite:///{empty}")
        wrong = []
        for county in sys.argv[1:] or COUNTIES:
            wrong += asyncio.run(crossed(county, empty, 0, 1))
    sys.stdout.write("\n".join([*wrong, f"{len(wrong)} sentences went wrong"]) + "\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
