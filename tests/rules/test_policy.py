"""The reminder policy: the shipped file, what is refused, and when something may be sent."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from bot.__main__ import main
from rules.reminders.policy import Says, following, hold, latest, read_span, read_time, working_day
from rules.reminders.policy_file import DEFAULT, load_policy, read_audience, read_policy
from rules.values.dates import BEIJING
from rules.values.toml_table import BadFile
from tests.scheduler.town import CALENDAR, OFFICERS, POLICY, REGULATIONS, at

LAOTIAN = OFFICERS["laotian"]
INSTANTS = st.datetimes(datetime(2025, 1, 2), datetime(2026, 12, 20)).map(  # noqa: DTZ001
    lambda naive: naive.replace(tzinfo=BEIJING)
)


def changed(tmp_path: Path, old: str, new: str) -> Path:
    """The shipped file with one passage written another way."""
    notes, begins, rules = DEFAULT.read_text(encoding="utf-8").partition("id     =")
    assert old in rules
    path = tmp_path / "policy.toml"
    path.write_text(notes + begins + rules.replace(old, new, 1), encoding="utf-8")
    return path


def test_the_shipped_policy_is_the_one_the_office_was_promised() -> None:
    assert (POLICY.office.start, POLICY.office.end, POLICY.daily) == (time(8, 30), time(18), 8)
    by_id = {rule.id: rule for rule in POLICY.rules}
    ladder = POLICY.ladder(by_id["call-1"])
    assert [rule.when.minutes for rule in ladder] == [0, 5, 10, 15]
    assert POLICY.rings == 12
    assert [rule.id for rule in POLICY.ladder(by_id["escalate-leader"])] == [
        "escalate-handler",
        "escalate-leader",
        "escalate-principal",
        "escalate-supervisor",
    ]
    assert {rule.id for rule in POLICY.rules if rule.carries} == {
        "arrival",
        "arrival-urgent",
        "arrival-share",
        "call-1",
    }
    assert {rule.says for rule in POLICY.rules} == set(Says)
    assert POLICY.ladder(by_id["arrival"]) == (by_id["arrival"],)


def test_a_countys_own_policy_takes_the_place_of_the_shipped_one(tmp_path: Path) -> None:
    changed(tmp_path, "daily  = 8", "daily  = 5")
    assert load_policy(tmp_path).daily == 5
    (tmp_path / "empty").mkdir()
    assert load_policy(tmp_path / "empty").daily == 8
    own = tmp_path / "other" / "policies"
    own.mkdir(parents=True)
    (own / "night.toml").write_text(
        DEFAULT.read_text(encoding="utf-8").replace("daily  = 8", "daily  = 3"), encoding="utf-8"
    )
    assert load_policy(tmp_path, tmp_path / "other").daily == 3


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("daily  = 8", "daily  = 8\ncolour = 'red'", "colour：不认识的项目"),
        ('office = "08:30-18:00"', 'office = "18:00-08:30"', "办公时间不能跨过零点"),
        ('office = "08:30-18:00"', 'office = "8点到6点"', "不是一段时间"),
        ('quiet  = ["20:00-08:00"]', 'quiet  = ["08:00-19:00"]', "盖住了全部办公时间"),
        ('at = "09:00" }', 'at = "24:61" }', "“24:61”不是一个时刻"),
        ('before = 1, at = "09:00"', 'before = 1, at = "07:00"', "07:00不在办公时间内"),
        ('before = 1, at = "09:00"', 'before = 1, after = 1, at = "09:00"', "只能写一个"),
        ('before = 1, at = "09:00"', 'after = 1, at = "09:00"', "要从 due 数起"),
        ('before = 1, at = "09:00"', "before = 1", "at：缺少"),
        ("hours_before = 4", 'hours_before = 4, at = "09:00"', "就不能再写这一项"),
        ('to        = ["receiver.liaison"]', 'to        = ["receiver.boss"]', "不是提醒对象"),
        ('to        = ["receiver.liaison"]', 'to        = ["debtor.liaison"]', "没有负有义务"),
        ('to        = ["receiver.liaison"]', "", "没有提醒对象"),
        ('says      = "arrival"', 'says      = "hello"', "“hello”不在"),
        ('says      = "arrival"', 'says      = "passed"', "这句话和时点对不上"),
        ('id      = "safe-day"', 'id      = "day-before"', "用了两次"),
        ('when      = { fact = "delivered" }', "", "缺少时点"),
        (
            'when      = { fact = "delivered" }',
            'when      = { fact = "delivered", line = "due", at = "09:00" }',
            "且只写一个",
        ),
        ("every = 60, times = 3", "times = 3", "不知道隔多久重复"),
        ("every = [10, 20, 40, 60]", "every = [10, 0]", "应为不小于1的整数"),
        ('parts = ["1/4"', 'parts = ["5/4"', "不是期限的一部分"),
        ('shifts = "receiver"', 'shifts = "sender"', "只能写“receiver”"),
        ('shifts = "receiver"', 'shifts = "receiver", minutes = 5', "写了 shifts 就不能再写这一项"),
        ("rings  = 12", "rings  = 0", "应为不小于1的整数"),
        ('kinds     = ["referral", "assistance"]', 'kinds     = ["party"]', "“party”不在"),
        ('unless  = ["acknowledged"', 'unless  = ["asleep"', "“asleep”不在"),
        ('unless  = ["acknowledged"', 'unless  = ["reviewed", "acknowledged"', "不起作用"),
        ('unless  = ["dispatched"]', 'unless  = ["acknowledged"]', "这一条永远不说"),
        ('marks   = ["urgent", "internal"]', 'marks   = ["apart", "internal"]', "用不上这一项"),
        ('when    = { fact = "undelivered" }', 'when = { fact = "found" }', "说到已经未能送达"),
    ],
)
def test_a_bad_policy_is_refused_with_a_sentence(
    tmp_path: Path, old: str, new: str, says: str
) -> None:
    with pytest.raises(BadFile) as refusal:
        read_policy(changed(tmp_path, old, new))
    assert says in str(refusal.value)


def test_escalation_is_for_hard_duties_alone(tmp_path: Path) -> None:
    """A30: 原则上 and 一般 are never 逾期."""
    text = DEFAULT.read_text(encoding="utf-8")
    head, tail = text.split('id      = "escalate-handler"')
    path = tmp_path / "policy.toml"
    path.write_text(
        head
        + 'id      = "escalate-handler"'
        + tail.replace('classes = ["hard"]', 'classes = ["hard", "soft"]', 1),
        encoding="utf-8",
    )
    with pytest.raises(BadFile, match="逐级提醒只用于 hard"):
        read_policy(path)


def one_rule(tmp_path: Path, **keys: str) -> Path:
    """A policy of one rule, with some keys as they stand in a file."""
    path = tmp_path / "policy.toml"
    rows = "\n".join(f"{key} = {value}" for key, value in keys.items())
    path.write_text(
        f'id = "x"\ndaily = 8\noffice = "08:30-18:00"\n[[rule]]\nid = "r"\n{rows}\n',
        encoding="utf-8",
    )
    return path


NOTIFIED = '{ fact = "emergency_notified", minutes = 90 }'


@pytest.mark.parametrize(
    ("says", "keys", "fault"),
    [
        ("chase-arrival", {"unless": '["arrived"]'}, 'needs = ["dispatched"]'),
        ("chase-arrival", {"needs": '["dispatched"]'}, 'unless = ["arrived"]'),
        ("chase-dispatch", {"unless": '["dispatched"]'}, 'needs = ["acknowledged"]'),
        ("not-dispatched", {}, 'unless = ["dispatched"]'),
        ("emergency", {}, 'unless = ["acknowledged"]'),
        ("emergency", {"unless": '["dispatched"]'}, 'unless = ["acknowledged"]'),
        ("phone", {}, 'unless = ["acknowledged"]'),
        ("unreached", {}, 'needs = ["undelivered"]'),
    ],
)
def test_a_rule_makes_sure_of_what_it_says(
    tmp_path: Path, says: str, keys: dict[str, str], fault: str
) -> None:
    """Fault 6: 尚无到场记录 without a departure raised at its minute and silenced the matter."""
    with pytest.raises(BadFile) as refusal:
        read_policy(
            one_rule(
                tmp_path,
                says=f'"{says}"',
                kinds='["emergency"]',
                when=NOTIFIED,
                to='["receiver.leader"]',
                **keys,
            )
        )
    assert fault in str(refusal.value)


def test_what_is_implied_need_not_be_written(tmp_path: Path) -> None:
    """Who is there has set out; who has set out has taken it on."""
    path = one_rule(
        tmp_path,
        says='"emergency"',
        kinds='["emergency"]',
        when=NOTIFIED,
        to='["receiver.leader"]',
        unless='["acknowledged"]',
    )
    with pytest.raises(BadFile) as refusal:
        read_policy(path)
    assert "unless" not in str(refusal.value)


@pytest.mark.parametrize(
    ("kinds", "silent"),
    [
        ('["referral", "assistance"]', ""),
        ('["referral"]', "协助送到了没有人知道"),
        ('["assistance"]', "移送送到了没有人知道"),
    ],
)
def test_a_policy_that_tells_nobody_of_a_delivery_is_refused(
    tmp_path: Path, kinds: str, silent: str
) -> None:
    """A county's own policy that forgot a kind delivered to nobody, and the periods ran."""
    text = DEFAULT.read_text(encoding="utf-8")
    path = tmp_path / "policy.toml"
    was = 'kinds     = ["referral", "assistance"]\nwhen      = { fact = "delivered" }'
    assert was in text
    path.write_text(text.replace(was, was.replace('["referral", "assistance"]', kinds)), "utf-8")
    result = CliRunner().invoke(main, ["policy", "check", str(path)])
    assert (result.exit_code, silent in result.output) == (1 if silent else 0, True)
    assert silent or result.output == ("policy.toml 通过检查：30条提醒，每种事项送达都有人知道。\n")


