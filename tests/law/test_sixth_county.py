"""白鹭县, a county nobody has: its file is checked, its dates are right, and its page is true."""

import json
import re
import tomllib
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.__main__ import main
from bot.operation.law_book import load_law
from rules.kinds.steps import STEPS
from rules.law.calendar import WorkCalendar
from rules.law.duties import Answer, Status, answer, explain
from rules.law.library import Regulations
from rules.law.lifecycle import FACT_NAMES
from rules.law.periods import COUNTED, PeriodUnit
from rules.law.regulation import ExtendMode, Row, Scene
from rules.law.vocabulary import KIND_NAMES
from rules.values.kind import Step
from rules.values.people import UnitType
from tests.law.lawyer import at, fact

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "写一个县的规定.md").read_text(encoding="utf-8")
BAILU = DOCS / "examples" / "bailu"
FILE = BAILU / "regulations" / "bailu.toml"
TEXT = BAILU / "bailu.txt"
COUNTY = Regulations.load(BAILU)["bailu"]
CALENDAR = WorkCalendar.load(BAILU)
REFERRAL = Scene("referral", UnitType.TOWNSHIP, UnitType.DEPARTMENT)


def liaison(*arguments: str | Path, typed: str = "") -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], input=typed)


def checked(folder: Path, broken: str) -> Result:
    path = folder / "bailu.toml"
    path.write_text(broken, encoding="utf-8")
    return liaison("regulations", "check", path, "--text", TEXT)


def counted(duty: str, *facts: str) -> Answer:
    found = [fact(words) for words in facts]
    return answer(COUNTY, duty, found, found[-1].at, CALENDAR)


# ---- the file passes, and a slip in it does not ----


def test_the_example_passes_the_check_against_its_text() -> None:
    result = liaison("regulations", "check", FILE, "--text", TEXT)
    assert result.stdout == "bailu.toml 通过检查：摘引与原文逐字一致。\n"
    assert result.exit_code == 0


@pytest.mark.parametrize(
    ("sound", "slip", "fault"),
    [
        ("amount = 4,", "amount = 5,", "引文里没有5，没有条文支持的数字不能写"),
        ("amount  = 6", "amount  = 7", "引文里没有7，没有条文支持的数字不能写"),
        ("不得再次移送", "不得再次移交", "从“交”起不同，原文此处是“送。"),
        ("last  = 2026-06-15", "last  = 2026-06-16", "写的是6月16日（周二），算出来是6月15日"),
        ('covers   = ["BL-19"]', 'covers = ["BL-18"]', "条款BL-19还没有着落"),
        ('covers   = ["BL-19"]', 'covers = ["BL-91"]', "BL-91不在条款清单里"),
        ('starts   = "found"', 'starts   = "seen"', "“seen”不在"),
        ('word     = "立即"', 'word     = "及时"', "引文里没有“及时”，请写原文用词"),
        ('row      = "X"', 'row      = "Y"', "“Y”不在"),
        ('id    = "bailu"', 'id    = "bailu"\ntown = "x"', "town：不认识的项目"),
    ],
)
def test_a_slip_is_named_with_its_line(tmp_path: Path, sound: str, slip: str, fault: str) -> None:
    text = FILE.read_text(encoding="utf-8")
    assert sound in text
    result = checked(tmp_path, text.replace(sound, slip, 1))
    assert result.exit_code == 1
    assert fault in result.output
    assert "没有通过" in result.output


def test_a_number_without_an_example_is_refused(tmp_path: Path) -> None:
    text = FILE.read_text(encoding="utf-8")
    start = text.index('[[example]]\nduty  = "annual-guidance"')
    result = checked(tmp_path, text[:start])
    assert result.exit_code == 1
    assert "annual-guidance" in result.output
    assert "算例" in result.output


def test_its_calendar_passes_as_the_page_says() -> None:
    [path] = re.findall(r"`liaison calendar check docs/(.+?)`", PAGE)
    assert liaison("calendar", "check", DOCS / path).exit_code == 0


# ---- it runs ----


def test_a_directory_is_all_a_sixth_county_needs() -> None:
    law = load_law("bailu", BAILU)
    assert law.local.version == "bailu@2026-03-01"
    assert law.calendar.why_off(date(2026, 6, 12)) == "建县纪念日"


@pytest.mark.parametrize(
    ("duty", "start", "last"),
    [
        ("refer", "found 2026-06-10 09:00", "2026-06-15"),  # 6/11, 6/13 on a Saturday, 6/15
        ("acceptance-notice", "delivered 2026-04-30 09:00", "2026-05-09"),
        ("assist-reply", "delivered 2026-09-23 09:00", "2026-10-08"),
        ("assist-supplement-notice", "delivered 2026-06-11 17:58", "2026-06-15"),
    ],
)
def test_its_own_day_off_and_the_country_s_are_both_left_out(
    duty: str, start: str, last: str
) -> None:
    assert str(counted(duty, start).last_day) == last


def test_its_own_day_off_is_nobody_else_s() -> None:
    qingfeng = Regulations.load(BAILU)["qingfeng"]
    found = [fact("delivered 2026-06-11 10:00")]
    there = answer(qingfeng, "assist-reply", found, found[0].at, CALENDAR)
    assert str(there.last_day) == "2026-06-15"
    assert there.counted == (date(2026, 6, 12), date(2026, 6, 15))


