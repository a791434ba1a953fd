"""What stands over a step's verb, and what is said besides: whether words take the step.

A step that is only named, denied, asked for, wished or promised is not taken. The terms are those
of linguistics: a *frame* is whatever embeds a verb so that the sentence does not assert it
(受理不了, 要不要受理, 到场后给我回电话). A frame belongs to the verb it governs, which is found by
position: right before it, right after it, or in the sentence that has it as its predicate. Each
step says in `USAGE` which frames are part of it by nature.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from handlers.language.text import words

Span = tuple[int, int]


class Frame(StrEnum):
    """What embeds a verb."""

    NEGATION = "negation"
    """受理不了, 还没到场, 先不受理, 不予协助不合适."""
    QUESTION = "question"
    """要不要受理, 不予受理要什么理由."""
    CONDITION = "condition"
    """材料齐了就受理, 派人要经过我同意; a counterfactual (差点受理) too."""
    SUBORDINATE = "subordinate"
    """A before or an after: 到场后给我回电话, 答复之前先给我看, 等局长回来再受理."""
    PARTIAL = "partial"
    """Half-way: 还差两公里, 快到场了, 受理中; for words that answer: 还在研究."""
    FUTURE = "future"
    """Wish, intention, promise: 想办结, 准备答复, 明天受理."""
    OTHERS = "others"
    """An instruction to a third person: 让小宋去受理."""
    REPORTED = "reported"
    """Somebody else's words or doing: 局长说受理, 对方已签收."""
    CONTRADICTION = "contradiction"
    """Taken back in the same breath: 收到但是我今天请假."""
    TOPIC = "topic"
    """The verb is talked about: 延期的事我同意."""
    MODAL = "modal"
    """It could, should or had better be done: 可以受理, 应该受理, 退回吧."""


class Consent(StrEnum):
    """Whether words that hold a step's verb take the step."""

    GIVEN = "given"
    UNSURE = "unsure"
    """Nothing stands against it, but something is inferred or left over: it is shown back."""
    WITHHELD = "withheld"
    """The sentence means something else, so the step is not even offered."""


@dataclass(frozen=True, slots=True)
class Usage:
    """How a step is said.

    Attributes:
        telling: it consists of words, which are its content; what follows its number is theirs.
        people: names belong to it.
        by_nature: frames that are part of it.
        completes: a content that only puts off (还在研究) is none.
    """

    telling: bool = False
    people: bool = False
    by_nature: frozenset[Frame] = frozenset()
    completes: bool = False


_PLAIN = Usage()
_TELLS = Usage(telling=True)
_TO_COME = frozenset({Frame.FUTURE, Frame.MODAL, Frame.OTHERS})
USAGE: Mapping[str, Usage] = {
    "签收": _PLAIN,
    "受理": _PLAIN,
    "立案": _PLAIN,
    "确认": _PLAIN,
    "确认发出": _PLAIN,
    "取消": _TELLS,
    "到场": Usage(by_nature=frozenset({Frame.REPORTED})),
    "出发": Usage(people=True, by_nature=frozenset({Frame.REPORTED, Frame.OTHERS})),
    "移送": _TELLS,
    "登记": _TELLS,
    "不予受理": _TELLS,
    "不予协助": _TELLS,
    "撤回": _TELLS,
    "纸质送达": _TELLS,
    "电话通知": Usage(telling=True, by_nature=frozenset({Frame.OTHERS})),
    "补正": Usage(telling=True, by_nature=_TO_COME | {Frame.QUESTION}),
    "延期": Usage(telling=True, by_nature=_TO_COME),
    "转交": Usage(telling=True, people=True, by_nature=frozenset({Frame.OTHERS})),
    "报请": Usage(telling=True, by_nature=frozenset({Frame.OTHERS})),
    "补充": Usage(telling=True, completes=True),
    "答复": Usage(telling=True, completes=True),
    "办结": Usage(telling=True, completes=True),
}
"""Every step that can be taken by words. `by_nature` never covers what stands in the content."""

LOOSE = words(
    "退回 拒收 不接收 不予接收 不受理 不能受理 材料不全 缺材料 书面意见 答复意见 出具意见 "
    "要延期 需要延期 需延期 需要补充 需补充 需补正 需要补正 要求补充 要撤回 马上出发 派人 派 "
    "转给 转送 交给 转办给"
)
"""Synonyms that also describe: a step said with one of them is shown back before it is done."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A step's verb in its sentence.

    Attributes:
        frames: what stands over it and is not part of the step.
        left: what is said besides and neither belongs to the step nor is a courtesy.
        note: a report of the same step's circumstances, such as 明火已扑灭.
        full: step word, number and content stand in the command's own form.
    """

    frames: frozenset[Frame] = frozenset()
    left: str = ""
    note: str = ""
    full: bool = True

    @property
    def consent(self) -> Consent:
        """Whether the step may be taken on these words."""
        if self.frames - {Frame.MODAL}:
            return Consent.WITHHELD
        return Consent.UNSURE if self.frames or self.left or not self.full else Consent.GIVEN


