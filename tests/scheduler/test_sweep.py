"""One pass of the clock on a real database."""

import asyncio
import logging
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from rules.decisions.reminders import look
from rules.kinds import KINDS
from rules.reminders.policy import Audience, FactTime, Party, Post, Rule, Says
from rules.reminders.policy_file import DEFAULT, read_policy
from rules.values.facts import Fact, FactKind
from rules.values.kind import State, Step
from rules.values.matter import Entry, Matter, Outcome
from scheduler.sweep import BATCH, sweep
from storage import Storage, Transaction, open_storage
from tests.scheduler.town import OFFICERS, QINGFENG, TOWN, at, matter

SENT = at("2026-04-02 10:00")
LETTER = matter(KINDS["assistance"], "2026-04-02 10:00")


async def set_up(storage: Storage) -> None:
    def work(tx: Transaction) -> None:
        tx.people.save_county("qingfeng", "qingfeng", SENT)
        tx.people.save_directory(TOWN)

    await storage.run(work)


async def opened(storage: Storage, story: Matter = LETTER) -> None:
    """The matter as its opening step records it, the clock's first look included."""
    found = look(story, QINGFENG, TOWN, story.opened_at)
    after = replace(story, looked_at=story.opened_at, next_look=found.next_look)
    sent = Entry(
        story.number,
        1,
        Step.SEND,
        story.opener,
        story.sender,
        story.opened_at,
        story.opened_at,
        story.facts,
    )
    await storage.run(lambda tx: tx.matters.record(Outcome(None, after, (), (sent,), found.pushes)))


async def pushes(storage: Storage, number: str = "协7") -> list[tuple[str, str]]:
    """Kind and addressee of everything said about a matter."""
    found = await storage.read(lambda tx: tx.outbox.about(number))
    return [(one.push.kind, one.push.to) for one in found]


async def reported(storage: Storage, key: str) -> str:
    """What a push says that is about no matter."""
    found = await storage.read(lambda tx: tx.outbox.delivery(key))
    assert found is not None
    return found.push.message.text


async def test_a_pass_says_what_is_due_and_a_second_one_nothing(storage: Storage) -> None:
    await set_up(storage)
    await opened(storage)
    assert await sweep(storage, QINGFENG, at("2026-04-07 08:59")) == 0
    assert await sweep(storage, QINGFENG, at("2026-04-07 09:00")) == 1
    assert await sweep(storage, QINGFENG, at("2026-04-07 09:00")) == 0
    assert await sweep(storage, QINGFENG, at("2026-04-07 09:01")) == 0
    assert await pushes(storage) == [("arrival", "liqiang"), ("reminder", "liqiang")]


async def test_a_week_without_power_is_made_up_in_order(storage: Storage) -> None:
    await set_up(storage)
    await opened(storage)
    assert await sweep(storage, QINGFENG, at("2026-04-10 11:00")) == 1
    assert await pushes(storage) == [
        ("arrival", "liqiang"),
        ("overdue", "heju"),
        ("escalation", "liqiang"),
        ("escalation", "heju"),
        ("escalation", "maju"),
    ]
    now = await storage.read(lambda tx: tx.matters.get("协7"))
    assert (now.looked_at, now.next_look) == (at("2026-04-10 11:00"), at("2026-04-13 09:00"))


async def test_a_look_with_nothing_to_say_moves_on_and_keeps_the_lines_true(
    storage: Storage,
) -> None:
    """At the line itself nobody is told at midnight, and lists say that it has passed."""
    await set_up(storage)
    await opened(storage)
    await sweep(storage, QINGFENG, at("2026-04-07 09:00"))
    line = at("2026-04-08 00:00")
    assert (await storage.read(lambda tx: tx.matters.get("协7"))).next_look == line
    assert await sweep(storage, QINGFENG, line) == 1
    assert (await storage.read(lambda tx: tx.matters.get("协7"))).next_look == at(
        "2026-04-08 09:00"
    )
    [owed] = [row for row in await storage.read(lambda tx: tx.matters.lines("协7")) if row.due]
    assert owed.status == "overdue"
    assert len(await pushes(storage)) == 2


