"""Mistakes in address book and reminder policy, by somebody who did not write the checks."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.__main__ import main
from rules.values.toml_table import SHIPPED

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples" / "bailu"
BOOK = (EXAMPLES / "people" / "bailu.toml").read_text(encoding="utf-8")
POLICY = (SHIPPED / "policies" / "default.toml").read_text(encoding="utf-8")
FAULT = re.compile(r"^\d+\. 第(\d+)行 (\S+?)：(.*)$", re.MULTILINE)
TAO = 'mobile = "13900090101"'
FIRST = '{ first = "lin.hai", second = "tao.yun", leader = "qiu.ping" }'


def loaded(folder: Path, monkeypatch: pytest.MonkeyPatch, file: bytes) -> Result:
    monkeypatch.chdir(folder)
    monkeypatch.setenv("LIAISON_RULES_DIR", str(EXAMPLES))
    (folder / "bailu.toml").write_bytes(file)
    return CliRunner().invoke(main, ["county", "load", "--dry-run", "bailu.toml"])


def sown(good: str, old: str, new: str) -> tuple[str, int]:
    """The text with the mistake, and its first changed line."""
    assert good.count(old) >= 1, old
    bad = good.replace(old, new, 1)
    pairs = zip(good.splitlines(), bad.splitlines(), strict=False)
    return bad, next(n for n, (was, now) in enumerate(pairs, 1) if was != now)


def test_the_sample_book_passes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert loaded(tmp_path, monkeypatch, BOOK.encode()).exit_code == 0


@pytest.mark.parametrize(
    ("old", "new", "key", "words"),
    [
        (TAO, "mobile = 1.39E+10", "officer[tao.yun].mobile", "写在英文引号里"),
        (TAO, 'mobile = "1.39E+10"', "officer[tao.yun].mobile", "不是电话号码"),
        (TAO, "mobile = 13900090101", "officer[tao.yun].mobile", "写在英文引号里"),
        (TAO, 'mobile = "139OO090101"', "officer[tao.yun].mobile", "不是电话号码"),
        (TAO, 'mobile = "13900090101/13900090102"', "officer[tao.yun].mobile", "不是电话号码"),
        ('"13900090102"', '"13900090101"', "officer[lin.hai].mobile", "和陶云的手机号相同"),
        ('name = "陶云"', 'name = "陶云/林海"', "officer[tao.yun].name", "不是一个人的姓名"),
        ('name = "陶云"', 'name = "陶云（主任）"', "officer[tao.yun].name", "不是一个人的姓名"),
        ('deputy = "lin.hai"', 'deputy = "jin.lan"', "officer[tao.yun].deputy", "金兰是市监局的"),
        ('id = "lin.hai"', 'id = "tao.yun"', "officer[tao.yun].id", "写了两次"),
        ('["建设局"]', '["市场监管局"]', "unit[housing].aliases", "也是市监局的名称"),
        (
            'unit  = "ludang"\nfrom',
            'unit  = "bailu-town"\nfrom',
            "roster[2].unit",
            "这张表的人都是芦荡乡的，unit写的却是白鹭镇",
        ),
        (FIRST, FIRST.replace("lin.hai", "yin.bo"), "roster[1].turns", "不是白鹭镇的人员"),
        (FIRST, FIRST.replace("lin.hai", "lin.hia"), "roster[1].turns", "lin.hia 不在表中"),
        (
            "# 值班表：",
            f'[[roster]]\nunit = "bailu-town"\nfrom = 2026-05-01\ndays = 9\nturns = [{FIRST}]\n# ',
            "roster[2].from",
            "2026-05-01起的值班另一张表已经排了",
        ),
        (
            '"13900090102"',
            '"13900090102"\nmoblie = ""',
            "officer[lin.hai].moblie",
            "是不是“mobile”",
        ),
    ],
)
def test_a_mistake_in_an_address_book_is_named_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str, key: str, words: str
) -> None:
    bad, line = sown(BOOK, old, new)
    result = loaded(tmp_path, monkeypatch, bad.encode())
    assert result.exit_code == 1
    [(where, what, said)] = FAULT.findall(result.output)
    assert (what, words in said) == (key, True), result.output
    assert key.startswith("roster") or line <= int(where) <= line + 1, result.output


def test_an_address_book_of_an_old_editor_is_told_how_to_save(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = loaded(tmp_path, monkeypatch, BOOK.encode("gbk"))
    assert result.exit_code == 1
    assert "编码选UTF-8" in result.output
    assert "codec" not in result.output


@pytest.mark.parametrize(
    ("old", "new", "key", "words"),
    [
        ("daily  = 8 ", 'daily  = "8" ', "daily", "整数"),
        ("daily  = 8 ", "dialy  = 8 ", "dialy", "是不是“daily”"),
        ('"08:30-18:00"', '"8:30至18:00"', "office", "不是一段时间"),
        ('["20:00-08:00"]', '["20：00-08：00"]', "quiet", "20：00"),
        ('says      = "arrival"', 'says      = "arival"', "rule[arrival].says", "arival"),
        ('id        = "arrival-urgent"', 'id        = "arrival"', "rule[arrival]", "两次"),
        ('["receiver.liaison"]', '["收件方联络员"]', "rule[arrival].to", "收件方联络员"),
        ('["receiver.liaison"]', '["reciever.liaison"]', "rule[arrival].to", "reciever.liaison"),
        ('kinds     = ["share"]', 'kinds     = ["共享"]', "rule[arrival-share].kinds", "共享"),
        ('{ fact = "delivered" }', '{ fact = "送达" }', "rule[arrival].when", "送达"),
        ('marks     = ["carries"] ', 'mark     = ["carries"] ', "rule[arrival].mark", "marks"),
    ],
)
def test_a_mistake_in_a_policy_is_named_once(
    tmp_path: Path, old: str, new: str, key: str, words: str
) -> None:
    bad, line = sown(POLICY, old, new)
    file = tmp_path / "policy.toml"
    file.write_text(bad, encoding="utf-8")
    result = CliRunner().invoke(main, ["policy", "check", str(file)])
    assert result.exit_code == 1
    [(where, what, said)] = FAULT.findall(result.output)
    assert what.startswith(key), result.output
    assert (words in said, int(where)) == (True, line), result.output
