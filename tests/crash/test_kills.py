"""The bot is killed between any two breaths; nobody hears anything twice or misses anything.

A few deaths of each sort; `make kills` goes through every one.
"""

import asyncio

import pytest

from storage import upgrade
from tests.crash.town import Death, Told, differences, played

SHARES = (0.07, 0.28, 0.5, 0.72, 0.93)
"""Where in the story the bot dies: after these parts of its commits."""

ON_POSTGRESQL = ((0.3, True), (0.7, False))


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """The story without a death."""
    url = f"sqlite:///{tmp_path_factory.mktemp('calm') / 'town.db'}"
    upgrade(url)
    return asyncio.run(played(url))


def test_the_story_is_one_worth_dying_in(calm: Told) -> None:
    """All sorts of commits, several matters, an overdue line and a silent first duty officer."""
    assert {word for line in calm.commits for word in line.split()} >= {
        "inbox",
        "dialogues",
        "matters",
        "entries",
        "lines",
        "outbox",
    }
    assert set(calm.record) == {"移1", "协1", "协2", "急1"}
    assert any("已过期限" in text for text in calm.pushes["zheng.hao"])
    assert any("无人确认" in text for text in calm.pushes["song.mei"])
    assert any("您有2条提醒" in text for text in calm.pushes["li.qiang"])


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("share", SHARES)
async def test_a_bot_killed_at_a_commit_leaves_no_trace(
    sqlite_url: str, calm: Told, share: float, *, after: bool
) -> None:
    await _dies(sqlite_url, calm, share, after=after)


@pytest.mark.postgres
@pytest.mark.parametrize(("share", "after"), ON_POSTGRESQL)
async def test_nor_does_one_on_postgresql(
    postgres_url: str, calm: Told, share: float, *, after: bool
) -> None:
    await _dies(postgres_url, calm, share, after=after)


async def _dies(url: str, calm: Told, share: float, *, after: bool) -> None:
    shaken = await played(url, Death(round(share * len(calm.commits)), after))
    assert shaken.deaths == 1
    assert not differences(calm, shaken)
