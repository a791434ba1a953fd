"""What answers no question: putting off, words to somebody else, asking back, a courtesy."""

import re
from enum import StrEnum

from rules.values.people import Directory


class Aside(StrEnum):
    """Words that are for nobody's record."""

    LATER = "later"
    """Hope and delay: 先不回了, 等局长看过, 我问一下, 明天再说, 还在研究."""
    OTHERS = "others"
    """Said to a third person: 小宋你看一下, 王局您批一下."""
    ASKS_BACK = "asks-back"
    """What is to be written: 要什么理由, 写什么."""
    COURTESY = "courtesy"
    """Thanks and greetings."""


SHORT = 20
"""Characters up to which one clause that puts off makes the whole message put off."""
_CLAUSES = re.compile(r"[，,。；;！!、~…\n]|(?<=了) ")
_LEAD = (
    r"(?:那|嗯+|哦+|啊|唉|好的?|行|对了|不好意思|抱歉|我们?|咱们?|我[局镇]|这个|这件?事?|这份?|"
    r"它|就|还得?|也|得|要|先|再|可能|"
    r"暂时|目前|现在|今天|请|让)*"
)
_END = r"(?:吧|了|哈|啊|呀|哦|呢|嘛|的|先)*"
_VERB = r"(?:说|回|回复|答复|填|写|办|看|弄|处理|定|发|报|补|交|讲|给|弄好|搞|决定|研究|商量)"
_SOON = (
    r"(?:明天|明早|明儿|后天|今晚|上午|下午|晚上|晚点|晚些(?:时候)?|改天|过(?:两|几|一)天|"
    r"(?:两|几)天后|下周[一二三四五]?|周[一二三四五]|"
    r"月底|下个?月|有空|有时间|方便的?时候|忙完|开完会|吃完饭|到时候?)"
)
_VAGUE = (
    r"(?:稍?等(?:一下|一会儿?|会儿?|等|下)?|稍[后晚]|回头|待会儿?|一会儿?|过会儿?|马上|不急|不着急|缓[缓一]?缓?|放[一]?放|"
    r"再(?:看看|想想|等等|议)|看情况|没空|在忙|忙着呢?|在开会|开会呢?|在路上|没想好|想想|想一想|看看|问问)"
)
_PUTS_OFF = re.compile(
    _LEAD
    + "(?:"
    + rf"先?(?:不|别){_VERB}(?:复|他|他们|这个|这件)?"
    + r"|先?(?:放|等|缓|搁|停|拖)(?:一?[放等缓搁停])?(?:着|一下|一会儿?|(?:[一两几]天))?(?:再说)?"
    + rf"|{_VAGUE}(?:再{_VERB})?"
    + rf"|{_SOON}(?:之?前|以后|之后)?(?:我们?|一定|肯定|争取)?(?:再|就|给|来|去|才)*{_VERB}"
    + r"(?:你们?|您|他们?|贵局|结果|吧)?"
    + rf"|(?:{_SOON}|{_VAGUE})再.{{0,4}}"
    + rf"|再(?:{_VERB}|等)|.{{1,12}}再(?:说|定|议|讲|看看?)"
    + r"|(?:不知道|不清楚|不会填|说不好|不好说|没法说|定不了|做不了主)(?:怎么.{0,4})?"
    + r"|(?:能不能|可不可以|能否|可否).{0,4}(?:宽限|缓|晚|等|迟|拖).{0,8}|宽限.{0,6}|通融.{0,4}"
    + ")"
    + _END
)
_ASKS_AROUND = re.compile(
    _LEAD
    + r"(?:回去|去|打电话)?"
    + r"(?:问|请示|汇报|商量|核实|了解|查|看|研究|考虑|琢磨|对接|沟通|请教|确认|核对|合计)"
    + r"(?:一?[问看想查]|一下|下)?"
    + r"(?:[㐀-鿿]{0,3}(?:局长?|镇长|主任|书记|领导|队长|所长|科长|同事|他们))?"
    + r"(?:一下|下|情况|材料|看看?|再说|再定|再回)*"
    + _END
)
_AWAITS = re.compile(
    _LEAD
    + r"等(?![于级额待同]).{0,12}?"
    + r"(?:看|定|回来|同意|批|签|研究|商量|开|决定|拍板|通知|点头|消息|回复|意见|审|到|出来|来)"
    + rf"(?:了|过|完|好|一下|会|字)*(?:以?后|之后)?(?:再.{{0,6}}|就{_VERB})?"
    + _END
)
_PENDING = re.compile(
    _LEAD
    + r"(?:还|正|仍)?(?:在|没有?|未)"
    + r"(?:研究|商量|讨论|核实|考虑|走流程|走程序|定|想好|看完?|弄完?|弄好|协调|沟通|批|查|办|"
    + r"汇报|请示|准备|整理|催)(?:中|着|当中|过|好|完|下来|出来|之中)*"
    + _END
)
_SURNAME = (
    "[王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢"
    "蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟"
    "龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温季俞章鲁葛毕聂路岳齐梅莫"
    "庄辛管祝左涂谷时耿牟卜詹关苗费纪靳盛童欧甄项曲成裴席卫柳邢冉尚戚]"
)
_TITLE = (
    "(?:副?局长?|所长?|队长?|镇长|乡长|县长|科长?|股长|主任|书记|总|工|哥|姐|部长|站长|老师|"
    "师傅|大队长?|支书)"
)
_THEM = (
    f"(?:[小老阿]{_SURNAME}|{_SURNAME}{_TITLE}|各位(?:领导|同事|老师)?|领导|大家|兄弟们?|"
    "同志们?|局长|镇长|乡长|主任|书记|所长|队长)"
)
_DO = (
    "(?:看|批|签|审|跟|盯|查|问|办|弄|处理|回|联系|跑|过目|把关|定|阅|接|转|落实|牵头|安排|"
    "负责|准备|核实|整理|打电话)"
)
_YOU = re.compile(
    r"[，,：: ]*(?:(?:你们?|您)|"
    rf"(?:麻烦|辛苦|帮忙?|请|抓紧|赶紧|先|来|去|给我?|把.{{1,10}}?)*{_DO}(?:一?{_DO})?"
    r"(?:一下|下|示|着|个|看|吧|办|$))"
)
_LETS = r"(?:请|让|叫|给|找|转给?|报|发给|拿给)"
_ASKS_BACK = re.compile(
    r"(?:请问|那|是|这个?|这里|我)*(?:"
    r"(?:要|写|填|说|选|报|发|补|用|按|该|应该|需要|得|是指?|指)*(?:些|点|个|成)?(?:什么|啥|哪个|哪些|哪种|几个?|多少)"
    r"(?:样)?的?(?:理由|内容|材料|意思|格式|字|时间|人|单位|名字|领导|东西|结果|意见|情况|合适|好)*"
    r"|(?:理由|内容|材料|结果|意见|时间)?(?:要|该|应该|得)?(?:怎么|咋|如何)(?:写|填|说|弄|办|回|报|选|算|表述)(?:合适|好|才[行对好])?"
    r"|(?:为什么|为啥|干嘛|凭什么)(?:要|还要?|又)?(?:我)?(?:写|填|问|说|选|要)?(?:这个|理由|这么多)?"
    r"|(?:必须|一定要?|非要|可以不|能不能不|能不|不)(?:写|填|说)(?:行|可以)?(?:不行)?"
    r"|(?:什么|啥)意思|没看懂|看不懂|不明白|没明白|哪一?件事?|谁的|有(?:模板|范文|样子|例子)"
    r")(?:呢|啊|呀|吗|么|的|呗|嘛|不)*[?？。]*"
)
_COURTESY = re.compile(
    r"(?:好的?|嗯+|收到|明白|知道了?|ok|行)*(?:非常|多|十分|太)?(?:谢谢|感谢|谢啦|多谢|辛苦|麻烦|费心)(?:了|你们?|您|大家|啦|哈|领导|哦|呀|各位)*"
    r"|(?:你好|您好|在吗|在不在|有人吗|早上好|上午好|下午好|晚上好|早|hi|hello|哈喽|嗨|新年好|节日快乐)+"
    r"|不客气|没事儿?|再见|拜拜|晚安|[哈呵嘿]{2,}|下班了?"
)


