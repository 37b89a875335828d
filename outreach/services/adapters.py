"""How each kind of channel is given a message to a member.

Gateways for app push and WeCom are called with the message's key in
`webhook-id` (Standard Webhooks), by which they recognise one that comes twice.
The mail server has no key.
"""

import json
import time
from datetime import datetime

from django.conf import settings
from django.utils import translation
from standardwebhooks.webhooks import Webhook

from common.models import OutboxAttempt
from common.security.outgoing import Answer, post
from integrations.rules.channel_answers import AnswerOutcome
from integrations.rules.channel_mail import mail_of
from integrations.rules.channel_messages import ChannelMessage
from integrations.services.channel_sending import FAULTS, our_words
from integrations.services.mail_sending import send_mail, sender
from members.models import MemberContact, MemberIdentity
from outreach.models import MemberChannel, OutreachMessage
from outreach.models.choices import Way

Fault = OutboxAttempt.Fault
HAS_KEY: dict[str, bool] = {
    Way.WECOM: True,
    Way.PUSH: True,
    Way.SMS: True,
    Way.OTHER: True,
    Way.EMAIL: False,
}


def send_through(
    channel: MemberChannel,
    row: OutreachMessage,
    uid: str,
    now: datetime,
) -> Answer:
    """Send a message once through a channel and return what became of it."""
    if channel.way == Way.EMAIL:
        return _send_mail(row, uid, now)
    return _send_to_gateway(channel, row, uid, now)


def _send_to_gateway(
    channel: MemberChannel,
    row: OutreachMessage,
    uid: str,
    now: datetime,
) -> Answer:
    identities = MemberIdentity.objects.filter(
        member=row.member_id,
        platform=channel.platform,
    )
    identity = identities.order_by("pk").first()
    if identity is None:
        return Answer(None, Fault.REJECTED, "no_identity", 0)
    sent = {
        "id": uid,
        "way": channel.way,
        "purpose": row.purpose,
        "to": {
            "platform": identity.platform,
            "external_id": identity.external_id,
        },
        "text": row.text,
    }
    body = json.dumps(sent, ensure_ascii=False)
    headers = {
        "content-type": "application/json; charset=utf-8",
        "webhook-id": uid,
        "webhook-timestamp": str(int(now.timestamp())),
    }
    if channel.secret:
        headers["webhook-signature"] = Webhook(channel.secret).sign(
            msg_id=uid,
            timestamp=now,
            data=body,
        )
    answer = post(channel.address, body=body.encode(), headers=headers)
    if answer.status is not None and 200 <= answer.status < 300:
        return answer._replace(fault="", text="")
    if answer.status is not None and answer.status in REJECTED_STATUSES:
        return answer._replace(fault=Fault.REJECTED)
    return answer


# The gateway will not take this message for this member, who has blocked us or
# is gone there. The channel itself goes on.
REJECTED_STATUSES = frozenset({400, 403, 404, 409, 410, 422})


def _send_mail(row: OutreachMessage, uid: str, now: datetime) -> Answer:
    started = time.monotonic()
    own = sender()
    if own is None or not settings.MAIL_SERVER["host"]:
        return Answer(None, Fault.UNREACHABLE, "not_configured", 0)
    contacts = MemberContact.objects.filter(
        member=row.member_id,
        kind=MemberContact.Kind.EMAIL,
    )
    contact = contacts.order_by("-updated_at").first()
    if contact is None or not (contact.value or "").isascii():
        return Answer(None, Fault.REJECTED, "no_recipients", 0)
    recipients = [contact.value]
    with translation.override(settings.LANGUAGE_CODE):
        words = our_words()
    first, _end, rest = row.text.partition("\n")
    mail = mail_of(
        ChannelMessage(title=first[:60], lines=(first, *rest.splitlines())),
        words,
        uid=uid,
        sender=own,
        recipients=recipients,
        written_at=now,
    )
    verdict = send_mail(mail, recipients)
    milliseconds = int(1000 * (time.monotonic() - started))
    if verdict.outcome == AnswerOutcome.SENT:
        return Answer(None, "", verdict.text, milliseconds)
    if verdict.reason == "mail_unreachable":
        return Answer(None, Fault.UNREACHABLE, verdict.text, milliseconds)
    return Answer(None, FAULTS[verdict.outcome], verdict.text, milliseconds)
