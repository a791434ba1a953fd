"""From the confirmed emergency to the card on the duty officer's telephone, on an idle bot.

The emulator, the bot and this program share one process, so that the figure is no better than a
real one: python -m bench.emergency
"""

import asyncio
import statistics
import time
from datetime import timedelta

import aiohttp
from rich.console import Console
from rich.progress import Progress

from bot.rehearsal.demo import Rehearsal, rehearsal, sample

TIMES = 40
BAR = 1000
APART = timedelta(minutes=4)


async def one(scene: Rehearsal, http: aiohttp.ClientSession, n: int) -> float:
    """Seconds until the first duty officer has the card."""
    world = scene.emulator.world
    start = len(world.received)

    async def say(who: str, text: str) -> None:
        body = {"from": who, "chat": "app", "text": text}
        async with http.post(f"{scene.emulator.url}/sandbox/say", json=body) as answer:
            assert answer.status == 200, await answer.text()

    def arrived() -> bool:
        return any(
            entry.sheet is not None and f"急{n}" in entry.sheet.base.title
            for entry in world.received[start:]
            if entry.place.id == "song.mei"
        )

    await say("gao.feng", f"紧急 城关镇 {n}号仓库泄漏，有刺鼻气味，未见人员受伤")
    began = time.perf_counter()
    sending = asyncio.create_task(say("gao.feng", "确认发出"))
    assert await world.until(arrived, 10)
    spent = time.perf_counter() - began
    await sending
    await say("song.mei", f"确认 急{n}")
    await say("song.mei", f"出发 急{n} 田建国、路志强")
    await say("song.mei", f"到场 急{n}")
    await say("song.mei", f"办结 急{n} 泄漏已封堵")
    scene.clock.move_to(scene.clock.now() + APART)
    await scene.bot.settle()
    return spent


async def run(console: Console) -> None:
    """Measure and print."""
    spent: list[float] = []
    async with (
        rehearsal(sample("qingfeng"), ticking=True) as scene,
        aiohttp.ClientSession() as http,
    ):
        with Progress(console=console, transient=True) as progress:
            for n in progress.track(range(1, TIMES + 1), description="紧急卡片"):
                spent += [await one(scene, http, n) * 1000]
    middle, late = statistics.median(spent), max(spent)
    colour = "green" if late < BAR else "red"
    console.print(
        f"紧急卡片，机器人空闲，从“确认发出”到值班员手机：中位 {middle:.0f} 毫秒，"
        f"{TIMES}次中最慢 [{colour}]{late:.0f}[/] 毫秒（应在 {BAR} 毫秒以内）"
    )


if __name__ == "__main__":
    asyncio.run(run(Console()))
