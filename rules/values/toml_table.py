"""Data files as tables that note every fault, so that one look at a file finds them all."""

import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import Protocol, TypeVar

from rules.values.errors import Refusal

E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")

SHIPPED = Path(__file__).parents[1]
"""The data files that travel with the program."""


class TextFile(Protocol):
    """A file, wherever its text comes from: a path, or a text that is kept elsewhere."""

    @property
    def name(self) -> str:
        """What it is called when something is wrong with it."""
        ...

    def read_text(self, encoding: str) -> str:
        """Everything in it."""
        ...


@dataclass(frozen=True, slots=True)
class KeptText:
    """A file whose text is kept in a database."""

    name: str
    text: str

    def read_text(self, encoding: str) -> str:  # noqa: ARG002  # it is text already
        """Everything in it."""
        return self.text


class BadFile(Refusal):
    """A data file is not loaded, and nothing of it is."""

    code = "bad-file"

    def __init__(self, name: str, faults: tuple[str, ...]) -> None:
        self.name = name
        self.faults = faults
        listed = "\n".join(f"{n}. {fault}" for n, fault in enumerate(faults, 1))
        super().__init__(f"没有载入 {name}，共{len(faults)}处问题：\n{listed}\n请改正后重新载入。")


class Table:
    """One table of a file. Each read marks the key as known; `close` notes the others.

    A value that is missing or of the wrong kind is noted and answered with an empty one, so that
    reading goes on. Whoever opened the file looks at `faults` at the end.
    """

    def __init__(self, values: Mapping[str, object], where: str, faults: list[str]) -> None:
        self._values = values
        self._where = where
        self._seen: set[str] = set()
        self.faults = faults

    def fault(self, key: str, what: str) -> None:
        """Note what is wrong with a key, or with the table itself where the key is empty.

        What could not be read is not missing as well: that is noted once.
        """
        place = f"{self._where}{key}"
        known = (one.partition("：")[0] for one in self.faults)
        if "缺少" not in what or not any(lies_in(one, place) for one in known):
            self.faults.append(f"{place}：{what}")

    def has(self, key: str) -> bool:
        """Whether the key is written in the file."""
        return key in self._values

    def text(self, key: str, default: str | None = None) -> str:
        """A text that is not empty; obligatory unless a default is given."""
        value = self._take(key, missing_is_fault=default is None)
        if isinstance(value, str) and value.strip():
            return value
        if value is not None:
            self.fault(key, "应为不空的文字，写在英文引号里")
        return default or ""

    def raw(self, key: str) -> str:
        """A text that may be empty; empty where the key is absent."""
        value = self._take(key, missing_is_fault=False)
        if value is None or isinstance(value, str):
            return value or ""
        self.fault(key, "应为文字")
        return ""

    def texts(self, key: str) -> tuple[str, ...]:
        """One text or a list of texts; none where the key is absent."""
        value = self._take(key, missing_is_fault=False)
        items = [value] if isinstance(value, str) else value
        if isinstance(items, list) and all(isinstance(item, str) and item for item in items):
            return tuple(items)
        if value is not None:
            self.fault(key, "应为文字或者文字的列表")
        return ()

    def word(self, key: str, known: Collection[str], default: str | None = None) -> str:
        """A word of a closed vocabulary; obligatory unless a default is given."""
        value = self.text(key, default)
        if value and value not in known:
            self.fault(key, unknown(value, known))
        return value

    def words(self, key: str, known: Collection[str]) -> tuple[str, ...]:
        """Words of a closed vocabulary; none where the key is absent."""
        found = self.texts(key)
        for value in found:
            if value not in known:
                self.fault(key, unknown(value, known))
        return found

    def whole(self, key: str) -> int:
        """A whole number of at least one; obligatory."""
        value = self._take(key, missing_is_fault=True)
        if isinstance(value, int) and not isinstance(value, bool) and value >= 1:
            return value
        if value is not None:
            self.fault(key, "应为不小于1的整数")
        return 1

    def natural(self, key: str) -> int:
        """A whole number that may be nought; nought where the key is absent."""
        value = self._take(key, missing_is_fault=False)
        if value is None or (isinstance(value, int) and not isinstance(value, bool) and value >= 0):
            return value or 0
        self.fault(key, "应为不小于0的整数")
        return 0

    def wholes(self, key: str) -> tuple[int, ...]:
        """One whole number of at least one, or a list of them; none where the key is absent."""
        value = self._take(key, missing_is_fault=False)
        if value is None:
            return ()
        items = value if isinstance(value, list) else [value]
        found = tuple(i for i in items if isinstance(i, int) and not isinstance(i, bool) and i >= 1)
        if not items or len(found) != len(items):
            self.fault(key, "应为不小于1的整数，或者它们的列表")
            return ()
        return found

    def day(self, key: str) -> date | None:
        """A day; None where the key is absent."""
        value = self._take(key, missing_is_fault=False)
        if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
            return value
        self.fault(key, "应为日期，形如2026-03-01，不加引号")
        return None

    def days(self, key: str) -> tuple[date, ...]:
        """A list of days; none where the key is absent."""
        value = self._take(key, missing_is_fault=False)
        if value is None:
            return ()
        items = value if isinstance(value, list) else [None]
        found = tuple(i for i in items if isinstance(i, date) and not isinstance(i, datetime))
        if len(found) != len(items):
            self.fault(key, "应为日期的列表")
        return found

    def instant(self, key: str) -> datetime | None:
        """An instant with its offset; None where the key is absent."""
        value = self._take(key, missing_is_fault=False)
        if value is None or (isinstance(value, datetime) and value.tzinfo is not None):
            return value
        self.fault(key, "应为带时区的时间，形如2026-03-01T09:00:00+08:00，不加引号")
        return None

    def choice(self, key: str, kinds: type[E], default: E) -> E:
        """One of a closed set of words."""
        value = self.text(key, default.value)
        if value in set(kinds):
            return kinds(value)
        self.fault(key, f"“{value}”不在{'、'.join(kinds)}之中")
        return default

    def choices(self, key: str, kinds: type[E]) -> tuple[E, ...]:
        """Some of a closed set of words, in the order written."""
        found: list[E] = []
        for value in self.texts(key):
            if value in set(kinds):
                found.append(kinds(value))
            else:
                self.fault(key, f"“{value}”不在{'、'.join(kinds)}之中")
        return tuple(found)

    def entry(self, key: str, known: Mapping[str, T], default: str) -> T:
        """One of a vocabulary's entries, named by its id."""
        value = self.text(key, default)
        if value not in known:
            self.fault(key, f"“{value}”不在{'、'.join(known)}之中")
            value = default
        return known[value]

    def entries(self, key: str, known: Mapping[str, T]) -> tuple[T, ...]:
        """Some of a vocabulary's entries, named by their ids, in the order written."""
        found: list[T] = []
        for value in self.texts(key):
            if value in known:
                found.append(known[value])
            else:
                self.fault(key, f"“{value}”不在{'、'.join(known)}之中")
        return tuple(found)

    def table(self, key: str) -> "Table | None":
        """A table inside this one; None where the key is absent."""
        value = self._take(key, missing_is_fault=False)
        if value is None or isinstance(value, dict):
            return None if value is None else Table(value, f"{self._where}{key}.", self.faults)
        self.fault(key, "应为表：写在花括号里，或者另起一段")
        return None

    def tables(self, key: str) -> "tuple[Table, ...]":
        """The tables of a list; none where the key is absent."""
        value = self._take(key, missing_is_fault=False)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.fault(key, "应为表的列表：一项一段用双方括号，写在一行的用[{ … }]")
            return ()
        return tuple(
            Table(item, f"{self._where}{key}[{item.get('id', n)}].", self.faults)
            for n, item in enumerate(value, 1)
        )

    def pairs(self, key: str) -> tuple[tuple[str, str], ...]:
        """A table of words, as pairs in the order written."""
        inner = self.table(key)
        if inner is None:
            return ()
        return tuple((name, inner.text(name)) for name in inner.keys())  # noqa: SIM118

    def keys(self) -> tuple[str, ...]:
        """The keys in the order written."""
        return tuple(self._values)

    def close(self) -> None:
        """Note the keys nobody asked for."""
        for key in self._values:
            if key in self._seen:
                continue
            near = get_close_matches(key, self._seen, n=1, cutoff=0.7)
            self.fault(key, f"不认识的项目，是不是“{near[0]}”" if near else "不认识的项目")
            if near and near[0] not in self._values:
                self._forget(f"{self._where}{near[0]}：缺少")

    def _forget(self, fault: str) -> None:
        """Take back what is said of a key that is there under a name with a typing slip."""
        self.faults[:] = [one for one in self.faults if not one.startswith(fault)]

    def _take(self, key: str, *, missing_is_fault: bool) -> object:
        self._seen.add(key)
        value = self._values.get(key)
        if value is None and missing_is_fault:
            self.fault(key, "缺少")
        return value


