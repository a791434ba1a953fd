"""Matter numbers, however they are written, and Chinese numerals."""

import re
from dataclasses import dataclass

from handlers.language.text import plain
from rules.kinds import PREFIXES

LETTERS = "".join(PREFIXES)
"""The first characters of matter numbers."""

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"\u3007": 0, "两": 2, "俩": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
HAN_NUMERAL = "[\u3007零一二两俩三四五六七八九十百千]"


def numeral(text: str) -> int | None:
    """The value of 12, 十二, 一百零三, 二十, 一二; None if it is no number."""
    if text.isascii():
        return int(text) if text.isdecimal() and len(text) <= 9 else None
    if all(char in _DIGITS for char in text):
        return int("".join(str(_DIGITS[char]) for char in text)) if len(text) <= 9 else None
    total, digit = 0, None
    for char in text:
        if char in _TENS:
            total += (1 if digit is None else digit) * _TENS[char]
            digit = None
        elif char in _DIGITS:
            digit = _DIGITS[char] or None
        else:
            return None
    return total + (digit or 0)


@dataclass(frozen=True, slots=True)
class Number:
    """A number found in a text; bare digits where its first character was left out."""

    value: str
    start: int
    end: int


_OPEN, _CLOSE = r"【\[（(〔「《〈<“\"", r"】\]）)〕」》〉>”\""
_CLOSING = frozenset("】]）)〕」》")
_MEASURES = (
    r"个|名|人|户|家|次|天|日|月|年|周|楼|层|吨|箱|瓶|件(?!\s*$)|批|公斤|斤|"
    r"万|元|块|点|时(?![间限])|分(?!管)|米|里|"
    r"亩|岁|辆|台|处(?![理罚置])|份|页|张|条|种|倍|中队|小时|%|[:：][0-9]|\.[0-9]|路|栋|幢|室|区|类|级|期(?!限)"
)
_COMMAND_END = (
    "移送|移交|受理|接收|拒收|退回|补正|补充|要求|材料|答复|回复|复函|协助|延期|延长|立案|办结|结案|确认|收到|"
    "签收|已收|知道了|紧急|紧急情况|取消|算了|督办|出发|派员|到场|到达|已到|撤回|转交|报请|登记|查询|查看|一下|查|为什么|"
    "为啥|绑定|送达|争议|共享|审核|抄送|催办|反馈|如果|补交|关于|对于|对|把|将|和|与|及|给|的|案|看|由|在|问|查下|看下|问下|催下|"
    "派人|派员|派|误报|电话通知|如下|至|到|路上|完毕|告知|期限|管辖|派出|已补|决定|通知|意见|函|线索|明白|悉|完了|指定|县政府|人民政府|"
    "已|了|请|帮我|我要|这个|那个|编号|单号|号"
)
_BEFORE = re.compile(rf"(?:^|[^㐀-鿿]|{_COMMAND_END})\Z")
_LETTERED = re.compile(
    rf"[{LETTERS}](?:字)?\s?[-—_·.#]?\s?(?:[{_OPEN}]\s?(?:20[0-9]{{2}})\s?[{_CLOSE}]\s?[-—]?\s?)?"
    rf"[{_OPEN}]?\s?(?:第)?\s?(?:([0-9]{{1,9}})|({HAN_NUMERAL}{{1,9}}))(?:\s?[{_CLOSE}])?(?:\s?号)?"
)
_MEASURE = re.compile(rf"(?:{_MEASURES})|[0-9A-Za-z]")
_SPACED_MEASURE = re.compile(rf"\s?(?:{_MEASURES})|[0-9A-Za-z]")
_AFTER_HAN = re.compile(r"$|[^㐀-鿿]|号|的|了|已|不|我|案|请|" + _COMMAND_END)
_BARE = re.compile(
    rf"[{_OPEN}]?\s?(?:编号|单号|No\.?|#|第)?\s?([0-9]{{1,6}})\s?[{_CLOSE}]?(\s?号)?"
)
_BARE_AFTER = re.compile(
    rf"\s*(?:$|[，,。；;：:、!！?？{_CLOSE}]|\s(?!(?:{_MEASURES})))|件|案|了|的"
)
_DAY_AFTER = re.compile(r"\s?(?:上午|下午|早上|晚上|中午|凌晨|前|之前|以前|楼|院|门)")


def lettered(text: str) -> tuple[Number, ...]:
    """All full numbers in a text: 移12, 【协-3】, 急〔2026〕1号, 移十二, 第 and brackets allowed.

    A letter's number such as 清市监移〔2026〕12号 is not a matter's number and is passed over.
    """
    if not any(letter in text for letter in LETTERS):
        return ()
    found = []
    for hit in _LETTERED.finditer(text):
        start, end = hit.span()
        if not _BEFORE.search(text, max(0, start - 5), start) or _MEASURE.match(text, end):
            continue
        han = hit.group(2)
        if han and not hit.group().endswith("号") and not _AFTER_HAN.match(text, end):
            continue
        value = numeral(han or hit.group(1))
        if not value:
            continue
        if (
            start
            and text[start - 1] in "【[（(〔「《"
            and (text[end - 1] in _CLOSING or text[end : end + 1] in _CLOSING)
        ):
            start, end = start - 1, end + (text[end : end + 1] in _CLOSING)
        found.append(Number(f"{text[hit.start()]}{value}", start, end))
    return tuple(found)


def bare(text: str, at: int, *, alone: bool = True) -> Number | None:
    """Digits at a place where only a number can stand, such as right after 受理.

    Args:
        text: the normalised text.
        at: where the digits begin.
        alone: nothing else may follow closely; otherwise anything but a measure may.
    """
    hit = _BARE.match(text, at)
    if hit is None or not int(hit.group(1)):
        return None
    end = hit.end()
    if _SPACED_MEASURE.match(text, end) or _DAY_AFTER.match(text, end):
        return None
    if alone and not hit.group(2) and not _BARE_AFTER.match(text, end):
        return None
    return Number(str(int(hit.group(1))), at, end)


def parse_number(text: str) -> str | None:
    """The matter's number in an answer or a quoted message; the first if it names several."""
    text = plain(text)
    if found := lettered(text):
        return found[0].value
    only = bare(text, 0)
    return only.value if only is not None and not text[only.end :].strip("件案 。.") else None
