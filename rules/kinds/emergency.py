"""紧急通报: officers are needed at once.

It is told, confirmed, on the way, there: four facts, recorded in whatever order they become known.
Who is there has set out; who acts has been reached.
"""

from rules.kinds.fields import REASON, RECEIVER_UNIT, RESULT, SCENE, TEAM, WHOM
from rules.values.facts import FactKind
from rules.values.kind import KindSpec, Move, Side, State, Step

MOVES = {
    (State.DELIVERED, Step.FAIL): Move(State.UNDELIVERED, None),
    **{
        (state, step): move
        for state in (State.UNDELIVERED, State.DELIVERED)
        for step, move in (
            (Step.CONFIRM, Move(State.CONFIRMED, Side.RECEIVER, FactKind.ACKNOWLEDGED)),
            (Step.DISPATCH, Move(State.DISPATCHED, Side.RECEIVER, FactKind.DISPATCHED, (TEAM,))),
            (Step.ARRIVE, Move(State.ARRIVED, Side.RECEIVER, FactKind.ARRIVED)),
        )
    },
    (State.CONFIRMED, Step.DISPATCH): Move(
        State.DISPATCHED, Side.RECEIVER, FactKind.DISPATCHED, (TEAM,)
    ),
    (State.CONFIRMED, Step.ARRIVE): Move(State.ARRIVED, Side.RECEIVER, FactKind.ARRIVED),
    (State.DISPATCHED, Step.DISPATCH): Move(
        State.DISPATCHED, Side.RECEIVER, None, (TEAM,), offered=False
    ),
    (State.DISPATCHED, Step.ARRIVE): Move(State.ARRIVED, Side.RECEIVER, FactKind.ARRIVED),
    (State.ARRIVED, Step.DISPATCH): Move(
        State.ARRIVED, Side.RECEIVER, None, (TEAM,), offered=False
    ),
    (State.ARRIVED, Step.SETTLE): Move(State.SETTLED, Side.RECEIVER, FactKind.SETTLED, (RESULT,)),
    (State.UNDELIVERED, Step.PHONE): Move(State.UNDELIVERED, Side.SENDER, None, (WHOM,)),
    **{
        (state, Step.PHONE): Move(state, Side.SENDER, None, (WHOM,), offered=False)
        for state in (State.DELIVERED, State.CONFIRMED, State.DISPATCHED)
    },
    **{
        (state, Step.WITHDRAW): Move(State.WITHDRAWN, Side.SENDER, FactKind.WITHDRAWN, (REASON,))
        for state in (
            State.UNDELIVERED,
            State.DELIVERED,
            State.CONFIRMED,
            State.DISPATCHED,
            State.ARRIVED,
        )
    },
}

KIND = KindSpec(
    id="emergency",
    place=3,
    word="紧急通报",
    prefix="急",
    command="紧急",
    called=(),
    also=(
        "紧急通报 紧急情况 报急 紧急报告 突发 突发情况 紧急事件 急 急报 "
        "情况紧急 有紧急情况 紧急求助 紧急求援 紧急紧急"
    ),
    usage="紧急 <单位> <现场情况>",
    about="紧急通报",
    opening=(RECEIVER_UNIT, SCENE),
    moves=MOVES,
    delivered_by=FactKind.EMERGENCY_NOTIFIED,
    begins=FactKind.FOUND,
    happens=True,
    arrives="{sender}{word}贵单位",
    rings=True,
    expected={
        (State.DELIVERED, Side.RECEIVER): (Step.CONFIRM,),
        (State.UNDELIVERED, Side.RECEIVER): (Step.CONFIRM,),
        (State.UNDELIVERED, Side.SENDER): (Step.PHONE,),
        (State.CONFIRMED, Side.RECEIVER): (Step.DISPATCH,),
        (State.DISPATCHED, Side.RECEIVER): (Step.ARRIVE,),
    },
    afterwords={Step.DISPATCH: "到场后另行告知。"},
)
