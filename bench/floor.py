"""The floor: the callback's own work and nothing behind it.

An aiohttp server that verifies, decrypts and reads one callback and answers an encrypted passive
text. It keeps nothing, knows nobody and decides nothing; no bot can be faster in this language on
this server.

    python -m bench.floor PORT
"""

import asyncio
import sys
import time

from aiohttp import web
from pydantic import SecretStr

from bench.load import WORDS, tell_cost
from bot.channels.wecom import callback
from bot.channels.wecom.crypto import Seal, Unauthentic, encrypted_part, query, signed
from bot.rehearsal.demo import AES_KEY, CORP_ID, REHEARSAL
from bot.settings import CallbackKeys


def site() -> web.Application:
    """The server."""
    seal = Seal(CallbackKeys(SecretStr(REHEARSAL), SecretStr(AES_KEY)), CORP_ID)

    async def receive(request: web.Request) -> web.Response:
        try:
            signature = signed(query(request.rel_url.raw_query_string))
            said = callback.read(seal.open(signature, encrypted_part(await request.read())))
        except Unauthentic:
            return web.Response(status=403)
        now = int(time.time())  # noqa: TID251 - a stamp on the wire, as the platform wants it
        answer = callback.text_answer(said.frame, CORP_ID, WORDS, now)
        envelope = seal.close(answer, now, signature.nonce)
        return web.Response(text=envelope.as_xml(), content_type="application/xml")

    app = web.Application(client_max_size=1024 * 1024)
    app.router.add_post("/wecom/app", receive)
    return app


async def main(port: int) -> None:
    """Serve until the input ends."""
    runner = web.AppRunner(site(), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    await tell_cost()
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
