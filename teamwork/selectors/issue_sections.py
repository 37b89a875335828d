"""The section of the desk with issues whose next step is the colleague's."""

from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alerts.models import EngineeringTicket, Issue, IssueReport
from alerts.selectors.raised import OPEN_STATES
from alerts.selectors.state_board import next_act
from common.security.access import NOBODY
from teamwork.labels import day_text
from teamwork.selectors.alert_sections import TO_CONFIRM, give_issue
from teamwork.selectors.desk_items import (
    DeskContext,
    DeskSection,
    Item,
    RowAct,
)

# Those that somebody works on, and those of which nobody has said yet that the
# fix holds.
WAITING_STATES = (*OPEN_STATES, Issue.State.FIXED)


def _issues(_viewer: DeskContext) -> QuerySet[Any]:
    issues = Issue.objects.unmerged().filter(
        state__in=WAITING_STATES,
        owner__isnull=False,
    )
    to_confirm = Q(alerted_at__isnull=False, state__in=TO_CONFIRM)
    to_tell = IssueReport.objects.awaiting_notice().filter(
        issue=OuterRef("pk"),
    )
    tickets = EngineeringTicket.objects.order_by("opened_at", "pk")
    rows = issues.exclude(to_confirm).annotate(
        has_owners_to_tell=Exists(to_tell),
    )
    with_tickets = rows.prefetch_related(Prefetch("tickets", tickets))
    ordered: QuerySet[Any] = with_tickets.order_by("due_on", "pk")
    return ordered


def _issue(row: Any, viewer: DeskContext) -> Item:
    """Show the state of an issue and what is to be done next, such as with an
    answer of engineering.
    """
    tickets = list(row.tickets.all())
    newest = tickets[-1] if tickets else None
    step = next_act(row, newest, int(row.has_owners_to_tell))
    parts = [str(row.get_state_display())]
    if row.due_on:
        day = day_text(row.due_on, viewer.today)
        parts.append(_("due %(day)s") % {"day": day})
    return Item(
        "issue",
        row.pk,
        str(row),
        row.get_absolute_url(),
        " · ".join(parts),
        row.is_overdue(viewer.today),
        acts=(
            RowAct(step.label, href=step.href or row.get_absolute_url()),
            give_issue(_("Give to another…")),
        ),
        since=row.opened_at,
    )


def _overdue(viewer: DeskContext) -> Q:
    return Q(due_on__lt=viewer.today, state__in=OPEN_STATES)


ISSUE_SECTION = DeskSection(
    kind="issue",
    title=gettext_lazy("Issues that wait for me"),
    hint=gettext_lazy("The next step is mine."),
    page="alerts:issue_list",
    query="open=true",
    rows=_issues,
    item=_issue,
    owner="owner",
    roles=NOBODY,
    icon="alert-circle",
    overdue=_overdue,
)
