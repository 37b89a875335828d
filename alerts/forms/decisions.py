"""The form by which staff decide what becomes of an issue."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from alerts.models import FIX_NOTE_LENGTH, NOTE_LENGTH, Issue
from alerts.rules.transitions import NEXT_STATES, may_keep
from members.models import validate_readable

# A choice of the form only: the issue is closed, and the note says why.
FALSE_ALARM = "false_alarm"
# What is said of a fix or of silence belongs to the state that it leads to.
NEEDS_A_STATE = (
    "fixed_by",
    "fixed_in",
    "fix_note",
    "fixed_on",
    "muted_until_reporters",
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
    to_state = forms.ChoiceField(
        label=_("Becomes"),
        help_text=_(
            "Not a problem: it is closed with your reason, and comes back if "
            "it is reported again. Muted: it stays silent until so many "
            "owners report it.",
        ),
    )
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
    fixed_by = forms.ChoiceField(
        label=_("Fixed by"),
        choices=[("", "–"), *Issue.FixedBy.choices],
        required=False,
    )
    fixed_in = forms.CharField(
        label=_("Fixed in version"),
        max_length=40,
        required=False,
        validators=[validate_readable],
    )
    fix_note = forms.CharField(
        label=_("Part, act of service, or explanation"),
        max_length=FIX_NOTE_LENGTH,
        required=False,
        validators=[validate_readable],
    )
    fixed_on = forms.DateField(
        label=_("Fixed on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_(
            "Reports of earlier days are no regression. Empty: today.",
        ),
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
        self.issue = issue
        self.fields["to_state"].choices = _choices(issue)  # type: ignore[attr-defined]
        self.fields["from_state"].initial = issue.state
        self.fields["owner"].initial = issue.owner_id
        self.fields["due_on"].initial = issue.due_on

    def clean(self) -> dict[str, Any]:
        """Turn a false alarm into a closed issue with its reason."""
        cleaned: dict[str, Any] = super().clean() or {}
        to_state, note = cleaned.get("to_state"), cleaned.get("note", "")
        if to_state == FALSE_ALARM:
            cleaned["to_state"] = Issue.State.CLOSED
            if not note:
                self.add_error("note", _("Say why it is no problem."))
            said = gettext("False alarm: %(why)s") % {"why": note}
            cleaned["note"] = said[:NOTE_LENGTH]
        elif to_state == self.issue.state:
            for name in NEEDS_A_STATE:
                if cleaned.get(name):
                    self.add_error(
                        name, _("Choose the state that it belongs to.")
                    )
        return cleaned


def _choices(issue: Issue) -> list[tuple[str, Any]]:
    """Return the state that it has, those that may follow, and that it is no
    problem, which is closed with its reason.
    """
    labels = dict(Issue.State.choices)
    following = NEXT_STATES[issue.state]
    choices: list[tuple[str, Any]] = [(one, labels[one]) for one in following]
    if may_keep(issue.state):
        text = gettext("Stays as it is (%(state)s)")
        kept = text % {"state": labels[issue.state]}
        choices.insert(0, (issue.state, kept))
    if Issue.State.CLOSED in following:
        choices.append((FALSE_ALARM, _("Not a problem (false alarm)")))
    return choices
