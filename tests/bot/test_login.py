"""Logging in from inside WeCom: known by the platform, remembered by a cookie nobody can make."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import pytest
from aiohttp import ClientSession, CookieJar

from bot.rehearsal.demo import Rehearsal, rehearsal, sample
from bot.web.cookies import Signer
from bot.web.login import SESSION, SESSION_LIFE, STATE_LIFE

NOW = datetime.fromisoformat("2026-04-27T09:00:00+08:00")


class Browser:
    """One browser inside WeCom."""

    def __init__(self, scene: Rehearsal, http: ClientSession) -> None:
        self.scene, self.http = scene, http
        self.home = str(scene.bot.settings.public_url)

    async def goes(self, address: str) -> tuple[int, str, str]:
        """Status, where it leads, and the page."""
        async with self.http.get(address, allow_redirects=False) as answer:
            return answer.status, answer.headers.get("Location", ""), await answer.text()

    async def asked(self, path: str = "/wecom/login") -> str:
        """The address of the platform's login page."""
        status, where, _ = await self.goes(self.home + path)
        assert status == 302
        return where.partition("#")[0]

    async def comes_back(self, member: str, path: str = "/wecom/login") -> str:
        """The address to which the platform sends the browser back."""
        status, where, _ = await self.goes(f"{await self.asked(path)}&member={member}")
        assert status == 302
        return where

    def session(self) -> str:
        return next((one.value for one in self.http.cookie_jar if one.key == SESSION), "")


@pytest.fixture
async def browser(sqlite_url: str) -> AsyncIterator[Browser]:
    async with (
        rehearsal(sample("qingfeng"), db=sqlite_url) as scene,
        ClientSession(cookie_jar=CookieJar(unsafe=True)) as http,
    ):
        yield Browser(scene, http)


async def test_who_is_looking_is_asked_once_and_remembered(browser: Browser) -> None:
    status, where, _ = await browser.goes(browser.home + "/me")
    assert (status, where) == (302, "/wecom/login?next=%2Fme")
    back = await browser.comes_back("song.mei", where)
    status, where, _ = await browser.goes(back)
    assert (status, where) == (302, "/me")
    status, _, page = await browser.goes(browser.home + "/me")
    assert status == 200
    assert "清丰县城关镇人民政府 宋梅" in page
    browser.scene.clock.move_to(browser.scene.clock.now() + SESSION_LIFE)
    status, _, _ = await browser.goes(browser.home + "/me")
    assert status == 302


async def test_a_link_works_once_and_only_in_the_browser_that_asked(browser: Browser) -> None:
    back = await browser.comes_back("song.mei")
    async with ClientSession() as other, other.get(back, allow_redirects=False) as answer:
        assert answer.status == 400
        assert "登录没有完成" in await answer.text()
    kept = {one.key: one.value for one in browser.http.cookie_jar}
    assert (await browser.goes(back))[0] == 302
    assert (await browser.goes(back))[0] == 400
    browser.http.cookie_jar.update_cookies(kept)
    assert (await browser.goes(back))[0] == 400, "not even with its cookie put back"


async def test_a_state_is_good_for_five_minutes(browser: Browser) -> None:
    back = await browser.comes_back("song.mei")
    browser.scene.clock.move_to(browser.scene.clock.now() + STATE_LIFE)
    assert (await browser.goes(back))[0] == 400
    assert browser.session() == ""


async def test_somebody_from_outside_is_not_let_in(browser: Browser) -> None:
    status, _, page = await browser.goes(await browser.comes_back("-"))
    assert status == 403
    assert "您还没有登记" in page
    assert browser.session() == ""


async def test_who_has_left_is_logged_out_at_once(browser: Browser) -> None:
    await browser.goes(await browser.comes_back("song.mei"))
    book = await browser.scene.bot.storage.read(lambda tx: tx.people.directory())
    people = dict(book.officers)
    people["song.mei"] = replace(people["song.mei"], active=False)
    await browser.scene.bot.storage.run(
        lambda tx: tx.people.save_directory(replace(book, officers=people))
    )
    assert (await browser.goes(browser.home + "/me"))[0] == 302


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x", ""]
)
async def test_it_never_leads_elsewhere(browser: Browser, target: str) -> None:
    back = await browser.comes_back("song.mei", f"/wecom/login?next={target}")
    status, where, _ = await browser.goes(back)
    assert (status, where) == (302, "/me")


async def test_a_made_up_cookie_is_nobody(browser: Browser) -> None:
    forged = Signer("another secret", "session").sign("song.mei", NOW, SESSION_LIFE)
    real = Signer("rehearsal-only", "state").sign("song.mei", NOW, SESSION_LIFE)
    for cookie in (forged, real, "song.mei", "a.b.c", "a.9999999999.", "\u00b2.\u00b2.x"):
        async with (
            ClientSession(headers={"Cookie": f"{SESSION}={cookie}"}) as http,
            http.get(browser.home + "/me", allow_redirects=False) as answer,
        ):
            assert answer.status == 302


async def test_the_address_is_the_platforms_own_by_default(browser: Browser) -> None:
    where = urlsplit(await browser.asked())
    assert where.path == "/connect/oauth2/authorize"
    assert "scope=snsapi_base" in where.query


def test_a_signed_value_is_read_back_until_it_is_too_old() -> None:
    signer = Signer("s", "session")
    cookie = signer.sign("宋梅", NOW, timedelta(hours=1))
    assert signer.read(cookie, NOW) == "宋梅"
    assert signer.read(cookie, NOW + timedelta(hours=1)) is None
    assert signer.read(cookie[:-1] + ("0" if cookie[-1] != "0" else "1"), NOW) is None
