"""What must not be repeated in a group, and what must not be in here at all."""

import re
from typing import ClassVar

from rules.values.errors import Refusal

_ASCII = {0xFF01 + n: 0x21 + n for n in range(94)} | {0x3000: 0x20, 0x2010: 0x2D, 0x2013: 0x2D}
"""One sign for one: numbers are looked for in text of ordinary width."""
_GAP = r"[ \t.·\-]?"


def _digits(*groups: int) -> str:
    """Groups of so many digits, each parted from the next by one sign at most."""
    return _GAP.join(rf"\d{{{size}}}" for size in groups)


_WRITTEN = (
    rf"{_digits(6, 8, 3)}{_GAP}[\dXx]",  # identity card, as it is printed or typed
    rf"{_digits(6, 4, 2, 2, 3)}{_GAP}[\dXx]",
    rf"{_digits(4, 4, 4, 4)}(?:{_GAP}\d{{1,3}})?",  # bank card in groups of four
    r"\d{15,19}",  # identity card, new or old; account
    # mobile telephone, 3-4-4, 3-3-5 or 4-3-4, with or without the country's number
    rf"(?:(?:\+|00)?86{_GAP}|\((?:\+|00)?86\){_GAP})?"
    rf"1[3-9](?:\d{_GAP}{_digits(4, 4)}|\d{_GAP}{_digits(3, 5)}|\d\d{_GAP}{_digits(3, 4)})",
    rf"(?:\(0\d{{2,3}}\)|0\d{{2,3}}){_GAP}[1-9]\d{{6,7}}",  # landline with its area
)
_NUMBERS = re.compile(rf"(?<![0-9A-Za-z])(?:{'|'.join(_WRITTEN)})(?![0-9A-Za-z])")
_FILE_NUMBER = re.compile(
    r"(?:案号|文号|字号|第|编号|单号|工单|(?<!身份)证号|许可证|信用代码|批号|货号|条码|[〕\]])"
    r"[:为是 ]*$"
)
"""What stands before the number of a file, a licence or an order, which is nobody's own."""
_BEFORE = 12
_KEPT = 4

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭肖田董袁潘蒋蔡余杜叶程苏魏吕丁"
    "沈姚卢姜崔钟谭陆汪范石廖贾韦付傅方白邹孟熊秦邱江尹薛闫阎段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武"
    "戴莫孔汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮"
    "柯纪梅童凌毕季裴霍涂苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳穆农司卓古吉"
    "缪简车项芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂佟臧闵苟邬边卞姬仇栾隋商刁沙荣巫寇"
    "桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻"
)
_WORDLIKE = "和向于曾时成连应从师全常单任"
"""Surnames that also begin an ordinary word: the end of the name must be plain to see."""
_TELLERS = (
    "举报人|投诉人|反映人|信访人|来访人|来信人|来电人|申诉人|控告人|检举人|报案人|报警人|求助人|知情人|线人"
    "|受害人|被害人|受害者"
)
_CROWD = "群众|村民|居民|市民|住户|业主|家长|学生|职工|工人|店员|消费者|顾客"
_CHILDREN = "未成年人|儿童|女童|男童|幼童|幼儿|小学生|中学生"
_TELL = "举报|投诉|检举|控告|报警|报案"
_POLITE = "(?:先生|女士|同志)?"
_HOW = "(?:实名|来电|来访|电话)*"
_GOES_ON = (
    rf"$|[^一-龥]|{_TELL}|反映|称|说|讲|电话|手机|联系|来|到|向|于|在|住|家|身份证|之|的|及|和|与|因"
    "|要求|提供|等|先生|女士|同志|同学|系|是|被|受|为|现|今|昨|上午|下午|当"
)
_SHORT = rf"[{_SURNAMES}][一-龥]{{1,2}}?"
_NAME = (
    rf"(?:(?:欧阳|上官|司马|诸葛|皇甫|令狐|慕容|尉迟|司徒)[一-龥](?:[一-龥](?={_GOES_ON}))?"
    rf"|{_SHORT}(?={_GOES_ON})|[{_SURNAMES}][一-龥]{{2}}|[{_WORDLIKE}][一-龥]{{1,2}}?(?={_GOES_ON}))"
)
_AGE = (
    "[(（，,、 ]*(?:[男女][童孩]?[，,、 ]*)?"
    "(?:1[0-7]|[0-9]|十[一二三四五六七]?|[一二三四五六七八九])周?岁"
)
_NAMED = (
    rf"((?:{_TELLERS})(?:姓名)?(?:[:：是为叫系（( 　]|名叫)*){_NAME}",
    rf"((?:{_CROWD})[:： 　]*){_SHORT}(?={_POLITE}{_HOW}(?:{_TELL}|反映|称))",
    rf"((?:{_CHILDREN})[:：（( 　]*){_SHORT}(?={_GOES_ON})",
    rf"(){_SHORT}(?={_POLITE}{_HOW}(?:{_TELL})(?!电话|箱|中心))",
    rf"(){_SHORT}(?=(?:先生|女士|同志){_HOW}反映)",
    rf"()[{_SURNAMES}][一-龥]{{1,2}}(?={_AGE})",
)
"""Who told it, and children, as they are named in a report; the group is what stays."""
_PEOPLE = tuple(re.compile(named) for named in _NAMED)
_HOME = re.compile(
    r"(?:(?<![居入])家住|现住(?:址)?|(?:家庭)?住址|(?<=[，,、（(；;。 ])住)[:：是在 ]*"
    r"(?![建宿户院房宅所])[^，,、；;。）)\n]{2,}"
)
SOMEBODY = "某某"

