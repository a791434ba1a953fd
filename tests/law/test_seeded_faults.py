"""Mistakes sown into 白鹭县's file by somebody else: each is named once, with line and words."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.__main__ import main
from rules.values.toml_table import SHIPPED
from tests.law.seed import NOWHERE, Seed
from tests.law.seeds_on_duties import ON_DUTIES
from tests.law.seeds_on_the_rest import LAWYER, ON_THE_REST, WARNED
from tests.law.seeds_sown_later import LATER

Edits = tuple[tuple[str, str], ...]

BAILU = Path(__file__).parents[2] / "docs" / "examples" / "bailu"
FILE = (BAILU / "regulations" / "bailu.toml").read_text(encoding="utf-8")
TEXT = (BAILU / "bailu.txt").read_text(encoding="utf-8")
TEXTS = SHIPPED.parent.parent / "shared" / "regulations"
FAULT = re.compile(r"^\d+\. (?:第(\d+)行 )?(?:(\S+?)：)?(.*)$", re.MULTILINE)
SYNTAX = re.compile(r"^\d+\. ()不是有效的TOML文件（第(\d+)行：(.*)）$", re.MULTILINE)
SYNTAX = re.compile(r"^\d+\. ()不是有效的TOML文件（第(\d+)行：(.*)）$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Said:
    """One fault as it was printed; `line` counts from 1 and is 0 where none was named."""

    line: int
    key: str
    words: str


def check(folder: Path, file: bytes, text: bytes, *, rules: Path | None = None) -> Result:
    (folder / "bailu.toml").write_bytes(file)
    (folder / "bailu.txt").write_bytes(text)
    more = ("--rules", str(rules)) if rules else ()
    command = ("regulations", "check", str(folder / "bailu.toml"))
    return CliRunner().invoke(main, [*command, "--text", str(folder / "bailu.txt"), *more])


def said(result: Result) -> list[Said]:
    if found := SYNTAX.findall(result.output):
        return [Said(int(line), key, words) for key, line, words in found]
    return [Said(int(line or 0), key, words) for line, key, words in FAULT.findall(result.output)]


def sown(edits: Edits, good: str) -> str:
    for old, new in edits:
        assert good.count(old) == 1, (good.count(old), old)
        good = good.replace(old, new)
    return good


def line_of(seed: Seed, file: str) -> int:
    if seed.at == NOWHERE:
        return 0
    if seed.at:
        return file[: file.index(seed.at)].count("\n") + 1
    pairs = zip(FILE.splitlines(), file.splitlines(), strict=False)
    return next(n for n, (was, now) in enumerate(pairs, 1) if was != now)


@pytest.mark.parametrize("seed", [*ON_DUTIES, *ON_THE_REST, *LATER], ids=lambda seed: seed.name)
def test_a_mistake_is_named_once_with_its_line(tmp_path: Path, seed: Seed) -> None:
    file = sown(seed.edits, FILE)
    result = check(tmp_path, file.encode(), sown(seed.text, TEXT).encode())
    assert result.exit_code == 1, result.output
    assert isinstance(result.exception, SystemExit), result.exception
    faults = said(result)
    assert len(faults) == 1, result.output
    [fault] = faults
    assert fault.key.startswith(tuple(seed.key.split("|"))), result.output
    for word in seed.words:
        assert any(one in fault.words for one in word.split("|")), (word, result.output)
    assert fault.line == line_of(seed, file), result.output


@pytest.mark.parametrize("seed", WARNED, ids=lambda seed: seed.name)
def test_what_need_not_be_wrong_is_told_and_not_refused(tmp_path: Path, seed: Seed) -> None:
    file = sown(seed.edits, FILE)
    result = check(tmp_path, file.encode(), TEXT.encode())
    assert result.exit_code == 0, result.output
    assert f"提醒：第{line_of(seed, file)}行 {seed.key}：" in result.output
    assert all(word in result.output for word in seed.words), result.output


@pytest.mark.parametrize(("seed", "reason"), LAWYER, ids=lambda value: getattr(value, "name", ""))
def test_what_only_a_lawyer_can_tell_passes(tmp_path: Path, seed: Seed, reason: str) -> None:
    """When one of these is told some day, it moves up to the seeds."""
    result = check(tmp_path, sown(seed.edits, FILE).encode(), TEXT.encode())
    assert (result.exit_code, bool(reason)) == (0, True), result.output


# ---- what is right ----


def passes(folder: Path, edits: Edits, text: Edits) -> None:
    result = check(folder, sown(edits, FILE).encode(), sown(text, TEXT).encode())
    assert result.exit_code == 0, result.output


def test_an_extension_for_which_the_text_gives_no_reason_needs_none(tmp_path: Path) -> None:
    without = ('grounds = ["因调查核实确需延长"]\n', "")
    passes(tmp_path, (without,), (("因调查核实确需延长的", "部门认为确需延长移送期限的"),))


def test_a_ban_may_be_said_without_the_word_not(tmp_path: Path) -> None:
    short = "案件移送应当以乡镇人民政府的名义进行"
    passes(tmp_path, ((f"{short}，不得以内设机构的名义移送", short),), ())


def test_quotes_with_other_commas_are_named_one_by_one(tmp_path: Path) -> None:
    """Half-width commas all over a text do not make it another county's."""
    result = check(tmp_path, FILE.encode(), TEXT.replace("，", ",").encode())
    faults = [fault for fault in said(result) if fault.key.endswith(".cite.quote")]
    assert len(faults) > 5, result.output
    assert "拿错了文件" not in result.output


