from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.security.access import staff_accounts
from knowledge.models import (
    REASON_LENGTH,
    TEXT_LENGTH,
    FaqEntry,
    Script,
    ScriptVersion,
)
from knowledge.models.faq import ANSWER_LENGTH
from knowledge.models.slot_labels import SLOT_HINT
from knowledge.models.validators import validate_slots
from knowledge.rules.expiry import usual_expiry
from members.models import (
    CONSENT_NOTE_LENGTH,
    validate_readable,
    validate_readable_lines,
)


class ScriptForm(forms.ModelForm):
    """What a script is called, whom it suits, and who owns it."""

    class Meta:
        model = Script
        fields: tuple[str, ...] = (
            "scene",
            "title",
            "title_en",
            "audience",
            "role",
            "for_state",
            "owner",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        owner.queryset = staff_accounts()
        for name in ("audience", "role", "for_state"):
            chosen: Any = self.fields[name]
            field: Any = Script._meta.get_field(name)
            chosen.choices = field.choices


class NewScriptForm(ScriptForm):
    """A script with the text of its first version."""

    text = forms.CharField(
        label=_("Text"),
        max_length=TEXT_LENGTH,
        validators=[validate_readable_lines, validate_slots],
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=SLOT_HINT,
    )


class TextForm(forms.ModelForm):
    """The text of a draft."""

    class Meta:
        model = ScriptVersion
        fields = ("text",)
        widgets = {"text": forms.Textarea(attrs={"rows": 8})}
        help_texts = {"text": SLOT_HINT}


class ReasonForm(forms.Form):
    """Why a version is sent back or retired."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=REASON_LENGTH,
        validators=[validate_readable],
    )


class ApprovalForm(forms.Form):
    """Until when an approved version may be used."""

    valid_until = forms.DateField(
        label=_("Valid until"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("A year at most; the owner is reminded 14 days before."),
    )

    def __init__(
        self,
        *args: Any,
        today: date | None = None,
        **kwargs: Any,
    ) -> None:
        if today is not None:
            kwargs["initial"] = {"valid_until": usual_expiry(today)}
        super().__init__(*args, **kwargs)


class FaqForm(forms.ModelForm):
    """A frequent question, its answer, and who looks after it."""

    class Meta:
        model = FaqEntry
        fields = ("question", "answer", "owner")
        widgets = {"answer": forms.Textarea(attrs={"rows": 8})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        owner.queryset = staff_accounts()


class NewFaqForm(forms.Form):
    """A frequent question with the answer of a post."""

    question = forms.CharField(
        label=_("Question"),
        max_length=FaqEntry._meta.get_field("question").max_length,
        validators=[validate_readable],
    )
    answer = forms.CharField(
        label=pgettext_lazy("to a question", "Answer"),
        max_length=ANSWER_LENGTH,
        validators=[validate_readable_lines],
        widget=forms.Textarea(attrs={"rows": 8}),
    )


class FaqConsentForm(forms.Form):
    """What the author of a post said about being quoted."""

    is_given = forms.TypedChoiceField(
        label=_("What they said"),
        choices=[("yes", _("Agrees")), ("no", _("Does not agree"))],
        coerce=lambda value: value == "yes",
    )
    note = forms.CharField(
        label=_("Where and how they said so"),
        max_length=CONSENT_NOTE_LENGTH,
        validators=[validate_readable],
    )


class ScriptFileForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV or XLSX with the columns scene, title and text."),
    )
