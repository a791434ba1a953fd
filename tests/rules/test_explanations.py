"""算给我看: what an officer reads when he asks why."""

from datetime import date, datetime

import pytest

from rules.law.calendar import WorkCalendar
from rules.law.duties import answer as answer_
from rules.law.duties import explain
from rules.law.library import Regulations
from rules.law.periods import BEIJING
from rules.values.facts import Fact, FactKind

CALENDAR = WorkCalendar.load()
REGULATIONS = Regulations.load()


def told(county: str, duty: str, *facts: tuple[str, str], now: str = "2026-03-16 09:00") -> str:
    """The explanation; a third word in a fact's time is an announced day."""
    listed = []
    for kind, when in facts:
        instant, _, until = when.partition(" bis ")
        at = datetime.fromisoformat(instant).replace(tzinfo=BEIJING)
        listed.append(Fact(FactKind(kind), at, date.fromisoformat(until) if until else None))
    at = datetime.fromisoformat(now).replace(tzinfo=BEIJING)
    regulation = REGULATIONS[county]
    return explain(answer_(regulation, duty, listed, at, CALENDAR), regulation)


def test_a_pause_over_labour_day() -> None:
    assert told(
        "cangzhou",
        "assist-reply",
        ("delivered", "2026-04-27 09:00"),
        ("supplement_asked", "2026-04-28 15:00"),
        ("supplied", "2026-05-06 10:00"),
    ).splitlines() == [
        "《沧州协作办法》第二十条：“应当自收到协助函件之日起七个工作日内出具书面意见”",
        "起算：4月27日（周一）09:00送达，当日不计入。",
        "计入7个工作日：4月28日（周二）、5月7日（周四）至5月9日（周六）、"
        "5月11日（周一）至5月13日（周三）。",
        "不计入：4月29日（周三）至4月30日（周四）补充资料；5月1日（周五）至5月5日（周二）劳动节；"
        "5月6日（周三）补充资料；5月10日（周日）双休日。",
        "期限：5月13日（周三）24:00。",
        "提醒按5月12日（周二）17:30（较严的理解：收到补充资料的当日计入）。",
        "文件版本：cangzhou@2021-12-15；日历：2026@国办发明电〔2025〕7号。",
    ]


def test_an_extension_that_can_be_read_in_two_ways() -> None:
    text = told(
        "qingfeng",
        "assist-reply",
        ("delivered", "2026-04-23 10:00"),
        ("extended", "2026-04-24 09:00"),
    )
    assert "延期：4月24日（周五）09:00告知延期，另加5个工作日（《清丰协作规定》三（六））。" in text
    assert "期限：5月7日（周四）24:00。" in text
    assert "提醒按4月30日（周四）17:30（较严的理解：延期后连同原期限总计5个工作日）。" in text
    assert "存疑：“可以延期5个工作日”" in text


@pytest.mark.parametrize(
    ("duty", "facts", "line"),
    [
        (
            "refer",
            (("found", "2026-03-16 09:00"), ("extended", "2026-03-17 09:00")),
            "延期：3月17日（周二）09:00告知延期，总计最长5个工作日（《沧州协作办法》第七条）。",
        ),
        (
            "assist-reply",
            (("delivered", "2026-03-16 09:00"), ("extended", "2026-03-17 09:00 bis 2026-04-08")),
            "延期：3月17日（周二）09:00告知延期至4月8日（周三），以告知的日期为准"
            "（《沧州协作办法》第二十条）。",
        ),
        (
            "assist-reply",
            (("delivered", "2026-03-16 09:00"), ("supplement_asked", "2026-03-17 09:00")),
            "3月17日（周二）09:00起等待补充资料，暂停计算，剩6个工作日。",
        ),
        (
            "complaint-feedback",
            (("delivered", "2026-03-16 09:00"),),
            "原文用词是“及时”，没有数字，不计算期限。",
        ),
        ("assist-reply", (("delivered", "2026-12-23 09:00"),), "暂定期限：1月4日（周一）24:00。"),
        ("share", (("formed", "2026-03-16 09:00"),), "原则上应在3月16日（周一）24:00。"),
        (
            "acceptance-notice",
            (("delivered", "2026-03-16 09:00"), ("accepted", "2026-03-17 09:00")),
            "已于3月17日（周二）09:00完成。",
        ),
        (
            "acceptance-notice",
            (("delivered", "2026-03-16 09:00"), ("accepted", "2026-03-27 09:00")),
            "完成时已过期限。",
        ),
        (
            "share",
            (("formed", "2026-03-16 09:00"), ("shared", "2026-03-17 09:00")),
            "完成时未达原则上的要求。",
        ),
    ],
)
def test_what_cangzhou_reads(duty: str, facts: tuple[tuple[str, str], ...], line: str) -> None:
    assert line in told("cangzhou", duty, *facts).splitlines()


def test_a_passed_line_says_so_and_a_soft_one_is_never_called_overdue() -> None:
    """A30."""
    hard = told("cangzhou", "refer", ("found", "2026-03-16 09:00"), now="2026-04-01 09:00")
    assert "已过期限。" in hard.splitlines()
    soft = told("cangzhou", "share", ("formed", "2026-03-16 09:00"), now="2026-04-01 09:00")
    assert "未达原则上的要求，请说明原因。" in soft.splitlines()
    assert "逾期" not in soft
    assert "当日不计入" not in soft


def test_a_conditional_duty_says_when_it_is_owed_and_what_its_lapse_means() -> None:
    """QF-23, A39."""
    facts = ("delivered", "2026-03-16 09:00")
    text = told("qingfeng", "supplement-notice", facts, now="2026-04-01 09:00")
    assert "只适用于：不符合移交条件的。" in text
    assert "已过补正通知期，宜按符合条件处理。" in text
    assert "已过期限" not in text


def test_hours_and_days_counted_back() -> None:
    hours = told("qingfeng", "emergency-dispatch", ("emergency_notified", "2026-02-14 17:40"))
    assert "起算：2月14日（周六）17:40收到紧急通报。" in hours
    assert "期限：2月14日（周六）19:40。" in hours
    assert "日历" not in hours
    back = told("qingfeng", "inspection-notice", ("activity", "2026-05-11 08:30"))
    assert "往前计入2个工作日：5月8日（周五）至5月9日（周六）。" in back
    assert "提醒按5月7日（周四）17:30（较严的理解：告知与行动之间留足2个完整的工作日）。" in back


def test_a_withdrawn_matter_and_a_duty_that_is_not_there() -> None:
    gone = told(
        "cangzhou", "refer", ("found", "2026-03-16 09:00"), ("withdrawn", "2026-03-17 09:00")
    )
    assert "已撤回，不再计算期限" in gone
    assert told("cangzhou", "legal-review", ("delivered", "2026-03-16 09:00")) == (
        "《沧州协作办法》没有规定这项期限。"
    )


def test_it_fits_a_telephones_screen() -> None:
    longest = told(
        "cangzhou",
        "assist-reply",
        ("delivered", "2026-09-16 09:00"),
        ("supplement_asked", "2026-09-17 15:00"),
        ("supplied", "2026-10-09 10:00"),
    )
    assert len(longest) < 450
    assert len(longest.splitlines()) <= 10
