"""`liaison due`: facts in, dates out, one JSON object per line, as many as one likes."""

import gc
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from functools import lru_cache
from json.encoder import encode_basestring
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias

import click

from bot.cli.options import RULES, calendar_in_force, dirs_of, settings_with
from bot.clock import Clock, SystemClock
from rules.law.calendar import Skipped, WorkCalendar
from rules.law.duties import Answer, DutyClass, NotStarted, answer
from rules.law.library import Regulations
from rules.law.periods import BEIJING
from rules.law.regulation import Regulation
from rules.values.facts import Fact, FactKind

Json: TypeAlias = Any
"""Whatever a line holds; every value is looked at before it is used."""

FIRST_YEAR, LAST_YEAR = 2000, 2100
"""Instants outside these years are typing slips."""

WRONG_YEAR = f"年份不在{FIRST_YEAR}年至{LAST_YEAR - 1}年之间"
PLAIN_FACT = 2
"""How many keys a fact has that is just a kind and a time."""

USUAL_LENGTH = len("2026-04-27T09:00:00+08:00")
CHUNK = 1 << 16
LONGEST_LINE = 1 << 20
"""A line longer than this is refused unread, so that memory stays flat."""

KINDS: Mapping[str, FactKind] = {kind.value: kind for kind in FactKind}


REMEMBERED = 1 << 13
"""How many rendered instants and lists of days are kept."""

CLASSES = {None: "null"} | {kind: f'"{kind.value}"' for kind in DutyClass}
SCAN: Callable[[str, int], tuple[Json, int]] = vars(json.JSONDecoder())["scan_once"]
"""The decoder without the search for blanks around a value."""


class BadLine(Exception):
    """A line that cannot be answered; the message names the field."""


class Desk:
    """Answers lines; keeps what many lines have in common: rendered days, articles, versions.

    Args:
        regulations: the loaded documents.
        calendar: the announced years.
        clock: the time for lines that give none.
    """

    def __init__(
        self, regulations: Regulations, calendar: WorkCalendar, clock: Clock | None = None
    ) -> None:
        self._regulations = regulations
        self._calendar = calendar
        self._clock = clock or SystemClock()
        self._known: dict[tuple[str, str], Regulation] = {}
        self._days: dict[int, tuple[tuple[date, ...], tuple[Skipped, ...], str]] = {}
        self._sources: dict[tuple[str, str, str | None, str | None], str] = {}

    def reply(self, line: bytes) -> tuple[str, bool]:
        """The answer to one line, and whether it could be answered."""
        identity: Json = None
        try:
            asked = _read_object(line)
            identity = asked.get("id")
            return self._render(identity, self._answer(asked)), True
        except BadLine as error:
            text = encode_basestring(str(error))
            return f'{{"id":{json.dumps(identity, ensure_ascii=False)},"error":{text}}}\n', False

    def _answer(self, asked: dict[str, Json]) -> Answer:
        name: Json = asked.get("regulation")
        duty_id: Json = asked.get("duty")
        try:
            regulation = self._known[name, duty_id]
        except (KeyError, TypeError):
            regulation = self._look_up(name, duty_id)
        listed = asked.get("facts")
        if type(listed) is not list:
            raise BadLine("facts：缺少，或者不是列表")
        facts = _facts(listed)
        said = asked.get("now")
        now = self._clock.now() if said is None else _instant(said, "now")
        try:
            return answer(regulation, duty_id, facts, now, self._calendar)
        except NotStarted as error:
            starts = "、".join(error.duty.starts)
            raise BadLine(f"facts：没有起算的事实（{starts}）") from error

    def _look_up(self, name: Json, duty_id: Json) -> Regulation:
        """The document, once it is clear that it and the duty exist."""
        if not isinstance(name, str) or not isinstance(duty_id, str):
            field = "duty" if isinstance(name, str) else "regulation"
            raise BadLine(f"{field}：缺少，或者不是文字")
        try:
            regulation = self._regulations[name]
        except KeyError:
            raise BadLine(f"regulation：不认识“{name}”") from None
        if regulation.duty(duty_id) is None and not self._regulations.knows_duty(duty_id):
            raise BadLine(f"duty：不认识“{duty_id}”")
        self._known[name, duty_id] = regulation
        return regulation

    def _render(self, identity: Json, found: Answer) -> str:
        name = (
            encode_basestring(identity)
            if type(identity) is str
            else json.dumps(identity, ensure_ascii=False)
        )
        days = self._days.get(id(found.counted))
        if days is None or days[0] is not found.counted or days[1] is not found.skipped:
            days = self._render_days(found.counted, found.skipped)
        key = (found.regulation_version, found.duty, found.calendar_version, found.doubt)
        source = self._sources.get(key) or self._render_source(found)
        last_day = "null" if found.last_day is None else _day(found.last_day)
        estimate = "null" if found.estimate is None else _moment(found.estimate)
        return (
            f'{{"id":{name},"due":{_moment(found.due)},"last_day":{last_day},'
            f'"safe_due":{_moment(found.safe_due)},"status":"{found.status}",'
            f'"class":{CLASSES[found.duty_class]},'
            f'"provisional":{"true" if found.provisional else "false"},'
            f'"estimate":{estimate},{days[2]},{source}}}\n'
        )

    def _render_days(
        self, counted: tuple[date, ...], skipped: tuple[Skipped, ...]
    ) -> tuple[tuple[date, ...], tuple[Skipped, ...], str]:
        """The lists of days, remembered under the very tuples they were made from."""
        dates = ",".join([_day(day) for day in counted])
        reasons = ",".join([_skipped(item) for item in skipped])
        if len(self._days) >= REMEMBERED:
            self._days.clear()
        made = (counted, skipped, f'"counted":[{dates}],"skipped":[{reasons}]')
        self._days[id(counted)] = made
        return made

    def _render_source(self, found: Answer) -> str:
        """What a line rests on: article, doubt, versions."""
        cite = found.cite and {"article": found.cite.article, "quote": found.cite.quote}
        version = {"regulation": found.regulation_version, "calendar": found.calendar_version}
        text = json.dumps(
            {"cite": cite, "doubt": found.doubt, "version": version},
            ensure_ascii=False,
            separators=(",", ":"),
        )[1:-1]
        key = (found.regulation_version, found.duty, found.calendar_version, found.doubt)
        if len(self._sources) >= REMEMBERED:
            self._sources.clear()
        self._sources[key] = text
        return text


