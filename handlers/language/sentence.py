"""A sentence that hands a case to a unit, asks one for help, or raises an alarm."""

import re
from itertools import chain

from handlers.language import commands
from handlers.language.commands import Heard
from handlers.language.draft import WORD_EDGE, Draft, closed
from handlers.language.numbers import Number
from handlers.language.units import Found, Index, expected, index_of, match_of
from handlers.language.values import UnitMatch
from rules.values.people import Directory

_LEADS = (
    "现将|请|拟|现|特|建议|需要?|要|想|准备|打算|帮我|帮忙|麻烦|申请|依法|一并|我们|我镇|我局|我|应当?|应该|就|先|已|"
    "将?(?:该|此|这个|这|本)(?:案件|案子|案|线索|事情|事|件|问题)|(?:把|将)(?:它|这个|该|此|这)?(?:案件|案子|案|线索|事情|事|问题|情况)?"
)
_ROUTE = re.compile(
    rf"(?P<lead>(?:{_LEADS}){{0,4}})(?P<verb>移送|移交|移转|移给|转给|转交|转送|转到|"
    rf"转至|交给|交由|报给|推给|派给|推送|送给|转办|(?:移|转|交|移送|移交)过去|"
    rf"(?<![㐀-鿿])[移转](?=[县㐀-鿿])|(?<=[案件索子他它店点事请，, ])[移转交](?=[县㐀-鿿]{{2}}))"
    r"(?:给|至|到|由|与)?[ ]?"
)
_POLITELY = re.compile(r"(?:你|您|请|麻烦|帮忙|帮我们?|帮)+\s?\Z")
_BELONGS = re.compile(r"(?:归|该|属于?|是)(?=[㐀-鿿]{2})")
_PASS_IT = re.compile(
    r"(?:的职责|的职权|来?管辖?|负责|的)?(?:的|吧)?[，,。 ]*(?:请|麻烦|帮忙|帮我|帮|就|我们|给)*"
    r"(?:移送|移交|转交|移|转|交)(?:一下|过去|给他们|给它)?[吧了。.]*$"
)
HANDLED_TAIL = re.compile(
    r"(?:[，, ]?(?:由其|请其|让他们|来)?(?:依法|尽快|及时|进行|负责|进一步|"
    r"马上|抓紧|予以)*(?:处理|查处|核查|办理|核实|处置|调查|处罚|立案查处|"
    r"来办|去办|办|管|查|看看|过去|给他们|吧|一下|了|为宜|谢谢|为妥|的))*[。.!！~ ]*$"
)
HANDLED = re.compile(r"(?:依法|尽快)?(?:处理|查处|核查|办理|核实|处置)?(?=$|[\s，,。；;：:])")
"""What may close a receiver's name within a message."""
_JOIN = re.compile(r"\s?(?:[、,，/+和与及 ]|以及)\s?")
_UNIT_NAME = re.compile(
    r"([㐀-鿿]{1,9}?(?:局|菊|据|剧|居|句|聚|委|办|所|队|站|中心|法院|检察院|公安|纪委))"
    r"(?:(依法|尽快|处理|查处|核查|办理|吧|[。.]?$)|(?=[\s，,。；;：:]))"
)
PRONOUNS = frozenset("你我贵该本哪有相主职")
"""你局, 有关部门, 主管部门: words that name nobody."""
_ASK = re.compile(r"(?:请求|请|需要|需|麻烦|烦请|恳请|函请|商请|提请|希望|让|找|叫|想请|要|向)\s?")
_DEEDS = (
    "出具|出个|出一份|采个?样|取样|抽样|鉴定|认定|提供|调取|检测|检验|检疫|化验|测|勘验|勘察|辨认|辨别|核对|评估|"
    "看看|看一下|查一下|查下"
)
_ASSIST = re.compile(
    r"(?:(?:[^，,。；;]{0,6}?(?:协助|配合|帮忙|帮着|帮助|协查|支援|支持)|"
    rf"(?:尽快|及时|派人|派员|派技术人员|过?来|帮我们?|给我们?|为我们?|现场|到场){{0,3}}(?:{_DEEDS})|给|为我|帮我))"
)
_YOU = re.compile(
    r"(?:请|烦请|恳请|商请|麻烦)(?:[贵你该](?:单?位|[局委办所队镇乡站])|你们)(?:予以|给予|尽快)?"
    r"(?:协助|配合|帮忙|协查)"
)
"""贵局 names nobody: the unit is asked for."""
_HEAD = re.compile(r"(?m)^\s*(?:致|主送|送)?[：: ]*(?P<name>\S{2,30}?)\s?[：:]\s*$")
_FIRST = re.compile(r"\A\s*(?:致|主送)?[：: ]*(?P<name>[㐀-鿿]{2,20}?)\s?[：:]\s?(?=\S)")
_TO_YOU = re.compile(
    r"(?:移送|移交|转交|移转)(?:给|至|到|由)?(?:[你贵](?:单?位|[局委办所队镇乡站]|街道))"
)
_WITH_US = re.compile(r"\s?(?:请求|申请|要求|提出)?(?:予以)?(?:协助|协查|配合)")
"""After 向 and its like: 向市监局请求协助."""
_COULD = re.compile(
    r"\s?(?:麻烦|能不能|能否|可否|可不可以|可以|能)(?:请)?(?:过?来)?"
    rf"(?:(?:协助|配合|帮忙|帮助|帮我们?)|(?={_DEEDS}))"
)
"""After a unit that is asked directly: 市监局能不能帮忙认定…."""
_LIKE_JU = frozenset("菊据剧居句聚")
_HOW = re.compile(
    r"流程|模板|几天|多久|几时|何时|什么时候|怎么(?:办|发|写|弄|申请|请|找)|如何(?:办|发|写|申请)|"
    r"什么材料|哪些材料|什么手续|要不要|用不用|需不需要|了没|没有[?？]?$"
)
"""Questions about the procedure; 是否合格 is what a unit is asked to find out."""
_ASSIST_HEAD = re.compile(
    r"(?:[给来]?(?:我们?|我镇|我局)?(?:予以|给予)?(?:协助|配合|帮忙|帮助|协查)(?:我们?|我镇)?)?"
)
_URGENT = re.compile(
    r"(?:^|[\s，,。；;：:、!！])(?:情况|事情|非常|十分|特别|很|太|万分|比较|"
    r"现场|属于|是)*(?:紧急(?:求助|求援|情况|了|啊|呀|得很)?|紧急紧急|有急事|突发|十万火急|救命)"
    r"(?=$|[\s，,。；;：:、!！])|(?:赶紧|赶|请)?快(?:来|派)人[啊呀吧]?(?=$|[\s，,。；;：:、!！])"
)


