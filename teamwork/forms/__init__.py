from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from common.models import StaffAbsence
from common.security.access import ROLE_LABELS, colleagues, staff_accounts
from community.models import Post
from koc.forms import TermsForm
from members.models import (
    NOTE_LENGTH,
    Member,
    validate_readable,
    validate_readable_lines,
)
from teamwork.labels import CRITERIA, OFFERED_CHANNELS, score_choices
from teamwork.models import Interaction
from teamwork.models.interactions import LINE_LENGTH
from teamwork.rules.merging import TAKEN
from teamwork.selectors.works import WorkCard


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _lines(label: Any, rows: int = 3) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=label,
        max_length=NOTE_LENGTH,
        validators=[validate_readable_lines],
        widget=widget,
    )


def line_field(label: Any, *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=LINE_LENGTH,
        required=required,
        validators=[validate_readable],
    )


class InteractionForm(forms.ModelForm):
    """What was said; the key makes sending it twice harmless."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    # Chosen among the scripts that the page offers.
    script_version = forms.IntegerField(
        label=_("Script used"),
        min_value=1,
        max_value=2**53,
        required=False,
        widget=forms.HiddenInput,
    )
    # What the page folds away: seldom needed.
    folded = ("next_step", "happened_at")

    class Meta:
        model = Interaction
        fields = (
            "summary",
            "channel",
            "mood",
            "promise",
            "due_on",
            "next_step",
            "happened_at",
        )
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 3, "autofocus": True}),
            "due_on": _day(),
            "happened_at": forms.DateTimeInput(
                attrs={"type": "datetime-local"},
                format="%Y-%m-%dT%H:%M",
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A draft of before may hold a channel that is offered no more.
        self.fields["channel"].widget.choices = [  # type: ignore[attr-defined]
            (channel.value, channel.label) for channel in OFFERED_CHANNELS
        ]
        self.fields["happened_at"].required = False
        self.fields["happened_at"].help_text = _("Empty: now.")

    def _get_validation_exclusions(self) -> set[str]:
        """Leave to the service what the form's own row lacks: a moment, for
        example, which the service sets.
        """
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return excluded | {"happened_at", "member", "key"}


class NameForm(forms.Form):
    """What a colleague is called on screen."""

    name = forms.CharField(
        label=_("Name"),
        max_length=40,
        validators=[validate_readable],
        help_text=_(
            "As colleagues call you; it is shown wherever you did something."
        ),
    )


class KeptForm(forms.Form):
    outcome = line_field(_("Outcome"), required=False)


class MovedForm(forms.Form):
    due_on = forms.DateField(label=_("Due on"), widget=_day())


class NominationForm(forms.Form):
    """Why a member should be KOC, with representative posts; the page shows
    the posts as cards.
    """

    reason = _lines(_("Reason"))
    works = forms.MultipleChoiceField(
        label=_("Representative works"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one work.")},
    )

    def __init__(
        self,
        *args: Any,
        works: Sequence[WorkCard],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.cards = works
        self.posts = {str(card.post.pk): card.post for card in works}
        choices = [(pk, str(post)) for pk, post in self.posts.items()]
        self.fields["works"].choices = choices  # type: ignore[attr-defined]

    def clean_works(self) -> list[Post]:
        return [
            self.posts[pk] for pk in dict.fromkeys(self.cleaned_data["works"])
        ]


def _score(name: str) -> forms.TypedChoiceField:
    """Return a field for a score, each with what it means; none is chosen."""
    return forms.TypedChoiceField(
        label=CRITERIA[name],  # type: ignore[arg-type]
        choices=score_choices(name),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a score.")},
    )


class JudgementForm(forms.Form):
    works_score = _score("works_score")
    influence_score = _score("influence_score")
    steadiness_score = _score("steadiness_score")
    comment = _lines(_("Comment"))


class DecisionForm(forms.Form):
    """Whether the member becomes KOC; tier, contact and next review hold if so."""

    accept = forms.TypedChoiceField(
        label=_("Approve or decline"),
        choices=[("1", _("Approve")), ("0", _("Decline"))],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a decision.")},
    )
    reason = _lines(_("Reason"))


class AdmissionForm(TermsForm):
    """Tier, contact and next review of somebody whose nomination is approved."""

    prefix = "koc"


class BulkNominationForm(forms.Form):
    """Why these members are nominated; the works are their posts that people
    reacted to most.
    """

    reason = _lines(_("Reason"))


class HandoverForm(forms.Form):
    to_user = forms.ModelChoiceField(colleagues(), label=_("New contact"))
    reason = line_field(_("Reason"))


class PairForm(forms.Form):
    """Two members by number."""

    kept = forms.IntegerField(
        label=_("Number of the member who stands"),
        min_value=1,
        max_value=2**53,
    )
    merged = forms.IntegerField(
        label=_("Number of the member merged into this one"),
        min_value=1,
        max_value=2**53,
    )

    def clean(self) -> Any:
        data = super().clean() or {}
        if self.errors:
            return data
        ids = {data.get("kept"), data.get("merged")}
        known = Member.objects.unmerged().filter(pk__in=ids)
        if len(ids) < 2 or known.count() < 2:
            raise ValidationError(_("Choose two different members."))
        return data


class MemberMergeForm(forms.Form):
    """Whether two members are merged or marked as two people."""

    act = forms.ChoiceField(
        choices=[("merge", "merge"), ("apart", "apart")],
        initial="merge",
    )
    take = forms.MultipleChoiceField(
        choices=[(name, name) for name in TAKEN],
        required=False,
    )
    reason = line_field(_("Why are they one person?"), required=False)

    def clean(self) -> Any:
        data = super().clean() or {}
        if data.get("act") == "merge" and not data.get("reason"):
            self.add_error("reason", _("Say why they are one person."))
        return data


class AnswerForm(forms.Form):
    act = forms.ChoiceField(
        choices=[(name, name) for name in ("accept", "refuse", "finish")],
    )
    reason = line_field(_("Reason of the refusal"), required=False)


def _name_and_roles(user: Any) -> str:
    """Return a colleague's name with their roles in the team."""
    held = {group.name for group in user.groups.all()}
    roles = [str(ROLE_LABELS[one]) for one in ROLE_LABELS if one in held]
    return f"{user} · {'/'.join(roles)}" if roles else str(user)


class OwnAbsenceForm(forms.ModelForm):
    """Days on which one is away oneself, and who stands in."""

    class Meta:
        model = StaffAbsence
        fields: tuple[str, ...] = ("starts_on", "ends_on", "stand_in")
        widgets = {"starts_on": _day(), "ends_on": _day()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("user", "stand_in"):
            if name in self.fields:
                chosen: Any = self.fields[name]
                accounts = staff_accounts().prefetch_related("groups")
                chosen.queryset = accounts
                chosen.label_from_instance = _name_and_roles

    def clean(self) -> dict[str, Any]:
        """Refuse days in the wrong order."""
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error(
                "ends_on",
                _("The last day is before the first one."),
            )
        return cleaned


class AbsenceForm(OwnAbsenceForm):
    """Days on which any colleague is away, as a lead enters them."""

    class Meta(OwnAbsenceForm.Meta):
        fields = ("user", "starts_on", "ends_on", "stand_in")
