"""Every small lie one can tell in a county's file, each as the text of the file that tells it.

A mutant changes one thing and is still a file that loads, as far as that can be arranged: a file
that is refused for its form says nothing about the tests.
"""

import itertools
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from rules.values.toml_table import SHIPPED

COUNTIES = ("youyang", "changjiang", "cangzhou", "nangong", "qingfeng")


class Sort(StrEnum):
    """What a mutant meddles with, in the words of the report."""

    NUMBER = "number"
    UNIT = "unit"
    CAP = "cap"
    CLASS = "class"
    PAUSE = "pause"
    FACT = "fact"
    GATE = "gate"
    REQUIRED = "required"
    SCOPE = "scope"
    PAPER = "paper"
    ROUTE = "route"
    NOTE = "note"


BARRED = frozenset(Sort) - {Sort.SCOPE, Sort.PAPER, Sort.ROUTE, Sort.NOTE}
"""The sorts of which at least 95 in a hundred must be noticed; the others are only told."""


@dataclass(frozen=True)
class Mutant:
    """One changed file.

    Attributes:
        clauses: the clauses the changed entry carries out.
        entry: such as `duty[refer]`.
        change: what was changed, for people.
        text: the whole file.
    """

    county: str
    sort: Sort
    clauses: tuple[str, ...]
    entry: str
    change: str
    text: str

    def __str__(self) -> str:
        return f"{self.county} {'/'.join(self.clauses)} {self.entry}: {self.change}"


class Item:
    """One table of a file, `[[duty]]` or `[duty.extend]`, with the lines of each of its keys."""

    def __init__(self, lines: list[str], head: int, end: int) -> None:
        self.lines, self.head, self.end = lines, head, end
        self.name = lines[head].split("#")[0].strip().strip("[]")
        self.spans: dict[str, tuple[int, int]] = {}
        n = head + 1
        while n < end:
            if found := re.match(r"(\w+)\s*=", lines[n]):
                first = n
                while not _whole(lines[first : n + 1]):
                    n += 1
                self.spans[found[1]] = (first, n + 1)
            n += 1
        body = [line for first, last in self.spans.values() for line in lines[first:last]]
        self.values = tomllib.loads("\n".join(body))

    def texts(self, key: str) -> list[str]:
        """A text or a list of texts."""
        found = self.values.get(key, [])
        return [found] if isinstance(found, str) else list(found)

    def swapped(self, key: str, *new: str) -> str:
        """The file with other lines in the place of a key's; in front of all where it has none."""
        first, last = self.spans.get(key, (self.head + 1, self.head + 1))
        return "\n".join([*self.lines[:first], *new, *self.lines[last:]])

    def removed(self) -> str:
        """The file without this table."""
        return "\n".join([*self.lines[: self.head], *self.lines[self.end :]])


def _whole(lines: list[str]) -> bool:
    try:
        tomllib.loads("\n".join(lines))
    except tomllib.TOMLDecodeError:
        return False
    return True


@dataclass(frozen=True)
class Block:
    """An entry: its table, and the tables that belong to it."""

    item: Item
    parts: dict[str, Item]
    end: int

    def removed(self) -> str:
        """The file without the entry."""
        return "\n".join([*self.item.lines[: self.item.head], *self.item.lines[self.end :]])


def blocks(text: str) -> Iterator[Block]:
    """The entries of a file in its order."""
    lines = text.splitlines()
    heads = [n for n, line in enumerate(lines) if line.startswith("[")] + [len(lines)]
    tops = [n for n in heads[:-1] if lines[n].startswith("[[")] + [len(lines)]
    for top, end in itertools.pairwise(tops):
        inner = [n for n in heads if top <= n <= end]
        items = [Item(lines, a, b) for a, b in itertools.pairwise(inner)]
        yield Block(items[0], {item.name.partition(".")[2]: item for item in items[1:]}, end)


