"""Who could help with a question, with reasons and with what invitations say."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activity.models import ActivityEvent
from alerts.labels import REFUSALS
from alerts.models import HelperInvitation
from alerts.rules.facets import read_facets
from alerts.rules.helper_ranking import HelperRecord, rank_helpers
from alerts.rules.invitations import (
    MAX_INVITATIONS,
    InvitationRefusal,
    check_invitation,
)
from alerts.rules.lexicons import Lexicon
from alerts.selectors.lexicon import current_lexicon
from community.models import Question
from community.rules.text import normalise
from members.models import Member, VehicleOwnership

RECORD_DAYS = 180
MAX_QUESTIONS = 400
QUOTED_CHARACTERS = 80
REASONS = {
    "alike": gettext_lazy("answered such questions before"),
    "thanked": gettext_lazy("was thanked for it"),
    "same_model": gettext_lazy("drives the same car"),
}


def suggest_helpers(
    question: Question,
    *,
    now: datetime,
) -> list[dict[str, Any]]:
    """Return members who could help with a question, best first, each with
    reasons, their invitations, and why they are not invited ("" if they may).
    """
    asker = question.post.author_id
    history = _read_history(question, since=now - timedelta(days=RECORD_DAYS))
    history.answered.pop(asker, None)
    cars = _cars({*history.answered, asker})
    best = rank_helpers(
        _records(history, cars),
        model=cars.get(asker, ""),
        now=now,
    )
    numbers = [one.member for one in best]
    members = Member.objects.in_bulk(numbers)
    invitations = _Invitations(question, numbers)
    helpers = []
    for one in best:
        member = members[one.member]
        helper = {
            "member": member,
            "reasons": [REASONS[name] for name in one.reasons],
            "answered": history.answered[one.member],
            "invited": invitations.count(one.member),
            "answered_after": invitations.answered[one.member],
            "refusal": invitations.refusal(member, now),
            "text": invitation_text(question, member),
        }
        helpers.append(helper)
    return helpers


def invitation_text(question: Question, member: Member) -> str:
    """Return what may be said to a member who is invited to answer: what is
    asked, and never what to answer.
    """
    post = question.post
    asked = post.title or post.text[:QUOTED_CHARACTERS]
    return _(
        "Hello %(name)s, somebody asks in %(place)s: “%(asked)s” You know this "
        "from your own car. Would you tell them how it was for you, if you "
        "have a moment?",
    ) % {
        "name": member,
        "place": post.circle or post.source,
        "asked": asked.strip(),
    }


class _Invitations:
    """Invitations of members that were not withdrawn, and those of one question."""

    def __init__(
        self,
        question: Question,
        members: Collection[int],
    ) -> None:
        self.moments: dict[int, list[datetime]] = {}
        self.here: set[int] = set()
        self.answered: Counter[int] = Counter()
        rows = (
            HelperInvitation.objects.in_force()
            .filter(member__in=members)
            .with_answered()
            .values_list(
                "member_id",
                "question_id",
                "invited_at",
                "is_answered",
            )
        )
        for member, asked, at, is_answered in rows:
            self.moments.setdefault(member, []).append(at)
            self.answered[member] += is_answered
            if asked == question.pk:
                self.here.add(member)

    def count(self, member: int) -> int:
        return len(self.moments.get(member, ()))

    def refusal(self, member: Member, now: datetime) -> str:
        found = check_invitation(
            is_asker=False,
            is_invited=member.pk in self.here,
            invited_at=self.moments.get(member.pk, ()),
            now=now,
        )
        if found is InvitationRefusal.NONE:
            return ""
        shown = {"name": member, "most": MAX_INVITATIONS}
        return str(REFUSALS[found]) % shown


class _History(NamedTuple):
    """How many questions each member answered, how many of them about the same
    part, and how many were solved.
    """

    answered: Counter[int]
    alike: Counter[int]
    thanked: Counter[int]


def _read_history(question: Question, *, since: datetime) -> _History:
    """Return who answered questions asked since a time, other than this one."""
    lexicon = current_lexicon()
    parts = parts_of(question, lexicon)
    answered = (
        Question.objects.asked_since(since)
        .filter(helper__kind=Member.Kind.PERSON)
        .exclude(pk=question.pk)
        .select_related("post")
        .order_by("-answered_at")
    )
    history = _History(Counter(), Counter(), Counter())
    for one in answered[:MAX_QUESTIONS]:
        history.answered[one.helper_id] += 1
        is_thanked = one.solved_how == Question.SolvedHow.THANKED
        history.thanked[one.helper_id] += is_thanked
        history.alike[one.helper_id] += bool(parts & parts_of(one, lexicon))
    return history


def parts_of(question: Question, lexicon: Lexicon) -> set[str]:
    """Return the parts and services that a question names, in the words of the
    lexicon in force.
    """
    normal = normalise(question.post.whole_text)
    return set(read_facets(normal, lexicon).components)


def _records(history: _History, cars: dict[int, str]) -> list[HelperRecord]:
    members = list(history.answered)
    events = ActivityEvent.objects.filter(member_id__in=members)
    seen = events.order_by().values_list("member_id")
    last = dict(seen.annotate(last=Max("occurred_at")))
    records = []
    for member in members:
        record = HelperRecord(
            member=member,
            answered=history.answered[member],
            alike=history.alike[member],
            thanked=history.thanked[member],
            model=cars.get(member, ""),
            seen_at=last.get(member),
        )
        records.append(record)
    return records


def _cars(member_ids: set[int]) -> dict[int, str]:
    """Return the model series that members drive now, of several the latest."""
    cars = (
        VehicleOwnership.objects.current()
        .filter(member_id__in=member_ids)
        .order_by("started_on", "pk")
    )
    return dict(cars.values_list("member_id", "model_series"))
