"""Ask for what is missing, one thing at a time; then show the draft, or take the step."""

import re
from dataclasses import replace

from handlers.base import Ask
from handlers.dialogue.answers import answer_of, no_answer, not_understood, question, typed
from handlers.dialogue.draft import confirmed, draft_message, opened, scene_so_far
from handlers.dialogue.state import (
    CONFIRM,
    HOW_TO_CANCEL,
    INFERRED,
    NUMBER,
    Dialogue,
    act_of,
    draft_of,
    moved_on,
    save,
    side_of,
)
from rules.bearing import besides, checks, enclose_row, quoted
from rules.cards import card_for, choice_row, due_rows, told
from rules.deciding import heard
from rules.errors import Refusal
from rules.facts import FactKind
from rules.law import Law, scene_of
from rules.matter import MOVES, TEAM, Field, FieldKind, Kind, Matter, Step
from rules.message import Message, Reply
from rules.privacy import discreet
from rules.procedure import asks, next_steps, opening_asks, permit
from rules.regulation import Regulation, Scene
from rules.steps import LEFT, UNHEARD, URGENT, Said, Unfit, receiver_of, take
from rules.wording import STEPS, clock_text, day_text, done_word, kind_word, moment_text, step_word
from storage import Transaction

CONTENT_ANEW = re.compile(
    r"(?:把)?(?:内容|事实|基本事实|情况|案情|事项)"
    r"(?:改成|改为|换成|应该是|是|[:：])[:：，, ]?(.{2,})",
    re.DOTALL,
)
LACKS = re.compile(r"缺|补齐|补全|补充|补一下|不[全齐足够]|没有?附|漏[了附]")
"""What is said of material beside a step that takes no words."""
PUTS_RIGHT = re.compile(
    r"(?:不对|不是|错了?|写错了|说错了|弄错了|更正|[，,。 ])*"
    r"(?:把|请|要)?(?:接收|发现|移送|移交)?(?:单位|时间|日期|来源|部门|对方)?"
    r"(?:写错了|错了|不对)?[，,。 ]*(?:请)?(?:改成|改为|改到|改|换成|换|应该是|应为|应该给|是给|是)"
)


def begin_opening(kind: Kind, ask: Ask, tx: Transaction, law: Law) -> Reply:
    """Start to file a matter with what the sentence already tells."""
    said = Said()
    if len(ask.units) == 1:
        said = said.having("receiver", ask.units[0])
    if ask.rest:
        wish = f"（希望{day_text(ask.until)}前回复）" if ask.until else ""
        said = said.having("facts", ask.rest + wish * (kind is Kind.ASSISTANCE))
    if kind is Kind.REFERRAL:
        said = _told_with_it(said, ask)
        if "紧急" in ask.text and any(FactKind.FOUND_URGENT in d.starts for d in law.local.duties):
            said = said.having(URGENT, "是")
    dialogue = Dialogue(draft_of(ask), kind, None, "", said)
    _check_receiver(dialogue, ask, tx, law)
    return _go_on(dialogue, ask, tx, law, ambiguous=ask.units if len(ask.units) > 1 else ())


def _told_with_it(said: Said, ask: Ask) -> Said:
    """When a case was found and where it came from, if the sentence about it tells."""
    if ask.when and ask.when <= ask.at and not said.get("found"):
        said = said.having("found", ask.when.isoformat())
        if ask.when_inferred:
            said = said.having(INFERRED, "found")
    if ask.source and not said.get("source"):
        said = said.having("source", ask.source)
    return said


