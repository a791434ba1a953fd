"""Who may do what, and what is offered: never what the table or the document forbids."""

import pytest

from rules.kinds import KINDS, MOVES
from rules.law.regulation import Scene
from rules.procedure.permit import asks, next_steps, opening_asks, permit, words
from rules.values.errors import Barred, NotYours, UnknownNumber, WrongStep
from rules.values.kind import KindSpec, Side, State, Step
from tests.rules.walk import COUNTIES, LAWS, PATHS, Walk, at_state, opened

STATES_WITH_A_WAY_OUT = sorted(PATHS, key=str)
COUNTY_NAMES = sorted(COUNTIES)


def refused(walk: Walk, step: Step, officer: str) -> str:
    """What an officer is told who may not take the step."""
    directory = COUNTIES[walk.county].directory
    with pytest.raises((NotYours, WrongStep, Barred, UnknownNumber)) as refusal:
        permit(step, walk.matter, directory.officers[officer], walk.law, directory)
    return str(refusal.value)


def offered(walk: Walk, side: Side) -> tuple[str, ...]:
    """The words of the steps a side is offered."""
    steps = next_steps(walk.matter, side, walk.law, COUNTIES[walk.county].directory)
    return words(steps, walk.matter, walk.law.regulation(walk.matter))


@pytest.mark.parametrize("county", COUNTY_NAMES)
@pytest.mark.parametrize(("kind", "state"), STATES_WITH_A_WAY_OUT)
@pytest.mark.parametrize("side", list(Side))
def test_what_is_offered_is_permitted(
    kind: KindSpec, state: State, side: Side, county: str
) -> None:
    if state is State.REPORTED and county == "qingfeng":
        county = "cangzhou"
    walk = at_state(kind, state, county)
    directory = COUNTIES[county].directory
    steps = next_steps(walk.matter, side, walk.law, directory)
    assert len(steps) == len(set(steps))
    for step in steps:
        move, whose = permit(step, walk.matter, walk.officer(side), walk.law, directory)
        assert (move, whose) == (MOVES[kind, state, step], side)
    assert Step.FAIL not in steps


@pytest.mark.parametrize("county", COUNTY_NAMES)
@pytest.mark.parametrize(("kind", "state"), STATES_WITH_A_WAY_OUT)
def test_whatever_is_not_offered_is_refused_in_a_sentence(
    kind: KindSpec, state: State, county: str
) -> None:
    """What did not happen, why, and what can be sent."""
    if state is State.REPORTED:
        county = "cangzhou"
    walk = at_state(kind, state, county)
    directory = COUNTIES[county].directory
    for side in Side:
        allowed = set(next_steps(walk.matter, side, walk.law, directory))
        allowed |= {  # what only adds to the record is typed, and never offered
            step
            for (k, s, step), move in MOVES.items()
            if (k, s) == (kind, state) and move.who is side and not move.offered
        }
        for step in set(Step) - allowed - {Step.EXTEND}:  # refused by take() in its own words
            with pytest.raises((NotYours, WrongStep, Barred)) as refusal:
                permit(step, walk.matter, walk.officer(side), walk.law, directory)
            sentence = str(refusal.value)
            assert sentence.startswith("没有")
            assert "可以发送“" in sentence
            assert sentence.endswith("。")


def test_the_other_side_s_step_names_whose_it_is() -> None:
    walk = opened(KINDS["referral"])
    assert refused(walk, Step.ACCEPT, "song.mei") == (
        "没有受理：移1 的这一步由市监局办理。可以发送“查 移1”了解进展。"
    )
    assert refused(walk, Step.WITHDRAW, "li.qiang") == (
        "没有撤回：移1 的这一步由城关镇办理。可以发送“查 移1”了解进展。"
    )


