"""What the clock says about a matter, word for word, and when."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.decisions.reminders import beyond, look
from rules.kinds import KINDS
from rules.law.library import Regulations
from rules.law.periods import Period, PeriodUnit
from rules.law.regulation import DutyClass
from rules.reminders.responsibility import History
from rules.texts import emergencies
from rules.values.dates import BEIJING
from rules.values.facts import Fact, FactKind
from rules.values.kind import State, Step
from rules.values.matter import Entry, Matter, Push
from rules.values.people import Leave, Role, Shift
from tests.scheduler.town import (
    CALENDAR,
    CANGZHOU,
    OFFICERS,
    QINGFENG,
    SHIFTS,
    TOWN,
    at,
    changed,
    matter,
    officer,
    played,
    told,
    town,
)

EMERGENCY = matter(KINDS["emergency"], "2026-10-02 22:10", summary="东关桥头化粪池爆燃，一人受伤")
CZ_LETTER = matter(
    KINDS["assistance"],
    "2026-09-28 10:00",
    regulation="cangzhou",
    regulation_version="cangzhou@2021-12-15",
)


def after(words: str, minutes: int) -> datetime:
    return at(words) + timedelta(minutes=minutes)


def of(duty: str, said: list[tuple[datetime, Push]]) -> list[tuple[datetime, Push]]:
    """What was said of one duty."""
    return [(now, push) for now, push in said if push.key.split(":")[1] == duty]


def having(story: Matter, state: State, *facts: Fact) -> Matter:
    """The matter after a step, with the clock's look of that moment behind it."""
    last = max(fact.at for fact in facts)
    return replace(story, state=state, facts=(*story.facts, *facts), looked_at=last)


# ---- delivered ----


def test_an_arrival_says_what_from_whom_by_when_and_why() -> None:
    letter = matter(KINDS["assistance"], "2026-04-02 10:00")
    [push] = look(letter, QINGFENG, TOWN, at("2026-04-02 10:00")).pushes
    assert (push.to, push.kind, push.carries, push.urgent) == ("liqiang", "arrival", True, False)
    assert push.message.text == (
        "协7：城关镇请贵单位协助\n"
        "东关桥头小吃店无证经营\n"
        "请提供证据材料，期限4月7日（周二）24:00，请尽量在当日17:30前"
        "（《清丰协作规定》三（六））。\n"
        "您是市监局联络员。收到不用回复。\n"
        "联系人：老田 13800000001。\n"
        "还应当注意：上位规定或者上级部门另有规定的，按其规定（三（六））；"
        "需要检测、鉴定的，由部门抽样、送检（三（五））。\n"
        "应附材料：书面协助通知书（三（六））。"
    ), "why you and what stops it before what a card has no room for"
    assert push.message.card is not None
    assert push.message.card.buttons[0].says == "答复 协7"


def test_an_arrival_in_the_evening_waits_for_the_office() -> None:
    letter = matter(KINDS["assistance"], "2026-04-03 18:20")
    [push] = look(letter, QINGFENG, TOWN, at("2026-04-03 18:20")).pushes
    assert push.at == at("2026-04-07 08:30")


def test_where_the_text_has_no_number_the_arrival_quotes_its_word() -> None:
    """A29, CZ-22: 及时 gets no date and no countdown."""
    complaint = Fact(FactKind.COMPLAINT_RECEIVED, at("2026-04-02 09:00"))
    passed_on = replace(
        matter(KINDS["referral"], "2026-04-02 10:00", complaint),
        sender="chengguan",
        receiver="samr",
        opener="laotian",
        regulation="cangzhou",
        regulation_version="cangzhou@2021-12-15",
    )
    [push] = look(passed_on, CANGZHOU, TOWN, at("2026-04-02 10:00")).pushes
    assert "请反馈投诉举报处理情况，原文用语是“及时”，没有规定期限" in push.message.text


def test_without_a_liaison_the_leader_hears_of_an_arrival() -> None:
    nobody = town(changed("liqiang", active=False))
    letter = matter(KINDS["assistance"], "2026-04-02 10:00")
    [push] = look(letter, QINGFENG, nobody, at("2026-04-02 10:00")).pushes
    assert (push.to, push.carries) == ("heju", True)


def test_a_matter_that_is_over_is_never_spoken_of() -> None:
    story = replace(matter(KINDS["assistance"], "2026-04-02 10:00"), state=State.WITHDRAWN)
    assert look(story, QINGFENG, TOWN, at("2026-04-30 09:00")).pushes == ()
    assert look(story, QINGFENG, TOWN, at("2026-04-30 09:00")).next_look is None


# ---- lines ----


def test_two_working_days_over_qingming() -> None:
    """QF-28: arrival, the last morning, once after the line, then a rung a day."""
    said = played(matter(KINDS["assistance"], "2026-04-02 17:50"), at("2026-06-01 00:00"))
    assert told(said) == [
        ("04-02 17:50", "liqiang", "协7：城关镇请贵单位协助"),
        ("04-07 09:00", "liqiang", "协7：市监局提供证据材料，今天到期。"),
        (
            "04-08 09:00",
            "heju",
            "协7：市监局提供证据材料已过期限（4月7日（周二）24:00）。",
        ),
        (
            "04-08 09:00",
            "liqiang",
            "协7：市监局提供证据材料已过期限1个工作日，尚无办理记录。",
        ),
        (
            "04-09 09:00",
            "heju",
            "协7：市监局提供证据材料已过期限2个工作日，尚无办理记录。",
        ),
        (
            "04-10 09:00",
            "maju",
            "协7：市监局提供证据材料已过期限3个工作日，尚无办理记录。",
        ),
        (
            "04-13 09:00",
            "zheng",
            "协7：市监局提供证据材料已过期限4个工作日，尚无办理记录。",
        ),
    ]


