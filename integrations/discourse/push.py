"""Discourse's webhooks: signed with HMAC-SHA256 over the body as it came."""

from datetime import datetime
from urllib.parse import parse_qs

from common.rules.strict_json import parse_json
from integrations.discourse.mapping import map_webhook
from integrations.rules.pushing import Accepted, Delivered, DeliveryRefusal
from integrations.rules.rows import MappedRows, text_of
from integrations.rules.signatures import is_discourse_signature

SIGNATURE = "x-discourse-event-signature"


def receive(delivered: Delivered) -> Accepted:
    """Return what is to be stored of a delivery.

    Its key is made of the post and its version, because a delivery that is
    repeated has a new event id. Errors: Refusal.
    """
    signature = delivered.headers.get(SIGNATURE, "")
    secret = delivered.secrets.get("hook_secret", "")
    if not is_discourse_signature(
        signature, secret=secret, body=delivered.body
    ):
        raise DeliveryRefusal(401, "wrong_signature")
    text = _json_of(delivered)
    kind = delivered.headers.get("x-discourse-event", "")
    return Accepted([(_key(kind, text, delivered), kind, text)])


def _json_of(delivered: Delivered) -> str:
    """Return the JSON of a body, which the site may send as a form."""
    text = delivered.text()
    form = "x-www-form-urlencoded"
    if form in delivered.headers.get("content-type", ""):
        text = parse_qs(text).get("payload", [""])[0]
    return text


def _key(kind: str, text: str, delivered: Delivered) -> str:
    body = delivered.parse(text)
    post = body.get("post")
    if isinstance(post, dict) and post.get("version"):
        moment = text_of(post.get("updated_at"))
        return f"{kind}:{post.get('id')}:{post['version']}:{moment}"
    event_id = delivered.headers.get("x-discourse-event-id", "")
    return f"event:{event_id}" if event_id else ""


def map_delivery(
    kind: str,
    body: str,
    received_at: datetime,
    rows: MappedRows,
) -> None:
    """Add what a stored delivery means."""
    map_webhook(kind, parse_json(body), rows, received_at=received_at)
