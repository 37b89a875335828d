"""What campaigns put on desks: nodes, campaigns whose report is still to be
written, and decisions that are to be checked.
"""

from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.models import Campaign, CampaignNode, Decision
from campaigns.rules.plans import StateName
from common.security.access import LEAD, PLANNER
from teamwork.labels import day_text
from teamwork.selectors.desk_items import (
    DeskContext,
    DeskSection,
    Item,
    RowAct,
)

# Nodes stand on a desk from so many days before their day on.
AHEAD = timedelta(days=7)


def _nodes(viewer: DeskContext) -> QuerySet[Any]:
    rows = CampaignNode.objects.open().filter(
        due_on__lte=viewer.today + AHEAD,
    )
    found: QuerySet[Any] = rows.select_related("campaign")
    return found.order_by("due_on", "pk")


def _node(row: Any, viewer: DeskContext) -> Item:
    href = row.get_absolute_url()
    note = _("%(campaign)s, due on %(day)s") % {
        "campaign": row.campaign,
        "day": day_text(row.due_on, viewer.today),
    }
    return Item(
        "campaign_node",
        row.pk,
        row.what,
        href,
        note,
        row.due_on < viewer.today,
        acts=(RowAct(_("Do it"), href=href),),
        since=row.due_on,
    )


def _over(viewer: DeskContext) -> QuerySet[Any]:
    """Campaigns whose last day is over and that have no report."""
    states = (StateName.RUNNING, StateName.ENDED)
    rows = Campaign.objects.filter(
        state__in=states,
        ends_on__lt=viewer.today,
    )
    return rows.order_by("ends_on", "pk")


def _report(row: Any, viewer: DeskContext) -> Item:
    note = _("over since %(day)s, without a report") % {
        "day": day_text(row.ends_on, viewer.today),
    }
    href = row.get_absolute_url()
    return Item(
        "campaign_report",
        row.pk,
        row.title,
        href,
        note,
        row.ends_on < viewer.today - AHEAD,
        acts=(RowAct(_("To the campaign"), href=href),),
        since=row.ends_on,
    )


def _checks(viewer: DeskContext) -> QuerySet[Any]:
    rows = Decision.objects.due(viewer.today).select_related("review")
    found: QuerySet[Any] = rows.order_by("check_on", "pk")
    return found


def _check(row: Any, viewer: DeskContext) -> Item:
    href = row.get_absolute_url()
    note = _("%(expected)s, seen by: %(measure)s") % {
        "expected": row.expected,
        "measure": row.measure,
    }
    return Item(
        "decision_check",
        row.pk,
        row.what,
        href,
        note,
        row.check_on < viewer.today,
        acts=(RowAct(_("Check it"), href=href),),
        since=row.check_on,
    )


SECTIONS = (
    DeskSection(
        kind="campaign_node",
        title=gettext_lazy("Nodes of campaigns"),
        hint=gettext_lazy("What plans ask of you in the next seven days."),
        page="campaigns:node_list",
        query="is_open=true",
        rows=_nodes,
        item=_node,
        owner="owner",
        roles=frozenset({PLANNER}),
        icon="ticket",
        is_dismissible=False,
        overdue=lambda viewer: Q(due_on__lt=viewer.today),
    ),
    DeskSection(
        kind="campaign_report",
        title=gettext_lazy("Campaigns without a report"),
        hint=gettext_lazy("They are over: end them and write what came."),
        page="campaigns:campaign_list",
        query="state=running&state=ended",
        rows=_over,
        item=_report,
        owner="lead",
        roles=frozenset({PLANNER}),
        icon="file-export",
        is_dismissible=False,
    ),
    DeskSection(
        kind="decision_check",
        title=gettext_lazy("Decisions to check"),
        hint=gettext_lazy("Did what a review decided work?"),
        page="campaigns:decision_list",
        query="is_unchecked=true",
        rows=_checks,
        item=_check,
        owner="owner",
        roles=frozenset({LEAD}),
        icon="checks",
        is_dismissible=False,
        overdue=lambda viewer: Q(check_on__lt=viewer.today),
    ),
)
