"""The draft of a matter: shown, confirmed, and then sent, noted down or forgotten."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from handlers.command import Ask
from handlers.dialogue import enclosures
from handlers.dialogue.state import CANCEL, INFERRED, Dialogue, act_of, finish
from rules.decisions.act import Said
from rules.decisions.steps import open_matter, summary
from rules.in_force import Law, scene_of
from rules.kinds.fields import RECEIVER_UNIT
from rules.kinds.words import SOURCES, kind_word
from rules.law.regulation import Regulation, Scene
from rules.procedure.checklist import CLASSIFIED, SIGN, besides, checks, enclose_row
from rules.procedure.permit import short
from rules.texts.cards import card_for, due_rows, told
from rules.texts.emergencies import telephone_rows
from rules.texts.news import shown
from rules.values.dates import clock_text, moment_text
from rules.values.kind import FieldKind, KindSpec, Side, State, Step
from rules.values.material import Material
from rules.values.matter import Matter, Outcome
from rules.values.message import Button, Card, Message, Part, Reply
from rules.values.people import Directory, UnitType
from rules.values.privacy import discreet
from storage import Transaction

LATER = "没有列全的，发出后用“查”看。"
"""On a draft whose papers or conditions have no room; the facts always follow in full."""
CALLED = 20
"""Characters of its facts by which a draft is called beside others."""
NAMED = 3
"""How many receivers a draft is called by."""
YES = frozenset({"确认", "确认发出"})


def scene_so_far(dialogue: Dialogue, ask: Ask) -> Scene:
    """What is known so far of what decides which entries of the document hold."""
    assert dialogue.kind is not None  # noqa: S101  # only openings have none yet
    named = dialogue.said.units(RECEIVER_UNIT.id)
    receiver = ask.directory.signer(named[0]) if named else None
    source = dialogue.said.get("source")
    return Scene(
        dialogue.kind.id,
        ask.unit.type,
        receiver.type if receiver else None,
        source or (None if dialogue.kind.sourced else ""),
    )


def draft_message(
    dialogue: Dialogue, ask: Ask, local: Regulation, files: Sequence[Material]
) -> Message:
    """The draft with all that goes with it, as a card and as text; nothing has been sent yet."""
    assert dialogue.kind is not None  # noqa: S101  # only openings have a draft
    said, directory = dialogue.said, ask.directory
    word = kind_word(dialogue.kind, local)
    lines = [("交给", _receivers(said, directory)), ("落款", ask.unit.name)]
    going = enclosures.enclosed_row(files, group=ask.group)
    in_line = len(going) <= enclosures.LINE
    if files:
        lines.append(("附件", going if in_line else f"{len(files)}份，见下"))
    lines += _answers(dialogue.kind, said)
    scene = scene_so_far(dialogue, ask)
    own = {asked.field for asked in local.requires_for(scene)}
    lines += shown(tuple(pair for pair in said.pairs if pair[0] in own), local, directory)
    facts = discreet(said.get("facts")) if ask.group else said.get("facts")
    check, enclosed = _to_check(local, scene, ask), _to_enclose(local, scene)
    buttons = [Button("确认发出", "确认发出", 1)]
    if may_register(dialogue.kind, local):
        buttons.append(Button("先登记", "登记", 2))
    buttons.append(CANCEL)
    listing = [] if in_line else [f"附件：{going}。"]
    off = [enclosures.how_off(files)] if files else []
    card = Card(
        title=f"{word}草稿，确认后才发出",
        note="\n".join([*listing, *check, facts, *enclosed, *off]),
        lines=tuple(lines),
        buttons=tuple(buttons),
        version=dialogue.draft,
        rest=LATER,
    )
    rows = [f"{label}：{value}" for label, value in lines]
    text = [f"{card.title}。", facts, *rows, *listing, *check, *enclosed, *off]
    whole = (("", facts), *((("附件", going),) if files else ()))
    return replace(told("\n".join(text), card), whole=(Part(f"{word}草稿全文", whole),))


def _receivers(said: Said, directory: Directory) -> str:
    """Who is to receive it: in full, of several by what people call them."""
    signers = list(dict.fromkeys(map(directory.signer, said.units(RECEIVER_UNIT.id))))
    if len(signers) == 1:
        return signers[0].name
    return f"{'、'.join(unit.short for unit in signers)}（共{len(signers)}个单位）"


def _to_check(local: Regulation, scene: Scene, ask: Ask) -> tuple[str, ...]:
    """What a draft says of conditions and the signature; first on a card, where room is short."""
    needed = checks(local, Step.SEND.value, scene)
    rows = [f"请核对：{'；'.join(needed)}。"] if needed else []
    barred = local.gate(SIGN, scene)
    if barred and ask.officer.unit != ask.unit.id:
        rows.append(f"以{ask.unit.name}的名义发出，不以内设机构的名义（{barred.cite.article}）。")
    if secret := local.gate(CLASSIFIED, scene):
        rows.append(f"{secret.cite.quote}（{secret.cite.article}）。")
    return tuple(rows)


def _to_enclose(local: Regulation, scene: Scene) -> tuple[str, ...]:
    """The papers that go with a draft; 查 lists them again."""
    row = enclose_row(local, Step.SEND.value, scene)
    return (row,) if row else ()


def draft_name(dialogue: Dialogue, ask: Ask, law: Law) -> str:
    """What an unsent draft is called beside others: kind, receiver, what it is about."""
    assert dialogue.kind is not None  # noqa: S101  # only openings have a draft
    units = [ask.directory.unit(unit).short for unit in dialogue.said.units(RECEIVER_UNIT.id)]
    facts = summary(dialogue.said.get("facts"))
    facts = facts if len(facts) <= CALLED else f"{facts[: CALLED - 1]}…"
    about = "，".join(filter(None, ("、".join(units[:NAMED]) + "等" * (len(units) > NAMED), facts)))
    return f"{kind_word(dialogue.kind, law.local)}草稿（{about}）"


def _answers(kind: KindSpec, said: Said) -> Iterator[tuple[str, str]]:
    """What the draft says beside receiver and facts: since when, from where, how urgent."""
    for field in kind.opening:
        value = said.get(field.id)
        if not value:
            continue
        match field.kind:
            case FieldKind.PAST:
                at = said.instant(field.id)
                guess = "（推断）" if said.get(INFERRED) else ""
                yield field.label, f"{moment_text(at)}{guess}" if at else ""
            case FieldKind.SOURCE:
                yield field.label, SOURCES[value]
            case FieldKind.FLAG:
                yield field.label, value
            case _:
                continue


def may_register(kind: KindSpec, local: Regulation) -> bool:
    """Noting down first only helps where the document lets the referral period be extended."""
    return (State.REGISTERED, Step.SEND) in kind.moves and any(
        duty.extend is not None and duty.owes.value == Side.SENDER.value and kind.id in duty.kinds
        for duty in local.duties
    )


def confirmed(dialogue: Dialogue, ask: Ask, tx: Transaction, law: Law) -> Reply:
    """Do with the draft what was said."""
    assert dialogue.kind is not None  # noqa: S101  # only openings are confirmed
    if ask.clicked and ask.card_version != dialogue.draft:
        return Reply(Message("这张草稿已经失效。请确认最新的一张，或者发送“取消”。"), "已失效")
    register = may_register(dialogue.kind, law.local)
    choices = ["确认发出", *(["登记"] if register else []), "取消"]
    word = ask.command
    if 1 <= ask.choice <= len(choices):
        word = choices[ask.choice - 1]
    if word == "取消":
        return cancelled(dialogue, ask, tx)
    if word == "登记" and not register:
        kind = kind_word(dialogue.kind, law.local)
        return Reply(
            Message(f"没有登记：{law.local.short}没有规定{kind}可以延期，请直接发送“确认发出”。")
        )
    if word not in {"登记", *YES}:
        options = "、".join(f"{n} {choice}" for n, choice in enumerate(choices, 1))
        return Reply(Message(f"没有发出：请回复序号，{options}。"))
    send = word != "登记"
    numbers = [outcome.after.number for outcome in _opened(dialogue, ask, tx, law, send=send)]
    files = enclosures.enclosed(enclosures.with_message(dialogue, ask, tx), ask, tx)
    finish(dialogue, ask, tx)
    for number in numbers:
        enclosures.tie(number, files, ask, tx, law)
    enclosures.set_aside(ask, tx)
    matters = [tx.matters.get(number) for number in numbers]
    first, sender = matters[0], Side.SENDER
    also: tuple[str, ...] = ()
    if any(matter.state is State.DELIVERED for matter in matters):
        scene = scene_of(first, ask.directory)
        also = besides(law.local, Step.SEND.value, sender, scene, first.number)
    if files:
        also = (f"随附：{enclosures.enclosed_row(files, group=ask.group)}。", *also)
    if len(matters) == 1:
        return opened(first, ask, law, also)
    return opened_several(matters, ask, law, also)


def _opened(
    dialogue: Dialogue, ask: Ask, tx: Transaction, law: Law, *, send: bool
) -> list[Outcome]:
    """A matter for each receiver, all of them in this transaction or none."""
    assert dialogue.kind is not None  # noqa: S101  # only openings are confirmed
    kind, act = dialogue.kind, act_of(dialogue, ask, tx, law)
    named = {ask.directory.signer(unit).id: unit for unit in act.said.units(RECEIVER_UNIT.id)}
    outcomes: list[Outcome] = []
    for unit in named.values():
        to_one = replace(act, said=act.said.instead(RECEIVER_UNIT.id, unit))
        outcomes.append(open_matter(kind, tx.matters.next_number(kind), to_one, send=send))
        tx.matters.record(outcomes[-1])
    return outcomes


def cancelled(dialogue: Dialogue, ask: Ask, tx: Transaction) -> Reply:
    """Forget what was being filled in, and the files that were sent for it."""
    dropped = enclosures.drop(dialogue, ask, tx)
    finish(dialogue, ask, tx)
    return Reply(Message("\n".join(filter(None, ["已取消，没有发出。", dropped]))), "已取消")


def opened_several(matters: Sequence[Matter], ask: Ask, law: Law, also: tuple[str, ...]) -> Reply:
    """What the sender hears of what went to several: who has it, and who could not be reached."""
    first = matters[0]
    word = kind_word(first.kind, law.regulation(first))

    def listed(state: State) -> str:
        of = [f"{m.number} {short(ask.directory, m.receiver)}" for m in matters if m.state is state]
        return f"{len(of)}个单位：{'、'.join(of)}" if of else ""

    out, not_out = listed(State.DELIVERED), listed(State.UNDELIVERED)
    noted = listed(State.REGISTERED)
    rows = [
        f"{word}已送达{out}（{moment_text(ask.at)}）。" if out else "",
        f"已登记，尚未送出，{noted}。" if noted else "",
        f"没有送达{not_out}，没有登记可以接收的联系人。请改用纸质文书或者电话办理，"
        "送到后发送“纸质送达 编号”。"
        if not_out
        else "",
        *due_rows(law.owed(first, ask.directory, ask.at), ask.directory, ask.at),
        *also,
    ]
    done = "已发出" if out else "已登记" if noted else "没有送达"
    return Reply(Message("\n".join(filter(None, rows))), f"{done} {clock_text(ask.at)}")


def opened(matter: Matter, ask: Ask, law: Law, also: tuple[str, ...]) -> Reply:
    """What the sender hears when the matter is out, or is not."""
    word = kind_word(matter.kind, law.regulation(matter))
    receiver = short(ask.directory, matter.receiver)
    owed = law.owed(matter, ask.directory, ask.at)
    match matter.state:
        case State.UNDELIVERED:
            done = "没有送达"
            not_begun = "，期限没有开始计算" if law.counts_from_delivery(matter) else ""
            head = f"{matter.number} 没有送达：{receiver}没有登记可以接收的联系人{not_begun}。"
            if matter.kind.rings:
                advice = telephone_rows(matter, ask.officer, law, ask.directory, ask.at)
                head = "\n".join((head, *advice))
            else:
                head += f"请改用纸质文书或者电话办理，送到后发送“纸质送达 {matter.number}”。"
        case State.REGISTERED:
            done, head = "已登记", f"{matter.number} 已登记，尚未送出。"
        case _:
            done = "已发出"
            head = f"{matter.number} {word}已送达{receiver}（{moment_text(ask.at)}）。"
            if ask.unit.type is UnitType.TOWNSHIP and matter.kind.rings:
                head += "情况紧急时请同时拨打电话。"
    card = card_for(
        matter,
        title=head.split("。")[0],
        viewer=Side.SENDER,
        law=law,
        directory=ask.directory,
        owed=owed,
        now=ask.at,
    )
    text = "\n".join([head, *due_rows(owed, ask.directory, ask.at), *also])
    return Reply(told(text, card), f"{done} {clock_text(ask.at)}")