def test_seven_working_days_over_national_day() -> None:
    """CZ-45: from 28 September over seven days off and a make-up Saturday to 13 October."""
    said = played(CZ_LETTER, at("2026-10-16 00:00"), CANGZHOU)
    assert [(when, who) for when, who, _ in told(of("assist-reply", said))] == [
        ("10-12 09:00", "liqiang"),
        ("10-13 09:00", "liqiang"),
        ("10-14 09:00", "heju"),
        ("10-14 09:00", "liqiang"),
        ("10-15 09:00", "heju"),
    ]


def test_the_day_before_and_the_last_day_word_for_word() -> None:
    """CZ-45."""
    said = played(CZ_LETTER, at("2026-10-14 10:00"), CANGZHOU, handler="liqiang")
    before, last = (push for _, push in of("assist-reply", said) if push.kind == "reminder")
    first_line, lines, about, cite = before.message.text.split("\n")
    assert first_line.endswith("，还剩1个工作日。")
    assert lines == (
        "期限10月13日（周二）24:00，请尽量在当日17:30前。"
        "您是市监局经办人。发送“答复 协7”后不再提醒。"
    )
    assert about == "协助（城关镇→市监局）：东关桥头小吃店无证经营"
    assert cite == "依据《沧州协作办法》第二十条。"
    assert last.message.text.split("\n")[0].endswith("，今天到期。")


def test_after_the_line_the_leader_hears_the_fact_and_no_blame() -> None:
    said = played(matter(KINDS["assistance"], "2026-04-02 17:50"), at("2026-04-08 09:00"))
    [push] = [push for _, push in said if push.kind == "overdue"]
    assert push.message.text == (
        "协7：市监局提供证据材料已过期限（4月7日（周二）24:00）。\n"
        "请安排办理；有客观原因的，办理时一并写明。"
        "您是市监局分管领导。发送“答复 协7”后不再提醒。\n"
        "协助（城关镇→市监局）：东关桥头小吃店无证经营\n"
        "依据《清丰协作规定》三（六）。"
    )


def test_a_late_supplement_notice_is_a_statement_to_the_receiver() -> None:
    """A39, QF-23: no 逾期, nobody above hears of it."""
    found = Fact(FactKind.FOUND, at("2026-04-02 09:00"))
    said = played(matter(KINDS["referral"], "2026-04-02 17:50", found), at("2026-06-01 00:00"))
    assert told(said)[1:] == [
        (
            "04-07 09:00",
            "laotian",
            "移12：不符合移交条件的，城关镇通知补充材料，今天到期。",
        ),
        ("04-08 09:00", "laotian", "移12：已过补正通知期，宜按符合条件处理。"),
    ]
    assert all("逾期" not in push.message.text for _, push in said)
    assert all("已过期限" not in push.message.text for _, push in said)


def test_an_answer_ends_the_reminders() -> None:
    letter = matter(KINDS["assistance"], "2026-04-02 10:00")
    answered = having(letter, State.REPLIED, Fact(FactKind.REPLIED, at("2026-04-03 10:00")))
    assert played(answered, at("2026-06-01 00:00"))[1:] == []
    assert look(answered, QINGFENG, TOWN, at("2026-04-03 10:00")).next_look is None


def test_an_extension_is_reminded_of_at_its_own_lines() -> None:
    """A12: the safe line is five days in total, the legal line 2 + 5; both are named."""
    letter = matter(KINDS["assistance"], "2026-04-02 10:00")
    longer = having(
        letter,
        State.DELIVERED,
        Fact(FactKind.EXTENDED, at("2026-04-03 10:00"), reason="需要现场勘查"),
    )
    longer = replace(longer, opened_at=at("2026-04-03 10:00"))
    said = told(played(longer, at("2026-04-14 12:00")))
    assert [(when, who) for when, who, _ in said] == [
        ("04-10 09:00", "liqiang"),
        ("04-14 09:00", "liqiang"),
    ]
    assert said[0][2].endswith("，从严计算今天到期。")
    assert said[1][2].endswith("，今天到期。")


def test_while_the_clock_stands_still_nothing_is_said() -> None:
    """CZ-47: the time for supplements does not count."""
    waiting = having(
        CZ_LETTER,
        State.SUPPLEMENTING,
        Fact(FactKind.SUPPLEMENT_ASKED, at("2026-09-29 10:00")),
    )
    waiting = replace(waiting, opened_at=at("2026-09-29 10:00"))
    receivers = [
        push
        for _, push in played(waiting, at("2026-12-01 00:00"), CANGZHOU)
        if push.to != "laotian"
    ]
    assert receivers == []


