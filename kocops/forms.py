"""The form that issues a token."""

from django import forms
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from common.security.access import SCOPES
from common.services.tokens import (
    MOST_REQUESTS,
    USUAL_DAYS,
    USUAL_REQUESTS,
)

NAME_LENGTH = 40


class TokenForm(forms.Form):
    """A token of a machine: whose it is, what it may do, and for how long."""

    DAYS = (
        (30, _("30 days")),
        (USUAL_DAYS, format_lazy(_("{days} days"), days=USUAL_DAYS)),
        (365, _("One year")),
    )

    account = forms.CharField(
        label=_("System"),
        max_length=NAME_LENGTH,
        validators=[UnicodeUsernameValidator()],
        help_text=_(
            "Letters and digits, e.g. crm; not the user name of a person."
        ),
    )
    scopes = forms.MultipleChoiceField(
        label=_("It may"),
        choices=tuple(SCOPES.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    days = forms.TypedChoiceField(
        label=_("It lasts"),
        choices=DAYS,
        initial=USUAL_DAYS,
        coerce=int,
    )
    requests_per_minute = forms.IntegerField(
        label=_("Requests a minute, at most"),
        min_value=1,
        max_value=MOST_REQUESTS,
        initial=USUAL_REQUESTS,
    )
