"""The record read back: all of it for a court or an auditor, a bounded part for the doctor."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from bot.operation.anchoring import Kept, read_kept
from bot.operation.backups import year_and_moment
from rules.values.evidence import WORDS, Change
from storage import Anchor, Break, Flaw, Storage, Transaction

SPOT_MATTERS, SPOT_FILES, SPOT_BYTES = 500, 20, 64 * 1024**2
"""What the doctor reads back at most."""
SPOT_ANCHORS = 3
MEGABYTE = 1024**2

Progress = Callable[[str], None]
"""Hears how far it is, in words."""

_COLUMNS = {
    "opener": "发起人",
    "content": "全文",
    "summary": "摘要",
    "sender": "发出单位",
    "receiver": "接收单位",
    "state": "状态",
    "regulation": "适用的规定",
    "facts": "法律事实和时间",
    "kind": "类别",
}
_FLAWS = {
    Flaw.FILE_CONTENT: Change.CONTENT,
    Flaw.FILE_NAME: Change.NAME,
    Flaw.FILE_SENDER: Change.SENDER,
    Flaw.FILE_UNRECORDED: Change.UNRECORDED,
    Flaw.FILE_MISSING: Change.MISSING,
}


@dataclass(slots=True)
class Verified:
    """What was looked at, and every sentence on what does not fit.

    Attributes:
        notes: what is to be known and is no fault.
    """

    matters: int = 0
    entries: int = 0
    files: int = 0
    size: int = 0
    anchors: int = 0
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def looked_at(self) -> str:
        """In one sentence."""
        return (
            f"事项 {self.matters} 件，经过 {self.entries} 条，材料 {self.files} 份"
            f"（{self.size / MEGABYTE:.1f} MB），锚定 {self.anchors} 次"
        )


async def verify_all(storage: Storage, anchors: Path, progress: Progress) -> Verified:
    """Read every entry's chain and every file back; memory does not grow with them.

    Raises:
        OSError: the file of anchors is there and cannot be read.
    """
    found = Verified()
    matters, files = await storage.read(lambda tx: tx.inspection.how_much())
    numbers = await storage.read(lambda tx: tx.inspection.numbers_after(""))
    while numbers:
        await _matters(storage, numbers, found)
        progress(f"事项 {found.matters}/{matters} 件")
        numbers = await storage.read(partial(_after, last=numbers[-1]))
    contents = await storage.read(lambda tx: tx.inspection.contents_after(""))
    while contents:
        for one in contents:
            await _content(storage, *one, found)
            progress(f"材料 {found.files}/{files} 份")
        contents = await storage.read(partial(_contents_after, last=contents[-1][0]))
    found.faults += map(sentence, await storage.read(lambda tx: tx.inspection.lost()))
    await _anchors(storage, found, progress)
    found.faults += await _kept(storage, anchors, found)
    return found


async def spot_check(storage: Storage, anchors: Path) -> tuple[Verified, int]:
    """Read back what was opened and taken in last, and the last anchors.

    Returns:
        What was looked at, and how many matters there are.
    """
    found = Verified()
    total, _ = await storage.read(lambda tx: tx.inspection.how_much())
    numbers = await storage.read(lambda tx: tx.inspection.newest_numbers(SPOT_MATTERS))
    await _matters(storage, numbers, found)
    for one in await storage.read(lambda tx: tx.inspection.newest_contents(SPOT_FILES, SPOT_BYTES)):
        await _content(storage, *one, found)
    last = await storage.read(lambda tx: tx.anchors.last())
    if last is not None:
        await _anchors(storage, found, lambda _: None, last.seq - SPOT_ANCHORS)
    found.faults += await _kept(storage, anchors, found)
    return found, total


def sentence(one: Break) -> str:
    """One thing that does not fit, with number and entry."""
    where = one.number or "没有归入事项的材料"
    match one.flaw:
        case Flaw.ENTRY_CHANGED:
            which = f"第{one.seq}条记录" if one.seq else "有一条记录"
            return f"{where}：{which}被改动过，和它的哈希对不上。"
        case Flaw.ENTRY_MISSING:
            return f"{where}：缺第{one.seq}条记录，经过到此接不上。"
        case Flaw.HEAD:
            return f"{where}：登记的条数或者末条哈希和经过不一致。"
        case Flaw.ROW:
            return f"{where}：{_COLUMNS.get(one.about, one.about)}和经过里写的不一样。"
        case Flaw.MATTER_LOST:
            left = "，只剩下它的记录" if one.seq else ""
            return f"{where}：编号给出过，事项不见了{left}。"
        case (
            Flaw.FILE_CONTENT
            | Flaw.FILE_NAME
            | Flaw.FILE_SENDER
            | Flaw.FILE_UNRECORDED
            | Flaw.FILE_MISSING
        ):
            return f"{where}：材料“{one.about}”{WORDS[_FLAWS[one.flaw]]}。"


def _after(tx: Transaction, *, last: str) -> tuple[str, ...]:
    return tx.inspection.numbers_after(last)


def _contents_after(tx: Transaction, *, last: str) -> tuple[tuple[str, int], ...]:
    return tx.inspection.contents_after(last)


async def _matters(storage: Storage, numbers: Sequence[str], found: Verified) -> None:
    """Go over some matters in one reading."""

    def look(tx: Transaction) -> list[tuple[int, tuple[Break, ...]]]:
        return [tx.inspection.entries_and_breaks(number) for number in numbers]

    for count, breaks in await storage.read(look):
        found.matters += 1
        found.entries += count
        found.faults += map(sentence, breaks)


async def _content(storage: Storage, sha256: str, size: int, found: Verified) -> None:
    found.files += 1
    found.size += size
    found.faults += map(
        sentence, await storage.read(lambda tx: tx.inspection.content_breaks(sha256))
    )


async def _anchors(storage: Storage, found: Verified, progress: Progress, last: int = 0) -> None:
    """Hold the anchors that the database keeps against its entries."""
    seq = max(last, 0)
    page = await storage.read(partial(_anchors_after, last=seq))
    while page:
        for one in page:
            whole, lost = await storage.read(partial(_anchor_breaks, one=one))
            found.anchors += 1
            progress(f"锚定 {found.anchors} 次")
            found.faults += _of_anchor(one, seq, lost, whole=whole)
            seq = one.seq
        page = await storage.read(partial(_anchors_after, last=seq))


def _of_anchor(
    one: Anchor, before: int, lost: Sequence[tuple[str, int]], *, whole: bool
) -> Iterator[str]:
    when = f"第{one.seq}次锚定（{year_and_moment(one.at)}）"
    if one.seq != before + 1:
        yield f"缺第{before + 1}次锚定，后面是第{one.seq}次。"
    if not whole:
        yield f"{when}：它自己被改动过。"
    for number, seq in lost:
        yield f"{number}：{when}以后，第{seq}条和它以前的记录被改写，或者不见了。"


def _anchors_after(tx: Transaction, *, last: int) -> tuple[Anchor, ...]:
    return tx.anchors.after(last)


def _anchor_breaks(tx: Transaction, *, one: Anchor) -> tuple[bool, tuple[tuple[str, int], ...]]:
    return tx.anchors.breaks(one)


async def _kept(storage: Storage, file: Path, found: Verified) -> list[str]:
    """Hold the anchors that are kept outside against those in the database."""
    try:
        kept = await asyncio.to_thread(read_kept, file)  # first: a line follows its row
    except FileNotFoundError:
        if await storage.read(lambda tx: tx.anchors.last()) is not None:
            found.notes.append(
                f"没有锚定文件 {file}，没有和库外的锚定核对。换过地方的，请改 LIAISON_ANCHOR_FILE。"
            )
        return []
    newest = await storage.read(lambda tx: tx.anchors.last())
    faults = [f"锚定文件第{place}行读不懂。" for place in kept.unreadable]
    faults += [f"锚定文件里第{seq}次锚定有两个不同的哈希。" for seq in kept.twice]
    for seq, digest in sorted(kept.digests.items()):
        there = await storage.read(partial(_anchor_of, seq=seq))
        if there is None:
            continue
        if there.digest != digest:
            faults.append(
                f"第{seq}次锚定和锚定文件里的不一样：那以前的记录被整个改写过，"
                "或者这个文件是另一个数据库的。"
            )
    found.notes += _notes(kept)
    last = newest.seq if newest else 0
    if gone := [seq for seq in kept.digests if seq > last]:
        faults.append(
            f"锚定文件里有到第{max(gone)}次的锚定，数据库里只到第{last}次："
            "数据库换成了更早的一份，或者记录被删去、改写。"
            "备份请用 liaison restore 恢复，它会记一笔。"
        )
    return faults


def _anchor_of(tx: Transaction, *, seq: int) -> Anchor | None:
    return tx.anchors.of(seq)


def _notes(kept: Kept) -> Iterator[str]:
    if kept.digests and (first := min(kept.digests)) > 1:
        yield f"锚定文件从第{first}次开始。"
    for at, last in kept.restored:
        yield f"{at[:16].replace('T', ' ')} 恢复过备份，备份里最后是第{last}次锚定。"
