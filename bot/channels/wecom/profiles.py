"""What WeCom's channels are like: the self-built app, the robot in its two modes, the group."""

from datetime import timedelta

from bot.channels.base import ChannelProfile, WritesTo

MEGABYTE = 1024 * 1024
LARGEST = 20 * MEGABYTE
"""Bytes of the largest file that message/send and the robot hand on."""
CODE_LIFE = timedelta(hours=72)
"""How long the platform takes a card's code."""
HELLO = "还没有和机器人说过话，请本人在企业微信里打开机器人，发送“帮助”"

APP = ChannelProfile(
    name="app",
    title="自建应用",
    product="自建应用",
    preference=0,
    writes_to=WritesTo.ANYBODY,
    card_life=CODE_LIFE,
    largest_file=LARGEST,
)
AIBOT = ChannelProfile(
    name="aibot",
    title="机器人",
    product="智能机器人",
    mode="长连接",
    preference=1,
    writes_to=WritesTo.WRITERS,
    opaque_ids=True,
    hello=HELLO,
    largest_file=LARGEST,
)
AIBOT_CALLBACK = ChannelProfile(
    name="aibot",
    title="机器人",
    product="智能机器人",
    mode="回调",
    preference=1,
    writes_to=WritesTo.NOBODY,
    opaque_ids=True,
    largest_file=LARGEST,
)
WEBHOOK = ChannelProfile(
    name="webhook",
    title="群消息推送",
    product="群消息推送",
    preference=2,
    writes_to=WritesTo.GROUP,
)
