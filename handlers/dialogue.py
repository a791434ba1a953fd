"""The one dialogue: ask for what is missing, one thing at a time; show a draft; then do it."""

import json
from dataclasses import dataclass, replace
from datetime import timedelta
from zlib import crc32

from handlers.base import Ask
from rules.bearing import SIGN, besides, checks, enclose_row, quoted
from rules.cards import card_for, due_rows, told
from rules.facts import FactKind
from rules.law import Law, scene_of
from rules.matter import Field, FieldKind, Kind, Matter, Side, State, Step
from rules.message import Button, Card, Message, Reply
from rules.news import done_word, shown
from rules.people import Role, UnitType
from rules.privacy import mask
from rules.procedure import (
    asks,
    leader_named,
    leaders,
    next_steps,
    opening_asks,
    permit,
    short,
)
from rules.regulation import Regulation, Scene
from rules.steps import URGENT, Act, Said, Unfit, open_matter, receiver_of, take
from rules.wording import SOURCES, STEPS, clock_text, kind_word, moment_text, step_word
from storage import Transaction

LIFE = timedelta(minutes=30)
CONFIRM = "confirm"
NUMBER = "number"
INFERRED = "inferred"
"""Marks a time of which part was not said, so that the draft says so."""
YES = frozenset({"确认", "确认发出"})
CANCEL = Button("取消", "取消", 3)
ALWAYS = frozenset({"取消", "待办", "查", "为什么", "帮助"})
"""Said alone, these mean themselves whatever is asked: 算了 is no reason for anything."""
STAYING = frozenset({Step.ACKNOWLEDGE, Step.EXTEND, Step.RECOMPUTE})
"""Steps after which an earlier card of the matter still says what can be done."""
HOW_TO_CANCEL = "不办了请发送“取消”。"


@dataclass(frozen=True, slots=True)
class Dialogue:
    """A conversation that waits for an answer; it belongs to one person in one conversation.

    Attributes:
        draft: printed into the draft's card, so that an old card confirms no newer draft.
        kind: the kind of matter to open; None for a step.
        step: the step to take; None for an opening.
        number: the matter the step is for; "" while that is what is asked.
        said: what is known so far.
        asking: the field asked for, `confirm` or `number`.
        options: what a bare digit chooses from: unit ids or matter numbers.
    """

    draft: int
    kind: Kind | None
    step: Step | None
    number: str
    said: Said
    asking: str = ""
    options: tuple[str, ...] = ()

    def dump(self) -> str:
        """As text for storage."""
        return json.dumps(
            [
                self.draft,
                self.kind,
                self.step,
                self.number,
                self.said.pairs,
                self.asking,
                self.options,
            ],
            ensure_ascii=False,
        )

    @classmethod
    def load(cls, text: str) -> "Dialogue":
        """From storage."""
        draft, kind, step, number, pairs, asking, options = json.loads(text)
        return cls(
            draft,
            Kind(kind) if kind else None,
            Step(step) if step else None,
            number,
            Said(tuple((i, value) for i, value in pairs)),
            asking,
            tuple(options),
        )


def begin_opening(kind: Kind, ask: Ask, tx: Transaction, law: Law) -> Reply:
    """Start to file a matter with what the sentence already tells."""
    said = Said()
    if len(ask.units) == 1:
        said = said.having("receiver", ask.units[0])
    if ask.rest:
        said = said.having("facts", ask.rest)
    if kind is Kind.REFERRAL:
        if ask.when:
            said = said.having("found", ask.when.isoformat())
            if ask.when_inferred:
                said = said.having(INFERRED, "found")
        if ask.source:
            said = said.having("source", ask.source)
        if "紧急" in ask.text and any(FactKind.FOUND_URGENT in d.starts for d in law.local.duties):
            said = said.having(URGENT, "是")
    dialogue = Dialogue(_draft(ask), kind, None, "", said)
    _check_receiver(dialogue, ask, tx, law)
    return _go_on(dialogue, ask, tx, law, ambiguous=ask.units if len(ask.units) > 1 else ())


