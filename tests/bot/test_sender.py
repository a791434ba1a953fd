"""The outbox goes out: order, merging, retries, crashes, and who hears of the unreachable."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from bot.channels.base import Channel, ChannelProfile, Later, Listener, Never, Outgoing, Receipt
from bot.channels.wecom.profiles import AIBOT, APP
from bot.clock import VirtualClock
from bot.outbound.batching import LONGEST
from bot.outbound.delivery import PATIENCE
from bot.outbound.sender import LEASE, STUBBORN, Sender
from rules.kinds import KINDS
from rules.reminders.lateness import Late
from rules.values.kind import State, Step
from rules.values.matter import Entry, Line, Matter, Outcome, Push
from rules.values.message import Button, Card, Message, Part
from rules.values.people import Role
from rules.values.push import About, PushKind
from storage import PushState, Storage, Transaction
from tests.scheduler.town import OFFICERS, QINGFENG, TOWN, at, changed, matter, town

NOW = at("2026-04-07 09:00")
TODAY = NOW.date()
SECOND = timedelta(seconds=1)
Fault = Callable[[Outgoing], Exception | None]


class Wire(Channel):
    """A channel that keeps what it takes; its faults are set by the test, one per attempt."""

    def __init__(self, name: str) -> None:
        self._profile = {"app": APP, "aibot": AIBOT}[name]
        self.up = True
        self.took: list[Outgoing] = []
        self.tried: list[Outgoing] = []
        self.faults: list[Exception | None] = []
        self.refuses: dict[str, Exception] = {}
        self.pause = 0.0
        self.slow: dict[str, float] = {}
        self.trying = asyncio.Event()
        self.taking = asyncio.Event()

    @property
    def profile(self) -> ChannelProfile:
        return self._profile

    async def start(self, listener: Listener) -> None:
        """Nobody speaks here."""

    async def send(self, outgoing: Outgoing) -> Receipt:
        self.tried.append(outgoing)
        self.trying.set()
        await asyncio.sleep(self.slow.get(outgoing.to, self.pause))
        fault = self.faults.pop(0) if self.faults else self.refuses.get(outgoing.to)
        if fault is not None:
            raise fault
        self.took.append(outgoing)
        self.taking.set()
        return Receipt(f"m{len(self.took)}")

    def ready(self) -> bool:
        return self.up

    async def close(self, grace: float = 0.0) -> None:
        """Nothing is held open."""

    def said(self) -> list[tuple[str, str]]:
        return [(one.to, one.message.text) for one in self.took]


class House:
    """A sender with two channels on a real database, and a clock that stands still."""

    def __init__(self, storage: Storage) -> None:
        self.storage = storage
        self.clock = VirtualClock(NOW)
        self.app, self.robot = Wire("app"), Wire("aibot")
        self.undelivered: list[str] = []
        self.channels: dict[str, Channel] = {"app": self.app, "aibot": self.robot}
        self.sender = self.a_sender()

    def a_sender(self) -> Sender:
        """A fresh process on the same database."""
        return Sender(
            self.storage, self.channels, self.clock, lambda: QINGFENG, self.failed, owner="one"
        )

    def failed(self, tx: Transaction, number: str, now: datetime) -> None:
        """What the program does when a matter was not delivered."""
        before = tx.matters.get(number)
        after = replace(
            before,
            state=State.UNDELIVERED,
            version=before.version + 1,
            entries=before.entries + 1,
        )
        tx.matters.record(
            Outcome(before, after, (), (Entry(number, 2, Step.FAIL, "", "", now, now),))
        )
        self.undelivered.append(number)

    async def post(self, *pushes: Push) -> None:
        await self.storage.run(lambda tx: tx.outbox.post(pushes))

    async def state(self, key: str) -> PushState:
        found = await self.storage.read(lambda tx: tx.outbox.delivery(key))
        assert found is not None
        return found.state

    async def writes(self, person: str, raw_id: str) -> None:
        """The person has spoken to the robot."""
        await self.storage.run(lambda tx: tx.people.identify("aibot", raw_id, person, raw_id, NOW))

    async def opened(self, story: Matter, *pushes: Push, lines: tuple[Line, ...] = ()) -> None:
        entry = Entry(story.number, 1, Step.SEND, story.opener, story.sender, NOW, NOW)
        await self.storage.run(
            lambda tx: tx.matters.record(Outcome(None, story, lines, (entry,), pushes))
        )


@pytest.fixture
async def house(storage: Storage) -> House:
    def work(tx: Transaction) -> None:
        tx.people.save_county("qingfeng", "qingfeng", NOW)
        tx.people.save_directory(TOWN)

    await storage.run(work)
    return House(storage)


def push(key: str, to: str = "liqiang", text: str = "", **changes: object) -> Push:
    first = Push(key, to, "", PushKind.STEP, Message(text or f"第{key}件事"), NOW)
    return replace(first, **changes)  # type: ignore[arg-type]


CARD = Card("协7 今天到期", buttons=(Button("答复", "答复 协7", 1),), number="协7", version=1)


# ---- what arrives ----


async def test_a_single_push_keeps_its_card_and_goes_out_once(house: House) -> None:
    await house.post(push("a", message=Message("协7：今天到期。", CARD)))
    assert await house.sender.run_once() == 1
    [one] = house.app.took
    assert (one.to, one.key, one.group, one.again) == ("liqiang", "a", False, False)
    assert one.message.card == CARD
    assert await house.sender.run_once() == 0
    assert await house.state("a") is PushState.SENT
    assert house.robot.took == []


async def test_several_are_one_message_with_numbers(house: House) -> None:
    await house.post(
        push("a", text="协7：今天到期。\n发送“答复 协7”后不再提醒。"),
        push("b", text="移12：市监局已补充。"),
        push("c", to="heju", text="协7：已过期限。"),
    )
    assert await house.sender.run_once() == 3
    assert sorted(house.app.said()) == [
        ("heju", "协7：已过期限。"),
        (
            "liqiang",
            "您有2条提醒：\n\n"
            "1. 协7：今天到期。\n发送“答复 协7”后不再提醒。\n\n"
            "2. 移12：市监局已补充。",
        ),
    ]
    assert {await house.state(key) for key in "abc"} == {PushState.SENT}


async def test_many_are_shortened_to_first_lines_and_their_commands(house: House) -> None:
    filler = "详" * 200
    for n in range(6):
        card = replace(CARD, buttons=(Button("答复", f"答复 协{n}", 1),))
        await house.post(push(f"p{n}", message=Message(f"协{n}：今天到期。\n{filler}", card)))
    assert await house.sender.run_once() == 6
    [one] = house.app.took
    assert one.message.text.startswith(
        "您有6条提醒：\n\n1. 协0：今天到期。\n可以发送“答复 协0”。全文发送“查 协7”。\n\n"
        "2. 协1：今天到期。"
    )
    assert len(one.message.text.encode()) <= LONGEST


async def test_what_does_not_fit_one_message_takes_two(house: House) -> None:
    for n in range(12):
        await house.post(push(f"p{n:02}", text=f"{n}{'长' * 90}"))
    assert await house.sender.run_once() == 12
    assert len(house.app.took) == 2
    assert all(len(one.message.text.encode()) <= LONGEST for one in house.app.took)
    joined = "".join(one.message.text for one in house.app.took)
    assert all(f"{n}长" in joined for n in range(12))


async def test_one_person_hears_things_in_order(house: House) -> None:
    for n in range(5):
        await house.post(push(f"u{n}", text=f"第{n}件", urgent=True))
    await house.sender.drain()
    assert [text for _, text in house.app.said()] == [f"第{n}件" for n in range(5)]


async def test_different_people_are_written_to_side_by_side(house: House) -> None:
    house.app.pause = 0.5
    await house.post(*(push(f"k{person}", to=person) for person in [*OFFICERS][:8]))
    loop = asyncio.get_running_loop()
    start = loop.time()
    assert await house.sender.run_once() == 8
    assert loop.time() - start < 2.5, "one after the other it would be four seconds"


# ---- which channel ----


async def test_the_robot_is_used_where_the_app_is_down(house: House) -> None:
    await house.writes("liqiang", "wo-opaque")
    house.app.up = False
    await house.post(push("a"))
    assert await house.sender.run_once() == 1
    assert house.robot.said() == [("wo-opaque", "第a件事")]


async def test_the_robot_is_tried_where_the_app_refuses_for_ever(house: House) -> None:
    await house.writes("liqiang", "wo-opaque")
    house.app.refuses["liqiang"] = Never("81013", "不在应用可见范围内。")
    await house.post(push("a"))
    assert await house.sender.run_once() == 1
    assert await house.state("a") is PushState.SENT
    assert len(house.robot.took) == 1


async def test_an_attempt_that_may_have_arrived_is_not_doubled_elsewhere(house: House) -> None:
    await house.writes("liqiang", "wo-opaque")
    house.app.faults = [Later("timeout", SECOND, unsure=True)]
    await house.post(push("a"))
    assert await house.sender.run_once() == 0
    assert house.robot.tried == []
    house.clock.move_to(NOW + 2 * SECOND)
    assert await house.sender.run_once() == 1
    assert house.app.took[0].again


async def test_an_emergency_rings_on_every_channel(house: House) -> None:
    await house.writes("wangdui", "wo-wang")
    await house.post(push("e", to="wangdui", text="紧急通报 急3", urgent=True))
    assert await house.sender.run_once() == 1
    assert house.app.said() == [("wangdui", "紧急通报 急3")]
    assert house.robot.said() == [("wo-wang", "紧急通报 急3")]


async def test_an_emergency_counts_as_sent_when_one_channel_took_it(house: House) -> None:
    await house.writes("wangdui", "wo-wang")
    house.app.faults = [Later("45009", timedelta(minutes=1))]
    await house.post(push("e", to="wangdui", urgent=True))
    assert await house.sender.run_once() == 1
    assert await house.state("e") is PushState.SENT


async def test_the_whole_of_an_emergency_is_told_each_person_once(house: House) -> None:
    """With the first call that reached him, and not with each repetition."""
    part = Part("急3 通报全文", (("", "两名工人困在二楼值班室"),))
    words = Message("紧急通报 急3", CARD, (part,))

    def call(key: str, to: str, at: datetime) -> Push:
        return push(
            key, to=to, number="急3", kind=PushKind.EMERGENCY, urgent=True, message=words, at=at
        )

    await house.opened(matter(KINDS["emergency"], "2026-04-07 08:55"))
    await house.post(call("one", "liqiang", NOW), call("two", "laotian", NOW))
    house.app.refuses["laotian"] = Later("-1", SECOND)
    await house.sender.drain()
    del house.app.refuses["laotian"]
    house.clock.move_to(NOW + timedelta(minutes=5))
    later = house.clock.now()
    await house.post(call("three", "liqiang", later), call("four", "laotian", later))
    await house.sender.drain()
    told = [(one.to, one.message.whole) for one in house.app.took]
    assert [whole for to, whole in told if to == "liqiang"] == [(part,), ()]
    assert [whole for to, whole in told if to == "laotian"] == [(part,)]


async def test_an_answer_for_one_person_goes_by_one_channel_at_once(house: House) -> None:
    await house.writes("liqiang", "open-li")
    await house.post(push("answer", kind=PushKind.PRIVATE, urgent=True))
    await house.sender.drain()
    assert (len(house.app.took), len(house.robot.took)) == (1, 0)


async def test_after_an_outage_only_the_latest_call_about_a_matter_rings(house: House) -> None:
    await house.opened(matter(KINDS["emergency"], "2026-04-07 08:20"))
    await house.post(
        *(
            push(
                f"e{n}",
                to="heju",
                text=f"急3：已{n}分钟",
                urgent=True,
                number="急3",
                kind=PushKind.EMERGENCY,
            )
            for n in (15, 25, 35)
        ),
        push("stop", to="heju", text="急3 已确认", urgent=True, number="急3", kind=PushKind.STOP),
    )
    await house.sender.drain()
    assert [text for _, text in house.app.said()] == ["急3：已35分钟", "急3 已确认"]
    assert await house.state("e15") is PushState.SENT


# ---- later ----


async def test_the_pauses_grow_and_what_the_platform_asks_is_respected(house: House) -> None:
    house.app.faults = [
        Later("-1", timedelta(0)),
        Later("-1", timedelta(0)),
        Later("45009", timedelta(seconds=60)),
    ]
    await house.post(push("a"))
    waits: list[float] = []
    for _ in range(3):
        await house.sender.run_once()
        found = await house.storage.read(lambda tx: tx.outbox.delivery("a"))
        assert found is not None
        assert found.next_at is not None
        waits.append((found.next_at - house.clock.now()) / SECOND)
        assert await house.sender.run_once() == 0
        house.clock.move_to(found.next_at)
    assert waits == [1, 3, 60]
    assert await house.sender.run_once() == 1
    assert not house.app.took[0].again


async def test_a_channel_that_breaks_is_not_the_end_of_the_push(house: House) -> None:
    house.app.faults = [RuntimeError("a bug in the channel")]
    await house.post(push("a"))
    assert await house.sender.run_once() == 0
    house.clock.move_to(NOW + 2 * SECOND)
    assert await house.sender.run_once() == 1


async def test_after_days_without_success_a_person_must_look_after_it(house: House) -> None:
    house.app.up = False
    await house.post(push("a"))
    await house.sender.run_once()
    house.clock.move_to(NOW + PATIENCE + timedelta(days=1))  # 4月11日周六
    await house.sender.run_once()
    house.clock.move_to(at("2026-04-13 09:00"))
    await house.sender.run_once()
    assert await house.state("a") is PushState.DEAD


# ---- late, and in order all the same ----


async def test_what_failed_comes_before_what_was_said_after_it(house: House) -> None:
    house.app.faults = [Later("-1", 3 * SECOND)]
    await house.post(push("a"))
    assert await house.sender.run_once() == 0
    house.clock.move_to(NOW + SECOND)
    await house.post(push("b", at=house.clock.now()))
    await house.sender.drain()
    assert house.app.said() == [("liqiang", "您有2条提醒：\n\n1. 第a件事\n\n2. 第b件事")]


@pytest.mark.parametrize("urgent", [False, True], ids=("calm", "urgent"))
async def test_what_was_claimed_behind_a_failure_waits_for_it(house: House, urgent: bool) -> None:  # noqa: FBT001
    """The second is on its way to the same person while the first is still being tried."""
    house.app.slow["liqiang"] = 0.05
    house.app.faults = [Later("timeout", 3 * SECOND, unsure=True)]
    await house.post(push("a", urgent=urgent))
    first = asyncio.create_task(house.sender.run_once())
    await house.app.trying.wait()
    await house.post(push("b", urgent=urgent, at=NOW + timedelta(microseconds=1)))
    house.clock.move_to(NOW + SECOND)
    assert await house.sender.run_once() == 0
    assert await first == 0
    again = house.a_sender()
    house.clock.move_to(NOW + 5 * SECOND)
    await again.drain()
    assert house.app.said() == [("liqiang", "第a件事"), ("liqiang", "第b件事")]
    assert [one.again for one in house.app.took] == [True, False]


async def test_a_card_that_waited_over_night_tells_what_was_done_meanwhile(house: House) -> None:
    """Who comes in at nine must not be offered what the officer on duty did at ten at night."""
    night = at("2026-04-06 22:00")
    filed = matter(KINDS["referral"], "2026-04-06 22:00")
    offer = Card(
        "移12：市监局移交贵单位",
        lines=(("编号", "移12"), ("状态", "已送达，等待办理")),
        buttons=(Button("受理", "受理 移12", 1),),
        number="移12",
        version=1,
    )
    text = "移12：市监局移交贵单位。"
    sent = Entry("移12", 1, Step.SEND, "liqiang", "samr", night, night)
    push = Push("移12:1:laotian", "laotian", "移12", PushKind.STEP, Message(text, offer), NOW)
    accepted = replace(filed, state=State.ACCEPTED, version=2, entries=2)
    then = night + timedelta(minutes=10)
    taken = Entry("移12", 2, Step.ACCEPT, "zhaodui", "chengguan", then, then)
    await house.storage.run(
        lambda tx: tx.matters.record(Outcome(None, filed, (), (sent,), (push,)))
    )
    await house.storage.run(lambda tx: tx.matters.record(Outcome(filed, accepted, (), (taken,))))
    await house.sender.drain()
    [told] = house.app.took
    assert told.message.text == f"{text}\n在此之后已由赵队受理 4月6日（周一）22:10。"
    card = told.message.card
    assert card is not None
    assert card.buttons == ()
    assert card.lines == (("编号", "移12"), ("状态", "已由赵队受理 4月6日（周一）22:10"))
    assert card.note == "在此之后已由赵队受理 4月6日（周一）22:10。"


async def test_a_repeat_tells_what_it_told_whatever_was_done_since(house: House) -> None:
    """What may have arrived offered the step, and so does its repeat: the platform drops one."""
    filed = matter(KINDS["referral"], "2026-04-07 08:00")
    offer = Card("移12", buttons=(Button("受理", "受理 移12", 1),), number="移12", version=1)
    eight = at("2026-04-07 08:00")
    sent = Entry("移12", 1, Step.SEND, "liqiang", "samr", eight, eight)
    push = Push("移12:1:laotian", "laotian", "移12", PushKind.STEP, Message("移12。", offer), NOW)
    await house.storage.run(
        lambda tx: tx.matters.record(Outcome(None, filed, (), (sent,), (push,)))
    )
    house.app.faults = [Later("-1", SECOND, unsure=True)]
    await house.sender.drain()
    accepted = replace(filed, state=State.ACCEPTED, version=2, entries=2)
    house.clock.move_to(NOW + 10 * SECOND)
    then = house.clock.now()
    taken = Entry("移12", 2, Step.ACCEPT, "zhaodui", "chengguan", then, then)
    await house.storage.run(lambda tx: tx.matters.record(Outcome(filed, accepted, (), (taken,))))
    await house.sender.drain()
    assert [one.message.card for one in house.app.tried] == [offer, offer]


async def test_a_message_that_fails_for_ever_does_not_hold_up_the_others(house: House) -> None:
    house.app.refuses["liqiang"] = Later("-1", timedelta(0))
    await house.post(push("a", urgent=True))
    for _ in range(STUBBORN + 1):
        await house.sender.drain()
        house.clock.move_to(house.clock.now() + timedelta(seconds=20))
    house.app.refuses.clear()
    house.app.faults = [Later("-1", timedelta(0))]
    await house.post(push("b", urgent=True, at=house.clock.now()))
    await house.sender.drain()
    assert [text for _, text in house.app.said()] == ["第b件事"]


async def test_what_comes_late_says_so(house: House) -> None:
    house.app.up = False
    card = replace(CARD, note="不用回复。")
    await house.post(push("a"), push("c", to="heju", message=Message("协7 今天到期", card)))
    await house.post(push("e", to="wangdui", urgent=True, text="紧急通报 急3"))
    await house.sender.drain()
    house.app.up = True
    house.clock.move_to(NOW + timedelta(minutes=25))
    await house.post(push("n", to="zhaodui", at=house.clock.now()))
    await house.sender.drain()
    late = "（迟到：应于4月7日（周二）09:00送达，内容是当时的。）"
    told = {one.to: one.told for one in house.app.took}
    assert told["liqiang"].text == f"{late}\n第a件事"
    assert told["wangdui"].text == f"{late}\n紧急通报 急3"
    assert told["heju"].text == f"{late}\n协7 今天到期"
    assert told["heju"].card is not None
    assert told["heju"].card.note == f"{late}\n不用回复。"
    assert told["zhaodui"].text == "第n件事"


async def test_of_merged_reminders_each_says_that_it_is_late(house: House) -> None:
    house.app.up = False
    await house.post(push("a"), push("b", at=NOW + timedelta(minutes=1)))
    await house.sender.drain()
    house.app.up = True
    house.clock.move_to(NOW + timedelta(minutes=25))
    await house.post(push("c", at=house.clock.now()))
    await house.sender.drain()
    assert [text for _, text in house.app.said()] == [
        "您有3条提醒：\n\n"
        "1. 第a件事\n（迟到：应于4月7日（周二）09:00送达，内容是当时的。）\n\n"
        "2. 第b件事\n（迟到：应于4月7日（周二）09:01送达，内容是当时的。）\n\n"
        "3. 第c件事"
    ]


async def test_what_waited_on_purpose_is_not_late(house: House) -> None:
    house.clock.move_to(at("2026-04-07 18:30"))
    await house.post(push("a", at=house.clock.now()))
    await house.sender.drain()
    house.clock.move_to(at("2026-04-08 08:30"))
    await house.sender.drain()
    [took] = house.app.took
    assert took.told.text == "第a件事"


async def test_what_failed_before_the_evening_is_late_in_the_morning(house: House) -> None:
    house.clock.move_to(at("2026-04-07 17:00"))
    house.app.up = False
    await house.post(push("a", at=house.clock.now()))
    await house.sender.drain()
    house.clock.move_to(at("2026-04-07 18:30"))
    await house.sender.drain()
    house.app.up = True
    house.clock.move_to(at("2026-04-08 08:30"))
    await house.sender.drain()
    [took] = house.app.took
    assert took.told.text.startswith("（迟到：应于4月7日（周二）17:00送达")


async def test_what_may_have_arrived_keeps_its_words_apart_from_what_is_new(house: House) -> None:
    """The platform tells a repeat by its equal bytes."""
    house.app.faults = [Later("timeout", SECOND, unsure=True)]
    await house.post(push("a"), push("b"))
    await house.sender.run_once()
    house.clock.move_to(NOW + timedelta(minutes=30))
    await house.post(push("c", at=house.clock.now()))
    await house.sender.drain()
    assert house.app.said() == [
        ("liqiang", house.app.tried[0].message.text),
        ("liqiang", "第c件事"),
    ]
    assert house.app.took[0].again
    assert house.app.took[0].late == Late(NOW)
    assert house.app.took[1].late is None


@pytest.mark.parametrize(
    ("status", "due", "after"),
    [
        ("running", "2026-04-08 00:00", "现在已过4月7日（周二）24:00。"),
        ("overdue", "2026-04-07 11:00", "现在已过4月7日（周二）11:00。"),
        ("running", "2026-04-09 00:00", ""),
        ("running", "2026-04-07 09:00", ""),
        ("provisional", None, ""),
    ],
)
@pytest.mark.parametrize("urgent", [False, True])
async def test_a_reminder_that_comes_after_its_line_says_so(
    house: House, status: str, due: str | None, after: str, *, urgent: bool
) -> None:
    story = matter(KINDS["assistance"], "2026-04-02 10:00")
    ends = at(due) if due else None
    day = (ends - SECOND).date() if ends else date(2026, 4, 7)
    lines = (
        Line("assist-reply", "samr", status, "hard", ends, None, day),
        Line("decline-assistance", "samr", "running", "hard", NOW + SECOND, None, NOW.date()),
    )
    about = About("assist-reply", "last-day", day)
    said = push(
        "any-key",
        number="协7",
        kind=PushKind.REMINDER,
        text="协7：今天到期。",
        urgent=urgent,
        about=about,
    )
    house.app.up = False
    await house.opened(story, said, lines=lines)
    await house.sender.drain()
    house.app.up = True
    house.clock.move_to(at("2026-04-08 08:30"))
    await house.sender.drain()
    [took] = house.app.took
    late = f"（迟到：应于4月7日（周二）09:00送达，内容是当时的。{after}）"
    assert took.told.text == f"{late}\n协7：今天到期。"


async def test_merged_and_doubtful_reminders_say_it_as_well(house: House) -> None:
    story = matter(KINDS["assistance"], "2026-04-02 10:00")
    lines = (
        Line("a", "samr", "running", "hard", at("2026-04-08 00:00"), None, date(2026, 4, 7)),
        Line("b", "samr", "running", "hard", at("2026-04-09 00:00"), None, date(2026, 4, 8)),
        Line("c", "samr", "met", "hard", at("2026-04-08 00:00"), None, date(2026, 4, 7)),
    )
    pushes = [
        push(
            f"{duty}-{to}",
            to,
            number="协7",
            kind=PushKind.REMINDER,
            about=About(duty, "before", date(2026, 4, day)),
        )
        for to in ("liqiang", "heju")
        for duty, day in (("a", 7), ("b", 8))
    ]
    house.app.up = False
    await house.opened(story, *pushes[:2], push("c", number="协7"), lines=lines)
    await house.sender.drain()
    house.app.up = True
    house.app.refuses["heju"] = Later("timeout", SECOND, unsure=True)
    await house.post(*pushes[2:])
    await house.sender.drain()
    house.clock.move_to(at("2026-04-08 08:30"))
    house.app.refuses.clear()
    await house.sender.drain()
    told = {one.to: one for one in house.app.took}
    notes = [part.partition("\n")[2] for part in told["liqiang"].told.text.split("\n\n")[1:]]
    late = "（迟到：应于4月7日（周二）09:00送达，内容是当时的。"
    after = "现在已过4月7日（周二）24:00。）"
    assert notes == [f"{late}{after}", f"{late}）", f"{late}{after}"]
    assert told["heju"].late == Late(NOW, (at("2026-04-08 00:00"),))
    assert told["heju"].late.note_in_doubt().endswith("请忽略。现在已过4月7日（周二）24:00。")


async def test_a_repeat_says_what_it_said_the_first_time(house: House) -> None:
    """Each attempt by itself, with the remark on lateness that it had, or did not have."""
    unsure, busy = Later("line", SECOND, unsure=True), Later("-1", SECOND)
    house.app.faults = [busy]
    await house.post(push("a"), push("b"))
    await house.sender.drain()
    house.clock.move_to(NOW + timedelta(minutes=15))
    house.app.faults = [unsure]
    await house.sender.drain()
    first = house.app.tried[-1]
    assert first.told.text.count("迟到") == 2
    for minute in range(16, 16 + 5 * STUBBORN, 5):
        house.clock.move_to(NOW + timedelta(minutes=minute))
        house.app.faults = [unsure, unsure]
        if minute == 16:
            await house.post(*(push(key, at=house.clock.now()) for key in "cd"))
        await house.sender.drain()
    second = next(one for one in house.app.tried if "第c件事" in one.message.text)
    house.app.faults.clear()
    house.clock.move_to(NOW + timedelta(hours=1))
    await house.sender.drain()
    again, later = house.app.took
    assert (again.key, again.told_before) == (first.key, first.told)
    assert (later.key, later.told_before) == (second.key, second.told)
    assert again.late is None


async def test_a_repeat_goes_where_the_first_one_may_be(house: House) -> None:
    await house.writes("liqiang", "opaque")
    house.app.up = False
    house.robot.faults = [Later("timeout", SECOND, unsure=True)]
    await house.post(push("a"))
    await house.sender.drain()
    house.app.up = True
    house.clock.move_to(NOW + timedelta(seconds=5))
    await house.sender.drain()
    assert house.app.tried == []
    assert [(one.again, one.elsewhere) for one in house.robot.took] == [(True, False)]


async def test_a_repeat_on_another_channel_says_that_it_is_one(house: House) -> None:
    await house.writes("liqiang", "opaque")
    house.app.up = False
    house.robot.faults = [Later("timeout", SECOND, unsure=True)]
    await house.post(push("a"))
    await house.sender.drain()
    house.app.up, house.robot.up = True, False
    house.clock.move_to(NOW + timedelta(seconds=5))
    await house.sender.drain()
    assert [one.told.text for one in house.app.took] == ["（重发，已经看到的请忽略）\n第a件事"]


# ---- hours and budget ----


async def test_what_was_delayed_past_the_office_hours_waits_for_the_next_day(house: House) -> None:
    house.clock.move_to(at("2026-04-07 18:30"))
    await house.post(push("a"), push("e", to="heju", urgent=True))
    await house.sender.drain()
    assert [to for to, _ in house.app.said()] == ["heju"]
    house.clock.move_to(at("2026-04-08 08:30"))
    await house.sender.drain()
    assert [to for to, _ in house.app.said()] == ["heju", "liqiang"]


async def test_eight_messages_a_day_and_the_rest_tomorrow(house: House) -> None:
    for n in range(10):
        await house.post(push(f"m{n}", text=f"第{n}件"))
        await house.sender.drain()
        house.clock.move_to(house.clock.now() + timedelta(minutes=1))
    assert len(house.app.took) == 8
    await house.post(push("e", urgent=True, text="急"))
    await house.sender.drain()
    assert len(house.app.took) == 9
    house.clock.move_to(at("2026-04-08 08:30"))
    await house.sender.drain()
    assert house.app.said()[-1][1] == "您有2条提醒：\n\n1. 第8件\n\n2. 第9件"


async def test_a_reminder_of_what_was_done_meanwhile_is_not_sent(house: House) -> None:
    story = matter(KINDS["assistance"], "2026-04-02 10:00")
    met = Line("assist-reply", "samr", "met", "hard", None, None, None)
    about = About("assist-reply", "last-day", date(2026, 4, 7))
    due = push("any-key", number="协7", kind=PushKind.REMINDER, about=about)
    await house.opened(story, due, lines=(met,))
    assert await house.sender.drain() == 0
    assert house.app.tried == []
    assert await house.state(due.key) is PushState.DEAD
    assert await house.storage.read(lambda tx: tx.outbox.about("")) == ()


@pytest.mark.parametrize(
    ("told", "due", "last_day", "goes"),
    [
        (About(day=TODAY), "2026-04-08 00:00", "2026-04-07", 1),
        (About(day=TODAY), "2026-04-10 00:00", "2026-04-09", 0),
        (About(day=TODAY), None, "2026-04-07", 1),
        (About(day=TODAY), None, None, 0),
        (About(end=at("2026-04-07 10:00")), "2026-04-07 10:00:31", "2026-04-07", 1),
        (About(end=at("2026-04-07 10:00:31")), "2026-04-07 10:00:31", "2026-04-07", 1),
        (About(end=at("2026-04-07 10:00")), "2026-04-07 12:00", "2026-04-07", 0),
        (About(end=at("2026-04-07 10:00")), None, "2026-04-07", 0),
    ],
    ids=(
        "same-day",
        "extended",
        "provisional",
        "paused",
        "same-minute",
        "same-second",
        "other-hour",
        "paused-hours",
    ),
)
async def test_a_reminder_of_a_line_that_moved_meanwhile_is_not_sent(
    house: House, told: About, due: str | None, last_day: str | None, goes: int
) -> None:
    owed = Line(
        "assist-reply",
        "samr",
        "running",
        "hard",
        datetime.fromisoformat(f"{due}+08:00") if due else None,
        None,
        date.fromisoformat(last_day) if last_day else None,
    )
    about = replace(told, duty="assist-reply", rule="last-day")
    due_soon = push("any-key", number="协7", kind=PushKind.REMINDER, about=about)
    await house.opened(matter(KINDS["assistance"], "2026-04-02 10:00"), due_soon, lines=(owed,))
    assert await house.sender.drain() == goes
    assert await house.state(due_soon.key) is (PushState.SENT if goes else PushState.DEAD)


async def test_a_call_for_an_emergency_that_was_confirmed_is_not_sent(house: House) -> None:
    await house.opened(
        matter(KINDS["emergency"], "2026-04-07 08:50", state=State.CONFIRMED),
        push("e", to="zhaodui", number="急3", kind=PushKind.EMERGENCY, urgent=True, carries=True),
    )
    assert await house.sender.drain() == 0
    assert house.undelivered == []


# ---- never ----


async def test_a_matter_nobody_can_be_told_of_is_undelivered(house: House) -> None:
    """A5, A7: the carrying pushes are dead, so it was not delivered."""
    house.app.refuses["liqiang"] = Never("81013", "不在应用可见范围内。", personal=True)
    await house.opened(
        matter(KINDS["assistance"], "2026-04-07 09:00"),
        push("a", number="协7", kind=PushKind.ARRIVAL, carries=True),
    )
    await house.sender.drain()
    assert house.undelivered == ["协7"]
    assert (await house.storage.read(lambda tx: tx.matters.get("协7"))).state is State.UNDELIVERED
    assert house.app.said() == [
        (
            "xiaoliu",
            "有提醒没有送到市监局李强：不在应用可见范围内。涉及 协7。"
            "请核对通讯录，并用电话通知本人。",
        )
    ]


async def test_one_reachable_contact_is_enough_for_delivery(house: House) -> None:
    house.app.refuses["liqiang"] = Never("81013", "不在应用可见范围内。")
    await house.opened(
        matter(KINDS["assistance"], "2026-04-07 09:00"),
        push("a", number="协7", kind=PushKind.ARRIVAL, carries=True),
        push("b", to="heju", number="协7", kind=PushKind.ARRIVAL, carries=True),
    )
    await house.sender.drain()
    assert house.undelivered == []


async def test_who_left_has_no_address_and_the_administrator_hears_it_once(house: House) -> None:
    await house.storage.run(
        lambda tx: tx.people.save_directory(town(changed("liqiang", active=False)))
    )
    await house.post(push("a", urgent=True), push("b", urgent=True))
    await house.sender.drain()
    assert await house.state("a") is PushState.DEAD
    assert [to for to, _ in house.app.said()] == ["xiaoliu"]
    assert "没有可用的接收方式" in house.app.said()[0][1]


async def test_without_an_app_only_who_wrote_to_the_robot_is_reached(house: House) -> None:
    del house.channels["app"]
    await house.writes("heju", "wo-he")
    await house.post(push("a"), push("b", to="heju"))
    await house.sender.drain()
    assert house.robot.said() == [("wo-he", "第b件事")]
    assert await house.state("a") is PushState.DEAD


async def test_without_an_administrator_the_supervisor_hears_it(house: House) -> None:
    plain = changed("xiaoliu", roles=frozenset({Role.LIAISON}))
    await house.storage.run(lambda tx: tx.people.save_directory(town(plain)))
    house.app.refuses["liqiang"] = Never("81013", "不在应用可见范围内。")
    await house.post(push("a"))
    await house.sender.drain()
    assert [to for to, _ in house.app.said()] == ["zheng"]


# ---- crashes ----


async def test_what_was_being_sent_in_a_crash_is_sent_again_and_says_so(house: House) -> None:
    house.app.pause = 60
    await house.post(push("a"))
    crash = asyncio.create_task(house.sender.run_once())
    await house.app.trying.wait()
    crash.cancel()
    await asyncio.wait([crash])
    house.app.pause = 0

    again = house.a_sender()
    assert await again.drain() == 0  # 还在租期内
    await again.start()
    async with asyncio.timeout(5):
        await house.app.taking.wait()
    await again.close()
    assert house.app.took[0].again
    assert await house.state("a") is PushState.SENT


async def test_another_process_takes_over_when_the_lease_is_up(house: House) -> None:
    await house.post(push("a"))
    await house.storage.run(lambda tx: tx.outbox.claim(NOW, 10, "gone", LEASE))
    assert await house.sender.drain() == 0
    house.clock.move_to(NOW + LEASE)
    assert await house.sender.drain() == 1
    assert house.app.took[0].again


async def test_the_running_sender_wakes_when_told(house: House) -> None:
    await house.sender.start()
    await house.post(push("a"))
    house.sender.wake()
    async with asyncio.timeout(5):
        await house.app.taking.wait()
    await house.sender.close()
    assert await house.state("a") is PushState.SENT


async def test_an_emergency_goes_past_those_who_are_slow(house: House) -> None:
    house.app.slow = {"liqiang": 5.0}
    await house.post(push("a"))
    await house.sender.start()
    await house.app.trying.wait()
    await house.post(push("e", to="wangdui", text="急3", urgent=True))
    await house.post(push("f", to="liqiang", text="急3", urgent=True))
    house.app.slow = {}
    house.sender.wake()
    async with asyncio.timeout(2):
        while len(house.app.took) < 2:
            house.app.taking.clear()
            await house.app.taking.wait()
    assert sorted(house.app.said()) == [("liqiang", "急3"), ("wangdui", "急3")]
    for task in asyncio.all_tasks() - {asyncio.current_task()}:
        if task.get_name() == "sender:liqiang":
            task.cancel()
    await house.sender.close()


async def test_what_fails_for_one_person_does_not_stop_the_others(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    house.app.refuses["liqiang"] = Never("81013", "不在应用可见范围内。")
    await house.post(
        push("a", number="协404", carries=True),
        push("b", to="heju"),
    )
    await house.sender.drain()
    assert house.app.said() == [("heju", "第b件事")]
    assert "sender.letter_failed key=a" in caplog.text


async def test_closing_finishes_what_is_being_sent(house: House) -> None:
    house.app.pause = 0.2
    await house.post(push("a"))
    await house.sender.start()
    async with asyncio.timeout(5):
        await house.app.trying.wait()
    await house.sender.close()
    assert await house.state("a") is PushState.SENT


async def test_a_platform_that_hangs_does_not_hold_up_a_stop(house: House) -> None:
    """What was broken off is sent again by the next process, which says that it may be a repeat."""
    house.app.slow = {"liqiang": 60.0}
    await house.post(push("a"), push("b", to="heju"))
    await house.sender.start()
    async with asyncio.timeout(5):
        while await house.state("b") is not PushState.SENT:  # noqa: ASYNC110  # a row has no event
            await asyncio.sleep(0.02)
    async with asyncio.timeout(3):
        await house.sender.close(0.1)
    assert await house.state("a") is PushState.SENDING
    house.app.slow = {}
    house.app.taking.clear()
    again = house.a_sender()
    await again.start()
    async with asyncio.timeout(5):
        await house.app.taking.wait()
    await again.close()
    assert [(one.to, one.again) for one in house.app.took] == [("heju", False), ("liqiang", True)]