def test_a_line_in_an_unannounced_year_is_provisional_and_never_overdue() -> None:
    """The notice for 2027 is not there: 暂定, and silence after it."""
    letter = replace(
        matter(KINDS["assistance"], "2026-12-28 10:00"),
        regulation="cangzhou",
        regulation_version="cangzhou@2021-12-15",
    )
    said = of("assist-reply", played(letter, at("2027-03-01 00:00"), CANGZHOU))
    late = [push for _, push in said if push.kind in {"overdue", "escalation"}]
    reminders = [push for _, push in said if push.kind == "reminder"]
    assert late == []
    assert reminders
    assert all("暂定" in push.message.text for push in reminders)


def test_a_soft_duty_is_not_called_overdue_and_not_escalated() -> None:
    """A30: 未达原则性要求, to the leader in charge alone."""
    regulation = QINGFENG.regulations["qingfeng"]
    duties = tuple(
        replace(duty, duty_class=DutyClass.SOFT, word="一般") if duty.id == "assist-reply" else duty
        for duty in regulation.duties
    )
    soft = replace(QINGFENG, regulations=Regulations((replace(regulation, duties=duties),)))
    said = played(matter(KINDS["assistance"], "2026-04-02 10:00"), at("2026-06-01 00:00"), soft)
    assert [(push.to, push.kind) for _, push in said][2:] == [("heju", "reminder")]
    text = said[-1][1].message.text
    assert text.startswith("协7：市监局提供证据材料未达原则性要求。\n")
    assert "原文用语是“一般”，一般到4月7日（周二）24:00为止。" in text
    assert "逾期" not in text
    assert "已过期限" not in text


def test_a_missed_week_is_made_up_in_order_and_without_stale_reminders() -> None:
    letter = matter(KINDS["assistance"], "2026-04-02 10:00", looked_at=at("2026-04-02 10:00"))
    found = look(letter, QINGFENG, TOWN, at("2026-04-10 15:00"))
    assert [(push.to, push.kind) for push in found.pushes] == [
        ("heju", "overdue"),
        ("liqiang", "escalation"),
        ("heju", "escalation"),
        ("maju", "escalation"),
    ]
    assert found.next_look == at("2026-04-13 09:00")


def test_of_several_reminders_before_the_line_only_the_latest_is_said() -> None:
    slept = replace(CZ_LETTER, looked_at=at("2026-09-29 00:00"))
    found = look(slept, CANGZHOU, TOWN, at("2026-10-13 11:00"))
    told_now = of("assist-reply", [(push.at, push) for push in found.pushes])
    assert [push.message.text.split("\n")[0][-5:] for _, push in told_now] == ["今天到期。"]


def test_a_reminder_that_could_only_arrive_after_the_line_is_not_sent() -> None:
    slept = matter(KINDS["assistance"], "2026-04-02 10:00", looked_at=at("2026-04-02 10:00"))
    assert look(slept, QINGFENG, TOWN, at("2026-04-07 19:00")).pushes == ()


def test_an_empty_rung_goes_on_to_the_next_at_once() -> None:
    """No principal in the address book: the supervisor hears on the principal's day."""
    said = played(
        matter(KINDS["assistance"], "2026-04-02 10:00"),
        at("2026-06-01 00:00"),
        directory=town(changed("maju", active=False)),
    )
    assert [(when, who) for when, who, _ in told(said)][-2:] == [
        ("04-09 09:00", "heju"),
        ("04-10 09:00", "zheng"),
    ]


def test_on_leave_the_deputy_is_told_and_told_why() -> None:
    leave = Leave(at("2026-04-01 00:00"), at("2026-04-30 00:00"))
    away = town(changed("liqiang", leaves=(leave,), deputy="heju"))
    [push] = look(
        matter(KINDS["assistance"], "2026-04-02 10:00"), QINGFENG, away, at("2026-04-02 10:00")
    ).pushes
    assert push.to == "heju"
    assert "您代市监局联络员李强办理。" in push.message.text


def test_who_is_back_when_the_office_opens_is_told_himself() -> None:
    """A leave that ends over the weekend does not send Friday evening's arrival to the deputy."""
    leave = Leave(at("2026-04-01 00:00"), at("2026-04-05 00:00"))
    away = town(changed("liqiang", leaves=(leave,), deputy="heju"))
    letter = matter(KINDS["assistance"], "2026-04-03 18:20")
    [push] = look(letter, QINGFENG, away, at("2026-04-03 18:20")).pushes
    assert (push.to, push.at) == ("liqiang", at("2026-04-07 08:30"))


def test_who_took_the_matter_in_hand_is_reminded() -> None:
    clerk = officer("xiaowang", "小王", "samr")
    said = played(
        matter(KINDS["assistance"], "2026-04-02 10:00"),
        at("2026-04-07 10:00"),
        directory=town(clerk),
        handler="xiaowang",
    )
    assert [push.to for _, push in said] == ["liqiang", "xiaowang"]


# ---- emergencies ----


POSTS = ("wangdui", "zhaodui")
HEADS = ("liqiang", "sunzhen", "zhoushuji", "heju", "maju")
"""Who filed it, the receiver's leaders, the sender's."""


