from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from activity.models import EventSource
from common.ui.forms import read_opened
from integrations.models import URL_LENGTH, Channel, Connection
from integrations.platforms import Platform, Setting
from members.models import validate_readable

ADDRESS_LENGTH = 500
# Fields that a kind of channels does not need: WeCom signs nothing.
UNASKED = {
    Channel.Kind.EMAIL: ("address", "secret"),
    Channel.Kind.FEISHU: ("recipients",),
    Channel.Kind.DINGTALK: ("recipients",),
    Channel.Kind.WECOM: ("secret", "recipients"),
}


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


class ThreadsForm(forms.ModelForm):
    """What posts without a thread are: messages of a chat, or topics."""

    class Meta:
        model = EventSource
        fields = ("threads",)
        widgets = {"threads": forms.RadioSelect}


class ChannelForm(forms.Form):
    """What a channel needs; an address and a secret that are stored stay if
    nothing is entered.
    """

    name = forms.CharField(
        label=_("Name"),
        max_length=60,
        validators=[validate_readable],
    )
    address = forms.CharField(
        label=_("Address of the robot"),
        max_length=ADDRESS_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    secret = forms.CharField(
        label=_("Secret of the signature"),
        max_length=ADDRESS_LENGTH,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    recipients = forms.CharField(
        label=_("Recipients"),
        max_length=10_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "One address a line. Empty: each mail goes to the colleagues whom it is for.",
        ),
    )

    def __init__(
        self,
        *args: Any,
        kind: str,
        channel: Channel | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind = Channel.Kind(kind)
        for name in UNASKED[self.kind]:
            del self.fields[name]
        if channel is None:
            return
        kept = {"name": channel.name, "recipients": channel.recipients}
        self.initial = {**self.as_texts(kept), **self.initial}
        if "address" in self.fields:
            address = self.fields["address"]
            address.required = False
            address.help_text = _(
                "Stored: %(address)s. Empty: it stays, and so does its secret.",
            ) % {"address": channel.masked_address}
        if "secret" in self.fields and channel.is_signed:
            self.fields["secret"].help_text = _(
                "A secret is stored. Empty: it stays, unless the address changes.",
            )

    def values(self) -> dict[str, Any]:
        """Return what was entered, as arguments of a service."""
        found: dict[str, Any] = dict(self.cleaned_data)
        if "recipients" in found:
            found["recipients"] = found["recipients"].split()
        return found

    def opened(self) -> dict[str, Any]:
        """Return the values with which the sent form was opened."""
        found = read_opened(self)
        if "recipients" in found:
            found["recipients"] = found["recipients"].split()
        return found

    @staticmethod
    def as_texts(values: Mapping[str, Any]) -> dict[str, Any]:
        """Return values of a channel as its form shows them."""
        found = dict(values)
        if "recipients" in found:
            found["recipients"] = "\n".join(found["recipients"])
        return found
