"""清丰 and 沧州 in small: enough people for the clock to have somebody to speak to."""

from dataclasses import replace
from datetime import datetime, timedelta

from rules.decisions.reminders import Look, look
from rules.in_force import Law
from rules.kinds import KINDS
from rules.law.calendar import WorkCalendar
from rules.law.library import Regulations
from rules.reminders.policy_file import load_policy
from rules.reminders.responsibility import History, Told
from rules.values.dates import BEIJING
from rules.values.facts import Fact, FactKind
from rules.values.kind import KindSpec, State, Step
from rules.values.matter import Entry, Matter, Push
from rules.values.people import Directory, Officer, Role, Shift, Unit, UnitType

CALENDAR = WorkCalendar.load()
POLICY = load_policy()
REGULATIONS = Regulations.load()
QINGFENG = Law(REGULATIONS, CALENDAR, POLICY, "qingfeng")
CANGZHOU = Law(REGULATIONS, CALENDAR, POLICY, "cangzhou")


def at(words: str) -> datetime:
    """`2026-04-03 09:00` in Beijing."""
    return datetime.fromisoformat(words).replace(tzinfo=BEIJING)


def officer(name_id: str, name: str, unit: str, *roles: Role, mobile: str = "") -> Officer:
    return Officer(name_id, name, unit, frozenset(roles), mobile=mobile)


UNITS = {
    unit.id: unit
    for unit in (
        Unit("chengguan", "城关镇人民政府", "城关镇", UnitType.TOWNSHIP),
        Unit("samr", "清丰县市场监督管理局", "市监局", UnitType.DEPARTMENT),
        Unit("sifa", "清丰县司法局", "司法局", UnitType.DEPARTMENT),
    )
}
OFFICERS = {
    person.id: person
    for person in (
        officer("laotian", "老田", "chengguan", Role.LIAISON, mobile="13800000001"),
        officer("wangdui", "王队", "chengguan", mobile="13800000002"),
        officer("zhaodui", "赵队", "chengguan", mobile="13800000003"),
        officer("sunzhen", "孙镇长", "chengguan", Role.LEADER, mobile="13800000004"),
        officer("zhoushuji", "周书记", "chengguan", Role.PRINCIPAL, mobile="13800000005"),
        officer("liqiang", "李强", "samr", Role.LIAISON, mobile="13900000001"),
        officer("heju", "何局", "samr", Role.LEADER, mobile="13900000002"),
        officer("maju", "马局", "samr", Role.PRINCIPAL, mobile="13900000003"),
        officer("zheng", "郑科长", "sifa", Role.SUPERVISOR),
        officer("xiaoliu", "小刘", "sifa", Role.ADMINISTRATOR),
    )
}
ALWAYS = (at("2026-01-01 00:00"), at("2028-01-01 00:00"))
SHIFTS = (
    Shift("chengguan", "wangdui", *ALWAYS, rank=1),
    Shift("chengguan", "zhaodui", *ALWAYS, rank=2),
    Shift("chengguan", "sunzhen", *ALWAYS, rank=3),
)


def town(*others: Officer, shifts: tuple[Shift, ...] = SHIFTS) -> Directory:
    """The address book with some officers added or changed, and a roster."""
    officers = OFFICERS | {person.id: person for person in others}
    return Directory("qingfeng", UNITS, officers, shifts)


TOWN = town()


def changed(person: str, **changes: object) -> Officer:
    """An officer with something changed."""
    return replace(OFFICERS[person], **changes)  # type: ignore[arg-type]


def matter(kind: KindSpec, opened: str, *facts: Fact, **changes: object) -> Matter:
    """A matter sent at `opened`, as it is before the clock has looked at it."""
    start = at(opened)
    told = FactKind.EMERGENCY_NOTIFIED if kind is KINDS["emergency"] else FactKind.DELIVERED
    department_acts = kind is KINDS["assistance"]
    made = Matter(
        number={KINDS["referral"]: "移12", KINDS["assistance"]: "协7", KINDS["emergency"]: "急3"}[
            kind
        ],
        kind=kind,
        state=State.DELIVERED,
        sender="chengguan" if department_acts else "samr",
        receiver="samr" if department_acts else "chengguan",
        opener="laotian" if department_acts else "liqiang",
        regulation="qingfeng",
        regulation_version="qingfeng@2019",
        conversation="",
        summary="东关桥头小吃店无证经营",
        facts=(*facts, Fact(told, start)),
        opened_at=start,
        looked_at=start - timedelta(microseconds=1),
        next_look=None,
        version=1,
        entries=1,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def played(
    story: Matter,
    until: datetime,
    law: Law = QINGFENG,
    directory: Directory = TOWN,
    handler: str = "",
    told: tuple[Told, ...] = (),
) -> list[tuple[datetime, Push]]:
    """Everything the clock says by then when nobody does anything: when it looked, and the push.

    Args:
        story: as it stands.
        until: the last instant.
        law: the county's.
        directory: who is there.
        handler: who acted last for the receiver; "" for nobody.
        told: what was pushed before.
    """
    when = story.opened_at
    acted = Entry(story.number, 1, Step.CONFIRM, handler, story.receiver, when, when)
    history = History((acted,) if handler else (), told)
    said: list[tuple[datetime, Push]] = []
    now: datetime | None = story.opened_at
    while now is not None and now <= until:
        found: Look = look(story, law, directory, now, history)
        said += [(now, push) for push in found.pushes]
        heard = tuple(Told(push.to, push.kind, push.urgent) for push in found.pushes)
        history = replace(history, told=(*history.told, *heard))
        story = replace(story, looked_at=now, next_look=found.next_look)
        assert found.next_look is None or found.next_look > now
        now = found.next_look
    return said


def told(said: list[tuple[datetime, Push]]) -> list[tuple[str, str, str]]:
    """When each may arrive, to whom, and its first line."""
    return [
        (f"{push.at.astimezone(BEIJING):%m-%d %H:%M}", push.to, push.message.text.split("\n")[0])
        for _, push in said
    ]
