"""The whole suite on other days and with one more year of holidays: nothing may change.

    python -m tests.proof_clock [pytest's arguments]

Each run is of a copy of the working tree. The machine's clock is set by libfaketime, for Python
and all it starts; PostgreSQL keeps the real time, so what compares the two clocks is left out by
its mark `server_clock`; a browser and node stall under such a clock and are left out too. Needs
Debian's `faketime`.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from calendar import isleap
from datetime import date, timedelta
from pathlib import Path

from bot.clock import SystemClock
from rules.law.calendar import FIXED_DATES

ROOT = Path(__file__).parent.parent
CALENDARS = Path("rules", "calendars")
LEFT_OUT = "not server_clock and not browser and not interop"
NOT_FAKED = {"FAKETIME_DONT_FAKE_MONOTONIC": "1", "NO_FAKE_STAT": "1"}


def next_notice(folder: Path) -> tuple[int, str]:
    """The year after the last shipped one, and a notice of it as it might be issued.

    Every statutory day is off and one Saturday is worked, under a number that no notice has.
    """
    year = max(int(file.stem) for file in folder.glob("2*.toml")) + 1
    known = tomllib.loads((folder / "statutory.toml").read_text("utf-8"))["statutory"]
    days: dict[str, list[date]] = known.get(str(year), {})
    for (month, day), name in FIXED_DATES.items():
        if str(year) not in known:
            days.setdefault(name, []).append(date(year, month, day))
    new_year = date(year, 1, 1)
    saturday = next(
        day
        for day in (new_year + timedelta(n) for n in range(20, 27))
        if day.weekday() == 5  # Saturday
    )
    text = (
        f'year = {year}\n[notice]\nnumber = "虚构〔{year - 1}〕0号"\ntitle = "虚构的通知"\n'
        f'issued = {year - 1}-11-20\nurl = "https://www.gov.cn/"\n'
    )
    for name, off in days.items():
        text += f'[[holiday]]\nname = "{name}"\nfrom = {min(off)}\nto = {max(off)}\n'
        text += f"make_up = [{saturday}]\n" if min(off) == new_year else ""
    return year, text


def run(what: str, arguments: list[str], clock: str = "", *, notice: bool = False) -> bool:
    """Run the suite in a copy of the working tree; whether it passed."""
    with tempfile.TemporaryDirectory(prefix="liaison-proof-") as folder:
        copy = Path(folder) / "liaison"
        ignored = shutil.ignore_patterns(".git", ".venv", "__pycache__", ".*_cache", "var", "*.db*")
        shutil.copytree(ROOT, copy, ignore=ignored)
        if notice:
            year, text = next_notice(copy / CALENDARS)
            (copy / CALENDARS / f"{year}.toml").write_text(text, encoding="utf-8")
            what = f"{what}, with a notice of {year}"
        print(f"== {what}", flush=True)  # noqa: T201
        slept = ["-p", "tests.sleep_by_select"] if clock else []
        faked = ["faketime", clock] if clock else []  # an offset, the same for every process
        done = subprocess.run(  # noqa: S603
            [*faked, sys.executable, "-m", "pytest", "-q", "-m", LEFT_OUT, *slept, *arguments],
            cwd=copy,
            env={**os.environ, **(NOT_FAKED if clock else {}), "PYTHONPATH": str(copy)},
            check=False,
        )
        return done.returncode == 0


def main() -> int:
    """Run it three times; 0 when all three passed."""
    if shutil.which("faketime") is None:
        sys.exit("faketime is missing: apt-get install faketime")
    arguments = sys.argv[1:] or ["-n", "auto"]
    year = SystemClock().now().year
    leap = next(one for one in range(year + 1, year + 9) if isleap(one))
    passed = [
        run("today", arguments, notice=True),
        run(f"{year + 1}-01-15", arguments, f"{year + 1}-01-15 09:00:00"),
        run(f"{leap}-02-29", arguments, f"{leap}-02-29 09:00:00", notice=True),
    ]
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main())
