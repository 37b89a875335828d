"""Forms of tickets and public answers."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from alerts.models import (
    ANSWER_LENGTH,
    FIX_NOTE_LENGTH,
    NOTE_LENGTH,
    EngineeringTicket,
    PublicAnswer,
)
from members.models import validate_readable, validate_readable_lines


def day_field(label: Any) -> forms.DateField:
    """Return a field for a day that may be left empty."""
    widget = forms.DateInput(attrs={"type": "date"})
    return forms.DateField(label=label, required=False, widget=widget)


def text_field(label: Any, length: int, **more: Any) -> forms.CharField:
    """Return a field for one line without signs that cannot be read."""
    return forms.CharField(
        label=label,
        max_length=length,
        validators=[validate_readable],
        **more,
    )


def link_field(label: Any) -> forms.URLField:
    """Return a field for an address that may be left empty."""
    return forms.URLField(
        label=label,
        max_length=500,
        required=False,
        assume_scheme="https",
    )


class TicketForm(forms.Form):
    """A new ticket; who is responsible and until when, where the issue does
    not say so yet.
    """

    system = text_field(
        _("Engineering system"),
        60,
        help_text=_("Its name, such as Jira."),
    )
    number = text_field(
        _("Ticket number"),
        60,
        required=False,
        help_text=_("Empty if engineering has not given one yet."),
    )
    url = link_field(_("Address of the ticket"))
    owner = forms.ModelChoiceField(
        label=_("Responsible"),
        queryset=get_user_model()
        .objects.filter(is_active=True)
        .order_by("username"),
        required=False,
    )
    due_on = day_field(_("Due on"))
    note = text_field(_("Note"), NOTE_LENGTH, required=False)

    def __init__(self, *args: Any, issue: Any, **kwargs: Any) -> None:
        kwargs["auto_id"] = "ticket_%s"
        super().__init__(*args, **kwargs)
        self.fields["owner"].initial = issue.owner_id
        self.fields["due_on"].initial = issue.due_on
        if issue.state != issue.State.ENGINEERING:
            self.fields["owner"].required = True
            self.fields["due_on"].required = True
        last = EngineeringTicket.objects.order_by("-pk").first()
        self.fields["system"].initial = last.system if last else ""


class TicketAnswerForm(forms.Form):
    """What engineering said, written down by staff."""

    text = forms.CharField(
        label=_("Answer of engineering"),
        max_length=ANSWER_LENGTH,
        validators=[validate_readable_lines],
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    author = text_field(_("Who says so"), 60, required=False)
    state = forms.ChoiceField(
        label=_("State"),
        choices=[("", "–"), *EngineeringTicket.State.choices],
        required=False,
    )
    number = text_field(_("Ticket number"), 60, required=False)
    fixed_in = text_field(_("Fixed in version"), 40, required=False)
    fix_note = text_field(
        _("Part, act of service, or explanation"),
        FIX_NOTE_LENGTH,
        required=False,
    )
    fixed_on = day_field(_("Fixed on"))


class PublicAnswerForm(forms.Form):
    """A public answer that was posted, with its text and where it stands."""

    kind = forms.ChoiceField(choices=PublicAnswer.Kind.choices)
    text = forms.CharField(
        label=_("Text"),
        max_length=ANSWER_LENGTH,
        validators=[validate_readable_lines],
    )
    url = link_field(_("Where it stands"))
