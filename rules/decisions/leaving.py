"""Who an address book leaves out, what they still carry, and who goes on with it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from rules.decisions.audience import UNHEARD
from rules.in_force import Law
from rules.reminders.policy import hold
from rules.values.errors import Refusal
from rules.values.matter import Matter, Push
from rules.values.message import Message
from rules.values.people import Directory, Officer, Role, Unit
from rules.values.push import PushKind

"""The kind of the push that tells who takes over from somebody."""


class NobodyLeft(Refusal):
    """An address book would leave an emergency under way with nobody to confirm it."""

    code = "nobody-left"

    def __init__(self, number: str, unit: str) -> None:
        super().__init__(
            f"没有载入：{number} 还没有办结，载入以后{unit}没有一个在册人员可以确认和办理。"
            f"请等 {number} 办结或者撤回以后再载入，或者在文件里保留{unit}和它的人员。"
        )


@dataclass(frozen=True, slots=True)
class Carried:
    """What one person of a unit had in hand.

    Attributes:
        matter: open, the unit is on one of its sides.
        handlers: officer ids, or names, of who carries it for the receiver.
    """

    matter: Matter
    handlers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Leaver:
    """Somebody who is retired, or moves to another unit.

    Attributes:
        officer: as the earlier address book had him.
        home: the unit that signed for him.
        moved_to: the unit he sits in from now on; None for somebody retired.
        opened: numbers of open matters he filed there.
        handling: numbers of open matters in which he last acted for the receiver.
        ringing: numbers of unconfirmed emergencies of his unit.
        drafts: how many conversations he had not finished.
        heirs: who goes on with it.
    """

    officer: Officer
    home: Unit
    moved_to: Unit | None
    opened: tuple[str, ...]
    handling: tuple[str, ...]
    ringing: tuple[str, ...]
    drafts: int
    heirs: tuple[Officer, ...]

    def row(self) -> str:
        """One sentence for whoever loads the file, and for who takes over."""
        what = (
            ("发起", self.opened),
            ("经办", self.handling),
            ("正在呼叫", self.ringing),
        )
        carried = [f"{word} {'、'.join(numbers)}" for word, numbers in what if numbers]
        carried += [f"没有填完的草稿{self.drafts}份（作废）"] if self.drafts else []
        where = f"调到{self.moved_to.short}" if self.moved_to else "不在新的通讯录里，停用"
        row = f"{self.home.short}{self.officer.name}{where}"
        if not carried:
            return f"{row}，没有在办事项。"
        names = "、".join(heir.name for heir in self.heirs)
        then = f"由{names}接办" if names else "没有人接办，请补登联络员"
        return f"{row}。名下在办：{'；'.join(carried)}。{then}。"

    @property
    def carries(self) -> bool:
        """Whether anything is left for others to go on with."""
        return bool(self.opened or self.handling or self.ringing)


@dataclass(frozen=True, slots=True)
class Closed:
    """A unit that is retired, and the open matters it is a side of."""

    unit: Unit
    numbers: tuple[str, ...]

    def row(self) -> str:
        """One sentence for whoever loads the file, and for the supervisors."""
        row = f"{self.unit.short}不在新的通讯录里，停用"
        if not self.numbers:
            return f"{row}，没有在办事项。"
        return (
            f"{row}。还有在办事项 {'、'.join(self.numbers)}，载入以后没有单位承办。"
            "请由监督机关协调，发起单位可以撤回以后改送承接的单位。"
        )


@dataclass(frozen=True, slots=True)
class Change:
    """What an address book changes for the people in the one before it."""

    leavers: tuple[Leaver, ...]
    closed: tuple[Closed, ...]

    def rows(self) -> tuple[str, ...]:
        """Everything, one row each."""
        return (*(one.row() for one in self.leavers), *(one.row() for one in self.closed))


def departing(before: Directory, fresh: Directory) -> tuple[Officer, ...]:
    """Active people whom the new address book leaves out or puts into another unit."""
    return tuple(
        officer
        for officer in sorted(before.officers.values(), key=lambda o: o.id)
        if officer.active
        and (
            not fresh.officer(officer.id).active
            or fresh.unit_of(fresh.officer(officer.id)).id != before.unit_of(officer).id
        )
    )


def closing(before: Directory, fresh: Directory) -> tuple[Unit, ...]:
    """Active units that the new address book leaves out."""
    return tuple(
        unit
        for unit in sorted(before.units.values(), key=lambda u: u.id)
        if unit.active and not fresh.unit(unit.id).active
    )


def change(
    before: Directory,
    after: Directory,
    carried: Mapping[str, Sequence[Carried]],
    drafts: Mapping[str, int],
    at: datetime,
) -> Change:
    """What becomes of people, units and their open matters.

    Args:
        before: the address book as it was.
        after: the new one, the retired among it.
        carried: the open matters of each unit that loses somebody or goes itself, by unit id.
        drafts: how many conversations each leaver has not finished, by officer id.
        at: now.

    Raises:
        NobodyLeft: an emergency that is not over would have nobody at its receiver any more.
    """
    staffed = {after.unit_of(one).id for one in after.officers.values() if one.active}
    for matter in (one.matter for many in carried.values() for one in many):
        if matter.kind.rings and matter.receiver not in staffed:
            raise NobodyLeft(matter.number, before.unit(matter.receiver).short)
    return Change(
        tuple(
            _leaver(officer, before, after, carried, drafts, at)
            for officer in departing(before, after)
        ),
        tuple(
            Closed(unit, tuple(one.matter.number for one in carried.get(unit.id, ())))
            for unit in closing(before, after)
        ),
    )


def _leaver(
    officer: Officer,
    before: Directory,
    after: Directory,
    carried: Mapping[str, Sequence[Carried]],
    drafts: Mapping[str, int],
    at: datetime,
) -> Leaver:
    home = before.unit_of(officer)
    mine = carried.get(home.id, ())
    now = after.officer(officer.id)
    return Leaver(
        officer=officer,
        home=home,
        moved_to=after.unit_of(now) if now.active else None,
        opened=_numbers(
            one.matter
            for one in mine
            if one.matter.opener == officer.id and one.matter.sender == home.id
        ),
        handling=_numbers(
            one.matter
            for one in mine
            if officer.id in one.handlers and one.matter.receiver == home.id
        ),
        ringing=_numbers(
            one.matter
            for one in mine
            if one.matter.kind.rings
            and one.matter.state in UNHEARD
            and one.matter.receiver == home.id
        ),
        drafts=drafts.get(officer.id, 0),
        heirs=after.carriers(home.id, officer.id, at),
    )


def _numbers(matters: Iterable[Matter]) -> tuple[str, ...]:
    return tuple(matter.number for matter in matters)


def tell(found: Change, after: Directory, law: Law, at: datetime) -> tuple[Push, ...]:
    """Leaders in charge and who takes over hear what was left; supervisors hear of units that went.

    Args:
        found: what the address book changes.
        after: the new one, with the version it was saved under.
        law: office hours.
        at: now.
    """
    told: list[tuple[str, Officer, str]] = []
    for leaver in found.leavers:
        if leaver.carries:
            leaders = after.with_role(leaver.home.id, Role.LEADER)
            people = {one.id: one for one in (*after.present(leaders, at), *leaver.heirs)}
            told += [(leaver.officer.id, one, leaver.row()) for one in people.values()]
    for closed in found.closed:
        if closed.numbers:
            told += [(closed.unit.id, one, closed.row()) for one in after.supervisors()]
    return tuple(
        Push(
            key=f":{PushKind.RETIRED}:{who}:{after.version}:{one.id}",
            to=one.id,
            number="",
            kind=PushKind.RETIRED,
            message=Message(f"通讯录有变动：{row}进展请发送“查 <编号>”查看。"),
            at=hold(at, one, law.policy, law.calendar),
        )
        for who, one, row in told
    )