def test_an_emergency_is_called_up_the_roster() -> None:
    """Design 5, QF-36: both on duty at 0, 5 and 10, the leader on duty, at 15 everybody."""
    said = told(played(EMERGENCY, at("2026-10-02 22:35")))
    assert [(when, who) for when, who, _ in said] == [
        *(("10-02 22:10", who) for who in POSTS),
        *(("10-02 22:15", who) for who in POSTS),
        *(("10-02 22:20", who) for who in (*POSTS, "sunzhen")),
        *(("10-02 22:25", who) for who in (*HEADS, *POSTS)),
        *(("10-02 22:35", who) for who in (*HEADS, *POSTS)),
    ]


def test_the_deputies_of_who_is_on_duty_are_called_at_five_minutes() -> None:
    deputy = officer("xiaohan", "小韩", "chengguan", Role.DUTY)
    with_deputy = town(deputy, changed("wangdui", deputy="xiaohan"))
    said = told(played(EMERGENCY, at("2026-10-02 22:15"), directory=with_deputy))
    assert [(when, who) for when, who, _ in said][2:] == [
        ("10-02 22:15", who) for who in (*POSTS, "xiaohan")
    ]


def test_the_rings_widen_and_nobody_is_rung_more_than_twelve_times() -> None:
    """G2: 133 cards to one leader in 22 hours; now twelve, and then the county carries it."""
    said = played(EMERGENCY, after("2026-10-02 22:10", 24 * 60))
    rings = Counter(push.to for _, push in said if push.urgent)
    assert max(rings.values()) == 12
    assert set(rings) == {*POSTS, *HEADS, "zheng"}
    minutes = [
        round((push.at - EMERGENCY.opened_at) / timedelta(minutes=1))
        for _, push in said
        if push.to == "zhoushuji"
    ]
    assert minutes[:7] == [15, 25, 45, 85, 120, 145, 205]
    county = [push for _, push in said if push.to == "zheng"]
    assert county[-1].at == after("2026-10-02 22:10", 24 * 60), "somebody still hears of it"


def test_an_emergency_nobody_answers_is_never_quite_forgotten() -> None:
    """A.2: silence for 63 days. After the rings, once a week, in office hours."""
    said = played(EMERGENCY, at("2026-11-20 18:00"))
    late = [push for _, push in said if push.at > at("2026-10-06 00:00") and push.to == "zheng"]
    calm = [push for push in late if not push.urgent]
    assert len(calm) >= 5
    assert all("无人确认" in push.message.text for push in calm)
    gaps = [second.at - first.at for first, second in pairwise(calm)]
    assert max(gaps) <= timedelta(days=10)


def test_a_new_emergency_always_rings() -> None:
    """Twelve rings are for one emergency; another one begins anew."""
    other = replace(EMERGENCY, number="急4")
    said = played(other, other.opened_at, told=())
    assert [push.to for _, push in said] == [*POSTS]


def test_the_county_s_own_duty_office_carries_what_nobody_answers() -> None:
    office = officer("zongzhiban", "县总值班室", "sifa", Role.COUNTY_DUTY, mobile="0393-7200000")
    said = played(EMERGENCY, after("2026-10-02 22:10", 119), directory=town(office))
    county = [push for _, push in said if push.to in {"zongzhiban", "zheng"}]
    assert [push.to for push in county] == ["zongzhiban"], "and the supervisor is left in peace"
    [heads] = [push for _, push in said if push.to == "heju"][:1]
    assert "县总值班室县总值班室 0393-7200000" in heads.message.text


def test_the_reporter_is_told_whom_to_telephone() -> None:
    """G2: his last word was 已送达."""
    said = played(EMERGENCY, at("2026-10-02 22:25"))
    [push] = [push for _, push in said if push.to == "liqiang"]
    assert push.message.text.startswith("紧急通报 急3：15分钟无人确认，请直接打电话\n")
    assert "当前值班员王队 13800000002" in push.message.text
    assert "主要领导周书记 13800000005" in push.message.text
    assert push.urgent


def test_the_emergency_card_is_read_in_five_seconds() -> None:
    push, _ = look(EMERGENCY, QINGFENG, TOWN, at("2026-10-02 22:10")).pushes
    assert (push.urgent, push.carries, push.at) == (True, True, at("2026-10-02 22:10"))
    assert push.message.text == (
        "紧急通报 急3\n"
        "东关桥头化粪池爆燃，一人受伤\n"
        "通报：市监局李强 13900000001\n"
        "请城关镇在10月3日（周六）00:10前组织执法人员赶赴现场（《清丰协作规定》三（九））。\n"
        "您是城关镇当前值班员。发送“确认 急3”即停止呼叫。"
    )
    card = push.message.card
    assert card is not None
    assert [(button.text, button.says, button.style) for button in card.buttons] == [
        ("确认", "确认 急3", 1)
    ]
    assert card.lines == (
        ("编号", "急3"),
        ("联系", "市监局李强 13900000001"),
        ("出发", "10月3日（周六）00:10前"),
    )


