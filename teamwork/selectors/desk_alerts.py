"""The sections of the desk about raised issues: mine to confirm, without an
owner, raised lately, and fixed with owners to inform.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from alerts.labels import severity_text
from alerts.models import Alert, Issue, IssueReport, WordProposal
from alerts.rules.severity import CRITICAL
from alerts.selectors.raised import raised_issues
from common.calendar import business_date
from common.security.access import DATA, EDITORS, LEADS, PLANNER
from teamwork.selectors.desk_items import DeskContext, DeskSection, Item

# An alert that nobody has confirmed for so long is late.
CONFIRM_WITHIN = timedelta(hours=24)
RAISED_LATELY = timedelta(days=7)
TO_CONFIRM = (Issue.State.NEW, Issue.State.REGRESSED)
HOURS_SHOWN = 72
TELLERS = EDITORS | {PLANNER}
FEWEST_SHOWN = 0.05


def _open_alerts() -> QuerySet[Any]:
    return raised_issues().prefetch_related("alerts")


def _to_confirm(viewer: DeskContext) -> QuerySet[Any]:
    mine = _open_alerts().filter(
        owner__in=viewer.accounts,
        state__in=TO_CONFIRM,
    )
    return mine.select_related("owner").order_by("last_alerted_at", "pk")


def _unowned(viewer: DeskContext) -> QuerySet[Any]:
    rows = _open_alerts().filter(owner__isnull=True)
    if not viewer.roles & LEADS:
        rows = rows.none()
    return rows.order_by("last_alerted_at", "pk")


def _raised_lately(viewer: DeskContext) -> QuerySet[Any]:
    raised = Alert.objects.filter(
        issue=OuterRef("pk"),
        is_historic=False,
        raised_at__gte=viewer.now - RAISED_LATELY,
    )
    others = _open_alerts().exclude(owner__in=viewer.accounts)
    owned = others.filter(Exists(raised), owner__isnull=False)
    return owned.select_related("owner").order_by("-last_alerted_at", "pk")


def _to_tell(viewer: DeskContext) -> QuerySet[Any]:
    acting = viewer.roles | viewer.roles_of_absent.keys()
    if not acting & TELLERS:
        return Issue.objects.none()
    waiting = IssueReport.objects.awaiting_notice().filter(
        issue=OuterRef("pk"),
        notice_kind="fixed",
    )
    return Issue.objects.unmerged().filter(Exists(waiting)).order_by("pk")


def _proposals(viewer: DeskContext) -> QuerySet[Any]:
    waiting = WordProposal.objects.filter(dismissed_at__isnull=True)
    if not viewer.roles & DATA:
        waiting = waiting.none()
    return waiting.order_by("-post_count", "phrase")


def _note(row: Any, viewer: DeskContext) -> str:
    """Return who says so and since when, then how urgent it is."""
    parts = []
    alerts = [one for one in row.alerts.all() if not one.is_historic]
    if alerts:
        newest = alerts[0]
        parts += [_owners(newest), _waited(newest.raised_at, viewer.now)]
    parts.append(severity_text(row))
    if row.owner_id not in (None, *viewer.accounts):
        parts.append(_("%(who)s is responsible") % {"who": row.owner})
    return " · ".join(parts)


def _owners(alert: Alert) -> str:
    """Return how many owners raised an alert, and how many are usual."""
    count = alert.reporter_count
    shown = {"owners": count, "usual": f"{alert.expected:.1f}"}
    if alert.expected < FEWEST_SHOWN:
        text = ngettext(
            "%(owners)s owner when it was raised, usually none",
            "%(owners)s owners when it was raised, usually none",
            count,
        )
    else:
        text = ngettext(
            "%(owners)s owner when it was raised, usual %(usual)s",
            "%(owners)s owners when it was raised, usual %(usual)s",
            count,
        )
    return text % shown


def _waited(since: datetime, now: datetime) -> str:
    hours = int((now - since) / timedelta(hours=1))
    if hours < 1:
        return _("raised just now")
    if hours < HOURS_SHOWN:
        text = ngettext(
            "raised %(n)s hour ago",
            "raised %(n)s hours ago",
            hours,
        )
        return text % {"n": hours}
    return _("raised on %(day)s") % {"day": business_date(since)}


def _is_late(row: Any, viewer: DeskContext) -> bool:
    alerts = [one.raised_at for one in row.alerts.all() if not one.is_historic]
    is_old = bool(alerts) and viewer.now - alerts[0] > CONFIRM_WITHIN
    return bool(is_old or row.shown_severity == CRITICAL)


def _alert(row: Any, viewer: DeskContext) -> Item:
    return Item(
        "alert",
        row.pk,
        str(row),
        row.get_absolute_url(),
        _note(row, viewer),
        _is_late(row, viewer),
        viewer.stands_in_for(row.owner_id),
    )


def _unowned_alert(row: Any, viewer: DeskContext) -> Item:
    return _alert(row, viewer)._replace(kind="unowned")


def _raised(row: Any, viewer: DeskContext) -> Item:
    return _alert(row, viewer)._replace(kind="raised", is_late=False)


def _fixed_item(row: Any, viewer: DeskContext) -> Item:
    note = _("%(state)s · %(fix)s: its owners can be informed") % {
        "state": row.get_state_display(),
        "fix": row.fix or "–",
    }
    absent = None
    if not viewer.roles & TELLERS:
        roles = sorted(viewer.roles_of_absent.keys() & TELLERS)
        absent = viewer.roles_of_absent[roles[0]]
    return Item(
        "fixed",
        row.pk,
        str(row),
        row.get_absolute_url(),
        note,
        stands_in_for=absent,
    )


def _proposal(row: Any, _viewer: DeskContext) -> Item:
    text = ngettext(
        "%(n)s post says it; no word of the lexicon does",
        "%(n)s posts say it; no word of the lexicon does",
        row.post_count,
    )
    return Item(
        "proposal",
        row.pk,
        row.phrase,
        reverse("alerts:lexicon_proposals"),
        text % {"n": row.post_count},
    )


URGENT_SECTIONS = (
    DeskSection(
        kind="alert",
        title=gettext_lazy("Alerts to confirm"),
        hint=gettext_lazy("Raised, and yours: read what owners say, decide."),
        page="alerts:issue_list",
        rows=_to_confirm,
        item=_alert,
        is_dismissible=False,
    ),
    DeskSection(
        kind="unowned",
        title=gettext_lazy("Alerts without an owner"),
        hint=gettext_lazy("Give each of them to somebody."),
        page="alerts:issue_list",
        rows=_unowned,
        item=_unowned_alert,
        is_dismissible=False,
    ),
)
OTHER_SECTIONS = (
    DeskSection(
        kind="raised",
        title=gettext_lazy("Raised in the last seven days"),
        hint=gettext_lazy("Others are at it; to know what owners talk about."),
        page="alerts:issue_list",
        rows=_raised_lately,
        item=_raised,
    ),
    DeskSection(
        kind="fixed",
        title=gettext_lazy("Fixed, and owners to tell"),
        hint=gettext_lazy("A good reason to write to them."),
        page="alerts:notice_list",
        rows=_to_tell,
        item=_fixed_item,
    ),
    DeskSection(
        kind="proposal",
        title=gettext_lazy("Words that the lexicon may lack"),
        hint=gettext_lazy("Add them, or dismiss them."),
        page="alerts:lexicon_proposals",
        rows=_proposals,
        item=_proposal,
    ),
)
