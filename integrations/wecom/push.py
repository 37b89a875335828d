"""WeCom's callbacks: signed, and encrypted with the key of the callback."""

import base64
import binascii
import json
from datetime import datetime
from xml.etree.ElementTree import Element, ParseError

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from integrations.rules.pushing import Accepted, Delivered, DeliveryRefusal
from integrations.rules.rows import MappedRows
from integrations.rules.signatures import is_same, wecom_signature
from integrations.wecom.mapping import map_callback

BLOCK = 32
RANDOM = 16
# Callbacks have some hundred bytes, and XML is read before it is known whose it is.
MOST_BYTES = 64 << 10


def receive(delivered: Delivered) -> Accepted:
    """Return the events of a callback; a GET is answered with its decrypted
    text, which proves to WeCom that the keys are right.

    Errors: Refusal.
    """
    if not delivered.secrets.get("token"):
        raise DeliveryRefusal(401, "wrong_signature")
    if delivered.method == "GET":
        cipher_text = delivered.query.get("echostr", "")
        _check_signature(delivered, cipher_text)
        clear = decrypt(cipher_text, delivered)
        return Accepted([], clear, "text/plain")
    if len(delivered.body) > MOST_BYTES:
        raise DeliveryRefusal(413, "too_large")
    cipher_text = _child(_xml(delivered.text()), "Encrypt")
    _check_signature(delivered, cipher_text)
    event = {}
    for child in _xml(decrypt(cipher_text, delivered)):
        event[child.tag] = (child.text or "").strip()
    kind = event.get("ChangeType") or event.get("Event", "")
    text = json.dumps(event, ensure_ascii=False)
    return Accepted([("", kind, text)], "", "text/plain", starts_pull=True)


def _check_signature(delivered: Delivered, cipher_text: str) -> None:
    token = delivered.secrets.get("token", "")
    parts = (
        token,
        delivered.query.get("timestamp", ""),
        delivered.query.get("nonce", ""),
        cipher_text,
    )
    given = delivered.query.get("msg_signature", "")
    if not token or not is_same(given, wecom_signature(parts)):
        raise DeliveryRefusal(401, "wrong_signature")


def decrypt(cipher_text: str, delivered: Delivered) -> str:
    """Return the clear text of a message to our corp. Errors: Refusal."""
    try:
        key = base64.b64decode(delivered.secrets.get("aes_key", "") + "=")
        encrypted = base64.b64decode(cipher_text)
        decryptor = Cipher(
            algorithms.AES(key), modes.CBC(key[:16])
        ).decryptor()
        padded = decryptor.update(encrypted) + decryptor.finalize()
        clear = padded[RANDOM : -padded[-1]]
        length = int.from_bytes(clear[:4], "big")
        text = clear[4 : 4 + length].decode()
        receiver = clear[4 + length :].decode()
    except (ValueError, IndexError, binascii.Error) as error:
        raise DeliveryRefusal(400, "not_decryptable") from error
    if not is_same(receiver, delivered.options.get("corp_id", "")):
        raise DeliveryRefusal(401, "not_for_us")
    return text


def _xml(text: str) -> Element:
    try:
        found: Element = fromstring(text)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise DeliveryRefusal(400, "not_xml") from error
    return found


def _child(parent: Element, name: str) -> str:
    return (parent.findtext(name) or "").strip()


def map_delivery(
    kind: str,
    body: str,
    received_at: datetime,
    rows: MappedRows,
) -> None:
    """Add what a stored callback means."""
    map_callback(json.loads(body), rows)
