"""Walking through the table of steps in the two sample counties."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.rehearsal.demo import sample
from rules.decisions.act import Act, Said
from rules.decisions.steps import fail, open_matter, take
from rules.in_force import Law
from rules.kinds import KINDS, MOVES
from rules.law.calendar import WorkCalendar
from rules.law.library import Regulations
from rules.reminders.policy_file import load_policy
from rules.values.kind import KindSpec, Side, State, Step
from rules.values.matter import Entry, Matter, Outcome
from rules.values.people import Officer, Role

COUNTIES = {name: sample(name) for name in ("qingfeng", "cangzhou", "nangong")}
_PARTS = (Regulations.load(), WorkCalendar.load(), load_policy())
LAWS = {name: Law(*_PARTS, name) for name in COUNTIES}
PARTIES = {
    "qingfeng": ("chengguan", "samr"),
    "cangzhou": ("shimenqiao", "samr"),
    "nangong": ("fenggang", "samr"),
}
"""A township and a department of each county."""

PATHS: Mapping[tuple[KindSpec, State], tuple[Step, ...]] = {
    (KINDS["referral"], State.REGISTERED): (),
    (KINDS["referral"], State.DELIVERED): (Step.SEND,),
    (KINDS["referral"], State.UNDELIVERED): (Step.SEND, Step.FAIL),
    (KINDS["referral"], State.SUPPLEMENTING): (Step.SEND, Step.ASK_SUPPLEMENT),
    (KINDS["referral"], State.ACCEPTED): (Step.SEND, Step.ACCEPT),
    (KINDS["referral"], State.REPORTED): (Step.SEND, Step.REPORT_UP),
    (KINDS["referral"], State.FILED): (Step.SEND, Step.ACCEPT, Step.FILE),
    (KINDS["assistance"], State.DELIVERED): (),
    (KINDS["assistance"], State.UNDELIVERED): (Step.FAIL,),
    (KINDS["assistance"], State.SUPPLEMENTING): (Step.ASK_SUPPLEMENT,),
    (KINDS["assistance"], State.REPLIED): (Step.REPLY,),
    (KINDS["emergency"], State.DELIVERED): (),
    (KINDS["emergency"], State.UNDELIVERED): (Step.FAIL,),
    (KINDS["emergency"], State.CONFIRMED): (Step.CONFIRM,),
    (KINDS["emergency"], State.DISPATCHED): (Step.DISPATCH,),
    (KINDS["emergency"], State.ARRIVED): (Step.DISPATCH, Step.ARRIVE),
    (KINDS["share"], State.REGISTERED): (),
    (KINDS["share"], State.DELIVERED): (Step.SEND,),
    (KINDS["share"], State.UNDELIVERED): (Step.SEND, Step.FAIL),
}
"""How each state that has a way out is reached from the opening."""


@dataclass(frozen=True)
class Walk:
    """A matter under way, and everything that was decided about it."""

    county: str
    matter: Matter
    now: datetime
    outcomes: tuple[Outcome, ...]

    @property
    def law(self) -> Law:
        return LAWS[self.county]

    @property
    def entries(self) -> tuple[Entry, ...]:
        return tuple(entry for outcome in self.outcomes for entry in outcome.entries)

    def officer(self, side: Side) -> Officer:
        directory = COUNTIES[self.county].directory
        unit = self.matter.unit(side)
        people = [o for o in directory.officers.values() if directory.unit_of(o).id == unit]
        return next((o for o in people if Role.LIAISON in o.roles), people[0])

    def said(self, now: datetime) -> Said:
        """Something fit for every question of every step."""
        third = "natres"
        return Said(
            (
                ("receiver", third if self.matter.receiver != third else "emergency"),
                ("reason", "不属于本单位管辖"),
                ("items", "现场检查笔录"),
                ("supplied", "现场检查笔录一份"),
                ("until", (now.date() + timedelta(days=3)).isoformat()),
                ("opinion", "没有许可登记"),
                ("result", "已责令改正"),
                ("team", "张三、李四"),
                ("whom", "何伟"),
                ("served", now.isoformat()),
                ("proof", "回执1号"),
            )
        )

    def act(self, side: Side, after: timedelta = timedelta(hours=1), **said: str) -> Act:
        now = self.now + after
        words = self.said(now)
        for field, value in said.items():
            words = words.having(field, value)
        return Act(
            officer=self.officer(side),
            at=now,
            said=Said(tuple(pair for pair in words.pairs if pair[1])),
            law=self.law,
            directory=COUNTIES[self.county].directory,
            reaches=lambda _: True,
        )

    def take(self, step: Step, after: timedelta = timedelta(hours=1), **said: str) -> "Walk":
        """Take one step as the side that may, an hour later unless told otherwise."""
        if step is Step.FAIL:
            now = self.now + after
            outcome = fail(self.matter, self.law, COUNTIES[self.county].directory, now)
            assert outcome is not None
        else:
            who = MOVES[self.matter.kind, self.matter.state, step].who
            assert who is not None
            act = self.act(who, after, **said)
            now, outcome = act.at, take(self.matter, step, act)
        return replace(self, matter=outcome.after, now=now, outcomes=(*self.outcomes, outcome))

    def through(self, *steps: Step) -> "Walk":
        walk = self
        for step in steps:
            walk = walk.take(step)
        return walk


def opened(kind: KindSpec, county: str = "qingfeng", *, send: bool = True, **said: str) -> Walk:
    """A matter from the township to the department; an emergency and a sharing go back."""
    town, department = PARTIES[county]
    sender, receiver = (
        (department, town) if kind.id in {"emergency", "share"} else (town, department)
    )
    described = COUNTIES[county]
    officer = described.directory.with_role(sender, Role.LIAISON)[0]
    words = Said(
        (
            ("receiver", receiver),
            ("facts", "东关桥头小吃店无证经营"),
            ("found", described.start.isoformat()),
            ("source", "inspection"),
            ("formed", described.start.isoformat()),
            ("category", "其他需要共享的执法信息"),
            ("approver", "吕明"),
        )
    )
    for field, value in said.items():
        words = words.having(field, value)
    act = Act(
        officer=officer,
        at=described.start,
        said=words,
        law=LAWS[county],
        directory=described.directory,
        reaches=lambda _: True,
    )
    outcome = open_matter(kind, 1, act, send=send)
    return Walk(county, outcome.after, described.start, (outcome,))


def at_state(kind: KindSpec, state: State, county: str) -> Walk:
    """A matter in that state, by the shortest way."""
    return opened(kind, county, send=kind.id not in {"referral", "share"}).through(
        *PATHS[kind, state]
    )
