"""`liaison regulations`: each kind of slip is named with its line; a document can be read whole."""

import re
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.__main__ import main
from rules.documents.clauses import clause_list
from rules.documents.coverage import coverage
from rules.documents.overview import overview
from rules.law.calendar import WorkCalendar
from rules.law.library import Regulations
from rules.law.numerals import number
from rules.law.regulation import Row
from rules.values.toml_table import SHIPPED

COUNTIES = ("youyang", "changjiang", "cangzhou", "nangong", "qingfeng")
TEXTS = SHIPPED.parent.parent / "shared" / "regulations"
TEXT = """第一条 应当在四个工作日内移送。
第二条 经书面告知，可以延长，最长不超过6个工作日。
第三条 不得转交。"""

GOOD = """\
id    = "hexian"
short = "《某县办法》"
since = 2026-01-01

[source]
title   = "某县办法"
issuer  = "某县人民政府"
clauses = ["HX-01", "HX-02", "HX-03"]
checked = { on = 2026-02-01, by = "甲", second = "乙" }

[[duty]]
id     = "refer"
owes   = "sender"
kinds  = ["referral"]
starts = "found"
met_by = "delivered"
period = { amount = 4, unit = "workday" }
cite   = { article = "第一条", quote = "应当在四个工作日内移送" }
covers = ["HX-01"]

[duty.extend]
mode   = "total"
amount = 6
cite   = { article = "第二条", quote = "最长不超过6个工作日" }
covers = ["HX-02"]

[[gate]]
id     = "no-hand-on"
bars   = "hand-on"
cite   = { article = "第三条", quote = "不得转交" }
covers = ["HX-03"]

[[example]]
duty  = "refer"
facts = [{ fact = "found", at = 2026-03-16T10:30:00+08:00 }]
last  = 2026-03-20
why   = "四日"

[[example]]
duty  = "refer"
facts = [
  { fact = "found", at = 2026-03-16T10:30:00+08:00 },
  { fact = "extended", at = 2026-03-18T10:30:00+08:00, until = 2026-03-27 },
]
last  = 2026-03-24
why   = "告知到27日，总计六日"
"""