def mutants(county: str) -> Iterator[Mutant]:
    """All mutants of a county's file."""
    text = file_of(county).read_text(encoding="utf-8")
    for block in blocks(text):
        item = block.item
        if item.name == "example":
            continue
        name = item.values.get("id") or item.values.get("field")
        for sort, part, change, changed in _changes(block):
            clauses = tuple(block.parts[part].texts("covers") if part else item.texts("covers"))
            entry = f"{item.name}[{name}]" + (f".{part}" if part else "")
            assert changed != text, (entry, change)
            tomllib.loads(changed)
            yield Mutant(county, sort, clauses, entry, change, changed)


def file_of(county: str) -> Path:
    """A county's file."""
    return SHIPPED / "regulations" / f"{county}.toml"


Change = tuple[Sort, str, str, str]
"""Sort, the part of the entry, the change in words, the file."""


def _changes(block: Block) -> Iterator[Change]:
    item = block.item
    match item.name:
        case "duty":
            yield from _of_duty(block)
            yield from _scopes(item)
        case "gate":
            yield Sort.GATE, "", "removed", block.removed()
            if "instead" in item.values:
                yield Sort.GATE, "", "nothing instead", item.swapped("instead")
            yield from _scopes(item)
        case "requires":
            yield Sort.REQUIRED, "", "removed", block.removed()
            yield from _of_required(item)
            yield from _scopes(item)
        case "paper" | "route" | "note":
            yield Sort(item.name), "", "removed", block.removed()
        case _:  # pragma: no cover
            raise AssertionError(item.name)


OTHER_UNITS = {
    "workday": ("day", "hour", "workday-back"),
    "workday-back": ("workday", "day"),
    "hour": ("workday", "day"),
    "day": ("workday", "hour"),
    "same-day": ("year-end",),
    "year-end": ("half-year-end", "same-day"),
    "half-year-end": ("year-end", "same-day"),
}


def _of_duty(block: Block) -> Iterator[Change]:
    item = block.item
    period = item.values.get("period")
    if period is None:
        yield _numbered(item)
    else:
        yield from _amounts(item, period)
        if not block.parts:  # only working days can be extended or paused: the form says so
            yield from _units(item, period)
        yield from _classes(item)
    for key in ("starts", "met_by"):
        yield from _facts(item, key)
    for key in ("lifted_by", "chase", "condition"):
        idle = key == "chase" and period is None  # nothing is late where there is no line
        if key in item.values and not idle:
            yield Sort.PAUSE, "", f"no {key}", _without(item, key)
    other = "receiver" if item.values["owes"] == "sender" else "sender"
    yield Sort.FACT, "", f"owed by the {other}", item.swapped("owes", f'owes = "{other}"')
    if extend := block.parts.get("extend"):
        yield from _extends(extend, period)
    if pause := block.parts.get("pause"):
        yield Sort.PAUSE, "pause", "removed", pause.removed()
        if "window" in pause.values:
            yield Sort.PAUSE, "pause", "no window", pause.swapped("window")
        for key, new in (("asked", "notified"), ("ended", "notified")):
            yield Sort.PAUSE, "pause", f"{key} = {new}", pause.swapped(key, f'{key} = "{new}"')


def _without(item: Item, key: str) -> str:
    """A lapse stands only with its condition."""
    if key != "condition" or "lapse" not in item.values:
        return item.swapped(key)
    first, last = item.spans["lapse"]
    lines = [*item.lines[:first], *([""] * (last - first)), *item.lines[last:]]
    return Item(lines, item.head, item.end).swapped(key)


def _numbered(item: Item) -> Change:
    """A number for a word without one; the example that the form wants comes with it."""
    start = item.texts("starts")[0]
    lines = ['period = { amount = 5, unit = "workday" }', 'class = "hard"']
    if "met_by" not in item.values:
        lines.append('met_by = "settled"')
    kept = item.swapped("class") if "class" in item.spans else "\n".join(item.lines)
    bare = Item(kept.splitlines(), item.head, item.end - len(item.lines) + len(kept.splitlines()))
    text = f"""{bare.swapped("period", *lines)}

[[example]]
duty  = "{item.values["id"]}"
facts = [{{ fact = "{start}", at = 2026-03-16T10:30:00+08:00 }}]
last  = 2026-03-23
why   = "17、18、19、20、23"
"""
    return Sort.CLASS, "", "none -> hard, 5 workdays", text


