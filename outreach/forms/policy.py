"""The form of the rules of contact."""

from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from members.models import validate_readable
from outreach.forms import half_hours
from outreach.labels import FLAG_LABELS
from outreach.models.choices import Purpose, Way
from outreach.models.contact import REASON_LENGTH
from outreach.rules.policy import (
    FLAGS,
    MOST_CONTACTS,
    MOST_DAYS,
    Limit,
    Policy,
    PurposeRule,
)

QUOTA_WAYS = (Way.WECOM, Way.PUSH, Way.EMAIL, Way.SMS)


def _most(label: Any, help_text: Any = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=MOST_CONTACTS,
        help_text=help_text,
    )


def _days(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=1, max_value=MOST_DAYS)


class PolicyForm(forms.Form):
    """Limits, quiet hours, and what each purpose asks for."""

    dormant_most = _most(
        _("Contacts with a dormant member"),
        _("0 means never."),
    )
    dormant_days = _days(_("in so many days"))
    other_most = _most(
        _("Contacts with any other member"),
        _("0 means never."),
    )
    other_days = _days(_("in so many days"))
    quiet_from = forms.ChoiceField(
        label=_("Quiet hours from"), choices=half_hours
    )
    quiet_until = forms.ChoiceField(
        label=_("Quiet hours until"), choices=half_hours
    )
    note = forms.CharField(
        label=_("Why"),
        max_length=REASON_LENGTH,
        validators=[validate_readable],
    )

    def __init__(self, *args: Any, present: Policy, **kwargs: Any) -> None:
        kwargs["initial"] = _initial(present)
        super().__init__(*args, **kwargs)
        for way in QUOTA_WAYS:
            text = _("%(way)s: messages to a member") % {"way": way.label}
            hint = _("Empty: the channel has no limit of its own.")
            self.fields[f"quota_{way}_most"] = forms.IntegerField(
                label=text,
                required=False,
                min_value=0,
                max_value=MOST_CONTACTS,
                help_text=hint,
            )
            self.fields[f"quota_{way}_days"] = forms.IntegerField(
                label=_("in so many days"),
                required=False,
                min_value=1,
                max_value=MOST_DAYS,
            )
        for purpose in Purpose:
            self.fields[f"purpose_{purpose}"] = forms.MultipleChoiceField(
                label=purpose.label,
                required=False,
                choices=list(FLAG_LABELS.items()),
                widget=forms.CheckboxSelectMultiple,
            )
        self.order_fields([*_order(self.fields), "note"])

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        for way in QUOTA_WAYS:
            most = data.get(f"quota_{way}_most")
            days = data.get(f"quota_{way}_days")
            if (most is None) != (days is None):
                text = _("Give both numbers, or none.")
                self.add_error(f"quota_{way}_days", text)
        return data

    def policy(self) -> Policy:
        """Return the rules that were entered."""
        data = self.cleaned_data
        quotas = {}
        for way in QUOTA_WAYS:
            if data[f"quota_{way}_most"] is not None:
                most = data[f"quota_{way}_most"]
                quotas[way.value] = Limit(most, data[f"quota_{way}_days"])
        purposes = {}
        for purpose in Purpose:
            chosen = data[f"purpose_{purpose}"]
            flags = {name: name in chosen for name in FLAGS}
            purposes[purpose.value] = PurposeRule(**flags)
        return Policy(
            dormant_cap=Limit(data["dormant_most"], data["dormant_days"]),
            other_cap=Limit(data["other_most"], data["other_days"]),
            quotas=quotas,
            quiet_from=time.fromisoformat(data["quiet_from"]),
            quiet_until=time.fromisoformat(data["quiet_until"]),
            purposes=purposes,
        )


def _order(fields: Any) -> list[str]:
    return [name for name in fields if name != "note"]


def _initial(present: Policy) -> dict[str, Any]:
    """Return what the fields hold at first: the rules in force."""
    values: dict[str, Any] = {
        "dormant_most": present.dormant_cap.most,
        "dormant_days": present.dormant_cap.days,
        "other_most": present.other_cap.most,
        "other_days": present.other_cap.days,
        "quiet_from": present.quiet_from.isoformat("minutes"),
        "quiet_until": present.quiet_until.isoformat("minutes"),
    }
    for way, limit in present.quotas.items():
        values[f"quota_{way}_most"] = limit.most
        values[f"quota_{way}_days"] = limit.days
    for purpose, rule in present.purposes.items():
        flags = rule._asdict()
        values[f"purpose_{purpose}"] = [name for name in FLAGS if flags[name]]
    return values
