"""Purposes, ways and reasons, with their words."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from outreach.rules.gate import Reason


class Purpose(models.TextChoices):
    """What a member is written to for."""

    ROUTINE = "routine", _("Routine notice to many")
    OPPORTUNITY = "opportunity", _("An opportunity that suits them")
    NOTICE = "notice", _("Notice about what they reported")
    FAREWELL = "farewell", _("Graduation")
    ADVICE = "advice", _("Asking for advice")
    EXPERIENCE = "experience", _("Asking to show their own experience")
    TALK = "talk", _("Talk logged by hand")


class Way(models.TextChoices):
    """By which way a message reaches the member."""

    WECOM = "wecom", pgettext_lazy("way to a member", "WeCom")
    PUSH = "push", pgettext_lazy("way to a member", "App push")
    EMAIL = "email", pgettext_lazy("way to a member", "E-mail")
    SMS = "sms", pgettext_lazy("way to a member", "Text message")
    OTHER = "other", pgettext_lazy("way to a member", "Another way")


class RefusalReason(models.TextChoices):
    """Why a member may not be written to."""

    NOT_A_PERSON = Reason.NOT_A_PERSON.value, _("No person")
    MERGED = Reason.MERGED.value, _("Merged into another member")
    WITHDRAWN = Reason.WITHDRAWN.value, _("Does not want to be written to")
    NO_CONSENT = Reason.NO_CONSENT.value, _("Was never asked for consent")
    STOPPED = Reason.STOPPED.value, _("Stopped by a colleague")
    COMPLAINT = Reason.COMPLAINT.value, _("Has an open complaint")
    QUESTION = Reason.QUESTION.value, _("Has a question that nobody answered")
    DORMANT = Reason.DORMANT.value, _("Dormant: no routine notices")
    CAP_ZERO = Reason.CAP_ZERO.value, _("The limit is 0: never")
    CAP = Reason.CAP.value, _("Contacted often enough lately")
    QUOTA = Reason.QUOTA.value, _("The channel allows no more for now")
    HOLIDAY = Reason.HOLIDAY.value, _("Public holiday")
    QUIET_HOURS = Reason.QUIET_HOURS.value, _("Quiet hours")
    HELD_OUT = Reason.HELD_OUT.value, _("Held out, to measure the effect")
    # Of the message, not of the member.
    EXPIRED = "expired", _("Its last day has passed")
    SCRIPT = "script", _("Its script may not be used any more")
