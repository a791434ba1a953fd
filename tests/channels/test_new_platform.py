"""A new platform is one folder: whoever sends, watches, examines or greets takes it from there."""

import sys
from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from aiohttp import ClientSession

import bot.channels
from bot.channels import registry
from bot.finding import Finding, Level
from bot.operation.doctor import examine
from bot.rehearsal.client import Stage
from bot.rehearsal.demo import Rehearsal, rehearsal, sample
from rules.values.kind import Incomplete

MONDAY = datetime.fromisoformat("2026-04-27T09:00:00+08:00")
TELEX = '''
from bot.channels.base import ChannelProfile, Platform, Receipt, WritesTo
from bot.finding import Finding, Level

PROFILES = (ChannelProfile("telex", "电传", "电传机", {preference}, WritesTo.ANYBODY),)


class Telex:
    profile = PROFILES[0]
    trouble = ""

    def __init__(self):
        self.took = []

    async def start(self, listener):
        """Nobody speaks here."""

    async def send(self, outgoing):
        self.took.append((outgoing.to, outgoing.group, outgoing.message.text))
        return Receipt()

    def ready(self):
        return True

    async def close(self, grace=0.0):
        """Nothing is held open."""


TELEXES = [Telex()]


def build(settings, clock, *, rightful, astray):
    async def examine(session):
        return (Finding(Level.GREEN, "电传机", "纸还有。"),)

    return Platform(tuple(TELEXES), {{}}, examine)
'''


def _install(folder: Path, monkeypatch: pytest.MonkeyPatch, preference: int) -> None:
    (folder / "telex").mkdir()
    (folder / "telex" / "__init__.py").touch()
    (folder / "telex" / "build.py").write_text(TELEX.format(preference=preference), "utf-8")
    monkeypatch.setattr(bot.channels, "__path__", [*bot.channels.__path__, str(folder)])
    registry.profiles.cache_clear()


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    """What a test has put there is gone after it."""
    yield
    registry.profiles.cache_clear()
    for name in [name for name in sys.modules if name.startswith("bot.channels.telex")]:
        del sys.modules[name]


@pytest.fixture
async def scene(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Rehearsal]:
    _install(tmp_path, monkeypatch, preference=7)
    async with rehearsal(sample("qingfeng"), db=sqlite_url) as scene:
        yield scene


async def test_it_is_sent_on_watched_and_examined(scene: Rehearsal) -> None:
    [telex] = sys.modules["bot.channels.telex.build"].TELEXES
    async with ClientSession() as http:
        stage = Stage(http, scene.emulator.url)
        await stage.enter()
        await stage.move_to(MONDAY)
        await stage.says("高峰", "紧急 城关镇 东关桥化工仓库泄漏", "应用")
        await stage.says("高峰", "确认发出", "应用")
        await stage.rest()
        assert ("song.mei", False) in {(to, group) for to, group, _ in telex.took}
        telex.trouble = "电传机没有纸了。"
        await scene.bot.watch.look()
        await scene.bot.settle()
        told = [one.words for one in await stage.received() if "故障" in one.words]
        assert told[0].startswith("电传出了故障，请尽快处理：电传机没有纸了。")
        found = await examine(scene.bot.settings, scene.clock.now())
    [settings] = [one.words for one in found if one.what == "设置"]
    assert settings.endswith("、电传机。"), settings
    assert Finding(Level.GREEN, "电传机", "纸还有。") in found
    assert Finding(Level.RED, "电传机", "电传机没有纸了。") in found


def test_one_that_contradicts_another_is_refused_at_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _install(tmp_path, monkeypatch, preference=0)
    with pytest.raises(Incomplete, match=r"preferred exactly as"):
        registry.profiles()
