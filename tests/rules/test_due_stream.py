"""`liaison due` from outside: JSON lines in, JSON lines out, one bad line among good ones."""

import io
import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.cli.due import LONGEST_LINE, Desk, stream
from bot.clock import VirtualClock
from rules.law.calendar import WorkCalendar
from rules.law.duty_names import DUTIES
from rules.law.library import Regulations
from rules.law.periods import BEIJING

CLOCK = VirtualClock(datetime(2026, 5, 6, 10, tzinfo=BEIJING))
DESK = Desk(Regulations.load(), WorkCalendar.load(), CLOCK)
LIAISON = [sys.executable, "-m", "bot", "due"]

SAMPLE = (
    '{"id":"x1","regulation":"cangzhou","duty":"assist-reply","facts":['
    '{"fact":"delivered","at":"2026-04-27T09:00:00+08:00"},'
    '{"fact":"supplement_asked","at":"2026-04-28T15:00:00+08:00"},'
    '{"fact":"supplied","at":"2026-05-06T10:00:00+08:00"}],'
    '"now":"2026-05-06T10:00:00+08:00"}'
)
"""The line of the interface's description."""


def through(*lines: str | bytes) -> tuple[list[dict[str, Any]], bool]:
    sink = io.BytesIO()
    raw = b"\n".join(line if isinstance(line, bytes) else line.encode() for line in lines)
    whole = stream(DESK, io.BytesIO(raw), sink)
    return [json.loads(line) for line in sink.getvalue().splitlines()], whole


def reply(**changes: object) -> dict[str, Any]:
    """The sample line with some of its fields changed; None takes a field away."""
    line = {**json.loads(SAMPLE), **changes}
    [found], _ = through(json.dumps({k: v for k, v in line.items() if v is not None}))
    return found


def delivered(at: str, **more: object) -> list[dict[str, object]]:
    return [{"fact": "delivered", "at": at, **more}]


def test_the_sample_line() -> None:
    [found], whole = through(SAMPLE)
    assert whole
    assert found == {
        "id": "x1",
        "due": "2026-05-14T00:00:00+08:00",
        "last_day": "2026-05-13",
        "safe_due": "2026-05-12T17:30:00+08:00",
        "status": "running",
        "class": "hard",
        "provisional": False,
        "estimate": None,
        "counted": [
            "2026-04-28",
            "2026-05-07",
            "2026-05-08",
            "2026-05-09",
            "2026-05-11",
            "2026-05-12",
            "2026-05-13",
        ],
        "skipped": [
            {"day": "2026-04-29", "why": "补充资料，不计入"},
            {"day": "2026-04-30", "why": "补充资料，不计入"},
            {"day": "2026-05-01", "why": "劳动节"},
            {"day": "2026-05-02", "why": "劳动节"},
            {"day": "2026-05-03", "why": "劳动节"},
            {"day": "2026-05-04", "why": "劳动节"},
            {"day": "2026-05-05", "why": "劳动节"},
            {"day": "2026-05-06", "why": "补充资料，不计入"},
            {"day": "2026-05-10", "why": "周日"},
        ],
        "cite": {
            "article": "第二十条",
            "quote": "应当自收到协助函件之日起七个工作日内出具书面意见",
        },
        "doubt": None,
        "version": {
            "regulation": "cangzhou@2021-12-15",
            "calendar": "2026@国办发明电〔2025〕7号",
        },
    }
    assert list(found)[:3] == ["id", "due", "last_day"]


def test_an_instant_in_utc_gives_the_same_answer() -> None:
    text = SAMPLE.replace("T09:00:00+08:00", "T01:00:00Z").replace("T15:00:00+08:00", "T07:00:00Z")
    assert through(text) == through(SAMPLE)


