"""Taking a step: from a matter and an officer to everything that changes because of it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from rules.decisions.act import Act
from rules.decisions.audience import tell
from rules.decisions.jurisdiction import put_before
from rules.decisions.reminders import look
from rules.in_force import Law, Owed
from rules.kinds.fields import RECEIVER_UNIT, TEAM, UNTIL
from rules.kinds.words import kind_word, step_word
from rules.law.regulation import ExtendMode, Scene
from rules.procedure.past import with_names
from rules.procedure.permit import asks, extendable, leader_named, opening_asks, permit
from rules.reminders.responsibility import NOTHING, History
from rules.texts import emergencies, news
from rules.values.dates import BEIJING, day_text
from rules.values.errors import Missing, Refusal
from rules.values.facts import Fact, FactKind
from rules.values.kind import ANY, Field, FieldKind, KindSpec, Move, Side, State, Step
from rules.values.matter import Entry, Line, Matter, Outcome, Push
from rules.values.message import Message
from rules.values.people import Directory, Officer, Role, UnitType
from rules.values.privacy import discreet
from rules.values.push import PushKind

ACTED = frozenset({FactKind.ACKNOWLEDGED, FactKind.SUPPLEMENT_ASKED})
"""Facts that show a delivery better than any channel could: somebody of the receiver acted."""

LEFT = "left"
"""When officers set out, said by whoever reports that they are there."""
TOGETHER = (("why", "到场时一并记录"),)
"""What stands beside a departure that was recorded with the arrival."""

INSTANT = timedelta(microseconds=1)
SUMMARY_LENGTH = 60


class Unfit(Refusal):
    """What was said does not fit the step: a date in the past, too few officers, no such unit."""

    code = "unfit"


def open_matter(kind: KindSpec, ordinal: int, act: Act, *, send: bool = True) -> Outcome:
    """File a new matter, and send it unless it is only registered.

    Args:
        kind: what it is.
        ordinal: its place among the county's matters of the kind.
        act: who files it and what was said; every field of `opening_asks` is there.
        send: False notes a referral down without sending it yet.

    Raises:
        Missing: something mandatory was not said.
        Unfit: the receiver cannot be one, or the finding lies in the future.
    """
    local = act.law.local
    word = kind_word(kind, local)
    if not act.said.get(RECEIVER_UNIT.id):
        raise Missing(word, RECEIVER_UNIT.label, "帮助")
    sender = act.directory.unit_of(act.officer).id
    receiver = receiver_of(word, sender, act)
    scene = Scene(
        kind.id,
        act.directory.unit(sender).type,
        act.directory.unit(receiver).type,
        act.said.get("source") or (None if kind.sourced else ""),
    )
    for field in opening_asks(kind, local, scene):
        _check_answer(field, word, sender, act)
    facts = _opening_facts(kind, act)
    number = f"{kind.prefix}{ordinal}"
    start = Matter(
        number=number,
        kind=kind,
        state=State.REGISTERED,
        sender=sender,
        receiver=receiver,
        opener=act.officer.id,
        regulation=local.id,
        regulation_version=local.version,
        conversation=act.conversation,
        summary=summary(act.said.get("facts")),
        facts=facts,
        opened_at=act.at,
        looked_at=act.at - INSTANT,
        next_look=None,
        version=1,
        entries=1,
        content=act.said.get("facts"),
    )
    step = Step.REGISTER
    if send:
        step = Step.SEND
        start = _delivered(start, act)
    entry = _entry(start, 1, step, act, start.facts)
    return _outcome(None, start, (entry,), (), act)


def _check_answer(field: Field, word: str, unit: str, act: Act) -> None:
    """Stop an opening that lacks what it must say, or says it of the wrong people."""
    said = act.said.get(field.id)
    if not said:
        raise Missing(word, field.label, "帮助")
    if field.kind is FieldKind.PEOPLE and len(act.said.people(field.id)) < field.least:
        raise Unfit(f"没有{word}：{field.label}至少要写明{field.least}名人员。")
    if field.kind is FieldKind.OFFICER and not leader_named(field, said, unit, act.directory):
        raise Unfit(f"没有{word}：“{said}”不是本单位登记的领导。{field.question}")


def take(matter: Matter, step: Step, act: Act) -> Outcome:
    """Take one step of an open matter.

    Raises:
        NotYours, WrongStep, Barred: see `rules.procedure.permit`.
        Missing: something the step must know was not said.
        Unfit: what was said does not fit.
    """
    move, side = ready(matter, step, act)
    word = step_word(step, matter.kind, act.law.regulation(matter))
    for field in asks(step, matter, side, act.law, act.directory):
        if not act.said.get(field.id):
            raise Missing(word, field.label, f"{word} {matter.number} {field.label}")
    if step is Step.EXTEND:
        _check_new_day(word, act)
    if step is Step.DISPATCH and move.fact is None:
        _check_added(matter, word, act)
    after, entries = _taken(matter, step, move, word, act)
    pushes = tell(matter, after, step, side, act)
    if step is Step.REPORT_UP:
        pushes += put_before(after, entries[-1], act.law, act.directory, act.reaches)
    return _outcome(matter, after, entries, pushes, act)


def _taken(
    matter: Matter, step: Step, move: Move, word: str, act: Act
) -> tuple[Matter, tuple[Entry, ...]]:
    """The matter after the step, and the record of it: of an arrival also the departure."""
    facts: tuple[Fact, ...] = ()
    entries: tuple[Entry, ...] = ()
    if matter.kind.rings and matter.state is State.UNDELIVERED:
        acts = move.who is Side.RECEIVER
        facts = (Fact(matter.kind.delivered_by, act.at),) if acts else ()
    if step is Step.ARRIVE and not any(f.kind is FactKind.DISPATCHED for f in matter.facts):
        left = act.said.instant(LEFT) or act.at
        if left > act.at:
            raise Unfit(f"没有记录{word}：出发时间还没有到。")
        facts += (Fact(FactKind.DISPATCHED, left),)
        gone = replace(matter, entries=matter.entries + 1, facts=(*matter.facts, *facts))
        entry = _entry(gone, gone.entries, Step.DISPATCH, act, facts)
        entries, facts, matter = (replace(entry, at=left, details=TOGETHER),), (), gone
    after = _after(replace(matter, facts=(*matter.facts, *facts)), step, move, word, act)
    fresh = after.facts[len(matter.facts) :]
    return after, (*entries, _entry(after, after.entries, step, act, fresh))


def ready(matter: Matter, step: Step, act: Act) -> tuple[Move, Side]:
    """Whether the step can be taken at all, before anything is asked for it.

    Raises:
        NotYours, WrongStep, Barred: see `rules.procedure.permit`.
        Unfit: it was acknowledged already, or the document knows no such extension.
    """
    move, side = permit(step, matter, act.officer, act.law, act.directory)
    word = step_word(step, matter.kind, act.law.regulation(matter))
    if step is Step.ACKNOWLEDGE and _acknowledged(matter):
        raise Unfit(f"没有再次记录：{matter.number} 已经{word}，不用重复发送。")
    if step is Step.EXTEND:
        _check_extension(matter, side, word, act)
    return move, side


def _acknowledged(matter: Matter) -> bool:
    """Whether the present receiver has acknowledged it since it was delivered."""
    latest = FactKind.DELIVERED
    for fact in matter.facts:
        if fact.kind in {FactKind.DELIVERED, FactKind.ACKNOWLEDGED}:
            latest = fact.kind
    return latest is FactKind.ACKNOWLEDGED


def fail(
    matter: Matter, law: Law, directory: Directory, at: datetime, history: History = NOTHING
) -> Outcome | None:
    """Nobody could be reached: the matter was not delivered after all. None when it moved on."""
    acted = any(fact.kind in ACTED for fact in matter.facts)
    if (matter.state, Step.FAIL) not in matter.kind.moves or acted:
        return None
    emergency = matter.kind.rings
    facts = tuple(fact for fact in matter.facts if fact.kind is not matter.kind.delivered_by)
    after = replace(
        matter,
        state=State.UNDELIVERED,
        facts=(*facts, *((Fact(FactKind.UNDELIVERED, at),) if emergency else ())),
        looked_at=at - INSTANT if emergency else at,
        version=matter.version + 1,
        entries=matter.entries + 1,
    )
    bare = Entry(matter.number, after.entries, Step.FAIL, "", "", at, at)
    entry = with_names(bare, after, directory)
    told = tuple(
        _by_program(
            after,
            PushKind.UNDELIVERED,
            person,
            emergencies.by_telephone(after, person, law, directory, at)
            if emergency
            else news.undelivered(after, law, directory),
            at,
        )
        for person in directory.carriers(matter.sender, matter.opener, at)
    )
    return _seen(matter, after, entry, told, law, directory, history)


def reach(
    matter: Matter, law: Law, directory: Directory, at: datetime, history: History = NOTHING
) -> Outcome | None:
    """A channel took an emergency that had reached nobody: it is delivered. None when it was."""
    if not matter.kind.rings or matter.state is not State.UNDELIVERED:
        return None
    fact = Fact(matter.kind.delivered_by, at)
    after = replace(
        matter,
        state=State.DELIVERED,
        facts=(*matter.facts, fact),
        looked_at=at,
        version=matter.version + 1,
        entries=matter.entries + 1,
    )
    bare = Entry(matter.number, after.entries, Step.SEND, "", "", at, at, (fact,))
    entry = with_names(bare, after, directory)
    message = emergencies.reached(after, law, directory, at)
    told = tuple(
        _by_program(after, PushKind.REACHED, person, message, at)
        for person in directory.carriers(matter.sender, matter.opener, at)
    )
    return _seen(matter, after, entry, told, law, directory, history)


def _by_program(
    matter: Matter, kind: PushKind, to: Officer, message: Message, at: datetime
) -> Push:
    """Something that became of a matter without anybody's step, for who filed it."""
    key = f"{matter.number}:{kind}:{matter.entries}:{to.id}"
    return Push(key, to.id, matter.number, kind, message, at, urgent=True)