def test_after_fifteen_minutes_the_heads_get_the_numbers_to_call() -> None:
    said = played(EMERGENCY, at("2026-10-02 22:25"))
    [push] = [push for _, push in said if push.to == "heju"]
    assert push.message.text == (
        "紧急通报 急3：15分钟无人确认，请直接打电话\n"
        "东关桥头化粪池爆燃，一人受伤\n"
        "请直接打电话：\n"
        "当前值班员王队 13800000002\n"
        "值班第二人赵队 13800000003\n"
        "带班领导孙镇长 13800000004\n"
        "主要领导周书记 13800000005\n"
        "通报：市监局李强 13900000001\n"
        "请城关镇在10月3日（周六）00:10前组织执法人员赶赴现场（《清丰协作规定》三（九））。\n"
        "您是市监局分管领导。城关镇任何一人发送“确认 急3”即停止呼叫。"
    )
    assert push.message.card is not None
    assert push.message.card.buttons == ()


def test_the_telephone_card_has_one_row_a_person_and_says_why_and_until_when() -> None:
    """K3b, E5: numbers in one field were cut, the reporter's was gone."""
    said = played(EMERGENCY, at("2026-10-02 22:25"))
    [push] = [push for _, push in said if push.to == "zhoushuji"]
    card = push.message.card
    assert card is not None
    assert card.lines == (
        ("出发", "10月3日（周六）00:10前"),
        ("当前值班员", "王队 13800000002"),
        ("值班第二人", "赵队 13800000003"),
        ("带班领导", "孙镇长 13800000004"),
        ("通报人", "市监局李强 13900000001"),
    )
    assert card.note.startswith("您是城关镇主要领导。城关镇任何一人发送“确认 急3”即停止呼叫。")
    assert [part.title for part in push.message.whole] == ["急3 通报全文", "急3 请直接打电话"]


def test_without_a_roster_who_was_rung_can_be_telephoned() -> None:
    """E6: the people of the duty posts were rung and never named."""
    rung = town(changed("wangdui", roles=frozenset({Role.DUTY})), shifts=())
    said = played(EMERGENCY, at("2026-10-02 22:25"), directory=rung)
    [push] = [push for _, push in said if push.to == "heju"][-1:]
    assert "值班岗王队 13800000002" in push.message.text


def test_what_stops_a_conditional_notice_is_what_the_law_wants_now() -> None:
    """S2: 发送“补正”后不再提醒 drove to a supplement, even when it was too late for one."""
    said = of(
        "supplement-notice",
        played(matter(KINDS["referral"], "2026-04-02 10:00"), at("2026-04-13 10:00")),
    )
    texts = [push.message.text for _, push in said]
    assert any("“受理 移12”或者“补正 移12”后不再提醒" in text for text in texts)
    late = [text for text in texts if "已过补正通知期" in text]
    assert late
    assert all("“受理 移12”后不再提醒" in text and "补正 移12" not in text for text in late)


def test_who_is_leader_and_head_in_one_stands_once_among_the_numbers() -> None:
    one = town(changed("sunzhen", roles=frozenset({Role.LEADER, Role.PRINCIPAL})), shifts=())
    said = played(EMERGENCY, at("2026-10-02 22:25"), directory=one)
    [push] = [push for _, push in said if push.to == "heju"][-1:]
    assert (
        "请直接打电话：\n联络员老田 13800000001\n分管领导、主要领导孙镇长 13800000004\n"
        "主要领导周书记" in push.message.text
    )


def test_without_a_roster_who_was_rung_stands_among_the_numbers() -> None:
    """E6: the phone list named everybody but the duty post that had been called."""
    guard = officer("xiaohan", "小韩", "chengguan", Role.DUTY, mobile="13800000009")
    said = played(EMERGENCY, at("2026-10-02 22:25"), directory=town(guard, shifts=()))
    [push] = [push for _, push in said if push.to == "heju"][-1:]
    assert "值班岗小韩 13800000009" in push.message.text


def test_an_unmanned_roster_is_not_waited_for() -> None:
    """Nobody on duty and no contact: both units' heads at once, and again at each step."""
    nobody = town(changed("laotian", active=False), shifts=())
    said = played(EMERGENCY, at("2026-10-02 22:20"), directory=nobody)
    assert [(when, who) for when, who, _ in told(said)] == [
        (when, who) for when in ("10-02 22:10", "10-02 22:15", "10-02 22:20") for who in HEADS
    ]
    first = said[0][1].message.text
    assert first.startswith("紧急通报 急3：城关镇暂时没有人可以呼叫，请直接打电话\n")


def test_nobody_of_the_sender_is_told_to_confirm() -> None:
    """E3: heads of the sending side read 发送“确认”即停止呼叫, and could not."""
    said = played(EMERGENCY, at("2026-10-02 22:20"), directory=town(shifts=()))
    own = [push.message.text for _, push in said if push.to in {"heju", "maju", "liqiang"}]
    assert own
    assert all("城关镇任何一人发送“确认 急3”即停止呼叫" in text for text in own)


def test_without_a_roster_the_liaison_is_called_first() -> None:
    said = told(played(EMERGENCY, at("2026-10-02 22:15"), directory=town(shifts=())))
    assert [(when, who) for when, who, _ in said] == [
        ("10-02 22:10", "laotian"),
        *(("10-02 22:15", who) for who in (*HEADS, "laotian")),
    ]


