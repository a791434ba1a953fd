"""The platform's error codes, and what we do about each."""

from collections.abc import Mapping
from datetime import timedelta

from bot.channels.base import Never

STALE_TOKEN = frozenset({40001, 40014, 42001})
LIMITED = 45009
CROWDED = 45033
"""Too many calls at a time."""
UNSUBSCRIBED = 846609
STREAM_ENDED = 846608
SPENT = frozenset({846605, STREAM_ENDED, UNSUBSCRIBED})
"""The answer came too late for its callback, or on a new line: it goes out as a push."""

MINUTE = timedelta(seconds=60)
HOUR = timedelta(minutes=60)
BUSY: Mapping[int, timedelta] = {
    -1: timedelta(seconds=1),
    CROWDED: timedelta(seconds=15),
    846601: timedelta(seconds=3),
    846602: timedelta(seconds=3),
}
"""Faults that pass, and how soon another try makes sense."""

UNDELIVERED, NOT_LOGGED_IN = "没有送达：", "没有登录："
"""What stands before a reason: what did not happen."""
NOBODY = "企业微信里没有这个账号，或者账号已停用。请管理员核对通讯录里的账号。"
OUT_OF_RANGE = "此人不在应用的可见范围内。请管理员在企业微信管理后台把他加进应用的可见范围。"
UNLICENSED = "此人的账号没有接口许可。请管理员在企业微信管理后台为他激活许可。"
NOT_JOINED = "此人还没有加入企业微信。请改用电话通知，并请管理员邀请他加入。"
FORBIDDEN_WORDS = "内容含有平台不允许的词。请改写后重发，或者改用电话通知。"
UNREACHED = (
    "机器人还不能给对方发消息。请对方先给机器人发一句话（群聊则在群里 @ 机器人），"
    "再重新通知；着急请打电话。"
)
MALFORMED = "平台不接受这条消息的格式。请把这条提示告诉管理员，并改用电话通知。"

NO_WEBHOOK = (
    "群消息推送的地址已失效，或者已被移出群聊。请管理员在群里重新添加消息推送，"
    "并改正 LIAISON_WEBHOOK_URL。"
)

UNFIT_MEDIA = "平台不接受这个文件的类型或者大小。请压缩或者换一种格式后再发。"
STALE_MEDIA = 40007
"""The media id is not good any more: the file is uploaded again, once."""
WRONG_DOMAIN = (
    "自建应用的可信域名没有设置好。"
    "请管理员在企业微信管理后台把 LIAISON_PUBLIC_URL 的域名设为可信域名。"
)
SPENT_LOGIN = "登录凭证已经用过或者超过五分钟。请重新登录。"
LOGIN: Mapping[int, str] = {
    **dict.fromkeys((40029, 42022), SPENT_LOGIN),
    **dict.fromkeys((50001, 80001, 85005, 40093), WRONG_DOMAIN),
}
"""What is said on the page where somebody logs in."""
DEAD_ADDRESS = frozenset({93000, 93004, 93008})
ILL_FORMED = frozenset(
    {
        *(40008, 40033, 40035, 40058, 40063, 44004, 45002, 45008, 41016, 40039, 41001, 93017),
        *(40050, 86001, 86003, 86008, 86215, 86216, 86217, 93019),
        *range(42014, 42021),
    }
)
"""What is wrong is the form of the message."""
NEVER: Mapping[int, str] = {
    **dict.fromkeys((40003, 46004, 60111, 81013), NOBODY),
    **dict.fromkeys((60011, 60021, 92000, 50002), OUT_OF_RANGE),
    43004: NOT_JOINED,
    **dict.fromkeys((86201, 93001, 93006), UNREACHED),
    **dict.fromkeys(sorted(DEAD_ADDRESS), NO_WEBHOOK),
    **dict.fromkeys((85002, 40201), FORBIDDEN_WORDS),
    **dict.fromkeys(sorted(ILL_FORMED), MALFORMED),
    **dict.fromkeys(
        (40004, 40005, 40006, 40009, 40011, 41005, 44001, 45001, 93018, 301016, 301017), UNFIT_MEDIA
    ),
}
"""What no second try can change, in words for whoever must act."""

PERSONAL = frozenset(
    {40003, 46004, 60111, 81013, 60011, 60021, 92000, 50002, 43004, 86201, 93001, 93006}
)
"""Of these, what says something about the addressee and nothing about the message."""


def never(code: int) -> Never:
    """The refusal that a code of `NEVER` is."""
    return Never(str(code), NEVER[code], head=UNDELIVERED, personal=code in PERSONAL)


def of_form(code: str) -> bool:
    """Whether a refused card may go out as text: it is not about who, how often or by whom.

    Args:
        code: an error code of the platform, or a word for what kept us from asking it.
    """
    if not code.isdigit():
        return False
    number = int(code)
    return number in ILL_FORMED or not (
        number in NEVER
        or number in BUSY
        or number in CONFIGURATION
        or number in STALE_TOKEN
        or number in SPENT
        or number in LOGIN
        or number == LIMITED
    )


NO_CARDS = (
    "平台不接受带按钮的卡片（错误码{code}），已经改发文字，内容没有少，按钮改为发送文字办理。"
    "请管理员在企业微信管理后台核对应用的接收消息地址（回调 URL）是否已经保存，"
    "仍不行的请把错误码告诉开发人员。"
)
"""What the administrator hears when cards are refused for their form."""

CREDENTIALS = "企业ID、应用的 AgentId 或 Secret 不对"
DISOWNED = "企业微信不认刚刚取得的登录凭证，Secret 可能已经重置"
CONFIGURATION: Mapping[int, str] = {
    **dict.fromkeys((40013, 40091, 41002, 41004, 40056, 301002), CREDENTIALS),
    60020: "本机的出口地址不在应用的企业可信IP里",
    **dict.fromkeys((48002, 48006), "应用没有调用这个接口的权限，或者权限已收回"),
    50003: "应用已被停用",
}
"""What only the administrator can repair; the outbox keeps everything until then."""