# ---- the file as a whole ----


@pytest.mark.parametrize("encoding", ["gbk", "utf-16"])
def test_a_file_in_another_encoding_is_told_in_words_of_an_office(
    tmp_path: Path, encoding: str
) -> None:
    result = check(tmp_path, FILE.encode(encoding), TEXT.encode())
    assert result.exit_code == 1
    assert "UTF-8" in result.output
    assert "另存" in result.output
    assert "codec" not in result.output
    assert "0x" not in result.output


@pytest.mark.parametrize("encoding", ["gbk", "utf-16"])
def test_a_text_in_another_encoding_is_told_and_nothing_else(tmp_path: Path, encoding: str) -> None:
    result = check(tmp_path, FILE.encode(), TEXT.encode(encoding))
    assert result.exit_code == 1
    assert "bailu.txt" in result.output
    assert "UTF-8" in result.output
    assert "codec" not in result.output
    assert "原文里没有" not in result.output


@pytest.mark.parametrize(
    ("file", "text"),
    [
        (FILE.encode("utf-8-sig"), TEXT.encode("utf-8-sig")),
        (FILE.replace("\n", "\r\n").encode(), TEXT.replace("\n", "\r\n").encode()),
    ],
    ids=["a byte order mark", "lines as Windows ends them"],
)
def test_what_a_windows_editor_adds_is_no_mistake(tmp_path: Path, file: bytes, text: bytes) -> None:
    result = check(tmp_path, file, text)
    assert result.exit_code == 0, result.output


def test_an_empty_file_is_no_regulation(tmp_path: Path) -> None:
    result = check(tmp_path, b"", TEXT.encode())
    assert result.exit_code == 1
    assert len(said(result)) <= 1, result.output
    assert "空" in result.output


def test_the_text_of_another_county_is_said_once(tmp_path: Path) -> None:
    other = "清丰县乡镇与部门协作规定\n第一条 为了协作，制定本规定。\n第二条 部门应当及时办理。\n"
    result = check(tmp_path, FILE.encode(), other.encode())
    assert result.exit_code == 1
    assert "原文" in result.output
    assert "是不是" in result.output
    assert len(said(result)) == 1, result.output


@pytest.mark.parametrize("county", ["youyang", "changjiang", "cangzhou", "nangong", "qingfeng"])
def test_the_text_of_a_real_county_is_not_this_ones(tmp_path: Path, county: str) -> None:
    texts = sorted(TEXTS.glob(f"{county}*.txt"))
    if not texts:
        pytest.skip(f"{county}: the document's text is not beside the checkout")
    result = check(tmp_path, FILE.encode(), texts[0].read_bytes())
    assert result.exit_code == 1
    assert len(said(result)) == 1, result.output
    assert "拿错了文件" in result.output


def test_an_empty_text_is_said_once(tmp_path: Path) -> None:
    result = check(tmp_path, FILE.encode(), b"\n")
    assert result.exit_code == 1
    assert len(said(result)) == 1, result.output
    assert "空" in result.output


def test_an_office_document_is_not_the_text(tmp_path: Path) -> None:
    result = check(tmp_path, FILE.encode(), b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00!\x00\xdf")
    assert result.exit_code == 1
    assert "另存" in result.output
    assert "codec" not in result.output


def test_two_editions_of_one_day_are_told(tmp_path: Path) -> None:
    rules = tmp_path / "regulations"
    rules.mkdir()
    (rules / "bailu-2028.toml").write_text(FILE, encoding="utf-8")
    result = check(rules, FILE.encode(), TEXT.encode(), rules=tmp_path)
    assert result.exit_code == 1
    assert "bailu-2028.toml" in result.output
    assert "2026-03-01" in result.output


def test_no_fault_of_form_is_told_in_english(tmp_path: Path) -> None:
    """Sixth county 5: a TOML error was half English."""
    for slip in (("[[route]]", "[[route]"), ('owes   = "sender"', "owes   = sender")):
        result = check(tmp_path, sown((slip,), FILE).encode(), TEXT.encode())
        assert result.exit_code == 1
        for word in ("Expected", "Invalid", "line", "column", "Unclosed", "Cannot"):
            assert word not in result.output, result.output
