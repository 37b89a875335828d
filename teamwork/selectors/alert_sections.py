"""The sections of the desk about raised issues: mine to confirm, without an
owner, raised lately, and fixed with owners to inform.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from alerts.labels import owners_text, severity_text
from alerts.models import Alert, Issue, IssueReport, WordProposal
from alerts.rules.severity import CRITICAL
from alerts.selectors.raised import raised_issues, raised_lately
from common.security.access import ANALYST, EDITORS, LEAD, LEADS, PLANNER
from teamwork.selectors.desk_items import (
    DeskContext,
    DeskSection,
    Item,
    RowAct,
)

# An alert that nobody has confirmed for so long is late.
CONFIRM_WITHIN = timedelta(hours=24)
TO_CONFIRM = (Issue.State.NEW, Issue.State.REGRESSED)


def _open_alerts() -> QuerySet[Any]:
    return raised_issues().prefetch_related("alerts")


def _to_confirm(_viewer: DeskContext) -> QuerySet[Any]:
    owned = _open_alerts().filter(owner__isnull=False, state__in=TO_CONFIRM)
    return owned.select_related("owner").order_by("last_alerted_at", "pk")


def _unowned(_viewer: DeskContext) -> QuerySet[Any]:
    rows = _open_alerts().filter(owner__isnull=True)
    return rows.order_by("last_alerted_at", "pk")


def _late_alerts(viewer: DeskContext) -> Q:
    """Those raised before, and not again since; the same as `_is_late`."""
    raised = Alert.objects.filter(issue=OuterRef("pk"), is_historic=False)
    lately = raised.filter(raised_at__gte=viewer.now - CONFIRM_WITHIN)
    return Q(Exists(raised)) & ~Q(Exists(lately))


def _unconfirmed(viewer: DeskContext) -> QuerySet[Any]:
    """Alerts that somebody else has not confirmed in time."""
    others = _to_confirm(viewer).exclude(owner__in=viewer.accounts)
    return others.filter(_late_alerts(viewer))


def _raised_lately(viewer: DeskContext) -> QuerySet[Any]:
    lately = raised_lately(viewer.today).prefetch_related("alerts")
    others = lately.exclude(owner__in=viewer.accounts)
    owned = others.filter(owner__isnull=False).select_related("owner")
    return owned.order_by("-last_alerted_at", "pk")


def _to_tell(_viewer: DeskContext) -> QuerySet[Any]:
    waiting = IssueReport.objects.awaiting_notice().filter(
        issue=OuterRef("pk"),
        notice_kind="fixed",
    )
    return Issue.objects.unmerged().filter(Exists(waiting)).order_by("pk")


def _proposals(_viewer: DeskContext) -> QuerySet[Any]:
    waiting = WordProposal.objects.filter(dismissed_at__isnull=True)
    return waiting.order_by("-post_count", "phrase")


def _note(row: Any, viewer: DeskContext) -> str:
    """Return how many say so, how urgent it is, and who is responsible."""
    parts = []
    alerts = [one for one in row.alerts.all() if not one.is_historic]
    if alerts:
        parts.append(_owners(alerts[0]))
    parts.append(severity_text(row))
    if row.owner_id not in (None, *viewer.accounts):
        parts.append(_("%(who)s is responsible") % {"who": row.owner})
    return " · ".join(parts)


def _owners(alert: Alert) -> str:
    """Return how many owners raised an alert, and how many are usual."""
    text = owners_text(alert.reporter_count, alert.expected)
    return _("%(owners)s when it was raised") % {"owners": text}


def _raised_at(row: Any) -> datetime | None:
    """Return when the news of an issue was last read: it waits since then."""
    for alert in row.alerts.all():
        if not alert.is_historic:
            found: datetime = alert.raised_at
            return found
    return None


def _is_late(row: Any, viewer: DeskContext) -> bool:
    raised_at = _raised_at(row)
    return raised_at is not None and viewer.now - raised_at > CONFIRM_WITHIN


def _alert(row: Any, viewer: DeskContext) -> Item:
    confirm = RowAct(_("Confirm"), "confirm", needs="alerts:issue_detail")
    return Item(
        "alert",
        row.pk,
        str(row),
        row.get_absolute_url(),
        _note(row, viewer),
        _is_late(row, viewer),
        acts=(confirm, give_issue(_("Give to…"))),
        is_critical=row.shown_severity == CRITICAL,
        since=row.last_alerted_at,
    )


def give_issue(label: str) -> RowAct:
    """Return the act by which a colleague becomes responsible for an issue."""
    return RowAct(label, "assign", needs="alerts:issue_edit", form="colleague")


def _unowned_alert(row: Any, viewer: DeskContext) -> Item:
    return _alert(row, viewer)._replace(
        kind="unowned",
        acts=(give_issue(_("Give to…")),),
        is_critical=True,
    )


def _unconfirmed_alert(row: Any, viewer: DeskContext) -> Item:
    return _alert(row, viewer)._replace(
        kind="unconfirmed",
        is_late=True,
        acts=(give_issue(_("Give to another…")),),
    )


def _raised(row: Any, viewer: DeskContext) -> Item:
    return _alert(row, viewer)._replace(
        kind="raised",
        is_late=False,
        acts=(),
    )


def _fixed_item(row: Any, viewer: DeskContext) -> Item:
    note = _("%(state)s · %(fix)s: its owners can be informed") % {
        "state": row.get_state_display(),
        "fix": row.fix or "–",
    }
    tell = RowAct(_("Tell them"), href=reverse("alerts:notice_list"))
    return Item(
        "fixed",
        row.pk,
        str(row),
        row.get_absolute_url(),
        note,
        acts=(tell,),
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
        acts=(
            RowAct(_("Add it"), href=reverse("alerts:lexicon_proposals")),
            RowAct(_("Dismiss"), "dismiss", needs="alerts:proposal_dismiss"),
        ),
    )


URGENT_SECTIONS = (
    DeskSection(
        kind="unowned",
        title=gettext_lazy("Alerts without an owner"),
        hint=gettext_lazy("Give each of them to somebody."),
        page="alerts:issue_list",
        query="alerted=true&open=true",
        rows=_unowned,
        item=_unowned_alert,
        roles=LEADS,
        icon="alert-triangle",
        is_dismissible=False,
    ),
    DeskSection(
        kind="alert",
        title=gettext_lazy("Alerts to confirm"),
        hint=gettext_lazy("Raised, and yours: read what owners say, decide."),
        page="alerts:issue_list",
        query="alerted=true&open=true",
        rows=_to_confirm,
        item=_alert,
        owner="owner",
        icon="alert-triangle",
        is_dismissible=False,
        overdue=_late_alerts,
    ),
    DeskSection(
        kind="unconfirmed",
        title=gettext_lazy("Alerts that nobody confirms"),
        hint=gettext_lazy("For more than a day; ask, or give them away."),
        page="alerts:issue_list",
        query="alerted=true&open=true",
        rows=_unconfirmed,
        item=_unconfirmed_alert,
        roles=frozenset({LEAD}),
        icon="alert-triangle",
    ),
)
PROPOSAL_SECTION = DeskSection(
    kind="proposal",
    title=gettext_lazy("Words that the lexicon may lack"),
    hint=gettext_lazy("Add them, or dismiss them."),
    page="alerts:lexicon_proposals",
    rows=_proposals,
    item=_proposal,
    roles=frozenset({ANALYST}),
    icon="tags",
)
TELL_SECTION = DeskSection(
    kind="fixed",
    title=gettext_lazy("Fixed, and owners to tell"),
    hint=gettext_lazy("A good reason to write to them."),
    page="alerts:notice_list",
    rows=_to_tell,
    item=_fixed_item,
    roles=EDITORS | {PLANNER},
    icon="message",
)
RAISED_SECTION = DeskSection(
    kind="raised",
    title=gettext_lazy("Raised in the last seven days"),
    hint=gettext_lazy("Others are at it; to know what owners talk about."),
    page="alerts:issue_list",
    query="alerted=true&open=true",
    rows=_raised_lately,
    item=_raised,
    icon="bell",
    is_news=True,
)
