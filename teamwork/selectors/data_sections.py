"""The sections of the desk about data: nights, feeds, rejected rows, and the
policy of dormancy.
"""

from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from activity.labels import scope_label
from activity.models import (
    FeedSilence,
    IngestBatch,
    NightlyRun,
    PublishedGeneration,
)
from activity.selectors.freshness import NIGHT_IS_DUE_HOUR
from common.calendar import business_date, business_zone
from common.security.access import ADMIN, ANALYST
from lifecycle.models import DormancyPolicy
from teamwork.labels import day_text
from teamwork.selectors.desk_items import (
    DeskContext,
    DeskSection,
    Item,
    RowAct,
)

DATA_KEEPERS = frozenset({ANALYST, ADMIN})
REJECTED_DAYS = 14
CHANGED_DAYS = 14
FIT_DAYS = 180
NIGHT_HOURS = 3


def _due_date(viewer: DeskContext) -> date:
    """Return the last business date whose night is due."""
    local = viewer.now.astimezone(business_zone())
    days = 1 if local.hour >= NIGHT_IS_DUE_HOUR else 2
    return viewer.today - timedelta(days=days)


def _late_nights(viewer: DeskContext) -> QuerySet[Any]:
    rows = PublishedGeneration.objects.filter(
        business_date__lt=_due_date(viewer),
    )
    return rows.order_by("pk")


def _late_night(row: Any, viewer: DeskContext) -> Item:
    href = reverse("activity:night_list")
    missing = (_due_date(viewer) - row.business_date).days
    title = ngettext(
        "%(n)s night is missing",
        "%(n)s nights are missing",
        missing,
    ) % {"n": missing}
    note = _("all pages show the results of %(day)s") % {
        "day": day_text(row.business_date, viewer.today),
    }
    return Item(
        "night",
        row.generation,
        title,
        href,
        note,
        is_late=True,
        acts=(RowAct(_("See the nights"), href=href),),
        is_critical=True,
    )


def _stuck_nights(viewer: DeskContext) -> QuerySet[Any]:
    """Nights that were begun again, or have run for too long."""
    too_long = viewer.now - timedelta(hours=NIGHT_HOURS)
    running = NightlyRun.objects.filter(
        state=NightlyRun.State.RUNNING,
        set_aside_at__isnull=True,
    )
    stuck = running.filter(Q(attempts__gt=1) | Q(started_at__lt=too_long))
    return stuck.order_by("business_date")


def _stuck_night(row: Any, viewer: DeskContext) -> Item:
    href = row.get_absolute_url()
    note = ngettext(
        "begun %(n)s time and not finished",
        "begun %(n)s times and not finished",
        row.attempts,
    ) % {"n": row.attempts}
    return Item(
        "stuck_night",
        row.pk,
        _("Night of %(day)s")
        % {"day": day_text(row.business_date, viewer.today)},
        href,
        note,
        is_late=True,
        acts=(RowAct(_("See why"), href=href),),
        since=row.started_at,
    )


def _silences(_viewer: DeskContext) -> QuerySet[Any]:
    alarming = FeedSilence.objects.alarming().select_related("source")
    return alarming.order_by("silent_since", "pk")


def _silence(row: Any, viewer: DeskContext) -> Item:
    note = _("silent since %(day)s: %(what)s, about %(expected)s were due") % {
        "day": day_text(business_date(row.silent_since), viewer.today),
        "what": scope_label(row.scope),
        "expected": f"{row.expected:,.0f}",
    }
    href = row.get_absolute_url()
    return Item(
        "feed",
        row.pk,
        str(row.source),
        href,
        note,
        acts=(RowAct(_("What to do"), href=href),),
        since=row.silent_since,
    )


def _rejected(viewer: DeskContext) -> QuerySet[Any]:
    since = viewer.now - timedelta(days=REJECTED_DAYS)
    rows = IngestBatch.objects.filter(
        rejected__gt=0,
        finished_at__gte=since,
    )
    return rows.select_related("source").order_by("finished_at", "pk")


def _rejected_batch(row: Any, viewer: DeskContext) -> Item:
    href = reverse("activity:batch_detail", args=[row.pk])
    text = ngettext(
        "%(n)s row of %(all)s was rejected, %(day)s",
        "%(n)s rows of %(all)s were rejected, %(day)s",
        row.rejected,
    )
    note = text % {
        "n": f"{row.rejected:,}",
        "all": f"{row.received:,}",
        "day": day_text(business_date(row.finished_at), viewer.today),
    }
    return Item(
        "rejected",
        row.pk,
        row.file_name or str(row.source),
        href,
        note,
        acts=(RowAct(_("See the rows"), href=href),),
        since=row.finished_at,
    )


def _policies(viewer: DeskContext) -> QuerySet[Any]:
    """The policy in force, if it was changed lately or is old."""
    newest = DormancyPolicy.objects.order_by("-version").values("pk")[:1]
    old = viewer.now - timedelta(days=FIT_DAYS)
    lately = viewer.now - timedelta(days=CHANGED_DAYS)
    is_changed = Q(created_at__gte=lately, version__gt=1)
    rows = DormancyPolicy.objects.filter(pk=Subquery(newest))
    return rows.filter(Q(created_at__lt=old) | is_changed).order_by("pk")


def _policy(row: Any, viewer: DeskContext) -> Item:
    day = business_date(row.created_at)
    if row.created_at < viewer.now - timedelta(days=FIT_DAYS):
        text = _("in force since %(day)s: fit it anew on the last year")
    else:
        text = _("changed on %(day)s: see what it does to states")
    href = row.get_absolute_url()
    return Item(
        "policy",
        row.pk,
        _("Dormancy policy %(version)s") % {"version": row},
        href,
        text % {"day": day},
        acts=(RowAct(_("Look at it"), href=href),),
    )


NIGHT_SECTIONS = (
    DeskSection(
        kind="night",
        title=gettext_lazy("Nights that are missing"),
        hint=gettext_lazy("Scores and states are older than they should be."),
        page="activity:night_list",
        rows=_late_nights,
        item=_late_night,
        roles=DATA_KEEPERS,
        number="generation",
        icon="moon-stars",
        is_dismissible=False,
    ),
    DeskSection(
        kind="stuck_night",
        title=gettext_lazy("Nights that do not finish"),
        hint=gettext_lazy("Their page says where they stopped."),
        page="activity:night_list",
        rows=_stuck_nights,
        item=_stuck_night,
        roles=DATA_KEEPERS,
        icon="moon-stars",
        is_dismissible=False,
    ),
    DeskSection(
        kind="feed",
        title=gettext_lazy("Sources that have fallen silent"),
        hint=gettext_lazy("Their members only look silent: find the data."),
        page="activity:source_list",
        rows=_silences,
        item=_silence,
        roles=DATA_KEEPERS,
        icon="database",
        is_dismissible=False,
    ),
)
DATA_SECTIONS = (
    DeskSection(
        kind="rejected",
        title=gettext_lazy("Imports with rejected rows"),
        hint=gettext_lazy("Mend them and send them again."),
        page="activity:batch_list",
        rows=_rejected,
        item=_rejected_batch,
        roles=frozenset({ANALYST}),
        icon="file-import",
    ),
    DeskSection(
        kind="policy",
        title=gettext_lazy("The dormancy policy"),
        hint=gettext_lazy("Changed lately, or due for a new fit."),
        page="lifecycle:policy_list",
        rows=_policies,
        item=_policy,
        roles=frozenset({ANALYST}),
        icon="shield-check",
    ),
)
