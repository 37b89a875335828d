"""The section of the desk with segments that look wrong."""

from datetime import timedelta
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.security.access import ANALYST
from insights.models import Segment, SegmentSpell
from teamwork.selectors.desk_items import (
    DeskContext,
    DeskSection,
    Item,
    RowAct,
)

JUMP_DAYS = 2
JUMP_LEAST = 20
JUMP_SHARE = 0.5


def _segments(viewer: DeskContext) -> QuerySet[Any]:
    """Rules that failed, hold for nobody, or hold for many others than they
    did two days ago.
    """
    since = viewer.now - timedelta(days=JUMP_DAYS)
    rules = Segment.objects.filter(
        kind=Segment.Kind.RULE,
        archived_at__isnull=True,
        counted_at__isnull=False,
    ).annotate(moved=_moved("started_at", since) + _moved("ended_at", since))
    is_broken = ~Q(failure="") | Q(member_count=0)
    jumps = Q(
        moved__gte=JUMP_LEAST,
        moved__gt=F("member_count") * JUMP_SHARE,
        created_at__lt=since,
    )
    return rules.filter(is_broken | jumps).order_by("name", "pk")


def _moved(field: str, since: Any) -> Coalesce:
    spells = SegmentSpell.objects.filter(
        segment=OuterRef("pk"),
        **{f"{field}__gte": since},
    )
    counted = spells.order_by().values("segment").annotate(n=Count("pk"))
    return Coalesce(Subquery(counted.values("n")), 0)


def _segment(row: Any, _viewer: DeskContext) -> Item:
    if row.failure:
        note = _("its rule could not be counted")
    elif row.member_count == 0:
        note = _("its rule holds for nobody")
    else:
        note = _("%(moved)s joined or left in two days; it has %(n)s") % {
            "moved": f"{row.moved:,}",
            "n": f"{row.member_count:,}",
        }
    href = row.get_absolute_url()
    return Item(
        "segment",
        row.pk,
        row.name,
        href,
        note,
        acts=(RowAct(_("Look at its rule"), href=href),),
    )


SEGMENT_SECTION = DeskSection(
    kind="segment",
    title=gettext_lazy("Segments that look wrong"),
    hint=gettext_lazy("Failed, empty, or suddenly others."),
    page="insights:segment_list",
    rows=_segments,
    item=_segment,
    roles=frozenset({ANALYST}),
    icon="filter",
)
