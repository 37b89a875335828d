"""Forms of what is decided about a suggestion."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from alerts.models import (
    MAX_PROMISED_DAYS,
    NOTE_LENGTH,
    SUGGESTION_LENGTH,
    Suggestion,
)
from alerts.rules.suggestion_states import NEXT_SUGGESTION_STATES
from members.models import validate_readable


class SuggestionStateForm(forms.Form):
    """The next state of a suggestion, with what members may know of it."""

    from_state = forms.ChoiceField(
        choices=Suggestion.State.choices,
        required=False,
        widget=forms.HiddenInput,
    )
    to_state = forms.ChoiceField(label=_("Becomes"))
    answer = forms.CharField(
        label=_("What members may know"),
        max_length=NOTE_LENGTH,
        required=False,
        validators=[validate_readable],
        help_text=_("In which version it comes, or why it does not."),
    )
    note = forms.CharField(
        label=_("Note for colleagues"),
        max_length=NOTE_LENGTH,
        required=False,
        validators=[validate_readable],
    )

    def __init__(
        self,
        *args: Any,
        suggestion: Suggestion,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        labels = dict(Suggestion.State.choices)
        # The colleague who decides chooses; nothing is preselected.
        choices = [("", _("Choose what becomes of it"))]
        for state in NEXT_SUGGESTION_STATES[suggestion.state]:
            choices.append((state.value, labels[state.value]))
        self.fields["to_state"].choices = choices  # type: ignore[attr-defined]
        self.fields["from_state"].initial = suggestion.state
        self.fields["answer"].initial = suggestion.answer


class SuggestionForm(forms.Form):
    """What a suggestion is called, who is responsible, and what is promised."""

    name = forms.CharField(
        label=_("Name"),
        max_length=SUGGESTION_LENGTH,
        validators=[validate_readable],
    )
    owner = forms.ModelChoiceField(
        label=_("Responsible"),
        queryset=get_user_model()
        .objects.filter(is_active=True)
        .order_by("username"),
        required=False,
    )
    promised_days = forms.IntegerField(
        label=_("Days promised"),
        min_value=1,
        max_value=MAX_PROMISED_DAYS,
        help_text=_(
            "So many days after it is shipped or declined, every member who "
            "made it shall know.",
        ),
    )


class SuggestionMergeForm(forms.Form):
    """Another suggestion that is the same."""

    other = forms.IntegerField(min_value=1, max_value=2**53)


class EntriesForm(forms.Form):
    """Posts chosen on the page of a suggestion."""

    posts = forms.MultipleChoiceField(
        error_messages={"required": _("Choose posts of this suggestion.")},
    )

    def __init__(
        self,
        *args: Any,
        entry_ids: Iterable[int],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(pk), pk) for pk in entry_ids]
        self.fields["posts"].choices = choices  # type: ignore[attr-defined]

    def numbers(self) -> list[int]:
        """Return the chosen posts by number."""
        return [int(pk) for pk in self.cleaned_data["posts"]]
