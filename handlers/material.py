"""材料 <编号>: pictures and files of a matter, taken in and handed out."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from handlers.base import Ask, Command, apart
from handlers.dialogue import Dialogue
from rules.bearing import enclose_row
from rules.cards import choice_row, public_row
from rules.errors import Missing, Refusal
from rules.law import Law, scene_of
from rules.material import Attachment, Material, NotTaken, check, clean_name, listed
from rules.matter import Matter, Push, Step
from rules.message import Button, Card, Message, Reply
from storage import Transaction

MATERIAL = "material"
"""The kind of a push that hands over a file; which one stands in its key."""
FRESH = timedelta(minutes=30)
"""How long what was sent waits for a word of what it is for."""
MOST = 9
BUTTONS = 6


class Closed(Refusal):
    """Nothing is added to a matter that is at its end."""

    code = "material-closed"

    def __init__(self, number: str) -> None:
        super().__init__(f"没有归入：{number} 已经办结或者撤回。请回复别的编号。")


def keep(
    ask: Ask, files: Sequence[Attachment], tx: Transaction
) -> tuple[tuple[Material, ...], tuple[str, ...]]:
    """Keep what can be kept.

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
            check(name, len(file.content), file.fault)
        except NotTaken as why:
            refused.append(str(why))
            continue
        kept.append(
            tx.keep_material(
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
        return Reply(Message("\n".join(refused)))
    number = ask.number or (dialogue.number if dialogue else "")
    if number:
        reply = _belongs(tx.matter(number), kept, ask, tx, law)
        text = reply.message.text if reply.message else ""
        return replace(reply, message=Message("\n".join([text, *refused])), done="")
    names = "、".join(one.name for one in kept)
    if dialogue is not None and dialogue.kind is not None:
        head = f"已收到{names}，随这份草稿一起发出。请继续填写或者发送“确认发出”。"
        return Reply(Message("\n".join([head, *refused])))
    matters = tx.open_matters(ask.unit.id)[:MOST]
    if not matters:
        head = f"已收到{names}，本单位现在没有在办事项。请接着说要办的事，材料随它一起发出。"
        return Reply(Message("\n".join([head, *refused])))
    rows = [choice_row(matter, group=ask.group) for matter in matters]
    head = f"已收到{names}。属于哪一件？请回复编号："
    buttons = tuple(Button(matter.number, matter.number, 2) for matter in matters[:BUTTONS])
    card = Card(title=f"已收到{names}", desc="属于哪一件？", note="\n".join(rows), buttons=buttons)
    return Reply(Message("\n".join([head, *rows, *refused]), card))


def beside(ask: Ask, kept: Sequence[Material], refused: Sequence[str], tx: Transaction) -> str:
    """What is said of files that came with a command; a matter named or opened takes them."""
    number = ask.number or tx.opened
    for one in kept if number else ():
        tx.link_material(one.seq, number)
    names = "、".join(one.name for one in kept)
    return "\n".join([f"已收到材料：{names}。", *refused])


def enclose(ask: Ask, tx: Transaction) -> None:
    """A matter was opened: what was sent for its draft belongs to it."""
    for one in tx.loose_materials(ask.officer.id, ask.conversation, ask.at - FRESH):
        tx.link_material(one.seq, tx.opened)


def settle(ask: Ask, tx: Transaction, law: Law) -> Reply | None:
    """A bare number, said after files: they belong to that matter; None for anything else."""
    if not ask.number or ask.command:
        return None
    loose = tx.loose_materials(ask.officer.id, ask.conversation, ask.at - FRESH)
    if not loose:
        return None
    return _belongs(tx.matter(ask.number), loose, ask, tx, law)


def _belongs(
    matter: Matter, kept: Sequence[Material], ask: Ask, tx: Transaction, law: Law
) -> Reply:
    ask.may_see(matter, tx)
    if matter.closed:
        raise Closed(matter.number)
    for one in kept:
        tx.link_material(one.seq, matter.number)
    names = "、".join(one.name for one in kept)
    rows = [f"{names} 已归入 {matter.number}。", *_papers(matter, ask, tx, law)]
    reply = apart(ask, Message("\n".join(rows)), f"材料已归入 {matter.number}。")
    return replace(reply, done=f"已归入 {matter.number}")


def _papers(matter: Matter, ask: Ask, tx: Transaction, law: Law) -> list[str]:
    """What the document wants with it, and beside it what is there."""
    scene = scene_of(matter, ask.directory)
    wanted = enclose_row(law.regulation(matter), Step.SEND.value, scene)
    there = listed(tx.materials_of(matter.number), ask.directory)
    return [row for row in (wanted, there) if row]


def run(ask: Ask, tx: Transaction, law: Law) -> Reply:
    """Hand the materials of a matter to whoever asks, in private."""
    if not ask.number:
        raise Missing("取材料", "编号", "材料 移1")
    matter = tx.matter(ask.number)
    ask.may_see(matter, tx)
    materials = tx.materials_of(matter.number)
    rows = _papers(matter, ask, tx, law)
    public = f"{public_row(matter, law.owed(matter, ask.directory, ask.at), ask.at)}。"
    if not materials:
        head = f"{matter.number} 还没有材料。把图片或者文件发给机器人，再回复“{matter.number}”。"
        return apart(ask, Message("\n".join([head, *rows])), public)
    tx.post(
        Push(
            key=f":{MATERIAL}:{one.seq}:{ask.officer.id}:{ask.source_id}",
            to=ask.officer.id,
            number=matter.number,
            kind=MATERIAL,
            message=Message(one.name),
            at=ask.at,
            urgent=True,
        )
        for one in materials
    )
    head = f"{matter.number} 有{len(materials)}份材料，正在单独发给您。"
    return apart(ask, Message("\n".join([head, *rows])), public)


def material_of(key: str) -> int:
    """Which material a push hands over."""
    return int(key.split(":")[2])


COMMAND = Command(
    word="材料", usage="材料 <编号>", about="取回一件事的图片和文件", run=run, group="查看"
)
