"""Whether the steps of the program can begin and discharge what a document says of its matters."""

from collections.abc import Iterable, Iterator, Mapping

from rules.kinds import KINDS, MOVES
from rules.kinds.steps import STEPS
from rules.law.lifecycle import FACT_NAMES
from rules.law.regulation import Duty, Gate, Note, Paper, Regulation, Route
from rules.law.vocabulary import KIND_NAMES, TO_COME
from rules.procedure.checklist import SIGN
from rules.values.facts import FactKind
from rules.values.kind import KindSpec, Side, Step

NAMES: Mapping[type[Gate | Paper | Route | Note], str] = {
    Gate: "gate",
    Paper: "paper",
    Route: "route",
    Note: "note",
}
"""How a file calls the tables that name a step."""
THERE = frozenset(KINDS)
SENT = frozenset({FactKind.DELIVERED, FactKind.EMERGENCY_NOTIFIED})
"""What the unit does that sends a matter, whoever records it."""
AWAITED: Mapping[str, FactKind] = {
    "report-delivery": FactKind.REPORTED,
    "publish-case": FactKind.SHARED,
    "stop-violation": FactKind.NOTIFIED,
}
"""Common duties whose start or discharge no step of their kinds records yet, and the fact."""


def faults(regulation: Regulation) -> Iterator[str]:
    """Duties of matters there are that never begin, or that nobody who owes them can discharge.

    Also what is asked, enclosed or said at a step that none of an entry's kinds has.
    """
    for duty in regulation.duties:
        for kind in _there(duty.kinds):
            yield from (f"duty[{duty.id}].{fault}" for fault in _of_duty(duty, kind))
    for where, step, kinds in _steps(regulation):
        there = _there(kinds)
        if step in set(Step) and there and not any(_has(kind, Step(step)) for kind in there):
            named = "、".join(kind.word for kind in there)
            yield f"{where}：{named}没有“{STEPS[Step(step)].word}”这一步，这一条不起作用"
    yield from _ways_out(regulation)
    for place, asked in enumerate(regulation.requires, 1):
        opening = {field.id: field for kind in _there(asked.kinds) for field in kind.opening}
        if (own := opening.get(asked.field)) is not None:
            yield (
                f"requires[{place}].field：{asked.field}是每件都要问的“{own.label}”，请另取一个名称"
            )


def _ways_out(regulation: Regulation) -> Iterator[str]:
    """Ways out of a ban that are barred themselves."""
    for gate in regulation.gates:
        for other in regulation.gates if gate.instead else ():
            if (
                other.bars in set(Step)
                and STEPS[Step(other.bars)].word == gate.instead
                and set(gate.kinds) & set(other.kinds)
                and _meet(gate.sender, other.sender)
                and _meet(gate.receiver, other.receiver)
                and _meet(gate.source, other.source)
            ):
                itself = "这一条" if other is gate else f"gate[{other.id}]"
                yield f"gate[{gate.id}].instead：“{gate.instead}”是{itself}不许的，走不通"


def _meet(one: Iterable[str] | None, other: Iterable[str] | None) -> bool:
    """Whether two entries can hold for one matter; an empty side holds for any."""
    return not one or not other or bool(set(one) & set(other))


def warnings(regulation: Regulation) -> Iterator[str]:
    """What the program will not act on yet; the file is right as it is."""
    missing: dict[str, list[str]] = {}
    for duty in regulation.duties:
        if not duty.kinds:
            yield f"duty[{duty.id}].kinds：没有写是哪种事项，这项义务只供计算，不上卡片，不提醒"
        for kind in () if _there(duty.kinds) else duty.kinds:
            missing.setdefault(kind, []).append(duty.id)
        fact = AWAITED.get(duty.id)
        for known in _there(duty.kinds):
            if duty.lifted_by and known.recordable.isdisjoint(duty.lifted_by):
                yield (
                    f"duty[{duty.id}].lifted_by：{known.word}还没有一步会记录"
                    f"{_named(duty.lifted_by)}，这个除外现在只供计算"
                )
            if fact is not None and fact not in _records(known, Side(duty.owes.value)):
                yield (
                    f"duty[{duty.id}]：{known.word}还没有一步会记录“{FACT_NAMES[fact]}”，"
                    "这项义务现在只供计算"
                )
    for kind, ids in missing.items():
        yield (
            f"duty[{ids[0]}].kinds：程序里还没有{KIND_NAMES.get(kind, kind)}这种事项，"
            f"这些义务现在只供计算：{'、'.join(ids)}"
        )
    for where, step, _ in _steps(regulation):
        if step in TO_COME and step != SIGN:
            yield f"{where}：程序里还没有“{TO_COME[step]}”这一步，这一条现在只列在条文里"