def liaison(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def checked(folder: Path, file: str, *, text: bool = True) -> Result:
    path, original = folder / "hexian.toml", folder / "hexian.txt"
    path.write_text(file, encoding="utf-8")
    original.write_text(TEXT, encoding="utf-8")
    compared = ("--text", original) if text else ()
    return liaison("regulations", "check", path, *compared)


def test_a_sound_file_passes(tmp_path: Path) -> None:
    result = checked(tmp_path, GOOD)
    assert (result.exit_code, result.stdout) == (
        0,
        "hexian.toml 通过检查：摘引与原文逐字一致。\n",
    )


def test_without_the_text_it_says_that_nothing_was_compared(tmp_path: Path) -> None:
    result = checked(tmp_path, GOOD.replace("不得转交", "不得转送"), text=False)
    assert result.exit_code == 0
    assert "没有核对原文，请加上 --text" in result.output


@pytest.mark.parametrize(
    ("sound", "slip", "fault"),
    [
        ('article = "第一条", ', "", "duty[refer].cite.article：缺少"),
        (', quote = "不得转交"', "", "第30行 gate[no-hand-on].cite.quote：缺少"),
        (
            'quote = "应当在四个工作日内移送"',
            'quote = "应当于四个工作日内移送"',
            "第18行 duty[refer].cite.quote：原文里没有“应当于四个工作日内移送”，"
            "从“于四个工作日”起不同，原文此处是“在四个工作日内移送。第二”",
        ),
        (
            GOOD[GOOD.index("[[example]]") :],
            "",
            "第11行 duty[refer]：有数字的期限至少要有一个算例",
        ),
        (
            "last  = 2026-03-20",
            "last  = 2026-03-21",
            "第36行 example[1].last：refer的算例不对，"
            "写的是3月21日（周六），算出来是3月20日（周五）",
        ),
        (
            "period = { amount = 4,",
            "period = { amount = 5,",
            "第17行 duty[refer].period：引文里没有5，没有条文支持的数字不能写",
        ),
        (
            "amount = 6",
            "amount = 7",
            "第23行 duty[refer].extend.amount：引文里没有7，没有条文支持的数字不能写",
        ),
        ('starts = "found"', 'starts = "seen"', "第15行 duty[refer].starts：“seen”不在found、"),
        (
            'covers = ["HX-03"]',
            'covers = ["HX-04"]',
            "第31行 gate[no-hand-on].covers：HX-04不在条款清单里，没有条款支持的不能写",
        ),
        ('covers = ["HX-03"]', 'covers = ["HX-04"]', "条款HX-03还没有着落：请补上相应的条目"),
        (
            "[[example]]",
            GOOD[GOOD.index("[[duty]]") : GOOD.index("[duty.extend]")] + "[[example]]",
            "duty[refer]：同一义务写了两次",
        ),
        (
            'bars   = "hand-on"',
            'bars   = "hand_on"',
            "第29行 gate[no-hand-on].bars：不认识“hand_on”，是不是“hand-on”",
        ),
        (
            'bars   = "hand-on"',
            'asks   = "refusing"\nneeds  = "理由"',
            "第29行 gate[no-hand-on].asks：不认识“refusing”，是不是“refuse”",
        ),
        (
            'bars   = "hand-on"',
            'bars   = "hand-on"\ninstead = "去找区长"',
            "第30行 gate[no-hand-on].instead：“去找区长”不在",
        ),
        (
            "[source]",
            '[words]\nrefferal_letter = "移送函"\n[source]',
            "words.refferal_letter：不认识“refferal_letter”，是不是“referral_letter”",
        ),
        (
            GOOD[GOOD.index("[[gate]]") : GOOD.index('cite   = { article = "第三条"')],
            '[[route]]\nid = "competance"\nto = "县政府"\n',
            "route[competance].id：第一个词说明裁定什么：不认识“competance”，是不是“competence”",
        ),
        (
            GOOD[GOOD.index("[[gate]]") : GOOD.index('cite   = { article = "第三条"')],
            '[[route]]\nid = "competence"\nto = "县政府"\nsteps = ["reportup"]\n',
            "route[competence].steps：不认识“reportup”，是不是“report-up”",
        ),
        ('id     = "refer"', 'id     = "refer-urgnt"\nname = "移送"', "是不是“refer-urgent”"),
        (
            'unit = "workday"',
            'unit = "hour"',
            "duty[refer].period：写的是4小时，引文里是4工作日",
        ),
        (
            'unit = "workday"',
            'unit = "day"',
            "duty[refer].period：写的是4日，引文里是4工作日",
        ),
        (
            'article = "第一条"',
            'article = "第二条"',
            "duty[refer].cite.article：写的是第二条，这句话在第一条",
        ),
        (
            'amount = 6\ncite   = { article = "第二条", quote = "最长不超过6个工作日" }',
            'amount = 4\ncite   = { article = "第一条", quote = "四个工作日" }',
            "duty[refer].extend.amount：总计4不长于原期限4，不是延长",
        ),
        (
            GOOD[GOOD.rindex("[[example]]") :],
            "",
            "duty[refer].extend：延长也要有一个算例",
        ),
        (
            'checked = { on = 2026-02-01, by = "甲", second = "乙" }\n',
            "",
            "source.checked：缺少核对记录",
        ),
        ('second = "乙"', 'second = "甲"', "source.checked：录入和复核是同一个人（甲）"),
        (
            "[[gate]]",
            GOOD[GOOD.index("[[duty]]") : GOOD.index("[duty.extend]")].replace(
                'id     = "refer"', 'id     = "hand-over"\nname   = "移送"'
            )
            + "[[gate]]",
            "duty[hand-over]：与duty[refer]起算、完成、一方和适用范围都相同",
        ),
        ('duty  = "refer"', 'duty  = "share"', "第34行 example[1].duty：算例的share没有这项义务"),
        ('bars   = "hand-on"\n', "", "第27行 gate[no-hand-on].bars：bars（禁止）和asks（附条件）"),
        ("since = 2026-01-01", "since = 2026-01-01\nday = 3", "第4行 day：不认识的项目"),
        ('id    = "hexian"', 'id    = "hexian"\nunder = ["nowhere"]', "上位文件nowhere没有载入"),
    ],
)
def test_a_slip_is_named_with_line_and_remedy(
    tmp_path: Path, sound: str, slip: str, fault: str
) -> None:
    assert sound in GOOD
    result = checked(tmp_path, GOOD.replace(sound, slip, 1))
    assert result.exit_code == 1
    assert fault in result.output
    assert "没有通过" in result.output


def test_faults_of_form_and_of_content_are_named_at_once(tmp_path: Path) -> None:
    broken = GOOD.replace('unit = "workday"', 'unit = "week"').replace("不得转交", "不得转送")
    result = checked(tmp_path, broken)
    assert "“week”不在" in result.output
    assert "原文里没有“不得转送”" in result.output


def test_a_file_that_is_no_toml_or_no_document_is_refused(tmp_path: Path) -> None:
    assert "不是有效的TOML文件" in checked(tmp_path, GOOD + "[[").output
    assert "不是县里的规定" in checked(tmp_path, "[[rule]]\n").output


def test_two_rules_for_one_duty_must_say_which_holds(tmp_path: Path) -> None:
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "province.toml").write_text(GOOD.replace("hexian", "province"), encoding="utf-8")
    path = tmp_path / "hexian.toml"
    path.write_text(GOOD.replace("since", 'under = ["province"]\nsince'), encoding="utf-8")
    result = liaison("regulations", "check", path, "--rules", folder)
    assert '请写明replaces = "province/refer"' in result.output
    own = path.read_text(encoding="utf-8").replace(
        'id     = "refer"', 'id     = "refer"\nreplaces = "province/refer"'
    )
    path.write_text(own, encoding="utf-8")
    assert liaison("regulations", "check", path, "--rules", folder).exit_code == 0