_MARK = '，,。；;：:、！!？?~～…（）()【】“”"\n '
_ANY = f"[^{_MARK}]"
_IDIOM = re.compile(
    r"没问题|没意见|没事儿?|没关系|没说的|不好意思|对不起|不客气|不用谢|不谢|不着急|不急|不错|"
    r"不管怎[样么]|不仅|不但|不再赘述"
)
"""They hold a negator and deny nothing."""

_DENIES = (
    "没有|没法|没能|没人|没|未|别|不|勿|莫|无法|无须|无需|甭|休想|拒绝|反对|禁止|难以|很难|"
    "停止|放弃|忘了|忘记|漏了"
)
_NEGATED = re.compile(rf"(?:{_DENIES}){_ANY}{{0,6}}\Z")
_DENIES_MORE = re.compile(rf"(?:我们?|还|也|都|就|人|车)*(?!不过(?![来去]))(?:{_DENIES})")
_PART = "(?:了|得|过|上|下|到)?"
_UNABLE = (
    "不了|不成|不得(?!不)|不下|不上|不到|不动|不来|不过来|不完|不通|不起|不好|不掉|不出|不住|"
    "不行|不合适|不妥|不当|不对|不可能|不可以|不可行|不现实|不应该|不应当|不太|不该|不能|不会|不用|不必|不需要|不想|不敢|"
    "没法|没戏|没用|没必要|没可能|没道理|没依据|没成|没门|未果|未成|未能|未遂|失败|无效|无望|落空|泡汤|无法|欠妥"
)
_DENIED_AFTER = re.compile(
    rf"{_PART}\s?(?:这[事件]|是|也|还|都|就|真|实在|恐怕|肯定)?(?:{_UNABLE})"
)
_DENIED_FLATLY = re.compile(
    r"(?:不|没有?|未)(?!管|过(?![来去])|有?(?:人|发现|造成|出现|明火|伤亡)|有)"
)
"""After a step that takes no words any negator denies it: 到场没有, 受理不."""

_HAN = "㐀-鿿"
_A_NOT_A = rf"([{_HAN}])[不没]\1"
_WH = (
    "什么|啥|怎么|咋|如何|为何|凭什么|干嘛|谁|哪|几时|何时|何人|多久|多少|几[天点号时个件日]|"
    "难道|究竟|到底"
)
_OR_NOT = "是否|能否|可否|应否|需否|有无|是不是|能不能|可不可以|该不该|算不算"
_ASKS = re.compile(rf"{_A_NOT_A}|{_OR_NOT}|{_WH}")
_TAG = re.compile(
    r"(?:[?？]|(?:[吗嘛么呢]|了没|没有|[行对好成中可以]不|没|是吧|对吧|行吧|好吧|可以吧|不)"
    r"[。.！!~～ ]*)\Z"
)
_TAG_OF_TELLING = re.compile(r"(?:[?？]|[吗嘛呢]|了没|[行对好成以]不|是吧|对吧)[。.！!~～ ]*\Z")
_ASKS_OF_STEP = re.compile(
    rf"(?:是|要|需要|用|该|应该|得|还|都|请问|问下|问一下|我想问|想问|请教|这|那|写|有)*"
    rf"(?:(?:什么|啥|哪些|哪种|哪个|哪几)[样些种]?(?:理由|材料|手续|格式|模板|依据|文书|条件|说法|后果|"
    rf"流程|原因|规定|时候|意思|情况|内容|$)|怎么|咋|如何|为什么|为啥|凭什么|几[天时号]|多久|多少天|"
    rf"谁(?:来|签|批|负责|办|定|说|$)|{_A_NOT_A}|能否|可否|难道)"
)
"""The content begins as a question about the step itself: 要什么理由."""