def _seen(
    before: Matter,
    after: Matter,
    entry: Entry,
    told: tuple[Push, ...],
    law: Law,
    directory: Directory,
    history: History,
) -> Outcome:
    """What the program itself did to a matter, with what the clock has to say of it at once."""
    found = look(after, law, directory, entry.at, history)
    return Outcome(
        before,
        replace(after, looked_at=entry.at, next_look=found.next_look),
        lines_of(law.owed(after, directory, entry.at)),
        (entry,),
        (*told, *found.pushes),
        failed=found.failed,
    )


def attach(
    matter: Matter,
    files: Iterable[tuple[str, str]],
    officer: Officer,
    law: Law,
    directory: Directory,
    at: datetime,
    source: str,
) -> Outcome:
    """Tie pictures or files to a matter: an entry, and nothing else changes.

    Args:
        matter: as it is.
        files: name and SHA-256 of each, in the order in which they came.
        officer: who sent them.
        law: for the lines as they stand.
        directory: who there is.
        at: now.
        source: channel and message id of the message that tied them.
    """
    after = replace(matter, version=matter.version + 1, entries=matter.entries + 1)
    details = tuple(
        pair for name, sha256 in files for pair in (("material", name), ("sha256", sha256))
    )
    entry = Entry(
        number=matter.number,
        seq=after.entries,
        step=Step.ATTACH,
        officer=officer.id,
        unit=directory.unit_of(officer).id,
        at=at,
        recorded_at=at,
        details=details,
        source=source,
    )
    entry = with_names(entry, after, directory)
    return Outcome(matter, after, lines_of(law.owed(after, directory, at)), (entry,))


