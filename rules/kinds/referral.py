"""移送: a unit passes a case to the one that is competent, which says whether it takes it."""

from rules.kinds.fields import (
    FACTS,
    FOUND_AT,
    ITEMS,
    PROOF,
    PROOF_AT,
    REASON,
    RECEIVER_UNIT,
    RESULT,
    SOURCE,
    SUPPLIED,
    UNTIL,
    URGENT,
)
from rules.values.facts import FactKind
from rules.values.kind import KindSpec, Move, Side, State, Step

MOVES = {
    (State.REGISTERED, Step.SEND): Move(State.DELIVERED, Side.SENDER, FactKind.DELIVERED),
    (State.REGISTERED, Step.EXTEND): Move(
        State.REGISTERED, Side.SENDER, FactKind.EXTENDED, (UNTIL, REASON)
    ),
    (State.REGISTERED, Step.WITHDRAW): Move(
        State.WITHDRAWN, Side.SENDER, FactKind.WITHDRAWN, (REASON,)
    ),
    (State.DELIVERED, Step.FAIL): Move(State.UNDELIVERED, None),
    (State.UNDELIVERED, Step.SERVE_ON_PAPER): Move(
        State.DELIVERED, Side.SENDER, FactKind.DELIVERED, (PROOF_AT, PROOF)
    ),
    (State.UNDELIVERED, Step.WITHDRAW): Move(
        State.WITHDRAWN, Side.SENDER, FactKind.WITHDRAWN, (REASON,)
    ),
    (State.DELIVERED, Step.ACKNOWLEDGE): Move(
        State.DELIVERED, Side.RECEIVER, FactKind.ACKNOWLEDGED
    ),
    (State.DELIVERED, Step.ACCEPT): Move(State.ACCEPTED, Side.RECEIVER, FactKind.ACCEPTED),
    (State.DELIVERED, Step.ASK_SUPPLEMENT): Move(
        State.SUPPLEMENTING, Side.RECEIVER, FactKind.SUPPLEMENT_ASKED, (ITEMS,)
    ),
    (State.DELIVERED, Step.REFUSE): Move(State.REFUSED, Side.RECEIVER, FactKind.REFUSED, (REASON,)),
    (State.DELIVERED, Step.HAND_ON): Move(
        State.DELIVERED, Side.RECEIVER, FactKind.DELIVERED, (RECEIVER_UNIT, REASON)
    ),
    (State.DELIVERED, Step.REPORT_UP): Move(
        State.REPORTED, Side.RECEIVER, FactKind.NOTIFIED, (REASON,)
    ),
    (State.DELIVERED, Step.WITHDRAW): Move(
        State.WITHDRAWN, Side.SENDER, FactKind.WITHDRAWN, (REASON,)
    ),
    (State.SUPPLEMENTING, Step.SUPPLY): Move(
        State.DELIVERED, Side.SENDER, FactKind.SUPPLIED, (SUPPLIED,)
    ),
    (State.SUPPLEMENTING, Step.ACCEPT): Move(State.ACCEPTED, Side.RECEIVER, FactKind.ACCEPTED),
    (State.SUPPLEMENTING, Step.WITHDRAW): Move(
        State.WITHDRAWN, Side.SENDER, FactKind.WITHDRAWN, (REASON,)
    ),
    (State.REPORTED, Step.ACCEPT): Move(State.ACCEPTED, Side.RECEIVER, FactKind.ACCEPTED),
    (State.REPORTED, Step.REFUSE): Move(State.REFUSED, Side.RECEIVER, FactKind.REFUSED, (REASON,)),
    (State.REPORTED, Step.WITHDRAW): Move(
        State.WITHDRAWN, Side.SENDER, FactKind.WITHDRAWN, (REASON,)
    ),
    (State.ACCEPTED, Step.FILE): Move(State.FILED, Side.RECEIVER, FactKind.FILED),
    (State.ACCEPTED, Step.SETTLE): Move(State.SETTLED, Side.RECEIVER, FactKind.SETTLED, (RESULT,)),
    (State.FILED, Step.SETTLE): Move(State.SETTLED, Side.RECEIVER, FactKind.SETTLED, (RESULT,)),
}

KIND = KindSpec(
    id="referral",
    place=1,
    word="移送",
    prefix="移",
    command="移送",
    called=("移交", "移给", "转给", "交给"),
    also=(
        "移交 移给 移送给 移交给 移送至 移交至 移送到 移交到 案件移送 移送案件 "
        "移送函 转给 交给 转送 转办给"
    ),
    usage="移送 <单位> <基本事实>",
    about="移送案件或者线索",
    opening=(RECEIVER_UNIT, FACTS, FOUND_AT, SOURCE, URGENT),
    moves=MOVES,
    delivered_by=FactKind.DELIVERED,
    begins=FactKind.FOUND,
    happens=True,
    arrives="{sender}{word}贵单位",
    sourced=True,
    expected={
        (State.DELIVERED, Side.RECEIVER): (Step.ACCEPT, Step.ASK_SUPPLEMENT),
        (State.SUPPLEMENTING, Side.SENDER): (Step.SUPPLY,),
        (State.ACCEPTED, Side.RECEIVER): (Step.FILE, Step.SETTLE),
    },
    afterwords={
        Step.ACCEPT: "受理不等于立案，立案情况另行告知。",
        Step.REPORT_UP: "在决定作出之前，请勿再次移交。",
    },
)
