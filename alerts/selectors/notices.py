"""What may be said to the owner of a report."""

from django.utils import formats
from django.utils.translation import gettext_lazy

from alerts.models import Issue, IssueReport, OwnerNotice
from alerts.rules.issue_names import name_facts
from common.calendar import business_date

SCRIPTS = {
    OwnerNotice.Kind.ACKNOWLEDGED: gettext_lazy(
        "Hello %(name)s, we read what you wrote on %(day)s about %(what)s. "
        "You are not the only one, and we are"
        " looking into it. Thank you for telling us.",
    ),
    OwnerNotice.Kind.FIXED: gettext_lazy(
        "Hello %(name)s, the trouble with %(what)s that you wrote of on "
        "%(day)s is fixed in version %(version)s."
        " Please tell us if it comes back. Thank you for your help.",
    ),
}
# What is said of a fix that is no version.
FIXED_OTHERWISE = {
    Issue.FixedBy.PART: gettext_lazy(
        "Hello %(name)s, the trouble with %(what)s that you wrote of on "
        "%(day)s is solved by a new part: %(fix)s."
        " Please tell us if it comes back. Thank you for your help.",
    ),
    Issue.FixedBy.SERVICE: gettext_lazy(
        "Hello %(name)s, service can solve the trouble with %(what)s that you "
        "wrote of on %(day)s: %(fix)s."
        " Please tell us if it comes back. Thank you for your help.",
    ),
    Issue.FixedBy.EXPLANATION: gettext_lazy(
        "Hello %(name)s, on %(day)s you wrote about %(what)s. This is what is "
        "behind it: %(fix)s. Please tell us if you see it otherwise.",
    ),
}
QUOTED_CHARACTERS = 40


def notice_text(report: IssueReport, kind: str) -> str:
    """Return a text for the owner of a report: that it was read, or that the
    fault is fixed.
    """
    issue = report.issue
    quoted = report.post.whole_text[:QUOTED_CHARACTERS]
    day = business_date(report.post.posted_at)
    script = SCRIPTS[OwnerNotice.Kind(kind)]
    if kind == OwnerNotice.Kind.FIXED and issue.fixed_by in FIXED_OTHERWISE:
        script = FIXED_OTHERWISE[Issue.FixedBy(issue.fixed_by)]
    return str(script) % {
        "name": report.post.author,
        "day": formats.date_format(day, "MONTH_DAY_FORMAT"),
        "what": str(issue) if _is_named(issue) else quoted,
        "version": issue.fixed_in,
        "fix": issue.fix,
    }


def _is_named(issue: Issue) -> bool:
    """Return whether staff have named an issue, or its reports say what is
    wrong with what.
    """
    return bool(issue.name) or name_facts(issue.facet_counts).is_whole
