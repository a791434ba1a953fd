"""What people hear of an emergency besides the calls: taken on, on the way, over, called off."""

from datetime import datetime

from rules.in_force import Law
from rules.kinds.words import deed_word, done_word, kind_word, step_word
from rules.procedure.permit import short
from rules.texts.notices import CALL_HELP, in_full
from rules.texts.telephone import contact_text, numbers_of
from rules.values.dates import clock_text
from rules.values.kind import State, Step
from rules.values.matter import Matter
from rules.values.message import Message
from rules.values.people import Directory, Officer, Role

WATCHES = frozenset({Role.LEADER, Role.PRINCIPAL})
"""Roles of the receiver who are told when nobody sets out."""


def confirmed(
    matter: Matter,
    step: Step,
    officer: Officer,
    to: Officer,
    law: Law,
    directory: Directory,
    at: datetime,
) -> Message:
    """Tell somebody who was called that an emergency has been taken on.

    Whoever is told later that nobody has set out is not promised that he will hear no more.
    """
    rest = "您不用再处理，提醒已停止。"
    heads = not to.roles.isdisjoint(WATCHES) and directory.unit_of(to).id == matter.receiver
    if matter.state is State.CONFIRMED and (heads or Role.SUPERVISOR in to.roles):
        rest = "呼叫已停止；如果一直没有人出发，会再告知您。"
    return Message(f"{_by_whom(matter, step, officer, law, directory, at)}，{rest}")


def ended(
    matter: Matter,
    step: Step,
    officer: Officer,
    why: str,
    law: Law,
    directory: Directory,
    at: datetime,
) -> Message:
    """Tell everybody who was called, and who went, that an emergency is over or was called off."""
    what = f"：{why}" if why else ""
    return Message(
        f"{_by_whom(matter, step, officer, law, directory, at)}{what}。\n"
        f"{matter.summary}\n不再呼叫，您不用再处理。"
    )


def set_out(
    matter: Matter, step: Step, officer: Officer, law: Law, directory: Directory, at: datetime
) -> Message:
    """Tell who heard that nobody had set out that somebody has."""
    return Message(f"{_by_whom(matter, step, officer, law, directory, at)}，不再提醒。")


def in_team(
    matter: Matter, officer: Officer, law: Law, directory: Directory, at: datetime
) -> Message:
    """Tell somebody that he was named as one of those who set out."""
    number = matter.number
    caller = f"{short(directory, matter.sender)}{contact_text(matter, directory, at)}"
    arrive = step_word(Step.ARRIVE, matter.kind, law.regulation(matter))
    return Message(
        f"{number}：您在出发人员中（{officer.name}{clock_text(at)}登记）。\n{matter.account}\n"
        f"通报：{caller}\n到场后请发送“{arrive} {number}”。没有去的，请告诉{officer.name}。",
        whole=in_full(matter),
    )


def group_ended(
    matter: Matter, step: Step, law: Law, directory: Directory, at: datetime
) -> Message:
    """Tell the group that was asked to telephone that it need not any more."""
    regulation = law.regulation(matter)
    done = done_word(step, step_word(step, matter.kind, regulation))
    unit = matter.sender if step is Step.WITHDRAW else matter.receiver
    return Message(
        f"{kind_word(matter.kind, regulation)} {matter.number}："
        f"{short(directory, unit)}{done}（{clock_text(at)}），不用再打电话。"
    )


def reached(matter: Matter, law: Law, directory: Directory, at: datetime) -> Message:
    """Tell the sender that somebody of the receiver was reached after all."""
    word = kind_word(matter.kind, law.regulation(matter))
    receiver = short(directory, matter.receiver)
    return Message(
        f"{matter.number} {word}已送达{receiver}（{clock_text(at)}），还没有人确认，继续呼叫。"
    )


def by_telephone(
    matter: Matter, to: Officer, law: Law, directory: Directory, at: datetime
) -> Message:
    """Tell the sender that nobody of the receiver was reached, and whom to telephone now."""
    word = kind_word(matter.kind, law.regulation(matter))
    receiver = short(directory, matter.receiver)
    head = f"{matter.number}：{word}没有送达{receiver}，联系不上对方任何人。"
    return Message("\n".join([head, *telephone_rows(matter, to, law, directory, at)]))


def telephone_rows(
    matter: Matter, to: Officer, law: Law, directory: Directory, at: datetime
) -> tuple[str, ...]:
    """Whom to telephone now, one row each; who else knows; and how to note it down."""
    numbers = numbers_of(matter, to, directory, at)
    unit = short(directory, matter.receiver)
    phone = step_word(Step.PHONE, matter.kind, law.regulation(matter))
    nobody = f"请立即打电话找{unit}，通讯录里没有登记号码。"
    told = _told_at_once(matter, to, directory)
    return (
        *(("请立即打电话：", *numbers) if numbers else (nobody,)),
        CALL_HELP,
        f"已同时告知{told}，系统继续呼叫。" if told else "系统继续呼叫。",
        f"打通以后发送“{phone} {matter.number} 姓名”留下记录。",
    )


def _told_at_once(matter: Matter, to: Officer, directory: Directory) -> str:
    """Who else hears at once that nobody was reached."""
    people = (
        *directory.with_role(matter.sender, Role.LEADER),
        *directory.supervisors(),
        *directory.duty_office(),
    )
    names = (
        f"{short(directory, directory.unit_of(one).id)}{one.name}"
        for one in people
        if one.id != to.id
    )
    return "、".join(dict.fromkeys(names))


def _by_whom(
    matter: Matter, step: Step, officer: Officer, law: Law, directory: Directory, at: datetime
) -> str:
    """急1（紧急通报）已由城关镇宋梅于21:37确认."""
    regulation = law.regulation(matter)
    done = deed_word(step, step_word(step, matter.kind, regulation))
    unit = directory.unit_of(officer).short
    return (
        f"{matter.number}（{kind_word(matter.kind, regulation)}）"
        f"已由{unit}{officer.name}于{clock_text(at)}{done}"
    )
