"""What a case file shows: the members' own cases, and what a form begins with."""

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alerts.labels import facets_label
from alerts.models import Issue, IssueReport, OwnerNotice
from common.calendar import business_date
from teamwork.models import Interaction

MAX_MEMBERS = 200
CHECK_DAYS = (14, 60, 180)


class MemberStep(NamedTuple):
    """What happened to a member on a day."""

    at: datetime
    what: str
    text: str
    href: str = ""


class MemberCase(NamedTuple):
    """A member who reported, and what happened to them, the earliest first."""

    member: Any
    steps: list[MemberStep]
    answered_on: date | None


def member_cases(issue: Issue) -> list[MemberCase]:
    """Return the own cases of the members who reported an issue, in the order
    of their first reports.
    """
    reports = (
        IssueReport.objects.visible()
        .filter(issue=issue)
        .select_related("post__author")
        .order_by("posted_at", "pk")
    )
    steps: dict[int, list[MemberStep]] = {}
    members: dict[int, Any] = {}
    for report in reports:
        author = report.post.author
        if author.pk not in members and len(members) >= MAX_MEMBERS:
            continue
        members[author.pk] = author
        steps.setdefault(author.pk, []).append(_report_step(report))
    answered = _add_notices(issue, steps)
    _add_talks(issue, steps)
    found = []
    for pk, member in members.items():
        own = sorted(steps[pk], key=lambda step: step.at)
        found.append(MemberCase(member, own, answered.get(pk)))
    return found


def _report_step(report: Any) -> MemberStep:
    what = _("follows up") if report.is_follow_up else _("reports it")
    return MemberStep(report.posted_at, what, str(report.post)[:120])


def _add_notices(
    issue: Issue,
    steps: dict[int, list[MemberStep]],
) -> dict[int, date]:
    """Add the notices that members got; return when each was answered first."""
    answered: dict[int, date] = {}
    rows = OwnerNotice.objects.filter(report__issue=issue)
    columns = ("report__post__author_id", "kind", "sent_at")
    for author, kind, at in rows.order_by("sent_at").values_list(*columns):
        if author not in steps or at is None:
            continue
        answered.setdefault(author, business_date(at))
        label = str(OwnerNotice.Kind(kind).label)
        steps[author].append(MemberStep(at, _("is informed"), label))
    return answered


def _add_talks(
    issue: Issue,
    steps: dict[int, list[MemberStep]],
) -> None:
    """Add talks with these members from the first report until it was closed."""
    until = issue.changes.filter(to_state="closed").order_by("-changed_at")
    closed_at = until.values_list("changed_at", flat=True).first()
    rows = Interaction.objects.filter(
        member__in=list(steps),
        happened_at__gte=issue.opened_at,
    )
    if closed_at is not None:
        rows = rows.filter(happened_at__lte=closed_at)
    columns = ("member_id", "happened_at", "summary")
    for member, at, summary in rows.values_list(*columns)[: 10 * MAX_MEMBERS]:
        steps[member].append(MemberStep(at, _("talk"), summary[:120]))


def drafted_scope(issue: Any) -> str:
    """Return a draft of the scope of a crisis from what is counted."""
    reports = IssueReport.objects.visible().filter(issue=issue)
    owners = reports.values("post__author").distinct().count()
    text = ngettext(
        "%(owners)s owner reported it",
        "%(owners)s owners reported it",
        owners,
    ) % {"owners": owners}
    moments = reports.order_by("posted_at").values_list("posted_at", flat=True)
    ends = list(moments)
    if ends:
        first, last = business_date(ends[0]), business_date(ends[-1])
        text = _("%(text)s from %(first)s to %(last)s") % {
            "text": text,
            "first": first,
            "last": last,
        }
    models = facets_label(issue.model_series)
    if models:
        text = _("%(text)s; models: %(models)s") % {
            "text": text,
            "models": models,
        }
    return _("%(text)s.") % {"text": text}


def drafted_checks(today: date) -> list[dict[str, Any]]:
    """Return what is proposed to be checked, and when."""
    questions = (
        _("Has anybody reported it again since?"),
        _("Do the owners who were concerned still write with us?"),
        _("Does the fix hold after half a year?"),
    )
    found = []
    for days, question in zip(CHECK_DAYS, questions, strict=True):
        due = today + timedelta(days=days)
        found.append({"question": question, "due_on": due})
    return found