def test_without_now_the_clock_decides() -> None:
    late = delivered("2026-04-01T09:00:00+08:00")
    assert reply(facts=late, now=None)["status"] == "overdue"
    assert reply(facts=late, now="2026-04-02T09:00:00+08:00")["status"] == "running"
    assert reply(now=None)["status"] == "running"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"regulation": None}, "regulation：缺少，或者不是文字"),
        ({"regulation": "atlantis"}, "regulation：不认识“atlantis”"),
        ({"regulation": ["cangzhou"]}, "regulation：缺少，或者不是文字"),
        ({"duty": None}, "duty：缺少，或者不是文字"),
        ({"duty": "asist-reply"}, "duty：不认识“asist-reply”"),
        ({"facts": None}, "facts：缺少，或者不是列表"),
        ({"facts": {}}, "facts：缺少，或者不是列表"),
        ({"facts": []}, "facts：没有起算的事实（delivered）"),
        ({"facts": ["delivered"]}, "facts[0]：不是对象"),
        ({"facts": [{"fact": "sent", "at": "2026-04-27T09:00:00+08:00"}]}, "不认识“sent”"),
        ({"facts": [{"fact": ["x"], "at": "2026-04-27T09:00:00+08:00"}]}, "facts[0].fact"),
        ({"facts": [{"fact": "delivered"}]}, "facts[0].at：缺少，或者不是文字"),
        ({"facts": delivered("2026-04-27T09:00:00")}, "facts[0].at：没有时区"),
        ({"facts": delivered("2026-04-27")}, "facts[0].at：没有时区"),
        ({"facts": delivered("tomorrow")}, "facts[0].at：不是时间"),
        ({"facts": delivered("2026-02-30T09:00:00+08:00")}, "facts[0].at：不是时间"),
        ({"facts": delivered("2026-04-27T09:00+08+08:00")}, "facts[0].at：不是时间"),
        ({"facts": delivered("0001-01-01T00:00:00+23:00")}, "facts[0].at：不是时间"),
        ({"facts": delivered("1026-04-27T09:00:00+08:00")}, "facts[0].at：年份不在2000年至2099年"),
        (
            {"facts": delivered("2026-04-27T09:00:00+08:00", until="soon")},
            "facts[0].until：不是日期",
        ),
        ({"facts": delivered("2026-04-27T09:00:00+08:00", until=3)}, "facts[0].until：不是日期"),
        (
            {"facts": delivered("2026-04-27T09:00:00+08:00", until="9999-12-31")},
            "facts[0].until：年份不在2000年至2099年",
        ),
        ({"facts": delivered("2026-04-27T09:00:00+08:00", reason=3)}, "facts[0].reason：不是文字"),
        ({"now": "2026-04-27T09:00:00"}, "now：没有时区"),
        ({"now": 3}, "now：缺少，或者不是文字"),
    ],
)
def test_a_bad_line_names_the_field(changes: dict[str, object], error: str) -> None:
    found = reply(**changes)
    assert set(found) == {"id", "error"}
    assert found["id"] == "x1"
    assert error in found["error"]


def test_a_bad_line_stands_in_its_place_and_the_others_are_answered() -> None:
    found, whole = through(SAMPLE, "{", "[]", b"\xff", SAMPLE + "x", "nan", "", SAMPLE)
    assert not whole
    assert [("error" in line) for line in found] == [False, True, True, True, True, True, False]
    assert found[1] == {"id": None, "error": "不是有效的JSON"}
    assert found[2] == {"id": None, "error": "不是JSON对象"}


@pytest.mark.parametrize("identity", ['"甲\\"1"', "7", "null", '{"a":[1,"二"]}', "1.5", "true"])
def test_the_id_comes_back_as_it_was(identity: str) -> None:
    [good, bad], _ = through(
        SAMPLE.replace('"x1"', identity),
        SAMPLE.replace('"x1"', identity).replace("cangzhou", "nowhere"),
    )
    assert good["id"] == bad["id"] == json.loads(identity)


def test_a_fact_given_twice_or_out_of_order_changes_nothing() -> None:
    """Facts are read by their time; the earliest start counts, a repetition says nothing new."""
    facts = json.loads(SAMPLE)["facts"]
    assert reply(facts=[*reversed(facts), *facts]) == reply()


def test_every_known_duty_is_answered_or_void_in_every_county() -> None:
    known = Regulations.load()
    starts = {kind for county in known.values() for duty in county.duties for kind in duty.starts}
    facts = [{"fact": kind, "at": "2026-03-16T09:00:00+08:00"} for kind in starts]
    for county in known:
        for duty in DUTIES:
            found = reply(regulation=county, duty=duty, facts=facts)
            has = known[county].duty(duty)
            assert "error" not in found
            if has is None:
                assert (found["status"], found["due"], found["cite"]) == ("void", None, None)
            elif has.period is None:
                assert (found["status"], found["due"]) == ("no_number", None)
            else:
                assert found["status"] in {"running", "overdue", "paused", "met", "met_late"}
                assert found["version"]["regulation"] == known[county].version


def test_a_line_into_2027_is_provisional() -> None:
    found = reply(facts=delivered("2026-12-23T11:00:00+08:00"))
    assert (found["status"], found["provisional"]) == ("provisional", True)
    assert (found["due"], found["last_day"], found["safe_due"]) == (None, None, None)
    assert found["estimate"] == "2027-01-05T00:00:00+08:00"


def test_a_line_that_is_too_long_is_refused_and_the_next_one_answered() -> None:
    found, whole = through(SAMPLE, b'{"id":"' + b"x" * (LONGEST_LINE * 2) + b'"}', SAMPLE)
    assert not whole
    assert [line["id"] for line in found] == ["x1", None, "x1"]
    alone, _ = through(b"x" * (LONGEST_LINE * 2))
    assert len(alone) == 1


