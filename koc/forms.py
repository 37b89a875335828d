from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from common.security.access import colleagues
from community.models import PARTNER_LENGTH
from koc.models import REASON_LENGTH, KocSpell
from koc.rules.tiers import (
    KEYS,
    LEAST_DAYS,
    MOST_DAYS,
    NAME_LENGTH,
    PROMISE_LENGTH,
    Tier,
)
from koc.selectors.policies import present_tier_names
from koc.services.cooperations import Agreement
from koc.services.roster import Terms
from members.models import (
    NOTE_LENGTH,
    validate_readable,
    validate_readable_lines,
)


def _day(label: Any, **how: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **how)


def _lines(label: Any, *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=NOTE_LENGTH,
        validators=[validate_readable_lines],
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class TermsForm(forms.Form):
    """Tier, contact and next review of a KOC."""

    tier = forms.ChoiceField(label=_("Tier"))
    contact = forms.ModelChoiceField(
        colleagues(),
        label=_("Contact as KOC"),
        required=False,
    )
    review_on = _day(_("Next review"))

    def __init__(
        self,
        *args: Any,
        terms: Terms | None = None,
        **kwargs: Any,
    ) -> None:
        if terms is not None:
            kwargs["initial"] = {
                **kwargs.get("initial", {}),
                **terms._asdict(),
            }
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["tier"]
        chosen.choices = list(present_tier_names().items())

    def terms(self) -> Terms:
        """Return what was entered."""
        names = ("tier", "contact", "review_on")
        return Terms(*(self.cleaned_data[name] for name in names))


class RenewForm(TermsForm):
    """The outcome of a review: the member stays KOC."""

    reason = _lines(_("What the review showed"))


class BeginForm(TermsForm):
    """A member becomes KOC by decision, without a nomination."""

    since = _day(_("KOC since"), required=False)
    reason = _lines(_("Reason"))


class EndForm(forms.Form):
    """Why a member is KOC no longer, and how they were thanked."""

    end_reason = forms.ChoiceField(
        label=_("Why it ends"),
        choices=[("", "–"), *KocSpell.EndReason.choices],
    )
    note = _lines(_("In words"))
    thanks = forms.CharField(
        label=_("How TA was thanked"),
        required=False,
        max_length=REASON_LENGTH,
        validators=[validate_readable],
        help_text=_("For example: letter, call, gift. Empty: not yet."),
    )


class CooperationForm(forms.Form):
    """Who pays a member from when until when."""

    partner = forms.CharField(
        label=_("Paid by"),
        max_length=PARTNER_LENGTH,
        validators=[validate_readable],
        help_text=_("The brand, its agency, or another company."),
    )
    started_on = _day(_("Paid from"))
    ended_on = _day(
        _("Paid until"),
        required=False,
        help_text=_("Empty while it goes on."),
    )
    note = _lines(_("What was agreed"), required=False)
    is_confirmed = forms.BooleanField(
        label=_("Yes, this ends TA's KOC status"),
        required=False,
        help_text=_(
            "A member who is paid for opinions is no KOC any more: the status ends today.",
        ),
    )

    def __init__(self, *args: Any, ends_status: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not ends_status:
            del self.fields["is_confirmed"]

    def agreement(self) -> Agreement:
        """Return what was entered."""
        names = ("partner", "started_on", "ended_on", "note")
        return Agreement(*(self.cleaned_data[name] for name in names))


class CooperationEndForm(forms.Form):
    ended_on = _day(_("Paid until"), required=False)


class RosterFileForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "CSV or XLSX with the columns identity, tier, since, contact, and "
            "next review if you like.",
        ),
    )


class TiersForm(forms.Form):
    """The tiers of KOC, at most one for each key, whether paid cooperation ends
    the status, and why they change.
    """

    pay_ends = forms.BooleanField(
        label=_("Paid cooperation ends the KOC status"),
        required=False,
        help_text=_(
            "A member who gives opinions for pay is no KOC but a KOL."
        ),
    )
    note = forms.CharField(
        label=_("Why"),
        max_length=REASON_LENGTH,
        validators=[validate_readable],
    )

    def __init__(
        self,
        *args: Any,
        present: tuple[Tier, ...],
        pay_ends: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pay_ends"].initial = pay_ends
        known = {}
        for tier in present:
            known[tier.key] = tier
        for number, key in enumerate(KEYS, start=1):
            self.fields.update(_tier_fields(number, key, known.get(key)))
        last = ("pay_ends", "note")
        self.order_fields([name for name in self.fields if name not in last])

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        names = []
        for key in KEYS:
            name = data.get(f"{key}_name", "")
            if name and not data.get(f"{key}_review_days"):
                field = f"{key}_review_days"
                if field not in self.errors:
                    self.add_error(
                        field,
                        _("Say after how many days it is reviewed."),
                    )
            names.append(name)
        given = [name for name in names if name]
        if not given:
            raise ValidationError(_("Keep at least one tier."))
        if len(set(given)) < len(given):
            raise ValidationError(_("Two tiers bear the same name."))
        return data

    def tiers(self) -> tuple[Tier, ...]:
        """Return the tiers that have a name."""
        tiers = []
        for key in KEYS:
            if self.cleaned_data[f"{key}_name"]:
                values = []
                for part in ("name", "name_en", "review_days", "promised"):
                    values.append(self.cleaned_data[f"{key}_{part}"])
                tiers.append(Tier(key, *values))
        return tuple(tiers)

    def rows(self) -> list[list[Any]]:
        """Return the fields of each tier, as the page shows them in a line."""
        parts = ("name", "name_en", "review_days", "promised")
        found: list[list[Any]] = []
        for key in KEYS:
            found.append([self[f"{key}_{part}"] for part in parts])
        return found


def _tier_fields(
    number: int,
    key: str,
    tier: Tier | None,
) -> dict[str, forms.Field]:
    """Return the fields of one tier; empty ones for a tier that there is not."""
    shown = {"n": number}
    return {
        f"{key}_name": forms.CharField(
            label=_("Tier %(n)s: name") % shown,
            required=False,
            max_length=NAME_LENGTH,
            initial=tier.name if tier else "",
            validators=[validate_readable],
        ),
        f"{key}_name_en": forms.CharField(
            label=_("Tier %(n)s: name in English") % shown,
            required=False,
            max_length=NAME_LENGTH,
            initial=tier.name_en if tier else "",
            validators=[validate_readable],
        ),
        f"{key}_review_days": forms.IntegerField(
            label=_("Tier %(n)s: reviewed every so many days") % shown,
            required=False,
            min_value=LEAST_DAYS,
            max_value=MOST_DAYS,
            initial=tier.review_days if tier else None,
        ),
        f"{key}_promised": forms.CharField(
            label=_("Tier %(n)s: what is promised") % shown,
            required=False,
            max_length=PROMISE_LENGTH,
            initial=tier.promised if tier else "",
            validators=[validate_readable],
        ),
    }
