"""What of a document a play has shown: each entry tried on a matter, from opening to discharge."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.rehearsal.coverage_office import Case, Heard, NotOpened, Play, Town
from rules.documents.check import stands_for
from rules.documents.coverage import THERE, with_kinds
from rules.in_force import Law, Owed
from rules.kinds import KINDS, MOVES
from rules.law.duties import DutyClass, Status
from rules.law.regulation import (
    Duty,
    Entry,
    Extend,
    ExtendMode,
    Gate,
    Note,
    Paper,
    PauseRule,
    Regulation,
    Required,
    Route,
    Row,
    fits,
)
from rules.law.vocabulary import KIND_NAMES
from rules.procedure.checklist import SIGN, clause_text
from rules.reminders.policy import working_day
from rules.values.dates import BEIJING
from rules.values.facts import FactKind
from rules.values.kind import KindSpec, Move, Side, State, Step
from rules.values.people import UnitType
from storage import upgrade

LEVELS = (UnitType.TOWNSHIP, UnitType.DEPARTMENT)
MORNING = time(9)
MONTH = timedelta(days=40)
"""How long the clock runs after a duty has begun, until nothing more is waited for."""
ONE_DAY = timedelta(days=1)
UNWANTED = frozenset({Step.WITHDRAW, Step.FAIL, Step.SERVE_ON_PAPER, Step.HAND_ON})
"""Steps that a play takes only where it is about them."""
OPEN = frozenset({Status.RUNNING, Status.OVERDUE, Status.PROVISIONAL, Status.NO_NUMBER})
MET = frozenset({Status.MET, Status.MET_LATE})
SHOWN = ""
NO_STEP = "这种事项没有这一步"
NOT_IN_PROGRAM = "程序里还没有这一步"


@dataclass(frozen=True, slots=True)
class Shown:
    """One clause of a document.

    Attributes:
        missing: what no play has shown of it, in words; "" where all of it was shown.
    """

    clause: str
    row: Row | None
    missing: str = SHOWN


async def played(
    regulation: Regulation, law: Law, clauses: Mapping[str, Row | None]
) -> list[Shown]:
    """Play every entry of a document and say of each clause whether all of its entries showed.

    Args:
        regulation: the document.
        law: in which it is the county's.
        clauses: the document's clauses, each with what it is; None where nobody has said.
    """
    by_clause: dict[str, list[tuple[Entry, tuple[str, ...]]]] = {c: [] for c in clauses}
    for entry, kinds in with_kinds(regulation):
        for clause in entry.covers:
            row = clauses.get(clause)
            if clause in by_clause and (row is None or row in stands_for(entry)):
                by_clause[clause].append((entry, kinds))
    async with _town(law, regulation) as town:
        theatre = Theatre(regulation, town)
        found: list[Shown] = []
        for clause, row in clauses.items():
            missing = [await theatre.missing(e, kinds) for e, kinds in by_clause[clause]]
            why = "还没有录入" if not missing else next(filter(None, missing), SHOWN)
            found.append(Shown(clause, row, why))
    return found


@asynccontextmanager
async def _town(law: Law, regulation: Regulation) -> AsyncIterator[Town]:
    with TemporaryDirectory(prefix="liaison-") as folder:
        empty = Path(folder) / "empty.db"
        await asyncio.to_thread(upgrade, f"sqlite:///{empty}")
        start = _start(law, regulation)
        town = Town(Path(folder), law.on(start), start)
        await town.prepare(empty)
        yield town


def _start(law: Law, regulation: Regulation) -> datetime:
    """A working morning in the newest year with a calendar, once the document holds."""
    day = max(date(max(law.calendar.years), 3, 16), regulation.since or date.min)
    day = working_day(day - ONE_DAY, 1, law.calendar)
    return datetime.combine(day, MORNING, BEIJING)


@dataclass(frozen=True, slots=True)
class Road:
    """How a matter comes to a state.

    Attributes:
        send: whether it is sent at once, or only noted down.
        steps: taken after that, in order.
        state: where they lead.
    """

    send: bool
    steps: tuple[Step, ...]
    state: State


class Theatre:
    """The plays of one document; each entry is played once."""

    def __init__(self, regulation: Regulation, town: Town) -> None:
        self._regulation = regulation
        self._town = town
        self._known: dict[tuple[int, tuple[str, ...]], str] = {}

    async def missing(self, entry: Entry, kinds: tuple[str, ...]) -> str:
        """What no play shows of an entry; "" where all of it shows."""
        key = id(entry), kinds
        if key not in self._known:
            self._known[key] = await self._missing(entry, kinds)
        return self._known[key]

    async def _missing(self, entry: Entry, kinds: tuple[str, ...]) -> str:
        there = [KINDS[kind] for kind in kinds if kind in THERE]
        if not there:
            names = "、".join(KIND_NAMES.get(kind, kind) for kind in kinds)
            return f"还没有这种事项：{names}" if names else "不属于任何一种事项"
        whys = [await self._of_kind(entry, kind) for kind in there]
        own = [why for why in whys if why != NO_STEP]
        return next(filter(None, own), SHOWN) if own else NO_STEP

    async def _of_kind(self, entry: Entry, kind: KindSpec) -> str:
        """What no matter of a kind shows of an entry; one that shows all of it is enough."""
        why = "没有一件事项适用"
        for case in self._cases(entry, kind):
            why = await self._try(entry, case)
            if why == SHOWN:
                break
        return why

    def _cases(self, entry: Entry, kind: KindSpec) -> Iterator[Case]:
        """Matters of a kind for which an entry holds."""
        whole = self._whole(entry)
        sources = ("inspection", "complaint") if kind.sourced else ("",)
        urgent = isinstance(whole, Duty) and FactKind.FOUND_URGENT in whole.starts
        for sender, receiver, source in product(LEVELS, LEVELS, sources):
            case = Case(kind, sender, receiver, source, urgent)
            if sender is not receiver and fits(whole, case.scene):
                yield case

    def _whole(self, entry: Entry) -> Duty | Gate | Required | Paper | Route | Note:
        """The entry that decides for what it holds: of an extension or a pause, the duty."""
        if isinstance(entry, Extend | PauseRule):
            return next(d for d in self._regulation.duties if entry in (d.extend, d.pause))
        return entry

    async def _try(self, entry: Entry, case: Case) -> str:
        async with self._town.play(case) as play:
            try:
                return await self._play(play, entry)
            except NotOpened as said:
                return f"发出前不是事项，没有期限在跑（{str(said).rstrip('。')}）"

    async def _play(self, play: Play, entry: Entry) -> str:
        match entry:
            case Duty():
                found = self._duty(play, entry)
            case Extend() | PauseRule():
                found = self._stretched(play, entry)
            case Gate() if entry.bars == SIGN:
                found = self._signs(play)
            case Gate() if entry.bars:
                found = self._barred(play, entry)
            case Gate():
                found = self._at_step(play, entry.asks, entry.needs)
            case Required():
                found = self._asked(play, entry)
            case Paper():
                text = f"{entry.name}（{entry.cite.article}）"
                found = self._at_step(play, entry.step, text)
            case Route():
                found = self._route(play, entry)
            case _:
                found = self._note(play, entry)
        return await found

    # ---- duties ----

    async def _duty(self, play: Play, duty: Duty) -> str:
        """It starts, stands where it can be seen, is reminded of, and is discharged by a step."""
        road = self._road_to(play.case, duty)
        if road is None:
            return "没有一步会记录起算的事实"
        heard = await self._go(play, road)
        owed = await self._owed(play, duty)
        if owed is None or owed.answer.status not in OPEN:
            return "没有起算"
        if not await self._stands(play, duty):
            return "卡片和待办上都没有"
        if not await self._told(play, duty, heard):
            number = duty.duty_class is not DutyClass.NONE
            return "没有提醒" if number else "原文没有数字，不提醒，也没有一条消息提到"
        return await self._discharged(play, duty)

    async def _discharged(self, play: Play, duty: Duty) -> str:
        if not duty.met_by:
            return "没有写明怎样算完成"
        state = (await play.matter()).state
        road = self._search(play.case, Road(send=True, steps=(), state=state), set(duty.met_by))
        if road is None:
            return "没有一步会记录完成的事实"
        for step in road.steps:
            await play.take(step)
        facts = {fact.kind for fact in (await play.matter()).facts}
        owed = await self._owed(play, duty)
        answer = None if owed is None else owed.answer
        met = answer is None or answer.status in MET or answer.status is Status.NO_NUMBER
        return SHOWN if met and facts & set(duty.met_by) else "办了以后没有完成"

    async def _stands(self, play: Play, duty: Duty) -> bool:
        """Whether a side sees it on a card or in 待办."""
        seen = [await play.says(play.liaison(side), "待办") for side in Side]
        for push in await play.pushes():
            card = push.message.card
            if card is not None:
                seen += [card.note, *(value for _, value in card.lines)]
        return any(words in text for text in seen for words in _named(play, duty))

    async def _told(self, play: Play, duty: Duty, heard: Heard) -> bool:
        """Whether a message of the clock names it; of one without a number, that of the arrival."""
        if duty.duty_class is DutyClass.NONE:
            pushes = [push for told in heard.told.values() for push in told]
            texts = [push.message.text for push in pushes]
            if any(words in text for text in texts for words in _named(play, duty)):
                return True
        return await play.until_told(_named(play, duty), play.clock.now() + MONTH)

    async def _stretched(self, play: Play, entry: Extend | PauseRule) -> str:
        """The step by which a line is moved moves it."""
        duty = self._whole(entry)
        assert isinstance(duty, Duty)  # noqa: S101  # an extension belongs to one
        road = self._road_to(play.case, duty)
        if road is None:
            return "没有一步会记录起算的事实"
        await self._go(play, road)
        before = await self._owed(play, duty)
        if before is None:
            return "没有起算"
        if isinstance(entry, Extend):
            wanted: Sequence[set[FactKind]] = ({FactKind.EXTENDED},)
        else:
            wanted = ({entry.asked}, {entry.ended})
        last = before.answer.last_day
        if last is not None:
            play.new_day = working_day(last, 1, play.law.calendar)
        for facts in wanted:
            play.clock.move_to(play.clock.now() + ONE_DAY)
            state = (await play.matter()).state
            here = Road(send=True, steps=(), state=state)
            step = self._search(play.case, here, facts)
            if step is None:
                return "没有一步会记录延长或者中断的事实"
            for one in step.steps:
                await play.take(one)
        after = await self._owed(play, duty)
        if after is None or after.answer.due is None or before.answer.due is None:
            return "延长或者中断以后没有期限"
        announced = isinstance(entry, Extend) and entry.mode is ExtendMode.ANNOUNCED
        moved = after.answer.due > before.answer.due
        return SHOWN if moved or (announced and after.answer.extended) else "期限没有变动"

    async def _owed(self, play: Play, duty: Duty) -> Owed | None:
        matter = await play.matter()
        found = play.law.owed(matter, play.directory, play.clock.now())
        return next((one for one in found if one.duty.id == duty.id), None)

    # ---- gates, papers, notes ----

    async def _asked(self, play: Play, entry: Required) -> str:
        """It is asked before the matter is sent, and stands on the draft."""
        heard = await play.open()
        seen = entry.question in heard.words and f"{entry.label}：" in heard.words
        return SHOWN if seen else "发出前没有问到"

    async def _signs(self, play: Play) -> str:
        """What somebody of an inner body sends goes out as his unit's."""
        ours = play.units[Side.SENDER]
        [body] = [one for one in play.directory.units.values() if one.parent == ours]
        heard = await play.open(by=play.directory.officers[f"{body.id}.jia"])
        told = play.told(heard, Side.RECEIVER)
        signed = (await play.matter()).sender == ours and body.short not in told
        return SHOWN if signed else "以内设机构名义发出了"

    async def _barred(self, play: Play, gate: Gate) -> str:
        """The step is refused in the document's own words, and nothing changes."""
        if gate.bars not in set(Step):
            return NOT_IN_PROGRAM
        step = Step(gate.bars)
        road = self._before(play.case, step)
        if road is None:
            return NO_STEP
        await self._go(play, road)
        version = (await play.matter()).version
        heard = await play.take(step)
        regulation = self._regulation
        words = f"{regulation.where(gate.cite)}规定“{gate.cite.quote}”"
        kept = (await play.matter()).version == version
        return SHOWN if kept and words in heard.words else "没有拒绝"

    async def _at_step(self, play: Play, step: str, words: str) -> str:
        """Some words are read by whoever takes a step."""
        heard = await self._taking(play, step)
        if heard is None:
            return NO_STEP if step in set(Step) else NOT_IN_PROGRAM
        return SHOWN if words in heard.words else "办那一步时没有显示"

    async def _route(self, play: Play, route: Route) -> str:
        words = f"{clause_text(route)}（{route.cite.article}）"
        why = "不属于任何一步"
        for step in route.steps:
            async with self._town.play(play.case) as fresh:
                heard = await self._taking(fresh, step)
            if heard is None:
                why = NO_STEP if step in set(Step) else NOT_IN_PROGRAM
            elif words in heard.words:
                return SHOWN
            else:
                why = "办那一步之后没有说"
        return why

    async def _note(self, play: Play, note: Note) -> str:
        """It is said at its step to the side it concerns; one without a step stands in 条文."""
        if not note.step:
            await play.open()
            return await self._listed(play, note)
        heard = await self._taking(play, note.step)
        if heard is None:
            return NO_STEP if note.step in set(Step) else NOT_IN_PROGRAM
        side = Side(note.side.value)
        words = f"{clause_text(note)}（{note.cite.article}）"
        read = heard.words + play.told(heard, side)
        if self._actor(play.case, note.step) is not side:
            read = play.told(heard, side)
        if words in read:
            return SHOWN
        listed = await self._listed(play, note)
        return "办那一步时没有说，只列在条文里" if listed == SHOWN else "办那一步时没有说"

    async def _listed(self, play: Play, note: Note) -> str:
        words = await play.says(play.liaison(Side.SENDER), f"条文 {play.number}")
        there = f"{note.cite.article} {clause_text(note)}" in words
        return SHOWN if there else "条文里没有列出"

    def _actor(self, case: Case, step: str) -> Side | None:
        if step == Step.SEND:
            return Side.SENDER
        return next(m.who for (k, _, s), m in MOVES.items() if k is case.kind and s == step)

    async def _taking(self, play: Play, step: str) -> Heard | None:
        """A step taken, after all that comes before it; None where the kind has no such step."""
        if step not in set(Step):
            return None
        if step == Step.SEND:
            return await play.open()
        road = self._before(play.case, Step(step))
        if road is None:
            return None
        await self._go(play, road)
        return await play.take(Step(step))

    # ---- the way there ----

    async def _go(self, play: Play, road: Road) -> Heard:
        if road.state is State.UNDELIVERED:
            await play.retire(play.units[Side.RECEIVER])
        heard = await play.open(send=road.send)
        for step in road.steps:
            after = await play.take(step)
            heard = replace(after, told={**heard.told, **after.told})
        return heard

    def _road_to(self, case: Case, duty: Duty) -> Road | None:
        """The shortest way to a fact that starts a duty and does not discharge it."""
        starts = set(duty.starts)
        opening = case.kind.opening_facts - {case.kind.delivered_by, FactKind.UNDELIVERED}
        if case.source != "complaint":
            opening -= {FactKind.COMPLAINT_RECEIVED}
        registered = Road(send=False, steps=(), state=State.REGISTERED)
        can_wait = (case.kind, State.REGISTERED, Step.SEND) in MOVES
        if starts & opening and can_wait and case.kind.delivered_by in duty.met_by:
            return registered
        sent = Road(send=True, steps=(), state=State.DELIVERED)
        if starts & (opening | {case.kind.delivered_by}):
            return sent
        return self._search(case, sent, starts)

    def _before(self, case: Case, step: Step) -> Road | None:
        """The shortest way to a state that has a step."""
        has = {state for kind, state, s in MOVES if kind is case.kind and s is step}
        if step is Step.SERVE_ON_PAPER and has:
            return Road(send=True, steps=(), state=State.UNDELIVERED)
        first = Road(send=True, steps=(), state=State.DELIVERED)
        for road in self._roads(case, first):
            if road.state in has:
                return road
        if State.REGISTERED in has:
            return Road(send=False, steps=(), state=State.REGISTERED)
        return None

    def _search(self, case: Case, here: Road, facts: set[FactKind]) -> Road | None:
        """The shortest way on to a step that records one of some facts."""
        for road in self._roads(case, here):
            for step, move in self._steps(case, road.state):
                if move.fact in facts:
                    return Road(road.send, (*road.steps, step), move.to)
        return None

    def _roads(self, case: Case, here: Road) -> Iterator[Road]:
        """All states that can be reached, the nearest first."""
        waiting, seen = deque([here]), {here.state}
        while waiting:
            road = waiting.popleft()
            yield road
            for step, move in self._steps(case, road.state):
                if move.to not in seen and step not in UNWANTED:
                    seen.add(move.to)
                    waiting.append(Road(road.send, (*road.steps, step), move.to))

    def _steps(self, case: Case, state: State) -> Iterator[tuple[Step, Move]]:
        """The steps that the table and the document allow in a state."""
        for (kind, where, step), move in MOVES.items():
            if kind is case.kind and where is state and move.who is not None:
                barred = self._regulation.gate(step.value, case.scene)
                if barred is None:
                    yield step, move


def _named(play: Play, duty: Duty) -> tuple[str, ...]:
    """How messages name a duty: by who owes it, as what is asked for, or by when."""
    unit = play.directory.units[play.units[Side(duty.owes.value)]].short
    return f"{unit}{duty.name}", f"请{duty.name}，", f"前{duty.name}（"
