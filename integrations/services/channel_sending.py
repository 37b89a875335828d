"""Send messages of the outbox through channels, and say how channels are
called (common/jobs/outbox_senders.py).
"""

import json
import time
from collections.abc import Collection, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import translation
from django.utils.translation import gettext as _

from common.jobs.outbox_senders import Limit, Receiver
from common.models import OutboxAttempt, OutboxMessage
from common.security.outgoing import Answer, post
from integrations.models import Channel
from integrations.rules.channel_answers import (
    AnswerOutcome,
    Verdict,
    judge_robot,
)
from integrations.rules.channel_mail import mail_of
from integrations.rules.channel_messages import (
    ChannelMessage,
    MessageWords,
    read_message,
)
from integrations.rules.channel_robots import (
    MINUTE,
    ROBOT_LIMITS,
    SECONDS_ALONE,
    USUAL_SECONDS_ALONE,
    RobotRequest,
    dingtalk_request,
    feishu_request,
    wecom_request,
)
from integrations.services.mail_sending import send_mail, sender

RECEIVER_TYPE = "channel"
ANSWER_BYTES = 20_000
Fault = OutboxAttempt.Fault
FAULTS = {
    AnswerOutcome.LATER: Fault.REFUSED,
    AnswerOutcome.BROKEN: Fault.REFUSED,
    AnswerOutcome.NEVER: Fault.REJECTED,
    AnswerOutcome.UNKNOWN: Fault.TOO_SLOW,
}


class ChannelReceivers:
    """Channels as receivers of the outbox."""

    def find(self, receiver_ids: Collection[int]) -> dict[int, Receiver]:
        """Return the channels of these numbers that exist, with one query."""
        found = {}
        for channel in Channel.objects.filter(pk__in=receiver_ids):
            found[channel.pk] = Receiver(
                send=partial(send_through, channel),
                # Robots have no key, and mail servers need not drop doubles.
                has_key=False,
                limits=limits_of(channel),
                name=channel.name,
                url=channel.get_absolute_url(),
            )
        return found


def limits_of(channel: Channel) -> Sequence[Limit]:
    """Return how many messages a channel may be given in how long."""
    if channel.kind == Channel.Kind.EMAIL:
        return ((settings.MAIL_SERVER["per_minute"], MINUTE),)
    return ROBOT_LIMITS[channel.kind]


def send_through(
    channel: Channel,
    message: OutboxMessage,
    now: datetime,
) -> Answer:
    """Send a message once through a channel and return what became of it."""
    said = read_message(json.loads(message.body))
    with translation.override(settings.LANGUAGE_CODE):
        words = our_words()
    if channel.kind == Channel.Kind.EMAIL:
        return _send_mail(channel, message, said, words)
    request = robot_request(channel, said, words, now)
    return _send_to_robot(channel, request)


def our_words() -> MessageWords:
    """Return our own words in messages, in the language that is active."""
    return MessageWords(
        open=_("Open in kocops"),
        cut=_("… (cut: the whole text is on the page)"),
        preferences=_("What is sent to me"),
    )


def robot_request(
    channel: Channel,
    said: ChannelMessage,
    words: MessageWords,
    now: datetime,
) -> RobotRequest:
    """Return the request of a message to a robot at this moment."""
    if channel.kind == Channel.Kind.FEISHU:
        return feishu_request(
            channel.address, channel.secret, said, words, now
        )
    if channel.kind == Channel.Kind.DINGTALK:
        return dingtalk_request(
            channel.address, channel.secret, said, words, now
        )
    return wecom_request(channel.address, said, words)


def _send_to_robot(channel: Channel, request: RobotRequest) -> Answer:
    got = post(
        request.url,
        body=request.body,
        headers={"content-type": "application/json; charset=utf-8"},
        read=_read_answer,
    )
    if got.fault or got.status is None:
        # The words of a half answer or of another page say nothing.
        return got._replace(text="")
    verdict = judge_robot(channel.kind, got.status, got.text)
    answer = _answer_of(channel, verdict, got.status, got.milliseconds)
    if answer.fault and got.retry_after is not None:
        return answer._replace(retry_after=got.retry_after)
    return answer


def _read_answer(response: Any) -> bytes:
    """Return the answer of a robot: all of it, since only whole JSON can be
    read, unless it is far too long to be one.
    """
    kept = bytearray()
    for part in response.iter_content(ANSWER_BYTES):
        kept += part
        if len(kept) >= ANSWER_BYTES:
            break
    return bytes(kept)


def _answer_of(
    channel: Channel,
    verdict: Verdict,
    status: int | None,
    milliseconds: int,
) -> Answer:
    """Return a verdict as the outbox reads it."""
    if verdict.outcome == AnswerOutcome.SENT:
        return Answer(status, "", verdict.text, milliseconds)
    alone = None
    if verdict.reason == "too_often":
        alone = SECONDS_ALONE.get(
            Channel.Kind(channel.kind), USUAL_SECONDS_ALONE
        )
    return Answer(
        status,
        FAULTS[verdict.outcome],
        verdict.text,
        milliseconds,
        alone,
    )


def _send_mail(
    channel: Channel,
    message: OutboxMessage,
    said: ChannelMessage,
    words: MessageWords,
) -> Answer:
    started = time.monotonic()
    own = sender()
    recipients = _usable(said.recipients or channel.recipients)
    if own is None or not settings.MAIL_SERVER["host"]:
        return Answer(None, Fault.UNREACHABLE, "not_configured", 0)
    if not recipients:
        return Answer(None, Fault.REJECTED, "no_recipients", 0)
    mail = mail_of(
        said,
        words,
        uid=message.uid,
        sender=own,
        recipients=recipients,
        written_at=message.created_at,
    )
    verdict = send_mail(mail, recipients)
    milliseconds = int(1000 * (time.monotonic() - started))
    if verdict.reason == "mail_unreachable":
        return Answer(None, Fault.UNREACHABLE, verdict.text, milliseconds)
    return _answer_of(channel, verdict, None, milliseconds)


def _usable(addresses: Sequence[str]) -> list[str]:
    """Return the addresses that mail can go to, each once."""
    found: dict[str, None] = {}
    for one in addresses:
        try:
            validate_email(one)
        except ValidationError:
            continue
        if one.isascii():
            found[one] = None
    return list(found)
