"""Lines per second of `liaison due` on one core: python -m bench.due [LINES]."""

import io
import json
import random
import sys
import time
from datetime import UTC, datetime, timedelta

from bot.cli.due import Desk, stream
from rules.law.calendar import WorkCalendar
from rules.law.library import Regulations
from rules.law.periods import BEIJING

BAR = 50_000
ROUNDS = 20


def lines(amount: int) -> bytes:
    """Matters as they come: half of them plain, some paused, some extended, some of each zone."""
    pick = random.Random(20261120)
    first = datetime(2024, 1, 2, 1, tzinfo=UTC)
    written: list[str] = []
    for number in range(amount):
        start = first + timedelta(minutes=pick.randrange(1_500_000))
        facts = [{"fact": "delivered", "at": shown(start, pick)}]
        regulation, duty = pick.choice(DUTIES)
        shape = pick.random()
        if duty == "assist-reply" and shape < 0.3:
            asked = start + timedelta(hours=pick.randrange(1, 60))
            facts.append({"fact": "supplement_asked", "at": shown(asked, pick)})
            got = asked + timedelta(hours=pick.randrange(1, 200))
            facts.append({"fact": "supplied", "at": shown(got, pick)})
        elif duty == "assist-reply" and shape < 0.5:
            told = start + timedelta(hours=pick.randrange(1, 40))
            until = (told + timedelta(days=20)).date().isoformat()
            facts.append({"fact": "extended", "at": shown(told, pick), "until": until})
        elif shape < 0.7:
            done = start + timedelta(hours=pick.randrange(1, 300))
            facts.append({"fact": DONE[duty], "at": shown(done, pick)})
        now = start + timedelta(days=pick.randrange(20))
        line = {
            "id": f"x{number}",
            "regulation": regulation,
            "duty": duty,
            "facts": facts,
            "now": shown(now, pick),
        }
        written.append(json.dumps(line))
    return "\n".join(written).encode() + b"\n"


DUTIES = (
    ("cangzhou", "assist-reply"),
    ("cangzhou", "acceptance-notice"),
    ("qingfeng", "assist-reply"),
    ("qingfeng", "legal-review"),
)
DONE = {"assist-reply": "replied", "acceptance-notice": "accepted", "legal-review": "reviewed"}


def shown(instant: datetime, pick: random.Random) -> str:
    """An instant in Beijing's zone or in UTC."""
    if pick.random() < 0.2:
        return instant.isoformat().replace("+00:00", "Z")
    return instant.astimezone(BEIJING).isoformat()


def main() -> None:
    """Print the figure: the best of some rounds, because another process may share the core."""
    amount = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    desk = Desk(Regulations.load(), WorkCalendar.load())
    asked = lines(amount).splitlines(keepends=True)
    size = amount // ROUNDS
    speeds: list[float] = []
    for start in range(0, size * ROUNDS, size):
        source, sink = io.BytesIO(b"".join(asked[start : start + size])), io.BytesIO()
        began = time.process_time()
        whole = stream(desk, source, sink)
        speeds.append(size / (time.process_time() - began))
        assert whole
        assert sink.getvalue().count(b"\n") == size
    middle = sorted(speeds)[ROUNDS // 2]
    print(
        f"liaison due: {max(speeds):,.0f} lines/s on one core at best, {middle:,.0f} in the middle"
        f" of {ROUNDS} rounds with {size:,} different lines each (bar {BAR:,})"
    )


if __name__ == "__main__":
    main()
