"""The next act of a member in words, with what it rests on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.calendar import business_date
from common.security.names import staff_name
from community.models import Question
from lifecycle.models import DormancyState
from members.models import Member
from roles.rules.columns import HOLDS_FIELDS
from roles.rules.journey import NEWCOMER_DAYS
from roles.selectors.newcomers import newcomers
from teamwork.models import Interaction
from teamwork.rules.next_act import (
    QUIET_DAYS,
    Choice,
    MemberFacts,
    NextAct,
    choose_act,
)


@dataclass(frozen=True, slots=True)
class ShownAct:
    """The next act: why (a sentence), a quieter line, and a button that leads
    there; `needs` is the view that the reader must be allowed to write.
    """

    act: NextAct
    why: str
    sub: str
    label: str = ""
    href: str = ""
    needs: str = ""
    is_urgent: bool = False


@dataclass(frozen=True, slots=True)
class Contacts:
    """When somebody last talked with a member, and how often within
    QUIET_DAYS.
    """

    last_at: datetime | None
    count: int


def read_contacts(member: Member, now: datetime) -> Contacts:
    """Return the contacts of a member up to now."""
    recent = Q(happened_at__gte=now - timedelta(days=QUIET_DAYS))
    found = member.interactions.order_by().aggregate(
        last_at=Max("happened_at"),
        count=Count("pk", filter=recent),
    )
    return Contacts(found["last_at"], found["count"])


def read_next_act(
    member: Any,
    *,
    promised: Sequence[Interaction],
    now: datetime,
    today: date,
) -> ShownAct:
    """Return the next act for a member of members_with_summary(); `promised`
    are their open promises, the earliest first.
    """
    contacts = read_contacts(member, now)
    questions = Question.objects.unanswered().filter(post__author=member)
    question = questions.order_by("post__posted_at").first()
    facts = MemberFacts(
        is_person=member.kind == Member.Kind.PERSON
        and member.merged_into_id is None,
        due_on=promised[0].due_on if promised else None,
        asks=question is not None,
        is_waiting_newcomer=_is_waiting(member, today),
        state=_state_of(member),
        talked_on=business_date(contacts.last_at)
        if contacts.last_at
        else None,
        has_contact=member.primary_contact_id is not None,
        holds_role=any(
            getattr(member, f"role_{name}") for name in HOLDS_FIELDS.values()
        ),
    )
    choice = choose_act(facts, today)
    case = _Case(member, choice, list(promised), question, contacts, today)
    return _SENTENCES[choice.act](case)


@dataclass(frozen=True, slots=True)
class _Case:
    """What the sentences of a next act need."""

    member: Any
    choice: Choice
    promised: list[Any]
    question: Any
    contacts: Contacts
    today: date

    @property
    def contact_note(self) -> str:
        """Return how often somebody talked with them lately, and when last."""
        text = ngettext(
            "%(count)s contact in the last %(days)s days.",
            "%(count)s contacts in the last %(days)s days.",
            self.contacts.count,
        ) % {"count": self.contacts.count, "days": QUIET_DAYS}
        if self.contacts.last_at is None:
            return _("Nobody has talked with them yet.")
        last = _("The last one was on %(day)s.") % {
            "day": business_date(self.contacts.last_at),
        }
        return f"{text} {last}"

    @property
    def talk(self) -> str:
        """Return where an interaction is logged."""
        return reverse("teamwork:interaction_create", args=[self.member.pk])


def _keep_promise(case: _Case) -> ShownAct:
    first = case.promised[0]
    late = (case.today - first.due_on).days
    if late:
        why = ngettext(
            "First keep what was promised, %(count)s day late: %(promise)s",
            "First keep what was promised, %(count)s days late: %(promise)s",
            late,
        ) % {"count": late, "promise": first.promise}
    else:
        why = _("Due today: %(promise)s") % {"promise": first.promise}
    return ShownAct(
        NextAct.KEEP_PROMISE,
        why,
        _("%(name)s promised it. %(note)s")
        % {
            "name": staff_name(first.promise_owner),
            "note": case.contact_note,
        },
        label=_("Keep it or put it off…"),
        href="#promises",
        needs="teamwork:promise_keep",
        is_urgent=bool(late),
    )


def _answer(case: _Case) -> ShownAct:
    return ShownAct(
        NextAct.ANSWER,
        _("They asked, and nobody has answered yet."),
        str(case.question),
        label=_("Find somebody to answer"),
        href=case.question.get_absolute_url(),
    )


def _welcome(case: _Case) -> ShownAct:
    member = case.member
    return ShownAct(
        NextAct.WELCOME,
        _("They are new, and nobody has welcomed them yet."),
        case.contact_note,
        label=_("Record a welcome…"),
        href=reverse("roles:welcome_create", args=[member.pk]),
        needs="roles:welcome_create",
    )


def _talk(case: _Case) -> ShownAct:
    return ShownAct(
        NextAct.TALK,
        _("They are cooling. Ask once, in person, how they are."),
        case.contact_note,
        label=_("Log an interaction"),
        href=case.talk,
        needs="teamwork:interaction_create",
    )


def _offer(case: _Case) -> ShownAct:
    return ShownAct(
        NextAct.OFFER,
        _(
            "They are dormant. Only write if you have something they care about."
        ),
        case.contact_note,
    )


def _leave_alone(case: _Case) -> ShownAct:
    why = _("Better leave them alone now, and look again on %(day)s.") % {
        "day": case.choice.on,
    }
    return ShownAct(NextAct.LEAVE_ALONE, why, case.contact_note)


def _prepare(case: _Case) -> ShownAct:
    first = case.promised[0]
    why = _("Promised until %(day)s: %(promise)s") % {
        "day": first.due_on,
        "promise": first.promise,
    }
    return ShownAct(
        NextAct.PREPARE,
        why,
        case.contact_note,
        label=_("Keep it or put it off…"),
        href="#promises",
        needs="teamwork:promise_keep",
    )


def _name_contact(case: _Case) -> ShownAct:
    return ShownAct(
        NextAct.NAME_CONTACT,
        _("They hold a role, and nobody looks after them."),
        case.contact_note,
        label=_("Name a contact"),
        href=reverse("members:member_edit", args=[case.member.pk]),
        needs="members:member_edit",
    )


def _nothing(case: _Case) -> ShownAct:
    if case.member.kind != Member.Kind.PERSON or case.member.merged_into_id:
        return ShownAct(NextAct.NOTHING, "", "")
    why = _("Nothing is waiting here.")
    return ShownAct(NextAct.NOTHING, why, case.contact_note)


_SENTENCES: dict[NextAct, Callable[[_Case], ShownAct]] = {
    NextAct.KEEP_PROMISE: _keep_promise,
    NextAct.ANSWER: _answer,
    NextAct.WELCOME: _welcome,
    NextAct.TALK: _talk,
    NextAct.OFFER: _offer,
    NextAct.LEAVE_ALONE: _leave_alone,
    NextAct.PREPARE: _prepare,
    NextAct.NAME_CONTACT: _name_contact,
    NextAct.NOTHING: _nothing,
}


def _is_waiting(member: Any, today: date) -> bool:
    since = today - timedelta(days=NEWCOMER_DAYS)
    if member.joined_on is None or member.joined_on < since:
        return False
    mine = newcomers(Member.objects.filter(pk=member.pk), since=since)
    return mine.filter(welcomed_at__isnull=True).exists()


def _state_of(member: Any) -> str:
    if member.dormancy_state is None:
        return ""
    return DormancyState.State(member.dormancy_state).name.lower()