def contacts(unit: str, kind: KindSpec, directory: Directory, at: datetime) -> tuple[Officer, ...]:
    """Who can take delivery for a unit now: the liaisons, for an emergency whoever is called."""
    liaisons = directory.with_role(unit, Role.LIAISON)
    if kind.rings:
        ranks = (directory.on_duty(unit, at, rank) for rank in (1, 2, 3))
        leaders = directory.with_role(unit, Role.LEADER) + directory.with_role(unit, Role.PRINCIPAL)
        posts = directory.with_role(unit, Role.DUTY) + liaisons
        people = tuple(officer for rank in ranks for officer in rank) + posts + leaders
        return directory.present(people, at)
    return directory.present(liaisons, at)


def lines_of(owed: Iterable[Owed]) -> tuple[Line, ...]:
    """The rows that lists show."""
    return tuple(o.line() for o in owed)


def summary(text: str) -> str:
    """One line of what a matter is about, fit for a card: nobody's number, nor who told it."""
    flat = " ".join(discreet(text).split())
    return flat if len(flat) <= SUMMARY_LENGTH else flat[: SUMMARY_LENGTH - 1] + "…"


def receiver_of(word: str, sender: str, act: Act, named: str = "") -> str:
    """The unit that is to receive: the one that signs for the unit that was named.

    Raises:
        Unfit: it is the sender itself, the county government, or no unit any more.
    """
    unit = act.directory.signer(named or act.said.get(RECEIVER_UNIT.id))
    if not unit.active:
        raise Unfit(f"没有{word}：通讯录里已经没有{unit.short}。请写明现在的单位。")
    if unit.id == sender:
        raise Unfit(f"没有{word}：{unit.short}就是您所在的单位。请写明要交给的其他单位。")
    if unit.type is UnitType.GOVERNMENT:
        raise Unfit(f"没有{word}：{unit.short}不接收{word}。请写明乡镇或者部门。")
    return unit.id