def _read_object(line: bytes) -> dict[str, Json]:
    try:
        text = line.decode().strip()
        found, end = SCAN(text, 0)
    except (ValueError, StopIteration, RecursionError) as error:
        raise BadLine("不是有效的JSON") from error
    if end != len(text):
        raise BadLine("不是有效的JSON")
    if type(found) is not dict:
        raise BadLine("不是JSON对象")
    return found


@lru_cache(maxsize=REMEMBERED)
def _day(day: date) -> str:
    return f'"{day}"'


@lru_cache(maxsize=REMEMBERED)
def _skipped(item: Skipped) -> str:
    return f'{{"day":"{item.day}","why":{encode_basestring(item.why)}}}'


@lru_cache(maxsize=REMEMBERED)
def _moment(instant: datetime | None) -> str:
    return "null" if instant is None else f'"{instant.isoformat()}"'


def _facts(listed: list[Json]) -> list[Fact]:
    """The facts of a line; what is wrong with one is said with its place in the list."""
    facts: list[Fact] = []
    try:
        for item in listed:
            facts.append(_fact(item))  # noqa: PERF401  # their number names the bad one
    except BadLine as error:
        raise BadLine(f"facts[{len(facts)}]{error}") from None
    return facts


def _fact(item: Json) -> Fact:
    """One fact. Unknown keys are let pass: a line may carry more than the law asks for."""
    try:
        kind = KINDS[item["fact"]]
    except (KeyError, TypeError):
        if type(item) is not dict:
            raise BadLine("：不是对象") from None
        raise BadLine(f".fact：不认识“{item.get('fact')}”") from None
    at = _instant(item.get("at"), ".at")
    if len(item) == PLAIN_FACT:
        return Fact(kind, at)
    until, reason = item.get("until"), item.get("reason", "")
    if until is not None:
        try:
            until = date.fromisoformat(until)
        except (TypeError, ValueError):
            raise BadLine(".until：不是日期") from None
        if not FIRST_YEAR <= until.year < LAST_YEAR:
            raise BadLine(f".until：{WRONG_YEAR}")
    if type(reason) is not str:
        raise BadLine(".reason：不是文字")
    return Fact(kind, at, until, reason)


def _instant(value: Json, field: str) -> datetime:
    """An instant with its zone, turned to Beijing's; most are written there already."""
    if type(value) is not str:
        raise BadLine(f"{field}：缺少，或者不是文字")
    try:
        if len(value) == USUAL_LENGTH and value.endswith("+08:00"):
            instant = datetime.fromisoformat(value[:-6])
            if instant.tzinfo is not None:
                raise BadLine(f"{field}：不是时间")
            instant = datetime.combine(instant, instant.time(), BEIJING)
        else:
            instant = datetime.fromisoformat(value)
            if instant.tzinfo is None:
                raise BadLine(f"{field}：没有时区")
            instant = instant.astimezone(BEIJING)
    except (ValueError, OverflowError):
        raise BadLine(f"{field}：不是时间") from None
    if not FIRST_YEAR <= instant.year < LAST_YEAR:
        raise BadLine(f"{field}：{WRONG_YEAR}")
    return instant


def stream(desk: Desk, source: BinaryIO, sink: BinaryIO) -> bool:
    """Answer every line of a source as it comes; an answer never waits for the next question.

    Returns:
        Whether every line could be answered.
    """
    whole = True
    for lines in _batches(source):
        written: list[str] = []
        for line in lines:
            if line is None:
                written.append(f'{{"id":null,"error":"这一行超过{LONGEST_LINE}字节"}}\n')
                whole = False
            elif not line.isspace() and line:
                text, good = desk.reply(line)
                written.append(text)
                whole = whole and good
        sink.write("".join(written).encode())
        sink.flush()
    return whole


def _batches(source: BinaryIO) -> Iterator[list[bytes | None]]:
    """What has arrived, cut into lines; None for a line that is too long to read."""
    rest, too_long = b"", False
    while chunk := _read(source):
        lines: list[bytes | None] = list((rest + chunk).split(b"\n"))
        rest = lines.pop() or b""
        if too_long and lines:
            lines[0], too_long = None, False
        if len(rest) > LONGEST_LINE or too_long:
            rest, too_long = b"", True
        if lines:
            yield lines
    yield [None] if too_long else [rest]


def _read(source: BinaryIO) -> bytes:
    """Whatever is there, at most a chunk; nothing at the end."""
    read1 = getattr(source, "read1", source.read)
    found: bytes = read1(CHUNK)
    return found


@click.command(
    "due", help="标准输入每行一个JSON问题，标准输出每行一个JSON答案：哪天到期、计了哪几天。"
)
@RULES
def due(rules_dir: Path | None) -> None:
    """Read facts from standard input, write dates to standard output."""
    settings = settings_with(rules_dir)
    regulations = Regulations.load(*dirs_of(settings))
    desk = Desk(regulations, calendar_in_force(settings))
    gc.freeze()
    if not stream(desk, sys.stdin.buffer, sys.stdout.buffer):
        sys.exit(1)