_MARKS = re.compile(
    r"(?:绝密|机密|秘密)\s*[★☆*]|密级\s*[:：]?\s*(?:绝密|机密|秘密)|内部密电"
    r"|[【〔\[（(]\s*(?:绝密|机密|秘密)\s*[】〕\]）)]"
)


class Classified(Refusal):
    """The message carries the marking of a state secret; its body is not kept."""

    code: ClassVar[str] = "classified"

    def __init__(self) -> None:
        super().__init__(
            "没有记录：内容带有密级标志。本系统为非涉密系统，涉密内容请通过机要渠道办理，"
            "并请撤回刚才的消息。不涉密的部分可以重新发送。"
        )


def mask(text: str) -> str:
    """Hide identity card, telephone and account numbers but for their last four digits.

    They are known in the ways they are written: with blanks, dots or dashes between their groups,
    full-width, with the country's or the area's number. The number of a file is left as it is.
    """
    folded = text.translate(_ASCII)
    pieces: list[str] = []
    done = 0
    for found in _NUMBERS.finditer(folded):
        start, end = found.span()
        if _FILE_NUMBER.search(folded[max(0, start - _BEFORE) : start]):
            continue
        last = "".join(sign for sign in text[start:end] if sign.isalnum())[-_KEPT:]
        pieces += (text[done:start], "*" * (end - start - _KEPT), last)
        done = end
    return "".join((*pieces, text[done:]))


def discreet(text: str) -> str:
    """As `mask`, and without the names and homes of who told it and of children.

    What others read along, a title and a card are to carry nothing else. It knows the ways in which
    such people are usually named and no others.

    Source:
        个人信息保护法第二十八条; 行政执法机关对举报人的保密义务.
    """
    unnamed = text
    for named in _PEOPLE:
        unnamed = named.sub(rf"\g<1>{SOMEBODY}", unnamed)
    if unnamed != text:
        unnamed = _HOME.sub("住址略", unnamed)
    return mask(unnamed)


def refuse_classified(text: str) -> None:
    """Stop a message that carries a secrecy marking.

    Raises:
        Classified: it does.

    Source:
        《中华人民共和国保守国家秘密法》第二十九条、第三十一条。
    """
    if _MARKS.search(text):
        raise Classified
