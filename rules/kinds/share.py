"""共享: a unit lets others know what it knows; it is shared when they can see it."""

from rules.kinds.fields import CONTENT, FORMED_AT, PROOF, PROOF_AT, REASON, RECEIVER_UNITS, UNTIL
from rules.values.facts import FactKind
from rules.values.kind import KindSpec, Move, Side, State, Step

MOVES = {
    (State.REGISTERED, Step.SEND): Move(State.DELIVERED, Side.SENDER, FactKind.SHARED),
    (State.REGISTERED, Step.EXTEND): Move(
        State.REGISTERED, Side.SENDER, FactKind.EXTENDED, (UNTIL, REASON)
    ),
    (State.REGISTERED, Step.WITHDRAW): Move(
        State.WITHDRAWN, Side.SENDER, FactKind.WITHDRAWN, (REASON,)
    ),
    (State.DELIVERED, Step.FAIL): Move(State.UNDELIVERED, None),
    (State.UNDELIVERED, Step.SERVE_ON_PAPER): Move(
        State.DELIVERED, Side.SENDER, FactKind.SHARED, (PROOF_AT, PROOF)
    ),
    (State.UNDELIVERED, Step.WITHDRAW): Move(
        State.WITHDRAWN, Side.SENDER, FactKind.WITHDRAWN, (REASON,)
    ),
    (State.DELIVERED, Step.ACKNOWLEDGE): Move(State.SETTLED, Side.RECEIVER, FactKind.ACKNOWLEDGED),
    (State.DELIVERED, Step.WITHDRAW): Move(
        State.WITHDRAWN, Side.SENDER, FactKind.WITHDRAWN, (REASON,)
    ),
}

KIND = KindSpec(
    id="share",
    place=4,
    word="共享",
    prefix="享",
    command="共享",
    called=("信息共享",),
    also="信息共享 共享信息 共享给 共享至 共享到 信息共享给",
    usage="共享 <单位、单位> <信息内容>",
    about="向一个、几个或者全部乡镇、部门共享信息",
    opening=(RECEIVER_UNITS, CONTENT, FORMED_AT),
    moves=MOVES,
    delivered_by=FactKind.SHARED,
    begins=FactKind.FORMED,
    arrives="{sender}向贵单位{word}信息",
    expected={
        (State.REGISTERED, Side.SENDER): (Step.SEND,),
        (State.DELIVERED, Side.RECEIVER): (Step.ACKNOWLEDGE,),
    },
    state_words={
        State.REGISTERED: "已登记，尚未共享",
        State.DELIVERED: "已共享，等待签收",
        State.SETTLED: "已签收",
    },
)
