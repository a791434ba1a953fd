"""The command words: what the office says for each, and where one begins a message."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

from pypinyin import lazy_pinyin

from handlers.language.frames import USAGE
from handlers.language.numbers import Number, bare
from handlers.language.text import words
from rules.kinds import KINDS, OPENED_BY
from rules.kinds.steps import STEPS

NOT_TYPED = frozenset(("归入材料",))
"""Steps that something else brings about: a file that is sent."""

OTHERS = {
    "不予立案": "不立案 决定不予立案 不予立案决定",
    "待办": (
        "我的待办 还有什么没办 待办事项 还有啥没办 有什么待办 今天还有什么没办 "
        "还有什么要办 有啥要办 有啥没办 我要办什么 还有哪些没办 今天要办什么 "
        "看一下待办 看下待办 看看待办 查待办 待办列表 今天有啥活 有没有要我办的 "
        "还有几件没办"
    ),
    "查": (
        "查询 查看 查一下 查下 到哪了 到哪一步了 什么进度 进度 查进度 查询进度 什么情况了 办到哪了"
    ),
    "为什么": ("为啥 怎么算的 算给我看 为什么是这天 怎么算出来的 咋算的 期限怎么算 为何"),
    "帮助": ("help ? ？ 怎么用 咋用 使用说明 帮助说明 怎么使用 你会什么 你能干什么 菜单"),
    "取消": "算了 不发了 不发 不要了 先不发了 否 不是 不用了 取消吧 不对",
    "确认发出": (
        "发出 确认发送 发送 发吧 可以发 发出去 确认送出 发出吧 可以发了 确认并发出 没问题发吧"
    ),
    "绑定": "绑定账号 绑定身份",
    "材料": "取材料 要材料 附件 发材料",
    "争议": "管辖争议 提出争议 争议协调 有争议",
    "审核": "法制审核 送审 申请审核 提请审核",
    "抄送": "抄告 抄送处罚决定 处罚抄送 处罚决定抄送",
    "投诉": "投诉举报 登记投诉 举报",
    "联合": "联合执法 联合检查 联合行动 开展联合执法",
    "会商": "联席会议 申请会商 提请会商",
    "如果": "假如 要是 如果说",
    "催办": "催一下 催促 催催 催办一下",
    "值班": "值班表 今天谁值班 谁值班 今晚谁值班 值班人员",
    "代办": "请人代办 委托代办",
    "请假": "我请假 休假 我要请假",
    "通讯录": "联系人 联系方式 电话表",
    "条文": "法条 依据 法律依据 条款 文件依据",
    "台账": "台帐 导出台账",
    "统计": "统计表 数据统计 统计数据",
    "反馈": "意见反馈 建议反馈 反馈意见",
}
"""The commands that are no step and open no matter, and what else people type for each."""

WORDS = {
    **{word: kind.also for word, kind in OPENED_BY.items()},
    **{
        spec.word: spec.also
        for spec in STEPS.values()
        if spec.word not in {*OPENED_BY, *NOT_TYPED} and not spec.by_program
    },
    **OTHERS,
}
"""The canonical command words and what else people type for each."""

YES = words("确认 是 是的 好 好的 对 对的 可以 行 没问题 1 ok OK Ok 确定 同意")
"""Said alone, these say yes to what was just shown."""

_WHAT_IS_LEFT = re.compile(
    r"(?:看看|看下|看一下|查下)?(?:我们?|[我本][局镇乡]|局里?|镇里?|本?单位|的|今天|这周|本周|手[上头]|这[边里]|"
    r"现在|还|都|有)*(?:待办|(?:哪些|什么|啥|几件|多少件?)(?:事情?|活儿?|事项|案子|件)?"
    r"(?:没办完?|没完成|没处理|要办|要处理|待办|未办)(?:的|了|呢)?|"
    r"(?:要办|要处理|该办)(?:的)?(?:有)?(?:哪些|什么|啥)(?:事情?|活儿?|事项|案子)?)"
)
NO = words("不 不是的 不是这个 不对的 不办")
"""Said alone, these say no."""

_ALONE = words(
    "好 发出 发送 不发 不发了 算了 否 不是 不对 不要了 不用了 进度 突发 到了 在路上 依据 ？ ?"
)
"""Aliases that are too common in sentences to mean anything unless they stand alone."""

_SOFT = words(
    "急 派 已派 收到 已收 已收到 收到了 接收 退回 回复 确认 到达 已到 到场 "
    "到达现场 已到现场 到现场了 查 查看 查询 登记 审核 "
    "联合 举报 误报 帮助 取消 统计 值班 代办 反馈 争议 共享 确认收到 延长 条款 "
    "材料 附件 法条 联系人 补交 同意受理 材料不全 撤回 "
    "派员 交给 出发 立案 结案 查一下 查下 联系方式 要是 拒收 投诉 书面意见 台账 条文 会商"
)
"""Words that also open ordinary sentences: they count when a blank, a mark or a number follows."""

_GOOD_NEWS = words("收到 已收 收到了 已收到 知道了 知道 明白 明白了")
"""Said of an emergency, these confirm it."""

_PASSES_ON = words("转给 转送 交给 转办给")
"""Said of a matter that has a number already, these hand it on."""

TAKES_UNITS = words(
    "移送 协助 紧急 转交 报请 登记 争议 共享 审核 抄送 投诉 联合 会商 值班 "
    "通讯录 反馈 台账 统计 如果 催办 纸质送达"
)
TAKES_PEOPLE = words("出发 转交 代办 值班 请假 绑定 通讯录 联合")
TAKES_TIME = words("移送 协助 紧急 登记 投诉 共享 抄送 审核 出发 到场 纸质送达 确认 签收")
TAKES_DATE = words("延期 请假 如果 值班 联合 会商")
FILES = words("移送 协助 紧急 登记 投诉 共享 抄送")
"""Commands that can begin a matter: what follows is content, even if it sounds like a question."""

ALIASES = {
    alias: word for word, more in WORDS.items() for alias in (word, *more.split(), "已" + word)
}
_FIRST = frozenset(alias[0] for alias in ALIASES)
_LENGTHS = {
    first: tuple(sorted({len(a) for a in ALIASES if a[0] == first}, reverse=True))
    for first in _FIRST
}
_RINGS = frozenset(kind.prefix for kind in KINDS.values() if kind.rings)
"""First characters of the numbers of emergencies."""

_LEAD = re.compile(
    r"(?:请|麻烦|烦请|帮我|帮忙|给我|我要|我想|我来|我们要?|现在?|同意|决定|"
    r"已经?|我[局镇乡委]|本局|可以|那就?|就)+\s?"
)
_BOUNDARY = re.compile(
    r"(?:了|一下|下|吧|啦|啊|哈|函|件|单|给|这个|这件)*\s*(?:$|"
    r"[^㐀-鿿0-9A-Za-z])|\s*第?[0-9]|[@#【（(〔\[]"
)
_QUESTION = re.compile(
    r"什么|怎么|咋|多久|多少|几天|几时|何时|哪[些个里一]|如何|是否|能不能|"
    r"可不可以|要不要|该不该|模板|标准是|范围是|流程"
    r"|吗|么[?？]?$|没有[?？]?$|没[?？]$|了没|呢[?？]?$|[?？]$"
)
_ASKS_STATE = re.compile(
    r"吗|没有[?？]?$|了没|没[?？]?$|呢[?？]?$|怎么(?:样|还)|咋样|啥情况|什么情况|什么状态|什么程度|^(?:请|麻烦|帮我|帮忙)*(?:看看|看下|看一下)|哪|进度|多久|"
    r"何时|什么时候|啥时候|几时|还剩|几天|谁"
)
_ASKS_OF_DEED = re.compile(
    r"(?:吗|没有|了没|没|呢|[?？])[?？。]?$|^\W*(?:到)?(?:怎么(?:样|还)|咋样|啥情况|什么情况|什么状态|哪|进度|多久|"
    r"何时|什么时候|啥时候|几时|还剩|几天|谁)"
)
"""The same of a step that consists of words: 谁 and 哪 in its content ask nothing of the bot."""
_DENIED = re.compile(
    r"(?:没|未|别|不要|不用|(?<!能)不能|无法|不想|不必|勿|尚未|还不|暂不|先不|不会|"
    r"并未|没有|无需|不宜)[^，,。；;]{0,3}\Z"
)


@dataclass(frozen=True, slots=True)
class Heard:
    """A command and the stretch of text that said it.

    Attributes:
        start: where the words begin, with a polite lead.
        end: where the content may begin.
        number: the number that was read on the way, if any.
        verb: where the command's own word stands, without what is polite around it; None for none.
        unsaid: the sentence does not say the step; it counts only if a frame shows why not.
        asked: the sentence is a question.
    """

    word: str
    certain: bool
    start: int
    end: int
    number: Number | None = None
    verb: tuple[int, int] | None = None
    unsaid: bool = False
    asked: bool = False


def is_question(text: str) -> bool:
    """Whether a clause asks rather than orders."""
    return _QUESTION.search(text) is not None


def denied(text: str, at: int) -> bool:
    """Whether the words at a place are negated: 还没受理, 不用移送."""
    return _DENIED.search(text, max(0, at - 8), at) is not None


def alias_at(text: str, at: int) -> str | None:
    """The longest command word that begins at a place."""
    for length in _LENGTHS.get(text[at : at + 1], ()):
        piece = text[at : at + length]
        if piece in ALIASES and len(piece) == length:
            return piece
    return None


def alone(text: str) -> str | None:
    """The command a whole message is, such as 确认, 待办 or 好."""
    bare_text = text.strip("。.，,!！~ ")
    if len(bare_text) > 1:
        bare_text = bare_text.rstrip("?？")
    if bare_text in YES:
        return "确认"
    if bare_text in NO:
        return "取消"
    if _WHAT_IS_LEFT.fullmatch(bare_text):
        return "待办"
    return ALIASES.get(bare_text) or ALIASES.get(bare_text.lower())


def begins(text: str, numbers: tuple[Number, ...]) -> Heard | None:
    """The command a message begins with, alone or after its number: 受理移12, 移12 受理."""
    heard = _at(text, 0, numbers)
    if heard is not None:
        return heard
    first = numbers[0] if numbers and numbers[0].start <= 1 else None
    guessed = False
    if first is None and (text[:1].isdecimal() or text[:1] in "第#"):
        first = bare(text, 0, alone=False)
        guessed = first is not None and text[first.end : first.end + 1] not in " ，,：:"
    if first is None:
        return None
    after = _skip(text, first.end, " ，,、：:。的号件案")
    heard = _at(text, after, numbers)
    if heard is None or (guessed and not _stands(text, heard.end)):
        return None
    return replace(heard, certain=heard.certain and not guessed, start=0, number=first)


def _at(text: str, at: int, numbers: tuple[Number, ...]) -> Heard | None:
    """The command that begins at a place, polite words allowed before it."""
    if any(n.start == at for n in numbers):
        return None
    begin, alias = at, alias_at(text, at)
    urgent = bool(numbers) and numbers[0].value[0] in _RINGS and numbers[0].end <= at
    if urgent and alias is not None and ALIASES[alias] in _ON_THE_WAY:
        end = at + len(alias)
        return Heard(
            ALIASES[alias], certain=True, start=at, end=end, number=numbers[0], verb=(at, end)
        )
    if alias is None or (alias in _SOFT and not _follows(text, at + len(alias), numbers)):
        lead = _LEAD.match(text, at)
        if lead is None:
            return _good_news(text, at, numbers) if alias is None else None
        begin = lead.end()
        alias = alias_at(text, begin)
    return _heard_as(text, alias, at, begin, numbers) if alias is not None else None


def _heard_as(
    text: str, alias: str, start: int, begin: int, numbers: tuple[Number, ...]
) -> Heard | None:
    """What an alias says at its place; None where it merely opens an ordinary sentence."""
    end = begin + len(alias)
    near = next((n for n in numbers if 0 <= n.start - end <= _NEAR), None)
    before = next((n for n in numbers if 0 <= begin - n.end <= _NEAR), None)
    beside = near or before
    if alias in _ALONE and beside is None:
        return None
    if alias in _GOOD_NEWS and any(n.value[0] in _RINGS for n in (near, before) if n):
        return Heard("确认", certain=True, start=start, end=end, number=beside, verb=(begin, end))
    stands = near is not None or _stands(text, end)
    verb = (begin, end)
    end += text.startswith("了", end)
    if not stands and alias in _SOFT:
        return None
    word = "转交" if beside is not None and alias in _PASSES_ON else ALIASES[alias]
    heard = Heard(word, certain=True, start=start, end=end, number=beside, verb=verb)
    return _weighed(text, heard, stands=stands)


def _weighed(text: str, heard: Heard, *, stands: bool) -> Heard | None:
    """Whether the words order the step or only ask about it."""
    word, near, end = heard.word, heard.number, heard.end
    tail = text[end:]
    telling = word in USAGE and USAGE[word].telling
    asks_state = (_ASKS_OF_DEED if telling else _ASKS_STATE).search(tail)
    if word not in FILES and word not in _ABOUT and near is not None and asks_state:
        return Heard("查", certain=False, start=heard.start, end=len(text), number=near)
    if not stands and word not in _ABOUT and is_question(tail):
        return None
    asks = tail.endswith(("?", "？")) and word not in FILES and word not in _ABOUT
    return replace(heard, certain=not asks)


_ABOUT = words("查 为什么 帮助 待办 如果 条文 统计 台账 值班 通讯录 反馈 催办")
"""Commands that are questions themselves."""


def _good_news(text: str, at: int, numbers: tuple[Number, ...]) -> Heard | None:
    """知道了 and its like, where an emergency's number stands beside it."""
    for length in (3, 2):
        end = at + length
        if text[at:end] in _GOOD_NEWS:
            near = next((n for n in numbers if n.start - end <= 2), None)
            if near is not None and near.value[0] in _RINGS:
                return Heard("确认", certain=True, start=at, end=end, number=near, verb=(at, end))
    return None