def begin_step(step: Step, ask: Ask, tx: Transaction, law: Law) -> Reply:
    """Start a step with what the sentence already tells; without a number, find the matter."""
    dialogue = Dialogue(_draft(ask), None, step, ask.number, Said())
    if ask.number:
        return _with_number(dialogue, ask, tx, law)
    fits = [
        matter
        for matter in tx.open_matters(ask.unit.id)
        if _side(matter, ask) and step in next_steps(matter, _side(matter, ask), law, ask.directory)
    ]
    if len(fits) == 1:
        return _with_number(replace(dialogue, number=fits[0].number), ask, tx, law)
    if not fits:
        raise Unfit(
            f"没有{STEPS[step]}：没有找到本单位现在可以{STEPS[step]}的事项。"
            "请写明编号，或者发送“待办”查看。"
        )
    listed = fits[:9]
    dialogue = replace(
        dialogue,
        asking=NUMBER,
        options=tuple(matter.number for matter in listed),
        said=Said((("rest", ask.text),)),
    )
    _save(dialogue, ask, tx)
    rows = [f"{n} {matter.number} {matter.summary}" for n, matter in enumerate(listed, 1)]
    return Reply(Message(f"要{STEPS[step]}哪一件？请回复序号或者编号：\n" + "\n".join(rows)))


def proceed(dialogue: Dialogue, ask: Ask, tx: Transaction, law: Law) -> Reply:
    """Take an answer to the open dialogue."""
    if dialogue.asking == CONFIRM:
        return _confirmed(dialogue, ask, tx, law)
    if dialogue.asking == NUMBER:
        number = ask.number
        if not number and 1 <= ask.choice <= len(dialogue.options):
            number = dialogue.options[ask.choice - 1]
        if not number:
            return Reply(Message(f"请回复序号或者编号，例如“1”。{HOW_TO_CANCEL}"))
        chosen = replace(dialogue, number=number, asking="", options=(), said=Said())
        return _with_number(chosen, replace(ask, number=number, rest=""), tx, law)
    field = _field(dialogue, ask, tx, law)
    value = _answer(field, dialogue, ask)
    if not value:
        return Reply(Message(f"{_not_understood(field, ask)}{_question(field, dialogue, ask)}"))
    said = dialogue.said.having(field.id, value)
    if field.kind is FieldKind.PAST and ask.when_inferred:
        said = said.having(INFERRED, field.id)
    answered = replace(dialogue, said=said, asking="", options=())
    if field.kind is FieldKind.UNIT:
        _check_receiver(answered, ask, tx, law)
    return _go_on(answered, ask, tx, law, answered=True)


def expects(dialogue: Dialogue, ask: Ask) -> bool:
    """Whether the message is an answer to the open dialogue and no new command."""
    if dialogue.asking == CONFIRM:
        return not ask.number and (
            ask.command in {"登记", *YES} or (not ask.command and ask.choice > 0)
        )
    if not ask.command or ask.clicked:
        return not ask.clicked
    if ask.command in ALWAYS and ask.certain and not ask.rest:
        return False
    starts = ask.certain and ask.text.startswith(ask.command)
    opens = ask.command in {"移送", "移交", "协助", "紧急"} and bool(ask.units)
    return not (starts and (ask.number or not ask.rest or opens))


def asked_kind(dialogue: Dialogue, law: Law) -> FieldKind | None:
    """What kind of answer is waited for, so that a bare date is read the right way."""
    own = {asked.field: FieldKind(asked.answer.value) for asked in law.local.requires}
    return _KINDS.get(dialogue.asking) or own.get(dialogue.asking)


_KINDS = {
    "receiver": FieldKind.UNIT,
    "found": FieldKind.PAST,
    "served": FieldKind.PAST,
    "until": FieldKind.FUTURE_DAY,
    "team": FieldKind.PEOPLE,
    "source": FieldKind.SOURCE,
}


def _check_receiver(dialogue: Dialogue, ask: Ask, tx: Transaction, law: Law) -> None:
    """Refuse a receiver that cannot be one as soon as it is named, not after all was asked."""
    if dialogue.kind is not None and dialogue.said.get("receiver"):
        receiver_of(kind_word(dialogue.kind, law.local), ask.unit.id, _act(dialogue, ask, tx, law))


def _draft(ask: Ask) -> int:
    return crc32(ask.source_id.encode()) & 0x7FFFFFFF or 1


def _side(matter: Matter, ask: Ask) -> Side:
    side = matter.side(ask.unit.id)
    assert side is not None  # noqa: S101  # open_matters gives the unit's own
    return side


