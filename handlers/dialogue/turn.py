"""Whose turn it is: what a message is to an open dialogue, and what becomes of the dialogue."""

import re
from dataclasses import replace

from handlers.base import Ask, Run, commands
from handlers.dialogue.answers import NODS, asked_kind
from handlers.dialogue.draft import YES
from handlers.dialogue.state import (
    CONFIRM,
    LIFE,
    MEANT,
    NUMBER,
    WORD,
    Dialogue,
)
from handlers.dialogue.talk import asked_again, corrects, field_of, overtaken
from rules.law import Law
from rules.matter import FieldKind, Kind
from rules.message import Reply
from rules.steps import UNHEARD
from rules.wording import kind_word
from storage import Transaction

ALWAYS = frozenset({"取消", "待办", "查", "为什么", "帮助"})
"""Said alone, these mean themselves whatever is asked: 算了 is no reason for anything."""
URGENT_WORD = "紧急"
OPENINGS = frozenset({"移送", "移交", "协助", URGENT_WORD})
ON_THE_WAY = frozenset({"出发", "到场"})
CALLS = frozenset({"确认", "签收"})
"""Said bare while an emergency rings, these answer the call."""
ARTICLE = re.compile(r"[第(（〔0-9一二三四五六七八九十]")


def expects(dialogue: Dialogue, ask: Ask, tx: Transaction, law: Law) -> bool:
    """Whether the message is for the open dialogue and no new command.

    An emergency is never kept waiting: neither one that is reported nor one that is confirmed.
    """
    if not ask.clicked and _answers_call(ask, tx):
        return False
    if dialogue.asking == CONFIRM:
        chooses = not ask.command and ask.choice > 0
        decides = not ask.number and (ask.command in {"登记", *YES} or chooses)
        return decides or corrects(dialogue, ask)
    if dialogue.asking == MEANT:
        mine = not ask.clicked or ask.card_version == dialogue.draft
        return mine and _settles(dialogue, ask)
    text = dialogue.asking != NUMBER and asked_kind(dialogue, law) in {None, FieldKind.TEXT}
    if ask.clicked or (ask.command == URGENT_WORD and dialogue.kind is not Kind.EMERGENCY):
        return False
    return (text and ask.text in NODS) or not _commands(ask)


def _settles(dialogue: Dialogue, ask: Ask) -> bool:
    """Whether it says yes or no to what was guessed; saying the guess again is a yes."""
    if ask.number not in {"", dialogue.number} or ask.text.endswith(("?", "？")):
        return False
    return ask.command in {*YES, "取消", dialogue.said.get(WORD)}


def _commands(ask: Ask) -> bool:
    """Whether a message is a command and no answer that only contains its word."""
    if not ask.command:
        return False
    asks_of = ask.number and ask.command in ALWAYS and ask.text.endswith(("?", "？", "吗", "呢"))
    if not ask.certain or asks_of:
        return bool(asks_of)
    if ask.number or (ask.command in {*ALWAYS, *ON_THE_WAY} and not ask.rest):
        return True
    if not ask.text.startswith(ask.command):
        return False
    opens = ask.command in OPENINGS and bool(ask.units or ask.unknown_unit)
    return not ask.rest or opens or _looks_up(ask)


def _looks_up(ask: Ask) -> bool:
    """条文 三（六）, 帮助 受理, 如果 明天 …: questions that name no matter."""
    if ask.command == "帮助":
        return ask.rest in commands()
    if not ask.text.startswith(f"{ask.command} "):
        return False
    return ask.command == "如果" or (ask.command == "条文" and bool(ARTICLE.match(ask.rest)))


def _answers_call(ask: Ask, tx: Transaction) -> bool:
    """Whether a bare word answers an emergency that rang after the dialogue last asked."""
    if ask.command not in CALLS or ask.number or ask.rest or ask.choice:
        return False
    stored = tx.dialogue(ask.officer.id, ask.conversation)
    return stored is not None and any(
        (matter.kind, matter.receiver) == (Kind.EMERGENCY, ask.unit.id)
        and matter.state in UNHEARD
        and matter.opened_at > stored.expires_at - LIFE
        for matter in tx.open_matters(ask.unit.id)
    )


def aside(dialogue: Dialogue | None, ask: Ask, tx: Transaction, law: Law, run: Run) -> Reply:
    """Run a command; with a dialogue open, ask again after it, or say that the dialogue is over."""
    where = (ask.officer.id, ask.conversation)
    if dialogue is not None and dialogue.asking == MEANT:
        tx.end_dialogue(*where)
        dialogue = None
    reply = run(ask, tx, law)
    if dialogue is None:
        return reply
    now = tx.dialogue(*where)
    if now is None or reply.message is None:
        return reply
    if now.body != dialogue.dump():
        after = _given_up(dialogue, ask, tx, law)
    elif refused := overtaken(dialogue, ask, tx, law):
        tx.end_dialogue(*where)
        after = f"前面没有填完的不用再填。{refused}"
    else:
        after = "" if ask.clicked else asked_again(dialogue, ask, tx, law)
    return replace(reply, message=reply.message.framed("", f"\n{after}" if after else ""))


def _given_up(dialogue: Dialogue, ask: Ask, tx: Transaction, law: Law) -> str:
    """What is said of a dialogue in whose place another has come."""
    if dialogue.kind is not None:
        says, label = kind_word(dialogue.kind, law.local), "单位> <内容"
        gone = f"前面没有发出的{says}草稿已作废。"
    elif dialogue.number:
        says = f"{dialogue.step_word(tx, law)} {dialogue.number}"
        label = field_of(dialogue, ask, tx, law).label
        gone = f"前面没有填完的“{says}”已作废，没有办理。"
    else:
        return ""
    if ask.certain or ask.command != URGENT_WORD:
        return gone
    return f"这一句按紧急通报起了草稿，{gone}不是紧急通报的，请发送“{says} <{label}>”。"
