"""Questions for one field, and what is taken for an answer to them."""

import re
from collections.abc import Mapping

from handlers.command import Ask
from handlers.dialogue.asides import Aside, aside
from handlers.dialogue.state import HOW_TO_CANCEL, Dialogue
from rules.in_force import Law
from rules.kinds import FIELD_KINDS
from rules.kinds.fields import FACTS
from rules.kinds.words import SOURCES, kind_word
from rules.law.regulation import Regulation
from rules.procedure.permit import IN_CHARGE, leader_named, leaders
from rules.values.kind import Field, FieldKind, KindSpec, Step
from rules.values.people import Role

NODS = frozenset(
    (
        *("好", "好的", "是", "是的", "对", "对的", "行", "1", "确认", "ok", "OK", "Ok"),
        *("收到", "收到了", "已收到", "已收", "收悉", "签收", "收到确认", "确认收到"),
    )
)
"""Said alone these acknowledge; they are no reason, no result and no opinion."""
AGREES = frozenset({"同意", "可以", "没问题", "不同意", "不可以"})
"""Said alone these are an opinion, and an answer where one is asked for."""
HOW: Mapping[str, str] = {
    "facts": "写明哪里、谁、做了什么，例如“东关桥头小吃店没有食品经营许可”",
    "reason": "写明为什么，对方会看到，例如“不属于本单位职责”",
    "items": "写明要对方补什么，一次写全，例如“现场照片、询问笔录”",
    "supplied": "写明补了什么，例如“现场照片3张”",
    "opinion": "写给对方的答复，例如“同意提供，材料附后”",
    "result": "写明怎么处理的，例如“已责令改正”",
    "proof": "写明由谁签收、回执编号",
}
"""What is to be written, for whoever asks."""
WORDS = re.compile(r"[㐀-鿿0-9A-Za-z]")
ASKS = re.compile(r"(?:[?？]|[吗呢][。.]?)\s*$")
WONDERS = re.compile(
    r"什么|怎么|哪|几|谁|多少|多久|何时|[吗呢]|是不是|是否|能不能|可不可以|该不该|要不要|为啥"
)
"""A unit or a time with nothing but a mark behind it is a hesitant answer; these words ask."""


def asked_kind(dialogue: Dialogue, law: Law) -> FieldKind | None:
    """What kind of answer is waited for, so that a bare date is read the right way."""
    own = {asked.field: FieldKind(asked.answer.value) for asked in law.local.requires}
    return FIELD_KINDS.get(dialogue.asking) or own.get(dialogue.asking)


YES_SAID = "是"
"""What is kept of something that is only said or not."""


def typed(field: Field, ask: Ask) -> str:
    """What the message tells for a field that is no free text; "" for nothing."""
    value = ""
    match field.kind:
        case FieldKind.UNIT if field.several:
            value = "、".join(receivers(ask))
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
        case FieldKind.CHOICE:
            value = next((one for one in field.choices if ask.text.strip() in {one}), "")
        case FieldKind.OFFICER:
            value = leader_named(field, ask.text, ask.unit.id, ask.directory)
            if value == ask.text.strip() and not (ask.people or ask.names or IN_CHARGE in value):
                value = ""
        case FieldKind.TEXT:
            value = ask.text
        case FieldKind.FLAG:
            value = YES_SAID
    return value


def answer_of(field: Field, dialogue: Dialogue, ask: Ask) -> str:
    """The answer to the question that was asked; "" when it is none."""
    if field.kind is FieldKind.UNIT and 1 <= ask.choice <= len(dialogue.options):
        return dialogue.options[ask.choice - 1]
    if field.kind is FieldKind.SOURCE and 1 <= ask.choice <= len(SOURCES):
        return tuple(SOURCES)[ask.choice - 1]
    if field.kind is FieldKind.CHOICE and 1 <= ask.choice <= len(field.choices):
        return field.choices[ask.choice - 1]
    return typed(field, ask)


def receivers(ask: Ask) -> tuple[str, ...]:
    """The units that are to receive something that may go to several; none where it is unclear."""
    if ask.levels:
        every = (unit for unit in ask.directory.units.values() if unit.type in ask.levels)
        return tuple(unit.id for unit in every if unit.active and unit.id != ask.unit.id)
    return ask.units if len(ask.units) == 1 or ask.listed else ()


