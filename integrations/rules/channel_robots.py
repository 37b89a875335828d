"""What the group robots of Feishu, DingTalk and WeCom are sent: shapes, sizes
and signatures as their vendors document them (docs/integrations/channels.md).
"""

import base64
import hashlib
import hmac
import json
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

from integrations.rules.channel_messages import (
    ChannelMessage,
    MessageWords,
    fit,
    plain_markdown,
    unpinged,
    utf8_bytes,
)

MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
# How many messages each is sent in which time: below what the vendors name,
# whose minutes do not begin with ours.
ROBOT_LIMITS = {
    "feishu": ((90, MINUTE), (4, SECOND)),
    "dingtalk": ((18, MINUTE),),
    "wecom": ((18, MINUTE),),
}
# How long a robot is left alone that was sent too many; DingTalk is silent for
# ten minutes.
SECONDS_ALONE = {"dingtalk": 600.0}
USUAL_SECONDS_ALONE = 60.0
FEISHU_BYTES = 20_000
DINGTALK_BYTES = 20_000
WECOM_MARKDOWN_BYTES = 4096
WECOM_TEXT_BYTES = 2048
# What JSON, title, link and signature take beside the lines of a message.
_ROOM_BESIDE = 6000


class RobotRequest(NamedTuple):
    """A request to a robot: the address with what belongs into it, and the body."""

    url: str
    body: bytes


def feishu_sign(seconds: int, secret: str) -> str:
    """Return Feishu's signature: the key is time and secret, the text empty."""
    key = f"{seconds}\n{secret}".encode()
    return base64.b64encode(hmac.digest(key, b"", hashlib.sha256)).decode()


def dingtalk_sign(milliseconds: int, secret: str) -> str:
    """Return DingTalk's signature as it is written in the address."""
    text = f"{milliseconds}\n{secret}".encode()
    digest = hmac.digest(secret.encode(), text, hashlib.sha256)
    return quote(base64.b64encode(digest).decode(), safe="")


def feishu_request(
    address: str,
    secret: str,
    message: ChannelMessage,
    words: MessageWords,
    now: datetime,
) -> RobotRequest:
    """Return a card with a button; the signature is in the body."""
    lines = [unpinged(line) for line in message.lines]
    text = fit(lines, FEISHU_BYTES - _ROOM_BESIDE, words.cut, _json_bytes)
    elements: list[dict[str, Any]] = []
    if message.mention_all:
        elements.append({"tag": "markdown", "content": "<at id=all></at>"})
    if text:
        plain = {"tag": "plain_text", "content": text}
        elements.append({"tag": "div", "text": plain})
    if message.url:
        button = {
            "tag": "button",
            "text": {"tag": "plain_text", "content": words.open},
            "type": "danger" if message.is_critical else "primary",
            "url": message.url,
        }
        elements.append({"tag": "action", "actions": [button]})
    title = {"tag": "plain_text", "content": unpinged(message.title)}
    body: dict[str, Any] = {
        "msg_type": "interactive",
        "card": {
            "config": {"wide_screen_mode": True},
            "header": {"title": title, "template": _colour_of(message)},
            "elements": elements,
        },
    }
    if secret:
        seconds = int(now.timestamp())
        body["timestamp"] = str(seconds)
        body["sign"] = feishu_sign(seconds, secret)
    return RobotRequest(address, _encoded(body))


def _colour_of(message: ChannelMessage) -> str:
    if message.is_critical:
        return "red"
    return "wathet" if message.is_digest else "blue"


def dingtalk_request(
    address: str,
    secret: str,
    message: ChannelMessage,
    words: MessageWords,
    now: datetime,
) -> RobotRequest:
    """Return a card with a link, or Markdown where all are to be mentioned,
    which a card cannot do; the signature is in the address.
    """
    title = plain_markdown(message.title)
    room = DINGTALK_BYTES - _ROOM_BESIDE
    lines = [plain_markdown(line) for line in message.lines]
    # DingTalk begins a new line only after an empty one.
    text = fit(lines, room, words.cut, _spread_bytes).replace("\n", "\n\n")
    text = f"### {title}\n\n{text}"
    body: dict[str, Any]
    if message.url and not message.mention_all:
        card = {
            "title": title,
            "text": text,
            "btnOrientation": "0",
            "singleTitle": words.open,
            "singleURL": message.url,
        }
        body = {"msgtype": "actionCard", "actionCard": card}
    else:
        if message.url:
            text += f"\n\n[{words.open}]({message.url})"
        markdown = {"title": title, "text": text}
        body = {
            "msgtype": "markdown",
            "markdown": markdown,
            "at": {"isAtAll": message.mention_all},
        }
    return RobotRequest(_dingtalk_url(address, secret, now), _encoded(body))


def _dingtalk_url(address: str, secret: str, now: datetime) -> str:
    if not secret:
        return address
    milliseconds = int(now.timestamp() * 1000)
    sign = dingtalk_sign(milliseconds, secret)
    joiner = "&" if "?" in address else "?"
    stamp = urlencode({"timestamp": milliseconds})
    return f"{address}{joiner}{stamp}&sign={sign}"


def wecom_request(
    address: str,
    message: ChannelMessage,
    words: MessageWords,
) -> RobotRequest:
    """Return Markdown with a link, or plain text where all are to be
    mentioned, which Markdown cannot do. The key in the address is the secret.
    """
    if message.mention_all:
        return RobotRequest(address, _encoded(_wecom_text(message, words)))
    title = plain_markdown(message.title)
    colour = "warning" if message.is_critical else "info"
    head = f'**<font color="{colour}">{title}</font>**\n'
    link = f"\n[{words.open}]({message.url})" if message.url else ""
    lines = [plain_markdown(line) for line in message.lines]
    room = WECOM_MARKDOWN_BYTES - utf8_bytes(head) - utf8_bytes(link)
    content = head + fit(lines, room, words.cut) + link
    body = {"msgtype": "markdown", "markdown": {"content": content}}
    return RobotRequest(address, _encoded(body))


def _wecom_text(
    message: ChannelMessage, words: MessageWords
) -> dict[str, Any]:
    head = unpinged(message.title) + "\n"
    link = f"\n{words.open}: {message.url}" if message.url else ""
    lines = [unpinged(line) for line in message.lines]
    room = WECOM_TEXT_BYTES - utf8_bytes(head) - utf8_bytes(link)
    content = head + fit(lines, room, words.cut) + link
    text = {"content": content, "mentioned_list": ["@all"]}
    return {"msgtype": "text", "text": text}


def _json_bytes(text: str) -> int:
    return utf8_bytes(json.dumps(text, ensure_ascii=False))


def _spread_bytes(text: str) -> int:
    return _json_bytes(text.replace("\n", "\n\n"))


def _encoded(body: dict[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode("utf-8")
