"""The emulator with TLS, under an authority of its own as private deployments have it."""

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bot.clock import VirtualClock
from bot.rehearsal.wecom import Emulator, Person, Tenant

TENANT = Tenant("ww1", 1, "s", "t", "a" * 43, "bot", "secret", (Person("li.qiang", "李强"),))


@pytest.fixture
def certificate(tmp_path: Path, clock: VirtualClock) -> Path:
    """Key and certificate of 127.0.0.1 in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    address = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(clock.now() + timedelta(days=36500))
        .add_extension(address, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "certificate.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return file


async def test_rest_and_socket_speak_tls(certificate: Path, clock: VirtualClock) -> None:
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(certificate)
    trusting: Any = ssl.create_default_context(cafile=str(certificate))
    emulator = Emulator(TENANT, clock)
    try:
        assert (await emulator.start(tls=tls)).startswith("https://127.0.0.1:")
        assert emulator.socket_url.startswith("wss://127.0.0.1:")
        connector = aiohttp.TCPConnector(ssl=trusting)
        async with aiohttp.ClientSession(connector=connector) as session:
            query = {"corpid": "ww1", "corpsecret": "s"}
            async with session.get(f"{emulator.api_base}gettoken", params=query) as response:
                assert (await response.json())["errcode"] == 0
            async with session.ws_connect(emulator.socket_url) as socket:
                body = {"bot_id": "bot", "secret": "secret"}
                frame = {"cmd": "aibot_subscribe", "headers": {"req_id": "1"}, "body": body}
                await socket.send_json(frame)
                assert (await socket.receive_json())["errcode"] == 0
    finally:
        await emulator.close()
