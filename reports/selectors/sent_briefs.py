"""Who gets the brief, and what has changed in one since it was sent."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from reports.models import BriefSubscription, SentBrief
from reports.selectors.brief_lines import Brief
from reports.selectors.brief_sentences import value_text


def subscriptions_of(user: Any, *, is_lead: bool) -> list[BriefSubscription]:
    """Return the subscriptions that a reader may end."""
    rows = BriefSubscription.objects.of_reader(user, is_lead=is_lead)
    rows = rows.filter(ended_at__isnull=True)
    rows = rows.select_related("user", "channel")
    return list(rows.order_by("pk"))


@dataclass(frozen=True)
class ChangedFigures:
    """When a brief was sent, and each figure that has changed since, with its
    value then and now.
    """

    sent_at: datetime
    figures: list[str]


def changed_since_sent(
    user: Any,
    brief: Brief,
    query: str,
) -> ChangedFigures | None:
    """Return what late facts have changed in a brief since it was sent to the
    reader; None if it was not sent to them.
    """
    sent = SentBrief.objects.filter(
        subscription__user=user,
        subscription__query=query,
        week=brief.week,
    )
    row = sent.order_by("sent_at").first()
    if row is None:
        return None
    changed = []
    for line in brief.lines:
        if line.figure.name not in row.figures:
            continue
        was = value_text(line.figure, row.figures[line.figure.name])
        if was != line.value:
            words = {"label": line.label, "was": was, "now": line.value}
            changed.append(_("%(label)s: %(was)s → %(now)s") % words)
    return ChangedFigures(row.sent_at, changed)