def test_a_missing_first_officer_leaves_the_second_to_be_called() -> None:
    short_handed = town(shifts=tuple(s for s in SHIFTS if s.rank != 1))
    said = told(played(EMERGENCY, at("2026-10-02 22:20"), directory=short_handed))
    assert [(when, who) for when, who, _ in said] == [
        ("10-02 22:10", "zhaodui"),
        ("10-02 22:15", "zhaodui"),
        *(("10-02 22:20", who) for who in ("zhaodui", "sunzhen")),
    ]


def test_a_shift_that_begins_meanwhile_is_called_at_its_beginning() -> None:
    """G2, play 13: at the hand-over the new shift is rung at once, and in every turn after it."""
    relief = Shift("chengguan", "laotian", at("2026-10-02 22:12"), at("2026-10-03 08:00"), rank=2)
    until = tuple(replace(s, end=at("2026-10-02 22:12")) if s.rank == 2 else s for s in SHIFTS)
    said = played(EMERGENCY, at("2026-10-02 22:15"), directory=town(shifts=(*until, relief)))
    assert [(when, who) for when, who, _ in told(said)][2:] == [
        *(("10-02 22:12", who) for who in ("wangdui", "laotian", "sunzhen")),
        *(("10-02 22:15", who) for who in ("wangdui", "laotian")),
    ]


def confirmed_at(minutes: int) -> Matter:
    """The emergency, taken on by then, and the clock's look of that moment behind it."""
    moment = after("2026-10-02 22:10", minutes)
    taken = having(EMERGENCY, State.CONFIRMED, Fact(FactKind.ACKNOWLEDGED, moment))
    return replace(taken, opened_at=moment)


def test_after_confirmation_only_the_carrier_is_asked_until_the_line() -> None:
    """G1, G5: a quarter, half, three quarters, seven eighths; then everybody answerable."""
    said = played(confirmed_at(8), after("2026-10-02 22:10", 12 * 60), handler="zhaodui")
    everybody = ("zhaodui", "sunzhen", "zhoushuji", "zheng", "liqiang")
    assert [(when, who) for when, who, _ in told(said)] == [
        *(("10-02 " + when, "zhaodui") for when in ("22:40", "23:10", "23:40", "23:55")),
        *(
            ("10-03 " + when, who)
            for when in ("00:10", "01:10", "03:10", "07:10")
            for who in everybody
        ),
    ]
    assert said[0][1].message.text == (
        "急3：已确认，尚无出发记录，通报已过30分钟，还有1小时30分钟。\n"
        "您是城关镇经办人。发送“出发 急3 姓名”后不再提醒。\n"
        "请城关镇在10月3日（周六）00:10前组织执法人员赶赴现场（《清丰协作规定》三（九））。"
    )
    [leader] = [push for _, push in said if push.to == "sunzhen"][:1]
    assert leader.message.text.startswith(
        "急3：通报已过2小时，城关镇尚无出发记录，已过期限（10月3日（周六）00:10）。\n"
    )
    texts = [push.message.text for _, push in said if push.to == "zhaodui"]
    assert len(set(texts)) == len(texts)


def test_a_confirmed_emergency_nobody_sets_out_for_goes_on() -> None:
    """G1: silence from two hours on, for ever; and nobody is rung more than twelve times."""
    said = played(confirmed_at(8), at("2026-11-20 18:00"), handler="zhaodui")
    rings = Counter(push.to for _, push in said if push.urgent)
    assert max(rings.values()) <= 12
    weekly = [push for _, push in said if push.to == "zheng" and not push.urgent]
    assert len(weekly) >= 5


def test_where_the_carrier_is_gone_who_is_on_duty_is_asked() -> None:
    gone = town(changed("laotian", active=False))
    said = played(confirmed_at(8), at("2026-10-02 22:40"), directory=gone, handler="laotian")
    assert [push.to for _, push in said] == ["wangdui"]


def test_minutes_are_told_to_the_nearest_and_not_cut() -> None:
    """还有1小时29分钟 at thirty minutes: a second of the clock's own is no minute less."""
    moment = after("2026-10-02 22:10", 30) + timedelta(milliseconds=40)
    asked = replace(confirmed_at(8), looked_at=after("2026-10-02 22:10", 29))
    history = History((Entry("急3", 2, Step.CONFIRM, "zhaodui", "chengguan", moment, moment),))
    [push] = look(asked, QINGFENG, TOWN, moment, history).pushes
    assert "通报已过30分钟，还有1小时30分钟" in push.message.text


def test_the_window_behind_a_step_is_judged_as_it_was_then() -> None:
    """E1: confirmed at 33 minutes, and chased in the same second for the 30th."""
    moment = after("2026-10-02 22:10", 33)
    before = replace(EMERGENCY, looked_at=after("2026-10-02 22:10", 26))
    taken = replace(
        before,
        state=State.CONFIRMED,
        facts=(*before.facts, Fact(FactKind.ACKNOWLEDGED, moment)),
    )
    history = History((Entry("急3", 2, Step.CONFIRM, "zhaodui", "chengguan", moment, moment),))
    assert look(taken, QINGFENG, TOWN, moment, history, before=before).pushes == ()


