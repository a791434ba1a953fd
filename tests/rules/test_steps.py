"""Taking steps: every row of the table, what it leaves behind, and what it never implies."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.decisions.steps import Unfit, fail, take
from rules.in_force import OPEN, since_delivery
from rules.kinds import KINDS, MOVES
from rules.values.errors import Barred, Missing, Refusal
from rules.values.facts import Fact, FactKind
from rules.values.kind import CLOSED, KindSpec, Side, State, Step
from tests.rules.walk import COUNTIES, PATHS, Walk, at_state, opened

ROWS = sorted(MOVES, key=str)
HOUR = timedelta(hours=1)
MONDAY = datetime.fromisoformat("2026-03-16T10:00:00+08:00")


def county_of(kind: KindSpec, state: State, step: Step) -> str:
    """沧州 for what only 沧州 knows: noting down first, extending a referral, reporting up."""
    only = {State.REGISTERED, State.REPORTED}
    if kind is KINDS["share"]:
        return "nangong"
    return (
        "cangzhou"
        if kind is KINDS["referral"] and (state in only or step is Step.REPORT_UP)
        else "qingfeng"
    )


@pytest.mark.parametrize(("kind", "state", "step"), ROWS)
def test_every_row_of_the_table_can_be_taken(kind: KindSpec, state: State, step: Step) -> None:
    before = at_state(kind, state, county_of(kind, state, step))
    assert before.matter.state is state
    after = before.take(step)
    move = MOVES[kind, state, step]
    assert after.matter.state is move.to
    assert after.matter.version == before.matter.version + 1
    *earlier, entry = after.outcomes[-1].entries
    assert (entry.seq, entry.step) == (after.matter.entries, step)
    assert after.matter.entries == before.matter.entries + 1 + len(earlier)
    facts = [fact.kind for fact in after.matter.facts[len(before.matter.facts) :]]
    if (kind, state) == (KINDS["emergency"], State.UNDELIVERED) and move.who is Side.RECEIVER:
        assert facts.pop(0) is FactKind.EMERGENCY_NOTIFIED, "who acts has been reached"
    if step is Step.ARRIVE and state is not State.DISPATCHED:
        assert facts.pop(0) is FactKind.DISPATCHED, "who is there has set out"
        assert [one.step for one in earlier] == [Step.DISPATCH]
    else:
        assert earlier == []
    assert facts == ([move.fact] if move.fact else [])


@pytest.mark.parametrize(("kind", "state", "step"), ROWS)
def test_what_a_step_must_know_it_asks_for(kind: KindSpec, state: State, step: Step) -> None:
    move = MOVES[kind, state, step]
    walk = at_state(kind, state, county_of(kind, state, step))
    for field in move.asks:
        assert move.who is not None
        if (kind, step, field.id) == (KINDS["assistance"], Step.EXTEND, "until"):
            continue  # 清丰 names the new date itself
        with pytest.raises(Missing, match=f"还缺{field.label}。请这样发送：“"):
            take(walk.matter, step, walk.act(move.who, HOUR, **{field.id: ""}))


def test_the_paths_of_this_test_reach_every_state_that_has_a_way_out() -> None:
    assert set(PATHS) == {(kind, state) for kind, state, _ in MOVES}
    assert not {state for _, state, _ in MOVES} & CLOSED


# ---- five facts, none of which implies another ----

FIVE = {
    FactKind.DELIVERED,
    FactKind.ACKNOWLEDGED,
    FactKind.ACCEPTED,
    FactKind.FILED,
    FactKind.SETTLED,
}


def facts(walk: Walk) -> set[FactKind]:
    return {fact.kind for fact in walk.matter.facts} & FIVE


def test_each_of_the_five_facts_is_its_own() -> None:
    sent = opened(KINDS["referral"])
    assert facts(sent) == {FactKind.DELIVERED}
    assert facts(sent.take(Step.ACKNOWLEDGE)) == {FactKind.DELIVERED, FactKind.ACKNOWLEDGED}
    accepted = sent.take(Step.ACCEPT)
    assert facts(accepted) == {FactKind.DELIVERED, FactKind.ACCEPTED}
    assert facts(accepted.take(Step.FILE)) == {
        FactKind.DELIVERED,
        FactKind.ACCEPTED,
        FactKind.FILED,
    }
    assert facts(accepted.take(Step.SETTLE)) == {
        FactKind.DELIVERED,
        FactKind.ACCEPTED,
        FactKind.SETTLED,
    }
    assert facts(opened(KINDS["referral"], "cangzhou", send=False)) == set()


def test_an_acknowledgement_moves_no_line_and_rings_nobody() -> None:
    """A6: 收到 starts at delivery; pressing 签收 late moves nothing."""
    sent = opened(KINDS["referral"], "cangzhou")
    signed = sent.take(Step.ACKNOWLEDGE, timedelta(days=3))
    assert signed.outcomes[-1].pushes == ()
    before = {(line.duty, line.last_day) for line in sent.outcomes[-1].lines}
    assert {(line.duty, line.last_day) for line in signed.outcomes[-1].lines} == before


def test_who_takes_a_step_is_not_told_of_it_and_the_other_side_is() -> None:
    accepted = opened(KINDS["referral"]).take(Step.ACCEPT)
    told = {push.to for push in accepted.outcomes[-1].pushes}
    assert told == {"song.mei"}, "who filed it"


# ---- what does not fit ----


def test_a_finding_in_the_future_is_refused() -> None:
    later = (COUNTIES["qingfeng"].start + HOUR).isoformat()
    with pytest.raises(Unfit) as refusal:
        opened(KINDS["referral"], found=later)
    assert str(refusal.value) == (
        "没有记录：发现时间还没有到。请写明已经过去的时间，例如“今天上午9点”。"
    )


def test_a_paper_that_has_not_arrived_yet_delivers_nothing() -> None:
    walk = at_state(KINDS["referral"], State.UNDELIVERED, "cangzhou")
    with pytest.raises(Unfit) as refusal:
        walk.take(Step.SERVE_ON_PAPER, served=(walk.now + timedelta(days=1)).isoformat())
    assert str(refusal.value) == "没有记录纸质送达：送达时间还没有到。"


def test_the_paper_s_own_time_starts_the_receiver_s_period() -> None:
    walk = at_state(KINDS["referral"], State.UNDELIVERED, "cangzhou")
    served = (walk.now + HOUR / 2).isoformat()
    after = walk.take(Step.SERVE_ON_PAPER, served=served)
    assert after.matter.facts[-1].at.isoformat() == served
    [entry] = after.outcomes[-1].entries
    assert entry.at < entry.recorded_at == after.now


def test_one_name_is_a_departure_and_the_second_is_added_afterwards() -> None:
    """QF-36, G3: the clause names no number of officers; who has set out has set out."""
    gone = opened(KINDS["emergency"]).take(Step.DISPATCH, team="张三")
    assert gone.matter.state is State.DISPATCHED
    [line] = [one for one in gone.outcomes[-1].lines if one.duty == "emergency-dispatch"]
    assert line.status == "met"
    more = gone.take(Step.DISPATCH, team="李四")
    assert more.matter.state is State.DISPATCHED
    assert more.matter.facts == gone.matter.facts, "one departure, whoever is added to it"
    assert [dict(one.details).get("team") for one in more.entries[1:]] == ["张三", "李四"]


def test_an_arrival_without_a_departure_records_both() -> None:
    """G3: nobody is reported as not having set out who is there."""
    walk = opened(KINDS["emergency"]).take(Step.CONFIRM, timedelta(minutes=2))
    there = walk.take(Step.ARRIVE, timedelta(minutes=30))
    gone, arrived = there.outcomes[-1].entries
    assert (gone.step, arrived.step) == (Step.DISPATCH, Step.ARRIVE)
    assert gone.at == gone.recorded_at == arrived.at == there.now
    assert dict(gone.details) == {"why": "到场时一并记录"}
    [line] = [one for one in there.outcomes[-1].lines if one.duty == "emergency-dispatch"]
    assert line.status == "met"


def test_the_time_of_departure_that_was_said_with_the_arrival_is_recorded() -> None:
    walk = opened(KINDS["emergency"]).take(Step.CONFIRM, timedelta(minutes=2))
    left = walk.now + timedelta(minutes=10)
    there = walk.take(Step.ARRIVE, timedelta(hours=3), left=left.isoformat())
    gone, _ = there.outcomes[-1].entries
    assert (gone.at, gone.recorded_at) == (left, there.now), "both times stand in the record"
    [line] = [one for one in there.outcomes[-1].lines if one.duty == "emergency-dispatch"]
    assert line.status == "met", "set out in time, said late"
    with pytest.raises(Unfit):
        walk.take(Step.ARRIVE, HOUR, left=(walk.now + 2 * HOUR).isoformat())


def test_a_unit_refers_nothing_to_itself_and_nothing_to_the_government() -> None:
    with pytest.raises(Unfit) as refusal:
        opened(KINDS["referral"], receiver="chengguan-team")
    assert str(refusal.value) == ("没有移交：城关镇就是您所在的单位。请写明要交给的其他单位。")
    with pytest.raises(Unfit) as refusal:
        opened(KINDS["assistance"], receiver="government")
    assert str(refusal.value) == "没有协助：县政府不接收协助。请写明乡镇或者部门。"


def test_a_body_signs_through_its_unit() -> None:
    """CZ-19, QF-20: never in the name of a 所."""
    assert opened(KINDS["referral"], receiver="chengguan-samr").matter.receiver == "samr"


def test_in_qingfeng_an_extension_adds_five_days_once() -> None:
    """QF-29 and A12: 可以延期5个工作日."""
    extended = opened(KINDS["assistance"]).take(Step.EXTEND, until="")
    [line] = [line for line in extended.outcomes[-1].lines if line.duty == "assist-reply"]
    assert str(line.last_day) == "2026-04-14"
    with pytest.raises(Unfit) as refusal:
        extended.take(Step.EXTEND, until="")
    assert str(refusal.value) == (
        "没有延期：《清丰协作规定》三（六）只规定了一次延期，这件事已经延期过。"
    )


def test_what_the_document_does_not_let_be_extended_is_not() -> None:
    """In 沧州 Article 20 is written for townships that ask departments."""
    walk = opened(KINDS["assistance"], "cangzhou", receiver="xinhualu")
    with pytest.raises(Unfit) as refusal:
        take(walk.matter, Step.EXTEND, walk.act(Side.RECEIVER))
    assert str(refusal.value) == (
        "没有延期：《沧州协作办法》没有规定这一步可以延期。可以发送“为什么 协1”查看期限依据。"
    )


def test_an_extension_announced_after_the_line_does_not_extend() -> None:
    """CZ-11: 应事先告知."""
    walk = opened(KINDS["referral"], "cangzhou", send=False)
    with pytest.raises(Unfit) as refusal:
        walk.take(Step.EXTEND, timedelta(days=6))
    assert str(refusal.value) == (
        "没有延期：原期限4月29日（周三）已过，期满后再告知不能延长期限。"
        "请尽快办理，并可以发送“为什么 移1”查看依据。"
    )


def test_a_new_date_that_is_not_after_today_is_none() -> None:
    walk = opened(KINDS["assistance"], "cangzhou")
    with pytest.raises(Unfit) as refusal:
        walk.take(Step.EXTEND, until=walk.now.date().isoformat())
    assert str(refusal.value) == ("没有延期：新期限4月24日（周五）不在今天之后。请写明以后的日期。")


def test_the_first_failure_to_reach_anybody_undoes_the_delivery() -> None:
    """A7: no valid contact, no delivery; no period runs."""
    failed = opened(KINDS["referral"], "cangzhou").take(Step.FAIL)
    assert facts(failed) == set()
    assert "acceptance-notice" not in {line.duty for line in failed.outcomes[-1].lines}
    [push] = [push for push in failed.outcomes[-1].pushes if push.kind == "undelivered"]
    assert push.urgent
    assert push.message.text == (
        "移1：移交没有送达市监局，对方没有能够接收的联系人，期限没有开始计算。\n"
        "请改用纸质文书或者电话办理，送到后发送“纸质送达 移1”登记时间和证明。"
    )


def test_a_failure_after_somebody_acted_undoes_nothing() -> None:
    signed = opened(KINDS["referral"]).take(Step.ACKNOWLEDGE)
    directory = COUNTIES["qingfeng"].directory
    assert fail(signed.matter, signed.law, directory, signed.now) is None


def test_handing_on_begins_a_delivery_to_the_third_unit() -> None:
    """Where the document does not bar it, the passer-on becomes the sender."""
    walk = opened(KINDS["referral"]).take(Step.HAND_ON)
    assert (walk.matter.sender, walk.matter.receiver) == ("samr", "natres")
    assert {push.to for push in walk.outcomes[-1].pushes if push.kind == "step"} == {"song.mei"}
    assert {push.to for push in walk.outcomes[-1].pushes if push.carries} == {"hou.bin"}
    asked = walk.take(Step.ASK_SUPPLEMENT)
    assert {push.to for push in asked.outcomes[-1].pushes} == {"li.qiang"}, "who can supply"


def test_the_third_unit_does_not_inherit_a_clock() -> None:
    first = (Fact(FactKind.FOUND, MONDAY), Fact(FactKind.DELIVERED, MONDAY))
    again = Fact(FactKind.DELIVERED, MONDAY + timedelta(days=2))
    assert since_delivery(first) == first
    assert since_delivery((*first, again)) == (again,)


def test_in_cangzhou_nobody_hands_on() -> None:
    """CZ-15, 第七条."""
    walk = opened(KINDS["referral"], "cangzhou")
    with pytest.raises(Barred) as refusal:
        walk.take(Step.HAND_ON)
    assert str(refusal.value) == (
        "没有转交：《沧州协作办法》第七条规定"
        "“不属于本部门管辖的，报请县人民政府决定，不得再次移交”。可以发送“报请 移1”。"
    )


# ---- any walk at all ----


@st.composite
def walks(draw: st.DrawFn) -> Walk:
    """A matter, and steps of the table taken in any order at any speed, refusals left out."""
    county = draw(st.sampled_from(sorted(COUNTIES)))
    kind = draw(st.sampled_from(sorted(KINDS.values(), key=str)))
    walk = opened(kind, county, send=kind is not KINDS["referral"] or draw(st.booleans()))
    for _ in range(draw(st.integers(0, 8))):
        steps = sorted(s for k, state, s in MOVES if (k, state) == (kind, walk.matter.state))
        if not steps:
            break
        try:
            walk = walk.take(
                draw(st.sampled_from(steps)), timedelta(hours=draw(st.integers(1, 100)))
            )
        except (Refusal, AssertionError):
            continue
    return walk


@settings(max_examples=150, deadline=None)
@given(walk=walks())
def test_no_walk_leaves_the_table_or_loses_a_record(walk: Walk) -> None:
    for before, outcome in zip((None, *walk.outcomes), walk.outcomes, strict=False):
        *earlier, entry = outcome.entries
        if before is None:
            continue
        old, new = before.after, outcome.after
        assert outcome.before == old
        assert MOVES[old.kind, old.state, entry.step].to in {new.state, State.DELIVERED}
        assert [one.step for one in earlier] in ([], [Step.DISPATCH])
        assert (new.version, new.entries) == (old.version + 1, old.entries + 1 + len(earlier))
        assert entry.seq == new.entries
        assert entry.at <= entry.recorded_at
        if entry.step is not Step.FAIL:
            assert new.facts[: len(old.facts)] == old.facts
    assert [entry.seq for entry in walk.entries] == list(range(1, walk.matter.entries + 1))


@settings(max_examples=100, deadline=None)
@given(walk=walks(), days=st.integers(0, 60))
def test_a_closed_matter_owes_nothing_however_long_one_waits(walk: Walk, days: int) -> None:
    later = walk.now + timedelta(days=days)
    owed = walk.law.owed(walk.matter, COUNTIES[walk.county].directory, later)
    if walk.matter.closed:
        assert not {o.answer.status for o in owed} & OPEN
        assert walk.matter.next_look is None
        assert owed == walk.law.owed(walk.matter, COUNTIES[walk.county].directory, walk.now)


@settings(max_examples=100, deadline=None)
@given(walk=walks())
def test_no_push_is_addressed_twice_or_to_nobody(walk: Walk) -> None:
    keys = [push.key for outcome in walk.outcomes for push in outcome.pushes]
    assert len(keys) == len(set(keys))
    officers = COUNTIES[walk.county].directory.officers
    assert {push.to for outcome in walk.outcomes for push in outcome.pushes} <= officers.keys()
