"""The sections of the desk, each declared once, in the order of the day."""

from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activity.labels import scope_label
from activity.models import FeedSilence
from common.calendar import business_date
from common.security.access import ANALYST, DATA, EDITORS, LEADS, PLANNER
from community.models import Question
from lifecycle.models import DormancyState
from members.models import Member
from roles.selectors.newcomers import newcomers
from teamwork.models import Handover, Interaction, Nomination
from teamwork.selectors.desk_alerts import OTHER_SECTIONS, URGENT_SECTIONS
from teamwork.selectors.desk_items import DeskContext, DeskSection, Item
from teamwork.selectors.issue_section import ISSUE_SECTION
from teamwork.selectors.koc_section import KOC_SECTION
from teamwork.selectors.suggestion_section import SUGGESTION_SECTION

NEWCOMER_DAYS = 30
COOLING_DAYS = 21
QUESTION_DAYS = 30
HOURS_SHOWN = 72


def _silences(viewer: DeskContext) -> QuerySet[Any]:
    alarming = FeedSilence.objects.alarming().select_related("source")
    if not viewer.roles & DATA:
        alarming = alarming.none()
    return alarming.order_by("silent_since", "pk")


def _silence(row: Any, _viewer: DeskContext) -> Item:
    note = _("silent since %(day)s: %(what)s, about %(expected)s were due") % {
        "day": business_date(row.silent_since),
        "what": scope_label(row.scope),
        "expected": f"{row.expected:,.0f}",
    }
    return Item(
        "feed",
        row.pk,
        str(row.source),
        row.get_absolute_url(),
        note,
    )


def _promises(viewer: DeskContext) -> QuerySet[Any]:
    mine = Interaction.objects.due(viewer.today).filter(
        promise_owner__in=viewer.accounts,
    )
    return mine.select_related("member").order_by("due_on", "pk")


def _promise(row: Any, viewer: DeskContext) -> Item:
    note = _("promised to %(name)s, due %(day)s") % {
        "name": row.member,
        "day": row.due_on,
    }
    return Item(
        "promise",
        row.pk,
        row.promise,
        row.get_absolute_url(),
        note,
        row.due_on < viewer.today,
        viewer.stands_in_for(row.promise_owner_id),
    )


def _questions(viewer: DeskContext) -> QuerySet[Any]:
    waiting = Question.objects.unanswered()
    mine = Q(care__taken_by__in=viewer.accounts)
    if viewer.roles & EDITORS:
        lately = viewer.now - timedelta(days=QUESTION_DAYS)
        mine |= Q(
            care__escalated_at__isnull=False,
            care__taken_by__isnull=True,
            post__posted_at__gte=lately,
        )
    rows = waiting.filter(mine).select_related("post__author", "care")
    return rows.order_by("-upset", "post__posted_at", "pk")