@pytest.mark.parametrize(
    ("said", "number"), [("一百二十日内", 120), ("120日内", 120), ("一百零五日内", 105)]
)
def test_a_number_of_a_hundred_and_more_is_compared_too(
    tmp_path: Path, said: str, number: int
) -> None:
    text = GOOD[: GOOD.index("[duty.extend]")] + GOOD[GOOD.index("[[gate]]") :]
    text = text[: text.rindex("[[example]]")].replace("四个工作日内", said)
    text = text.replace('amount = 4, unit = "workday"', f'amount = {number}, unit = "day"')
    text = text.replace("last  = 2026-03-20", "last  = 2026-03-21")
    output = checked(tmp_path, text, text=False).output
    assert "duty[refer].period" not in output
    assert "算例不对" in output
    wrong = checked(tmp_path, text.replace(f"amount = {number}", "amount = 121"), text=False)
    assert "duty[refer].period：引文里没有121" in wrong.output


@pytest.mark.parametrize("county", COUNTIES)
def test_the_five_documents_pass_against_their_texts(county: str) -> None:
    texts = sorted(TEXTS.glob(f"{county}*.txt"))
    if not texts:
        pytest.skip(f"{county}: the document's text is not beside the checkout")
    file = SHIPPED / "regulations" / f"{county}.toml"
    result = liaison("regulations", "check", file, "--text", texts[0])
    assert result.stdout == f"{county}.toml 通过检查：摘引与原文逐字一致。\n"


def test_all_documents_and_calendars_are_loaded_in_a_fifth_of_a_second() -> None:
    started = time.process_time()
    Regulations.load()
    WorkCalendar.load()
    assert time.process_time() - started < 0.2


# ---- coverage ----


def test_the_list_has_254_clauses_and_each_its_letter() -> None:
    listed = clause_list()
    assert {county: len(rows) for county, rows in listed.items()} == {
        "youyang": 37,
        "changjiang": 56,
        "cangzhou": 54,
        "nangong": 40,
        "qingfeng": 67,
    }
    assert (listed["cangzhou"]["CZ-15"], listed["qingfeng"]["QF-35"]) == (Row.ROUTE, Row.WORD)


def test_coverage_counts_what_is_written_and_what_is_done() -> None:
    output = liaison("regulations", "coverage").output
    assert "合计：encoded 254 of 254，effective" in output
    assert "cangzhou 《沧州协作办法》：encoded 54 of 54" in output
    assert "  T 有数字的期限：encoded 6 of 6，effective 6 of 6" in output
    assert "还没有录入：没有" in output
    assert re.search(r"还没有这种事项：投诉：.*CZ-24", output)


def test_coverage_says_where_a_clause_takes_effect() -> None:
    found = {row.clause: row for row in coverage(Regulations.load()["cangzhou"])}
    assert found["CZ-10"].where == ("移送：期限和提醒", "liaison due")
    assert found["CZ-19"].where == ("移送：不许以内设机构名义发出",)
    assert found["CZ-18"].where == ("移送：发出前要问",)
    assert found["CZ-16"].where == ("移送：草稿上核对的材料",)
    assert "转交之后" in found["CZ-15"].where
    assert (found["CZ-24"].where, found["CZ-24"].missing) == ((), "还没有这种事项：投诉")


# ---- a document to read ----


def test_a_document_is_shown_in_the_order_of_its_articles() -> None:
    articles = [row.article for row in overview(Regulations.load()["cangzhou"])]
    numbers = [number(article[1:].partition("条")[0]) for article in articles]
    assert numbers == sorted(numbers)
    assert (numbers[0], numbers[-1]) == (2, 24)


@pytest.mark.parametrize(
    ("words", "value"), [("三", 3), ("十", 10), ("十四", 14), ("二十四", 24), ("12", 12)]
)
def test_numbers_of_articles(words: str, value: int) -> None:
    assert number(words) == value