def test_deep_nesting_is_a_bad_line_and_not_a_crash() -> None:
    found, _ = through("[" * 200_000, SAMPLE)
    assert ["error" in line for line in found] == [True, False]


def run(text: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """`liaison due` in a process of its own, in a folder without settings and database."""
    with tempfile.TemporaryDirectory() as folder:
        return run_in(Path(folder), text, *arguments, **environment)


def run_in(
    folder: Path, text: str, *arguments: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603
        [*LIAISON, *arguments],
        input=text,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=60,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(Path.cwd()), **environment},
    )


def test_the_exit_status_says_whether_every_line_was_answered() -> None:
    good = run(SAMPLE + "\n")
    assert good.returncode == 0
    assert good.stderr == (
        "没有数据库 liaison.db。放假安排只用程序自带的和本县文件夹里的，没有用数据库里载入的。\n"
    )
    bad = run("{\n" + SAMPLE + "\n")
    assert bad.returncode == 1
    assert [("error" in json.loads(line)) for line in bad.stdout.splitlines()] == [True, False]
    assert run("").stdout == ""


LOCAL = """
id      = "mycounty"
short   = "《本县办法》"
since   = 2026-01-01
[source]
title  = "本县办法"
issuer = "本县"
[[duty]]
id     = "refer"
owes   = "sender"
starts = "found"
met_by = "delivered"
period = { amount = 1, unit = "workday" }
cite   = { article = "第一条", quote = "一个工作日" }
covers = ["MC-01"]
[[example]]
duty  = "refer"
facts = [{ fact = "found", at = 2026-03-16T10:30:00+08:00 }]
last  = 2026-03-17
why   = "一日"
"""


def test_a_countys_own_directory_by_option_and_by_environment(tmp_path: Path) -> None:
    (tmp_path / "regulations").mkdir()
    (tmp_path / "regulations" / "mycounty.toml").write_text(LOCAL, encoding="utf-8")
    line = (
        '{"id":1,"regulation":"mycounty","duty":"refer",'
        '"facts":[{"fact":"found","at":"2026-03-16T10:30:00+08:00"}]}\n'
    )
    for done in (run(line, "--rules", str(tmp_path)), run(line, LIAISON_RULES_DIR=str(tmp_path))):
        assert json.loads(done.stdout)["last_day"] == "2026-03-17"
    assert run(line).returncode == 1


def test_an_answer_does_not_wait_for_the_next_question() -> None:
    with subprocess.Popen(LIAISON, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:  # noqa: S603
        assert process.stdin is not None
        assert process.stdout is not None
        for number in range(2):
            process.stdin.write(SAMPLE.replace("x1", str(number)).encode() + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == str(number)
        process.stdin.close()
        assert process.wait(timeout=30) == 0


def test_memory_does_not_grow_with_the_number_of_lines() -> None:
    """Different days and different pauses, so that nothing is simply remembered."""
    started = datetime(2024, 1, 2, 9, tzinfo=BEIJING)

    def batch(count: int, offset: int) -> bytes:
        lines = []
        for n in range(offset, offset + count):
            sent = started + timedelta(hours=n % 20_000, seconds=n)
            asked = sent + timedelta(hours=n % 60)
            facts = [
                {"fact": "delivered", "at": sent.isoformat()},
                {"fact": "supplement_asked", "at": asked.isoformat()},
                {"fact": "supplied", "at": (asked + timedelta(hours=n % 97)).isoformat()},
            ]
            line = {"id": n, "regulation": "cangzhou", "duty": "assist-reply", "facts": facts}
            lines.append(json.dumps(line))
        return ("\n".join(lines) + "\n").encode()

    def resident(pid: int) -> int:
        status = Path(f"/proc/{pid}/status").read_text()
        return next(int(row.split()[1]) for row in status.splitlines() if row.startswith("VmRSS"))

    with subprocess.Popen(LIAISON, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:  # noqa: S603
        assert process.stdin is not None
        assert process.stdout is not None
        sizes = []
        for part in range(4):
            for piece in range(10):
                process.stdin.write(batch(500, (part * 10 + piece) * 500))
                process.stdin.flush()
                for _ in range(500):
                    process.stdout.readline()
            sizes.append(resident(process.pid))
        process.stdin.close()
        assert process.wait(timeout=30) == 0
    assert sizes[3] - sizes[1] < 10_000, f"{sizes} KiB"


def test_it_is_quick() -> None:
    """A tenth of the bar that bench/due.py measures: a guard against something going very slow."""
    began = time.process_time()
    through(*[SAMPLE] * 5_000)
    assert 5_000 / (time.process_time() - began) > 5_000