_IF = re.compile(
    r"如果|要是|假如|假使|假若|假设|倘若|倘使|若(?=是|能|不|有|材|领|局|他|对|无)|只要|只有|除非|万一|一旦|的话|前提|取决于|视.{0,6}而定|"
    r"以.{1,8}为准|本来|原本|原来|早知道|差点|差一点|以为|幸亏|险些"
)
_THEN = re.compile(
    rf"(?:(?:[了齐到完好后过足毕清妥]|之后|以后|才能?|方可|方能|便|即可){_ANY}{{0,4}}|[等待])"
    rf"(?:就|才|再|便|方可?|即)(?:能|可以?|会|给|去|来|予以|由|由我们?|我们?)*\Z|(?:才|再|方可|方能)(?:来|去|能|可以|予以|正式)?\Z"
)
_AWAITS = re.compile(rf"(?:等|待|候|俟|看)(?:到|着|一下)?(?!级|遇|定){_ANY}{{0,14}}\Z")
_FIRST_THEN = re.compile(rf"先{_ANY}{{1,14}}(?:再|后|然后|之后|以后){_ANY}{{0,4}}\Z")
_NEEDS = re.compile(
    r"(?:还|也|都|就)?(?:要看|得看|要等|得等|需等|需要等|等|待|要先|得先|须先|需先|须|必须|要经|须经|需经|得经|经过|"
    r"要(?:报|请示|请|问|有|由|跟|和|局长|领导|书记|镇长)|得(?:报|请示|请|问|有|由|跟|和)|需(?:报|请示|由)|"
    r"看(?:情况|领导|局长|书记|镇长)|先(?:给|让|发|拿|送|报|请|跟|问|看|放|等|别|不))"
)
_WAITS = re.compile("等|待")
"""What an extension is for: 延期协1等鉴定报告."""
_WHEN = re.compile(
    r"(?:了|完|过|好)?(?:之前|以前|前(?!往|去|来|期|台|面|任|后|述|进)|之后|以后|后(?!续|勤|台|备|面的?人|果|方)|"
    r"的?时候|的?时(?![间限])|的同时|期间|过程中|完再|了再|好再)"
)
_WHEN_GLUED = re.compile(r"了?(?:再(?!次)|就(?!行|好|可|位|近|地|绪)|才)")
"""Right behind the verb these subordinate it: 到场就给我打电话."""
_HALF_BEFORE = re.compile(
    r"(?:快要?|就要|就快|马上就?要?|即将|(?<!现)正在?|刚要|将近|差不多|几乎|部分|初步|一半|大致|基本上?|还在|"
    r"(?<!现)(?<!正)在)(?:能|可以|往|去|来|给)?\Z"
)
_HALF_AFTER = re.compile(
    r"(?:了)?(?:中(?!心|队|学|午)|过程|在即|途中|一半|一部分|部分|到一半|得?差不多|(?:的)?路上|在路上|还差|差点|进行中|"
    r"不彻底|尚未|还没)"
)
_AMOUNT = "[0-9零一二两俩三四五六七八九十百半几]+多?"
_STILL_FAR = re.compile(
    rf"还(?:有|要|得|需要?|差|剩){_ANY}{{0,4}}?{_AMOUNT}\s?个?(?:公里|里|米|千米|分钟|分|小时|钟头|站|个?道|步|路口|红绿灯)|"
    rf"还差|还早|还远|路上|途中|堵(?:车|着|住)|快到|快要到|马上到|马上就到|即将到|没到|未到|没走|没动身|没出门|没出发|"
    rf"正(?:往|赶|在赶)|在赶|赶不|到不了|进不去|上不去|过不去"
)
_UNDER_WAY = re.compile(
    r"路上|途中|正(?:往|赶|在赶)|在赶|还(?:有|要)|堵(?:车|着|住)|马上到|快到|即将到"
)
"""Half-way is what a departure is: these are no frame over 出发."""