def no_answer(field: Field, dialogue: Dialogue, ask: Ask, local: Regulation) -> str:
    """Why a message is not recorded although words are waited for; "" where it may be.

    What a draft asks of an assistance or an emergency may well be a question, and the draft is
    shown before anything is sent.
    """
    if said := _no_words(field, dialogue, ask):
        return said
    free = field.kind is FieldKind.TEXT
    if (dialogue.kind and not dialogue.kind.sourced) or not ASKS.search(ask.text):
        return ""
    if not free and not WONDERS.search(ask.text):
        return ""
    if dialogue.kind is not None:
        word = kind_word(dialogue.kind, local)
        how = f"期限可以试算，例如“如果 明天 {word} 市监局”，不急的话填完再问。"
    else:
        number = dialogue.number
        how = f"期限和依据请发送“为什么 {number}”，进展和经过请发送“查 {number}”。"
    keep = "确实要这样写的，请去掉问号再发。" if free else ""
    return f"这一句像是提问，没有记为{field.label}。{how}{keep}\n"


def _no_words(field: Field, dialogue: Dialogue, ask: Ask) -> str:
    """Why a message is none of the words that are waited for; "" where it may be."""
    if field.kind is not FieldKind.TEXT:
        return beside(field, dialogue, ask)
    if ask.text in NODS:
        return f"“{ask.text}”没有记为{field.label}。"
    if not WORDS.search(ask.text):
        return "没有看到文字。"
    if said := beside(field, dialogue, ask):
        return said
    why = ""
    if ask.only_time:
        why = "只是时间"
    elif field.id == FACTS.id and _must_happen(dialogue) and not ask.tells:
        why = "没有说明发生了什么"
    return f"“{ask.text}”{why}，没有记为{field.label}。" if why else ""


def _must_happen(dialogue: Dialogue) -> bool:
    """Whether what is filed is something that happened, and no request."""
    return dialogue.kind is not None and dialogue.kind.happens


def told_facts(kind: KindSpec, ask: Ask) -> str:
    """The facts that a sentence tells when it opens a matter; "" where it names none yet."""
    nothing = ask.only_time or (kind.happens and not ask.tells)
    return "" if nothing else ask.rest


def beside(field: Field, dialogue: Dialogue, ask: Ask) -> str:
    """Why words that are for nobody's record are none of an answer; "" where they may be."""
    awaits = dialogue.step is Step.EXTEND
    match aside(ask.text, ask.directory, awaits=awaits):
        case Aside.LATER:
            if ask.only_time:
                return ""
            return f"好的，先不办。“{ask.text}”没有记为{field.label}，想好了再接着回复。\n"
        case Aside.OTHERS:
            return f"这一句像是对别人说的，没有记为{field.label}，也没有转告。\n"
        case Aside.ASKS_BACK:
            how = HOW.get(field.id)
            return f"没有记为{field.label}。{f'请{how}。' if how else ''}\n"
        case Aside.COURTESY:
            return f"不客气，这一句没有记为{field.label}。\n"
        case None:
            return ""


def not_understood(field: Field, ask: Ask) -> str:
    """What stands before the question when it is asked again."""
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
        case FieldKind.CHOICE:
            words = f"请回复1到{len(field.choices)}中的一个数。"
        case FieldKind.OFFICER:
            known = leaders(field.role or Role.LEADER, ask.unit.id, ask.directory)
            names = "、".join(officer.name for officer in known)
            if not known:
                return "没有认出姓名，请写明批准人的姓名。"
            words = f"没有认出本单位的领导（{names}）。由他人主持工作的，请写“某某主持工作”。"
        case FieldKind.TEXT | FieldKind.FLAG:
            pass
    return words


def question(field: Field, dialogue: Dialogue, ask: Ask) -> str:
    """The question, with its options where a digit answers it."""
    if field.kind is FieldKind.UNIT and dialogue.options:
        units = [ask.directory.unit(unit) for unit in dialogue.options]
        names = [unit.name if unit.parent else unit.short for unit in units]
        rows = [f"{n} {name}" for n, name in enumerate(names, 1)]
        return "\n".join(["您说的是哪个单位？请回复序号：", *rows])
    if field.kind is FieldKind.UNIT and ask.unknown_unit:
        return f"通讯录里没有“{ask.unknown_unit}”。{field.question}{HOW_TO_CANCEL}"
    if field.kind is FieldKind.CHOICE:
        rows = [f"{n} {choice}" for n, choice in enumerate(field.choices, 1)]
        return "\n".join([f"{field.question}请回复序号：", *rows])
    if field.kind is FieldKind.SOURCE:
        rows = [f"{n} {source}" for n, source in enumerate(SOURCES.values(), 1)]
        return "\n".join([f"{field.question}请回复序号：", *rows])
    return f"{field.question}{HOW_TO_CANCEL}"
