"""Which unit is meant: official names, aliases, slips; two meanings are two ids."""

import re
import weakref
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from handlers.language.commands import sound
from handlers.language.names import EXTRA_GENERAL, GENERAL, NATIONAL, SHORTENED
from handlers.language.text import plain, trimmed
from handlers.language.values import UnitMatch
from rules.values.people import Directory, Unit, UnitType

_STEM = re.compile(r"(?:人民政府|政府|办事处)$")
_PLACE = re.compile(r"(?:镇|乡|街道|街办|民族乡|办事处)$")
_STRONG_ENDS = (
    "局",
    "委",
    "委员会",
    "办",
    "所",
    "队",
    "站",
    "镇",
    "乡",
    "街道",
    "院",
    "中心",
    "政府",
    "办事处",
    "室",
    "股",
    "科",
    "馆",
)
_COUNTY = re.compile(r"^[一-鿿]{2,3}(?:自治县|县|市|区)(?=[一-鿿]{3,})")
_PREFIX = (
    r"(?:我们?|咱们?|本)?(?:县里的?|县级?|区里?|市里?)|"
    r"(?:(?![给移送交转至到向请由把将在的和])[一-鿿]){2,3}(?:自治县|[县区])"
)
_CLOSE_ENOUGH = 80.0
_AHEAD = 4.0
_SHORTEST_FUZZY = 3


@dataclass(frozen=True, slots=True)
class Name:
    """One name in the index.

    Attributes:
        ids: whom it means; several where people must be asked.
        exact: an official name or alias, no general word.
        weak: so short or common that it counts only where a unit is expected.
        place: a township, which a sentence may name as a mere place.
        ruler: the county government, which a legal basis names and which receives nothing.
    """

    ids: tuple[str, ...]
    exact: bool
    weak: bool
    place: bool
    ruler: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A unit's name in a text."""

    name: Name
    start: int
    end: int


class Index:
    """Every name of a directory's units, ready to be looked up at any place of a text."""

    def __init__(self, directory: Directory) -> None:
        counties = _counties(directory)
        self.names: Mapping[str, Name] = _names(directory, counties)
        self.county = re.compile("|".join((*map(re.escape, counties), _PREFIX)))
        lengths: dict[str, set[int]] = {}
        for name in self.names:
            lengths.setdefault(name[0], set()).add(len(name))
        self._lengths = {first: sorted(sizes, reverse=True) for first, sizes in lengths.items()}
        self._sounds: dict[str, tuple[str, ...]] | None = None

    def at(self, text: str, place: int) -> Found | None:
        """The longest name that begins at a place."""
        for length in self._lengths.get(text[place : place + 1], ()):
            name = self.names.get(text[place : place + length])
            if name is not None and place + length <= len(text):
                return Found(name, place, place + length)
        return None

    def scan(self, text: str) -> Iterator[Found]:
        """All names in a text, longest first at each place, none inside another."""
        lengths, names, place, size = self._lengths, self.names, 0, len(text)
        while place < size:
            for length in lengths.get(text[place], ()):
                name = names.get(text[place : place + length])
                if name is not None and place + length <= size:
                    yield Found(name, place, place + length)
                    place += length - 1
                    break
            place += 1

    def nearest(self, text: str) -> tuple[str, ...]:
        """Whom a misspelt name means: the same sound, or clearly the closest spelling."""
        county = self.county.match(text)
        if county is not None and county.end() > 1:
            text = text[county.end() :]
        if len(text) < _SHORTEST_FUZZY or text.startswith(("省", "国家")):
            return ()
        if self._sounds is None:
            sounds: dict[str, tuple[str, ...]] = {}
            for known, name in self.names.items():
                if len(known) >= _SHORTEST_FUZZY:
                    key = sound(known)
                    sounds[key] = _joined((*sounds.get(key, ()), *name.ids))
            self._sounds = sounds
        if ids := self._sounds.get(sound(text)):
            return ids
        return self._closest(text)

    def _closest(self, text: str) -> tuple[str, ...]:
        best: dict[str, float] = {}
        for known, name in self.names.items():
            if name.weak or len(known) < _SHORTEST_FUZZY or len(known) > len(text) * 2:
                continue
            score = fuzz.ratio(text, known)
            for unit in name.ids if score >= _CLOSE_ENOUGH else ():
                best[unit] = max(best.get(unit, 0.0), score)
        top = max(best.values(), default=0.0)
        return tuple(sorted(unit for unit, score in best.items() if score > top - _AHEAD))


