"""The page, in a real browser: somebody writes, a bot answers, a button is pressed."""

import base64
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.async_api import FilePayload, Page, async_playwright, expect

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
GROUP = "wrQingFeng01"
EVIL = "<img src=x onerror=\"document.title='打穿'\"> <b>粗</b> [点](javascript:alert(1))"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not CHROMIUM.exists() and not os.environ.get("CI"),
        reason="no chromium at /usr/bin/chromium",
    ),
]


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        page = await browser.new_page(viewport={"width": 1280, "height": 800})
        yield page
        await browser.close()


@pytest.fixture
async def echo(line: Any) -> Any:
    """A bot that repeats what it hears, sends a card for 卡片, and greys it on a click."""
    numbers = iter(range(1, 100))

    async def answer(line: Any, callback: Any) -> None:
        body, req_id = callback["body"], callback["headers"]["req_id"]
        if body["msgtype"] == "event":
            event = body["event"].get("template_card_event")
            if event is None:
                return
            card = _card(event["task_id"], f"{event['event_key']}了") | {
                "replace_text": f"已由李强{event['event_key']}"
            }
            update = {"response_type": "update_template_card", "template_card": card}
            await line.ask("aibot_respond_update_msg", update, req_id)
        elif "卡片" in body["text"]["content"]:
            card = _card(f"t-{next(numbers)}", "移12待签收")
            message = {"msgtype": "template_card", "template_card": card}
            await line.ask("aibot_respond_msg", message, req_id)
        else:
            await line.reply(callback, f"**听到**：{body['text']['content']}")

    line.answer = answer
    return line


def _card(task_id: str, title: str) -> dict[str, Any]:
    return {
        "card_type": "button_interaction",
        "task_id": task_id,
        "main_title": {"title": title},
        "button_list": [{"text": "签收", "key": "签收"}],
    }


async def test_an_officer_writes_and_presses(page: Page, rest: Any, echo: Any) -> None:
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    await page.goto(f"{echo and rest.emulator.url}/#li.qiang")
    await expect(page.locator("#whoami")).to_contain_text("我是李强")
    await expect(page.locator("#online-text")).to_have_text("机器人在线")
    await expect(page.locator(".safe")).to_have_text("这是本机演练环境，非涉密，不会发给任何真人")

    await page.locator(f"[data-place='group:{GROUP}']").click()
    await page.locator("#text").fill("移送市监局")
    await page.locator("#text").press("Enter")
    await expect(page.locator(".entry.mine .bubble")).to_have_text("@执法协作 移送市监局")
    reply = page.locator(".entry:not(.mine) .bubble")
    await expect(reply).to_have_text("听到：@执法协作 移送市监局")
    await expect(reply.locator("strong")).to_have_text("听到")

    await page.locator("[data-place='bot:li.qiang']").click()
    await page.locator("#text").fill("来一张卡片")
    await page.locator("#text").press("Enter")
    await page.locator(".card-button", has_text="签收").click()
    await expect(page.locator(".card-replaced")).to_have_text("已由李强签收")
    await expect(page.locator(".card-button")).to_have_count(0)
    assert errors == []


async def test_what_people_write_is_never_markup(page: Page, rest: Any, echo: Any) -> None:
    await page.goto(f"{echo and rest.emulator.url}/#li.qiang")
    await page.locator("[data-place='bot:li.qiang']").click()
    await page.locator("#text").fill(EVIL)
    await page.locator("#send").click()
    await expect(page.locator(".entry.mine .bubble")).to_have_text(EVIL)
    await expect(page.locator(".entry:not(.mine) .bubble")).to_contain_text("<b>粗</b>")
    assert await page.locator(".log img, .log b, .places img, .log a").count() == 0
    await expect(page).to_have_title("李强 · 本机演练")


async def test_a_push_to_somebody_else_is_seen_in_the_list_and_as_a_dot(
    page: Page, rest: Any
) -> None:
    await page.goto(f"{rest.emulator.url}/#li.qiang")
    await expect(page.locator("#whoami")).to_contain_text("我是李强")
    await page.locator("[data-move]", has_text="+1小时").click()
    await expect(page.locator("#clock-time")).to_have_text("10:00")
    await rest.send("zheng.ke", msgtype="text", text={"content": "移12超期未受理"})
    await page.locator("#tab-pushes").click()
    row = page.locator(".push")
    await expect(row).to_contain_text("郑科")
    await expect(row).to_contain_text("移12超期未受理")
    await expect(page.locator(".push-at")).to_contain_text("11月5日 10:00")

    await expect(page.locator("#whoami .badge")).to_have_text("1")
    await page.locator("#whoami").click()
    await expect(page.locator("[data-person='zheng.ke'] .badge")).to_have_text("1")
    await page.locator("[data-person='zheng.ke']").click()
    await page.locator("#tab-chats").click()
    await expect(page.locator("[data-place='app:zheng.ke'] .badge")).to_have_text("1")
    await page.locator("[data-place='app:zheng.ke']").click()
    await expect(page.locator(".bubble")).to_have_text("移12超期未受理")
    await expect(page.locator("[data-place='app:zheng.ke'] .badge")).to_have_count(0)