def begin_step(step: Step, ask: Ask, tx: Transaction, law: Law) -> Reply:
    """Start a step with what the sentence already tells; without a number, find the matter."""
    dialogue = Dialogue(draft_of(ask), None, step, ask.number, Said())
    if ask.number:
        return _with_number(dialogue, ask, tx, law)
    fits = [
        matter
        for matter in tx.open_matters(ask.unit.id)
        if side_of(matter, ask)
        and step in next_steps(matter, side_of(matter, ask), law, ask.directory)
    ]
    if len(fits) == 1:
        return _with_number(replace(dialogue, number=fits[0].number), ask, tx, law)
    if not fits and step is Step.ACKNOWLEDGE:
        return Reply(Message("现在没有需要签收的事项，不用回复。查看事项请发送“待办”。"))
    if not fits:
        _only_one_is_not_there_yet(step, ask, tx, law)
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
    save(dialogue, ask, tx)
    rows = [f"{n} {choice_row(matter, group=ask.group)}" for n, matter in enumerate(listed, 1)]
    return Reply(Message(f"要{STEPS[step]}哪一件？请回复序号或者编号：\n" + "\n".join(rows)))


def _only_one_is_not_there_yet(step: Step, ask: Ask, tx: Transaction, law: Law) -> None:
    """Where a single open matter knows the step at all, say what comes first for that one.

    Raises:
        WrongStep: there is such a matter, and it has not come so far.
        Barred: the county's document forbids the step for it.
    """
    kinds = {kind for kind, _, offered in MOVES if offered is step}
    known = [matter for matter in tx.open_matters(ask.unit.id) if matter.kind in kinds]
    if len(known) == 1:
        permit(step, known[0], ask.officer, law, ask.directory)


def proceed(dialogue: Dialogue, ask: Ask, tx: Transaction, law: Law) -> Reply:
    """Take an answer to the open dialogue."""
    if dialogue.asking == CONFIRM:
        decide = corrected if corrects(dialogue, ask) else confirmed
        return decide(dialogue, ask, tx, law)
    if refused := overtaken(dialogue, ask, tx, law):
        tx.end_dialogue(ask.officer.id, ask.conversation)
        return Reply(Message(refused))
    if dialogue.asking == NUMBER:
        return _chosen(dialogue, ask, tx, law)
    field = field_of(dialogue, ask, tx, law)
    if refused := no_answer(field, dialogue, ask, law.local):
        return Reply(Message(f"{refused}{question(field, dialogue, ask)}"))
    value = answer_of(field, dialogue, ask)
    if not value:
        return Reply(Message(f"{not_understood(field, ask)}{question(field, dialogue, ask)}"))
    said = dialogue.said.having(field.id, value)
    if field.kind is FieldKind.PAST and ask.when_inferred:
        said = said.having(INFERRED, field.id)
    if dialogue.kind is Kind.REFERRAL:
        said = _told_with_it(said, ask)
    answered = replace(dialogue, said=said, asking="", options=())
    if field.kind is FieldKind.UNIT:
        _check_receiver(answered, ask, tx, law)
    return _go_on(answered, ask, tx, law, answered=True)


def _chosen(dialogue: Dialogue, ask: Ask, tx: Transaction, law: Law) -> Reply:
    """Go on with the matter that was asked for."""
    number = ask.number
    if not number and 1 <= ask.choice <= len(dialogue.options):
        number = dialogue.options[ask.choice - 1]
    if not number:
        return Reply(Message(f"请回复序号或者编号，例如“1”。{HOW_TO_CANCEL}"))
    tx.end_dialogue(ask.officer.id, ask.conversation)
    chosen = replace(dialogue, number=number, asking="", options=(), said=Said())
    return _with_number(chosen, replace(ask, number=number, rest=""), tx, law)


def corrected(dialogue: Dialogue, ask: Ask, tx: Transaction, law: Law) -> Reply:
    """The draft anew with what was put right; the earlier card of it is void."""
    said = dialogue.said
    if content := CONTENT_ANEW.match(ask.text):
        said = said.having("facts", content[1])
    else:
        if len(ask.units) == 1:
            said = said.having("receiver", ask.units[0])
        if ask.when and ask.when <= ask.at and dialogue.kind is Kind.REFERRAL:
            said = said.having("found", ask.when.isoformat())
            said = said.having(INFERRED, "found" if ask.when_inferred else "")
        if ask.source and dialogue.kind is Kind.REFERRAL:
            said = said.having("source", ask.source)
    anew = replace(dialogue, draft=draft_of(ask), said=said, asking="", options=())
    _check_receiver(anew, ask, tx, law)
    return _go_on(anew, ask, tx, law, ambiguous=ask.units if len(ask.units) > 1 else ())


