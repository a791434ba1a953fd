"""What somebody probably means: it is asked about, and done only after a yes."""

import re
from dataclasses import replace

from handlers.command import Ask
from handlers.dialogue.answers import ASKS, NODS
from handlers.dialogue.asides import aside
from handlers.dialogue.state import CONTENT, LACKS, MEANT, WORD, Dialogue, draft_of, fitting, save
from rules.decisions.act import Said
from rules.in_force import Law
from rules.kinds import STEP_CALLED
from rules.kinds.steps import STEP_OF, STEPS
from rules.kinds.words import step_word
from rules.procedure.permit import next_steps, permit
from rules.values.errors import UnknownNumber
from rules.values.kind import State, Step
from rules.values.matter import Matter
from rules.values.message import Button, Card, Message, Reply
from rules.values.privacy import mask
from storage import Transaction

TELLING = frozenset(word for word, step in STEP_CALLED.items() if STEPS[step].tells)
"""Steps that need words: what was said goes with the guess, and a yes confirms both."""
PEOPLE = "people"
NAMES = "names"
LEFT = "left"
LOOSE_END = re.compile(r"[，, ]*(?:我们|我[局镇]|请|就|可以|要|想)*\Z")
ASKED_ABOUT = frozenset(step for step, spec in STEPS.items() if spec.plain)
"""Steps without words for the other side: a yes or a no is all that they need."""
HEDGE = re.compile(r"\A(?:了|掉|下)*(?:吧|呗)[，, ]*")
SHOWN = 60
"""Characters that a card still shows; what is longer is shown back as text, in full."""
LEAST = 4
"""Characters below which what is said beside a number tells nothing."""
EXPECTED = {Step.REPLY: "答复", Step.SUPPLY: "补充"}
"""Steps that consist of words: where one of them is what the other side waits for."""
GOING = re.compile(
    r"出发|过去|赶到|赶过|赶往|前往|去现场|去看|出警|动身|上路|在路上|马上到|带队|带人"
)


def likely(ask: Ask, tx: Transaction, law: Law) -> tuple[str, Ask] | None:
    """What words without a command can only mean as things stand; None for nothing.

    Returns:
        The step's word, and the message read as that step.
    """
    if ASKS.search(ask.text) or ask.text in NODS or aside(ask.text, ask.directory):
        return None
    if not ask.number:
        waiting = [m for m in tx.matters.open_of(ask.unit.id) if _awaits_officers(m, ask)]
        if len(waiting) != 1 or not GOING.search(ask.text):
            return None
        return "出发", replace(ask, number=waiting[0].number, rest=ask.text)
    said = ask.rest.removeprefix(ask.number).lstrip(" ，,：:、。")
    if len(said) < LEAST:
        return None
    try:
        matter = tx.matters.get(ask.number)
    except UnknownNumber:
        return None
    side = matter.side(ask.unit.id)
    steps = next_steps(matter, side, law, ask.directory) if side else ()
    word = EXPECTED.get(steps[0], "") if steps else ""
    return (word, replace(ask, rest=said)) if word else None


def _awaits_officers(matter: Matter, ask: Ask) -> bool:
    called = (State.CONFIRMED, ask.unit.id)
    return matter.kind.rings and (matter.state, matter.receiver) == called


def guessed(word: str, ask: Ask, tx: Transaction, law: Law) -> Reply:
    """Ask whether a step that was only guessed is meant; a dialogue that is open stays open.

    Raises:
        UnknownNumber: the matter does not exist, or is not one that the officer may see.
    """
    if ask.number:
        ask.may_see(tx.matters.get(ask.number), tx, law)
    word = _in_its_words(word, ask, tx, law)
    content = LOOSE_END.sub("", ask.rest) if word in TELLING and ask.number else ""
    shown = mask(content) if ask.group else content
    says = " ".join(filter(None, (word, ask.number, shown)))
    text = f"您是要“{says}”吗？是的话请发送“{says}”。"
    buttons: tuple[Button, ...] = (Button(word, f"{word} {ask.number}".strip(), 1),)
    version = 0
    if tx.conversations.dialogue(ask.officer.id, ask.conversation) is None:
        people = ((PEOPLE, "、".join(ask.people)), (NAMES, "、".join(ask.names)))
        kept = (LEFT, "，".join(filter(None, (ask.note, ask.left))))
        said = Said(((WORD, word), (CONTENT, content), *people, kept))
        asked = Dialogue(draft_of(ask), None, None, ask.number, said, MEANT)
        save(asked, ask, tx)
        text = f"您是要“{says}”吗？是的话请回复“是”，不是请回复“不是”。"
        buttons, version = (Button(word, "是", 1), Button("不是", "不是", 2)), asked.draft
    dropped = _dropped(word, ask, tx, law)
    text = "\n".join(filter(None, (text, dropped)))
    card = Card(f"您是要“{says}”吗？", note=dropped, buttons=buttons, version=version)
    if len(says) > SHOWN:
        title = f"您是要“{word} {ask.number}”吗？"
        card = replace(card, title=title, note="\n".join(filter(None, (shown, dropped))))
    return Reply(Message(text, card if len(shown) <= SHOWN else None))


