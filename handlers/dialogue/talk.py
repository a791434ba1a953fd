"""Ask for what is missing, one thing at a time; then show the draft, or take the step."""

import re
from dataclasses import replace

from handlers.command import Ask
from handlers.dialogue import enclosures
from handlers.dialogue.answers import (
    ASKS,
    WORDS,
    YES_SAID,
    answer_of,
    beside,
    no_answer,
    not_understood,
    question,
    receivers,
    told_facts,
    typed,
)
from handlers.dialogue.draft import (
    YES,
    confirmed,
    draft_message,
    draft_name,
    opened,
    scene_so_far,
)
from handlers.dialogue.state import (
    ADDING,
    CANCEL,
    CONFIRM,
    HOW_TO_CANCEL,
    INFERRED,
    LACKS,
    NUMBER,
    Dialogue,
    above,
    act_of,
    draft_of,
    finish,
    fitting,
    moved_on,
    save,
    side_of,
    waiting,
)
from handlers.dialogue.taken import conditions_of, out_of_date, team_rows
from rules.decisions.act import Said
from rules.decisions.jurisdiction import heard
from rules.decisions.steps import LEFT, Unfit, ready, receiver_of, take
from rules.in_force import Law, scene_of
from rules.kinds.fields import RECEIVER_UNIT, SOURCE, URGENT
from rules.kinds.steps import STEPS
from rules.kinds.words import done_word, kind_word, step_word
from rules.law.regulation import Regulation
from rules.procedure.checklist import besides, checks, enclose_row, quoted
from rules.procedure.permit import asks, next_steps, opening_asks, permit
from rules.texts.cards import card_for, choice_row, due_rows, told
from rules.texts.news import NOTE, announced
from rules.values.dates import clock_text, day_text, moment_text
from rules.values.errors import Refusal
from rules.values.kind import Field, FieldKind, KindSpec, Step
from rules.values.message import Button, Card, Message, Reply
from rules.values.privacy import discreet
from storage import Transaction

CONTENT_ANEW = re.compile(
    r"(?:把)?(?:内容|事实|基本事实|情况|案情|事项|理由|意见|答复意见|结果|办理结果|材料|补充内容|补充情况)"
    r"(?:改成|改为|换成|应该是|是|[:：])[:：，, ]?(.{2,})",
    re.DOTALL,
)
PUTS_RIGHT = re.compile(
    r"(?:不对|不是|错了?|写错了|说错了|弄错了|更正|[，,。 ])*"
    r"(?:把|请|要)?(?:接收|发现|移送|移交)?(?:单位|时间|日期|来源|部门|对方)?"
    r"(?:写错了|错了|不对)?[，,。 ]*(?:请)?(?:改成|改为|改到|改|换成|换|应该是|应为|应该给|是给|是)"
)
SHOWN_BACK = frozenset(
    {
        *(Step.REFUSE, Step.ASK_SUPPLEMENT, Step.SUPPLY, Step.REPLY, Step.EXTEND, Step.SETTLE),
        *(Step.WITHDRAW, Step.REPORT_UP, Step.HAND_ON),
    }
)
"""Steps that carry words to the other side and cannot be taken back."""
CHANGE = "改"
CHANGES = frozenset({CHANGE, "修改", "改一下", "重写", "改改", "重新写"})
CHOICES = ("确认", CHANGE, "取消")
NOT_HEARD = "没有听懂，什么也没有办理。"
HOW_TO_CHANGE = "要改的可以说“单位改成某某局”“时间改成今天上午9点”“内容改成……”。"
IS_IT = re.compile(
    rf"{ASKS.pattern}|是不是|是否|对不对|行不行|能不能|可不可以|要不要|该不该|为什么|为啥|"
    r"(?:别|不要|不用|勿|不|暂缓)(?:急着?|先)?(?:确认|发[出送]?)|确认[发送]"
)
"""Words said of a draft that ask something, or put its sending off, are no part of its facts."""


