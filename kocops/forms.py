"""Forms that make accounts."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model, password_validation
from django.utils.translation import gettext_lazy as _

from common.security.access import COMMUNICATOR, ROLE_LABELS

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
