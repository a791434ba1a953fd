"""Every figure to hold, as ratios in one run: python -m bench [--rounds N] [--many N]."""

import argparse
import asyncio
import subprocess
import sys

from rich.console import Console

from bench import emergency, pushes, ratio, sweep

ALONE = (("liaison due", "bench.due"), ("存储", "bench.storage"), ("解析", "bench.parse"))
"""Programs of their own, so that nothing else shares their process."""


async def main(*, rounds: int, many: int) -> None:
    """Measure one after another; each prints as soon as it is known."""
    console = Console()
    console.rule("回调进、落盘、答复出")
    await ratio.run(console, rounds)
    console.rule("时钟")
    await sweep.run(console, many)
    console.rule("紧急")
    await emergency.run(console)
    console.rule("推送")
    await pushes.run(console)
    for title, module in ALONE:
        console.rule(title)
        with console.status(f"正在测{title}"):
            done = await asyncio.to_thread(
                subprocess.run, [sys.executable, "-m", module], check=True, capture_output=True
            )
        console.print(done.stdout.decode().rstrip(), markup=False, highlight=False)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("--rounds", type=int, default=ratio.ROUNDS, help="rounds of the ratios")
    parser.add_argument("--many", type=int, default=sweep.MANY, help="open matters of the sweep")
    args = parser.parse_args()
    asyncio.run(main(rounds=args.rounds, many=args.many))