def _joined(ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ids))


def _layer(
    into: dict[str, Name], entries: Iterable[tuple[str, str, bool]], units: Mapping[str, Unit]
) -> None:
    """Add names of one rank; those of a higher rank stay, equal ones are shared.

    Args:
        into: the index so far.
        entries: name, unit id, whether the name is used as it stands.
        units: the directory's.
    """
    fresh: dict[str, tuple[tuple[str, ...], bool]] = {}
    for raw, unit, exact in entries:
        name = plain(raw)
        if len(name) < 2 or name in into:  # one character means nothing
            continue
        ids, sure = fresh.get(name, ((), True))
        fresh[name] = (_joined((*ids, unit)), sure and exact)
    for name, (ids, exact) in fresh.items():
        townships = all(units[i].type is UnitType.TOWNSHIP for i in ids)
        rulers = all(units[i].type is UnitType.GOVERNMENT for i in ids)
        into[name] = Name(ids, exact, not name.endswith(_STRONG_ENDS), townships, rulers)


def _counties(directory: Directory) -> tuple[str, ...]:
    """What the departments' official names begin with, such as 清丰县, where several share it."""
    heads = Counter(
        head.group()
        for unit in directory.units.values()
        if unit.active
        and unit.type is UnitType.DEPARTMENT
        and (head := _COUNTY.match(plain(unit.name)))
    )
    return tuple(sorted(head for head, times in heads.items() if times > 1))


def _names(directory: Directory, counties: tuple[str, ...]) -> dict[str, Name]:
    units = {unit.id: unit for unit in directory.units.values() if unit.active}
    every = sorted(units.values(), key=lambda unit: unit.id)
    names: dict[str, Name] = {}
    _layer(names, ((unit.name, unit.id, True) for unit in every), units)
    _layer(names, ((a, u.id, True) for u in every for a in (u.short, *u.aliases)), units)
    _layer(names, ((a, u.id, True) for u in every for a in _own_forms(u, counties)), units)
    _layer(
        names,
        ((alias, unit.id, True) for unit in every for alias in NATIONAL.get(unit.id, "").split()),
        units,
    )
    _layer(names, _general(every), units)
    _layer(names, ((a, u.id, True) for u in every for a in _body_forms(u, units, counties)), units)
    return names


def _local(unit: Unit, counties: tuple[str, ...]) -> str:
    """The official name without the county before it."""
    name = plain(unit.name)
    return next((name[len(c) :] for c in counties if name.startswith(c) and name != c), name)


def _own_forms(unit: Unit, counties: tuple[str, ...]) -> Iterator[str]:
    """The name without the county before it; a township without 人民政府 and as a mere stem."""
    bare = _local(unit, counties)
    yield bare
    if unit.type is not UnitType.TOWNSHIP:
        return
    place = _STEM.sub("", bare)
    yield place
    stem = _PLACE.sub("", place)
    yield stem
    kind = place[len(stem) :]
    for more in ("人民政府", "政府"):
        yield place + more
    if kind in ("街道", "街办"):
        yield from (
            f"{stem}街道",
            f"{stem}街道办",
            f"{stem}街道办事处",
            f"{stem}街办",
            f"{stem}办事处",
        )


def _body_forms(body: Unit, units: Mapping[str, Unit], counties: tuple[str, ...]) -> Iterator[str]:
    """What a body is called for short: 城关市监所, 城关执法队, 市监所, 城关所."""
    if body.type is not UnitType.BODY:
        return
    full = _local(body, counties)
    forms = {full}
    for core, shorter in SHORTENED:
        if core in full:
            forms |= {full.replace(core, short, 1) for short in shorter}
    forms |= {form[:-2] + "队" for form in forms if form.endswith("大队")}
    yield from forms
    for unit in units.values():
        if unit.type is not UnitType.TOWNSHIP:
            continue
        place = _STEM.sub("", _local(unit, counties))
        stem = _PLACE.sub("", place)
        if len(stem) < 2 or not full.startswith(stem):
            continue
        for form in forms:
            tail = form.removeprefix(place) if form.startswith(place) else form.removeprefix(stem)
            yield from (stem + tail, place + tail, tail)
        yield stem + full[-1]
        if full.endswith("大队"):
            yield stem + "大队"


