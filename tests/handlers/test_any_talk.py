"""Whatever anybody says in whatever order: the answer and the record tell the same story."""

import asyncio
import random
import re
import shutil
import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from handlers.registry import commands
from rules.kinds.words import state_word
from rules.values.errors import UnknownNumber
from rules.values.matter import Matter
from scheduler.sweep import sweep
from storage import Transaction
from tests.handlers.office import Office, open_office

COUNTIES = ("cangzhou", "changjiang", "nangong", "qingfeng", "youyang")
FACTS = "东关桥头小吃店无证经营，今天上午8点检查发现"
SAID = (
    *("确认发出", "取消", "是", "不是", "1", "2", "收到", "好的", "待办", "帮助", FACTS),
    *("单位改成住建局", "时间改成今天上午8点", "现场检查发现", "投诉举报", "昨天下午3点"),
    *("4月10日", "张三、李四", "不属于我局职责", "什么时候到期？", "某某局无证经营"),
)
CONTENT = (
    *("", "材料齐全", "不属于本单位职责", "张三、李四", "已责令改正", "4月10日", "需要现场勘查"),
    *("现场照片", "重复移送"),
)
DONE = re.compile(r"((?:移|协|急)\d+) [^，。：\n“]{2,14}（\d+月\d+日（周.）\d\d:\d\d）")
"""How an answer begins that says that something was done."""
OFFERS = re.compile(r"发送(?:(?:、|或者)?“[^“”<>]{1,12}”)+")
QUOTED = re.compile(r"“([^“”]+)”")
WRONG = re.compile(r"没有[^。]*：(?:移|协|急)\d+ 目前|没有[^。]*的这一步由")
STATE = re.compile(r"((?:移|协|急)\d+) 目前([^。]+)。")
VERSIONS = re.compile(r"文件版本：.*")
LEAK = re.compile(r"系统出了问题|[a-z_]{3,}|None|[{}]")


class Pick(random.Random):
    """Where every choice of a play comes from."""

    def chance(self, of: int) -> bool:
        """True once in that many times."""
        return self.randrange(of) == 0


class Play:
    """One office that talks, and what must be true after each message."""

    def __init__(self, office: Office, pick: Pick) -> None:
        self._office = office
        self._pick = pick
        self._people = office.county.directory.officers
        self._matters: dict[str, Matter] = {}
        self._offers: list[str] = []
        self._begun = ""
        self._who = self._names()[0]

    def _names(self, unit: str = "") -> list[str]:
        unit_of = self._office.county.directory.unit_of
        return [o.name for o in self._people.values() if unit in {"", unit_of(o).id}]

    async def turn(self) -> None:
        """Somebody says something, or some hours go by."""
        if self._pick.chance(25):
            await self._wait()
            return
        if self._pick.chance(3):
            self._offers, self._begun = [], ""
            self._who = self._somebody()
        group = self._pick.chance(4)
        offered = bool(self._offers) and self._pick.chance(2)
        if offered:
            text = self._begun = self._pick.choice(self._offers)
        else:
            text = self._line()
        answer = await self._office.says(self._who, text, group=group)
        note(f"{self._who}{'（群）' * group}：{text}\n    → {answer}")
        await self._check(text, answer, offered=offered)

    async def _wait(self) -> None:
        office = self._office
        office.clock.move_to(office.clock.now() + timedelta(hours=self._pick.choice([1, 20, 70])))
        note(f"—— {office.clock.now():%F %T}")
        await sweep(office.storage, office.book.law, office.clock.now())
        self._matters = await self._read()

    async def _check(self, text: str, answer: str, *, offered: bool) -> None:
        before, self._matters = self._matters, await self._read()
        changed = [n for n, m in self._matters.items() if m != before.get(n)]
        claimed = DONE.match(answer)
        assert not LEAK.search(VERSIONS.sub("", answer))
        assert len(changed) <= 1
        for number in changed:
            *_, last = await self._office.entries(number)
            assert self._people[last.officer].name == self._who
            assert number in answer
            assert not answer.startswith("没有")
        if claimed and not text.startswith(("查", "为什么")):
            assert changed == [claimed[1]]
        for number, state in STATE.findall(answer):
            matter = self._matters[number]
            assert state.startswith(state_word(matter.state, matter.kind))
        if offered:
            assert not WRONG.match(answer), "what was offered is refused"
        self._offers = [word for offer in OFFERS.findall(answer) for word in QUOTED.findall(offer)]

    def _somebody(self) -> str:
        """Anybody, and as often somebody of a side of a matter."""
        if not self._matters or self._pick.chance(2):
            return self._pick.choice(self._names())
        matter = self._pick.choice(list(self._matters.values()))
        return self._pick.choice(self._names(self._pick.choice([matter.sender, matter.receiver])))

    def _line(self) -> str:
        pick = self._pick
        if pick.chance(4):
            return pick.choice(SAID)
        if pick.chance(3):
            units = [unit.short for unit in self._office.county.directory.units.values()]
            told = pick.choice([FACTS, ""])
            opening, unit = pick.choice(["移送", "协助", "紧急"]), pick.choice([*units, "某某局"])
            return f"{opening}{unit} {told}".strip()
        if not self._begun or pick.chance(2):
            number = pick.choice([*self._matters, "移9", ""])
            self._begun = f"{pick.choice(sorted(commands()))} {number}"
        return f"{self._begun} {pick.choice(CONTENT)}".strip()

    async def _read(self) -> dict[str, Matter]:
        def work(tx: Transaction) -> dict[str, Matter]:
            found: dict[str, Matter] = {}
            for kind in "移协急":
                try:
                    for n in range(1, 1000):
                        found[f"{kind}{n}"] = tx.matters.get(f"{kind}{n}")
                except UnknownNumber:
                    continue
            return found

        return await self._office.storage.read(work)


@pytest.mark.parametrize("county", COUNTIES)
@settings(
    max_examples=10,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(seed=st.integers(0, 2**32))
def test_the_answer_says_what_was_done_and_only_that(
    county: str, empty_sqlite: Path, seed: int
) -> None:
    async def play() -> None:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "talk.db")
            shutil.copy(empty_sqlite, file)
            async with open_office(county, f"sqlite:///{file}") as office:
                talk = Play(office, Pick(seed))
                for _ in range(40):
                    await talk.turn()

    asyncio.run(play())
