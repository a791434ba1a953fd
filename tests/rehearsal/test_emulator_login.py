"""The login handshake: who is asked, where it leads, and how long a code is good."""

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.clock import VirtualClock
from bot.rehearsal.wecom import Emulator

ASKED = {
    "appid": "ww0000000000000001",
    "redirect_uri": "http://127.0.0.1:8080/board?tab=1",
    "response_type": "code",
    "scope": "snsapi_base",
    "state": "abc123",
    "agentid": "1000002",
}


async def opened(rest: Any, emulator: Emulator, **changes: str) -> tuple[int, str, str]:
    """Status, where it leads, and the page."""
    query = {name: value for name, value in (ASKED | changes).items() if value}
    async with rest.session.get(
        emulator.authorize_url, params=query, allow_redirects=False
    ) as response:
        return response.status, response.headers.get("Location", ""), await response.text()


async def code_of(rest: Any, emulator: Emulator, member: str) -> str:
    status, where, _ = await opened(rest, emulator, member=member)
    assert status == 302
    return parse_qs(urlsplit(where).query)["code"][0]


async def test_somebody_is_picked_and_known_on_the_other_side(
    rest: Any, emulator: Emulator
) -> None:
    status, _, page = await opened(rest, emulator)
    assert status == 200
    assert "郑科" in page
    assert "member=zheng.ke" in page
    status, where, _ = await opened(rest, emulator, member="zheng.ke")
    assert status == 302
    assert where.startswith("http://127.0.0.1:8080/board?tab=1&code=")
    query = parse_qs(urlsplit(where).query)
    assert query["state"] == ["abc123"]
    token = await rest.token()
    answer = await rest.get("auth/getuserinfo", code=query["code"][0], access_token=token)
    assert answer["userid"] == "zheng.ke"


async def test_a_code_is_good_once_and_for_five_minutes(
    rest: Any, emulator: Emulator, clock: VirtualClock
) -> None:
    token = await rest.token()
    code = await code_of(rest, emulator, "Tian.Shou")
    answer = await rest.get("auth/getuserinfo", code=code, access_token=token)
    assert answer["userid"] == "tian.shou"
    answer = await rest.get("auth/getuserinfo", code=code, access_token=token)
    assert answer["errcode"] == 42022
    code = await code_of(rest, emulator, "Tian.Shou")
    clock.move_to(clock.now() + timedelta(minutes=5))
    answer = await rest.get("auth/getuserinfo", code=code, access_token=token)
    assert answer["errcode"] == 40029


async def test_a_stranger_has_no_userid(rest: Any, emulator: Emulator) -> None:
    code = await code_of(rest, emulator, "-")
    answer = await rest.get("auth/getuserinfo", code=code, access_token=await rest.token())
    assert answer["errcode"] == 0
    assert "userid" not in answer
    assert answer["openid"]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"appid": "ww9"}, "40013"),
        ({"redirect_uri": "http://elsewhere.example/board"}, "50001"),
        ({"redirect_uri": "javascript:alert(1)"}, "50001"),
        ({"redirect_uri": ""}, "50001"),
        ({"response_type": "token"}, "response_type"),
        ({"scope": "snsapi_privateinfo"}, "snsapi_base"),
        ({"state": "a-b"}, "state"),
        ({"state": "a" * 129}, "state"),
        ({"agentid": "7"}, "40056"),
        ({"member": "nobody"}, "60111"),
    ],
)
async def test_a_login_that_would_fail_leads_nowhere(
    rest: Any, emulator: Emulator, change: dict[str, str], why: str
) -> None:
    status, where, page = await opened(rest, emulator, **change)
    assert (status, where) == (400, "")
    assert why in page
    assert "没有登录" in page
