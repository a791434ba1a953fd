"""绑定: an unknown account says who it is; a supervisor decides by a button."""

import re
from datetime import datetime

from handlers.command import Ask, Command
from rules.in_force import Law
from rules.values.dates import clock_text
from rules.values.errors import NotRegistered, Refusal
from rules.values.matter import Push
from rules.values.message import Button, Card, Message, Reply
from rules.values.people import Directory, Officer, Role
from rules.values.push import PushKind
from storage import Binding, Transaction

DECISION = re.compile(r"(同意|拒绝)\D{0,3}(\d{1,9})")
HOW = "已经登记过的，请发送“绑定 姓名 单位”，例如“绑定 宋梅 城关镇”。"
NOBODY = (
    "没有申请绑定：通讯录里没有对得上的人。请写清楚姓名和单位，例如“绑定 宋梅 城关镇”；"
    "还没有登记的，请联系本单位联络员或县司法局登记。"
)
ASKED = "已转给县司法局核对，同意以后会在这里告诉您。"
AGREED = "您的账号已经绑定为{who}，可以开始办理了。发送“帮助”看看能办什么。"


class NotSupervisor(Refusal):
    """Binding accounts is for whoever keeps the address book."""

    code = "not-supervisor"

    def __init__(self, who: str) -> None:
        super().__init__(f"没有绑定：您的账号已经登记为{who}，不需要绑定。可以发送“待办”查看事项。")


class Undecidable(Refusal):
    """There is no such request, or somebody was faster."""

    code = "undecidable"

    def __init__(self) -> None:
        super().__init__("没有绑定：这个申请不存在，或者已经处理过了。需要的话请本人重新申请。")


def request(
    text: str,
    units: tuple[str, ...],
    channel: str,
    raw_id: str,
    conversation: str,
    directory: Directory,
    tx: Transaction,
    at: datetime,
) -> Reply:
    """Take the request of an unknown account, and ask the supervisors.

    Args:
        text: what it said, a name in it.
        units: ids of the units that it may have named.
        channel: the channel's name.
        raw_id: the account as that channel writes it.
        conversation: where it can be answered; "" in a group.
        directory: who there is.
        tx: the open transaction.
        at: now.
    """
    found = [
        officer
        for officer in directory.officers.values()
        if officer.active
        and officer.name in text
        and {officer.unit, directory.unit_of(officer).id} & set(units)
    ]
    if len(found) != 1:
        return Reply(Message(NOBODY))
    [officer] = found
    asked = tx.reach.ask_binding(channel, raw_id, officer.id, conversation, at)
    tx.outbox.post(
        Push(
            key=f":binding:{asked.seq}:{one.id}",
            to=one.id,
            number="",
            kind=PushKind.BINDING,
            message=_question(asked, officer, directory, tx),
            at=at,
        )
        for one in directory.supervisors()
    )
    return Reply(Message(ASKED))


def _question(asked: Binding, officer: Officer, directory: Directory, tx: Transaction) -> Message:
    who = f"{directory.unit_of(officer).name}{officer.name}"
    phone = officer.mobile or "（未登记电话）"
    rows = [
        f"有一个没有登记的账号自称{who}，申请绑定。",
        f"请先打电话向本人核实：{phone}。绑定以后，这个账号就能以本人的名义办理事项。",
    ]
    if any(address.channel == asked.channel for address in tx.people.addresses(officer.id)):
        rows.append("注意：本人在这个通道上已经有一个账号，请特别核实。")
    buttons = (
        Button("同意绑定", f"绑定 同意 {asked.seq}", 1),
        Button("拒绝", f"绑定 拒绝 {asked.seq}", 3),
    )
    card = Card(title=f"申请绑定：{who}", note="\n".join(rows), buttons=buttons)
    options = "、".join(f"“{button.says}”" for button in buttons)
    return Message("\n".join([*rows, f"可以发送{options}。"]), card)


def run(ask: Ask, tx: Transaction, law: Law) -> Reply:  # noqa: ARG001  # every command's shape
    """Decide a request; whoever is no supervisor has an account already."""
    if not ask.officer.roles & {Role.SUPERVISOR, Role.ADMINISTRATOR}:
        raise NotSupervisor(f"{ask.unit.short}{ask.officer.name}")
    said = DECISION.search(ask.text)
    asked = tx.reach.binding(int(said[2])) if said else None
    if said is None or asked is None:
        raise Undecidable
    officer = ask.directory.officers.get(asked.officer)
    if officer is None or not officer.active:
        raise NotRegistered
    agreed = said[1] == "同意"
    if not tx.reach.decide_binding(asked.seq, ask.officer.id, ask.at, agreed=agreed):
        raise Undecidable
    who = f"{ask.directory.unit_of(officer).short}{officer.name}"
    if not agreed:
        return Reply(Message(f"已拒绝，没有绑定{who}的账号。"), f"已拒绝 {clock_text(ask.at)}")
    tx.people.identify(asked.channel, asked.raw_id, officer.id, asked.conversation, ask.at)
    tx.outbox.post(
        [
            Push(
                key=f":bound:{asked.seq}",
                to=officer.id,
                number="",
                kind=PushKind.BOUND,
                message=Message(AGREED.format(who=who)),
                at=ask.at,
            )
        ]
    )
    return Reply(Message(f"已绑定{who}的账号，本人会收到通知。"), f"已同意 {clock_text(ask.at)}")


COMMANDS = (
    Command(word="绑定", usage="绑定 同意 <序号>", about="同意或者拒绝账号绑定", run=run, group=""),
)
