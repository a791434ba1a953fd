"""Which people are named: colleagues by their names, and names nobody here has."""

import re
import weakref
from dataclasses import dataclass

from handlers.language.text import plain, words
from rules.values.people import Directory

_SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段"
    "雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐梅莫庄辛管祝左涂谷祁时舒耿牟卜詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边辜吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫来苟全褚廉简娄盖符奚木穆党燕郎邸冀谈姬屠连郜晏栾郁商蒙计喻揭窦迟宇敖糜鄢冷卓花仇艾蓝都巩稽井练仲乐虞卞封竺冼原官衣楚佟栗匡宗应台巫鞠僧桑荆谌银扬明沙薄伏岑习胥保和蔺仝闫"
)
_DOUBLE = (
    "欧阳",
    "司马",
    "上官",
    "诸葛",
    "司徒",
    "夏侯",
    "皇甫",
    "尉迟",
    "公孙",
    "慕容",
    "令狐",
    "东方",
)
_TITLES = (
    "所长",
    "队长",
    "科长",
    "股长",
    "主任",
    "局长",
    "镇长",
    "乡长",
    "书记",
    "大队长",
    "中队长",
    "副队长",
    "副所长",
)
_TAIL = re.compile(
    r"(?:(?:等|同志|带队|队员|已|已经|前往|赶赴|出发|到场|去|过去|赶到|在路上|"
    r"负责|率队|两人|二人|三人|[0-9]人|了|现场|去现场|到现场|马上|出警|一起|"
    r"一同|正在|一块|赶往|共|一行)+)$"
)
_HEAD = re.compile(
    r"^(?:由|派|派出|派员|是|我和|我、|有|安排|带队|我们|分别是|人员|执法人员|"
    r"执法员|队员|组员|和|与|及|还有|@)+"
)
_SEPARATORS = re.compile(r"[、，,;；。：:\s/+&（）()]|(?<=[㐀-鿿])[和与及跟同](?=[㐀-鿿]{2})")
_NO_NAMES = words(
    "马上 马路 高速 方向 白天 安全 路上 车辆 全体 常规 关于 于是 时间 时候 "
    "何时 成员 单位 明天 原因 应急 连夜 应该 全部 全员 华北 左右 单独 "
    "金属 江边 石油 文化 方法 武装 关键 安排 边走 田地 古城 古镇 东方 都在 "
    "都去 都到 来人 来了 和我 成功 项目 包括 车队 车祸 向北 向东 向南 "
    "向西 易燃 严重 马庄 韩村 高温 温度 乐观 保护 商量 管理 管控 计划 连同 "
    "相关 到位 执法 消防 现场 都已 全到 应对 任务 党员 党委 银行 明早 今天"
)
_FOLLOWS_NAME = re.compile(
    r"$|[^㐀-鿿]|[等和与及跟同带去已出前到正现赶率负两二三马在共一、的]|队|所|科|局"
)


_SPEAKER = re.compile(
    r"(?<![给帮替让叫请])我(?=[和跟与同及、，,带])|[和跟与同及、，,]\s?我(?![们局镇乡单办所队])"
    r"|(?:就|只有|仅|暂时)我(?=[一自个去]|$)|我(?:一个人?|自己|本人)"
)


def counts_speaker(text: str) -> bool:
    """Whether who speaks counts himself among the people he names: 我和高峰, 就我一个."""
    return _SPEAKER.search(text) is not None


@dataclass(frozen=True, slots=True)
class Person:
    """A name in a text; `officer` is None where the directory does not say who it is."""

    officer: str | None
    text: str
    start: int
    end: int


class _Names:
    """The directory's names, for looking one up at any place of a text."""

    def __init__(self, directory: Directory) -> None:
        known: dict[str, str | None] = {}
        for officer in sorted(directory.officers.values(), key=lambda o: o.id):
            name = plain(officer.name)
            if officer.active and name:
                known[name] = None if name in known else officer.id
        self.known = known
        self.sizes = sorted({len(name) for name in known}, reverse=True)
        self.firsts = frozenset(name[0] for name in known)

    def at(self, text: str, place: int) -> str | None:
        """The longest known name at a place, unless it is the front of a longer one."""
        if text[place : place + 1] not in self.firsts:
            return None
        for size in self.sizes:
            name = text[place : place + size]
            if name in self.known and len(name) == size:
                end = place + size
                if _FOLLOWS_NAME.match(text, end) or text[end : end + 1] in self.firsts:
                    return name
        return None


_KEPT: dict[int, tuple[weakref.ref[Directory], _Names]] = {}


def _names_of(directory: Directory) -> _Names:
    kept = _KEPT.get(id(directory))
    if kept is not None and kept[0]() is directory:
        return kept[1]
    key = id(directory)
    made = _Names(directory)
    _KEPT[key] = (weakref.ref(directory, lambda _: _KEPT.pop(key, None)), made)
    return made


def people_in(text: str, directory: Directory, *, strangers: bool) -> tuple[Person, ...]:
    """The people a text names, in order.

    Args:
        text: the normalised text.
        directory: whose names are known.
        strangers: also take what merely looks like a name, where people are expected.
    """
    names = _names_of(directory)
    found: list[Person] = []
    place = 0
    while place < len(text):
        name = names.at(text, place)
        if name is None:
            place += 1
            continue
        found.append(Person(names.known[name], name, place, place + len(name)))
        place += len(name)
    if strangers:
        taken = [(person.start, person.end) for person in found]
        for start, end in _segments(text):
            if not any(start < e and s < end for s, e in taken):
                found += _stranger(text[start:end], start)
        found.sort(key=lambda person: person.start)
    return tuple(found)


def _segments(text: str) -> list[tuple[int, int]]:
    pieces, start = [], 0
    for mark in _SEPARATORS.finditer(text):
        pieces.append((start, mark.start()))
        start = mark.end()
    pieces.append((start, len(text)))
    return [(s, e) for s, e in pieces if e > s]


def _stranger(segment: str, start: int) -> list[Person]:
    """The segment as a name nobody here has, if it looks like one."""
    head = _HEAD.match(segment)
    if head is not None and head.end() < len(segment):
        start, segment = start + head.end(), segment[head.end() :]
    segment = _TAIL.sub("", segment)
    if not _looks_like_name(segment):
        return []
    return [Person(None, segment, start, start + len(segment))]


def _looks_like_name(text: str) -> bool:
    if not all("㐀" <= char <= "鿿" or char == "·" for char in text) or text[:2] in _NO_NAMES:
        return False
    if text.endswith(_TITLES):
        return text[:1] in _SURNAMES and len(text) <= 5
    longest = 4 if text.startswith(_DOUBLE) else 3
    known = text[:1] in _SURNAMES or text.startswith(_DOUBLE)
    return known and 2 <= len(text) <= longest


def parse_people(text: str, directory: Directory) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The people an answer names: officer ids, and names that the directory cannot tell."""
    found = people_in(plain(text), directory, strangers=True)
    return told_apart(found)


def told_apart(found: tuple[Person, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Ids of those who are known, names of those who are not; nobody twice."""
    ids = dict.fromkeys(person.officer for person in found if person.officer is not None)
    names = dict.fromkeys(person.text for person in found if person.officer is None)
    return tuple(ids), tuple(names)
