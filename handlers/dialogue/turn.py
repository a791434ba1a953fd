"""Whose turn it is: what a message is to an open dialogue, and what becomes of the dialogue."""

import re
from dataclasses import replace

from handlers.command import Ask, Run
from handlers.dialogue.answers import AGREES, NODS, asked_kind
from handlers.dialogue.draft import YES, draft_name
from handlers.dialogue.guess import meant
from handlers.dialogue.state import (
    ADDING,
    CONFIRM,
    CONTENT,
    LIFE,
    MEANT,
    NUMBER,
    WORD,
    Dialogue,
    finish,
)
from handlers.dialogue.talk import (
    CHANGES,
    asked_again,
    corrects,
    overtaken,
    proceed,
    words_field,
)
from rules.decisions.audience import UNHEARD
from rules.in_force import Law
from rules.kinds import OPENED_BY
from rules.kinds.fields import OPINION
from rules.kinds.steps import STEPS
from rules.kinds.words import kind_word
from rules.values.kind import FieldKind
from rules.values.message import Reply
from storage import Transaction

ALWAYS = frozenset({"取消", "待办", "查", "为什么", "帮助"})
"""Said alone, these mean themselves whatever is asked: 算了 is no reason for anything."""
RINGING = frozenset(word for word, kind in OPENED_BY.items() if kind.rings)
"""Words that report an emergency: no question keeps it waiting."""
ON_THE_WAY = frozenset({"出发", "到场"})
NOT_YET = frozenset({"negation", "future", "partial", "subordinate", "condition"})
"""Frames in which a step's own word is no answer to what that step asks: 先不答复."""
CALLS = frozenset({"确认", "签收"})
"""Said bare while an emergency rings, these answer the call."""
SHORT = 12
"""Characters up to which a question about a matter needs no question mark."""
BEGS = re.compile(r"(?:请求|请|烦请|恳请|函请|商请|提请|麻烦|向)")
HELPS = re.compile(r"协助|配合|协查|帮忙|帮着|帮助|支援|支持")
HANDS_OVER = re.compile(
    r"(?:^|[，,。；;\s])(?:现|现将|特|拟|将|把|帮我|帮忙|麻烦)?(?:它|(?:该|此|这个?)?(?:案件|案子|案|线索|件|问题))?"
    r"(?:移给|移送给?|移交给?|转给|交给)[^，,。；;]{2,16}[。.]?$"
)
"""A clause at the end that hands over; with 应, 已, 不 or 请 before the verb it only tells."""
ARTICLE = re.compile(r"[第(（〔0-9一二三四五六七八九十]")


def expects(dialogue: Dialogue, ask: Ask, tx: Transaction, law: Law) -> bool:
    """Whether the message is for the open dialogue and no new command.

    An emergency is never kept waiting: neither one that is reported nor one that is confirmed.
    """
    if not ask.clicked and _answers_call(ask, tx):
        return False
    if dialogue.asking in {CONFIRM, ADDING}:
        return _decides(dialogue, ask) or corrects(dialogue, ask)
    if dialogue.asking == MEANT:
        mine = not ask.clicked or ask.card_version == dialogue.draft
        return mine and _settles(dialogue, ask)
    if _takes_back(dialogue, ask):
        return False
    reports = dialogue.kind is not None and dialogue.kind.rings
    if ask.clicked or (ask.command in RINGING and not reports):
        return False
    return _answers(dialogue, ask, tx, law)


def _answers(dialogue: Dialogue, ask: Ask, tx: Transaction, law: Law) -> bool:
    """Whether words may be the answer to the question that was put."""
    kind = asked_kind(dialogue, law)
    text = dialogue.asking != NUMBER and kind in {None, FieldKind.TEXT}
    if text and (ask.text in NODS or (dialogue.asking == OPINION.id and ask.text in AGREES)):
        return True
    if kind is FieldKind.UNIT and ask.units and not (ask.rest or ask.number):
        return True
    return not (_commands(ask) or _opens(dialogue, ask, tx))


