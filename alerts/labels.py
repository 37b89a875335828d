"""What facets and their entries are called."""

from datetime import datetime
from typing import Any, cast

from django.db.models import JSONField
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from alerts.models import Issue, OwnerNotice
from alerts.models.facet_labels import FACET_LABELS, OWN_PREFIX, facet_label
from alerts.rules.facet_counts import Counts, leading_names
from alerts.rules.invitations import InvitationRefusal
from common.calendar import business_date
from community.models import Question

__all__ = [
    "AWAITED_NOTICES",
    "FACET_LABELS",
    "OWN_PREFIX",
    "PARAMETER_LABELS",
    "age_text",
    "facet_label",
    "facet_name",
    "facet_title",
    "facets_label",
    "question_next_act",
    "severity_signs",
    "severity_text",
]

# Notices that wait to be sent; the labels of a notice name sent ones.
AWAITED_NOTICES = {
    OwnerNotice.Kind.ACKNOWLEDGED.value: _("Not informed yet: acknowledged"),
    OwnerNotice.Kind.FIXED.value: _("Not informed yet: fixed"),
}
# Why a member is not invited to answer.
REFUSALS = {
    InvitationRefusal.ASKER: _("%(name)s asked it themselves."),
    InvitationRefusal.INVITED: _(
        "%(name)s was invited to this question already."
    ),
    InvitationRefusal.OFTEN: _(
        "%(name)s was invited %(most)s times in the last 30 days. Invite "
        "somebody else.",
    ),
}
# What is to be done next about a question, by its state.
NEXT_ACTS = {
    Question.State.WAITING: _("Take the question"),
    Question.State.REOPENED: _("Find another answer"),
    Question.State.ANSWERED: _("Ask whether it helped"),
    Question.State.THANKED: _("Thank the helper"),
    Question.State.BY_ASKER: _("Ask how they did it"),
}
# By the parameter of Facet, for one entry.
PARAMETER_LABELS = {"component": _("Part or service"), "symptom": _("Symptom")}


def facet_name(field: str) -> Any:
    """Return what the facet of a column of Issue is called, in the plural."""
    column = cast(JSONField, Issue._meta.get_field(field))
    return column.verbose_name


def facet_title(field: str) -> str:
    """Return the name of a facet as a heading."""
    return str(capfirst(facet_name(field)))


def facets_label(counts: Counts, most: int = 3) -> str:
    """Return the most frequent entries of a facet, joined, without those said
    less than half as often as the first.
    """
    leading = leading_names(counts)
    shown = []
    for name, _count in counts[:most]:
        if name in leading:
            shown.append(facet_label(name))
    return " · ".join(shown)


# Fewer owners than that are as good as none.
FEWEST_SHOWN = 0.05


def owners_text(count: int, usual: float) -> str:
    """Return how many owners there were, and how many are usual."""
    shown = {"shown": f"{count:,}", "usual": f"{usual:.1f}"}
    if usual < FEWEST_SHOWN:
        text = ngettext(
            "%(shown)s owner, usually none",
            "%(shown)s owners, usually none",
            count,
        )
    else:
        text = ngettext(
            "%(shown)s owner, usual %(usual)s",
            "%(shown)s owners, usual %(usual)s",
            count,
        )
    return text % shown


DAYS_SHOWN = 60


def age_text(first_at: datetime, now: datetime) -> str:
    """Return since when an issue has been reported, in days."""
    first = business_date(first_at)
    days = (business_date(now) - first).days
    if days <= 0:
        return gettext("first reported today")
    if days > DAYS_SHOWN:
        return gettext("first reported on %(day)s") % {"day": first}
    text = ngettext(
        "first reported %(days)s day ago",
        "first reported %(days)s days ago",
        days,
    )
    return text % {"days": days}


def severity_text(issue: Issue) -> str:
    """Return how severe an issue is; of a suggestion that it is one."""
    if issue.severity:
        return str(issue.get_severity_display())
    level = Issue.Severity(issue.suggested_severity.level).label
    return gettext("%(level)s (suggested)") % {"level": level}


def severity_signs(issue: Issue) -> str:
    """Return what the reports say that suggests the severity; "" for nothing."""
    return " · ".join(map(facet_label, issue.suggested_severity.signs))


def difference_label(difference: str) -> str:
    """Return in words how a group of cars differs; "" if it does not."""
    labels = {
        "nobody": _("nobody reports it, though some would be expected"),
        "more": _("more than usual"),
    }
    return str(labels.get(difference, ""))


def question_next_act(question: Any) -> str:
    """Return what is to be done next about a question with its state, "–" for
    nothing.
    """
    state = Question.State(question.state)
    care = getattr(question, "care", None)
    if question.is_waiting and care and care.taken_by:
        return str(_("Answer it, or invite a helper"))
    return str(NEXT_ACTS.get(state, "–"))
