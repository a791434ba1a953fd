"""The emergency ladder, played: nobody answers, nobody goes, nobody is there, called off, over."""

import pytest

from rules.values.facts import FactKind
from rules.values.kind import State, Step
from rules.values.people import Officer, Role
from tests.stories.night import Night, also, night_in, with_directory, without

EVENING = "2026-05-20 21:00"
LEAK = "城关镇 东关桥化工仓库泄漏，有刺鼻气味"
OFFICE = Officer(
    "zong.zhiban",
    "县政府总值班室",
    "justice",
    frozenset({Role.COUNTY_DUTY}),
    mobile="0393-7200000",
)
FIRST, SECOND = "路志强", "宋梅"


async def on_duty(night: Night) -> tuple[str, str]:
    """First and second on duty in 城关镇 that evening."""
    directory = await night.scene.bot.storage.read(lambda tx: tx.people.directory())
    now = await night.stage.now()
    [first] = directory.on_duty("chengguan", now, 1)
    [second] = directory.on_duty("chengguan", now, 2)
    return first.name, second.name


async def test_nobody_answers(sqlite_url: str) -> None:
    """Plays 1 and 13: the posts ring again, the heads and the reporter, the new shift, an end."""
    async with night_in("qingfeng", sqlite_url) as night:
        await night.at(EVENING)
        await night.emergency("高峰", LEAK)
        first, second = await on_duty(night)
        await night.later(minutes=30)
        for post in (first, second):
            assert night.when(post, "紧急通报 急1") == ["21:00", "21:05", "21:10", "21:15", "21:25"]
        assert night.when("何伟", "紧急通报 急1") == ["21:10", "21:15", "21:25"]
        for head in ("秦国富", "任毅"):
            assert night.when(head, "紧急通报 急1") == ["21:15", "21:25"]
        [told, *_] = night.to("高峰", "15分钟无人确认，请直接打电话")
        assert "何伟 13900000104" in told
        assert "秦国富 13900000105" in told
        await night.at("2026-05-21 08:29")
        before = night.count("急1")
        await night.at("2026-05-21 08:30")
        fresh = set(night.count("急1") - before)
        after = await on_duty(night)
        assert set(after) - {first, second} <= fresh, "who takes over is rung at the hand-over"
        await night.at("2026-05-21 21:00")
        rings = night.count("急1", "无人确认") + night.count("紧急通报 急1\n")
        assert max(rings.values()) <= 12
        assert night.to("周岚", "无人确认"), "the county hears of it in the end"


async def test_the_new_shift_is_rung_at_once(sqlite_url: str) -> None:
    """G2: at 08:30 路志强 was on the phone list and was not rung."""
    async with night_in("qingfeng", sqlite_url) as night:
        await night.at("2026-05-21 08:00")
        await night.emergency("高峰", LEAK)
        old = await on_duty(night)
        await night.at("2026-05-21 08:29")
        night.forget()
        await night.at("2026-05-21 08:31")
        new = await on_duty(night)
        assert set(new) != set(old)
        for name in new:
            assert night.when(name, "紧急通报 急1", "无人确认") == ["08:30"]


async def test_confirmed_and_nobody_sets_out(sqlite_url: str) -> None:
    """G1, G5: the carrier alone till the line; then everybody answerable, and no silence."""
    async with night_in("qingfeng", sqlite_url) as night:
        await night.at(EVENING)
        await night.emergency("高峰", LEAK)
        first, second = await on_duty(night)
        await night.later(minutes=2)
        await night.taps(first, "确认")
        assert night.to(second, "您不用再处理，提醒已停止")
        night.forget()
        await night.at("2026-05-20 22:59")
        assert set(night.count("急1")) == {first}
        assert night.when(first, "尚无出发记录") == ["21:30", "22:00", "22:30", "22:45"]
        assert night.to(first, "通报已过30分钟，还有1小时30分钟")
        await night.at("2026-05-21 12:00")
        assert night.to(second) == [], "who was told to rest is not rung again"
        for name in ("何伟", "秦国富", "周岚", "高峰"):
            assert night.when(name, "尚无出发记录", "已过期限")[:3] == ["23:00", "00:00", "02:00"]
        night.forget()
        await night.says(first, f"出发 急1 {first}")
        for name in ("何伟", "秦国富", "周岚"):
            assert night.to(name, f"已由城关镇{first}于12:00出发，不再提醒")
        await night.at("2026-06-20 12:00")
        assert not [one for one in night.heard if "尚无出发记录" in one.words]