def _save(dialogue: Dialogue, ask: Ask, tx: Transaction) -> None:
    tx.save_dialogue(ask.officer.id, ask.conversation, dialogue.dump(), ask.at + LIFE)


def _act(dialogue: Dialogue, ask: Ask, tx: Transaction, law: Law) -> Act:
    return Act(
        officer=ask.officer,
        at=ask.at,
        said=dialogue.said,
        law=law,
        directory=ask.directory,
        reaches=lambda officer: ask.unprompted or tx.reaches(officer.id),
        conversation=ask.conversation if ask.group else "",
        source=ask.source_id,
    )


def _with_number(dialogue: Dialogue, ask: Ask, tx: Transaction, law: Law) -> Reply:
    """The matter is known: check the step before anything is asked, take what was said."""
    assert dialogue.step is not None  # noqa: S101  # openings have no number
    matter = tx.matter(dialogue.number)
    ask.may_see(matter)
    if overtaken := _overtaken(dialogue.step, matter, ask, tx, law):
        return overtaken
    _, side = permit(dialogue.step, matter, ask.officer, law, ask.directory)
    said = dialogue.said
    rest = ask.rest
    for field in asks(dialogue.step, matter, side, law, ask.directory):
        value = ""
        if field.kind is FieldKind.TEXT:
            value, rest = rest, ""
        elif not (field.kind is FieldKind.UNIT and len(ask.units) != 1):
            value = _typed(field, ask)
        if value:
            said = said.having(field.id, value)
    return _go_on(replace(dialogue, said=said), ask, tx, law)


def _overtaken(step: Step, matter: Matter, ask: Ask, tx: Transaction, law: Law) -> Reply | None:
    """The present state, for a click on a card after which somebody has acted; None otherwise."""
    if not ask.clicked or not ask.card_version:
        return None
    since = [e for e in tx.entries(matter.number)[ask.card_version :] if e.step not in STAYING]
    if not since:
        return None
    regulation, last = law.regulation(matter), since[-1]
    done = done_word(last.step, step_word(last.step, matter.kind, regulation))
    who = ask.directory.officers[last.officer].name if last.officer else "系统"
    head = f"没有{step_word(step, matter.kind, regulation)}：{matter.number} {done}"
    owed = law.owed(matter, ask.directory, ask.at)
    card = card_for(
        matter,
        title=head,
        viewer=matter.side(ask.unit.id),
        law=law,
        directory=ask.directory,
        owed=owed,
        now=ask.at,
    )
    text = f"{head}（{who}，{moment_text(last.recorded_at)}），这张卡片已经过时。"
    rows = due_rows(owed, ask.directory, ask.at)
    return Reply(told("\n".join([text, *rows]), card), "已过时")


def _go_on(
    dialogue: Dialogue,
    ask: Ask,
    tx: Transaction,
    law: Law,
    *,
    ambiguous: tuple[str, ...] = (),
    answered: bool = False,
) -> Reply:
    """Ask the next question, show the draft, or do it; conditions are quoted once, at first."""
    missing = next(
        (f for f in _fields(dialogue, ask, tx, law) if not dialogue.said.get(f.id)), None
    )
    if missing is not None:
        options = ambiguous if missing.kind is FieldKind.UNIT else ()
        asking = replace(dialogue, asking=missing.id, options=options)
        _save(asking, ask, tx)
        first = _conditions(dialogue, tx, law, ask) if not answered else ()
        return Reply(Message("\n".join([*first, _question(missing, asking, ask)])))
    if dialogue.kind is None:
        return _take(dialogue, ask, tx, law, answered=answered)
    waiting = replace(dialogue, asking=CONFIRM, options=())
    _save(waiting, ask, tx)
    return Reply(_draft_message(waiting, ask, law.local))


def _fields(dialogue: Dialogue, ask: Ask, tx: Transaction, law: Law) -> tuple[Field, ...]:
    if dialogue.kind is not None:
        return opening_asks(dialogue.kind, law.local, _scene(dialogue, ask))
    assert dialogue.step is not None  # noqa: S101  # neither kind nor step is no dialogue
    matter = tx.matter(dialogue.number)
    _, side = permit(dialogue.step, matter, ask.officer, law, ask.directory)
    return asks(dialogue.step, matter, side, law, ask.directory)


