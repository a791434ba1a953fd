"""取消: end the open dialogue and forget the files sent for it; nothing is sent."""

from handlers.command import Ask, Command
from handlers.dialogue import Dialogue, cancelled, drop
from rules.in_force import Law
from rules.values.message import Message, Reply
from storage import Transaction


def run(ask: Ask, tx: Transaction, law: Law) -> Reply:  # noqa: ARG001  # every command's shape
    """Forget what was being asked. What has been sent already is withdrawn, not cancelled."""
    stored = tx.conversations.dialogue(ask.officer.id, ask.conversation)
    if ask.clicked and stored and Dialogue.load(stored.body).draft != ask.card_version:
        return Reply(Message("这张卡片已经过时，没有取消正在填写的内容。"), "已过时")
    if stored is not None:
        return cancelled(Dialogue.load(stored.body), ask, tx)
    if dropped := drop(None, ask, tx):
        return Reply(Message(dropped), "已取消")
    return Reply(
        Message("现在没有正在填写的内容。已经发出的事项请发送“撤回 <编号> <理由>”。"), "已取消"
    )


COMMANDS = (Command(word="取消", usage="取消", about="放弃正在填写的内容", run=run, group="其他"),)