def _of_duty(duty: Duty, kind: KindSpec) -> Iterator[str]:
    word, side = kind.word, Side(duty.owes.value)
    awaited = AWAITED.get(duty.id)
    known = kind.recordable | ({awaited} if awaited else set())
    own = _records(kind, side) | ({awaited} if awaited else set())
    if known.isdisjoint(duty.starts):
        yield f"starts：{word}没有一步会记录{_named(duty.starts)}，这项义务永远不起算"
    if duty.met_by and known.isdisjoint(duty.met_by):
        yield f"met_by：{word}没有一步会记录{_named(duty.met_by)}，这项义务永远完不成"
    elif duty.met_by and own.isdisjoint(duty.met_by):
        others = "收件方" if side is Side.SENDER else "发件方"
        yield f"owes：{word}里{_named(duty.met_by)}由{others}记录，负有义务的一方完不成"
    elif side is Side.RECEIVER and duty.met_by and set(duty.met_by) <= SENT:
        yield f"owes：{_named(duty.met_by)}由发件方做到，负有义务的一方完不成"
    if duty.chase and known.isdisjoint(duty.chase):
        yield f"chase：{word}没有一步会记录{_named(duty.chase)}，没有可催的"
    if duty.extend is not None and FactKind.EXTENDED not in own:
        yield f"extend：{word}里负有义务的一方没有“{STEPS[Step.EXTEND].word}”这一步"
    if duty.pause is not None and not {duty.pause.asked, duty.pause.ended} <= known:
        absent = sorted({duty.pause.asked, duty.pause.ended} - known)
        yield f"pause：{word}没有一步会记录{_named(absent)}，不会中断"
    elif duty.pause is not None and duty.pause.asked not in own and own & set(duty.met_by):
        asked = _named((duty.pause.asked,))
        yield f"pause.asked：{word}里{asked}由对方记录，负有义务的一方不能要求补充"


def _records(kind: KindSpec, side: Side) -> frozenset[FactKind]:
    """The facts that a side of a kind records; whatever the opening records is the sender's."""
    moves = (move for (k, _, _), move in MOVES.items() if k is kind and move.who is side)
    facts = frozenset(move.fact for move in moves if move.fact is not None)
    return facts | kind.opening_facts if side is Side.SENDER else facts


def _named(facts: Iterable[FactKind]) -> str:
    return "、".join(f"“{FACT_NAMES[fact]}”（{fact}）" for fact in facts)


def _there(kinds: Iterable[str]) -> list[KindSpec]:
    return [KINDS[kind] for kind in kinds if kind in THERE]


def _has(kind: KindSpec, step: Step) -> bool:
    return step is Step.SEND or any(k is kind and s is step for k, _, s in MOVES)


def _steps(regulation: Regulation) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Every step an entry names: the key of the file, the step, the entry's kinds."""
    entries: tuple[Gate | Paper | Route | Note, ...] = (
        *regulation.gates,
        *regulation.papers,
        *regulation.routes,
        *regulation.notes,
    )
    for entry in entries:
        name = NAMES[type(entry)]
        for key in ("bars", "asks", "step", "steps"):
            written = getattr(entry, key, ())
            for step in (written,) if isinstance(written, str) else written:
                if step:
                    yield f"{name}[{entry.id}].{key}", step, entry.kinds
