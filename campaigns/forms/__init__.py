from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.models import (
    CallFinding,
    Campaign,
    CampaignNode,
    CostLine,
)
from campaigns.models.choices import PROSE_LENGTH, WORDS_LENGTH
from campaigns.rules.plans import StateName
from common.security.access import staff_accounts
from insights.models import Segment
from members.models import validate_readable, validate_readable_lines
from outreach.forms import day_field, words_field
from outreach.models import Opportunity

NAME_LENGTH = 170


def _area(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class CampaignForm(forms.ModelForm):
    """A campaign and its plan."""

    topics = words_field(
        _("Topic words"),
        _(
            "Separated by commas. Posts that name one of them in these days "
            "become works of the campaign.",
        ),
    )
    starts_on = day_field(_("First day"))
    ends_on = day_field(
        _("Last day"),
        help_text=_("No verdict about the effect before it is over."),
    )

    class Meta:
        model = Campaign
        fields = (
            "title",
            "kind",
            "lead",
            "goal",
            "place",
            "starts_on",
            "ends_on",
            "segment",
            "measure",
            "target",
            "method",
            "control_percent",
            "comparison",
            "topics",
            "places",
            "opportunity",
        )
        widgets = {"goal": _area()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        open_segments = Segment.objects.filter(archived_at__isnull=True)
        for name in ("segment", "comparison"):
            fields[name].queryset = open_segments.order_by("name")
        offered = Opportunity.objects.order_by("-ends_on", "-pk")
        fields["opportunity"].queryset = offered
        fields["lead"].queryset = staff_accounts()
        if self.instance.started_at is not None:
            for name in (
                "starts_on",
                "ends_on",
                "segment",
                "measure",
                "target",
                "method",
                "control_percent",
                "comparison",
            ):
                # What the database would refuse cannot be typed.
                fields[name].disabled = True


class NodeForm(forms.ModelForm):
    """A node of a plan."""

    due_on = day_field(_("Due on"))

    class Meta:
        model = CampaignNode
        fields = ("what", "owner", "due_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        owner.queryset = staff_accounts()


class EvidenceForm(forms.Form):
    """What shows that a node is done."""

    evidence = forms.CharField(
        label=_("Evidence"),
        max_length=WORDS_LENGTH,
        validators=[validate_readable],
        help_text=_("A link, or what was said."),
    )


class CancelForm(forms.Form):
    """Why a campaign is cancelled."""

    note = forms.CharField(
        label=_("Reason"),
        max_length=WORDS_LENGTH,
        validators=[validate_readable],
    )


class ReportForm(forms.Form):
    """What the team takes from a campaign."""

    lessons = forms.CharField(
        label=_("Lessons"),
        max_length=PROSE_LENGTH,
        validators=[validate_readable_lines],
        widget=_area(5),
        help_text=_("What to do again, what to leave, what nobody knows yet."),
    )


class CostForm(forms.ModelForm):
    """A cost line."""

    spent_on = day_field(_("Spent on"))

    class Meta:
        model = CostLine
        fields = ("what", "kind", "amount", "spent_on")


class ParticipantForm(forms.Form):
    """Somebody who signed up or came."""

    identity = forms.CharField(
        label=_("Member"),
        max_length=NAME_LENGTH,
        validators=[validate_readable],
        help_text=_(
            "A number, platform:external id, or a nickname that only one has.",
        ),
    )
    signed_up_on = day_field(_("Signed up on"), required=False)
    attended_on = day_field(_("Attended on"), required=False)
    cancelled_on = day_field(
        _("Called off on"),
        required=False,
        help_text=_("Empty: they did not call off."),
    )
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=WORDS_LENGTH,
        validators=[validate_readable],
        help_text=_("A device, a version, a companion."),
    )


class ParticipantFileForm(forms.Form):
    """Sign-ups and attendance of one campaign as a file."""

    campaign = forms.ModelChoiceField(
        label=_("Campaign"),
        queryset=Campaign.objects.none(),
    )
    file = forms.FileField(
        label=_("File"),
        help_text=_("XLSX or CSV; at most 2,000 rows."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        campaign: Any = self.fields["campaign"]
        over = (StateName.CLOSED, StateName.CANCELLED)
        campaign.queryset = Campaign.objects.exclude(state__in=over)


class WorkForm(forms.Form):
    """A post that belongs to a campaign."""

    post = forms.CharField(
        label=_("Number of the post"),
        max_length=NAME_LENGTH,
        validators=[validate_readable],
        help_text=_("As its platform names it, or its number in kocops."),
    )


class FindingForm(forms.ModelForm):
    """What a tester found."""

    identity = forms.CharField(
        label=_("Found by"),
        max_length=NAME_LENGTH,
        validators=[validate_readable],
        help_text=_(
            "A number, platform:external id, or a nickname that only one has.",
        ),
    )
    found_on = day_field(_("Found on"))

    class Meta:
        model = CallFinding
        fields = ("identity", "text", "found_on")
        widgets = {"text": _area()}