async def test_who_last_acted_for_the_receiver_is_the_one_reminded(storage: Storage) -> None:
    await set_up(storage)
    await opened(storage)
    asked = at("2026-04-03 09:00")

    def acknowledge(tx: Transaction) -> None:
        before = tx.matters.get("协7")
        seen = Fact(FactKind.ACKNOWLEDGED, asked)
        after = replace(
            before,
            facts=(*before.facts, seen),
            version=before.version + 1,
            entries=before.entries + 1,
        )
        entry = Entry("协7", 2, Step.ACKNOWLEDGE, "maju", "samr", asked, asked, (seen,))
        tx.matters.record(Outcome(before, after, (), (entry,)))

    await storage.run(acknowledge)
    await sweep(storage, QINGFENG, at("2026-04-07 09:00"))
    assert (await pushes(storage))[-1] == ("reminder", "maju")


async def test_a_bad_matter_does_not_hold_up_the_others(
    storage: Storage, caplog: pytest.LogCaptureFixture
) -> None:
    await set_up(storage)
    await opened(storage, replace(LETTER, number="协1"))
    await opened(storage, replace(LETTER, number="协2"))
    lost = await storage.read(lambda tx: tx.matters.get("协1"))

    def spoil(tx: Transaction) -> None:
        never = Fact(FactKind.DELIVERED, datetime(9999, 12, 31, tzinfo=UTC))
        after = replace(lost, facts=(never,), version=lost.version + 1)
        tx.matters.record(Outcome(lost, after))

    await storage.run(spoil)
    with caplog.at_level(logging.WARNING):
        assert await sweep(storage, QINGFENG, at("2026-04-07 09:00")) == 1
    assert await pushes(storage, "协2") == [("arrival", "liqiang"), ("reminder", "liqiang")]
    assert await sweep(storage, QINGFENG, at("2026-04-07 09:05")) == 0
    assert "sweep.failed number=协1" in caplog.text
    assert "小吃店" not in caplog.text
    report = await reported(storage, ":defect:协1:2026-04-07:xiaoliu")
    assert report.startswith("协1 的期限和提醒算不出来（ValueError）")
    assert "小吃店" not in report
    said = await pushes(storage, "协1") + await pushes(storage, "协2")
    assert await storage.read(lambda tx: tx.views.outbox_overview().waiting) == len(said) + 1, (
        "once"
    )


async def test_more_than_a_batch_is_done_in_one_pass(storage: Storage) -> None:
    await set_up(storage)
    for n in range(BATCH + 5):
        await opened(storage, replace(LETTER, number=f"协{n}"))
    assert await sweep(storage, QINGFENG, at("2026-04-07 09:00")) == BATCH + 5
    assert await pushes(storage, f"协{BATCH + 4}") == [
        ("arrival", "liqiang"),
        ("reminder", "liqiang"),
    ]


async def test_two_passes_at_once_say_everything_once(storage: Storage) -> None:
    await set_up(storage)
    for n in range(20):
        await opened(storage, replace(LETTER, number=f"协{n}"))
    now = at("2026-04-07 09:00")
    counts = await asyncio.gather(*(sweep(storage, QINGFENG, now) for _ in range(3)))
    assert sum(counts) == 20
    for n in range(20):
        assert len(await pushes(storage, f"协{n}")) == 2


async def test_the_two_hour_line_is_hit_to_the_second(storage: Storage) -> None:
    """QF-36: played from one known instant to the next."""
    await set_up(storage)
    await opened(storage, matter(KINDS["emergency"], "2026-10-02 22:10"))
    passes: list[datetime] = []
    while True:
        instant = await storage.read(lambda tx: tx.matters.get("急3").next_look)
        if instant is None or instant > at("2026-10-03 00:10"):
            break
        passes.append(instant)
        await sweep(storage, QINGFENG, instant)
    assert [int((p - at("2026-10-02 22:10")) / timedelta(minutes=1)) for p in passes] == [
        *(5, 10, 15, 25, 30, 45, 60, 85, 90, 105, 120),
    ]
    assert ("overdue", "zheng") in await pushes(storage, "急3")