def _amounts(item: Item, period: dict[str, object]) -> Iterator[Change]:
    if "amount" not in period:
        return
    amount = int(str(period["amount"]))
    for other in filter(None, (amount - 1, amount + 1)):
        line = f'period = {{ amount = {other}, unit = "{period["unit"]}" }}'
        yield Sort.NUMBER, "", f"{amount} -> {other}", item.swapped("period", line)


def _units(item: Item, period: dict[str, object]) -> Iterator[Change]:
    unit, amount = str(period["unit"]), period.get("amount", 1)
    for new in OTHER_UNITS[unit]:
        number = f"amount = {amount}, " if "amount" in period else ""
        line = f'period = {{ {number}unit = "{new}" }}'
        yield Sort.UNIT, "", f"{unit} -> {new}", item.swapped("period", line)


def _classes(item: Item) -> Iterator[Change]:
    now = str(item.values.get("class", "hard"))
    for new in ("hard", "soft", "internal"):
        if new != now:
            lines = [f'class = "{new}"']
            if new == "soft" and "word" not in item.values:
                lines.append('word = "原则上"')
            yield Sort.CLASS, "", f"{now} -> {new}", item.swapped("class", *lines)


OTHER_FACTS = ("decided", "reported")


def _facts(item: Item, key: str) -> Iterator[Change]:
    facts = item.texts(key)
    strange = next(fact for fact in OTHER_FACTS if fact not in facts)
    for n, fact in enumerate(facts):
        for new in ([strange], []):
            changed = [*facts[:n], *new, *facts[n + 1 :]]
            if changed:
                listed = ", ".join(f'"{one}"' for one in changed)
                words = f"{key}: {fact} -> {strange}" if new else f"{key}: no {fact}"
                yield Sort.FACT, "", words, item.swapped(key, f"{key} = [{listed}]")


def _extends(item: Item, period: object) -> Iterator[Change]:
    yield Sort.CAP, "extend", "removed", item.removed()
    mode, amount = str(item.values["mode"]), item.values.get("amount")
    if amount is None:
        assert isinstance(period, dict)
        cap = int(period.get("amount", 1)) * 2
        for new in ("total", "add") if "amount" in period else ():
            lines = (f'mode = "{new}"', f"amount = {cap}")
            yield Sort.CAP, "extend", f"{mode} -> {new}", item.swapped("mode", *lines)
        return
    for other in (amount - 1, amount + 1):
        text = item.swapped("amount", f"amount = {other}")
        yield Sort.CAP, "extend", f"{amount} -> {other}", text
    new = "add" if mode == "total" else "total"
    yield Sort.CAP, "extend", f"{mode} -> {new}", item.swapped("mode", f'mode = "{new}"')
    bare = Item(item.swapped("amount").splitlines(), item.head, item.end - 1)
    yield Sort.CAP, "extend", f"{mode} -> announced", bare.swapped("mode", 'mode = "announced"')


def _of_required(item: Item) -> Iterator[Change]:
    if "least" in item.values:
        least = int(item.values["least"])
        for other in (least - 1, least + 1):
            text = item.swapped("least", f"least = {other}")
            yield Sort.REQUIRED, "", f"least {least} -> {other}", text
    if "role" in item.values:
        other_role = "leader" if item.values["role"] == "principal" else "principal"
        text = item.swapped("role", f'role = "{other_role}"')
        yield Sort.REQUIRED, "", f"role -> {other_role}", text


def _scopes(item: Item) -> Iterator[Change]:
    """An entry that holds for more, or for less, than the text says."""
    for key in ("sender", "receiver", "source"):
        if key in item.values:
            yield Sort.SCOPE, "", f"any {key}", item.swapped(key)
    kinds = item.texts("kinds")
    for kind in kinds if len(kinds) > 1 else ():
        listed = ", ".join(f'"{one}"' for one in kinds if one != kind)
        yield Sort.SCOPE, "", f"no {kind}", item.swapped("kinds", f"kinds = [{listed}]")