_TIME_TO_COME = (
    "明天|明早|明晚|明日|明儿|后天|后日|大后天|下周|下星期|下礼拜|下个?月|明年|周[一二三四五六日末]|礼拜[一二三四五六天日]|"
    "星期[一二三四五六天日]|月底|月初|年底|节后|今晚|晚上|晚点|傍晚|待会儿?|一会儿?|等会儿?|等下|等一下|等等|"
    "回头|稍后|稍晚|过(?:几|两|一|三)?(?:天|会儿?|阵子?)|改天|随后|接下来|日后|迟早|以后|将来|到时候?"
)
_TO_COME_TIME = re.compile(
    rf"(?:{_TIME_TO_COME}|[0-9]{{1,2}}月[0-9]{{1,2}}[日号])"
    rf"{_ANY}{{0,8}}\Z"
)
_ONLY_TIME = re.compile(
    rf"(?:(?:{_TIME_TO_COME}|早上|上午|下午|中午|凌晨|之前|以前|前|左右|再|才|办|弄|说|吧|给|去|来|走|到|的|了|就|"
    rf"[0-9零一二两三四五六七八九十半]{{1,3}}[点时分月日号](?:钟|半|[0-9一二三四五十]{{1,3}}分?)?|[:：]?[0-9]{{1,2}}[:：][0-9]{{2}}|大概|大约|预计|估计))+"
)
_SOME_TIME = re.compile(rf"{_TIME_TO_COME}|[早晚上下中]午?|凌晨|[点时分月日]|[:：]")
_WISHES = re.compile(
    r"(?:想要?|打算|准备|预备|计划|拟|争取|尽量|尽快|尽早|尽可能|早点|赶紧|赶快|抓紧|希望|盼望?|但愿|愿意?|"
    r"将要?|会|马上|立即|立刻|随即|即刻|这就|就去|去)"
    r"(?:给|予以|来|去|先|把|尽快|做好|做|进行|已经?|同意|决定|我们|[我本][局镇乡])*\Z"
)
_MIGHT = re.compile(
    r"(?:可以|可能|能够?|可|应当?|应该|该|必须|须|需要?|要|得|最好|不妨|建议|考虑|先|倾向于?)"
    r"(?:给|予以|来|去|先|尽快|立即|马上)*\Z"
)
_MIGHT_LEAD = re.compile(r"(?:^|[^㐀-鿿])(?:我|我们)?要\Z|\A(?:我|我们)?要\Z")
_PUT_OFF = re.compile(r"(?:先|暂时?|目前|现在|还|一时|姑且)(?:是|都|就|也)*\Z")
_TELL_TO = re.compile(
    rf"(?:让|叫|请|派|安排|通知|催|喊|要求|责令|令|指派|委托|麻烦|劳驾|烦请|由|等着|找|命)(?P<who>{_ANY}{{1,10}})\Z"
)
_OURSELVES = re.compile(
    r"(?:我们?|咱们?|本[局镇乡所单]位?|我[局镇乡所县委办]|我方|我这边|帮我们?|帮忙|帮|给我们?|予以|依法|先|一下|把|将|"
    r"这个|这件|该|现|就|来|系统|机器人|助手|你|您|及时|正式)*"
)
_SAYS = re.compile(
    rf"(?:说|讲|称|表示|听说|据说|告诉|通知|转告|认为|觉得|感觉|估计|大概|也许|好像|似乎|恐怕|听|问|传|据)(?:是|要|我们?|他们?|已经?|可以|过|了|：|:|“|\"|，)*"
    rf"{_ANY}{{0,4}}\Z"
)
_SOMEONE_ELSE = re.compile(
    rf"(?:(?<![其吉])他们?|她们?|对方|人家|别人|你们|贵[局镇乡所委办]|你[局镇乡所]|那边|另一个|消防|公安|派出所|"
    rf"(?:[{_HAN}]{{1,6}})?(?<![我本全])(?:局|镇|乡|街道|所|委|办|中心|政府|公司|大队))(?:那边|这边|的人)?"
    rf"(?:也|都|已|已经|刚|刚刚|说|还|就|昨天|今天|上午|下午)*\Z"
)
_BUT = re.compile(
    r"但是|但(?!愿)|可是|不过|然而|只不过|只是|可(?=我|人|车|没|不|还)|就是(?=我|没|不|人|车|还)|却"
)
_AGAINST = re.compile(
    r"[不没未别]|无|请假|休假|休息|出差|外地|等|才|再|先|要|得|有事|病|找|叫|让|晚|撤|取消"
)
_UNAVAILABLE = re.compile(
    r"请假|请了假|休假|年假|调休|轮休|出差|在外地|在外面|去不了|来不了|赶不|过不去|到不了|走不开|抽不[开出]|脱不开|"
    r"没空|没时间|没车|没人(?!员|受|伤|被|死)|人手不|不在(?:局|镇|单位|岗|班|家|本地|县|城|这)|不归|不是我(?:的|们|值|负责|班)|不该我|"
    r"(?:找|叫|喊|让|请|换)(?:别人|其他人|他人|人替|人顶)|换班|交班了|下班了|喝了酒|生病|住院|在医院|陪床|弄不了|办不了|"
    r"(?:接|处理|处置|管|搞|顶)不了"
)
_WRONGLY = re.compile(r"(?:了)?(?:错了?|反了|重复了|早了|晚了|错人|错件|错单位|着玩)")
_MISTAKEN = re.compile(r"(?:误|错|点错了?|按错了?|发错了?|不小心|手滑)\Z")
_OF = re.compile(
    r"(?:了|过)?的(?![。，,、！!…~\s]|$)|(?:这|那)?一?(?:事儿?|问题|事项|事宜|一说)(?![故先后实前])"
)
_SUGGESTS = re.compile(r"(?:了|掉|下|一下|算)*(?:吧|呗|得了)")
_MUST = re.compile(
    r"不准|不许|不得|不让|禁止|严禁|经过?[^，,。 ]{1,6}(?:同意|批准|签字)|"
    r"[须得要](?:先)?(?:经|报|请示|打招呼)"
)