def _scene(dialogue: Dialogue, ask: Ask) -> Scene:
    """What is known so far of what decides which entries of the document hold."""
    assert dialogue.kind is not None  # noqa: S101  # only openings have none yet
    units = ask.directory.units
    unit = units.get(dialogue.said.get("receiver"))
    receiver = units[unit.parent] if unit and unit.parent else unit
    source = dialogue.said.get("source")
    return Scene(
        dialogue.kind.value,
        ask.unit.type,
        receiver.type if receiver else None,
        source or (None if dialogue.kind is Kind.REFERRAL else ""),
    )


def _field(dialogue: Dialogue, ask: Ask, tx: Transaction, law: Law) -> Field:
    return next(f for f in _fields(dialogue, ask, tx, law) if f.id == dialogue.asking)


def _typed(field: Field, ask: Ask) -> str:
    """What the message tells for a field that is no free text; "" for nothing."""
    value = ""
    match field.kind:
        case FieldKind.UNIT:
            value = ask.units[0] if len(ask.units) == 1 else ""
        case FieldKind.PAST:
            value = ask.when.isoformat() if ask.when and ask.when <= ask.at else ""
        case FieldKind.FUTURE_DAY:
            value = ask.until.isoformat() if ask.until else ""
        case FieldKind.PEOPLE:
            people = (*ask.people, *ask.names)
            value = "、".join(people) if len(people) >= field.least else ""
        case FieldKind.SOURCE:
            value = ask.source
        case FieldKind.OFFICER:
            value = leader_named(field, ask.text, ask.unit.id, ask.directory)
        case FieldKind.TEXT:
            value = ask.text
    return value


def _answer(field: Field, dialogue: Dialogue, ask: Ask) -> str:
    """The answer to the question that was asked; "" when it is none."""
    if field.kind is FieldKind.UNIT and 1 <= ask.choice <= len(dialogue.options):
        return dialogue.options[ask.choice - 1]
    if field.kind is FieldKind.SOURCE and 1 <= ask.choice <= len(SOURCES):
        return tuple(SOURCES)[ask.choice - 1]
    return _typed(field, ask)


def _not_understood(field: Field, ask: Ask) -> str:
    words = ""
    match field.kind:
        case FieldKind.UNIT:
            words = "没有认出单位。"
        case FieldKind.PAST:
            words = "没有看懂时间，或者时间还没有到。请这样写：“今天上午9点”“4月3日15:30”。"
        case FieldKind.FUTURE_DAY:
            words = "没有看懂日期，或者日期已经过去。请这样写：“4月14日”“下周三”。"
        case FieldKind.PEOPLE:
            words = f"至少要写明{field.least}名人员的姓名，用顿号隔开。"
        case FieldKind.SOURCE:
            words = "请回复“1”或者“2”。"
        case FieldKind.OFFICER:
            known = leaders(field.role or Role.LEADER, ask.unit.id, ask.directory)
            names = "、".join(officer.name for officer in known)
            words = f"没有认出本单位的领导（{names}）。由他人主持工作的，请写“某某主持工作”。"
        case FieldKind.TEXT:
            pass
    return words


def _question(field: Field, dialogue: Dialogue, ask: Ask) -> str:
    if field.kind is FieldKind.UNIT and dialogue.options:
        units = ask.directory.units
        rows = [f"{n} {units[unit].name}" for n, unit in enumerate(dialogue.options, 1)]
        return "\n".join(["您说的是哪个单位？请回复序号：", *rows])
    if field.kind is FieldKind.UNIT and ask.unknown_unit:
        return f"通讯录里没有“{ask.unknown_unit}”。{field.question}{HOW_TO_CANCEL}"
    if field.kind is FieldKind.SOURCE:
        rows = [f"{n} {source}" for n, source in enumerate(SOURCES.values(), 1)]
        return "\n".join([f"{field.question}请回复序号：", *rows])
    return f"{field.question}{HOW_TO_CANCEL}"


