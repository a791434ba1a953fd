"""500 urgent pushes to 200 people, beside the same calls made with nothing behind them.

The floor posts the same messages with the same number of calls at a time and keeps no record of
them: python -m bench.pushes
"""

import asyncio
import json
import statistics
import tempfile
import time
from pathlib import Path

import aiohttp
from rich.console import Console
from rich.progress import Progress

from bench.handle import START, people, settings_for
from bench.platform import Platform, a_platform
from bot.app import Bot, open_bot
from bot.clock import VirtualClock
from bot.outbound.sender import LIMIT
from bot.rehearsal.demo import free_port
from rules.values.matter import Push
from rules.values.message import Message
from rules.values.push import PushKind
from storage import Transaction, open_storage, upgrade

PUSHES, PEOPLE = 500, 200
ROUNDS = 5
BAR = 0.3
TEXT = "紧急通报 急{n}\n城关镇 1号仓库泄漏，有刺鼻气味，未见人员受伤。\n发送“确认 急{n}”表示收到。"


def pushes(turn: int) -> list[Push]:
    """What has to go out in one round."""
    officers = list(people().officers)[:PEOPLE]
    return [
        Push(
            key=f"{turn}:{n}",
            to=officers[n % PEOPLE],
            number="",
            kind=PushKind.STEP,
            message=Message(TEXT.format(n=n)),
            at=START,
            urgent=True,
        )
        for n in range(PUSHES)
    ]


async def ours(bot: Bot, turn: int) -> float:
    """Seconds until all of them were taken and each is written down as sent."""
    waiting = pushes(turn)
    await bot.storage.run(lambda tx: tx.outbox.post(waiting))
    began = time.perf_counter()
    taken = await bot.sender.drain()
    spent = time.perf_counter() - began
    assert taken == PUSHES, taken
    return spent


async def floor(platform: Platform, turn: int) -> float:
    """Seconds for the same calls alone."""
    url = f"{platform.api_base}message/send?access_token=t"
    waiting = pushes(turn)

    async def some(http: aiohttp.ClientSession) -> None:
        while waiting:
            push = waiting.pop()
            body = {
                "touser": push.to,
                "msgtype": "text",
                "agentid": 1000002,
                "text": {"content": push.message.text},
                "enable_duplicate_check": 1,
                "duplicate_check_interval": 14400,
            }
            async with http.post(url, data=json.dumps(body, ensure_ascii=False).encode()) as answer:
                assert json.loads(await answer.read())["errcode"] == 0

    async with aiohttp.ClientSession() as http:
        began = time.perf_counter()
        await asyncio.gather(*(some(http) for _ in range(LIMIT)))
        return time.perf_counter() - began


async def run(console: Console) -> None:
    """Measure and print."""
    bare: list[float] = []
    whole: list[float] = []
    with tempfile.TemporaryDirectory(prefix="liaison-bench-") as folder:
        url = f"sqlite:///{Path(folder, 'bench.db')}"
        await asyncio.to_thread(upgrade, url)
        storage = open_storage(url)

        def county(tx: Transaction) -> None:
            tx.people.save_county("qingfeng", "qingfeng", START)
            tx.people.save_directory(people())

        await storage.run(county)
        await storage.close()
        async with a_platform() as platform:
            clock = VirtualClock(START)
            settings = settings_for(url, free_port(), platform.api_base)
            bot = await open_bot(settings, clock)
            await bot.start()
            with Progress(console=console, transient=True) as progress:
                for turn in progress.track(range(ROUNDS + 1), description="推送"):
                    spent = await floor(platform, turn), await ours(bot, turn)
                    if turn:  # the first warms up
                        bare.append(spent[0])
                        whole.append(spent[1])
                    clock.move_to(clock.now().replace(hour=clock.now().hour + 1))
            await bot.close()
    fast, slow = PUSHES / statistics.median(bare), PUSHES / statistics.median(whole)
    colour = "green" if slow / fast >= BAR else "red"
    console.print(
        f"{PUSHES}条推送给{PEOPLE}人，记账落盘：每秒 {slow:,.0f} 条，{PUSHES / slow:.2f} 秒发完；"
        f"只调接口不记账每秒 {fast:,.0f} 条；[{colour}]÷ {slow / fast:.2f}[/]（应达到 {BAR}）"
    )


if __name__ == "__main__":
    asyncio.run(run(Console()))
