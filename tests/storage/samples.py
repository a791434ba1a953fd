"""Matters, pushes and people for the storage tests."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from rules.kinds import KINDS
from rules.values.facts import Fact, FactKind
from rules.values.kind import State, Step
from rules.values.matter import Entry, Line, Matter, Outcome, Push
from rules.values.message import Button, Card, Message
from rules.values.named import Named, NamedOfficer, NamedUnit
from rules.values.people import Directory, Leave, Officer, Role, Shift, Unit, UnitType
from rules.values.push import PushKind
from storage import Storage, Transaction

NOW = datetime(2026, 11, 20, 1, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)

FOUND = Fact(FactKind.FOUND, NOW - timedelta(hours=3))
DELIVERED = Fact(FactKind.DELIVERED, NOW)
EXTENDED = Fact(FactKind.EXTENDED, NOW + MINUTE, date(2026, 12, 4), "案情复杂")

LINES = (
    Line(
        "acceptance-notice",
        "samr",
        "running",
        "hard",
        datetime(2026, 11, 27, 16, tzinfo=UTC),
        datetime(2026, 11, 27, 9, 30, tzinfo=UTC),
        date(2026, 11, 27),
    ),
    Line("complaint-feedback", "samr", "no_number", "none", None, None, None),
)

CARD = Card(
    title="移送 移1",
    desc="城关镇移送市监局",
    lines=(("事由", "小吃店无证经营"), ("期限", "11月27日（周五）")),
    note="原则上5个工作日内告知。",
    buttons=(Button("签收", "签收 移1", 1), Button("不予受理", "不予受理 移1", 3)),
    number="移1",
    version=1,
)


NAMED = Named(
    (NamedOfficer("laotian", "田建国", "办公室主任"),),
    (NamedUnit("chengguan", "城关镇", "清丰县城关镇人民政府", UnitType.TOWNSHIP),),
    "chengguan",
    "samr",
    "delivered",
    "qingfeng",
    "2024-01-01",
    "东关桥头小吃店无证经营",
)
"""What entries keep but the first, which is one of an earlier program."""


def matter(number: str = "移1", **changes: object) -> Matter:
    """A referral as it stands right after it was sent."""
    sent = Matter(
        number=number,
        kind=KINDS["referral"],
        state=State.DELIVERED,
        sender="chengguan",
        receiver="samr",
        opener="laotian",
        regulation="qingfeng",
        regulation_version="2024-01-01",
        conversation="",
        summary="东关桥头小吃店无证经营",
        facts=(FOUND, DELIVERED),
        opened_at=NOW,
        looked_at=NOW,
        next_look=NOW + timedelta(days=1),
        version=1,
        entries=1,
    )
    return replace(sent, **changes)  # type: ignore[arg-type]


def entry(number: str = "移1", seq: int = 1, **changes: object) -> Entry:
    """A step that was recorded a second after it was taken."""
    first = Entry(
        number=number,
        seq=seq,
        step=Step.SEND if seq == 1 else Step.ACKNOWLEDGE,
        officer="laotian",
        unit="chengguan",
        at=NOW + seq * MINUTE,
        recorded_at=NOW + seq * MINUTE + timedelta(seconds=1),
        facts=(FOUND, DELIVERED) if seq == 1 else (),
        details=(("facts", "今早在东关桥头查到一家小吃店"), ("source", "巡查")),
        source=f"aibot:m-{seq:04}",
        named=NAMED if seq > 1 else None,
    )
    return replace(first, **changes)  # type: ignore[arg-type]


def push(key: str = "移1/arrival/liqiang", **changes: object) -> Push:
    """An ordinary push that is due."""
    first = Push(key, "liqiang", "移1", PushKind.ARRIVAL, Message("收到移送 移1。", CARD), NOW)
    return replace(first, **changes)  # type: ignore[arg-type]


def opening(number: str = "移1", *pushes: Push, **changes: object) -> Outcome:
    """A new referral with its first entry."""
    return Outcome(None, matter(number, **changes), LINES, (entry(number),), pushes)


def next_step(before: Matter, *pushes: Push, **changes: object) -> Outcome:
    """One more entry on a matter that was read."""
    after = replace(before, version=before.version + 1, entries=before.entries + 1, **changes)  # type: ignore[arg-type]
    return Outcome(before, after, LINES, (entry(before.number, after.entries),), pushes)


UNITS = (
    Unit("chengguan", "清丰县城关镇人民政府", "城关镇", UnitType.TOWNSHIP, ("城关", "东关")),
    Unit("samr", "清丰县市场监督管理局", "市监局", UnitType.DEPARTMENT),
    Unit("samr-dui", "市场监管综合执法大队", "市监大队", UnitType.BODY, parent="samr"),
)
OFFICERS = (
    Officer("laotian", "田建国", "chengguan", frozenset({Role.LIAISON, Role.DUTY})),
    Officer(
        "liqiang",
        "李强",
        "samr-dui",
        frozenset({Role.LIAISON}),
        title="科员",
        mobile="13800000000",
        deputy="laotian",
        quiet="21:00-07:30",
        leaves=(Leave(NOW, NOW + timedelta(days=2)),),
    ),
    Officer("wangju", "王局", "samr", frozenset({Role.PRINCIPAL}), active=False),
)
SHIFTS = (
    Shift("samr", "liqiang", NOW, NOW + timedelta(hours=12), 1),
    Shift("samr", "wangju", NOW, NOW + timedelta(hours=24), 3),
)


def directory(**changes: object) -> Directory:
    """Three units, three officers, two shifts."""
    book = Directory(
        "qingfeng",
        {unit.id: unit for unit in UNITS},
        {officer.id: officer for officer in OFFICERS},
        SHIFTS,
    )
    return replace(book, **changes)  # type: ignore[arg-type]


async def set_up(storage: Storage) -> None:
    """Say whose database it is, and load the people."""

    def work(tx: Transaction) -> None:
        tx.people.save_county("qingfeng", "qingfeng", NOW)
        tx.people.save_directory(directory())

    await storage.run(work)
