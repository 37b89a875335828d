"""Forms of accounts: logging in, codes, invitations, colleagues."""

import struct
from typing import Any

from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.account.forms import (
    ReauthenticateForm as AllauthReauthenticateForm,
)
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.contrib.auth import get_user_model, password_validation
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from accounts.adapters import check_try
from accounts.models.invitations import NAME_LENGTH
from accounts.services.tries import forget_tries, tries_key
from common.rules.strict_json import parse_json
from common.security.access import COMMUNICATOR, ROLE_LABELS

CREDENTIAL_LENGTH = 20_000
# What the library raises for answers that no browser gives.
UNREADABLE = (TypeError, ValueError, KeyError, AttributeError, struct.error)
NEW_PASSWORD = forms.PasswordInput(attrs={"autocomplete": "new-password"})
PASSWORD_HELP = _("At least eight characters, and not a common one.")


class LoginForm(AllauthLoginForm):  # type: ignore[misc]
    """User name and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("User name")
        self.fields["login"].widget = forms.TextInput(
            attrs={
                "autocomplete": "username",
                "id": "id_username",
                "autofocus": True,
            },
        )
        self.fields["password"].label = _("Password")
        self.fields["password"].help_text = ""
        self.fields["password"].widget = forms.PasswordInput(
            attrs={"autocomplete": "current-password"},
        )


class ConfirmForm(AllauthReauthenticateForm):  # type: ignore[misc]
    """The password once more."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = _("Password")
        self.fields["password"].help_text = ""
        self.fields["password"].widget = forms.PasswordInput(
            attrs={"autocomplete": "current-password", "autofocus": True},
        )


class CountedCode:
    """Counts tries of codes, as passwords are counted."""

    user: Any
    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code")
        self.fields["code"].widget = forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric"},
        )

    def clean_code(self) -> str:
        """Return the code if it is right."""
        name = str(self.user.pk)
        check_try("code", name)
        code = str(super().clean_code())  # type: ignore[misc]
        forget_tries(key=tries_key("code", name))
        return code


class CodeForm(CountedCode, AuthenticateForm):  # type: ignore[misc]
    """The code of the second factor, when logging in."""


class ConfirmCodeForm(CountedCode, ReauthenticateForm):  # type: ignore[misc]
    """The code of the second factor, to confirm who one is."""


class SetupForm(ActivateTOTPForm):  # type: ignore[misc]
    """The first code of an authenticator app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code")
        self.fields["code"].widget = forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric"},
        )


class CredentialField(forms.JSONField):
    """What a browser says for a passkey: JSON of an object, not too long."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        """Return the object. Errors: ValidationError."""
        if value in self.empty_values:
            return None
        try:
            parsed = parse_json(str(value)[: CREDENTIAL_LENGTH + 1])
        except ValueError as error:
            raise _bad_credential() from error
        if len(str(value)) > CREDENTIAL_LENGTH or not isinstance(parsed, dict):
            raise _bad_credential()
        return parsed

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Return nothing: an answer that was refused is not shown again."""
        return None


class CheckedCredential:
    """Refuses an answer of a passkey that cannot be read."""

    def clean_credential(self) -> Any:
        """Return the credential as it is checked by allauth, if it is one."""
        check = getattr(super(), "clean_credential", None)
        credential = self.cleaned_data["credential"]  # type: ignore[attr-defined]
        try:
            return check() if check else credential
        except UNREADABLE as error:
            raise _bad_credential() from error

    def clean(self) -> Any:
        try:
            return super().clean()  # type: ignore[misc]
        except UNREADABLE as error:
            raise _bad_credential() from error


def _bad_credential() -> ValidationError:
    text = _("The passkey gave no answer that can be read. Try again.")
    return ValidationError(text, code="bad_credential")


class KeyAddForm(CheckedCredential, AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey."""

    credential = CredentialField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name")
        self.fields["name"].max_length = NAME_LENGTH
        self.fields["name"].validators.append(MaxLengthValidator(NAME_LENGTH))


class KeyForm(CheckedCredential, AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey as second step of a login."""

    credential = CredentialField()


class ConfirmKeyForm(CheckedCredential, ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey to confirm who one is."""

    credential = CredentialField()


class InviteForm(forms.Form):
    """A colleague to invite: name, e-mail and role."""

    name = forms.CharField(
        label=_("Full name"),
        max_length=NAME_LENGTH,
        help_text=_("As colleagues call them."),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        help_text=_(
            "For notifications, and for the brand's sign-on to recognise them."
        ),
    )
    role = forms.ChoiceField(
        label=_("Position"),
        choices=tuple(ROLE_LABELS.items()),
        initial=COMMUNICATOR,
    )


class AccountForm(InviteForm):
    """What an administrator changes of a colleague."""


class NewPasswordForm(forms.Form):
    """A password to set."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=128,
        widget=NEW_PASSWORD,
        help_text=PASSWORD_HELP,
    )

    def clean_password(self) -> str:
        """Return the password, if it is a good one."""
        password = str(self.cleaned_data["password"])
        password_validation.validate_password(password)
        return password


class AcceptForm(NewPasswordForm):
    """What an invited colleague enters."""

    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        validators=[UnicodeUsernameValidator()],
        help_text=_("For logging in: letters and digits."),
    )
    field_order = ("username", "password")


class FirstAccountForm(forms.ModelForm):  # type: ignore[type-arg]
    """The first administrator, who sets a password at once."""

    first_name = forms.CharField(
        label=_("Full name"),
        max_length=NAME_LENGTH,
        help_text=_("As colleagues call them."),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=128,
        widget=NEW_PASSWORD,
        help_text=PASSWORD_HELP,
    )

    class Meta:
        model = get_user_model()
        fields = ("first_name", "username")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].help_text = _(
            "For logging in: letters and digits.",
        )

    def clean_password(self) -> str:
        """Return the password, if it is a good one."""
        password = str(self.cleaned_data["password"])
        password_validation.validate_password(password)
        return password
