from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from activity.labels import KIND_LABELS
from activity.rules.kinds import KINDS
from insights.forms import ScopeForm
from integrations.models import Channel
from members.models import validate_readable
from reports.labels import STAGE_LABELS
from reports.models import BIGGEST_TARGET
from reports.models.funnels import REASON_LENGTH
from reports.rules.findings import Wanted
from reports.rules.stages import BY_KINDS, StageKinds, stage_by_kind
from reports.selectors.brief_sections import figures_with_target


class BriefFilterForm(ScopeForm):
    """Of whom the figures of a brief are; a brief has weeks of its own."""

    weeks = None  # type: ignore[assignment]
    compare = None  # type: ignore[assignment]

    def understood(self) -> dict[str, Any]:
        """Return the filters without those that are wrong."""
        self.is_valid()
        found = {}
        for name, value in self.cleaned_data.items():
            if name not in self.errors:
                found[name] = value
        return found


class TargetForm(forms.Form):
    """A target for each figure; an empty field takes it away."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for figure in figures_with_target():
            help_text = _("At least so many a week.")
            if figure.wanted == Wanted.FEWER:
                help_text = _("At most so many a week.")
            if figure.hint:
                help_text = figure.hint
            self.fields[figure.name] = forms.FloatField(
                label=figure.label,
                min_value=0,
                max_value=BIGGEST_TARGET,
                required=False,
                help_text=help_text,
            )


class ChannelForm(forms.Form):
    """The channel that a brief goes to."""

    channel = forms.ModelChoiceField(
        label=_("Channel"),
        queryset=Channel.objects.order_by("name"),
    )


class StagesForm(forms.Form):
    """The stage of each kind of event, and why it changes."""

    note = forms.CharField(
        label=_("Why"),
        max_length=REASON_LENGTH,
        validators=[validate_readable],
    )

    def __init__(
        self,
        *args: Any,
        present: StageKinds,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        stages = stage_by_kind(present)
        choices = [("", _("Attention only"))]
        for stage in BY_KINDS:
            choices.append((stage.value, STAGE_LABELS[stage]))
        for kind in KINDS:
            if kind.dimension is None:
                continue
            self.fields[kind.name] = forms.ChoiceField(
                label=str(KIND_LABELS[kind.name]),
                choices=choices,
                required=False,
                initial=stages.get(kind.name, ""),
            )
        self.order_fields([name for name in self.fields if name != "note"])

    def kinds(self) -> dict[str, list[str]]:
        """Return the kinds of each stage."""
        found: dict[str, list[str]] = {stage.value: [] for stage in BY_KINDS}
        for kind in KINDS:
            stage = self.cleaned_data.get(kind.name)
            if stage:
                found[stage].append(kind.name)
        return found
