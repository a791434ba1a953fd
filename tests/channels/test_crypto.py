"""The published vectors, and everything that can be wrong with an envelope."""

import base64
import hashlib
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from bot.channels.wecom.crypto import (
    LARGEST_ENVELOPE,
    Seal,
    Signed,
    Unauthentic,
    cdata,
    encrypted_part,
    query,
    signed,
)
from bot.settings import CallbackKeys

TOKEN = "demoToken2026"
KEYS = CallbackKeys(SecretStr(TOKEN), SecretStr("0123456789abcdefghijklmnopqrstuvwxyzABCDEFG"))
SALT = b"ABCDEFGHIJKLMNOP"
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


def sign(encrypt: str, timestamp: str = "1760000000", nonce: str = "1372623149") -> Signed:
    parts = sorted([TOKEN, timestamp, nonce, encrypt])
    return Signed(hashlib.sha1("".join(parts).encode()).hexdigest(), timestamp, nonce)  # noqa: S324


@pytest.mark.parametrize(("text", "receiver", "encrypt", "signature"), VECTORS)
def test_the_published_vectors_open_and_close(
    text: str, receiver: str, encrypt: str, signature: str
) -> None:
    seal = Seal(KEYS, receiver)
    assert seal.open(Signed(signature, "1760000000", "1372623149"), encrypt) == text
    closed = seal.close(text, 1760000000, "1372623149", SALT)
    assert (closed.encrypt, closed.signature) == (encrypt, signature)


@given(text=st.text(), nonce=st.text(alphabet="0123456789", min_size=1))
def test_what_was_closed_opens_again(text: str, nonce: str) -> None:
    seal = Seal(KEYS, "ww1")
    envelope = seal.close(text, 1760000000, nonce)
    assert seal.open(Signed(envelope.signature, "1760000000", nonce), envelope.encrypt) == text


def reason(encrypt: str, signature: Signed | None = None, receiver: str = "") -> str:
    with pytest.raises(Unauthentic) as fault:
        Seal(KEYS, receiver).open(signature or sign(encrypt), encrypt)
    return fault.value.reason


def encrypted(plain: bytes) -> str:
    """Any bytes as ciphertext, so that what is inside can be wrong."""
    seal = Seal(KEYS, "")
    return base64.b64encode(seal._cipher.encrypt(plain)).decode()


def test_a_wrong_signature_is_found_before_anything_is_decrypted() -> None:
    good = VECTORS[2][2]
    assert reason(good, Signed("0" * 40, "1760000000", "1372623149")) == "signature"
    assert reason("不是密文", Signed("签名", "1760000000", "1")) == "signature"


@pytest.mark.parametrize("field", ["timestamp", "nonce"])
def test_the_signature_covers_time_and_nonce(field: str) -> None:
    good = VECTORS[2][2]
    right = sign(good)
    values = {"timestamp": right.timestamp, "nonce": right.nonce, field: "17"}
    assert reason(good, Signed(right.signature, **values)) == "signature"


@pytest.mark.parametrize(
    ("encrypt", "expected"),
    [
        ("", "length"),
        ("AAAA", "length"),
        ("A", "base64"),
        ("密文", "base64"),
        ("AAA=BBBB", "base64"),
        (base64.b64encode(b"x" * 33).decode(), "length"),
        (base64.b64encode(b"x" * 48).decode(), "length"),
    ],
)
def test_a_broken_ciphertext_is_refused(encrypt: str, expected: str) -> None:
    assert reason(encrypt) == expected


def test_padding_and_length_are_checked() -> None:
    def padded(body: bytes) -> bytes:
        pad = 32 - len(body) % 32
        return body + bytes([pad]) * pad

    assert reason(encrypted(SALT + b"\x00\x00\x00\x01a" + b"\x00" * 11)) == "padding"
    assert reason(encrypted(b"a" * 31 + b"\x21")) == "padding"
    assert reason(encrypted(b"a" * 24 + b"\x01" * 7 + b"\x08")) == "padding"
    assert reason(encrypted(b"\x20" * 32)) == "length"
    assert reason(encrypted(padded(SALT + b"\x00\x00\x00"))) == "length"
    assert reason(encrypted(padded(SALT + b"\x00\x00\xff\xffabc"))) == "length"
    assert reason(encrypted(padded(SALT + b"\xff\xff\xff\xffabc"))) == "length"
    assert reason(encrypted(padded(SALT + b"\x00\x00\x00\x02\xff\xfe"))) == "utf-8"


def test_somebody_elses_receiver_is_refused() -> None:
    text, _, encrypt, _ = VECTORS[0]
    assert reason(encrypt, receiver="ww0000000000000002") == "receiveid"
    assert reason(encrypt, receiver="") == "receiveid"
    assert Seal(KEYS, "ww0000000000000001").open(sign(encrypt), encrypt) == text


def test_random_bytes_never_get_through() -> None:
    dice = random.Random(7)
    for _ in range(300):
        noise = dice.randbytes(32 * dice.randint(1, 4))
        assert reason(base64.b64encode(noise).decode()) in {"padding", "length", "receiveid"}


def test_the_ciphertext_is_taken_without_parsing() -> None:
    assert encrypted_part(b"<xml><Encrypt><![CDATA[QUJD]]></Encrypt></xml>") == "QUJD"
    assert encrypted_part(b"<xml><Encrypt>QUJD==</Encrypt></xml>") == "QUJD=="


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<xml/>",
        b"<xml><Encrypt></Encrypt></xml>",
        b"<xml><Encrypt><![CDATA[QU JD]]></Encrypt></xml>",
        b"<xml><Encrypt>QUJD</Encrypt><Encrypt>QUJD</Encrypt></xml>",
        b"<xml><Encrypt><a>QUJD</a></Encrypt></xml>",
        b'<!DOCTYPE x [<!ENTITY e "QUJD">]><xml><Encrypt>&e;</Encrypt></xml>',
        b"\xff\xfe<xml>",
        b"<a>" * 20000,
    ],
)
def test_a_body_without_one_ciphertext_is_refused(body: bytes) -> None:
    with pytest.raises(Unauthentic):
        encrypted_part(body)


def test_a_large_body_is_not_looked_at() -> None:
    body = b"<xml><Encrypt>QUJD</Encrypt></xml>" + b" " * LARGEST_ENVELOPE
    with pytest.raises(Unauthentic) as fault:
        encrypted_part(body)
    assert fault.value.reason == "too-large"


def test_a_plus_in_the_query_survives_and_nothing_is_decoded_twice() -> None:
    assert query("echostr=a+b%2Bc%252F%3D&nonce=1") == {"echostr": "a+b+c%2F=", "nonce": "1"}


@pytest.mark.parametrize("raw", ["", "msg_signature=1&timestamp=2", "timestamp=1&nonce=2"])
def test_an_unsigned_query_is_refused(raw: str) -> None:
    with pytest.raises(Unauthentic):
        signed(query(raw))


def test_nothing_closes_a_cdata_section() -> None:
    assert cdata("a]]>b\x00\x0bc") == "<![CDATA[a]]]]><![CDATA[>bc]]>"


def test_a_wrong_key_cannot_make_a_seal() -> None:
    with pytest.raises(ValueError, match="43"):
        Seal(
            CallbackKeys(SecretStr(TOKEN), SecretStr("0123456789abcdefghijklmnopqrstuvwxyz012")), ""
        )
