"""What may be said to the owner of a report."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from django.utils import formats
from django.utils.translation import gettext_lazy, ngettext_lazy

from alerts.models import Issue, IssueReport, OwnerNotice
from alerts.rules.issue_names import name_facts
from common.calendar import business_date
from knowledge.models import Script, ScriptVersion
from knowledge.rules.slots import fill_slots, missing_slots

# Said to the only owner who reports a fault.
READ_ALONE = gettext_lazy(
    "Hello %(name)s, we read what you wrote on %(day)s about %(what)s. "
    "We are looking into it. Thank you for telling us.",
)
READ_WITH_OTHERS = ngettext_lazy(
    "Hello %(name)s, we read what you wrote on %(day)s about %(what)s. "
    "%(others)s other owner has the same, and we are"
    " looking into it. Thank you for telling us.",
    "Hello %(name)s, we read what you wrote on %(day)s about %(what)s. "
    "%(others)s other owners have the same, and we are"
    " looking into it. Thank you for telling us.",
    "others",
)
SCRIPTS: dict[str, Any] = {
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
# The scene whose approved script replaces the shipped text.
SCENES = {
    OwnerNotice.Kind.ACKNOWLEDGED: Script.Scene.RECEIVED,
    OwnerNotice.Kind.FIXED: Script.Scene.FIXED,
}


class NoticeText(NamedTuple):
    """What may be said, and the version of a script that says it; None for
    the shipped text.
    """

    text: str
    version: ScriptVersion | None


def read_notice_scripts(today: date) -> dict[str, ScriptVersion]:
    """Return the script that was approved last for each kind of notice."""
    versions = ScriptVersion.objects.usable(today).filter(
        script__scene__in=SCENES.values(),
    )
    by_scene = {}
    for version in versions.select_related("script").order_by("approved_at"):
        by_scene[version.script.scene] = version
    found = {}
    for kind, scene in SCENES.items():
        if scene in by_scene:
            found[kind.value] = by_scene[scene]
    return found


def write_notice(
    report: IssueReport,
    kind: str,
    scripts: Mapping[str, ScriptVersion],
    *,
    owners: set[int],
) -> NoticeText:
    """Return the text for the owner of a report from the approved script of
    its kind; from the shipped one if there is none, or if it has slots that a
    notice does not know. `owners` are those who report its issue.
    """
    version = scripts.get(kind)
    issue = report.issue
    is_other_fix = issue.fixed_by in FIXED_OTHERWISE
    if version is not None and not (kind == "fixed" and is_other_fix):
        values = _values(report)
        if not missing_slots(version.text, values):
            return NoticeText(fill_slots(version.text, values), version)
    return NoticeText(notice_text(report, kind, owners=owners), None)


def _values(report: IssueReport) -> dict[str, str]:
    """Return what fills the slots of a notice."""
    shown = _shown(report)
    return {
        "nickname": str(shown["name"]),
        "date": shown["day"],
        "issue": shown["what"],
        "version": shown["version"],
        "car": report.model_series,
        "city": report.post.author.city,
    }


def owners_by_issue(issue_ids: Iterable[int]) -> dict[int, set[int]]:
    """Return which members report each of these issues."""
    rows = IssueReport.objects.visible().with_reporter().order_by()
    pairs = rows.filter(issue__in=set(issue_ids)).values_list(
        "issue",
        "reporter",
    )
    owners: dict[int, set[int]] = {}
    for issue, reporter in pairs.distinct():
        owners.setdefault(issue, set()).add(reporter)
    return owners


def notice_text(report: IssueReport, kind: str, *, owners: set[int]) -> str:
    """Return a text for the owner of a report: that it was read, or that the
    fault is fixed; `owners` are those who report its issue.
    """
    issue = report.issue
    others = len(owners - {_reporter_of(report)})
    if kind == OwnerNotice.Kind.ACKNOWLEDGED:
        script = READ_WITH_OTHERS if others else READ_ALONE
    else:
        script = SCRIPTS[OwnerNotice.Kind(kind)]
    if kind == OwnerNotice.Kind.FIXED and issue.fixed_by in FIXED_OTHERWISE:
        script = FIXED_OTHERWISE[Issue.FixedBy(issue.fixed_by)]
    said: str = script % {**_shown(report), "others": others}
    return said


def _shown(report: IssueReport) -> dict[str, Any]:
    """Return what the shipped texts say of a report."""
    issue = report.issue
    quoted = report.post.whole_text[:QUOTED_CHARACTERS]
    day = business_date(report.post.posted_at)
    return {
        "name": report.post.author,
        "day": formats.date_format(day, "MONTH_DAY_FORMAT"),
        "what": str(issue) if _is_named(issue) else quoted,
        "version": issue.fixed_in,
        "fix": issue.fix,
    }


def _reporter_of(report: IssueReport) -> int:
    """Return the member who reported it first under another account, else the
    author.
    """
    first = report.same_reporter_as
    author: int = first.post.author_id if first else report.post.author_id
    return author


def _is_named(issue: Issue) -> bool:
    """Return whether staff have named an issue, or its reports say what is
    wrong with what.
    """
    return bool(issue.name) or name_facts(issue.facet_counts).is_whole
