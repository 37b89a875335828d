"""What is open with each member of a handover, so that nothing is lost."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from alerts.models import Issue, IssueReport
from alerts.selectors.raised import OPEN_STATES
from community.models import Question
from members.models import Member
from teamwork.models import Handover, Interaction, Nomination


@dataclass(slots=True)
class MemberSummary:
    """A member with the latest interaction and all that is open."""

    member: Member
    last_talk: Interaction | None = None
    promises: list[Interaction] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    nominations: list[Nomination] = field(default_factory=list)


Summaries = dict[int, MemberSummary]


def read_handover_summary(handover: Handover) -> Sequence[MemberSummary]:
    """Return one summary for each member handed over, in their order."""
    rows = handover.rows.select_related("member")
    summaries = {row.member_id: MemberSummary(row.member) for row in rows}
    _add_interactions(summaries)
    _add_questions(summaries)
    _add_issues(summaries)
    _add_nominations(summaries)
    return list(summaries.values())


def _add_interactions(summaries: Summaries) -> None:
    rows = Interaction.objects.filter(member_id__in=summaries)
    latest_first = rows.select_related("staff").order_by("-happened_at", "-pk")
    for row in latest_first:
        summary = summaries[row.member_id]
        if summary.last_talk is None:
            summary.last_talk = row
        if row.promise and not row.kept_at:
            summary.promises.append(row)


def _add_questions(summaries: Summaries) -> None:
    unanswered = Question.objects.unanswered()
    rows = unanswered.filter(post__author_id__in=summaries)
    for question in rows.select_related("post"):
        summaries[question.post.author_id].questions.append(question)


def _add_issues(summaries: Summaries) -> None:
    reports = IssueReport.objects.filter(
        post__author_id__in=summaries,
        issue__state__in=OPEN_STATES,
        post__is_deleted=False,
        issue__alerted_at__isnull=False,
    )
    for report in reports.select_related("issue", "post"):
        issues = summaries[report.post.author_id].issues
        if report.issue not in issues:
            issues.append(report.issue)


def _add_nominations(summaries: Summaries) -> None:
    rows = Nomination.objects.filter(
        member_id__in=summaries,
        state=Nomination.State.OPEN,
    )
    for nomination in rows:
        summaries[nomination.member_id].nominations.append(nomination)