_DELAYS = re.compile(
    rf"(?:我们?|我[局镇]|这[个件边]|材料|目前|现在|情况|正|还|仍|暂时|先)*"
    rf"(?:(?:还在|正在|还要|还得|还需|仍在|需要|需|在|要|再|等着?|待)(?:进一步|再|抓紧|内部|走)?"
    rf"(?:研究|核实|核查|调查|查|了解|办|走流程|会审|讨论|商量|请示|汇报|等|看|想|准备|整理|写|弄|找|测|检测|鉴定|审)(?:中|着|一下|下|看|看看|呢|之中)?"
    rf"(?:[，,。. ]|$|再|后|才|，)|"
    rf"(?:{_TIME_TO_COME}){_ANY}{{0,6}}(?:再|给|答复|回复?|办|报|说|弄|补|送|处理|发|交|出|有|才|前|$)|"
    rf"等{_ANY}{{1,12}}(?:再|后|回来|签字|同意|批|定|看|出来|意见|结果|通知)|"
    rf"先(?:放|等|看|不|别|缓|搁|给我|给{_ANY}{{1,4}}看|让{_ANY}{{1,4}}看|研究|核实|问)|"
    rf"暂[缓不]|宽限|缓[一几两]?[天下]|"
    rf"(?:马上|尽快|抓紧|争取|准备|打算|计划|拟){_ANY}{{0,4}}(?:给|回|办|答|补|发|送|交|弄|结)|"
    rf"快(?:好|办完|弄完|写完|查完|补齐)?了|(?:就|马上)好|"
    rf"(?:没|尚未|未)(?:有)?"
    rf"(?:想|办|弄|做|写|看|研究|核实|定|处理|补|结)(?:完|好|清|明白|透)?(?:[，,。了呢 ]|$)|"
    rf"再(?:等等|说|看看|议|想想))"
)
"""Words that put off what they should be: no answer, no supplement, no end."""
_CONTENT_WHEN = re.compile(r"(?:之前|以前|前|之后|以后|后|的时候|时)(?:$|[，, 先再请给要我])")
_CONTENT_OF = re.compile(r"的(?:事|时候|问题|话|那|案)")
_CONTENT_FIRST = re.compile(
    r"(?:要|得|必须|须)?先(?:给|让|发|拿|送|报|请)[^，,。]{1,6}(?:看|过目|审|签|把关|批|同意)|"
    r"(?:要|得|需要?|须|必须)(?:经过?|等|报)?[^，,。]{0,6}(?:同意|批准|签字|点头)"
    r"(?:才|后|再|$|[，,。 ])"
)
_UNFINISHED = re.compile(
    r"(?:但是?|不过|可是)?(?:还|尚)(?:有(?!效)|没|未|差|剩|缺)|只(?:办|弄|处理)了?一?半|差(?:一点|一半|几)"
)