async def test_a_confirmed_one_is_not_forgotten_after_weeks(sqlite_url: str) -> None:
    """A.2: silence for 63 days."""
    async with night_in("qingfeng", sqlite_url) as night:
        await night.at(EVENING)
        await night.emergency("高峰", LEAK)
        first, _ = await on_duty(night)
        await night.taps(first, "确认")
        await night.at("2026-06-10 09:00")
        rings = night.count("急1", "尚无出发记录")
        night.forget()
        await night.at("2026-07-10 09:00")
        assert len(night.to("周岚", "尚无出发记录")) in range(3, 6), "once a week"
        assert rings["周岚"] <= 12 + 3


async def test_one_name_alone_and_an_arrival_without_a_departure(sqlite_url: str) -> None:
    """G3: true facts are taken in the form in which they are true, and nobody is accused."""
    async with night_in("qingfeng", sqlite_url) as night:
        await night.at(EVENING)
        await night.emergency("高峰", LEAK)
        first, second = await on_duty(night)
        await night.taps(first, "确认")
        await night.says(first, "出发 急1")
        answer = await night.says(first, "就我一个")
        assert "急1 已出发" in answer
        assert "补记" in answer
        assert (await night.matter("急1")).state is State.DISPATCHED
        added = await night.says(first, f"出发 急1 {second}")
        assert "急1 已补记出发人员" in added
        assert night.to("高峰", "急1：城关镇已补记出发人员", second)
        assert night.to(second, "急1：您在出发人员中")
        answer = await night.says(first, "到了")
        assert "急1 已到场" in answer
        await night.emergency("高峰", "城关镇 西关加油站起火")
        await night.later(minutes=3)
        await night.taps(first, "确认")
        night.forget()
        await night.later(minutes=20)
        answer = await night.says(first, "到场 急2")
        assert "急2 已到场" in answer
        assert "按到场时间一并记录" in answer
        steps = [entry.step for entry in await night.entries("急2")]
        assert steps == [Step.SEND, Step.CONFIRM, Step.DISPATCH, Step.ARRIVE]
        await night.at("2026-05-21 12:00")
        assert not [one for one in night.heard if "尚无出发记录" in one.words]
        assert night.to("周岚") == []


async def test_when_one_set_out_can_be_said_with_the_arrival(sqlite_url: str) -> None:
    async with night_in("qingfeng", sqlite_url) as night:
        await night.at(EVENING)
        await night.emergency("高峰", LEAK)
        first, _ = await on_duty(night)
        await night.later(minutes=2)
        await night.taps(first, "确认")
        await night.later(minutes=40)
        answer = await night.says(first, "到场 急1 21点15分出发的")
        assert "按您说的时间一并记录" in answer
        [gone] = [e for e in await night.entries("急1") if e.step is Step.DISPATCH]
        assert gone.at.astimezone(gone.at.tzinfo).minute == 15
        assert gone.recorded_at > gone.at


@pytest.mark.parametrize("words", ["误报 急1", "误报", "急1 误报", "撤回 急1 误报"])
async def test_a_false_alarm_is_said_in_one_word(sqlite_url: str, words: str) -> None:
    async with night_in("qingfeng", sqlite_url) as night:
        await night.at(EVENING)
        await night.emergency("高峰", LEAK)
        await night.says("高峰", "移送 城关镇 今天上午9点查到东关桥头小吃店无证经营")
        await night.says("高峰", "确认发出")
        await night.says("高峰", words)
        assert (await night.matter("急1")).state is State.WITHDRAWN
        assert (await night.matter("移1")).state is State.DELIVERED, "the referral stays"
        [entry] = [e for e in await night.entries("急1") if e.step is Step.WITHDRAW]
        assert dict(entry.details)["reason"] == "误报"