@pytest.mark.parametrize(
    ("every", "minutes"),
    [((), [0]), ((10,), [0, 10, 20, 30]), ((10, 20, 40), [0, 10, 30, 70, 110, 150])],
)
def test_repeats_widen_and_the_last_gap_stays(every: tuple[int, ...], minutes: list[int]) -> None:
    first, limit = at("2026-04-03 09:00"), timedelta(minutes=minutes[-1])
    found = [first]
    while (after := following(first, every, None if every else 0, found[-1])) is not None:
        if after > first + limit:
            break
        found.append(after)
    assert [round((one - first) / timedelta(minutes=1)) for one in found] == minutes
    for nth, one in enumerate(found):
        assert latest(first, every, None if every else 0, one) == (nth, one)


def test_all_faults_are_named_at_once(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_text('id = "x"\ndaily = 0\noffice = "8-9"\n', encoding="utf-8")
    with pytest.raises(BadFile) as refusal:
        read_policy(path)
    assert len(refusal.value.faults) == 3
    assert "一条提醒也没有" in str(refusal.value)


@pytest.mark.parametrize(
    ("said", "may_arrive"),
    [
        ("2026-04-03 07:10", "2026-04-03 08:30"),
        ("2026-04-03 08:30", "2026-04-03 08:30"),
        ("2026-04-03 17:59", "2026-04-03 17:59"),
        ("2026-04-03 18:00", "2026-04-07 08:30"),  # 清明放假三天
        ("2026-04-05 10:00", "2026-04-07 08:30"),
        ("2026-09-30 19:00", "2026-10-08 08:30"),  # 国庆放假七天
        ("2026-10-09 18:30", "2026-10-10 08:30"),  # 周六，调休上班
        ("2026-10-10 18:30", "2026-10-12 08:30"),
    ],
)
def test_what_is_not_urgent_waits_for_the_office(said: str, may_arrive: str) -> None:
    assert hold(at(said), LAOTIAN, POLICY, CALENDAR) == at(may_arrive)


@pytest.mark.parametrize(
    ("quiet", "said", "may_arrive"),
    [
        ("12:00-14:00", "2026-04-03 12:30", "2026-04-03 14:00"),
        ("16:00-10:00", "2026-04-02 16:30", "2026-04-03 10:00"),
        ("00:00-23:59", "2026-04-03 07:00", "2026-04-03 08:30"),  # 全天免打扰不算数
        ("胡写", "2026-04-03 07:00", "2026-04-03 08:30"),
    ],
)
def test_personal_quiet_hours_are_respected(quiet: str, said: str, may_arrive: str) -> None:
    officer = replace(LAOTIAN, quiet=quiet)
    assert hold(at(said), officer, POLICY, CALENDAR) == at(may_arrive)


@given(said=INSTANTS, quiet=st.sampled_from(["", "12:00-14:00", "17:00-09:30", "22:00-06:00"]))
def test_nothing_that_is_held_arrives_outside_the_hours(said: datetime, quiet: str) -> None:
    officer = replace(LAOTIAN, quiet=quiet)
    held = hold(said, officer, POLICY, CALENDAR)
    local = held.astimezone(BEIJING)
    own = read_span(quiet)
    assert held >= said
    assert CALENDAR.is_working(local.date())
    assert time(8, 30) <= local.time() < time(18)
    assert own is None or not own.holds(local.time())
    assert hold(held, officer, POLICY, CALENDAR) == held


@given(said=INSTANTS, later=st.timedeltas(timedelta(0), timedelta(days=9)))
def test_holding_keeps_the_order(said: datetime, later: timedelta) -> None:
    first = hold(said, LAOTIAN, POLICY, CALENDAR)
    assert first <= hold(said + later, LAOTIAN, POLICY, CALENDAR)


def test_working_days_are_counted_over_the_holiday_in_both_directions() -> None:
    assert working_day(date(2026, 9, 30), 3, CALENDAR) == date(2026, 10, 10)
    assert working_day(date(2026, 10, 8), -1, CALENDAR) == date(2026, 9, 30)
    assert working_day(date(2026, 10, 3), 0, CALENDAR) == date(2026, 10, 3)


@pytest.mark.parametrize("words", ["", "9", "9:5", "25:00", "09:60", "ab:cd", "09:00:00"])
def test_what_is_no_time_of_day(words: str) -> None:
    assert read_time(words) is None


@pytest.mark.parametrize("words", ["", "receiver", "county.supervisor", "receiver.opener", "a.b"])
def test_what_names_nobody(words: str) -> None:
    assert read_audience(words) is None


REFERRAL_LATE = {
    "kinds": '["referral"]',
    "classes": '["hard"]',
    "to": '["debtor.handler"]',
}
EMERGENCY = {"kinds": '["emergency"]', "unless": '["acknowledged"]'}


@pytest.mark.parametrize(
    ("keys", "fault"),
    [
        # What is said would be untrue of the matter, the person or the instant.
        (
            {"says": '"emergency"', "when": '{ fact = "delivered" }', "kinds": '["referral"]'},
            'rule[r].kinds：“emergency”只说紧急通报，要写 kinds = ["emergency"]',
        ),
        (
            {"says": '"phone"', "when": NOTIFIED, "unless": '["acknowledged"]'},
            "rule[r].kinds：“phone”只说紧急通报",
        ),
        (
            {
                "says": '"chase-dispatch"',
                "when": '{ line = "due", parts = ["1/2"] }',
                "needs": '["acknowledged"]',
                "unless": '["dispatched"]',
            },
            "rule[r].kinds：“chase-dispatch”只说紧急通报",
        ),
        (
            {"says": '"arrival"', "when": '{ fact = "acknowledged" }', "kinds": '["referral"]'},
            "rule[r].when.fact：“arrival”说的是送达",
        ),
        (
            {"says": '"arrival"', "when": '{ fact = "delivered" }'},
            "rule[r].when.fact：“arrival”说的是送达",
        ),
        (
            {
                "says": '"arrival"',
                "when": '{ fact = "delivered" }',
                "kinds": '["referral"]',
                "to": '["sender.liaison"]',
            },
            "rule[r].to：“arrival”是对收件方说的",
        ),
        (
            {"says": '"phone"', "when": '{ fact = "emergency_notified" }', **EMERGENCY},
            "rule[r].to：通报的当时还不能说无人确认",
        ),
        (
            {
                "says": '"emergency"',
                "when": '{ fact = "emergency_notified" }',
                "ladder": '"night"',
                "to": '["receiver.roster1", "sender.leader"]',
                **EMERGENCY,
            },
            "rule[r].to：通报的当时还不能说无人确认",
        ),
        (
            {"says": '"unreached"', "when": '{ fact = "undelivered", minutes = 30 }', **EMERGENCY},
            'rule[r].unless：“unreached”说到尚未收到紧急通报，要写 unless = ["emergency_notified"]',
        ),
        (
            {
                "says": '"last-day"',
                "when": '{ line = "due", before = 1, at = "09:00" }',
                **REFERRAL_LATE,
            },
            "rule[r].when：“last-day”说的是今天到期，只能写 line 和 at",
        ),
        (
            {"says": '"last-day"', "when": '{ line = "due", hours_before = 9 }', **REFERRAL_LATE},
            "rule[r].when：“last-day”说的是今天到期",
        ),
        # What is written has no effect.
        (
            {
                "says": '"arrival"',
                "when": '{ fact = "delivered" }',
                "kinds": '["referral", "emergency"]',
            },
            "rule[r].when.fact：紧急通报没有一步会记录“delivered”",
        ),
        (
            {
                "says": '"arrival"',
                "when": '{ fact = "delivered" }',
                "kinds": '["assistance"]',
                "needs": '["found_urgent"]',
            },
            "rule[r].needs：协助没有一步会记录“found_urgent”",
        ),
        (
            {
                "says": '"arrival"',
                "when": '{ fact = "delivered" }',
                "kinds": '["assistance"]',
                "unless": '["accepted"]',
            },
            "rule[r].unless：这类事项没有一步会记录“accepted”",
        ),
        (
            {
                "says": '"emergency"',
                "when": '{ fact = "dispatched", minutes = 5 }',
                **EMERGENCY,
            },
            "rule[r].unless：acknowledged既要有又不能有，这一条永远不说",
        ),
        (
            {
                "says": '"before"',
                "when": '{ line = "due", before = 1, at = "09:00" }',
                "duties": '["acceptance-notise"]',
                **REFERRAL_LATE,
            },
            "rule[r].duties：不认识“acceptance-notise”，是不是“acceptance-notice”",
        ),
        (
            {
                "says": '"before"',
                "when": '{ line = "due", before = 1, at = "09:00" }',
                "duties": '["assist-reply"]',
                **REFERRAL_LATE,
            },
            "rule[r].duties：移送没有“assist-reply”这项义务",
        ),
        (
            {
                "says": '"before"',
                "when": '{ line = "due", before = 1, at = "09:00" }',
                "least": "3",
                **REFERRAL_LATE,
            },
            "rule[r].least：写了 least 还要写一个 unit",
        ),
        (
            {"says": '"hours-left"', "when": '{ line = "due", hours_before = 4 }', **REFERRAL_LATE},
            "rule[r].when.hours_before：按日计算的期限到24:00，那时是20:00，不在办公时间内",
        ),
        (
            {
                "says": '"escalation"',
                "when": '{ line = "due", after = 1, at = "09:00" }',
                "ladder": '"up"',
                **REFERRAL_LATE,
            },
            "rule[r].ladder：“up”只有这一条，没有台阶",
        ),
        (
            {
                "says": '"passed"',
                "when": '{ line = "due", after = 1, at = "09:00" }',
                "marks": '["carries"]',
                **REFERRAL_LATE,
            },
            "rule[r].marks：靠它送达的（carries）要从送达的事实数起",
        ),
        (
            {
                "says": '"arrival"',
                "when": '{ fact = "delivered", every = [60] }',
                "kinds": '["referral"]',
                "to": '["receiver.liaison"]',
            },
            "rule[r].when.every：会一直重复下去",
        ),
    ],
)
def test_a_sentence_that_may_be_untrue_and_a_word_of_no_use_are_refused(
    tmp_path: Path, keys: dict[str, str], fault: str
) -> None:
    """Fault 6 and its like: a policy is refused for what it would say wrongly or leave out."""
    written = {"to": '["receiver.leader"]', **keys}
    path = one_rule(tmp_path, **written)
    with pytest.raises(BadFile) as refusal:
        read_policy(path, REGULATIONS.versions)
    assert any(fault in one for one in refusal.value.faults), refusal.value
    key = fault.partition("：")[0].removeprefix("rule[r].").partition(".")[0]
    lines = path.read_text("utf-8").splitlines()
    expected = [n for n, line in enumerate(lines, 1) if line.startswith(f"{key} =")]
    [found] = [one for one in refusal.value.faults if fault in one]
    assert found.startswith(f"第{expected[0] if expected else 4}行 "), found


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        # No longer told at once, or only the sender is told, or only who may not be there.
        (
            'when      = { fact = "delivered" }',
            'when = { fact = "delivered", minutes = 30 }',
            "当时说",
        ),
        (
            'to        = ["receiver.liaison"]',
            'to        = ["receiver.leader"]',
            "只有liaison的单位",
        ),
        ('unless    = ["found_urgent"]', 'unless    = ["found"]', "移送送到了没有人知道"),
        ('unless    = ["found_urgent"]', 'unless = ["complaint_received"]', "移送（有“complaint_"),
        (
            'needs     = ["found_urgent"]',
            'needs = ["complaint_received"]',
            "（有“found_urgent”的）",
        ),
        (
            '"receiver.leader", "receiver.principal", "sender.leader"',
            '"sender.leader"',
            "只有leader",
        ),
    ],
)
def test_in_every_case_somebody_of_every_unit_hears_of_an_arrival(
    tmp_path: Path, old: str, new: str, says: str
) -> None:
    """Delivered starts the period: a policy may not let anybody's period run unheard."""
    with pytest.raises(BadFile) as refusal:
        read_policy(changed(tmp_path, old, new))
    assert says in str(refusal.value), refusal.value


def test_a_countys_own_duty_may_be_named_where_its_document_is_loaded(tmp_path: Path) -> None:
    text = DEFAULT.read_text("utf-8")
    path = tmp_path / "policy.toml"
    path.write_text(
        text.replace('id      = "last-day"', 'id = "last-day"\nduties = ["case-feedback"]'), "utf-8"
    )
    assert read_policy(path, REGULATIONS.versions).rules
    with pytest.raises(BadFile, match="“case-feedback”"):
        read_policy(path)


def test_rungs_of_a_ladder_are_of_one_sort_and_in_order(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="“overdue”的各条要按时间先后写"):
        read_policy(changed(tmp_path, "after = 2", "after = 9"))
    with pytest.raises(BadFile, match="“emergency”的各条要都从 fact 或者都从 line 数起"):
        read_policy(changed(tmp_path, 'id      = "passed"', 'id = "passed"\nladder = "emergency"'))