_COURTESY = (
    "好的?呀?|好嘞|好滴|嗯+|哦+|噢|行|[oO][kK]|收到(?:了)?|明白(?:了)?|知道了?|了解(?:了)?|"
    "(?:非常|多|十分|太)?(?:谢谢|感谢|多谢)(?:您|你们?|大家|各位|领导|啦|了|哈)*|辛苦(?:了|您|你们?|各位|大家|啦)*|"
    "麻烦(?:您|了|你们?|各位|大家|一下|下)*|请(?:知悉|放心|领导放心|查收|悉知|各位知悉)|放心|没问题|不好意思|打扰了?|劳驾|拜托了?|"
    "特此(?:告知|回复|报告|说明)|报告(?:领导|各位)?|汇报(?:一下)?|领导好?|各位(?:领导|同事|老师)?好?|大家好|你好|您好|早上好|"
    "上午好|下午好|晚上好|同志们?|老师|以上|如上|是的?|对的?|确实|没错|没意见|(?:可以|行|好)?吧|可以|请问?|帮忙|帮我们?|给我们?|@\\S+"
)
_OURS = (
    "本[局镇乡所委办]|我[局镇乡所县处委办队方]|我这边|我们?单位|我们?|咱们?|本单位|局里|镇里|乡里|街道|这边|单位|"
    "这[个件条份起宗]?(?:案[子件]?|线索|事|函|件|单|材料)?|该(?:案件?|线索|件|函|事)?|此(?:案|件|事)|本案|案[件子]|线索|"
    "事项|通报|紧急通报|警情|情况|把|将|对|于|关于|由"
)
_FIRM = (
    "已经?|均|都|也|和|与|及|就|那就?|现在?|现已|目前|正式|依法|予以|给予|同意|决定|经(?:研究|审查|审核|核实|研判|领导(?:同意|批准)|"
    "集体讨论)(?:后)?|一下|下|了|啊|呀|哈|啦|哟|喽|哦|的|呐|嘞|完毕|成功|刚刚?|刚才|今天|今日|今早|上午|于|在|来|去|单|件|"
    "个|号|案|及时|按时|全部|顺利|安全|\\[[^\\]]{1,4}\\]|现场"
)
_HARMLESS = re.compile(rf"(?:{_COURTESY}|{_OURS}|{_FIRM}|[0-9]{{1,2}}[点时:：][0-9]{{0,2}}分?)++")
_ADDRESS = re.compile(
    rf"[{_HAN}]{{1,3}}(?:局长|局|科长|科|所长|所|主任|镇长|乡长|书记|队长|队|股长|处长|处|总|哥|姐|工|老师|同志|领导)(?:好|您好|你好)?"
)
_ACTS = re.compile(
    r"(?:马上|立即|立刻|正在|正|尽快|抓紧|随即|即刻|这就|现在|现|先|我们|我局|我镇|我|将|会|已|已经|在|随后|按程序|依法|连夜|全力|"
    r"会同|和|与|向|领导|人员|队员|及|并|同时)*"
    r"(?:安排|处理|处置|组织|核查|核实|办理|派人|派员|联系|过去|赶过去|赶往|赶去|前往|出发|动身|出动|去看看?|"
    r"上报|汇报|报告|通知|调查|落实|布置|部署|集合|集结|调度|跟进|开展|查看|查处|应急响应|响应)"
    r"(?:人员|人手|人|车辆?|现场|工作|领导|队员|力量|了|中|去|过去|一下|此事|情况|处置|核查|核实|处理|办理|调查|查看|[、和]){0,6}"
)
"""What somebody does next who has taken it on: 马上安排. It takes nothing back."""
_REPORTS = re.compile(
    r"已|完毕|控制|稳定|可控|没有?(?:发现)?(?:人员?)?(?:员)?(?:受?伤|被困|伤亡|死|伤着|伤到)|无(?:人员)?(?:伤亡|受伤|被困)|未发现|"
    r"正在(?:处置|扑救|疏散|排查|警戒|救援|抢修|灭火|清点|调查)|[灭退撤关停断救散通清开围拉扑]了?(?:火|水|人|阀|电|气|走|掉|死|住|起|完|出)|"
    r"了(?:人|火|电|气|水)?\Z|火势|警戒|现场(?:平稳|正常|安全)"
)
_WANTS = re.compile(
    r"请(?!假)|叫|让|给我|给你|回电|电话|需要|[想要](?!闻)|能不能|能|别|快(?!速)|等|先|再|明[天早晚日儿]|找|派|谁|怎|公里|分钟|路|堵|后(?!面|门|院)|前(?!面|门|院)"
)
_DETAIL_OF_TRIP = re.compile(
    rf"(?:驾?驶?车牌?号?(?:码|为|是)?|警车|面包车|执法车|摩托车?|电动车|私家车|开车|骑车|坐车|车辆?|带队|率队|领队|队员|人员|执法人员|"
    rf"一行|共|等|就|只有|仅|暂时|一个人?|自己|本人|两人|[0-9二三四五六两]人|前往|赶赴|赶往|赶去|赶过去|过去|往|去|出发|现场|已经?|了|带着?|携带?|和|与|及|跟|还有|器材|装备|"
    rf"设备|灭火器|工具|执法记录仪|记录仪|走|派|派出|派员|派人|由|我|[{_HAN}]?[A-Za-z][A-Za-z0-9·]{{4,7}}|正在|正|在|马上|立即|立刻|路上|赶|到|{_COURTESY}|{_FIRM})++"
)
_STEP_WORDS = re.compile("|".join(sorted(USAGE, key=len, reverse=True)))
_SEPARATES = frozenset(_MARK)
_LINKS = re.compile(rf"(?:了|一下|下|如下|[:：]|的|这[个件]|{_OURS})*\Z")
_OPENS = re.compile(rf"(?:{_COURTESY}|{_OURS}|{_FIRM}|要|请|麻烦|我来|[{_MARK}])*\Z")


def read(
    text: str, word: str, verb: Span, numbers: Iterable[Span], used: Iterable[Span], *, told: bool
) -> Reading:
    """What stands over a step's verb, and what is left over.

    Args:
        text: the normalised message.
        word: the canonical word of the step; a key of `USAGE`.
        verb: where the step's word stands, in whatever synonym.
        numbers: where numbers of matters stand.
        used: where times, people and units stand that belong to the step.
        told: whether a day, a unit or people were read that the step asks for.
    """
    usage = USAGE[word]
    places = sorted(numbers)
    said = text[verb[0] : verb[1]]
    known = [*places, *used]
    plain_text = _IDIOM.sub(lambda hit: "*" * len(hit.group()), _without(text, known))
    before, after = plain_text[: verb[0]], plain_text[verb[1] :]
    over = _before(before, said, word) | _after(after, text, verb, places, word)
    over |= _around(before, after, word)
    if usage.telling:
        content = _content(text, verb, places)
        frames = frozenset((over - usage.by_nature) | _of_content(content, word))
        full = (told or said not in LOOSE) and _own_form(text, verb, places, told=told)
        return Reading(frames, "", "", full)
    left, note, more = _leftover(text, word, verb, known)
    frames = frozenset((over | more) - usage.by_nature)
    return Reading(frames, left, note, told or said not in LOOSE)


