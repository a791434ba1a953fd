"""The calendars that the tests count by: three announced years, whatever has been shipped since.

Many tests are about a year without a notice. Each next year's notice is shipped when it is
announced, so none of them may take the newest shipped year for the last one. What is shipped is
looked at by `tests/rules/test_calendar.py`, and by every test that starts a process of its own.
"""

import atexit
import shutil
from pathlib import Path
from tempfile import mkdtemp

from rules.values import toml_table as reading

FILES = ("2024.toml", "2025.toml", "2026.toml", "statutory.toml")
_shipped = reading.shipped


def shipped_calendars() -> tuple[Path, ...]:
    """Every calendar that travels with the program."""
    return tuple(sorted(_shipped("calendars").glob("*.toml")))


def use_fixed_calendars() -> None:
    """Let this process find those years and no others where the shipped calendars are."""
    if reading.shipped is not _shipped:
        return
    years = Path(mkdtemp(prefix="liaison-calendars-"))
    atexit.register(shutil.rmtree, years, ignore_errors=True)
    for name in FILES:
        (years / name).symlink_to(_shipped("calendars") / name)

    def shipped(folder: str) -> Path:
        return years if folder == "calendars" else _shipped(folder)

    reading.shipped = shipped
