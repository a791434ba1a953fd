"""协助: a unit asks another for what it cannot do or know itself, and is answered by a date."""

from rules.kinds.fields import (
    ITEMS,
    OPINION,
    PROOF,
    PROOF_AT,
    REASON,
    RECEIVER_UNIT,
    REQUEST,
    SUPPLIED,
    UNTIL,
)
from rules.values.facts import FactKind
from rules.values.kind import KindSpec, Move, Side, State, Step

MOVES = {
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
    (State.DELIVERED, Step.REPLY): Move(State.REPLIED, Side.RECEIVER, FactKind.REPLIED, (OPINION,)),
    (State.DELIVERED, Step.EXTEND): Move(
        State.DELIVERED, Side.RECEIVER, FactKind.EXTENDED, (UNTIL, REASON)
    ),
    (State.DELIVERED, Step.ASK_SUPPLEMENT): Move(
        State.SUPPLEMENTING, Side.RECEIVER, FactKind.SUPPLEMENT_ASKED, (ITEMS,)
    ),
    (State.DELIVERED, Step.REFUSE): Move(State.REFUSED, Side.RECEIVER, FactKind.REFUSED, (REASON,)),
    (State.DELIVERED, Step.WITHDRAW): Move(
        State.WITHDRAWN, Side.SENDER, FactKind.WITHDRAWN, (REASON,)
    ),
    (State.SUPPLEMENTING, Step.SUPPLY): Move(
        State.DELIVERED, Side.SENDER, FactKind.SUPPLIED, (SUPPLIED,)
    ),
    (State.SUPPLEMENTING, Step.REPLY): Move(
        State.REPLIED, Side.RECEIVER, FactKind.REPLIED, (OPINION,)
    ),
    (State.SUPPLEMENTING, Step.WITHDRAW): Move(
        State.WITHDRAWN, Side.SENDER, FactKind.WITHDRAWN, (REASON,)
    ),
    (State.REPLIED, Step.SETTLE): Move(State.SETTLED, Side.SENDER, FactKind.SETTLED),
}

KIND = KindSpec(
    id="assistance",
    place=2,
    word="协助",
    prefix="协",
    command="协助",
    called=("协查",),
    also=(
        "请协助 协助函 请求协助 请求协查 协查 请予协助 需要协助 发协助函 执法协助 请配合 协助请求"
    ),
    usage="协助 <单位> <事项>",
    about="请求协助",
    opening=(RECEIVER_UNIT, REQUEST),
    moves=MOVES,
    delivered_by=FactKind.DELIVERED,
    begins=None,
    arrives="{sender}请贵单位{word}",
    wishes=True,
    expected={(State.DELIVERED, Side.RECEIVER): (Step.REPLY, Step.EXTEND)},
    step_words={Step.REFUSE: "不予协助"},
    state_words={State.REFUSED: "不予协助"},
)
