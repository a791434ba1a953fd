"""What we do about each answer of the platform, against a server that gives it."""

import asyncio
import json
import traceback
from collections.abc import AsyncIterator, Callable
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from pydantic import SecretStr

from bot.channels.base import Later, Never
from bot.channels.wecom import wire
from bot.channels.wecom.rest import Misconfigured, Rest
from bot.clock import VirtualClock
from bot.settings import AppSettings

SECRET = "app-secret-value"
Answer = dict[str, Any] | Callable[[], Any]


class Platform:
    """Answers what it is told to, and keeps what it was asked."""

    def __init__(self) -> None:
        self.tokens = 0
        self.life = 7200
        self.calls: list[tuple[str, str]] = []
        self.bodies: list[bytes] = []
        self.token_answers: list[dict[str, Any]] = []
        self.answers: list[Answer] = []

    async def gettoken(self, request: web.Request) -> web.Response:
        assert request.query["corpsecret"] == SECRET
        await asyncio.sleep(0.05)
        self.tokens += 1
        if self.token_answers:
            return web.json_response(self.token_answers.pop(0))
        token = {"errcode": 0, "access_token": f"token-{self.tokens}", "expires_in": self.life}
        return web.json_response(token)

    async def call(self, request: web.Request) -> web.StreamResponse:
        self.calls.append((request.match_info["name"], request.query["access_token"]))
        self.bodies.append(await request.read())
        answer = self.answers.pop(0) if self.answers else {"errcode": 0, "msgid": "m"}
        if callable(answer):
            result = answer()
            if result is None:
                assert request.transport is not None
                request.transport.abort()
                return web.Response()
            if isinstance(result, web.StreamResponse):
                return result
            await asyncio.sleep(result)
            return web.Response()
        return web.json_response(answer)


@pytest.fixture
def platform() -> Platform:
    return Platform()


