"""A second reading of the state table, written by hand from the clauses and the words' meaning.

Read with `MOVES` shut: who may do what, with what consequence, by the documents (the clause is
named where one decides) and by what the words say. Where this reading wants a step that the program
has not, the row stands in `WANTED`, with the reason.
"""

import pytest

from rules.kinds import KINDS, MOVES
from rules.values.facts import FactKind
from rules.values.kind import CLOSED, WITH_SENDER, KindSpec, Side, State, Step

Row = tuple[str, str, str, str, str]
"""State, step, who (`program` for nobody), resulting state, fact (`-` for none)."""

REFERRAL: tuple[Row, ...] = (
    # Noted down: the period from 发现 runs already, and only the finder knows of it (CZ-10, CJ-26).
    ("registered", "send", "sender", "delivered", "delivered"),
    # 应事先告知有管辖权的一方 (CJ-27, CZ-11): who has yet to transfer tells it, unapproved (A15).
    ("registered", "extend", "sender", "registered", "extended"),
    ("registered", "withdraw", "sender", "withdrawn", "withdrawn"),
    # 送达 is to the recipient (A9): if no channel reached anybody it was none, and no fact is left.
    ("delivered", "fail", "program", "undelivered", "-"),
    ("undelivered", "serve-on-paper", "sender", "delivered", "delivered"),
    ("undelivered", "withdraw", "sender", "withdrawn", "withdrawn"),
    # 签收 moves nothing; it is a fact all the same.
    ("delivered", "acknowledge", "receiver", "delivered", "acknowledged"),
    # The three outcomes of which the sender must hear (A19): 受理, 不予受理 with reasons, 已报请.
    ("delivered", "accept", "receiver", "accepted", "accepted"),
    ("delivered", "refuse", "receiver", "refused", "refused"),
    ("delivered", "report-up", "receiver", "reported", "notified"),
    # QF-23: 说明原因，并通知补充; QF-24: the sender supplies, and the receiver has it again.
    ("delivered", "ask-supplement", "receiver", "supplementing", "supplement_asked"),
    ("supplementing", "supply", "sender", "delivered", "supplied"),
    # The receiver may take it without waiting: nothing obliges it to insist.
    ("supplementing", "accept", "receiver", "accepted", "accepted"),
    # 转交 (where no document bars it, A20) makes the receiver a sender: it reaches the third unit.
    ("delivered", "hand-on", "receiver", "delivered", "delivered"),
    # Whose case it is has been put to others; until they decide nobody has it, and the sender may
    # still take it back. Their decision leaves it with the receiver, or not.
    ("reported", "accept", "receiver", "accepted", "accepted"),
    ("reported", "refuse", "receiver", "refused", "refused"),
    ("reported", "withdraw", "sender", "withdrawn", "withdrawn"),
    ("delivered", "withdraw", "sender", "withdrawn", "withdrawn"),
    ("supplementing", "withdraw", "sender", "withdrawn", "withdrawn"),
    # 受理不等于立案. Once it is taken it is the receiver's: nobody takes it back any more.
    ("accepted", "file", "receiver", "filed", "filed"),
    ("accepted", "settle", "receiver", "settled", "settled"),
    ("filed", "settle", "receiver", "settled", "settled"),
)

ASSISTANCE: tuple[Row, ...] = (
    ("delivered", "fail", "program", "undelivered", "-"),
    ("undelivered", "serve-on-paper", "sender", "delivered", "delivered"),
    ("undelivered", "withdraw", "sender", "withdrawn", "withdrawn"),
    ("delivered", "acknowledge", "receiver", "delivered", "acknowledged"),
    # CZ-45, NG-35, QF-28: the receiver answers in writing.
    ("delivered", "reply", "receiver", "replied", "replied"),
    # CZ-46, NG-37, QF-29: who owes the answer names the new date; the letter stays where it is.
    ("delivered", "extend", "receiver", "delivered", "extended"),
    # CZ-47: 需要补充资料的，告知; the time of supplying is not counted.
    ("delivered", "ask-supplement", "receiver", "supplementing", "supplement_asked"),
    ("supplementing", "supply", "sender", "delivered", "supplied"),
    ("supplementing", "reply", "receiver", "replied", "replied"),
    # YY-34: 法律禁止或者不属于职权范围, with reasons.
    ("delivered", "refuse", "receiver", "refused", "refused"),
    ("delivered", "withdraw", "sender", "withdrawn", "withdrawn"),
    ("supplementing", "withdraw", "sender", "withdrawn", "withdrawn"),
    # What was asked for is there: whoever asked says that it is done with.
    ("replied", "settle", "sender", "settled", "settled"),
)

