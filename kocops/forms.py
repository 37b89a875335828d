"""Forms that make accounts and tokens."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model, password_validation
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.utils.translation import gettext_lazy as _

from common.security.access import COMMUNICATOR, ROLE_LABELS, SCOPES
from common.services.tokens import MOST_REQUESTS

NAME_LENGTH = 40


class ColleagueForm(forms.ModelForm):  # type: ignore[type-arg]
    """A colleague: name, user name and role."""

    first_name = forms.CharField(
        label=_("Full name"),
        max_length=NAME_LENGTH,
        help_text=_("As colleagues call them."),
    )
    role = forms.ChoiceField(
        label=_("Position"),
        choices=tuple(ROLE_LABELS.items()),
        initial=COMMUNICATOR,
    )

    class Meta:
        model = get_user_model()
        fields = ("first_name", "username")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].help_text = _(
            "For logging in: letters and digits.",
        )


class FirstAccountForm(ColleagueForm):
    """The first administrator, who sets a password at once."""

    role = None  # type: ignore[assignment]
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least eight characters, and not a common one."),
    )

    def clean_password(self) -> str:
        """Return the password, if it is a good one."""
        password = str(self.cleaned_data["password"])
        password_validation.validate_password(password)
        return password


class TokenForm(forms.Form):
    """A token of a machine: whose it is, what it may do, and for how long."""

    DAYS = ((30, _("30 days")), (90, _("90 days")), (365, _("One year")))

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
        initial=90,
        coerce=int,
    )
    requests_per_minute = forms.IntegerField(
        label=_("Requests a minute, at most"),
        min_value=1,
        max_value=MOST_REQUESTS,
        initial=600,
    )