def _draft_message(dialogue: Dialogue, ask: Ask, local: Regulation) -> Message:
    """The draft as a card and as text; nothing has been sent yet."""
    assert dialogue.kind is not None  # noqa: S101  # only openings have a draft
    said, directory = dialogue.said, ask.directory
    word = kind_word(dialogue.kind, local)
    unit = directory.units[said.get("receiver")]
    signer = directory.units[unit.parent] if unit.parent else unit
    lines = [("交给", signer.name), ("落款", ask.unit.name)]
    if said.get("found"):
        found = said.instant("found")
        guess = "（推断）" if said.get(INFERRED) else ""
        lines.append(("发现时间", f"{moment_text(found)}{guess}" if found else ""))
    if said.get("source"):
        lines.append(("来源", SOURCES[said.get("source")]))
    if said.get(URGENT):
        lines.append(("情况紧急", said.get(URGENT)))
    scene = _scene(dialogue, ask)
    own = {asked.field for asked in local.requires_for(scene)}
    lines += shown(tuple(pair for pair in said.pairs if pair[0] in own), local, directory)
    facts = mask(said.get("facts")) if ask.group else said.get("facts")
    check, enclosed = _to_check(local, scene, ask), _to_enclose(local, scene)
    buttons = [Button("确认发出", "确认发出", 1)]
    if _may_register(dialogue.kind, local):
        buttons.append(Button("先登记", "登记", 2))
    buttons.append(CANCEL)
    card = Card(
        title=f"{word}草稿，确认后才发出",
        note="\n".join([*check, facts, *enclosed]),
        lines=tuple(lines),
        buttons=tuple(buttons),
        version=dialogue.draft,
    )
    rows = [f"{label}：{value}" for label, value in lines]
    return told("\n".join([f"{card.title}。", facts, *rows, *check, *enclosed]), card)


def _to_check(local: Regulation, scene: Scene, ask: Ask) -> tuple[str, ...]:
    """What a draft says of conditions and the signature; first on a card, where room is short."""
    needed = checks(local, Step.SEND.value, scene)
    rows = [f"请核对：{'；'.join(needed)}。"] if needed else []
    barred = local.gate(SIGN, scene)
    if barred and ask.officer.unit != ask.unit.id:
        rows.append(f"以{ask.unit.name}的名义发出，不以内设机构的名义（{barred.cite.article}）。")
    return tuple(rows)


def _to_enclose(local: Regulation, scene: Scene) -> tuple[str, ...]:
    """The papers that go with a draft; 查 lists them again."""
    row = enclose_row(local, Step.SEND.value, scene)
    return (row,) if row else ()


def _may_register(kind: Kind, local: Regulation) -> bool:
    """Noting down first only helps where the document lets the referral period be extended."""
    return kind is Kind.REFERRAL and any(
        duty.extend is not None
        and duty.owes.value == Side.SENDER.value
        and kind.value in duty.kinds
        for duty in local.duties
    )


def _confirmed(dialogue: Dialogue, ask: Ask, tx: Transaction, law: Law) -> Reply:
    assert dialogue.kind is not None  # noqa: S101  # only openings are confirmed
    if ask.clicked and ask.card_version != dialogue.draft:
        return Reply(Message("这张草稿已经失效。请确认最新的一张，或者发送“取消”。"), "已失效")
    register = _may_register(dialogue.kind, law.local)
    choices = ["确认发出", *(["登记"] if register else []), "取消"]
    word = ask.command
    if 1 <= ask.choice <= len(choices):
        word = choices[ask.choice - 1]
    if word == "取消":
        tx.end_dialogue(ask.officer.id, ask.conversation)
        return Reply(Message("已取消，没有发出。"), "已取消")
    if word == "登记" and not register:
        kind = kind_word(dialogue.kind, law.local)
        return Reply(
            Message(f"没有登记：{law.local.short}没有规定{kind}可以延期，请直接发送“确认发出”。")
        )
    if word not in {"登记", *YES}:
        options = "、".join(f"{n} {choice}" for n, choice in enumerate(choices, 1))
        return Reply(Message(f"没有发出：请回复序号，{options}。"))
    send = word != "登记"
    act = _act(dialogue, ask, tx, law)
    outcome = open_matter(dialogue.kind, tx.next_number(dialogue.kind), act, send=send)
    tx.record(outcome)
    tx.end_dialogue(ask.officer.id, ask.conversation)
    matter = outcome.after
    scene, sender = scene_of(matter, ask.directory), Side.SENDER
    also: tuple[str, ...] = ()
    if matter.state is State.DELIVERED:
        also = besides(law.local, Step.SEND.value, sender, scene, matter.number)
    return _opened(matter, ask, law, also)


