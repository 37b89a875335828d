"""The roster of KOC, and what a review of one of them looks at."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import (
    BooleanField,
    Case,
    OuterRef,
    QuerySet,
    Subquery,
    When,
)
from django.utils.translation import gettext as _

from activity.models import ActivitySummary
from common.calendar import business_today
from community.models import Post
from koc.labels import tier_name
from koc.models import KocChange, KocSpell
from koc.querysets import NO_STATUS, KocSpellQuerySet
from koc.rules.tiers import Tier
from koc.selectors.policies import present_tier_names, tier_of
from lifecycle.models import DormancyState
from members.models import Member
from roles.models import RoleName, RoleSpell

WORK_DAYS = 90
SHOWN_WORKS = 5
UNDO_DAYS = 30
FIELD_WORDS = ("tier", "contact", "review_on", "since")


def roster(generation: int, *, today: date) -> KocSpellQuerySet:
    """Return all status of members who are not merged, with the member's
    dormancy state and last activity in a generation, and whether the review
    is due.
    """
    states = DormancyState.objects.of_generation(generation)
    summaries = ActivitySummary.objects.of_generation(generation)
    state = states.filter(member_id=OuterRef("member_id")).values("state")
    last = summaries.filter(member_id=OuterRef("member_id"))
    rows = KocSpell.objects.counted()
    with_state: KocSpellQuerySet = rows.select_related(
        "member",
        "contact",
        "began_by",
    ).annotate(
        is_due=Case(
            When(ended_on__isnull=True, review_on__lte=today, then=True),
            default=False,
            output_field=BooleanField(),
        ),
        dormancy_state=Subquery(state[:1]),
        last_activity_at=Subquery(last.values("last_activity_at")[:1]),
    )
    return with_state


@dataclass(frozen=True, slots=True)
class RosterCounts:
    """How many KOC there are, and of them whose review is due, and who is
    cooling or dormant.
    """

    now: int
    due: int
    cooling: int
    former: int


def roster_counts(generation: int, *, today: date) -> RosterCounts:
    """Return the figures above the roster; each equals the rows of its filter."""
    rows = roster(generation, today=today)
    current = rows.filter(ended_on__isnull=True)
    states = DormancyState.State
    return RosterCounts(
        now=current.count(),
        due=current.filter(is_due=True).count(),
        cooling=current.filter(dormancy_state=states.COOLING).count(),
        former=rows.filter(ended_on__isnull=False).count(),
    )


@dataclass(frozen=True, slots=True)
class ReviewFacts:
    """What speaks for and against renewing: roles, works with their
    reactions, and the last activity.
    """

    roles: list[str]
    works: list[Post]
    work_count: int
    reactions: int
    state: Any
    last_activity_at: datetime | None


def review_facts(
    member: Member,
    *,
    generation: int,
    now: datetime,
) -> ReviewFacts:
    """Return the facts of the last WORK_DAYS days about a member."""
    posts = Post.objects.filter(
        author=member,
        is_deleted=False,
        posted_at__gte=now - timedelta(days=WORK_DAYS),
    )
    reactions = list(posts.values_list("reaction_count", flat=True))
    held = RoleSpell.objects.open().filter(member=member)
    roles = held.order_by("role").values_list("role", flat=True)
    summaries = ActivitySummary.objects.of_generation(generation)
    states = DormancyState.objects.of_generation(generation)
    last = summaries.filter(member=member).values_list(
        "last_activity_at",
        flat=True,
    )
    return ReviewFacts(
        roles=[str(RoleName(role).label) for role in roles],
        works=list(posts.order_by("-reaction_count", "-pk")[:SHOWN_WORKS]),
        work_count=len(reactions),
        reactions=sum(reactions),
        state=states.filter(member=member).first(),
        last_activity_at=last.first(),
    )


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A change of a status in words: what happened, what it changed, why."""

    change: KocChange
    details: str
    reason: str
    may_undo: bool


def history_of(spell: KocSpell, *, now: datetime) -> list[ShownStep]:
    """Return the changes of a status in words, the latest first; that one can
    be undone for UNDO_DAYS.
    """
    changes = list(spell.changes.select_related("made_by"))
    words = _Words(changes)
    steps = []
    for number, change in enumerate(changes):
        step = ShownStep(
            change=change,
            details=words.of(change),
            reason=change.reason,
            may_undo=number == 0 and _is_undoable(change, now),
        )
        steps.append(step)
    return steps


def _is_undoable(change: KocChange, now: datetime) -> bool:
    is_recent = change.made_at > now - timedelta(days=UNDO_DAYS)
    return is_recent and change.kind != KocChange.Kind.UNDONE


class _Words:
    """Values of changes in the reader's words; accounts are read at once."""

    def __init__(self, changes: list[KocChange]) -> None:
        self._tiers = present_tier_names()
        ids = set()
        for change in changes:
            ids.add(change.before.get("contact"))
            ids.add(change.after.get("contact"))
        accounts = get_user_model().objects
        self._accounts = accounts.in_bulk(ids - {None})

    def of(self, change: KocChange) -> str:
        if change.kind == KocChange.Kind.ENDED:
            reason = change.after.get("end_reason", "")
            known = dict(KocSpell.EndReason.choices)
            return str(known.get(reason, reason))
        if change.kind == KocChange.Kind.ASKED:
            cause = change.after.get("review_cause", "")
            return str(dict(KocSpell.ReviewCause.choices).get(cause, cause))
        parts = []
        for name in FIELD_WORDS:
            if name not in change.after:
                continue
            new = self._word(name, change.after[name])
            old = self._word(name, change.before.get(name))
            if name in change.before and old == new:
                continue
            field: Any = KocSpell._meta.get_field(name)
            shown = {"field": field.verbose_name, "old": old, "new": new}
            text = _("%(field)s: %(new)s")
            if name in change.before:
                text = _("%(field)s: %(old)s → %(new)s")
            parts.append(text % shown)
        return " · ".join(parts)

    def _word(self, name: str, value: Any) -> str:
        if value in (None, ""):
            return "–"
        if name == "tier":
            return self._tiers.get(str(value), str(value))
        if name == "contact":
            return str(self._accounts.get(value, "–"))
        return str(value)


@dataclass(frozen=True, slots=True)
class KocStatus:
    """What a member's page shows: their status now or the last one that
    ended, the tier, and all of them.
    """

    spell: KocSpell | None
    tier: Tier | None
    tier_name: str
    is_former: bool
    is_due: bool
    spells: list[KocSpell]


def koc_status(member: Member, *, now: datetime) -> KocStatus:
    """Return the KOC status of a member."""
    rows = KocSpell.objects.filter(member=member).exclude(
        end_reason__in=NO_STATUS,
    )
    spells = list(rows.select_related("contact").order_by("-since", "-pk"))
    held = next((one for one in spells if one.ended_on is None), None)
    shown = held or (spells[0] if spells else None)
    tier = tier_of(shown.tier) if shown else None
    today = business_today(now)
    return KocStatus(
        spell=shown,
        tier=tier,
        tier_name=tier_name(tier) if tier else "",
        is_former=shown is not None and held is None,
        is_due=held is not None and held.review_on <= today,
        spells=spells,
    )


def due_reviews(today: date) -> QuerySet[Any]:
    """Return the status whose review is due, the longest due first."""
    rows = KocSpell.objects.due(today).select_related("member", "contact")
    return rows.order_by("review_on", "pk")