_ON_THE_WAY = frozenset(("确认", "出发", "到场"))
"""Steps that nothing else can follow an emergency's number with."""

_NEAR = 2
"""How many characters, such as a blank or 了, may lie between a command and its number."""


def _follows(text: str, end: int, numbers: tuple[Number, ...]) -> bool:
    """Whether a number, a mark or nothing comes right after a command word."""
    return _stands(text, end) or any(0 <= n.start - end <= _NEAR for n in numbers)


def _stands(text: str, at: int) -> bool:
    return _BOUNDARY.match(text, at) is not None


def _skip(text: str, at: int, marks: str) -> int:
    while at < len(text) and text[at] in marks:
        at += 1
    return at


def inside(text: str, numbers: tuple[Number, ...]) -> Heard | None:
    """The one step a sentence names beside a number, or with which it ends: always a guess."""
    found: dict[str, tuple[int, int]] = {}
    named: dict[str, tuple[int, int]] = {}
    at = 0
    while at < len(text):
        alias = alias_at(text, at)
        if alias is None or alias in _ALONE or len(alias) < 2:
            at += 1
            continue
        end = at + len(alias)
        clause = (at == 0 or text[at - 1] in " ，,。；;：:、\n") and _stands(text, end)
        if denied(text, at) and not ALIASES[alias].startswith("不"):
            named[ALIASES[alias]] = (at, end)
        elif numbers or (clause and not text[end:].strip("。.!！ 了")):
            found[ALIASES[alias]] = (at, end)
        elif clause or ALIASES[alias] in USAGE:
            named[ALIASES[alias]] = (at, end)
        at = end
    if numbers and (asked := _asked_about(text)):
        return Heard(asked, certain=False, start=0, end=0, number=numbers[0])
    if numbers and found.keys() <= {"材料", "补充", "投诉"} and (said := _as_people_say(text)):
        word, verb = said
        return Heard(word, certain=False, start=0, end=0, number=numbers[0], verb=verb)
    if len(found) == 1 and not is_question(text):
        [(word, span)] = found.items()
        return Heard(word, certain=False, start=span[0], end=span[1], verb=span)
    return _unsaid(text, named | found, numbers)


