"""What the program says of its database as a whole: copies, what is in one, whose it is."""

from datetime import datetime, timedelta
from pathlib import Path

from rules.kinds import KINDS
from rules.values.dates import BEIJING, moment_text
from rules.values.errors import Refusal
from storage import (
    BackupFailed,
    Candidate,
    Fault,
    Inventory,
    Purpose,
    Standing,
    back_up,
    restoring,
    standing,
)

STALE = timedelta(days=3)
"""How old the last backup may be; one is made every day."""

LOG_MISSING = (
    "这个数据库没有正常关闭，旁边又没有它的日志（文件名加 -wal）："
    "它是从正在运行的程序那里单独复制来的，或者停机以后日志丢了。最近的事项可能不在里面。"
    "请用 liaison restore 恢复一份 liaison backup 做的备份，或者连同 -wal 文件一起重新复制；"
    "没有更全的了，运行 liaison db accept，照现有内容继续。"
)
REHEARSAL = "这是演练的数据库，不是本县的"
COUNTYS_OWN = "这是本县的数据库"
NOT_OURS = "它不是本程序的数据库，或者已经损坏，打不开"

_FAULTS = {
    Fault.EXISTS: "这个文件已经有了，不会覆盖。请换一个文件名",
    Fault.UNWRITABLE: "写不进去（{}）。请检查文件夹在不在、有没有权限、磁盘有没有写满",
    Fault.ABSENT: "没有这个文件。请核对文件名",
    Fault.SAME: "它就是设置里的数据库。请指定一份备份",
    Fault.FOREIGN: f"{NOT_OURS}。请换一份备份",
    Fault.OTHER_KIND: (
        "备份和设置里的数据库不是一种：一个是 SQLite，一个是 PostgreSQL。"
        "请检查 LIAISON_DATABASE_URL"
    ),
    Fault.DAMAGED: "数据库文件已经损坏，没有通过完整性检查。请改用更早的备份",
    Fault.BROKEN_RECORD: "{}的记录被改动过或者缺了，前后对不上。请换一份备份，并保留这一份备查",
    Fault.IN_USE: "有程序正在使用数据库。请先停掉所有的 liaison serve 和别的命令",
    Fault.NO_TOOL: "本机没有 {}。请安装 PostgreSQL 的客户端工具（Debian：postgresql-client）",
    Fault.TOOL_FAILED: "{}",
}


class DatabaseRefused(Refusal):
    """A database is not copied, not put back, or not used for this."""

    code = "database"


def back_up_to(url: str, file: Path, now: datetime) -> str:
    """Copy the database; what was done, in one sentence.

    Raises:
        DatabaseRefused: there is no new file.
    """
    try:
        written = back_up(url, file, now)
    except BackupFailed as failed:
        if failed.fault is Fault.ABSENT:
            raise DatabaseRefused("没有备份：还没有数据库。请检查 LIAISON_DATABASE_URL。") from None
        if failed.fault is Fault.FOREIGN:
            raise DatabaseRefused(not_ours("没有备份")) from None
        raise DatabaseRefused(f"没有备份到 {file.name}：{_why(failed)}。") from None
    return f"已备份到 {written}，{written.stat().st_size / 1024**2:.1f} MB。"


def restore_from(url: str, file: Path, county: str | None, now: datetime) -> str:
    """Put a backup in the database's place; what is in it now, and what was replaced.

    Args:
        url: of the database.
        file: the backup.
        county: id of the county's document, where the settings name one.
        now: the present instant.

    Raises:
        DatabaseRefused: nothing was put back.
        NotUpgraded: likewise.
    """
    replaced = standing(url)
    if replaced is Standing.FOREIGN and not url.startswith("sqlite"):
        raise DatabaseRefused(f"没有恢复：{url.rpartition('/')[2]} 里是别的程序的数据。")
    try:
        with restoring(url, file, now) as found:
            _judge(found.candidate, replaced, county)
            found.agreed = True
    except BackupFailed as failed:
        raise DatabaseRefused(f"没有恢复 {file.name}：{_why(failed)}。") from None
    said = [f"已恢复 {file.name}。", contents(found.candidate.inventory)]
    if found.kept:
        said.append(f"原来的数据库没有删除，留在 {found.kept}。")
    said.append(
        "备份以后办的事、发的编号不在里面：编号会接着上面的往下给，请和各单位核对以后再启动。"
    )
    return "\n".join(said)


def not_ours(what: str) -> str:
    """Refuse to touch whatever the settings name.

    Args:
        what: what did not happen.
    """
    return (
        f"{what}：{NOT_OURS}。请检查 LIAISON_DATABASE_URL；要换上一份备份，请用 liaison restore。"
    )


def _judge(found: Candidate, replaced: Standing, county: str | None) -> None:
    """Whether what is in a backup belongs in the database's place."""
    rehearsed = found.purpose is Purpose.REHEARSAL
    if rehearsed and replaced is not Standing.REHEARSAL:
        raise DatabaseRefused(
            f"没有恢复：{REHEARSAL}。想接着演练，请运行 liaison demo --db sqlite:///文件。"
        )
    if not rehearsed and replaced is Standing.REHEARSAL:
        raise DatabaseRefused(
            "没有恢复：设置里的数据库是演练用的，备份是本县的。请检查 LIAISON_DATABASE_URL。"
        )
    there = found.inventory.county
    if county and there and county != there.regulation:
        raise DatabaseRefused(
            f"没有恢复：LIAISON_COUNTY 设为 {county}，备份里的却是 {there.regulation}。"
        )


def contents(inventory: Inventory) -> str:
    """What is in a database, in one sentence."""
    county = inventory.county
    said = [
        f"里面是 {county.id}（适用规定 {county.regulation}）" if county else "里面还没有通讯录",
        f"事项 {inventory.matters} 件，记录 {inventory.entries} 条",
    ]
    if inventory.newest is not None:
        said.append(f"最后一条记于{year_and_moment(inventory.newest)}")
    if inventory.counters:
        kinds = {kind: inventory.counters.get(kind.id) for kind in KINDS.values()}
        last = [f"{kind.word}到{kind.prefix}{n}" for kind, n in kinds.items() if n]
        said.append(f"编号用到：{'、'.join(last)}")
    due = f"，其中{inventory.due}条已经到时间，启动以后马上发出" if inventory.due else ""
    said.append(f"待发推送 {inventory.waiting} 条{due}")
    return "；".join(said) + "。"


def year_and_moment(instant: datetime) -> str:
    """An instant in Beijing with its year: 2026年4月3日（周五）17:40."""
    return f"{instant.astimezone(BEIJING).year}年{moment_text(instant)}"


def _why(failed: BackupFailed) -> str:
    return _FAULTS[failed.fault].format(failed.about)