def test_what_the_state_does_not_allow_names_the_state_and_what_can_be_sent() -> None:
    walk = opened(KINDS["referral"])
    assert refused(walk, Step.FILE, "li.qiang") == (
        "没有立案：移1 目前已送达，等待办理。可以发送“受理 移1”、“补正 移1”、“签收 移1”、"
        "“不予受理 移1”、“转交 移1”。"
    )
    assert refused(walk.take(Step.ACCEPT), Step.ACCEPT, "li.qiang") == (
        "没有受理：移1 目前已受理。可以发送“立案 移1”、“办结 移1”。"
    )
    assert refused(walk.take(Step.REFUSE), Step.FILE, "li.qiang") == (
        "没有立案：移1 目前不予受理。可以发送“查 移1”。"
    )


def test_what_is_barred_is_not_offered() -> None:
    """CZ-15, 第七条: 不得再次移交; the way out is the county government."""
    walk = opened(KINDS["referral"], "cangzhou")
    assert offered(walk, Side.RECEIVER) == ("受理", "补正", "签收", "不予受理", "报请")
    assert refused(walk, Step.HAND_ON, "liang.jing") == (
        "没有转交：《沧州协作办法》第七条规定"
        "“不属于本部门管辖的，报请县人民政府决定，不得再次移交”。可以发送“报请 移1”。"
    )
    assert refused(walk.take(Step.ACCEPT), Step.HAND_ON, "liang.jing").startswith(
        "没有转交：《沧州协作办法》第七条规定"
    )


def test_where_nothing_is_said_of_handing_on_it_is_offered_and_reporting_up_is_not() -> None:
    walk = opened(KINDS["referral"], "qingfeng")
    assert offered(walk, Side.RECEIVER) == ("受理", "补正", "签收", "不予受理", "转交")
    assert refused(walk, Step.REPORT_UP, "li.qiang").startswith(
        "没有报请：移1 目前已送达，等待办理。可以发送“受理 移1”"
    )


def test_a_refused_letter_is_called_by_its_own_word() -> None:
    walk = opened(KINDS["assistance"])
    assert offered(walk, Side.RECEIVER) == ("答复", "延期", "签收", "补正", "不予协助")
    assert refused(walk.take(Step.REFUSE), Step.REPLY, "li.qiang") == (
        "没有答复：协1 目前不予协助。可以发送“查 协1”。"
    )


def test_extending_is_offered_where_the_document_has_it_and_only_then() -> None:
    """CZ-11 for the sender of a referral, CZ-46 and QF-29 for who answers a letter."""
    assert offered(opened(KINDS["referral"], "cangzhou", send=False), Side.SENDER) == (
        "移交",
        "延期",
        "撤回",
    )
    assert "延期" not in offered(opened(KINDS["referral"], "cangzhou"), Side.RECEIVER)
    back = opened(KINDS["assistance"], "cangzhou", receiver="xinhualu")
    assert "延期" not in offered(back, Side.RECEIVER)


def test_the_county_s_own_questions_come_after_the_kind_s() -> None:
    """CZ-18, 第八条: 应经乡镇（街道）或部门领导批准."""
    own = opening_asks(KINDS["referral"], LAWS["cangzhou"].local, Scene("referral"))
    assert [field.id for field in own] == ["receiver", "facts", "found", "source", "approver"]
    assert own[-1].question == "请问由哪位领导批准移交？"
    elsewhere = opening_asks(KINDS["referral"], LAWS["qingfeng"].local, Scene("referral"))
    assert "approver" not in {field.id for field in elsewhere}


def test_a_document_that_names_the_new_date_asks_for_none() -> None:
    """QF-29 adds five working days by itself; CZ-46 wants a date."""
    for county, wanted in (("qingfeng", ["reason"]), ("cangzhou", ["until", "reason"])):
        walk = opened(KINDS["assistance"], county)
        directory = COUNTIES[county].directory
        fields = asks(Step.EXTEND, walk.matter, Side.RECEIVER, walk.law, directory)
        assert [field.id for field in fields] == wanted