def puts_off(content: str) -> bool:
    """Whether words that should be an answer only put it off, ask or tell others what to do."""
    return bool(_of_content(content, "答复"))


def besides(text: str, numbers: Iterable[Span]) -> str:
    """What is said besides numbers, choices and courtesies; "" for nothing."""
    left, _, _ = _leftover(text, "签收", (0, 0), numbers)
    return (
        ""
        if re.fullmatch(
            r"(?:第|选|就|是|那|这)?[0-9①-⑩一二三四五六七八九十]{1,3}(?:个|项|件|号|吧)?", left
        )
        else left
    )


def _without(text: str, places: Iterable[Span]) -> str:
    """The text with blanks in the place of numbers, so that positions stay."""
    for start, end in places:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _clause_before(before: str) -> str:
    """The words of the verb's own clause that stand before it; blanks beside a number close up."""
    near = before.rstrip(" ")
    at = max((near.rfind(mark) for mark in _MARK), default=-1)
    return near[at + 1 :][-24:]


def _before(before: str, said: str, word: str) -> set[Frame]:
    """The frames that open before the verb, in its clause."""
    near = _clause_before(before)
    whole = re.split(r"[。；;！!？?\n]", before)[-1][-40:].rstrip(" ")
    found: set[Frame] = set()
    refuses = said.startswith(("不", "拒"))
    if _NEGATED.search(near):
        found.add(Frame.NEGATION)
    if refuses and _PUT_OFF.search(near):
        found.add(Frame.PARTIAL)
    if _IF.search(near) or _THEN.search(whole):
        found.add(Frame.CONDITION)
    if _AWAITS.search(near) or _FIRST_THEN.search(whole):
        found.add(Frame.SUBORDINATE)
    if _HALF_BEFORE.search(near) and word != "出发":
        found.add(Frame.PARTIAL)
    if _WISHES.search(near) or (_TO_COME_TIME.search(near) and not near.endswith(("已", "已经"))):
        found.add(Frame.FUTURE)
    elif _MIGHT.search(near) and not _MIGHT_LEAD.search(near):
        found.add(Frame.MODAL)
    told = _TELL_TO.search(near)
    if told is not None and not _OURSELVES.fullmatch(told["who"]):
        found.add(Frame.OTHERS)
    if _SAYS.search(whole[-14:]) or _SOMEONE_ELSE.search(near):
        found.add(Frame.REPORTED)
    if _MISTAKEN.search(near):
        found.add(Frame.CONTRADICTION)
    return found


def _after(after: str, text: str, verb: Span, places: list[Span], word: str) -> set[Frame]:
    """The frames that close after the verb or after the number behind it."""
    usage = USAGE[word]
    near = after.lstrip(" ")
    numbered = any(0 <= start - verb[1] <= 1 for start, _ in places)
    attached = text[verb[1] : verb[1] + 1] not in _SEPARATES
    glued = _glued(text, verb, places) if numbered else attached
    found: set[Frame] = set()
    governs = glued or not usage.telling
    if (_DENIED_AFTER.match(near) and (governs or near.startswith(("不了", "不成", "不下来")))) or (
        not usage.telling and _DENIED_FLATLY.match(near)
    ):
        found.add(Frame.NEGATION)
    if governs:
        if _WHEN.match(near) or (glued and _WHEN_GLUED.match(near)):
            found.add(Frame.SUBORDINATE)
        if _HALF_AFTER.match(near) and word != "出发":
            found.add(Frame.PARTIAL)
        if _OF.match(near):
            found.add(Frame.TOPIC)
        if _WRONGLY.match(near):
            found.add(Frame.CONTRADICTION)
        needs = _NEEDS.match(near)
        if needs is not None and not (word == "延期" and _WAITS.search(needs.group())):
            found.add(Frame.CONDITION)
    if _SUGGESTS.match(near):
        found.add(Frame.MODAL)
    return found


def _glued(text: str, verb: Span, places: list[Span]) -> bool:
    """Whether words follow the number behind the verb without a blank or a mark."""
    end = max(end for start, end in places if 0 <= start - verb[1] <= 1)
    return text[end : end + 1] not in _SEPARATES and end < len(text)


