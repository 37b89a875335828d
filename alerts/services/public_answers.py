"""Public answers that staff have posted."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from alerts.models import Issue, PublicAnswer
from alerts.selectors.public_answers import may_say
from common.db.transactions import atomic_with_retry
from common.errors import Conflict


@atomic_with_retry
def mark_posted(
    *,
    issue_id: int,
    kind: str,
    text: str,
    url: str,
    user: Any,
    now: datetime,
) -> PublicAnswer:
    """Record that a public answer about an issue was posted, with its text.

    Errors: DomainError if the issue does not allow to say so, or a link was
    recorded before.
    """
    issue: Issue = Issue.objects.select_for_update().get(pk=issue_id)
    if not may_say(issue, kind):
        raise Conflict(
            "not_true_yet",
            _("Record the fix on the issue before you announce it."),
        )
    if url and issue.public_answers.filter(url=url).exists():
        raise Conflict("posted_already", _("This post is recorded already."))
    answer: PublicAnswer = PublicAnswer.objects.create(
        issue=issue,
        kind=kind,
        text=text,
        url=url,
        posted_at=now,
        posted_by=user,
    )
    return answer