def _decides(dialogue: Dialogue, ask: Ask) -> bool:
    """Whether it chooses what becomes of a draft or of a step that was shown back."""
    if ask.number:
        return False
    chooses = not ask.command and ask.choice > 0
    if dialogue.asking == ADDING:
        mine = not ask.clicked or ask.card_version == dialogue.draft
        bare = ask.command in {"补充", "取消", *YES} and not ask.rest and not ask.withheld
        return mine and (chooses or bare or ask.text in {"替换", "补充"})
    if dialogue.kind is None and (ask.text in CHANGES or (ask.command == "取消" and not ask.rest)):
        return True
    says = ask.command in YES or (ask.command == "登记" and not ask.rest)
    return chooses or (says and ask.plain)


def _takes_back(dialogue: Dialogue, ask: Ask) -> bool:
    """Whether it says of the very step that is asked about that it is not being taken."""
    word = STEPS[dialogue.step].word if dialogue.step else ""
    return ask.withheld and ask.command == word and bool(ask.frames & NOT_YET)


def _settles(dialogue: Dialogue, ask: Ask) -> bool:
    """Whether it says yes or no to what was guessed; saying the guess again is a yes."""
    if ask.number not in {"", dialogue.number} or ask.text.endswith(("?", "？")):
        return False
    if not ask.plain:
        return False
    if ask.command == dialogue.said.get(WORD):
        return ask.rest in {"", dialogue.said.get(CONTENT)}
    return ask.command in {*YES, "取消"}


def _commands(ask: Ask) -> bool:
    """Whether a message is a command and no answer that only contains its word."""
    if not ask.command:
        return False
    asks_of = ask.number and ask.command in ALWAYS and ask.text.endswith(("?", "？", "吗", "呢"))
    if not ask.certain or asks_of:
        short = ask.number and ask.command in ALWAYS and len(ask.text) <= SHORT
        return bool(asks_of or short)
    if ask.number or (ask.command in {*ALWAYS, *ON_THE_WAY} and not ask.rest):
        return True
    if not ask.text.startswith(ask.command):
        return False
    opens = ask.command in OPENED_BY and bool(ask.units or ask.unknown_unit)
    return not ask.rest or opens or _looks_up(ask)


def _opens(dialogue: Dialogue, ask: Ask, tx: Transaction) -> bool:
    """Whether a sentence without a command word in front opens a matter of its own.

    What an answer says of another unit is no such sentence: 应移送城管局, 已移交公安机关,
    需要市监局协助鉴定.
    """
    if ask.certain or ask.command not in OPENED_BY or not (ask.units and ask.rest):
        return False
    kind, asked = OPENED_BY[ask.command], dialogue.kind
    known = dialogue.said.get("receiver")
    if asked is not None and asked is kind and not asked.rings:
        return known not in {"", *ask.units}
    if kind.begins is None:
        parties: set[str] = set()
        if dialogue.number:
            matter = tx.matters.get(dialogue.number)
            parties = {matter.sender, matter.receiver}
        begs = BEGS.match(ask.text) is not None
        return begs and (HELPS.search(ask.text) is not None or parties.isdisjoint(ask.units))
    found = ask.when is not None or bool(ask.source)
    return found and HANDS_OVER.search(ask.text) is not None


def _looks_up(ask: Ask) -> bool:
    """条文 三（六）, 帮助 受理, 如果 明天 …: questions that name no matter."""
    if ask.command == "帮助":
        return ask.rest in ask.commands
    if not ask.text.startswith(f"{ask.command} "):
        return False
    return ask.command == "如果" or (ask.command == "条文" and bool(ARTICLE.match(ask.rest)))


