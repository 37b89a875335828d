"""The words of faults, of what is left out, of counts, and of outgoing messages."""

from django.utils.translation import gettext_lazy as _

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
    "not_an_object": _("An object of JSON is expected."),
    "not_a_list": _("A batch is a list of JSON objects."),
    "not_decryptable": _("The message cannot be decrypted with this key."),
    "not_for_us": _("The message is for another corp id."),
    "unknown_format": _("Of the formats of CloudEvents, only JSON is read."),
    "no_cloudevent": _(
        "Neither the content type nor ce- headers make this a CloudEvent.",
    ),
}
RECEIVER_LABELS = {
    "webhook": _("Webhook"),
    "channel": _("Channel"),
}
# What outgoing messages are about.
MESSAGE_KIND_LABELS = {
    "ping": _("Test message"),
    "digest": _("Digest"),
    "segment.members_changed": _("Members joined or left a segment"),
    "alert.raised": _("An issue raised an alert"),
    "alert.escalated": _("Nobody confirmed an alert"),
    "alert.regressed": _("A fixed issue is back"),
    "issue.state_changed": _("An issue changed its state"),
    "ticket.answered": _("Engineering answered a ticket"),
    "question.overdue": _("A question is overdue"),
    "feed.silent": _("A feed is silent"),
    "night.missing": _("A night is missing"),
    "dormancy.koc_dormant": _("A KOC went dormant"),
    "role.gained": _("A member gained a role"),
    "role.lost": _("A member lost a role"),
    "nomination.to_judge": _("A nomination is to be judged"),
    "nomination.decided": _("A nomination was decided"),
    "promise.due": _("A promise is due"),
    "handover.proposed": _("A handover was proposed"),
}
