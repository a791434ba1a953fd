"""Every kind of push and all that is decided by it; what a push is about. One entry each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum, auto

from rules.values.kind import Incomplete


class PushKind(StrEnum):
    """What a push says, as it is kept in the outbox."""

    ARRIVAL = "arrival"
    REMINDER = "reminder"
    """Before a line, and after one that is owed on a condition or in principle only."""
    OVERDUE = "overdue"
    """A line has passed; of an emergency: nobody has set out."""
    ESCALATION = "escalation"
    EMERGENCY = "emergency"
    """Calls somebody to an emergency that nobody has taken on, or gives him whom to telephone."""
    CHASE = "chase"
    """Asks who has taken on an emergency for the next step."""
    STEP = "step"
    """Somebody, or a calendar, has changed the matter."""
    TEAM = "team"
    STOP = "stop"
    """Whoever was called for an emergency need not do anything more."""
    UNDELIVERED = "undelivered"
    REACHED = "reached"
    """An emergency that had reached nobody was delivered after all."""
    GROUP_CALL = "group-call"
    GROUP_END = "group-end"
    MATERIAL = "material"
    """Hands over one file."""
    PRIVATE = "private"
    """The answer to what somebody said, where it could not be given at once or in the group."""
    BINDING = "binding"
    BOUND = "bound"
    RETIRED = "retired"
    """What somebody carried who is left out of the address book."""
    ONBOARDING = "onboarding"
    UNREACHABLE = "unreachable"
    TROUBLE = "trouble"
    DEFECT = "defect"

    @property
    def spec(self) -> "PushSpec":
        """All that is decided by it."""
        return PUSHES[self]


class Staleness(StrEnum):
    """What leaves a push with nothing to say while it waits."""

    NEVER = auto()
    LINE = auto()
    """Its line is met or has moved, or the matter is over."""
    TAKEN_ON = auto()
    """Somebody has taken the emergency on, or it is over."""
    STEP = auto()
    """A step was taken since it was written, or the matter is over."""


@dataclass(frozen=True, slots=True)
class PushSpec:
    """All that is decided by a kind of push.

    Attributes:
        word: what it is called in a list of pushes.
        stale: what leaves it with nothing to say.
        calls: it calls somebody to an emergency; who was called so and not reached is telephoned.
        rings: where it is urgent, the clock rings somebody for an emergency by it.
        group: it asks everybody in the group to telephone.
        delay: by it somebody hears that nobody has set out.
        latest_only: of several about one matter that wait for one person only the latest is sent.
        answers: whoever asked gets it, by the first channel that takes it, and nobody in his place.
        file: it hands over the file it is about.
        report: it reports that somebody is not reached; that it did not arrive is not reported.
    """

    word: str
    stale: Staleness = Staleness.NEVER
    calls: bool = False
    rings: bool = False
    group: bool = False
    delay: bool = False
    latest_only: bool = False
    answers: bool = False
    file: bool = False
    report: bool = False

    @property
    def of_line(self) -> bool:
        """Whether it speaks of one line of the matter, and of no other."""
        return self.stale is Staleness.LINE


PUSHES: Mapping[PushKind, PushSpec] = {
    PushKind.ARRIVAL: PushSpec("送达"),
    PushKind.REMINDER: PushSpec("到期提醒", Staleness.LINE),
    PushKind.OVERDUE: PushSpec("过期提醒", Staleness.LINE, rings=True, delay=True),
    PushKind.ESCALATION: PushSpec("逐级提醒", Staleness.LINE),
    PushKind.EMERGENCY: PushSpec(
        "紧急呼叫", Staleness.TAKEN_ON, calls=True, rings=True, latest_only=True
    ),
    PushKind.CHASE: PushSpec("追问进展", Staleness.STEP, rings=True, latest_only=True),
    PushKind.STEP: PushSpec("办理情况"),
    PushKind.TEAM: PushSpec("列入出发人员"),
    PushKind.STOP: PushSpec("停止呼叫"),
    PushKind.UNDELIVERED: PushSpec("未送达"),
    PushKind.REACHED: PushSpec("恢复送达"),
    PushKind.GROUP_CALL: PushSpec("群内求助", Staleness.TAKEN_ON, group=True),
    PushKind.GROUP_END: PushSpec("群内告知结束"),
    PushKind.MATERIAL: PushSpec("材料", answers=True, file=True),
    PushKind.PRIVATE: PushSpec("单独答复", answers=True),
    PushKind.BINDING: PushSpec("绑定申请"),
    PushKind.BOUND: PushSpec("绑定结果"),
    PushKind.RETIRED: PushSpec("通讯录变动"),
    PushKind.ONBOARDING: PushSpec("收不到提醒的人员"),
    PushKind.UNREACHABLE: PushSpec("没有送到", report=True),
    PushKind.TROUBLE: PushSpec("故障"),
    PushKind.DEFECT: PushSpec("办法有错"),
}

if missing := set(PushKind) - set(PUSHES):
    raise Incomplete(f"kinds of push without an entry: {', '.join(sorted(missing))}")


@dataclass(frozen=True, slots=True)
class About:
    """What a push speaks of, beside its matter.

    Attributes:
        duty: duty id of the regulation; "" for none.
        rule: id of the rule of the reminder policy that fell due; "" where none did.
        day: the last day of the duty's line, inclusive; None for no line, or one in hours.
        end: the first instant too late of a line in hours; None for no such line.
        material: which file it hands over; None for none.
    """

    duty: str = ""
    rule: str = ""
    day: date | None = None
    end: datetime | None = None
    material: int | None = None


NOTHING_ELSE = About()
