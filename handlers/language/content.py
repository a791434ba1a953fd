"""Whether words tell anything: a time alone is no fact, and a place alone says nothing happened."""

import re
from datetime import datetime

from handlers.language import times
from handlers.language.text import plain
from handlers.language.units import index_of
from rules.values.people import Directory

_ABOUT_TIME = re.compile(
    r"左右|的时候|时候|时间|时|许|发现|查到|接到|是|在|就|吧|的|了|啊|大概|大约|约|于|应该|可能"
)
_HOW_KNOWN = re.compile(
    r"检查|巡查|排查|抽查|走访|核查|日常|现场|发现|查到|查获|查出|看到|接到|收到|投诉|举报|信访|来电|来信|反映|群众|热线|12345|"
    r"(?:要|想|请|需要?|拟|现|将)*(?:移送|移交|移给|转给|交给|转交)|处理|查处|案件|案子|线索|问题|情况|事情|有[人个]?|一[家个处起]|"
    r"这个?|那个?|该|请|给|在|的|了|我们?|他们|你们?|吧|紧急"
)
_PLACE_OR_PARTY = re.compile(
    r".{0,14}(?:镇|乡|村|街道?|路|桥头?|路口|小区|门口|附近|旁边|店|超市|饭店|饭馆|公司|厂|工地|仓库|[0-9一二三四五六七八九十]号|某人|某某|集上|街上|路上|村里|镇上|市场|学校|医院|广场|摊位?)"
)
_HAPPENS = re.compile(
    r"[无没未不违偷私乱擅占售卖排倒建挖采超过假冒污堆烧伐砍拆吵扰泄漏露火炸爆塌陷伤死亡打砸抢骗赌毒贩运盗捕电猎油烟臭黑脏欠逃闹堵停开设加产用销困摔撞压埋断裂冒溢淹滑殴斗架祸踪落溺醉晕病疑险]"
)
_FEWEST = 3
"""Characters up to which words that name no deed are no event."""
_MARKS = re.compile(r"[^㐀-鿿0-9A-Za-z]")


def only_time(text: str, now: datetime) -> bool:
    """Whether a text names a time and nothing else: 昨天, 4月1日下午3点左右, 昨晚9点至11点."""
    text = plain(text)
    spans = [*times.spans(text, now)]
    if not spans:
        return False
    return not _MARKS.sub("", _ABOUT_TIME.sub("", re.sub(r"[至到]", "", _without(text, spans))))


def tells(text: str, directory: Directory, now: datetime) -> bool:
    """Whether a text says that something happened, and does not only name when, where or who."""
    text = plain(text)
    left = _without(text, [*times.spans(text, now)])
    left = _without(left, [(f.start, f.end) for f in index_of(directory).scan(left)])
    left = _MARKS.sub("", _HOW_KNOWN.sub("", left))
    if len(left) < 2 or _HAPPENS.search(left):
        return len(left) > 1
    return len(left) > _FEWEST and _PLACE_OR_PARTY.fullmatch(left) is None


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    said = list(text)
    for start, end in spans:
        said[start:end] = " " * (end - start)
    return "".join(said)