def lies_in(place: str, outer: str) -> bool:
    """Whether the place of a fault is another, such as `duty[refer].period`, or inside of it."""
    return place == outer or place.startswith((f"{outer}.", f"{outer}["))


def unknown(value: str, known: Collection[str]) -> str:
    """The fault of a word that is in no vocabulary: the nearest that is, or all there are."""
    near = get_close_matches(value, known, n=1)
    if near:
        return f"不认识“{value}”，是不是“{near[0]}”"
    return f"“{value}”不在{'、'.join(sorted(known))}之中"


def text_of(file: TextFile) -> str:
    """The text of a file, without the byte order mark that some editors put before it.

    Raises:
        BadFile: it is not UTF-8.
    """
    try:
        return file.read_text(encoding="utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        fault = (
            f"第{line}行的文字不是用UTF-8编码保存的（多半是ANSI，即GBK）。"
            "请用记事本打开，选“另存为”，编码选UTF-8"
        )
        raise BadFile(file.name, (fault,)) from error


def open_toml(path: TextFile) -> Table:
    """Read one file.

    Raises:
        BadFile: it is not TOML, or not UTF-8; a key written twice is not TOML either.
    """
    text = text_of(path)
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadFile(path.name, (f"不是有效的TOML文件（{toml_fault(error, text)}）",)) from error
    return Table(values, "", [])


