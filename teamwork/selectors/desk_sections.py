"""The sections of the desk, each declared once, in the order of the day."""

from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.security.access import COMMUNICATOR, LEAD, NOBODY
from community.models import Question
from teamwork.labels import day_text
from teamwork.models import Handover, Interaction
from teamwork.selectors.admin_sections import ADMIN_SECTIONS
from teamwork.selectors.alert_sections import (
    PROPOSAL_SECTION,
    RAISED_SECTION,
    TELL_SECTION,
    URGENT_SECTIONS,
)
from teamwork.selectors.data_sections import DATA_SECTIONS, NIGHT_SECTIONS
from teamwork.selectors.desk_items import (
    DeskContext,
    DeskSection,
    Item,
    RowAct,
)
from teamwork.selectors.issue_sections import ISSUE_SECTION
from teamwork.selectors.koc_sections import KOC_SECTION
from teamwork.selectors.member_sections import (
    COOLING_SECTION,
    NEWCOMER_SECTION,
    UNCARED_SECTION,
)
from teamwork.selectors.nomination_sections import NOMINATION_SECTIONS
from teamwork.selectors.script_sections import SCRIPT_SECTIONS
from teamwork.selectors.segment_sections import SEGMENT_SECTION
from teamwork.selectors.suggestion_sections import SUGGESTION_SECTION
from teamwork.selectors.team_sections import (
    LATE_PROMISE_SECTION,
    TEAM_SECTIONS,
)
from teamwork.selectors.work_sections import WORK_SECTION

QUESTION_DAYS = 30


def _promises(viewer: DeskContext) -> QuerySet[Any]:
    due = Interaction.objects.due(viewer.today)
    return due.select_related("member").order_by("due_on", "pk")


def _promise(row: Any, viewer: DeskContext) -> Item:
    note = _("promised to %(name)s, due %(day)s") % {
        "name": row.member,
        "day": day_text(row.due_on, viewer.today),
    }
    return Item(
        "promise",
        row.pk,
        row.promise,
        row.get_absolute_url(),
        note,
        row.due_on < viewer.today,
        acts=(
            RowAct(_("Keep it"), "keep", needs="teamwork:promise_keep"),
            RowAct(
                _("Another day…"),
                "move",
                needs="teamwork:promise_move",
                form="day",
            ),
        ),
        member=row.member_id,
        since=row.due_on,
    )


def _late_promises(viewer: DeskContext) -> Q:
    return Q(due_on__lt=viewer.today)


def _questions(viewer: DeskContext) -> QuerySet[Any]:
    """Questions that somebody takes, and lately escalated ones that nobody
    takes.
    """
    lately = viewer.now - timedelta(days=QUESTION_DAYS)
    taken = Q(care__taken_by__isnull=False)
    escalated = Q(
        care__escalated_at__isnull=False,
        post__posted_at__gte=lately,
    )
    waiting = Question.objects.unanswered().filter(taken | escalated)
    rows = waiting.select_related("post__author", "care")
    return rows.order_by("-upset", "post__posted_at", "pk")


def _question(row: Any, _viewer: DeskContext) -> Item:
    href = row.get_absolute_url()
    invite = RowAct(_("Invite a helper…"), href=f"{href}#helpers")
    take = RowAct(_("I take it"), "take", needs="alerts:question_take")
    is_taken = row.care.taken_by_id is not None
    return Item(
        "question",
        row.pk,
        row.post.whole_text[:120],
        href,
        f"{row.post.author} · {row.get_upset_display()}",
        row.upset > 1,
        acts=(invite,) if is_taken else (take, invite),
        member=row.post.author_id,
        since=row.post.posted_at,
    )


def _handovers(_viewer: DeskContext) -> QuerySet[Any]:
    waiting = Handover.objects.filter(
        to_user__isnull=False,
        state__in=("proposed", "accepted"),
    )
    return waiting.select_related("from_user").order_by("proposed_at", "pk")


def _handover(row: Any, viewer: DeskContext) -> Item:
    title = _("Members of %(name)s") % {"name": row.from_user or "–"}
    href = row.get_absolute_url()
    look = RowAct(_("Look at them"), href=href)
    accept = RowAct(
        _("Accept them"), "accept", needs="teamwork:handover_detail"
    )
    may_accept = (
        row.state == Handover.State.PROPOSED
        and row.to_user_id == viewer.user.pk
    )
    return Item(
        "handover",
        row.pk,
        title,
        href,
        row.reason,
        since=row.proposed_at,
        acts=(accept, look) if may_accept else (look,),
    )


SECTIONS = (
    *URGENT_SECTIONS,
    *NIGHT_SECTIONS,
    DeskSection(
        kind="promise",
        title=gettext_lazy("Promises due"),
        hint=gettext_lazy("Keep them, or tell the member when."),
        page="teamwork:interaction_list",
        query="promise_state=open",
        rows=_promises,
        item=_promise,
        owner="promise_owner",
        roles=frozenset({LEAD}),
        icon="clock",
        is_dismissible=False,
        overdue=_late_promises,
    ),
    *TEAM_SECTIONS,
    DeskSection(
        kind="handover",
        title=gettext_lazy("Handovers to me"),
        hint=gettext_lazy("Accept or refuse; then get to know each."),
        page="teamwork:handover_list",
        rows=_handovers,
        item=_handover,
        owner="to_user",
        roles=NOBODY,
        icon="refresh",
        is_dismissible=False,
    ),
    *NOMINATION_SECTIONS,
    KOC_SECTION,
    DeskSection(
        kind="question",
        title=gettext_lazy("Questions to heal"),
        hint=gettext_lazy("Nobody has answered in time."),
        page="alerts:question_list",
        query="status=waiting",
        rows=_questions,
        item=_question,
        owner="care__taken_by",
        roles=frozenset({COMMUNICATOR}),
        icon="heart",
    ),
    NEWCOMER_SECTION,
    COOLING_SECTION,
    ISSUE_SECTION,
    TELL_SECTION,
    SUGGESTION_SECTION,
    *SCRIPT_SECTIONS,
    WORK_SECTION,
    *DATA_SECTIONS,
    SEGMENT_SECTION,
    PROPOSAL_SECTION,
    UNCARED_SECTION,
    *ADMIN_SECTIONS,
    LATE_PROMISE_SECTION,
    RAISED_SECTION,
)
