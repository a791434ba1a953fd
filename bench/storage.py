"""What one message costs in storage, by how many are committed together.

A message here is what dispatch does with one: not seen before, sender known, dialogue read, one
step recorded with an entry and two pushes, reply kept. `--loop` adds the event loop's own work per
message, that many rounds of about 6 µs, and prints the share of the floor that is left; 29 rounds
are what a bare server needs for one encrypted callback.

    python -m bench.storage [--url postgresql://…] [--messages 4000] [--loop 29] [--profile]
"""

import argparse
import asyncio
import cProfile
import pstats
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rules.kinds import KINDS
from rules.values.facts import Fact, FactKind
from rules.values.kind import State, Step
from rules.values.matter import Entry, Line, Matter, Outcome, Push
from rules.values.message import Button, Card, Message
from rules.values.people import Directory, Officer, Role, Unit, UnitType
from rules.values.push import PushKind
from storage import Storage, Transaction, open_storage, upgrade
from storage.codec import facts_of, facts_text

NOW = datetime(2026, 11, 20, 1, 30, tzinfo=UTC)
MATTERS = 200
LINES = tuple(Line(f"duty-{n}", "samr", "running", "hard", NOW, NOW, NOW.date()) for n in range(3))
CARD = Card(
    "受理 移1",
    "市监局已受理",
    tuple((f"栏目{n}", "东关桥头小吃店无证经营") for n in range(5)),
    "《清丰办法》第十二条：5个工作日内告知受理情况。",
    (Button("办结", "办结 移1", 1), Button("算给我看", "为什么 移1")),
    "移1",
    2,
)
PEOPLE = Directory(
    "qingfeng",
    {"samr": Unit("samr", "清丰县市场监督管理局", "市监局", UnitType.DEPARTMENT)},
    {f"o{n}": Officer(f"o{n}", "李强", "samr", frozenset({Role.LIAISON})) for n in range(200)},
)


def opening(number: str) -> Outcome:
    facts = tuple(Fact(FactKind.EXTENDED, NOW) for _ in range(4))
    matter = Matter(
        number,
        KINDS["referral"],
        State.DELIVERED,
        "chengguan",
        "samr",
        "o1",
        "qingfeng",
        "2024-01-01",
        "wr-group",
        "东关桥头小吃店无证经营",
        facts,
        NOW,
        NOW,
        NOW + timedelta(days=1),
        1,
        1,
    )
    return Outcome(None, matter, LINES, (entry(number, 1),))


def entry(number: str, seq: int) -> Entry:
    return Entry(
        number,
        seq,
        Step.ACCEPT,
        "o1",
        "samr",
        NOW,
        NOW,
        (Fact(FactKind.ACCEPTED, NOW),),
        (("reason", "材料齐全，予以受理"),),
        "aibot:m-0001",
    )


def message(n: int) -> Callable[[Transaction], None]:
    """What dispatch and a handler do with message n."""

    def work(tx: Transaction) -> None:
        message_id, officer = f"m{n}", f"o{n % 200}"
        assert tx.conversations.reply_to("app", message_id) is None
        assert tx.people.officer_of("app", officer) == officer
        tx.people.directory()
        tx.people.identify("app", officer, officer, officer, NOW)
        tx.conversations.dialogue(officer, officer)
        before = tx.matters.get(f"移{n % MATTERS}")
        after = replace(before, version=before.version + 1, entries=before.entries + 1)
        pushes = tuple(
            Push(
                f"{before.number}/{n}/{to}",
                to,
                before.number,
                PushKind.STEP,
                Message("已受理。", CARD),
                NOW,
            )
            for to in ("o1", "o2")
        )
        tx.matters.record(
            Outcome(before, after, LINES, (entry(before.number, after.entries),), pushes)
        )
        tx.conversations.remember_reply(
            "app", message_id, '{"text":"已受理 移1。受理不等于立案。"}', NOW
        )

    return work


def prepare(tx: Transaction) -> None:
    tx.people.save_county("qingfeng", "qingfeng", NOW)
    tx.people.save_directory(PEOPLE)
    for n in range(MATTERS):
        tx.matters.record(opening(f"移{n}"))
    for officer in PEOPLE.officers:
        tx.people.identify("app", officer, officer, officer, NOW)


FACTS = facts_text(opening("移1").after.facts)


def burn(rounds: int) -> None:
    """Work that a slow moment of the machine slows down as it does everything else."""
    for _ in range(rounds):
        facts_of(FACTS)


async def clients(
    storage: Storage | None, count: int, messages: int, loop: int, start: int
) -> tuple[float, float]:
    """Wall-clock and processor microseconds per message."""
    numbers = iter(range(start, start + messages))

    async def client() -> None:
        for n in numbers:
            burn(loop)
            await (storage.run(message(n)) if storage else asyncio.sleep(0))

    began, cpu = time.perf_counter(), time.process_time()
    await asyncio.gather(*(client() for _ in range(count)))
    spent = (time.perf_counter() - began, time.process_time() - cpu)
    return spent[0] / messages * 1e6, spent[1] / messages * 1e6


async def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--url")
    parser.add_argument("--messages", type=int, default=4000)
    parser.add_argument("--loop", type=int, default=0)
    parser.add_argument("--profile", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = args.url or f"sqlite:///{Path(folder, 'bench.db')}"
        await asyncio.to_thread(upgrade, url)
        storage = open_storage(url)
        await storage.run(prepare)
        start = 0
        await clients(storage, 16, 500, 0, start)
        start += 500
        if args.profile:
            await storage.run(profiled(start))
            start += 1000
        for count in (1, 16, 64):
            wall, cpu = await clients(storage, count, args.messages, args.loop, start)
            start += args.messages
            floor, _ = await clients(None, count, args.messages, args.loop, start)
            share = f", {floor / wall:.2f} of the floor" if args.loop else ""
            print(f"{count:3} at once: {wall:6.0f} µs a message, {cpu:6.0f} µs processor{share}")
        await storage.close()


def profiled(start: int) -> Callable[[Transaction], None]:
    def work(tx: Transaction) -> None:
        profile = cProfile.Profile()
        profile.enable()
        for n in range(start, start + 1000):
            message(n)(tx)
        profile.disable()
        pstats.Stats(profile).sort_stats("tottime").print_stats(40)

    return work


if __name__ == "__main__":
    asyncio.run(main())
