"""A sentence that hands a case to a unit, asks one for help, or raises an alarm."""

import re

from bot.parse import commands
from bot.parse.commands import Heard
from bot.parse.draft import WORD_EDGE, Draft, closed
from bot.parse.numbers import Number
from bot.parse.units import Found, Index, expected, index_of, match_of
from rules.people import Directory

_LEADS = (
    "现将|请|拟|现|特|建议|需要?|要|想|准备|打算|帮我|帮忙|麻烦|申请|依法|一并|我们|我镇|我局|我|应当?|应该|就|先|已|"
    "将?(?:该|此|这个|这|本)(?:案件|案子|案|线索|事情|事|件|问题)|(?:把|将)(?:它|这个|该|此|这)?(?:案件|案子|案|线索|事情|事|问题|情况)?"
)
_ROUTE = re.compile(
    rf"(?P<lead>(?:{_LEADS}){{0,4}})(?P<verb>移送|移交|移转|移给|转给|转交|转送|转到|"
    rf"转至|交给|交由|报给|推给|派给|推送|送给|转办|"
    rf"(?<![㐀-鿿])[移转](?=[县㐀-鿿]))(?:给|至|到|由|与)?[ ]?"
)
HANDLED_TAIL = re.compile(
    r"(?:[，, ]?(?:由其|请其|让他们|来)?(?:依法|尽快|及时|进行|负责|进一步|"
    r"马上|抓紧|予以)*(?:处理|查处|核查|办理|核实|处置|调查|处罚|立案查处|"
    r"来办|去办|办|管|查|看看|吧|一下|了|为宜|谢谢|为妥|的))*[。.!！~ ]*$"
)
_JOIN = re.compile(r"\s?(?:[、,，/+和与及 ]|以及)\s?")
_UNIT_NAME = re.compile(
    r"([㐀-鿿]{1,9}?(?:局|委|办|所|队|站|中心|法院|检察院|公安|纪委))"
    r"(?:(依法|尽快|处理|查处|核查|办理|吧|[。.]?$)|(?=[\s，,。；;：:]))"
)
PRONOUNS = frozenset("你我贵该本哪有相主职")
"""你局, 有关部门, 主管部门: words that name nobody."""
_ASK = re.compile(r"(?:请求|请|需要|需|麻烦|烦请|恳请|函请|商请|提请|希望|让|找|叫|想请|要)\s?")
_ASSIST = re.compile(
    r"(?:[^，,。；;]{0,6}?(?:协助|配合|帮忙|帮助|协查|支援|支持)|(?:尽快|及时|"
    r"派人)?(?:给|为我|帮我|出具|鉴定|认定|提供|检测|检验))"
)
_ASSIST_HEAD = re.compile(
    r"(?:[给来]?(?:我们?|我镇|我局)?(?:予以|给予)?(?:协助|配合|帮忙|帮助|协查)(?:我们?|我镇)?)?"
)
_URGENT = re.compile(
    r"(?:^|[\s，,。；;：:、!！])(?:情况|事情|非常|十分|特别|很|太|万分|比较|"
    r"现场|属于|是)*紧急(?:情况|了|啊|呀|得很)?(?=$|[\s，,。；;：:、!！])"
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
    if numbers or (commands.is_question(text) and not text.endswith(("。", "."))):
        return None
    return _handed(text, index, draft) or _asked(text, index, draft)


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
                draft.unknown_unit = stranger[1] if stranger[1][0] not in PRONOUNS else ""
                draft.cuts.append((start, len(text)) if stranger[2] else (start, stranger.end()))
                return Heard("移送", certain=False, start=start, end=stranger.end())
            found, start = [before[0]], before[1]
        tail = HANDLED_TAIL.match(text, end)
        follows = text[end : end + 1]
        if tail is None and found[-1].name.weak and follows and follows not in WORD_EDGE:
            continue
        draft.units = tuple(match_of(text, each) for each in found)
        draft.cuts.append((start, tail.end() if tail else end))
        return Heard("移送", certain=False, start=start, end=end)
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
    """请市监局协助…."""
    for ask in _ASK.finditer(text):
        found = series(text, ask.end(), index)
        if not found or commands.denied(text, ask.start()):
            continue
        end = found[-1].end
        draft.units = tuple(match_of(text, each) for each in found)
        if _ASSIST.match(text, end) is None:
            continue
        if ask.start() == 0:
            head = _ASSIST_HEAD.match(text, end)
            draft.cuts.append((0, head.end() if head else end))
        return Heard("协助", certain=False, start=ask.start(), end=end)
    return None