def test_a_departure_told_late_is_not_asked_about_in_the_same_second() -> None:
    """E1: 出发 at 15 h, said to have been at noon: 「尚无到场记录」 at once."""
    moment = after("2026-10-02 22:10", 15 * 60)
    before = replace(confirmed_at(8), looked_at=after("2026-10-02 22:10", 60))
    left = Fact(FactKind.DISPATCHED, after("2026-10-02 22:10", 70))
    gone = replace(before, state=State.DISPATCHED, facts=(*before.facts, left))
    history = History((Entry("急3", 2, Step.DISPATCH, "zhaodui", "chengguan", moment, moment),))
    found = look(gone, QINGFENG, TOWN, moment, history, before=before)
    assert [push for push in found.pushes if push.kind == "chase"] == []


@pytest.mark.parametrize("county", ["changjiang", "nangong", "cangzhou"])
def test_where_the_document_has_no_number_nobody_speaks_of_a_line(county: str) -> None:
    """E7: the county's own minutes, named as that, to the handler and his leader alone."""
    law = replace(QINGFENG, county=county)
    taken = replace(
        confirmed_at(8),
        sender="chengguan",
        receiver="samr",
        opener="laotian",
        regulation=county,
        regulation_version=law.local.version,
    )
    said = played(taken, after("2026-10-02 22:10", 12 * 60), law, handler="liqiang")
    assert [(when, who) for when, who, _ in told(said)] == [
        ("10-02 22:40", "liqiang"),
        *(
            (when, who)
            for when in ("10-02 23:10", "10-03 00:10", "10-03 02:10", "10-03 06:10")
            for who in ("liqiang", "heju")
        ),
    ]
    for _, push in said:
        assert "本县内部目标（非文件规定）" in push.message.text
        assert "没有规定期限" in push.message.text
        assert "已过期限" not in push.message.text


def test_after_dispatch_the_arrival_is_asked_for_gently_and_not_for_ever() -> None:
    """A11: the duty is met by 出发; 到场 is still asked for, and is never overdue."""
    gone = having(
        EMERGENCY,
        State.DISPATCHED,
        Fact(FactKind.ACKNOWLEDGED, after("2026-10-02 22:10", 8)),
        Fact(FactKind.DISPATCHED, after("2026-10-02 22:10", 40)),
    )
    gone = replace(gone, opened_at=after("2026-10-02 22:10", 40))
    said = played(gone, at("2026-10-04 00:00"), handler="zhaodui")
    assert [(when, who) for when, who, _ in told(said)] == [
        ("10-03 00:10", "zhaodui"),
        ("10-03 01:10", "zhaodui"),
        ("10-03 02:10", "zhaodui"),
        ("10-03 03:10", "zhaodui"),
    ]
    assert said[0][1].message.text == (
        "急3：人员已于22:50出发，尚无到场记录，通报已过2小时。\n"
        "到场后方便时发送“到场 急3”，不再询问。\n"
        "您是城关镇经办人。"
    )
    assert all("期限" not in push.message.text for _, push in said)


def test_once_there_nobody_is_asked_any_more() -> None:
    there = having(
        EMERGENCY,
        State.ARRIVED,
        Fact(FactKind.DISPATCHED, after("2026-10-02 22:10", 40)),
        Fact(FactKind.ARRIVED, after("2026-10-02 22:10", 70)),
    )
    found = look(there, QINGFENG, TOWN, after("2026-10-02 22:10", 70))
    assert found.pushes == ()
    assert look(there, QINGFENG, TOWN, at("2026-10-04 00:00")).pushes == ()


def test_after_an_outage_everybody_hears_the_latest_call_once() -> None:
    slept = replace(EMERGENCY, looked_at=at("2026-10-02 22:10"))
    found = look(slept, QINGFENG, TOWN, after("2026-10-02 22:10", 37))
    assert sorted(push.to for push in found.pushes) == sorted((*HEADS, *POSTS))
    assert all("37分钟无人确认" in push.message.text for push in found.pushes)


def test_who_took_it_on_is_said_to_who_was_called() -> None:
    """G5: who is told that nothing more is to be done is not rung again; a head is not told so."""
    taken, moment = confirmed_at(12), after("2026-10-02 22:10", 12)

    def told_to(person: str) -> str:
        return emergencies.confirmed(
            taken,
            Step.CONFIRM,
            OFFICERS["zhaodui"],
            OFFICERS[person],
            QINGFENG,
            TOWN,
            moment,
        ).text

    head = "急3（紧急通报）已由城关镇赵队于22:22确认，"
    assert told_to("wangdui") == f"{head}您不用再处理，提醒已停止。"
    assert told_to("heju") == f"{head}您不用再处理，提醒已停止。"
    assert told_to("sunzhen") == f"{head}呼叫已停止；如果一直没有人出发，会再告知您。"
    assert told_to("zheng") == f"{head}呼叫已停止；如果一直没有人出发，会再告知您。"


def test_who_cannot_be_reached_is_not_waited_for() -> None:
    now = after("2026-10-02 22:10", 1)
    pushes = beyond(EMERGENCY, QINGFENG, TOWN, now, [*POSTS])
    assert [(push.to, push.carries, push.at) for push in pushes] == [("sunzhen", True, now)]
    later = look(
        replace(EMERGENCY, looked_at=after("2026-10-02 22:10", 9)),
        QINGFENG,
        TOWN,
        after("2026-10-02 22:10", 10),
    ).pushes
    assert pushes[0].key in {push.key for push in later}, "the rung is not called twice"


