"""What of early warning and healing cannot wait: raised issues, those without
owner first, and questions beyond their time.
"""

from datetime import timedelta
from typing import Any

from django.db.models import Count, F, Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alerts.rules.service_level import SERVICE_LEVEL_HOURS
from alerts.selectors.raised import count_raised, raised_issues
from common.ui.dashboards import (
    UrgentRow,
    UrgentSpec,
    Viewer,
    hours_text,
)
from community.models import Question

ISSUES = "alerts:issue_list"
QUESTIONS = "alerts:question_list"
HOUR = timedelta(hours=1)


def _urgent_issues(viewer: Viewer) -> list[UrgentRow]:
    """Return the newest raised issue without an owner, or else the newest one
    of all, and how many more there are.
    """
    newest: Any = raised_issues().order_by(
        F("owner").asc(nulls_first=True),
        F("last_alerted_at").desc(nulls_last=True),
        "-pk",
    )
    counted = count_raised()
    if not counted["every"]:
        return []
    top = newest.with_report_counts().select_related("owner")[0]
    is_unowned = top.owner is None
    parts = [
        ngettext("%(n)s owner", "%(n)s owners", top.reporter_count)
        % {"n": f"{top.reporter_count:,}"},
    ]
    if not is_unowned:
        parts.append(_("%(who)s is responsible") % {"who": top.owner})
    more = _more_issues(counted, is_unowned=is_unowned)
    parts += [more] if more else []
    address = top.get_absolute_url()
    when = ""
    if top.last_alerted_at:
        when = hours_text((viewer.now - top.last_alerted_at) / HOUR)
    row = UrgentRow(
        icon="alert-triangle",
        text=str(top),
        href=address,
        act=_("Give it an owner") if is_unowned else _("See the issue"),
        act_href=address,
        sub=" · ".join(parts),
        when=when,
        is_urgent=is_unowned,
        mark=_("no owner") if is_unowned else "",
        number=counted["every"],
        rows_href=f"{reverse(ISSUES)}?alerted=true&open=true",
    )
    return [row]


def _more_issues(counted: dict[str, int], *, is_unowned: bool) -> str:
    """Return how many more raised issues are open, and without an owner."""
    others = counted["every"] - 1
    if not others:
        return ""
    text = ngettext("%(n)s more is open", "%(n)s more are open", others)
    more = text % {"n": f"{others:,}"}
    unowned = counted["unowned"] - is_unowned
    if unowned:
        without = ngettext(
            "%(n)s of them without an owner",
            "%(n)s of them without an owner",
            unowned,
        )
        more = f"{more}, {without % {'n': f'{unowned:,}'}}"
    return more


def _urgent_questions(viewer: Viewer) -> list[UrgentRow]:
    late = Question.objects.waiting_longer_than(
        SERVICE_LEVEL_HOURS,
        viewer.now,
    )
    is_late = Q(pk__in=late.order_by().values("pk"))
    waits = Question.objects.unanswered().without_history().order_by()
    found = waits.aggregate(
        every=Count("pk"),
        late=Count("pk", filter=is_late),
        at=Min("post__posted_at", filter=is_late),
    )
    count, waiting = found["late"], found["every"]
    if not count:
        return []
    text = ngettext(
        "%(n)s question has had no answer for more than %(hours)s hours",
        "%(n)s questions have had no answer for more than %(hours)s hours",
        count,
    )
    # The first row is the one whose wait is named here.
    href = f"{reverse(QUESTIONS)}?status=overdue&sort=asked_at"
    row = UrgentRow(
        icon="heart",
        text=text % {"n": f"{count:,}", "hours": SERVICE_LEVEL_HOURS},
        href=href,
        act=_("Invite owners to answer"),
        act_href=href,
        sub=_("%(n)s wait in all") % {"n": f"{waiting:,}"},
        when=hours_text((viewer.now - found["at"]) / HOUR),
        number=count,
        rows_href=href,
    )
    return [row]


URGENT = (
    UrgentSpec("issues", 10, ISSUES, _urgent_issues),
    UrgentSpec("questions", 50, QUESTIONS, _urgent_questions),
)