def begin_opening(kind: KindSpec, ask: Ask, tx: Transaction, law: Law) -> Reply:
    """Start to file a matter with what the sentence already tells."""
    said = Said()
    named = _named(kind, ask)
    if named:
        said = said.having(RECEIVER_UNIT.id, "、".join(named))
    if facts := told_facts(kind, ask):
        wish = f"（希望{day_text(ask.until)}前回复）" if ask.until else ""
        said = said.having("facts", facts + wish * kind.wishes)
    if kind.since:
        said = _told_with_it(kind, said, ask)
        if "紧急" in ask.text and URGENT in kind.opening and _knows_urgent(law.local):
            said = said.having(URGENT.id, YES_SAID)
    open_ = waiting(ask, tx)
    receiver = open_.said.get("receiver") if open_ else ""
    same = open_ is not None and open_.kind is kind and receiver in {"", said.get("receiver")}
    under = above(open_, same=same) if open_ else None
    dialogue = Dialogue(draft_of(ask), kind, None, "", said, below=under)
    _check_receiver(dialogue, ask, tx, law)
    dialogue, dropped = enclosures.begin(dialogue, open_ if same else None, ask, tx)
    reply = _go_on(dialogue, ask, tx, law, ambiguous=() if named else ask.units)
    if not dropped or reply.message is None:
        return reply
    return replace(reply, message=reply.message.framed("", f"\n{dropped}"))


def _named(kind: KindSpec | None, ask: Ask) -> tuple[str, ...]:
    """Who is to receive it, as far as the sentence names it plainly."""
    if kind is not None and kind.several:
        return receivers(ask)
    return ask.units if len(ask.units) == 1 else ()


def _knows_urgent(local: Regulation) -> bool:
    """Whether the document has a period of its own for what is urgent."""
    return any(fact in duty.starts for duty in local.duties for fact in URGENT.records.values())


def _told_with_it(kind: KindSpec, said: Said, ask: Ask) -> Said:
    """When a matter began and where it came from, if the sentence about it tells."""
    since = kind.since
    if since and ask.when and ask.when <= ask.at and not said.get(since.id):
        said = said.having(since.id, ask.when.isoformat())
        if ask.when_inferred:
            said = said.having(INFERRED, since.id)
    if kind.sourced and ask.source and not said.get(SOURCE.id):
        said = said.having(SOURCE.id, ask.source)
    return said


