"""Checks that a delivery comes from who says so, over the body as it came."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping, Sequence


def is_discourse_signature(header: str, *, secret: str, body: bytes) -> bool:
    """Tell whether a header `sha256=<hex>` signs this body."""
    digest = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(
        _bytes(header.strip()), f"sha256={digest}".encode()
    )


def wecom_signature(parts: Sequence[str]) -> str:
    """Return the signature of token, timestamp, nonce and cipher text."""
    joined = "".join(sorted(parts))
    return hashlib.sha1(_bytes(joined), usedforsecurity=False).hexdigest()


def is_same(given: str, expected: str) -> bool:
    """Tell whether two texts are equal, in a time that tells nothing; nothing
    equals an empty one.
    """
    if not expected:
        return False
    return hmac.compare_digest(_bytes(given), _bytes(expected))


def _bytes(text: str) -> bytes:
    """Return the bytes of a text of others, which may hold lone surrogates."""
    return text.encode("utf-8", "replace")


def given_key(headers: Mapping[str, str]) -> str:
    """Return the key of an Authorization header: the name of Basic, whatever
    its password, or what follows Bearer.
    """
    scheme, _blank, value = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return value.strip()
    if scheme.lower() != "basic":
        return ""
    try:
        pair = base64.b64decode(value.strip() + "==").decode()
    except (binascii.Error, ValueError):
        return ""
    return pair.partition(":")[0]