def _answers_call(ask: Ask, tx: Transaction) -> bool:
    """Whether a bare word answers an emergency that rang after the dialogue last asked."""
    if ask.command not in CALLS or ask.number or ask.rest or ask.choice:
        return False
    stored = tx.conversations.dialogue(ask.officer.id, ask.conversation)
    return stored is not None and any(
        (matter.kind.rings, matter.receiver) == (True, ask.unit.id)
        and matter.state in UNHEARD
        and matter.opened_at > stored.expires_at - LIFE
        for matter in tx.matters.open_of(ask.unit.id)
    )


def aside(dialogue: Dialogue | None, ask: Ask, tx: Transaction, law: Law, run: Run) -> Reply:
    """Run a command; with a dialogue open, ask again after it, or say that the dialogue is over."""
    where = (ask.officer.id, ask.conversation)
    if dialogue is not None and dialogue.asking == MEANT:
        tx.conversations.end_dialogue(*where)
        dialogue = None
    reply = run(ask, tx, law)
    if dialogue is None:
        return reply
    stored = tx.conversations.dialogue(*where)
    if stored is None or reply.message is None:
        return reply
    now = Dialogue.load(stored.body)
    if now == dialogue:
        after = "" if ask.clicked else _waits(now, ask, tx, law)
        if ask.clicked and overtaken(now, ask, tx, law):
            after = _waits(now, ask, tx, law)
    elif now == dialogue.below:
        after = _waits(now, ask, tx, law)
    elif now.below is not None and now.below.draft == dialogue.draft:
        after = _put_aside(dialogue, ask, tx, law)
    else:
        after = _given_up(dialogue, now, tx, law)
    return _followed(reply, after)


def answered(dialogue: Dialogue, ask: Ask, tx: Transaction, law: Law) -> Reply:
    """Take an answer; when that ends the dialogue, what waited below it is said again."""
    reply = (meant if dialogue.asking == MEANT else proceed)(dialogue, ask, tx, law)
    stored = tx.conversations.dialogue(ask.officer.id, ask.conversation)
    if dialogue.below is None or stored is None:
        return reply
    now = Dialogue.load(stored.body)
    return _followed(reply, _waits(now, ask, tx, law) if now == dialogue.below else "")


def _followed(reply: Reply, after: str) -> Reply:
    if not after or reply.message is None:
        return reply
    return replace(reply, message=reply.message.framed("", f"\n{after}"))


def _waits(dialogue: Dialogue, ask: Ask, tx: Transaction, law: Law) -> str:
    """What is open is said again; it ends where somebody else has settled it meanwhile."""
    if refused := overtaken(dialogue, ask, tx, law):
        finish(dialogue, ask, tx)
        return f"前面没有填完的不用再填。{refused}"
    return asked_again(dialogue, ask, tx, law)


def _put_aside(dialogue: Dialogue, ask: Ask, tx: Transaction, law: Law) -> str:
    """What is said of a dialogue that waits until the one just begun is done."""
    if dialogue.kind is not None:
        what = f"前面的{draft_name(dialogue, ask, law)}"
    else:
        what = f"前面的“{dialogue.step_word(tx, law)} {dialogue.number}”".replace(" ”", "”")
    says = f"{what}没有办理，先放着，这一件办完后再接着填。"
    if ask.certain or ask.command not in RINGING or dialogue.kind is not None:
        return says
    label = words_field(dialogue, ask, tx, law).label
    word = f"{dialogue.step_word(tx, law)} {dialogue.number}"
    kind = OPENED_BY[ask.command].word
    return f"这一句按{kind}起了草稿，{says}不是{kind}的，请先“取消”，再发送“{word} <{label}>”。"


def _given_up(dialogue: Dialogue, now: Dialogue, tx: Transaction, law: Law) -> str:
    """What is said of a dialogue in whose place another has come."""
    if dialogue.kind is not None:
        return f"前面没有发出的{kind_word(dialogue.kind, law.local)}草稿已作废。"
    if not dialogue.number or (dialogue.step, dialogue.number) == (now.step, now.number):
        return ""
    says = f"{dialogue.step_word(tx, law)} {dialogue.number}"
    return f"前面没有填完的“{says}”已作废，没有办理。"