def _around(before: str, after: str, word: str) -> set[Frame]:
    """The frames of the sentence that has the verb as its predicate."""
    usage, text = USAGE[word], f"{before}#{after}"
    found: set[Frame] = set()
    own = _clause_before(before)
    if usage.telling:
        if _ASKS.search(own) or _TAG_OF_TELLING.search(text):
            found.add(Frame.QUESTION)
        return found
    if _ASKS.search(text) or _TAG.search(text):
        found.add(Frame.QUESTION)
    if _IF.search(text):
        found.add(Frame.CONDITION)
    if word in {"到场", "确认"} and _STILL_FAR.search(after):
        found.add(Frame.PARTIAL)
    if word == "出发" and (far := _STILL_FAR.search(after)) and not _UNDER_WAY.search(far.group()):
        found.add(Frame.PARTIAL)
    if _MUST.search(after):
        found.add(Frame.CONDITION)
    but = _BUT.search(after)
    if (but is not None and _AGAINST.search(after, but.end())) or _UNAVAILABLE.search(text):
        found.add(Frame.CONTRADICTION)
    return found


def _content(text: str, verb: Span, places: list[Span]) -> str:
    """What follows the step's word and its number."""
    at = verb[1]
    for start, end in places:
        if start - at <= 1 and start >= at:
            at = end
    return text[at:].lstrip(_MARK)


def _of_content(content: str, word: str) -> set[Frame]:
    """The frames over a step that its own content gives away."""
    found: set[Frame] = set()
    usage = USAGE[word]
    if _ASKS_OF_STEP.match(content) or _TAG_OF_TELLING.search(content):
        found.add(Frame.QUESTION)
    if _BUT.match(content):
        found.add(Frame.CONTRADICTION)
    if _CONTENT_WHEN.match(content):
        found.add(Frame.SUBORDINATE)
    if _CONTENT_OF.match(content):
        found.add(Frame.TOPIC)
    if _CONTENT_FIRST.match(content):
        found.add(Frame.CONDITION)
    if usage.completes and _DELAYS.match(content):
        found.add(Frame.PARTIAL)
    if word == "办结" and _UNFINISHED.match(content):
        found.add(Frame.PARTIAL)
    if Frame.QUESTION in usage.by_nature and not _ASKS_OF_STEP.match(content):
        found.discard(Frame.QUESTION)
    return found


def _own_form(text: str, verb: Span, places: list[Span], *, told: bool) -> bool:
    """Step word and number side by side, nothing before them, and the content set apart."""
    first = min([verb[0], *(start for start, _ in places[:1])])
    if _OPENS.match(text[:first]) is None or _OPENS.fullmatch(text[:first]) is None:
        return False
    behind = [(s, e) for s, e in places if s >= verb[1]]
    ahead = [(s, e) for s, e in places if e <= verb[0]]
    if ahead and _OPENS.fullmatch(text[ahead[-1][1] : verb[0]]) is None:
        return False
    if behind and behind[0][0] - verb[1] <= 6:
        return _LINKS.fullmatch(text[verb[1] : behind[0][0]].strip(_MARK)) is not None
    follows = text[verb[1] : verb[1] + 1]
    ends = text[verb[0] : verb[1]][-1:] in "了至到下" or follows == "了"
    return follows in _SEPARATES or not follows or told or ends


def _leftover(
    text: str, word: str, verb: Span, taken: Iterable[Span]
) -> tuple[str, str, set[Frame]]:
    """What a step without words leaves over, what reports on it, and the frames therein."""
    kept = list(text)
    for start, end in [verb, *taken]:
        kept[start:end] = "，" * (end - start)
    left: list[str] = []
    note: list[str] = []
    found: set[Frame] = set()
    for raw in re.split(rf"[{_MARK}]+", "".join(kept)):
        clause = raw.strip("-—_.·")
        if not clause or not re.search(rf"[{_HAN}0-9A-Za-z]", clause):
            continue
        if (
            _HARMLESS.fullmatch(clause)
            or _ADDRESS.fullmatch(clause)
            or _STEP_WORDS.fullmatch(clause.rstrip("的了"))
        ):
            continue
        if (
            _ACTS.fullmatch(clause)
            or (USAGE[word].people and _DETAIL_OF_TRIP.fullmatch(clause))
            or (word in {"到场", "确认"} and _REPORTS.search(clause) and not _WANTS.search(clause))
        ):
            note.append(clause)
        else:
            left.append(clause)
            if _ONLY_TIME.fullmatch(clause) and _SOME_TIME.search(clause):
                found.add(Frame.FUTURE)
            elif _DENIES_MORE.match(_IDIOM.sub("*", clause)):
                found.add(Frame.NEGATION)
    return "，".join(left), "，".join(note), found
