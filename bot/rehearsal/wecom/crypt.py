"""The platform's cipher and signature, for app, robot and media; written apart from the bot's."""

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

BLOCK: Final = 32
"""Padding goes to this many bytes, not to the 16 of the cipher."""


class Unreadable(Exception):
    """What came is not signed, or not encrypted, as it has to be."""


class Crypt:
    """Encrypts, decrypts and signs with one token and one EncodingAESKey.

    Args:
        token: of the callback.
        aes_key: the EncodingAESKey, 43 characters.
        receive_id: the corpid for the app, "" for a robot.
    """

    def __init__(self, token: str, aes_key: str, receive_id: str) -> None:
        self.key = base64.b64decode(f"{aes_key}=")
        if len(self.key) != BLOCK:
            raise ValueError("an EncodingAESKey has 43 characters")
        self._token = token
        self._receive_id = receive_id.encode()

    def encrypt(self, text: str, head: bytes = b"") -> str:
        """Encrypt a text; `head` is the 16 leading bytes where a test vector wants its own."""
        body = text.encode()
        head = head or secrets.token_bytes(16)
        plain = head + len(body).to_bytes(4, "big") + body + self._receive_id
        return base64.b64encode(encrypt_bytes(self.key, plain)).decode()

    def decrypt(self, encrypted: str) -> str:
        """Decrypt a text and check length, padding and receiver.

        Raises:
            Unreadable: something about it is wrong.
        """
        try:
            plain = decrypt_bytes(self.key, base64.b64decode(encrypted, validate=True))
        except (binascii.Error, ValueError):
            raise Unreadable("not base64, or not padded to 32 bytes") from None
        end = 20 + int.from_bytes(plain[16:20], "big")
        if len(plain) < 20 or end > len(plain):
            raise Unreadable("wrong length")
        if plain[end:] != self._receive_id:
            raise Unreadable("wrong receiveid")
        try:
            return plain[20:end].decode()
        except UnicodeDecodeError:
            raise Unreadable("not UTF-8") from None

    def sign(self, timestamp: str, nonce: str, encrypted: str) -> str:
        """The signature of an envelope."""
        parts = sorted(one.encode() for one in (self._token, timestamp, nonce, encrypted))
        return hashlib.sha1(b"".join(parts)).hexdigest()  # noqa: S324 - the platform's choice

    def check(self, signature: str, timestamp: str, nonce: str, encrypted: str) -> None:
        """Refuse an envelope with a wrong signature.

        Raises:
            Unreadable: it has one.
        """
        expected = self.sign(timestamp, nonce, encrypted)
        if not hmac.compare_digest(expected.encode(), signature.encode()):
            raise Unreadable("wrong signature")

    def query(self, encrypted: str, timestamp: int) -> Mapping[str, str]:
        """The query of a callback; each time with a nonce of its own."""
        nonce, stamp = str(secrets.randbelow(10**10)), str(timestamp)
        return {
            "msg_signature": self.sign(stamp, nonce, encrypted),
            "timestamp": stamp,
            "nonce": nonce,
        }

    def echo(self, words: str, timestamp: int) -> Mapping[str, str]:
        """The query of a URL check."""
        encrypted = self.encrypt(words)
        return {**self.query(encrypted, timestamp), "echostr": encrypted}


def encrypt_bytes(key: bytes, content: bytes) -> bytes:
    """Pad and encrypt; this alone is the cipher of pictures and files."""
    short = BLOCK - len(content) % BLOCK
    encryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return encryptor.update(content + bytes([short]) * short) + encryptor.finalize()


def decrypt_bytes(key: bytes, content: bytes) -> bytes:
    """Decrypt and take the padding off.

    Raises:
        ValueError: it is not of whole blocks, or the padding is not as it has to be.
    """
    if not content or len(content) % BLOCK:
        raise ValueError("not of whole blocks")
    decryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).decryptor()
    plain = decryptor.update(content) + decryptor.finalize()
    short = plain[-1]
    if not 1 <= short <= BLOCK or plain[-short:] != bytes([short]) * short:
        raise ValueError("wrong padding")
    return plain[:-short]
