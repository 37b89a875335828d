"""The section of the desk with issues whose next step is the colleague's."""

from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alerts.models import EngineeringTicket, Issue, IssueReport
from alerts.selectors.board import OPEN_STATES
from alerts.selectors.state_board import next_act
from teamwork.selectors.desk_alerts import TO_CONFIRM
from teamwork.selectors.desk_items import DeskContext, DeskSection, Item

# Those that somebody works on, and those of which nobody has said yet that the
# fix holds.
WAITING_STATES = (*OPEN_STATES, Issue.State.FIXED)


def _issues(viewer: DeskContext) -> QuerySet[Any]:
    issues = Issue.objects.unmerged().filter(state__in=WAITING_STATES)
    to_confirm = Q(alerted_at__isnull=False, state__in=TO_CONFIRM)
    mine = issues.filter(owner__in=viewer.accounts).exclude(to_confirm)
    to_tell = IssueReport.objects.awaiting_notice().filter(
        issue=OuterRef("pk"),
    )
    tickets = EngineeringTicket.objects.order_by("opened_at", "pk")
    rows: QuerySet[Any] = mine.annotate(has_owners_to_tell=Exists(to_tell))
    with_tickets = rows.prefetch_related(Prefetch("tickets", tickets))
    return with_tickets.order_by("due_on", "pk")


def _issue(row: Any, viewer: DeskContext) -> Item:
    """Show the state of an issue and what is to be done next, such as with an
    answer of engineering.
    """
    tickets = list(row.tickets.all())
    newest = tickets[-1] if tickets else None
    act = next_act(row, newest, int(row.has_owners_to_tell))
    following = _("next: %(act)s") % {"act": act.label}
    parts = [str(row.get_state_display()), following]
    if row.due_on:
        parts.append(str(row.due_on))
    return Item(
        "issue",
        row.pk,
        str(row),
        row.get_absolute_url(),
        " · ".join(parts),
        row.is_overdue(viewer.today),
        viewer.stands_in_for(row.owner_id),
    )


ISSUE_SECTION = DeskSection(
    kind="issue",
    title=gettext_lazy("Issues that wait for me"),
    hint=gettext_lazy("The next step is mine."),
    page="alerts:issue_list",
    rows=_issues,
    item=_issue,
)