def _unsaid(
    text: str, named: Mapping[str, tuple[int, int]], numbers: tuple[Number, ...]
) -> Heard | None:
    """The one step that a sentence names without saying it: 还没到场, 材料齐了就受理."""
    steps = {
        word: span
        for word, span in named.items()
        if word in USAGE and (numbers or word not in FILES)
    }
    if len(steps) != 1:
        return None
    [(word, span)] = steps.items()
    asked = is_question(text)
    return Heard(
        word, certain=False, start=span[0], end=span[1], verb=span, unsaid=True, asked=asked
    )


def _asked_about(text: str) -> str | None:
    """Whether a sentence with a number asks for its dates or for where it stands."""
    if _ASKS_WHY.search(text):
        return "为什么"
    return "查" if _ASKS_STATE.search(text) else None


_ASKS_WHY = re.compile(
    r"(?:为什么|为啥|凭什么|怎么|咋)(?:就?是|会是|还是)?[^，,。；;]{0,12}?(?:到期|期限|号|天|算)|"
    r"(?:期限|日期|时限|天数)[^，,。；;]{0,4}?(?:怎么|咋|依据|哪来)"
)
_SAID: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (word, re.compile(rf"(?:^|[^㐀-鿿]|[号了已经这个我们局镇乡的])(?P<said>{said})"))
    for word, said in (
        (
            "不予受理",
            "不归(?:我们|我局|我镇|咱)|不是(?:我们|我局|我镇)(?:管|的|负责)|接不了|管不了",
        ),
        ("受理", "(?:我们|我局|我镇|咱们?)?(?:接了|接下了|收下了|可以接|能接|来接|接这个)"),
        ("补正", "材料不[够齐足]|(?:还|少|缺)[^，,。；;]{0,8}(?:材料|笔录|照片|证据|复印件)"),
        ("答复", "(?:我们|我局|我镇|本局)的?意见"),
        ("办结", "(?:已经?)?(?:办好|弄完|弄好|搞定|处[理置]好|处[理置]完|罚完)"),
        ("出发", "(?:人|我们)(?:已经?)?(?:过去|赶过去|往那边|在去的路上)"),
    )
)
"""What people say beside a number for a step; the first that fits is asked about, never done."""


