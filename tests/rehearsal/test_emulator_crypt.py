"""The emulator's cipher agrees with the published vectors, so that it cannot err with the bot."""

import base64

import pytest

from bot.rehearsal.wecom.crypt import Crypt, Unreadable, decrypt_bytes, encrypt_bytes

KEY = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFG"
HEAD = b"ABCDEFGHIJKLMNOP"
STAMP, NONCE = "1760000000", "1372623149"
VECTORS = [
    (
        "1616140317555161061",
        "ww0000000000000001",
        "B2yGn7kE3nDyRso+xhlT9rpyB0sOX1+RCMlP2iuElXyIlPnEbK0MIOgUsoRuFctaHr3VFYX9jo/PkDnJaCjimQ==",
        "6ad8fb3603e2b1bcaa6fec12b21c55488f0185c5",
    ),
    (
        '{"msgid":"m-1","msgtype":"text"}',
        "",
        "B2yGn7kE3nDyRso+xhlT9qNUpUX8l0MbUvH5DZmEPHyMqKGXM0zOxbgFfoq8ee2GhTiS4SkR8S0Gazs+LHMhIQ==",
        "7d8c3efcfc39a93173a3ac2f9f0f566b23f57485",
    ),
    (
        "hello wecom!",
        "",
        "B2yGn7kE3nDyRso+xhlT9tsEtcAbAVmz3XOHdbUqhhhJnfS52tLGDsv6xehgxfb6qykflILpaqV+Mt6xAaCmaA==",
        "4123f29441bfe2ed2692f3227e66715f8bbea02f",
    ),
]


@pytest.mark.parametrize(("text", "receiver", "encrypted", "signature"), VECTORS)
def test_the_published_vectors(text: str, receiver: str, encrypted: str, signature: str) -> None:
    crypt = Crypt("demoToken2026", KEY, receiver)
    assert crypt.key.hex() == "d35db7e39ebbf3d69b71d79f8218a39259a7a29aabb2dbafc31cb30010831051"
    assert crypt.encrypt(text, HEAD) == encrypted
    assert crypt.sign(STAMP, NONCE, encrypted) == signature
    crypt.check(signature, STAMP, NONCE, encrypted)
    assert crypt.decrypt(encrypted) == text


def test_the_published_vector_of_a_picture() -> None:
    key = Crypt("demoToken2026", KEY, "").key
    sealed = base64.b64decode("tSuaYph39S24cCaGGFXivH65OG71sdlSr22WsXN8moY=")
    assert encrypt_bytes(key, b"fake-jpeg-bytes") == sealed
    assert decrypt_bytes(key, sealed) == b"fake-jpeg-bytes"


@pytest.mark.parametrize(
    ("encrypted", "why"),
    [
        ("没有加密", "base64"),
        ("", "base64"),
        (base64.b64encode(b"x" * 48).decode(), "base64"),
        (base64.b64encode(b"x" * 64).decode(), "padded"),
        (Crypt("t", KEY, "ww9").encrypt("你好"), "receiveid"),
    ],
    ids=["in-clear", "empty", "too-short", "not-padded", "of-somebody-else"],
)
def test_what_no_bot_may_answer_cannot_be_read(encrypted: str, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        Crypt("demoToken2026", KEY, "").decrypt(encrypted)


def test_a_foreign_signature_is_refused() -> None:
    with pytest.raises(Unreadable, match="signature"):
        Crypt("demoToken2026", KEY, "").check("0" * 40, STAMP, NONCE, VECTORS[1][2])
