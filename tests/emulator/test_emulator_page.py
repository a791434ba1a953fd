"""The page, in a real browser: somebody writes, a bot answers, a button is pressed."""

import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, async_playwright, expect

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
