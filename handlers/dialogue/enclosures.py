"""Pictures and files on their way to a matter: taken up by a draft, listed, taken off, tied."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

from handlers.command import Ask
from handlers.dialogue.state import Dialogue
from rules.decisions.steps import attach
from rules.in_force import Law
from rules.values.errors import Refusal
from rules.values.material import Material, MaterialKind, labelled, short_name
from storage import Transaction

BEFORE = timedelta(minutes=10)
"""How long before a draft begins its files may have been sent."""
LINE = 26
"""Characters of a list that has room on a card's line."""
HOW_OFF = "去掉某一份请发送“去掉 {}”，都不要请发送“不要附件”。"

_OFF = (
    r"(?:去掉|去除|删掉|删除|删了|撤掉|撤下|撤回|拿掉|拿下|拿走|移除|取消|不要|不带|不附|不发|不用|不传|"
    r"别附|别带|别发|别要|别传|不需要|不用带|不用附)了?"
)
_KIND = r"(?:附件|材料|图片|照片|相片|文件|图|视频|录像|语音)"
_NTH = r"第?\s?([0-9一二三四五六七八九])\s?(?:张|份|个|号)?"
_ONE = re.compile(
    rf"(?:({_KIND})\s?{_NTH}|{_NTH}({_KIND})|(?<=第)([0-9一二三四五六七八九])(?:张|份|个))"
)
_ALL = r"(?:(?:这|那|刚才|上面|前面|所有|全部|任何|发)(?:个|张|份|些|的)?)*"
_TARGET = rf"{_ALL}(?:{_KIND}\s?(?:{_NTH})?|{_NTH}(?:{_KIND})?)"
SAYS_OFF = re.compile(_OFF)
"""Words that may take a file off."""
_OFF_WITH_KIND = re.compile(rf"{_OFF}\s?{_TARGET}|{_TARGET}(?:都|也|全部?|先|就)*{_OFF}")
_LITTLE = re.compile(
    rf"{_OFF}|{_KIND}|{_NTH}|确认发出|确认|发出|发送|请|把|先|都|也|就|再|和|与|跟|了|吧|掉|这|那|些|所有|全部|"
    r"刚才|上面|前面|发|的|个|张|份|\W"
)
_DIGITS = {digit: n for n, digit in enumerate("一二三四五六七八九", 1)}
_PICTURES = frozenset({"图片", "照片", "相片", "图"})
_FILES = frozenset({"文件"})
_FILMS = frozenset({"视频", "录像"})
_VOICES = frozenset({"语音"})
_CAPTION = re.compile(
    r"(?:这|那|以上|上面|刚才|另|再|还|附|补|随|传|发|请?见|如|就?是|都是|有|的|一下|些|几|两|[0-9一二三四五六七八九]|"
    r"张|份|个|段|件|现场|门头|检查|执法|勘验|询问|店[内外铺]?|举报|营业执照|许可证|身份证|相关|有关|证据|取证|照片|图片|相片|"
    r"截图|视频|录像|录音|材料|资料|附件|文件|扫描件|复印件|原件|笔录|记录|表|证|\W)*"
    r"(?:照片|图片|相片|截图|视频|录像|录音|材料|资料|附件|文件|扫描件|复印件|原件|笔录|记录|表|证据)"
    r"(?:发|给|您|你|们|了|来|上|在|这|里|如下|请?查收|吧|[0-9一二两三四五六七八九几]|张|份|个|段|\W)*"
)
CAPTION_LENGTH = 24


class Closed(Refusal):
    """Nothing is added to a matter that is at its end."""

    code = "material-closed"

    def __init__(self, number: str) -> None:
        super().__init__(f"没有归入：{number} 已经办结或者撤回。请回复别的编号。")


def captions(text: str) -> bool:
    """Whether words only say what a picture or file is: 这是现场照片, 附检查笔录."""
    return len(text) <= CAPTION_LENGTH and _CAPTION.fullmatch(text) is not None


def enclosed(dialogue: Dialogue, ask: Ask, tx: Transaction) -> tuple[Material, ...]:
    """What goes with a draft, the first first."""
    loose = tx.materials.loose(ask.officer.id, ask.conversation)
    return tuple(one for one in loose if one.seq in dialogue.files)


def unowned(ask: Ask, tx: Transaction) -> tuple[Material, ...]:
    """What was sent in this conversation and goes with no draft."""
    loose = tx.materials.loose(ask.officer.id, ask.conversation)
    stored = tx.conversations.dialogue(ask.officer.id, ask.conversation) if loose else None
    owned = Dialogue.load(stored.body).owned() if stored else frozenset()
    return tuple(one for one in loose if one.seq not in owned)


