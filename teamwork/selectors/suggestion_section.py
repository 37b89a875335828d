"""The section of the desk with suggestions of members."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy, ngettext

from alerts.models import Suggestion
from alerts.selectors.suggestions import next_step
from common.security.access import PLANNER
from teamwork.selectors.desk_items import DeskContext, DeskSection, Item

SUGGESTED_BY = 2


def _suggestions(viewer: DeskContext) -> QuerySet[Any]:
    """Open ones of the colleague; for the planner also those of several
    members that nobody is responsible for.
    """
    rows = Suggestion.objects.unmerged().with_counts()
    rows = rows.exclude(state=Suggestion.State.ANSWERED)
    mine = Q(owner__in=viewer.accounts)
    if PLANNER in viewer.roles:
        mine |= Q(
            owner__isnull=True,
            state=Suggestion.State.NOTED,
            member_count__gte=SUGGESTED_BY,
        )
    return rows.filter(mine).order_by("-member_count", "pk")


def _suggestion(row: Any, viewer: DeskContext) -> Item:
    note = ngettext(
        "%(count)s member · %(step)s",
        "%(count)s members · %(step)s",
        row.member_count,
    ) % {"count": row.member_count, "step": next_step(row)}
    return Item(
        "suggestion",
        row.pk,
        str(row),
        row.get_absolute_url(),
        note,
        stands_in_for=viewer.stands_in_for(row.owner_id),
    )


SUGGESTION_SECTION = DeskSection(
    kind="suggestion",
    title=gettext_lazy("Suggestions to decide or answer"),
    hint=gettext_lazy("Who made them shall know what became of it."),
    page="alerts:suggestion_list",
    rows=_suggestions,
    item=_suggestion,
)