async def test_it_fits_a_telephone(page: Page, rest: Any) -> None:
    await page.set_viewport_size({"width": 390, "height": 800})
    await page.goto(f"{rest.emulator.url}/#li.qiang")
    await page.locator("[data-place='app:li.qiang']").click()
    await expect(page.locator("#text")).to_be_visible()
    width = await page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390
    await page.locator("#chat [data-back]").click()
    await expect(page.locator("[data-place='app:li.qiang']")).to_be_visible()


PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk"
    "+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


async def test_pictures_files_and_voices_are_seen_and_quoted(
    page: Page, rest: Any, line: Any
) -> None:
    picture = base64.b64decode(PIXEL)
    await page.goto(f"{rest.emulator.url}/#li.qiang")
    await page.locator("[data-place='bot:li.qiang']").click()
    await page.locator("#attach").set_input_files(
        [
            FilePayload(name="现场.png", mimeType="image/png", buffer=picture),
            FilePayload(name="检查笔录.txt", mimeType="text/plain", buffer="笔录内容".encode()),
        ]
    )
    await page.locator("#send").click()
    thumb = page.locator(".log img.thumb")
    await expect(thumb).to_be_visible()
    assert await thumb.evaluate("image => image.complete && image.naturalWidth") == 1
    async with page.expect_download() as fetched:
        await page.locator("a.attached.file", has_text="检查笔录.txt").click()
    kept = await (await fetched.value).path()
    assert kept.read_bytes() == "笔录内容".encode()

    await rest.do("say", from_="li.qiang", chat="bot", text="", voice="在东关桥头查到一家")
    await expect(page.locator(".attached.voice")).to_contain_text("在东关桥头查到一家")
    await page.locator(".entry", has_text="检查笔录.txt").locator(".quote").click()
    await expect(page.locator("#quoting-text")).to_have_text("引用：[文件] 检查笔录.txt")
    await page.locator("#text").fill("附到移12")
    await page.locator("#send").click()
    while (body := (await line.hear())["body"])["msgtype"] != "text":
        pass
    assert body["quote"]["msgtype"] == "file"

    media_id = (await rest.upload("media/upload", "示意图.png", picture, type="image"))["media_id"]
    await rest.send("li.qiang", msgtype="image", image={"media_id": media_id})
    await page.locator("[data-place='app:li.qiang']").click()
    await expect(page.locator(".log img.thumb")).to_have_attribute("alt", "示意图.png")
    await page.locator("#tab-pushes").click()
    await expect(page.locator(".push")).to_contain_text("[图片] 示意图.png")


async def test_a_login_link_opens_as_the_one_who_reads_it(page: Page, rest: Any) -> None:
    back = f"{rest.emulator.url}/board"
    query = {
        "appid": "ww0000000000000001",
        "redirect_uri": back,
        "response_type": "code",
        "scope": "snsapi_base",
        "state": "abc",
    }
    url = f"{rest.emulator.authorize_url}?{urlencode(query)}#wechat_redirect"
    card = {
        "card_type": "text_notice",
        "main_title": {"title": "督办看板"},
        "card_action": {"type": 1, "url": url},
    }
    await rest.send("zheng.ke", msgtype="template_card", template_card=card)
    await page.goto(f"{rest.emulator.url}/#zheng.ke")
    await page.locator("[data-place='app:zheng.ke']").click()
    async with page.context.expect_page() as opened:
        await page.locator(".card-link").click()
    board = await opened.value
    await board.wait_for_url(f"{back}?code=*")
    code = parse_qs(urlsplit(board.url).query)["code"][0]
    answer = await rest.get("auth/getuserinfo", code=code, access_token=await rest.token())
    assert answer["userid"] == "zheng.ke"

    await page.goto(url)
    await page.locator("a", has_text="李强").click()
    await page.wait_for_url(f"{back}?code=*")
    code = parse_qs(urlsplit(page.url).query)["code"][0]
    answer = await rest.get("auth/getuserinfo", code=code, access_token=await rest.token())
    assert answer["userid"] == "li.qiang"
