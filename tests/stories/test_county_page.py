"""The whole program in a real browser: 市监局 refers a case, 城关镇 accepts it by a button."""

import os
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright, expect

from bot.rehearsal.demo import rehearsal, sample

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
SENTENCE = "今早在东关桥头查到一家小吃店没有食品经营许可，移给城关镇"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not CHROMIUM.exists() and not os.environ.get("CI"),
        reason="no chromium at /usr/bin/chromium",
    ),
]


async def test_a_referral_is_filed_and_accepted_on_the_page(tmp_path: Path) -> None:
    """`LIAISON_PICTURE` names the file that the README's picture is written to."""
    picture = Path(os.environ.get("LIAISON_PICTURE", tmp_path / "page.png"))
    async with rehearsal(sample("qingfeng")) as scene, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        page = await browser.new_page(viewport={"width": 1280, "height": 860})
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))

        await page.goto(f"{scene.emulator.url}/#li.qiang")
        await page.locator("[data-place^='group:']").click()
        await _say(page, SENTENCE)
        card = page.locator(".card").last
        await expect(card).to_contain_text("移交草稿，确认后才发出")
        await expect(card).to_contain_text("清丰县城关镇人民政府")
        await card.get_by_text("确认发出", exact=True).click()
        await expect(page.locator(".log")).to_contain_text(
            "移1 已送达，等待办理。详情已单独发给您。"
        )
        drawn = await page.screenshot(path=picture)

        await page.goto(f"{scene.emulator.url}/#song.mei")
        await page.reload()
        await page.locator("[data-place='app:song.mei']").click()
        await page.locator(".card-button", has_text="受理").first.click()
        await expect(page.locator(".log")).to_contain_text("已受理")
        await expect(page.locator(".log")).to_contain_text("受理不等于立案")

        await page.goto(f"{scene.emulator.url}/#li.qiang")
        await page.reload()
        await page.locator("[data-place='app:li.qiang']").click()
        await _say(page, "为什么 移1")
        why = page.locator(".log")
        await expect(why).to_contain_text("应当在2个工作日内向乡（镇）人民政府移交")
        await browser.close()
    assert errors == []
    assert len(drawn) > 20_000


async def _say(page: Page, words: str) -> None:
    await page.locator("#text").fill(words)
    await page.locator("#text").press("Enter")