def _question(row: Any, viewer: DeskContext) -> Item:
    hours = int((viewer.now - row.post.posted_at) / timedelta(hours=1))
    text = _("%(name)s has waited for %(days)s days")
    if hours < HOURS_SHOWN:
        text = _("%(name)s has waited for %(hours)s hours")
    shown = {"name": row.post.author, "hours": hours, "days": hours // 24}
    note = text % shown
    return Item(
        "question",
        row.pk,
        row.post.whole_text[:120],
        row.get_absolute_url(),
        note,
        row.upset > 1,
        viewer.stands_in_for(_taken_by(row)),
    )


def _taken_by(row: Any) -> int | None:
    care = getattr(row, "care", None)
    account: int | None = getattr(care, "taken_by_id", None)
    return account


def _newcomers(viewer: DeskContext) -> QuerySet[Any]:
    mine = Member.objects.unmerged().filter(primary_contact=viewer.user)
    since = viewer.today - timedelta(days=NEWCOMER_DAYS)
    return newcomers(mine, since=since).filter(welcomed_at__isnull=True)


def _newcomer(row: Any, _viewer: DeskContext) -> Item:
    note = _("joined %(day)s, nobody has welcomed them") % {
        "day": row.joined_on,
    }
    return Item("newcomer", row.pk, str(row), row.get_absolute_url(), note)


def _nominations(viewer: DeskContext) -> QuerySet[Any]:
    decided = Nomination.objects.awaiting_notice(viewer.user)
    found = Q(pk__in=decided.values("pk"))
    for role in (PLANNER, ANALYST):
        if role in viewer.roles:
            waiting = Nomination.objects.waiting_for(role)
            by_others = waiting.exclude(proposed_by=viewer.user)
            found |= Q(pk__in=by_others.values("pk"))
    if viewer.roles & LEADS:
        to_decide = Nomination.objects.to_decide()
        found |= Q(pk__in=to_decide.values("pk"))
    rows = Nomination.objects.filter(found)
    return rows.select_related("member", "proposed_by").order_by(
        "proposed_at",
        "pk",
    )


def _nomination(row: Any, viewer: DeskContext) -> Item:
    if row.decided_at:
        note = _("decided: %(state)s") % {"state": row.get_state_display()}
    else:
        note = _("proposed by %(name)s on %(day)s") % {
            "name": row.proposed_by or "–",
            "day": business_date(row.proposed_at),
        }
    return Item(
        "nomination",
        row.pk,
        str(row.member),
        row.get_absolute_url(),
        note,
    )


def _cooling(viewer: DeskContext) -> QuerySet[Any]:
    lately = DormancyState.objects.of_generation(viewer.generation).filter(
        state=DormancyState.State.COOLING,
        held_days=0,
        since__gte=viewer.today - timedelta(days=COOLING_DAYS),
    )
    mine = lately.filter(member__primary_contact=viewer.user)
    return mine.select_related("member").order_by("-score", "member_id")


def _cooled(row: Any, _viewer: DeskContext) -> Item:
    note = _("cooling since %(day)s") % {"day": row.since}
    return Item(
        "cooling",
        row.member_id,
        str(row.member),
        row.member.get_absolute_url(),
        note,
    )


def _handovers(viewer: DeskContext) -> QuerySet[Any]:
    waiting = Handover.objects.filter(
        to_user=viewer.user,
        state__in=("proposed", "accepted"),
    )
    return waiting.select_related("from_user").order_by("proposed_at", "pk")


def _handover(row: Any, _viewer: DeskContext) -> Item:
    title = _("Members of %(name)s") % {"name": row.from_user or "–"}
    return Item(
        "handover",
        row.pk,
        title,
        row.get_absolute_url(),
        row.reason,
    )


SECTIONS = (
    *URGENT_SECTIONS,
    DeskSection(
        kind="feed",
        title=gettext_lazy("Sources that have fallen silent"),
        hint=gettext_lazy("Their members only look silent: find the data."),
        page="activity:source_list",
        rows=_silences,
        item=_silence,
        is_dismissible=False,
    ),
    DeskSection(
        kind="promise",
        title=gettext_lazy("Promises due"),
        hint=gettext_lazy("Keep them, or tell the member when."),
        page="teamwork:interaction_list",
        rows=_promises,
        item=_promise,
        is_dismissible=False,
    ),
    DeskSection(
        kind="handover",
        title=gettext_lazy("Handovers to me"),
        hint=gettext_lazy("Accept or refuse; then get to know each."),
        page="teamwork:handover_list",
        rows=_handovers,
        item=_handover,
        is_dismissible=False,
    ),
    DeskSection(
        kind="question",
        title=gettext_lazy("Questions to heal"),
        hint=gettext_lazy("Nobody has answered in time."),
        page="alerts:question_list",
        rows=_questions,
        item=_question,
    ),
    DeskSection(
        kind="newcomer",
        title=gettext_lazy("Newcomers to welcome"),
        hint=gettext_lazy("Mine, and nobody has answered yet."),
        page="roles:newcomer_list",
        rows=_newcomers,
        item=_newcomer,
    ),
    DeskSection(
        kind="nomination",
        title=gettext_lazy("Nominations"),
        hint=gettext_lazy("To judge, to decide, or decided for you."),
        page="teamwork:nomination_list",
        rows=_nominations,
        item=_nomination,
        is_dismissible=False,
    ),
    KOC_SECTION,
    DeskSection(
        kind="cooling",
        title=gettext_lazy("Newly cooling members of mine"),
        hint=gettext_lazy("Ask how they are, not why."),
        page="lifecycle:dormancy_board",
        rows=_cooling,
        item=_cooled,
        number="member_id",
    ),
    ISSUE_SECTION,
    *OTHER_SECTIONS,
    SUGGESTION_SECTION,
)
