"""The words of faults, of what is left out, of counts, of outgoing messages,
and of what channels answer.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from insights.selectors.webhook_kinds import event_kind_choices
from integrations.rules.channel_answers import reason_of_text

FAULT_LABELS = {
    "wrong_secret": _(
        "The platform refuses the key. Check the key and whose it is, then replace the secret.",
    ),
    "rate_limited": _(
        "The platform asks us to wait; the next run goes on where this one stopped.",
    ),
    "unreachable": _("The platform does not answer, or its answer broke off."),
    "too_slow": _("The platform did not answer in time."),
    "private_address": _(
        "The address lies in a private network; only public ones are called.",
    ),
    "redirect": _(
        "The address sends us elsewhere. Enter the address that it leads to.",
    ),
    "bad_answer": _(
        "The answer is not what this platform answers. Check the address.",
    ),
    "server_error": _("The platform has an error of its own."),
    "not_found": _("There is nothing at this address. Check the address."),
    "too_large": _("The answer is larger than we read at once."),
    "platform_error": _("The platform refused the request."),
    "unreadable": _("What was sent cannot be read."),
}
COUNT_LABELS = {
    "received": _("rows"),
    "accepted": _("new"),
    "duplicate": _("known"),
    "changed": _("changed"),
    "rejected": _("refused"),
    "ignored": _("left out"),
    "members": _("new members"),
    "two_members": _("ids of two members"),
    "deleted": _("deleted"),
}
IGNORED_LABELS = {
    "private_message": _("private messages"),
    "not_a_regular_post": _("notices of the forum"),
    "system_account": _("accounts of the system"),
    "ping": _("tests of the connection"),
    "guest": _("guests without an account"),
    "anonymous": _("anonymous posts and visitors"),
    "not_shown": _("rows that are not published"),
    "robot": _("messages of robots"),
    "private_talk": _("talks between two"),
    "no_text": _("messages without text"),
    "switch": _("changes of account"),
    "staff": _("staff"),
    "vote_against": _("votes against"),
    "taken_back": _("likes that were taken back"),
}
REFUSAL_LABELS = {
    "unknown_connection": _("There is no connection at this address."),
    "no_deliveries": _("This platform sends nothing; import its files."),
    "wrong_method": _("This method is not for this address."),
    "wrong_signature": _(
        "The signature does not fit the body. Check the secret on both sides.",
    ),
    "wrong_key": _("The key is missing or not the one of this connection."),
    "too_large": _("The body is too large."),
    "too_many_requests": _("Too many requests; send again later."),
    "bad_batch": _("A batch is a list of at most 2,500 JSON objects."),
    "bad_base64": _("The data is not base64."),
    "bad_form": _("The form has too many fields."),
    "bad_gzip": _("The body is not gzip, or it broke off."),
    "not_xml": _("The body is not XML."),
    "not_json": _("The body is not JSON."),
    "not_utf8": _("The body is not UTF-8."),
    "half_character": _(
        "An escape like \\ud83d without its other half is no character. Send "
        "both halves, or the character itself.",
    ),
    "not_an_object": _("An object of JSON is expected."),
    "not_a_list": _("A batch is a list of JSON objects."),
    "not_decryptable": _("The message cannot be decrypted with this key."),
    "not_for_us": _("The message is for another corp id."),
    "unknown_format": _("Of the formats of CloudEvents, only JSON is read."),
    "no_cloudevent": _(
        "Neither the content type nor ce- headers make this a CloudEvent.",
    ),
}
# How each kind of channel is made, in the words of the vendors' menus.
CHANNEL_STEPS = {
    "email": (
        _(
            "Whoever runs this server sets EMAIL_HOST, EMAIL_HOST_USER, EMAIL_HOST_PASSWORD and "
            "DEFAULT_FROM_EMAIL once.",
        ),
        _(
            "Without recipients here, each mail goes to the colleagues whom it is for. Recipients "
            "entered here get the mails that name nobody.",
        ),
    ),
    "feishu": (
        _("In the group: … → Settings → Bots → Add bot → Custom bot."),
        _("Copy the webhook address, and enter it here."),
        _(
            "Security settings: choose “Set signature verification”, copy the secret, and "
            "enter it here.",
        ),
    ),
    "dingtalk": (
        _(
            "In the group: Group settings → Bots → Add robot → Custom (by webhook).",
        ),
        _(
            "Security settings: choose “Additional signature”, copy the secret that begins with "
            "SEC, and enter it here.",
        ),
        _("Finish, copy the webhook address, and enter it here."),
    ),
    "wecom": (
        _(
            "In the group: … → Message push (earlier: Add group robot) → Create.",
        ),
        _(
            "Copy the webhook address, and enter it here. Its key is the only secret: whoever "
            "has it can write to the group.",
        ),
    ),
}
# What a channel refused, and what to do about it.
CHANNEL_REASONS = {
    "wrong_sign": _(
        "The signature is not accepted. Copy the secret from the settings of the robot once "
        "more, and check the clock of this server.",
    ),
    "wrong_token": _(
        "There is no robot at this address. It was removed or the key is not whole: copy the "
        "address once more.",
    ),
    "wrong_keyword": _(
        "The robot only takes messages with one of its keywords. Choose the signature instead "
        "of keywords in its settings.",
    ),
    "wrong_ip": _(
        "The robot does not take messages from this server. Add its public IP address in the "
        "settings of the robot.",
    ),
    "too_often": _(
        "The robot got more messages than it takes. They go on after a pause by themselves; "
        "check whether another system uses the same robot.",
    ),
    "too_long": _("The message is longer than the robot takes."),
    "bad_body": _("The robot cannot read the message."),
    "server_error": _(
        "The platform has an error of its own. The message is tried again by itself.",
    ),
    "refused": _("The robot refuses the message."),
    "mail_later": _(
        "The mail server asks to come back later. The mail is tried again by itself.",
    ),
    "mail_refused": _("The mail server refuses the mail for good."),
    "wrong_login": _(
        "The mail server does not accept our login. Check EMAIL_HOST_USER and "
        "EMAIL_HOST_PASSWORD.",
    ),
    "wrong_sender": _(
        "The mail server does not accept the sender. Check DEFAULT_FROM_EMAIL.",
    ),
    "mail_no_tls": _(
        "The mail server offers no TLS or no login. Check EMAIL_PORT, EMAIL_USE_TLS and "
        "EMAIL_USE_SSL.",
    ),
    "not_configured": _(
        "No mail server is set up. Set EMAIL_HOST and DEFAULT_FROM_EMAIL.",
    ),
    "no_recipients": _(
        "The mail has no recipient. Enter addresses at the channel.",
    ),
}
CHANNEL_FAULTS = {
    "unreachable": _(
        "It could not be reached. The message is tried again by itself.",
    ),
    "too_slow": _(
        "The answer got lost, so nobody knows whether the message arrived. Look there before "
        "you send it again.",
    ),
    "interrupted": _(
        "Sending was interrupted, so nobody knows whether the message arrived. Look there "
        "before you send it again.",
    ),
    "private_address": _(
        "The address lies in a private network; only public ones are called.",
    ),
    "redirect": _(
        "The address sends us elsewhere. Copy the address of the robot once more.",
    ),
}


def channel_fault(kind: str, fault: str, answer: str) -> str:
    """Return in words why a channel did not send, and what to do; "" for no
    fault.
    """
    if not fault:
        return ""
    reason = reason_of_text(kind, answer)
    known = CHANNEL_REASONS.get(reason) or CHANNEL_FAULTS.get(fault)
    return str(known or CHANNEL_REASONS["refused"])


RECEIVER_LABELS = {
    "webhook": _("Webhook"),
    "channel": _("Channel"),
}
# Messages about no event; those about events have the names of their kinds.
OWN_MESSAGE_KINDS = {
    "ping": _("Test message"),
    "digest": _("Daily summary"),
    "brief": _("Weekly brief"),
}


def message_kind_choices() -> list[tuple[str, Any]]:
    """Return what outgoing messages can be about, each with its name."""
    return [*OWN_MESSAGE_KINDS.items(), *event_kind_choices()]


def message_kind(name: str) -> str:
    """Return what a message is about in words; its name for one that is not
    declared.
    """
    return str(dict(message_kind_choices()).get(name, name))
