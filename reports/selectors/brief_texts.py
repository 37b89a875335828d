"""What a brief says of itself as a whole."""

from django.utils.translation import gettext as _

from reports.selectors.brief_lines import Brief


def incomplete_text(brief: Brief) -> str:
    """Return up to which day the figures of the night reach."""
    if brief.computed_until is None:
        return _(
            "No night has computed this week yet; its figures are missing."
        )
    text = _("The night has computed this week up to %(day)s only.")
    return text % {"day": brief.computed_until}


def quiet_text() -> str:
    """Return what is said of a week in which nothing stands out."""
    return _("No figure is beyond the weeks before, and no target is missed.")