def begin(
    dialogue: Dialogue, same: Dialogue | None, ask: Ask, tx: Transaction
) -> tuple[Dialogue, str]:
    """A draft begins. What was sent just before goes with it, anything earlier is dropped.

    Args:
        dialogue: the draft.
        same: the draft of the same thing in whose place it comes; its files go over. None for none.
        ask: the message that begins it.
        tx: the open transaction.

    Returns:
        The draft with its files, and one sentence on what was dropped; "" for nothing.
    """
    there = unowned(ask, tx)
    old = [
        one
        for one in there
        if one.source != ask.source_id and (one.set_aside or one.at < ask.at - BEFORE)
    ]
    gone = {one.seq for one in old}
    fresh = [one.seq for one in there if one.seq not in gone]
    dropped = forget(old, ask, tx)
    said = f"此前发来的{dropped}不随这件事发出，没有保留；需要的请重新发送。" if dropped else ""
    return replace(dialogue, files=((same.files if same else ()) + tuple(fresh))), said


def with_message(dialogue: Dialogue, ask: Ask, tx: Transaction) -> Dialogue:
    """The draft with the files that came with this very message."""
    if dialogue.kind is None:
        return dialogue
    fresh = [one.seq for one in unowned(ask, tx) if one.source == ask.source_id]
    return replace(dialogue, files=tuple(dict.fromkeys((*dialogue.files, *fresh))))


def drop(dialogue: Dialogue | None, ask: Ask, tx: Transaction) -> str:
    """Forget the files of a draft that is given up, and what goes with none.

    Returns:
        One sentence on it; "" for nothing.
    """
    gone = (
        unowned(ask, tx) if dialogue is None else (*enclosed(dialogue, ask, tx), *unowned(ask, tx))
    )
    dropped = forget(dict.fromkeys(gone), ask, tx)
    return f"{dropped}没有归入任何事项，没有保留。" if dropped else ""


def set_aside(ask: Ask, tx: Transaction) -> None:
    """Something was done meanwhile: what goes with no draft by now goes with no later one."""
    for one in unowned(ask, tx):
        tx.materials.set_aside(one.seq)


def take_off(text: str, materials: Sequence[Material]) -> tuple[Material, ...] | None:
    """Which of the files are to be taken off: 去掉 图1, 不要附件, 案卷.pdf不要了.

    Returns:
        Those that are named; empty where none is one of them; None where nothing of the kind is
        said.
    """
    by_name = [one for one in materials if _named(one, text)]
    if by_name and SAYS_OFF.search(text):
        return tuple(by_name)
    if not _OFF_WITH_KIND.search(text) or _LITTLE.sub("", text):
        return None
    found: dict[int, Material] = {}
    numbered = False
    for before, nth, first, after, bare in _ONE.findall(text):
        numbered = True
        place = _number(nth or first or bare)
        for one in _of_kind(before or after, materials)[place - 1 : place]:
            found[one.seq] = one
    if not numbered:
        said = re.findall(_KIND, text)
        found = {one.seq: one for kind in said for one in _of_kind(kind, materials)}
    return tuple(found.values())


def enclosed_row(materials: Iterable[Material], *, group: bool) -> str:
    """All of them in one row, each under its label; a group reads no names. "" for none."""
    return "、".join(
        label if group else f"{label} {short_name(one.name)}" for label, one in labelled(materials)
    )


def how_off(materials: Sequence[Material]) -> str:
    """How one of them is taken off again."""
    [(label, _), *_] = labelled(materials)
    return HOW_OFF.format(label)


def names_of(materials: Sequence[Material], ask: Ask) -> str:
    """The names of some files; in a group only how many."""
    if ask.group:
        return f"{len(materials)}份材料" if materials else ""
    return "、".join(one.name for one in materials)


def forget(materials: Iterable[Material], ask: Ask, tx: Transaction) -> str:
    """Take files off, for good; their names."""
    gone = list(materials)
    for one in gone:
        tx.materials.drop(one)
    return names_of(gone, ask)


def tie(number: str, materials: Sequence[Material], ask: Ask, tx: Transaction, law: Law) -> None:
    """Tie files to a matter, with an entry in its record.

    Raises:
        UnknownNumber: there is no such matter, or not one that the officer may see.
        Closed: it is at its end, and this message was not its last step.
    """
    matter = tx.matters.get(number)
    ask.may_see(matter, tx, law)
    if matter.closed and tx.matters.acted != number:
        raise Closed(number)
    if not materials:
        return
    files = [(one.name, one.sha256) for one in materials]
    tx.matters.record(attach(matter, files, ask.officer, law, ask.directory, ask.at, ask.source_id))
    for one in materials:
        tx.materials.link(one.seq, number)


def _named(one: Material, text: str) -> bool:
    """Whether words are about this file by its name, and about nothing else."""
    stem = one.name.rpartition(".")[0]
    name = one.name if one.name in text else stem
    return len(name) > 1 and name in text and not _LITTLE.sub("", text.replace(name, ""))


def _number(words: str) -> int:
    return int(words) if words.isascii() else _DIGITS[words]


def _of_kind(word: str, materials: Sequence[Material]) -> list[Material]:
    """Those that a word means; 附件 and 材料 mean any."""
    if word in _PICTURES:
        kinds = {MaterialKind.IMAGE}
    elif word in _FILES:
        kinds = {MaterialKind.FILE}
    elif word in _FILMS:
        kinds = {MaterialKind.VIDEO}
    elif word in _VOICES:
        kinds = {MaterialKind.VOICE}
    else:
        kinds = set(MaterialKind)
    return [one for one in materials if one.kind in kinds]