async def test_a_rule_that_fails_takes_no_other_along(
    storage: Storage, caplog: pytest.LogCaptureFixture
) -> None:
    """Fault 6: one rule raised at its minute, and the matter was never spoken of again."""
    broken = Rule(
        id="chase-too-early",
        says=Says.CHASE_ARRIVAL,  # speaks of a departure that has not happened; no file may say so
        when=FactTime(FactKind.EMERGENCY_NOTIFIED, minutes=5),
        to=(Audience(Party.RECEIVER, Post.ROSTER1),),
        kinds=(KINDS["emergency"],),
        urgent=True,
    )
    policy = replace(QINGFENG.policy, rules=(broken, *QINGFENG.policy.rules))
    law = replace(QINGFENG, policy=policy)
    await set_up(storage)
    await opened(storage, matter(KINDS["emergency"], "2026-10-08 09:10"))
    for minutes in (5, 10, 15, 25):
        await sweep(storage, law, at("2026-10-08 09:10") + timedelta(minutes=minutes))
    said = await pushes(storage, "急3")
    assert [one for one in said if one[1] == "wangdui"] == [("emergency", "wangdui")] * 5
    report = await storage.read(
        lambda tx: tx.outbox.delivery(":defect:chase-too-early:2026-10-08:xiaoliu")
    )
    assert report is not None
    assert "“chase-too-early”这一条出了错" in report.push.message.text
    assert await storage.read(lambda tx: tx.views.outbox_overview().waiting) == len(said) + 1, (
        "once"
    )
    errors = [record for record in caplog.records if "sweep.rule_failed" in record.message]
    assert errors
    assert all("王队" not in record.getMessage() for record in errors)


async def test_a_rule_that_damaged_data_breaks_takes_no_other_along(
    storage: Storage, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    """A sound policy, and a row in which an instant was damaged: nothing can be added to it."""
    path = tmp_path / "policy.toml"
    text = DEFAULT.read_text("utf-8")
    was = 'when    = { fact = "undelivered" }'
    assert was in text
    path.write_text(text.replace(was, 'when = { fact = "undelivered", minutes = 30 }'), "utf-8")
    law = replace(QINGFENG, policy=read_policy(path))
    damaged = Fact(FactKind.UNDELIVERED, datetime(9999, 12, 31, 23, 59, tzinfo=UTC))
    night, start = matter(KINDS["emergency"], "2026-10-08 09:10", damaged), at("2026-10-08 09:10")
    await set_up(storage)
    await opened(storage, night)
    await opened(storage, replace(night, number="急4", facts=night.facts[1:]))
    for minutes in (5, 10, 15, 120):
        await sweep(storage, law, start + timedelta(minutes=minutes))
    kinds = [kind for kind, _ in await pushes(storage, "急4")]
    assert kinds.count("emergency") > 5
    assert await pushes(storage, "急3") == await pushes(storage, "急4"), "nothing is missing"
    report = await reported(storage, ":defect:unreached:2026-10-08:xiaoliu")
    assert "“unreached”这一条出了错（OverflowError）" in report
    waiting = await storage.read(lambda tx: tx.views.outbox_overview().waiting)
    assert waiting == 2 * len(await pushes(storage, "急4")) + 1, "once"
    shown = report + caplog.text
    assert not [person.name for person in OFFICERS.values() if person.name in shown]
    assert "小吃店" not in shown


@pytest.mark.parametrize(
    "leaves",
    ['[["2026-10-08T00:00","2026-10-09T00:00"]]', '[["tomorrow","later"]]', '{"a": 1}', "torn"],
)
async def test_a_damaged_absence_of_one_silences_nobody(sqlite_url: str, leaves: str) -> None:
    """An absence without its zone raised in every rule that named the man, and in every opening."""
    storage = open_storage(sqlite_url)
    await set_up(storage)
    await opened(storage, matter(KINDS["emergency"], "2026-10-08 09:10"))
    await storage.close()
    with sqlite3.connect(sqlite_url.removeprefix("sqlite:///")) as file:
        file.execute("UPDATE officers SET leaves = ? WHERE id = 'wangdui'", (leaves,))
    file.close()
    storage = open_storage(sqlite_url)
    await sweep(storage, QINGFENG, at("2026-10-08 09:15"))
    told = [who for kind, who in await pushes(storage, "急3") if kind == "emergency"]
    await storage.close()
    assert (told.count("wangdui"), told.count("zhaodui")) == (2, 2), "at once, and after 15 minutes"


async def test_a_closed_matter_is_never_looked_at_again(storage: Storage) -> None:
    await set_up(storage)
    await opened(storage)

    def withdraw(tx: Transaction) -> None:
        before = tx.matters.get("协7")
        tx.matters.record(
            Outcome(before, replace(before, state=State.WITHDRAWN, version=before.version + 1))
        )

    await storage.run(withdraw)
    assert await sweep(storage, QINGFENG, at("2026-05-07 09:00")) == 1
    assert await sweep(storage, QINGFENG, at("2026-06-07 09:00")) == 0
    assert await pushes(storage) == [("arrival", "liqiang")]
