"""An e-mail out of a message: plain text first, then simple HTML, with the
headers of automatic mail.
"""

from collections.abc import Sequence
from datetime import datetime
from email.headerregistry import (
    Address,
    HeaderRegistry,
    UniqueUnstructuredHeader,
)
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime
from html import escape
from typing import Any

from integrations.rules.channel_messages import (
    ChannelMessage,
    MessageWords,
    fit,
    one_line,
)
from integrations.rules.message_tables import html_tables, plain_tables

MAIL_BYTES = 100_000


class _OneLine(UniqueUnstructuredHeader):
    """A header that is never folded: not all mail programs put an address
    together again.
    """

    def fold(self: Any, *, policy: EmailPolicy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


# The type stubs know no mixins, of which all kinds of headers are made.
_HEADERS: Any = HeaderRegistry()
_HEADERS.map_to_type("list-unsubscribe", _OneLine)
_HEADERS.map_to_type("message-id", _OneLine)
_POLICY = SMTP.clone(header_factory=_HEADERS)
_PAGE = """\
<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>{title}</title></head>
<body style="margin:0;padding:24px;background:#f4f5f7;\
font-family:-apple-system,'PingFang SC','Microsoft YaHei',Arial,sans-serif">
<div style="max-width:600px;margin:0 auto;padding:24px;background:#ffffff;\
border-top:4px solid {colour}">
<h1 style="margin:0 0 16px;font-size:18px;line-height:1.4;color:#1d273b">\
{title}</h1>
{lines}
{tables}
{button}
</div>
{foot}
</body></html>
"""
_LINE = (
    '<p style="margin:0 0 8px;font-size:14px;line-height:1.6;'
    'color:#1d273b">{text}</p>'
)
_BUTTON = (
    '<p style="margin:20px 0 0"><a href="{url}" style="display:inline-block;'
    "padding:10px 18px;background:{colour};color:#ffffff;"
    'text-decoration:none;border-radius:4px">{label}</a></p>'
)
_FOOT = (
    '<p style="max-width:600px;margin:12px auto 0;font-size:12px">'
    '<a href="{url}" style="color:#616876">{label}</a></p>'
)


def mail_of(
    message: ChannelMessage,
    words: MessageWords,
    *,
    uid: str,
    sender: Address,
    recipients: Sequence[str],
    written_at: datetime,
) -> EmailMessage:
    """Return the mail of a message. It has the same Message-ID however often
    it is sent.

    Of several recipients none sees the others.
    """
    mail = EmailMessage(policy=_POLICY)
    mail["Subject"] = one_line(message.title)
    mail["From"] = sender
    mail["To"] = recipients[0] if len(recipients) == 1 else sender
    mail["Date"] = format_datetime(written_at)
    mail["Message-ID"] = f"<{uid}@{sender.domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    if message.is_critical:
        mail["Importance"] = "high"
    if message.preferences_url:
        mail["List-Unsubscribe"] = f"<{message.preferences_url}>"
    mail.set_content(_plain(message, words), cte="base64")
    mail.add_alternative(_html(message, words), subtype="html", cte="base64")
    return mail


def _plain(message: ChannelMessage, words: MessageWords) -> str:
    parts = [message.title, "", fit(message.lines, MAIL_BYTES, words.cut)]
    parts += plain_tables(message.tables)
    if message.url:
        parts += ["", f"{words.open}: {message.url}"]
    if message.preferences_url:
        parts += ["", f"{words.preferences}: {message.preferences_url}"]
    return "\n".join(parts) + "\n"


def _html(message: ChannelMessage, words: MessageWords) -> str:
    colour = "#d63939" if message.is_critical else "#206bc4"
    text = fit(message.lines, MAIL_BYTES, words.cut)
    lines = [_LINE.format(text=escape(one)) for one in text.split("\n")]
    button = foot = ""
    if message.url:
        button = _BUTTON.format(
            url=escape(message.url),
            colour=colour,
            label=escape(words.open),
        )
    if message.preferences_url:
        foot = _FOOT.format(
            url=escape(message.preferences_url),
            label=escape(words.preferences),
        )
    return _PAGE.format(
        title=escape(message.title),
        colour=colour,
        lines="\n".join(lines),
        tables=html_tables(message.tables),
        button=button,
        foot=foot,
    )