def _opened(matter: Matter, ask: Ask, law: Law, also: tuple[str, ...]) -> Reply:
    """What the sender hears when the matter is out, or is not."""
    word = kind_word(matter.kind, law.regulation(matter))
    receiver = short(ask.directory, matter.receiver)
    owed = law.owed(matter, ask.directory, ask.at)
    match matter.state:
        case State.UNDELIVERED:
            done = "没有送达"
            head = (
                f"{matter.number} 没有送达：{receiver}没有登记可以接收的联系人，期限没有开始计算。"
            )
            head += f"请改用纸质文书或者电话办理，送到后发送“纸质送达 {matter.number}”。"
        case State.REGISTERED:
            done, head = "已登记", f"{matter.number} 已登记，尚未送出。"
        case _:
            done = "已发出"
            head = f"{matter.number} {word}已送达{receiver}（{moment_text(ask.at)}）。"
            if ask.unit.type is UnitType.TOWNSHIP and matter.kind is Kind.EMERGENCY:
                head += "情况紧急时请同时拨打电话。"
    card = card_for(
        matter,
        title=head.split("。")[0],
        viewer=Side.SENDER,
        law=law,
        directory=ask.directory,
        owed=owed,
        now=ask.at,
    )
    text = "\n".join([head, *due_rows(owed, ask.directory, ask.at), *also])
    return Reply(told(text, card), f"{done} {clock_text(ask.at)}")


def _conditions(dialogue: Dialogue, tx: Transaction, law: Law, ask: Ask) -> tuple[str, ...]:
    """The document's conditions of a step, in its own words, with its first question."""
    if dialogue.step is None:
        return ()
    matter = tx.matter(dialogue.number)
    regulation, scene = law.regulation(matter), scene_of(matter, ask.directory)
    step = dialogue.step.value
    enclosed = enclose_row(regulation, step, scene)
    return (*quoted(regulation, step, scene), *([enclosed] if enclosed else []))


def _take(
    dialogue: Dialogue, ask: Ask, tx: Transaction, law: Law, *, answered: bool = False
) -> Reply:
    assert dialogue.step is not None  # noqa: S101  # openings are confirmed, not taken
    matter = tx.matter(dialogue.number)
    outcome = take(matter, dialogue.step, _act(dialogue, ask, tx, law))
    tx.record(outcome)
    tx.end_dialogue(ask.officer.id, ask.conversation)
    after = outcome.after
    regulation, scene = law.regulation(matter), scene_of(matter, ask.directory)
    also = () if answered else _asked(regulation, dialogue.step, scene)
    also += besides(regulation, dialogue.step.value, _side(matter, ask), scene, matter.number)
    if dialogue.step in {Step.SEND, Step.HAND_ON}:
        return _opened(after, ask, law, also)
    done = done_word(dialogue.step, step_word(dialogue.step, after.kind, law.regulation(after)))
    owed = law.owed(after, ask.directory, ask.at)
    card = card_for(
        after,
        title=f"{after.number} {done}",
        viewer=after.side(ask.unit.id),
        law=law,
        directory=ask.directory,
        owed=owed,
        now=ask.at,
    )
    happened = dialogue.said.instant("served") or ask.at
    rows = [f"{after.number} {done}（{moment_text(happened)}）。"]
    if dialogue.step is Step.ACCEPT:
        rows.append(f"受理不等于立案，决定立案后请发送“立案 {after.number}”。")
    if dialogue.step is Step.EXTEND:
        rows += [note for o in owed if o.answer.extended for note in o.answer.notes]
    rows += due_rows(owed, ask.directory, ask.at)
    rows += also
    return Reply(told("\n".join(rows), card), f"{done} {clock_text(ask.at)}")


def _asked(regulation: Regulation, step: Step, scene: Scene) -> tuple[str, ...]:
    """The conditions of a step that was taken in one breath, so that nobody was asked."""
    needed = checks(regulation, step.value, scene)
    enclosed = enclose_row(regulation, step.value, scene)
    rows = (f"请核对：{'；'.join(needed)}。" if needed else "", enclosed)
    return tuple(row for row in rows if row)