@pytest.mark.parametrize("how_far", [0, 1, 2, 3])
async def test_called_off_at_any_step(sqlite_url: str, how_far: int) -> None:
    """G4: everybody who was rung, the confirmer and the team hear it at once; nobody else."""
    async with night_in("qingfeng", sqlite_url) as night:
        await night.at(EVENING)
        await night.emergency("高峰", LEAK)
        first, second = await on_duty(night)
        await night.later(minutes=16)
        called = set(night.count("紧急通报 急1"))
        steps = [
            ("秦国富", "确认 急1"),
            ("秦国富", "出发 急1 田建国"),
            ("田建国", "到场 急1"),
        ]
        for name, words in steps[:how_far]:
            await night.says(name, words)
        night.forget()
        await night.says("高峰", "撤回 急1 误报，是消毒作业")
        assert (await night.matter("急1")).state is State.WITHDRAWN
        told = set(night.count("急1（紧急通报）已由应急局高峰于21:16撤回", "误报，是消毒作业"))
        expected = {*called, "秦国富"} - {"高峰"}
        assert {first, second, "何伟", "任毅"} <= expected
        assert told == (expected | ({"田建国"} if how_far >= 2 else set()))
        night.forget()
        await night.at("2026-05-22 12:00")
        assert not night.count("急1")


async def test_the_end_is_told_to_everybody_who_was_rung(sqlite_url: str) -> None:
    async with night_in("qingfeng", sqlite_url) as night:
        await night.at(EVENING)
        await night.emergency("高峰", LEAK)
        first, second = await on_duty(night)
        await night.later(minutes=16)
        for words in (f"出发 急1 {first}", "到场 急1"):
            await night.says(first, words)
        night.forget()
        await night.says(first, "办结 急1 已经封堵")
        assert night.to("高峰", "急1：城关镇已办结", "已经封堵")
        for name in (second, "何伟", "秦国富", "任毅"):
            assert night.to(name, "于21:16办结", "已经封堵", "不再呼叫")
        assert not night.count("急1")[first] - 1, "besides his own answer"


async def test_nobody_of_the_unit_is_left(sqlite_url: str) -> None:
    """G6: never 纸质送达 for a leak at night; the telephone, and everybody who can help."""
    change = with_directory(lambda d: also(without(d, "chengguan"), OFFICE))
    async with night_in("qingfeng", sqlite_url, change) as night:
        await night.at(EVENING)
        answer = await night.emergency("高峰", LEAK)
        assert "急1 没有送达" in answer
        assert "纸质送达" not in answer
        assert "县总值班室县政府总值班室 0393-7200000" in answer
        assert "110、119、120" in answer
        for name in ("任毅", "周岚", "县政府总值班室"):
            assert night.when(name, "急1 没有送达城关镇") == ["21:00"]
        answer = await night.says("高峰", "电话通知 急1 何伟")
        assert "已留下记录" in answer
        assert [e.step for e in await night.entries("急1")] == [Step.SEND, Step.PHONE]
        assert (await night.matter("急1")).state is State.UNDELIVERED
        night.forget()
        await night.at("2026-05-21 09:00")
        assert night.to("县政府总值班室", "仍然没有送达"), "it goes on like an unconfirmed one"
        assert max(night.count("急1").values()) <= 12


async def test_somebody_of_the_unit_comes_back(sqlite_url: str) -> None:
    """What reached nobody is delivered as soon as somebody can be reached, from that moment on."""
    async with night_in("qingfeng", sqlite_url) as night:
        await night.at(EVENING)
        night.refuses(60111, 1000)
        await night.says("高峰", f"紧急 {LEAK}")
        await night.says("高峰", "确认发出")
        await night.later(seconds=30)
        assert (await night.matter("急1")).state is State.UNDELIVERED
        night.scene.emulator.repair()
        await night.at("2026-05-20 21:06")
        matter = await night.matter("急1")
        assert matter.state is State.DELIVERED
        [told] = [f for f in matter.facts if f.kind is FactKind.EMERGENCY_NOTIFIED]
        assert f"{told.at.astimezone():%M}" == "05", "two hours run from when somebody was reached"
        assert night.to("高峰", "急1 紧急通报已送达城关镇（21:05）")