def _general(every: list[Unit]) -> Iterator[tuple[str, str, bool]]:
    """The words that fit many units, for each of them."""
    for word, pieces in GENERAL.items():
        for unit in every:
            known = (unit.name, unit.short, *unit.aliases)
            if unit.id in EXTRA_GENERAL.get(word, ()) or any(
                all(piece in name for piece in pieces) for name in known
            ):
                yield word, unit.id, False


_KEPT: dict[int, tuple[weakref.ref[Directory], Index]] = {}


def index_of(directory: Directory) -> Index:
    """The directory's index, made once for each directory value."""
    kept = _KEPT.get(id(directory))
    if kept is not None and kept[0]() is directory:
        return kept[1]
    key = id(directory)
    made = Index(directory)
    _KEPT[key] = (weakref.ref(directory, lambda _: _KEPT.pop(key, None)), made)
    return made


_BESIDE = (
    r"(?:的|老|旧|原)*(?:家属|宿舍|门[口前外]|大门|对[面过]|斜对|旁|隔壁|附近|周边|那边|[东西南北前后左右]+[侧边面门墙]|"
    r"里面|院[子里内墙]|大院|小区|楼|大楼|办公楼|[一二三四五六七八九十0-9]+[楼层]|食堂|背后|后院|围墙|停车|路[口边]|车库|广场|十字"
)
_BESIDE_IT = re.compile(_BESIDE + ")")
_NEAR_IT = re.compile(_BESIDE + "|工地|仓库|机房|门市|大厅|车棚)")
"""What makes a unit's name part of a place; where a department of a town is meant or an alarm
is raised, its own works and stores too."""
_CITY = re.compile(r"市\Z")
_ABOVE = re.compile(r"(?:省|国家|总)\Z")


def landmark(text: str, found: Found, *, alarm: bool = False) -> bool:
    """Whether a name goes on into a place near the unit: 农业局家属院, 住建局对面."""
    return (_NEAR_IT if alarm else _BESIDE_IT).match(text, found.end) is not None


def expected(text: str, place: int, index: Index, *, alarm: bool = False) -> Found | None:
    """The unit named where one is expected; a county before it and a place in it are allowed.

    A department right behind a township is the one meant, unless its name goes on into a place,
    or somebody raises an alarm: then the township is where it is, and the one to send officers.
    """
    found = index.at(text, place)
    if found is not None and _ABOVE.search(text, max(0, place - 2), place):
        return None
    if found is None:
        prefix = index.county.match(text, place)
        if prefix is not None:
            inner = index.at(text, prefix.end())
            found = Found(inner.name, place, inner.end) if inner is not None else None
    if found is not None and found.name.place:
        inner = None if alarm else index.at(text, found.end)
        if inner is not None and not inner.name.place and not landmark(text, inner, alarm=True):
            return Found(replace(inner.name, exact=False, weak=False), found.start, inner.end)
    return found


def match_of(text: str, found: Found) -> UnitMatch:
    """The answer for a name found in a text."""
    exact = found.name.exact and not _CITY.search(text, max(0, found.start - 1), found.start)
    return UnitMatch(text[found.start : found.end], found.name.ids, exact)


_POLITE = re.compile(
    r"^(?:应该|应当|就|那|那就|还是|是|归|由|交|移|请|给|交给|移给|移送|移交|"
    r"转给|到|送|报给|送给|选|@)*\s?|(?:吧|的|管|啊|呀|来管|负责|处理|那边|。|"
    r"\.)*$"
)


def parse_unit(text: str, directory: Directory) -> UnitMatch | None:
    """The unit an answer names; several ids where it could be more than one; None if none."""
    index = index_of(directory)
    whole = trimmed(plain(text))
    if not whole:
        return None
    for words in dict.fromkeys((whole, _POLITE.sub("", whole))):
        found = expected(words, 0, index)
        if found is not None and found.end == len(words):
            return match_of(words, found)
    inside = [
        found
        for found in index.scan(whole)
        if not found.name.weak and not _ABOVE.search(whole, 0, found.start)
    ]
    if len({found.name.ids for found in inside}) == 1:
        return match_of(whole, inside[0])
    if inside:
        return UnitMatch(whole, _joined(i for f in inside for i in f.name.ids), exact=False)
    for slip in (_POLITE.sub("", whole), whole):
        if ids := index.nearest(slip):
            return UnitMatch(slip, ids, exact=False)
    return None
