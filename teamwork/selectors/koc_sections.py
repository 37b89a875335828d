"""The section of the desk with reviews of KOC."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.security.access import LEAD
from koc.selectors.roster import due_reviews
from teamwork.labels import day_text
from teamwork.selectors.desk_items import (
    DeskContext,
    DeskSection,
    Item,
    RowAct,
)


def _reviews(viewer: DeskContext) -> QuerySet[Any]:
    return due_reviews(viewer.today)


def _review(row: Any, viewer: DeskContext) -> Item:
    note = _("KOC since %(day)s, review of %(review)s") % {
        "day": day_text(row.since, viewer.today),
        "review": day_text(row.review_on, viewer.today),
    }
    if row.review_cause:
        note = f"{row.get_review_cause_display()} · {note}"
    return Item(
        "koc_review",
        row.pk,
        str(row.member),
        row.get_absolute_url(),
        note,
        row.review_on < viewer.today,
        acts=(RowAct(_("Review"), href=row.get_absolute_url()),),
        member=row.member_id,
        since=row.review_on,
    )


def _overdue(viewer: DeskContext) -> Q:
    return Q(review_on__lt=viewer.today)


KOC_SECTION = DeskSection(
    kind="koc_review",
    title=gettext_lazy("KOC to review"),
    hint=gettext_lazy("Renew, change the tier, or end with thanks."),
    page="koc:roster_list",
    query="is_due=true",
    rows=_reviews,
    item=_review,
    owner="contact",
    roles=frozenset({LEAD}),
    icon="star",
    is_dismissible=False,
    overdue=_overdue,
)