def test_show_prints_every_quote(tmp_path: Path) -> None:
    output = re.sub(r"[\s│]", "", liaison("regulations", "show", "nangong").output)
    for article in ("三（一）1", "三（七）"):
        assert article in output
    page = tmp_path / "nangong.html"
    assert liaison("regulations", "show", "nangong", "--html", page).exit_code == 0
    html = page.read_text(encoding="utf-8")
    regulation = Regulations.load()["nangong"]
    assert [cite.quote for cite in regulation.cites() if cite.quote not in html] == []
    assert [clause for clause in clause_list()["nangong"] if clause not in html] == []
    assert [e.why for e in regulation.examples if e.why not in html] == []
    assert not re.search(r'(?:src|href)="', html)


def test_a_document_nobody_has_is_said() -> None:
    result = liaison("regulations", "show", "atlantis")
    assert result.exit_code == 1
    assert "没有载入规定“atlantis”" in result.output


def test_the_list_names_versions() -> None:
    output = liaison("regulations", "list").output
    assert "cangzhou@2021-12-15\t《沧州协作办法》\t2021-12-15\t" in output
    assert "qingfeng@2019\t《清丰协作规定》\t原文没有日期\t" in output


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            'met_by = "delivered"',
            'met_by = "arrived"',
            "duty[refer].met_by：移送没有一步会记录“到场”（arrived），这项义务永远完不成",
        ),
        (
            'starts = "found"',
            'starts = "reported"',
            "duty[refer].starts：移送没有一步会记录“报告出具”（reported），这项义务永远不起算",
        ),
        (
            'met_by = "delivered"',
            'met_by = "accepted"',
            "duty[refer].owes：移送里“受理”（accepted）由收件方记录，负有义务的一方完不成",
        ),
        (
            'bars   = "hand-on"',
            'bars   = "dispatch"',
            "gate[no-hand-on].bars：移送没有“出发”这一步，这一条不起作用",
        ),
    ],
)
def test_a_duty_that_cannot_run_and_a_gate_at_no_step_are_faults(
    tmp_path: Path, old: str, new: str, fault: str
) -> None:
    """Sixth county 5, 7: a fact that no step of the kind produces can be told by machine."""
    assert old in GOOD
    file = GOOD.replace(old, new)
    result = checked(tmp_path, file)
    assert result.exit_code == 1
    line = next(n for n, text in enumerate(file.splitlines(), 1) if text == new)
    owes = next(n for n, text in enumerate(file.splitlines(), 1) if text.startswith("owes"))
    assert f"第{owes if '].owes：' in fault else line}行 {fault}" in result.output


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            'id     = "refer"',
            'id     = "refer"\nname   = "3个工作日内移送"',
            "duty[refer].name：引文里没有“3个工作日”，没有条文支持的数字不能写",
        ),
        (
            "amount = 6\n",
            'amount = 6\ngrounds = ["领导出差"]\n',
            "extend.grounds：原文里没有“领导出差”",
        ),
        (
            "since = 2026-01-01",
            "since = 2025-01-01",
            "since：原文是2026-01-01起施行，这里是2025-01-01",
        ),
        (
            "[[gate]]\n",
            '[[requires]]\nkind = "referral"\nfield = "team"\nlabel = "经办人员"\n'
            'question = "谁经办？"\nanswer = "people"\nleast = 3\ncovers = ["HX-03"]\n'
            'cite = { article = "第四条", quote = "应当有两名以上人员经办" }\n\n[[gate]]\n',
            "least：引文里没有3名，没有条文支持的数字不能写",
        ),
    ],
)
def test_words_beside_the_quotes_say_no_more_than_the_document(
    tmp_path: Path, old: str, new: str, fault: str
) -> None:
    """Sixth county 5, 8: numbers in says, grounds and since went unseen."""
    assert old in GOOD
    (tmp_path / "text.txt").write_text(
        f"{TEXT}\n第四条 应当有两名以上人员经办。\n第五条 自2026年1月1日起施行。", "utf-8"
    )
    (tmp_path / "hexian.toml").write_text(GOOD.replace(old, new, 1), "utf-8")
    result = liaison(
        "regulations", "check", tmp_path / "hexian.toml", "--text", tmp_path / "text.txt"
    )
    assert (result.exit_code, fault in result.output) == (1, True), result.output
    (tmp_path / "hexian.toml").write_text(GOOD, "utf-8")
    good = liaison(
        "regulations", "check", tmp_path / "hexian.toml", "--text", tmp_path / "text.txt"
    )
    assert good.exit_code == 0, good.output


def test_what_the_program_has_no_matters_for_is_told_and_not_refused(tmp_path: Path) -> None:
    result = checked(tmp_path, GOOD.replace('kinds  = ["referral"]', 'kinds  = ["dispute"]'))
    assert result.exit_code == 0
    assert "提醒：第14行 duty[refer].kinds：程序里还没有争议这种事项" in result.output
