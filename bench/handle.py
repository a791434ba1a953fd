"""The whole way: callback, dispatch, parse, command, commit, encrypted reply; and what is asked.

A county of 20 townships and 20 departments with prepared referrals, the bot as `liaison serve`
runs it, and a platform that takes whatever is pushed.

    python -m bench.handle PORT DATABASE_URL API_BASE
"""

import asyncio
import sys
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from bench.load import AGENT, Line, tell_cost
from bot.app import open_bot
from bot.clock import VirtualClock
from bot.operation.law_book import load_law
from bot.rehearsal.demo import AES_KEY, CORP_ID, REHEARSAL, sample
from bot.settings import AibotMode, Settings, load
from rules.decisions.act import Act, Said
from rules.decisions.steps import open_matter
from rules.kinds import KINDS
from rules.values.kind import State
from rules.values.people import Directory, Officer, Role, Unit, UnitType
from storage import Storage, Transaction

TOWNS = 20
DEPARTMENTS = 20
PEOPLE = 30
"""Officers of a unit. So many that nobody hears more a minute than the platform lets through."""

ROLES = (Role.LIAISON, Role.LIAISON, Role.LEADER, Role.PRINCIPAL)
START = sample("qingfeng").start
"""A Thursday at 09:00: in the office's hours, so that pushes leave at once."""

FOUND = "昨天下午在东关桥头查到一家小吃店没有食品经营许可"
CHEAPEST = "取消"
MIX = (
    "每件事项10条：移送一句话（出草稿）、确认发出、三次查、两次待办、签收、受理、办结；"
    "由双方的经办人员发出"
)


def people() -> Directory:
    """40 units with two liaisons each, somebody to escalate to, and those who do the work."""
    units: dict[str, Unit] = {}
    officers: dict[str, Officer] = {}
    for kind, word, count in (
        (UnitType.TOWNSHIP, "镇", TOWNS),
        (UnitType.DEPARTMENT, "局", DEPARTMENTS),
    ):
        for n in range(count):
            unit = f"{kind.value}{n}"
            name = f"{STEMS[n]}{word}"
            units[unit] = Unit(unit, f"清丰县{name}", name, kind)
            for m in range(PEOPLE):
                identity = f"{unit}.o{m}"
                role = ROLES[m] if m < len(ROLES) else Role.DUTY
                officers[identity] = Officer(identity, f"王{STEMS[n]}", unit, frozenset({role}))
    return Directory("qingfeng", units, officers)


STEMS = (
    *("城东", "城西", "城南", "城北", "柳格", "仙庄", "高堡", "古城", "大流", "双庙"),
    *("纸房", "巩营", "固城", "阳邵", "大屯", "瓦屋", "六塔", "韩村", "马庄", "王什"),
)


async def prepare(storage: Storage, matters: int) -> None:
    """A county with that many referrals that were just delivered."""
    law = load_law("qingfeng", None)

    def county(tx: Transaction) -> None:
        tx.people.save_county("qingfeng", "qingfeng", START)
        tx.people.save_directory(people())

    await storage.run(county)

    def some(tx: Transaction, first: int, last: int) -> None:
        directory = tx.people.directory()
        for n in range(first, last):
            opener = directory.officers[sender(n)]
            said = Said(
                (
                    ("receiver", f"department{n % DEPARTMENTS}"),
                    ("facts", FOUND),
                    ("found", (START - timedelta(hours=20)).isoformat()),
                    ("source", "inspection"),
                )
            )
            act = Act(opener, START - timedelta(hours=14), said, law, directory, lambda _: True)
            tx.matters.record(
                open_matter(KINDS["referral"], tx.matters.next_number(KINDS["referral"]), act)
            )

    for first in range(0, matters, 500):
        last = min(first + 500, matters)
        await storage.run(lambda tx, first=first, last=last: some(tx, first, last))  # type: ignore[misc]


def sender(n: int) -> str:
    """Who sent the n-th prepared referral (from 0)."""
    return f"township{n // DEPARTMENTS % TOWNS}.o{n % PEOPLE}"


def receiver(n: int) -> str:
    """Who works on it."""
    return f"department{n % DEPARTMENTS}.o{n * 7 % PEOPLE}"


def talk(n: int) -> Iterator[Line]:
    """What is said about the n-th prepared referral, from delivery to the end."""
    number, ours, theirs = f"移{n + 1}", sender(n), receiver(n)
    to = f"{STEMS[n % DEPARTMENTS]}局"
    yield Line(theirs, "待办")
    yield Line(theirs, f"查 {number}")
    yield Line(theirs, f"签收 {number}")
    yield Line(theirs, f"受理 {number}")
    yield Line(ours, f"查 {number}")
    yield Line(ours, f"移送 {to} {FOUND}")
    yield Line(ours, "确认发出")
    yield Line(ours, "待办")
    yield Line(theirs, f"办结 {number} 已责令改正并罚款两千元")
    yield Line(ours, f"查 {number}")


TALK = 10


def settings_for(url: str, port: int, api_base: str) -> Settings:
    """The app alone; the environment is not asked."""
    return load(
        Path("/nonexistent"),
        database_url=url,
        county="qingfeng",
        port=port,
        wecom_api_base=api_base,
        wecom_corp_id=CORP_ID,
        wecom_agent_id=AGENT,
        wecom_secret=REHEARSAL,
        wecom_token=REHEARSAL,
        wecom_aes_key=AES_KEY,
        aibot_mode=AibotMode.OFF,
        anchor_file=Path(tempfile.gettempdir()) / f"liaison-bench-{port}.anchor",
    )


async def closed(storage: Storage, numbers: list[str]) -> int:
    """How many of these matters were brought to their end."""

    def work(tx: Transaction) -> int:
        return sum(tx.matters.get(number).state is State.SETTLED for number in numbers)

    return await storage.read(work)


async def main(port: int, url: str, api_base: str) -> None:
    """Serve until the input ends."""
    clock = VirtualClock(START + timedelta(minutes=5), ticking=True)
    bot = await open_bot(settings_for(url, port, api_base), clock)
    await bot.start()
    await bot.settle()
    running = asyncio.create_task(bot.run())
    await tell_cost()
    running.cancel()
    await asyncio.wait([running])
    await bot.close()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), sys.argv[2], sys.argv[3]))