@pytest.fixture
async def api(platform: Platform, clock: VirtualClock) -> AsyncIterator[Rest]:
    site = web.Application()
    site.router.add_get("/cgi-bin/gettoken", platform.gettoken)
    site.router.add_route("*", "/cgi-bin/{name:.+}", platform.call)
    runner = web.AppRunner(site, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port = runner.addresses[0][1]
    settings = AppSettings(f"http://127.0.0.1:{port}/cgi-bin/", "ww1", 1000002, SecretStr(SECRET))
    async with aiohttp.ClientSession(trust_env=False) as session:
        yield Rest(settings, session, clock)
    await runner.cleanup()


async def send(api: Rest) -> Any:
    return await api.send("li.qiang", "text", {"content": "移12将到期"}, 14400)


async def test_a_burst_makes_one_token(api: Rest, platform: Platform) -> None:
    await asyncio.gather(*(send(api) for _ in range(20)))
    assert platform.tokens == 1
    assert {token for _, token in platform.calls} == {"token-1"}


async def test_a_burst_on_a_refused_secret_asks_once(api: Rest, platform: Platform) -> None:
    platform.token_answers = [{"errcode": 40001, "errmsg": "invalid credential"}] * 20
    faults = await asyncio.gather(*(send(api) for _ in range(20)), return_exceptions=True)
    assert platform.tokens == 1
    assert all(isinstance(fault, Later) and not fault.unsure for fault in faults)
    assert "Secret" in api.trouble
    assert SECRET not in api.trouble
    assert not api.open()


async def test_a_token_is_renewed_before_its_end(api: Rest, platform: Platform) -> None:
    platform.life = 0
    await send(api)
    platform.life = 7200
    await send(api)
    await send(api)
    assert [token for _, token in platform.calls] == ["token-1", "token-2", "token-2"]


async def test_a_token_that_stays_stale_is_no_loop(api: Rest, platform: Platform) -> None:
    platform.answers = [{"errcode": 42001}] * 50
    with pytest.raises(Later) as later:
        await send(api)
    assert (later.value.code, len(platform.calls), platform.tokens) == ("42001", 2, 2)


async def test_many_calls_with_one_stale_token_renew_it_once(api: Rest, platform: Platform) -> None:
    await send(api)
    platform.answers = [{"errcode": 42001}] * 10
    await asyncio.gather(*(send(api) for _ in range(10)))
    assert platform.tokens == 2


async def test_a_lookup_that_is_not_allowed_stops_no_message(api: Rest, platform: Platform) -> None:
    platform.answers = [{"errcode": 48002}]
    with pytest.raises(Misconfigured):
        await api.plain_ids(["wo1"])
    assert api.open()
    assert (await send(api)).message_id == "m"


@pytest.mark.parametrize(
    ("answer", "code", "unsure"),
    [
        (lambda: None, "line", True),
        (lambda: 3.0, "timeout", True),
        (lambda: web.Response(status=502, text="bad gateway"), "http-502", True),
        (lambda: web.Response(status=404), "http-404", False),
        (
            lambda: web.Response(status=302, headers={"Location": "http://127.0.0.1:1/"}),
            "http-302",
            False,
        ),
        (lambda: web.Response(text="<html>"), "unreadable", True),
        (lambda: web.json_response([1]), "unreadable", True),
        (lambda: web.json_response({"errmsg": "ok"}), "unreadable", True),
    ],
)
async def test_no_answer_is_no_proof_that_it_was_not_sent(
    api: Rest,
    platform: Platform,
    monkeypatch: pytest.MonkeyPatch,
    answer: Answer,
    code: str,
    unsure: bool,  # noqa: FBT001  # a column of the table above
) -> None:
    monkeypatch.setattr(wire, "TIMEOUT", aiohttp.ClientTimeout(total=1))
    platform.answers = [answer]
    with pytest.raises(Later) as later:
        await send(api)
    assert (later.value.code, later.value.unsure) == (code, unsure)
    shown = "".join(traceback.format_exception(later.value))
    assert SECRET not in shown
    assert "token-1" not in shown


async def test_nobody_listening_is_surely_not_sent(clock: VirtualClock) -> None:
    settings = AppSettings("http://127.0.0.1:9/cgi-bin", "ww1", 1, SecretStr(SECRET))
    async with aiohttp.ClientSession() as session:
        with pytest.raises(Later) as later:
            await send(Rest(settings, session, clock))
    assert (later.value.code, later.value.unsure) == ("connect", False)
    assert SECRET not in "".join(traceback.format_exception(later.value))


@pytest.mark.parametrize("field", ["invaliduser", "unlicenseduser"])
async def test_an_ok_that_did_not_reach_him_is_none(
    api: Rest, platform: Platform, field: str
) -> None:
    platform.answers = [{"errcode": 0, field: "li.qiang", "msgid": "m"}]
    with pytest.raises(Never) as never:
        await send(api)
    assert never.value.code == field


async def test_chinese_goes_out_as_it_is(api: Rest, platform: Platform) -> None:
    await send(api)
    assert "移12将到期".encode() in platform.bodies[0]
    assert json.loads(platform.bodies[0]) == {
        "touser": "li.qiang",
        "msgtype": "text",
        "agentid": 1000002,
        "text": {"content": "移12将到期"},
        "enable_duplicate_check": 1,
        "duplicate_check_interval": 14400,
    }


async def test_people_are_looked_up(api: Rest, platform: Platform) -> None:
    platform.answers = [
        {"errcode": 0, "userid": "li.qiang", "name": "李强"},
        {
            "errcode": 0,
            "userid_list": [{"open_userid": "wo1", "userid": "li.qiang"}],
            "invalid_open_userid_list": ["wo2"],
        },
    ]
    assert (await api.member("LI.QIANG")).name == "李强"
    assert await api.plain_ids(["wo1", "wo2"]) == {"wo1": "li.qiang"}
    assert [name for name, _ in platform.calls] == ["user/get", "batch/openuserid_to_userid"]