def sentence(
    text: str, numbers: tuple[Number, ...], directory: Directory, draft: Draft
) -> Heard | None:
    """A sentence that hands a case to a unit, asks one for help, or raises an alarm."""
    index = index_of(directory)
    if _URGENT.search(text):
        for hit in _URGENT.finditer(text):
            draft.cuts.append(hit.span())
        return Heard("紧急", certain=False, start=0, end=0)
    if numbers:
        return None
    if commands.is_question(text) and not text.endswith(("。", ".")):
        return None if _HOW.search(text) else _asked(text, index, draft)
    return (
        _handed(text, index, draft)
        or _letter(text, index)
        or _owned(text, index, draft)
        or _asked(text, index, draft)
    )


def _letter(text: str, index: Index) -> Heard | None:
    """A letter that begins with its addressee: 现将该案移送你单位处理."""
    hands = _TO_YOU.search(text)
    if hands is None or commands.denied(text, hands.start()) or not letter_head(text, index):
        return None
    return Heard("移送", certain=False, start=hands.start(), end=hands.end())


def letter_head(text: str, index: Index) -> list[Found]:
    """Whom a letter is addressed to: a line that is a unit's name and a colon."""
    for hit in (*_HEAD.finditer(text), *_FIRST.finditer(text)):
        one = expected(text, hit.start("name"), index)
        if one is not None and one.end == hit.end("name"):
            return [one]
    return []


def _handed(text: str, index: Index, draft: Draft) -> Heard | None:
    """…，移给市监局."""
    for verb in _ROUTE.finditer(text):
        if commands.denied(text, verb.start()):
            continue
        found = series(text, verb.end(), index)
        start, end = verb.start(), found[-1].end if found else verb.end()
        if not found:
            before = _given(text, verb.start("verb"), index)
            if before is None:
                stranger = _UNIT_NAME.match(text, verb.end())
                if stranger is None:
                    continue
                _call(stranger[1], index, draft)
                draft.cuts.append((start, len(text)) if stranger[2] else (start, stranger.end()))
                return Heard("移送", certain=False, start=start, end=stranger.end())
            found = [before[0]]
            polite = _POLITELY.search(text, 0, before[1])
            start = polite.start() if polite else before[1]
        tail = HANDLED_TAIL.match(text, end)
        follows = text[end : end + 1]
        if tail is None and found[-1].name.weak and follows and follows not in WORD_EDGE:
            if _slipped(text, found[-1], index) == end:
                continue
            end += 1
        found += _further(text, end, index)
        draft.units = tuple(match_of(text, each) for each in found)
        draft.cuts.append((start, tail.end() if tail else end))
        return Heard("移送", certain=False, start=start, end=end)
    return None