EMERGENCY: tuple[Row, ...] = (
    # 送达 → 确认 → 出发 → 到场: four facts, none of which implies the next; known in any order.
    ("delivered", "fail", "program", "undelivered", "-"),
    ("undelivered", "confirm", "receiver", "confirmed", "acknowledged"),
    ("undelivered", "dispatch", "receiver", "dispatched", "dispatched"),
    ("undelivered", "arrive", "receiver", "arrived", "arrived"),
    ("delivered", "confirm", "receiver", "confirmed", "acknowledged"),
    ("delivered", "dispatch", "receiver", "dispatched", "dispatched"),
    ("delivered", "arrive", "receiver", "arrived", "arrived"),
    ("confirmed", "dispatch", "receiver", "dispatched", "dispatched"),
    ("confirmed", "arrive", "receiver", "arrived", "arrived"),
    ("dispatched", "arrive", "receiver", "arrived", "arrived"),
    # QF-36 wants two officers: a name that is told later adds to the record, and moves nothing.
    ("dispatched", "dispatch", "receiver", "dispatched", "-"),
    ("arrived", "dispatch", "receiver", "arrived", "-"),
    ("arrived", "settle", "receiver", "settled", "settled"),
    # Whoever reported it says whom he has telephoned: evidence that stops and proves nothing.
    ("undelivered", "phone", "sender", "undelivered", "-"),
    ("delivered", "phone", "sender", "delivered", "-"),
    ("confirmed", "phone", "sender", "confirmed", "-"),
    ("dispatched", "phone", "sender", "dispatched", "-"),
    # 误报和撤回 work at any step until it is done with.
    ("undelivered", "withdraw", "sender", "withdrawn", "withdrawn"),
    ("delivered", "withdraw", "sender", "withdrawn", "withdrawn"),
    ("confirmed", "withdraw", "sender", "withdrawn", "withdrawn"),
    ("dispatched", "withdraw", "sender", "withdrawn", "withdrawn"),
    ("arrived", "withdraw", "sender", "withdrawn", "withdrawn"),
)

# CZ-36, NG-24, YY-04: shared when the other side can see it; NG-25: later, with the reason, as
# long as it has not been shared. Whoever receives it signs, and owes nothing more.
SHARE: tuple[Row, ...] = (
    ("registered", "send", "sender", "delivered", "shared"),
    ("registered", "extend", "sender", "registered", "extended"),
    ("registered", "withdraw", "sender", "withdrawn", "withdrawn"),
    ("delivered", "fail", "program", "undelivered", "-"),
    ("undelivered", "serve-on-paper", "sender", "delivered", "shared"),
    ("undelivered", "withdraw", "sender", "withdrawn", "withdrawn"),
    ("delivered", "acknowledge", "receiver", "settled", "acknowledged"),
    ("delivered", "withdraw", "sender", "withdrawn", "withdrawn"),
)

READING = {
    KINDS["referral"]: REFERRAL,
    KINDS["assistance"]: ASSISTANCE,
    KINDS["emergency"]: EMERGENCY,
    KINDS["share"]: SHARE,
}

WANTED: dict[tuple[KindSpec, str, str], str] = {
    (KINDS["referral"], "supplementing", "refuse"): (
        "CZ-14 gives five days for 受理情况 and knows no pause: 不予受理 must be open to "
        "a receiver whose sender does not supply (A19)"
    ),
    (
        KINDS["referral"],
        "supplementing",
        "report-up",
    ): "the same for the outcome 已报请 (A19, CZ-15)",
    (KINDS["assistance"], "supplementing", "refuse"): (
        "YY-34: that it is not its competence may come out while it waits for papers"
    ),
    (KINDS["assistance"], "supplementing", "extend"): (
        "CZ-46 must be told within the first period, which is not paused by a late request (A17)"
    ),
    (KINDS["emergency"], "confirmed", "settle"): (
        "误报 works at any step (design 5): whoever was called may find out on the way"
    ),
    (KINDS["emergency"], "dispatched", "settle"): "the same, once somebody has set out",
}
"""Steps that this reading would allow and the program does not: told, and kept true."""


def rows_of(kind: KindSpec) -> set[Row]:
    """The program's table in the reading's words."""
    return {
        (
            state.value,
            step.value,
            move.who.value if move.who else "program",
            move.to.value,
            move.fact.value if move.fact else "-",
        )
        for (k, state, step), move in MOVES.items()
        if k is kind
    }


def test_the_table_is_what_the_second_reading_says() -> None:
    for kind, reading in READING.items():
        read, written = set(reading), rows_of(kind)
        assert len(read) == len(reading), kind
        assert written - read == set(), f"{kind}: rows that nobody read in the documents"
        assert read - written == set(), f"{kind}: rows that the program lost"
    assert {kind for kind, _, _ in MOVES} == set(READING)


def test_what_the_reading_would_allow_besides_is_still_missing() -> None:
    for kind, state, step in WANTED:
        assert (kind, State(state), Step(step)) not in MOVES, "move the row into the reading"


@pytest.mark.parametrize("kind", KINDS.values(), ids=str)
def test_nothing_is_done_to_what_is_over_and_everything_can_come_to_an_end(kind: KindSpec) -> None:
    rows = READING[kind]
    for state, *_ in rows:
        assert State(state) not in CLOSED
        reached, before = {state}, set[str]()
        while reached != before:
            before = set(reached)
            reached |= {to for start, _, _, to, _ in rows if start in reached}
        assert reached & {one.value for one in CLOSED}, f"{kind}: {state} is never over"


@pytest.mark.parametrize("kind", KINDS.values(), ids=str)
def test_whose_turn_it_is_has_a_step_to_take(kind: KindSpec) -> None:
    """A state with the sender has a step of the sender's besides taking it back."""
    for state in {State(row[0]) for row in READING[kind]}:
        side = Side.SENDER if state in WITH_SENDER else Side.RECEIVER
        own = {
            step
            for start, step, who, to, _ in READING[kind]
            if (start, who) == (state.value, side.value) and (step, to) != ("acknowledge", start)
        }
        assert own - {"withdraw"}, f"{kind}: {state} has nothing for the {side}"


def test_the_words_of_the_reading_are_the_programs() -> None:
    for rows in READING.values():
        for state, step, who, to, fact in rows:
            assert {state, to} <= set(State)
            assert step in set(Step)
            assert who in {*Side, "program"}
            assert fact == "-" or fact in set(FactKind)
