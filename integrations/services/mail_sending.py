"""Give mail to the mail server of the settings (kocops/configuration/mail.py).

A mail counts as sent when the server has confirmed it. If the answer to the
whole mail is lost, nobody knows whether it was sent.
"""

import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Any

from django.conf import settings

from integrations.rules.channel_answers import (
    AnswerOutcome,
    Verdict,
    judge_smtp,
    mail_words,
)

SECONDS_TO_ANSWER = 10.0
SECONDS_IN_ALL = 30.0


class _Refused(Exception):
    """The server has refused the mail, or we it."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.reason)
        self.verdict = verdict


def is_configured() -> bool:
    """Tell whether the settings name a mail server and a usable sender."""
    return bool(settings.MAIL_SERVER["host"]) and sender() is not None


def sender() -> Address | None:
    """Return the address that mail is from, None if there is no usable one."""
    name, address = parseaddr(settings.MAIL_SERVER["from"])
    try:
        return Address(name, addr_spec=address) if "@" in address else None
    except ValueError:
        return None


def send_mail(mail: EmailMessage, recipients: Sequence[str]) -> Verdict:
    """Send a mail to recipients and return what became of it.

    Nobody gets it if the server asks to come back later for one of them, so
    that none gets it twice; whom it refuses for good is left out and named.
    """
    is_handed_over = False
    try:
        with _connection() as smtp:
            refused = _name_recipients(smtp, mail, recipients)
            code, said = smtp.docmd("DATA")
            if code != 354:
                raise _refusal(code, said, "data")
            is_handed_over = True
            smtp.send(_dotted(mail))
            code, said = smtp.getreply()
            if code != 250:
                raise _refusal(code, said, "data")
    except _Refused as refused_mail:
        return refused_mail.verdict
    except (smtplib.SMTPException, OSError, ValueError) as error:
        if is_handed_over:
            return Verdict(AnswerOutcome.UNKNOWN, "mail_unknown", "")
        return Verdict(
            AnswerOutcome.LATER, "mail_unreachable", mail_words(error)
        )
    return Verdict(AnswerOutcome.SENT, "", " ".join(refused))


def _dotted(mail: EmailMessage) -> bytes:
    """Return the bytes of a mail as SMTP sends them, with the final dot."""
    lines = []
    for line in mail.as_bytes().rstrip(b"\r\n").split(b"\r\n"):
        lines.append(b"." + line if line.startswith(b".") else line)
    return b"\r\n".join(lines) + b"\r\n.\r\n"


def _name_recipients(
    smtp: Any,
    mail: EmailMessage,
    recipients: Sequence[str],
) -> list[str]:
    """Name sender and recipients to the server; return what it said of those
    whom it refuses for good.
    """
    code, said = smtp.mail(mail["From"].addresses[0].addr_spec)
    if code != 250:
        raise _refusal(code, said, "sender")
    refused = []
    for one in recipients:
        code, said = smtp.rcpt(one)
        if 400 <= code < 500:
            raise _refusal(code, said, "recipient")
        if code not in (250, 251):
            refused.append(f"{one}: {_text(code, said)}")
    if len(refused) == len(recipients):
        raise _refusal(code, said, "recipient")
    return refused


@contextmanager
def _connection() -> Iterator[Any]:
    """Yield a connection to the server, logged in; everything together takes
    at most SECONDS_IN_ALL.
    """
    server = settings.MAIL_SERVER
    kind = smtplib.SMTP_SSL if server["use_ssl"] else smtplib.SMTP
    own = sender()
    smtp: Any = kind(
        timeout=SECONDS_TO_ANSWER,
        local_hostname=own.domain if own else "localhost",
    )
    # Given to the constructor it would connect before anybody could end it.
    smtp._host = server["host"]

    def cut() -> None:
        with suppress(OSError):
            if smtp.sock is not None:
                socket.socket.shutdown(smtp.sock, socket.SHUT_RDWR)

    timer = threading.Timer(SECONDS_IN_ALL, cut)
    timer.daemon = True
    timer.start()
    try:
        _open(smtp, server)
        yield smtp
        with suppress(smtplib.SMTPException, OSError):
            smtp.docmd("QUIT")
    finally:
        timer.cancel()
        smtp.close()


def _open(smtp: Any, server: dict[str, Any]) -> None:
    smtp.sock = smtp._get_socket(
        server["host"],
        server["port"],
        SECONDS_TO_ANSWER,
    )
    code, said = smtp.getreply()
    if code != 220:
        raise _refusal(code, said, "greeting")
    smtp.ehlo_or_helo_if_needed()
    try:
        if server["use_tls"] and not server["use_ssl"]:
            smtp.starttls(context=ssl.create_default_context())
        if server["user"]:
            smtp.login(server["user"], server["password"])
    except smtplib.SMTPResponseException as error:
        raise _refusal(error.smtp_code, error.smtp_error, "login") from error
    except smtplib.SMTPNotSupportedError as error:
        verdict = Verdict(
            AnswerOutcome.BROKEN, "mail_no_tls", mail_words(error)
        )
        raise _Refused(verdict) from error


def _refusal(code: int, said: bytes | str, step: str) -> _Refused:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return _Refused(judge_smtp(code, text, step=step))


def _text(code: int, said: bytes) -> str:
    return f"{code} {said.decode('utf-8', 'replace')}"