def _opening_facts(kind: KindSpec, act: Act) -> tuple[Fact, ...]:
    """What has happened by the opening itself: its beginning, and what its answers are."""
    if kind.begins is None:
        return ()
    since = kind.since
    began = (act.said.instant(since.id) if since else None) or act.at
    if since is not None and began > act.at:
        raise Unfit(f"没有记录：{since.label}还没有到。请写明已经过去的时间，例如“今天上午9点”。")
    facts = [Fact(kind.begins, began)]
    for field in kind.opening:
        said = act.said.get(field.id)
        fact = field.records.get(said) or (field.records.get(ANY) if said else None)
        if fact is not None:
            facts.append(Fact(fact, began))
    return tuple(facts)


def _delivered(matter: Matter, act: Act) -> Matter:
    """The matter in the receiver's queue; undelivered where the receiver has no valid contact."""
    emergency = matter.kind.rings
    if not any(map(act.reaches, contacts(matter.receiver, matter.kind, act.directory, act.at))):
        failed = (Fact(FactKind.UNDELIVERED, act.at),) if emergency else ()
        return replace(matter, state=State.UNDELIVERED, facts=(*matter.facts, *failed))
    fact = Fact(matter.kind.delivered_by, act.at)
    return replace(matter, state=State.DELIVERED, facts=(*matter.facts, fact))


def _after(matter: Matter, step: Step, move: Move, word: str, act: Act) -> Matter:
    """The matter after the step, before the clock has looked at it."""
    after = replace(matter, state=move.to, version=matter.version + 1, entries=matter.entries + 1)
    if step is Step.HAND_ON:
        sender = matter.receiver
        after = replace(after, sender=sender, receiver=receiver_of(word, sender, act))
        return _delivered(after, act)
    if step is Step.SEND:
        return _delivered(after, act)
    if move.fact is None:
        return after
    happened = act.at
    if step is Step.SERVE_ON_PAPER:
        happened = act.said.instant("served") or act.at
        if happened > act.at:
            raise Unfit(f"没有记录{word}：送达时间还没有到。")
    fact = Fact(move.fact, happened, act.said.day(UNTIL.id), act.said.get("reason"))
    return replace(after, facts=(*after.facts, fact))


