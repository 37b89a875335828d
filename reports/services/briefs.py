"""The weekly brief is sent: by mail to colleagues, and to channels of the team."""

import logging
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from activity.selectors.freshness import Freshness, read_freshness
from common.calendar import business_date, business_zone, day_begins
from common.db.transactions import atomic_with_retry
from common.jobs.outbox import Outgoing, enqueue
from common.models import OutboxMessage
from integrations.models import Channel
from notifications.services.outgoing import CHANNEL, absolute, mail_channel
from reports.models import BriefSubscription, SentBrief
from reports.rules.weeks import ONE_WEEK, last_whole_week, may_be_sent
from reports.selectors.brief_filters import stored_filters
from reports.selectors.brief_texts import incomplete_text, quiet_text
from reports.selectors.briefs import Brief, FigureLine, read_brief

KIND = "brief"
MOST_HEADLINES = 8
logger = logging.getLogger(__name__)


def send_briefs(*, now: datetime) -> int:
    """Write the brief of the last week for everybody who gets it and has not
    got it yet; return how many.

    One that cannot be made is logged and does not keep back the others; the
    first error is raised at the end.
    """
    week = last_whole_week(business_date(now))
    freshness = read_freshness(now)
    is_time = may_be_sent(
        week,
        local_now=now.astimezone(business_zone()),
        computed_until=freshness.business_date,
    )
    if not is_time:
        return 0
    begins = day_begins(week + ONE_WEEK)
    waiting = BriefSubscription.objects.awaiting(week, before=begins)
    sent, failed = 0, None
    for row in waiting.order_by("pk"):
        try:
            sent += send_brief(
                subscription_id=row.pk,
                week=week,
                freshness=freshness,
                now=now,
            )
        except Exception as error:
            logger.exception("brief of subscription %s failed", row.pk)
            failed = failed or error
    if failed is not None:
        raise failed
    return sent


@atomic_with_retry
def send_brief(
    *,
    subscription_id: int,
    week: date,
    freshness: Freshness,
    now: datetime,
) -> bool:
    """Write the brief of a week into the outbox, once; return whether it was
    new. Without an address or a mail channel nothing is written, so that it is
    sent once there is one.
    """
    rows = BriefSubscription.objects.select_for_update(of=("self",))
    row = rows.select_related("channel", "user", "created_by").get(
        pk=subscription_id,
    )
    if row.ended_at or SentBrief.objects.filter(subscription=row, week=week):
        return False
    channel = row.channel or mail_channel()
    if channel is None or (row.user and not row.user.email):
        return False
    with translation.override(settings.LANGUAGE_CODE):
        brief = read_brief(
            user=row.created_by,
            week=week,
            cleaned=stored_filters(row.query),
            freshness=freshness,
            now=now,
            is_latest=True,
        )
        message = _enqueue(row, brief, channel, now)
    SentBrief.objects.create(
        subscription=row,
        week=week,
        sent_at=now,
        message=message,
        figures=brief.values,
    )
    return True


def _enqueue(
    row: BriefSubscription,
    brief: Brief,
    channel: Channel,
    now: datetime,
) -> OutboxMessage:
    title = _("Weekly brief %(first)s to %(last)s") % {
        "first": brief.week,
        "last": brief.last_day,
    }
    body = {
        "title": title,
        "lines": _lines(brief),
        "tables": _tables(brief),
        "url": absolute(f"{reverse('reports:brief')}?{_query(row, brief)}"),
        "urgency": "normal",
        "mention_all": False,
        "recipients": [row.user.email] if row.user else [],
        "preferences_url": absolute(f"{reverse('reports:brief')}#sent"),
    }
    (message,) = enqueue([Outgoing(CHANNEL, channel.pk, KIND, body)], now=now)
    return message


def _query(row: BriefSubscription, brief: Brief) -> str:
    query = QueryDict(row.query, mutable=True)
    query["week"] = brief.week.isoformat()
    return query.urlencode()


def _lines(brief: Brief) -> list[str]:
    """Return what the brief says first: what stands out, and what is missing."""
    lines = []
    if not brief.is_complete:
        lines.append(incomplete_text(brief))
    headlines = brief.headlines[:MOST_HEADLINES]
    for one in headlines:
        note = f" {_target_note(one)}" if one.target else ""
        lines.append(f"{one.sentence}{note}")
    if not headlines:
        lines.append(quiet_text())
    return lines


def _target_note(line: FigureLine) -> str:
    words = {"target": line.target, "note": line.note}
    return _("(target %(target)s: %(note)s)") % words


def _tables(brief: Brief) -> list[dict[str, Any]]:
    tables = []
    for one in brief.sections:
        rows = []
        for line in one.lines:
            rows.append(
                {
                    "label": line.label,
                    "value": line.value,
                    "before": line.before,
                    "target": line.target,
                    "url": absolute(line.href) if line.href else "",
                    "bars": _bars(line),
                },
            )
        if rows:
            tables.append({"title": str(one.section.title), "rows": rows})
    return tables


def _bars(line: FigureLine) -> list[float]:
    """Return the height of each week's bar, in percent of the highest; unknown
    weeks have none.
    """
    most = max((one for one in line.history if one), default=0.0)
    bars = []
    for value in line.history:
        bars.append(round(100 * value / most, 1) if value and most else 0.0)
    return bars
