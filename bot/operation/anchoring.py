"""The head of the whole record, kept outside the database as well: one short line each time."""

import asyncio
import logging
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from bot.clock import Clock
from rules.values.dates import BEIJING
from storage import Anchor, Purpose, Storage, Transaction

log = logging.getLogger(__name__)

ANCHOR = "anchor"
"""Under which name trouble with the file is reported."""
AGAIN = timedelta(minutes=10)
HEAD = "# 记录的锚定，由程序追加，请不要改动；核对请运行 liaison verify --all。\n"
_LINE = re.compile(r"(\d+) (\S+) matters=\d+ (\w+)=([0-9a-f]+)")
_RESTORED = re.compile(r"restored (\S+) last=(\d+)")


@dataclass(frozen=True, slots=True)
class Kept:
    """What a file of anchors says.

    Attributes:
        digests: by the place of the anchor; those that a restored backup lacks are left out.
        restored: when a backup was put in the database's place, as written, and which anchor was
            the last in it.
        unreadable: which lines of the file, from 1, say nothing that can be understood.
        twice: places that stand there with different digests.
    """

    digests: Mapping[int, str]
    restored: tuple[tuple[str, int], ...] = ()
    unreadable: tuple[int, ...] = ()
    twice: tuple[int, ...] = ()


class Anchoring:
    """Takes the head of the record and appends it to a file.

    Args:
        storage: the county's database.
        file: where it is kept; created for its owner alone.
        clock: what day it is.

    Attributes:
        trouble: why the last one could not be written, as one Chinese sentence; "" where it could.
    """

    def __init__(self, storage: Storage, file: Path, clock: Clock) -> None:
        self._storage = storage
        self._file = file
        self._clock = clock
        self._day: date | None = None
        self._not_before = clock.now()
        self.trouble = ""

    async def daily(self) -> None:
        """Take it, once a day; where the file could not be written, again after a while."""
        now = self._clock.now()
        today = now.astimezone(BEIJING).date()
        if self._day != today and now >= self._not_before:
            self._not_before = now + AGAIN
            await self.take()
            if not self.trouble:
                self._day = today

    async def take(self) -> None:
        """Take it now, and write down what the file does not have yet; the log has it too."""
        now = self._clock.now()
        taken = await self._storage.run(lambda tx: tx.anchors.take(now))
        if taken is not None:
            log.info("anchor %s", _line(taken).rstrip())
        try:
            last = await asyncio.to_thread(_last_in, self._file)
            fresh = await self._storage.read(lambda tx: _newer(tx, last))
            if fresh:
                await asyncio.to_thread(_append, self._file, map(_line, fresh))
        except OSError as fault:
            log.error("anchor.unwritten errno=%s", fault.errno)  # noqa: TRY400 - it is a setting
            self.trouble = (
                f"记录的锚定写不进 {self._file}。请检查这个文件和文件夹的权限、磁盘的剩余空间，"
                "或者改 LIAISON_ANCHOR_FILE。"
            )
        else:
            self.trouble = ""


def is_rehearsal(tx: Transaction) -> bool:
    """Whether nothing in the database is worth an anchor."""
    return tx.installation.purpose() is Purpose.REHEARSAL


def note_restored(file: Path, last: int, at: datetime) -> None:
    """Write down that a backup was put in the database's place.

    Args:
        file: of the anchors; where there is none yet, nothing has to be explained.
        last: which anchor is the last in the backup; 0 for none.
        at: now.

    Raises:
        OSError: it cannot be written.
    """
    if file.exists():
        _append(file, [f"restored {at.astimezone(BEIJING).isoformat()} last={last}\n"])


def read_kept(file: Path) -> Kept:
    """What the file says; FileNotFoundError where there is none.

    Raises:
        OSError: it cannot be read.
    """
    digests: dict[int, str] = {}
    restored: list[tuple[str, int]] = []
    unreadable: list[int] = []
    twice: list[int] = []
    with file.open(encoding="utf-8", errors="replace") as opened:
        for place, written in enumerate(opened, 1):
            line = written.strip()
            if not line or line.startswith("#"):
                continue
            if found := _LINE.fullmatch(line):
                seq = int(found[1])
                if digests.setdefault(seq, found[4]) != found[4]:
                    twice.append(seq)
            elif found := _RESTORED.fullmatch(line):
                restored.append((found[1], int(found[2])))
                digests = {seq: one for seq, one in digests.items() if seq <= int(found[2])}
            else:
                unreadable.append(place)
    return Kept(digests, tuple(restored), tuple(unreadable), tuple(twice))


def _newer(tx: Transaction, last: int | None) -> tuple[Anchor, ...]:
    """What a file has not; a new file begins with the newest."""
    if last is None:
        newest = tx.anchors.last()
        return () if newest is None else (newest,)
    return tx.anchors.after(last)


def _last_in(file: Path) -> int | None:
    """The last place in a file; None where there is none."""
    try:
        return max(read_kept(file).digests, default=None)
    except FileNotFoundError:
        return None


def _line(one: Anchor) -> str:
    at = one.at.astimezone(BEIJING).isoformat(timespec="seconds")
    return f"{one.seq} {at} matters={one.matters} {one.algorithm}={one.digest}\n"


def _append(file: Path, lines: Iterable[str]) -> None:
    """Append to a file that no other account can read, and put it onto the disk."""
    handle = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        text = "".join(lines)
        head = HEAD if os.fstat(handle).st_size == 0 else ""
        os.write(handle, f"{head}{text}".encode())
        os.fsync(handle)
    finally:
        os.close(handle)
