"""材料 <编号>: pictures and files of a matter, taken in and handed out."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from handlers.command import Ask, Command, apart
from handlers.dialogue import (
    BEFORE,
    SAYS_OFF,
    Dialogue,
    asked_again,
    captions,
    enclosed,
    enclosed_row,
    forget,
    how_off,
    names_of,
    save,
    shown_again,
    take_off,
    tie,
    unowned,
)
from rules.in_force import Law, scene_of
from rules.procedure.checklist import enclose_row
from rules.procedure.past import recalled
from rules.texts.cards import choice_row, public_row
from rules.values.errors import Missing
from rules.values.evidence import Change, changed
from rules.values.kind import Step
from rules.values.material import Attachment, Material, NotTaken, check, clean_name, listed
from rules.values.matter import Entry, Matter, Push
from rules.values.message import Button, Card, Message, Reply
from rules.values.push import About, PushKind
from storage import Transaction

FRESH = timedelta(minutes=30)
"""How long what was sent waits for a word of what it is for."""
SOON = BEFORE // timedelta(minutes=1)
MOST = 9
BUTTONS = 6


def keep(
    ask: Ask, files: Sequence[Attachment], tx: Transaction, largest: int
) -> tuple[tuple[Material, ...], tuple[str, ...]]:
    """Keep what can be kept.

    Args:
        ask: whose message it is.
        files: that came with it.
        tx: the open transaction.
        largest: bytes of the largest that is kept.

    Returns:
        What was kept, and one sentence for each that was not.

    Raises:
        Classified: a name carries a secrecy marking; then nothing of the message is kept.
    """
    kept: list[Material] = []
    refused: list[str] = []
    for file in files:
        name = clean_name(file.name, file.kind)
        try:
            check(name, len(file.content), largest, file.fault)
        except NotTaken as why:
            refused.append(str(why))
            continue
        kept.append(
            tx.materials.keep(
                file.kind,
                name,
                file.content,
                ask.officer.id,
                ask.conversation,
                ask.source_id,
                ask.at,
            )
        )
    return tuple(kept), tuple(refused)


def place(
    ask: Ask,
    kept: Sequence[Material],
    refused: Sequence[str],
    dialogue: Dialogue | None,
    tx: Transaction,
    law: Law,
) -> Reply:
    """Say to which matter it goes, or ask."""
    if not kept:
        undone = (f"“{ask.text}”没有办理，请另发一条。",) if ask.command else ()
        return Reply(Message("\n".join([*refused, *undone])))
    draft = dialogue if dialogue is not None and dialogue.kind is not None else None
    if draft is not None and not ask.number:
        return Reply(Message("\n".join([_with_draft(kept, draft, ask, tx, law), *refused])))
    number = ask.number or (dialogue.number if dialogue else "")
    if number:
        reply = _belongs(number, kept, ask, tx, law)
        text = reply.message.text if reply.message else ""
        return replace(reply, message=Message("\n".join([text, *refused])), done="")
    names = names_of(kept, ask)
    matters = tx.matters.open_of(ask.unit.id)[:MOST]
    if not matters:
        head = (
            f"已收到{names}，本单位现在没有在办事项。请在{SOON}分钟内接着说要办的事，"
            "草稿上会列出随它发出的材料。"
        )
        return Reply(Message("\n".join([head, *refused])))
    rows = [choice_row(matter, group=ask.group) for matter in matters]
    head = f"已收到{names}。属于哪一件？请回复编号："
    buttons = tuple(Button(matter.number, matter.number, 2) for matter in matters[:BUTTONS])
    card = Card(title=f"已收到{names}", desc="属于哪一件？", note="\n".join(rows), buttons=buttons)
    return Reply(Message("\n".join([head, *rows, *refused]), card))


def _with_draft(
    kept: Sequence[Material], dialogue: Dialogue, ask: Ask, tx: Transaction, law: Law
) -> str:
    """What is said of files that come while a draft is open: all that goes with it by now."""
    seqs = dict.fromkeys((*dialogue.files, *(one.seq for one in kept)))
    anew = replace(dialogue, files=tuple(seqs))
    save(anew, ask, tx)
    going = enclosed(anew, ask, tx)
    listing = f"草稿的附件现在有：{enclosed_row(going, group=ask.group)}。{how_off(going)}"
    again = asked_again(anew, ask, tx, law)
    return f"已收到{names_of(kept, ask)}，随这份草稿一起发出。\n{listing}\n{again}"


def about_files(dialogue: Dialogue | None, ask: Ask, tx: Transaction, law: Law) -> Reply | None:
    """The answer to words about files that were sent before; None where it is about no file.

    They may take a file off (去掉 图1, 不要附件), or say of what is on its way with a draft what it
    is (这是现场照片), which is no answer to anything the draft asks.
    """
    said = SAYS_OFF.search(ask.text) or captions(ask.text)
    if ask.clicked or ask.number or not said:
        return None
    draft = dialogue if dialogue is not None and dialogue.kind is not None else None
    going = enclosed(draft, ask, tx) if draft else unowned(ask, tx)
    off = take_off(ask.text, going) if going else None
    if off is None:
        told = draft and going and captions(ask.text)
        return Reply(Message(_with_draft(going, draft, ask, tx, law))) if draft and told else None
    if not off:
        there = enclosed_row(going, group=ask.group)
        return Reply(Message(f"没有去掉：现在的附件有{there}。{how_off(going)}"))
    gone = forget(off, ask, tx)
    if draft is None:
        return Reply(Message(f"已去掉{gone}，没有归入任何事项，没有保留。"))
    left = tuple(one.seq for one in going if one not in off)
    shown = shown_again(replace(draft, files=left), ask, tx, law)
    head = f"已去掉{gone}，不随这份草稿发出。\n"
    return replace(shown, message=shown.message.framed(head) if shown.message else None)


def beside(
    ask: Ask, kept: Sequence[Material], refused: Sequence[str], tx: Transaction, law: Law
) -> str:
    """What is said of files that came with a command: its draft or its matter takes them.

    Raises:
        UnknownNumber: it names a matter that the officer may not see, or that does not exist.
        Closed: it names a matter that is at its end.
    """
    loose = {one.seq for one in tx.materials.loose(ask.officer.id, ask.conversation)}
    free = {one.seq for one in unowned(ask, tx)}
    kept = [one for one in kept if one.seq in loose]
    left = [one for one in kept if one.seq in free]
    stored = tx.conversations.dialogue(ask.officer.id, ask.conversation)
    now = Dialogue.load(stored.body) if stored else None
    names = names_of(kept, ask)
    told = ""
    if kept and not left:
        told = f"已收到材料：{names}，随这份草稿一起发出。"
    elif left and now is not None and now.kind is not None and not (tx.matters.acted or ask.number):
        told = _with_draft(left, now, ask, tx, law)
    elif left and (number := tx.matters.acted or ask.number or (now.number if now else "")):
        tie(number, left, ask, tx, law)
        told = f"已收到材料：{names}，已归入 {number}。"
    elif left:
        told = f"已收到材料：{names}。属于哪一件，请回复编号。"
    return "\n".join(filter(None, [told, *refused]))


def settle(ask: Ask, tx: Transaction, law: Law) -> Reply | None:
    """A bare number, said after files: they belong to that matter; None for anything else."""
    if not ask.number or ask.command:
        return None
    loose = [one for one in unowned(ask, tx) if one.at >= ask.at - FRESH]
    asked = [one for one in loose if not one.set_aside] or loose
    return _belongs(ask.number, asked, ask, tx, law) if asked else None


def _belongs(number: str, kept: Sequence[Material], ask: Ask, tx: Transaction, law: Law) -> Reply:
    tie(number, kept, ask, tx, law)
    names = "、".join(one.name for one in kept)
    rows = [f"{names} 已归入 {number}。", *_papers(tx.matters.get(number), ask, tx, law)]
    reply = apart(ask, Message("\n".join(rows)), f"材料已归入 {number}。")
    return replace(reply, done=f"已归入 {number}")


def _papers(matter: Matter, ask: Ask, tx: Transaction, law: Law) -> list[str]:
    """What the document wants with it, and beside it what is there."""
    then = recalled(ask.directory, tx.matters.entries(matter.number))
    scene = scene_of(matter, then)
    wanted = enclose_row(law.regulation(matter), Step.SEND.value, scene)
    there = listed(tx.materials.of(matter.number), then)
    return [row for row in (wanted, there) if row]


def run(ask: Ask, tx: Transaction, law: Law) -> Reply:
    """Hand the materials of a matter to whoever asks, in private."""
    if not ask.number:
        raise Missing("取材料", "编号", "材料 移1")
    matter = tx.matters.get(ask.number)
    ask.may_see(matter, tx, law)
    materials = tx.materials.of(matter.number)
    rows = [*_papers(matter, ask, tx, law), *_missing(materials, tx.matters.entries(matter.number))]
    public = f"{public_row(matter, law.owed(matter, ask.directory, ask.at), ask.at)}。"
    if not materials:
        head = f"{matter.number} 还没有材料。把图片或者文件发给机器人，再回复“{matter.number}”。"
        return apart(ask, Message("\n".join([head, *rows])), public)
    tx.outbox.post(
        Push(
            key=f":{PushKind.MATERIAL}:{one.seq}:{ask.officer.id}:{ask.source_id}",
            to=ask.officer.id,
            number=matter.number,
            kind=PushKind.MATERIAL,
            message=Message(one.name),
            at=ask.at,
            urgent=True,
            about=About(material=one.seq),
        )
        for one in materials
    )
    head = f"{matter.number} 有{len(materials)}份材料，正在单独发给您。"
    return apart(ask, Message("\n".join([head, *rows])), public)


def _missing(materials: Sequence[Material], entries: Sequence[Entry]) -> list[str]:
    """What the record names and nobody can fetch any more."""
    return [
        f"注意：记录里的“{name}”在库里没有了，请告诉管理员。"
        for change, name in changed(materials, entries)
        if change is Change.MISSING
    ]


COMMANDS = (
    Command(
        word="材料", usage="材料 <编号>", about="取回一件事的图片和文件", run=run, group="查看"
    ),
)
