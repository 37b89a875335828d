"""What teamwork adds to the time line of a member: what was said and promised,
nominations, handovers, merges.
"""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from common.security.names import staff_name
from common.ui.timeline import Entry, RowSource, Subject
from teamwork.models import (
    HandoverMember,
    Interaction,
    MemberMerge,
    Nomination,
)

TALKS = "talks"
TEAM = "team"


def _interactions(subject: Subject) -> QuerySet[Any]:
    said = Interaction.objects.filter(member=subject.member)
    return said.select_related("staff", "promise_owner")


def _said(row: Interaction) -> Entry:
    parts = [row.get_mood_display()]
    if row.promise:
        parts.append(_("promised: %(promise)s") % {"promise": row.promise})
    if row.next_step:
        parts.append(_("next step: %(step)s") % {"step": row.next_step})
    text = _("%(who)s, %(channel)s: %(summary)s") % {
        "who": staff_name(row.staff),
        "channel": row.get_channel_display(),
        "summary": row.summary,
    }
    sub = " · ".join(map(str, parts))
    return Entry(row.pk, row.happened_at, "message", text, sub=sub)


def _due(subject: Subject) -> QuerySet[Any]:
    due = Interaction.objects.due(subject.today)
    mine: QuerySet[Any] = due.filter(member=subject.member)
    return mine.select_related("promise_owner")


def _came_due(row: Any) -> Entry:
    text = _("Promise due, not kept yet: %(promise)s") % {
        "promise": row.promise,
    }
    who = staff_name(row.promise_owner)
    return Entry(row.pk, row.due_on, "clock", text, sub=who, is_urgent=True)


def _kept(row: Any) -> Entry:
    text = _("Promise kept: %(promise)s") % {"promise": row.promise}
    return Entry(row.pk, row.kept_at, "circle-check", text, sub=row.outcome)


def _nominations(subject: Subject) -> QuerySet[Any]:
    made = Nomination.objects.filter(member=subject.member)
    return made.select_related("proposed_by", "decided_by")


def _proposed(row: Nomination) -> Entry:
    return Entry(
        row.pk,
        row.proposed_at,
        "star",
        _("Nominated by %(name)s") % {"name": staff_name(row.proposed_by)},
        href=row.get_absolute_url(),
        sub=row.reason,
    )


def _decided(row: Any) -> Entry:
    text = _("Nomination: %(state)s") % {"state": row.get_state_display()}
    return Entry(
        row.pk,
        row.decided_at,
        "star",
        text,
        href=row.get_absolute_url(),
        more=staff_name(row.decided_by),
        sub=row.decision_reason,
    )


def _handovers(subject: Subject) -> QuerySet[Any]:
    rows = HandoverMember.objects.filter(member=subject.member)
    return rows.select_related("handover__from_user", "handover__to_user")


def _handed_over(row: HandoverMember) -> Entry:
    handover = row.handover
    text = _("Handover from %(giver)s to %(taker)s") % {
        "giver": staff_name(handover.from_user),
        "taker": staff_name(handover.to_user),
    }
    return Entry(
        row.pk,
        handover.proposed_at,
        "refresh",
        text,
        href=handover.get_absolute_url(),
        more=handover.get_state_display(),
        sub=handover.reason,
    )


def _merges(subject: Subject) -> QuerySet[Any]:
    member = subject.member
    merges = MemberMerge.objects.in_effect().filter(
        Q(kept=member) | Q(merged=member),
    )
    return merges.select_related("kept", "merged", "merged_by")


def _merged(row: MemberMerge) -> Entry:
    text = _("%(merged)s was merged into %(kept)s") % {
        "merged": row.merged,
        "kept": row.kept,
    }
    return Entry(
        row.pk,
        row.merged_at,
        "user",
        text,
        href=row.get_absolute_url(),
        sub=staff_name(row.merged_by),
    )


TIMELINE = (
    RowSource("interactions", TALKS, "happened_at", _interactions, _said),
    RowSource("due-promises", TALKS, "due_on", _due, _came_due, is_day=True),
    RowSource(
        "kept-promises",
        TALKS,
        "kept_at",
        lambda subject: _interactions(subject).filter(kept_at__isnull=False),
        _kept,
    ),
    RowSource("nominations", TEAM, "proposed_at", _nominations, _proposed),
    RowSource(
        "decisions-of-nominations",
        TEAM,
        "decided_at",
        lambda subject: _nominations(subject).filter(decided_at__isnull=False),
        _decided,
    ),
    RowSource(
        "handovers",
        TEAM,
        "handover__proposed_at",
        _handovers,
        _handed_over,
    ),
    RowSource("merges", TEAM, "merged_at", _merges, _merged),
)
