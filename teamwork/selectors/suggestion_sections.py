"""The section of the desk with suggestions of members."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from alerts.models import Suggestion
from alerts.selectors.suggestions import next_step
from common.security.access import PLANNER
from teamwork.selectors.desk_items import (
    DeskContext,
    DeskSection,
    Item,
    RowAct,
)

SUGGESTED_BY = 2


def _suggestions(_viewer: DeskContext) -> QuerySet[Any]:
    """Open ones of somebody, and those of several members that nobody is
    responsible for.
    """
    rows = Suggestion.objects.unmerged().with_counts()
    rows = rows.exclude(state=Suggestion.State.ANSWERED)
    worth_deciding = Q(
        owner__isnull=True,
        state=Suggestion.State.NOTED,
        member_count__gte=SUGGESTED_BY,
    )
    waiting = rows.filter(Q(owner__isnull=False) | worth_deciding)
    return waiting.order_by("-member_count", "pk")


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
        acts=(RowAct(_("Decide"), href=row.get_absolute_url()),),
    )


SUGGESTION_SECTION = DeskSection(
    kind="suggestion",
    title=gettext_lazy("Suggestions to decide or answer"),
    hint=gettext_lazy("Who made them shall know what became of it."),
    page="alerts:suggestion_list",
    rows=_suggestions,
    item=_suggestion,
    owner="owner",
    roles=frozenset({PLANNER}),
    icon="bookmark-plus",
)