def test_when_nobody_is_left_to_call_it_is_not_delivered() -> None:
    everybody = [*OFFICERS]
    assert beyond(EMERGENCY, QINGFENG, TOWN, after("2026-10-02 22:10", 1), everybody) == ()


def test_an_urgent_referral_rings_when_four_hours_are_left() -> None:
    """CJ-28, NG-05: 24 hours run through the night, and only their last four ring."""
    regulation = QINGFENG.regulations["qingfeng"]
    duties = tuple(
        replace(
            duty,
            starts=(FactKind.FOUND_URGENT,),
            period=Period(24, PeriodUnit.HOUR),
            name="紧急移送",
        )
        if duty.id == "refer-to-township"
        else duty
        for duty in regulation.duties
    )
    law = replace(QINGFENG, regulations=Regulations((replace(regulation, duties=duties),)))
    noted = matter(KINDS["referral"], "2026-10-03 02:30", state=State.REGISTERED)
    noted = replace(noted, facts=(Fact(FactKind.FOUND_URGENT, at("2026-10-03 02:00")),))
    said = played(noted, at("2026-10-03 23:00"), law)
    assert [(when, who) for when, who, _ in told(said)] == [("10-03 22:00", "liqiang")]
    assert said[0][1].urgent
    assert said[0][1].message.text.split("\n")[0] == "移12：市监局紧急移送，只剩4小时。"


# ---- for any window ----

INSTANTS = st.integers(0, 14 * 24 * 60).map(lambda n: at("2026-09-29 00:00") + timedelta(minutes=n))
STORIES = st.sampled_from(
    [
        (replace(CZ_LETTER, looked_at=at("2026-09-28 00:00")), CANGZHOU),
        (EMERGENCY, QINGFENG),
        (matter(KINDS["assistance"], "2026-09-29 16:00"), QINGFENG),
        (
            matter(
                KINDS["referral"],
                "2026-09-29 16:00",
                Fact(FactKind.FOUND, at("2026-09-29 09:00")),
            ),
            QINGFENG,
        ),
    ]
)


@given(story=STORIES, now=INSTANTS)
@settings(max_examples=60, deadline=None)
def test_a_second_look_finds_nothing(story: tuple[Matter, object], now: datetime) -> None:
    subject, law = story
    looked = replace(subject, looked_at=now)
    found = look(looked, law, TOWN, now)  # type: ignore[arg-type]
    assert found.pushes == ()
    assert found.next_look is None or found.next_look > now


@given(story=STORIES, one=INSTANTS, other=INSTANTS)
@settings(max_examples=60, deadline=None)
def test_a_window_split_in_two_says_nothing_new_and_loses_nothing_late(
    story: tuple[Matter, object], one: datetime, other: datetime
) -> None:
    """What the split says besides are reminders that the whole window knew to be overtaken."""
    subject, law = story
    middle, end = sorted((one, other))
    whole = {p.key for p in look(subject, law, TOWN, end).pushes}  # type: ignore[arg-type]
    first = look(subject, law, TOWN, middle).pushes  # type: ignore[arg-type]
    second = look(replace(subject, looked_at=middle), law, TOWN, end).pushes  # type: ignore[arg-type]
    split = {push.key for push in (*first, *second)}
    assert whole <= split
    assert not {p.key for p in first} & {p.key for p in second}
    late = {p.key for p in (*first, *second) if p.kind in {"overdue", "escalation", "arrival"}}
    assert late <= whole


@given(story=STORIES, now=INSTANTS)
@settings(max_examples=60, deadline=None)
def test_nothing_calm_is_ever_outside_the_office_hours(
    story: tuple[Matter, object], now: datetime
) -> None:
    subject, law = story
    for push in look(subject, law, TOWN, now).pushes:  # type: ignore[arg-type]
        local = push.at.astimezone(BEIJING)
        assert push.at >= now
        if not push.urgent:
            assert CALENDAR.is_working(local.date())
            assert time(8, 30) <= local.time() < time(18)


@given(story=STORIES, now=INSTANTS)
@settings(max_examples=60, deadline=None)
def test_official_style(story: tuple[Matter, object], now: datetime) -> None:
    subject, law = story
    for push in look(subject, law, TOWN, now).pushes:  # type: ignore[arg-type]
        assert "！" not in push.message.text
        assert "逾期" not in push.message.text
        assert "None" not in push.message.text
        assert push.number in push.message.text


@pytest.mark.parametrize("role", [Role.LEADER, Role.PRINCIPAL])
def test_one_person_with_two_posts_is_not_told_the_same_thing_twice(role: Role) -> None:
    both = changed("liqiang", roles=frozenset({Role.LIAISON, role}))
    said = played(
        matter(KINDS["assistance"], "2026-04-02 10:00"),
        at("2026-06-01 00:00"),
        directory=town(both),
    )
    texts = [(push.to, push.message.text) for _, push in said]
    assert len(set(texts)) == len(texts)
    same_moment = [(push.to, push.at) for _, push in said]
    assert len(set(same_moment)) == len(same_moment)