async def test_two_at_once(sqlite_url: str) -> None:
    """E2: 「我们到了」 while two are open is asked about, never guessed."""
    async with night_in("qingfeng", sqlite_url) as night:
        await night.at(EVENING)
        await night.emergency("高峰", LEAK)
        await night.emergency("高峰", "城关镇 西关加油站起火")
        first, _ = await on_duty(night)
        await night.says("秦国富", "确认 急1")
        await night.says("秦国富", f"出发 急1 {first}")
        await night.says("秦国富", "确认 急2")
        answer = await night.says("秦国富", "我们到了")
        assert "要到场哪一件" in answer
        assert (await night.matter("急1")).state is State.DISPATCHED
        assert (await night.matter("急2")).state is State.CONFIRMED
        answer = await night.says("秦国富", "急2")
        assert "急2 已到场" in answer
        assert (await night.matter("急1")).state is State.DISPATCHED


async def test_the_sender_has_telephoned(sqlite_url: str) -> None:
    """E8: what the sender says is evidence; the receiver confirms."""
    async with night_in("qingfeng", sqlite_url) as night:
        await night.at(EVENING)
        await night.emergency("高峰", LEAK)
        answer = await night.says("高峰", "确认 急1")
        assert "没有确认" in answer
        assert "电话通知 急1 姓名" in answer
        answer = await night.says("高峰", "已电话通知 急1 何伟，他说马上出发")
        assert "已留下记录" in answer
        assert (await night.matter("急1")).state is State.DELIVERED
        assert [e.step for e in await night.entries("急1")][-1] is Step.PHONE


@pytest.mark.parametrize(
    ("county", "who", "words", "handler", "leader", "supervisor"),
    [
        ("qingfeng", "宋梅", "市监局 集体食物中毒，二十多人呕吐", "王敏", "郑浩", "周岚"),
        ("changjiang", "徐岚", "应急局 化工仓库泄漏", "涂青", "匡伟", "陶颖"),
        ("cangzhou", "韩雪", "应急局 化工仓库泄漏", "毛丹", "邵文", ""),
        ("nangong", "耿丽", "应急局 化工仓库泄漏", "聂聪", "庞慧", ""),
    ],
)
async def test_a_document_without_a_number(
    sqlite_url: str,
    county: str,
    who: str,
    words: str,
    handler: str,
    leader: str,
    supervisor: str,
) -> None:
    """E7: no message speaks of a line; the county's own minutes go to handler and leader alone."""
    async with night_in(county, sqlite_url) as night:
        await night.at("2026-06-20 21:00")
        await night.emergency(who, words)
        assert "确认" in await night.says(handler, "确认 急1")
        night.forget()
        await night.at("2026-06-21 09:00")
        assert set(night.count("急1")) == {handler, leader}
        assert night.when(handler, "本县内部目标（非文件规定）")[:3] == ["21:30", "22:00", "23:00"]
        assert night.when(leader, "本县内部目标（非文件规定）")[:2] == ["22:00", "23:00"]
        for one in night.heard:
            assert "已过期限" not in one.words
            assert "24:00前" not in one.words
        assert not supervisor or night.to(supervisor) == []


async def test_an_urgent_referral_arrives_on_the_holiday(sqlite_url: str) -> None:
    """Fault 1 (NG-05): six days late under the old policy."""
    async with night_in("nangong", sqlite_url) as night:
        await night.at("2026-10-02 11:14")
        await night.says("耿丽", "移送 住建局 昨天16点40分节日巡查发现夜市燃气泄漏，情况紧急")
        await night.taps("耿丽", "确认发出")
        assert night.when("崔岩", "移1：凤岗街道移送贵单位") == ["11:14"]


async def test_the_shorter_line_of_an_urgent_referral_is_watched(sqlite_url: str) -> None:
    """Fault 2 (CJ-28): 24 hours, on the card, in 待办, and four hours before their end."""
    async with night_in("changjiang", sqlite_url) as night:
        await night.at("2026-10-01 16:40")
        await night.says("徐岚", "移送 城管局 今天16点40分巡查发现夜市燃气泄漏，情况紧急")
        await night.says("徐岚", "程远")
        answer = await night.says("徐岚", "登记")
        assert "10月2日（周五）16:40前" in answer
        todo = await night.says("徐岚", "待办")
        assert "10月2日（周五）16:40前" in todo
        night.forget()
        await night.at("2026-10-02 12:41")
        assert night.when("徐岚", "移1", "只剩4小时") == ["12:40"]
