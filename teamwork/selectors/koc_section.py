"""The section of the desk with reviews of KOC."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.security.access import LEADS
from koc.selectors.roster import due_reviews
from teamwork.selectors.desk_items import DeskContext, DeskSection, Item


def _reviews(viewer: DeskContext) -> QuerySet[Any]:
    return due_reviews(
        viewer.user,
        today=viewer.today,
        is_lead=bool(viewer.roles & LEADS),
    )


def _review(row: Any, viewer: DeskContext) -> Item:
    note = _("KOC since %(day)s, review of %(review)s") % {
        "day": row.since,
        "review": row.review_on,
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
    )


KOC_SECTION = DeskSection(
    kind="koc_review",
    title=gettext_lazy("KOC to review"),
    hint=gettext_lazy("Renew, change the tier, or end with thanks."),
    page="koc:roster_list",
    rows=_reviews,
    item=_review,
    is_dismissible=False,
)
