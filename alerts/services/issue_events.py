"""Let it be known that an issue has raised an alert, came back, or changed its
state, in the transaction of that.
"""

from typing import Any

from alerts.models import Alert, Issue, IssueChange
from alerts.rules.facet_counts import leading_names
from common.jobs.events import NewDomainEvent, publish

RAISED = "alert.raised"
REGRESSED = "alert.regressed"
STATE_CHANGED = "issue.state_changed"
REGRESSIONS = (Alert.Cause.REGRESSION, Alert.Cause.OTHER_MODEL)
NAMED_FACETS = ("components", "symptoms", "model_series")


def publish_alert(alert: Alert) -> None:
    """Publish an alert; a historic one is no news and is left out.

    Its key is made of the issue's number, the cause and the post, which a
    computation from the beginning gives again.
    """
    if alert.is_historic:
        return
    kind = REGRESSED if alert.cause in REGRESSIONS else RAISED
    issue = alert.issue
    key = f"{kind}:{issue.number}:{alert.cause}:{alert.post_id}"
    data = {
        **issue_data(issue),
        "alert_id": alert.pk,
        "cause": alert.cause,
        "reporter_count": alert.reporter_count,
        "expected": alert.expected,
        "posted_at": alert.post.posted_at.isoformat(),
    }
    publish([NewDomainEvent(kind, key, issue, data)], now=alert.raised_at)


def publish_state(change: IssueChange) -> None:
    """Publish that staff have changed the state of an issue; a decision that
    leaves the state is none.
    """
    if change.from_state == change.to_state:
        return
    data = {
        **issue_data(change.issue),
        "from_state": change.from_state,
        "to_state": change.to_state,
        "changed_by": _username(change.changed_by),
    }
    key = f"{STATE_CHANGED}:{change.pk}"
    happening = NewDomainEvent(STATE_CHANGED, key, change.issue, data)
    publish([happening], now=change.changed_at)


def issue_data(issue: Issue) -> dict[str, Any]:
    """Return what every event says of its issue, as plain values."""
    data: dict[str, Any] = {
        "issue_id": issue.pk,
        "number": issue.number,
        "name": str(issue),
        "state": str(issue.state),
        "severity": issue.shown_severity,
        "is_severity_suggested": not issue.severity,
        "owner_id": issue.owner_id,
        "owner": _username(issue.owner),
        "regression_of_id": issue.regression_of_id,
        "url": issue.get_absolute_url(),
    }
    for name in NAMED_FACETS:
        data[name] = sorted(leading_names(getattr(issue, name)))
    return data


def _username(user: Any) -> str:
    return user.get_username() if user is not None else ""
