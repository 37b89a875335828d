"""Every raised issue has an owner: by a rule, else the lead with the fewest open
issues.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from alerts.models import Issue, IssueChange, IssueReport, OwnerRule
from alerts.rules.facet_counts import leading_names
from alerts.rules.owner_rules import (
    IssueTraits,
    OwnerCandidate,
    Rule,
    fitting_rules,
    least_busy,
)
from alerts.selectors.raised import OPEN_STATES
from common.calendar import business_date
from common.db.transactions import atomic_with_retry
from common.security.access import ADMIN, LEAD, holders_of
from common.security.names import staff_name
from common.selectors.absences import present_colleague
from community.models import CircleMembership


def unowned_alerts() -> QuerySet[Issue]:
    """Return raised issues that are open and that nobody is responsible for."""
    issues: QuerySet[Issue] = Issue.objects.unmerged().filter(
        alerted_at__isnull=False,
        owner__isnull=True,
        state__in=OPEN_STATES,
    )
    return issues


def give_owners(*, now: datetime) -> int:
    """Give an owner to every raised issue without one, as far as there are
    colleagues; return how many got one.
    """
    waiting = list(
        unowned_alerts().order_by("pk").values_list("pk", flat=True)
    )
    given = 0
    for issue_id in waiting:
        given += _give_owner(issue_id=issue_id, now=now)
    return given


@atomic_with_retry
def _give_owner(*, issue_id: int, now: datetime) -> bool:
    issue = unowned_alerts().select_for_update().filter(pk=issue_id).first()
    return issue is not None and assign_owner(issue, now=now) is not None


def assign_owner(issue: Issue, *, now: datetime) -> Any:
    """Make a colleague responsible for an issue that has no owner, note it in
    its history, and return its owner; None if there is no colleague.

    An owner that it has stays. Runs in the transaction of the caller, who
    holds the lock of the issue.
    """
    if issue.owner_id is not None:
        return issue.owner
    owner, rule_name = _choose_owner(issue, business_date(now))
    if owner is None:
        return None
    issue.owner = owner
    issue.save(update_fields=["owner"])
    IssueChange.objects.create(
        issue=issue,
        kind=IssueChange.Kind.OWNER,
        from_state=issue.state,
        to_state=issue.state,
        before=rule_name,
        after=staff_name(owner),
        changed_at=now,
        changed_by=None,
    )
    return owner


def _choose_owner(issue: Issue, today: date) -> tuple[Any, str]:
    """Return who becomes responsible, and the name of the rule, "" for the
    default.
    """
    rules = {
        rule.pk: rule for rule in OwnerRule.objects.select_related("owner")
    }
    if rules:
        plain = [_plain(rule) for rule in rules.values()]
        matter = _matter_of(issue, rules.values())
        for fitting in fitting_rules(plain, matter):
            rule = rules[fitting.pk]
            present = present_colleague(rule.owner, today)
            if present is not None:
                return present, rule.name
    return _default_owner(today), ""


def _plain(rule: OwnerRule) -> Rule:
    return Rule(
        pk=rule.pk,
        position=rule.position,
        owner=rule.owner_id,
        component=rule.component,
        model_series=rule.model_series,
        circle=rule.circle_id or 0,
        severity=rule.severity,
    )


def _matter_of(issue: Issue, rules: Iterable[OwnerRule]) -> IssueTraits:
    circles = {rule.circle_id for rule in rules if rule.circle_id}
    return IssueTraits(
        components=leading_names(issue.components),
        model_series=leading_names(issue.model_series),
        circles=_circles_of(issue, circles) if circles else frozenset(),
        severity=issue.shown_severity,
    )


def _circles_of(issue: Issue, circles: set[int]) -> frozenset[int]:
    """Return those of these circles to which at least half of the owners who
    reported the issue belong.
    """
    reports = IssueReport.objects.visible().filter(issue=issue)
    authors = set(reports.values_list("post__author_id", flat=True))
    present = CircleMembership.objects.filter(
        circle__in=circles,
        member__in=authors,
        ended_on__isnull=True,
    )
    counted = (
        present.order_by()
        .values_list("circle")
        .annotate(count=Count("member", distinct=True))
    )
    found = set()
    for circle, count in counted:
        if 2 * count >= len(authors):
            found.add(circle)
    return frozenset(found)


def _default_owner(today: date) -> Any:
    """Return the lead who is there, or stands in for one, with the fewest open
    issues; without a lead an administrator.
    """
    for role in (LEAD, ADMIN):
        accounts = {}
        for user in holders_of(role).order_by("pk"):
            present = present_colleague(user, today)
            if present is not None:
                accounts[present.pk] = present
        chosen = least_busy(_candidates(accounts))
        if chosen is not None:
            return accounts[chosen]
    return None


def _candidates(accounts: Iterable[int]) -> list[OwnerCandidate]:
    mine = Q(owner__in=list(accounts), state__in=OPEN_STATES)
    rows = (
        Issue.objects.unmerged().filter(mine).order_by().values_list("owner")
    )
    counts = dict(rows.annotate(count=Count("pk")))
    return [OwnerCandidate(user, counts.get(user, 0)) for user in accounts]
