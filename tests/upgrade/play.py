"""Plays the county of an upgrade test with the program as it stands, and writes its database.

It was run once at the commit that a fixture names; the fixture is what it wrote then:
`python -m tests.upgrade.play tests/upgrade/m0009.sql`.
"""

import asyncio
import sqlite3
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from aiohttp import ClientSession

from bot.rehearsal.client import Stage
from bot.rehearsal.demo import rehearsal, sample
from tests.bot.test_material import MONDAY, PAPER, House

LAST = (MONDAY + timedelta(days=10)).timestamp() * 1_000_000


async def play(url: str) -> None:
    """A referral with a file, an assistance, an emergency, and an evening that nobody has read."""
    async with rehearsal(sample("qingfeng"), db=url) as scene, ClientSession() as http:
        stage = Stage(http, scene.emulator.url)
        await stage.enter()
        await stage.move_to(MONDAY)
        house = House(scene, stage, http)
        await house.says("宋梅", "移送市监局 某店无证经营，今天上午8点检查发现")
        await house.gives("宋梅", files={"现场检查笔录.pdf": PAPER})
        await house.says("宋梅", "确认发出")
        await house.says("李强", "受理 移1")
        await house.says("陈静", "协助 应急局 请提供某仓库的备案材料")
        await house.says("陈静", "确认发出")
        await house.says("高峰", "答复 协1 同意提供，材料另附")
        await house.says("高峰", "紧急 城关镇 东关桥化工仓库泄漏，已疏散四十人")
        await house.says("高峰", "确认发出")
        await house.says("路志强", "确认 急1")
        await stage.move_to(MONDAY.replace(hour=20))
        await house.says("李强", "移送 城关镇 某摊点占道经营，今天下午4点检查发现")
        await house.says("李强", "确认发出")
        await stage.breaks("message/send", -1, 50)
        await stage.breaks("aibot_send_msg", -1, 50)
        await stage.says("高峰", "紧急 城关镇 老车站烟花摊点起火", "应用")
        await stage.says("高峰", "确认发出", "应用")
        await asyncio.sleep(0.5)


def written(file: Path) -> str:
    """The database as SQL, its files and the address book included, but for later rosters."""
    with closing(sqlite3.connect(file)) as opened:
        opened.execute("DELETE FROM shifts WHERE starts_at > ?", (LAST,))
        return "\n".join(opened.iterdump()) + "\n"


def main() -> None:
    """Play it and write the fixture."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "played.db"
        asyncio.run(play(f"sqlite:///{file}"))
        Path(sys.argv[1]).write_text(written(file), encoding="utf-8")


if __name__ == "__main__":
    main()