def test_the_explanation_over_national_day_word_for_word() -> None:
    """BL-02, BL-03, 第二条."""
    found = counted(
        "refer",
        "found 2026-09-30 09:00",
        "extended 2026-10-09 16:00 until 2026-10-30",
    )
    assert explain(found, COUNTY) == (
        "《白鹭协作办法》第二条：“应当自发现之日起3个工作日内移送有管辖权的部门”\n"
        "起算：9月30日（周三）09:00发现，当日不计入。\n"
        "计入6个工作日：10月8日（周四）至10月10日（周六）、10月12日（周一）至10月14日（周三）。\n"
        "不计入：10月1日（周四）至10月7日（周三）国庆节；10月11日（周日）双休日。\n"
        "延期：10月9日（周五）16:00告知延期至10月30日（周五），总计最长6个工作日"
        "（《白鹭协作办法》第二条）。\n"
        "期限：10月14日（周三）24:00。\n"
        "提醒按10月14日（周三）17:30（下班前）。\n"
        "告知的新日期10月30日（周五）超过最长期限，按最长期限计算。\n"
        "文件版本：bailu@2026-03-01；日历：2026@国办发明电〔2025〕7号；"
        "bailu@《白鹭县人民政府关于建县纪念日放假的通知》第一条。"
    )


def test_an_hour_a_word_and_a_rule_of_thumb() -> None:
    """BL-10, BL-15, BL-16."""
    hour = counted("emergency-dispatch", "emergency_notified 2026-10-01 23:30")
    assert hour.due == at("2026-10-02 00:30")
    word = counted("emergency-notice", "found 2026-10-01 23:00")
    assert (word.status, word.due) == (Status.NO_NUMBER, None)
    feedback = [fact("accepted 2026-03-16 10:00")]
    late = answer(COUNTY, "case-feedback", feedback, at("2026-04-20 09:00"), CALENDAR)
    assert "未达一般的要求，请说明原因。" in explain(late, COUNTY)
    assert "逾期" not in explain(late, COUNTY)


def test_what_is_barred_asked_enclosed_and_routed() -> None:
    gate = COUNTY.gate("hand-on", REFERRAL)
    assert gate is not None
    assert gate.instead == "报请"
    assert [g.needs for g in COUNTY.asking("refuse", REFERRAL)] == ["书面理由"]
    assert [r.label for r in COUNTY.requires_for(REFERRAL)] == ["批准领导"]
    assert [p.name for p in COUNTY.papers_for("send", REFERRAL)] == [
        "案件移送函、现场检查记录和有关证据材料"
    ]
    assert [r.id for r in COUNTY.routes_for("refuse", REFERRAL)] == ["competence"]


# ---- the page ----


def blocks(language: str) -> list[str]:
    fenced = re.findall(r"^```(\w*)\n(.*?)^```$", PAGE, flags=re.DOTALL | re.MULTILINE)
    return [block for name, block in fenced if name == language]


def test_every_piece_of_a_file_on_the_page_is_in_the_example() -> None:
    """The opening is shortened and the switch is another file; the rest is quoted."""

    def bare(text: str) -> list[str]:
        lines = (re.sub(r"\s+#.*", "", line) for line in text.splitlines())
        return [re.sub(r"\s+", "", line) for line in lines if line.strip()]

    files = (FILE, BAILU / "calendars" / "bailu.toml")
    whole = "\n".join(line for path in files for line in bare(path.read_text("utf-8")))
    pieces = blocks("toml")
    assert len(pieces) == 9
    for piece in pieces:
        tomllib.loads(piece)
        if "clauses" in piece or "under" in piece:
            continue
        for part in re.split(r"\n\n", piece):
            assert "\n".join(bare(part)) in whole, part


def test_the_page_knows_every_word_there_is() -> None:
    for fact_kind, name in FACT_NAMES.items():
        assert f"| `{fact_kind.value}` | {name} |" in PAGE
    for kind in KIND_NAMES:
        assert f"`{kind}` " in PAGE
    for unit in PeriodUnit:
        assert f"| `{unit.value}` |" in PAGE
    for row in Row:
        assert f"| {row.value} |" in PAGE
    for mode in ExtendMode:
        assert f"`{mode.value}` 是" in PAGE
    for unit_type in UnitType:
        assert f"`{unit_type.value}` " in PAGE
    typed = set(Step) - {Step.SEND, Step.RECOMPUTE}
    for step in typed:
        assert f"| `{step.value}` | {STEPS[step].word} |" in PAGE


def test_three_periods_have_no_amount_as_the_page_says() -> None:
    assert len(set(PeriodUnit) - COUNTED) == 3
    assert "后三种不写 `amount`" in PAGE


def test_the_faults_the_page_shows_are_the_ones_that_come(tmp_path: Path) -> None:
    [shown] = [block for block in blocks("") if block.startswith("1. 第")]
    text = FILE.read_text(encoding="utf-8")
    assert checked(tmp_path, text.replace("amount = 4,", "amount = 5,")).stdout.startswith(shown)


def test_the_question_to_liaison_due_on_the_page_is_answered() -> None:
    [line] = re.findall(r"echo '(.+?)' \| liaison due", PAGE)
    result = liaison("due", "--rules", BAILU, typed=line + "\n")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["last_day"] == "2026-10-10"


def test_the_switch_on_the_page_brings_the_superior_law(tmp_path: Path) -> None:
    [switch] = [block for block in blocks("toml") if "under" in block]
    (tmp_path / "bailu.toml").write_bytes(FILE.read_bytes())
    (tmp_path / "switch.toml").write_text(switch, encoding="utf-8")
    duty = Regulations.load(tmp_path)["bailu"].duty("police-decision")
    assert duty is not None
    assert duty.cite.article == "《移送涉嫌犯罪案件规定》第八条"
