from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from integrations.models import URL_LENGTH, Connection
from integrations.platforms import Platform, Setting
from members.models import validate_readable


class ConnectionForm(forms.Form):
    """What a platform needs; secrets that are stored stay if nothing is entered."""

    name = forms.CharField(
        label=_("Name"),
        max_length=60,
        validators=[validate_readable],
    )
    base_url = forms.CharField(
        label=_("Address"),
        max_length=URL_LENGTH,
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        platform: Platform,
        connection: Connection | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.platform = platform
        if platform.needs_address:
            self.fields["base_url"].required = True
            self.fields["base_url"].initial = platform.base_url
        else:
            del self.fields["base_url"]
        for setting in platform.settings:
            self.fields[setting.name] = _field_of(setting, connection)
        if connection is not None:
            self.initial = {
                "name": connection.name,
                "base_url": connection.base_url,
                **connection.options,
                **self.initial,
            }

    def values(self) -> dict[str, str]:
        """Return the platform's settings as they were entered."""
        found = {}
        for setting in self.platform.settings:
            found[setting.name] = self.cleaned_data.get(setting.name, "")
        return found


def _field_of(setting: Setting, connection: Connection | None) -> forms.Field:
    is_kept = connection is not None and setting.name in connection.secrets
    help_text: Any = setting.help_text
    if is_kept:
        help_text = _("A secret is stored. Empty: it stays as it is.")
    label: Any = setting.label
    widget: Any = forms.TextInput
    if setting.is_secret:
        widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})
    return forms.CharField(
        label=label,
        max_length=500,
        required=setting.is_required and not is_kept,
        help_text=help_text,
        widget=widget,
    )
