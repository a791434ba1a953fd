"""WeCom answers errors, then nothing, then comes back; an emergency and thirty reminders wait."""

import re
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from bot.rehearsal.wecom.faults import Drop, Fault
from tests.stories.outage import (
    BUREAUS,
    EVER,
    LATE,
    LIAISONS,
    PUSH,
    SEND,
    TOKEN,
    Day,
    Told,
    Weather,
    in_order,
    late_says_so,
    mixture,
    nothing_lost,
    nothing_twice,
    told,
)

THIRTY = 30
RUNG = "紧急通报 急1：{}无人确认，请直接打电话"
POST = "紧急通报 急1：已{}无人确认"
NUMBERED = re.compile(r"协\d")


async def both(folder: Path, day: Day) -> tuple[Told, Told]:
    """A day without its outage, and with it; what must hold after any outage holds."""
    fair = await told(f"sqlite:///{folder}/fair.db", day.without())
    foul = await told(f"sqlite:///{folder}/foul.db", day)
    nothing_lost(day, fair, foul)
    nothing_twice(foul)
    in_order(foul)
    late_says_so(foul)
    assert not any("迟到" in one.words for one in fair.seen)
    for n in range(day.matters):
        for run in (fair, foul):
            found = [one for one in run.seen if f"协{n + 1}：" in one.words]
            assert {one.to for one in found} == {LIAISONS[n % len(LIAISONS)]}
            assert "今天到期" in found[0].words
    return fair, foul


# ---- the story ----


async def refusals(weather: Weather) -> None:
    """Busy, broken inside, busy; the robot is busy as well."""
    for _ in range(200):
        weather.wecom.order(Fault(SEND, calls=2, errcode=-1))
        weather.wecom.order(Fault(SEND, http=502))
    weather.wecom.order(Fault(SEND, calls=EVER, errcode=-1))
    weather.wecom.order(Fault(PUSH, calls=EVER, errcode=-1))


async def silence(weather: Weather) -> None:
    """The lines break; of a few messages only the receipts are lost. The bot is restarted."""
    weather.order(
        Fault(SEND, calls=3, drop=Drop.AFTER),
        Fault(SEND, calls=EVER, drop=Drop.BEFORE),
        Fault(TOKEN, calls=EVER, drop=Drop.BEFORE),
    )
    await weather.offline()
    await weather.restart()