def _check_extension(matter: Matter, side: Side, word: str, act: Act) -> None:
    """Refuse an extension that the document does not know, or that comes too late to count."""
    regulation = act.law.regulation(matter)
    duty = extendable(matter, side, regulation, act.directory)
    if duty is None or duty.extend is None:
        raise Unfit(
            f"没有{word}：{regulation.short}没有规定这一步可以延期。"
            f"可以发送“为什么 {matter.number}”查看期限依据。"
        )
    for owed in act.law.owed(matter, act.directory, act.at):
        if owed.duty.id == duty.id and owed.answer.due and owed.answer.due <= act.at:
            last = day_text(owed.answer.last_day) if owed.answer.last_day else ""
            raise Unfit(
                f"没有{word}：原期限{last}已过，期满后再告知不能延长期限。"
                f"请尽快办理，并可以发送“为什么 {matter.number}”查看依据。"
            )
    earlier = sum(fact.kind is FactKind.EXTENDED for fact in matter.facts)
    if duty.extend.mode is ExtendMode.ADD and earlier:
        raise Unfit(
            f"没有{word}：{regulation.short}{duty.extend.cite.article}只规定了一次延期，"
            f"这件事已经延期过。"
        )


def _check_added(matter: Matter, word: str, act: Act) -> None:
    """Refuse names that are all recorded already: somebody has merely said it again."""
    named = act.said.people(TEAM.id)
    if set(named) <= set(act.history.team()):
        officers = act.directory.officers
        names = "、".join(officers[one].name if one in officers else one for one in named)
        raise Unfit(
            f"没有再次记录：{names}已经登记{word}，不用重复发送。"
            f"还有别人同去的，请发送“{word} {matter.number} 姓名”。"
        )


def _check_new_day(word: str, act: Act) -> None:
    """Refuse a new date that does not lie ahead."""
    until = act.said.day(UNTIL.id)
    if until is not None and until <= act.at.astimezone(BEIJING).date():
        raise Unfit(f"没有{word}：新期限{day_text(until)}不在今天之后。请写明以后的日期。")


def _entry(after: Matter, seq: int, step: Step, act: Act, facts: tuple[Fact, ...]) -> Entry:
    happened = min((fact.at for fact in facts), default=act.at)
    entry = Entry(
        number=after.number,
        seq=seq,
        step=step,
        officer=act.officer.id,
        unit=act.directory.unit_of(act.officer).id,
        at=act.at if step in {Step.SEND, Step.REGISTER} else happened,
        recorded_at=act.at,
        facts=facts,
        details=act.said.pairs,
        source=act.source,
    )
    return with_names(entry, after, act.directory)


def _outcome(
    before: Matter | None,
    after: Matter,
    entries: tuple[Entry, ...],
    pushes: tuple[Push, ...],
    act: Act,
) -> Outcome:
    """Add what the clock has to say at once, and when it must look again.

    Nobody is told by the clock, in the moment of his own step, what that step is about.
    """
    if entries[-1].step is Step.SERVE_ON_PAPER:
        after = replace(
            after, looked_at=act.at
        )  # the receiver has it on paper: nothing to announce
    history = replace(act.history, entries=(*act.history.entries, *entries))
    found = look(after, act.law, act.directory, act.at, history, before=before)
    owed = act.law.owed(after, act.directory, act.at)
    return Outcome(
        before=before,
        after=replace(after, looked_at=act.at, next_look=found.next_look),
        lines=lines_of(owed),
        entries=entries,
        pushes=(*pushes, *(push for push in found.pushes if push.to != act.officer.id)),
        failed=found.failed,
    )
