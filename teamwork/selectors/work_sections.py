"""The section of the desk with works that reached many people lately."""

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from common.security.access import PLANNER
from teamwork.labels import may_use_text, nominate_address
from teamwork.selectors.desk_items import (
    DeskContext,
    DeskSection,
    Item,
    RowAct,
)
from teamwork.selectors.works import reached_works, work_card

WORK_DAYS = 14
MIN_PEOPLE = 3
MAX_WORKS = 5


def _works(viewer: DeskContext) -> QuerySet[Any]:
    """The works of most people of the last days that are not on the brief list."""
    since = viewer.today - timedelta(days=WORK_DAYS)
    rows = reached_works(since).filter(brief=None, people__gte=MIN_PEOPLE)
    best = rows.order_by("-people", "-pk").values("pk")[:MAX_WORKS]
    return rows.filter(pk__in=best)


def _work(row: Any, _viewer: DeskContext) -> Item:
    card = work_card(row)
    reached = ngettext(
        "%(count)s person reacted",
        "%(count)s people reacted",
        row.people,
    ) % {"count": row.people}
    acts = [
        RowAct(_("To the brief list"), "brief", needs="teamwork:brief_add")
    ]
    if not row.is_koc and not row.is_nominated:
        acts.append(
            RowAct(
                _("Nominate the author…"),
                href=nominate_address(row),
                needs="teamwork:nomination_create",
            ),
        )
    return Item(
        "work",
        row.pk,
        card.heading,
        card.original or f"{row.author.get_absolute_url()}#timeline",
        f"{row.author} · {reached} · {may_use_text(row.may_use)}",
        acts=tuple(acts),
        member=row.author_id,
    )


WORK_SECTION = DeskSection(
    kind="work",
    title=gettext_lazy("Works that reach people"),
    hint=gettext_lazy("Use them again, or nominate who made them."),
    page="teamwork:work_list",
    rows=_works,
    item=_work,
    roles=frozenset({PLANNER}),
    icon="star",
    is_news=True,
)