def toml_fault(error: tomllib.TOMLDecodeError, text: str) -> str:
    """Where a text stops being TOML, and how; of the text at most the name of a key."""
    said = str(error)
    place = re.search(r"at line (\d+)", said)
    how = next((words for pattern, words in _TOML if re.search(pattern, said)), "写法不对")
    if place is None:
        return f"文件末尾：{how}"
    line = text.splitlines()[int(place[1]) - 1]
    if how == _TWICE and re.match(r"\s*\[[^\[]", line):
        return f"第{place[1]}行：这一段写了两次；可以有几段的用双方括号"
    if how == _TWICE:
        return f"第{place[1]}行：{how}（{line.partition('=')[0].strip()}）"
    return f"第{place[1]}行：{_slip_of_the_keyboard(line) or how}"


def _slip_of_the_keyboard(line: str) -> str:
    """What a line has that TOML cannot read, where it can be told at a glance; "" otherwise."""
    bare = re.sub(r'"(?:[^"\\]|\\.)*"', "", line).partition("#")[0]
    found = ((re.search(pattern, bare), words) for pattern, words in _SLIPS)
    return next((words.format(slip[0]) for slip, words in found if slip is not None), "")


_SLIPS = (
    (r"[“”‘’]", "有中文引号（{}），请换成英文引号"),
    (r"[\uff01-\uff5e【】]", "有全角的“{}”，请换成半角"),
    (r"\u3000", "有全角空格，请删去"),
    (r'"', "引号没有配对"),
    (r"^\s*//", "说明文字前面用#，不用//"),
    (r"[=,\[{]\s*-?0\d+\s*(?=[,}\]]|$)", "数字前面不加0"),
    (r"\d{4}-(?:\d-|\d\d-\d\b)", "日期的月、日写足两位，形如2026-03-01"),
)
"""What stands outside of all quotation marks, and what to do about it."""
_TWICE = "同一个项目写了两次"
_TOML = (
    (r"overwrite|Duplicate|twice|mutate", _TWICE),
    (r"Unclosed|Unterminated|Expected '\]", "引号或者括号没有配对"),
    (r"Expected '='", "名称后面要有等号"),
    (r"Invalid date", "没有这一天，或者日期写法不对"),
    (r"Invalid value", "等号后面的值写法不对，文字要加英文引号"),
)
"""What the parser of the standard library says, and what that means to whoever wrote the file."""


def shipped(folder: str) -> Path:
    """The program's own folder of one kind of data files."""
    return SHIPPED / folder


def data_files(folder: str, *dirs: Path) -> tuple[Path, ...]:
    """The shipped files of one folder, then those of a county's own directories, in a fixed order.

    A county's directory may have the same folders as `rules/` or hold all its files side by side.
    """
    places = [shipped(folder)]
    for root in dirs:
        places += [root / folder, root]
    return tuple(path for place in places for path in sorted(place.glob("*.toml")))
