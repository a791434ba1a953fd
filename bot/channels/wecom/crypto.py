"""The envelope of WeCom callbacks: signed, encrypted, and checked before anything is parsed."""

import base64
import binascii
import hashlib
import hmac
import json
import re
import secrets
import struct
from dataclasses import dataclass
from urllib.parse import unquote

from wechatpy.crypto import PKCS7Encoder, WeChatCipher

from bot.settings import CallbackKeys

LARGEST_ENVELOPE = 64 * 1024
"""Bytes of body we look at. A text message needs a twentieth of it."""

_ENCRYPT = re.compile(rb"<Encrypt>\s*(?:<!\[CDATA\[)?([A-Za-z0-9+/]+={0,2})(?:\]\]>)?\s*</Encrypt>")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class Unauthentic(Exception):
    """The envelope is not from the platform, or not for us, or broken.

    Attributes:
        reason: one word for the log; never anything from the message.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Signed:
    """What stands in the query of a callback, URL-decoded once."""

    signature: str
    timestamp: str
    nonce: str


@dataclass(frozen=True, slots=True)
class Envelope:
    """An encrypted answer, before it is written as XML or as JSON."""

    encrypt: str
    signature: str
    timestamp: int
    nonce: str

    def as_xml(self) -> str:
        """The form the app's callback takes."""
        return (
            f"<xml><Encrypt>{cdata(self.encrypt)}</Encrypt>"
            f"<MsgSignature>{cdata(self.signature)}</MsgSignature>"
            f"<TimeStamp>{self.timestamp}</TimeStamp><Nonce>{cdata(self.nonce)}</Nonce></xml>"
        )

    def as_json(self) -> str:
        """The form the robot's callback takes; its timestamp is a number."""
        return json.dumps(
            {
                "encrypt": self.encrypt,
                "msgsignature": self.signature,
                "timestamp": self.timestamp,
                "nonce": self.nonce,
            },
            ensure_ascii=False,
        )


class Seal:
    """Opens and closes envelopes with one token and one EncodingAESKey.

    Args:
        keys: of the app or of the robot.
        receive_id: the corpid for the app, "" for a robot of the own enterprise.
    """

    def __init__(self, keys: CallbackKeys, receive_id: str) -> None:
        key = base64.b64decode(keys.aes_key.get_secret_value() + "=")
        if len(key) != 32:
            raise ValueError("an EncodingAESKey has 43 characters")
        self._token = keys.token.get_secret_value()
        self._cipher = WeChatCipher(key)
        self._receive_id = receive_id.encode()

    def open(self, signed: Signed, encrypt: str) -> str:
        """Check the signature, then decrypt, then check all that can be checked.

        Raises:
            Unauthentic: at the first thing that is wrong.
        """
        expected = self._sign(signed.timestamp, signed.nonce, encrypt)
        if not hmac.compare_digest(expected.encode(), signed.signature.encode()):
            raise Unauthentic("signature")
        try:
            ciphertext = base64.b64decode(encrypt, validate=True)
        except (binascii.Error, ValueError):
            raise Unauthentic("base64") from None
        if not ciphertext or len(ciphertext) % 32:
            raise Unauthentic("length")
        plain: bytes = self._cipher.decrypt(ciphertext)
        pad = plain[-1]
        if not 1 <= pad <= 32 or plain[-pad:] != bytes([pad]) * pad:
            raise Unauthentic("padding")
        plain = plain[:-pad]
        if len(plain) < 20:
            raise Unauthentic("length")
        (size,) = struct.unpack(">I", plain[16:20])
        if 20 + size > len(plain):
            raise Unauthentic("length")
        if plain[20 + size :] != self._receive_id:
            raise Unauthentic("receiveid")
        try:
            return plain[20 : 20 + size].decode()
        except UnicodeDecodeError:
            raise Unauthentic("utf-8") from None

    def close(self, text: str, timestamp: int, nonce: str, salt: bytes | None = None) -> Envelope:
        """Encrypt and sign an answer.

        Args:
            text: the plaintext.
            timestamp: seconds.
            nonce: that of the request.
            salt: the 16 leading bytes; random unless a test vector wants its own.
        """
        body = text.encode()
        head = secrets.token_bytes(16) if salt is None else salt
        plain = head + struct.pack(">I", len(body)) + body + self._receive_id
        encrypt = base64.b64encode(self._cipher.encrypt(PKCS7Encoder.encode(plain))).decode()
        return Envelope(encrypt, self._sign(str(timestamp), nonce, encrypt), timestamp, nonce)

    def _sign(self, timestamp: str, nonce: str, encrypt: str) -> str:
        parts = sorted(part.encode() for part in (self._token, timestamp, nonce, encrypt))
        return hashlib.sha1(b"".join(parts)).hexdigest()  # noqa: S324  # the platform's choice


def encrypted_part(body: bytes) -> str:
    """Take the ciphertext out of the app's XML envelope without parsing XML from strangers.

    Raises:
        Unauthentic: none, or more than one, or the body is too large.
    """
    if len(body) > LARGEST_ENVELOPE:
        raise Unauthentic("too-large")
    found = _ENCRYPT.findall(body)
    if len(found) != 1:
        raise Unauthentic("envelope")
    return bytes(found[0]).decode("ascii")


def cdata(text: str) -> str:
    """Text as a CDATA section that nothing inside can close."""
    clean = _CONTROL.sub("", text).replace("]]>", "]]]]><![CDATA[>")
    return f"<![CDATA[{clean}]]>"


def query(raw: str) -> dict[str, str]:
    """The raw query of a callback, URL-decoded once; a bare + stays a +."""
    pairs = (pair.partition("=") for pair in raw.split("&"))
    return {unquote(name): unquote(value) for name, _, value in pairs}


def signed(given: dict[str, str]) -> Signed:
    """The signature in a query.

    Raises:
        Unauthentic: there is none.
    """
    try:
        return Signed(given["msg_signature"], given["timestamp"], given["nonce"])
    except KeyError:
        raise Unauthentic("unsigned") from None
