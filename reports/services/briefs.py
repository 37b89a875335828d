"""The weekly brief is sent: by mail to colleagues, and to channels of the team."""

import logging
from collections.abc import Sequence
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
from common.security.access import may
from notifications.services.outgoing import CHANNEL, absolute, mail_channel
from reports.models import BriefSubscription, SentBrief
from reports.rules.weeks import ONE_WEEK, last_whole_week, may_be_sent
from reports.selectors.brief_filters import filter_words, stored_filters
from reports.selectors.brief_lines import Brief, FigureLine
from reports.selectors.brief_texts import incomplete_text, quiet_text
from reports.selectors.briefs import read_brief

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


def send_brief(
    *,
    subscription_id: int,
    week: date,
    freshness: Freshness,
    now: datetime,
) -> bool:
    """Write the brief of a week into the outbox, once; return whether it was
    new. Nothing is written without an address or a mail channel, so that it is
    sent once there is one, nor for who may no longer see it.

    A subscription whose segment is no longer in use ends, and its reader gets
    a message that says so in place of a brief.
    """
    rows = BriefSubscription.objects.select_related("user", "created_by")
    row = rows.get(pk=subscription_id)
    if not _may_get(row):
        return False
    cleaned = stored_filters(row.query)
    with translation.override(settings.LANGUAGE_CODE):
        if cleaned is None:
            return _send_end(subscription_id=row.pk, week=week, now=now)
        brief = read_brief(
            user=row.created_by,
            week=week,
            cleaned=cleaned,
            freshness=freshness,
            now=now,
            is_latest=True,
            with_tables=False,
        )
        words = filter_words(cleaned)
        return _send(
            subscription_id=row.pk,
            week=week,
            body=_body(brief, row.query, words),
            figures=brief.values,
            now=now,
        )


def _may_get(row: BriefSubscription) -> bool:
    """Return whether who ordered a brief may still see it, or send it to a
    channel.
    """
    if row.channel_id is not None:
        return may(row.created_by, "reports:subscribe_channel", "POST")
    return may(row.created_by, "reports:brief")


@atomic_with_retry
def _send(
    *,
    subscription_id: int,
    week: date,
    body: dict[str, Any],
    figures: dict[str, float | None],
    now: datetime,
    is_last: bool = False,
) -> bool:
    rows = BriefSubscription.objects.select_for_update(of=("self",))
    row = rows.select_related("channel", "user").get(pk=subscription_id)
    if row.ended_at or SentBrief.objects.filter(subscription=row, week=week):
        return False
    channel = row.channel or mail_channel()
    if channel is None or (row.user and not row.user.email):
        return False
    body = {**body, "recipients": [row.user.email] if row.user else []}
    (message,) = enqueue([Outgoing(CHANNEL, channel.pk, KIND, body)], now=now)
    SentBrief.objects.create(
        subscription=row,
        week=week,
        sent_at=now,
        message=message,
        figures=figures,
    )
    if is_last:
        row.ended_at = now
        row.save(update_fields=["ended_at"])
    return True


def _send_end(*, subscription_id: int, week: date, now: datetime) -> bool:
    text = _(
        "The segment or circle of this brief is no longer in use. Order it "
        "again with other filters if you need it.",
    )
    page = absolute(reverse("reports:brief"))
    title = _("The weekly brief is no longer sent")
    body = _message(title, [text], page)
    return _send(
        subscription_id=subscription_id,
        week=week,
        body=body,
        figures={},
        now=now,
        is_last=True,
    )


def _body(brief: Brief, query: str, words: Sequence[str]) -> dict[str, Any]:
    title = _("Weekly brief %(first)s to %(last)s") % {
        "first": brief.week,
        "last": brief.last_day,
    }
    if words:
        named = {"title": title, "filters": _(", ").join(words)}
        title = _("%(title)s (%(filters)s)") % named
    address = QueryDict(query, mutable=True)
    address["week"] = brief.week.isoformat()
    page = absolute(f"{reverse('reports:brief')}?{address.urlencode()}")
    return {
        **_message(title, _lines(brief), page),
        "tables": _tables(brief),
    }


def _message(title: str, lines: list[str], page: str) -> dict[str, Any]:
    return {
        "title": title,
        "lines": lines,
        "url": page,
        "urgency": "normal",
        "mention_all": False,
        "preferences_url": absolute(f"{reverse('reports:brief')}#sent"),
    }


def _lines(brief: Brief) -> list[str]:
    """Return what the brief says first: what stands out, and what is missing."""
    lines = []
    if not brief.is_complete:
        lines.append(incomplete_text(brief))
    shown = [one for one in brief.headlines if not one.is_unfiltered]
    headlines = shown[:MOST_HEADLINES]
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
        # A brief of some members is not mixed with figures of all.
        for line in one.lines:
            if line.is_unfiltered:
                continue
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