def shown_back(ask: Ask, tx: Transaction, law: Law) -> Reply:
    """A step that was typed beside other words: checked, then asked about before it is done.

    A step that consists of words shows itself back as the other side will read it.

    Raises:
        NotYours, WrongStep, Barred: the step cannot be taken, so that nothing is asked.
        UnknownNumber: the matter does not exist, or is not one that the officer may see.
    """
    command = ask.commands[ask.command]
    step = STEP_CALLED[command.word]
    word, number = command.word, ask.number
    if step not in ASKED_ABOUT:
        return command.run(replace(ask, rest=HEDGE.sub("", ask.rest)), tx, law)
    if not number:
        ringing = fitting(Step.CONFIRM, ask, tx, law) if step is Step.ACKNOWLEDGE else []
        step, word = (Step.CONFIRM, STEPS[Step.CONFIRM].word) if ringing else (step, word)
        fits = ringing or fitting(step, ask, tx, law)
        if len(fits) != 1:
            return command.run(ask, tx, law)
        number = fits[0].number
    matter = tx.matters.get(number)
    ask.may_see(matter, tx, law)
    permit(step, matter, ask.officer, law, ask.directory)
    return guessed(word, replace(ask, number=number), tx, law)


def _dropped(word: str, ask: Ask, tx: Transaction, law: Law) -> str:
    """What is said of words that the step does not record; "" where there are none."""
    if not ask.left or word in TELLING or not ask.number:
        return ""
    matter = tx.matters.get(ask.number)
    left = mask(ask.left) if ask.group else ask.left
    if matter.kind.rings:
        return f"“{left}”会一并记录。"
    said = f"“{left}”不会记录，也不会告诉对方。"
    side = matter.side(ask.unit.id)
    steps = next_steps(matter, side, law, ask.directory) if side else ()
    if LACKS.search(left) and Step.ASK_SUPPLEMENT in steps:
        said += f"要对方补充材料的，请发送“补正 {matter.number} <材料>”。"
    return said


def _in_its_words(word: str, ask: Ask, tx: Transaction, law: Law) -> str:
    """What the step is called for this kind of matter, where that is a command: 不予协助."""
    step = STEP_OF.get(word)
    if step is None or not ask.number:
        return word
    matter = tx.matters.get(ask.number)
    own = step_word(step, matter.kind, law.regulation(matter))
    return own if own in ask.commands else word


def meant(dialogue: Dialogue, ask: Ask, tx: Transaction, law: Law) -> Reply:
    """The answer to whether a guess was right; only then is anything done."""
    tx.conversations.end_dialogue(ask.officer.id, ask.conversation)
    if ask.command == "取消":
        return Reply(Message("好的，没有办理。请重新说明要办的事，或者发送“帮助”。"), "已取消")
    word, content = dialogue.said.get(WORD), dialogue.said.get(CONTENT)
    says = " ".join(filter(None, (word, dialogue.number, content)))
    return ask.commands[word].run(
        replace(
            ask,
            command=word,
            certain=True,
            number=dialogue.number,
            text=says,
            rest=content,
            people=tuple(filter(None, dialogue.said.get(PEOPLE).split("、"))),
            names=tuple(filter(None, dialogue.said.get(NAMES).split("、"))),
            choice=0,
            note=dialogue.said.get(LEFT),
            left="",
            plain=True,
        ),
        tx,
        law,
    )
