"""500 pushes to 200 people: as fast as the platform lets them through, and none faster."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bench.handle import people
from bot.rehearsal.demo import rehearsal, sample
from rules.values.matter import Push
from rules.values.message import Message
from rules.values.push import PushKind

MINUTE = timedelta(minutes=1)
LIMIT = 30
"""What the platform lets one member have in a minute; what is beyond it drops without a word."""


async def test_five_hundred_pushes_arrive_at_the_platforms_pace(tmp_path: Path) -> None:
    """Two people have more waiting for them than a minute lets through."""
    county = replace(sample("qingfeng"), directory=people())
    everybody = list(county.directory.officers)[:200]
    busy = Counter(dict.fromkeys(everybody, 2))
    busy[everybody[0]], busy[everybody[7]] = 75, 29
    assert sum(busy.values()) == 500
    async with rehearsal(county, db=f"sqlite:///{tmp_path}/pace.db") as scene:
        now = scene.clock.now()
        waiting = [
            Push(f"{one}:{n}", one, "", PushKind.STEP, Message(f"第{n}条"), now, urgent=True)
            for one, count in busy.items()
            for n in range(count)
        ]
        await scene.bot.storage.run(lambda tx: tx.outbox.post(waiting))
        arrived: list[Counter[str]] = []
        seen = 0
        for _ in range(4):
            await scene.advance(scene.clock.now() + MINUTE - timedelta(seconds=1))
            received = scene.emulator.world.received[seen:]
            seen += len(received)
            arrived.append(Counter(entry.place.id for entry in received))
            scene.clock.move_to(scene.clock.now() + timedelta(seconds=1))
        assert all(most <= LIMIT for minute in arrived for most in minute.values())
        assert sum(arrived[0].values()) == 500 - (75 - LIMIT), "nobody waits for the busy one"
        assert [minute[everybody[0]] for minute in arrived] == [30, 30, 15, 0]
        assert sum(arrived, Counter()) == busy, "nothing was dropped, nothing doubled"
        texts = [
            entry.text for entry in scene.emulator.world.received if entry.place.id == everybody[0]
        ]
        assert [text.rpartition("\n")[2] for text in texts] == [f"第{n}条" for n in range(75)]