async def test_every_push_arrives_once_in_order_and_says_that_it_is_late(tmp_path: Path) -> None:
    acts = (("08:57", refusals), ("09:20", silence))
    _, foul = await both(tmp_path, Day(acts, "10:30", "10:40", "12:00", THIRTY))

    # All thirty reminders, five for each, each of them late or followed by a word on that.
    for liaison in LIAISONS:
        said = [
            words for _, words in foul.of(liaison) if NUMBERED.search(words) or "上一条" in words
        ]
        whole = "\n".join(said)
        assert "应于4月7日（周二）09:00送达" in whole
        assert whole.count(LATE) in {0, THIRTY // len(BUREAUS)}
        assert ("上一条消息" in said[-1]) is (whole.count(LATE) == 0)

    # The emergency: each rung heard of it, the latest call only, then as if nothing had been.
    waited = "1小时25分钟"
    for post in ("路志强", "宋梅"):
        assert sorted(foul.calls(post)) == [
            ("aibot", POST.format(waited), True),
            ("app", POST.format(waited), True),
        ]
    assert foul.calls("秦国富") == [("app", RUNG.format(waited), True)]
    assert sorted(foul.calls("何伟")) == [
        ("aibot", RUNG.format(waited), True),
        ("app", RUNG.format(waited), True),
    ]
    group = [words.partition("\n")[0] for _, words in foul.of("群")]
    call = "紧急通报 急1 {}没有送到城关镇，请看到的人立即打电话。"
    waits = ("", "15分钟仍", "25分钟仍", "45分钟仍", "1小时25分钟仍")
    assert group == [
        *map(call.format, waits),
        "紧急通报 急1：城关镇已确认（10:40），不用再打电话。",
    ]
    stopped = (
        "急1（紧急通报）已由城关镇路志强于10:40确认，呼叫已停止；如果一直没有人出发，会再告知您。"
    )
    heard = foul.of("秦国富")
    after = heard[heard.index(("app", stopped)) + 1 :]
    assert after, "as it said"
    assert all("城关镇尚无出发记录，已过期限" in words for _, words in after)


# ---- other orders of faults ----


async def busy(weather: Weather) -> None:
    weather.order(Fault(SEND, calls=EVER, errcode=-1), Fault(PUSH, calls=EVER, errcode=-1))


async def broken_and_limited(weather: Weather) -> None:
    weather.order(Fault(SEND, calls=EVER, http=500), Fault(PUSH, calls=EVER, errcode=45009))


async def no_token(weather: Weather) -> None:
    weather.order(Fault(TOKEN, calls=EVER, errcode=-1), Fault(PUSH, calls=EVER, errcode=846602))
    weather.wecom.void_token()


async def receipts_lost(weather: Weather) -> None:
    """Everything gets through, and the bot never hears of it."""
    weather.order(Fault(SEND, calls=EVER, drop=Drop.AFTER))
    await weather.offline()


async def no_acks(weather: Weather) -> None:
    """The application refuses; the robot shows a few messages and does not say so."""
    weather.order(
        Fault(SEND, calls=EVER, errcode=-1),
        Fault(PUSH, calls=9, drop=Drop.AFTER),
        Fault(PUSH, calls=EVER, errcode=-1),
    )


async def half_open(weather: Weather) -> None:
    """The socket looks alive, and the application's line breaks."""
    weather.order(Fault(SEND, calls=EVER, drop=Drop.BEFORE))
    weather.wecom.freeze_socket()
    await weather.scene.bot.settle()
    await weather.restart()


async def killed(weather: Weather) -> None:
    """The process dies while the platform is slow, and is started again in the dark."""
    weather.order(Fault(SEND, calls=8, delay=1.0), Fault(SEND, calls=EVER, drop=Drop.BEFORE))
    await weather.killed()
    await weather.offline()


def mixed(seed: int) -> Callable[[Weather], Awaitable[None]]:
    async def act(weather: Weather) -> None:
        weather.order(*mixture(seed, 600))
        weather.wecom.order(Fault(SEND, calls=EVER, errcode=-1))
        weather.wecom.order(Fault(PUSH, calls=EVER, errcode=-1))

    return act


@pytest.mark.parametrize(
    ("errors", "nothing"),
    [
        pytest.param(busy, receipts_lost, id="busy, then receipts are lost"),
        pytest.param(busy, no_acks, id="busy, then the robot is silent"),
        pytest.param(broken_and_limited, half_open, id="broken, then half-open"),
        pytest.param(no_token, killed, id="no token, then the bot is killed"),
        pytest.param(mixed(1), receipts_lost, id="mixed 1"),
        pytest.param(mixed(2), mixed(3), id="mixed 2"),
    ],
)
async def test_in_whatever_order_things_fail(
    tmp_path: Path,
    errors: Callable[[Weather], Awaitable[None]],
    nothing: Callable[[Weather], Awaitable[None]],
) -> None:
    acts = (("08:57", errors), ("09:12", nothing))
    await both(tmp_path, Day(acts, "09:21", "09:30", "09:40"))


async def test_without_a_group_everybody_is_told_once_the_line_is_back(tmp_path: Path) -> None:
    acts = (("08:57", busy), ("09:05", silence))
    day = Day(acts, "09:21", "09:30", "09:40", webhook=False)
    _, foul = await both(tmp_path, day)
    assert foul.of("群") == []
    assert sorted(foul.calls("路志强")) == sorted(
        (channel, POST.format(waited), late)
        for channel in ("aibot", "app")
        for waited, late in (("15分钟", True), ("25分钟", False))
    )
    assert [call[1:] for call in foul.calls("秦国富")] == [
        (RUNG.format("15分钟"), True),
        (RUNG.format("25分钟"), False),
    ]