def corrects(dialogue: Dialogue, ask: Ask) -> bool:
    """Whether something said of a draft puts it right: 单位改成住建局, 不对，是住建局."""
    if dialogue.asking != CONFIRM or ask.clicked or ask.number:
        return False
    if CONTENT_ANEW.match(ask.text):
        return True
    told = len(ask.units) == 1 or ask.when is not None or bool(ask.source)
    if ask.command:
        same = ask.command == {Kind.REFERRAL: "移送", Kind.ASSISTANCE: "协助"}.get(
            dialogue.kind or Kind.EMERGENCY
        )
        return same and bool(ask.units) and not ask.rest
    return told and PUTS_RIGHT.match(ask.text) is not None


def _check_receiver(dialogue: Dialogue, ask: Ask, tx: Transaction, law: Law) -> None:
    """Refuse a receiver that cannot be one as soon as it is named, not after all was asked."""
    if dialogue.kind is not None and dialogue.said.get("receiver"):
        receiver_of(
            kind_word(dialogue.kind, law.local), ask.unit.id, act_of(dialogue, ask, tx, law)
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
            value = typed(field, ask)
        if value:
            said = said.having(field.id, value)
    if dialogue.step is Step.ARRIVE and ask.when and ask.when <= ask.at and "出发" in ask.text:
        said = said.having(LEFT, ask.when.isoformat())
    reply = _go_on(replace(dialogue, said=said), ask, tx, law)
    second = next((word for word in STEPS.values() if rest.startswith(word)), "")
    after = ""
    if second:
        after = f"\n一次只能办一步，“{second}”没有一起办，请另发一条。"
    elif LACKS.search(rest):
        after = f"\n“{discreet(rest) if ask.group else rest}”没有记录，也没有告诉对方。"
        if Step.ASK_SUPPLEMENT in next_steps(tx.matter(matter.number), side, law, ask.directory):
            after += f"要对方补充材料的，请发送“补正 {matter.number} <材料>”。"
    if not after or reply.message is None:
        return reply
    return replace(reply, message=reply.message.framed("", after))


def _overtaken(step: Step, matter: Matter, ask: Ask, tx: Transaction, law: Law) -> Reply | None:
    """The present state, for a click on a card after which somebody has acted; None otherwise."""
    if not ask.clicked or not ask.card_version:
        return None
    since = [e for e in tx.entries(matter.number)[ask.card_version :] if moved_on(e)]
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
        save(asking, ask, tx)
        first = _conditions(dialogue, tx, law, ask) if not answered else ()
        return Reply(Message("\n".join([*first, question(missing, asking, ask)])))
    if dialogue.kind is None:
        return _take(dialogue, ask, tx, law, answered=answered)
    waiting = replace(dialogue, asking=CONFIRM, options=())
    save(waiting, ask, tx)
    return Reply(draft_message(waiting, ask, law.local))


def _fields(dialogue: Dialogue, ask: Ask, tx: Transaction, law: Law) -> tuple[Field, ...]:
    if dialogue.kind is not None:
        return opening_asks(dialogue.kind, law.local, scene_so_far(dialogue, ask))
    assert dialogue.step is not None  # noqa: S101  # neither kind nor step is no dialogue
    matter = tx.matter(dialogue.number)
    _, side = permit(dialogue.step, matter, ask.officer, law, ask.directory)
    return asks(dialogue.step, matter, side, law, ask.directory)


def asked_again(dialogue: Dialogue, ask: Ask, tx: Transaction, law: Law) -> str:
    """What an open dialogue still waits for, said after something else was answered."""
    if dialogue.asking == CONFIRM:
        return "草稿还没有发出，请发送“确认发出”或者“取消”。"
    word = dialogue.step_word(tx, law)
    if dialogue.asking == NUMBER:
        return f"还在等您说明要{word}哪一件，请回复序号或者编号。{HOW_TO_CANCEL}"
    says = f"“{word} {dialogue.number}”"
    what = says if dialogue.kind is None else kind_word(dialogue.kind, law.local)
    asked = question(field_of(dialogue, ask, tx, law), dialogue, replace(ask, unknown_unit=""))
    return f"{what}还没有填完。{asked}"


def overtaken(dialogue: Dialogue, ask: Ask, tx: Transaction, law: Law) -> str:
    """Why the step that is being asked about cannot be taken any more; "" where it can."""
    if dialogue.step is None or not dialogue.number:
        return ""
    try:
        permit(dialogue.step, tx.matter(dialogue.number), ask.officer, law, ask.directory)
    except Refusal as refusal:
        return str(refusal)
    return ""


def field_of(dialogue: Dialogue, ask: Ask, tx: Transaction, law: Law) -> Field:
    """The field that is asked for."""
    return next(f for f in _fields(dialogue, ask, tx, law) if f.id == dialogue.asking)


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
    outcome = take(matter, dialogue.step, act_of(dialogue, ask, tx, law))
    tx.record(outcome)
    if _asks_for(dialogue, ask, tx):
        tx.end_dialogue(ask.officer.id, ask.conversation)
    after = outcome.after
    regulation, scene = law.regulation(matter), scene_of(matter, ask.directory)
    also = () if answered else _asked(regulation, dialogue.step, scene)
    also += besides(regulation, dialogue.step.value, side_of(matter, ask), scene, matter.number)
    if dialogue.step in {Step.SEND, Step.HAND_ON}:
        return opened(after, ask, law, also)
    added = dialogue.step is Step.DISPATCH and not outcome.entries[-1].facts
    word = step_word(dialogue.step, after.kind, law.regulation(after))
    done = done_word(dialogue.step, word, added=added)
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
    if dialogue.step is Step.REPORT_UP:
        act = act_of(dialogue, ask, tx, law)
        rows.append(heard(after, law, ask.directory, ask.at, act.reaches))
    rows += _team_rows(after, dialogue, together=len(outcome.entries) > 1)
    if dialogue.step is Step.EXTEND:
        rows += [note for o in owed if o.answer.extended for note in o.answer.notes]
    rows += due_rows(owed, ask.directory, ask.at)
    rows += also
    return Reply(told("\n".join(rows), card), f"{done} {clock_text(ask.at)}")


def _team_rows(matter: Matter, dialogue: Dialogue, *, together: bool) -> tuple[str, ...]:
    """What is asked of a departure afterwards, where it was recorded with less than there is."""
    more = f"请发送“出发 {matter.number} 姓名”补记。"
    match dialogue.step:
        case Step.DISPATCH if len(dialogue.said.people(TEAM.id)) == 1:
            return (f"同去的还有其他人的，{more}",)
        case Step.ARRIVE if together:
            when = "按您说的时间" if dialogue.said.get(LEFT) else "按到场时间"
            return (f"出发没有单独登记，{when}一并记录。出发人员{more}",)
        case Step.PHONE if matter.state in UNHEARD:
            return ("已留下记录。对方还没有人确认，呼叫继续。",)
        case _:
            return ()


def _asks_for(dialogue: Dialogue, ask: Ask, tx: Transaction) -> bool:
    """Whether the open dialogue waits for this very step, however it was said in the end."""
    stored = tx.dialogue(ask.officer.id, ask.conversation)
    if stored is None:
        return False
    waiting = Dialogue.load(stored.body)
    return waiting.step is dialogue.step and waiting.number in {dialogue.number, ""}


def _asked(regulation: Regulation, step: Step, scene: Scene) -> tuple[str, ...]:
    """The conditions of a step that was taken in one breath, so that nobody was asked."""
    needed = checks(regulation, step.value, scene)
    enclosed = enclose_row(regulation, step.value, scene)
    rows = (f"请核对：{'；'.join(needed)}。" if needed else "", enclosed)
    return tuple(row for row in rows if row)
