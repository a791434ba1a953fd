"""What must be true of every file: layout rules that no tool holds."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PACKAGES = ("bot", "handlers", "scheduler", "storage", "rules")
CODE = sorted(file for package in PACKAGES for file in (ROOT / package).rglob("*.py"))
LONGEST = 600
"""Lines of one file; a longer one has more than one idea."""


def name(file: Path) -> str:
    return str(file.relative_to(ROOT))


def texts() -> list[Path]:
    """Every text file under version control; outside of it, the code."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached"],  # noqa: S607
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    if listed.returncode:
        return [*CODE, *sorted((ROOT / "tests").rglob("*.py"))]
    files = [ROOT / line for line in listed.stdout.splitlines()]
    return [file for file in files if file.is_file() and b"\0" not in file.read_bytes()[:4096]]


def sentences(file: Path) -> Iterator[str]:
    """The strings of a module that are no docstrings."""
    tree = ast.parse(file.read_text("utf-8"))
    notes = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in notes:
            yield node.value


def test_no_file_names_a_path_of_the_machine_it_was_written_on() -> None:
    path = re.compile(r"(?<![\w.])/(?:home|Users|root|work|tmp)/[\w.-]+")
    found = [(name(file), path.findall(file.read_text("utf-8"))) for file in texts()]
    assert [one for one in found if one[1]] == []


def test_every_file_ends_with_one_line_end_and_has_none_of_windows() -> None:
    odd = []
    for file in texts():
        text = file.read_bytes()
        if b"\r\n" in text or (text and (not text.endswith(b"\n") or text.endswith(b"\n\n"))):
            odd.append(name(file))
    assert odd == []


def test_every_module_says_in_a_sentence_what_it_is_for_and_stays_short() -> None:
    for file in CODE:
        text = file.read_text("utf-8")
        assert ast.get_docstring(ast.parse(text)), name(file)
        assert text.count("\n") <= LONGEST, name(file)


def test_no_module_leaves_anything_for_later() -> None:
    later = re.compile(r"\b(?:TODO|FIXME|XXX|NotImplementedError)\b")
    assert [name(file) for file in CODE if later.search(file.read_text("utf-8"))] == []


def test_what_people_read_is_calm() -> None:
    """Official style: no exclamation mark and no emoji. What is only read from people may."""
    loud = re.compile(r"[\u4e00-\u9fff].*！|[\U0001F300-\U0001FAFF]", re.DOTALL)
    speaking = [file for file in CODE if not name(file).startswith("handlers/language/")]
    found = [(name(file), said) for file in speaking for said in sentences(file)]
    assert [one for one in found if loud.search(one[1])] == []


def test_no_class_is_named_after_nothing() -> None:
    vague = re.compile(r"(?:Manager|Utils?|Service|Data|Info|Helper)$")
    found = [
        (name(file), node.name)
        for file in CODE
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.ClassDef) and vague.search(node.name)
    ]
    assert found == []


def test_no_period_of_the_law_is_written_in_code() -> None:
    """Every legal number stands in a regulation's file, with its article and its quote."""
    period = re.compile(r"[0-9一二三四五六七八九十两]+\s?个?(?:工作日|自然日|小时内|日内)")
    speaking = [file for package in ("handlers", "rules") for file in (ROOT / package).glob("*.py")]
    found = [(name(file), said) for file in speaking for said in sentences(file)]
    assert [one for one in found if period.search(one[1])] == []
