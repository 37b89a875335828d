"""The sections of a lead's desk about the team: what others are late with,
handovers that nobody accepts, absences without a stand-in.
"""

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alerts.models import Issue
from alerts.selectors.raised import OPEN_STATES
from common.calendar import business_date
from common.models import StaffAbsence
from common.security.access import LEAD
from teamwork.labels import day_text
from teamwork.models import Handover, Interaction
from teamwork.selectors.alert_sections import give_issue
from teamwork.selectors.desk_items import (
    DeskContext,
    DeskSection,
    Item,
    RowAct,
)

ONLY_LEADS = frozenset({LEAD})
ANSWER_WITHIN = timedelta(days=2)
ABSENCE_AHEAD = timedelta(days=7)


def _late_issues(viewer: DeskContext) -> QuerySet[Any]:
    """Issues of others that should have been done by now."""
    rows = Issue.objects.unmerged().filter(
        state__in=OPEN_STATES,
        owner__isnull=False,
        due_on__lt=viewer.today,
    )
    others = rows.exclude(owner__in=viewer.accounts).select_related("owner")
    return others.order_by("due_on", "pk")


def _late_issue(row: Any, viewer: DeskContext) -> Item:
    note = _("%(who)s is responsible, was due %(day)s") % {
        "who": row.owner,
        "day": day_text(row.due_on, viewer.today),
    }
    return Item(
        "late_issue",
        row.pk,
        str(row),
        row.get_absolute_url(),
        note,
        is_late=True,
        acts=(give_issue(_("Give to another…")),),
        since=row.due_on,
    )


def late_promises(viewer: DeskContext) -> QuerySet[Any]:
    """Return overdue promises of others."""
    rows = Interaction.objects.promised().filter(
        due_on__lt=viewer.today,
        promise_owner__isnull=False,
    )
    others = rows.exclude(promise_owner__in=viewer.accounts)
    return others.select_related("member", "promise_owner").order_by(
        "due_on",
        "pk",
    )


def _late_promise(row: Any, viewer: DeskContext) -> Item:
    note = _("%(who)s promised it to %(name)s, was due %(day)s") % {
        "who": row.promise_owner,
        "name": row.member,
        "day": day_text(row.due_on, viewer.today),
    }
    give = RowAct(
        _("Give to another…"),
        "assign",
        needs="teamwork:promise_move",
        form="colleague",
    )
    return Item(
        "late_promise",
        row.pk,
        row.promise,
        row.get_absolute_url(),
        note,
        is_late=True,
        acts=(give,),
        member=row.member_id,
        since=row.due_on,
    )


def _unanswered(viewer: DeskContext) -> QuerySet[Any]:
    """Handovers to others that nobody has answered for two days."""
    rows = Handover.objects.filter(
        state=Handover.State.PROPOSED,
        proposed_at__lt=viewer.now - ANSWER_WITHIN,
    )
    others = rows.exclude(to_user__in=viewer.accounts)
    return others.select_related("from_user", "to_user").order_by(
        "proposed_at",
        "pk",
    )


def _unanswered_handover(row: Any, viewer: DeskContext) -> Item:
    href = row.get_absolute_url()
    note = _("proposed %(day)s, not answered: %(reason)s") % {
        "day": day_text(business_date(row.proposed_at), viewer.today),
        "reason": row.reason,
    }
    return Item(
        "unanswered",
        row.pk,
        str(row),
        href,
        note,
        acts=(RowAct(_("Look at it"), href=href),),
        since=row.proposed_at,
    )


def _absences(viewer: DeskContext) -> QuerySet[Any]:
    """Absences of the next days for which nobody stands in."""
    rows = StaffAbsence.objects.filter(
        stand_in__isnull=True,
        user__is_active=True,
        ends_on__gte=viewer.today,
        starts_on__lte=viewer.today + ABSENCE_AHEAD,
    )
    return rows.select_related("user").order_by("starts_on", "pk")


def _absence(row: Any, viewer: DeskContext) -> Item:
    note = _("away from %(first)s to %(last)s, nobody stands in") % {
        "first": day_text(row.starts_on, viewer.today),
        "last": day_text(row.ends_on, viewer.today),
    }
    choose = RowAct(
        _("Choose a stand-in…"),
        "stand_in",
        needs="teamwork:absence_edit",
        form="colleague",
    )
    return Item(
        "absence",
        row.pk,
        str(row.user),
        row.get_absolute_url(),
        note,
        is_late=row.starts_on <= viewer.today,
        acts=(choose,),
    )


TEAM_SECTIONS = (
    DeskSection(
        kind="late_issue",
        title=gettext_lazy("Issues that others are late with"),
        hint=gettext_lazy("Ask what keeps them, or give them away."),
        page="alerts:issue_list",
        query="open=true",
        rows=_late_issues,
        item=_late_issue,
        roles=ONLY_LEADS,
        icon="alert-circle",
    ),
    DeskSection(
        kind="unanswered",
        title=gettext_lazy("Handovers that nobody answers"),
        hint=gettext_lazy("For two days and more."),
        page="teamwork:handover_list",
        query="state=proposed",
        rows=_unanswered,
        item=_unanswered_handover,
        roles=ONLY_LEADS,
        icon="refresh",
    ),
    DeskSection(
        kind="absence",
        title=gettext_lazy("Absences without a stand-in"),
        hint=gettext_lazy("Until somebody does, their work is yours."),
        page="teamwork:absence_list",
        rows=_absences,
        item=_absence,
        roles=ONLY_LEADS,
        icon="calendar",
    ),
)
LATE_PROMISE_SECTION = DeskSection(
    kind="late_promise",
    title=gettext_lazy("Overdue promises of the team"),
    hint=gettext_lazy("They are on the desks of those who made them."),
    page="teamwork:interaction_list",
    query="promise_state=open",
    rows=late_promises,
    item=_late_promise,
    roles=ONLY_LEADS,
    icon="clock",
    is_dismissible=False,
    is_news=True,
)
