"""Drafts of public answers about an issue, from nothing but what is recorded."""

from datetime import date
from typing import Any, NamedTuple

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from alerts.models import EngineeringTicket, Issue, PublicAnswer
from alerts.querysets import ACKNOWLEDGED_STATES, FIXED_STATES
from common.calendar import business_date

Kind = PublicAnswer.Kind
# What is said of a fix, by its kind; the version first.
FIXES = {
    Issue.FixedBy.VERSION: gettext_lazy("It is fixed in version %(fix)s."),
    Issue.FixedBy.PART: gettext_lazy("It is solved by a new part: %(fix)s."),
    Issue.FixedBy.SERVICE: gettext_lazy("Service can solve it: %(fix)s."),
    Issue.FixedBy.EXPLANATION: gettext_lazy(
        "This is what is behind it: %(fix)s.",
    ),
}


class Draft(NamedTuple):
    """A text that may be posted, and the answers that were posted already."""

    kind: str
    label: str
    text: str


def may_say(issue: Issue, kind: str) -> bool:
    """Return whether what an answer of this kind says is recorded: that the
    issue is confirmed, or what fixes it.
    """
    if kind == Kind.FIXED:
        return issue.state in (*FIXED_STATES, "closed") and bool(issue.fix)
    return issue.state in ACKNOWLEDGED_STATES


def read_drafts(issue: Any) -> list[Draft]:
    """Return the drafts that an issue (with its report counts) allows now."""
    drafts = []
    for kind in Kind:
        if may_say(issue, kind):
            text = _fixed(issue) if kind == Kind.FIXED else _heard(issue)
            drafts.append(Draft(kind.value, str(kind.label), text))
    return drafts


def _heard(issue: Any) -> str:
    parts = [_counted(issue), _("We have confirmed it.")]
    if issue.state == Issue.State.REGRESSED:
        parts[1] = _("We know that it has come back.")
    since = _official_since(issue)
    if since is not None and issue.state == Issue.State.ENGINEERING:
        text = _("Our engineers have been working on it since %(day)s.")
        parts.append(text % {"day": _day(since)})
    parts.append(
        _(
            "If you notice it as well, please write below: model, software "
            "version, where and when.",
        ),
    )
    return _joined(parts)


def _fixed(issue: Any) -> str:
    fixed_by = issue.fixed_by or Issue.FixedBy.VERSION
    fix = str(FIXES[Issue.FixedBy(fixed_by)]) % {"fix": issue.fix}
    parts = [_counted(issue), fix]
    is_explained = fixed_by == Issue.FixedBy.EXPLANATION
    if issue.fixed_on and not is_explained:
        text = _("This has been so since %(day)s.")
        parts.append(text % {"day": _day(issue.fixed_on)})
    parts.append(
        _("If it comes back, please tell us. Thank you for your reports."),
    )
    return _joined(parts)


def _counted(issue: Any) -> str:
    text = ngettext(
        "About “%(what)s”: %(count)s owner has written to us since %(day)s.",
        "About “%(what)s”: %(count)s owners have written to us since %(day)s.",
        issue.reporter_count,
    )
    return text % {
        "what": str(issue),
        "count": issue.reporter_count,
        "day": _day(business_date(issue.first_at or issue.opened_at)),
    }


def _joined(parts: list[str]) -> str:
    joined, *others = parts
    for sentence in others:
        joined = _("%(text)s %(sentence)s") % {
            "text": joined,
            "sentence": sentence,
        }
    return joined


def _official_since(issue: Issue) -> date | None:
    tickets = EngineeringTicket.objects.of_issue(issue.pk).exclude(number="")
    first = tickets.order_by("opened_at").first()
    return business_date(first.opened_at) if first else None


def _day(day: date) -> str:
    return formats.date_format(day, "MONTH_DAY_FORMAT")