def _as_people_say(text: str) -> tuple[str, tuple[int, int]] | None:
    """The step that is said in other words than its own, and where."""
    if is_question(text):
        return None
    for word, said in _SAID:
        hit = said.search(text)
        if hit is not None and not denied(text, hit.start("said")):
            return word, hit.span("said")
    return None


_NOT_A_SLIP = words(
    "处罚 触发 初罚 除法 手里 首例 受礼 受力 等级 登机 半截 道场 缺人 已送 "
    "以送 已交 已给 以给 烟气 转角 砖窑 带班 代班 "
    "禁忌 晋级 进级 大幅 大富 大夫 恢复 灰附 不正 不冲 离岸 公厕 供享 报清 "
    "保清 校注 借住 节俭 街间 车辉 茶讯"
)
"""Ordinary words that sound like a command."""

_SLIPS_ALLOWED = words(
    "移送 移交 协助 紧急 签收 受理 不予受理 不受理 补正 补充 答复 回复 延期 "
    "立案 不予立案 办结 结案 确认 出发 到场 "
    "撤回 转交 报请 登记 待办 查询 为什么 帮助 取消 确认发出 绑定 纸质送达 "
    "催办 抄送 共享 移送给 移交给 移给 紧急通报 "
    "请协助 紧急情况"
)


@cache
def _sounds() -> dict[str, str]:
    """Sound of each word that may be misspelt, to its command. Loaded when first needed."""
    return {sound(alias): ALIASES[alias] for alias in _SLIPS_ALLOWED}


def sound(text: str) -> str:
    """The toneless pinyin of a text."""
    return " ".join(lazy_pinyin(text))


def slip(text: str, at: int) -> tuple[str, int] | None:
    """The command the first word sounds like, and where that word ends: 一送 is 移送."""
    for length in (4, 3, 2):
        piece = text[at : at + length]
        if len(piece) < length or not all("㐀" <= char <= "鿿" for char in piece):
            continue
        if piece in _NOT_A_SLIP or any(p in piece for p in ("处罚", "手里", "会上")):
            continue
        word = _sounds().get(sound(piece))
        if word is not None:
            return word, at + length
    return None
