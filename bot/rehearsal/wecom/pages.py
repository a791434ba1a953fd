"""The page, and the socket on whatever path the bot was told."""

from pathlib import Path

from aiohttp import web

from bot.rehearsal.wecom.aibot import Aibot

FOLDER = Path(__file__).parent / "page"
FILES = {
    "/": ("index.html", "text/html"),
    "/page.css": ("page.css", "text/css"),
    "/page.js": ("page.js", "text/javascript"),
    "/cards.js": ("cards.js", "text/javascript"),
    "/pushes.js": ("pushes.js", "text/javascript"),
    "/files.js": ("files.js", "text/javascript"),
    "/markdown.js": ("markdown.js", "text/javascript"),
}
POLICY = "default-src 'self'; img-src 'self' data:; style-src 'self'; base-uri 'none'"


class Pages:
    """Static files; no template, so that nothing anybody wrote is ever part of a page."""

    def __init__(self, aibot: Aibot) -> None:
        self._aibot = aibot

    def mount(self, router: web.UrlDispatcher) -> None:
        """Last of all: it takes every path that is left."""
        router.add_get("/{tail:.*}", self._serve)

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        if request.headers.get("Upgrade", "").lower() == "websocket":
            return await self._aibot.serve(request)
        name, kind = FILES.get(request.path, ("", ""))
        if not name:
            raise web.HTTPNotFound
        return web.Response(
            body=(FOLDER / name).read_bytes(),
            content_type=kind,
            charset="utf-8",
            headers={"Content-Security-Policy": POLICY, "Cache-Control": "no-cache"},
        )
