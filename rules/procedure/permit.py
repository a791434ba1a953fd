"""Which steps a matter allows now, and what each must be told: table and county together."""

from collections.abc import Iterable

from rules.in_force import Law, duties_of, scene_of
from rules.kinds import offered
from rules.kinds.fields import UNTIL
from rules.kinds.words import state_word, step_word
from rules.law.regulation import Duty, ExtendMode, Regulation, Scene
from rules.values.errors import Barred, NotYours, WrongStep
from rules.values.facts import FactKind
from rules.values.kind import Field, FieldKind, KindSpec, Move, Side, State, Step
from rules.values.matter import Matter
from rules.values.people import Directory, Officer, Role

IN_CHARGE = "主持工作"
"""Who stands in for an absent 主要领导 is said with these words, and recorded as said."""


def next_steps(matter: Matter, side: Side, law: Law, directory: Directory) -> tuple[Step, ...]:
    """The steps a side may take now, the expected ones first, the barred ones left out."""
    regulation = law.regulation(matter)
    scene = scene_of(matter, directory)
    allowed = [
        step
        for step in offered(matter.kind, matter.state, side)
        if not regulation.gate(step.value, scene)
        and (step is not Step.EXTEND or _may_extend(matter, side, regulation, directory))
        and (step is not Step.REPORT_UP or reports_up(regulation, scene))
    ]
    expected = matter.kind.expected.get((matter.state, side), ())
    return tuple(sorted(allowed, key=lambda s: expected.index(s) if s in expected else 99))


def reports_up(regulation: Regulation, scene: Scene) -> bool:
    """Whether the document names who decides for a receiver without competence."""
    return bool(regulation.routes_for(Step.REPORT_UP.value, scene))


def extendable(
    matter: Matter, side: Side, regulation: Regulation, directory: Directory
) -> Duty | None:
    """The duty of that side that the document lets be extended now, if there is one."""
    started = {fact.kind for fact in matter.facts}
    for duty in duties_of(regulation, matter, directory):
        mine = duty.owes.value == side.value and not started.isdisjoint(duty.starts)
        if mine and duty.extend is not None and started.isdisjoint(duty.met_by):
            return duty
    return None


def _may_extend(matter: Matter, side: Side, regulation: Regulation, directory: Directory) -> bool:
    """Whether an extension is worth offering: one that is added can be had once."""
    duty = extendable(matter, side, regulation, directory)
    if duty is None or duty.extend is None:
        return False
    extended = any(fact.kind is FactKind.EXTENDED for fact in matter.facts)
    return not (duty.extend.mode is ExtendMode.ADD and extended)


def asks(
    step: Step, matter: Matter, side: Side, law: Law, directory: Directory
) -> tuple[Field, ...]:
    """What the step must know. A county whose document names the new date itself asks for none."""
    fields = matter.kind.moves[matter.state, step].asks
    if step is not Step.EXTEND:
        return fields
    duty = extendable(matter, side, law.regulation(matter), directory)
    if duty is not None and duty.extend is not None and duty.extend.mode is ExtendMode.ADD:
        return tuple(field for field in fields if field is not UNTIL)
    return fields


def opening_asks(kind: KindSpec, regulation: Regulation, scene: Scene) -> tuple[Field, ...]:
    """What must be known before a matter is sent: the kind's questions, then the county's own."""
    own = tuple(
        Field(
            asked.field,
            asked.label,
            asked.question,
            FieldKind(asked.answer.value),
            asked.least,
            asked.role,
            choices=asked.choices,
        )
        for asked in regulation.requires_for(scene)
    )
    return kind.asked + own


def leaders(role: Role, unit: str, directory: Directory) -> tuple[Officer, ...]:
    """Who can answer for a unit as that; 主要领导 are leaders too."""
    found = directory.with_role(unit, Role.PRINCIPAL)
    if role is Role.LEADER:
        found = tuple(dict.fromkeys((*directory.with_role(unit, Role.LEADER), *found)))
    return found


def leader_named(field: Field, text: str, unit: str, directory: Directory) -> str:
    """The leader a text names; "" where it names none.

    Whoever is said to 主持工作 is taken as said, and so is any name where the address book has no
    such leader of the unit.
    """
    known = leaders(field.role or Role.LEADER, unit, directory)
    named = [officer.name for officer in known if officer.name in text]
    if named:
        return named[0]
    return text.strip() if IN_CHARGE in text or not known else ""


def permit(
    step: Step, matter: Matter, officer: Officer, law: Law, directory: Directory
) -> tuple[Move, Side]:
    """The row of the table by which this officer may take the step now.

    Raises:
        NotYours: the step belongs to the other unit, or the officer to neither.
        WrongStep: the present state has no such step.
        Barred: the county's document forbids it.
    """
    regulation = law.regulation(matter)
    word = step_word(step, matter.kind, regulation)
    side = matter.side(directory.unit_of(officer).id)
    move = matter.kind.moves.get((matter.state, step))
    if side is None:
        parties = f"{short(directory, matter.sender)}和{short(directory, matter.receiver)}"
        raise NotYours(matter.number, word, parties)
    scene = scene_of(matter, directory)
    gate = regulation.gate(step.value, scene)
    if gate and any(step in offered(matter.kind, state, side) for state in State):
        source = regulation.where(gate.cite)
        raise Barred(matter.number, word, source, gate.cite.quote, gate.instead)
    if move is None or (step is Step.REPORT_UP and not reports_up(regulation, scene)):
        raise WrongStep(
            matter.number,
            word,
            state_word(matter.state, matter.kind),
            words(next_steps(matter, side, law, directory), matter, regulation),
        )
    if move.who is not side:
        owner = matter.unit(move.who) if move.who else matter.receiver
        raise NotYours(matter.number, word, short(directory, owner))
    return move, side


def words(steps: Iterable[Step], matter: Matter, regulation: Regulation) -> tuple[str, ...]:
    """The county's words for some steps."""
    return tuple(step_word(step, matter.kind, regulation) for step in steps)


def short(directory: Directory, unit: str) -> str:
    """What people call a unit."""
    return directory.unit(unit).short