def aside(text: str, directory: Directory, *, awaits: bool = False) -> Aside | None:
    """What a message is that answers no question; None for what may be an answer.

    Args:
        text: the message.
        directory: whose names may be called.
        awaits: waiting and going on with something may be the very answer, as the reason of an
            extension is.
    """
    said = text.strip(" 。.！!~～…，,?？")
    bare = re.sub(r"[\s，,。.!！~～]", "", text).lower()
    if _COURTESY.fullmatch(bare):
        return Aside.COURTESY
    if _to_others(text, directory):
        return Aside.OTHERS
    if _ASKS_BACK.fullmatch(re.sub(r"[\s，,]", "", text)):
        return Aside.ASKS_BACK
    clauses = [clause.strip() for clause in _CLAUSES.split(said) if clause.strip()]
    put_off = [_puts_off(clause, awaits=awaits) for clause in clauses]
    every = bool(clauses) and all(put_off)
    return Aside.LATER if every or (len(said) <= SHORT and any(put_off)) else None


def _puts_off(clause: str, *, awaits: bool) -> bool:
    forms = (_PUTS_OFF, _ASKS_AROUND) if awaits else (_PUTS_OFF, _ASKS_AROUND, _AWAITS, _PENDING)
    return any(form.fullmatch(clause) for form in forms)


def _to_others(text: str, directory: Directory) -> bool:
    """Whether somebody is called by name and told to do something."""
    text = text.lstrip(" ，,")
    names = "|".join(
        sorted((re.escape(o.name) for o in directory.officers.values()), key=len, reverse=True)
    )
    them = rf"@?(?:{_THEM}|{names})" if names else rf"@?{_THEM}"
    called = re.match(them, text)
    if called is not None and _YOU.match(text, called.end()):
        return True
    lets = re.match(rf"{_LETS}{them}{_TITLE}?(?:来|去|帮忙?)?{_DO}", text)
    return lets is not None and len(text) <= SHORT
