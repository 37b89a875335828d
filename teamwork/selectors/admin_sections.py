"""The sections of an administrator's desk: failed jobs, accounts without a
role, keys of machines that end.
"""

from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.calendar import business_date
from common.models import ApiToken, JobRun
from common.security.access import ADMIN, STAFF
from teamwork.labels import day_text
from teamwork.selectors.desk_items import (
    DeskContext,
    DeskSection,
    Item,
    RowAct,
)

ADMINS = frozenset({ADMIN})
FAILED_DAYS = 14
TOKEN_DAYS = 14
USERS = "admin:auth_user_changelist"


def _failed_jobs(viewer: DeskContext) -> QuerySet[Any]:
    since = viewer.now - timedelta(days=FAILED_DAYS)
    rows = JobRun.objects.filter(
        state__in=(JobRun.State.FAILED, JobRun.State.PARKED),
        finished_at__gte=since,
    )
    return rows.order_by("finished_at", "pk")


def _failed_job(row: Any, viewer: DeskContext) -> Item:
    href = reverse("job_progress", args=[row.pk])
    note = _("%(state)s %(day)s, after %(n)s attempts") % {
        "state": row.get_state_display(),
        "day": day_text(business_date(row.finished_at), viewer.today),
        "n": row.attempts,
    }
    return Item(
        "job",
        row.pk,
        row.kind,
        href,
        note,
        acts=(RowAct(_("See why"), href=href),),
        since=row.finished_at,
    )


def _idle_accounts(_viewer: DeskContext) -> QuerySet[Any]:
    """Active accounts of people that may do nothing."""
    accounts = get_user_model().objects
    with_role = accounts.filter(pk=OuterRef("pk"), groups__name__in=STAFF)
    tokens = ApiToken.objects.filter(user=OuterRef("pk"))
    rows = accounts.filter(is_active=True, is_superuser=False).exclude(
        Exists(with_role),
    )
    idle: QuerySet[Any] = rows.exclude(Exists(tokens)).order_by(
        "date_joined",
        "pk",
    )
    return idle


def _idle_account(row: Any, viewer: DeskContext) -> Item:
    href = reverse("admin:auth_user_change", args=[row.pk])
    note = _("made %(day)s, holds no role") % {
        "day": day_text(business_date(row.date_joined), viewer.today),
    }
    return Item(
        "account",
        row.pk,
        str(row),
        href,
        note,
        acts=(RowAct(_("Give a role"), href=href),),
    )


def _ending_tokens(viewer: DeskContext) -> QuerySet[Any]:
    """Keys that end soon, or have ended and not been removed."""
    soon = viewer.now + timedelta(days=TOKEN_DAYS)
    tokens: Any = ApiToken.objects.filter(expiry__lt=soon)
    rows: QuerySet[Any] = tokens.select_related("user")
    return rows.order_by("expiry", "created")


def _ending_token(row: Any, viewer: DeskContext) -> Item:
    text = _("of %(user)s, ends %(day)s")
    if row.expiry <= viewer.now:
        text = _("of %(user)s, ended %(day)s")
    href = reverse("admin:auth_user_change", args=[row.user_id])
    day = day_text(business_date(row.expiry), viewer.today)
    return Item(
        "token",
        row.user_id,
        row.name or _("Key without a name"),
        href,
        text % {"user": row.user, "day": day},
        is_late=row.expiry <= viewer.now,
        acts=(RowAct(_("See the account"), href=href),),
    )


ADMIN_SECTIONS = (
    DeskSection(
        kind="job",
        title=gettext_lazy("Jobs that failed"),
        hint=gettext_lazy("Their page says why."),
        page="activity:batch_list",
        rows=_failed_jobs,
        item=_failed_job,
        owner="requested_by",
        roles=ADMINS,
        icon="alert-circle",
    ),
    DeskSection(
        kind="account",
        title=gettext_lazy("Accounts without a role"),
        hint=gettext_lazy("Give them one, or switch them off."),
        page=USERS,
        rows=_idle_accounts,
        item=_idle_account,
        roles=ADMINS,
        icon="user",
    ),
    DeskSection(
        kind="token",
        title=gettext_lazy("Keys of machines that end"),
        hint=gettext_lazy("Make a new one before the old one ends."),
        page=USERS,
        rows=_ending_tokens,
        item=_ending_token,
        roles=ADMINS,
        number="user_id",
        icon="key",
    ),
)
