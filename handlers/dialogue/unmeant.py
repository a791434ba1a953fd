"""What is answered to a sentence that names a step and does not take it.

It says what the sentence was understood as, that nothing was recorded, what stands open, and what
can be sent. No button takes the step: the sentence means something else.
"""

from collections.abc import Mapping
from dataclasses import replace

from handlers.command import Ask
from handlers.dialogue import fitting
from handlers.language.frames import Frame
from rules.in_force import Law, scene_of
from rules.kinds import STEP_CALLED
from rules.kinds.steps import STEPS
from rules.kinds.words import state_word, step_word
from rules.procedure.checklist import quoted
from rules.procedure.permit import next_steps, words
from rules.reminders.addressees import to_telephone
from rules.texts.telephone import contact_text
from rules.values.kind import State, Step
from rules.values.matter import Matter
from rules.values.message import Message, Reply
from rules.values.people import Officer
from storage import Transaction

WHY: Mapping[Frame, str] = {
    Frame.QUESTION: "这一句像是在问",
    Frame.CONTRADICTION: "这一句前后的意思不一致",
    Frame.NEGATION: "这一句的意思是没有办或者不办",
    Frame.CONDITION: "这一句还带着条件",
    Frame.SUBORDINATE: "这一句说的是之前或者之后的事",
    Frame.PARTIAL: "这一句的意思是还没有办完",
    Frame.FUTURE: "这一句说的是以后的打算",
    Frame.OTHERS: "这一句是请别人去办",
    Frame.REPORTED: "这一句说的是别人",
    Frame.TOPIC: "这一句只是提到这件事",
}
"""How a sentence was understood; where several frames stand, the first one here is named."""
SHOWN = 3
"""How many matters are named where the sentence names none."""
CALLED = frozenset({Step.CONFIRM, Step.DISPATCH, Step.ARRIVE})
UNABLE = frozenset({Frame.NEGATION, Frame.CONTRADICTION, Frame.QUESTION})
"""After these he may need somebody else: whom to telephone stands below."""


def unmeant(ask: Ask, tx: Transaction, law: Law) -> Reply | None:
    """The answer; None where the words name no step of a matter, or none that stands open.

    Raises:
        UnknownNumber: the matter does not exist, or is not one that the officer may see.
    """
    step = STEP_CALLED.get(ask.command)
    if step is None or (not ask.number and step is Step.SEND):
        return None
    if ask.number:
        matters = [tx.matters.get(ask.number)]
        ask.may_see(matters[0], tx, law)
    else:
        step, matters = _meant(step, ask, tx, law)
    why = next(why for frame, why in WHY.items() if frame in ask.frames)
    word = _word(step, matters, law)
    head = f"没有记录“{word}”：{why}，什么也没有办理。"
    if len(matters) != 1:
        if not ask.certain and not matters:
            return None
        rows = [_row(matter, ask) for matter in matters[:SHOWN]]
        return Reply(Message("\n".join([head, *rows, "事项请发送“待办”查看。"])))
    [matter] = matters
    asks = Frame.QUESTION in ask.frames
    rows = _view(matter, step, ask, tx, law) if asks else [_row(matter, ask)]
    side = matter.side(ask.unit.id)
    steps = next_steps(matter, side, law, ask.directory) if side else ()
    if step in steps:
        usage = ask.commands[word if word in ask.commands else STEPS[step].word].usage
        rows.append(f"确实要{word}的，请发送“{usage.replace('<编号>', matter.number)}”。")
    if steps and not asks:
        offers = words((one for one in steps if one is not step), matter, law.regulation(matter))
        others = "、".join(f"“{offer} {matter.number}”" for offer in offers)
        rows += [f"也可以发送{others}。"] if others else []
    return Reply(Message("\n".join([head, *rows, *_to_call(matter, step, ask)])))


def _meant(step: Step, ask: Ask, tx: Transaction, law: Law) -> tuple[Step, list[Matter]]:
    """The step and the matters that words without a number can be about."""
    if step is Step.ACKNOWLEDGE:
        ringing = fitting(Step.CONFIRM, ask, tx, law)
        if ringing:
            return Step.CONFIRM, ringing
    return step, fitting(step, ask, tx, law)


def _word(step: Step, matters: list[Matter], law: Law) -> str:
    """What the step is called for the matter."""
    if len(matters) != 1:
        return STEPS[step].word
    [matter] = matters
    return step_word(step, matter.kind, law.regulation(matter))


def _row(matter: Matter, ask: Ask) -> str:
    """Where a matter stands; in a group without what it is about."""
    what = "" if ask.group else f" {matter.summary}"
    return f"{matter.number}{what}：{state_word(matter.state, matter.kind)}。"


def _view(matter: Matter, step: Step, ask: Ask, tx: Transaction, law: Law) -> list[str]:
    """The matter as 查 shows it, and what the document asks of the step."""
    look = ask.commands["查"].run
    asked = replace(ask, command="查", number=matter.number, rest="", frames=frozenset())
    seen = look(asked, tx, law).message
    needs = quoted(law.regulation(matter), step.value, scene_of(matter, ask.directory))
    return [*([seen.text] if seen else []), *needs]


def _to_call(matter: Matter, step: Step, ask: Ask) -> list[str]:
    """Whom to telephone about an emergency that this officer does not take on: one row each."""
    open_ = matter.kind.rings and matter.state in {State.DELIVERED, State.CONFIRMED}
    asked = ask.frames & UNABLE
    if ask.group or not asked or not open_ or step not in CALLED or matter.receiver != ask.unit.id:
        return []
    called = to_telephone(matter.receiver, ask.at, ask.directory)
    rows = [_phone(who) for _, who in called if who.id != ask.officer.id]
    caller = contact_text(matter, ask.directory, ask.at)
    return [
        *(["本人不能处置的，请马上打电话：", *rows] if rows else []),
        *([f"通报人：{caller}"] if caller else []),
    ]


def _phone(officer: Officer) -> str:
    return f"{officer.name} {officer.mobile or '（未登记电话）'}"