def begin_step(step: Step, ask: Ask, tx: Transaction, law: Law) -> Reply:
    """Start a step with what the sentence already tells; without a number, find the matter."""
    open_ = waiting(ask, tx)
    same = open_ is not None and open_.step is step and ask.number in {open_.number, ""}
    under = above(open_, same=same) if open_ else None
    dialogue = Dialogue(draft_of(ask), None, step, ask.number, Said(), below=under)
    if ask.number:
        return _with_number(dialogue, ask, tx, law, inferred=not ask.plain)
    fits = fitting(step, ask, tx, law)
    if len(fits) == 1:
        found = replace(dialogue, number=fits[0].number)
        return _with_number(found, ask, tx, law, inferred=True)
    if not fits and step is Step.ACKNOWLEDGE:
        return Reply(Message("现在没有需要签收的事项，不用回复。查看事项请发送“待办”。"))
    if not fits:
        _only_one_is_not_there_yet(step, ask, tx, law)
        raise Unfit(
            f"没有{STEPS[step].word}：没有找到本单位现在可以{STEPS[step].word}的事项。"
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
    return Reply(Message(f"要{STEPS[step].word}哪一件？请回复序号或者编号：\n" + "\n".join(rows)))


def _only_one_is_not_there_yet(step: Step, ask: Ask, tx: Transaction, law: Law) -> None:
    """Where a single open matter knows the step at all, say what comes first for that one.

    Raises:
        WrongStep: there is such a matter, and it has not come so far.
        Barred: the county's document forbids the step for it.
    """
    known = [matter for matter in tx.matters.open_of(ask.unit.id) if matter.kind.takes(step)]
    if len(known) == 1:
        permit(step, known[0], ask.officer, law, ask.directory)


def proceed(dialogue: Dialogue, ask: Ask, tx: Transaction, law: Law) -> Reply:
    """Take an answer to the open dialogue."""
    if refused := overtaken(dialogue, ask, tx, law):
        finish(dialogue, ask, tx)
        return Reply(Message(refused), "已过时" if ask.clicked else "")
    if dialogue.asking in {CONFIRM, ADDING}:
        return _of_draft(dialogue, ask, tx, law)
    if dialogue.asking == NUMBER:
        return _chosen(dialogue, ask, tx, law)
    field = field_of(dialogue, ask, tx, law)
    if refused := no_answer(field, dialogue, ask, law.local):
        since = dialogue.kind.since if dialogue.kind else None
        if ask.only_time and dialogue.kind and since and ask.when:
            dialogue = replace(dialogue, said=_told_with_it(dialogue.kind, dialogue.said, ask))
            guess = "（推断）" if ask.when_inferred else ""
            refused = f"{since.label}记为{moment_text(ask.when)}{guess}。"
            save(dialogue, ask, tx)
        return Reply(Message(f"{refused}{question(field, dialogue, ask)}"))
    value = answer_of(field, dialogue, ask)
    if not value:
        says = f"{not_understood(field, ask)}{question(field, dialogue, ask)}"
        return Reply(Message(says), understood=False)
    said = dialogue.said.having(field.id, value)
    if field.kind is FieldKind.PAST and ask.when_inferred:
        said = said.having(INFERRED, field.id)
    if dialogue.kind and dialogue.kind.since:
        said = _told_with_it(dialogue.kind, said, ask)
    answered = replace(dialogue, said=said, asking="", options=())
    if field.kind is FieldKind.UNIT:
        _check_receiver(answered, ask, tx, law)
    return _go_on(answered, ask, tx, law, answered=True)


def _of_draft(dialogue: Dialogue, ask: Ask, tx: Transaction, law: Law) -> Reply:
    """What was said of a draft, or of a step that was shown back."""
    if corrects(dialogue, ask):
        return corrected(dialogue, ask, tx, law)
    if dialogue.asking == ADDING and not (ask.clicked and ask.command in YES):
        return _added(dialogue, ask, tx, law)
    decide = confirmed if dialogue.kind is not None else _decided
    return decide(without(dialogue), ask, tx, law)


def _chosen(dialogue: Dialogue, ask: Ask, tx: Transaction, law: Law) -> Reply:
    """Go on with the matter that was asked for."""
    number = ask.number
    if not number and 1 <= ask.choice <= len(dialogue.options):
        number = dialogue.options[ask.choice - 1]
    if not number or ask.left:
        return Reply(Message(f"请回复序号或者编号，例如“1”。{HOW_TO_CANCEL}"))
    finish(dialogue, ask, tx)
    chosen = replace(dialogue, number=number, asking="", options=(), said=Said())
    return _with_number(chosen, replace(ask, number=number, rest=""), tx, law)


def corrected(dialogue: Dialogue, ask: Ask, tx: Transaction, law: Law) -> Reply:
    """The draft anew with what was put right; the earlier card of it is void."""
    said = without(dialogue).said
    if content := CONTENT_ANEW.match(ask.text):
        said = said.having(words_field(dialogue, ask, tx, law).id, content[1])
    else:
        if named := _named(dialogue.kind, ask):
            said = said.having(RECEIVER_UNIT.id, "、".join(named))
        since = dialogue.kind.since if dialogue.kind else None
        if since and ask.when and ask.when <= ask.at:
            said = said.having(since.id, ask.when.isoformat())
            said = said.having(INFERRED, since.id if ask.when_inferred else "")
        if ask.source and dialogue.kind and dialogue.kind.sourced:
            said = said.having(SOURCE.id, ask.source)
    anew = replace(dialogue, draft=draft_of(ask), said=said, asking="", options=())
    _check_receiver(anew, ask, tx, law)
    ambiguous = () if _named(dialogue.kind, ask) else ask.units
    return _go_on(anew, ask, tx, law, ambiguous=ambiguous, answered=True)


def corrects(dialogue: Dialogue, ask: Ask) -> bool:
    """Whether something said of a draft puts it right: 单位改成住建局, 不对，是住建局."""
    if dialogue.asking not in {CONFIRM, ADDING} or ask.clicked or ask.number:
        return False
    if CONTENT_ANEW.match(ask.text):
        return True
    if dialogue.kind is None:
        return False
    if ask.only_time and ask.when and dialogue.kind.since:
        return True
    told = len(ask.units) == 1 or ask.when is not None or bool(ask.source)
    if ask.command:
        same = ask.command == dialogue.kind.command and not dialogue.kind.rings
        return same and bool(ask.units) and not ask.rest
    return told and PUTS_RIGHT.match(ask.text) is not None


def _check_receiver(dialogue: Dialogue, ask: Ask, tx: Transaction, law: Law) -> None:
    """Refuse a receiver that cannot be one as soon as it is named, not after all was asked."""
    if dialogue.kind is not None and dialogue.said.get("receiver"):
        word, act = kind_word(dialogue.kind, law.local), act_of(dialogue, ask, tx, law)
        for unit in dialogue.said.units(RECEIVER_UNIT.id):
            receiver_of(word, ask.unit.id, act, unit)


def _with_number(
    dialogue: Dialogue, ask: Ask, tx: Transaction, law: Law, *, inferred: bool = False
) -> Reply:
    """The matter is known: check the step before anything is asked, take what was said.

    `inferred` where matter or step were not named in full: then words are shown back first.
    """
    assert dialogue.step is not None  # noqa: S101  # openings have no number
    matter = tx.matters.get(dialogue.number)
    ask.may_see(matter, tx, law)
    if overtaken := out_of_date(dialogue.step, matter, ask, tx, law):
        return overtaken
    _, side = ready(matter, dialogue.step, act_of(dialogue, ask, tx, law))
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
    if matter.kind.rings and ask.note:
        said = said.having(NOTE, ask.note)
    reply = _go_on(replace(dialogue, said=said), ask, tx, law, inferred=inferred)
    second = next((spec.word for spec in STEPS.values() if rest.startswith(spec.word)), "")
    after = ""
    if second:
        after = f"\n一次只能办一步，“{second}”没有一起办，请另发一条。"
    elif LACKS.search(rest):
        after = f"\n“{discreet(rest) if ask.group else rest}”没有记录，也没有告诉对方。"
        if Step.ASK_SUPPLEMENT in next_steps(
            tx.matters.get(matter.number), side, law, ask.directory
        ):
            after += f"要对方补充材料的，请发送“补正 {matter.number} <材料>”。"
    if not after or reply.message is None:
        return reply
    return replace(reply, message=reply.message.framed("", after))


def _go_on(
    dialogue: Dialogue,
    ask: Ask,
    tx: Transaction,
    law: Law,
    *,
    ambiguous: tuple[str, ...] = (),
    answered: bool = False,
    inferred: bool = False,
) -> Reply:
    """Ask the next question, show the draft, or do it; conditions are quoted once, at first.

    Words for the other side that were not typed with the step in one breath are shown back.
    """
    dialogue = enclosures.with_message(dialogue, ask, tx)
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
        if dialogue.step in SHOWN_BACK and (answered or inferred):
            return _shown_back(dialogue, ask, tx, law)
        return _take(dialogue, ask, tx, law, answered=answered)
    drafted = replace(dialogue, asking=CONFIRM, options=())
    save(drafted, ask, tx)
    files = enclosures.enclosed(drafted, ask, tx)
    return Reply(draft_message(drafted, ask, law.local, files))


def shown_again(dialogue: Dialogue, ask: Ask, tx: Transaction, law: Law) -> Reply:
    """The draft as it is now, its earlier card void; or what it still asks, where it asks."""
    if dialogue.asking not in {CONFIRM, ADDING}:
        save(dialogue, ask, tx)
        return Reply(Message(asked_again(dialogue, ask, tx, law)))
    anew = replace(without(dialogue), draft=draft_of(ask), asking="", options=())
    return _go_on(anew, ask, tx, law)


def _shown_back(dialogue: Dialogue, ask: Ask, tx: Transaction, law: Law, before: str = "") -> Reply:
    """A step with its words as the other side will read them; nothing is done yet.

    Raises:
        Refusal: what was said does not fit the step; checked before it is shown.
    """
    assert dialogue.step is not None  # noqa: S101  # openings have a draft of their own
    matter = tx.matters.get(dialogue.number)
    act = act_of(dialogue, ask, tx, law)
    outcome = take(matter, dialogue.step, act)
    drafted = replace(dialogue, asking=CONFIRM, options=(), seen=matter.entries)
    save(drafted, ask, tx)
    regulation, scene = law.regulation(matter), scene_of(matter, ask.directory)
    head, *rows = announced(
        outcome.after, dialogue.step, ask.officer, act.said.pairs, law, ask.directory, ask.at
    )
    owed = law.owed(outcome.after, ask.directory, ask.at)
    notes = [note for o in owed if o.answer.extended for note in o.answer.notes]
    needed = checks(regulation, dialogue.step.value, scene)
    check = [f"请核对：{'；'.join(needed)}。"] if needed else []
    enclosed = enclose_row(regulation, dialogue.step.value, scene)
    shown = [head, *(discreet(row) if ask.group else row for row in rows), *notes]
    word = dialogue.step_word(tx, law)
    title = f"{before}请核对“{word} {matter.number}”，确认后才办理，对方将看到"
    card = Card(
        title=f"{word} {matter.number}，确认后才办理",
        desc=matter.summary,
        note="\n".join(filter(None, [*shown, *check, enclosed])),
        buttons=(Button("确认", "确认", 1), Button(CHANGE, CHANGE, 2), CANCEL),
        number=matter.number,
        version=drafted.draft,
    )
    return Reply(told("\n".join(filter(None, [f"{title}：", *shown, *check, enclosed])), card))


def _decided(dialogue: Dialogue, ask: Ask, tx: Transaction, law: Law) -> Reply:
    """Do with a step that was shown back what was said of it."""
    if ask.clicked and ask.card_version != dialogue.draft:
        return Reply(Message("这张卡片已经失效。请确认最新的一张，或者发送“取消”。"), "已失效")
    word = CHOICES[ask.choice - 1] if 1 <= ask.choice <= len(CHOICES) else ask.command or ask.text
    if word == "取消":
        dropped = enclosures.drop(dialogue, ask, tx)
        finish(dialogue, ask, tx)
        return Reply(Message("\n".join(filter(None, ["已取消，没有办理。", dropped]))), "已取消")
    if word in CHANGES:
        anew = replace(dialogue, draft=draft_of(ask), said=Said(), asking="", seen=0)
        reply = _go_on(anew, ask, tx, law, answered=True)
        return replace(reply, done="请重新填写")
    if word not in YES:
        options = "、".join(f"{n} {choice}" for n, choice in enumerate(CHOICES, 1))
        return Reply(Message(f"没有办理：请回复序号，{options}。"))
    kind, entries = tx.matters.get(dialogue.number).kind, tx.matters.entries(dialogue.number)
    if any(entry.seq > dialogue.seen and moved_on(entry, kind) for entry in entries):
        before = f"{dialogue.number} 在您核对的时候有了新的办理，没有办理。"
        anew = replace(dialogue, draft=draft_of(ask))
        return replace(_shown_back(anew, ask, tx, law, before), done="已过时")
    return _take(dialogue, ask, tx, law, answered=True)


def words_field(dialogue: Dialogue, ask: Ask, tx: Transaction, law: Law) -> Field:
    """The field that free words said of a draft can only be meant for."""
    free = [f for f in _fields(dialogue, ask, tx, law) if f.kind is FieldKind.TEXT]
    return next((f for f in free if f.id == "facts"), free[-1])


def offer(dialogue: Dialogue, ask: Ask, tx: Transaction, law: Law) -> Reply:
    """Ask whether free words said of a draft are to be part of it; nothing is changed yet."""
    field = words_field(dialogue, ask, tx, law)
    said = without(dialogue).said.having(ADDING, ask.text)
    pending = replace(dialogue, asking=ADDING, said=said)
    save(pending, ask, tx)
    shown = discreet(ask.text) if ask.group else ask.text
    head = f"“{shown}”还没有写进{field.label}，什么也没有发出。请回复序号："
    rows = [f"1 补充到{field.label}后面", f"2 替换原来的{field.label}", "3 不写进去"]
    buttons = (Button("补充", "1", 1), Button("替换", "2", 2), Button("不写进去", "3", 2))
    card = Card(title="要写进草稿吗？", note=head, buttons=buttons, version=pending.draft)
    return Reply(Message("\n".join([head, *rows]), card))


def left_alone(dialogue: Dialogue, ask: Ask, tx: Transaction, law: Law) -> Reply:
    """The answer to words said of a draft that neither confirm nor correct nor cancel it."""
    field = words_field(dialogue, ask, tx, law)
    beside_it = beside(field, dialogue, ask)
    if beside_it or ask.command or not WORDS.search(ask.text) or IS_IT.search(ask.text):
        again = asked_again(dialogue, ask, tx, law)
        return Reply(Message(f"{beside_it or NOT_HEARD}{again}{HOW_TO_CHANGE}"))
    return offer(dialogue, ask, tx, law)


def _added(dialogue: Dialogue, ask: Ask, tx: Transaction, law: Law) -> Reply:
    """The draft with the words that were offered for it, or as it was."""
    field, words = words_field(dialogue, ask, tx, law), dialogue.said.get(ADDING)
    said = without(dialogue).said
    choice = ask.choice or {"补充": 1, "替换": 2, "取消": 3}.get(ask.command or ask.text, 0)
    if choice not in {1, 2, 3}:
        again = replace(ask, text=words)
        return offer(dialogue, again, tx, law)
    if choice == 1:
        mark = "" if said.get(field.id).endswith(tuple("。；！？，")) else "；"
        words = f"{said.get(field.id)}{mark}{words}"
    anew = replace(dialogue, asking="", options=())
    if choice != 3:
        anew = replace(anew, draft=draft_of(ask), said=said.having(field.id, words))
    else:
        anew = replace(anew, said=said)
    done = {1: "已补充", 2: "已替换", 3: "没有写进去"}[choice]
    return replace(_go_on(anew, ask, tx, law, answered=True), done=done)


def without(dialogue: Dialogue) -> Dialogue:
    """The dialogue without words that were only offered for its draft."""
    kept = tuple(pair for pair in dialogue.said.pairs if pair[0] != ADDING)
    return replace(
        dialogue, said=Said(kept), asking=CONFIRM if dialogue.asking == ADDING else dialogue.asking
    )


def _fields(dialogue: Dialogue, ask: Ask, tx: Transaction, law: Law) -> tuple[Field, ...]:
    if dialogue.kind is not None:
        return opening_asks(dialogue.kind, law.local, scene_so_far(dialogue, ask))
    assert dialogue.step is not None  # noqa: S101  # neither kind nor step is no dialogue
    matter = tx.matters.get(dialogue.number)
    _, side = permit(dialogue.step, matter, ask.officer, law, ask.directory)
    return asks(dialogue.step, matter, side, law, ask.directory)


def asked_again(dialogue: Dialogue, ask: Ask, tx: Transaction, law: Law) -> str:
    """What an open dialogue still waits for, said after something else was answered."""
    word = dialogue.step_word(tx, law)
    if dialogue.asking in {CONFIRM, ADDING} and dialogue.kind is None:
        return f"“{word} {dialogue.number}”还没有办理，请发送“确认”、“{CHANGE}”或者“取消”。"
    if dialogue.asking in {CONFIRM, ADDING}:
        return f"{draft_name(dialogue, ask, law)}还没有发出，请发送“确认发出”或者“取消”。"
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
        ready(tx.matters.get(dialogue.number), dialogue.step, act_of(dialogue, ask, tx, law))
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
    matter = tx.matters.get(dialogue.number)
    regulation, scene = law.regulation(matter), scene_of(matter, ask.directory)
    step = dialogue.step.value
    enclosed = enclose_row(regulation, step, scene)
    return (*quoted(regulation, step, scene), *([enclosed] if enclosed else []))


def _take(
    dialogue: Dialogue, ask: Ask, tx: Transaction, law: Law, *, answered: bool = False
) -> Reply:
    assert dialogue.step is not None  # noqa: S101  # openings are confirmed, not taken
    matter = tx.matters.get(dialogue.number)
    outcome = take(matter, dialogue.step, act_of(dialogue, ask, tx, law))
    tx.matters.record(outcome)
    if waits := _asks_for(dialogue, ask, tx):
        finish(waits, ask, tx)
    enclosures.set_aside(ask, tx)
    after = outcome.after
    regulation, scene = law.regulation(matter), scene_of(matter, ask.directory)
    also = () if answered else conditions_of(regulation, dialogue.step, scene)
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
    rows += team_rows(after, dialogue, together=len(outcome.entries) > 1)
    if dialogue.step is Step.EXTEND:
        rows += [note for o in owed if o.answer.extended for note in o.answer.notes]
    rows += due_rows(owed, ask.directory, ask.at)
    rows += also
    return Reply(told("\n".join(rows), card), f"{done} {clock_text(ask.at)}")


def _asks_for(dialogue: Dialogue, ask: Ask, tx: Transaction) -> Dialogue | None:
    """The open dialogue, if it waits for this very step, however it was said in the end."""
    open_ = waiting(ask, tx)
    if open_ is None or open_.step is not dialogue.step:
        return None
    return open_ if open_.number in {dialogue.number, ""} else None