def _further(text: str, at: int, index: Index) -> list[Found]:
    """Units to which more of the same message is handed; they are named as left out."""
    more = [series(text, verb.end(), index) for verb in _ROUTE.finditer(text, at)]
    return [found for found in chain(*more) if not found.name.weak or closed(text, found.end)]


def _slipped(text: str, found: Found, index: Index) -> int:
    """Where a unit's name ends: after its last character, even if that is a slip of 局."""
    name = text[found.start : found.end + 1]
    slip = found.name.weak and index.nearest(name) == found.name.ids
    return found.end + 1 if slip and name[-1:] in _LIKE_JU else found.end


def _call(name: str, index: Index, draft: Draft) -> None:
    """A word that looks like a unit: the one it is a slip of, else one that nobody knows."""
    if ids := index.nearest(name):
        draft.units = (UnitMatch(name, ids, exact=False),)
    elif name[0] not in PRONOUNS:
        draft.unknown_unit = name


def _owned(text: str, index: Index, draft: Draft) -> Heard | None:
    """…归市监局管，麻烦转一下."""
    for verb in _BELONGS.finditer(text):
        found = expected(text, verb.end(), index)
        if found is None or _PASS_IT.match(text, found.end) is None:
            continue
        draft.units = (match_of(text, found),)
        return Heard("移送", certain=False, start=verb.start(), end=found.end)
    return None


def _given(text: str, verb: int, index: Index) -> tuple[Found, int] | None:
    """The unit before the verb: 给市监局移送."""
    for hit in re.finditer(r"[给向往]\s?", text[:verb]):
        found = expected(text, hit.end(), index)
        if found is not None and verb - found.end <= 1:
            return found, hit.start()
    return None


def series(text: str, place: int, index: Index) -> list[Found]:
    """Units named one after the other: 市监局、公安局和城管局."""
    found: list[Found] = []
    one = expected(text, place, index)
    while one is not None:
        found.append(one)
        join = _JOIN.match(text, one.end)
        one = expected(text, join.end(), index) if join else None
        if one is not None and one.name.weak and not closed(text, one.end):
            break
    return found


def _asked(text: str, index: Index, draft: Draft) -> Heard | None:
    """请市监局协助…, 向市监局请求协助, 市监局能不能帮忙…, 请贵局协助…."""
    for ask in _ASK.finditer(text):
        found = series(text, ask.end(), index)
        if not found or commands.denied(text, ask.start()):
            continue
        begs = ask.group().startswith("向")
        end = _slipped(text, found[-1], index)
        if (_WITH_US if begs else _ASSIST).match(text, end) is None:
            continue
        draft.units = tuple(match_of(text, each) for each in found)
        if ask.start() == 0:
            head = (_WITH_US if begs else _ASSIST_HEAD).match(text, end)
            draft.cuts.append((0, head.end() if head else end))
        return Heard("协助", certain=False, start=ask.start(), end=end)
    return _could(text, index, draft) or _you(text, draft)


def _could(text: str, index: Index, draft: Draft) -> Heard | None:
    """A unit at the beginning of a clause that is asked directly."""
    could = _COULD.search(text)
    if could is None:
        return None
    for found in index.scan(text[: could.start()]):
        begins = found.start == 0 or text[found.start - 1] in WORD_EDGE
        if found.end == could.start() and begins:
            draft.units = (match_of(text, found),)
            if found.start == 0:
                draft.cuts.append((0, could.end()))
            return Heard("协助", certain=False, start=found.start, end=could.end())
    return None


def _you(text: str, draft: Draft) -> Heard | None:
    """请贵局协助认定: the receiver is asked for."""
    you = _YOU.search(text)
    if you is None:
        return None
    if you.start() == 0:
        draft.cuts.append(you.span())
    return Heard("协助", certain=False, start=you.start(), end=you.end())
