from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from alerts.models import NOTE_LENGTH, Issue
from alerts.rules.transitions import NEXT_STATES
from members.models import validate_readable


class ReportsForm(forms.Form):
    """Reports chosen on the page of an issue, to become an issue of their own
    or to move to the one with a number.
    """

    reports = forms.MultipleChoiceField(
        error_messages={"required": _("Choose reports of this issue.")},
    )
    act = forms.ChoiceField(choices=[("split", "split"), ("move", "move")])
    to_number = forms.IntegerField(
        label=_("Issue number"),
        min_value=1,
        max_value=2**53,
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        report_ids: Iterable[int],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(pk), pk) for pk in report_ids]
        self.fields["reports"].choices = choices  # type: ignore[attr-defined]


class NoticeForm(forms.Form):
    """What was said to owners beside the suggested text."""

    note = forms.CharField(
        label=_("Note"),
        max_length=NOTE_LENGTH,
        required=False,
        validators=[validate_readable],
    )


class IssueChangeForm(forms.Form):
    """The next state of an issue, with what it needs; `from_state` is the
    state when the page was opened.
    """

    from_state = forms.ChoiceField(
        choices=Issue.State.choices,
        required=False,
        widget=forms.HiddenInput,
    )
    to_state = forms.ChoiceField(label=_("Becomes"))
    owner = forms.ModelChoiceField(
        label=_("Responsible"),
        queryset=get_user_model().objects.order_by("username"),
        required=False,
    )
    due_on = forms.DateField(
        label=_("Due on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    fixed_in = forms.CharField(
        label=_("Fixed in version"),
        max_length=40,
        required=False,
        validators=[validate_readable],
    )
    muted_until_reporters = forms.IntegerField(
        label=_("Muted until so many owners"),
        min_value=1,
        max_value=1_000_000,
        required=False,
    )
    note = forms.CharField(
        label=_("Note"),
        max_length=NOTE_LENGTH,
        required=False,
        validators=[validate_readable],
    )

    def __init__(self, *args: Any, issue: Issue, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = dict(Issue.State.choices)
        choices = [
            (state, labels[state]) for state in NEXT_STATES[issue.state]
        ]
        self.fields["to_state"].choices = choices  # type: ignore[attr-defined]
        self.fields["from_state"].initial = issue.state
